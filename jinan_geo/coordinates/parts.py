"""What collections are made of.

KML, DXF and GeoJSON draw one feature of several kinds: an outline and the point of its label, or
collections within collections. All parts are drawn; measured are those of the most dimensions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "COLLECTION",
    "UNORDERED",
    "are_finite",
    "clip_parts",
    "flat",
    "flatten_collections",
    "has_parts_of",
    "parts_of",
    "simple_parts",
    "valid_shapes",
    "widest_parts",
]

COLLECTION = 7  # as GEOS counts types
UNORDERED = (4, COLLECTION)  # several points, and what may hold them
AT_ONCE = 32_768  # shapes whose corners are held in memory
SEVERAL = 4  # and from here on a shape has parts
MULTIPLE = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)


def simple_parts(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int_]]:
    """Give all points, lines and polygons, and the shape of each, however deep they lie within."""
    owner = np.flatnonzero(~shapely.is_missing(shapes))
    parts = shapes[owner]
    while (shapely.get_type_id(parts) >= SEVERAL).any():
        parts, outer = shapely.get_parts(parts, return_index=True)
        owner = owner[outer]
    return parts, owner


def flat(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give shapes without heights, in an array of their own; those that have none as they are."""
    high = shapely.has_z(shapes) | shapely.has_m(shapes)
    plane = shapes.copy()
    plane[high] = shapely.force_2d(shapes[high])
    return plane


def are_finite(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which shapes have only finite numbers; their bounds would leave NaN out."""
    finite = np.ones(len(shapes), dtype=bool)
    for start in range(0, len(shapes), AT_ONCE):
        some = shapes[start : start + AT_ONCE]
        if not np.isfinite(shapely.get_coordinates(some)).all():
            numbers, owner = shapely.get_coordinates(some, return_index=True)
            finite[owner[~np.isfinite(numbers).all(axis=1)] + start] = False
    return finite


def clip_parts(
    parts: NDArray[np.object_], area: BaseGeometry
) -> tuple[NDArray[np.object_], NDArray[np.int_]]:
    """Cut plain shapes at an outline; only what crosses it is cut. Gives each piece with its shape.

    What touches the outline in less than it is (an area in a line) is left out.
    """
    shapely.prepare(area)
    inside = shapely.contains_properly(area, parts)
    crossing = ~inside & shapely.intersects(area, parts)
    cut = parts.copy()
    cut[crossing] = shapely.intersection(parts[crossing], area)
    rows = np.flatnonzero(inside | crossing)
    pieces, owner = simple_parts(cut[rows])
    whole = shapely.get_dimensions(pieces) == shapely.get_dimensions(parts[rows][owner])
    return pieces[whole], rows[owner][whole]


def flatten_collections(shapes: Sequence[Any] | NDArray[np.object_]) -> NDArray[np.object_]:
    """Take collections out of collections, areas first; those of one kind are no collections.

    The shapes are not changed; without a collection they are given back as they are.
    """
    return _each_collection(shapes, _flat)


def widest_parts(shapes: Sequence[Any] | NDArray[np.object_]) -> NDArray[np.object_]:
    """Leave of each collection what has the most dimensions: of an area with a label, the area."""
    return _each_collection(shapes, _widest)


def parts_of(shapes: Sequence[Any] | NDArray[np.object_], dimension: int) -> NDArray[np.object_]:
    """Leave of each collection its points (0), lines (1) or areas (2)."""
    return _each_collection(
        shapes, lambda parts: _multiple(parts[shapely.get_dimensions(parts) == dimension])
    )


def has_parts_of(shapes: Sequence[Any] | NDArray[np.object_], dimension: int) -> NDArray[np.bool_]:
    """Tell which shapes are, or hold, points (0), lines (1) or areas (2)."""
    every = np.asarray(shapes, dtype=object)
    has = shapely.get_dimensions(every) == dimension
    at = np.flatnonzero(shapely.get_type_id(every) == COLLECTION)
    parts, owner = simple_parts(every[at])
    has[at[owner[shapely.get_dimensions(parts) == dimension]]] = True
    return np.asarray(has)


def _each_collection(
    shapes: Sequence[Any] | NDArray[np.object_], change: Callable[[NDArray[np.object_]], Any]
) -> NDArray[np.object_]:
    every = np.asarray(shapes, dtype=object)
    at = np.flatnonzero(shapely.get_type_id(every) == COLLECTION)
    every = every.copy() if len(at) else every
    for place in at:
        parts, _ = simple_parts(every[place : place + 1])
        parts = parts[~shapely.is_empty(parts)]
        every[place] = change(parts) if len(parts) else shapely.GeometryCollection()
    return every


def _flat(parts: NDArray[np.object_]) -> Any:  # noqa: ANN401 - a shape
    """Collect the parts; areas that overlap stay a collection, as areas of one shape may not."""
    dimensions = shapely.get_dimensions(parts)
    if dimensions.min() == dimensions.max():
        one = _multiple(parts)
        if shapely.is_valid(one):
            return one
    return shapely.geometrycollections(parts[np.argsort(-dimensions, kind="stable")])


def _widest(parts: NDArray[np.object_]) -> Any:  # noqa: ANN401 - a shape
    dimensions = shapely.get_dimensions(parts)
    return _multiple(parts[dimensions == dimensions.max()])


def _multiple(parts: NDArray[np.object_]) -> Any:  # noqa: ANN401 - a shape
    return MULTIPLE[shapely.get_dimensions(parts[0])](parts) if len(parts) else None


def valid_shapes(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give shapes that are valid, those that are as they are; None stays None.

    GEOS cannot do it in its usual way where a part of a MultiPolygon bounds nothing, as an islet
    does that rounding made a line; those are done in the other way, which keeps their areas.
    """
    try:
        return np.asarray(shapely.make_valid(shapes))
    except shapely.GEOSException:
        return np.array([_valid_shape(shape) for shape in shapes], dtype=object)


def _valid_shape(shape: Any) -> Any:  # noqa: ANN401 - a shape or None
    try:
        return shapely.make_valid(shape)
    except shapely.GEOSException:
        return shapely.make_valid(shape, method="structure")
