"""Rules on what values rest on: nothing made up stands beside the name of a work that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from jinan_geo.check.subject import Subject
    from jinan_geo.issues.issue import Issue

__all__ = ["TOLD", "check_evidence"]

# What a feature may say of its work and nobody can know without having been told.
TOLD = ("planned_start", "planned_finish", "plan", "investment_wan")


def check_evidence(subject: Subject) -> Iterator[Issue]:
    """Where evidence is kept, find named works with sample records, and with records without any.

    A record that came by an import has its file as evidence. Planned dates and money that a feature
    states need evidence of the feature. Each work is told once.
    """
    if subject.records is None or not subject.keeps_evidence:
        return
    is_named = ~subject.features["sample"].to_numpy(bool)
    records = subject.records[is_named[subject.records["feature"].to_numpy(int)]]
    is_sample = records["sample"].astype(bool)
    yield from _told_once(subject, records[is_sample], "sample")
    stands = records["evidence"].notna() | records["source_file"].notna() | is_sample
    yield from _told_once(subject, records[~stands], "as_of")
    told = {key: subject.features[key] for key in TOLD}
    places = np.flatnonzero(is_named & _states(subject.features))
    known = np.array([cells.notna().to_numpy(bool)[places] for cells in told.values()])
    first = known.argmax(axis=0)
    columns = [cells.array for cells in told.values()]
    for at, column in zip(places.tolist(), first.tolist(), strict=True):
        value = _shown(columns[column][at])
        yield subject.issue(
            "named-work-without-evidence", at, field=TOLD[column], value=value, count=1
        )


def _told_once(subject: Subject, records: pd.DataFrame, field: str) -> Iterator[Issue]:
    """The first of each work's records, and how many there are."""
    counts = records.groupby("feature").size().to_dict()
    first = records.drop_duplicates("feature")
    for at, day in zip(first["feature"].astype(int), first["as_of"], strict=True):
        value = "true" if field == "sample" else _shown(day)
        yield subject.issue(
            "named-work-without-evidence", at, field=field, value=value, count=int(counts[at])
        )


def _states(features: pd.DataFrame) -> NDArray[np.bool_]:
    """Which features state what they name no evidence for."""
    told = np.zeros(len(features), dtype=bool)
    for key in TOLD:
        told |= features[key].notna().to_numpy(bool)
    return np.asarray(told & features["evidence"].isna().to_numpy(bool), dtype=bool)


def _shown(value: object) -> str:
    return value.date().isoformat() if hasattr(value, "date") else str(value)
