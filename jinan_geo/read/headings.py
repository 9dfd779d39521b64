"""Which rows of a sheet are its headings, and where the table below them ends."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from jinan_geo.cells.degrees import is_unknown
from jinan_geo.manifest.delivered import TableSpec
from jinan_geo.read.places import is_place
from jinan_geo.read.rowkinds import captions_in, counts, is_said_again, usual_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jinan_geo.read.excel import ExcelSheet

__all__ = ["find_headings", "is_number", "notes_below"]

IN_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]{1,12}[)）\]]")  # a unit below its heading
SEARCHED = 40  # rows from the top among which the headings are
NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)-?(?:e[+-]?\d+)?\s*%?|\d+-\d+", re.IGNORECASE)
DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?.*|月)?")
DIGIT, LETTER = re.compile(r"\d"), re.compile("[A-Za-z]")
STEADY = 0.8  # of a column's cells are of its kind
FEW = 2  # rows that tell nothing of a column
SAMPLE = 1000  # rows looked at to tell headings from data
WIDE_ENOUGH = 0.6  # of the usual number of filled cells


def _first_heading(sheet: ExcelSheet, rows: list[list[str]]) -> int:
    """The first row that fills nearly as many cells as most do, with words and not numbers.

    Titles, units and days above it fill few cells.
    """
    filled = [sum(map(bool, row)) for row in rows]
    usual = usual_width(filled)
    least = max(2, usual * WIDE_ENOUGH) if usual > 1 else 1
    passed = {at for at in _spanning(sheet, usual) if sum(filled[at : at + 1]) <= usual}
    passed |= captions_in(rows)
    wide = [at for at, count in enumerate(filled) if count >= least and at not in passed]
    first = next(_worded(rows, wide), wide[0] if wide else 0)
    return _below_notes(sheet, rows, first, wide)


def _below_notes(sheet: ExcelSheet, rows: list[list[str]], first: int, wide: Sequence[int]) -> int:
    """A fuller row below the first, where that is a note above the table; else the first.

    It is told by the columns below it: their cells are all of one kind, and its own are words.
    """
    for at in _worded(rows, [one for one in wide if one > first]):
        between = rows[first + 1 : at]
        is_within = first + _heading_depth(sheet, rows, first) > at
        least = 1 if between else 2  # columns that tell
        if is_within or not _is_fuller(rows[at], [rows[first], *between]):
            continue
        if _tells_columns(rows[at], rows[at + 1 : at + SAMPLE], least):
            return at
    return first


def _is_fuller(row: Sequence[str], above: Sequence[Sequence[str]]) -> bool:
    return all(sum(map(bool, row)) > sum(map(bool, one)) for one in above)


def _tells_columns(row: Sequence[str], below: Sequence[Sequence[str]], least: int) -> bool:
    """Tell whether a row has a word above each column, ``least`` of which hold no words."""
    others = [one for one in below if any(one) and list(one) != list(row)]
    used = _used_columns(others, len(row))
    if not used or not all(row[at] for at in used):
        return False
    kinds = [steady_kind(cells) for cells in used.values()]
    said = [row[at] for at in used]
    if any(map(_is_alike, said, used.values(), kinds)):
        return False
    return sum(map(_is_heading, said, kinds)) >= least


def _used_columns(rows: Sequence[Sequence[str]], width: int) -> dict[int, list[str]]:
    """Give what the columns say that most rows fill; none where the rows are few."""
    columns = {at: _column(rows, at) for at in range(width)}
    least = len(rows) / 2 if len(rows) > FEW else float("inf")
    return {at: cells for at, cells in columns.items() if len(cells) >= least}


def _is_alike(cell: str, below: Sequence[str], kind: str | None) -> bool:
    """Tell whether a cell is as those below it: of their kind, or said there again."""
    return kind_of(cell) == kind if kind else cell in below


def _is_heading(cell: str, kind: str | None) -> bool:
    return kind is not None and not DIGIT.search(cell) and not is_unknown(cell)


def _column(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    """Give what a column says, without blanks and what says that nothing is known."""
    return [row[at] for row in rows if at < len(row) and not is_unknown(row[at])]


def steady_kind(cells: Sequence[str]) -> str | None:
    """Give the kind that nearly all cells of a column are of; None where they are words."""
    kind, count = Counter(map(kind_of, cells)).most_common(1)[0] if cells else ("", 0)
    return kind if kind and count >= STEADY * len(cells) else None


def kind_of(cell: str) -> str:
    """Give what a cell is: a number, a day, a code by its shape (``AA-000``); blank for words."""
    if is_number(cell):
        return "number"
    if DAY.fullmatch(cell):
        return "day"
    return LETTER.sub("A", DIGIT.sub("0", cell)) if DIGIT.search(cell) else ""


def notes_below(rows: Sequence[list[str]], lines: list[int], merged: set[int]) -> list[int]:
    """Give the last of the lines that are notes below a table: a few words where it has numbers.

    Nowhere else in the table a line may be as short. ``merged`` are lines with a cell of one above.
    """
    body, short = _parted(rows, lines)
    if not short or len(body) <= FEW or merged & {*short}:
        return []
    sample = [rows[at] for at in body[-SAMPLE:]]
    kinds = [steady_kind(_column(sample, at)) for at in range(len(sample[0]))]
    if not any(_contradicts(rows[at], kinds) for at in short):
        return []
    return [at for at in short if _is_note(rows[at], kinds)]


def _parted(rows: Sequence[list[str]], lines: list[int]) -> tuple[list[int], list[int]]:
    """Part the lines from those at their end that fill few cells; none where others do so too."""
    sizes = [sum(map(bool, rows[at])) for at in lines]
    limit = usual_width(sizes) / 3
    end = len(lines) - sum(size <= limit for size in sizes)
    is_end = all(size <= limit for size in sizes[end:])
    return (lines[:end], lines[end:]) if is_end else (lines, [])


def _is_note(row: Sequence[str], kinds: Sequence[str | None]) -> bool:
    if any(kind and kind_of(cell) == kind for cell, kind in zip(row, kinds, strict=False)):
        return False
    return not row[0] or sum(map(bool, row)) == 1 or _contradicts(row, kinds)


def _contradicts(row: Sequence[str], kinds: Sequence[str | None]) -> bool:
    """Tell whether a word stands where the column holds none."""
    pairs = zip(row, kinds, strict=False)
    return any(kind and not is_unknown(cell) and not kind_of(cell) for cell, kind in pairs)


def _worded(rows: list[list[str]], wide: list[int]) -> Iterator[int]:
    """Wide rows of words near the top; below a row of data there can be no headings."""
    for at in wide:
        if at >= SEARCHED or (_is_data(rows[at]) and not counts(filter(None, rows[at]))):
            return
        if not _is_data(rows[at]):
            yield at


def _spanning(sheet: ExcelSheet, usual: float) -> set[int]:
    """Rows with a cell merged across as many columns as rows usually fill: titles."""
    return {top[0] for top, end in sheet.merged if end[1] - top[1] + 1 >= usual > 1}


def _is_data(row: list[str]) -> bool:
    """Tell whether most of what a row holds are numbers: headings are words."""
    said = [cell for cell in row if cell]
    return sum(map(is_number, said)) > len(said) / 2


def is_number(cell: str) -> bool:
    """Tell whether a cell is written as a number."""
    return bool(NUMBER.fullmatch(cell))


def find_headings(sheet: ExcelSheet, rows: list[list[str]], spec: TableSpec) -> tuple[int, int]:
    """Give the first row of the headings, from 0, and how many there are.

    There are none where data begin at once.
    """
    first = _first_heading(sheet, rows) if spec.skip_rows is None else spec.skip_rows
    if spec in (TableSpec(), TableSpec(unmerge=True)) and _is_bare(rows, first):
        return _first_data(rows, first), 0
    return first, spec.header_rows or _heading_depth(sheet, rows, first)


def _is_bare(rows: list[list[str]], first: int) -> bool:
    """Tell whether the table begins with its first row of data, without a heading."""
    if not rows:
        return False
    row, below = rows[first], rows[first + 1 : first + SAMPLE]
    if _begins_with_place(row, below):
        return True
    if len(row) <= 1:
        return False
    return _is_data(row) or is_said_again(row, below) or _goes_on(row, below)


def _begins_with_place(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a cell is a place, as all those below it are."""
    under = [_column(below, at) for at, cell in enumerate(row) if cell and is_place(cell)]
    return any(cells and all(map(is_place, cells)) for cells in under)


