"""K7, neighbours: numbers, percentages and dates as people write them, and what is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.field import draw, kinds, text

if TYPE_CHECKING:
    from pathlib import Path

# cells, the type of their column, and what is told of them
COLUMNS: dict[str, tuple[list[str], str, set[str]]] = {
    "full-width comma": (["1，234.5", "2", "3"], "number", set()),
    "decimal comma": (["1.234,5", "2.345,6", "10,5"], "number", set()),
    "full-width percent": (["85％", "9％", "100%"], "integer", set()),
    "nothing known": (
        ["1.5", "N/A", "#N/A", "—", "/", "无", "-", "3"],
        "number",
        {"placeholder-value"},
    ),
    "power of ten": (["1.5e3", "2", "3.25"], "number", set()),
    "about": (["1.5", "约100", "3.5", "4.5"], "number", {"odd-cell"}),
    "not begun": (["1", "2", "3", "4", "待开工"], "integer", {"odd-cell"}),
    "brackets for less": (["(1,234)", "5", "6", "7"], "integer", {"odd-cell"}),
    "亿 and 万": (["1.2亿元", "3000万元", "2亿"], "text", {"mixed-column"}),
    "currency": (["¥1,234.50", "¥99.00", "¥3.00"], "text", {"mixed-column"}),
    "blanks for thousands": (["12 000", "1 500", "800"], "text", {"mixed-column"}),
    "kilometres": (["12公里", "5公里", "8公里"], "text", {"mixed-column"}),
    "some with units": (["1200万元", "300万元", "500"], "text", {"mixed-column"}),
    "days in words": (["2025年3月1日", "2025-3-1", "2025/3/1"], "date", set()),
    "days with points": (["2025.3.1", "2025.12.31", "2026.01.02"], "date", set()),
    "midnight": (["2025-03-01 00:00:00", "2025-04-01 00:00:00"], "date", set()),
    "year's end": (["2025/3/1", "2025/4/1", "年底"], "date", {"odd-cell"}),
    "share among percents": (["85%", "0.9", "100%", "7%"], "integer", {"odd-cell"}),
    "signs": (["+5", "-3", "2"], "integer", set()),
    "codes": (["001", "002", "003"], "text", set()),
    "houses": (["1号楼", "2号楼", "3号楼"], "text", set()),
}


def column(folder: Path, cells: list[str], title: str) -> Path:
    rows = (f'r{at},"{cell}",117.0{at},36.6\n' for at, cell in enumerate(cells))
    return text(folder, f"id,{title},lon,lat\n" + "".join(rows))


@pytest.mark.parametrize("case", COLUMNS)
def test_k7_a_column(tmp_path: Path, case: str) -> None:
    cells, kind, told = COLUMNS[case]
    drawn = draw(column(tmp_path, cells, "v"))
    assert (drawn["fields"]["v"], kinds(drawn)) == (kind, told)


@pytest.mark.parametrize(("title", "kind"), [("竣工日期", "date"), ("数量", "integer")])
def test_k7_eight_digits_are_days_where_the_heading_says_so(
    tmp_path: Path, title: str, kind: str
) -> None:
    drawn = draw(column(tmp_path, ["20250301", "20251231", "20260102"], title))
    assert drawn["fields"][title] == kind


def test_k7_words_for_nothing_are_named_one_by_one_until_they_are_many(tmp_path: Path) -> None:
    few = draw(column(tmp_path, ["1.5", "N/A", "—", "2", "N/A"], "v"))["issues"]
    told = [(one["row"], one["value"]) for one in few if one["type"] == "placeholder-value"]
    assert told == [(3, "N/A"), (6, "N/A"), (4, "—")]
    many = draw(column(tmp_path, ["1.5", *["-"] * 7, "2"], "v"))["issues"]
    told = [(one["row"], one["value"]) for one in many if one["type"] == "placeholder-value"]
    assert told == [(None, "- × 7")]
