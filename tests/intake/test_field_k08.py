"""K8, neighbours: which sheet of a workbook is read, and what is told of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from jinan_geo.manifest.delivered import TableSpec
from jinan_geo.read import Reading
from tests.tools.field import HEADS, book, draw, kinds, spots

if TYPE_CHECKING:
    from pathlib import Path

TABLE = [HEADS, *spots(1, 4)]
OTHER = [HEADS, *spots(4, 6)]
NOTES = [["填表说明"], ["一、按月填报"], ["二、单位万元"], ["三、不得改表头"]]
CODES = [["代码", "含义"], [1, "在建"]]
BLANKS = [["编 号", *HEADS[1:]], *spots(4, 6)]
TITLED = [["历下区"], *TABLE]
Sheets = dict[str, list[list[Any]]]
# sheets, how many features are on the map, what is told, what is set aside
BOOKS: dict[str, tuple[Sheets, int, str, int]] = {
    "a cover first": ({"封面": [["台账"], ["某局"]], "明细": TABLE}, 3, "sheet-chosen", 0),
    "an empty sheet first": ({"Sheet1": [], "数据": TABLE}, 3, "sheet-chosen", 0),
    "notes first": ({"说明": NOTES, "项目": TABLE}, 3, "sheet-chosen", 0),
    "a list of codes beside": ({"a": TABLE, "字典": CODES}, 3, "sheet-chosen", 0),
    "alike": ({"历下": TABLE, "市中": OTHER}, 3, "sheet-alike", 1),
    "alike but blanks": ({"a": TABLE, "b": BLANKS}, 3, "sheet-alike", 1),
    "alike under titles": ({"a": TITLED, "b": [["市中区"], *OTHER]}, 3, "sheet-alike", 1),
    "alike and empty": ({"a": TABLE, "b": [HEADS]}, 3, "sheet-chosen", 0),
}  # fmt: skip


@pytest.mark.parametrize("case", BOOKS)
def test_k8_the_sheet_that_is_read(tmp_path: Path, case: str) -> None:
    sheets, count, told, aside = BOOKS[case]
    drawn = draw(book(tmp_path, sheets))
    assert (drawn["on_map"], drawn["set_aside"]) == (count, aside)
    assert told in kinds(drawn)


def test_k8_a_hidden_sheet_is_not_taken(tmp_path: Path) -> None:
    path = book(tmp_path, {"a": TABLE, "b": OTHER})
    made = openpyxl.load_workbook(path)
    made["a"].sheet_state = "hidden"
    made.save(path)
    assert draw(path)["on_map"] == 2


@pytest.mark.parametrize(("sheet", "count"), [("a", 3), ("b", 2)])
def test_k8_the_sheet_that_is_asked_for(tmp_path: Path, sheet: str, count: int) -> None:
    path = book(tmp_path, {"a": TABLE, "b": OTHER})
    drawn = draw(path, features=Reading(table=TableSpec(sheet=sheet)))
    assert (drawn["on_map"], drawn["set_aside"]) == (count, 0)


def test_k8_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = book(tmp_path, {"a": TABLE, "b": OTHER})
    assert "'a', 'b'" in draw(path, features=Reading(table=TableSpec(sheet="c")))["error"]
