"""Workbooks as people make them.

Every character arrives, and every row is used, a total, or set aside.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from jinan_geo.errors import InputError, RefusedError, ResourceLimitError
from jinan_geo.manifest.delivered import CoordinateSpec, TableSpec
from jinan_geo.read import Reading, read_cells, read_layer, read_source
from jinan_geo.read.excel import ExcelSheet
from jinan_geo.read.layout import find_layout
from tests.tools.tiny_city import FILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.manifest.workspace import Workspace

SITES_LAYER = "layers/sites/layer.toml"
ROWS: list[list[Any]] = [
    ["济南市城市更新项目进度表（２０２５年）"],
    ["项目编号", "项目名称", "投资（万元）", None, "完工日期"],
    [None, None, "计划", "完成", None],
    ["s-1", "明府城停车楼", 1000, 300.5, dt.date(2025, 12, 31)],
    ["007", "洪家楼片区“龘”", 2000, None, "待定"],
    [None, None, None, None, None],
    ["s-3", "泺口浮桥遗址公园", 12345678901, 0, None],
    ["合 计", None, 12345681901, 300.5, None],
    ["注：本表由各区县填报"],
]
MERGED = ["A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3"]
HEADING = ["项目编号", "项目名称", "投资（万元）/计划", "投资（万元）/完成", "完工日期"]
EXPECTED = [
    ["s-1", "明府城停车楼", "1000", "300.5", "2025-12-31"],
    ["007", "洪家楼片区“龘”", "2000", "", "待定"],
    ["s-3", "泺口浮桥遗址公园", "12345678901", "0", ""],
]


def make_book(
    path: Path, rows: list[list[Any]] = ROWS, merged: list[str] | None = None, sheet: str = "进度"
) -> Path:
    book = openpyxl.Workbook()
    active = book.active
    active.title = sheet
    for row in rows:
        active.append(row)
    for area in MERGED if merged is None else merged:
        active.merge_cells(area)
    book.save(path)
    return path


def edit(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_a_sheet_with_title_two_headings_merged_cells_and_a_total_arrives_whole(
    tmp_path: Path,
) -> None:
    table = read_cells(make_book(tmp_path / "a.xlsx"), "a.xlsx")
    assert list(table.cells) == HEADING
    assert table.cells.to_numpy().tolist() == EXPECTED
    assert (table.lines, table.totals, table.aside) == ([4, 5, 7], [8], [9])
    assert [note.type for note in table.notes] == ["title-rows", "total-row", "remark-row"]
    below = [row for row in ROWS[3:] if any(cell is not None for cell in row)]
    assert len(below) == len(table.lines) + len(table.totals) + len(table.aside)
    assert sum(map(float, table.cells[HEADING[2]])) == ROWS[7][2]


def test_a_workbook_is_told_by_its_bytes(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx").rename(tmp_path / "a.csv")
    frame = read_cells(path, "a.csv").cells
    assert frame["项目编号"].tolist() == ["s-1", "007", "s-3"]
    assert frame[HEADING[2]].tolist() == ["1000", "2000", "12345678901"]


def test_S1_an_encrypted_workbook_says_what_to_do(tmp_path: Path) -> None:
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(
        InputError,
        match=r"a.xlsx: the workbook is password protected: save|save a copy without password",
    ):
        read_cells(tmp_path / "a.xlsx", "a.xlsx")


def test_S2_a_csv_named_as_a_workbook_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes("编号\t名\r\n1\t历下\r\n".encode("gb18030"))
    assert read_cells(tmp_path / "a.xls", "a.xls").cells.to_numpy().tolist() == [["1", "历下"]]


def test_S3_a_cell_in_the_last_corner_is_refused_in_time_and_formats_are_not(
    tmp_path: Path,
) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    path = edit(
        make_book(tmp_path / "a.xlsx"),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", far),
    )
    with pytest.raises(
        ResourceLimitError, match=r"a.xlsx 进度: cells reach row 1048576 and column 16384"
    ):
        read_cells(path, "a.xlsx")
    path = edit(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b' t="n"><v>1</v></c></row></s', b' s="0"/></row></s'),
    )
    assert read_cells(path, "a.xlsx").cells.to_numpy().tolist() == EXPECTED


def test_S4_error_cells_and_formulas_without_a_value_are_named_and_not_zero(tmp_path: Path) -> None:
    path = make_book(
        tmp_path / "a.xlsx", [["id", "n", "m"], ["a", 1, 2], ["b", "=1/0", "=A1"]], [], "表 1"
    )

    def break_cell(xml: bytes) -> bytes:
        return re.sub(
            rb'<c r="B3"[^>]*>.*?</c>', b'<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c>', xml
        )

    table = read_cells(edit(path, "xl/worksheets/sheet1.xml", break_cell), "a.xlsx")
    assert table.cells.to_numpy().tolist() == [["a", "1", "2"], ["b", "", ""]]
    assert [(note.type, note.field, note.value) for note in table.notes] == [
        ("error-cell", "表 1!B3", "#DIV/0!"),
        ("error-cell", "表 1!C3", "="),
    ]


def test_S6_the_sheet_and_rows_can_be_named_and_hidden_sheets_are_not_taken(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "隐藏"
    book.active.sheet_state = "hidden"
    for title in ("甲", "乙"):
        for row in [["说明", "x"], ["id", "n"], [title, 1], ["其中", 2]]:
            if title not in book.sheetnames:
                book.create_sheet(title)
            book[title].append(row)
    book.save(tmp_path / "a.xlsx")
    table = read_cells(tmp_path / "a.xlsx", "a.xlsx")
    assert list(table.cells) == ["说明", "x"]
    chosen, alike = table.notes
    assert (chosen.type, chosen.value, chosen.details["others"]) == ("sheet-chosen", "甲", "乙")
    assert (alike.type, alike.sheet, alike.details["count"]) == ("sheet-alike", "乙", 3)
    spec = TableSpec(sheet="乙", skip_rows=1, header_rows=1, total_rows=["其中"])
    table = read_cells(tmp_path / "a.xlsx", "a.xlsx", Reading(table=spec))
    assert (table.cells.to_numpy().tolist(), table.lines, table.totals) == ([["乙", "1"]], [3], [4])
    with pytest.raises(InputError, match="no sheet '丙'; it has: '隐藏', '甲', '乙'"):
        read_cells(tmp_path / "a.xlsx", "a.xlsx", Reading(table=TableSpec(sheet="丙")))


def test_merged_cells_among_the_rows_are_named_and_not_filled(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", [["区", "n"], ["历下", 1], [None, 2]], ["A2:A3"])
    table = read_cells(path, "a.xlsx")
    assert table.cells["区"].tolist() == ["历下", ""]
    assert [(note.type, note.row, note.field, note.value) for note in table.notes] == [
        ("merged-cells", 2, "进度!A2:A3", "历下")
    ]


def test_a_sheet_without_headings_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a.xlsx 进度 row 1: no headings .*--skip-rows"):
        read_cells(make_book(tmp_path / "a.xlsx", [], []), "a.xlsx")


def test_S8_a_damaged_workbook_is_named(tmp_path: Path) -> None:
    data = make_book(tmp_path / "a.xlsx").read_bytes()
    for size in (200, len(data) // 2, len(data) - 30):
        (tmp_path / "cut.xlsx").write_bytes(data[:size])
        with pytest.raises(InputError, match=r"cut.xlsx: not readable as a workbook"):
            read_cells(tmp_path / "cut.xlsx", "cut.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "sheet1" not in name}
    with zipfile.ZipFile(tmp_path / "part.xlsx", "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(InputError, match=r"part.xlsx: not readable as a workbook"):
        read_cells(tmp_path / "part.xlsx", "part.xlsx")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_S9_entities_in_a_workbook_are_refused(tmp_path: Path, part: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    path = edit(
        make_book(tmp_path / "a.xlsx"),
        part,
        lambda xml: re.sub(rb"<(workbook|worksheet)", bomb + rb"<\1", xml, count=1),
    )
    with pytest.raises(
        (InputError, RefusedError),
        match=r"a.xlsx: (refused: .* declares entities|not readable as a workbook)",
    ):
        read_cells(path, "a.xlsx")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_S10_quotes_and_line_ends_within_cells_are_exact(tmp_path: Path, delimiter: str) -> None:
    text = 'id,x\r\n1,"a ""b"",;\nc"\r\n2, d \r\n'.replace(",", delimiter, 1).replace(
        '1,"', f'1{delimiter}"'
    )
    (tmp_path / "a.csv").write_text(
        text.replace("2,", f"2{delimiter}"), encoding="utf-8", newline=""
    )
    table = read_cells(tmp_path / "a.csv", "a.csv")
    assert table.cells["x"].tolist() == ['a "b",;\nc', " d "]


@pytest.mark.parametrize("kind", ["xlsx", "csv", "wkt"])
def test_features_may_stand_in_a_table(open_city: Callable[..., Workspace], kind: str) -> None:
    file = "s.csv" if kind == "wkt" else f"s.{kind}"
    columns = 'wkt = "位置"' if kind == "wkt" else 'x = "经度"\ny = "纬度"'
    keys = f'features = "{file}"\ncrs = "EPSG:4326"'
    layer = FILES[SITES_LAYER].replace("order = 10", keys) + f"\n[coordinates]\n{columns}\n"
    workspace = open_city({SITES_LAYER: layer})
    path = workspace.layer("sites").path / file
    head = ["id", "name_zh", "经度", "纬度"]
    rows = [
        ["a", "甲", 117.05, 36.65],
        ["b", "乙", None, None],
        ["c", "丙", "东经", 36],
        ["合计", None, None, None],
    ]
    if kind == "xlsx":
        make_book(path, [head, *rows], [])
    elif kind == "csv":
        text = "\n".join(
            ",".join("" if cell is None else str(cell) for cell in row) for row in [head, *rows[:3]]
        )
        path.write_bytes(text.encode("gb18030"))
    else:
        path.write_text(
            "id,name_zh,位置\na,甲,POINT (117.05 36.65)\nb,乙,\nc,丙,POINT (东)\n", encoding="utf-8"
        )
    frame, issues, count = read_layer(workspace.layer("sites"))
    assert list(frame["id"]) == ["a", "b"]
    assert frame.geometry.tolist() == [Point(117.05, 36.65), None]
    assert count == 3
    assert [issue.type for issue in issues if issue.severity == "error"] == ["unusable-geometry"]


def test_a_table_without_declared_coordinates_says_how_to_declare_them(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,lon,lat\na,117,36\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,name\na,b\n", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"columns: id, name. Name them with --x and --y, or --wkt"
    ):
        read_source(tmp_path / "b.csv", "b.csv")
    with pytest.raises(InputError, match=r"a.csv: no column 'X'; it has: id, lon, lat"):
        read_source(
            tmp_path / "a.csv", "a.csv", Reading(coordinates=CoordinateSpec(x="X", y="lat"))
        )


@pytest.mark.slow
def test_a_ledger_may_be_a_workbook(
    make_city: Callable[..., Any], open_city: Callable[..., Workspace]
) -> None:
    layer = FILES[SITES_LAYER].replace("order = 10", 'progress = "progress.xlsx"')
    workspace = open_city({SITES_LAYER: layer})
    text = [line.split(",") for line in str(FILES["layers/sites/progress.csv"]).split()]
    rows: list[list[Any]] = [["进度表"], *text, ["合计"]]
    make_book(workspace.layer("sites").path / "progress.xlsx", rows, ["A1:I1"])
    city = make_city({SITES_LAYER: layer})
    sites = next(layer for layer in city.layers if layer.id == "sites")
    assert len(sites.records) == len(text) - 1
    assert "total-row" in [issue.type for issue in city.issues if issue.layer == "sites"]


cells = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=6)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=12))
def test_no_row_is_lost_and_none_is_made_up(rows: list[list[str]]) -> None:
    sheet = ExcelSheet("s", [["a", "b", "c"], *rows], [])
    found = find_layout(sheet, "x", TableSpec())
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(filled) == len(found.rows) + len(found.totals) + len(found.aside)
    assert all(
        sheet.rows[line - 1] == row for line, row in zip(found.lines, found.rows, strict=True)
    )
