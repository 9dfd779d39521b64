"""Cells to values: what each type takes, what it refuses, and that a blank is missing and never
zero.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinan_geo.cells.values import parse_plan, parse_values
from jinan_geo.manifest.attributes import BLANKS

GOOD = [
    ("date", "2025-02-28", pd.Timestamp(2025, 2, 28)),
    ("date", " 2024-02-29 ", pd.Timestamp(2024, 2, 29)),
    ("percent", "0", 0.0),
    ("percent", "100", 100.0),
    ("percent", "12.5", 12.5),
    ("percent", 85, 85.0),
    ("number", "-3.25", -3.25),
    ("number", "1e3", 1000.0),
    ("integer", "120", 120.0),
    ("integer", "120.0", 120.0),
    ("integer", "-0", 0.0),
    ("money", "2000.50", Decimal("2000.50")),
    ("money", "0.1", Decimal("0.1")),
    ("boolean", "true", True),
    ("boolean", "是", True),
    ("boolean", "FALSE", False),
    ("location", "precise", "precise"),
    ("accuracy", "surveyed", "surveyed"),
    ("text", "NA", "NA"),
    ("text", "null", "null"),
    ("text", "nan", "nan"),
    ("text", "-", "-"),
    ("text", "007", "007"),
    ("text", 370102, "370102"),
    ("link", "https://example.org", "https://example.org"),
]

BAD = [
    *[
        ("date", cell)
        for cell in (
            "2025-02-30",
            "31/12/25",
            "12/11/10",
            "2025年2月",
            "45000",
            "2025年2-3",
            "2025-2",
        )
    ],
    *[
        ("date", cell)
        for cell in ("民国114年", "1900-01-01", "9999-12-31", "2025-02-28T08:00", "待定", "NA")
    ],
    *[
        ("percent", cell)
        for cell in (
            "85%%",
            "185%",
            "八成五",
            "约80",
            "100.01",
            "-1",
            "NaN",
            "1e400",
            "待定",
            "Infinity",
        )
    ],
    *[
        ("number", cell)
        for cell in (
            "1e400",
            "-1e400",
            "1e13",
            "inf",
            "nan",
            "1,00",
            "1,000,0",
            "12米",
            "NA",
            "--1",
            "9" * 5000,
        )
    ],
    *[("integer", cell) for cell in ("1.5", "1e400", "12个", "NaN", "0x10")],
    *[("money", cell) for cell in ("100万", "1e400", "NaN", "1,00", "sNaN", "NA")],
    *[("boolean", cell) for cell in ("maybe", "2", "对")],
    *[("location", cell) for cell in ("精确", "Precise", "nowhere")],
    *[("accuracy", cell) for cell in ("good", "Surveyed")],
]

TYPES = (
    "date",
    "percent",
    "number",
    "integer",
    "money",
    "text",
    "link",
    "location",
    "accuracy",
    "boolean",
)


@pytest.mark.parametrize(("kind", "cell", "expected"), GOOD)
def test_a_cell_that_fits_becomes_its_value(kind: str, cell: object, expected: object) -> None:
    parsed = parse_values([cell], kind)
    assert parsed.bad == []
    assert parsed.cells.iloc[0] == expected
    assert type(parsed.cells.iloc[0]) is not str or type(expected) is str


@pytest.mark.parametrize(("kind", "cell"), BAD)
def test_a_cell_that_does_not_fit_is_named_and_missing(kind: str, cell: object) -> None:
    parsed = parse_values(["", cell], kind)
    assert parsed.bad == [(1, cell)]
    assert pd.isna(parsed.cells.iloc[1])


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("cell", ["", "  ", "\t", None, math.nan])
def test_blank_is_missing_and_never_zero(kind: str, cell: object) -> None:
    parsed = parse_values([cell], kind)
    assert parsed.bad == []
    assert pd.isna(parsed.cells.iloc[0])


def test_money_is_exact() -> None:
    cells = parse_values(["0.1", "0.2", ""], "money").cells
    assert cells.iloc[0] + cells.iloc[1] == Decimal("0.3")


def test_a_column_without_cells_keeps_its_type() -> None:
    assert parse_values([], "date").cells.dtype.kind == "M"
    assert parse_values([], "integer").cells.dtype == float
    assert parse_values([], "boolean", blank=False).cells.dtype == bool


def test_a_blank_is_no_only_where_that_is_documented() -> None:
    cells = ["是", "", None, "no", "maybe"]
    assert parse_values(cells, "boolean").cells.tolist() == [True, None, None, False, None]
    assert parse_values(cells, "boolean", blank=False).cells.tolist() == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert BLANKS == {"sample": False}


@pytest.mark.slow
@given(st.lists(st.one_of(st.none(), st.text(max_size=8), st.integers(), st.floats()), max_size=20))
def test_no_cell_is_lost_whatever_it_holds(cells: list[object]) -> None:
    for kind in TYPES:
        parsed = parse_values(cells, kind)
        assert len(parsed.cells) == len(cells)
        for at, cell in parsed.bad:
            assert cells[at] is cell
        if kind in {"number", "integer", "percent"}:
            assert not any(math.isinf(value) for value in parsed.cells)


def test_a_planned_curve_is_read() -> None:
    assert parse_plan("2025-03-31:20;2025-12-31:100") == [
        (dt.date(2025, 3, 31), 20),
        (dt.date(2025, 12, 31), 100),
    ]


@pytest.mark.parametrize(
    "text",
    ["2025-03-31", "2025-03-31:", ":20", "2025-03-31:20;", "2025-03-31:101",
     "2025-12-31:20;2025-03-31:30",
     "2025-03-31:20;2025-03-31:30", "2025-03-31:30;2025-12-31:20", "2025-02-30:20", "2025-03-31:-1",
     "x"],
)  # fmt: skip
def test_a_planned_curve_of_another_form_is_refused(text: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        parse_plan(text)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("date", "2025/3/1", "2025-03-01"),
        ("date", "2025.3.1", "2025-03-01"),
        ("date", "2025年3月1日", "2025-03-01"),
        ("date", "2025-3-1", "2025-03-01"),
        ("date", "20250301", "2025-03-01"),
        ("date", "２０２５／３／１", "2025-03-01"),
        ("date", "2025-03-01 00:00:00", "2025-03-01"),
        ("date", "2025年 3月 1号", "2025-03-01"),
        ("number", "1,234.5", 1234.5),
        ("number", "１２００", 1200.0),
        ("number", "-1,000", -1000.0),
        ("integer", "1,000", 1000.0),
        ("money", "1,234.50", Decimal("1234.50")),
        ("percent", "85%", 85.0),
        ("percent", "85 ％", 85.0),
        ("percent", "８５", 85.0),
    ],
)
def test_k7_cells_in_the_forms_that_people_write(kind: str, cell: str, value: object) -> None:
    parsed = parse_values([cell], kind)
    assert parsed.bad == []
    found = parsed.cells.iloc[0]
    assert (str(found.date()) if kind == "date" else found) == value


COLUMNS = ("number", "integer", "percent", "text")
PLAIN = st.none() | st.floats() | st.integers() | st.integers(-5, 105)
WORDS = st.none() | st.text(max_size=3)


@given(st.lists(PLAIN, max_size=6) | st.lists(WORDS, max_size=6), st.sampled_from(COLUMNS))
def test_a_column_is_parsed_as_each_of_its_cells(cells: list[object], kind: str) -> None:
    # A decimal beside them is no plain number: each cell is looked at by itself.
    whole, each = parse_values(cells, kind), parse_values([*cells, Decimal(1)], kind)
    assert whole.bad == each.bad
    assert [*map(repr, whole.cells)] == [*map(repr, each.cells[:-1])]
