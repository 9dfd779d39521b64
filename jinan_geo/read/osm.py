"""OpenStreetMap extracts, for the ground alone: what of them is drawn, with names and tags."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.errors import InputError, show
from jinan_geo.read.source import Source, first_bytes, frame_of
from jinan_geo.read.wkb import build_shapes
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["OSM", "is_osm", "read_osm"]

OSM = "OpenStreetMap"
PBF = b"OSMHeader"
PBF_AT = slice(4, 32)  # behind the length of the first block and the field's own two bytes
XML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<osm[\s>]", re.DOTALL
)
LAYERS = ("points", "lines", "multipolygons")
NAMES = ("name", "name:zh", "name:en")
TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
ESCAPED = re.compile(r"\\(.)")


def is_osm(path: Path, name: str) -> bool:
    """Tell an extract of OpenStreetMap, packed or as XML, by its first bytes."""
    if not path.is_file():
        return False
    head = first_bytes(path, name)
    return PBF in head[PBF_AT] or XML.match(head) is not None


def read_osm(
    path: Path, name: str, tags: Sequence[str], bounds: tuple[float, float, float, float]
) -> Source:
    """Read what has one of the ``tags`` within ``bounds`` (west, south, east, north in degrees).

    Columns are the tags and the names. A ring that cannot be built is a row without geometry, with
    its fault; relations other than areas are not read.

    Raises
    ------
    InputError
        The file is damaged.
    """
    columns: dict[str, list[Any]] = {title: [] for title in dict.fromkeys((*tags, *NAMES))}
    shapes: list[NDArray[np.object_]] = []
    for layer in LAYERS:
        meta, data, cells = _read_layer(path, name, layer, bounds)
        rows = _rows_of([str(title) for title in meta["fields"]], cells, columns)
        wanted = [at for at, row in enumerate(rows) if not row.keys().isdisjoint(tags)]
        shapes.append(data[wanted])
        for title, values in columns.items():
            values += [rows[at].get(title) for at in wanted]
    built, faults = build_shapes(np.concatenate(shapes))
    return Source(frame_of(columns, built, faults, pyproj.CRS.from_user_input(SHOWN)), OSM)


def _read_layer(
    path: Path, name: str, layer: str, bounds: tuple[float, float, float, float]
) -> tuple[Any, NDArray[np.object_], Sequence[NDArray[np.object_]]]:
    import pyogrio  # noqa: PLC0415 - 0.1 s that others need not pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on rings that are not closed: they become faults
            meta, _, data, cells = pyogrio.raw.read(path, layer=layer, bbox=bounds)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        UnicodeDecodeError,
    ) as error:
        msg = say("read.errors.unreadable", name=name, kind=OSM, error=show(str(error)))
        raise InputError(msg) from None
    return meta, data, cells


def _rows_of(
    titles: Sequence[str], cells: Sequence[NDArray[np.object_]], wanted: dict[str, list[Any]]
) -> list[dict[str, Any]]:
    """Give the wanted tags of each feature; GDAL keeps the rarer ones in one text."""
    by_title = dict(zip(titles, cells, strict=True))
    rows: list[dict[str, Any]] = [{} for _ in range(len(cells[0]))]
    for title in filter(wanted.__contains__, titles):
        _fill(rows, title, by_title[title])
    for row, text in zip(rows, by_title["other_tags"], strict=True):
        row.update((key, value) for key, value in _tags_of(text or "") if key in wanted)
    return rows


def _fill(rows: list[dict[str, Any]], title: str, values: NDArray[np.object_]) -> None:
    for row, value in zip(rows, values, strict=True):
        if value is not None:
            row[title] = value


def _tags_of(text: str) -> list[tuple[str, str]]:
    return [
        (ESCAPED.sub(r"\1", key), ESCAPED.sub(r"\1", value)) for key, value in TAG.findall(text)
    ]