def _goes_on(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a row has numbers wherever the rows below have, and one of them a fraction."""
    used = _used_columns(below, len(row))
    numbers = [row[at] for at, cells in used.items() if steady_kind(cells) == "number"]
    return all(map(is_number, numbers)) and any("." in cell for cell in numbers)


def _first_data(rows: list[list[str]], first: int) -> int:
    """The first of the rows of data that stand directly above; shorter ones are rows too."""
    while first and any(rows[first - 1]) and _is_data(rows[first - 1]):
        first -= 1
    return first


def _heading_depth(sheet: ExcelSheet, rows: list[list[str]], first: int) -> int:
    """A heading of several rows is known by its merged cells.

    Down for plain columns, across for groups.

    In a text, where nothing is merged, by a second row that fills exactly blanks of the first.
    """
    merged = [(top, bottom) for top, bottom in sheet.merged if top[0] == first]
    down = max((bottom[0] - top[0] + 1 for top, bottom in merged), default=1)
    across = any(bottom[1] > top[1] for top, bottom in merged)
    if merged:
        return max(down, 2) if across else down
    return 2 if not sheet.merged and _has_second_heading(rows, first) else 1


def _has_second_heading(rows: list[list[str]], first: int) -> bool:
    """Tell whether the row below the first of the heading names the parts of its groups."""
    if first + 2 >= len(rows):
        return False
    top, under = rows[first], rows[first + 1]
    is_led = not under or bool(under[0])  # a blank line, or a row that begins as records do
    return not is_led and not _is_data(under) and _names_parts(top, under)


def _names_parts(top: list[str], under: list[str]) -> bool:
    """Tell whether the lower row fills blanks of the upper, or gives units in brackets."""
    gaps = {at for at in range(min(len(top), len(under))) if not top[at]}
    units = {at for at, cell in enumerate(under) if IN_BRACKETS.fullmatch(cell)}
    names = {at for at, cell in enumerate(under) if cell} - units
    groups = {at - 1 for at in gaps}
    return names <= gaps | groups and bool(names & gaps or units)
