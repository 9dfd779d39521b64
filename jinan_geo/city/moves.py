"""How a layer's features differ from what they were: moved, grown, added, planned otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.check.editions import check_edition
from jinan_geo.city.lights import planned_percent, read_plans
from jinan_geo.coordinates.crs import to_measured
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.delivered import file_of
from jinan_geo.read.past import read_past

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pyproj
    from numpy.typing import NDArray

    from jinan_geo.manifest.workspace import LayerFolder

__all__ = [
    "MOVE_COLUMNS",
    "SMALLEST_MOVE_M",
    "compare_geometry",
    "compare_plans",
    "is_same_shape",
    "read_moves",
]

GEOMETRY_COLUMNS = ("feature", "kind", "moved_m", "before", "after")
PLAN_COLUMNS = ("feature", "kind", "finish_before", "finish_after", "due_before", "due_after")
MOVE_COLUMNS = ("until", *dict.fromkeys((*GEOMETRY_COLUMNS, *PLAN_COLUMNS)), "was")
SMALLEST_DUE = 0.005  # percentages are kept to two decimals
SMALLEST_MOVE_M = (
    0.5  # coordinates are kept to about 0.1 m; less than this is rounding, not a change
)


def read_moves(
    folder: LayerFolder,
    features: gpd.GeoDataFrame,
    crs: pyproj.CRS,
    living: gpd.GeoDataFrame | None = None,
) -> tuple[pd.DataFrame, list[Issue]]:
    """Compare each past file of a layer with the next one, the last with today's features.

    One row a change, columns ``MOVE_COLUMNS``: ``feature`` is the position in ``features``,
    ``until`` the last day the old state held; the others are those of ``compare_geometry`` and
    ``compare_plans``, and of an accepted renumbering ``was``, the old id. A feature of a past file
    that is gone today becomes an issue: ids live for ever. ``living`` are those that today's file
    has, where others ended.
    """
    past = sorted((day, file_of(one)) for day, one in folder.manifest.past.items())
    read, stated, issues = _read_past(folder)
    frames = [*read, features if living is None else living]
    tables = [pd.DataFrame(columns=list(MOVE_COLUMNS))]
    for at, ((until, file), before, after) in enumerate(
        zip(past, frames[:-1], frames[1:], strict=True)
    ):
        shapes = compare_geometry(before, after, features, crs)
        plans = compare_plans(before, after, features, until)
        others = _renumberings(folder, stated[at] - set().union(*stated[at + 1 :]), features)
        tables += [table.assign(until=pd.Timestamp(until)) for table in (others, shapes, plans)]
        issues += check_edition(folder, file, _without_ended(folder, before, after), after, crs)
        issues += _vanished(folder, file, set(before["id"]) - set(features["id"]))
    filled = [table for table in tables if len(table)] or tables[:1]
    return pd.concat(filled, ignore_index=True).reindex(columns=list(MOVE_COLUMNS)), issues


def _read_past(
    folder: LayerFolder,
) -> tuple[list[gpd.GeoDataFrame], list[set[str]], list[Issue]]:
    """Give the past files with the ids of today, the ids that each states, and what is wrong."""
    frames: list[gpd.GeoDataFrame] = []
    stated: list[set[str]] = []
    issues: list[Issue] = []
    for day in sorted(folder.manifest.past):
        frame, found = read_past(folder, day)
        stated.append(set(frame["id"]))
        frames.append(frame.assign(id=frame["id"].replace(folder.manifest.renumbered)))
        issues += [issue for issue in found if issue.severity == "error"]
    return frames, stated, issues


def _vanished(folder: LayerFolder, file: str, gone: set[str]) -> list[Issue]:
    """Name the features that are gone and did not end."""
    where = f"layers/{folder.id}/{file}"
    keys = sorted(gone - {*folder.manifest.ended})
    return [Issue("vanished-feature", folder.id, where, feature=key, value=key) for key in keys]


def _without_ended(
    folder: LayerFolder, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Leave out what ended by then: that is told as such."""
    gone = {*folder.manifest.ended} - set(after["id"])
    return before[~before["id"].isin(gone)]


