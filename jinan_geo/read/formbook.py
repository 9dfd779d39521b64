"""The tables of an xlsx with what its other reader leaves out: which words of a cell are bold.

``read.excel`` reads workbooks of figures with calamine, which knows nothing of bold; openpyxl does.
A cell reads the same here as there, but for shares, which stand as the sheet shows them: 53 %.
"""

from __future__ import annotations

import re
import warnings
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import InputError
from jinan_geo.read.excel import as_usual, cell_name, cell_text
from jinan_geo.read.forms import MOST_CELLS, FormCell, FormNote, text_of
from jinan_geo.read.sheetparts import check_parts, read_part
from jinan_geo.words import say

if TYPE_CHECKING:
    import io
    import zipfile
    from collections.abc import Iterator

    Run = tuple[str, bool]
    Held = dict[tuple[int, int], FormCell]

__all__ = ["read_book"]

# Openpyxl makes a cell of each place that a merged one spans.
MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)"'
)
PERCENT = re.compile(r"(?:#,##)?0(?:\.(0+))?%")
RETURN = "_x000D_"  # how Excel writes a carriage return


def read_book(archive: zipfile.ZipFile, name: str, notes: list[FormNote]) -> list[list[FormCell]]:
    """Read every visible sheet, in order; cells are named as in the sheet: ``Sheet1!B5``.

    ``notes`` gets what is hidden, and formulas without their result.
    """
    import openpyxl  # noqa: PLC0415 - takes a fifth of a second to load

    for part in archive.namelist():
        if part.endswith((".xml", ".rels")):
            _refuse_large(read_part(archive, part, name))
    file: Any = archive.fp
    data = as_usual(file, name) or file
    with warnings.catch_warnings(action="ignore"):  # of what it does not keep when it writes
        book = openpyxl.load_workbook(data, rich_text=True, data_only=True)
    rows: list[list[FormCell]] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" and len(book.worksheets) > 1:
            notes.append(FormNote("hidden_sheet", sheet.title))
            continue
        notes += _notes(data, name, sheet.title)
        rows += _read_sheet(sheet)
    return rows


def _refuse_large(part: bytes) -> None:
    spans = (
        (_number(right) - _number(left) + 1) * (int(low) - int(high) + 1)
        for left, high, right, low in MERGED.findall(part)
    )
    if sum(spans) > MOST_CELLS:
        msg = say("read.errors.form_large", most=MOST_CELLS)
        raise InputError(msg)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _notes(data: io.BytesIO, name: str, title: str) -> Iterator[FormNote]:
    """What the file says of a sheet, by the same rules as of a workbook of figures."""
    parts = check_parts(data, name, title)
    rows, columns = parts.hidden
    if rows:
        yield FormNote("hidden_rows", title, ", ".join(map(str, rows)), len(rows))
    if columns:
        letters = (cell_name((0, column)).rstrip("1") for column in columns)
        yield FormNote("hidden_columns", title, ", ".join(letters), len(columns))
    for cell, error in parts.errors:
        yield FormNote("no_result", f"{title}!{cell}", error)


def _read_sheet(sheet: Any) -> list[list[FormCell]]:  # noqa: ANN401 - openpyxl's worksheet
    held: Held = {}
    # Its iter_rows would make a cell of every blank place.
    for place, cell in sheet._cells.items():  # noqa: SLF001 - see above
        text, bold = text_of(_runs(cell))
        if text:
            held[place] = FormCell(text, f"{sheet.title}!{cell.coordinate}", bold)
    for merged in sheet.merged_cells.ranges:
        _spread(held, merged)
    height = max((row for row, _ in held), default=0)
    width = max((column for _, column in held), default=0)
    if height * width > MOST_CELLS:
        msg = say("read.errors.form_large", most=MOST_CELLS)
        raise InputError(msg)
    return [_row(held, at, width) for at in range(1, height + 1)]


def _row(held: Held, at: int, width: int) -> list[FormCell]:
    blank = FormCell("", "")
    return [held.get((at, column), blank) for column in range(1, width + 1)]


def _spread(held: Held, merged: Any) -> None:  # noqa: ANN401 - openpyxl's range
    cell = held.get((merged.min_row, merged.min_col))
    if cell is not None:
        held |= dict.fromkeys(merged.cells, cell)


def _runs(cell: Any) -> Iterator[Run]:  # noqa: ANN401 - openpyxl's cell
    """Give the runs of a cell; one that states no font has the cell's."""
    value = cell.value
    if value is None:
        return
    own = bool(cell.font and cell.font.b)
    for part in value if isinstance(value, list) else [value]:
        if hasattr(part, "font"):
            yield part.text.replace(RETURN, ""), bool(part.font.b)
        else:
            yield _shown(part, cell.number_format).replace(RETURN, ""), own


def _shown(value: Any, looks: str) -> str:  # noqa: ANN401 - what a cell may hold
    """Write a value as it reads: dates as 2025-01-31, shares as the sheet shows them."""
    percent = PERCENT.fullmatch(looks.partition(";")[0].replace("_ ", "").strip())
    if percent and isinstance(value, int | float) and not isinstance(value, bool):
        places = Decimal(1).scaleb(-len(percent[1] or ""))
        return f"{(Decimal(repr(value)) * 100).quantize(places, ROUND_HALF_UP)}%"
    return cell_text(value)
