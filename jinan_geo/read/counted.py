"""Whether a file was read to its end: what it says it holds, against what came out of it.

Some readers stop where a file was cut off, or where they meet what they cannot read, without a
word; the features behind that place would be lost.
"""

from __future__ import annotations

import re
import struct
import warnings
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.read.shapefile import find_part
from jinan_geo.read.source import open_file
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["require_all"]

TABLE_HEAD = 12  # bytes of a .dat until its rows, the length of its head and of a row are told
ROWS_AT = struct.Struct("<IHH")
DELETED = ord("*")
INDEX_HEAD, BLOCK = 16, 1024  # bytes before the places of rows; how many of these stand in a block
OBJECT = re.compile(
    rb"\s*(none|point|line|pline|region|arc|text|rect|roundrect|ellipse|multipoint|collection)\b"
    rb"\s*(\d*)",
    re.IGNORECASE,
)
DATA = re.compile(rb"^\s*data\s*$", re.IGNORECASE | re.MULTILINE)


def require_all(path: Path, name: str, kind: str, layer: str, count: int) -> None:
    """See to it that as many features were read as the file says it holds.

    More than it says are no loss: some writers never fill in the number.

    Raises
    ------
    InputError
        There are fewer, or an index of its records was cut off.
    """
    if kind == "OpenFileGDB":
        _require_indexes(path, name)
    counter = COUNTERS.get(kind)
    stated = counter(path, layer) if counter else 0
    if stated > count:
        raise InputError(say("read.errors.fewer", name=name, stated=stated, count=count))


def _count_stated(path: Path, layer: str) -> int:
    """Give the number in the file's own head; -1 where it says none."""
    import pyogrio  # noqa: PLC0415 - 0.1 s that GeoJSON need not pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is odd was said while it was read
            stated: int = pyogrio.read_info(path, layer=layer)["features"]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        return -1
    return stated


def _require_indexes(folder: Path, name: str) -> None:
    """See to it that the list of places of each table of a geodatabase is whole."""
    for index in sorted(folder.glob("*.gdbtablx")):
        with open_file(index, name) as file:
            head = file.read(INDEX_HEAD)
        blocks, _, size = (int.from_bytes(head[at : at + 4], "little") for at in (4, 8, 12))
        if index.stat().st_size < INDEX_HEAD + blocks * BLOCK * size:
            raise InputError(say("read.errors.part_cut", name=name, part=index.name))


def _count_mapinfo(path: Path, layer: str) -> int:
    del layer  # a file holds one
    if path.suffix.lower() == ".mif":
        return max(_count_objects(path), _count_lines(path))
    table = find_part(path, ".dat")
    return _count_rows(table) if table else 0


def _count_rows(table: Path) -> int:
    """Count the rows that are not deleted; those behind the end of a file that was cut too."""
    with open_file(table, table.name) as file:
        data = file.read()
    if len(data) < TABLE_HEAD:
        return 0
    rows, head, length = ROWS_AT.unpack_from(data, 4)
    if not length:
        return 0
    deleted = data[head : head + rows * length : length].count(DELETED)
    return int(rows - deleted)


def _count_lines(path: Path) -> int:
    part = find_part(path, ".mid")
    if not part:
        return 0
    with open_file(part, part.name) as file:
        return sum(bool(line.strip()) for line in file.read().splitlines())


def _count_objects(path: Path) -> int:
    """Count the objects behind the word Data; those that make up a collection are no others."""
    with open_file(path, path.name) as file:
        text = file.read()
    start = DATA.search(text)
    count = inner = 0
    for line in text[start.end() :].splitlines() if start else ():
        found = OBJECT.match(line)
        if not found:
            continue
        if inner:
            inner -= 1
            continue
        count += 1
        inner = int(found[2] or 0) if found[1].lower() == b"collection" else 0
    return count


COUNTERS: dict[str, Callable[[Path, str], int]] = {
    "FlatGeobuf": _count_stated,
    "OpenFileGDB": _count_stated,
    "MapInfo File": _count_mapinfo,
}
