"""Why GEOS holds a geometry for invalid, in both languages and with the place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.check.words import show_place
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import Text, text, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["note_invalid", "word_invalid"]

REASON = re.compile(r"([^\[]+)(?:\[(\S+) (\S+)\])?")


def word_invalid(shape: BaseGeometry) -> dict[str, object]:
    """Give the details of an ``invalid-geometry`` issue.

    Reason and place, in the coordinates of the file.
    """
    said = shapely.is_valid_reason(shape)
    match = REASON.fullmatch(said)
    reason, x, y = match.groups() if match else (said, None, None)
    place = show_place(float(x), float(y)) if x and y else ""
    # GEOS's words; one that has none of ours is shown as it is.
    told = texts("read.validity.reasons").get(reason, Text(zh=reason))
    if place:
        told = text("read.validity.placed", reason=told, place=place)
    spot = {"spot": (float(x), float(y))} if x and y else {}
    return {
        **spot,
        **told.detail("reason"),
    }


def note_invalid(shapes: NDArray[np.object_], file: str, lines: Sequence[int]) -> list[Issue]:
    """Say of each invalid shape why it is one, as a layer's reading does; nothing is changed."""
    wrong = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    return [
        Issue("invalid-geometry", "", file, row=lines[at], details=word_invalid(shapes[at]))
        for at in np.flatnonzero(wrong).tolist()
    ]
