"""The sample features as they were at an earlier date.

Some lay elsewhere, some were smaller or not drawn yet.

A few plans of then ended sooner, so that the pages show plans that were lowered afterwards. All of
it is invented.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from places.ground import to_degrees, to_metres
from shapely import affinity

from .schedule import month_end

if TYPE_CHECKING:
    import numpy as np
    import shapely

    from .projects import Project

# Layers with a past file, and the last day it held.
PAST = {"dual_use_facilities": dt.date(2025, 9, 30)}
MOVED, RESIZED, ADDED, REPLANNED = 5, 4, 2, 4


def past_file(layer: str) -> str:
    """Name of a layer's past file, as its ``layer.toml`` declares it under ``past``."""
    return f"past-{PAST[layer]}.geojson"


def make_past(
    rng: np.random.Generator, projects: list[Project], day: dt.date
) -> list[tuple[dict[str, Any], shapely.Geometry | None]]:
    """Properties and WGS84 geometry of each project as of ``day``.

    Only samples differ from today's.
    """
    samples = [at for at, project in enumerate(projects) if project.properties["sample"]]
    areas = [at for at in samples if _kind(projects[at]) == "Polygon"]
    resized = set(_choose(rng, areas, RESIZED))
    placed = [at for at in samples if projects[at].geometry is not None and at not in resized]
    chosen = _choose(rng, placed, MOVED + ADDED)
    moved, added = set(chosen[:MOVED]), set(chosen[MOVED:])
    due = [at for at in samples if _planned_finish(projects[at]) > day]
    replanned = set(_choose(rng, due, REPLANNED))
    past = []
    for at, project in enumerate(projects):
        if at in added:
            continue
        properties, shape = dict(project.properties), project.geometry
        if at in moved and shape is not None:
            shape = _shift(shape, rng.uniform(60, 260), rng.uniform(0, 2 * math.pi))
        elif at in resized and shape is not None:
            shape = to_degrees(affinity.scale(to_metres(shape), *rng.uniform(0.75, 1.2, 2)))
        if at in replanned:
            properties["planned_finish"] = month_end(
                _planned_finish(project) - dt.timedelta(days=40)
            ).isoformat()
            properties.pop("plan", None)
        past.append((properties, shape))
    return past


def _choose(rng: np.random.Generator, among: list[int], count: int) -> list[int]:
    return [int(at) for at in rng.choice(among, size=min(count, len(among)), replace=False)]


def _kind(project: Project) -> str | None:
    return None if project.geometry is None else str(project.geometry.geom_type)


def _planned_finish(project: Project) -> dt.date:
    return dt.date.fromisoformat(project.properties["planned_finish"])


def _shift(shape: shapely.Geometry, metres: float, bearing: float) -> shapely.Geometry:
    return to_degrees(
        affinity.translate(to_metres(shape), metres * math.sin(bearing), metres * math.cos(bearing))
    )
