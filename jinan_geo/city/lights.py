"""On schedule or not: planned against actual and the light, for every project at one edition.

Percentages are rounded to hundredths of a point before they are compared, so that the light follows
from the numbers a reader sees.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.cells.values import parse_plan
from jinan_geo.check.pauses import pauses_of, with_pauses
from jinan_geo.city.rules import Facts, by_days, by_index
from jinan_geo.kept.coded import as_numbers, code_texts, from_codes, look_up, take_rows
from jinan_geo.page.model import OVER, POSTPONED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.manifest.lightrules import LightRules
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.page.model import Light, Reason

__all__ = ["STATE_COLUMNS", "appraise", "planned_percent", "read_plans", "schedule_share"]

STATE_COLUMNS = (
    "stage",
    "done_pct",
    "planned_pct",
    "lead",
    "light",
    "reason",
    "invested_wan",
    "est_finish",
    "record_date",
    "reported",
    "reported_by",
    "remark",
    "late_days",
    "sample",
    "evidence",
    "stage_before",
    "paused_since",
)
RECORD_COLUMNS = (
    *("as_of", "stage", "done_pct", "invested_wan", "est_finish", "reported_by", "remark"),
    *("sample", "evidence", "stage_before", "paused_since"),
)
LIGHTS: tuple[Light, ...] = ("green", "yellow", "red")
FULL = 100


def schedule_share(start: dt.date, finish: dt.date, day: dt.date) -> float:
    """Share of a period elapsed at the end of ``day``, both ends included: 0 before it, 1 after it.

    For a calendar year this is day-of-year / days-in-year.
    """
    whole = (finish - start).days + 1
    return (
        min(1.0, max(0.0, ((day - start).days + 1) / whole)) if whole > 0 else float(day >= finish)
    )


def read_plans(features: pd.DataFrame) -> dict[int, list[tuple[dt.date, float]]]:
    """Read the planned curves that features state, by position.

    What is unreadable is for ``check_plans`` to name.
    """
    plans = {}
    for at, text in enumerate(features["plan"]):
        if text:
            with contextlib.suppress(ValueError, ArithmeticError):
                plans[at] = parse_plan(text)
    return plans


def planned_percent(
    features: pd.DataFrame,
    plans: Mapping[int, Sequence[tuple[dt.date, float]]],
    days: Sequence[dt.date],
) -> NDArray[np.float64]:
    """Percent that should be done at the end of each day, one row a day and one column a feature.

    The stated curve, else linear between the planned dates (see ``schedule_share``). Missing where
    a project has neither, or its planned start is after its planned finish. Before the first point
    of a curve the percentage rises from 0 at the planned start, or is 0 where none is stated.
    """
    start = features["planned_start"].to_numpy("datetime64[D]")
    finish = features["planned_finish"].to_numpy("datetime64[D]")
    whole = (finish - start).astype(float) + 1
    usable = ~(np.isnat(start) | np.isnat(finish)) & (whole > 0)
    elapsed = (np.array(days, "datetime64[D]")[:, None] - start).astype(float) + 1
    share = np.divide(elapsed, whole, out=np.full(elapsed.shape, np.nan), where=usable)
    planned = np.clip(share, 0, 1) * 100
    at_days = [day.toordinal() for day in days]
    for at, curve in plans.items():
        points = [point.toordinal() for point, _ in curve]
        percents = [percent for _, percent in curve]
        if not np.isnat(start[at]) and start[at].item().toordinal() - 1 < points[0]:
            points, percents = [start[at].item().toordinal() - 1, *points], [0.0, *percents]
        planned[:, at] = np.interp(at_days, points, percents, left=0.0)
    return np.asarray(np.round(planned, 2), dtype=float)


def appraise(  # noqa: PLR0913 - what is judged, by which rules, when
    features: pd.DataFrame,
    records: pd.DataFrame,
    plans: Mapping[int, Sequence[tuple[dt.date, float]]],
    *,
    stages: Sequence[Stage],
    rules: LightRules,
    provision: str,
    days: Sequence[dt.date],
) -> pd.DataFrame:
    """Judge every feature at the end of each day.

    Day by day, one row a feature, columns ``STATE_COLUMNS``.

    The record in force is the last one recorded for the newest date up to the day. Where the layer
    must report monthly and the record in force is of an earlier month, nothing can be judged (grey)
    unless the project is done, or postponed: that holds until it is resumed. Work reported as
    stopped is behind at once; under a pause a project stands where it stood before.
    """
    state = _in_force(with_pauses(records, stages), len(features), days)
    day = np.repeat(np.array(days, "datetime64[D]"), len(features))
    start = np.tile(features["planned_start"].to_numpy("datetime64[D]"), len(days))
    finish = np.tile(features["planned_finish"].to_numpy("datetime64[D]"), len(days))
    planned = planned_percent(features, plans, days).ravel()
    done = np.round(state["done_pct"].to_numpy(float), 2)
    lead = np.round(done - planned, 2)
    record_date = state["record_date"].to_numpy("datetime64[D]")
    has_record = ~np.isnat(record_date)
    pause = look_up(state["stage"], pauses_of(stages), "")
    stands = state["stage"].mask(pause != "", state["stage_before"])
    is_started, is_done = _stands(stands, done, stages)
    is_stale = has_record & (provision == "monthly") & (_months(day) > _months(record_date))

    by_start = np.where(is_started, 0, _late_start(start, day, rules))
    light, reason = _weigh(planned, lead, by_start, is_started, rules)
    told: dict[str, NDArray[np.float64]] = {}
    if rules.by != "lag":
        budget = np.tile(features["investment_wan"].to_numpy(float, na_value=np.nan), len(days))
        facts = Facts(
            *(planned, done, is_started, day, start, finish),
            expected=state["est_finish"].to_numpy("datetime64[D]"),
            budget=budget,
            spent=as_numbers(state["invested_wan"]),
        )
        judge = by_days if rules.by == "days-late" else by_index
        light, reason, told = judge(facts, rules)
    is_stopped = pause == "stopped"
    # What stands above the arithmetic: nothing reported, work that stands still, nothing recent,
    # put off, or nothing left to do.
    overrides: list[tuple[NDArray[np.bool_], Light | NDArray[np.str_], Reason]] = [
        (~has_record, "grey", "no_record"),
        (is_stopped, np.where(light == "red", "red", rules.stopped), "stopped"),
        (is_stale & ~is_done, "grey", "no_report"),
        (pause == POSTPONED, "grey", POSTPONED),
        (_is_over(features, day), "grey", OVER),
        (is_done, "green", "done"),
    ]
    for mask, colour, why in overrides:
        light, reason = np.where(mask, colour, light), np.where(mask, why, reason)
    late = state["est_finish"].to_numpy("datetime64[D]") - finish
    return state.assign(
        done_pct=done,
        planned_pct=planned,
        lead=np.where(has_record, lead, np.nan),
        light=_texts(light),
        reason=_texts(reason),
        late_days=np.where(np.isnat(late), np.nan, late.astype(float)),
        **told,
    )[[*STATE_COLUMNS, *told]]


def _texts(cells: NDArray[np.str_]) -> pd.Series[Any]:
    """Give a column of few texts, each of them one object."""
    texts = from_codes(code_texts(cells.astype(object)))
    return pd.Series(texts, dtype=object, copy=False)


def _is_over(features: pd.DataFrame, day: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    """Tell on each day which features have ended; no work is behind that is no more."""
    ends = features["ended"].to_numpy("datetime64[D]")
    return np.asarray(np.tile(ends, len(day) // max(len(ends), 1)) <= day, dtype=bool)


def _stands(
    stage_ids: pd.Series[Any], done: NDArray[np.float64], stages: Sequence[Stage]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who has started, and who is done; where no stage is known, any percentage is a start."""
    at = look_up(stage_ids, {stage.id: place for place, stage in enumerate(stages)}, -1)
    started = np.array([*(stage.started for stage in stages), False], dtype=bool)[at]
    ended = np.array([*(stage.done for stage in stages), False], dtype=bool)[at]
    return np.where(at >= 0, started, done > 0), ended & ~(done < FULL)


