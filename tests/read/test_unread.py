"""K8: every sheet that is not read is named with its rows, and whether it has the same headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from jinan_geo.read import read_cells
from jinan_geo.read.unread import Unread, list_unread

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ["编号", "完成比例"]
READ = [HEAD, ["s-1", 44]]
ROWS: list[list[Any]] = [["s-2", 50], ["s-3", 60]]
CASES: dict[str, tuple[list[list[Any]], tuple[int, bool] | None]] = {
    "same headings": ([HEAD, *ROWS], (2, True)),
    "a title above": ([["市中区月报"], HEAD, *ROWS], (2, True)),
    "two titles above": ([["月报"], ["2025 年 3 月"], HEAD, *ROWS], (2, True)),
    "a total below": ([HEAD, *ROWS, ["合计", 110]], (2, True)),
    "a subtotal between": ([HEAD, ROWS[0], ["小计", 50], ROWS[1]], (2, True)),
    "another order of columns": ([HEAD[::-1], [50, "s-2"]], (1, True)),
    "more columns": ([[*HEAD, "备注"], ["s-2", 50, "旧"]], (1, True)),
    "blanks in headings": ([["编 号", "完成 比例"], *ROWS], (2, True)),
    "a line break in a heading": ([["编号", "完成\n比例"], *ROWS], (2, True)),
    "blank rows between": ([HEAD, ROWS[0], [None, None], ROWS[1]], (2, True)),
    "blank columns before": ([[None, *HEAD], [None, "s-2", 50]], (1, True)),
    "a number as id": ([HEAD, [7, 50]], (1, True)),
    "only a total": ([HEAD, ["合计", 0]], None),
    "headings and nothing": ([HEAD], None),
    "nothing": ([], None),
    "blanks": ([[" ", None], [None, "  "]], None),
    "a heading is missing": ([["编号"], ["s-2"]], (2, False)),
    "a heading differs": ([["编号", "进度"], *ROWS], (3, False)),
    "a remark": ([["请按时填报"]], (1, False)),
    "a list without headings": (ROWS, (2, False)),
    "many rows": ([HEAD, *([["s-2", 50]] * 300)], (300, True)),
}


def save(path: Path, *sheets: tuple[str, list[list[Any]]], hidden: str = "visible") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
        page.sheet_state = "visible" if title == sheets[0][0] else hidden
    book.save(path / "a.xlsx")
    return path / "a.xlsx"


@pytest.mark.parametrize("hidden", ["visible", "hidden", "veryHidden"])
@pytest.mark.parametrize("case", CASES)
def test_K8_a_sheet_is_named_with_its_rows(tmp_path: Path, case: str, hidden: str) -> None:
    rows, expected = CASES[case]
    path = save(tmp_path, ("历下区", READ), ("市中区", rows), hidden=hidden)
    found = [
        (one.sheet, one.rows, one.is_alike) for one in list_unread(path, "a", {"历下区"}, HEAD)
    ]
    assert found == ([] if expected is None else [("市中区", *expected)])
    alike = [note for note in read_cells(path, "a.xlsx").notes if note.type == "sheet-alike"]
    wanted = expected is not None and expected[1]
    assert [(note.sheet, note.details["count"]) for note in alike] == (
        [("市中区", expected[0])] if wanted and expected else []
    )


def test_K8_headings_in_two_rows_and_a_day_of_all_rows_are_alike_too(tmp_path: Path) -> None:
    two = [["项目", "投资", None], [None, "总投资", "累计完成"], ["a", 9, 4], ["合计", 9, 4]]
    path = save(tmp_path, ("历下区", two), ("市中区", [["市中区"], *two]))
    heads = ["项目", "投资/总投资", "投资/累计完成", ""]
    assert [*list_unread(path, "a", {"历下区"}, heads)] == [Unread("市中区", 1, is_alike=True)]


def test_K8_each_of_eight_sheets_is_named(tmp_path: Path) -> None:
    titles = [f"{at}区" for at in range(8)]
    path = save(tmp_path, *((title, [HEAD, [title, 1]]) for title in titles))
    notes = read_cells(path, "a.xlsx").notes
    assert [note.sheet for note in notes if note.type == "sheet-alike"] == titles[1:]
