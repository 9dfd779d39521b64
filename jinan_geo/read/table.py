"""Tables as text: nothing is converted unless it changes no meaning."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.errors import InputError, show
from jinan_geo.read.text import decode_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Table", "read_any_table", "read_table"]

LONGEST_CELL = 16_000_000  # characters; the csv module stops at 131,072 by itself


@dataclass(frozen=True)
class Table:
    """A table as text: ``cells`` has one column a heading, ``lines`` the line of the file of each row."""

    cells: pd.DataFrame
    lines: list[int]


def read_table(path: Path, name: str) -> Table:
    """Read a CSV file in UTF-8 as text; nothing is converted, so ``NA`` and ``007`` stay what they are.

    Raises
    ------
    InputError
        The file is missing, not UTF-8, has no heading, repeats a heading, or a row has another number of cells.
    """
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


def read_any_table(path: Path, name: str) -> pd.DataFrame:
    """Read a CSV of unknown make: UTF-8, GB18030, UTF-16 or Big5; comma, semicolon or tab; numbers where all cells are.

    A column becomes numbers only if that changes no cell's meaning: ``007`` and ``NA`` keep it text.
    """
    if not path.is_file():
        msg = f"{name}: the file is missing; name an existing CSV file"
        raise InputError(msg)
    text, _ = decode_text(path.read_bytes(), name)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = _parse_rows(io.StringIO(text, newline=""), name, delimiter)
    return rows.cells.apply(_numbers_where_plain)


def _numbers_where_plain(cells: pd.Series[Any]) -> pd.Series[Any]:
    filled = cells[cells != ""]
    if len(filled) and filled.str.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?").all():
        return pd.to_numeric(cells.where(cells != ""))
    return cells.where(cells != "", None)
