"""Degrees whose datum nobody states are taken for WGS84, and that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.coordinates.stated_crs import in_china
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PLAIN", "note_assumed"]

PLAIN = "EPSG:4326"
NOTHING = {"shift": "", "shift_en": ""}


def note_assumed(shapes: NDArray[np.object_], name: str) -> Issue:
    """Say that degrees are taken for WGS84; in China, what web maps would have done to them."""
    numbers = shapely.get_coordinates(shapes)
    numbers = numbers[np.isfinite(numbers).all(axis=1)]
    x, y = np.median(numbers, axis=0).tolist() if len(numbers) else (0.0, 0.0)
    is_shifted = in_china(x, y) or in_china(y, x)
    details = text("read.assumed.shift").detail("shift") if is_shifted else NOTHING
    return Issue("degrees-assumed", "", name, value=PLAIN, details=details)
