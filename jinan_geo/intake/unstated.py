"""What is said of rows of degrees among metres, with latitude first, or without their points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.coordinates.misread import find_packed, find_scale
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

__all__ = ["listed", "refuse_scaled", "say_grid", "tell_mixed_rows"]

LARGEST_DEGREE = 360.0
LARGEST_LATITUDE = 90.0
LISTED = 8
METRES_A_DEGREE = 110_950.0  # of latitude, at 36 degrees; near enough to word a place
# Metres of a grid whose numbers do not say its meridian: eastings, and northings off the equator.
EASTINGS, NORTHINGS = (1e5, 1e6), (1e6, 1e7)


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


def say_grid(source: Source) -> str | None:
    """Say of metres without a zone number what they look like, and what is to be stated; or None.

    Eastings of six digits and northings of seven, in either order.
    """
    numbers = np.abs(shapely.get_coordinates(source.frame.geometry.to_numpy()))
    if not len(numbers) or not np.isfinite(numbers).all():
        return None
    low, high = np.sort(numbers, axis=1).T
    is_grid = (low > EASTINGS[0]) & (low < EASTINGS[1]) & (high > NORTHINGS[0])
    if not (is_grid & (high < NORTHINGS[1])).all():
        return None
    degrees = float(np.median(high)) / METRES_A_DEGREE
    return say("intake.examine.grid", lat=degrees)


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
    columns = show(f"{spec.x}, {spec.y}")
    packed = find_packed(numbers)
    if packed is not None:
        lon, lat = packed.tolist()
        told = {"value": f"{numbers[0, 0]:.0f}", "lon": lon, "lat": lat}
        raise InputError(say("intake.errors.packed", name=name, columns=columns, **told))
    scale = find_scale(numbers)
    if scale is None:
        return
    lat, lon = np.sort(numbers[0] / scale).tolist()
    digits = {"value": f"{numbers[0, 0]:.0f}", "scale": f"{scale:.0f}"}
    raise InputError(
        say("intake.errors.scaled", name=name, columns=columns, lon=lon, lat=lat, **digits)
    )


def listed(rows: Sequence[int] | NDArray[np.int64]) -> str:
    """Write the first rows by number, and that there are more."""
    more = " …" if len(rows) > LISTED else ""
    return ", ".join(map(str, rows[:LISTED])) + more
