"""Rules on where a feature lies among the districts; ``place`` finds those that lie in none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.check.subject import LINE, POLYGON, select
from jinan_geo.check.words import show_place, why
from jinan_geo.city.squares import UNSURE, find_plain
from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.coordinates.misread import say_misread
from jinan_geo.manifest.expectation import InDistrict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from jinan_geo.check.subject import Subject
    from jinan_geo.city.districts import Districts
    from jinan_geo.issues.issue import Issue

__all__ = ["check_misread", "check_reach", "check_stated", "reaches"]

MOST_OUTSIDE = 0.01
FEW = 100


def check_reach(subject: Subject, districts: Districts) -> Iterator[Issue]:
    """Find features that reach beyond the city."""
    outline = districts.outline
    shapely.prepare(outline)
    near = np.flatnonzero(find_plain(subject.solid, np.array([outline], dtype=object)) == UNSURE)
    shapes = subject.solid[near]
    across = near[
        shapely.intersects(outline, shapes)
        & ~shapely.covers(outline, shapes)
        & (subject.dimension[near] >= 0)
    ]
    inside = measure_share(subject.solid[across], np.full(len(across), outline, dtype=object))
    for at, share in zip(across, inside, strict=True):
        if 1 - share >= MOST_OUTSIDE:
            yield subject.issue("partly-outside-city", at, value=f"{1 - share:.1%}")


def check_misread(subject: Subject, districts: Districts) -> Iterator[Issue]:
    """Find degrees that are all outside the city, and inside it if they are read otherwise."""
    if not subject.features.crs.is_geographic or reaches(subject.solid, districts.outline):
        return
    # What lies too far away to be measured has numbers all the same.
    numbers, owner = shapely.get_coordinates(subject.stored, return_index=True)
    if not len(numbers):
        return
    to_metric = pyproj.Transformer.from_crs(SHOWN, subject.crs, always_xy=True)

    def contains(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
        return np.asarray(shapely.contains_xy(districts.outline, *to_metric.transform(lon, lat)))

    told = say_misread(numbers, contains)
    if told is not None:
        count, value = len(np.unique(owner)), show_place(*numbers[0])
        yield subject.layer_issue("doubtful-place", value=value, count=count, **told.detail("what"))


def reaches(shapes: NDArray[np.object_], outline: Any) -> bool:  # noqa: ANN401 - a shape
    """Tell whether any of the shapes is in the city; mostly the first few are."""
    shapely.prepare(outline)
    parts = (shapes[:FEW], shapes[FEW:])
    return any(shapely.intersects(outline, part).any() for part in parts)


def check_stated(subject: Subject, districts: Districts) -> Iterator[Issue]:
    """Find features that lie out of the district they state, where the layer expects it."""
    for expected in subject.folder.manifest.expect:
        if isinstance(expected, InDistrict):
            yield from _outside_stated(subject, districts, expected)


def _outside_stated(
    subject: Subject, districts: Districts, expected: InDistrict
) -> Iterator[Issue]:
    stated = [str(text or "") for text in subject.features["district"]]
    grounds = np.empty(len(stated), dtype=object)
    for text in set(stated):
        known = [districts.shapes[at] for _, at in districts.find_all(text) if at is not None]
        own = np.array(stated, dtype=object) == text
        grounds[own] = shapely.union_all(known) if known else None
    judged = (
        (subject.dimension >= 0)
        & ~shapely.is_missing(grounds)
        & select(subject.features, expected.where)
    )
    chosen = np.flatnonzero(judged)
    shares = measure_share(subject.solid[chosen], grounds[chosen])
    for at, share in zip(chosen, shares, strict=True):
        if share < expected.share:
            details = {"share": f"{share:.1%}", "least": f"{expected.share:.0%}", **why(expected)}
            yield subject.issue(
                "outside-district", at, field="district", value=stated[at], **details
            )


def measure_share(shapes: NDArray[np.object_], ground: NDArray[np.object_]) -> NDArray[np.float64]:
    """Share of each shape that lies on its ground: by area, by length, or by number of points."""
    whole = _sizes(shapes, shapes)
    part = _sizes(shapely.intersection(shapes, ground), shapes)
    return np.divide(part, whole, out=np.zeros(len(shapes)), where=whole > 0)


def _sizes(shapes: NDArray[np.object_], like: NDArray[np.object_]) -> NDArray[np.float64]:
    dimension = shapely.get_dimensions(like)
    points = shapely.get_num_coordinates(shapes)
    return np.select(
        [dimension == POLYGON, dimension == LINE],
        [shapely.area(shapes), shapely.length(shapes)],
        points,
    )
