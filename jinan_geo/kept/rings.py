"""Areas of one ring, as most parcels are: their corners in one array, and built of it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Laid", "are_one_ring", "build_areas", "build_shapes", "corners_of", "lay_out"]

POLYGON = 3  # as GEOS counts types


def are_one_ring(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which shapes are plane polygons of a single ring."""
    single = shapely.get_type_id(shapes) == POLYGON
    single &= shapely.get_num_interior_rings(shapes) == 0
    single &= ~(shapely.is_empty(shapes) | shapely.has_z(shapes) | shapely.has_m(shapes))
    return np.asarray(single)


def corners_of(shapes: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Give all corners, x first, and where those of each shape end among them."""
    ends = np.cumsum(shapely.get_num_coordinates(shapes), dtype=np.int64)
    return shapely.get_coordinates(shapes), ends


def build_areas(corners: NDArray[np.float64], ends: NDArray[np.int64]) -> NDArray[np.object_]:
    """Build polygons of one closed ring each, the opposite of ``corners_of``."""
    starts = np.concatenate([[0], ends])
    offsets = (starts, np.arange(len(ends) + 1))
    built = shapely.from_ragged_array(shapely.GeometryType.POLYGON, corners, offsets)
    return np.asarray(built, dtype=object)


class Laid(NamedTuple):
    """Shapes of any kind laid out in arrays, as they are packed and sent.

    ``corners`` and ``ends`` are those of areas of one ring, ``rest`` has the positions of all other
    shapes, and ``wkb`` what each of these is, None of what is missing.
    """

    rest: NDArray[np.int64]
    ends: NDArray[np.int64]
    corners: NDArray[np.float64]
    wkb: list[bytes | None]


def lay_out(shapes: NDArray[np.object_]) -> Laid:
    """Lay shapes out; their numbers stay what they are."""
    single = are_one_ring(shapes)
    corners, ends = corners_of(shapes[single])
    rest = np.flatnonzero(~single)
    return Laid(rest, ends, corners, shapely.to_wkb(shapes[rest], output_dimension=4).tolist())


def build_shapes(laid: Laid) -> NDArray[np.object_]:
    """Build shapes again, the opposite of ``lay_out``."""
    shapes = np.empty(len(laid.rest) + len(laid.ends), dtype=object)
    single = np.ones(len(shapes), dtype=bool)
    single[laid.rest] = False
    shapes[single] = build_areas(laid.corners, laid.ends)
    parts = np.empty(len(laid.wkb), dtype=object)
    parts[:] = laid.wkb
    shapes[laid.rest] = shapely.from_wkb(parts)
    return shapes
