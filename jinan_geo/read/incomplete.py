"""Shapefiles of which a part is missing: the index is made again, in a scratch folder."""

from __future__ import annotations

import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.read.shapefile import find_part
from jinan_geo.read.source import open_file
from jinan_geo.words import say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["whole_shapefile"]

HEAD = 100  # bytes before the first record, of .shp and .shx alike
RECORD_HEAD = 8
LENGTH_AT = 24  # where a head says how long its file is, in words of two bytes
OTHERS = (".dbf", ".prj", ".cpg")


@contextmanager
def whole_shapefile(path: Path, name: str) -> Iterator[tuple[Path, list[Issue]]]:
    """Give a shapefile that has its index, and notes on what it lacked.

    One without ``.shx`` gets one in a scratch folder, which is gone afterwards; nothing is written
    beside the input. Without ``.dbf`` the features have no attributes.

    Raises
    ------
    InputError
        Its records cannot be counted, or there are other than the ``.dbf`` has rows: which row
        belongs to which shape is not known then.
    """
    table = find_part(path, ".dbf")
    notes = [] if table else [Issue("attributes-missing", "", name)]
    index = find_part(path, ".shx")
    if index and index.stat().st_size >= HEAD:
        yield path, notes
        return
    built, count = _build_index(path, name)
    if table:
        _require_as_many(table, count, name)
    with scratch_folder() as scratch:
        (scratch / "data.shx").write_bytes(built)
        for suffix in (".shp", *OTHERS):
            part = path if suffix == ".shp" else find_part(path, suffix)
            if part:
                (scratch / f"data{suffix}").symlink_to(part.resolve())
        rebuilt = Issue("index-rebuilt", "", name, details={"count": count})
        yield scratch / "data.shp", [rebuilt, *notes]


def _build_index(path: Path, name: str) -> tuple[bytes, int]:
    """Build the index of the records as they stand one after another, and count them."""
    with open_file(path, name) as file:
        head = file.read(HEAD)
        end = file.seek(0, 2)
        entries = []
        at = HEAD
        while at + RECORD_HEAD <= end:
            file.seek(at)
            _, words = struct.unpack(">ii", file.read(RECORD_HEAD))
            following = at + RECORD_HEAD + 2 * words
            if words <= 0 or following > end:
                break
            entries.append(struct.pack(">ii", at // 2, words))
            at = following
    if at != end or len(head) < HEAD:
        raise InputError(say("read.shapefile.cut", name=name, count=len(entries)))
    length = struct.pack(">i", (HEAD + RECORD_HEAD * len(entries)) // 2)
    head = head[:LENGTH_AT] + length + head[LENGTH_AT + 4 :]
    return head + b"".join(entries), len(entries)


def _require_as_many(table: Path, count: int, name: str) -> None:
    with open_file(table, name) as file:
        head = file.read(8)
    rows = int.from_bytes(head[4:8], "little")
    if rows != count:
        raise InputError(say("read.shapefile.unlike", name=name, count=count, rows=rows))
