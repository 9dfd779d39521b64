"""Which of many features lie plainly in one area, or in none, told by squares laid over them.

A square that one area covers and no other touches says so of all that lies within it, and so does
one that nothing touches. What is left lies near a border, and must be asked itself.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Edges = tuple[NDArray[np.float64], NDArray[np.float64]]

__all__ = ["NOWHERE", "UNSURE", "find_plain"]

NOWHERE = -1
UNSURE = -2
FEWEST = 2_000  # features; fewer are as soon asked themselves
EACH = 16  # features to a square, about


def find_plain(shapes: NDArray[np.object_], areas: NDArray[np.object_]) -> NDArray[np.int64]:
    """Give the one area that each shape lies in, touching no other, by its position.

    ``NOWHERE`` of a shape that touches none or is missing, ``UNSURE`` of one that has to be asked.
    Shapes and areas are of one CRS, the areas valid.
    """
    found = np.full(len(shapes), UNSURE)
    if len(shapes) < FEWEST:
        return found
    bounds = shapely.bounds(shapes)
    edges = _edges(bounds, shapely.total_bounds(areas), int(np.sqrt(len(shapes) / EACH)))
    if not all((np.diff(one) > 0).all() for one in edges):
        return found  # too narrow to be divided, or apart
    squares = _tell_squares(edges, areas)
    west, east = np.searchsorted(edges[0], bounds[:, ::2].T, side="right")
    south, north = np.searchsorted(edges[1], bounds[:, 1::2].T, side="right")
    corners = itertools.product((west, east), (south, north))
    told = [squares[corner] for corner in corners]
    alike = np.all([one == told[0] for one in told[1:]], axis=0)
    # None between the squares of its corners.
    alike &= (east - west <= 1) & (north - south <= 1)
    found[alike] = told[0][alike]
    found[np.isnan(bounds[:, 0])] = NOWHERE
    return found


def _edges(bounds: NDArray[np.float64], reach: NDArray[np.float64], count: int) -> Edges:
    """Sides of so many squares each way, over where both the shapes and the areas are."""
    low = np.maximum(np.fmin.reduce(bounds[:, :2]), reach[:2])
    # What stands on the last side is within.
    high = np.nextafter(np.minimum(np.fmax.reduce(bounds[:, 2:]), reach[2:]), np.inf)
    west, south = (np.linspace(*ends, count + 1) for ends in zip(low, high, strict=True))
    return west, south


def _tell_squares(edges: Edges, areas: NDArray[np.object_]) -> NDArray[np.int64]:
    """What each square says, by column and row; one more on each side for what lies beyond."""
    west, south = np.meshgrid(edges[0][:-1], edges[1][:-1], indexing="ij")
    east, north = np.meshgrid(edges[0][1:], edges[1][1:], indexing="ij")
    squares = shapely.box(west, south, east, north).ravel()
    tree = shapely.STRtree(squares)
    _, touched = tree.query(areas, predicate="intersects")
    area, covered = tree.query(areas, predicate="covers")
    touches = np.bincount(touched, minlength=len(squares))
    told = np.where(touches == 0, NOWHERE, UNSURE)
    alone = touches[covered] == 1
    told[covered[alone]] = area[alone]
    return np.pad(told.reshape(west.shape), 1, constant_values=NOWHERE)
