"""A table with notes scattered around it is found by its shape: full rows, columns of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.read import read_cells
from tests.tools.field import book, draw, kinds, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADS = ["编号", "名称", "类型", "经度", "纬度", "开工日期"]
SHOWN = ["编号", "名称", "类型", "开工日期"]  # the others are its places
ROWS = [
    [f"P-{at:02}", f"{at}号公园", "公园", 117 + at / 100, 36.6, f"2026-0{at}-01"]
    for at in range(1, 8)
]
ABOVE = {
    "few words each": [["随手记一点"], ["", "还有", "", "", "", "一些"]],
    "as wide as a heading": [["请", "各", "区", "", "核对", "本表"], ["或", "合并", "", "单元格"]],
    "directly above": [["请", "各", "区", "", "核对", "本表"]],
    "twice": [["请", "各", "区", "", "核对", "本表"], ["逾期", "不候", "请", "", "注意", "时间"]],
    "to the left": [["说明"], ["按", "街道", "报送", "送"], ["", ""]],
    "English": [["Lots", "of", "people", "", "write", "here"], ["or", "merge", "", "cells"]],
}
BELOW = {
    "scattered": [["以上", "", "", "", "", ""], ["", "都核对过"], ["", "", "", "待", "补充"],
                  ["", "", "", "", "", "完毕"]],
    "one cell among numbers": [["", "", "", "由各街道提供"]],
    "in the first column": [["数据仅供内部使用"], ["", "", "", "截图", "见附件"]],
}  # fmt: skip


def read(folder: Path, rows: Sequence[Sequence[Any]], *merged: str) -> tuple[Any, Any, set[str]]:
    drawn = draw(book(folder, {"t": rows}, *merged), key="编号")
    return drawn.get("fields", drawn), drawn.get("features"), kinds(drawn)


@pytest.mark.parametrize("case", ABOVE)
def test_notes_above_are_no_headings(tmp_path: Path, case: str) -> None:
    fields, count, found = read(tmp_path, [*ABOVE[case], HEADS, *ROWS])
    assert (list(fields), count) == (SHOWN, len(ROWS))
    assert found == {"title-rows"}


def test_a_merged_note_above_is_no_heading(tmp_path: Path) -> None:
    notes = [["请", "各", "区", "", "核对", "本表"], ["或", "合并单元格", "", "", "", "也行"]]
    fields, count, _ = read(tmp_path, [*notes, HEADS, *ROWS], "B2:E2")
    assert (list(fields), count) == (SHOWN, len(ROWS))


@pytest.mark.parametrize("case", BELOW)
def test_notes_below_are_no_rows(tmp_path: Path, case: str) -> None:
    fields, count, found = read(tmp_path, [HEADS, *ROWS, *BELOW[case]])
    assert (list(fields), count) == (SHOWN, len(ROWS))
    assert found == {"remark-row"}


def test_notes_beside_are_a_column_of_their_own(tmp_path: Path) -> None:
    rows = [[*row, "", "已核" if at == 2 else ""] for at, row in enumerate(ROWS)]
    fields, count, found = read(tmp_path, [["", "", "", "", "", "", "", "批注"], HEADS, *rows])
    assert (list(fields)[:4], count) == (SHOWN, len(ROWS))
    assert found == {"title-rows", "blank-heading"}


@pytest.mark.parametrize(
    "last",
    [
        ["P-08", "八号公园"],
        ["P-08"],
        ["P-08", "", "", "待定"],
        ["", "", "", 117.3, 36.6],
    ],
)
def test_a_short_row_that_may_be_a_project_is_kept(tmp_path: Path, last: list[Any]) -> None:
    drawn = draw(book(tmp_path, {"t": [HEADS, *ROWS, last]}))
    assert drawn["features"] == len(ROWS) + 1


def test_a_project_without_details_is_kept_above_notes(tmp_path: Path) -> None:
    rows = [*ROWS, ["P-08", "八号公园"], ["", "", "", "由各街道提供"]]
    _, count, found = read(tmp_path, [HEADS, *rows])
    assert (count, "remark-row" in found) == (len(ROWS) + 1, True)


@pytest.mark.parametrize("first", [["P-01", "公园", "x"], ["P-01", "甲", "备注1"]])
def test_a_row_of_data_under_a_blank_heading_is_no_heading(
    tmp_path: Path, first: list[str]
) -> None:
    heads = ["编号", "名称", ""]
    rows = [first, *([f"P-{at:02}", f"{at}号", f"备注{at}"] for at in range(2, 9))]
    drawn = draw(book(tmp_path, {"t": [heads, *rows]}))
    assert (drawn["features"], list(drawn["fields"])[:2]) == (8, ["编号", "名称"])


def test_what_is_not_known_in_the_first_row_makes_no_heading_of_it(tmp_path: Path) -> None:
    heads = ["编号", "名称", "", "经度", "纬度"]
    rows = [[f"P-{at}", f"{at}号", "甲", 117 + at / 100, 36.6] for at in range(2, 9)]
    drawn = draw(book(tmp_path, {"t": [heads, ["P-1", "一号", "乙", "待定", "待定"], *rows]}))
    assert (drawn["features"], drawn["unlocated"]) == (8, 1)


def test_names_of_parts_below_groups_stay_headings(tmp_path: Path) -> None:
    top = ["编号", "名称", "位置", "", "投资", ""]
    under = ["", "", "经度", "纬度", "总额", "完成"]
    rows = [[f"P-{at}", f"{at}号", 117 + at / 100, 36.6, 100 * at, 10 * at] for at in range(1, 8)]
    fields, count, _ = read(tmp_path, [top, under, *rows], "C1:D1", "E1:F1", "A1:A2", "B1:B2")
    assert (count, "投资/总额" in fields) == (7, True)


BARE = "江夏客运中心,114.3283,30.3648,e308\n水利委员会,114.3144,30.6178,881a\n"
MORE = "汉口银行,114.3094,30.6038,931c\n江夏客运中心,114.3283,30.3648,e308\n武汉,114.37,30.54,36f\n"


def test_a_first_row_that_goes_on_below_is_a_record(tmp_path: Path) -> None:
    """Half of its cells are words; its numbers have fractions, and so have all below them."""
    drawn = draw(text(tmp_path, BARE + MORE))
    assert (drawn["features"], drawn["on_map"]) == (5, 5)
    assert "no-headings" in kinds(drawn)
    assert "heading-again" not in kinds(drawn)


@pytest.mark.parametrize(
    "lines",
    [
        ["117.01 36.61", "117.02 36.62", "117.03 36.63"],
        ['"117.01,36.61"', '"117.02,36.62"'],
        ["POINT (117.01 36.61)", "POINT (117.02 36.62)"],
        ["大明湖;POINT (117.01 36.61)", "趵突泉;POINT (117.02 36.62)"],
        ["大明湖\t117°1′12″E 36°39′N", "趵突泉\t117°1′15″E 36°39′N"],
    ],
)
def test_a_first_row_with_a_place_is_a_record(tmp_path: Path, lines: list[str]) -> None:
    """It was taken for the headings, and its feature was lost unsaid."""
    drawn = draw(text(tmp_path, "\n".join(lines)))
    assert drawn["features"] == len(lines)
    assert "no-headings" in kinds(drawn)


@pytest.mark.parametrize("heads", ["名称,经度,纬度,uid\n", "名称,2024,2025,uid\n"])
def test_headings_that_are_numbers_or_words_stay_headings(tmp_path: Path, heads: str) -> None:
    table = read_cells(text(tmp_path, heads + BARE + MORE), "t.csv")
    assert "no-headings" not in {note.type for note in table.notes}
    assert len(table.lines) == 5
