"""Who must report what, how often: due, reported, overdue, as ``[reporting]`` declares."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.check.pauses import are_among, pauses_of, reached_stages
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from jinan_geo.check.subject import Subject
    from jinan_geo.manifest.models import Reporting
    from jinan_geo.manifest.stages import Stage

__all__ = ["PARTS", "check_provision", "count_due", "word_period"]

PARTS = {"month": 12, "quarter": 4}  # of a year


def count_due(  # noqa: PLR0913 - who owes what, by which rule, until when
    features: pd.DataFrame,
    records: pd.DataFrame,
    stages: Sequence[Stage],
    reporting: Reporting,
    day: dt.date,
    *,
    closes: bool = False,
) -> pd.DataFrame:
    """Say for each feature and period up to ``day`` whether a report was due, and came.

    One row a feature and period, columns ``feature`` (position), ``period`` (see ``word_period``),
    ``reported``. It is due once its last day and the days of grace have passed; not before the
    declared first one (else the first of any record), not for the period in which the project
    ended, as no form has it then, not after the one in which it was reported as done, and not while
    it is postponed: until it is resumed, that holds.
    ``closes`` says that an edition closes with ``day``: its month is over then, and there are no
    days of grace.
    """
    parts = PARTS[reporting.every]
    when = _number(records["as_of"], parts)
    start = _number(
        pd.Series([reporting.since or records["as_of"].min()], dtype="datetime64[ns]"), parts
    )[0]
    # The period that is still open on the last day for which grace has run out owes nothing yet.
    closing = pd.Timestamp(day) - pd.Timedelta(days=reporting.grace_days - 1)
    if closes:
        closing = pd.Timestamp(day).replace(day=1) + pd.DateOffset(months=1)
    last = _number(pd.Series([closing]), parts)[0] - 1
    periods = np.arange(start, last + 1) if start <= last else np.array([])
    ends = _number(features["ended"], parts) - 1
    reached = reached_stages(records, stages)
    is_done = are_among(reached, [stage.id for stage in stages if stage.done])
    np.fmin.at(ends, records["feature"].to_numpy(int)[is_done], when[is_done])
    came = np.zeros((len(features), len(periods)), dtype=bool)
    if came.size:
        inside = (when >= start) & (when <= last)
        came[records["feature"].to_numpy(int)[inside], (when - start)[inside].astype(int)] = True
    owing, asked = (
        np.repeat(np.arange(len(features)), len(periods)),
        np.tile(periods, len(features)),
    )
    rows = pd.DataFrame({"feature": owing, "period": asked, "reported": came.ravel()})
    over = rows["period"].to_numpy() > ends[rows["feature"].to_numpy(int)]
    excused = _is_postponed(rows, records, stages, when) & ~rows["reported"].to_numpy(bool)
    owed: pd.DataFrame = rows[~over & ~excused].reset_index(drop=True)
    return owed


def _is_postponed(
    rows: pd.DataFrame, records: pd.DataFrame, stages: Sequence[Stage], when: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell of each feature and period whether the last record by then puts the project off."""
    off = [key for key, pause in pauses_of(stages).items() if pause == "postponed"]
    is_off = are_among(records["stage"], off)
    if not is_off.any():
        return np.zeros(len(rows), dtype=bool)
    said = records.assign(period=when, is_off=is_off, feature=records["feature"].astype(int))
    said = said.sort_values(["period", "as_of", "seq"], kind="stable")
    asked = rows.assign(at=range(len(rows)), period=rows["period"].astype(float))
    found = pd.merge_asof(
        asked.astype({"feature": int}).sort_values("period", kind="stable"),
        said[["feature", "period", "is_off"]],
        on="period",
        by="feature",
    )
    return found.sort_values("at")["is_off"].eq(other=True).to_numpy(bool)


def _number(days: pd.Series[Any], parts: int) -> NDArray[np.float64]:
    """Count periods, ``parts`` to the year; missing where the day is."""
    return np.asarray(days.dt.year * parts + (days.dt.month - 1) // (12 // parts), dtype=float)


def word_period(number: float, reporting: Reporting) -> str:
    """Write a period as 2025-03 or 2025Q1."""
    year, part = divmod(int(number), PARTS[reporting.every])
    return f"{year}-{part + 1:02d}" if reporting.every == "month" else f"{year}Q{part + 1}"


def check_provision(subject: Subject) -> Iterator[Issue]:
    """Find projects that owe a report, and count those of the last period by district.

    Counted are reports due, come and overdue.
    """
    records, reporting, day = subject.records, subject.reporting, subject.day
    if records is None or reporting is None or day is None:
        return
    is_known = records["as_of"] <= pd.Timestamp(day)
    known = records if is_known.all() else records[is_known]
    table = count_due(
        subject.features, known, subject.stages, reporting, day, closes=subject.closes
    )
    if len(table):
        yield from _find_missing(subject, known, table, reporting)
        yield from _count_outstanding(subject, table, reporting)


def _find_missing(
    subject: Subject, records: pd.DataFrame, table: pd.DataFrame, reporting: Reporting
) -> Iterator[Issue]:
    """A project never reported, without the newest reports, or without an earlier one."""
    newest = records.groupby("feature")["as_of"].max()
    last = table["period"].max()
    missing = table[~table["reported"]].groupby("feature")["period"].agg(list)
    by = {"by": "", "by_en": ""}
    if reporting.by:
        by = text("check.provision.by", by=reporting.by).detail("by")
    for label, periods in missing.items():
        at = int(str(label))
        words = [word_period(period, reporting) for period in periods]
        details = {"count": len(periods), **by}
        if at not in newest.index:
            kind, value = "never-reported", words[0]
        elif last in periods:
            kind, value = "overdue-report", words[-1]
            details = {"count": _run(periods), "newest": newest[at].date().isoformat(), **by}
        else:
            kind, value = "missed-report", ", ".join(words)
            details = {"count": len(periods)}
        key = str(subject.features["id"].iloc[at])
        found = (subject.folder.id, subject.folder.progress_file, None, key, "as_of")
        yield Issue(kind, *found, value, details)


def _run(periods: Sequence[float]) -> int:
    """How many periods, the last one and those before it, follow one another."""
    count = 1
    while len(periods) > count and periods[-1 - count] == periods[-1] - count:
        count += 1
    return count


def _count_outstanding(
    subject: Subject, table: pd.DataFrame, reporting: Reporting
) -> Iterator[Issue]:
    """One issue for the last period, where any report of it is out, by district."""
    last = table["period"].max()
    now = table[table["period"] == last]
    overdue = now[~now["reported"]]["feature"]
    if not len(overdue):
        return
    places = subject.features["district"]
    districts = Counter(places.iloc[int(at)] or "—" for at in overdue)
    details = {
        "due": len(now),
        "reported": int(now["reported"].sum()),
        "overdue": len(overdue),
        "period": word_period(last, reporting),
        "districts": ", ".join(f"{code} {count}" for code, count in sorted(districts.items())),
    }
    layer, file = subject.folder.id, subject.folder.progress_file
    yield Issue("reports-outstanding", layer, file, value=len(overdue), details=details)
