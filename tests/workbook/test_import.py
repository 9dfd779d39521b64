"""A district's workbook come back.

What was edited is found, each row is judged, nothing else changes.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import pytest

from jinan_geo.errors import InputError, UsageError
from jinan_geo.workbook.back import importing
from jinan_geo.workbook.back.incoming import SheetAccount
from jinan_geo.workbook.out.form import META_SHEET
from jinan_geo.workbook.out.template import HEADING_ROW
from tests.tools.returned import TODAY, Book, read_back, send_out
from tests.tools.tiny_city import SITES_LEDGER, WORKSPACE, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.workbook.back.incoming import IncomingSheet
    from tests.tools.office import Office

DAY = dt.date(2025, 3, 31)
UNTOUCHED = SheetAccount(rows=3, recorded=0, unchanged=3, set_aside=0, excluded=0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_city(tmp_path / "city")


@pytest.fixture
def sent(root: Path, tmp_path: Path) -> Path:
    return send_out(root, tmp_path / "370102.xlsx")


def sites(root: Path, path: Path, **options: object) -> IncomingSheet:
    return next(
        sheet for sheet in read_back(root, path, **options).sheets if sheet.layer == "sites"
    )


def test_an_unedited_workbook_changes_nothing(root: Path, sent: Path) -> None:
    for sheet in read_back(root, sent).sheets:
        assert sheet.account.unchanged == sheet.account.rows > 0
        assert not sheet.changes
        assert not sheet.issues
        assert (sheet.returned.locked, sheet.absent) == (0, 0)


def shuffle(book: Book) -> None:
    """Sort the rows the other way round, as a sort in Excel does."""
    rows = list(book.page.iter_rows(min_row=HEADING_ROW + 1))
    texts = [[cell.value for cell in row] for row in rows]
    for row, values in zip(rows, reversed(texts), strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value


def test_sorted_formatted_moved_and_renamed_it_still_changes_nothing(
    root: Path, sent: Path
) -> None:
    book = Book(sent)
    shuffle(book)
    book.page.insert_cols(3)  # a column of the district's own
    book.page.cell(HEADING_ROW, 3).value = "负责人"
    book.page.cell(HEADING_ROW + 1, 3).value = "张三"
    book.page.insert_rows(1, 2)
    for row in book.page.iter_rows(min_row=HEADING_ROW + 2):
        for cell in row:
            cell.number_format = (
                "General" if not isinstance(cell.value, dt.datetime) else "yyyy/m/d"
            )
    book.page.title = "更新项目（历下）"
    sheet = sites(root, book.save())
    assert sheet.account == UNTOUCHED
    assert (sheet.returned.locked, sheet.absent, sheet.issues) == (0, 0, [])


@pytest.mark.slow
def test_moved_columns_are_found_by_their_headings(root: Path, sent: Path) -> None:
    book = Book(sent)
    book.fill({("s-1", "done_pct"): 45})
    columns = [
        [cell.value for cell in column] for column in book.page.iter_cols(min_row=HEADING_ROW)
    ]
    for at, values in enumerate(reversed(columns), start=1):
        for row, value in enumerate(values, start=HEADING_ROW):
            book.page.cell(row, at).value = value
    (one,) = [change for change in sites(root, book.save()).changes if change.field == "done_pct"]
    assert (one.project, one.before, one.after) == ("s-1", 30, 45)


@pytest.mark.parametrize("form", ["ods", "xls"])
def test_saved_again_by_libreoffice_it_changes_nothing(
    root: Path, sent: Path, tmp_path: Path, office: Office, form: str
) -> None:
    book = Book(sent)
    shuffle(book)
    out = tmp_path / "saved"
    out.mkdir()
    assert_untouched(root, office.convert(book.save(), form, out))


def assert_untouched(root: Path, saved: Path) -> None:
    assert sites(root, saved).account == UNTOUCHED
    assert sites(root, saved).returned.locked == 0


def test_edits_survive_libreoffice_and_no_edits_are_none(
    root: Path, sent: Path, tmp_path: Path, office: Office
) -> None:
    book = Book(sent)
    shuffle(book)
    plain = book.save(tmp_path / "plain.xlsx")
    edits = {
        ("s-1", "done_pct"): 40.5,
        ("s-1", "est_finish"): dt.date(2025, 12, 1),
        ("s-2", "invested_wan"): 33.25,
    }
    out = tmp_path / "saved"
    out.mkdir()
    saved, untouched = office.convert_all([Book(sent).fill(edits), plain], "xlsx", out)
    assert_untouched(root, untouched)
    assert sites(root, saved).records == sites(root, sent).records
    assert len(sites(root, saved).records) == 2


def test_a_row_becomes_a_record_and_blank_cells_stand_for_what_was(root: Path, sent: Path) -> None:
    path = Book(sent).fill({("s-1", "done_pct"): 45, ("s-1", "remark"): "封顶"})
    sheet = sites(root, path)
    (record,) = sheet.records
    assert record["id"] == "s-1"
    assert record["as_of"] == DAY
    assert (record["stage"], record["done_pct"], record["invested_wan"]) == (
        "construction",
        45,
        300.5,
    )
    assert (record["est_finish"], record["remark"]) == (dt.date(2025, 11, 30), "封顶")
    assert record["reported_by"] == "历下区住建局"
    assert (record["source_sheet"], record["source_row"]) == ("更新项目", HEADING_ROW + 1)
    changed = {change.field: (change.before, change.after) for change in sheet.changes}
    assert changed == {
        "as_of": (dt.date(2025, 2, 28), DAY), "done_pct": (30, 45), "remark": ("进展顺利", "封顶"),
    }  # fmt: skip


WRONG = [
    ("done_pct", 120, "percent-range"),
    ("done_pct", -5, "percent-range"),
    ("done_pct", "约80%", "approximate-number"),
    ("done_pct", "八成五", "approximate-number"),
    ("done_pct", "待定", "placeholder-value"),
    ("done_pct", 0.85, "percent-scale"),
    ("done_pct", 20, "progress-regression"),
    ("done_pct", "=1/0", "error-cell"),
    ("as_of", dt.date(2031, 1, 1), "date-ahead"),
    ("as_of", "2025-02-30", "impossible-date"),
    ("as_of", "12/11/10", "ambiguous-date"),
    ("as_of", "2025年3月", "date-form"),
    ("as_of", "45747", "serial-date"),
    ("stage", "快好了", "unlisted-value"),
    ("stage", "策划", "stage-regression"),
    ("invested_wan", "约500万", "approximate-number"),
    ("invested_wan", "500万元", "number-with-unit"),
    ("invested_wan", -1, "out-of-range"),
    ("invested_wan", 12, "spending-fell"),
    ("est_finish", "明年", "bad-value"),
    ("id", "s-9", "orphan-record"),
    ("id", "S-1", "near-key"),
    ("id", "s-4", "other-district"),
    ("id", None, "missing-value"),
]


@pytest.mark.parametrize(
    ("key", "value", "kind"), WRONG, ids=[f"{key} {value}" for key, value, _ in WRONG]
)
@pytest.mark.slow
@pytest.mark.first_whole(14)
def test_a_wrong_cell_sets_its_row_aside_and_is_named(
    root: Path, sent: Path, key: str, value: object, kind: str
) -> None:
    book = Book(sent)
    cell = book.cell("s-1", key)
    cells = {("s-1", "remark"): "已填", ("s-2", "done_pct"): 10, ("s-1", key): value}
    sheet = sites(root, book.fill(cells))
    assert sheet.account == SheetAccount(rows=3, recorded=1, unchanged=1, set_aside=1, excluded=0)
    (issue,) = sheet.issues
    assert issue.type == kind
    assert (issue.sheet, issue.cell, issue.row, issue.field) == (
        "更新项目",
        cell.coordinate,
        cell.row,
        key,
    )
    assert issue.message().zh
    assert [record["id"] for record in sheet.records] == ["s-2"]


RIGHT = [
    ("done_pct", "85", 85),
    ("done_pct", "85%", 85),
    ("done_pct", " 85 % ", 85),
    ("done_pct", 30, 30),
    ("as_of", "2025/3/5", dt.date(2025, 3, 5)),
    ("as_of", "2025年3月5日", dt.date(2025, 3, 5)),
    ("as_of", "20250305", dt.date(2025, 3, 5)),
    ("as_of", None, DAY),
    ("stage", "completed", "completed"),
    ("stage", "完工", "completed"),
    ("invested_wan", "1,234.5", 1234.5),
]


@pytest.mark.parametrize(
    ("key", "value", "read"), RIGHT, ids=[f"{key} {value}" for key, value, _ in RIGHT]
)
@pytest.mark.slow
def test_forms_that_are_sure_are_read(
    root: Path, sent: Path, key: str, value: object, read: object
) -> None:
    (record,) = sites(
        root, Book(sent).fill({("s-1", "remark"): "已填", ("s-1", key): value})
    ).records
    assert record[key] == read


@pytest.mark.slow
def test_a_percent_sign_that_excel_made_of_it_is_sure(root: Path, sent: Path) -> None:
    book = Book(sent)
    book.cell("s-1", "done_pct").number_format = "0.00%"  # as Excel does when 85% is typed
    (record,) = sites(root, book.fill({("s-1", "done_pct"): 0.85})).records
    assert record["done_pct"] == 85


@pytest.mark.slow
def test_lower_numbers_are_taken_when_somebody_accepts_them(root: Path, sent: Path) -> None:
    path = Book(sent).fill({("s-1", "done_pct"): 20})
    (record,) = sites(root, path, accept_regressions=True).records
    assert record["done_pct"] == 20


def test_changed_grey_cells_are_told_and_not_used(root: Path, sent: Path) -> None:
    sheet = sites(root, Book(sent).fill({("s-1", "last_done_pct"): 99, ("s-2", "name"): "别的名"}))
    assert sheet.account == UNTOUCHED
    assert sheet.returned.locked == 2


@pytest.mark.slow
def test_repeated_rows(root: Path, sent: Path) -> None:
    book = Book(sent)
    path = book.fill({("s-1", "done_pct"): 45})
    row = book.cell("s-1", "id").row
    for at, cell in enumerate(book.page[row], start=1):
        book.page.cell(row + 3, at).value = cell.value
    book.save()
    assert sites(root, path).account == SheetAccount(
        rows=4, recorded=1, unchanged=3, set_aside=0, excluded=0
    )
    book.page.cell(row + 3, book.cell("s-1", "done_pct").column).value = 50
    sheet = sites(root, book.save())
    assert sheet.account == SheetAccount(rows=4, recorded=0, unchanged=2, set_aside=2, excluded=0)
    assert {issue.type for issue in sheet.issues} == {"repeated-value"}


@pytest.mark.slow
def test_totals_remarks_and_blank_rows_are_told_apart(root: Path, sent: Path) -> None:
    book = Book(sent)
    book.fill({("s-1", "invested_wan"): 400, ("s-2", "invested_wan"): 25.5})
    end, column = book.cell("s-3", "id").row, book.cell("s-1", "invested_wan").column
    book.page.cell(end + 2, 1).value = "合计"
    book.page.cell(end + 2, column).value = 425.5
    book.page.cell(end + 3, 1).value = "注：投资为累计数"
    sheet = sites(root, book.save())
    assert sheet.account == SheetAccount(rows=6, recorded=2, unchanged=1, set_aside=0, excluded=3)
    assert [(control.stated, control.found, control.issue) for control in sheet.controls] == [
        (425.5, 425.5, None)
    ]
    book.page.cell(end + 2, column).value = 425.51
    (issue,) = sites(root, book.save()).issues
    assert (issue.type, issue.details["difference"]) == ("wrong-total", "-0.01 万元")


def test_a_deleted_row_is_missed(root: Path, sent: Path) -> None:
    book = Book(sent)
    book.page.delete_rows(book.cell("s-2", "id").row)
    sheet = sites(root, book.save())
    assert sheet.account == SheetAccount(rows=2, recorded=0, unchanged=2, set_aside=0, excluded=0)
    assert (sheet.absent, sheet.gone) == (1, {"s-2": "洪家楼片区"})


def test_a_report_for_an_earlier_day_is_held_against_what_was_known_then(
    root: Path, sent: Path
) -> None:
    cells = {("s-1", "as_of"): dt.date(2025, 2, 10), ("s-1", "done_pct"): 20}
    (record,) = sites(
        root, Book(sent).fill(cells)
    ).records  # 8 % in January, 30 % at the end of February
    assert record["as_of"] == dt.date(2025, 2, 10)


@pytest.mark.slow
def test_what_the_ledger_already_says_is_no_change(root: Path, sent: Path) -> None:
    path = Book(sent).fill({("s-1", "as_of"): dt.date(2025, 2, 28), ("s-1", "done_pct"): 30})
    assert sites(root, path).account == UNTOUCHED


@pytest.mark.slow
def test_files_that_cannot_be_used_say_what_to_do(root: Path, sent: Path, tmp_path: Path) -> None:
    foreign = openpyxl.Workbook()
    foreign.save(tmp_path / "foreign.xlsx")
    with pytest.raises(UsageError, match="--profile"):
        read_back(root, tmp_path / "foreign.xlsx")
    with pytest.raises(UsageError, match="holds no layer"):
        read_back(root, sent, only="districts")
    book = Book(sent)
    book.page.cell(HEADING_ROW, book.columns["本期阶段"]).value = "阶段？"
    with pytest.raises(InputError, match="no column 本期阶段; put its heading back"):
        read_back(root, book.save(tmp_path / "heading.xlsx"))
    book.book[META_SHEET]["B1"] = "99"
    with pytest.raises(InputError, match="another version of the template"):
        read_back(root, book.save(tmp_path / "version.xlsx"))
    other = write_city(
        tmp_path / "other", {"workspace.toml": WORKSPACE.replace("小济南", "大济南")}
    )
    with pytest.raises(InputError, match="made for the workspace '小济南'"):
        read_back(other, sent)


def test_a_file_that_changes_while_it_is_read_is_refused(
    root: Path, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = importing.read_returned

    def meddle(path: Path, name: str, meta: importing.Meta) -> object:
        found = read(path, name, meta)
        Book(path).fill({("s-1", "done_pct"): 99})
        return found

    monkeypatch.setattr(importing, "read_returned", meddle)
    with pytest.raises(InputError, match="changed while it was being read"):
        read_back(root, sent)


@pytest.mark.slow
def test_without_a_record_before_a_blank_cell_is_missing(tmp_path: Path) -> None:
    only = "".join(
        line for line in SITES_LEDGER.splitlines(keepends=True) if not line.startswith("s-3")
    )
    root = write_city(tmp_path / "city", {"layers/sites/progress.csv": only})
    path = Book(send_out(root, tmp_path / "w.xlsx")).fill({("s-3", "done_pct"): 5})
    (record,) = sites(root, path, today=TODAY).records
    assert (record["stage"], record["invested_wan"], record["done_pct"]) == (None, None, 5)


def test_who_filled_it_in_and_the_number_of_the_page_are_no_projects(
    root: Path, sent: Path
) -> None:
    book = Book(sent)
    end = book.cell("s-3", "id").row
    book.page.cell(end + 1, 1).value = "填报人："
    book.page.cell(end + 1, 2).value = "张三"
    book.page.cell(end + 1, 5).value = "审核人：李四"
    book.page.cell(end + 1, 7).value = "2025年4月2日"
    book.page.cell(end + 2, 1).value = "第 1 页"
    book.page.cell(end + 2, 4).value = "共 2 页"
    book.page.cell(end + 3, 1).value = "填报人 张三"
    # A project whose id was lost is one all the same.
    book.page.cell(end + 4, 2).value = "单位宿舍：一期"
    book.page.cell(end + 4, 7).value = "完工"
    sheet = sites(root, book.save())
    assert sheet.account == SheetAccount(rows=7, recorded=0, unchanged=3, set_aside=1, excluded=3)
