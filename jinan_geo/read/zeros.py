"""Points at 0, 0: what a program writes where it knows no place, in any format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    from jinan_geo.read.source import Source

__all__ = ["without_zeros"]


def without_zeros(source: Source, name: str) -> Source:
    """Take the points at 0, 0 off: their features have no place, and each is told by its line."""
    shapes = source.frame.geometry.to_numpy()
    at_zero = (shapely.get_x(shapes) == 0) & (shapely.get_y(shapes) == 0)
    zero = np.flatnonzero(at_zero).tolist()
    if not zero:
        return source
    kept = shapes.copy()
    kept[zero] = None
    lines = source.lines or list(range(1, len(shapes) + 1))
    notes = [Issue("zero-place", "", name, row=lines[at], value="0, 0") for at in zero]
    frame = source.frame.set_geometry(kept, crs=source.frame.crs)
    return replace(source, frame=frame, notes=[*source.notes, *notes])
