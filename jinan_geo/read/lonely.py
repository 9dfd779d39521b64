"""Places a long way from all others of their file, as a rule for a digit missing or too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.issues.issue import Issue
from jinan_geo.read.impossible import write_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = ["note_lonely"]

FEWEST = 5  # located features from which it can be said where most of them are
LEAST_KM = 500.0  # a province across: nearer than that a place is not lonely
TIMES = 20  # how many times further away than half of all are
MOST = 0.2  # of all; where more are far away, the file has several middles
EARTH_KM = 6371.0


def note_lonely(frame: gpd.GeoDataFrame, file: str, lines: Sequence[int]) -> list[Issue]:
    """Tell of each feature that lies a long way from where all others are; nothing is changed.

    ``frame`` has a CRS, with easting or longitude first; ``lines`` are the rows of the file.
    Features without a place are passed over. A file of the whole world, or of several cities, has
    none: far is twenty times what half of the features are away from the middle of all, and 500 km.
    """
    shapes = frame.geometry.to_numpy()
    west, south, east, north = shapely.bounds(shapes).T
    at = np.flatnonzero(np.isfinite(west))
    if len(at) < FEWEST:
        return []
    away = _measure_away((west + east)[at] / 2, (south + north)[at] / 2, frame.crs)
    far = np.flatnonzero(away > max(LEAST_KM, TIMES * float(np.median(away))))
    if len(far) > MOST * len(at):
        return []
    return [
        Issue(
            "lonely-place",
            "",
            file,
            row=lines[at[one]],
            value=write_place(shapes[at[one]]),
            details={"km": f"{away[one]:,.0f}"},
        )
        for one in far.tolist()
    ]


def _measure_away(
    x: NDArray[np.float64], y: NDArray[np.float64], crs: pyproj.CRS
) -> NDArray[np.float64]:
    """Kilometres on a sphere from the middle of all, by the haversine formula."""
    if not crs.is_geographic:
        x, y = pyproj.Transformer.from_crs(crs, SHOWN, always_xy=True).transform(x, y)
    lon, lat = np.radians(x), np.radians(y)
    middle_lon, middle_lat = np.median(lon), np.median(lat)
    half = np.sin((lat - middle_lat) / 2) ** 2
    half += np.cos(lat) * np.cos(middle_lat) * np.sin((lon - middle_lon) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))
