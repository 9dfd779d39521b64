"""How many features or rows a file holds, counted without our readers or the libraries they use.

None where such a count would be a guess.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import struct
import zipfile
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

__all__ = ["count_features", "filled_rows"]

DAMAGED = (ValueError, KeyError, TypeError, RecursionError, sqlite3.Error, zipfile.BadZipFile)
RECORD_HEAD = struct.Struct(">2i")
SHAPEFILE_HEAD = 100
# One with a target is a change of another, in a tour.
PLACEMARK = re.compile(rb"<(?:\w+:)?Placemark(?!\s+targetId)[\s>]")
WAY = re.compile(rb"<(?:\w+:)?(?:wpt|rte|trk)[\s>]")
MEMBER = re.compile(rb"<(?:\w+:)?featureMember[\s>]")


def count_features(path: Path) -> int | None:
    """Count a file's features."""
    count = COUNTS.get(path.suffix.lower())
    with suppress(*DAMAGED):
        return None if count is None else count(path)
    return None


def _count_json(path: Path) -> int | None:
    data = json.loads(path.read_bytes().decode("utf-8-sig"))
    if isinstance(data, list):
        return len(data)
    kind = data.get("type")
    if kind == "FeatureCollection":
        return len(data["features"])
    return 1 if isinstance(kind, str) and kind != "Topology" else _count_esri(data)


def _count_esri(data: dict[str, Any]) -> int | None:
    return len(data["features"]) if "geometryType" in data and "features" in data else None


def _count_lines(path: Path) -> int | None:
    text = path.read_bytes().decode("utf-8-sig")
    if "\0" in text:  # another encoding
        return None
    return sum(bool(line.strip(" \t\r\x1e")) for line in text.split("\n"))


def _count_shapes(path: Path) -> int | None:
    """Walk the records of a shapefile from head to head; None where they do not join."""
    data = path.read_bytes()
    at, count = SHAPEFILE_HEAD, 0
    while at + RECORD_HEAD.size <= len(data):
        number, words = RECORD_HEAD.unpack_from(data, at)
        at += RECORD_HEAD.size + 2 * words
        count += 1
        if number != count or words <= 0:
            return None
    return count if at == len(data) else None


def _count_package(path: Path) -> int | None:
    """Ask SQLite for the rows of the only table of features; of several one would be chosen."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
        found = base.execute("SELECT table_name FROM gpkg_contents").fetchall()
        if len(found) != 1:
            return None
        name = found[0][0].replace('"', '""')
        return int(base.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - quoted above


def _count_marks(mark: re.Pattern[bytes]) -> Callable[[Path], int | None]:
    return lambda path: len(mark.findall(path.read_bytes())) or None


def _count_packed(path: Path) -> int | None:
    """Count in the archive's only file of features."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith((".shp", ".geojson"))]
        if len(names) != 1 or len([*_sources(archive.namelist())]) != 1:
            return None
        unpacked = path.with_name(f"{path.stem}-alone{names[0][names[0].rindex('.') :].lower()}")
        unpacked.write_bytes(archive.read(names[0]))
    return count_features(unpacked)


def _sources(names: Iterable[str]) -> Iterable[str]:
    endings = (".shp", ".geojson", ".json", ".gpkg", ".kml", ".csv", ".gml", ".tab", ".gdbtable")
    return (name for name in names if name.lower().endswith(endings))


COUNTS: dict[str, Callable[[Path], int | None]] = {
    ".geojson": _count_json,
    ".json": _count_json,
    ".geojsonl": _count_lines,
    ".ndjson": _count_lines,
    ".shp": _count_shapes,
    ".gpkg": _count_package,
    ".kml": _count_marks(PLACEMARK),
    ".gpx": _count_marks(WAY),
    ".gml": _count_marks(MEMBER),
    ".zip": _count_packed,
}


def filled_rows(path: Path, sheet: str | None, encoding: str | None) -> set[int] | None:
    """Give the lines of a table on which something stands, as spreadsheets count them."""
    suffix = path.suffix.lower()
    if suffix in {".csv", ".tsv"} and encoding == "UTF-8":
        return _filled_lines(path.read_bytes().decode("utf-8-sig"))
    if suffix in {".xlsx", ".xlsm"} and zipfile.is_zipfile(path):
        with suppress(Exception):  # what openpyxl cannot read is no count
            return _filled_cells(path, sheet)
    return None


def _filled_lines(text: str) -> set[int]:
    signs = ",\t;|"
    sign = max(signs, key=text.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
        return {reader.line_num for row in reader if any(map(str.strip, row))}
    except csv.Error:
        return {at for at, line in enumerate(text.splitlines(), 1) if line.strip(f"{sign} ")}


def _filled_cells(path: Path, sheet: str | None) -> set[int] | None:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    if sheet not in book.sheetnames:
        return None
    return {
        cell.row
        for row in book[sheet].iter_rows()
        for cell in row
        if cell.value is not None and str(cell.value).strip()
    }
