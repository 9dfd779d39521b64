"""Tables as text: nothing is converted unless it changes no meaning."""

from __future__ import annotations

import contextlib
import csv
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TextIO

import pandas as pd

from jinan_geo.cells.inputs import is_grouped
from jinan_geo.errors import InputError, show, suggest
from jinan_geo.issues.issue import Issue, rows_detail
from jinan_geo.kept.coded import code_texts, from_codes
from jinan_geo.manifest.delivered import TableSpec
from jinan_geo.read.arrowtable import arrow_kind, read_arrow_cells
from jinan_geo.read.delimited import LONGEST_CELL, parse_delimited
from jinan_geo.read.excel import ExcelSheet, read_sheet
from jinan_geo.read.layout import SHEET_ROWS, find_layout
from jinan_geo.read.markup import is_markup_table, read_markup
from jinan_geo.read.merged import unmerge
from jinan_geo.read.plaintable import read_plain
from jinan_geo.read.sniff import require_text
from jinan_geo.read.source import Reading, first_bytes, open_file
from jinan_geo.read.text import decode_text, encoding_notes
from jinan_geo.read.unread import list_unread
from jinan_geo.words import current_speech, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.kept.coded import Coded

__all__ = ["Table", "read_cells", "read_grid", "read_table", "table_of"]

E10 = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")  # as Excel shows a long number, and saves it as CSV
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Table:
    """A table as text: ``cells`` has a column a heading, ``lines`` each row's line in the file.

    ``totals`` and ``aside`` are the lines that are no rows of the table; ``notes`` say so.
    ``typed`` tells by heading and line which cells of a workbook are a ``date`` or a number in
    ``scientific`` form; its columns stand in ``sheet`` from the first on. ``filled`` are by heading
    the lines that have their cell of a merged one above, ``points`` those of a number as 1.234.
    """

    cells: pd.DataFrame
    lines: list[int]
    totals: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    notes: list[Issue] = field(default_factory=list)
    typed: dict[str, dict[int, str]] = field(default_factory=dict)
    sheet: str | None = None
    columns: list[int] = field(default_factory=list)
    encoding: str | None = None
    filled: Mapping[str, set[int]] = field(default_factory=dict)
    points: Mapping[str, set[int]] = field(default_factory=dict)

    def refuse_changed_keys(self, key: str, name: str) -> None:
        """Stop where Excel has made numbers or dates of some keys.

        What they were before cannot be told.

        Raises
        ------
        InputError
            Names the first such cell. Where most keys are so they are meant so.
        """
        if key not in self.cells:
            return
        pairs = zip(self.lines, self.cells[key], strict=True)
        shown = {line: "scientific" for line, text in pairs if E10.fullmatch(text.strip())}
        found = {**shown, **self.typed.get(key, {})}
        lines = [line for line in self.lines if line in found]
        if 0 < len(lines) <= len(self.lines) / 2:
            value = self.cells[key].iloc[self.lines.index(lines[0])]
            is_date = found[lines[0]] == "date"
            what = say("read.kinds.dated" if is_date else "read.kinds.scientific")
            msg = say(
                "read.errors.changed_keys",
                name=name,
                lines=lines[0],
                key=show(key),
                value=show(value),
                what=what,
                count=len(lines),
            )
            raise InputError(msg)

    def fill_down(self, columns: Sequence[str], name: str) -> Table:
        """Give blank cells of these columns the value above, with a note for each run of blanks.

        Raises
        ------
        InputError
            There is no such column.
        """
        if not columns:
            return self
        cells, notes = self.cells.copy(), list(self.notes)
        for title in columns:
            if title not in cells:
                msg = say(
                    "read.errors.fill",
                    name=name,
                    title=show(title),
                    hint=suggest(title, [*map(str, cells)]),
                )
                raise InputError(msg)
            values = cells[title].where(cells[title].str.strip() != "")
            filled = values.ffill()
            blank = values.isna() & filled.notna()
            for _, run in filled[blank].groupby(values.notna().cumsum()[blank]):
                first, last = (self.lines[at] for at in (run.index[0], run.index[-1]))
                details = rows_detail(first, last)
                notes.append(
                    Issue("filled-cells", "", name, first, None, title, run.iloc[0], details)
                )
            cells[title] = filled.fillna("")
        return replace(self, cells=cells, notes=notes)


