"""Features of any file: what it is, then the reader for that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.coordinates.crs import require_database
from jinan_geo.errors import ResourceLimitError
from jinan_geo.kept.coded import Coded, from_codes
from jinan_geo.read.archive import choose_member, unpack
from jinan_geo.read.arrowtable import ARROW, PARQUET, has_shapes, plain_frame, with_arrow
from jinan_geo.read.database import read_database
from jinan_geo.read.geojson import read_geojson
from jinan_geo.read.listing import place_unshaped
from jinan_geo.read.lists import plain_nested
from jinan_geo.read.placed import place_rows
from jinan_geo.read.programs import without_pretence
from jinan_geo.read.sniff import sniff_kind
from jinan_geo.read.source import Reading, Source, frame_of
from jinan_geo.read.stated import plain_crs
from jinan_geo.read.survey import PLOTS, POINTS, read_plots, read_points
from jinan_geo.read.table import read_cells
from jinan_geo.read.taken import DATABASE, require_taken, with_sheet
from jinan_geo.read.wkb import clean_shapes
from jinan_geo.words import say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["read_features", "read_source"]

TEXTS = "str"  # pandas' dtype of texts
# Kinds that are read without GDAL, by texts of their own.
READERS = {PLOTS: read_plots, POINTS: read_points}


def read_features(path: Path, name: str, reading: Reading | None = None) -> gpd.GeoDataFrame:
    """Read the features of any file of a known format; x (easting or longitude) first.

    The frame has the CRS that the file states, or none. Column ``geometry`` is missing for features
    without one, ``geometry_fault`` words why a geometry could not be built. No row is left out.

    Raises
    ------
    InputError
        The file is missing, of no known format, damaged, or holds several layers and none is
        chosen.
    """
    return read_source(path, name, reading).frame


def read_source(path: Path, name: str, reading: Reading | None = None) -> Source:
    """Read features as ``read_features`` does, and say what the file is and what was noticed."""
    require_database()
    reading = reading or Reading()
    source = _read_any(path, name, reading)
    return source.settled() if reading.asked and reading.crs is not None else source


def _read_any(path: Path, name: str, reading: Reading) -> Source:
    if reading.database is not None:
        require_taken(path, name, DATABASE, reading)
        source = read_database(reading.database, name, reading)
        return replace(source, database=reading.database)
    kind = sniff_kind(path, name)
    if kind != "zip":
        return _read_kind(path, name, kind, reading)
    with unpack(path, name) as members:
        member, layer = choose_member(members, name, reading.layer)
        inner = replace(reading, layer=layer)
        within = f"{name}/{member.name}"
        return _read_kind(member.path, within, sniff_kind(member.path, within), inner)


def _read_kind(path: Path, name: str, kind: str, reading: Reading) -> Source:
    if kind == "GeoJSON":
        return _read_json(path, name, reading)
    if kind in {"GeoParquet", ARROW}:
        return _read_parquet(path, name, kind, reading)
    require_taken(path, name, kind, reading)
    if kind in READERS:
        return READERS[kind](path, name, reading)
    if kind in {"CSV", "Excel"}:
        return _read_places(path, name, kind, reading)
    if kind == "zip":
        msg = say("read.errors.nested", name=name)
        raise ResourceLimitError(msg)
    if str(path).isprintable() and "!" not in str(path):
        return _read_driver(path, name, kind, reading)
    with scratch_folder() as scratch:  # readers cut names at line ends and !
        for part in path.parent.iterdir():
            if part.stem == path.stem:
                (scratch / f"data{part.suffix}").symlink_to(part.resolve())
        return _read_driver(scratch / f"data{path.suffix}", name, kind, reading)


def _read_json(path: Path, name: str, reading: Reading) -> Source:
    """Read JSON; whether the file has layers is known only then."""
    source = read_geojson(path, name, reading)
    require_taken(path, name, source.format, reading)
    return source


def _read_driver(path: Path, name: str, kind: str, reading: Reading) -> Source:
    from jinan_geo.read.several import PARTED, read_parts  # noqa: PLC0415 - GeoJSON needs no driver
    from jinan_geo.read.vector import read_vector  # noqa: PLC0415 - as above

    if kind in PARTED:
        return read_parts(path, name, kind, reading)
    source = without_pretence(read_vector(path, name, kind, reading), name, reading)
    return place_unshaped(source, name, reading)


def _read_places(path: Path, name: str, kind: str, reading: Reading) -> Source:
    """Read a table with places in it; a row without one is a feature without geometry."""
    reading = with_sheet(reading, name) if kind == "Excel" else reading
    return place_rows(read_cells(path, name, reading), name, kind, reading)


def _cells_of(column: pd.Series[Any]) -> NDArray[np.object_]:
    """Give the cells of a column as values of Python, None where there is none.

    Equal texts are one object: most columns repeat theirs.
    """
    if column.dtype == TEXTS:
        codes, texts = column.factorize()
        return from_codes(Coded(codes.astype(np.int32), np.asarray(texts, dtype=object)))
    values = column.astype(object)
    cells = values.where(values.notna(), None) if column.hasnans else values
    return plain_nested(np.asarray(cells, dtype=object))


def _cells_of_frame(
    frame: gpd.GeoDataFrame,
) -> tuple[dict[str, NDArray[np.object_]], NDArray[np.object_], list[str | None]]:
    """Give the cells of a frame by column, its shapes, and what is wrong with each."""
    titles = [title for title in frame if title != frame.geometry.name]
    columns = {str(title): _cells_of(frame[title]) for title in titles}
    return columns, *clean_shapes(frame.geometry.to_numpy(), [None] * len(frame))


def _read_parquet(path: Path, name: str, kind: str, reading: Reading) -> Source:
    """Read Parquet or Arrow; what says nothing of geometries is a table."""
    known = PARQUET if kind == "GeoParquet" else kind
    if not with_arrow(name, known, lambda: has_shapes(path, known)):
        require_taken(path, name, known, reading)
        frame = with_arrow(name, known, lambda: plain_frame(path, known))
        columns = {str(title): _cells_of(frame[title]) for title in frame}
        nothing = [None] * len(frame)
        return place_unshaped(
            Source(frame_of(columns, nothing, nothing, None), known), name, reading
        )
    require_taken(path, name, kind, reading)
    columns, shapes, faults, crs = with_arrow(name, kind, lambda: _read_shaped(path, kind))
    _give_back()
    return Source(frame_of(columns, shapes, faults, crs), kind)


def _read_shaped(path: Path, kind: str) -> tuple[Any, ...]:
    import geopandas as gpd  # noqa: PLC0415 - as vector.py: only for who needs it

    frame = gpd.read_parquet(path) if kind == "GeoParquet" else gpd.read_feather(path)
    return *_cells_of_frame(frame), plain_crs(frame.crs)  # decodes the texts


def _give_back() -> None:
    """Give to the system what Arrow took to read a file, which else it keeps until the end."""
    import pyarrow as pa  # noqa: PLC0415 - as geopandas above

    pa.default_memory_pool().release_unused()
