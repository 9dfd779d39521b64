"""Cells merged down several rows: each row has the key; no row is lost, no amount counted twice."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.manifest.delivered import TableSpec
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.read import Reading, read_cells
from tests.tools.field import HEADS, book, draw, kinds, places, text
from tests.tools.foreign_sheets import Foreign, rows
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run
from tests.workbook.test_foreign import brought

if TYPE_CHECKING:
    from pathlib import Path

PHASES = [
    ["编号", "名称", "期", "投资（万元）"],
    ["P-1", "甲", "一期", 10],
    [None, None, "二期", 20],
    [None, None, "三期", 30],
    ["P-2", "乙", "一期", 40],
]
SPOTS = [
    HEADS,
    ["P-1", "甲", 117.01, 36.61],
    [None, None, 117.02, 36.62],
    ["P-2", "乙", 117.03, 36.63],
]


def read(path: Path) -> Any:
    return read_cells(path, path.name, Reading(table=TableSpec(unmerge=True)))


def test_each_row_of_the_range_has_what_its_cell_says(tmp_path: Path) -> None:
    table = read(book(tmp_path, {"表": PHASES}, "A2:A4", "B2:B4"))
    assert list(table.cells["编号"]) == ["P-1", "P-1", "P-1", "P-2"]
    assert table.filled == {"编号": {3, 4}, "名称": {3, 4}}
    notes = [(note.type, note.field, note.value) for note in table.notes]
    assert sorted(notes) == [
        ("filled-cells", "表!A2:A4", "P-1"),
        ("filled-cells", "表!B2:B4", "甲"),
    ]


def test_an_amount_stays_in_its_first_row_and_is_warned_of(tmp_path: Path) -> None:
    rows = [
        ["编号", "总投资", "经度", "期"],
        [101, 50, 117.1, "一期"],
        [None, None, None, "二期"],
        [102, 60, 117.2, "一期"],
    ]
    table = read(book(tmp_path, {"表": rows}, "A2:A3", "B2:B3", "C2:C3"))
    assert list(table.cells["总投资"]) == ["50", "", "60"]
    assert list(table.cells["编号"]) == ["101", "101", "102"]
    assert list(table.cells["经度"]) == ["117.1", "117.1", "117.2"]
    assert [note.field for note in table.notes if note.type == "merged-cells"] == ["表!B2:B3"]


def test_blanks_that_nothing_merges_stay_blank(tmp_path: Path) -> None:
    table = read(book(tmp_path, {"表": [*PHASES, [None, "丙", "一期", 1]]}, "A2:A3"))
    assert list(table.cells["编号"]) == ["P-1", "P-1", "", "P-2", ""]
    plain = read_cells(tmp_path / "t.xlsx", "t.xlsx")
    assert list(plain.cells["编号"]) == ["P-1", "", "", "P-2", ""]


def test_rows_of_one_merged_key_are_drawn_at_its_place(tmp_path: Path) -> None:
    table = book(tmp_path, {"表": PHASES}, "A2:A4", "B2:B4")
    drawn = draw(places(tmp_path, ["P-1", "P-2", "P-3"], "编号"), table)
    assert (drawn["rows"], drawn["features"], drawn["on_map"]) == (4, 5, 5)
    assert kinds(drawn) == {"filled-cells"}
    # A key that is no feature's loses no row either.
    drawn = draw(places(tmp_path, ["P-2", "P-3"], "编号"), table, key="编号")
    assert (drawn["rows"], drawn["on_map"], drawn["unlocated"]) == (4, 2, 3)


def test_rows_of_one_merged_key_with_days_are_its_course(tmp_path: Path) -> None:
    rows = [
        ["编号", "填报日期", "完成"],
        ["P-1", "2025-01-31", 1],
        [None, "2025-02-28", 2],
        ["P-2", "2025-02-28", 3],
    ]
    drawn = draw(places(tmp_path, ["P-1", "P-2"], "编号"), book(tmp_path, {"表": rows}, "A2:A3"))
    assert (drawn["features"], "dated-rows" in kinds(drawn)) == (2, True)


def test_features_of_one_merged_key_are_parts_of_a_place(tmp_path: Path) -> None:
    features = book(tmp_path, {"表": SPOTS}, "A2:A3", "B2:B3")
    alone = draw(features)
    assert (alone["features"], alone["on_map"], alone["set_aside"]) == (3, 3, 0)
    assert "no-key-column" not in kinds(alone)
    joined = draw(features, text(tmp_path, "编号,进度\nP-1,5\nP-2,7\n"))
    assert (joined["rows"], joined["features"], joined["on_map"]) == (2, 2, 2)
    assert "parts-of-places" in kinds(joined)


def test_a_page_of_markup_spans_rows_too(tmp_path: Path) -> None:
    spanned = "<tr><td rowspan=2>P-1<td>一<td>1<tr><td>二<td>2"
    cells = f"<tr><td>编号<td>期<td>值{spanned}<tr><td>P-2<td>一<td>3"
    table = text(tmp_path, f"<html><table>{cells}</table></html>", "t.xls")
    assert list(read(table).cells["编号"]) == ["P-1", "P-1", "P-2"]


@pytest.mark.slow
def test_a_layer_keeps_each_row_under_an_id_of_its_own(tmp_path: Path) -> None:
    city = write_city(tmp_path / "city")
    file = book(tmp_path, {"表": SPOTS}, "A2:A3", "B2:B3")
    ran = run("layer", "add", file, "--id", "added", "--workspace", city, "--lang", "en")
    assert ran.code == 0, ran.text
    manifest = tomllib.loads((city / "layers/added/layer.toml").read_text(encoding="utf-8"))
    assert manifest["table"] == {"unmerge": True}
    layer = next(one for one in prepare_city(Workspace.open(city)).layers if one.id == "added")
    assert list(layer.features["id"]) == ["P-1", "P-1-2", "P-2"]
    assert list(layer.features["name_zh"]) == ["甲", "甲", "乙"]
    assert run("check", file, "--workspace", city).code == 0


def test_two_phases_in_a_ledger_are_both_named_and_neither_stands_for_the_project(
    tmp_path: Path,
) -> None:
    day = "2025-03-31"
    lines = [
        ("s-1", day, "在建", 45, 400.5, "一期"),
        (None, day, "在建", 50, 450, "二期"),
        ("s-2", day, "开工", 10, 50, None),
    ]
    foreign = Foreign("merged", rows(*lines, merge=["A2:A3"]))
    sheet = brought(write_city(tmp_path / "city"), foreign.write(tmp_path), foreign)
    assert [(issue.type, issue.cell) for issue in sheet.issues] == [
        ("repeated-value", "A2"),
        ("repeated-value", "A3"),
    ]
    assert [record["id"] for record in sheet.records] == ["s-2"]


@pytest.mark.slow
def test_two_days_below_one_merged_key_are_two_records(tmp_path: Path) -> None:
    lines = [
        ("s-1", "2025-02-28", "在建", 45, 400.5, None),
        (None, "2025-03-31", "在建", 50, 450, None),
    ]
    foreign = Foreign("merged", rows(*lines, merge=["A2:A3"]))
    sheet = brought(write_city(tmp_path / "city"), foreign.write(tmp_path), foreign)
    assert [(str(record["as_of"]), record["done_pct"]) for record in sheet.records] == [
        ("2025-02-28", 45),
        ("2025-03-31", 50),
    ]
