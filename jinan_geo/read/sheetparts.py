"""What a workbook's file says of a sheet's cells and its reader does not, within bounds."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from jinan_geo.errors import InputError, RefusedError, ResourceLimitError, show
from jinan_geo.read.hidden import find_hidden
from jinan_geo.words import say

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["SheetParts", "check_parts", "read_part"]

MOST_CELLS = 20_000_000
MOST_XML = 2**29  # bytes of one sheet, unpacked
ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
OPEN = rb"<(?:\w+:)?c\s"
PLACE = rb'[^>]*?\br="([A-Z]{1,3})(\d{1,7})"'
NAME = rb'[^>]*?\br="([A-Z]{1,3}\d{1,7})"'
HELD = rb"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?(?:v|is)>"
FAILED, VALUE = rb'(?=[^>]*\bt="e")', rb"[^>]*>.*?<(?:\w+:)?v>([^<]*)<"
FORMULA = rb"[^>]*><(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
NOTHING = rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
NUMBER = rb'(?=[^>]*\bs="(\d+)")(?![^>]*\bt="[^n])'
CELL = re.compile(OPEN + PLACE)
FILLED = re.compile(OPEN + PLACE + HELD, re.DOTALL)
ERROR = re.compile(OPEN + FAILED + NAME + VALUE, re.DOTALL)
UNCOMPUTED = re.compile(OPEN + NAME + FORMULA + NOTHING)
STYLED = re.compile(OPEN + NUMBER + PLACE + rb"[^>]*>\s*<(?:\w+:)?v>")
# Formats that Excel has by itself, and what a format's code shows outside its quotes: 1E+10, 85 %.
SCIENTIFIC, EXPONENT = {"11", "48"}, re.compile(r'E[+-](?=(?:[^"]*"[^"]*")*[^"]*$)')
PERCENT, PERCENT_SIGN = {"9", "10"}, re.compile(r'%(?=(?:[^"]*"[^"]*")*[^"]*$)')
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class SheetParts:
    """What the file says of a sheet's cells and the reader does not.

    Errors, and places by how a number is shown.
    """

    errors: list[tuple[str, str]] = field(default_factory=list)
    scientific: list[tuple[int, int]] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden: tuple[list[int], list[int]] = ([], [])


def check_parts(path: Path | io.BytesIO, name: str, sheet: str) -> SheetParts:
    """Look into the file before it is unfolded, and give what the reader does not tell.

    Raises
    ------
    InputError
        Two of its parts have one name.
    RefusedError
        A part has entities.
    ResourceLimitError
        A part, or the used range of the sheet, is larger than can be held.
    """
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if len(set(names)) != len(names):
            msg = say("read.errors.excel_parts", name=name)
            raise InputError(msg)
        if "xl/workbook.xml" not in names:
            return SheetParts()
        data = read_part(archive, _part_of(archive, name, sheet), name)
        scientific, percents = (
            _styles(archive, name) if "xl/styles.xml" in names else (set(), set())
        )
    columns = _bounded_columns(data, name, sheet)
    return SheetParts(
        [*_errors(data)],
        [*_places(data, scientific)],
        {*_places(data, percents)},
        find_hidden(data, columns),
    )


def _bounded_columns(data: bytes, name: str, sheet: str) -> int:
    """Give the number of columns; where the sheet is too large, of those with something in them."""
    columns, rows = _extent(CELL, data)
    if columns * rows > MOST_CELLS:
        columns, rows = _extent(FILLED, data)
    if columns * rows > MOST_CELLS:
        msg = say("read.errors.excel_far", name=name, sheet=sheet, rows=rows, columns=columns)
        raise ResourceLimitError(msg)
    return columns


def _errors(data: bytes) -> Iterator[tuple[str, str]]:
    """Cells with an error, and those whose formula was never computed."""
    for cell, value in ERROR.findall(data):
        yield cell.decode(), value.decode("utf-8", "replace")
    for cell in UNCOMPUTED.findall(data):
        yield cell.decode(), "="


def _places(data: bytes, styles: set[bytes]) -> Iterator[tuple[int, int]]:
    """Places (row, column), from 0, of numbers shown in one of these styles."""
    for style, letters, row in STYLED.findall(data) if styles else ():
        if style in styles:
            yield int(row) - 1, _column(letters) - 1


def _styles(archive: zipfile.ZipFile, name: str) -> tuple[set[bytes], set[bytes]]:
    """Numbers of the cell styles that show a number as 1E+10, and as 85 %."""
    styles = _parsed(archive, "xl/styles.xml", name)
    formats = [item for item in styles.iter() if item.tag.endswith("}numFmt")]
    cells = next((list(item) for item in styles if item.tag.endswith("}cellXfs")), [])
    used = [item.get("numFmtId", "") for item in cells]

    def showing(own: set[str], sign: re.Pattern[str]) -> set[bytes]:
        signed = [item for item in formats if sign.search(item.get("formatCode", ""))]
        known = own | {item.get("numFmtId", "") for item in signed}
        return {str(at).encode() for at, number in enumerate(used) if number in known}

    return showing(SCIENTIFIC, EXPONENT), showing(PERCENT, PERCENT_SIGN)


def _part_of(archive: zipfile.ZipFile, name: str, sheet: str) -> str:
    book = _parsed(archive, "xl/workbook.xml", name)
    links = _parsed(archive, "xl/_rels/workbook.xml.rels", name)
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    target = next(
        targets[item.get(OFFICE)]
        for item in book.iter()
        if item.get("name") == sheet and item.get(OFFICE)
    )
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _parsed(archive: zipfile.ZipFile, part: str, name: str) -> ET.Element:
    data = read_part(archive, part, name)
    return ET.fromstring(data)  # noqa: S314 - no entities, see read_part


def read_part(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """Read one part of the archive.

    Raises
    ------
    RefusedError
        It has entities.
    ResourceLimitError
        It is larger than can be held.
    """
    with archive.open(part) as file:
        data = file.read(MOST_XML + 1)
    if len(data) > MOST_XML:
        msg = say("read.errors.excel_large", name=name, part=show(part), most_xml=MOST_XML)
        raise ResourceLimitError(msg)
    if ENTITIES.search(data):
        msg = say("read.errors.excel_entities", name=name, part=show(part))
        raise RefusedError(msg)
    return data


def _extent(cells: re.Pattern[bytes], data: bytes) -> tuple[int, int]:
    """Give the last column and the last row of these cells, from 1; 0 where there are none."""
    found = cells.findall(data)
    columns = {letters for letters, _ in found}
    rows = {row for _, row in found}
    return max(map(_column, columns), default=0), max(map(int, rows), default=0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