def read_table(path: Path, name: str, spec: TableSpec | None = None) -> Table:
    """Read a CSV file in UTF-8, or a workbook, as text.

    Nothing is converted, so ``NA`` and ``007`` stay what they are.

    ``spec`` says where the table stands, and which columns are filled down.

    Raises
    ------
    InputError
        The file is missing, not UTF-8, has no heading, repeats a heading, or a row has another
        number of cells.
    """
    spec = spec or TableSpec()
    if _is_workbook(path):
        return _read_workbook(path, name, spec)
    if path.is_file():
        require_text(path, name)
    try:
        plain = None if spec.skip_rows else read_plain(path)
        if plain is not None:
            heading, columns = plain
            lines = range(2, len(columns[0].codes) + 2)
            return _whole(heading, columns, [*lines], name, spec)
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _parse_rows(file, name, ",", spec)
    except FileNotFoundError:
        msg = say("read.errors.missing", name=name)
        raise InputError(msg) from None
    except OSError as error:
        msg = say("read.errors.table_not_opened", name=name, strerror=error.strerror)
        raise InputError(msg) from None
    except UnicodeDecodeError as error:
        msg = say("read.errors.not_utf8", name=name, start=error.start)
        raise InputError(msg) from None


def read_grid(
    path: Path, name: str, sheet: str | None = None, encoding: str | None = None
) -> ExcelSheet:
    """Read a table of unknown make as rows of text from its first on.

    A workbook's sheet, or a CSV as ``read_cells``.

    Rows of a CSV are made as long as its longest. ``table_of`` finds the table in it.

    Raises
    ------
    InputError
        Missing, damaged, or of no known encoding.
    """
    if _is_workbook(path):
        return _open_sheet(path, name, sheet, encoding)
    require_text(path, name)
    with open_file(path, name) as file:
        text, found = decode_text(file.read(), name, encoding)
    parsed = parse_delimited(text, name)
    width = max(map(len, parsed.rows), default=0)
    whole = [row + [""] * (width - len(row)) for row in parsed.rows]
    return ExcelSheet("", whole, [], notes=[*encoding_notes(found, name), *parsed.notes])


def _parse_rows(file: TextIO, name: str, delimiter: str, spec: TableSpec) -> Table:
    skipped = spec.skip_rows or 0
    for _ in range(skipped):
        file.readline()
    heading, rows, lines = _parse_lines(file, name, delimiter, skipped)
    if not heading or len(set(heading)) != len(heading):
        msg = say(
            "read.errors.table_headings",
            name=name,
            skipped=skipped + 1,
            heading=show(",".join(heading)),
        )
        raise InputError(msg)
    columns = zip(*rows, strict=True) if rows else ([] for _ in heading)
    return _whole(heading, map(code_texts, columns), lines, name, spec)


def _whole(
    heading: list[str], columns: Iterable[Coded], lines: list[int], name: str, spec: TableSpec
) -> Table:
    """Give the table of columns of texts, each coded: what repeats in a ledger is one text."""
    count = len(lines) + 1
    is_full = count in SHEET_ROWS or count > SHEET_ROWS[-1]
    notes = [Issue("row-limit", "", name, value=count)] if is_full else []
    texts = [pd.Series(from_codes(one), dtype=object, copy=False) for one in columns]
    cells = pd.DataFrame(dict(zip(heading, texts, strict=True)), copy=False)
    return Table(cells, lines, notes=notes).fill_down(spec.fill, name)


def _parse_lines(
    file: TextIO, name: str, delimiter: str, skipped: int
) -> tuple[list[str], list[list[str]], list[int]]:
    """Give the headings, the rows that are not blank, and the line on which each ends, from 1."""
    rows: list[list[str]] = []
    lines: list[int] = []
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(file, strict=True, delimiter=delimiter)
    try:
        heading = next(reader, [])
        for row in filter(None, reader):
            line, count, width = reader.line_num + skipped, len(row), len(heading)
            if count != width:
                msg = say("read.errors.cells", name=name, line=line, count=count, count2=width)
                raise InputError(msg)
            rows.append(row)
            lines.append(line)
    except csv.Error as error:
        line = reader.line_num + skipped
        msg = say("read.errors.quotes_line", name=name, line_num=line, error=error)
        raise InputError(msg) from None
    return heading, rows, lines


