"""The tables of a text document and of a page, with what is bold in their cells.

A docx is walked here and not by python-docx, whose tables and paragraphs leave out without a word
what stands in a content control, in ``customXml`` or in an insertion under review (``w:ins``), and
which would give back what was struck out.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from jinan_geo.read.forms import FormCell, Piece, lay_cells, parse_part, text_of
from jinan_geo.read.text import decode_text

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from xml.etree import ElementTree as ET

    Run = tuple[str, bool]

__all__ = ["read_page", "read_text_document"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WIDEST = 100


def read_text_document(
    archive: zipfile.ZipFile, name: str, above: list[str]
) -> list[list[FormCell]]:
    """Read the tables of a docx; ``above`` gets the paragraphs outside them."""
    body = parse_part(archive, "word/document.xml", name).find(f"{W}body")
    rows: list[list[FormCell]] = []
    number = 0
    for part in _flat(body) if body is not None else ():
        if part.tag == f"{W}tbl":
            number += 1
            rows += _read_table(part, number)
        elif part.tag == f"{W}p":
            text, _ = text_of(_runs(part))
            above += [text] if text else []
    return rows


def _flat(parent: ET.Element) -> Iterator[ET.Element]:
    """Give what stands in a part, as if nothing framed it."""
    for part in parent:
        if part.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins"}:
            yield from _flat(part)
        else:
            yield part


def _read_table(table: ET.Element, number: int) -> list[list[FormCell]]:
    pieces: list[list[Piece]] = []
    open_cells: dict[int, FormCell] = {}
    for at, row in enumerate((one for one in _flat(table) if one.tag == f"{W}tr"), start=1):
        line: list[Piece] = []
        column = 0
        for cell in (one for one in _flat(row) if one.tag == f"{W}tc"):
            wide = min(WIDEST, int(_property(cell, "gridSpan") or 1))
            text, bold = text_of(_paragraphs(cell))
            held = FormCell(text, f"T{number}!R{at}C{column + 1}", bold)
            if _property(cell, "vMerge") == "continue":
                held = open_cells.get(column, held)
            open_cells[column] = held
            line.append(Piece(held, wide))
            column += wide
        pieces.append(line)
    return lay_cells(pieces)


def _property(cell: ET.Element, name: str) -> str:
    """Give a property of a cell; a merge that says nothing goes on from above."""
    found = cell.find(f"{W}tcPr/{W}{name}")
    if found is None:
        return ""
    return found.get(f"{W}val", "continue" if name == "vMerge" else "")


def _paragraphs(cell: ET.Element) -> Iterator[Run]:
    for at, paragraph in enumerate(cell.iter(f"{W}p")):
        if at:
            yield "\n", False
        yield from _runs(paragraph)


def _runs(paragraph: ET.Element) -> Iterator[Run]:
    """Give the runs of a paragraph; what was struck out under review is no longer in it."""
    for run in paragraph.iter(f"{W}r"):
        mark = run.find(f"{W}rPr/{W}b")
        is_bold = mark is not None and mark.get(f"{W}val", "1") not in {"0", "false", "off"}
        yield "".join(map(_said, run)), is_bold


def _said(part: ET.Element) -> str:
    if part.tag == f"{W}t":
        return part.text or ""
    return {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t"}.get(part.tag, "")


def read_page(data: bytes, name: str, above: list[str]) -> list[list[FormCell]]:
    """Read the tables of a page; ``above`` gets its headings and paragraphs outside them."""
    text, _ = decode_text(data, name, None)
    page = _Page()
    page.feed(text)
    page.close()
    page.end_cell()
    above += [one for one in page.above if one]
    return [row for table in page.tables for row in lay_cells(table)]


class _Page(HTMLParser):
    """Collects cells; a table within a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[Piece]]] = []
        self.above: list[str] = []
        self.deep = self.bold = self.mute = 0
        self.spans: tuple[int, int] | None = None
        self.said: list[Run] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._begin_table()
        elif tag in {"script", "style"}:
            self.mute += 1
        elif tag in {"b", "strong"}:
            self.bold += 1
        elif tag in {"br", "p", "div", "li", "h1", "h2", "h3"}:
            self._break_line()
        elif self.deep == 1:
            self._begin(tag, dict(attrs))

    def _begin_table(self) -> None:
        self.deep += 1
        if self.deep == 1:
            self._end_above()
            self.tables.append([])

    def _begin(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "tr":
            self.end_cell()
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.end_cell()
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.bold = 0  # what was left open in another cell ends with it
            self.spans = (_span(attrs.get("colspan")), _span(attrs.get("rowspan")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.deep:
            if self.deep == 1:
                self.end_cell()
            self.deep -= 1
        elif tag in {"b", "strong"}:
            self.bold = max(0, self.bold - 1)
        elif tag in {"script", "style"}:
            self.mute = max(0, self.mute - 1)
        elif tag in {"td", "th", "tr"} and self.deep == 1:
            self.end_cell()

    def handle_data(self, data: str) -> None:
        if not self.mute and (self.spans or not self.deep):
            self.said.append((re.sub(r"[ \t\r\n]+", " ", data), self.bold > 0))

    def _break_line(self) -> None:
        if not self.deep:
            self._end_above()
        elif any(text.strip() for text, _ in self.said):
            self.said.append(("\n", False))

    def _end_above(self) -> None:
        self.above.append(text_of(self.said)[0])
        self.said = []

    def end_cell(self) -> None:
        """Close the cell that is open."""
        if self.spans:
            table = self.tables[-1]
            text, bold = text_of(self.said)
            at = f"T{len(self.tables)}!R{len(table)}C{len(table[-1]) + 1}"
            table[-1].append(Piece(FormCell(text, at, bold), *self.spans))
        self.spans = None
        self.said = []


def _span(value: str | None) -> int:
    said = (value or "").strip()
    return max(1, min(1000, int(said))) if re.fullmatch("[0-9]{1,5}", said) else 1
