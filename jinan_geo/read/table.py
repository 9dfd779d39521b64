"""Tables as text: nothing is converted unless it changes no meaning."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.errors import InputError, show
from jinan_geo.manifest import TableSpec
from jinan_geo.read.excel import read_sheet
from jinan_geo.read.layout import find_layout
from jinan_geo.read.source import Reading, open_file
from jinan_geo.read.text import decode_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jinan_geo.issues import Issue

__all__ = ["Table", "read_any_table", "read_cells", "read_table"]

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

LONGEST_CELL = 16_000_000  # characters; the csv module stops at 131,072 by itself


@dataclass(frozen=True)
class Table:
    """A table as text: ``cells`` has one column a heading, ``lines`` the line of the file of each row.

    ``totals`` and ``aside`` are the lines that are no rows of the table; ``notes`` say so.
    """

    cells: pd.DataFrame
    lines: list[int]
    totals: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    notes: list[Issue] = field(default_factory=list)

    def typed(self) -> pd.DataFrame:
        """Give the cells with blank as missing; a column of plain numbers alone becomes numbers.

        Only if that changes no cell's meaning: ``007`` and ``NA`` keep it text.
        """
        return self.cells.apply(_numbers_where_plain)


def read_table(path: Path, name: str) -> Table:
    """Read a CSV file in UTF-8, or a workbook, as text; nothing is converted, so ``NA`` and ``007`` stay what they are.

    Raises
    ------
    InputError
        The file is missing, not UTF-8, has no heading, repeats a heading, or a row has another number of cells.
    """
    if _is_workbook(path):
        return _read_workbook(path, name, TableSpec())
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _parse_rows(file, name, ",")
    except FileNotFoundError:
        msg = f"{name}: the file is missing; put it there or name another in layer.toml"
        raise InputError(msg) from None
    except OSError as error:
        msg = f"{name}: cannot be opened ({error.strerror}); check that it is a file and may be read"
        raise InputError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"{name}: not UTF-8 at byte {error.start}; save it as CSV UTF-8"
        raise InputError(msg) from None


def _parse_rows(file: Iterable[str], name: str, delimiter: str) -> Table:
    rows: list[list[str]] = []
    lines: list[int] = []
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(file, strict=True, delimiter=delimiter)
    try:
        heading = next(reader, [])
        for row in reader:
            if row and len(row) != len(heading):
                msg = f"{name} line {reader.line_num}: {len(row)} cells under {len(heading)} headings; correct the row"
                raise InputError(msg)
            if row:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        msg = f"{name} line {reader.line_num}: {error}; check the quotes"
        raise InputError(msg) from None
    if not heading or len(set(heading)) != len(heading):
        msg = f"{name} line 1: headings are missing or repeated: {show(','.join(heading))}"
        raise InputError(msg)
    return Table(pd.DataFrame(rows, columns=heading, dtype=object), lines)


def read_cells(path: Path, name: str, reading: Reading | None = None) -> Table:
    """Read a table of unknown make as text: a workbook, or a CSV with comma, semicolon or tab in any usual encoding.

    Raises
    ------
    InputError
        Missing, damaged, of no known encoding; no heading, a heading repeats, or a row has another number of cells.
    """
    reading = reading or Reading()
    spec = reading.table or TableSpec()
    if _is_workbook(path):
        return _read_workbook(path, name, spec)
    with open_file(path, name) as file:
        text, _ = decode_text(file.read(), name, reading.encoding)
    lines = io.StringIO(text, newline="")
    for _ in range(spec.skip_rows or 0):
        lines.readline()
    first = text[lines.tell() :].split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    table = _parse_rows(lines, name, delimiter)
    return replace(table, lines=[line + (spec.skip_rows or 0) for line in table.lines])


def read_any_table(path: Path, name: str) -> pd.DataFrame:
    """Read a table as ``read_cells`` does, with plain numbers as numbers (see ``Table.typed``)."""
    return read_cells(path, name).typed()


def _is_workbook(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return bool(file.read(4) in WORKBOOKS)


def _read_workbook(path: Path, name: str, spec: TableSpec) -> Table:
    found = find_layout(read_sheet(path, name, spec.sheet), name, spec)
    cells = pd.DataFrame(found.rows, columns=found.heading, dtype=object)
    return Table(cells, found.lines, found.totals, found.aside, found.notes)


def _numbers_where_plain(cells: pd.Series[Any]) -> pd.Series[Any]:
    filled = cells[cells != ""]
    if len(filled) and filled.str.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?").all():
        return pd.to_numeric(cells.where(cells != ""))
    return cells.where(cells != "", None)
