"""Shapefiles: their parts, and in which encoding their texts are.

The bytes of the .dbf decide, not what is said.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.read.source import open_file
from jinan_geo.read.text import check_encoding, encoding_notes, find_encoding
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinan_geo.issues.issue import Issue

__all__ = ["Texts", "find_part", "find_texts"]

HEAD = 32  # bytes before the first field's description
LANGUAGE = 29  # the byte of the head that names a code page
FIELD = 32  # bytes of a field's description
NAME = 11
END_OF_FIELDS = 0x0D
ENOUGH = 4 * 2**20  # bytes of texts; more of them say no more
LANGUAGE_IDS = {
    0x4D: "gb18030", 0x4F: "big5", 0x7A: "gb18030", 0x78: "big5", 0x13: "cp932", 0x7B: "cp932",
    0x4E: "cp949",
    0x79: "cp949", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0xC8: "cp1250", 0xC9: "cp1251",
    0x65: "cp866",
}  # fmt: skip


@dataclass(frozen=True)
class Texts:
    """The encoding of a .dbf, field names as they are stored, and what was noticed."""

    encoding: str
    label: str
    notes: list[Issue]


def find_part(path: Path, suffix: str) -> Path | None:
    """Find a part of a shapefile, in small or capital letters."""
    for candidate in (suffix, suffix.upper()):
        part = path.with_suffix(candidate)
        if part.is_file():
            return part
    return None


def find_texts(path: Path, name: str, stated: str | None) -> Texts:
    """Find the encoding of the texts.

    As stated in layer.toml, else the one that fits all bytes best.

    Raises
    ------
    InputError
        No encoding fits all texts, or the stated one does not.
    """
    values, language = _read_texts(path, name)
    if stated:
        encoding = check_encoding(stated, name)
        return Texts(encoding, stated, [])
    said = _read_cpg(path, name)
    hint = (check_encoding(said, name) if said and _known(said) else None) or LANGUAGE_IDS.get(
        language
    )
    found = find_encoding(values, hint)
    if found is None:
        msg = say("read.errors.no_encoding", name=name)
        raise InputError(msg)
    notes = []
    if any(not value.isascii() for value in values) and found.encoding != hint:
        notes = encoding_notes(found, name, said)
    return Texts(found.encoding, found.label, notes)


def _known(said: str) -> bool:
    try:
        check_encoding(said, "")
    except InputError:
        return False
    return True


def _read_cpg(path: Path, name: str) -> str | None:
    part = find_part(path, ".cpg")
    if not part:
        return None
    with open_file(part, name) as file:
        return str(file.read(64).decode("latin-1").strip()) or None


def _read_texts(path: Path, name: str) -> tuple[list[bytes], int]:
    """Give the bytes of field names and of text cells that are not ASCII, and the language id."""
    part = find_part(path, ".dbf") or path.with_suffix(".dbf")
    with open_file(part, name) as file:
        head = file.read(HEAD)
        if len(head) < HEAD:
            msg = say("read.errors.dbf_cut", name=name)
            raise InputError(msg)
        count, length, size = struct.unpack("<IHH", head[4:12])
        described = file.read(max(length - HEAD, 0))
        rows = file.read()
    if len(rows) < count * size:
        raise InputError(say("read.errors.dbf_cut", name=name))
    titles, cells = _fields(described)
    values = [*titles, *_foreign_cells(rows, size, cells)]
    return [value for value in values if value], head[LANGUAGE]


def _fields(described: bytes) -> tuple[list[bytes], list[slice]]:
    """Give the fields' names, and where in a row the cells of the text fields lie."""
    titles: list[bytes] = []
    cells: list[slice] = []
    start = 1  # after the mark of a deleted row
    for at in range(0, len(described) - FIELD + 1, FIELD):
        field = described[at : at + FIELD]
        if field[0] == END_OF_FIELDS:
            break
        titles.append(field[:NAME].split(b"\0", 1)[0])
        width = field[16]
        if field[11:12] == b"C":
            width += field[17] << 8
            cells.append(slice(start, start + width))
        start += width
    return titles, cells


def _foreign_cells(rows: bytes, size: int, cells: list[slice]) -> Iterator[bytes]:
    """Give the text cells of rows that are not ASCII, until there are enough of them."""
    if rows.isascii() or not size:
        return
    taken = 0
    for at in range(0, len(rows) - size + 1, size):
        row = rows[at : at + size]
        if row.isascii():
            continue
        found = [row[cell].rstrip(b" \0") for cell in cells]
        yield from found
        taken += sum(map(len, found))
        if taken > ENOUGH:
            return
