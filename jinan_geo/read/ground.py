"""The ground as the workspace keeps it: ``ground/ground.gpkg``, made by ``ground add``."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.errors import InputError, show
from jinan_geo.read.wkb import build_shapes
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "GROUND_FILE",
    "GROUND_TABLES",
    "GroundRows",
    "GroundSource",
    "ground_classes",
    "ground_sources",
    "read_ground",
]

GROUND_FILE = "ground/ground.gpkg"
GROUND_TABLES = {"point": "points", "line": "lines", "polygon": "areas"}
ROW_COLUMNS = ("class", "name_zh", "name_en", "to_zoom", "source")


@dataclass(frozen=True)
class GroundSource:
    """A file that was added: ``key`` tells it from others, ``to_zoom`` is None where it has none.

    ``features`` are those in the city, ``left_out`` those of no class, shape or place on the map.
    """

    key: str
    format: str
    credit: str
    licence: str
    features: int
    left_out: int
    to_zoom: int | None


@dataclass(frozen=True)
class GroundRows:
    """What is drawn: a row each with class, names, last zoom and source; shapes in WGS84 degrees.

    ``to_zoom`` is missing where a row is drawn at any zoom.
    """

    table: pd.DataFrame
    shapes: NDArray[np.object_]
    sources: list[GroundSource]


@cache
def ground_classes() -> dict[str, dict[str, str]]:
    """The shipped table: for each column, the class of each value; an empty class is none."""
    text = files("jinan_geo").joinpath("data/ground-classes.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines()[1:]:
        column, value, name = line.split(",")
        found.setdefault(column, {})[value] = name
    return found


def ground_sources(path: Path) -> list[GroundSource]:
    """Give what was added to a kept ground, in that order; nothing where there is none.

    Raises
    ------
    InputError
        The file is there and is not one that ``ground add`` wrote.
    """
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            base.row_factory = sqlite3.Row
            rows = [dict(row) for row in base.execute("SELECT * FROM sources ORDER BY fid")]
            return [_source_of(row) for row in rows]
    except (sqlite3.Error, KeyError) as error:
        raise InputError(_word(error)) from None


def _source_of(row: dict[str, Any]) -> GroundSource:
    return GroundSource(
        key=row["key"],
        format=row["format"],
        credit=row["credit"] or "",
        licence=row["licence"] or "",
        features=row["features"],
        left_out=row["left_out"],
        to_zoom=row["to_zoom"],
    )


def read_ground(path: Path) -> GroundRows | None:
    """Read the kept ground; None where there is none.

    Raises
    ------
    InputError
        The file is there and cannot be read.
    """
    if not path.is_file():
        return None
    import pyogrio  # noqa: PLC0415 - 0.1 s that a workspace without ground need not pay

    sources = ground_sources(path)
    tables, shapes = [], []
    try:
        there = [str(title) for title, kind in pyogrio.list_layers(path) if kind is not None]
        for layer in filter(there.__contains__, GROUND_TABLES.values()):
            meta, _, data, cells = pyogrio.raw.read(path, layer=layer)
            tables.append(_table_of(dict(zip(meta["fields"], cells, strict=True))))
            shapes.append(build_shapes(data)[0])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, KeyError) as error:
        raise InputError(_word(error)) from None
    if not tables:
        empty = pd.DataFrame({title: [] for title in ROW_COLUMNS})
        return GroundRows(empty, np.empty(0, dtype=object), sources)
    return GroundRows(pd.concat(tables, ignore_index=True), np.concatenate(shapes), sources)


def _table_of(cells: dict[str, Any]) -> pd.DataFrame:
    table = pd.DataFrame({title: cells[title] for title in ROW_COLUMNS})
    return table.assign(to_zoom=pd.to_numeric(table["to_zoom"]).astype(float))


def _word(error: Exception) -> str:
    return say("read.errors.ground", name=GROUND_FILE, error=show(str(error)))
