"""Raw GeoJSON geometries to shapes.

In bulk where all is well, one by one where a fault has to be worded.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
import shapely.geometry
from shapely import GeometryType

from jinan_geo.errors import show
from jinan_geo.manifest.closed import text
from jinan_geo.read.faulty import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from jinan_geo.read.untyped import Json

__all__ = ["DEPTHS", "PORTION", "build_geometries", "close_rings", "has_height", "has_odd_height"]

SHORTEST_RING = 4
PLANE = 2
# How many lists lie around a position.
DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
KINDS = {
    "Point": GeometryType.POINT,
    "MultiPoint": GeometryType.MULTIPOINT,
    "LineString": GeometryType.LINESTRING,
    "MultiLineString": GeometryType.MULTILINESTRING,
    "Polygon": GeometryType.POLYGON,
    "MultiPolygon": GeometryType.MULTIPOLYGON,
}
AREAS = {"Polygon", "MultiPolygon"}
FEWEST = {
    "LineString": 2,
    "MultiLineString": 2,
    "Polygon": SHORTEST_RING,
    "MultiPolygon": SHORTEST_RING,
}
MOST_WITHIN = 20
PORTION = 1000  # features built together; one fault among them costs these the slower way


def build_geometries(geometries: Sequence[Any]) -> tuple[list[Any], list[str | None]]:
    """Build 2-D shapes of the ``geometry`` members.

    What follows x and y is left out, which changes nothing in plan.

    Gives a shape, or None, for each, and the words for each that cannot be built. An empty geometry
    is none.
    """
    shapes = np.full(len(geometries), None, dtype=object)
    faults: list[str | None] = [None] * len(geometries)
    by_kind: dict[str, list[int]] = {}
    for at, geometry in enumerate(geometries):
        if geometry is not None:
            kind = geometry.get("type") if isinstance(geometry, dict) else None
            by_kind.setdefault(kind if isinstance(kind, str) else "", []).append(at)
    for kind, places in by_kind.items():
        for start in range(0, len(places), PORTION):
            portion = places[start : start + PORTION]
            built = _build_together(kind, [geometries[at] for at in portion])
            if built is not None:
                shapes[portion] = built
                continue
            for at in portion:
                shapes[at], faults[at] = _build_one(geometries[at])
    return list(shapes), faults


def _build_together(kind: str, geometries: Sequence[Any]) -> NDArray[np.object_] | None:
    """Build geometries of one kind at once.

    None where any of them is empty, at fault, or not as usual.
    """
    if kind not in KINDS:
        return None
    try:
        flat = _flatten(kind, [geometry["coordinates"] for geometry in geometries])
        if flat is None or bool in set(map(type, chain.from_iterable(flat[0]))):
            return None  # numpy would take true for 1
        places = np.array([position[:PLANE] for position in flat[0]])
    except (LookupError, ValueError, TypeError, OverflowError):
        return None
    if not _are_numbers(places):
        return None
    return np.asarray(shapely.from_ragged_array(KINDS[kind], places.astype(float), flat[1] or None))


def _are_numbers(places: NDArray[Any]) -> bool:
    """Tell whether these are pairs of finite numbers."""
    if places.ndim != PLANE or places.dtype.kind not in "if":
        return False
    return bool(np.isfinite(places).all())


def _flatten(kind: str, parts: list[Any]) -> tuple[list[Any], tuple[NDArray[np.int64], ...]] | None:
    """Lay all positions in one list, beside the offsets of each level, innermost first.

    None where one is unusual.
    """
    offsets: list[NDArray[np.int64]] = []
    for level in range(DEPTHS[kind]):
        is_innermost = level == DEPTHS[kind] - 1
        fewest = FEWEST.get(kind, 1) if is_innermost else 1
        if not _are_lists(parts, fewest):
            return None
        if is_innermost and kind in AREAS and not all(map(_is_closed, parts)):
            return None
        sizes = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
        offsets.append(np.concatenate([[0], np.cumsum(sizes)]))
        parts = list(chain.from_iterable(parts))
    if not _are_lists(parts, PLANE):
        return None
    return parts, tuple(reversed(offsets))


def _are_lists(parts: Sequence[Any], fewest: int) -> bool:
    """Tell whether these are lists, and each of ``fewest`` entries at least."""
    return all(type(part) is list and len(part) >= fewest for part in parts)


def _is_closed(ring: list[Any]) -> bool:
    return bool(ring[0] == ring[-1])


def _build_one(geometry: Json) -> tuple[Any, str | None]:
    """Build one shape, or say what hinders."""
    try:
        shape, fault = _build(geometry, 0)
    except (
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
        shapely.errors.ShapelyError,
    ) as error:
        return None, str(error)
    return (None, fault) if fault or shape.is_empty else (shape, None)


def _build(geometry: Json, within: int) -> tuple[Any, str | None]:
    """Build one shape; ``within`` counts the collections around it."""
    if not isinstance(geometry, dict):
        return None, Fault(text("read.faults.no_geometry", value=show(str(geometry))))
    kind = geometry.get("type")
    members = {"geometries", "coordinates"} & set(geometry)
    if not members:
        return None, Fault(text("read.faults.no_coordinates", kind=show(str(kind))))
    if kind == "GeometryCollection":
        return _build_collection(geometry["geometries"], within)
    depth = DEPTHS.get(kind) if isinstance(kind, str) else None
    if depth is None:
        return None, Fault(text("read.faults.no_kind", kind=show(str(kind))))
    fault = _position_fault(str(kind), geometry["coordinates"], depth)
    plain = {
        "type": kind,
        "coordinates": None if fault else _in_plan(geometry["coordinates"], depth),
    }
    if not fault:
        _fill_islets(plain)
    fault = fault or _ring_fault(plain)
    return (None, fault) if fault else (shapely.geometry.shape(plain), None)


def _build_collection(parts: Json, within: int) -> tuple[Any, str | None]:
    """Build the parts of a collection."""
    if within > MOST_WITHIN:
        return None, Fault(text("read.faults.nested"))
    shapes = []
    for part in parts:
        shape, fault = _build(part, within + 1)
        if fault:
            return None, fault
        shapes += [] if shape.is_empty else [shape]
    return shapely.GeometryCollection(shapes), None


def _depth_fault(kind: str, coordinates: Json, depth: int) -> str | None:
    """Say where positions stand in more lists, or fewer, than those of their kind do."""
    found, first = 0, coordinates
    while isinstance(first, list) and first:
        found, first = found + 1, first[0]
    if type(first) not in {int, float} or found in {0, depth + 1}:
        return None
    others = [one for one, deep in DEPTHS.items() if deep + 1 == found]
    counts = {"kind": kind, "expected": depth + 1, "found": found}
    if others:
        return Fault(text("read.faults.depth_like", other=others[-1], **counts))
    return Fault(text("read.faults.depth", **counts))


def _position_fault(kind: str, coordinates: Json, depth: int) -> str | None:
    """Name the first position not of two finite numbers, counted through all parts and rings."""
    if (fault := _depth_fault(kind, coordinates, depth)) is not None:
        return fault
    positions = coordinates if depth else list(filter(None, [coordinates]))
    for _ in range(1, depth):
        positions = list(chain.from_iterable(positions))
    for at, position in enumerate(positions, start=1):
        numbers = position[:PLANE] if isinstance(position, list) else []
        if len(numbers) < PLANE or not all(type(number) in {int, float} for number in numbers):
            return Fault(text("read.faults.position", at=at, value=show(str(position))))
        if not np.isfinite(np.array(numbers, dtype=float)).all():
            return Fault(text("read.faults.position_infinite", at=at))
    return None


def _in_plan(coordinates: Json, depth: int) -> list[Any]:
    """Take the first two numbers of each position.

    ``depth`` is 0 for one position, 1 for a list of them.
    """
    if depth > 1:
        return [_in_plan(part, depth - 1) for part in coordinates]
    return [position[:PLANE] for position in coordinates] if depth else coordinates[:PLANE]


def _fill_islets(geometry: dict[str, Any]) -> None:
    """Say the end again of rings that rounding made a line or a point, beside sound ones.

    So a far islet does not take its whole feature off the map; what is left of it bounds nothing.
    """
    if geometry["type"] not in AREAS:
        return
    depth = DEPTHS[geometry["type"]]
    rings = geometry["coordinates"]
    for _ in range(depth - 2):
        rings = list(chain.from_iterable(rings))
    if any(len(ring) >= SHORTEST_RING for ring in rings):
        for ring in rings:
            if len(ring) > 1 and ring[0] == ring[-1]:
                ring.extend([ring[-1]] * (SHORTEST_RING - len(ring)))


def _ring_fault(geometry: Json) -> str | None:
    """Tell of a ring that bounds nothing or is open; shapely would close it in silence."""
    coordinates = geometry.get("coordinates", [])
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(geometry["type"], [])
    for at, ring in enumerate(ring for rings in polygons for ring in rings):
        if len(ring) < SHORTEST_RING:
            return Fault(text("read.faults.short_ring", at=at + 1))
        if ring[0] != ring[-1]:
            return Fault(text("read.faults.open_ring", at=at + 1, first=ring[0], last=ring[-1]))
    return None


def has_height(geometry: Json) -> bool:
    """Tell whether the first position of a geometry has more than x and y."""
    position = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(position, list) and position and isinstance(position[0], list):
        position = position[0]
    return isinstance(position, list) and len(position) > PLANE


def has_odd_height(geometry: Json) -> bool:
    """Tell whether some position has more than x and y, and what follows is no number."""
    depth = DEPTHS.get(geometry["type"])
    if depth is None:
        return any(map(has_odd_height, geometry["geometries"]))
    positions = geometry["coordinates"] if depth else [geometry["coordinates"]]
    for _ in range(1, depth):
        positions = chain.from_iterable(positions)
    more = chain.from_iterable(position[PLANE:] for position in positions if len(position) > PLANE)
    return not set(map(type, more)) <= {int, float}


def close_rings(geometry: Json) -> int:
    """Close the open rings of a polygon in place; gives their number."""
    if not isinstance(geometry, dict) or geometry.get("type") not in AREAS:
        return 0
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    rings = chain.from_iterable(_lists_among(polygons or []))
    opened = [ring for ring in _lists_among(rings) if _is_open(ring)]
    for ring in opened:
        ring.append(ring[0])
    return len(opened)


def _lists_among(parts: Iterable[Any]) -> Iterator[list[Any]]:
    return (part for part in parts if isinstance(part, list))


def _is_open(ring: list[Any]) -> bool:
    return len(ring) >= SHORTEST_RING - 1 and not _is_closed(ring)
