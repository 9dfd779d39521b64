"""The CRS that a file states, and its name.

It is an EPSG code only where that puts the features in the same place.

PROJ offers a "likely" code for almost any description; a city system with a false origin or a
meridian of its own has none. So a code counts only if ellipsoid, meridian of origin and unit agree
and every number it gives lies within 0.1 m.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyproj
from pyproj.exceptions import CRSError

from jinan_geo.coordinates.shifted import CHINA

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["GAUSS_KRUGER", "Stated", "in_china", "is_same_system", "name_system"]

SAME_M = 0.1
SAME_DEGREES = 1e-6
SAME_FACTOR = 1e-9
CONFIDENCES = (100, 70, 25)  # percent of pyproj's; what it offers is only tried
# Gauss-Kruger of China by the Earth's radius: CGCS2000, Xian 1980, Beijing 1954; the names of
# 3-degree zones come first.
GAUSS_KRUGER = {
    6378137.0: (*range(4513, 4555), *range(4491, 4513)),
    6378140.0: (*range(2349, 2391), *range(2327, 2349)),
    6378245.0: (*range(2401, 2443), *range(21413, 21424), *range(21453, 21464)),
}
# China as some rectangles and exceptions (west, south, east, north in degrees), good to some ten
# kilometres along the coast and to some fifty by land: whether the shifted systems are worth asking
# about, not where they hold. What is excepted has no place of China.
CHINA_PARTS = (
    (79.4462, 42.8899, 96.33, 49.2204),
    (109.6872, 39.3742, 135.0002, 54.1415),
    (73.1246, 29.5297, 124.1433, 42.8899),
    (82.9684, 26.7186, 97.0352, 29.5297),
    (97.0253, 20.4141, 124.3674, 29.5297),
    (107.9758, 17.8715, 111.7441, 20.4141),
)
NOT_CHINA = (
    (119.9213, 21.785, 122.4976, 25.3986),
    (101.8652, 20.0988, 106.665, 22.284),
    (106.4525, 20.4878, 107.9, 21.5422),
    (109.0323, 50.3257, 119.127, 55.8175),
    (127.6, 50.3, 137.0227, 55.8175),
    (128.0, 49.65, 137.0227, 55.8175),
    (131.2662, 42.5692, 137.0227, 44.8922),
    (73.0, 17.0, 75.6, 36.6),  # Pakistan, India, Nepal, Bhutan
    (73.0, 17.0, 78.0, 35.0),
    (73.0, 17.0, 88.6, 27.6),
    (80.2, 26.0, 84.4, 28.5),
    (84.4, 26.0, 85.2, 28.2),
    (85.2, 26.0, 87.9, 27.75),
    (89.3, 26.6, 91.4, 27.7),
    (73.0, 17.0, 99.0, 23.0),  # Bangladesh, Myanmar, Laos
    (94.0, 20.0, 97.4, 25.8),
    (73.0, 41.2, 78.0, 42.8),  # Kyrgyzstan, Kazakhstan
    (73.0, 42.8, 79.8, 44.6),
    (73.0, 45.6, 82.0, 47.4),
    (73.0, 47.4, 85.2, 49.2),
    (91.2, 45.6, 115.2, 50.4),  # Mongolia
    (96.0, 43.6, 111.2, 45.6),
    (88.8, 48.4, 115.6, 50.4),
    (126.6, 17.0, 129.4, 41.2),  # Korea, Japan
    (129.4, 17.0, 135.0, 42.2),
)


@dataclass(frozen=True)
class Stated:
    """A CRS that a file states.

    What it is called, what stands for it in ``layer.toml``, and itself. ``is_assumed`` tells that
    nobody states it: numbers that may be degrees are taken for such.
    """

    name: str
    line: str
    crs: pyproj.CRS
    is_assumed: bool = False


def name_system(crs: pyproj.CRS, numbers: Numbers | None = None) -> Stated:
    """Name a CRS by its EPSG code, else by its own name.

    It has a code if there is one that puts the features in the same place.

    ``numbers`` are the features' in this CRS, easting or longitude first; without any, the area of
    the candidate serves. Heights are left out.
    """
    flat = crs.to_2d()
    for code in _codes(flat):
        if is_same_system(flat, pyproj.CRS.from_epsg(code), numbers):
            return Stated(f"EPSG:{code}", f"EPSG:{code}", flat)
    try:
        text = flat.to_wkt("WKT1_GDAL")
    except CRSError:
        text = flat.to_wkt()
    return Stated(flat.name, text, flat)


def _codes(crs: pyproj.CRS) -> list[int]:
    """Give the EPSG codes worth trying: that of the same name, then those that PROJ offers."""
    if crs.is_geographic and crs.name.startswith("WGS 84"):
        return [4326]
    try:
        named = pyproj.CRS.from_user_input(crs.name).to_epsg()
    except CRSError:
        named = None
    codes = [named, *(crs.to_epsg(confidence) for confidence in CONFIDENCES)]
    if crs.is_projected and crs.ellipsoid is not None:
        codes += GAUSS_KRUGER.get(round(crs.ellipsoid.semi_major_metre, 3), ())
    return list(dict.fromkeys(code for code in codes if code is not None))


def is_same_system(one: pyproj.CRS, other: pyproj.CRS, numbers: Numbers | None = None) -> bool:
    """Tell whether two CRSs are of the same kind and shape of Earth and give the same numbers.

    Below 0.1 m they are the same.
    """
    if one.type_name != other.type_name or not _is_same_earth(one, other):
        return False
    return one.is_geographic or _is_same_projection(one, other, numbers)


def _is_same_projection(one: pyproj.CRS, other: pyproj.CRS, numbers: Numbers | None) -> bool:
    at = _sample(one, other, numbers)
    if at is None:
        return False
    try:
        lon, lat = pyproj.Proj(one)(*at, inverse=True)
        x, y = pyproj.Proj(other)(lon, lat)
    except pyproj.exceptions.ProjError:
        return False
    apart = np.hypot(np.subtract(x, at[0]), np.subtract(y, at[1]))
    apart = apart * other.axis_info[0].unit_conversion_factor
    return bool((apart < SAME_M).all())


def _is_same_earth(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    """Compare units, ellipsoids and prime meridians; names of datums differ between programs."""
    units = [crs.axis_info[0].unit_conversion_factor for crs in (one, other)]
    if abs(units[0] / units[1] - 1) > SAME_FACTOR:
        return False
    if one.ellipsoid is None or other.ellipsoid is None:
        return False
    major = abs(one.ellipsoid.semi_major_metre - other.ellipsoid.semi_major_metre)
    minor = abs(one.ellipsoid.semi_minor_metre - other.ellipsoid.semi_minor_metre)
    zero = [crs.prime_meridian.longitude if crs.prime_meridian else 0.0 for crs in (one, other)]
    return bool(max(major, minor) < SAME_M and abs(zero[0] - zero[1]) < SAME_DEGREES)


def _sample(
    one: pyproj.CRS, other: pyproj.CRS, numbers: Numbers | None
) -> tuple[Numbers, Numbers] | None:
    """Give numbers to compare.

    The corners and middle of those given, else of where the other is meant for.
    """
    if numbers is not None and len(numbers):
        low, high = numbers.min(axis=0), numbers.max(axis=0)
        at = np.stack([low, high, (low + high) / 2, [low[0], high[1]], [high[0], low[1]]])
        return at[:, 0], at[:, 1]
    area = other.area_of_use
    if area is None:
        return None
    lon, lat = np.meshgrid(
        np.linspace(area.west, area.east, 5), np.linspace(area.south, area.north, 5)
    )
    x, y = pyproj.Proj(one)(lon.ravel(), lat.ravel())
    return np.asarray(x), np.asarray(y)


def in_china(lon: float, lat: float) -> bool:
    """Tell, to some ten kilometres, whether web maps of China shift this place."""
    west, south, east, north = CHINA
    if not (west <= lon <= east and south <= lat <= north):
        return False
    return any(_within(lon, lat, box) for box in CHINA_PARTS) and not any(
        _within(lon, lat, box) for box in NOT_CHINA
    )


def _within(lon: float, lat: float, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]
