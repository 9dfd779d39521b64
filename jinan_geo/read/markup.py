"""Tables written as markup and called .xls: HTML pages of web systems, and Excel's XML of 2003."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from jinan_geo.errors import InputError, RefusedError, show
from jinan_geo.read.excel import ExcelSheet
from jinan_geo.read.text import decode_text, encoding_notes
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinan_geo.read.text import Found

    Range = tuple[tuple[int, int], tuple[int, int]]

__all__ = ["is_markup_table", "markup_titles", "read_markup", "tables_of"]

TABLE = re.compile(rb"<table[\s>]")
# Files of places whose descriptions may be pages of their own.
PLACES = re.compile(rb"(?:<[?!][^>]*>\s*)*<(?:\w+:)?(?:kml|gpx|featurecollection)\b")
WORKBOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
ENTITY = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
XML_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")
SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
WIDEST, LONGEST = 16_384, 1_048_576
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?")
SPAN = re.compile(r"[0-9]{1,5}")  # what has more digits is no span


def is_markup_table(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a table in markup."""
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not text.startswith(b"<") or PLACES.match(text):
        return False
    return bool(TABLE.search(text)) or WORKBOOK in text


def read_markup(data: bytes, name: str, sheet: str | None, encoding: str | None) -> ExcelSheet:
    """Read the largest table of a page, or a sheet of an XML workbook; what spans cells is merged.

    Raises
    ------
    InputError
        No such sheet, no table, or no XML.
    RefusedError
        An XML workbook that declares entities.
    """
    text, found = decode_text(data, name, encoding)
    if _is_workbook(text):
        return _read_workbook(text, name, sheet, found)
    titled = _titled(text)
    if not titled:
        msg = say("read.errors.html_empty", name=name)
        raise InputError(msg)
    chosen = sheet or max(titled, key=lambda title: titled[title].size)
    if chosen not in titled:
        known = ", ".join(map(show, titled))
        raise InputError(say("read.errors.no_sheet", name=name, chosen=show(chosen), known=known))
    others = [title for title in titled if title != chosen]
    return titled[chosen].as_sheet("", others, found, name)


def markup_titles(data: bytes, name: str) -> list[str]:
    """Give what the sheets of an XML workbook, or the tables of a page, are called.

    Raises
    ------
    InputError
        No XML, or of no known encoding.
    RefusedError
        An XML workbook that declares entities.
    """
    text, _ = decode_text(data, name, None)
    return list(_sheets(text, name) if _is_workbook(text) else _titled(text))


def _is_workbook(text: str) -> bool:
    return WORKBOOK.decode() in text and "<Workbook" in text[:10_000]


def _titled(text: str) -> dict[str, _Grid]:
    """The tables of a page that hold anything, by their numbers."""
    numbered = enumerate(_page_of(text).grids, start=1)
    return {f"table {at}": grid for at, grid in numbered if grid.rows}


def tables_of(text: str) -> list[list[list[str]]]:
    """Give the rows of each table of a page as texts, those without cells that span columns."""
    found = []
    for grid in _page_of(text).grids:
        wide = {first[0] for first, end in grid.merged if end[1] > first[1]}
        found.append([row for at, row in enumerate(grid.rows) if at not in wide])
    return found


