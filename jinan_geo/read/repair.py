"""Repairs that a manifest asks for; each one is recorded, nothing else is ever changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.issues.issue import Issue
from jinan_geo.read.validity import word_invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["repair_shapes"]

GEOD = pyproj.Geod(ellps="GRS80")


def repair_shapes(
    folder: LayerFolder, frame: gpd.GeoDataFrame, lines: Sequence[int]
) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Repair geometries as ``repair`` in ``layer.toml`` asks, with a note of each."""
    asked = folder.manifest.repair
    shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    issues: list[Issue] = []

    def note(kind: str, at: int, value: object, **details: object) -> None:
        key = frame["id"].iloc[at]
        issues.append(
            Issue(kind, folder.id, folder.features_file, int(lines[at]), key, None, value, details)
        )

    if "drop-repeated-points" in asked:
        sound = shapely.is_valid(shapes)
        thinner = shapely.remove_repeated_points(shapes)
        dropped = shapely.get_num_coordinates(shapes) - shapely.get_num_coordinates(thinner)
        for at in np.flatnonzero(sound & (dropped > 0)).tolist():
            shapes[at] = thinner[at]
            note("repaired-points", at, int(dropped[at]))
    if "make-valid" in asked:
        for at in np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)).tolist():
            made = shapely.make_valid(shapes[at], method="structure", keep_collapsed=False)
            if made.is_empty or shapely.get_dimensions(made) != shapely.get_dimensions(shapes[at]):
                continue  # it would become something else; it is still said to be invalid
            areas = {"before": _area_m2(shapes[at], frame.crs), "after": _area_m2(made, frame.crs)}
            note("repaired-geometry", at, None, **areas, **word_invalid(shapes[at]))
            shapes[at] = made
    return (frame.set_geometry(_as_series(shapes, frame)), issues) if issues else (frame, [])


def _as_series(shapes: NDArray[np.object_], frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    import geopandas as gpd  # noqa: PLC0415 - only where something was repaired

    return gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)


def _area_m2(shape: Any, crs: pyproj.CRS) -> str:  # noqa: ANN401 - a shape
    """Write the area; on the ellipsoid where the coordinates are degrees."""
    if not crs.is_geographic:
        return f"{shape.area:.0f}"
    return f"{abs(GEOD.geometry_area_perimeter(shape)[0]):.0f}"
