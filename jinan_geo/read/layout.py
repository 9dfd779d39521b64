"""Where a sheet's table stands.

Titles, headings, rows of the table, totals, and what is no row of it.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue, rows_detail
from jinan_geo.read.excel import cell_name
from jinan_geo.read.headings import find_headings, is_number, notes_below
from jinan_geo.read.rowkinds import TOTALS, RowKind
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinan_geo.manifest.delivered import TableSpec
    from jinan_geo.read.excel import ExcelSheet

__all__ = ["SHEET_ROWS", "Layout", "find_layout"]

# All that a sheet of .xls and of .xlsx can hold: what came after was cut off.
MOST_COLUMNS = 16_384
SHEET_ROWS = (65_536, 1_048_576)
SHOWN = 8  # hidden rows and columns that are named


@dataclass(frozen=True)
class Layout:
    """Headings, rows and their places in the sheet from 1.

    Every row that is not blank is in one of the lists.

    ``columns`` are the places of the headings in the sheet, from 0: blank columns are left out.
    """

    heading: list[str]
    columns: list[int]
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
        There is no heading.
    """
    rows = [list(map(str.strip, row)) for row in sheet.rows]
    first, depth = find_headings(sheet, rows, spec)
    titles = _titles(sheet, rows, first, depth)
    body = range(first + depth, len(rows))
    limit = _limit_of(sheet, rows, first, titles)
    heading, columns, notes = _name_columns(titles, rows, body, limit, name)
    if not depth:
        notes = [Issue("no-headings", "", name, row=first + 1, value=rows[first][0])]
    _refuse_nothing(heading, f"{name} {sheet.name}".rstrip(), first)
    words = TOTALS if spec.total_rows is None else tuple(spec.total_rows)
    kinds = RowKind(
        titles,
        None if sheet.name else limit,
        words,
        _spanned(sheet),
        numbered=_is_numbered(rows, body),
    )
    lines, others = _without_notes(sheet, rows, *_divide(rows, body, kinds))
    places = dict(zip(heading, columns, strict=True))
    filled_down = {places[title] for title in spec.fill if title in places}
    totals, aside = _set_aside(others)
    notes += _merged_notes(sheet, name, range(first + depth), filled_down, others)
    notes += [] if spec.skip_rows is not None else _passed_notes(rows[:first], name)
    notes += _sheet_notes(sheet, name)
    notes += _line_notes(others, rows, name)
    return Layout(
        heading,
        columns,
        rows=[_cells_at(sheet.rows[at], columns) for at in lines],
        lines=[at + 1 for at in lines],
        totals=totals,
        aside=aside,
        titles=_filled_above(rows, first),
        notes=notes,
    )


def _is_numbered(rows: list[list[str]], body: range) -> bool:
    """Tell whether the first column counts its rows, as 序号 does: it holds numbers mostly."""
    said = [rows[at][0] for at in body if any(rows[at][:1])]
    return sum(map(str.isdecimal, said)) > len(said) / 2


def _set_aside(others: dict[int, str]) -> tuple[list[int], list[int]]:
    """Give the lines of totals, and of what is no row of the table for another reason; from 1."""
    totals = [at + 1 for at, kind in others.items() if kind == "total-row"]
    return totals, [at + 1 for at, kind in others.items() if kind != "total-row"]


def _refuse_nothing(heading: list[str], where: str, first: int) -> None:
    if not heading:
        msg = say("read.errors.no_headings", where=where, first=first + 1)
        raise InputError(msg)


def _line_notes(others: dict[int, str], rows: list[list[str]], name: str) -> Iterator[Issue]:
    for at, kind in others.items():
        filled = [cell for cell in rows[at] if cell]
        said = " ".join(filled[:2]) if kind == "group-row" else filled[0]
        yield Issue(kind, "", name, row=at + 1, value=said)


