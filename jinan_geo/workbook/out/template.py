"""A district's workbook as an xlsx file.

Guide, a sheet for each layer, its open issues, and the hidden sheet.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.export.workbook import fit_name, fit_text, open_book
from jinan_geo.words import say, words_of, written_whole
from jinan_geo.workbook.out.form import (
    FILLED,
    FIRST_DAY,
    LAST_DAY,
    META_SHEET,
    TEMPLATE_VERSION,
    boxes_of,
    fingerprint,
)
from jinan_geo.workbook.out.guide import guide_sheet, write_guide
from jinan_geo.workbook.out.look import make_look
from jinan_geo.workbook.out.proposals import proposal_sheet, write_proposals
from jinan_geo.workbook.out.todo import todo_sheet, write_todo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinan_geo.workbook.out.contents import FormRow, LayerForm, Workbook
    from jinan_geo.workbook.out.form import Box
    from jinan_geo.workbook.out.look import SheetLook

__all__ = ["HEADING_ROW", "PlacedForm", "draw_workbook"]

HEADING_ROW = 3  # counted from 1; the rows of the table come after it
MOST_WAN = 100_000_000  # a trillion yuan; more is a slip of the unit
LONGEST = {"remark": 500, "reported_by": 60}
ALLOWED = (
    *("format_cells", "format_columns", "format_rows", "sort", "autofilter"),
    *("select_locked_cells", "select_unlocked_cells"),
)


@dataclass(frozen=True)
class PlacedForm:
    """Where a form stands: the sheet's name, its columns, and the row (from 0) of each project."""

    form: LayerForm
    sheet: str
    boxes: list[Box]
    lines: Mapping[str, int]


@written_whole
def draw_workbook(workbook: Workbook) -> bytes:
    """Give the file's bytes; the same contents give the same bytes."""
    held = io.BytesIO()
    with open_book(held, workbook.edition or workbook.as_of) as book:
        look = make_look(book)
        taken = {guide_sheet(), todo_sheet(), META_SHEET, proposal_sheet()}
        placed = [_place(form, taken) for form in workbook.forms]
        write_guide(
            book.add_worksheet(guide_sheet()), workbook, [one.sheet for one in placed], look
        )
        pages = [book.add_worksheet(one.sheet) for one in placed]
        sheets = [one.sheet for one in placed]
        proposals = book.add_worksheet(proposal_sheet())
        write_todo(book.add_worksheet(todo_sheet()), workbook, placed, look)
        meta = book.add_worksheet(META_SHEET)
        starts, listed = _write_meta(meta, workbook, placed)
        write_proposals(proposals, sheets, listed, look)
        meta.very_hidden()
        for page, one in zip(pages, placed, strict=True):
            _write_form(page, workbook, one, look, starts[one.form.layer])
        pages[0].activate()
    return held.getvalue()


def _place(form: LayerForm, taken: set[str]) -> PlacedForm:
    at = {row.id: HEADING_ROW + number for number, row in enumerate(form.rows)}
    return PlacedForm(form, fit_name(form.name.here, taken), boxes_of(shared=form.shared), at)


def _write_form(
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    workbook: Workbook,
    placed: PlacedForm,
    look: SheetLook,
    stages: str,
) -> None:
    form, boxes = placed.form, placed.boxes
    last = len(boxes) - 1
    whose = {"district": workbook.district.here, "layer": form.name.here}
    title = say("workbook.template.title", **whose)
    page.merge_range(0, 0, 0, last, fit_text(title), look.title)
    page.merge_range(1, 0, 1, last, _note(workbook), look.note)
    page.set_default_row(20)
    page.set_row(0, 30)
    page.set_row(1, 22)
    page.set_row(HEADING_ROW - 1, 36)
    bracket = say("workbook.template.bracket")  # the heading of a column is broken before it
    for at, box in enumerate(boxes):
        page.set_column(at, at, box.width)
        title = box.title.replace(bracket, f"\n{bracket}")
        page.write_string(
            HEADING_ROW - 1, at, title, look.head_given if box.given else look.head_fill
        )
    for row in form.rows:
        for at, box in enumerate(boxes):
            _write_box(page, placed.lines[row.id], at, box, row, look)
    end = HEADING_ROW + len(form.rows) - 1
    for at, box in enumerate(boxes):
        if not box.given:
            page.data_validation(HEADING_ROW, at, end, at, _rule(box.key, stages))
    _mark_falls(page, boxes, end, look)
    page.freeze_panes(HEADING_ROW, 2)
    page.autofilter(HEADING_ROW - 1, 0, end, last)
    page.protect("", dict.fromkeys(ALLOWED, True))
    page.set_landscape()
    page.set_paper(8)  # A3, as such tables are printed
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADING_ROW - 1)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    whose["layer"] = fit_text(form.name.here)
    page.set_footer(say("workbook.template.footer", **whose))


