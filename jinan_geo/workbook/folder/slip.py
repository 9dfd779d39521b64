"""A return sheet: the clerk's own workbook back, the cells to correct marked, and what was taken.

Formats, validations and protection stay as they came, so that the file, once corrected, can be sent
back as it is. Of rows that were recorded the hidden sheet has what the ledger has of them now.
"""

from __future__ import annotations

import copy
import io
import json
import warnings
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinan_geo.export.workbook import fit_text
from jinan_geo.issues.issue import catalogue
from jinan_geo.manifest.palette import color
from jinan_geo.read import read_bytes
from jinan_geo.read.excel import as_usual, read_sheet, sheet_names
from jinan_geo.words import say, words_of
from jinan_geo.workbook.back.wording import word_change
from jinan_geo.workbook.out.form import BASE, META_SHEET, as_base, slip_sheets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.issues.issue import Issue
    from jinan_geo.workbook.back.incoming import Incoming, IncomingSheet
    from jinan_geo.workbook.back.judge import Judged

__all__ = ["Mark", "copy_plainly", "draw_slip", "marks_of"]

AUTHOR = "jinan_geo"
SIGN = "▲ "  # how a comment of ours begins
BOX = (260, 120)  # how large a comment is, in pixels
COUNTED = ("rows", "recorded", "unchanged", "set_aside")
WIDTHS = (26, 22, 18, 48, 44)  # of the sheet's columns, in characters


@dataclass(frozen=True)
class Mark:
    """A cell to correct: what is wrong with it, and how to correct it, in one language."""

    sheet: str
    cell: str
    project: str
    issue: str
    message: str
    fix: str

    @property
    def text(self) -> str:
        """What the comment says."""
        return f"{SIGN}{self.issue}\n{self.message}\n{self.fix}"


def marks_of(incoming: Incoming, lang: str) -> list[Mark]:
    """Give every cell of a workbook that is to be corrected."""
    return [mark for sheet in incoming.sheets for mark in _marks_of(sheet, lang)]


def _marks_of(sheet: IncomingSheet, lang: str) -> Iterator[Mark]:
    places = {one.line.row: _first_cell(one.line.cells) for one in sheet.judged}
    for issue in (*sheet.issues, *sheet.refused):
        cell = issue.cell or places.get(issue.row or 0)
        if cell:
            yield _mark(issue, sheet.returned.sheet, cell, lang)


def _first_cell(cells: Mapping[str, Any]) -> str | None:
    one = cells.get("id") or cells.get("name")
    return one.cell if one else None


def _mark(issue: Issue, sheet: str, cell: str, lang: str) -> Mark:
    kind = catalogue()[issue.type]
    name, fix = getattr(kind, f"name_{lang}"), getattr(kind, f"fix_{lang}")
    message = getattr(issue.message(), lang)
    return Mark(issue.sheet or sheet, cell, str(issue.feature or ""), name, message, fix)


