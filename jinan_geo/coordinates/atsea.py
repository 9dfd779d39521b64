"""Whole files that lie where nobody builds: degrees that are radians, or have both signs turned.

Only where there is no land are numbers doubted without a city to compare with. Within 3.2 degrees
of 0, 0, where all radians of the Earth lie, there is none: Ghana ends at 4.7 degrees north, São
Tomé begins at 6.4 degrees east, and London's latitude is 51.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.coordinates.stated_crs import in_china

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["name_at_sea"]

RADIANS = np.array([np.pi / 2, np.pi])
DECIMALS = 5  # tests and drawings have 0.5; radians of a street need six
EXACT = 1e-9
MOST = 0.9
# Of the South Pacific, degrees: no land but Easter Island, Juan Fernández, Pitcairn and the
# Desventuradas; turned round it is China from Xinjiang to Heilongjiang.
PACIFIC = (-135.0, -53.0, -76.0, -18.0)
ISLANDS = ((-110.0, -28.0), (-79.5, -33.7), (-130.0, -25.0), (-80.0, -26.3))
NEAR_ISLAND = 2.5


def name_at_sea(numbers: Numbers) -> str:
    """Give ``radians`` or ``turned`` where all numbers, as degrees, are at sea that way; else ''.

    A number that the sea explains, such as one of a ship or a buoy, is not told from one that is
    none: it is a doubt.
    """
    if not len(numbers):
        return ""
    low = np.array([*map(np.min, numbers.T)])
    high = np.array([*map(np.max, numbers.T)])
    reach = np.sort(np.maximum(-low, high))  # whichever of the two is the latitude
    if (reach <= RADIANS).all():
        return "radians" if _share_of_fine(numbers) >= MOST else ""
    return "turned" if _is_turned(numbers, low, high) else ""


def _is_turned(numbers: Numbers, low: Numbers, high: Numbers) -> bool:
    """Tell whether all is in the open South Pacific, and in China with both signs turned."""
    if (low < PACIFIC[:2]).any() or (high > PACIFIC[2:]).any():
        return False
    near = [np.abs(numbers - island).max(axis=1).min() < NEAR_ISLAND for island in ISLANDS]
    corners = [in_china(-x, -y) for x, y in (low, high, numbers[len(numbers) // 2])]
    return all(corners) and not any(near)


def _share_of_fine(numbers: Numbers) -> Any:  # noqa: ANN401 - numpy's number
    """Give the share of the rows of which a number has more than a few decimals."""
    rounded = np.abs(numbers - np.round(numbers, DECIMALS - 1)) < EXACT
    return (~rounded).any(axis=1).mean()
