"""Rows of a ground: features of any file told by class, clipped to the city, merged by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.coordinates.parts import clip_parts, flat, simple_parts, valid_shapes
from jinan_geo.errors import UsageError, show, suggest
from jinan_geo.manifest.ground import CLASSES
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["DrawnRows", "clip_rows", "merge_rows", "name_classes", "rows_of", "where_rows"]

CONDITION = re.compile(r"^\s*(.+?)\s*(!=|=)\s*(.*?)\s*$")
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
POINT, LINE, AREA = 0, 1, 2
# Where a class says another thing of an area than of a line.
OF_AREAS = {"river": "water"}
OF_LINES = {"water": "river"}
SHAPED = {"place": POINT, "station": POINT, "urban": AREA, "green": AREA, "water": AREA}
SHAPED["building"] = AREA
PLAIN = "name"
LEAST_RING = 3  # positions: a ring has its first one twice
EN = ("name_en", "name:en")
DECIMALS = 1e-7  # degrees, one centimetre
ROW = ["class", "name_zh", "name_en"]


@dataclass(frozen=True)
class DrawnRows:
    """Plain shapes in WGS84 degrees with class and names, and the feature of the file each is of.

    ``misshapen`` is how many features have a class and no part that is drawn as such.
    """

    table: pd.DataFrame
    parts: NDArray[np.object_]
    owner: NDArray[np.int_]
    misshapen: int

    @property
    def features(self) -> int:
        """How many features of the file these are."""
        return len(np.unique(self.owner))


def where_rows(frame: gpd.GeoDataFrame, where: str | None) -> NDArray[np.bool_]:
    """Tell which rows fit ``COLUMN=VALUE|VALUE and COLUMN!=VALUE``.

    Raises
    ------
    UsageError
        It is no such expression, or names a column that is not there.
    """
    fits = np.ones(len(frame), dtype=bool)
    for part in AND.split(where) if where else ():
        match = CONDITION.match(part)
        if match is None:
            raise UsageError(say("intake.errors.where", where=show(part)))
        column, sign, values = match.groups()
        titles = [str(title) for title in frame.columns if title != "geometry_fault"]
        if column not in titles:
            known = suggest(column, titles)
            raise UsageError(say("intake.errors.where_column", column=show(column), known=known))
        listed = {value.strip() for value in values.split("|")}
        fits &= np.array([(_word(cell) in listed) is (sign == "=") for cell in frame[column]])
    return fits


def name_classes(
    frame: gpd.GeoDataFrame, tables: Sequence[Mapping[str, Mapping[str, str]]]
) -> list[str | None]:
    """Give the class of each row by the first table and column that say one; None where none does.

    A value of a table may end in ``*``, for codes that begin so. Capitals in a column's name say
    nothing: databases write them as they like.
    """
    titles = {str(title).lower(): title for title in reversed(frame.columns)}
    found: list[str | None] = [None] * len(frame)
    for table in tables:
        for column, values in table.items():
            title = column if column in frame else titles.get(column.lower())
            if title is None:
                continue
            for at, cell in enumerate(map(_word, frame[title])):
                if found[at] is None and cell:
                    found[at] = _class_of(cell, values)
    return found


def _class_of(cell: str, values: Mapping[str, str]) -> str | None:
    if cell in values:
        return values[cell] or None
    starts = [value for value in values if value.endswith("*") and cell.startswith(value[:-1])]
    return values[max(starts, key=len)] if starts else None


def _word(cell: object) -> str:
    """A cell as a person writes it: a whole number without a point."""
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def rows_of(
    frame: gpd.GeoDataFrame, shapes: NDArray[np.object_], classes: Sequence[str | None]
) -> DrawnRows:
    """Give rows of one plain shape each with class and names; what has no class is left out.

    ``shapes`` are WGS84 degrees. A class takes the shape it is drawn in: a place given as an area
    is a point on it, a building drawn as a closed line is an area, a river that is an area is
    water.
    """
    kept = np.array([name is not None for name in classes]) & ~shapely.is_missing(shapes)
    kept &= ~shapely.is_empty(shapes)
    zh = ("name_zh", "name:zh", say("intake.ground.name", "zh"), PLAIN)
    named = np.array(classes, dtype=object)[kept]
    names = pd.DataFrame(
        {
            "class": named,
            "name_zh": _names(frame, zh)[kept],
            "name_en": _names(frame, EN)[kept],
        }
    )
    pointed = np.array([SHAPED.get(name) == POINT for name in named], dtype=bool)
    given = flat(shapes[kept])
    given[pointed] = shapely.point_on_surface(given[pointed])
    parts, owner = simple_parts(valid_shapes(given))
    parts, owner = _close(parts, owner, named)
    drawn = [*map(_drawn_as, named[owner], shapely.get_dimensions(parts))]
    fits = np.array([name is not None for name in drawn], dtype=bool)
    table = names.iloc[owner].reset_index(drop=True)
    table["class"] = drawn
    misshapen = len(named) - len(np.unique(owner[fits]))
    table = table[fits].reset_index(drop=True)
    return DrawnRows(table, parts[fits], owner[fits], misshapen)


def _close(
    parts: NDArray[np.object_], owner: NDArray[np.int_], named: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.int_]]:
    """Make areas of closed lines where the class is one of areas: drawings have outlines only."""
    is_area = np.array([SHAPED.get(name) == AREA for name in named[owner]], dtype=bool)
    is_ring = is_area & (shapely.get_type_id(parts) == LINE) & shapely.is_closed(parts)
    is_ring &= shapely.get_num_coordinates(parts) > LEAST_RING
    if not is_ring.any():
        return parts, owner
    closed = parts.copy()
    rings = [shapely.Polygon(one.coords) for one in parts[is_ring]]
    closed[is_ring] = valid_shapes(np.array(rings, dtype=object))
    again, part = simple_parts(closed)
    return again, owner[part]


def _drawn_as(name: str, size: int) -> str | None:
    """Give the class that a point, line or area is drawn in; None where there is none."""
    other = {AREA: OF_AREAS, LINE: OF_LINES}.get(size, {})
    drawn = other.get(name, name)
    return drawn if SHAPED.get(drawn, LINE) == size else None


def _names(frame: gpd.GeoDataFrame, titles: Sequence[str]) -> NDArray[np.object_]:
    names = np.full(len(frame), "", dtype=object)
    for wanted in titles:
        for title in frame.columns:
            if str(title).lower() == wanted:
                cells = np.array([_word(cell) for cell in frame[title]], dtype=object)
                names = np.where(names == "", cells, names)
    return names


def clip_rows(rows: DrawnRows, city: BaseGeometry) -> tuple[pd.DataFrame, NDArray[np.object_], int]:
    """Cut the shapes at an outline in the same degrees; only what crosses it is cut.

    Also tells how many features of the file have something within.
    """
    pieces, part = clip_parts(rows.parts, city)
    table = rows.table.iloc[part].reset_index(drop=True)
    return table, pieces, len(np.unique(rows.owner[part]))


def merge_rows(
    table: pd.DataFrame, parts: NDArray[np.object_]
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Join lines of one class and name end to end, and put all rows in an order of their own.

    The order is of class, name and place, so that the order of the file says nothing.
    """
    rounded = shapely.set_precision(parts, DECIMALS, mode="pointwise")
    is_line = shapely.get_dimensions(rounded) == LINE
    tables, pieces = [table[~is_line]], [rounded[~is_line]]
    for key, rows in table[is_line].groupby(ROW, sort=True).indices.items():
        merged = shapely.line_merge(shapely.multilinestrings(rounded[is_line][rows]))
        lines = shapely.get_parts(merged)
        tables.append(pd.DataFrame([key] * len(lines), columns=ROW))
        pieces.append(lines)
    shapes = shapely.normalize(np.concatenate(pieces))
    whole = pd.concat(tables, ignore_index=True)
    kept = ~shapely.is_empty(shapes)
    return _ordered(whole[kept].reset_index(drop=True), shapes[kept])


def _ordered(
    table: pd.DataFrame, shapes: NDArray[np.object_]
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    place = {name: at for at, name in enumerate(CLASSES)}
    keys: list[Any] = [
        (place[row[0]], row[1], row[2], wkb)
        for row, wkb in zip(table[ROW].to_numpy(), shapely.to_wkb(shapes), strict=True)
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return table.iloc[order].reset_index(drop=True), shapes[order]
