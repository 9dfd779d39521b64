"""How cells are written: each fault planted and found at its row and field, and absent from a clean
twin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from shapely import Point

from jinan_geo.cells.misfit import describe_misfit, word_misfit
from tests.tools.planted import (
    FEATURES,
    LAYER,
    LEDGER,
    PLACE,
    TOML,
    Planted,
    find,
    proofs_of,
    sites,
)
from tests.tools.tiny_city import FILES

if TYPE_CHECKING:
    from pathlib import Path

HERE = {"file": FEATURES, "row": 2}
SPOT = Point(117.051, 36.651)


def cell(
    kind: str, field: str, wrong: object, right: object, *also: str, name: str = ""
) -> Planted:
    """One cell of one feature, wrong and right."""
    made = [sites(SPOT, **{field: value}) for value in (wrong, right)]
    at = {**HERE, "feature": "bad-1", "field": field, "value": wrong}
    return Planted(kind, made[0], made[1], at, frozenset(also), name)


def key(kind: str, wrong: str, *others: str) -> Planted:
    """An id that was changed among others that were not."""
    places: list[Any] = [SPOT, *[None] * len(others)]
    made = [sites(*places, id=[value, *others]) for value in (wrong, "right")]
    return Planted(
        kind,
        made[0],
        made[1],
        {**HERE, "feature": wrong.strip(), "field": "id", "value": wrong.strip()},
    )


CASES = [
    cell("bad-value", "spaces", "许多", 120),
    cell("bad-value", "location", "exact", "precise", name="of a list"),
    cell("placeholder-value", "spaces", "待定", None, name="in a number"),
    cell("placeholder-value", "planned_start", "0000-00-00", None, name="in a date"),
    cell("placeholder-value", "name_zh", "—", "明府城", name="in a name"),
    cell("placeholder-value", "spaces", 9999, 9998, name="as a number"),
    cell("serial-date", "planned_start", "45747", "2025-03-31"),
    cell("date-form", "planned_start", "2025年3月", "2025-03-31"),
    cell("impossible-date", "planned_start", "2025-02-30", "2025-02-28"),
    cell("ambiguous-date", "planned_start", "12/11/10", "2012-11-10"),
    cell("number-with-unit", "spaces", "120个", 120),
    cell("approximate-number", "spaces", "约120", 120),
    cell("hidden-character", "name_zh", "明府\u200b城", "明府城"),
    cell("hidden-character", "name_zh", "明府\u202e城", "明府城", name="that turns the text"),
    cell("garbled-text", "name_zh", "锟斤拷城", "明府城"),
    cell("full-width", "kind", "ｐarking", "parking"),
    cell("outer-space", "name_zh", "明府城\u3000", "明府城"),
    Planted(
        "undeclared-field", sites(SPOT, 密码="x"), sites(SPOT), {"file": FEATURES, "value": "密码"}
    ),
    key("scientific-id", "3.70102E+11", "370102000002"),
    key("decimal-id", "370102.0", "370103"),
    key("digits-lost", "370102198001010000", "370102198001011234"),
    key("date-like-id", "3月2日", "3-1", "3-5"),
    key("lost-zeros", "12", "0011", "0013", "0014"),
    Planted("missing-id", sites(SPOT, id=None), sites(SPOT),
            {**HERE, "feature": None, "field": "id"}),
    Planted(
        "duplicate-id", sites(SPOT, None, id=["a", " a"]), sites(SPOT, None, id=["a", "b"]),
        {**HERE, "row": 3, "feature": "a", "details": {"first": 2}},
        also=frozenset({"outer-space"}),
    ),
    Planted(
        "percent-range",
        {TOML: PLACE.replace('type = "integer"', 'type = "percent"'), **sites(SPOT, spaces=120)},
        sites(SPOT, spaces=12),
        {**HERE, "feature": "bad-1", "field": "spaces", "value": 120},
    ),
]  # fmt: skip


test_a_planted_fault_is_found_where_it_is, test_a_clean_twin_raises_nothing = proofs_of(CASES)


MISFITS = {
    "date": {
        "placeholder-value": ["待定", "0000-00-00", "9999-12-31", "1900-01-00", "N/A"],
        "serial-date": ["45000", "45747.5"],
        "date-form": [
            "2025/3/31",
            "2025.3.31",
            "2025年2月",
            "2025-02",
            "2025",
            "20250331",
            "2025年第一季度",
            "2025年底",
        ],
        "impossible-date": ["2025-02-30", "2025-13-01", "20250231"],
        "ambiguous-date": ["31/12/25", "12/11/10", "1-2-2025", "3-2", "民国114年3月"],
        "bad-value": ["soon", "1800000"],
    },
    "money": {
        "number-with-unit": ["100万", "1,200", "1，200.5", "3公顷", "¥100元", "1.2亿元", "85%"],
        "approximate-number": [
            "约80",
            "80左右",
            ">50",
            "80-90",
            "八成五",
            "近百万",
            "≥3亿",
            "100多万",
        ],
        "bad-value": ["many", "1.2.3", "nan5"],
    },
    "percent": {
        "percent-range": ["120", "-1", "100.5"],
        "number-with-unit": ["85%", "85 ％", "8成"],
        "approximate-number": ["约80%", "八成五", "80~90%"],
        "placeholder-value": ["待定", "-", "无"],
    },
    "boolean": {"bad-value": ["maybe", "2"], "placeholder-value": ["未知"]},
}


@pytest.mark.parametrize(
    ("kind", "named", "value"),
    [
        (kind, named, value)
        for kind, group in MISFITS.items()
        for named, values in group.items()
        for value in values
    ],
)
def test_a_cell_that_does_not_fit_is_told_for_what_it_is(kind: str, named: str, value: str) -> None:
    assert describe_misfit(value, kind)[0] == named


def test_a_date_in_another_form_is_proposed_in_ours() -> None:
    assert str(describe_misfit("45747", "date")[1]["date"]) == "2025-03-31"
    assert str(describe_misfit("2025年3月1日", "date")[1]["date"]) == "2025-03-01"


def test_a_row_set_aside_says_why() -> None:
    assert word_misfit("约80%", "percent") == {
        "reason": "数字不确切，不是有效的百分比（0 至 100）",
        "reason_en": "approximate number, not a valid percentage (0 to 100)",
    }


def test_cells_of_a_ledger_are_looked_at_too(tmp_path: Path) -> None:
    ledger = (
        "id,as_of,stage,done_pct,remark\ns-1 "
        ",2025-01-31,construction,5,无\ns-2,2025-01-31,construction,6,进\ufffd展\n"
    )
    files = {TOML: LAYER, FEATURES: FILES[FEATURES], LEDGER: ledger}
    found = [
        (issue.type, issue.file, issue.row, issue.feature, issue.field)
        for issue in find(tmp_path, files)
    ]
    assert found == [
        ("outer-space", LEDGER, 2, "s-1", "id"),
        ("garbled-text", LEDGER, 3, "s-2", "remark"),
    ]


@pytest.mark.slow
def test_the_form_that_most_ids_have_is_meant_so(tmp_path: Path) -> None:
    assert find(tmp_path, sites(None, None, id=["2025-01-01", "2025-01-02"])) == []
    assert find(tmp_path, sites(None, None, None, id=["12", "0", "013"])) == []
