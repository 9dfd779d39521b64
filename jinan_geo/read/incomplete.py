"""Shapefiles of which a part is missing: the index is made again, in a scratch folder."""

from __future__ import annotations

import math
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.read.shapefile import find_part
from jinan_geo.read.source import open_file
from jinan_geo.read.stated import is_readable_prj
from jinan_geo.words import say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

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
        Its records end too early or cannot be counted, or there are other than the ``.dbf`` has
        rows: which row belongs to which shape is not known then.
    """
    table = find_part(path, ".dbf")
    lost = {"part": ".dbf", "whole": ".shp"}
    notes = [] if table else [Issue("attributes-missing", "", name, details=lost)]
    listed = _find_index(path, table, name)
    if listed is not None:
        _require_reach(path, listed, name)
    others = OTHERS if is_readable_prj(path) else (".dbf", ".cpg")
    if listed is not None and others == OTHERS:
        yield path, notes
        return
    with scratch_folder() as scratch:
        if listed is None:
            notes = [_write_index(path, table, name, scratch / "data.shx"), *notes]
        else:
            others = (*others, ".shx")
        _link_parts(path, scratch, others)
        yield scratch / "data.shp", notes


def _find_index(path: Path, table: Path | None, name: str) -> NDArray[np.int64] | None:
    """Give the index, unless it is of another file: it lists other than there are rows."""
    index = find_part(path, ".shx")
    listed = _read_index(index, name) if index else None
    if listed is not None and table and _count_rows(table, name) != len(listed):
        return None  # the shapes themselves are counted then
    return listed


def _write_index(path: Path, table: Path | None, name: str, target: Path) -> Issue:
    built, count = _build_index(path, name)
    if table:
        _require_as_many(table, count, name)
    target.write_bytes(built)
    return Issue("index-rebuilt", "", name, details={"count": count})


def _link_parts(path: Path, scratch: Path, suffixes: tuple[str, ...]) -> None:
    (scratch / "data.shp").symlink_to(path.resolve())
    for suffix in suffixes:
        part = find_part(path, suffix)
        if part:
            (scratch / f"data{suffix}").symlink_to(part.resolve())


def _read_index(index: Path, name: str) -> NDArray[np.int64] | None:
    """Give where each record begins and how long it is, in words; None where the index was cut."""
    with open_file(index, name) as file:
        data = file.read()
    if len(data) < HEAD:
        return None
    stated = 2 * int.from_bytes(data[LENGTH_AT : LENGTH_AT + 4], "big")
    if len(data) < stated or (stated - HEAD) % RECORD_HEAD:
        return None
    return np.frombuffer(data[HEAD:stated], dtype=">i4").reshape(-1, 2).astype(np.int64)


def _require_reach(path: Path, listed: NDArray[np.int64], name: str) -> None:
    """See to it that the records stand in the file: those behind its end would have no shape."""
    size = path.stat().st_size
    starts, words = listed.T
    beyond = 2 * starts + RECORD_HEAD + 2 * words > size
    with open_file(path, name) as file:
        cut = sum(_own_end(file, 2 * int(start)) > size for start in starts[beyond])
    if cut:
        stated = len(listed)
        msg = say("read.shapefile.short", name=name, count=stated - cut, stated=stated)
        raise InputError(msg)


def _own_end(file: BinaryIO, start: int) -> float:
    """Give where a record ends by its own head: some writers count the head in the index too."""
    file.seek(start)
    head = file.read(RECORD_HEAD)
    if len(head) < RECORD_HEAD:
        return math.inf
    _, words = struct.unpack(">ii", head)
    return float(start + RECORD_HEAD + 2 * words)


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


def _count_rows(table: Path, name: str) -> int:
    with open_file(table, name) as file:
        head = file.read(8)
    return int.from_bytes(head[4:8], "little")


def _require_as_many(table: Path, count: int, name: str) -> None:
    rows = _count_rows(table, name)
    if rows != count:
        raise InputError(say("read.shapefile.unlike", name=name, count=count, rows=rows))
