"""Every format that GDAL reads.

In bulk through pyogrio, feature by feature through fiona (docs/formats.md says why).

Each file is opened with one driver, the one its first bytes call for; nothing is written beside it.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.bytewise import decode_source, foreign_bytes, keep_apart
from jinan_geo.read.companions import without_lost_rows
from jinan_geo.read.counted import require_all
from jinan_geo.read.incomplete import whole_shapefile
from jinan_geo.read.lists import columns_of_lists, plain_list
from jinan_geo.read.mapinfo import bytewise_mapinfo, with_mapinfo_texts
from jinan_geo.read.shapefile import find_part, find_texts
from jinan_geo.read.source import Source, first_bytes, frame_of
from jinan_geo.read.sqlite import require_plain_tables
from jinan_geo.read.stated import has_own_datum, plain_crs, stated_beside
from jinan_geo.read.text import check_encoding, encoding_notes, find_encoding
from jinan_geo.read.wkb import build_shape, build_shapes
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from jinan_geo.read.source import Reading
    from jinan_geo.read.untyped import Cell

__all__ = ["TITLES", "list_layers", "read_known", "read_vector", "says_nothing"]

TITLES = {
    "ESRI Shapefile": "Shapefile", "GPKG": "GeoPackage", "LIBKML": "KML",
    "OpenFileGDB": "File Geodatabase",
    "FlatGeobuf": "FlatGeobuf", "DXF": "DXF", "GML": "GML", "GPX": "GPX", "MapInfo File": "MapInfo",
}  # fmt: skip
# Small files made by many programs: fiona goes on where one value is odd, and names the feature
# that stops it.
CAREFUL = {"DXF", "GML", "MapInfo File"}
OPTIONS = {"GML": {"WRITE_GFS": "NO", "DOWNLOAD_SCHEMA": "NO"}, "OpenFileGDB": {}, "DXF": {}}
LISTS = {"OFTStringList", "OFTIntegerList", "OFTInteger64List", "OFTRealList", "OFTBinary"}
# What LIBKML adds to every feature, about its looks; left out where it says nothing.
KML_LOOKS = {
    "id", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
    "drawOrder", "icon",
}  # fmt: skip
MIDNIGHT = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ]00:00:00(?:\.0+)?(?:Z|[+-]00:?00)?)?")
EXACT = 2**53
PATHS = re.compile(r"(?<![\w.])/(?:[^\s:,']*/)?([^\s:,'/]+)")  # in what a library says
WHERE_IN_GDAL = re.compile(r"^\S+\.cpp, \d+: ")
CODEPAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+(\S+)")


@dataclass(frozen=True)
class Opening:
    """How a layer is opened; ``name`` is what messages call the file."""

    path: Path
    name: str
    kind: str
    layer: str
    encoding: str | None


def read_vector(path: Path, name: str, kind: str, reading: Reading) -> Source:
    """Read one layer of a file with the driver ``kind``; every feature is a row.

    Raises
    ------
    InputError
        Unreadable, damaged, or of several layers with none chosen; names the file and what to do.
    """
    if kind == "ESRI Shapefile":
        return _read_shapefile(path, name, reading)
    if kind == "GPKG":
        called = require_plain_tables(path, name)
        return replace(_read_whole(path, name, kind, reading.layer), format=called)
    if kind == "DXF":
        return _read_dxf(path, name, reading)
    if kind == "MapInfo File":
        return without_lost_rows(_read_mapinfo(path, name, reading), path, name)
    return _read_whole(path, name, kind, reading.layer)


def _read_whole(
    path: Path, name: str, kind: str, layer: str | None, encoding: str | None = None
) -> Source:
    return _read(Opening(path, name, kind, _choose_layer(path, name, kind, layer), encoding))


def read_known(path: Path, name: str, kind: str, layer: str) -> Source:
    """Read a layer that ``list_layers`` has named: listing them again would parse the whole again.

    Raises
    ------
    InputError
        Not readable with the driver ``kind``.
    """
    return _read(Opening(path, name, kind, layer, None))


def _read(opening: Opening) -> Source:
    source = _read_carefully(opening) if opening.kind in CAREFUL else _read_fast(opening)
    require_all(opening.path, opening.name, opening.kind, opening.layer, len(source.frame))
    return source


def _read_fast(opening: Opening) -> Source:
    try:
        return _read_bulk(opening)
    except _NotExactError:
        return _read_carefully(opening)


class _NotExactError(Exception):
    """The bulk reader would round whole numbers."""


def _choose_layer(path: Path, name: str, kind: str, layer: str | None) -> str:
    """Give the layer that is asked for, or the only one that has shapes."""
    found = list_layers(path, name, kind)
    titles = _titles_of(found, name)
    if layer is None and len(titles) == 1:
        return titles[0]
    if layer is not None and layer in dict(found):
        return layer
    known = ", ".join(map(show, titles))
    said = say("read.kinds.no_layer", layer=show(layer)) if layer is not None else ""
    msg = say("read.errors.layers", name=name, said=said, count=len(titles), known=known)
    raise InputError(msg)


def _titles_of(found: Sequence[tuple[str, str | None]], name: str) -> list[str]:
    """Give the layers to choose from: those with shapes, where there are any."""
    if not found:
        raise InputError(say("read.errors.no_layers_left", name=name))
    return [title for title, shape in found if shape is not None] or [title for title, _ in found]


def list_layers(path: Path, name: str, kind: str) -> list[tuple[str, str | None]]:
    """Give each layer with its kind of shape, which is None for a table without shapes.

    Raises
    ------
    InputError
        Not readable with the driver ``kind``.
    """
    import fiona  # noqa: PLC0415 - imports that GeoJSON need not pay for
    import pyogrio  # noqa: PLC0415 - as above
    from fiona.errors import FionaError  # noqa: PLC0415 - as above

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if kind == "GML":  # without a word on this, listing would write a .gfs beside the file
                return [(str(title), "") for title in fiona.listlayers(path, **OPTIONS[kind])]
            return [(str(title), shape) for title, shape in pyogrio.list_layers(path)]
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        FionaError,
        UnicodeDecodeError,
    ) as error:
        raise InputError(_word(name, kind, error)) from None


def _word(name: str, kind: str, error: Exception) -> str:
    said = PATHS.sub(lambda match: match[1], WHERE_IN_GDAL.sub("", str(error)))
    return say("read.errors.unreadable", name=name, kind=TITLES[kind], error=show(said))


def _read_bulk(opening: Opening) -> Source:
    import pyogrio  # noqa: PLC0415 - 0.1 s that GeoJSON need not pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on measures, and on what LIBKML cannot name
            meta, _, shapes, cells = pyogrio.raw.read(
                opening.path,
                layer=opening.layer,
                encoding=opening.encoding,
                datetime_as_string=True,
                **OPTIONS.get(opening.kind, {}),
            )
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
    ) as error:
        raise InputError(_word(opening.name, opening.kind, error)) from None
    except (UnicodeDecodeError, ValueError, pyogrio.errors.GeometryError):
        raise _NotExactError from None
    titles = keep_apart([str(title) for title in meta["fields"]])
    columns = {
        title: _plain_cells(values, kind)
        for title, values, kind in zip(titles, cells, meta["ogr_types"], strict=True)
    }
    if opening.kind == "LIBKML":
        columns = {
            title: values for title, values in columns.items() if not says_nothing(title, values)
        }
    if shapes is None:  # a table without shapes
        shapes = np.full(len(cells[0]) if cells else 0, None, dtype=object)
    built, faults = build_shapes(shapes)
    notes = _geometry_notes(opening.name, shapes, built, faults, str(meta["geometry_type"]))
    return Source(
        frame_of(columns, built, faults, _known_crs(meta["crs"])), TITLES[opening.kind], notes=notes
    )


def _geometry_notes(
    name: str,
    shapes: NDArray[np.object_],
    built: NDArray[np.object_],
    faults: Sequence[str | None],
    kind: str,
) -> list[Issue]:
    """Say which geometries hold nothing, and that heights are left out."""
    notes = [
        Issue("empty-geometry", "", name, row=at + 1)
        for at, (data, shape, fault) in enumerate(zip(shapes, built, faults, strict=True))
        if data is not None and shape is None and fault is None
    ]
    is_high = kind.endswith((" Z", " ZM")) or kind.startswith("2.5D")
    high = int((~shapely.is_missing(built)).sum()) if is_high else 0
    return notes + ([Issue("height-dropped", "", name, value=high)] if high else [])


def _plain_cells(values: NDArray[Any], kind: str) -> list[Any]:
    """Give Python's own values: None for missing, whole numbers whole, dates as ``2025-01-31``."""
    if values.dtype.kind == "f":
        return _plain_numbers(values, kind)
    cells: list[Any] = list(map(plain_list, values.tolist())) if kind in LISTS else values.tolist()
    return list(map(_plain_date, cells)) if "Date" in kind else cells


