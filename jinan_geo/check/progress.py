"""Rules on what is reported.

Records that contradict themselves, the project, or the record before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from jinan_geo.cells.values import parse_plan
from jinan_geo.check.pauses import are_among, in_order, pauses_of, reached_stages, with_pauses
from jinan_geo.issues.issue import Issue
from jinan_geo.kept.coded import as_numbers, known_codes, look_up, take_rows
from jinan_geo.manifest.closed import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from jinan_geo.check.subject import Subject
    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["check_dates", "check_plans", "check_progress"]

FULL = 100
LEAP, LEAP_DAYS = 70, 45  # points that no work gains between two monthly reports
OVERRUN = 1.1  # a project may spend a tenth more than planned before its plan must be raised
FROZEN = 6  # reports in a row without a changed word
LOOKED_AT = (
    *("id", "as_of", "seq", "line", "feature", "stage", "done_pct", "est_finish"),
    *("remark", "evidence"),
)
SAID = ("feature", "stage", "done_pct", "invested", "remark")
UNIT_STEP = 1000  # a sum that grows or shrinks so many times has changed its unit
AHEAD_DAYS, AHEAD_SHARE = 366, 0.05
PLAN_FAULTS = texts("check.plans")
# What a rule finds: kind, record, field, value, details.
Finding = tuple[str, Any, str, object, dict[str, Any]]


def check_plans(subject: Subject) -> Iterator[Issue]:
    """Find planned curves that cannot be read; the project is judged without one."""
    for at, text in enumerate(subject.features["plan"]):
        reason = _fault_of(text) if text else None
        if reason is not None:
            said = reason.detail("reason")
            yield subject.feature_issue("bad-plan", at, field="plan", value=text, **said)


def _fault_of(plan: str) -> Text | None:
    try:
        parse_plan(plan)
    except (ValueError, ArithmeticError) as error:
        return PLAN_FAULTS.get(str(error), PLAN_FAULTS["form"])
    return None


def check_dates(subject: Subject) -> Iterator[Issue]:
    """Find planned dates in the wrong order."""
    start, finish = subject.features["planned_start"], subject.features["planned_finish"]
    for at in np.flatnonzero(start > finish):
        first, last = (day.iloc[at].date().isoformat() for day in (start, finish))
        yield subject.feature_issue(
            "dates-reversed", at, field="planned_start", value=first, finish=last
        )


def check_progress(subject: Subject) -> Iterator[Issue]:
    """Find records that cannot be right, or not beside the one before.

    ``feature`` is the position in ``features``.
    """
    records, features, stages = subject.records, subject.features, subject.stages
    if records is None or not len(records):
        return
    ordered = _in_order(records, features, stages)
    found = (
        *_alone(ordered, stages),
        *_against_before(ordered, stages),
        *_ahead(ordered),
        *_unexplained(ordered, stages),
    )
    for finding in found:
        yield _issue(subject.folder, finding)


def _in_order(
    records: pd.DataFrame, features: pd.DataFrame, stages: Sequence[Stage]
) -> pd.DataFrame:
    """The records project by project in the order of their dates, each beside its project."""
    days = records["as_of"].to_numpy("datetime64[D]")
    at = np.lexsort((records["seq"].to_numpy(), days, records["feature"].to_numpy()))
    ordered = take_rows(records[[*LOOKED_AT]], at)
    ordered["invested"] = as_numbers(records["invested_wan"])[at]
    steps = {stage: float(place) for stage, place in in_order(stages).items()}
    ordered["step"] = look_up(reached_stages(ordered, stages), steps, np.nan)
    own = features[["planned_start", "ended"]].assign(
        total=features["investment_wan"].astype(float)
    )
    beside = take_rows(own, ordered["feature"].to_numpy())
    return ordered.assign(**{str(name): beside[name] for name in beside})


def _issue(folder: LayerFolder, finding: Finding) -> Issue:
    kind, record, field, value, details = finding
    title = folder.manifest.progress_columns.get(field, field)
    # These two name the planned sum too.
    planned = folder.manifest.columns.get("investment_wan", "investment_wan")
    shows = ((folder.id, planned),) if kind in {"over-investment", "unit-jump"} else ()
    return Issue(
        kind,
        folder.id,
        folder.progress_file,
        int(record.line),
        record.id,
        title,
        value,
        details,
        shows,
    )


def _alone(ordered: pd.DataFrame, stages: Sequence[Stage]) -> Iterator[Finding]:
    """A record against itself and its project."""
    done = [stage.id for stage in stages if stage.done]
    is_done = pd.Series(are_among(ordered["stage"], done))
    yield from _against_stage(ordered, stages, is_done)
    newest = ~ordered["feature"].duplicated(keep="last")
    yield from _against_sum(ordered, newest)
    is_paused = are_among(ordered["stage"], pauses_of(stages))  # nobody knows when it goes on
    is_whole = is_done | (ordered["done_pct"] >= FULL) | is_paused
    passed = newest & (ordered["est_finish"] < ordered["as_of"]) & ~is_whole
    for record in _rows(ordered, passed):
        day, forecast = _day(record.as_of), _day(record.est_finish)
        yield "forecast-passed", record, "est_finish", forecast, {"date": day}
    for record in _rows(ordered, ordered["as_of"] > ordered["ended"]):
        yield "record-after-end", record, "as_of", _day(record.as_of), {"ended": _day(record.ended)}


def _against_stage(
    ordered: pd.DataFrame, stages: Sequence[Stage], is_done: pd.Series[bool]
) -> Iterator[Finding]:
    """A percentage that does not fit the stage of the same record."""
    names = {stage.id: {"stage": stage.name.zh, "stage_en": stage.name.en} for stage in stages}
    idle = [stage.id for stage in stages if not stage.started and not stage.pause]
    percent = ordered["done_pct"]
    by_stage = {
        "stage-contradiction": is_done & (percent < FULL),
        "idle-progress": (percent > 0) & are_among(ordered["stage"], idle),
        "finished-not-closed": ordered["stage"].notna() & ~is_done & (percent >= FULL),
    }
    for kind, mask in by_stage.items():
        for record in _rows(ordered, mask):
            now = f"{record.done_pct:.12g}"
            yield kind, record, "done_pct", now, {**names[str(record.stage)], "now": now}


def _against_sum(ordered: pd.DataFrame, newest: pd.Series[bool]) -> Iterator[Finding]:
    """More spent by the newest record than the project plans in all."""
    spent = newest & (ordered["total"] > 0) & (ordered["invested"] > OVERRUN * ordered["total"])
    for record in _rows(ordered, spent):
        total = f"{record.total:.12g}"
        kind = "unit-jump" if record.invested >= UNIT_STEP * record.total else "over-investment"
        details = {"total": total, "before": total}
        yield kind, record, "invested_wan", f"{record.invested:.12g}", details


def _against_before(ordered: pd.DataFrame, stages: Sequence[Stage]) -> Iterator[Finding]:
    """A record against the same project's one before; of several for one date the last counts."""
    counting = _last_of_each(ordered)
    percent = _steps(counting, "done_pct")
    gained = percent.value - percent.before
    for kind, mask in {
        "progress-regression": gained < 0,
        "progress-leap": (gained > LEAP) & (percent.days <= LEAP_DAYS) & (percent.before > 0),
    }.items():
        for record in percent.rows(mask):
            now = f"{record.done_pct:.12g}"
            yield (
                kind,
                record,
                "done_pct",
                now,
                {**_before(record), "date": _day(record.as_of), "now": now},
            )
    staged = _steps(counting, "step")
    for record in staged.rows(staged.value < staged.before):
        was, name = stages[int(record.before)].name, stages[int(record.step)].name
        details = {"was": was.zh, "was_en": was.en, "now": name.zh, "now_en": name.en}
        dates = {"before_date": _day(record.before_date), "date": _day(record.as_of)}
        yield "stage-regression", record, "stage", record.stage, {**details, **dates}
    spent = _steps(counting, "invested")
    step = spent.value / np.where(spent.before > 0, spent.before, np.nan)
    jumps = (step >= UNIT_STEP) | ((step <= 1 / UNIT_STEP) & (spent.value > 0))
    for kind, mask in {"unit-jump": jumps, "spending-fell": (step < 1) & ~jumps}.items():
        for record in spent.rows(mask):
            details = {**_before(record), "date": _day(record.as_of)}
            yield kind, record, "invested_wan", f"{record.invested:.12g}", details
    yield from _frozen(counting, stages)


