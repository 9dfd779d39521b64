"""K13b: what web systems and Excel call .xls is read as the table it is; what is none is named."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.errors import InputError, RefusedError
from jinan_geo.manifest.delivered import CoordinateSpec
from jinan_geo.read import Reading, name_of, read_cells, read_source, read_table
from jinan_geo.read.excel import NAMESPACES
from jinan_geo.read.table import read_grid

if TYPE_CHECKING:
    from jinan_geo.read import Table

PLACES = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "1"}, '
    '"geometry": {"type": "Point", "coordinates": [117.02, 36.66]}}]}'
)

ROWS = [["编号", "名称", "完成率"], ["007", "一号口袋公园", "85"], ["P-02", "二号停车场", "20"]]


def page(rows: list[list[str]], head: str = "", mark: str = "td") -> str:
    lines = ["".join(f"<{mark}>{cell}</{mark}>" for cell in row) for row in rows]
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return f"<html><head>{head}</head><body><table border=1>{body}</table></body></html>"


def book(rows: list[list[str]], *, extra: str = "") -> str:
    cells = [
        "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row)
        for row in rows
    ]
    table = "".join(f"<Row>{line}</Row>" for line in cells)
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="一"><Table>{table}{extra}</Table></Worksheet></Workbook>'
    )


def read(path: Path, data: str | bytes, name: str = "导出.xls") -> Table:
    file = path / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_cells(file, name)


def rows_of(table: Table) -> list[list[str]]:
    return [list(table.cells), *table.cells.to_numpy().tolist()]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("make", [page, book])
def test_K13b_tables_in_markup_are_read_in_any_encoding(
    tmp_path: Path, make: object, encoding: str
) -> None:
    text = page(ROWS) if make is page else book(ROWS)
    assert rows_of(read(tmp_path, text.encode(encoding))) == ROWS


@pytest.mark.parametrize(
    "text",
    [
        page(ROWS, head='<meta charset="gb2312"><style>td{mso-number-format:"\\@"}</style>'),
        "<!DOCTYPE html>\n" + page(ROWS, mark="th"),
        "\n\n  " + page(ROWS).upper().replace("<TABLE", "<Table"),
        page(ROWS).replace("</td>", "").replace("</tr>", ""),
        page(ROWS)
        .replace("<tr>", "<tr class='x' style=\"a:b\">\n  ")
        .replace("<td>", "<td >&nbsp;"),
        page(ROWS).replace("<table border=1>", "<table><tr><td>x</td></tr></table><table>"),
        page([[f"<b><i>{cell}</i></b>" for cell in row] for row in ROWS]),
        page(ROWS).replace("<tr>", "<tbody><tr>").replace("</tr>", "</tr></tbody>"),
    ],
)
def test_K13b_pages_as_web_systems_write_them(tmp_path: Path, text: str) -> None:
    assert rows_of(read(tmp_path, text)) == ROWS


def test_K13b_cells_that_span_are_merged_and_links_are_text(tmp_path: Path) -> None:
    text = (
        "<table><tr><td colspan=3>项目表</td></tr><tr><th>编号</th><th>区</th><th>数</th></tr>"
        "<tr><td>1</td><td rowspan=2>历下</td><td>5</td></tr><tr><td>2</td><td>6</td></tr></table>"
    )
    (tmp_path / "a.xls").write_text(text)
    grid = read_grid(tmp_path / "a.xls", "a.xls")
    assert grid.rows == [
        ["项目表", "", ""],
        ["编号", "区", "数"],
        ["1", "历下", "5"],
        ["2", "", "6"],
    ]
    assert grid.merged == [((0, 0), (0, 2)), ((2, 1), (3, 1))]


def test_K13b_blank_rows_and_cells_of_an_xml_workbook_keep_their_places(tmp_path: Path) -> None:
    extra = (
        '<Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="String">三号</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2025-03-31T00:00:00.000</Data></Cell></Row>'
    )
    table = read(tmp_path, book(ROWS, extra=extra))
    assert rows_of(table)[3] == ["", "三号", "2025-03-31"]


def test_K13b_a_page_without_a_table_and_entities_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="an HTML page"):
        read_source(_write(tmp_path / "a.xls", b"<html><body>404</body></html>"), "a.xls")
    bomb = book(ROWS).replace("<Workbook", '<!DOCTYPE x [<!ENTITY e "x">]><Workbook', 1)
    with pytest.raises(RefusedError, match="refused"):
        read(tmp_path, bomb)
    with pytest.raises(InputError, match="XML workbook"):
        read(tmp_path, book(ROWS)[:-30])


def test_K13b_places_in_a_page_make_features(tmp_path: Path) -> None:
    rows = [["编号", "经度", "纬度"], ["1", "117.02", "36.66"]]
    path = _write(tmp_path / "a.xls", page(rows).encode("gb18030"))
    places = CoordinateSpec(x="经度", y="纬度")
    source = read_source(path, "a.xls", Reading(coordinates=places))
    assert source.frame.geometry[0].x == 117.02


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def workbook(rows: list[list[str]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_K13b_a_strict_open_xml_workbook_is_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as usual, zipfile.ZipFile(out, "w") as strict:
        for part in usual.namelist():
            data = usual.read(part)
            for name, known in NAMESPACES:
                data = data.replace(known, name)
            strict.writestr(part, data)
    assert b"purl.oclc.org" in zipfile.ZipFile(out).read("xl/workbook.xml")
    assert rows_of(read(tmp_path, out.getvalue(), "a.xlsx")) == ROWS


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x8b\x08\x00abc", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"%PDF-1.7",
        b"SQLite format 3\0rest",
        b"\x89PNG\r\n\x1a\n\0\0", b"\x00\x00\x27\x0a\0\0", b"id,name\n1,a\x00b\n",
        bytes(range(256)) * 4,
        b"fgb\x03fgb\0", b"\x7fELF\x02\x01\x01\0\0", b"\xff\xd8\xff\xe0\x00\x10JFIF",
    ],
)  # fmt: skip
def test_K13b_binary_bytes_are_never_read_as_a_table_of_text(tmp_path: Path, data: bytes) -> None:
    path = _write(tmp_path / "a.csv", data)
    for reader in (read_cells, read_grid, read_table):
        with pytest.raises(InputError, match=r"a\.csv: "):
            reader(path, "a.csv")


@pytest.mark.parametrize("name", ["a.xlsb", "a.xlsx", "a.ods", "a.xls"])
def test_K13b_a_workbook_of_nonsense_is_named(tmp_path: Path, name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00" * 9)
        archive.writestr("xl/_rels/workbook.bin.rels", "<Relationships/>")
        archive.writestr("xl/worksheets/sheet1.bin", b"\xff" * 40)
    with pytest.raises(InputError, match=r"not readable as a workbook"):
        read(tmp_path, out.getvalue(), name)


def test_K13b_a_panic_of_the_reader_is_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import python_calamine  # noqa: PLC0415 - only this test needs it

    class PanicException(BaseException):
        pass

    class Book:
        @staticmethod
        def from_path(_: str) -> None:
            said = "range end index 8 out of range"
            raise PanicException(said)

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Book)
    with pytest.raises(InputError, match=r"a.xlsx: not readable as a workbook \('range end"):
        read(tmp_path, workbook(ROWS), "a.xlsx")


@pytest.mark.skipif(os.name == "nt", reason="names of files are no bytes there")
@pytest.mark.parametrize("encoding", ["gbk", "cp932", "cp1252"])
@pytest.mark.first_quick(2)
def test_K13b_a_name_that_is_not_utf8_is_shown_as_meant_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    stem = {"gbk": "历下区停车场", "cp932": "新宿駅の計画", "cp1252": "Café Müller"}[encoding]
    monkeypatch.chdir(tmp_path)
    texts = {".geojson": PLACES, ".csv": "id,v\n1,a\n"}
    names = [os.fsdecode(f"{stem}{suffix}".encode(encoding)) for suffix in texts]
    for file, text in zip(names, texts.values(), strict=True):
        Path(file).write_text(text, encoding="utf-8")
    if encoding != "cp1252" or not names[0].isprintable():
        assert name_of(Path(names[0])) == f"{stem}.geojson"
    for line in (
        ["doctor", names[0], "--json"],
        ["check", names[0]],
        ["check", names[0], "--json"],
        ["map", *names, "--key", "id", "--out", "a.html"],
    ):
        result = CliRunner().invoke(main, line)
        assert result.exception is None or isinstance(result.exception, SystemExit), line
        assert result.exit_code == 0, result.output
    assert stem in Path("a.html").read_text(encoding="utf-8")


def test_a_prefix_that_nothing_declares_is_named_in_a_gpx(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    path.write_text('<gpx version="1.1">\n<wpt lat="36" lon="117"/><gx:a/></gpx>', encoding="utf-8")
    with pytest.raises(InputError, match=r"not whole XML at line 2 \(unbound prefix"):
        read_source(path, path.name)


def test_an_encoding_that_nobody_knows_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.gml"
    root = '<a xmlns:gml="http://www.opengis.net/gml"/>'
    path.write_text(f'<?xml version="1.0" encoding="ttf-8"?>\n{root}', encoding="utf-8")
    with pytest.raises(InputError, match="ttf-8"):
        read_source(path, path.name)
