"""Where a sheet's table stands: title rows, one or more heading rows, rows of the table, totals, and what is aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.excel import cell_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from jinan_geo.manifest.models import TableSpec
    from jinan_geo.read.excel import ExcelSheet

__all__ = ["SHEET_ROWS", "Layout", "find_layout", "is_remark", "is_total"]

TOTALS = ("合计", "总计", "小计", "累计", "total", "subtotal")
REMARKS = ("注", "备注", "说明", "填表", "制表", "单位负责人", "审核")
SHEET_ROWS = (
    65_536,
    1_048_576,
)  # all that a sheet of .xls and of .xlsx can hold: what came after was cut off
LOOKED_AT = 3  # the first filled cells of a row, where a word says what the row is


@dataclass(frozen=True)
class Layout:
    """Headings, rows and their places in the sheet from 1; every row that is not blank is in one of the four lists."""

    heading: list[str]
    rows: list[list[str]]
    lines: list[int]
    totals: list[int]
    aside: list[int]
    titles: list[int]
    notes: list[Issue] = field(default_factory=list)


def find_layout(sheet: ExcelSheet, name: str, spec: TableSpec) -> Layout:
    """Divide a sheet's rows; what the manifest does not say is found as docs/formats.md describes.

    Raises
    ------
    InputError
        No heading, or headings repeat.
    """
    rows = [[cell.strip() for cell in row] for row in sheet.rows]
    where = f"{name} {sheet.name}"
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell), default=0)
    first = spec.skip_rows if spec.skip_rows is not None else _first_heading(sheet, rows, width)
    depth = spec.header_rows or _heading_depth(sheet, first)
    heading = _heading(sheet, rows, first, depth)
    while heading and not heading[-1]:
        heading.pop()
    _refuse_headings(heading, where, first)
    filled_down = {heading.index(title) for title in spec.fill if title in heading}
    notes = [*_merged_notes(sheet, name, first + depth, filled_down), *_sheet_notes(sheet, name)]
    words = tuple(spec.total_rows) if spec.total_rows is not None else TOTALS
    kept, lines, totals, aside = [], [], [], []
    for at, row in enumerate(rows[first + depth :], start=first + depth + 1):
        filled = [cell for cell in row if cell]
        if not filled:
            continue
        if any(is_total(cell, words) for cell in filled[:LOOKED_AT]):
            totals.append(at)
            notes.append(Issue("total-row", "", name, row=at, value=filled[0]))
        elif len(filled) == 1 and len(heading) > 1 and is_remark(filled[0]):
            aside.append(at)
            notes.append(Issue("remark-row", "", name, row=at, value=filled[0]))
        elif any(row[len(heading) :]):
            msg = f"{where} row {at}: more cells than headings; give the column a heading or clear the cell"
            raise InputError(msg)
        else:
            kept.append((sheet.rows[at - 1] + [""] * len(heading))[: len(heading)])
            lines.append(at)
    titles = [at + 1 for at, row in enumerate(rows[:first]) if any(row)]
    return Layout(heading, kept, lines, totals, aside, titles, notes)


def is_total(cell: str, words: Collection[str] = TOTALS) -> bool:
    """Tell whether a cell says that its row adds up others."""
    return "".join(cell.split()).rstrip("：:").lower() in words


def is_remark(cell: str) -> bool:
    """Tell whether a cell that stands alone in its row is a remark below the table."""
    return cell.startswith(REMARKS)


def _first_heading(sheet: ExcelSheet, rows: list[list[str]], width: int) -> int:
    """Titles stand above the table: rows with a single filled cell (or none), where the table has several columns."""
    for at, row in enumerate(rows):
        filled = sum(bool(cell) for cell in row)
        spans = any(
            top[0] == at and bottom[1] - top[1] + 1 >= width > 1 for top, bottom in sheet.merged
        )
        if filled > 1 or (filled == 1 and width == 1 and not spans):
            return at
    return 0


def _heading_depth(sheet: ExcelSheet, first: int) -> int:
    """A heading of several rows is known by its merged cells: down for the plain columns, across for the groups."""
    merged = [(top, bottom) for top, bottom in sheet.merged if top[0] == first]
    down = max((bottom[0] - top[0] + 1 for top, bottom in merged), default=1)
    across = any(bottom[1] > top[1] for top, bottom in merged)
    return max(down, 2) if across else down


def _heading(sheet: ExcelSheet, rows: list[list[str]], first: int, depth: int) -> list[str]:
    """Give one name a column: the words above it from top to bottom, joined by ``/``."""
    parts = [list(row) for row in rows[first : first + depth]]
    for (top, left), (bottom, right) in sheet.merged:
        if first <= top < first + depth:
            for row in range(top - first, min(bottom - first + 1, depth)):
                for column in range(left, min(right + 1, len(parts[row]))):
                    parts[row][column] = parts[top - first][left]
    columns = zip(*parts, strict=True)
    return [
        "/".join(dict.fromkeys("".join(part.split("\n")) for part in column if part))
        for column in columns
    ]


def _refuse_headings(heading: list[str], where: str, first: int) -> None:
    if not heading or "" in heading or len(set(heading)) != len(heading):
        msg = (
            f"{where} row {first + 1}: headings are missing or repeated: {show(', '.join(heading))}; "
            "correct them, or state skip_rows and header_rows under [table] in layer.toml"
        )
        raise InputError(msg)


def _sheet_notes(sheet: ExcelSheet, name: str) -> Iterator[Issue]:
    """What is odd about the sheet and its cells, wherever the table stands."""
    found = (
        ("error-cell", sheet.errors),
        ("doubtful-date", sheet.doubtful),
        ("number-as-text", sheet.texts),
    )
    for kind, cells in found:
        for cell, value in cells:
            yield Issue(kind, "", name, field=f"{sheet.name}!{cell}", value=value)
    if sheet.others:
        yield Issue(
            "sheet-chosen", "", name, value=sheet.name, details={"others": ", ".join(sheet.others)}
        )
    if len(sheet.rows) in SHEET_ROWS:
        yield Issue("row-limit", "", name, value=len(sheet.rows))


def _merged_notes(sheet: ExcelSheet, name: str, start: int, filled_down: set[int]) -> list[Issue]:
    """Name the ranges merged among the rows; those down a column that is filled are told where it is."""
    ranges = [
        (top, bottom)
        for top, bottom in sheet.merged
        if top[0] >= start and not (top[1] == bottom[1] and top[1] in filled_down)
    ]
    return [
        Issue("merged-cells", "", name, row=top[0] + 1, field=f"{sheet.name}!{cell_name(top)}:{cell_name(bottom)}",
              value=sheet.rows[top[0]][top[1]] if top[0] < len(sheet.rows) else "")
        for top, bottom in ranges
    ]  # fmt: skip