def _renumberings(folder: LayerFolder, ids: set[str], features: gpd.GeoDataFrame) -> pd.DataFrame:
    """Of ids that a past file stated last, those accepted as another one's old id."""
    place = {key: at for at, key in enumerate(features["id"])}
    redirects = sorted(
        (place[new], old)
        for old, new in folder.manifest.renumbered.items()
        if old in ids and new in place
    )
    rows = [(at, "renumbered", old) for at, old in redirects]
    return pd.DataFrame(rows, columns=["feature", "kind", "was"])


def compare_geometry(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, features: gpd.GeoDataFrame, crs: pyproj.CRS
) -> pd.DataFrame:
    """Find features whose geometry differs between two frames, by id.

    Positions are those in ``features``.

    ``moved_m`` is the distance between the centroids in the metric CRS (missing where one has no
    geometry), ``before`` and ``after`` are areas in m2 or lengths in m. ``kind`` is moved, or added
    for an id that is new. Two shapes are the same where no point of one is further than
    ``SMALLEST_MOVE_M`` from the other.
    """
    place = {key: at for at, key in enumerate(features["id"])}
    old = dict(zip(before["id"], to_measured(before, crs).geometry, strict=True))
    rows = []
    for key, new in zip(after["id"], to_measured(after, crs).geometry, strict=True):
        if key not in place or (key not in old and new is None):
            continue
        if key not in old:
            rows.append((place[key], "added", np.nan, np.nan, _size(new)))
        elif not is_same_shape(old[key], new):
            moved = (
                np.nan
                if old[key] is None or new is None
                else float(shapely.distance(old[key].centroid, new.centroid))
            )
            rows.append((place[key], "moved", moved, _size(old[key]), _size(new)))
    return pd.DataFrame(rows, columns=list(GEOMETRY_COLUMNS))


def compare_plans(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    features: gpd.GeoDataFrame,
    day: dt.date,
) -> pd.DataFrame:
    """Find features whose plan differs between two frames, by id, at positions in ``features``.

    ``finish_before`` and ``finish_after`` are the planned finishes, ``due_before`` and
    ``due_after`` the percentages that were to be done by ``day`` under either plan; a plan that
    either frame does not state is no change.
    """
    place = {key: at for at, key in enumerate(features["id"])}
    old, new = _plans_at(before, day), _plans_at(after, day)
    rows = []
    for key, (finish, due) in new.items():
        if key not in old or key not in place:
            continue
        finish_before, due_before = old[key]
        moved = not (pd.isna(finish) or pd.isna(finish_before)) and finish != finish_before
        lowered = abs(due - due_before) > SMALLEST_DUE  # false where either is missing
        if moved or lowered:
            rows.append((place[key], "replanned", finish_before, finish, due_before, due))
    return pd.DataFrame(rows, columns=list(PLAN_COLUMNS))


def _plans_at(frame: gpd.GeoDataFrame, day: dt.date) -> dict[str, tuple[pd.Timestamp, float]]:
    """Planned finish and the percentage due by a day, by id.

    What is unreadable was named when the file was read.
    """
    plans = read_plans(frame)
    due: NDArray[np.float64] = planned_percent(frame, plans, [day])[0]
    return dict(zip(frame["id"], zip(frame["planned_finish"], due, strict=True), strict=True))


def is_same_shape(old: Any, new: Any) -> bool:  # noqa: ANN401 - shapes, or None
    """Tell whether two shapes in metres are one: of one dimension, apart by less than is told.

    None is no shape, and the same as None alone. A polygon is the same as a collection of it.
    """
    if old is None or new is None:
        return old is new
    if shapely.get_dimensions(old) != shapely.get_dimensions(new):
        return False
    return bool(shapely.hausdorff_distance(old, new) < SMALLEST_MOVE_M)


def _size(shape: Any) -> float:  # noqa: ANN401 - a shape, or None
    """Area of a polygon, length of a line; missing for points."""
    if shape is None:
        return np.nan
    return float(shape.area or shape.length or np.nan)
