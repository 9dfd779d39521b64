"""Rules between two files of one layer.

Counts, ids and geometry that changed more than work explains.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.coordinates.crs import to_measured
from jinan_geo.errors import RefusedError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd
    import pyproj

    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["check_edition"]

COUNT_SHARE, COUNT_LEAST = 0.2, 5
RENUMBERED_SHARE, SHOWN = 0.1, 5
FAR_M = 1000.0
TIMES = 3.0  # an area or length this many times the earlier one


def check_edition(
    folder: LayerFolder,
    file: str,
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    crs: pyproj.CRS,
) -> list[Issue]:
    """Compare a past file, of the given name, with the next one.

    Ids accepted under ``renumbered`` are the same.

    Raises
    ------
    RefusedError
        More than a tenth of the ids were given to the same places anew.
    """
    issues = [*_count(folder, before, after), *_renumbered(folder, file, before, after)]
    return issues + list(_shapes(folder, before, after, crs))


def _count(folder: LayerFolder, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Issue]:
    change = len(after) - len(before)
    if abs(change) >= COUNT_LEAST and abs(change) > COUNT_SHARE * len(before):
        yield Issue(
            "count-jump",
            folder.id,
            folder.features_file,
            value=len(after),
            details={"before": len(before)},
        )


def _renumbered(
    folder: LayerFolder, file: str, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame
) -> Iterator[Issue]:
    """Pair ids that are gone with new ones of the same geometry.

    Or of the same name, where there is only one.
    """
    gone = before[~before["id"].isin(after["id"])]
    new = after[~after["id"].isin(before["id"])]
    pairs: dict[str, str] = {}
    for signs in (_shape_signs, _name_signs):
        known = dict(zip(signs(new), new["id"], strict=True))
        for key, sign in zip(gone["id"], signs(gone), strict=True):
            found = None if sign is None else known.get(sign)
            if found is not None and key not in pairs and found not in pairs.values():
                pairs[key] = found
    _refuse_many(folder, file, pairs, len(before))
    for old, key in pairs.items():
        yield Issue(
            "renumbered-feature",
            folder.id,
            folder.features_file,
            None,
            key,
            "id",
            key,
            {"old": old},
        )


def _refuse_many(folder: LayerFolder, file: str, pairs: dict[str, str], before: int) -> None:
    """Stop where most ids of a past file stand anew: that is another numbering, no correction."""
    if len(pairs) > RENUMBERED_SHARE * before and len(pairs) > 1:
        shown = ", ".join(f"{show(old)} = {show(new)}" for old, new in list(pairs.items())[:SHOWN])
        rest = f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else ""
        msg = say(
            "check.errors.renumbered",
            features_file=folder.features_file,
            count=len(pairs),
            before=before,
            layer=folder.id,
            file=file,
            shown=shown,
            rest=rest,
        )
        raise RefusedError(msg)


def _shape_signs(frame: gpd.GeoDataFrame) -> list[Any]:
    return list(shapely.to_wkb(shapely.normalize(frame.geometry.to_numpy())))


def _name_signs(frame: gpd.GeoDataFrame) -> list[Any]:
    names = frame["name_zh"]
    return [
        None if twice or not name else name
        for name, twice in zip(names, names.duplicated(keep=False), strict=True)
    ]


def _shapes(
    folder: LayerFolder, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, crs: pyproj.CRS
) -> Iterator[Issue]:
    keys = [key for key in after["id"] if key in set(before["id"])]
    old, new = (
        to_measured(frame.set_index("id").loc[keys], crs).geometry.to_numpy()
        for frame in (before, after)
    )
    was, now = shapely.get_dimensions(old), shapely.get_dimensions(new)
    both = (was >= 0) & (now >= 0)
    moved = shapely.distance(shapely.centroid(old), shapely.centroid(new))
    sizes = [np.where(dimension == 2, shapely.area(shapes), shapely.length(shapes))  # noqa: PLR2004 - polygons
             for dimension, shapes in ((was, old), (now, new))]  # fmt: skip
    times = np.divide(
        sizes[1], sizes[0], out=np.ones(len(keys)), where=both & (sizes[0] > 0) & (sizes[1] > 0)
    )

    def issue(kind: str, at: int, value: object, **details: object) -> Issue:
        return Issue(kind, folder.id, folder.features_file, None, keys[at], None, value, details)

    for at in np.flatnonzero((was >= 0) & (now < 0)).tolist():
        yield issue("lost-geometry", at, None)
    for at in np.flatnonzero(both & (was != now)).tolist():
        yield issue("type-changed", at, new[at].geom_type, before=old[at].geom_type)
    for at in np.flatnonzero(both & (moved > FAR_M)).tolist():
        yield issue("moved-far", at, f"{moved[at] / 1000:.1f}")
    for at in np.flatnonzero((was == now) & ((times > TIMES) | (times < 1 / TIMES))).tolist():
        unit = "m2" if was[at] == 2 else "m"  # noqa: PLR2004 - as above
        yield issue("size-jump", at, f"{sizes[1][at]:.0f}", before=f"{sizes[0][at]:.0f}", unit=unit)
