"""A layer of very many features, looked at part by part, and told as if at once.

What looks at one feature at a time is asked of each part: the rules on single shapes, where each
feature lies, whether it reaches out of the city. What looks at all of them stays with the layer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from jinan_geo.check.shapes import OF_ONE
from jinan_geo.check.subject import Seen
from jinan_geo.city.inside import check_misread, check_reach, reaches
from jinan_geo.city.place import Placed, place_features
from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.issues.alike import IssueList

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from jinan_geo.check.subject import Subject
    from jinan_geo.city.districts import Districts
    from jinan_geo.issues.issue import Issue

__all__ = ["examine"]

# What is looked at of a feature beside its shape.
LOOKED_AT = ["id", "district", "location", "accuracy", "geometry"]
MEASURES = ["area_m2", "length_m", "lon", "lat"]
# The order in which ``place_features`` tells of a layer: all of a kind before those of the next.
FIRST = {"location-without-geometry": 0, "unknown-district": 1}


@dataclass(frozen=True)
class WholeOfLayer:
    """What is the same for every part: the layer without its features, and where they may lie."""

    bare: Subject
    districts: Districts
    min_share: float


@dataclass(frozen=True)
class PartOfLayer:
    """Some features of a layer that follow one another."""

    features: gpd.GeoDataFrame
    lines: NDArray[np.int64]


@dataclass(frozen=True)
class FoundOfPart:
    """What was found of a part."""

    rules: list[list[Issue]]
    reach: list[Issue]
    reaches: bool
    seen: Seen
    placed: Placed


def examine(
    subject: Subject, districts: Districts, min_share: float
) -> tuple[Subject, Placed | None]:
    """Have the engine look at a layer part by part.

    Gives the layer with what was found, and where its features lie; nothing of either where it is
    not cut.
    """
    cuts = subject.engine.cut(len(subject.features))
    if not cuts:
        return subject, None
    looked_at = subject.features[LOOKED_AT]
    bare = replace(subject, features=looked_at).bare()
    work = partial(_examine, WholeOfLayer(bare, districts, min_share))
    found = [*subject.engine.run(work, _parts_of(looked_at, subject.lines, cuts))]
    told: dict[object, list[Issue]] = {}
    for at, rule in enumerate(OF_ONE):
        told[rule] = [*chain.from_iterable(one.rules[at] for one in found)]
    told[check_reach] = [*chain.from_iterable(one.reach for one in found)]
    if any(one.reaches for one in found):
        told[check_misread] = []
    seen = Seen(*map(np.concatenate, zip(*(one.seen for one in found), strict=True)))
    placed = _join(subject.features, cuts, [one.placed for one in found])
    return replace(subject, told=told, seen=seen), placed


def _parts_of(
    features: gpd.GeoDataFrame, lines: NDArray[np.int64], cuts: Sequence[slice]
) -> Iterator[PartOfLayer]:
    for cut in cuts:
        yield PartOfLayer(features.iloc[cut].reset_index(drop=True), lines[cut])


def _examine(asked: WholeOfLayer, part: PartOfLayer) -> FoundOfPart:
    """Run what looks at one feature at a time; those gone from the file are only placed."""
    subject = replace(asked.bare, features=part.features, lines=part.lines)
    districts = asked.districts
    living = subject.living
    rules = [[*rule(living)] if len(living.features) else [] for rule in OF_ONE]
    placed = place_features(
        subject.folder,
        subject.features,
        districts,
        crs=subject.crs,
        min_share=asked.min_share,
        measured=subject.solid,
    )
    reach = [*check_reach(living, districts)]
    made = pd.DataFrame(placed.features[[*MEASURES, "location"]])
    if not _is_shown(subject.features):
        made = placed.features[[*made, "geometry"]]
    is_inside = reaches(living.solid, districts.outline)
    seen = Seen(subject.dimension, shapely.bounds(subject.solid))
    return FoundOfPart(rules, reach, is_inside, seen, replace(placed, features=made))


def _join(features: gpd.GeoDataFrame, cuts: Sequence[slice], found: Sequence[Placed]) -> Placed:
    """Put together where the features of each part lie."""
    told = pd.concat([one.features for one in found]).set_axis(features.index)
    shown = features if _is_shown(features) else features.set_geometry(told.geometry)
    shares = [
        one.shares.assign(feature=one.shares["feature"] + cut.start)
        for cut, one in zip(cuts, found, strict=True)
    ]
    filled = [one for one in shares if len(one)] or shares[:1]
    issues = IssueList()
    for one in found:
        issues += one.issues
    issues = issues.sorted_by(lambda issue: FIRST.get(issue.type, len(FIRST)))
    shown = shown.assign(**{name: told[name] for name in [*MEASURES, "location"]})
    return Placed(shown, pd.concat(filled, ignore_index=True), issues)


def _is_shown(features: gpd.GeoDataFrame) -> bool:
    """Tell whether shapes are stored as they are shown, so that nobody need send them back."""
    return features.crs is not None and features.crs.is_exact_same(SHOWN)
