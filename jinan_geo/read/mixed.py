"""Features of several kinds at once, such as an outline and the point of its label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.coordinates.parts import COLLECTION, simple_parts
from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["note_mixed"]


def note_mixed(shapes: NDArray[np.object_], file: str, lines: Sequence[int]) -> list[Issue]:
    """Say once which features are mixed, and what of them counts: nothing of them is left out."""
    at = np.flatnonzero(shapely.get_type_id(shapes) == COLLECTION)
    parts, owner = simple_parts(shapes[at])
    dimensions = shapely.get_dimensions(parts)
    most = np.zeros(len(at), dtype=int)
    np.maximum.at(most, owner, dimensions)
    mixed = np.unique(owner[dimensions < most[owner]])
    if not len(mixed):
        return []
    of_first = parts[owner == mixed[0]]
    kinds = ", ".join(dict.fromkeys(part.geom_type for part in of_first))
    details = {"count": len(mixed)}
    line = lines[int(at[mixed[0]])]
    return [Issue("mixed-geometry", "", file, row=line, value=kinds, details=details)]