def _plain_numbers(values: NDArray[Any], kind: str) -> list[Any]:
    missing = np.isnan(values)
    filled = values[~missing]
    are_exact = (np.abs(filled) < EXACT).all()
    if "Integer" in kind and missing.any() and not are_exact:
        raise _NotExactError
    numbers: list[Any] = values.tolist()
    if are_exact and (filled == np.round(filled)).all():
        return [None if gone else int(one) for one, gone in zip(numbers, missing, strict=True)]
    return [None if gone else one for one, gone in zip(numbers, missing, strict=True)]


def _plain_date(cell: Cell) -> Cell:
    match = MIDNIGHT.fullmatch(cell) if isinstance(cell, str) else None
    return "-".join(match.groups()) if match else cell


def says_nothing(title: str, cells: Sequence[Any]) -> bool:
    """Tell whether a column that LIBKML adds to every feature holds what it has of itself."""
    if title == "id":
        return True
    empty = {None, "", -1, 0} if title in KML_LOOKS else {None, ""}
    return title in {*KML_LOOKS, "Name", "description"} and set(cells) <= empty


def _known_crs(crs: str | None) -> pyproj.CRS | None:
    if not crs or "Undefined" in crs:
        return None
    return plain_crs(pyproj.CRS.from_user_input(crs))


