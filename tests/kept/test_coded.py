"""Columns of texts as codes: the same cells again, known while nobody changes them."""

from __future__ import annotations

import gc
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinan_geo.kept import coded
from jinan_geo.kept.coded import (
    Coded,
    as_numbers,
    blank_texts,
    code_of,
    from_codes,
    known_codes,
    take_rows,
)

TEXTS = st.lists(st.none() | st.text(max_size=3) | st.sampled_from(["甲", "乙", "True", "1"]))


def as_column(cells: list[str | None]) -> pd.Series[Any]:
    """Give texts as a column is read."""
    found = code_of(np.array(cells, dtype=object))
    assert found is not None
    return pd.Series(from_codes(found), dtype=object, copy=False)


@given(cells=TEXTS)
def test_a_column_is_its_codes_and_texts(cells: list[str | None]) -> None:
    found = code_of(pd.Series(cells, dtype=object))
    assert found is not None
    assert list(found.texts) == list(dict.fromkeys(cell for cell in cells if cell is not None))
    assert from_codes(found).tolist() == cells


@pytest.mark.parametrize("odd", [1, True, 1.5, float("nan"), np.nan, pd.NaT, b"x", ["x"]])
def test_what_is_neither_a_text_nor_none_has_no_codes(odd: object) -> None:
    cells = np.empty(3, dtype=object)
    cells[:] = ["x", None, odd]
    assert code_of(cells) is None


def test_codes_are_known_by_a_frame_and_forgotten_with_the_cells() -> None:
    gc.collect()  # what others left waiting
    before = len(coded._KNOWN)  # noqa: SLF001 - that nothing is kept for ever
    frame = pd.DataFrame({"one": as_column(["x", None, "x"])}, copy=False)
    known = code_of(frame["one"])
    assert known is not None
    assert code_of(frame.assign(other=1)["one"]) is known
    part = code_of(frame["one"].iloc[1:])
    assert part is not None
    assert part.codes.tolist() == [-1, 0]
    del frame
    gc.collect()
    assert len(coded._KNOWN) == before  # noqa: SLF001 - as above


def test_a_changed_column_has_codes_of_its_own() -> None:
    column = as_column(["x", "y"])
    frame = pd.DataFrame({"one": column, "other": column}, copy=False)
    frame.loc[0, "one"] = "z"
    told = [code_of(frame[name]) for name in ("one", "other")]
    assert [[*one.texts] for one in told if one is not None] == [["z", "y"], ["x", "y"]]


def test_blank_texts_cannot_be_written_to() -> None:
    blank = blank_texts(2)
    with pytest.raises(ValueError, match="read-only"):
        blank[0] = "x"
    assert blank.tolist() == [None, None]


def test_rows_that_are_taken_keep_their_codes_and_are_missing_where_none_is_meant() -> None:
    amounts = np.array([Decimal("1.0"), Decimal("1.00"), Decimal(2)], dtype=object)
    own = Coded(np.array([2, 0, 1, 0]), amounts)
    frame = pd.DataFrame(
        {
            "text": as_column(["x", None, "y", "x"]),
            "amount": pd.Series(from_codes(own, says_texts=False), dtype=object, copy=False),
            "other": pd.Series([1, "x", None, 2.5], dtype=object),
            "number": [0.5, 1.5, 2.5, 3.5],
        },
        copy=False,
    )
    assert code_of(frame["amount"]) is None, "they are no texts"
    taken = take_rows(frame, np.array([2, -1, 0, 1]))
    text, amount = known_codes(taken["text"]), known_codes(taken["amount"])
    assert text is not None
    assert amount is not None
    assert (text.codes.tolist(), text.texts.tolist()) == ([0, -1, 1, -1], ["y", "x"])
    assert [*map(str, taken["amount"])] == ["1.00", "None", "2", "1.0"]
    assert as_numbers(taken["amount"])[[0, 2, 3]].tolist() == [1.0, 2.0, 1.0]
    assert taken["other"].isna().tolist() == [True, True, False, False]
    assert np.isnan(taken["number"][1])
    assert known_codes(taken["other"]) is None
