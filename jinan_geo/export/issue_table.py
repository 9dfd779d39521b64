"""The issue table as a file: CSV that opens in Excel, with no cell that Excel would run."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from jinan_geo.issues.alike import pieces_of
from jinan_geo.issues.issue import Wording, issue_row
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.export.findings import Findings
    from jinan_geo.publish.published import PublishedCity

__all__ = ["ISSUE_COLUMNS", "write_issues"]

ISSUE_COLUMNS = (
    "layer",
    "file",
    "sheet",
    "row",
    "cell",
    "feature",
    "field",
    "value",
    "type",
    "severity",
    "dimension",
    "responsible",
    "message_zh",
    "message_en",
    "fix_zh",
    "fix_en",
    "state",
    "first_seen",
    "editions",
)
QUOTE = '"'
QUOTED = re.compile(r'[",\r\n]')
FEATURE = ISSUE_COLUMNS.index("feature")
FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # full-width forms too


def write_issues(path: Path, found: PublishedCity | Findings) -> int:
    """Write the issues as CSV in UTF-8 with BOM, one row each; gives the number of bytes."""
    table = io.BytesIO()
    # A lone surrogate must not stop a table.
    text = io.TextIOWrapper(table, "utf-8", "backslashreplace", newline="")
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(ISSUE_COLUMNS)
    cells = TableCells()
    wording = Wording()
    for piece in pieces_of(found.issues):
        row = issue_row(piece.one, wording)
        said = [cells[row[column]] for column in ISSUE_COLUMNS]
        if piece.features is None:
            writer.writerow(said)
            continue
        before, after = _line_of(said[:FEATURE]), _line_of(said[FEATURE + 1 :])
        keys = map(_written, piece.features.tolist())
        text.writelines([f"{before},{key},{after}\r\n" for key in keys])
    text.flush()
    return write_bytes(path, table.getvalue())


def _line_of(cells: Sequence[object]) -> str:
    """Give several cells as CSV, without the end of a line."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _written(key: str) -> str:
    """Give one of several cells of a line as CSV writes it."""
    cell = str(as_cell(key))
    return f'"{cell.replace(QUOTE, QUOTE * 2)}"' if QUOTED.search(cell) else cell


class TableCells(dict[object, object]):
    """Each text as its cell: those of a table are mostly the same few."""

    def __missing__(self, value: object) -> object:
        """Make the cell of a value that was not there before."""
        cell = as_cell(value)
        if value is None or isinstance(value, str):
            self[value] = cell
        return cell


def as_cell(value: object) -> object:
    """Put an apostrophe before text that Excel would take for a formula; numbers stay numbers."""
    if not isinstance(value, str) or not value.startswith(FORMULA_STARTS):
        return value
    try:
        float(value.rstrip("%"))
    except ValueError:
        return f"'{value}"
    return value
