"""Degrees that are none: numbers that lie elsewhere as they stand, and in the city read otherwise.

Radians, gon, minutes of arc, whole numbers of millionths, ``ddmm.mmmm`` of receivers, signs turned
round, axes exchanged: all are possible as degrees of some other place, so only a city can tell
them, and they are said, never applied.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.coordinates.stated_crs import in_china
from jinan_geo.manifest.closed import join, text, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from jinan_geo.manifest.closed import Text

    Numbers = NDArray[np.float64]

__all__ = ["find_packed", "find_scale", "say_misread"]

MOST = 0.9  # of the vertices are in the city as they should have been read
FEW = 1000  # vertices that tell what a file is in
SIXTY = 60.0
SCALES = (1e5, 1e6, 1e7)


def _parted(shift: int) -> Callable[[Numbers], Numbers]:
    """Read numbers whose last two digits before the ``shift``-th place are minutes, then seconds.

    NaN where they can be none. ``shift`` is 0 for ``dddmm.mm``, 2 for ``dddmmss``, -2 for
    ``ddd.mmss``.
    """

    def read(numbers: Numbers) -> Numbers:
        size = np.abs(numbers) / 10.0**shift
        degrees = np.floor(size / 100)
        minutes = size - degrees * 100
        if shift:
            whole = np.floor(minutes + 1e-9)
            seconds = (minutes - whole) * 100
            minutes = whole + seconds / SIXTY
            minutes = np.where(seconds < SIXTY, minutes, np.nan)
        return np.sign(numbers) * np.where(minutes < SIXTY, degrees + minutes / SIXTY, np.nan)

    return read


UNITS: dict[str, Callable[[Numbers], Numbers]] = {
    "": lambda numbers: numbers,
    "radians": np.degrees,
    "gon": lambda numbers: numbers * 0.9,
    "minutes": lambda numbers: numbers / 60,
    "seconds": lambda numbers: numbers / 3600,
    "e5": lambda numbers: numbers / 1e5,
    "e6": lambda numbers: numbers / 1e6,
    "e7": lambda numbers: numbers / 1e7,
    "dddmm": _parted(0),
    "dddmmss": _parted(2),
    "packed": _parted(-2),
}
SIGNS = {"": (1, 1), "west": (-1, 1), "south": (1, -1), "both": (-1, -1)}


def say_misread(numbers: Numbers, contains: Callable[[Numbers, Numbers], Any]) -> Text | None:
    """Say which reading would put numbers into the city, the simplest of those that do.

    None where no reading does.

    Parameters
    ----------
    numbers
        Taken for longitude and latitude, a row for each vertex; none of them is in the city.
    contains
        Tells of longitudes and latitudes in degrees which are in the city.
    """
    some = numbers[:: max(1, len(numbers) // FEW)]
    best, least, told = None, MOST, (np.nan, np.nan)
    for how, lon, lat in _readings(some):
        share = float(np.mean(contains(lon, lat)))
        if share > least or (best is None and share == least):
            best, least, told = how, share, (lon[0], lat[0])
    if best is None:
        return None
    words = texts("coordinates.misread.how")
    said = join("coordinates.misread.and", [words[one] for one in best])
    return text("coordinates.misread.told", how=said, share=least, lon=told[0], lat=told[1])


def find_scale(numbers: Numbers) -> float | None:
    """Give by what whole numbers are too large for degrees of China: 1e5, 1e6, 1e7, else None.

    Such numbers may be metres as well, so that only who knows that they are degrees may ask.

    Parameters
    ----------
    numbers
        Longitude and latitude in whichever order, a row for each vertex.
    """
    some = np.sort(numbers[:: max(1, len(numbers) // FEW)])[
        :, ::-1
    ]  # in China the latitude is less
    if not len(some) or (some != np.round(some)).any():
        return None
    for scale in SCALES:
        if all(in_china(lon, lat) for lon, lat in (some / scale).tolist()):
            return scale
    return None


def find_packed(numbers: Numbers) -> Numbers | None:
    """Give the first longitude and latitude of numbers that are ``dddmmss`` of China, else None.

    Such numbers may be metres as well, as with ``find_scale``; the parameter is the same.
    """
    some = np.sort(numbers[:: max(1, len(numbers) // FEW)])[:, ::-1]
    read = UNITS["dddmmss"](some)
    if not len(read) or not np.isfinite(read).all():
        return None
    first: Numbers = read[0]
    return first if all(in_china(lon, lat) for lon, lat in read.tolist()) else None


def _readings(numbers: Numbers) -> Iterator[tuple[list[str], Numbers, Numbers]]:
    """Give each reading with what it makes of the numbers, the simplest first."""
    every = list(product(UNITS, SIGNS, ("", "swapped")))
    for unit, sign, turned in sorted(every, key=lambda parts: sum(map(bool, parts))):
        how = [part for part in (unit, sign, turned) if part]
        if not how:
            continue
        read = UNITS[unit](numbers[:, ::-1] if turned else numbers) * SIGNS[sign]
        lon, lat = np.where(np.isfinite(read), read, np.inf).T
        yield how, lon, lat