def _frozen(counting: pd.DataFrame, stages: Sequence[Stage]) -> Iterator[Finding]:
    """The last of several reports in a row that say the same, word by word, of work under way."""
    under_way = (counting["done_pct"] > 0) & (counting["done_pct"] < FULL)
    under_way &= ~are_among(counting["stage"], pauses_of(stages))
    if under_way.sum() < FROZEN:
        return
    said = [_codes(counting[name]) for name in SAID]
    is_new = np.ones(len(counting), dtype=bool)
    is_new[1:] = np.logical_or.reduce([one[1:] != one[:-1] for one in said])
    run = is_new.cumsum()
    size = np.bincount(run)[run]
    is_last = np.append(is_new[1:], True)
    for record in _rows(counting, under_way & (size >= FROZEN) & is_last):
        yield (
            "frozen-reports",
            record,
            "done_pct",
            f"{record.done_pct:.12g}",
            {"count": int(size[record.Index])},
        )


def _codes(column: pd.Series[Any]) -> NDArray[np.intp]:
    """A number for each value, the same for the same; -1 for what is missing or blank."""
    codes, values = known_codes(column) or pd.factorize(column)
    blank = [at for at, value in enumerate(values) if value == ""]
    return np.where(np.isin(codes, blank), -1, codes)


