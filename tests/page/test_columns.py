"""Columns travel and come back.

What goes into a block is what a page reads, rounded as declared.
"""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinan_geo.page.columns import (
    BlockWriter,
    Column,
    Words,
    date_column,
    int_column,
    read_block,
    text_column,
    zigzag_column,
)

TRICKY = [
    "",
    " ",
    "\x00",
    "\u2028",
    "</script>",
    "{{ 7*7 }}",
    "历下区",
    "\U0001f600",
    "a" * 5000,
    "NA",
    "null",
    "`${a}`",
]


def travel(**columns: tuple[int, Column]) -> dict[str, list[object]]:
    """Pack each column into a table of its own; give the decoded values by name."""
    block = BlockWriter({"layer": "x"})
    for name, (rows, column) in columns.items():
        block.add(name, rows, {name: column})
    header, tables = read_block(block.pack())
    assert header["layer"] == "x"
    return {name: tables[name][name] for name in columns}


def back(column: Column, rows: int) -> list[object]:
    return travel(c=(rows, column))["c"]


@given(st.lists(st.one_of(st.none(), st.integers(-(2**50), 2**50)), max_size=40))
@settings(deadline=None)
@pytest.mark.slow
def test_integers_come_back(values: list[int | None]) -> None:
    assert back(int_column(values), len(values)) == values


@given(st.lists(st.one_of(st.none(), st.decimals(-(10**12), 10**12, places=2)), max_size=40))
@settings(deadline=None)
def test_hundredths_come_back(values: list[object]) -> None:
    expected = [None if value is None else float(value) for value in values]
    assert back(int_column(values, scale=100), len(values)) == pytest.approx(expected, abs=1e-4)


WIDTHS = [(0, 1), (254, 1), (255, 2), (65534, 2), (65535, 4), (2**32 - 2, 4), (2**32 - 1, 8)]


@pytest.mark.parametrize(("largest", "width"), WIDTHS)
def test_a_column_is_as_wide_as_its_range_needs(largest: int, width: int) -> None:
    column = int_column([0, largest, None])
    assert column.meta["width"] == width
    assert len(column.data) == 3 * width
    assert back(column, 3) == [0, largest, None]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None])
def test_what_is_no_number_is_missing(value: float | None) -> None:
    assert back(int_column([1, value]), 2) == [1, None]
    assert back(int_column(np.array([1, value], dtype=float)), 2) == [1, None]


@pytest.mark.parametrize("value", [1e300, -1e300, 1e17, 2.0**63])
def test_a_number_too_large_for_a_page_is_missing_and_never_another_number(value: float) -> None:
    assert back(int_column([1.5, value], scale=100), 2) == [1.5, None]


@given(
    st.lists(
        st.one_of(st.none(), st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))), max_size=40
    )
)
@settings(deadline=None)
@pytest.mark.slow
def test_dates_come_back_as_days(values: list[dt.date | None]) -> None:
    expected = [None if value is None else (value - dt.date(1970, 1, 1)).days for value in values]
    column = date_column(values)
    assert back(column, len(values)) == expected
    assert column.meta["type"] == "date"


@given(st.lists(st.integers(-(2**53), 2**53), max_size=40), st.booleans())
@settings(deadline=None)
def test_signed_steps_come_back(values: list[int], delta: bool) -> None:
    assert back(zigzag_column(np.array(values, dtype=np.int64), delta=delta), len(values)) == values


@given(st.lists(st.one_of(st.none(), st.sampled_from(TRICKY), st.text(max_size=12)), max_size=60))
@settings(deadline=None)
@pytest.mark.slow
def test_any_text_comes_back(values: list[str | None]) -> None:
    whole = [
        value if value is None else value.encode("utf-8", "replace").decode() for value in values
    ]
    assert back(text_column(whole), len(whole)) == whole


@pytest.mark.parametrize("count", [3, 40])
def test_a_long_text_and_lone_surrogates_survive_both_encodings(count: int) -> None:
    values = [f"{at}{'历' * 5000}\ud83d" for at in range(count)] + [None, ""]
    column = text_column(values)
    assert column.meta["enc"] == ("dict" if count == 3 else "text")
    assert back(column, len(values)) == [
        value and value.replace("\ud83d", "\ufffd") for value in values
    ]


@pytest.mark.slow
@given(
    st.lists(st.one_of(st.none(), st.text("abc", max_size=2)), min_size=1, max_size=30), st.data()
)
@settings(deadline=None)
def test_words_taken_hold_no_word_of_the_others(
    values: list[str | None], data: st.DataObject
) -> None:
    index = np.array(
        data.draw(st.lists(st.integers(0, len(values) - 1), max_size=10)), dtype=np.int64
    )
    taken = Words.of(values).take(index)
    chosen = [values[at] for at in index]
    assert set(taken.values) == {value for value in chosen if value is not None}
    assert back(text_column(taken), len(index)) == chosen


def test_empty_tables_and_empty_blocks_are_read() -> None:
    got = travel(
        a=(0, int_column([])),
        b=(0, text_column([])),
        c=(0, date_column([])),
        d=(0, zigzag_column(np.array([], dtype=np.int64), delta=True)),
    )
    assert got == {"a": [], "b": [], "c": [], "d": []}
    assert read_block(BlockWriter().pack()) == ({"tables": {}}, {})


def test_the_same_columns_give_the_same_bytes() -> None:
    def pack() -> str:
        block = BlockWriter({"b": 1, "a": "历"})
        block.add("t", 3, {"x": int_column([1, None, 3]), "w": text_column(["b", "a", None])})
        return block.pack()

    assert pack() == pack()
    assert set(pack()) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


def test_columns_of_a_table_lie_one_after_the_other() -> None:
    block = BlockWriter()
    block.add("t", 2, {"x": int_column([1, 300]), "y": text_column(["a", "b"])})
    header, _ = read_block(block.pack())
    (x, y) = header["tables"]["t"]["columns"]
    assert (x["at"], y["at"]) == ([0, 4], [4, 2])


def test_equal_columns_share_their_bytes() -> None:
    names = [f"地块{at}号" for at in range(500)]
    once, twice = BlockWriter(), BlockWriter()
    once.add("features", 500, {"name": text_column(names)})
    twice.add("features", 500, {"name": text_column(names), "f_label": text_column(names)})
    assert twice.size == once.size
    found = read_block(twice.pack())[1]["features"]
    assert found["f_label"] == found["name"] == names


@given(
    st.text(max_size=4),
    st.lists(st.integers(0, 10**15 - 1) | st.none(), min_size=20, max_size=40, unique=True),
    st.text(max_size=4),
    st.integers(0, 15),
)
def test_texts_that_differ_in_a_number_come_back(
    before: str, numbers: list[int | None], after: str, digits: int
) -> None:
    texts = [None if one is None else f"{before}{one:0{digits}}{after}" for one in numbers]
    assert back(text_column(texts), len(texts)) == texts


def test_ids_that_differ_in_a_number_travel_as_numbers() -> None:
    for ids in ([f"JN{at:07d}" for at in range(500)], [f"地块{at}号" for at in range(500)]):
        column = text_column(ids)
        assert column.meta["enc"] == "numbered"
        assert len(column.data) == 2 * 500
    for mixed in (
        ["a007", "a8"],
        ["a1", "a"],
        ["a1", "b1"],
        ["a1", "a1b2"],
        ["a１", "a２"],
        ["a1", "a2", "17"],
    ):
        texts = [*mixed, *(f"a{at}" for at in range(10, 30))]
        column = text_column(texts)
        assert column.meta["enc"] == "text"
        assert back(column, len(texts)) == texts