def read_cells(path: Path, name: str, reading: Reading | None = None) -> Table:
    """Read a table of unknown make as text.

    A workbook, or a text with cells separated by any usual sign, in any usual encoding.

    Raises
    ------
    InputError
        Missing, damaged, of no known encoding, or without headings.
    """
    reading = reading or Reading()
    spec = reading.table or TableSpec()
    if _is_workbook(path):
        return _read_workbook(path, name, spec, reading.encoding)
    if path.is_file() and (kind := arrow_kind(first_bytes(path, name))):
        cells = read_arrow_cells(path, name, kind)
        return Table(cells, list(range(1, len(cells) + 1)))
    require_text(path, name)
    with open_file(path, name) as file:
        text, found = decode_text(file.read(), name, reading.encoding)
    parsed = parse_delimited(text, name)
    table = table_of(ExcelSheet("", parsed.rows, []), name, spec)
    notes = [*encoding_notes(found, name), *parsed.notes, *table.notes]
    return replace(table, encoding=found.label, notes=notes)


def _is_workbook(path: Path) -> bool:
    """Tell a workbook, or a table in markup that is called one."""
    if not path.is_file():
        return False
    head = first_bytes(path, path.name)
    return head.startswith(WORKBOOKS) or is_markup_table(head)


def _read_workbook(path: Path, name: str, spec: TableSpec, encoding: str | None = None) -> Table:
    sheet = _open_sheet(path, name, spec.sheet, encoding)
    table = table_of(sheet, name, spec)
    if spec.sheet is not None or sheet.is_alone:
        return table
    alike = _alike_sheets(path, name, sheet, table)
    return replace(table, notes=[*table.notes, *alike])


def _alike_sheets(path: Path, name: str, sheet: ExcelSheet, table: Table) -> Iterator[Issue]:
    """Name the other sheets with the same headings, whose rows nobody asked to leave out."""
    for other in list_unread(path, name, {sheet.name}, table.cells.columns):
        if other.is_alike:
            details = {"count": other.rows}
            yield Issue(
                "sheet-alike", "", name, sheet=other.sheet, value=other.sheet, details=details
            )


def _open_sheet(path: Path, name: str, sheet: str | None, encoding: str | None) -> ExcelSheet:
    with open_file(path, name) as file:
        head = bytes(file.read(4))
        if head not in WORKBOOKS:
            return read_markup(head + file.read(), name, sheet, encoding)
    return read_sheet(path, name, sheet)


def table_of(sheet: ExcelSheet, name: str, spec: TableSpec) -> Table:
    """Find the table in a sheet, as ``spec`` says, else as docs/formats.md describes."""
    found = find_layout(_as_shown(sheet), name, spec)
    cells = pd.DataFrame(found.rows, columns=found.heading, dtype=object)
    titles = dict(zip(found.columns, found.heading, strict=True))
    typed = {
        titles[column]: _from_one(places)
        for column, places in sheet.typed.items()
        if column in titles
    }
    notes = [*sheet.notes, *found.notes]
    table = Table(
        cells,
        found.lines,
        found.totals,
        found.aside,
        notes,
        typed,
        sheet.name,
        columns=found.columns,
        points={titles[at]: lines for at, lines in _points(sheet).items() if at in titles},
    )
    table = unmerge(table, sheet, name) if spec.unmerge else table
    return table.fill_down(spec.fill, name)


def _points(sheet: ExcelSheet) -> dict[int, set[int]]:
    """Where numbers of a workbook stand that would be thousands, if they were texts."""
    found: dict[int, set[int]] = {}
    if current_speech().decimal != ",":
        return found
    for row, values in enumerate(sheet.values, start=1):
        for column, value in enumerate(values):
            if isinstance(value, float) and is_grouped(repr(value)):
                found.setdefault(column, set()).add(row)
    return found


def _from_one(places: dict[int, str]) -> dict[int, str]:
    return {row + 1: kind for row, kind in places.items()}


def _as_shown(sheet: ExcelSheet) -> ExcelSheet:
    """Write shares of 1 that the sheet shows as percentages as such: 0.85 is 85%."""
    if not sheet.percents:
        return sheet
    rows = [list(row) for row in sheet.rows]
    for row, column in sheet.percents:
        with contextlib.suppress(InvalidOperation):
            percent = Decimal(rows[row][column]) * 100
            rows[row][column] = f"{percent.normalize():f}%"
    return replace(sheet, rows=rows)
