"""How a layer's features differ from what they were: moved, grown, added."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.crs import to_measured
from jinan_geo.issues import Issue
from jinan_geo.read import read_layer

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

    from jinan_geo.workspace import LayerFolder

__all__ = ["MOVE_COLUMNS", "SMALLEST_MOVE_M", "compare_geometry", "read_moves"]

MOVE_COLUMNS = ("feature", "until", "kind", "moved_m", "before", "after")
SMALLEST_MOVE_M = 0.5  # coordinates are kept to about 0.1 m; less than this is rounding, not a change


def read_moves(layer: LayerFolder, features: gpd.GeoDataFrame, crs: pyproj.CRS) -> tuple[pd.DataFrame, list[Issue]]:
    """Compare each past file of a layer with the next one, the last with today's features.

    One row a change, columns ``MOVE_COLUMNS``: ``feature`` is the position in ``features``, ``until`` the last
    day the old geometry held. A feature of a past file that is gone today becomes an issue: ids live for ever.
    """
    frames: list[gpd.GeoDataFrame] = []
    issues: list[Issue] = []
    past = sorted(layer.manifest.past.items())
    for _, file in past:
        earlier = replace(layer, manifest=layer.manifest.model_copy(update={"features": file}))
        frame, found, _ = read_layer(earlier)
        frames.append(frame)
        issues += [issue for issue in found if issue.severity == "error"]
    tables = [pd.DataFrame(columns=list(MOVE_COLUMNS))]
    for (until, file), before, after in zip(past, frames, [*frames, features][1:], strict=True):
        tables.append(compare_geometry(before, after, features, crs).assign(until=pd.Timestamp(until)))
        gone = sorted(set(before["id"]) - set(features["id"]))
        issues += [
            Issue("vanished-feature", layer.id, f"layers/{layer.id}/{file}", feature=key, value=key) for key in gone
        ]
    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True)[list(MOVE_COLUMNS)], issues


def compare_geometry(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, features: gpd.GeoDataFrame, crs: pyproj.CRS
) -> pd.DataFrame:
    """Find the features whose geometry differs between two frames, by id, with positions in ``features``.

    ``moved_m`` is the distance between the centroids in the metric CRS (missing where one has no geometry),
    ``before`` and ``after`` are areas in m2 or lengths in m. ``kind`` is moved, or added for an id that is new.
    Two shapes are the same where no point of one is further than ``SMALLEST_MOVE_M`` from the other.
    """
    place = {key: at for at, key in enumerate(features["id"])}
    old = dict(zip(before["id"], to_measured(before, crs).geometry, strict=True))
    rows = []
    for key, new in zip(after["id"], to_measured(after, crs).geometry, strict=True):
        if key not in place or (key not in old and new is None):
            continue
        if key not in old:
            rows.append((place[key], "added", np.nan, np.nan, _size(new)))
        elif not _is_same(old[key], new):
            moved = (
                np.nan if old[key] is None or new is None else float(shapely.distance(old[key].centroid, new.centroid))
            )
            rows.append((place[key], "moved", moved, _size(old[key]), _size(new)))
    return pd.DataFrame(rows, columns=["feature", "kind", "moved_m", "before", "after"])


def _is_same(old: Any, new: Any) -> bool:  # noqa: ANN401 - shapes, or None
    if old is None or new is None:
        return old is new
    if old.geom_type != new.geom_type:
        return False
    return bool(shapely.hausdorff_distance(old, new) < SMALLEST_MOVE_M)


def _size(shape: Any) -> float:  # noqa: ANN401 - a shape, or None
    """Area of a polygon, length of a line; missing for points."""
    if shape is None:
        return np.nan
    return float(shape.area or shape.length or np.nan)
