"""Rules between features: overlaps and gaps in a layer, and relations to another layer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from jinan_geo.check.subject import POLYGON, select
from jinan_geo.check.words import show_choice, show_place, why
from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.manifest.expectation import Apart, Near, NoGap, NoOverlap, Within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from jinan_geo.check.subject import Seen, Subject
    from jinan_geo.issues.issue import Issue

__all__ = ["check_neighbours", "check_relations"]

# Districts are taken for a coverage without being asked; borders drawn twice differ by strips below
# this.
DISTRICT_M2 = 10_000.0
# borders are taken for one within this, or a hole would open to the outside through their slits
SLIT_M = 0.1


def check_neighbours(subject: Subject) -> Iterator[Issue]:
    """Find overlaps of polygons and holes between them, above the layer's tolerance."""
    for rule in _coverage_rules(subject):
        chosen = np.flatnonzero(
            select(subject.features, rule.where) & (subject.dimension == POLYGON)
        )
        found = (
            _overlaps(subject, rule, chosen)
            if isinstance(rule, NoOverlap)
            else _gaps(subject, rule, chosen)
        )
        for issue in found:
            yield show_choice(issue, subject, rule.where)


def _coverage_rules(subject: Subject) -> list[NoOverlap | NoGap]:
    """What the layer declares; of districts both are expected, declared or not."""
    declared = subject.folder.manifest.expect
    rules = [rule for rule in declared if isinstance(rule, NoOverlap | NoGap)]
    if subject.folder.manifest.role == "districts":
        kinds = {type(rule) for rule in rules}
        if NoOverlap not in kinds:
            rules.append(NoOverlap(rule="no-overlap", tolerance_m2=DISTRICT_M2))
        if NoGap not in kinds:
            rules.append(NoGap(rule="no-gap", tolerance_m2=DISTRICT_M2))
    return rules


def _overlaps(subject: Subject, rule: NoOverlap, chosen: NDArray[np.intp]) -> Iterator[Issue]:
    shapes = subject.solid[chosen] if subject.seen is None else _boxes(subject.seen, chosen)
    one, two = shapely.STRtree(shapes).query(shapes)
    one, two = _in_order(one[one < two], two[one < two])
    if subject.seen is None:
        area = _shared_area(shapes[one], shapes[two])
    else:
        pairs = _cut_pairs(subject, chosen[one], chosen[two])
        work = partial(_shared_in_part, subject.bare())
        area = np.concatenate([*subject.engine.run(work, pairs)])
    for at in np.flatnonzero(area > rule.tolerance_m2):
        other = subject.features["id"].iloc[int(chosen[two[at]])]
        yield subject.issue(
            "overlap", chosen[one[at]], value=f"{area[at]:.0f}", other=other, **why(rule)
        )


