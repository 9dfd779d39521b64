"""The rules of the numbers, worked by hand: one row a case, with what a reader must see."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinan_geo.check.progress import check_plans
from jinan_geo.city.lights import (
    STATE_COLUMNS,
    appraise,
    planned_percent,
    read_plans,
    schedule_share,
)
from jinan_geo.manifest.lightrules import LightRules
from jinan_geo.manifest.workspace import preset_stages
from tests.tools.tiny_city import features_frame, subject_of

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = LightRules.model_validate(
    {
        "name": {"zh": "x"}, "source": {"zh": "x"}, "yellow_from_lag": 10, "red_above_lag": 30,
        "late_start_yellow_months": 0, "late_start_red_months": 3,
    }
)  # fmt: skip
STAGES = preset_stages()

# An empty record date is the day judged; "none" is no record at all. H is the curve that plans half
# by June's end.
GOLDEN = """\
case,start,finish,plan,stage,done,record,day,provision,planned,lead,light,reason
on plan,,,H,construction,50,,2025-06-30,monthly,50,0,green,on_plan
ahead,,,H,construction,70,,2025-06-30,monthly,50,20,green,on_plan
lag 9.99,,,H,construction,40.01,,2025-06-30,monthly,50,-9.99,green,on_plan
lag 10,,,H,construction,40,,2025-06-30,monthly,50,-10,yellow,lag
lag 10 after rounding,,,H,construction,40.004,,2025-06-30,monthly,50,-10,yellow,lag
lag 9.99 after rounding,,,H,construction,40.006,,2025-06-30,monthly,50,-9.99,green,on_plan
lag 30,,,H,construction,20,,2025-06-30,monthly,50,-30,yellow,lag
lag 30.01,,,H,construction,19.99,,2025-06-30,monthly,50,-30.01,red,lag
started at zero,,,H,started,0,,2025-06-30,monthly,50,-50,red,lag
not started without a date,,,H,planning,0,,2025-06-30,monthly,50,-50,red,lag
plan 0,,,2025-06-30:0;2025-12-31:100,construction,0,,2025-06-30,monthly,0,0,green,on_plan
before the curve,,,H,started,0,,2025-03-31,monthly,0,0,green,on_plan
stated curve,2025-01-01,,2025-03-31:45,construction,22.5,,2025-02-14,monthly,22.5,0,green,on_plan
between points,,,H,construction,75,,2025-09-30,monthly,75,0,green,on_plan
after the curve,,,2025-06-30:80,construction,80,,2025-07-31,monthly,80,0,green,on_plan
curve above dates,2025-01-01,2025-12-31,H,construction,50,,2025-06-30,monthly,50,0,green,on_plan
first day of the year,2025-01-01,2025-12-31,,started,0,,2025-01-01,monthly,0.27,-0.27,green,on_plan
end of October,2025-01-01,2025-12-31,,construction,83.29,,2025-10-31,monthly,83.29,0,green,on_plan
last day of the year,2025-01-01,2025-12-31,,construction,100,,2025-12-31,monthly,100,0,green,on_plan
leap year,2024-01-01,2024-12-31,,construction,16.39,,2024-02-29,monthly,16.39,0,green,on_plan
one day,2025-06-30,2025-06-30,,construction,100,,2025-06-30,monthly,100,0,green,on_plan
day before the start,2025-07-01,2025-12-31,,planning,0,,2025-06-30,monthly,0,0,green,not_due
started early,2025-07-01,2025-12-31,,started,5,,2025-06-30,monthly,0,5,green,on_plan
after the finish,2025-01-01,2025-12-31,,construction,90,,2026-02-28,monthly,100,-10,yellow,lag
long after the finish,2025-01-01,2025-12-31,,construction,65,,2026-02-28,monthly,100,-35,red,lag
30 of March,2025-03-15,2026-12-31,,planning,0,,2025-03-30,monthly,2.44,-2.44,green,not_due
31 of March,2025-03-15,2026-12-31,,planning,0,,2025-03-31,monthly,2.59,-2.59,yellow,late_start
one month late,2025-03-15,2026-12-31,,approved,0,,2025-04-30,monthly,7.15,-7.15,yellow,late_start
30 of May,2025-03-15,2026-12-31,,planning,0,,2025-05-30,monthly,11.72,-11.72,yellow,late_start
29 of June,2025-03-15,2026-12-31,,planning,0,,2025-06-29,monthly,16.29,-16.29,yellow,late_start
three months late,2025-03-15,2026-12-31,,planning,0,,2025-06-30,monthly,16.44,-16.44,red,late_start
28 of February,2025-02-28,2026-02-27,,planning,0,,2025-02-28,monthly,0.27,-0.27,yellow,late_start
30 of April,2025-04-30,2026-04-29,,planning,0,,2025-04-30,monthly,0.27,-0.27,yellow,late_start
30 of January,2025-01-31,2026-01-30,,planning,0,,2025-01-30,monthly,0,0,green,not_due
27 February,2025-11-30,2026-11-29,,planning,0,,2026-02-27,monthly,24.66,-24.66,yellow,late_start
28 February,2025-11-30,2026-11-29,,planning,0,,2026-02-28,monthly,24.93,-24.93,red,late_start
no stage and zero,2025-03-15,2026-12-31,,,0,,2025-03-31,monthly,2.59,-2.59,yellow,late_start
no stage and work,2025-03-15,2026-12-31,,,5,,2025-03-31,monthly,2.59,2.41,green,on_plan
nothing said but late,2025-03-15,2026-12-31,,,,,2025-03-31,monthly,2.59,,yellow,late_start
nothing said and not due,2025-03-15,2026-12-31,,,,,2025-03-30,monthly,2.44,,grey,no_percent
planning and late,2025-03-15,2026-12-31,,planning,,,2025-06-30,monthly,16.44,,red,late_start
no percentage,2025-03-15,2026-12-31,,construction,,,2025-03-31,monthly,2.59,,grey,no_percent
never reported,,,H,,,none,2025-06-30,monthly,50,,grey,no_record
never reported and late,2025-03-15,2026-12-31,,,,none,2025-06-30,monthly,16.44,,grey,no_record
reported later only,,,H,construction,50,2025-07-31,2025-06-30,monthly,50,,grey,no_record
last month's report,,,H,construction,50,2025-05-31,2025-06-30,monthly,50,0,grey,no_report
last year,2025-01-01,2025-12-31,,started,0,2024-12-31,2025-01-31,monthly,8.49,-8.49,grey,no_report
no provision,,,H,construction,50,2025-05-31,2025-06-30,none,50,0,green,on_plan
earlier this month,,,H,construction,50,2025-06-05,2025-06-30,monthly,50,0,green,on_plan
done,,,H,completed,100,,2025-06-30,monthly,50,50,green,done
done long ago,,,H,accepted,100,2024-03-31,2025-06-30,monthly,50,50,green,done
done without a percentage,,,H,completed,,,2025-06-30,monthly,50,,green,done
done without a plan,,,,completed,100,,2025-06-30,monthly,,,green,done
done at 60 per cent,,,H,completed,60,,2025-06-30,monthly,50,10,green,on_plan
done at 15 per cent,,,H,completed,15,,2025-06-30,monthly,50,-35,red,lag
done at 60 per cent long ago,,,H,completed,60,2025-05-31,2025-06-30,monthly,50,10,grey,no_report
no plan,,,,construction,50,,2025-06-30,monthly,,,grey,no_plan
no plan and no percentage,,,,construction,,,2025-06-30,monthly,,,grey,no_plan
start alone and late,2025-03-15,,,planning,0,,2025-03-31,monthly,,,yellow,late_start
start alone and begun,2025-03-15,,,construction,5,,2025-03-31,monthly,,,grey,no_plan
finish alone,,2025-12-31,,construction,5,,2025-03-31,monthly,,,grey,no_plan
dates reversed,2025-12-31,2025-01-01,,construction,50,,2025-06-30,monthly,,,grey,no_plan
dates reversed and not started,2025-12-31,2025-01-01,,planning,0,,2025-06-30,monthly,,,grey,no_plan
"""
ROWS = list(csv.DictReader(GOLDEN.splitlines()))
HALF = "2025-06-30:50;2025-12-31:100"


def features_of(rows: Sequence[dict[str, str]]) -> pd.DataFrame:
    columns = {
        "planned_start": [row["start"] for row in rows],
        "planned_finish": [row["finish"] for row in rows],
        "plan": [HALF if row["plan"] == "H" else row["plan"] for row in rows],
    }
    return features_frame([None] * len(rows), **columns)


def records_of(*rows: tuple[int, str, str | None, float | None]) -> pd.DataFrame:
    """Matched records from (feature, date, stage, percent)."""
    count = len(rows)
    return pd.DataFrame(
        {
            "id": [f"f-{row[0] + 1}" for row in rows],
            "as_of": pd.to_datetime(pd.Series([row[1] for row in rows], dtype=object)),
            "stage": pd.Series([row[2] for row in rows], dtype=object),
            "done_pct": pd.Series([row[3] for row in rows], dtype=float),
            "invested_wan": pd.Series([None] * count, dtype=object),
            "est_finish": pd.to_datetime(pd.Series([None] * count, dtype=object)),
            "remark": pd.Series([None] * count, dtype=object),
            "reported_by": pd.Series([None] * count, dtype=object),
            "seq": range(count),
            "sample": pd.Series([None] * count, dtype=object),
            "evidence": pd.Series([None] * count, dtype=object),
            "line": range(2, count + 2),
            "feature": pd.Series([row[0] for row in rows], dtype=int),
        }
    )


def judge(
    features: pd.DataFrame, records: pd.DataFrame, *days: str, provision: str = "monthly"
) -> pd.DataFrame:
    plans = read_plans(features)
    dates = [dt.date.fromisoformat(day) for day in days]
    return appraise(
        features, records, plans, stages=STAGES, rules=RULES, provision=provision, days=dates
    )


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_golden(row: dict[str, str]) -> None:
    record = (
        0,
        row["record"] or row["day"],
        row["stage"] or None,
        float(row["done"]) if row["done"] else None,
    )
    records = records_of(record) if row["record"] != "none" else records_of()
    state = judge(features_of([row]), records, row["day"], provision=row["provision"]).iloc[0]
    seen = {
        "planned": "" if np.isnan(state["planned_pct"]) else f"{state['planned_pct']:g}",
        "lead": "" if np.isnan(state["lead"]) else f"{state['lead'] + 0:g}",
        "light": state["light"],
        "reason": state["reason"],
    }
    assert seen == {key: row[key] for key in seen}


def test_the_golden_table_has_every_reason_and_light_once_at_least() -> None:
    assert {row["light"] for row in ROWS} == {"green", "yellow", "red", "grey"}
    assert len({row["reason"] for row in ROWS}) == 9
    assert len({row["case"] for row in ROWS}) == len(ROWS) >= 40


def test_all_cases_of_a_day_at_once_are_judged_as_one_by_one() -> None:
    rows = [row for row in ROWS if row["day"] == "2025-06-30" and row["provision"] == "monthly"]
    records = records_of(
        *[
            (
                at,
                row["record"] or row["day"],
                row["stage"] or None,
                float(row["done"]) if row["done"] else None,
            )
            for at, row in enumerate(rows)
            if row["record"] != "none"
        ]
    )
    state = judge(features_of(rows), records, "2025-05-31", "2025-06-30")
    assert state["light"].tolist()[len(rows) :] == [row["light"] for row in rows]
    assert list(state.columns) == list(STATE_COLUMNS)


def test_schedule_share_of_the_year() -> None:
    start, finish = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    assert schedule_share(start, finish, dt.date(2025, 10, 31)) == 304 / 365
    assert schedule_share(start, finish, dt.date(2024, 12, 31)) == 0
    assert schedule_share(start, finish, dt.date(2025, 1, 1)) == 1 / 365
    assert schedule_share(start, finish, finish) == 1
    assert schedule_share(start, finish, dt.date(2026, 1, 1)) == 1
    assert schedule_share(finish, start, dt.date(2025, 6, 30)) == 1
    assert schedule_share(finish, start, dt.date(2024, 6, 30)) == 0


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
    st.integers(0, 2000),
    st.integers(-500, 2500),
)
@settings(max_examples=60, deadline=None)
@pytest.mark.slow
def test_planned_percent_follows_schedule_share(start: dt.date, length: int, after: int) -> None:
    finish, day = start + dt.timedelta(length), start + dt.timedelta(after)
    features = features_frame(
        [None], planned_start=[start.isoformat()], planned_finish=[finish.isoformat()]
    )
    planned = planned_percent(features, {}, [day])[0, 0]
    assert planned == pytest.approx(schedule_share(start, finish, day) * 100, abs=0.0051)


@given(
    st.floats(0, 100),
    st.sampled_from(["", "planning", "construction", "completed"]),
    st.integers(0, 700),
)
@settings(max_examples=60, deadline=None)
@pytest.mark.slow
def test_what_is_missing_is_never_green(done: float, stage: str, after: int) -> None:
    day = (dt.date(2025, 1, 1) + dt.timedelta(after)).isoformat()
    features = features_frame(
        [None] * 2, planned_start=["2025-03-15"] * 2, planned_finish=["2025-12-31"] * 2
    )
    state = judge(
        features, records_of((0, day, stage or None, done), (1, day, stage or None, None)), day
    )
    assert stage == "completed" or state["light"].iloc[1] != "green"
    assert np.isnan(state["lead"].iloc[1])


def test_the_last_record_of_the_newest_date_is_in_force() -> None:
    records = records_of(
        (0, "2025-06-30", "construction", 10.0),
        (0, "2025-06-30", "construction", 60.0),
        (0, "2025-05-31", "construction", 90.0),
    )
    state = judge(features_of([ROWS[0]]), records, "2025-05-31", "2025-06-30")
    assert state["done_pct"].tolist() == [90, 60]
    assert state["reported"].tolist() == [1, 1]


def test_the_record_in_force_says_whether_it_is_a_sample() -> None:
    records = records_of(
        (0, "2025-05-31", None, 1.0), (0, "2025-06-30", None, 2.0), (1, "2025-06-30", None, 3.0)
    )
    records["sample"] = pd.Series([True, False, True], dtype=object)
    state = judge(features_of([ROWS[0]] * 3), records, "2025-05-31", "2025-06-30")
    assert state["sample"].tolist() == [1, 0, 0, 0, 1, 0]


def test_late_days_compare_the_estimate_with_the_plan() -> None:
    features = features_frame([None] * 3, planned_finish=["2025-12-31", "2025-12-31", None])
    records = records_of(*[(at, "2025-06-30", "construction", 5.0) for at in range(3)])
    records["est_finish"] = pd.to_datetime(pd.Series(["2026-01-10", "2025-12-21", "2026-01-10"]))
    state = judge(features, records, "2025-06-30")
    assert state["late_days"].tolist()[:2] == [10, -10]
    assert np.isnan(state["late_days"].iloc[2])


def test_no_features_no_days_no_records() -> None:
    assert len(judge(features_of([]), records_of(), "2025-06-30")) == 0
    assert len(judge(features_of([ROWS[0]]), records_of())) == 0


def test_unreadable_curves_are_issues() -> None:
    features = features_frame(
        [None] * 4,
        plan=[
            "2025-06-30:50",
            "半年一半",
            "2025-06-30:50;2025-03-31:60",
            "2025-06-30:50;2025-09-30:40",
        ],
    )
    assert list(read_plans(features)) == [0]
    issues = list(check_plans(subject_of(features)))
    assert [(issue.type, issue.feature) for issue in issues] == [
        ("bad-plan", "f-2"), ("bad-plan", "f-3"), ("bad-plan", "f-4"),
    ]  # fmt: skip
    assert "dates must rise" in issues[1].message().en