def draw_slip(path: Path, incoming: Incoming, lang: str, *, is_recorded: bool = False) -> bytes:
    """Give the workbook at ``path`` with its cells marked and one sheet before its own.

    ``is_recorded`` says that its whole rows are in the ledger by now: changed once more they are
    held against that, not against what the form first went out with.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - takes a fifth of a second to load

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it does not know it says so, and we cannot help
        if zipfile.is_zipfile(path) and "xl/workbook.xml" in zipfile.ZipFile(path).namelist():
            data = as_usual(path, incoming.file) or io.BytesIO(read_bytes(path))
            book = load_workbook(data)
        else:
            book = copy_plainly(path, incoming.file)
        _take_marks_off(book)
        marks = marks_of(incoming, lang)
        for mark in marks:
            _put(book[mark.sheet][mark.cell], mark)
        _write_sheet(book, incoming, marks, lang)
        if is_recorded and META_SHEET in book.sheetnames:
            _tell_bases(book[META_SHEET], incoming)
        held = io.BytesIO()
        book.save(held)
    return held.getvalue()


def copy_plainly(path: Path, name: str) -> Any:  # noqa: ANN401 - openpyxl's workbook
    """Copy the cells of a workbook of another format; its looks cannot be kept."""
    from openpyxl import Workbook  # noqa: PLC0415 - as above

    book = Workbook()
    del book[book.active.title]
    for title in sheet_names(path, name):
        sheet = book.create_sheet(title)
        for row in read_sheet(path, name, title).values:
            sheet.append([None if cell == "" else cell for cell in row])
        if title == META_SHEET:
            sheet.sheet_state = "veryHidden"
    return book


def _tell_bases(page: Any, incoming: Incoming) -> None:  # noqa: ANN401 - openpyxl's worksheet
    """Tell the hidden sheet what the ledger took of each recorded row."""
    taken = {
        (sheet.layer, one.project): one
        for sheet in incoming.sheets
        for one in sheet.judged
        if one.outcome == "recorded"
    }
    for kind, layer, project, told in page.iter_rows(max_col=4):
        one = taken.get((str(layer.value), str(project.value)))
        if kind.value == "base" and one is not None:
            told.value = json.dumps(_base_after(one), ensure_ascii=False)
            told.data_type = "s"


def _base_after(one: Judged) -> dict[str, str]:
    """What the ledger has of a row once it is recorded.

    Only what the ledger took from it: where the ledger kept a newer value of its own, the row still
    says the old one, which must not look as if somebody had written it after that.
    """
    changed = {change.field for change in one.changes}
    if "as_of" in changed:
        changed.add("remark")  # it holds for its day alone
    base = dict(one.line.base or {})
    for key in ("as_of", *BASE):
        if key in changed:
            base[key] = as_base(one.record[key])
    return {key: text for key, text in base.items() if text}


def _take_marks_off(book: Any) -> None:  # noqa: ANN401 - openpyxl's workbook
    """Take off what an earlier return sheet put on, or a cell that is right by now stays marked."""
    for title in slip_sheets():
        if title in book.sheetnames:
            del book[title]
    for sheet in book.worksheets:
        marked = [cell for row in sheet.iter_rows() for cell in row if _is_marked(cell)]
        for cell in marked:
            cell.comment = None
        for cell in marked:
            _as_neighbour(cell, {(one.row, one.column) for one in marked})


def _is_marked(cell: Any) -> bool:  # noqa: ANN401 - openpyxl's cell
    return cell.comment is not None and SIGN in cell.comment.text


def _as_neighbour(cell: Any, marked: Collection[tuple[int, int]]) -> None:  # noqa: ANN401 - as above
    """Let a cell look as the next one above or below it that can be filled in as it can."""
    rows = cell.parent.iter_rows(min_col=cell.column, max_col=cell.column)
    column = [other for (other,) in rows if (other.row, other.column) not in marked]
    alike = [one for one in column if one.protection.locked == cell.protection.locked]
    nearest = min(alike, key=lambda one: abs(one.row - cell.row), default=None)
    if nearest is not None:
        cell._style = copy.copy(nearest._style)  # noqa: SLF001 - the only way to take a whole style


def _put(cell: Any, mark: Mark) -> None:  # noqa: ANN401 - openpyxl's cell
    from openpyxl.comments import Comment  # noqa: PLC0415 - as above
    from openpyxl.styles import Border, PatternFill, Side  # noqa: PLC0415 - as above

    text = mark.text if cell.comment is None else f"{cell.comment.text}\n{mark.text}"
    cell.comment = Comment(fit_text(text), AUTHOR, width=BOX[0], height=BOX[1])
    edge = Side("medium", color=_argb("red"))
    cell.fill = PatternFill("solid", fgColor=_argb("fallen"))
    cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)


def _argb(name: str) -> str:
    return f"FF{color(name).removeprefix('#')}"


def _write_sheet(book: Any, incoming: Incoming, marks: Sequence[Mark], lang: str) -> None:  # noqa: ANN401 - openpyxl's workbook
    """Write what is to be corrected, and below it what was taken, before the workbook's sheets."""
    sheet = book.create_sheet(say("workbook.slip.sheet", lang), 0)
    counts = dict.fromkeys(COUNTED, 0)
    for one in incoming.sheets:
        for key in counts:
            counts[key] += getattr(one.account, key)
    _append(sheet, [say("workbook.slip.title", lang)])
    _append(sheet, [say("workbook.slip.counts", lang, **counts)])
    _append(sheet, [say("workbook.slip.how", lang)])
    heads = [_append(sheet, [*words_of("workbook.slip.correct", lang).values()])]
    for mark in marks:
        row = [f"{mark.sheet} {mark.cell}", mark.project, mark.issue, mark.message, mark.fix]
        place = mark.sheet.replace("'", "''")
        sheet.cell(_append(sheet, row), 1).hyperlink = f"#'{place}'!{mark.cell}"
    heads.append(_append(sheet, [*words_of("workbook.slip.taken", lang).values()]))
    for row in _taken(incoming, lang):
        _append(sheet, row)
    _look(sheet, heads)
    for one in book.worksheets:
        one.sheet_view.tabSelected = one is sheet
    book.active = 0


def _append(sheet: Any, row: Sequence[str]) -> int:  # noqa: ANN401 - openpyxl's worksheet
    """Write a row of texts, none of which becomes a formula; gives its number."""
    at = sheet.max_row + 1 if sheet["A1"].value else 1
    for column, text in enumerate(row, start=1):
        cell = sheet.cell(at, column, fit_text(text))
        cell.data_type = "s"
        cell.quotePrefix = True
    return at


def _look(sheet: Any, heads: Collection[int]) -> None:  # noqa: ANN401 - openpyxl's worksheet
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - as above
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415 - as above

    wrap = Alignment(wrap_text=True, vertical="top")
    for row in sheet.iter_rows(min_row=min(heads)):
        for cell in row:
            cell.alignment = wrap
    for at in heads:
        for cell in sheet[at]:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor=_argb("given-head"))
    sheet["A1"].font = Font(bold=True, size=16)
    for letter, width in zip("ABCDE", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _taken(incoming: Incoming, lang: str) -> Iterator[list[str]]:
    """Every value that was taken, with where it stands and what it was before."""
    fields = words_of("workbook.form.columns", lang)
    for sheet in incoming.sheets:
        for one in sheet.judged:
            for change in one.changes:
                cell = one.line.cells.get(change.field) or one.line.cells.get("id")
                where = f"{sheet.returned.sheet} {cell.cell if cell else one.line.row}"
                who, what = (
                    f"{change.project} {change.name}",
                    fields.get(change.field, change.field),
                )
                yield [where, who, what, *word_change(change, sheet.stages, lang)]
        for issue in sheet.proposals:
            where, place = f"{issue.sheet} {issue.cell}", str(issue.details["place"])
            yield [where, str(issue.value), say("workbook.slip.proposed", lang), "", place]
