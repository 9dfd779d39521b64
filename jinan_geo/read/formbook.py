"""The tables of an xlsx with what its reader leaves out: which words of a cell are bold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.read.forms import MOST_CELLS, FormCell, parse_part, text_of
from jinan_geo.words import say

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from xml.etree import ElementTree as ET

    Run = tuple[str, bool]

__all__ = ["read_book"]

PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_book(archive: zipfile.ZipFile, name: str) -> list[list[FormCell]]:
    """Read every sheet, in order; cells are named as in the sheet: ``Sheet1!B5``."""
    names = set(archive.namelist())
    shared: list[list[Run]] = []
    if "xl/sharedStrings.xml" in names:
        strings = parse_part(archive, "xl/sharedStrings.xml", name)
        shared = [list(_runs(item)) for item in _all(strings, "si")]
    bold = _bold_styles(archive, name) if "xl/styles.xml" in names else set()
    rows: list[list[FormCell]] = []
    for title, part in _sheets(archive, name):
        rows += _Sheet(title, shared, bold).read(parse_part(archive, part, name))
    return rows


class _Sheet:
    def __init__(self, title: str, shared: list[list[Run]], bold: set[str]) -> None:
        self.title, self.shared, self.bold = title, shared, bold
        self.held: dict[tuple[int, int], FormCell] = {}

    def read(self, sheet: ET.Element) -> list[list[FormCell]]:
        for cell in _all(sheet, "c"):
            self._add(cell)
        for merged in _all(sheet, "mergeCell"):
            self._spread(merged.get("ref", ""))
        height = max((row for row, _ in self.held), default=0)
        width = max((column for _, column in self.held), default=0)
        if height * width > MOST_CELLS:
            msg = say("read.errors.form_large", most=MOST_CELLS)
            raise InputError(msg)
        return [self._row(at, width) for at in range(1, height + 1)]

    def _row(self, at: int, width: int) -> list[FormCell]:
        blank = FormCell("", "")
        return [self.held.get((at, column), blank) for column in range(1, width + 1)]

    def _add(self, cell: ET.Element) -> None:
        place = cell.get("r", "")
        text, bold = text_of(self._said(cell))
        if text:
            self.held[_place(place)] = FormCell(text, f"{self.title}!{place}", bold)

    def _said(self, cell: ET.Element) -> list[Run]:
        runs = self._runs_of(cell)
        is_bold = cell.get("s", "0") in self.bold
        return [(text, is_bold) for text, _ in runs] if len(runs) == 1 and is_bold else runs

    def _runs_of(self, cell: ET.Element) -> list[Run]:
        value = next((one.text or "" for one in _all(cell, "v")), "")
        kind = cell.get("t", "n")
        if kind == "s" and value:
            return self.shared[int(value)]
        if kind == "inlineStr":
            return [run for one in _all(cell, "is") for run in _runs(one)]
        return [(re.sub(r"\.0+$", "", value) if kind == "n" else value, False)]

    def _spread(self, ref: str) -> None:
        begin, _, end = ref.partition(":")
        first, last = _place(begin), _place(end or begin)
        cell = self.held.get(first)
        if cell is None or (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > MOST_CELLS:
            return
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                self.held[row, column] = cell


def _place(name: str) -> tuple[int, int]:
    found = PLACE.fullmatch(name.replace("$", ""))
    if not found:
        raise ValueError(name)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _runs(item: ET.Element) -> Iterator[Run]:
    """Give the runs of a text; how a word is pronounced is none of it."""
    for part in item:
        if part.tag.endswith("}t"):
            yield part.text or "", False
        elif part.tag.endswith("}r"):
            text = "".join(one.text or "" for one in _all(part, "t"))
            yield text, any(map(_is_on, _all(part, "b")))


def _is_on(mark: ET.Element) -> bool:
    return mark.get("val", "1") not in {"0", "false"}


def _bold_styles(archive: zipfile.ZipFile, name: str) -> set[str]:
    styles = parse_part(archive, "xl/styles.xml", name)
    fonts = [font for group in _all(styles, "fonts") for font in group]
    bold = {str(at) for at, font in enumerate(fonts) if any(map(_is_on, _all(font, "b")))}
    cells = [one for group in _all(styles, "cellXfs") for one in group]
    return {str(at) for at, one in enumerate(cells) if one.get("fontId", "0") in bold}


def _sheets(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    links = parse_part(archive, "xl/_rels/workbook.xml.rels", name)
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in _all(parse_part(archive, "xl/workbook.xml", name), "sheet"):
        target = targets[sheet.get(OFFICE)]
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        yield sheet.get("name", ""), part


def _all(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == name)
