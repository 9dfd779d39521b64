"""Cells merged down several rows: what one says holds for each of them, unless it is an amount."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.cells.values import parse_values
from jinan_geo.issues.issue import Issue, rows_detail
from jinan_geo.read.excel import cell_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinan_geo.read.excel import ExcelSheet
    from jinan_geo.read.table import Table

    Place = tuple[int, int]

__all__ = ["unmerge"]

# Numbers that are no amounts: as many rows as share them, they are added up nowhere.
NO_AMOUNTS = re.compile(
    r"编号|编码|代码|代号|序号|经度|纬度|东经|北纬|坐标|^(?:id|code|no|lon|lng|lat|longitude|latitude|x|y)$",
    re.IGNORECASE,
)


def unmerge(table: Table, sheet: ExcelSheet, name: str) -> Table:
    """Give the rows below a merged cell what it says, with a note for each range.

    An amount stays in the first row alone, or a sum would count it twice; that is warned of.
    """
    cells, notes = table.cells.copy(), list(table.notes)
    at = {line: position for position, line in enumerate(table.lines)}
    filled: dict[str, set[int]] = {}
    for top, bottom in _ranges(sheet, table):
        lines = [line for line in range(top[0] + 2, bottom[0] + 2) if line in at]
        column = table.columns.index(top[1])
        title, value = str(cells.columns[column]), str(cells.iloc[at[top[0] + 1], column])
        if not lines or _holds_once(title, value):
            continue
        cells.iloc[[at[line] for line in lines], column] = value
        filled.setdefault(title, set()).update(lines)
        where = f"{sheet.name}!{cell_name(top)}:{cell_name(bottom)}"
        notes = [note for note in notes if (note.type, note.field) != ("merged-cells", where)]
        details = rows_detail(lines[0], lines[-1])
        notes.append(Issue("filled-cells", "", name, lines[0], None, where, value, details))
    return replace(table, cells=cells, notes=notes, filled=filled)


def _ranges(sheet: ExcelSheet, table: Table) -> Iterator[tuple[Place, Place]]:
    """Those that begin in a row and a column of the table and reach below."""
    for top, bottom in sheet.merged:
        if bottom[0] > top[0] and top[1] in table.columns and top[0] + 1 in table.lines:
            yield top, bottom


def _holds_once(title: str, value: str) -> bool:
    """Tell a blank, and an amount: under some headings numbers are none."""
    if not value.strip() or NO_AMOUNTS.search(title.strip()):
        return not value.strip()
    return not parse_values([value], "number").bad or not parse_values([value], "percent").bad
