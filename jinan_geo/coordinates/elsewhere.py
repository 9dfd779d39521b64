"""Files whose places are not in the city: somewhere else in truth, or misread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.coordinates.misread import say_misread
from jinan_geo.coordinates.possible import find_impossible
from jinan_geo.coordinates.stated_crs import in_china
from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jinan_geo.coordinates.evidence import Case
    from jinan_geo.coordinates.stated_crs import Stated
    from jinan_geo.coordinates.systems import Ground
    from jinan_geo.manifest.closed import Text

__all__ = ["find_misread", "say_elsewhere"]

MOST = 0.5


def say_elsewhere(
    shapes: NDArray[np.object_], case: Case, ground: Ground, stated: Stated
) -> Text | None:
    """Say where a file lies as what it states, if that can be and is not in the city.

    None where it is impossible, lies in the city, is of degrees in China, which stay open, or where
    nobody stated degrees that a city does not confirm.
    """
    if stated.is_assumed and ground.outline is not None:
        return None
    if not _lies_elsewhere(case) or find_impossible(shapes, stated.crs):
        return None
    change = pyproj.Transformer.from_crs(stated.crs, SHOWN, always_xy=True)
    lon, lat = (float(value) for value in change.transform(*_middle(shapes)))
    if stated.crs.is_geographic and _stays_open(lon, lat):
        return None
    if stated.is_assumed:
        return text("coordinates.doctor.assumed", name=stated.name, lon=lon, lat=lat)
    return text("coordinates.doctor.elsewhere", name=stated.name, lon=lon, lat=lat)


def _stays_open(lon: float, lat: float) -> bool:
    """Tell whether degrees may be shifted here, or are blanks that became numbers."""
    return in_china(lon, lat) or not (lon or lat)


def find_misread(
    numbers: NDArray[np.float64], case: Case, ground: Ground, stated: Stated | None
) -> Text | None:
    """Say how numbers that lie elsewhere as degrees would lie in the city, if they do."""
    is_metres = stated is not None and not stated.crs.is_geographic
    if is_metres or ground.outline is None or ground.contains(*numbers.T).any():
        return None
    return say_misread(numbers, ground.contains) if _lies_elsewhere(case) else None


def _lies_elsewhere(case: Case) -> bool:
    """Tell whether most features are near the city in no system, or most vertices outside it."""
    known = case.sorted.label >= 0
    if known.mean() <= MOST:
        return True
    mine = known[case.owner]
    lon, lat = np.median(case.sorted.lon[mine]), np.median(case.sorted.lat[mine])
    return bool(case.sorted.inside[mine].mean() < MOST or not in_china(lon, lat))


def _middle(shapes: NDArray[np.object_]) -> tuple[float, float]:
    x, y = np.median(shapely.get_coordinates(shapes), axis=0)
    return float(x), float(y)