def _note(workbook: Workbook) -> str:
    if workbook.edition is None:
        return say("workbook.template.note_first", as_of=workbook.as_of)
    days = {"as_of": workbook.as_of, "edition": workbook.edition}
    return say("workbook.template.note", **days)


def _write_box(page: Any, at: int, column: int, box: Box, row: FormRow, look: SheetLook) -> None:  # noqa: ANN401, PLR0913 - where and what
    value = _given(box, row)
    style = look.given[box.kind] if box.given else look.fill[box.kind]
    if box.key == "due" and row.overdue:
        style = look.owed
    if value is None:
        page.write_blank(at, column, None, style)
    elif isinstance(value, dt.date):
        page.write_datetime(at, column, dt.datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 - a day
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(at, column, float(value), style)
    else:
        page.write_string(at, column, fit_text(str(value)), style)


def _given(box: Box, row: FormRow) -> object:
    """What stands in a cell when the workbook goes out."""
    if box.key.startswith("last_"):
        value = row.last.get(box.key.removeprefix("last_"))
        return value.date() if isinstance(value, pd.Timestamp) else value
    own = {
        "id": row.id,
        "name": row.name,
        "share": round(row.share * 100, 2),
        "due": row.owed,
        "as_of": row.as_of,
    }
    return own.get(box.key)


def _rule(key: str, stages: str) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "input_title": words_of("workbook.template.titles")[key],
        "input_message": words_of("workbook.template.hints")[key],
        "error_title": say("workbook.template.refused"),
        "error_message": words_of("workbook.template.refusals")[key],
    }
    if key in {"as_of", "est_finish"}:
        return rule | {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DAY,
            "maximum": LAST_DAY,
        }
    if key == "stage":
        return rule | {"validate": "list", "source": stages}
    if key in LONGEST:
        return rule | {"validate": "length", "criteria": "<=", "value": LONGEST[key]}
    most = 100 if key == "done_pct" else MOST_WAN
    return rule | {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most}


def _mark_falls(page: Any, boxes: list[Box], end: int, look: SheetLook) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Colour a number that is lower than the last one, before the file is sent back."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415 - as above

    for at, box in enumerate(boxes):
        if box.key in {"done_pct", "invested_wan"}:
            here, before = (xl_rowcol_to_cell(HEADING_ROW, column) for column in (at, at - 1))
            rule = f"=AND(ISNUMBER({here}),ISNUMBER({before}),{here}<{before})"
            page.conditional_format(
                HEADING_ROW,
                at,
                end,
                at,
                {"type": "formula", "criteria": rule, "format": look.fallen},
            )


def _write_meta(
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    workbook: Workbook,
    placed: list[PlacedForm],
) -> tuple[dict[str, str], str]:
    """Write what a returned workbook is recognised by, as text.

    Gives the range of each layer's stage names, and that of the sheets of all layers.
    """
    rows: list[list[str]] = [
        ["jinan_geo", TEMPLATE_VERSION],
        ["workspace", workbook.workspace],
        ["district", workbook.code],
        ["edition", str(workbook.edition or "")],
        ["as_of", str(workbook.as_of)],
    ]
    starts: dict[str, str] = {}
    first = len(rows) + 1
    rows += [["sheet", one.form.layer, one.sheet] for one in placed]
    listed = _range_of(first, len(rows))
    for one in placed:
        rows += [["column", one.form.layer, box.key, box.title] for box in one.boxes]
        first = len(rows) + 1
        rows += [["stage", one.form.layer, stage.name.here, stage.id] for stage in one.form.stages]
        starts[one.form.layer] = _range_of(first, len(rows))
        for row in one.form.rows:
            rows.append(["row", one.form.layer, row.id, *_fingerprints(one.boxes, row)])
            rows.append(["base", one.form.layer, row.id, *_base_of(row)])
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            page.write_string(at, column, fit_text(cell))
    return starts, listed


def _range_of(first: int, last: int) -> str:
    """The cells of the hidden sheet, from a row to another, that have the names to choose from."""
    return f"='{META_SHEET}'!$C${first}:$C${last}"


def _base_of(row: FormRow) -> list[str]:
    """What the ledger has of a project as the form goes out: its record in force, in few cells."""
    told = {key: text for key, text in row.base.items() if text}
    return [json.dumps(told, ensure_ascii=False)]


def _fingerprints(boxes: list[Box], row: FormRow) -> tuple[str, str]:
    """What the cells to fill held, and what the locked ones held, as they will read."""
    held = {box.key: as_read(_given(box, row)) for box in boxes}
    locked = [held[box.key] for box in boxes if box.given]
    return fingerprint(held[key] for key in FILLED), fingerprint(locked)


def as_read(value: object) -> str:
    """Write a value as it reads when the workbook comes back."""
    if value is None:
        return ""
    if isinstance(value, (int, float, Decimal)):
        number = float(value)
        return str(int(number)) if number.is_integer() else repr(number)
    return fit_text(str(value)).strip()
