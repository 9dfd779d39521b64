"""Why GEOS holds a geometry for invalid, in both languages and with the place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import shapely

from jinan_geo.check.words import show_place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["word_invalid"]

REASON = re.compile(r"([^\[]+)(?:\[(\S+) (\S+)\])?")
# GEOS's words; one that is not here is shown as it is.
CHINESE = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "环与自身相接",
    "Hole lies outside shell": "洞在外环之外",
    "Holes are nested": "洞套在另一个洞内",
    "Nested shells": "外环相互嵌套",
    "Interior is disconnected": "内部被洞隔断",
    "Duplicate Rings": "有重复的环",
    "Too few points in geometry component": "点数不足",
    "Ring is not closed": "环未闭合",
    "Invalid Coordinate": "坐标无效",
    "Invalid number of points in LinearRing found 3 - must be 0 or >= 4": "环少于4点",
}


def word_invalid(shape: BaseGeometry) -> dict[str, object]:
    """Give the details of an ``invalid-geometry`` issue.

    Reason and place, in the coordinates of the file.
    """
    said = shapely.is_valid_reason(shape)
    match = REASON.fullmatch(said)
    reason, x, y = match.groups() if match else (said, None, None)
    place = show_place(float(x), float(y)) if x and y else ""
    spot = {"spot": (float(x), float(y))} if x and y else {}
    return {
        **spot,
        "reason": CHINESE.get(reason, reason) + (f"，位置 {place}" if place else ""),
        "reason_en": reason + (f" at {place}" if place else ""),
    }
