"""A text of separated values to rows.

Which sign separates, what quotes mean, where each row stands.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from jinan_geo.issues.issue import Issue

__all__ = ["LONGEST_CELL", "Delimited", "find_delimiter", "parse_delimited"]

SIGNS = ",;\t|，；"  # the first of several that do equally well
LOOKED_AT = 60  # lines
LONGEST_CELL = 16_000_000  # characters; the csv module stops at 131,072 by itself
STATED = "sep="
FEWEST_LINES, PAIR = 3, 2
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Delimited:
    """Rows as wide as the text has them, each at its line from 0, and blank rows between.

    ``notes`` tell of quotes that were taken as they stand.
    """

    rows: list[list[str]]
    delimiter: str
    notes: list[Issue]


def parse_delimited(text: str, name: str) -> Delimited:
    """Part a text into rows; a quote that is never closed is a sign like others, and is told."""
    first, _, rest = text.partition("\n")
    stated = first.strip().strip('"').lower()
    spaced = _by_blanks(text)
    if spaced is not None:
        return Delimited(spaced, " ", [])
    is_stated = stated.startswith(STATED) and len(stated) == len(STATED) + 1
    body = "\n" + rest if is_stated else text
    delimiter = first.strip().strip('"')[-1] if is_stated else find_delimiter(text)
    csv.field_size_limit(LONGEST_CELL)
    try:
        return Delimited(_rows(body, delimiter, strict=True), delimiter, [])
    except csv.Error as error:
        rows = _rows(body, delimiter, strict=False)
        if _swallows(rows):
            rows = [line.split(delimiter) for line in body.splitlines()]
        note = Issue("stray-quote", "", name, value=str(error))
        return Delimited(rows, delimiter, [note])


def _by_blanks(text: str) -> list[list[str]] | None:
    """Part lines by blanks, as columns of numbers are printed; None where they are none.

    No other sign may be there, every line has as many cells, and all below the first two numbers.
    """
    rows = [line.split() for line in text.splitlines()]
    filled = list(filter(None, rows))
    widths = {len(row) for row in filled}
    # Two numbers in a line are a pair, which is read as such.
    if len(widths) != 1 or max(widths) <= PAIR or len(filled) < FEWEST_LINES:
        return None
    is_signed = any(sign in text for sign in SIGNS)
    return rows if not is_signed and all(map(_has_numbers, filled[1:])) else None


def _has_numbers(row: list[str]) -> bool:
    return sum(map(_is_number, row)) >= PAIR


def _is_number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell))


def find_delimiter(text: str) -> str:
    """Find the sign that parts most lines into the same number of cells, and into more than one."""
    lines = [line for line in text.splitlines()[:LOOKED_AT] if line.strip()]
    return max(SIGNS, key=lambda sign: _agreement(lines, sign))


def _agreement(lines: list[str], sign: str) -> tuple[float, int]:
    """The share of lines with the most frequent number of cells, where that is above one.

    That number.
    """
    counts = Counter(_count_cells(line, sign) for line in lines)
    width, times = max(
        counts.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0)
    )
    share = times / len(lines) if width > 1 else 0.0
    return round(share, 1), width


def _count_cells(line: str, sign: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=sign), [""]))
    except csv.Error:
        return line.count(sign) + 1


def _rows(text: str, delimiter: str, *, strict: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=strict, delimiter=delimiter)
    for row in reader:
        rows += [[]] * (reader.line_num - 1 - len(rows))  # a cell with line ends in it
        rows.append(row)
    return rows


def _swallows(rows: list[list[str]]) -> bool:
    """Tell whether an open quote has taken whole lines into its cell."""
    return any("\n" in cell for row in rows for cell in row)
