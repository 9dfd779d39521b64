"""What is said of rows of degrees among metres, with latitude first, or without their points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.coordinates.misread import find_scale
from jinan_geo.errors import InputError, show
from jinan_geo.manifest.closed import text
from jinan_geo.read.points import says_degrees
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.coordinates.doctor import Diagnosis
    from jinan_geo.manifest.closed import Text
    from jinan_geo.read.source import Source

__all__ = ["listed", "refuse_scaled", "tell_mixed_rows"]

LARGEST_DEGREE = 360.0
LARGEST_LATITUDE = 90.0
LISTED = 8


def tell_mixed_rows(source: Source, name: str, found: Diagnosis) -> Text | None:
    """Tell which rows are degrees and which metres, or which have latitude first.

    None where rows do not speak for themselves.
    """
    if found.found != "mixed":
        return None
    bounds = np.abs(shapely.bounds(source.frame.geometry.to_numpy()))  # NaN without a place
    largest = bounds.max(axis=1, initial=0.0)
    lines = np.array(source.lines or range(1, len(largest) + 1))
    degrees, metres = lines[largest <= LARGEST_DEGREE], lines[largest > LARGEST_DEGREE]
    if len(degrees) and len(metres):
        shares = ", ".join(f"{crs} {share:.0%}" for crs, share in found.shares)
        rows = {"degrees": listed(degrees), "metres": listed(metres)}
        return text("intake.errors.degrees_and_metres", name=name, shares=shares, **rows)
    turned = lines[(bounds[:, 3] > LARGEST_LATITUDE) & (largest <= LARGEST_DEGREE)]
    if 0 < len(turned) < len(degrees):
        return text("intake.errors.rows_turned", name=name, rows=listed(turned))
    return None


def refuse_scaled(source: Source, name: str) -> None:
    """See to it that whole numbers in columns of degrees are not taken for metres.

    Raises
    ------
    InputError
        Without their decimal point they may be degrees of China.
    """
    spec = source.coordinates
    if spec is None or spec.x is None or not says_degrees(spec.x):
        return
    numbers = shapely.get_coordinates(source.frame.geometry.to_numpy())
    scale = find_scale(numbers)
    if scale is None:
        return
    lat, lon = np.sort(numbers[0] / scale).tolist()
    columns = show(f"{spec.x}, {spec.y}")
    digits = {"value": f"{numbers[0, 0]:.0f}", "scale": f"{scale:.0f}"}
    raise InputError(
        say("intake.errors.scaled", name=name, columns=columns, lon=lon, lat=lat, **digits)
    )


def listed(rows: Sequence[int] | NDArray[np.int64]) -> str:
    """Write the first rows by number, and that there are more."""
    more = " …" if len(rows) > LISTED else ""
    return ", ".join(map(str, rows[:LISTED])) + more
