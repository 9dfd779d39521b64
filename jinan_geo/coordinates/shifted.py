"""GCJ-02 and BD-09, the shifted degrees of Chinese web maps, from and to WGS84.

Longitude first, in degrees.

GCJ-02 was never published. The formula used by all is the one that leaked with a library for mobile
phones and has been rewritten many times since (eviltransform, coord-convert, gcoord state the same
constants): a shift of some hundred metres, a polynomial with sines in longitude and latitude,
scaled by the ellipsoid of Krasovsky 1940. BD-09 turns and stretches GCJ-02 by some metres more and
adds 0.0065 and 0.006 degrees, as Baidu's own script does.

Both hold inside a rectangle around China (``CHINA``) and leave every position outside alone. The
way back is found by fixed-point iteration to 1e-11 degrees, a thousandth of a millimetre; the
formulas that circulate for it err by metres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Positions = tuple[NDArray[np.float64], NDArray[np.float64]]
    Shift = Callable[[NDArray[np.float64], NDArray[np.float64]], Positions]

__all__ = [
    "CHINA",
    "FROM_WGS84",
    "TO_WGS84",
    "bd09_to_wgs84",
    "gcj02_to_wgs84",
    "wgs84_to_bd09",
    "wgs84_to_gcj02",
]

CHINA = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north
KRASOVSKY_A = 6378245.0
KRASOVSKY_E2 = 0.00669342162296594323
BAIDU_PI = np.pi * 3000 / 180
TOLERANCE = 1e-11  # degrees
EDGE = 1e-9  # degrees
MOST_ROUNDS = 40  # eight are enough in practice


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Positions:
    """Shift WGS84 degrees to GCJ-02; outside China nothing moves."""
    return _inside_china(_shift_gcj, lon, lat)


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Positions:
    """Shift WGS84 degrees to BD-09; outside China nothing moves."""
    return _inside_china(_shift_bd, lon, lat)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Positions:
    """Find the WGS84 degrees that ``wgs84_to_gcj02`` shifts here, to less than a millimetre."""
    return _invert(_shift_gcj, lon, lat)


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Positions:
    """Find the WGS84 degrees that ``wgs84_to_bd09`` shifts here, to less than a millimetre."""
    return _invert(_shift_bd, lon, lat)


FROM_WGS84 = {"GCJ-02": wgs84_to_gcj02, "BD-09": wgs84_to_bd09}
TO_WGS84 = {"GCJ-02": gcj02_to_wgs84, "BD-09": bd09_to_wgs84}


def _in_china(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    west, south, east, north = CHINA
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _inside_china(shift: Shift, lon: ArrayLike, lat: ArrayLike) -> Positions:
    x, y = _copies(lon, lat)
    inside = _in_china(x, y)
    x[inside], y[inside] = shift(x[inside], y[inside])
    return x, y


def _invert(shift: Shift, lon: ArrayLike, lat: ArrayLike) -> Positions:
    """Give the position inside China that ``shift`` brings here.

    Where there is none, it is the position itself.
    """
    x, y = _copies(lon, lat)
    west, south, east, north = CHINA
    near = (x > west - 0.1) & (x < east + 0.1) & (y > south - 0.1) & (y < north + 0.1)
    goal_x, goal_y = x[near], y[near]
    found_x, found_y = goal_x.copy(), goal_y.copy()
    for _ in range(MOST_ROUNDS):
        to_x, to_y = shift(found_x, found_y)
        step_x, step_y = goal_x - to_x, goal_y - to_y
        found_x += step_x
        found_y += step_y
        if max(np.abs(step_x).max(initial=0), np.abs(step_y).max(initial=0)) < TOLERANCE:
            break
    # A position on the very edge comes back a rounding error beside it.
    edge_x, edge_y = np.clip(found_x, west, east), np.clip(found_y, south, north)
    inside = (np.abs(found_x - edge_x) < EDGE) & (np.abs(found_y - edge_y) < EDGE)
    found_x, found_y = edge_x, edge_y
    x[near], y[near] = np.where(inside, found_x, goal_x), np.where(inside, found_y, goal_y)
    return x, y


def _copies(lon: ArrayLike, lat: ArrayLike) -> Positions:
    return np.array(lon, dtype=float, ndmin=1), np.array(lat, dtype=float, ndmin=1)


def _shift_gcj(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Positions:
    x, y = lon - 105.0, lat - 35.0
    root, product = 0.1 * np.sqrt(np.abs(x)), 0.1 * x * y
    waves = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = (
        -100 + 2 * x + 3 * y + 0.2 * y * y + product + 2 * root + waves + _waves(y, 160, 12, 320)
    )
    east = 300 + x + 2 * y + 0.1 * x * x + product + root + waves + _waves(x, 150, 12, 300)
    phi = np.radians(lat)
    square = 1 - KRASOVSKY_E2 * np.sin(phi) ** 2
    meridian = KRASOVSKY_A * (1 - KRASOVSKY_E2) / (square * np.sqrt(square))
    parallel = KRASOVSKY_A / np.sqrt(square) * np.cos(phi)
    return lon + np.degrees(east / parallel), lat + np.degrees(north / meridian)


def _waves(
    value: NDArray[np.float64], middle: float, period: float, long: float
) -> NDArray[np.float64]:
    short = 20 * np.sin(np.pi * value) + 40 * np.sin(np.pi * value / 3)
    middling = middle * np.sin(np.pi * value / period)
    longer = long * np.sin(np.pi * value / 30)
    return np.asarray((short + middling + longer) * 2 / 3)


def _shift_bd(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Positions:
    x, y = _shift_gcj(lon, lat)
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * BAIDU_PI)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * BAIDU_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006
