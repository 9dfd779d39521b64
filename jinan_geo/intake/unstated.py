"""What is said of rows in degrees among rows in metres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.coordinates.doctor import Diagnosis
    from jinan_geo.read.source import Source

__all__ = ["listed", "say_mixed_rows"]

LARGEST_DEGREE = 360.0
LISTED = 8


def say_mixed_rows(source: Source, name: str, found: Diagnosis) -> str | None:
    """Say which rows are degrees and which metres; None where not both are there."""
    bounds = shapely.bounds(source.frame.geometry.to_numpy())
    largest = np.abs(bounds).max(axis=1, initial=0.0)  # NaN for a row without a place
    lines = list(source.lines or range(1, len(largest) + 1))
    degrees = [lines[at] for at in np.flatnonzero(largest <= LARGEST_DEGREE)]
    metres = [lines[at] for at in np.flatnonzero(largest > LARGEST_DEGREE)]
    if found.found != "mixed" or not degrees or not metres:
        return None
    shares = ", ".join(f"{crs} {share:.0%}" for crs, share in found.shares)
    rows = {"degrees": listed(degrees), "metres": listed(metres)}
    return say("intake.errors.degrees_and_metres", name=name, shares=shares, **rows)


def listed(rows: Sequence[int]) -> str:
    """Write the first rows by number, and that there are more."""
    more = " …" if len(rows) > LISTED else ""
    return ", ".join(map(str, rows[:LISTED])) + more
