"""District outlines as SVG paths: small enough to stand in a page as text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from jinan_geo.city.districts import Districts

__all__ = ["Outline", "outline_districts", "rings_of", "simplify_together", "svg_path"]

MERCATOR = "EPSG:3857"  # as the map is drawn, so that an outline lies where the map will show it
UNIT_M = 100  # of Web Mercator; less than a pixel of a map that shows a whole city
SIMPLIFY_M = 250


@dataclass(frozen=True)
class Outline:
    """Districts as paths by code, and their labels.

    In units of ``UNIT_M`` right of and below an origin.
    """

    paths: Mapping[str, str]
    labels: Mapping[str, tuple[int, int]]
    origin: tuple[float, float]

    def window(self, bounds: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """Left, top, width and height of WGS84 bounds (west, south, east, north), outline units."""
        west, south, east, north = bounds
        xs, ys = _to_mercator("EPSG:4326").transform([west, east], [south, north])
        left, right = ((x - self.origin[0]) / UNIT_M for x in xs)
        bottom, top = ((self.origin[1] - y) / UNIT_M for y in ys)
        return round(left), round(top), round(right - left), round(bottom - top)


def outline_districts(districts: Districts, crs: pyproj.CRS) -> Outline:
    """Draw the districts, which are in the metric CRS; shared edges stay shared."""
    simple = simplify_together(districts.shapes, SIMPLIFY_M)
    to_shown = _to_mercator(crs)
    shapes = shapely.transform(
        simple, lambda points: np.column_stack(to_shown.transform(*points.T))
    )
    west, _, _, north = shapely.total_bounds(shapes)

    def place(points: NDArray[Any]) -> NDArray[np.int64]:
        return np.asarray(np.rint((points - [west, north]) / [UNIT_M, -UNIT_M]), np.int64)

    paths = {}
    for code, shape in zip(districts.codes, shapes, strict=True):
        rings = [shapely.get_coordinates(ring) for ring in rings_of(shape)]
        paths[code] = "".join(svg_path(place(ring)) for ring in rings)
    at = place(
        np.column_stack(_to_mercator("EPSG:4326").transform(*np.array(districts.label_at).T))
    )
    labels = {code: (int(x), int(y)) for code, (x, y) in zip(districts.codes, at, strict=True)}
    return Outline(paths, labels, (float(west), float(north)))


def simplify_together(shapes: NDArray[np.object_], tolerance_m: float) -> NDArray[np.object_]:
    """Simplify areas in the metric CRS so that shared edges stay shared; else each by itself."""
    try:
        simple: NDArray[np.object_] = shapely.coverage_simplify(shapes, tolerance_m)
    except (shapely.GEOSException, ValueError):  # what overlaps may come back in other parts
        simple = shapely.simplify(shapes, tolerance_m)
    return simple


def rings_of(shape: BaseGeometry) -> list[BaseGeometry]:
    """Give the rings of an area, of all its parts."""
    return list(shapely.get_rings(shapely.get_parts(shape)))


def svg_path(points: NDArray[np.int64]) -> str:
    """Write a closed ring of whole numbers, by steps, which take fewer digits than places."""
    steps = np.diff(points[:-1], axis=0)
    lines = "".join(f"{x} {y} " for x, y in steps[(steps != 0).any(axis=1)])
    return f"M{points[0][0]} {points[0][1]}l{lines.rstrip()}z"


@cache
def _to_mercator(crs: pyproj.CRS | str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, MERCATOR, always_xy=True)
