"""On schedule or not: planned against actual and the light, for every project at one edition.

Percentages are rounded to hundredths of a point before they are compared, so that the light follows from
the numbers a reader sees.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.issues import Issue
from jinan_geo.values import parse_plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from jinan_geo.manifest import LightRules, Stage
    from jinan_geo.workspace import LayerFolder

__all__ = ["STATE_COLUMNS", "appraise_edition", "check_progress", "planned_percent", "read_plans", "schedule_share"]

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
)
LIGHTS = ("green", "yellow", "red")


def schedule_share(start: dt.date, finish: dt.date, day: dt.date) -> float:
    """Share of a period elapsed at the end of ``day``, both ends included: 0 before it, 1 after it.

    For a calendar year this is day-of-year / days-in-year.
    """
    whole = (finish - start).days + 1
    return min(1.0, max(0.0, ((day - start).days + 1) / whole)) if whole > 0 else float(day >= finish)


def read_plans(
    layer: LayerFolder, features: gpd.GeoDataFrame
) -> tuple[dict[int, list[tuple[dt.date, float]]], list[Issue]]:
    """Read the planned curves that features state, by position; unreadable ones become issues."""
    plans = {}
    issues = []
    for at, (key, text) in enumerate(zip(features["id"], features["plan"], strict=True)):
        if not text:
            continue
        try:
            plans[at] = parse_plan(text)
        except (ValueError, ArithmeticError) as error:
            details = {"reason": str(error) or "wrong form"}
            issues.append(Issue("bad-plan", layer.id, layer.features_file, None, key, "plan", text, details))
    for key, start, finish in zip(features["id"], features["planned_start"], features["planned_finish"], strict=True):
        if pd.notna(start) and pd.notna(finish) and start > finish:
            details = {"finish": finish.date().isoformat()}
            issues.append(
                Issue(
                    "dates-reversed",
                    layer.id,
                    layer.features_file,
                    None,
                    key,
                    "planned_start",
                    start.date().isoformat(),
                    details,
                )
            )
    return plans, issues


def planned_percent(
    features: pd.DataFrame, plans: Mapping[int, Sequence[tuple[dt.date, float]]], day: dt.date
) -> NDArray[np.float64]:
    """Percent that should be done at the end of ``day``: the stated curve, else linear between the planned dates.

    Missing where a project has neither, or its planned start is after its planned finish. Before the first
    point of a curve the percentage rises from 0 at the planned start, or from the first point's day.
    """
    start = features["planned_start"].to_numpy("datetime64[D]")
    finish = features["planned_finish"].to_numpy("datetime64[D]")
    whole = (finish - start).astype(float) + 1
    elapsed = (np.datetime64(day) - start).astype(float) + 1
    usable = ~(np.isnat(start) | np.isnat(finish)) & (whole > 0)
    share = np.divide(elapsed, whole, out=np.full(len(features), np.nan), where=usable)
    planned = np.clip(share, 0, 1) * 100
    for at, curve in plans.items():
        days = [point.toordinal() for point, _ in curve]
        percents = [percent for _, percent in curve]
        if not np.isnat(start[at]) and start[at].item().toordinal() - 1 < days[0]:
            days, percents = [start[at].item().toordinal() - 1, *days], [0.0, *percents]
        planned[at] = np.interp(day.toordinal(), days, percents, left=0.0)
    return np.round(planned, 2)


def appraise_edition(  # noqa: PLR0913 - what is judged, by which rules, when
    features: pd.DataFrame,
    records: pd.DataFrame,
    plans: Mapping[int, Sequence[tuple[dt.date, float]]],
    *,
    stages: Sequence[Stage],
    rules: LightRules,
    provision: str,
    day: dt.date,
) -> pd.DataFrame:
    """Judge every feature at the end of ``day``; one row a feature, columns ``STATE_COLUMNS``.

    The record in force is the last one recorded for the newest date up to ``day``. Where the layer must
    report monthly and the record in force is of an earlier month, nothing can be judged (grey) unless the
    project is done.
    """
    state = _in_force(records, len(features), day)
    started = {stage.id: stage.started for stage in stages}
    finished = {stage.id: stage.done for stage in stages}
    planned = planned_percent(features, plans, day)
    done = np.round(state["done_pct"].to_numpy(float), 2)
    lead = np.round(done - planned, 2)
    has_record = state["record_date"].notna().to_numpy()
    is_started = state["stage"].map(started).fillna(pd.Series(done > 0, index=state.index)).to_numpy(bool)
    is_done = state["stage"].map(finished).fillna(value=False).to_numpy(bool) & ~(done < 100)  # noqa: PLR2004
    months = _months(np.datetime64(day)) - _months(state["record_date"].to_numpy("datetime64[D]"))
    is_stale = has_record & (provision == "monthly") & (months > 0)

    by_lag = np.select(
        [np.isnan(lead), -lead > float(rules.red_above_lag), -lead >= float(rules.yellow_from_lag)], [-1, 2, 1], 0
    )
    by_start = np.where(is_started, 0, _late_start(features, rules, day))
    worst = np.maximum(by_lag, by_start)
    cannot = (by_lag < 0) & (by_start <= 0)
    not_due = ~is_started & (by_lag == 0)
    light = np.where(cannot, "grey", np.take(LIGHTS, np.maximum(worst, 0)))
    reason = np.select(
        [cannot & np.isnan(planned), cannot, (worst > 0) & (by_start >= by_lag), worst > 0, not_due],
        ["no_plan", "no_percent", "late_start", "lag", "not_due"],
        "on_plan",
    )
    overrides = [(~has_record, "grey", "no_record"), (is_stale & ~is_done, "grey", "no_report"), (is_done, "green", "done")]
    for mask, colour, why in overrides:
        light, reason = np.where(mask, colour, light), np.where(mask, why, reason)
    late = state["est_finish"].to_numpy("datetime64[D]") - features["planned_finish"].to_numpy("datetime64[D]")
    return state.assign(
        done_pct=done,
        planned_pct=planned,
        lead=np.where(has_record, lead, np.nan),
        light=light,
        reason=reason,
        late_days=np.where(np.isnat(late), np.nan, late.astype(float)),
    )[list(STATE_COLUMNS)]


def check_progress(layer: LayerFolder, records: pd.DataFrame, stages: Sequence[Stage]) -> list[Issue]:
    """Find reports that contradict themselves or an earlier one: a done stage below 100 %, a fallen percentage."""
    issues = []
    names = {stage.id: stage.name for stage in stages if stage.done}
    ordered = records.sort_values(["feature", "as_of", "seq"], kind="stable")
    for record in ordered[ordered["stage"].isin(list(names)) & (ordered["done_pct"] < 100)].itertuples():  # noqa: PLR2004
        name = names[str(record.stage)]
        details: dict[str, object] = {"stage": name.zh, "stage_en": name.en}
        issues.append(_progress_issue(layer, "stage-contradiction", record, details))
    known = ordered[ordered["done_pct"].notna()].drop_duplicates(["feature", "as_of"], keep="last")
    before = known.groupby("feature")[["done_pct", "as_of"]].shift()
    fell = known.assign(before=before["done_pct"], before_date=before["as_of"])
    for record in fell[fell["done_pct"] < fell["before"]].itertuples():
        details = {
            "before": f"{record.before:g}",
            "before_date": f"{record.before_date:%Y-%m-%d}",
            "date": f"{record.as_of:%Y-%m-%d}",
        }
        issues.append(_progress_issue(layer, "progress-regression", record, details))
    return issues


def _progress_issue(layer: LayerFolder, kind: str, record: Any, details: dict[str, object]) -> Issue:  # noqa: ANN401
    value = f"{record.done_pct:g}"
    return Issue(kind, layer.id, layer.progress_file, int(record.line), record.id, "done_pct", value, details)


def _in_force(records: pd.DataFrame, count: int, day: dt.date) -> pd.DataFrame:
    """The record that counts for each feature on ``day``; empty rows for features without one."""
    past = records[records["as_of"] <= pd.Timestamp(day)]
    newest = past.sort_values(["feature", "as_of", "seq"], kind="stable").drop_duplicates("feature", keep="last")
    state = newest.set_index("feature").reindex(range(count)).reset_index(drop=True)
    state["record_date"] = pd.to_datetime(state["as_of"])
    state["reported"] = (state["record_date"] == pd.Timestamp(day)).astype(int)
    state["done_pct"] = state["done_pct"].astype(float)
    state["est_finish"] = pd.to_datetime(state["est_finish"])
    return state


def _late_start(features: pd.DataFrame, rules: LightRules, day: dt.date) -> NDArray[np.int64]:
    """0, 1 (yellow) or 2 (red) for a project that has not started, by whole months after the planned one."""
    start = features["planned_start"].to_numpy("datetime64[D]")
    # A month is over only when its last day is: on 30 March, March has not passed.
    months = _months(np.datetime64(day) + np.timedelta64(1, "D")) - _months(start) - 1
    known = ~np.isnat(start)
    return np.select(
        [known & (months >= rules.late_start_red_months), known & (months >= rules.late_start_yellow_months)], [2, 1], 0
    )


def _months(days: Any) -> Any:  # noqa: ANN401 - numpy's datetime arithmetic, scalar or array
    months = np.asarray(days, "datetime64[D]").astype("datetime64[M]")
    return np.where(np.isnat(months), 0, months.astype(int))