def _passed_notes(above: list[list[str]], name: str) -> list[Issue]:
    """Name the rows above the headings that nobody said to skip; blank ones by a dash."""
    if not above:
        return []
    said = (" ".join(filter(None, row)) for row in above)
    value = " / ".join(filter(None, said)) or "—"
    details = {"last": len(above), **rows_detail(1, len(above))}
    return [Issue("title-rows", "", name, row=1, value=value, details=details)]


def _filled_above(rows: list[list[str]], first: int) -> list[int]:
    return [at + 1 for at, row in enumerate(rows[:first]) if any(row)]


def _divide(rows: list[list[str]], body: range, kinds: RowKind) -> tuple[list[int], dict[int, str]]:
    """Lines of the table, and the others that are not blank with what they are; places from 0."""
    lines: list[int] = []
    others: dict[int, str] = {}
    for at in body:
        kind = kinds.of(at, rows[at], is_first=not lines)
        if kind is None:
            lines.append(at)
        elif kind != "blank":
            others[at] = kind
    first = next((at for at, kind in others.items() if kind == "number-row"), None)
    if first is not None and not _has_words(rows, [first, *lines]):
        del others[first]
        lines = sorted([first, *lines])
    return lines, others


def _has_words(rows: list[list[str]], lines: list[int]) -> bool:
    """Tell whether rows hold anything but numbers: else a row 1 2 3 is one like the others."""
    return any(cell and not is_number(cell) for at in lines for cell in rows[at])


def _cells_at(row: list[str], columns: list[int]) -> list[str]:
    return [row[place] if place < len(row) else "" for place in columns]


def _limit_of(sheet: ExcelSheet, rows: list[list[str]], first: int, titles: list[str]) -> int:
    """How many columns there can be: all of a sheet, of a text those of its headings' own line."""
    if sheet.name:
        return max(map(len, rows), default=0)
    usual = statistics.mode(map(len, rows[first:])) if rows[first:] else 0
    return len(titles) or max([usual, *map(len, rows[first : first + 1])])


def _titles(sheet: ExcelSheet, rows: list[list[str]], first: int, depth: int) -> list[str]:
    """Give one name a column: the words above it from top to bottom, joined by ``/``."""
    parts = [list(row) for row in rows[first : first + depth]]
    for (top, left), (bottom, right) in sheet.merged:
        if first <= top < first + depth:
            for row in range(top - first, min(bottom - first + 1, depth)):
                for column in range(left, min(right + 1, len(parts[row]))):
                    parts[row][column] = parts[top - first][left]
    if depth > 1 and not sheet.merged:
        _spread(parts)
    width = max(map(len, parts), default=0)
    columns = zip(*(part + [""] * (width - len(part)) for part in parts), strict=True)
    return [_join(column) for column in columns]


def _spread(parts: list[list[str]]) -> None:
    """Let a group's name stand above each of its columns."""
    top, under = parts[0], parts[1]
    for at in range(1, min(len(top), len(under))):
        if not top[at] and under[at]:
            top[at] = top[at - 1]


def _join(column: tuple[str, ...]) -> str:
    """The words of a column's heading without line ends, and without what is not seen."""
    spaced = ("".join(part.split("\n")).replace("\xa0", " ") for part in column)
    seen = ("".join(filter(str.isprintable, part)) for part in spaced)
    bare = (" ".join(part.split()) for part in seen)
    return "/".join(dict.fromkeys(part for part in bare if part))


def _name_columns(
    titles: list[str], rows: list[list[str]], body: range, limit: int, name: str
) -> tuple[list[str], list[int], list[Issue]]:
    """Name each column that holds something: by its heading, by its letter where it has none.

    A heading that repeats gets a number. Cells from ``limit`` on belong to no column.
    """
    if titles and not any(titles):
        return [], [], []
    _refuse_wide(titles, name)
    titles = titles + [""] * (limit - len(titles))
    places = list(_used(titles, rows, body))
    found: list[str] = []
    taken = {title for title in titles if title}
    numbers: dict[str, int] = {}
    notes: list[Issue] = []
    for place in places:
        letter = cell_name((0, place)).rstrip("1")
        title = titles[place] or f"列{letter}"
        is_first = title not in numbers
        if not titles[place]:
            notes.append(Issue("blank-heading", "", name, field=title, value=letter))
        elif not is_first:
            notes.append(Issue("repeated-heading", "", name, field=title, value=title))
        found.append(title if is_first else _set_apart(title, taken, numbers))
        numbers.setdefault(title, 2)
    return found, places, notes


