"""A workbook of Excel 97 to 2003 (.xls), written byte by byte.

One sheet of texts, numbers and dates.
"""

from __future__ import annotations

import datetime as dt
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

__all__ = ["write_xls"]

SECTOR, FREE, END, FAT, NONE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
SMALLEST_STREAM = 4096
FIRST_DAY = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _cell(row: int, column: int, value: str | float | dt.date, first_day: dt.date) -> bytes:
    if isinstance(value, str):
        return _record(
            0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le")
        )
    number = (value - first_day).days if isinstance(value, dt.date) else value
    return _record(
        0x0203, struct.pack("<HHHd", row, column, int(isinstance(value, dt.date)), number)
    )


def _stream(rows: Iterable[Sequence[str | float | dt.date]], *, is_1904: bool) -> bytes:
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    start += _record(0x0022, struct.pack("<H", is_1904))
    for shown_as in (0, 14):  # as it is; as a date
        start += _record(0x00E0, struct.pack("<HH16x", 0, shown_as))
    name = "进度"
    size = len(start) + 4 + 8 + 2 * len(name) + 4
    sheet = struct.pack("<IBBBB", size, 0, 0, len(name), 1) + name.encode("utf-16-le")
    parts = [start, _record(0x0085, sheet), _record(0x000A, b"")]
    parts.append(_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)))
    for at, row in enumerate(rows):
        parts += [_cell(at, column, value, FIRST_DAY[is_1904]) for column, value in enumerate(row)]
    return b"".join([*parts, _record(0x000A, b"")])


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    head = struct.pack("<64sHBBIII", text, len(text), kind, 1, NONE, NONE, child)
    return head + bytes(36) + struct.pack("<IQ", first, size)


def write_xls(
    path: Path, rows: Iterable[Sequence[str | float | dt.date]], *, is_1904: bool = False
) -> Path:
    """Write the rows as the sheet 进度 into a compound file: header, FAT, directory, stream."""
    stream = _stream(rows, is_1904=is_1904).ljust(SMALLEST_STREAM, b"\0")
    count = -(-len(stream) // SECTOR)
    fats = 1
    while fats * SECTOR // 4 < fats + 1 + count:
        fats += 1
    chain = [FAT] * fats + [END] + [fats + 2 + at for at in range(count - 1)] + [END]
    chain += [FREE] * (fats * SECTOR // 4 - len(chain))
    places = [*range(fats), *[FREE] * (109 - fats)]
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    )
    head += struct.pack("<IIIIIIIII", 0, fats, fats, 0, SMALLEST_STREAM, END, 0, END, 0)
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry(
        "Workbook", 2, NONE, fats + 1, len(stream)
    )
    directory += 2 * _entry("", 0, NONE, 0, 0)
    body = struct.pack(f"<{len(chain)}I", *chain) + directory + stream.ljust(count * SECTOR, b"\0")
    path.write_bytes(head + struct.pack("<109I", *places) + body)
    return path
