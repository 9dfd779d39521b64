"""Rings as they come, in any order and direction: which bounds ground, and which is a hole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.read.untyped import Json

__all__ = ["nest_rings"]

SHORTEST = 4
PLANE = 2


def nest_rings(rings: Sequence[Any]) -> list[list[Any]]:
    """Bring rings together as polygons, the outer ring of each first.

    A ring within an odd number of others is a hole of the smallest of them; any other bounds ground
    of its own. Rings that are no rings are left to whoever builds the shape: all in one polygon.
    """
    if len(rings) == 1 or not all(map(_is_ring, rings)):
        return [list(rings)] if rings else []
    grounds = np.array([shapely.Polygon(_in_plan(ring)) for ring in rings], dtype=object)
    sound = shapely.make_valid(grounds)
    areas = shapely.area(sound)
    polygons: dict[int, list[Any]] = {}
    holders = _find_holders(sound, areas)
    for at in sorted(range(len(rings)), key=lambda one: len(holders[one]) % 2):
        around = [one for one in holders[at] if one in polygons]
        if len(holders[at]) % 2 and around:
            polygons[min(around, key=areas.__getitem__)].append(rings[at])
        else:  # ground of its own; of rings that cross, whoever checks the shape says more
            polygons[at] = [rings[at]]
    return list(polygons.values())


def _find_holders(sound: NDArray[np.object_], areas: NDArray[np.float64]) -> list[list[int]]:
    """Say of each ring which larger ones lie around it."""
    within, around = shapely.STRtree(sound).query(
        shapely.point_on_surface(sound), predicate="intersects"
    )
    holders: list[list[int]] = [[] for _ in sound]
    for inner, outer in zip(within.tolist(), around.tolist(), strict=True):
        if (areas[outer], -outer) > (areas[inner], -inner):
            holders[inner].append(outer)
    return holders


def _in_plan(ring: Sequence[Any]) -> list[Any]:
    return [position[:PLANE] for position in ring]


def _is_ring(ring: Json) -> bool:
    return isinstance(ring, list) and len(ring) >= SHORTEST and all(map(_is_position, ring))


def _is_position(position: Json) -> bool:
    if not isinstance(position, list) or len(position) < PLANE:
        return False
    numbers = position[:PLANE]
    return {*map(type, numbers)} <= {int, float} and bool(np.isfinite(numbers).all())
