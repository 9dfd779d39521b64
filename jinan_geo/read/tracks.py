"""Tracks and routes of GPX whose lines cannot be built: what of them is a line is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.issues.issue import Issue
from jinan_geo.read.vector import read_vector

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from jinan_geo.read.source import Reading, Source

__all__ = ["mend_lines"]

# Of each kind of line: the layer of its points, and the columns that say which line and which part.
POINTS = {
    "tracks": ("track_points", "track_fid", "track_seg_id"),
    "routes": ("route_points", "route_fid", "route_fid"),
}
LINE_ENDS = 2


def mend_lines(path: Path, name: str, reading: Reading, source: Source) -> Source:
    """Draw lines that hold a part of a single point, as receivers begin anew, without that part."""
    wrong = np.flatnonzero(source.frame["geometry_fault"].notna()).tolist()
    if not wrong or reading.layer not in POINTS:
        return source
    layer, line, part = POINTS[reading.layer]
    points = read_vector(path, name, "GPX", replace(reading, layer=layer)).frame
    frame, notes = source.frame.copy(), list(source.notes)
    shapes = frame.geometry.to_numpy().copy()
    for at in wrong:
        parts = _parts(points[points[line] == at], part)
        lines = [one for one in parts if len(one) >= LINE_ENDS]
        if lines:
            shapes[at] = shapely.MultiLineString(lines)
            frame.loc[at, "geometry_fault"] = None
            notes.append(Issue("short-parts", "", name, row=at + 1, value=len(parts) - len(lines)))
    return replace(source, frame=frame.set_geometry(shapes, crs=frame.crs), notes=notes)


def _parts(points: gpd.GeoDataFrame, part: str) -> list[Sequence[Any]]:
    return [
        shapely.get_coordinates(group.geometry.to_numpy()).tolist()
        for _, group in points.groupby(part, sort=False)
    ]