def _weigh(
    planned: NDArray[np.float64],
    lead: NDArray[np.float64],
    by_start: NDArray[np.int64],
    is_started: NDArray[np.bool_],
    rules: LightRules,
) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Light and reason by the arithmetic alone: the worse of the lag and of a late start."""
    red, yellow = float(rules.red_above_lag), float(rules.yellow_from_lag)
    by_lag = np.select([np.isnan(lead), -lead > red, -lead >= yellow], [-1, 2, 1], 0)
    worst = np.maximum(by_lag, by_start)
    cannot = (by_lag < 0) & (by_start <= 0)
    reasons: dict[Reason, NDArray[np.bool_]] = {  # the first that holds
        "no_plan": cannot & np.isnan(planned),
        "no_percent": cannot,
        "late_start": (worst > 0) & (by_start >= by_lag),
        "lag": worst > 0,
        "not_due": ~is_started,
        "on_plan": is_started,
    }
    light = np.where(cannot, "grey", np.take(LIGHTS, np.maximum(worst, 0)))
    return light, np.select(list(reasons.values()), list(reasons), "")


def _in_force(records: pd.DataFrame, count: int, days: Sequence[dt.date]) -> pd.DataFrame:
    """The record that counts for each feature on each day, day by day.

    Empty rows where there is none.
    """
    order = np.lexsort((records["seq"].to_numpy(), records["as_of"].to_numpy("datetime64[D]")))
    dates = records["as_of"].to_numpy("datetime64[D]")[order]
    feature = records["feature"].to_numpy(int)[order]
    newest = np.full((len(days), count), -1)
    for at, day in enumerate(days):
        past = np.flatnonzero(dates <= np.datetime64(day))
        # Of several rows for one feature the last one stays.
        newest[at, feature[past]] = order[past]
    state = take_rows(records[[*RECORD_COLUMNS]], newest.ravel())
    state["record_date"] = pd.to_datetime(state["as_of"])
    on_day = state["record_date"].to_numpy("datetime64[D]") == np.repeat(
        np.array(days, "datetime64[D]"), count
    )
    state["reported"] = on_day.astype(int)
    state["sample"] = (
        state["sample"].eq(other=True).astype(int)
    )  # a day without a record is no sample
    state["done_pct"] = state["done_pct"].astype(float)
    state["est_finish"] = pd.to_datetime(state["est_finish"])
    return state


def _late_start(
    start: NDArray[np.datetime64], day: NDArray[np.datetime64], rules: LightRules
) -> NDArray[np.int64]:
    """0, 1 (yellow) or 2 (red) for a project not started, by whole months after the planned one."""
    # A month is over only when its last day is: on 30 March, March has not passed.
    months = _months(day + np.timedelta64(1, "D")) - _months(start) - 1
    known = ~np.isnat(start)
    is_red, is_yellow = (
        months >= rules.late_start_red_months,
        months >= rules.late_start_yellow_months,
    )
    return np.select([known & is_red, known & is_yellow], [2, 1], 0)


def _months(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Months since 1970-01; 0 for a missing date."""
    return np.where(np.isnat(days), 0, days.astype("datetime64[M]").astype(int))
