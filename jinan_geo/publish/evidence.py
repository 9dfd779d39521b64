"""The evidence that an audience may read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.ledger.evidence import split_ids
from jinan_geo.publish.audience import fate_of, is_withheld, levels_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from jinan_geo.city.city import City, Layer
    from jinan_geo.issues.alike import IssueList
    from jinan_geo.issues.issue import Issue
    from jinan_geo.ledger.evidence import Evidence, Register
    from jinan_geo.manifest.models import Audience

__all__ = ["keep_open", "open_evidence", "tell_open"]


def open_evidence(city: City, audience: Audience, targets: Collection[str]) -> Register:
    """Give the evidence that an audience may read.

    Not that of a layer it may not have whole, nor of a withheld field, nor of a commitment that is
    not among ``targets``. What a unit reported is not for the public unless it was released.
    """
    whole = [layer for layer in city.layers if _is_whole(layer, audience)]
    fields = {layer.id: _withheld_fields(layer, audience) for layer in whole}
    fields[""] = set().union(*fields.values())  # what lies at the root may be about any layer
    closed = _commitments(city) - {*targets}
    kept: Register = {}
    for key, one in city.evidence.items():
        is_open = one.layer in fields and not _tells(one, fields[one.layer], closed)
        if is_open and _is_released(one, audience):
            kept[key] = one
    return {key: _without(one, kept) for key, one in kept.items()}


def _commitments(city: City) -> set[str]:
    """The ids of this year's commitments, and of the next's."""
    file = city.workspace.targets
    return {spec.id for spec in (*file.targets, *file.next)}


def _is_whole(layer: Layer, audience: Audience) -> bool:
    return fate_of(layer.folder.manifest, audience) == "open"


def _is_released(one: Evidence, audience: Audience) -> bool:
    return one.tier != "reported" or one.released or audience != "public"


def _withheld_fields(layer: Layer, audience: Audience) -> set[str]:
    declared = levels_of(layer.folder.manifest)
    return {key for key, level in declared if is_withheld(level.audience, audience)}


def _tells(one: Evidence, fields: set[str], targets: set[str]) -> bool:
    """Whether a statement is about something that is withheld."""
    about = [part.partition(".") for part in one.about]
    return any(key in targets or field in fields for key, _, field in about)


def _without(one: Evidence, kept: Collection[str]) -> Evidence:
    return replace(one, contradicts=tuple(key for key in one.contradicts if key in kept))


def tell_open(issues: IssueList, evidence: Register) -> IssueList:
    """Leave out the issues that quote evidence which is not open."""

    def told_of(issue: Issue) -> Issue | None:
        quoted = (issue.value, issue.details.get("other"))
        is_other = issue.type != "evidence-contradiction"
        return issue if is_other or all(one in evidence for one in quoted) else None

    return issues.changed(told_of)


def keep_open(frame: pd.DataFrame | None, evidence: Register) -> Any:  # noqa: ANN401 - the same kind of frame
    """Give features, records or states with those evidence ids alone that are open."""
    if frame is None or "evidence" not in frame or not frame["evidence"].notna().any():
        return frame
    kept = [_known(cell, evidence) for cell in frame["evidence"]]
    return frame.assign(evidence=pd.Series(kept, frame.index, dtype=object))


def _known(cell: object, evidence: Register) -> str | None:
    return ";".join(key for key in split_ids(cell) if key in evidence) or None
