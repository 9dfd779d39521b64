"""The form written again: an xlsx or a docx with the headings and merged cells as published."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import UsageError
from jinan_geo.words import say
from jinan_geo.workbook.quarter.model import HEADINGS, FormText, Node, Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinan_geo.workbook.quarter.model import Form

__all__ = ["blank_for_next", "draw_form_book", "draw_form_document"]

LONGEST = 32_767  # characters in a cell of a workbook
WIDTHS = {"seq": 8, "main": 28, "node": 28, "progress": 48, "effect": 36, "next": 36, "lead": 24}
WATCH = 16
LINE = 15.5  # points of a line in a cell
TALLEST = 400.0  # points that a row of a workbook may have
PAGE = 26.7  # centimetres between the margins of A4 across
MIDDLE = 0x2E7F  # characters beyond it are as wide as they are high
BODY, TITLE = 10.5, 16.0  # points


def blank_for_next(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Keep tasks, nodes and units for the next quarter; what is reported anew is left empty."""
    kept = {"node", "lead"}
    done = []
    for task in tasks:
        nodes = []
        for node in task.nodes:
            texts = {name: text for name, text in node.texts.items() if name in kept}
            nodes.append(Node(texts, node.row))
        done.append(Task(task.seq, task.main, tuple(nodes), task.section))
    return tuple(done)


def _lines(
    form: Form, tasks: Sequence[Task]
) -> Iterator[tuple[str, Task, list[dict[str, FormText]]]]:
    """Give each task with the section that begins at it, and its rows by heading."""
    section = ""
    for task in tasks:
        rows = []
        for at, node in enumerate(task.nodes):
            head = {"seq": task.seq, "main": task.main} if at == 0 else {}
            said = {**head, **node.texts}
            rows.append({key: said.get(key, FormText()) for key in HEADINGS[form]})
        begins = task.section if task.section != section else ""
        section = task.section
        yield begins, task, rows


def draw_form_book(form: Form, title: str, tasks: Sequence[Task]) -> bytes:
    """Write the xlsx.

    Raises
    ------
    UsageError
        A text is longer than a cell of a workbook holds.
    """
    import xlsxwriter  # noqa: PLC0415 - saves its load where none is written

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(say("workbook.quarter.sheet", "zh"))
    plain = {"text_wrap": True, "valign": "vcenter", "border": 1, "num_format": "@"}
    look = book.add_format(plain)
    heads = book.add_format({**plain, "bold": True, "align": "center"})
    wide = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    looks = {"plain": look, "head": heads, "bold": book.add_format({"bold": True})}
    keys = list(HEADINGS[form])
    for column, key in enumerate(keys):
        sheet.set_column(column, column, WIDTHS.get(key, WATCH))
        sheet.write_string(1, column, HEADINGS[form][key], heads)
    sheet.merge_range(0, 0, 0, len(keys) - 1, title, wide)
    _set_page(sheet)
    at = 2
    for section, _, rows in _lines(form, tasks):
        if section:
            sheet.merge_range(at, 0, at, len(keys) - 1, section, heads)
            at += 1
        if len(rows) > 1:
            for column in (0, 1):
                sheet.merge_range(at, column, at + len(rows) - 1, column, "", look)
        for row, height in zip(rows, _heights(rows), strict=True):
            sheet.set_row(at, height)
            for column, key in enumerate(keys):
                if row is rows[0] or column > 1:
                    _write(sheet, (at, column), row[key], looks)
            at += 1
    book.close()
    return out.getvalue()


def _set_page(sheet: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """A4 across, all columns on one page, the headings on each."""
    sheet.set_row(0, 2 * LINE)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)


def _heights(rows: Sequence[Mapping[str, FormText]]) -> list[float]:
    """Points that each row of a task needs: no program makes room for texts in merged cells."""
    own = [_count_row(row) for row in rows]
    own[-1] += max(0, _count_lines(rows[0]["main"], "main") - sum(own))
    return [min(TALLEST, LINE * lines + 4) for lines in own]


def _count_row(row: Mapping[str, FormText]) -> int:
    """Lines of the fullest cell; the task itself may stretch over several rows."""
    return max(_count_lines(text, key) for key, text in row.items() if key != "main")


