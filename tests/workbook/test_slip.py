"""The return sheet: marks at exactly the bad cells, what was taken, and back it imports clean."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from jinan_geo.workbook.folder.slip import copy_plainly, draw_slip
from jinan_geo.workbook.out.form import META_SHEET
from tests.tools.returned import Book, read_back, send_out
from tests.tools.tiny_city import write_city
from tests.workbook.test_folder import bring, call

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tools.office import Office

RIGHT: dict[tuple[str, str], object] = {("s-1", "remark"): "@已核", ("s-3", "done_pct"): 20}
WRONG: dict[tuple[str, str], object] = {("s-1", "done_pct"): 145, ("s-2", "est_finish"): "年底"}
CORRECTED: dict[tuple[str, str], object] = {("s-1", "done_pct"): 45, ("s-2", "est_finish"): None}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_city(tmp_path_factory.mktemp("slip") / "city")
    send_out(root, root / "370102.xlsx")
    return root


@pytest.fixture
def filled(base: Path, tmp_path: Path) -> Book:
    book = Book(base / "370102.xlsx")
    book.path = tmp_path / "历下.xlsx"
    book.cell("s-3", "remark").font = openpyxl.styles.Font(name="KaiTi", size=22)
    book.fill({**RIGHT, **WRONG})
    return book


def marked(data: bytes | Path, sheet: str = "更新项目") -> set[str]:
    """The cells with a comment of ours."""
    book: Any = openpyxl.load_workbook(io.BytesIO(data) if isinstance(data, bytes) else data)
    cells = [cell for row in book[sheet].iter_rows() for cell in row]
    return {cell.coordinate for cell in cells if cell.comment and "▲" in cell.comment.text}


def look_of(cell: Any) -> tuple[object, ...]:
    font = cell.font
    return font.name, font.sz, font.b, cell.fill.fgColor.rgb, cell.number_format


def places(book: Book, cells: dict[tuple[str, str], object]) -> set[str]:
    return {str(book.cell(project, key).coordinate) for project, key in cells}


def test_the_bad_cells_are_marked_and_the_rest_is_as_it_came(base: Path, filled: Book) -> None:
    data = draw_slip(filled.path, read_back(base, filled.path), "zh")
    assert marked(data) == places(filled, WRONG)
    book: Any = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[0] == "退改单"
    assert book[META_SHEET].sheet_state == "veryHidden"
    page, before = book["更新项目"], filled.page
    assert "145" in page[filled.cell("s-1", "done_pct").coordinate].comment.text
    for row in before.iter_rows():
        for cell in row:
            now = page[cell.coordinate]
            assert now.value == cell.value
            if cell.coordinate not in places(filled, WRONG):
                assert look_of(now) == look_of(cell)
    assert len(page.data_validations.dataValidation) == len(before.data_validations.dataValidation)
    assert page.protection.sheet
    told = [[str(cell or "") for cell in row] for row in book["退改单"].values]
    links = {row[0] for row in told if "s-1" in row[1] or "s-2" in row[1]}
    assert {f"更新项目 {place}" for place in places(filled, WRONG)} <= links
    assert [row for row in told if row[1].startswith("s-3") and row[4] == "20"]
    assert all(cell.data_type == "s" for row in book["退改单"].iter_rows() for cell in row
               if cell.value)  # fmt: skip


@pytest.mark.slow
def test_corrected_and_returned_it_imports_clean(tmp_path: Path, filled: Book) -> None:
    city, box = write_city(tmp_path / "city"), tmp_path / "box"
    box.mkdir()
    filled.save(box / "历下.xlsx")
    told = bring(city, box, "--yes", code=1)
    (slip,) = told["returns"]
    assert {one["cell"] for one in slip["cells"]} == places(filled, WRONG)
    (one,) = [one for one in told["reminders"] if one["district"] == "370102"]
    assert (one["cells"], "退改 2 格" in one["text"]) == (2, True)
    text = (city / "workbooks/returns/提醒.txt").read_text(encoding="utf-8")
    assert one["text"] in text
    assert "未报：" in (city / "workbooks/returns/汇总.txt").read_text(encoding="utf-8")

    back = Book(city / "workbooks/returns/历下_退改单.xlsx")
    back.fill(dict([*CORRECTED.items()][:1]), box / "历下_退改单.xlsx")
    partly = bring(city, box, "--yes", code=1)
    assert [one["cell"] for one in partly["returns"][0]["cells"]] == [
        filled.cell("s-2", "est_finish").coordinate
    ]
    # What was corrected is no longer marked, though the file went twice.
    (slip,) = [one for one in partly["returns"] if "退改单" in one["file"]]
    again = Book(city / "workbooks/returns/历下_退改单.xlsx")
    assert marked(again.path) == {filled.cell("s-2", "est_finish").coordinate}
    plain = again.cell("s-3", "done_pct")
    assert look_of(again.cell("s-1", "done_pct")) == look_of(plain)

    again.fill({("s-2", "est_finish"): None, ("s-2", "remark"): "工期未定"}, box / "再改.xlsx")
    last = bring(city, box, "--yes")
    assert not last["set_aside"]
    assert not last["returns"]
    assert {one["project"] for one in last["recorded"]} == {"s-2"}
    assert call(city, "ledger", "import", box, "--out", tmp_path / "x").exit_code == 0
    assert not (tmp_path / "x").exists()


def returned(city: Path, box: Path, filled: Book) -> Book:
    """The return sheet of a form of which one row was taken and two are wrong."""
    box.mkdir()
    filled.save(box / "历下.xlsx")
    bring(city, box, "--yes", code=1)
    return Book(city / "workbooks/returns/历下_退改单.xlsx")


TWICE: dict[tuple[str, str], object] = {
    **CORRECTED,
    ("s-2", "remark"): "工期未定",
    ("s-3", "done_pct"): 25,
}


@pytest.mark.slow
def test_a_row_that_was_taken_may_be_changed_again_in_the_return_sheet(
    tmp_path: Path, filled: Book
) -> None:
    city, box = write_city(tmp_path / "city"), tmp_path / "box"
    back = returned(city, box, filled)
    back.fill(TWICE, box / "历下_退改单.xlsx")
    told = bring(city, box, "--yes")
    assert not told["conflicts"]
    fields = {(one["project"], one["field"], one["after"]) for one in told["recorded"]}
    assert {("s-1", "done_pct", "45"), ("s-3", "done_pct", "25")} <= {
        (project, field, str(after).removesuffix(".0")) for project, field, after in fields
    }


@pytest.mark.slow
def test_what_another_changed_after_the_return_is_a_conflict(tmp_path: Path, filled: Book) -> None:
    city, box = write_city(tmp_path / "city"), tmp_path / "box"
    back = returned(city, box, filled)
    ledger = city / "layers/sites/progress.csv"
    other = send_out(city, tmp_path / "other.xlsx")
    Book(other).fill({("s-3", "as_of"): "2025-03-31", ("s-3", "done_pct"): 30}, other)
    assert call(city, "ledger", "import", other, "--yes").exit_code == 0
    back.fill(TWICE, box / "历下_退改单.xlsx")
    told = bring(city, box, "--yes", code=1)
    assert {(one["project"], one["type"]) for one in told["set_aside"]} == {
        ("s-3", "edit-conflict")
    }
    # Sent back as it is, the older value is not put over the newer one.
    (box / "历下.xlsx").unlink()
    back.fill({("s-3", "done_pct"): 20}, box / "历下_退改单.xlsx")
    assert not bring(city, box, "--yes")["set_aside"]
    kept = [row.split(",") for row in ledger.read_text(encoding="utf-8").splitlines()]
    assert [row for row in kept if "s-3" in row][-1].count("30") == 1


@pytest.mark.slow
def test_libreoffice_shows_the_marks_at_exactly_the_bad_cells(
    base: Path, filled: Book, tmp_path: Path, office: Office
) -> None:
    made = tmp_path / "slip.xlsx"
    made.write_bytes(draw_slip(filled.path, read_back(base, filled.path), "zh"))
    (tmp_path / "out").mkdir()
    saved = office.convert(made, "xlsx", tmp_path / "out")
    assert marked(saved) == places(filled, WRONG)
    book: Any = openpyxl.load_workbook(saved)
    tinted = {
        cell.coordinate
        for row in book["更新项目"].iter_rows(min_row=4)
        for cell in row
        if cell.fill.fgColor.rgb == "FFF9DFC2"
    }
    assert tinted == places(filled, WRONG)
    assert read_back(base, saved).set_aside == 2
    # Saved again it is a second copy, whatever its bytes are.
    shutil.copy(made, tmp_path / "out/first.xlsx")
    told = bring(base, tmp_path / "out", code=1)
    assert sorted(one["state"] for one in told["files"]) == ["copy", "taken"]
    assert len(told["set_aside"]) == 2


@pytest.mark.slow
def test_of_another_format_the_cells_are_kept(base: Path, filled: Book, tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    copy_plainly(filled.path, "历下.xls").save(path)
    assert read_back(base, path).set_aside == 2
    assert Book(path).book[META_SHEET].sheet_state == "veryHidden"