def _unexplained(ordered: pd.DataFrame, stages: Sequence[Stage]) -> Iterator[Finding]:
    """The first record of a pause of which no record says why; the stage's name is told."""
    pauses = pauses_of(stages)
    if not are_among(ordered["stage"], pauses).any():
        return
    names = {stage.id: {"stage": stage.name.zh, "stage_en": stage.name.en} for stage in stages}
    counting = _last_of_each(ordered)
    paused = with_pauses(counting, stages)
    paused = paused[are_among(paused["stage"], pauses)]
    run = [paused["feature"], paused["paused_since"]]
    is_told = paused["remark"].fillna("").ne("").groupby(run).transform("any")
    for record in _rows(paused, ~is_told & (paused["as_of"] == paused["paused_since"])):
        yield "pause-unexplained", record, "remark", "", names[str(record.stage)]


def _ahead(ordered: pd.DataFrame) -> Iterator[Finding]:
    """Records dated so far ahead of all others that the date must be mistyped.

    They would set the data date. Who names evidence has the date from there.
    """
    days = np.sort(ordered["as_of"].to_numpy())
    usual = pd.Timestamp(days[int((len(days) - 1) * (1 - AHEAD_SHARE))])
    far = ordered["as_of"] > usual + pd.Timedelta(days=AHEAD_DAYS)
    if not far.any():
        return
    for record in _rows(ordered, far & ordered["evidence"].isna()):
        yield "future-record", record, "as_of", _day(record.as_of), {"usual": _day(usual)}


def _rows(records: pd.DataFrame, where: pd.Series) -> Iterator[Any]:
    """Go through the records where this holds, untyped as rows are.

    Mostly there is none, which must cost nothing.
    """
    return iter(records[where].itertuples()) if where.any() else iter(())


def _last_of_each(ordered: pd.DataFrame) -> pd.DataFrame:
    """Of several records of a project for one date the last."""
    keys = (ordered[name].to_numpy() for name in ("feature", "as_of"))
    ends = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    is_last = np.append(ends, True)
    return ordered if is_last.all() else take_rows(ordered, np.flatnonzero(is_last))


class _Steps(NamedTuple):
    """The records with a value, each with that and the day before it of its project.

    ``at`` are their places in ``records``. Where there is none before, ``before`` and ``days`` are
    missing. Held beside the frame, since mostly no row is needed.
    """

    records: pd.DataFrame
    at: NDArray[np.intp]
    value: NDArray[np.float64]
    before: NDArray[np.float64]
    before_date: NDArray[np.datetime64]
    days: NDArray[np.float64]

    def rows(self, where: NDArray[np.bool_]) -> Iterator[Any]:
        """Go through the records where this holds, untyped as rows are."""
        if not where.any():
            return iter(())
        found = self.records.iloc[self.at[where]]
        steps = {"before": self.before[where], "before_date": self.before_date[where]}
        return iter(found.assign(**steps).itertuples())


def _steps(counting: pd.DataFrame, column: str) -> _Steps:
    """What a column's values follow upon.

    A project's records must lie together, in the order of their dates.
    """
    whole = counting[column].to_numpy(dtype=float, na_value=np.nan)
    at = np.flatnonzero(~np.isnan(whole))
    value, feature = whole[at], counting["feature"].to_numpy()[at]
    day = counting["as_of"].to_numpy()[at]
    same = feature[1:] == feature[:-1]
    before = np.append(np.full(min(1, len(at)), np.nan), np.where(same, value[:-1], np.nan))
    earlier = day.copy()
    earlier[:1] = np.datetime64("NaT")
    earlier[1:] = np.where(same, day[:-1], np.datetime64("NaT"))
    days = (day - earlier) / np.timedelta64(1, "D")
    return _Steps(counting, at, value, before, earlier, days)


def _before(record: Any) -> dict[str, Any]:  # noqa: ANN401 - a row
    return {"before": f"{record.before:.12g}", "before_date": _day(record.before_date)}


def _day(value: pd.Timestamp) -> str:
    return value.date().isoformat()
