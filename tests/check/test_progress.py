"""What is reported and under which id.

Each fault planted in a ledger and found at its line, absent from its twin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from jinan_geo.check.ids import fold_key, fold_keys
from jinan_geo.check.progress import check_progress
from jinan_geo.ledger import read_ledger
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.city.test_lights import STAGES, records_of
from tests.tools.planted import (
    FEATURES,
    LAYER,
    LEDGER,
    TOML,
    Planted,
    find,
    proofs_of,
)
from tests.tools.tiny_city import collection, feature, features_frame, subject_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from jinan_geo.issues.issue import Issue

SPOT = Point(117.051, 36.651)
HEAD = "id,as_of,stage,done_pct,invested_wan,est_finish,remark"
PLAN = {"planned_start": "2025-01-01", "planned_finish": "2025-12-31", "investment_wan": 1000}


def ledger(*rows: str, **properties: object) -> dict[str, str]:
    """One project ``p-1``, another ``p-2``, and these rows after the heading.

    A row may leave cells away at its end.
    """
    own = {"id": "p-1", "name_zh": "甲", **PLAN, **properties}
    filled = [row + "," * (HEAD.count(",") - row.count(",")) for row in rows]
    return {
        TOML: LAYER,
        FEATURES: collection([feature(SPOT, **own), feature(None, id="p-2", name_zh="乙", **PLAN)]),
        LEDGER: "\n".join([HEAD, *filled, ""]),
    }


def last(  # noqa: PLR0913 - what is planted and where
    kind: str,
    wrong: str,
    right: str,
    *before: str,
    field: str,
    value: object,
    name: str = "",
    **own: object,
) -> Planted:
    """The last row of a ledger, wrong and right, after the rows before it."""
    at = {"file": LEDGER, "row": len(before) + 2, "feature": "p-1", "field": field, "value": value}
    return Planted(
        kind, ledger(*before, wrong, **own), ledger(*before, right, **own), at, name=name
    )


JAN = "p-1,2025-01-31,construction"
FEB = "p-1,2025-02-28,construction"
DONE = "p-1,2025-01-31,completed"
IDLE = "p-1,2025-01-31,planning"
SAME = [f"p-1,2025-0{month}-28,construction,30,,,正在施工" for month in range(1, 6)]
OTHERS = [f"p-2,2025-0{month}-28,construction,{month}" for month in (1, 2)]
CASES = [
    last("bad-record", f"{JAN},120", f"{JAN},12", field="done_pct", value="120", name="over 100"),
    last("bad-record", f"{JAN},约80%", f"{JAN},80", field="done_pct", value="约80%", name="about"),
    last("bad-record", "p-1,2025-02-30,,5", "p-1,2025-02-28,,5", field="as_of", value="2025-02-30",
         name="no such day"),
    last("bad-record", "p-1,2025-01-31,building,5", f"{JAN},5", field="stage", value="building",
         name="stage"),
    Planted(
        "orphan-record", ledger(f"{JAN},5", "ghost,2025-01-31,construction,5"), ledger(f"{JAN},5"),
        {"file": LEDGER, "row": 3, "feature": "ghost", "field": "id"},
    ),
    Planted(
        "near-key", ledger(f"{JAN},5", "Ｐ－0001,2025-01-31,construction,5"), ledger(f"{JAN},5"),
        {"file": LEDGER, "row": 3, "feature": "Ｐ－0001", "field": "id",
         "details": {"near": "'p-1'"}},
        also=frozenset({"full-width"}),
    ),
    Planted(
        "folded-key",
        {**ledger("P-1,2025-01-31,construction,5"), TOML: "fold_keys = true\n" + LAYER},
        {**ledger("p-1,2025-01-31,construction,5"), TOML: "fold_keys = true\n" + LAYER},
        {"file": LEDGER, "row": 2, "field": "id", "value": "P-1"},
    ),
    Planted(
        "look-alike-id",
        {**ledger(f"{JAN},5"),
         FEATURES: collection([feature(SPOT, id="p-1"), feature(None, id="P-01")])},
        {**ledger(f"{JAN},5"),
         FEATURES: collection([feature(SPOT, id="p-1"), feature(None, id="P-02")])},
        {"file": FEATURES, "row": 2, "feature": "P-01", "field": "id", "details": {"other": "p-1"}},
    ),
    Planted(
        "total-row", ledger(f"{JAN},5,100", "合 计,2025-01-31,,,100"), ledger(f"{JAN},5,100"),
        {"file": LEDGER, "row": 3, "field": "id", "value": "合 计"},
    ),
    last("repeated-record", f"{JAN},6", f"{FEB},6", f"{JAN},5", field="as_of", value="2025-01-31"),
    last("stage-contradiction", f"{DONE},60", f"{DONE},100", field="done_pct", value="60"),
    last("idle-progress", f"{IDLE},45", f"{IDLE},0", field="done_pct", value="45"),
    last("finished-not-closed", f"{JAN},100", f"{JAN},99", field="done_pct", value="100"),
    last("progress-regression", f"{FEB},20", f"{FEB},30", f"{JAN},30", field="done_pct",
         value="20"),
    last("progress-leap", f"{FEB},81", f"{FEB},80", f"{JAN},10", field="done_pct", value="81"),
    last("stage-regression", "p-1,2025-02-28,approved,0", f"{FEB},0", f"{JAN},0", field="stage",
         value="approved"),
    last("spending-fell", f"{FEB},20,90", f"{FEB},20,100", f"{JAN},10,100", field="invested_wan",
         value="90"),
    last("over-investment", f"{JAN},10,1101", f"{JAN},10,1100", field="invested_wan", value="1101"),
    last("unit-jump", f"{FEB},20,200000", f"{FEB},20,200", f"{JAN},10,20", field="invested_wan",
         value="200000",
         investment_wan=None),
    last("unit-jump", f"{JAN},20,1234567", f"{JAN},20,100", field="invested_wan", value="1234567",
         name="of the plan"),
    last("forecast-passed", f"{JAN},10,,2025-01-30", f"{JAN},10,,2025-01-31", field="est_finish",
         value="2025-01-30"),
    last("frozen-reports", "p-1,2025-06-28,construction,30,,,正在施工",
         "p-1,2025-06-28,construction,30,,,停工",
         *SAME, field="done_pct", value="30"),
    last("pause-unexplained", "p-1,2025-02-28,stopped,30,,,",
         "p-1,2025-02-28,stopped,30,,,资金未到位",
         f"{JAN},30,,,", field="remark", value=""),
    last("record-after-end", f"{FEB},10", f"{JAN},10", field="as_of", value="2025-02-28",
         ended="2025-01-31"),
    last("future-record", "p-1,2052-02-28,construction,30", f"{FEB},30", f"{JAN},10", *OTHERS,
         field="as_of",
         value="2052-02-28"),
    Planted(
        "dates-reversed", ledger(planned_start="2026-01-01"), ledger(),
        {"file": FEATURES, "feature": "p-1", "field": "planned_start", "value": "2026-01-01"},
    ),
    Planted(
        "bad-plan", ledger(plan="半年一半"), ledger(plan="2025-06-30:50;2025-12-31:100"),
        {"file": FEATURES, "feature": "p-1", "field": "plan", "value": "半年一半"},
    ),
    Planted(
        "converted-unit",
        {**ledger(f"{JAN},5,0.05"), TOML: 'units = { invested_wan = "亿元" }\n' + LAYER},
        ledger(f"{JAN},5,500"),
        {"file": LEDGER, "row": None, "field": "invested_wan", "value": "亿元"},
    ),
    Planted(
        "percent-unsaid", ledger(f"{JAN},0.5"), ledger(f"{JAN},50"),
        {"file": LEDGER, "row": None, "field": "done_pct"},
    ),
]  # fmt: skip


test_a_planted_fault_is_found_where_it_is, test_a_clean_twin_raises_nothing = proofs_of(CASES)


HEADED = "id,as_of,完成投资（亿元）\np-1,2025-01-31,1\n"
MAPPED = 'progress_columns = { invested_wan = "完成投资（亿元）" }\n'
REFUSED = {
    "another unit in the heading": (
        {**ledger(f"{JAN},5,1"), LEDGER: HEADED, TOML: MAPPED + LAYER},
        r'heading says 亿元, layer.toml says 万元; write units = \{ invested_wan = "亿元" \}',
    ),
    "several units in the cells": (
        ledger(f"{JAN},5,100万元", f"{FEB},6,1.2亿元"),
        "amounts in several units: 万元 in row 2, 亿元 in row 3",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_scale_that_cannot_be_told_is_refused(tmp_path: Path, name: str) -> None:
    files, message = REFUSED[name]
    find(tmp_path, files)  # what an audience sees does not say why
    told = [issue.message().en for issue in prepare_city(Workspace.open(tmp_path)).issues]
    assert any(re.search(message, text) for text in told), told


@pytest.mark.parametrize(("second", "rows"), [("85", "2"), ("0.85", "2, 3")])
def test_a_share_that_may_be_a_percentage_is_asked_about_and_stops_no_build(
    tmp_path: Path, second: str, rows: str
) -> None:
    find(tmp_path, ledger(f"{JAN},0.5", f"{FEB},{second}"))
    city = prepare_city(Workspace.open(tmp_path))
    (asked,) = [issue for issue in city.issues if issue.type == "percent-unsaid"]
    assert f"(rows {rows}) may be shares of 1 or of 100" in asked.message().en
    (layer,) = [one for one in city.layers if one.id == "sites"]
    assert layer.records["done_pct"].isna().all()
    assert layer.records["stage"].notna().all()  # what else the rows say is kept


@pytest.mark.parametrize(
    ("top", "cell", "expected"), [(100, "0.5", 0.5), (1, "0.5", 50), (1, "1", 100), (1, "0.07", 7)]
)
def test_a_declared_scale_is_kept(tmp_path: Path, top: int, cell: str, expected: float) -> None:
    find(tmp_path, {**ledger(f"{JAN},{cell}"), TOML: f"percent_up_to = {top}\n{LAYER}"})
    workspace = Workspace.open(tmp_path)
    records, _, _ = read_ledger(workspace.layer("sites"), workspace.stages)
    assert records["done_pct"].tolist() == [expected]


def test_a_share_above_one_is_set_aside(tmp_path: Path) -> None:
    issues = find(tmp_path, {**ledger(f"{JAN},1.2"), TOML: f"percent_up_to = 1\n{LAYER}"})
    assert [(issue.type, issue.value) for issue in issues if issue.severity == "error"] == [
        ("bad-record", "1.2")
    ]


SAME_KEYS = [
    ("370102", "370102.0"),
    ("370102", "３７０１０２"),
    ("JN-0012", "jn—12"),
    ("a b", "ab\u200b"),
    ("0", "00"),
]
OTHER_KEYS = [("p-10", "p-1"), ("1.05", "1.5"), ("a-100", "a-1"), ("历下", "历下区")]


@pytest.mark.parametrize(("one", "two"), SAME_KEYS)
def test_keys_fold_to_the_same_where_people_overlook_the_difference(one: str, two: str) -> None:
    assert fold_key(one) == fold_key(two)


@pytest.mark.parametrize(("one", "two"), OTHER_KEYS)
def test_other_keys_stay_apart(one: str, two: str) -> None:
    assert fold_key(one) != fold_key(two)


def found(records: pd.DataFrame) -> list[Issue]:
    features = features_frame([None] * 3)
    return list(check_progress(subject_of(features, records=records, stages=STAGES)))


def test_a_fallen_percentage_is_an_issue_with_both_values_and_dates() -> None:
    records = records_of(
        (0, "2025-03-31", "construction", 40.0),
        (0, "2025-01-31", "construction", 30.0),
        (0, "2025-04-30", "construction", None),
        (0, "2025-05-31", "construction", 35.5),
        (1, "2025-05-31", "construction", 20.0),
    )
    (issue,) = found(records)
    assert (issue.type, issue.row, issue.feature) == ("progress-regression", 5, "f-1")
    assert issue.message().en == "40 % on 2025-03-31 and 35.5 % on 2025-05-31"


def test_a_corrected_record_of_one_date_is_no_fall() -> None:
    records = records_of(
        (0, "2025-03-31", "construction", 40.0), (0, "2025-03-31", "construction", 30.0)
    )
    assert found(records) == []


def test_a_done_stage_below_a_hundred_contradicts_itself() -> None:
    records = records_of(
        (0, "2025-03-31", "completed", 60.0),
        (1, "2025-03-31", "completed", 100.0),
        (2, "2025-03-31", "accepted", None),
    )
    (issue,) = found(records)
    assert (issue.type, issue.feature, issue.value) == ("stage-contradiction", "f-1", "60")
    assert "完工" in issue.message().zh
    assert "Completed" in issue.message().en


KEYS = st.text(st.sampled_from("aÅ0１9. -_\u200b\n") | st.characters(), max_size=6)


@given(st.lists(KEYS, max_size=4))
def test_many_keys_are_folded_as_each(keys: list[str]) -> None:
    assert fold_keys(keys) == [fold_key(key) for key in keys]
