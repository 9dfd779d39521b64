"""What a column of texts holds: one odd cell never turns it to text unsaid (K7)."""

from __future__ import annotations

import pandas as pd
import pytest

from jinan_geo.intake.typed import TypedTable, type_columns


def typed(*texts: str, title: str = "投资") -> TypedTable:
    return type_columns(pd.DataFrame({title: list(texts)}, dtype=object), range(2, 99), "t.csv")


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (("1", "2.5", "3"), [1, 2.5, 3]),
        (("1,234.5", "1,000", "5"), [1234.5, 1000, 5]),
        (("85%", "90 %", "100％"), [85, 90, 100]),
        (("１２", "３", "4"), [12, 3, 4]),
        (("-3", "+4", "0"), [-3, 4, 0]),
    ],
)
def test_k7_numbers_in_every_usual_writing(texts: tuple[str, ...], values: list[float]) -> None:
    found = typed(*texts)
    assert found.cells["投资"].tolist() == values
    assert found.notes == []


@pytest.mark.parametrize("odd", ["N/A", "-", "暂无", "/", "", "—", "待定", "null"])
def test_k7_what_is_not_known_is_missing_and_the_column_stays_a_number(odd: str) -> None:
    found = typed("1", odd, "3")
    assert found.cells["投资"].dropna().tolist() == [1, 3]
    assert found.cells["投资"].dtype.kind == "f"
    told = [("placeholder-value", 3, odd)] if odd else []
    assert [(note.type, note.row, note.value) for note in found.notes] == told


@pytest.mark.parametrize("odd", ["约1000", "1.2亿元", "见附件", "12个"])
def test_k7_an_odd_cell_is_named(odd: str) -> None:
    found = typed("1", "2", odd, "3")
    assert found.cells["投资"].dropna().tolist() == [1, 2, 3]
    assert [(note.type, note.row, note.value) for note in found.notes] == [("odd-cell", 4, odd)]


def test_k7_why_a_column_stays_text_is_said() -> None:
    found = typed("1", "甲", "乙", "2", "丙")
    assert found.cells["投资"].tolist() == ["1", "甲", "乙", "2", "丙"]
    assert [note.type for note in found.notes] == ["mixed-column"]


@pytest.mark.parametrize("text", ["2025/3/1", "2025-03-01", "2025年3月1日", "2025.3.1"])
def test_k7_dates_are_dates(text: str) -> None:
    found = typed(text, "2025/12/31", "待定", title="计划竣工")
    assert found.cells["计划竣工"].iloc[0] == pd.Timestamp("2025-03-01")
    assert found.cells["计划竣工"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(
    "texts", [("007", "012"), ("370102197001011234", "370102197001011235"), ("甲", "乙")]
)
def test_k7_codes_and_words_stay_text(texts: tuple[str, ...]) -> None:
    found = typed(*texts)
    assert found.cells["投资"].tolist() == list(texts)
    assert found.notes == []


def test_k7_a_column_that_is_a_key_is_left_as_it_is() -> None:
    found = type_columns(pd.DataFrame({"id": ["1", "N/A"]}), [2, 3], "t.csv", keep=["id"])
    assert found.cells["id"].tolist() == ["1", "N/A"]


@pytest.mark.parametrize(
    ("title", "texts", "told"),
    [
        ("开工日期", ("45930", "45931", "45940"), ("serial-date", "45930")),
        ("开工日期", (), None),
        ("开工时间", ("2025年3月", "2025年12月", "2026年1月"), ("date-form", "2025年3月")),
        ("Start date", ("soon", "2025年二季度", "later"), None),
        ("计划竣工", ("2026年底", "2027年上半年", "2026年"), ("date-form", "2026年底")),
        ("投资", ("45930", "45931", "45940"), None),
        ("开工日期", ("45930", "12", "45940"), None),
        ("竣工年份", ("2025", "2026", "2026"), None),
        ("开工率", ("45930", "45931", "45940"), None),
        ("开工日期", ("2025-03-01", "2025/4/1", "20250501"), None),
    ],
)
def test_k7_what_stands_below_a_heading_of_days_is_told(
    title: str, texts: tuple[str, ...], told: tuple[str, str] | None
) -> None:
    """Days as Excel counts them, and months, were numbers and texts without a word."""
    kinds = {"serial-date", "date-form"}
    notes = [(note.type, note.value) for note in typed(*texts, title=title).notes]
    assert [one for one in notes if one[0] in kinds] == ([] if told is None else [told])