def _in_order(
    one: NDArray[np.intp], two: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    order = np.lexsort((two, one))
    return one[order], two[order]


def _boxes(seen: Seen, chosen: NDArray[np.intp]) -> NDArray[np.object_]:
    """Give the boxes that shapes in metres have, None of what has none."""
    bounds = seen.boxes[chosen]
    boxes = np.full(len(chosen), None, dtype=object)
    here = ~np.isnan(bounds[:, 0])
    boxes[here] = shapely.box(*bounds[here].T)
    return boxes


class Pairs(NamedTuple):
    """Features, each once, and the positions among them of those that may overlap."""

    features: gpd.GeoDataFrame
    one: NDArray[np.intp]
    two: NDArray[np.intp]


def _cut_pairs(subject: Subject, one: NDArray[np.intp], two: NDArray[np.intp]) -> Iterator[Pairs]:
    """Cut pairs into parts: of features that follow one another, with those of others beside."""
    features = subject.features[["geometry"]]
    for cut in subject.engine.cut(len(one)) or [slice(None)]:
        rows, places = np.unique([one[cut], two[cut]], return_inverse=True)
        yield Pairs(features.iloc[rows], *places.reshape(2, -1))


def _shared_in_part(bare: Subject, pairs: Pairs) -> NDArray[np.float64]:
    shapes = replace(bare, features=pairs.features).solid
    return _shared_area(shapes[pairs.one], shapes[pairs.two])


def _shared_area(one: NDArray[np.object_], two: NDArray[np.object_]) -> NDArray[np.float64]:
    """How much area each shape shares with the one beside it, in m2."""
    area, meet = np.zeros(len(one)), shapely.intersects(one, two)
    area[meet] = shapely.area(shapely.intersection(one[meet], two[meet]))
    return area


def _gaps(subject: Subject, rule: NoGap, chosen: NDArray[np.intp]) -> Iterator[Issue]:
    """Holes of all polygons together; a hole that one polygon has by itself is no gap."""
    shapes = subject.solid[chosen]
    closed = shapely.buffer(shapely.union_all(shapes), SLIT_M, join_style="mitre")
    parts = shapely.get_parts(np.array([closed], dtype=object))
    rings = [ring for part in parts if part.geom_type == "Polygon" for ring in part.interiors]
    holes = shapely.buffer(
        np.array([shapely.Polygon(ring) for ring in rings], dtype=object),
        SLIT_M,
        join_style="mitre",
    )
    tree = shapely.STRtree(shapes)
    for hole in holes[shapely.area(holes) > rule.tolerance_m2]:
        around = chosen[np.sort(tree.query(hole, predicate="dwithin", distance=2 * SLIT_M))]
        ids = [str(subject.features["id"].iloc[int(at)]) for at in around]
        if len(ids) > 1:
            details = {"others": ", ".join(ids[1:]), "place": _place_of(subject, hole), **why(rule)}
            yield subject.issue("gap", around[0], value=f"{hole.area:.0f}", **details)


def _place_of(subject: Subject, shape: Any) -> str:  # noqa: ANN401 - a shape in metres
    import geopandas as gpd  # noqa: PLC0415 - only where there is something to say

    point = gpd.GeoSeries([shapely.point_on_surface(shape)], crs=subject.crs).to_crs(SHOWN).iloc[0]
    return show_place(point.x, point.y)


def check_relations(subject: Subject) -> Iterator[Issue]:
    """Find features that do not stand to another layer as their own declares."""
    for rule in subject.folder.manifest.expect:
        relate = RELATIONS.get(type(rule))
        if relate is not None and isinstance(rule, Within | Apart | Near):
            other = subject.others[rule.layer]
            ground = np.flatnonzero(select(other.features, rule.among) & (other.dimension >= 0))
            chosen = np.flatnonzero(select(subject.features, rule.where) & (subject.dimension >= 0))
            for issue in relate(subject, rule, chosen, other, ground):
                yield show_choice(show_choice(issue, subject, rule.where), other, rule.among)


def _within(
    subject: Subject,
    rule: Within,
    chosen: NDArray[np.intp],
    other: Subject,
    ground: NDArray[np.intp],
) -> Iterator[Issue]:
    area = shapely.union_all(other.solid[ground])
    area = shapely.buffer(area, rule.tolerance_m) if rule.tolerance_m else area
    shapely.prepare(area)
    outside = ~shapely.covers(area, subject.solid[chosen])
    away = shapely.distance(area, subject.solid[chosen])
    for at in np.flatnonzero(outside):
        near = "0" if np.isnan(away[at]) else f"{away[at]:.0f}"
        yield subject.issue(
            "not-within",
            chosen[at],
            value=rule.layer,
            shows=[(rule.layer, None)],
            distance=near,
            **why(rule),
        )


def _apart(
    subject: Subject,
    rule: Apart,
    chosen: NDArray[np.intp],
    other: Subject,
    ground: NDArray[np.intp],
) -> Iterator[Issue]:
    areas = other.solid[ground]
    if rule.tolerance_m:
        areas = np.where(
            other.dimension[ground] == POLYGON, shapely.buffer(areas, -rule.tolerance_m), areas
        )
    shapes = subject.solid[chosen]
    own, theirs = shapely.STRtree(areas).query(shapes, predicate="intersects")
    inside = shapely.relate_pattern(shapes[own], areas[theirs], "T********")
    own, theirs = own[inside], theirs[inside]
    for at, first in zip(*np.unique(own, return_index=True), strict=True):
        key = str(other.features["id"].iloc[int(ground[theirs[first]])])
        details = {"layer": rule.layer, **why(rule)}
        yield subject.issue(
            "on-excluded-ground", chosen[at], value=key, shows=[(rule.layer, None)], **details
        )


def _near(
    subject: Subject, rule: Near, chosen: NDArray[np.intp], other: Subject, ground: NDArray[np.intp]
) -> Iterator[Issue]:
    shapes, away = subject.solid[chosen], np.full(len(chosen), np.inf)
    if len(ground) and len(chosen):
        pairs, distance = shapely.STRtree(other.solid[ground]).query_nearest(
            shapes, return_distance=True, all_matches=False
        )
        away[pairs[0]] = distance
    for at in np.flatnonzero(away > rule.distance_m):
        details = {"limit": f"{rule.distance_m:.12g}", "layer": rule.layer, **why(rule)}
        yield subject.issue(
            "too-far", chosen[at], value=f"{away[at]:.0f}", shows=[(rule.layer, None)], **details
        )


RELATIONS: dict[type, Callable[..., Iterator[Issue]]] = {
    Within: _within,
    Apart: _apart,
    Near: _near,
}
