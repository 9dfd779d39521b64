"""Points too many for any page: streamed from GeoParquet, counted by district and by cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from jinan_geo.coordinates.crs import stored_crs, to_measured, to_plain
from jinan_geo.errors import InputError
from jinan_geo.read.batches import ArrowRows, frame_of_rows, stream_shapes
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from jinan_geo.check.engine import Engine
    from jinan_geo.city.districts import Districts

    Numbers = NDArray[np.int64]

__all__ = ["PointCounts", "count_points"]

ROWS = 262_144  # points at a time: some 60 MB while they are placed
POINT = 0


@dataclass(frozen=True)
class PointCounts:
    """How many points there are, and where; each is in one district, outside, or nowhere.

    ``districts`` are in the order of the districts. ``cells`` has a row for each square with a
    point in the city: metres east and north of its corner in the metric CRS, and how many.
    """

    points: int
    placeless: int
    outside: int
    districts: Numbers
    cells: Numbers


@dataclass(frozen=True)
class CountedBy:
    """What points are counted by: the file's name, both CRS, districts and the side of a cell."""

    name: str
    crs: str
    stated: str | None
    shapes: NDArray[np.object_]
    cell_m: int


@dataclass(frozen=True)
class SomePoints:
    """A batch of points; ``first`` is the row of the first one."""

    rows: ArrowRows
    first: int


def count_points(  # noqa: PLR0913 - the points, and what they are counted by
    path: Path,
    name: str,
    districts: Districts,
    crs: pyproj.CRS,
    *,
    cell_m: int,
    engine: Engine,
    rows: int = ROWS,
    stated: str | None = None,
) -> PointCounts:
    """Count points as ``place_features`` places them: one on a shared border is of the first.

    A point at 0, 0 or without numbers has no place. ``cell_m`` is the side of a cell in metres, and
    ``crs`` the metric one. ``stated`` is of which CRS the points are, in the place of what the file
    says: GCJ-02, BD-09 or one by name. At no time are more than a few batches in memory.

    Raises
    ------
    InputError
        The file is no GeoParquet, does not say of which CRS it is, or a row of it holds something
        else than a point.
    """
    by = CountedBy(name, crs.to_wkt(), stated, districts.shapes, cell_m)
    parts = _parts_of(path, name, rows)
    whole = PointCounts(0, 0, 0, np.zeros(len(districts.codes), int), np.zeros((0, 3), int))
    for one in engine.run(partial(_count, by), parts):
        whole = _add(whole, one)
    return whole


def _parts_of(path: Path, name: str, rows: int) -> Iterator[SomePoints]:
    first = 1
    for batch in stream_shapes(path, name, rows):
        yield SomePoints(batch, first)
        first += batch.count


def _count(by: CountedBy, some: SomePoints) -> PointCounts:
    frame = frame_of_rows(some.rows)
    stored = frame.geometry.to_numpy()
    empty = shapely.is_missing(stored) | shapely.is_empty(stored)
    _require_points(by.name, some.first, stored, empty)
    x, y = (get(np.where(empty, None, stored)) for get in (shapely.get_x, shapely.get_y))
    nowhere = ~np.isfinite(x + y) | (x == 0) & (y == 0)
    there = _in_stated(frame[~nowhere], by)
    measured = to_measured(there, pyproj.CRS.from_user_input(by.crs))
    x, y = (get(measured.geometry.to_numpy()) for get in (shapely.get_x, shapely.get_y))
    district = _first_district(x, y, by.shapes)
    inside = district >= 0
    corners = np.floor(np.stack([x[inside], y[inside]], axis=1) / by.cell_m).astype(np.int64)
    cells, counts = np.unique(corners * by.cell_m, axis=0, return_counts=True)
    return PointCounts(
        len(stored),
        int(nowhere.sum()),
        int((~inside).sum()),
        np.bincount(district[inside], minlength=len(by.shapes)),
        np.column_stack([cells, counts]),
    )


def _in_stated(frame: gpd.GeoDataFrame, by: CountedBy) -> gpd.GeoDataFrame:
    """Give the points in the CRS that is stated, else in the file's own."""
    if by.stated is not None:
        plain = to_plain(frame.geometry.to_numpy(), by.stated, swapped=False)
        return frame.set_geometry(plain, crs=stored_crs(by.stated))
    if frame.crs is None:
        raise InputError(say("city.errors.points_no_crs", name=by.name))
    return frame


def _require_points(
    name: str, first: int, stored: NDArray[np.object_], empty: NDArray[np.bool_]
) -> None:
    others = np.flatnonzero(~empty & (shapely.get_type_id(stored) != POINT))
    if len(others):
        at = int(others[0])
        said = {"name": name, "row": first + at, "kind": stored[at].geom_type}
        raise InputError(say("city.errors.not_points", **said))


def _first_district(
    x: NDArray[np.float64], y: NDArray[np.float64], shapes: NDArray[np.object_]
) -> Numbers:
    """Give the position of the first district that each point is in or on; -1 where it is in none.

    A point that is too far away to be measured has no numbers, and is in none.
    """
    district = np.full(len(x), -1, dtype=np.int64)
    shapely.prepare(shapes)
    for at, shape in enumerate(shapes):
        west, south, east, north = shape.bounds
        near = (district < 0) & (x >= west) & (x <= east) & (y >= south) & (y <= north)
        rest = np.flatnonzero(near)
        district[rest[shapely.intersects_xy(shape, x[rest], y[rest])]] = at
    return district


def _add(one: PointCounts, other: PointCounts) -> PointCounts:
    both = np.concatenate([one.cells, other.cells])
    cells, at = np.unique(both[:, :2], axis=0, return_inverse=True)
    counts = np.zeros(len(cells), dtype=np.int64)
    np.add.at(counts, at.ravel(), both[:, 2])
    return PointCounts(
        one.points + other.points,
        one.placeless + other.placeless,
        one.outside + other.outside,
        one.districts + other.districts,
        np.column_stack([cells, counts]),
    )