def _count_lines(text: FormText, key: str) -> int:
    room = WIDTHS.get(key, WATCH) - 1
    return sum(max(1, math.ceil(_width_of(line) / room)) for line in text.text.split("\n"))


def _width_of(line: str) -> float:
    """Digits' widths; a Chinese character has two."""
    return sum(2.1 if ord(one) > MIDDLE else 1.0 for one in line)


def _write(sheet: Any, at: tuple[int, int], text: FormText, looks: Mapping[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    if len(text.text) > LONGEST:
        msg = say("workbook.errors.form_long", longest=LONGEST)
        raise UsageError(msg)
    runs = list(_runs(text))
    if not text.text:
        sheet.write_blank(*at, None, looks["plain"])
    elif len(runs) == 1:
        sheet.write_string(*at, text.text, looks["head" if runs[0][1] else "plain"])
    else:
        parts: list[Any] = []
        for said, is_bold in runs:
            parts += [looks["bold"], said] if is_bold else [said]
        sheet.write_rich_string(*at, *parts, looks["plain"])


def _runs(text: FormText) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in text.bold:
        if start > at:
            yield text.text[at:start], False
        yield text.text[start:end], True
        at = end
    if at < len(text.text):
        yield text.text[at:], False


def draw_form_document(form: Form, title: str, tasks: Sequence[Task]) -> bytes:
    """Write the docx: A4 across, the headings on each page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - takes a third of a second to load

    document = _new_document(title)
    keys = list(HEADINGS[form])
    table = document.add_table(rows=1, cols=len(keys))
    table.style = "Table Grid"
    for cell, key in zip(table.rows[0].cells, keys, strict=True):
        _fill(cell, FormText(HEADINGS[form][key], bold=((0, len(HEADINGS[form][key])),)))
        _center(cell.paragraphs[0])
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no call for it
    for begins, _, rows in _lines(form, tasks):
        if begins:
            cells = table.add_row().cells
            _fill(cells[0].merge(cells[-1]), FormText(begins, bold=((0, len(begins)),)))
        _add_rows(table, keys, rows)
    _set_widths(table, keys)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _new_document(title: str) -> Any:  # noqa: ANN401 - python-docx has no types
    from docx import Document  # noqa: PLC0415 - takes a third of a second to load
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Cm, Pt  # noqa: PLC0415 - as above

    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "jinan_geo", ""
    (section,) = document.sections
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.6)
    style = document.styles["Normal"]
    font = say("workbook.quarter.font", "zh")
    style.font.name, style.font.size = font, Pt(BODY)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    head = document.add_paragraph()
    run = head.add_run(title)
    run.bold, run.font.size = True, Pt(TITLE)
    _center(head)
    return document


def _set_widths(table: Any, keys: Sequence[str]) -> None:  # noqa: ANN401 - as above
    """Share the page as the columns of the workbook do; rows stay whole at the end of a page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - takes a third of a second to load
    from docx.shared import Cm  # noqa: PLC0415 - as above

    table.autofit = False
    wide = [WIDTHS.get(key, WATCH) for key in keys]
    for column, part in zip(table.columns, wide, strict=True):
        column.width = Cm(PAGE * part / sum(wide))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx has no call for it


def _center(paragraph: Any) -> None:  # noqa: ANN401 - as above
    paragraph.alignment = 1


def _add_rows(table: Any, keys: Sequence[str], rows: Sequence[dict[str, FormText]]) -> None:  # noqa: ANN401 - python-docx has no types
    added = [table.add_row().cells for _ in rows]
    for column in (0, 1) if len(rows) > 1 else ():
        added[0][column].merge(added[-1][column])
    for number, row in enumerate(rows):
        for column, key in enumerate(keys):
            if number == 0 or column > 1:
                _fill(added[number][column], row[key])
    _center(added[0][0].paragraphs[0])


def _fill(cell: Any, text: FormText) -> None:  # noqa: ANN401 - as above
    paragraph = cell.paragraphs[0]
    for said, is_bold in _runs(text):
        run = paragraph.add_run(said)
        run.bold = is_bold or None
