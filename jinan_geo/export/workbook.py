"""Sheets as an Excel workbook.

Each cell is written as the type it is, so that no text can become a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.manifest.palette import color
from jinan_geo.words import say, written_language
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["Heading", "Sheet", "fit_name", "fit_text", "open_book", "write_workbook"]

LONGEST_CELL = 32_767  # UTF-16 units, Excel's limit
LONGEST_NAME = 31
FORMATS = {
    "integer": "0", "number": "General", "percent": "0.0", "points": "+0.0;-0.0;0.0",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
}  # fmt: skip
BAD_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ROWS = 1_048_576
A4 = 9
WIDEST = 48


@dataclass(frozen=True)
class Heading:
    """The head of a column: its words, the kind of its cells, its width in characters.

    The kind is a key of FORMATS, or text.
    """

    title: str
    kind: str = "text"
    width: float | None = None


@dataclass(frozen=True)
class Sheet:
    """A table under its headings; ``frozen`` columns stay in sight.

    Cells are texts, numbers, dates or None.
    """

    name: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[object]]
    frozen: int = 0


def open_book(held: io.BytesIO, day: dt.date) -> Any:  # noqa: ANN401 - xlsxwriter carries no types
    """Give a workbook of xlsxwriter to write into ``held``, dated to a day.

    No text in it becomes a formula, a number or a link.
    """
    import xlsxwriter  # noqa: PLC0415 - only for who wants a workbook

    plain = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(held, plain)
    book.set_properties({"created": dt.datetime(day.year, day.month, day.day)})  # noqa: DTZ001 - a day
    return book


def write_workbook(path: Path, sheets: Sequence[Sheet], day: dt.date | None) -> int:
    """Write the sheets; gives the number of bytes.

    The same sheets and ``day``, its date, give the same bytes.

    What Excel's limit of a cell would lose is cut with a mark; rows beyond its last go to a sheet
    that continues.
    """
    held = io.BytesIO()
    with open_book(held, day or dt.date(1970, 1, 1)) as book:
        formats = {
            kind: book.add_format({"num_format": code, "valign": "top"})
            for kind, code in FORMATS.items()
        }
        formats["text"] = book.add_format({"quote_prefix": True, "valign": "top"})
        formats["head"] = book.add_format(
            {
                "bold": True,
                "text_wrap": True,
                "valign": "vcenter",
                "bg_color": color("sunken"),
                "bottom": 1,
                "quote_prefix": True,
            }
        )
        taken: set[str] = set()
        for sheet in _parted(sheets):
            _write_sheet(book.add_worksheet(fit_name(sheet.name, taken)), sheet, formats)
    return write_bytes(path, held.getvalue())


def _parted(sheets: Iterable[Sheet]) -> Iterable[Sheet]:
    """Continue a sheet that is longer than Excel's longest on further ones."""
    most = ROWS - 1
    for sheet in sheets:
        for start in range(0, max(1, len(sheet.rows)), most):
            yield Sheet(sheet.name, sheet.headings, sheet.rows[start : start + most], sheet.frozen)


def fit_name(name: str, taken: set[str]) -> str:
    """Make a name that Excel accepts and no other sheet has."""
    plain = BAD_NAME.sub("_", UNFIT.sub("", name)).strip("' ") or "Sheet"
    fit, number = _cut(plain, LONGEST_NAME), 1
    while fit.lower() in {*taken, "history"}:
        number += 1
        fit = f"{_cut(plain, LONGEST_NAME - len(str(number)) - 1)}_{number}"
    taken.add(fit.lower())
    return fit


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
    for at, heading in enumerate(sheet.headings):
        page.write_string(0, at, UNFIT.sub("", heading.title), formats["head"])
        page.set_column(
            at, at, heading.width or _width(heading, [row[at] for row in sheet.rows[:200]])
        )
    for number, row in enumerate(sheet.rows, start=1):
        for at, (heading, cell) in enumerate(zip(sheet.headings, row, strict=True)):
            _write_cell(page, number, at, cell, formats, heading.kind)
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, max(1, len(sheet.rows)), max(0, len(sheet.headings) - 1))
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)  # one page wide, as many high as it takes
    page.repeat_rows(0)


def _write_cell(  # noqa: PLR0913 - where, what and how
    page: Any,  # noqa: ANN401 - xlsxwriter has no types
    row: int,
    at: int,
    cell: object,
    formats: dict[str, Any],
    kind: str,
) -> None:
    if cell is None or pd.isna(cell):  # type: ignore[call-overload]
        return
    if isinstance(cell, dt.date):
        page.write_datetime(row, at, dt.datetime(cell.year, cell.month, cell.day), formats["date"])  # noqa: DTZ001 - a day
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        page.write_number(row, at, cell, formats.get(kind, formats["number"]))
    else:
        page.write_string(row, at, fit_text(str(cell)), formats["text"])


def fit_text(text: str) -> str:
    """Make text that a cell can hold.

    Without characters that XML has no place for, cut with a mark if too long.
    """
    text = UNFIT.sub("\ufffd", text)
    if len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    mark = say("export.workbook.cut", written_language())
    return _cut(text, LONGEST_CELL - len(mark)) + mark


def _cut(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore")


def _width(heading: Heading, cells: Sequence[object]) -> float:
    """As wide as most cells need; a Chinese character takes two."""
    widths = sorted(_measure(str(cell)) for cell in cells if cell is not None)
    usual = widths[int(len(widths) * 0.9)] if widths else 0
    return float(min(WIDEST, max(10, usual + 2, min(16, _measure(heading.title) + 4))))


def _measure(text: str) -> int:
    return sum(1 if character < "\u2e80" else 2 for character in text)
