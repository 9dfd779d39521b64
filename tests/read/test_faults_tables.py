"""Faults of spreadsheets and of keys in them.

Workbooks really made so, read through the command line.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from jinan_geo.read import layout, read_cells, table
from tests.tools.old_workbook import write_xls
from tests.tools.tiny_city import FILES
from tests.tools.verbs import Ran, check_city, listening, run, run_apart, write_files

if TYPE_CHECKING:
    from pathlib import Path

SITES = "layers/sites/features.geojson"
MANIFEST = "layers/sites/layer.toml"
BOOK = "layers/sites/progress.xlsx"
OLD_BOOK = "layers/sites/progress.xls"
LAYER = FILES[MANIFEST].replace("order = 10", 'order = 10\nprogress = "progress.xlsx"')
HEAD = ["id", "as_of", "stage", "done_pct"]
RECORDS = [
    ["s-1", dt.date(2025, 1, 31), "construction", 8],
    ["s-2", dt.date(2025, 1, 31), "planning", 0],
    ["s-5", dt.date(2025, 2, 28), "completed", 100],
]


def save_book(path: Path, rows: list[list[Any]], *, is_1904: bool = False, **formats: str) -> Path:
    """Save a workbook; ``formats`` gives cells by name a number format, as A1 = "0.00E+00"."""
    book = openpyxl.Workbook()
    book.active.title = "进度"
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    for row in rows:
        book.active.append(row)
    for cell, shown in formats.items():
        book.active[cell].number_format = shown
    book.save(path)
    return path


def days_of(path: Path) -> list[str]:
    return list(read_cells(path, path.name).cells["as_of"])


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
@pytest.mark.first_quick(2)
def test_s5_days_of_a_workbook_that_counts_from_1904_are_the_same(
    tmp_path: Path, kind: str
) -> None:
    days = []
    for is_1904 in (False, True):
        path = tmp_path / f"{is_1904}.{kind}"
        if kind == "xls":
            write_xls(path, [HEAD, *RECORDS], is_1904=is_1904)
        else:
            save_book(path, [HEAD, *RECORDS], is_1904=is_1904)
        days.append(days_of(path))
        root = tmp_path / f"city-{is_1904}"
        files = {
            MANIFEST: LAYER.replace("progress.xlsx", f"progress.{kind}"),
            f"layers/sites/progress.{kind}": path.read_bytes(),
        }
        checked = check_city(root, files)
        assert checked.code == 0
        account = checked.accounts["sites"]
        assert (account["rows"], account["matched"], account["excluded"]) == (3, 3, 0)
    assert days == [["2025-01-31", "2025-01-31", "2025-02-28"]] * 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("serial", "shown"), [(60, "1900-02-28"), (59, "1900-02-28"), (1, "1900-01-01")]
)
def test_s5_the_day_that_never_was_is_told_by_its_cell_and_its_row_set_aside(
    tmp_path: Path, serial: int, shown: str
) -> None:
    def write(path: Path) -> None:
        save_book(path, [HEAD, *RECORDS, ["s-4", serial, "planning", 0]], B5="yyyy-mm-dd")

    checked = check_city(tmp_path, {MANIFEST: LAYER, BOOK: write})
    assert checked.code == 1
    issue = checked.one("doubtful-date")
    assert (issue["field"], issue["value"], issue["severity"]) == ("进度!B5", shown, "warning")
    assert "29 February that never was" in issue["message_en"]
    bad = checked.one("bad-record")
    assert (bad["row"], bad["feature"], bad["field"]) == ("5", "s-4", "as_of")
    account = checked.accounts["sites"]
    assert (account["rows"], account["matched"], account["excluded"]) == (4, 3, 1)


def test_s5_a_day_written_as_text_is_read_where_it_is_plain_and_set_aside_where_not(
    tmp_path: Path,
) -> None:
    def write(path: Path) -> None:
        rows = [
            ["s-1", "2025-02-28", "construction", 9],
            ["s-2", "2025/2/28", "planning", 0],
            ["s-3", "28/02/25", "", 0],
        ]
        save_book(path, [HEAD, *RECORDS, *rows])

    checked = check_city(tmp_path, {MANIFEST: LAYER, BOOK: write})
    assert checked.code == 1
    assert [
        (issue["row"], issue["field"], issue["value"]) for issue in checked.of("bad-record")
    ] == [
        ("7", "as_of", "28/02/25"),
    ]
    account = checked.accounts["sites"]
    assert (account["rows"], account["matched"], account["excluded"]) == (6, 5, 1)


@pytest.mark.parametrize("limit", [20, 65_536])
@pytest.mark.first_whole(1)
def test_s7_a_sheet_of_xls_that_is_full_was_probably_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    for module in (layout, table):  # as if a sheet held few rows, before it does as it truly does
        monkeypatch.setattr(module, "SHEET_ROWS", (limit, 1_048_576))
    rows = [["id", "n"], *([f"k-{at}", float(at)] for at in range(limit - 1))]
    found = read_cells(write_xls(tmp_path / "full.xls", rows), "full.xls")
    assert len(found.lines) == limit - 1
    assert [(note.type, note.file, note.value, note.severity) for note in found.notes] == [
        ("row-limit", "full.xls", limit, "warning")
    ]
    found = read_cells(write_xls(tmp_path / "less.xls", rows[:-1]), "less.xls")
    assert (len(found.lines), found.notes) == (limit - 2, [])


def test_s7_a_csv_that_excel_cut_off_or_would_cut_off_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert table.SHEET_ROWS == (65_536, 1_048_576)
    for module in (layout, table):  # as if a sheet held thirty rows
        monkeypatch.setattr(module, "SHEET_ROWS", (20, 30))
    for count, is_full in [(19, False), (20, True), (29, False), (30, True), (34, True)]:
        check_length(tmp_path, count, is_full=is_full)


@pytest.mark.deep
@pytest.mark.parametrize(
    ("count", "is_full"), [(1_048_576, True), (1_048_575, False), (1_048_580, True)]
)
def test_s7_at_its_true_length_too(tmp_path: Path, count: int, is_full: bool) -> None:
    check_length(tmp_path, count, is_full=is_full)


def check_length(tmp_path: Path, count: int, *, is_full: bool) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"id\r\n" + b"a\r\n" * (count - 1))
    found = read_cells(path, "long.csv")
    assert len(found.lines) == count - 1
    assert [(note.type, note.value) for note in found.notes] == [("row-limit", count)] * is_full


@pytest.mark.parametrize("file", ["progress.csv", "progress.xlsx"])
@pytest.mark.first_quick(2)
def test_s7_on_the_command_line_it_is_a_warning_and_no_row_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    for module in (layout, table):  # as if a sheet held four rows
        monkeypatch.setattr(module, "SHEET_ROWS", (4, 4))
    rows = [HEAD, *RECORDS]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    ledger: Any = text if file.endswith("csv") else lambda path: save_book(path, rows)
    checked = check_city(
        tmp_path, {MANIFEST: LAYER.replace("progress.xlsx", file), f"layers/sites/{file}": ledger}
    )
    assert checked.code == 0
    issue = checked.one("row-limit")
    assert (issue["file"], issue["severity"]) == (f"layers/sites/{file}", "warning")
    assert "some may have been cut off" in issue["message_en"]
    assert "compare the number of rows with the original" in issue["fix_en"]
    assert checked.accounts["sites"]["rows"] == checked.accounts["sites"]["matched"] == 3
    assert check_city(tmp_path, None, "--strict").code == 1


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def add_traps(path: Path, port: int, trap: Path) -> None:
    """Make a macro workbook of it.

    A macro, a linked workbook, a DDE link and formulas that call them.
    """
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    link = (
        '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{RELATIONS}">'
    )
    parts["xl/vbaProject.bin"] = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b'Sub Auto_Open(): Shell "touch ' + str(trap).encode()
    )
    parts["xl/externalLinks/externalLink1.xml"] = (
        f'{link}<externalBook r:id="rId1"/></externalLink>'.encode()
    )
    parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        "<Relationships "
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="rId1" '
        f'Type="{RELATIONS}/externalLinkPath" Target="http://127.0.0.1:{port}/book.xlsx" '
        'TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    parts["xl/externalLinks/externalLink2.xml"] = (
        f'{link}<ddeLink ddeService="cmd" ddeTopic="/c touch {trap}"><ddeItems><ddeItem name="A1" '
        'advise="1"/>'
        "</ddeItems></ddeLink></externalLink>"
    ).encode()
    book = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = book.replace(b"</workbook>", b"<externalReferences/></workbook>")
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for cell, formula, value in (
        ("D2", "[1]Sheet1!$A$1", 8),
        ("D3", f"cmd|'/c touch {trap}'!A1", 0),
    ):
        before, _, rest = sheet.partition(f'<c r="{cell}"')
        sheet = (
            f'{before}<c r="{cell}"><f>{formula}</f><v>{value}</v></c>{rest.partition("</c>")[2]}'
        )
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    kinds = parts["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main+xml", b"vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    parts["[Content_Types].xml"] = kinds
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.slow
def test_s11_macros_links_and_dde_are_neither_run_nor_followed(tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    manifest = LAYER.replace("progress.xlsx", "progress.xlsm")
    root = write_files(tmp_path / "city", {MANIFEST: manifest})
    path = save_book(root / "layers/sites/progress.xlsm", [HEAD, *RECORDS])
    with listening() as (port, calls):
        add_traps(path, port, trap)
        before = path.read_bytes()
        ran = run_apart("check", "--workspace", root, "--out", root / "out", "--lang", "en")
    assert ran.code == 0, ran.text
    checked = check_city(root)
    account = checked.accounts["sites"]
    assert (account["rows"], account["matched"]) == (3, 3)
    assert list(read_cells(path, path.name).cells["done_pct"]) == ["8", "0", "100"]
    assert calls == []
    assert not trap.exists()
    assert path.read_bytes() == before


def map_book(tmp_path: Path, rows: list[list[Any]], **formats: str) -> Ran:
    tmp_path.mkdir(exist_ok=True)
    path = save_book(tmp_path / "a.xlsx", rows, **formats)
    root = write_files(tmp_path / "city", {})
    return run(
        "map", root / SITES, path, "--key", "id", "--out", tmp_path / "a.html", "--lang", "en"
    )