def _read_carefully(opening: Opening) -> Source:
    import fiona  # noqa: PLC0415 - 0.2 s that GeoJSON need not pay
    from fiona.errors import FionaError  # noqa: PLC0415 - as above

    columns: dict[str, list[Any]] = {}
    shapes: list[Any] = []
    faults: list[str | None] = []
    try:
        with fiona.open(
            opening.path,
            layer=opening.layer,
            encoding=opening.encoding,
            enabled_drivers=[opening.kind],
            **OPTIONS.get(opening.kind, {}),
        ) as source:
            crs = source.crs.to_wkt() if source.crs else None
            kinds = source.schema["properties"]
            columns = {title: [] for title in kinds}
            for feature in source:
                shape, fault = build_shape(feature.geometry)
                shapes.append(shape)
                faults.append(fault)
                for title, cells in columns.items():
                    value = plain_list(feature.properties.get(title))
                    cells.append(_plain_date(value) if kinds[title].startswith("date") else value)
    except (FionaError, UnicodeDecodeError, ValueError, SystemError) as error:
        # SystemError is what is left of a warning of GDAL that quotes bytes of no encoding.
        at = f"{opening.name} feature {len(shapes) + 1}" if columns else opening.name
        raise InputError(_word(at, opening.kind, error)) from None
    for title, cells in columns.items():
        if kinds[title].startswith("float"):
            columns[title] = _plain_cells(np.array(cells, dtype=float), "Real")
    columns |= _passed_over(opening, columns)
    return Source(frame_of(columns, shapes, faults, _known_crs(crs)), TITLES[opening.kind])


def _passed_over(opening: Opening, columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Give the columns of a GML that fiona leaves out without a word."""
    import pyogrio  # noqa: PLC0415 - 0.1 s that GeoJSON need not pay

    if opening.kind != "GML":  # the other formats hold no lists
        return {}
    try:
        return columns_of_lists(opening.path, opening.layer, columns, OPTIONS["GML"])
    except pyogrio.errors.DataSourceError as error:
        raise InputError(_word(opening.name, opening.kind, error)) from None


def _read_shapefile(path: Path, name: str, reading: Reading) -> Source:
    """Read with every byte kept as a Latin-1 character, then decode.

    GDAL's own decoding hides what is wrong.
    """
    texts = find_texts(path, name, reading.encoding) if find_part(path, ".dbf") else None
    with whole_shapefile(path, name) as (whole, notes):
        source = _read_whole(whole, name, "ESRI Shapefile", None, encoding="ISO-8859-1")
    frame = source.frame
    if frame.crs is None or has_own_datum(path):
        crs, told = stated_beside(path, name)
        frame, notes = frame.set_crs(crs, allow_override=True), [*notes, *told]
    source = replace(source, frame=frame, notes=[*source.notes, *notes])
    if texts is None:
        return source
    return decode_source(source, name, texts.encoding, texts.label, texts.notes)


def _read_mapinfo(path: Path, name: str, reading: Reading) -> Source:
    with bytewise_mapinfo(path, name) as (bare, charset):
        encoding = "ISO-8859-1" if charset else None
        source = _read_whole(bare, name, "MapInfo File", reading.layer, encoding=encoding)
    return with_mapinfo_texts(source, name, charset, reading.encoding) if charset else source


def _read_dxf(path: Path, name: str, reading: Reading) -> Source:
    """Read a drawing; its texts are in its code page's encoding, which GDAL takes for Latin-1."""
    import fiona  # noqa: PLC0415 - 0.2 s that GeoJSON need not pay

    head = first_bytes(path, name)
    page = CODEPAGE.search(head)
    said = page[1].decode("latin-1").replace("ANSI_", "").replace("ansi_", "") if page else None
    with fiona.Env(DXF_ENCODING="ISO-8859-1"):
        source = _read_whole(path, name, "DXF", reading.layer)
    values = foreign_bytes(source.frame)
    if not values:
        return source
    if reading.encoding:
        encoding = check_encoding(reading.encoding, name)
        return decode_source(source, name, encoding, reading.encoding, [])
    hint = check_encoding(said, name) if said in {"936", "950"} else None
    found = find_encoding(values, hint)
    if found is None:
        msg = say("read.errors.no_encoding", name=name)
        raise InputError(msg)
    notes = [] if found.encoding == hint else encoding_notes(found, name)
    return decode_source(source, name, found.encoding, found.label, notes)
