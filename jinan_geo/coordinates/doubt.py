"""Why the doctor may not name a system: what is said instead of a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.coordinates.anchors import direction
from jinan_geo.coordinates.chance import SYSTEMS
from jinan_geo.coordinates.plain_or_shifted import FEWEST
from jinan_geo.coordinates.possible import is_packed
from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    from jinan_geo.coordinates.anchors import Anchors, Compared
    from jinan_geo.coordinates.evidence import Case
    from jinan_geo.coordinates.systems import Ground
    from jinan_geo.manifest.closed import Text

__all__ = ["find_doubt"]

MOST = 0.5
FEWEST_ALIKE = 5
CONSTANT_M = 30.0  # a shift that all features share, from here on, is no chance


def find_doubt(case: Case, ground: Ground, anchors: Anchors | None) -> Text | None:
    """Give the reason why no system may be named, None if one may."""
    sorted_ = case.sorted
    known = case.known
    if (sorted_.label >= 0).mean() <= MOST:
        return _no_system(ground)
    if not case.judged.by and _is_packed(case):
        return text("coordinates.possible.packed")
    inside = sorted_.inside[(sorted_.label >= 0)[case.owner]]
    if inside.mean() < MOST:
        return text("coordinates.doubt.outside")
    if not case.judged.by and ground.is_chinese and _is_all_degrees(case):
        return _no_anchor(case, anchors, ground)
    if known.mean() <= MOST:
        return text("coordinates.doubt.unexplained")
    return None if case.judged.compared is None else _constant_shift(case, case.judged.compared)


def _is_all_degrees(case: Case) -> bool:
    """Tell whether all features near the city are degrees, in one order of axes."""
    one_order = len(set(case.swapped.tolist())) == 1
    return bool(one_order and case.degrees[case.sorted.label >= 0].all())


def _is_packed(case: Case) -> bool:
    """Tell whether the degrees look like ddd.mmss."""
    mine = case.degrees[case.owner]
    at = np.stack([case.sorted.lon[mine], case.sorted.lat[mine]], axis=1)
    return is_packed(at[np.isfinite(at).all(axis=1)])


def _no_system(ground: Ground) -> Text:
    if ground.outline is None:
        return text("coordinates.doubt.no_outline")
    return text("coordinates.doubt.no_system")


def _no_anchor(case: Case, anchors: Anchors | None, ground: Ground) -> Text:
    if ground.outline is None:
        return text("coordinates.doubt.no_workspace")
    compared = case.judged.compared
    points = 0 if compared is None else int(compared.points[case.degrees].sum())
    if anchors is None:
        return text("coordinates.doubt.no_anchors", fewest=FEWEST)
    return text("coordinates.doubt.few_anchors", points=points, fewest=FEWEST)


def _constant_shift(case: Case, compared: Compared) -> Text | None:
    """Refuse to call degrees, or metres, right that are all off alike.

    They are of another datum, or have another shift.
    """
    usable = (compared.points > 0) & np.isfinite(compared.offset_m[:, 0])
    metric = usable & ~case.degrees & (compared.label > 0)
    if (
        metric.sum() > MOST * max((usable & ~case.degrees).sum(), 1)
        and compared.points[metric].sum() >= FEWEST
    ):
        name = SYSTEMS[int(np.median(compared.label[metric]))]
        return text("coordinates.doubt.projected", name=name)
    usable &= (compared.label == 0) | ((compared.label == -2) & ~case.degrees)  # noqa: PLR2004 - fits no system
    offsets = compared.offset_m[usable]
    if usable.sum() < FEWEST_ALIKE:
        # One outline off by some metres is badly drawn; only many say that all were moved.
        return None
    middle = np.median(offsets, axis=0)
    length, azimuth = direction(offsets)
    spread = float(np.median(np.hypot(*(offsets - middle).T)))
    if length <= CONSTANT_M or spread >= length / 4:
        return None
    return text("coordinates.doubt.shifted", length=length, azimuth=azimuth)