def _page_of(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    page.close()
    return page


class _Grid:
    """Rows as they come; ``hold`` has the cells of later rows that a cell above reaches into."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[Range] = []
        self.hold: set[tuple[int, int]] = set()

    @property
    def size(self) -> int:
        return sum(map(len, self.rows))

    def add_row(self) -> None:
        if len(self.rows) < LONGEST:
            self.rows.append([])

    def add_cell(self, text: str, wide: int = 1, high: int = 1) -> None:
        row = self.rows[-1]
        at = len(self.rows) - 1
        self._skip_held()
        place = len(row)
        wide = max(1, min(wide, WIDEST - place))
        high = max(1, min(high, LONGEST))
        row += [text, *([""] * (wide - 1))]
        if wide * high > 1:
            self.merged.append(((at, place), (at + high - 1, place + wide - 1)))
            below = range(at + 1, at + min(high, 1000))
            self.hold |= {(line, column) for line in below for column in range(place, place + wide)}

    def _skip_held(self) -> None:
        row, at = self.rows[-1], len(self.rows) - 1
        while (at, len(row)) in self.hold:
            row.append("")

    def as_sheet(self, title: str, others: list[str], found: Found, name: str) -> ExcelSheet:
        width = max(map(len, self.rows), default=0)
        rows = [row + [""] * (width - len(row)) for row in self.rows]
        last = len(rows) - 1
        merged = [(first, (min(end[0], last), end[1])) for first, end in self.merged]
        notes = encoding_notes(found, name)
        return ExcelSheet(
            title, rows, merged, others, values=[list(row) for row in rows], notes=notes
        )


class _Page(HTMLParser):
    """Collects the tables of a page; a table within a cell is one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[_Grid] = []
        self.open: list[_Grid] = []
        self.cell: tuple[int, int] | None = None
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self.open.append(_Grid())
            self.grids.append(self.open[-1])
        elif tag == "tr" and self.open:
            self._end_cell()
            self.open[-1].add_row()
        elif tag in {"td", "th"} and self.open:
            self._begin_cell(dict(attrs))
        elif tag == "br" and self.cell:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr"}:
            self._end_cell()
        elif tag == "table" and self.open:
            self._end_cell()
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.said.append(re.sub(r"\s+", " ", data))

    def _begin_cell(self, attrs: dict[str, str | None]) -> None:
        self._end_cell()
        if not self.open[-1].rows:
            self.open[-1].add_row()
        self.cell = (_span(attrs.get("colspan")), _span(attrs.get("rowspan")))

    def _end_cell(self) -> None:
        if self.cell and self.open:
            self.open[-1].add_cell("".join(self.said).strip(" \xa0\n"), *self.cell)
        self.cell = None
        self.said = []


def _span(value: str | None) -> int:
    return int(value) if value and SPAN.fullmatch(value) else 1


def _sheets(text: str, name: str) -> dict[str, ET.Element]:
    """The sheets of an XML workbook by their names."""
    if ENTITY.search(text):
        msg = say("read.errors.xml_doctype", name=name)
        raise RefusedError(msg)
    try:
        book = ET.fromstring(XML_ENCODING.sub("", text))  # noqa: S314 - no entities, see above
    except ET.ParseError as error:
        msg = say("read.errors.xml_workbook", name=name, error=error)
        raise InputError(msg) from None
    return {part.get(f"{SS}Name", ""): part for part in book.iter(f"{SS}Worksheet")}


def _read_workbook(text: str, name: str, sheet: str | None, found: Found) -> ExcelSheet:
    sheets = _sheets(text, name)
    chosen = sheet or next(iter(sheets), "")
    if chosen not in sheets:
        known = ", ".join(map(show, sheets))
        msg = say("read.errors.no_sheet", name=name, chosen=show(chosen), known=known)
        raise InputError(msg)
    grid = _Grid()
    for row in sheets[chosen].iter(f"{SS}Row"):
        _add_row(grid, row)
    return grid.as_sheet(chosen, [title for title in sheets if title != chosen], found, name)


def _add_row(grid: _Grid, row: ET.Element) -> None:
    """Add a row; ``ss:Index`` says where it or a cell stands when others before it are blank."""
    for _ in range(len(grid.rows) + 1, min(_span(row.get(f"{SS}Index")), LONGEST)):
        grid.add_row()
    grid.add_row()
    for cell in row.iter(f"{SS}Cell"):
        column = _span(cell.get(f"{SS}Index"))
        while len(grid.rows[-1]) + 1 < min(column, WIDEST):
            grid.rows[-1].append("")
        wide = _span(cell.get(f"{SS}MergeAcross") or "0") + (
            cell.get(f"{SS}MergeAcross") is not None
        )
        high = _span(cell.get(f"{SS}MergeDown") or "0") + (cell.get(f"{SS}MergeDown") is not None)
        grid.add_cell("".join(_texts(cell)), wide, high)


def _texts(cell: ET.Element) -> Iterator[str]:
    for data in cell.iter(f"{SS}Data"):
        text = "".join(data.itertext())
        kind = data.get(f"{SS}Type")
        day = DAY.fullmatch(text) if kind == "DateTime" else None
        yield day[1] if day else text
