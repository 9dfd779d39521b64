"""Work that stands still and work put off: what each means for light, numbers, reports, changes.

Worked out by hand: the plan says 50 % on 30 June and 100 % on 31 December, a lag of 10 points is
yellow and more than 30 red, and 停工 is red at once.
"""

from __future__ import annotations

import csv
import datetime as dt

import pandas as pd
import pytest

from jinan_geo.check.pauses import reached_stages, with_pauses
from jinan_geo.check.provision import count_due, word_period
from jinan_geo.city.lights import appraise, read_plans
from jinan_geo.manifest.models import Reporting
from tests.city.test_lights import RULES, STAGES, features_of, records_of

TABLE = """\
case,records,provision,light,reason,before,since
stopped and ahead,2025-06-30 stopped 60,monthly,red,stopped,,2025-06-30
stopped from work,2025-05-31 construction 60; 2025-06-30 stopped 60,monthly,red,stopped,construction,2025-06-30
stopped for two months,2025-04-30 started 5; 2025-05-31 stopped 5; 2025-06-30 stopped 5,monthly,red,stopped,started,2025-05-31
stopped before the start,2025-05-31 approved 0; 2025-06-30 stopped 0,monthly,red,stopped,approved,2025-06-30
stopped and silent since,2025-04-30 construction 40; 2025-05-31 stopped 40,monthly,grey,no_report,construction,2025-05-31
stopped and nothing due,2025-04-30 construction 40; 2025-05-31 stopped 40,none,red,stopped,construction,2025-05-31
stopped without a number,2025-05-31 construction 60; 2025-06-30 stopped -,monthly,red,stopped,construction,2025-06-30
stopped though finished,2025-05-31 completed 100; 2025-06-30 stopped 100,monthly,green,done,completed,2025-06-30
all done but never said so,2025-05-31 construction 99; 2025-06-30 stopped 100,monthly,red,stopped,construction,2025-06-30
resumed on plan,2025-05-31 stopped 45; 2025-06-30 construction 50,monthly,green,on_plan,,
resumed and behind,2025-05-31 stopped 20; 2025-06-30 construction 20,monthly,yellow,lag,,
resumed to before the start,2025-05-31 stopped 0; 2025-06-30 approved 0,monthly,red,lag,,
postponed from work,2025-05-31 construction 5; 2025-06-30 postponed 5,monthly,grey,postponed,construction,2025-06-30
postponed and silent since,2025-01-31 construction 5; 2025-02-28 postponed 5,monthly,grey,postponed,construction,2025-02-28
postponed before the start,2025-06-30 postponed 0,monthly,grey,postponed,,2025-06-30
postponed though finished,2025-05-31 accepted 100; 2025-06-30 postponed 100,monthly,green,done,accepted,2025-06-30
from stopped to postponed,2025-04-30 started 9; 2025-05-31 stopped 9; 2025-06-30 postponed 9,monthly,grey,postponed,started,2025-06-30
twice stopped,2025-03-31 stopped 9; 2025-04-30 started 9; 2025-05-31 stopped 9; 2025-06-30 stopped 9,monthly,red,stopped,started,2025-05-31
the day corrected,2025-05-31 started 9; 2025-06-30 completed 100; 2025-06-30 stopped 9,monthly,red,stopped,started,2025-06-30
the pause corrected,2025-05-31 started 9; 2025-06-30 stopped 9; 2025-06-30 construction 50,monthly,green,on_plan,,
"""  # noqa: E501 - a row a case
CASES = list(csv.DictReader(TABLE.splitlines()))
DAY = dt.date(2025, 6, 30)
PAUSED = ("stage_before", "paused_since")


def as_records(cell: str) -> pd.DataFrame:
    rows = [said.split() for said in cell.split("; ")]
    return records_of(
        *((0, day, stage, None if done == "-" else float(done)) for day, stage, done in rows)
    )


def judged(records: pd.DataFrame, provision: str = "monthly", **rules: str) -> dict[str, object]:
    features = features_of([{"start": "", "finish": "", "plan": "H"}])
    state = appraise(
        features,
        records,
        read_plans(features),
        stages=STAGES,
        rules=RULES.model_copy(update=rules),
        provision=provision,
        days=[DAY],
    )
    found: dict[str, object] = state.iloc[0].to_dict()
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_pause_is_judged_as_worked_out_by_hand(case: dict[str, str]) -> None:
    state = judged(as_records(case["records"]), case["provision"])
    told = {key: "" if pd.isna(state[key]) else str(state[key])[:12] for key in PAUSED}
    assert (state["light"], state["reason"]) == (case["light"], case["reason"])
    assert (told["stage_before"], told["paused_since"][:10]) == (case["before"], case["since"])


def test_an_office_may_begin_with_yellow() -> None:
    assert judged(as_records("2025-06-30 stopped 45"), stopped="yellow")["light"] == "yellow"
    assert judged(as_records("2025-06-30 stopped 15"), stopped="yellow")["light"] == "red"


def test_into_a_pause_and_out_of_it_no_stage_goes_back() -> None:
    """Against a walk through the records that knows no frames."""
    walk = ["approved", "stopped", "approved", "started", "postponed", "stopped", "construction"]
    days = [f"2025-{at + 1:02d}-28" for at in range(len(walk))]
    records = records_of(*((0, day, stage, 10.0) for day, stage in zip(days, walk, strict=True)))
    expected, last = [], None
    for stage in walk:
        last = last if stage in {"stopped", "postponed"} else stage
        expected.append(last)
    assert reached_stages(records, STAGES).tolist() == expected
    assert with_pauses(records, STAGES)["stage_before"].dropna().tolist() == [
        "approved", "started", "started",
    ]  # fmt: skip


MONTHLY = Reporting.model_validate({"every": "month", "since": "2025-01-01"})


def owed(*rows: tuple[int, str, str, float]) -> set[str]:
    features = features_of([{"start": "", "finish": "", "plan": ""}])
    table = count_due(features, records_of(*rows), STAGES, MONTHLY, dt.date(2025, 6, 30))
    return {
        word_period(period, MONTHLY)
        for period, came in zip(table["period"], table["reported"], strict=True)
        if not came
    }


def test_what_is_put_off_owes_no_report_until_it_goes_on_and_what_is_stopped_does() -> None:
    begun = (0, "2025-01-31", "construction", 5.0)
    assert owed(begun, (0, "2025-02-28", "postponed", 5.0)) == set()
    assert owed(begun, (0, "2025-02-28", "stopped", 5.0)) == {
        "2025-03", "2025-04", "2025-05", "2025-06",
    }  # fmt: skip
    resumed = (0, "2025-04-30", "construction", 6.0)
    assert owed(begun, (0, "2025-02-28", "postponed", 5.0), resumed) == {"2025-05", "2025-06"}
    assert owed((0, "2025-03-31", "postponed", 0.0)) == {"2025-01", "2025-02"}
