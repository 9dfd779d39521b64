"""Areas of one ring, as most parcels are: all their corners in one array, looked at in one pass.

Other shapes are left to GEOS, one by one. What is found is the same; it costs less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.kept.rings import are_one_ring, build_areas, corners_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Move = Callable[[NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], ...]]

__all__ = ["are_valid", "move_shapes"]

AT_ONCE = 32_768  # shapes whose corners are held in memory
FEW = 64  # below it GEOS is as fast
# Of a product of differences: far more than rounding takes, far less than a corner is wide.
UNSURE = 1e-12
SMALLEST = 1e-200


def _portions(count: int) -> Iterator[slice]:
    """Cut so many shapes into slices whose corners fit into a processor's memory."""
    for start in range(0, count, AT_ONCE):
        yield slice(start, min(start + AT_ONCE, count))


def move_shapes(shapes: NDArray[np.object_], move: Move) -> NDArray[np.object_]:
    """Give shapes with the numbers that ``move`` gives for x and y; None and empty ones stay.

    Heights are left out of what is moved; shapes have none once they are read.
    """
    moved = np.empty(len(shapes), dtype=object)
    single = are_one_ring(shapes)
    for part in _portions(len(shapes)):
        moved[part] = _move(shapes[part], single[part], move)
    return moved


def _move(
    shapes: NDArray[np.object_], single: NDArray[np.bool_], move: Move
) -> NDArray[np.object_]:
    def all_numbers(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack(move(*np.ascontiguousarray(numbers.T)), axis=1)

    moved = shapes.copy()
    corners, ends = corners_of(shapes[single])
    corners = all_numbers(corners)
    if np.isfinite(corners).all():  # else a ring might not be seen to be closed
        moved[single] = build_areas(corners, ends)
        single = ~single
    else:
        single = np.ones(len(shapes), dtype=bool)
    moved[single] = shapely.transform(shapes[single], all_numbers)
    return moved


def are_valid(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which shapes are valid, as GEOS does; False of None.

    A ring that goes round a point once, each corner further round than the one before, crosses
    itself nowhere: that is seen of all in one look, and GEOS is asked of the others only.
    """
    if len(shapes) < FEW:
        return np.asarray(shapely.is_valid(shapes))
    valid = np.zeros(len(shapes), dtype=bool)
    single = are_one_ring(shapes)
    for part in _portions(len(shapes)):
        at = np.flatnonzero(single[part]) + part.start
        if len(at):
            valid[at] = _go_round(*corners_of(shapes[at]))
    rest = ~valid
    valid[rest] = shapely.is_valid(shapes[rest])
    return valid


def _go_round(corners: NDArray[np.float64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which closed rings surely go round their middle once, always in the same sense."""
    count = np.diff(ends, prepend=0)
    starts = ends - count
    ring = np.repeat(np.arange(len(ends), dtype=np.int32), count)
    with np.errstate(invalid="ignore", over="ignore"):
        x, y = (_from_middle(numbers, starts, count) for numbers in corners.T)
        left, right = x[:-1] * y[1:], x[1:] * y[:-1]
        cross, sides = left - right, np.abs(left) + np.abs(right)
        cross *= np.where(cross[starts] > 0, 1.0, -1.0)[ring[:-1]]
        bends = cross > UNSURE * sides + SMALLEST
    rises = (y[:-1] < 0) & (y[1:] >= 0)
    bends[ends[:-1] - 1] = True  # from a ring to the next is no side of either
    rises[ends[:-1] - 1] = False
    once = np.bincount(ring[:-1][rises], minlength=len(ends)) == 1
    once[ring[:-1][~bends]] = False
    return np.asarray(once)


def _from_middle(
    numbers: NDArray[np.float64], starts: NDArray[np.int64], count: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Give numbers as what they are more than the mean of their ring."""
    own = np.ascontiguousarray(numbers)
    return own - np.repeat(np.add.reduceat(own, starts) / count, count)