def _refuse_wide(titles: list[str], name: str) -> None:
    """See to it that there are not more columns than a workbook has: these are signs of a text."""
    if len(titles) > MOST_COLUMNS:
        counts = {"count": len(titles), "most": MOST_COLUMNS}
        raise InputError(say("read.errors.wide", name=name, **counts))


def _used(titles: list[str], rows: list[list[str]], body: range) -> Iterator[int]:
    """Columns with a heading or a filled cell."""
    for place, title in enumerate(titles):
        if title or _holds_any(rows, body, place):
            yield place


def _holds_any(rows: list[list[str]], body: range, place: int) -> bool:
    return any(place < len(rows[at]) and rows[at][place] for at in body)


def _set_apart(title: str, taken: set[str], numbers: dict[str, int]) -> str:
    """Give a heading that was there before a number that no other has."""
    number = numbers.get(title, 2)
    while f"{title} ({number})" in taken:
        number += 1
    numbers[title] = number + 1
    named = f"{title} ({number})"
    taken.add(named)
    return named


def _spanned(sheet: ExcelSheet) -> set[int]:
    """Rows whose first cell is merged across others: names of groups."""
    return {
        top[0] for top, bottom in sheet.merged if top[0] == bottom[0] and bottom[1] > top[1] + 1
    }


def _without_notes(
    sheet: ExcelSheet, rows: list[list[str]], lines: list[int], others: dict[int, str]
) -> tuple[list[int], dict[int, str]]:
    """Count notes below the table among the others, which keep their order."""
    found = notes_below(rows, lines, _reached(sheet))
    others = dict(sorted((others | dict.fromkeys(found, "remark-row")).items()))
    return [at for at in lines if at not in others], others


def _reached(sheet: ExcelSheet) -> set[int]:
    """Rows with a cell that is merged with one above."""
    return {at for top, end in sheet.merged for at in range(top[0] + 1, end[0] + 1)}


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
    rows, columns = sheet.hidden
    if rows or columns:
        letters = [cell_name((0, column)).rstrip("1") for column in columns]
        value = ", ".join([*map(str, rows[:SHOWN]), *letters[:SHOWN]])
        details = {"rows": len(rows), "columns": len(columns)}
        yield Issue("hidden-cells", "", name, field=sheet.name, value=value, details=details)
    if sheet.others:
        others = ", ".join(sheet.others)
        yield Issue("sheet-chosen", "", name, value=sheet.name, details={"others": others})
    count = len(sheet.rows)
    if count in SHEET_ROWS or (not sheet.name and count > SHEET_ROWS[-1]):
        yield Issue("row-limit", "", name, value=count)


def _merged_notes(
    sheet: ExcelSheet,
    name: str,
    above: range,
    filled_down: set[int],
    others: dict[int, str],
) -> list[Issue]:
    """Name the ranges merged among the rows; those down a column that is filled are told there.

    So are those in one of ``others``, which is no row of the table.
    """
    ranges = [
        (top, bottom)
        for top, bottom in sheet.merged
        if top[0] not in above
        and not (top[1] == bottom[1] and top[1] in filled_down)
        and not (top[0] == bottom[0] and top[0] in others)
    ]
    return [
        Issue("merged-cells", "", name, row=top[0] + 1,
              field=f"{sheet.name}!{cell_name(top)}:{cell_name(bottom)}",
              value=sheet.rows[top[0]][top[1]] if top[0] < len(sheet.rows) else "")
        for top, bottom in ranges
    ]  # fmt: skip
