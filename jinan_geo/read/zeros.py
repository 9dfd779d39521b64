"""Points at 0, 0 or -9999, -9999: what programs write where they know no place, in any format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jinan_geo.read.source import Source

__all__ = ["say_filler", "stand_for_nothing", "without_zeros"]

# What stands for a number that is not known: nines alone, or about the largest a program has.
FILLERS = (0.0, *(float("9" * count) for count in range(3, 13)))
LARGEST = 1e300


def stand_for_nothing(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which pairs are no place: both 0, or both of nines alone."""
    both = np.abs(np.stack([x, y]))
    is_filler = (np.isin(both, FILLERS) | (both > LARGEST)) & np.isfinite(both)
    found: NDArray[np.bool_] = is_filler.all(axis=0) & ((x == 0) == (y == 0))
    return found


def say_filler(x: float, y: float) -> str:
    """Write such a pair."""
    return f"{x:.12g}, {y:.12g}"


def without_zeros(source: Source, name: str) -> Source:
    """Take the points at 0, 0 and the like off; their features have no place, which is told."""
    shapes = source.frame.geometry.to_numpy()
    x, y = shapely.get_x(shapes), shapely.get_y(shapes)
    zero = np.flatnonzero(stand_for_nothing(x, y)).tolist()
    if not zero:
        return source
    kept = shapes.copy()
    kept[zero] = None
    lines = source.lines or list(range(1, len(shapes) + 1))
    notes = [
        Issue("zero-place", "", name, row=lines[at], value=say_filler(x[at], y[at])) for at in zero
    ]
    frame = source.frame.set_geometry(kept, crs=source.frame.crs)
    return replace(source, frame=frame, notes=[*source.notes, *notes])
