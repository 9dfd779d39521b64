"""What rests on evidence: values whose every source is gone no longer count, and are listed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.check.evidence import TOLD
from jinan_geo.city.truth import mark_entered
from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.ledger.evidence import split_ids
from jinan_geo.ledger.tasks import confirmed_figures, read_tasks
from jinan_geo.manifest.commitments import Entered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import pandas as pd

    from jinan_geo.ledger.evidence import Register
    from jinan_geo.ledger.tasks import Confirmed
    from jinan_geo.manifest.commitments import Target
    from jinan_geo.manifest.workspace import LayerFolder, Workspace
    from jinan_geo.read import LayerReading

__all__ = ["add_reported", "rest_features", "rest_records", "rest_targets"]


def add_reported(workspace: Workspace) -> tuple[Workspace, list[dt.date]]:
    """Give the commitments with the values that offices reported in their forms, newest first.

    Gives the days of these values as well. A commitment that is measured from a layer has none,
    nor has any where the file of tasks is damaged: reading the evidence lists that.
    """
    try:
        told = {one.id: one for one in confirmed_figures(read_tasks(workspace.root))}
    except InputError:
        return workspace, []
    own: dict[str, list[Entered]] = {}
    for one in reversed([*told.values()]):
        if not one.field:
            own.setdefault(one.about, []).append(_entered(one))
    targets = []
    days: list[dt.date] = []
    for target in workspace.targets.targets:
        more = [] if target.measure else own.get(target.id, [])
        days += [one.as_of for one in more]
        entered = [*more, *target.entered]
        targets.append(target.model_copy(update={"entered": entered}) if more else target)
    file = workspace.targets.model_copy(update={"targets": targets})
    return replace(workspace, targets=file), days


def _entered(one: Confirmed) -> Entered:
    return Entered.model_validate(
        {
            "as_of": one.as_of,
            "value": one.value,
            "source": {"zh": one.publisher},
            "counts": one.counts,
            "unit": {"zh": one.unit} if one.counts == "other" else None,
            "evidence": [one.id],
        }
    )


COMMITMENT = "commitment-without-evidence"


def rest_features(
    folder: LayerFolder, reading: LayerReading, evidence: Register
) -> tuple[LayerReading, list[Issue]]:
    """List the evidence that features name and that is not there; the features stay.

    Where nothing is left of what a feature names, its planned dates and money do not count.
    """
    features = reading.features
    issues: list[Issue] = []
    empty = np.zeros(len(features), dtype=bool)
    states = features[[*TOLD]].notna().any(axis=1).to_numpy(bool)
    for at in np.flatnonzero(features["evidence"].notna()):
        named = split_ids(features["evidence"].iloc[at])
        gone = _gone(named, evidence)
        empty[at] = states[at] and bool(gone) and len(gone) == len(named)
        kind = "unsupported-plan" if empty[at] else "unknown-evidence"
        line = int(reading.lines[at]) if reading.lines[at] > 0 else None
        key = str(features["id"].iloc[at])
        issues += [
            Issue(kind, folder.id, folder.features_file, line, key, "evidence", one)
            for one in ([";".join(gone)] if empty[at] else gone)
        ]
    if empty.any():
        cut = {column: features[column].where(~empty, None) for column in TOLD}
        reading = replace(reading, features=features.assign(**cut))
    return reading, issues


def rest_records(
    folder: LayerFolder, records: pd.DataFrame, evidence: Register
) -> tuple[pd.DataFrame, list[Issue]]:
    """Set aside the records that name evidence of which nothing is there.

    A record that names none stays, as does one of which something is left; what is gone is listed.
    """
    issues: list[Issue] = []
    kept = np.ones(len(records), dtype=bool)
    title = folder.manifest.progress_columns.get("evidence", "evidence")
    for at in np.flatnonzero(records["evidence"].notna()):
        named = split_ids(records["evidence"].iloc[at])
        gone = _gone(named, evidence)
        kept[at] = len(gone) < len(named)
        kind = "unknown-evidence" if kept[at] else "unsupported-record"
        line, key = int(records["line"].iloc[at]), str(records["id"].iloc[at])
        issues += [
            Issue(kind, folder.id, folder.progress_file, line, key, title, one)
            for one in (gone if kept[at] else [";".join(gone)])
        ]
    return records[kept].reset_index(drop=True), issues


def rest_targets(workspace: Workspace, evidence: Register) -> tuple[list[Target], list[Issue]]:
    """Give the commitments without the entered values of whose evidence nothing is there.

    Where evidence is kept of commitments, entered values that are samples are listed, and stay.
    """
    file = workspace.manifest.targets
    resting: list[Target] = []
    issues: list[Issue] = []
    for target in workspace.targets.targets:
        standing = [one for one in target.entered if _stands(one, evidence)]
        entered = [mark_entered(one, evidence) for one in standing]
        gone = _gone((key for one in target.entered for key in one.evidence), evidence)
        issues += [
            Issue("unknown-evidence", "", file, None, None, f"{target.id}.entered", key)
            for key in gone
        ]
        issues += [
            Issue(COMMITMENT, "", file, None, None, f"{target.id}.entered", f"{one.value:f}")
            for one in entered
            if _lacks_ground(one, workspace, evidence)
        ]
        resting.append(target.model_copy(update={"entered": entered}))
    return resting, issues


def _lacks_ground(one: Entered, workspace: Workspace, evidence: Register) -> bool:
    """Whether a value is a sample, or names nothing, and commitments must not have such values."""
    required = workspace.manifest.evidence == "required"
    kept = required or any(not said.layer for said in evidence.values())
    return kept and (one.sample or (required and not one.evidence))


def _stands(one: Entered, evidence: Register) -> bool:
    return not one.evidence or any(key in evidence for key in one.evidence)


def _gone(ids: Iterable[str], evidence: Register) -> list[str]:
    return [key for key in ids if key not in evidence]
