"""The coordinate doctor: which system a file's numbers are in, how sure that is, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.coordinates.anchors import (
    SYSTEMS,
    Compared,
    compare_outlines,
    compare_twins,
    direction,
)
from jinan_geo.coordinates.evidence import (
    Case,
    say_mixed,
    say_name,
    say_offsets,
    say_ranges,
    say_systems,
)
from jinan_geo.coordinates.systems import (
    DEGREES,
    MERIDIAN_TWIN,
    Sorted,
    name_gauss_kruger,
    sort_features,
)
from jinan_geo.manifest.closed import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.coordinates.anchors import Anchors
    from jinan_geo.coordinates.systems import Ground

__all__ = ["Diagnosis", "diagnose"]

FEWEST_POINTS = 3  # comparisons with anchors before anything is said of degrees
FEWEST_ALIKE = 5
CONSTANT_M = 30.0  # a shift that all features share, from here on, is no chance
NOISY_M = 15.0
MOST = 0.5
UNSURE = 0.5
SAME_DEGREES = {"EPSG:4326", "EPSG:4490"}


@dataclass(frozen=True)
class Diagnosis:
    """The answer. ``found`` is a system, ``mixed``, or None where it cannot be told; ``evidence`` says why.

    ``shares`` gives the share of the features in each system where they are mixed; ``confidence`` goes from 0 to 1;
    ``toml`` is what to write into ``layer.toml``, None where no line would make the file right.
    """

    features: int
    declared: str | None
    found: str | None
    swapped: bool
    shares: tuple[tuple[str, float], ...]
    confidence: float
    evidence: tuple[Text, ...]

    @property
    def toml(self) -> str | None:
        """The lines for ``layer.toml``."""
        if self.found in {None, "mixed"}:
            return None
        return f'crs = "{self.found}"' + ("\nswapped = true" if self.swapped else "")

    @property
    def is_as_declared(self) -> bool:
        """Tell whether the file can be used as it stands."""
        same = self.found == self.declared or {self.found, self.declared} <= SAME_DEGREES
        return self.found is not None and same and not self.swapped


def diagnose(
    shapes: Sequence[Any],
    ground: Ground,
    *,
    anchors: Anchors | None = None,
    declared: str | None = None,
) -> Diagnosis:
    """Tell the system of features' numbers as they stand, from all vertices.

    Parameters
    ----------
    shapes
        The features' shapes in the file's own numbers; None for a feature without one.
    ground
        Where they should be (see ``systems.ground_of``).
    anchors
        What is known to be in the right place (see ``anchors.match_anchors``); without it EPSG:4490, GCJ-02 and
        BD-09 cannot be told apart, since all three lie in the city.
    declared
        The CRS that the file states; it settles only what the numbers leave open (EPSG:4548 or EPSG:4509).
    """
    every = np.asarray(shapes, dtype=object)
    which = np.flatnonzero(shapely.get_num_coordinates(every) > 0)
    blank = Diagnosis(
        len(every), declared, None, swapped=False, shares=(), confidence=0.0, evidence=()
    )
    if not len(which):
        reason = Text(
            zh="没有任何要素带有坐标，无法判断",
            en="No feature has coordinates, so it cannot be told",
        )
        return replace(blank, evidence=(reason,))
    case = _examine(every[which], ground, _only(anchors, which), declared)
    numbers = shapely.get_coordinates(every)
    evidence = [
        *say_ranges(numbers, ground),
        *say_systems(case, numbers, ground),
        *say_offsets(case, anchors),
    ]
    known = [name for name in case.names if name is not None]
    labels = Counter(
        f"{name} swapped" if swap else name
        for name, swap in zip(case.names, case.swapped, strict=True)
        if name
    )
    swapped = bool(case.swapped[[name is not None for name in case.names]].any())
    doubt = _cannot_tell(case, ground, anchors)
    if doubt is not None:
        return replace(blank, swapped=swapped, evidence=(*evidence, doubt))
    if len(labels) == 1:
        found, shares = known[0], []
        evidence += say_name(found, declared)
    else:
        found, shares = (
            "mixed",
            [(label, count / len(known)) for label, count in labels.most_common()],
        )
        evidence.append(say_mixed(shares))
    confidence = _confidence(case, ground)
    return Diagnosis(
        len(every), declared, found, swapped, tuple(shares), confidence, tuple(evidence)
    )


def _only(anchors: Anchors | None, which: NDArray[np.int_]) -> Anchors | None:
    return None if anchors is None else replace(anchors, twins=anchors.twins[which])


def _examine(
    shapes: NDArray[np.object_], ground: Ground, anchors: Anchors | None, declared: str | None
) -> Case:
    """Sort by numbers and place first, then by anchors where the numbers are degrees."""
    sizes = shapely.get_num_coordinates(shapes)
    owner = np.repeat(np.arange(len(shapes)), sizes)
    x, y = shapely.get_coordinates(shapes).T
    found = sort_features(x, y, owner, len(shapes), ground)
    named = [
        name_gauss_kruger(system.name, found.lon[(found.label == at)[owner]], declared)
        if system.name in MERIDIAN_TWIN and (found.label == at).any()
        else system.name
        for at, system in enumerate(found.systems)
    ]
    names: list[str | None] = [None if at < 0 else named[at] for at in found.label]
    swapped = np.array([at >= 0 and found.systems[at].swapped for at in found.label])
    degrees = np.array([name == DEGREES for name in names])
    compared, by = _compare(shapes, found, anchors, degrees, ground)
    if compared is not None and compared.points[degrees].sum() >= FEWEST_POINTS:
        told = {SYSTEMS[at] for at in compared.label[degrees] if at >= 0}
        only = (
            next(iter(told)) if len(told) == 1 else None
        )  # what has no anchor follows the rest, if they agree
        for at in np.flatnonzero(degrees):
            label = compared.label[at]
            names[at] = SYSTEMS[label] if label >= 0 else only if label == -1 else None
    return Case(found, owner, compared, names, swapped, degrees, by)


def _compare(
    shapes: NDArray[np.object_],
    found: Sorted,
    anchors: Anchors | None,
    degrees: NDArray[np.bool_],
    ground: Ground,
) -> tuple[Compared | None, str]:
    """Compare with twins; where degrees have too few of them, with outlines."""
    if anchors is None:
        return None, ""
    compared = compare_twins(shapes, found.lon, found.lat, anchors.twins)
    if (
        not degrees.any()
        or compared.points[degrees].sum() >= FEWEST_POINTS
        or not len(anchors.outlines)
    ):
        return compared, "twins"
    middle = (ground.bounds[1] + ground.bounds[3]) / 2
    sizes = shapely.get_num_coordinates(shapes)
    lon = np.where(np.repeat(degrees, sizes), found.lon, np.nan)
    return compare_outlines(sizes, lon, found.lat, anchors.outlines, middle), "outlines"


def _confidence(case: Case, ground: Ground) -> float:
    """Multiply how many features are explained, how many vertices are in the city, and how much there is of it."""
    known = np.array([name is not None for name in case.names])
    explained = float(known.mean())
    inside = float(case.sorted.inside[known[case.owner]].mean()) if known.any() else 0.0
    amount = len(case.owner)
    precise = 1.0
    if case.degrees.any():
        compared = case.compared
        points = int(compared.points[case.degrees].sum()) if compared is not None else 0
        if points < FEWEST_POINTS or compared is None:
            precise = UNSURE
        else:
            amount = points
            rest = compared.distance_m[case.degrees & (compared.label >= 0)]
            precise = 1.0 if float(np.median(rest)) < NOISY_M else 0.7
    certain = 1.0 if ground.outline is not None else 0.7
    return round(explained * inside * precise * certain * amount / (amount + 1), 3)


def _cannot_tell(case: Case, ground: Ground, anchors: Anchors | None) -> Text | None:
    """Give the reason why no system may be named, None if one may."""
    sorted_ = case.sorted
    known = np.array([name is not None for name in case.names])
    if (sorted_.label >= 0).mean() <= MOST:
        return _no_system(ground)
    inside = sorted_.inside[(sorted_.label >= 0)[case.owner]]
    if inside.mean() < MOST:
        zh, en = (
            "多数顶点不在市域内，位置不足以判断坐标系",
            "Most vertices lie outside the city, so their place tells too little",
        )
        return Text(zh=f"无法判断：{zh}", en=f"It cannot be told: {en}")
    compared = case.compared
    points = int(compared.points[case.degrees].sum()) if compared is not None else 0
    if (
        case.degrees[sorted_.label >= 0].all()
        and len(set(case.swapped.tolist())) == 1
        and points < FEWEST_POINTS
    ):
        return _no_anchor(points, anchors)
    if known.mean() <= MOST:
        return Text(
            zh="无法判断：多数要素与对照要素相距不定，不符合任何已知坐标系的偏移",
            en="It cannot be told: most features lie off their anchors by amounts that no known system explains",
        )
    return None if compared is None else _constant_shift(case, compared)


def _no_system(ground: Ground) -> Text:
    if ground.outline is None:
        return Text(
            zh="无法判断：数值既不是中国范围内的经纬度，也没有带号；没有区县边界时无法确定中央子午线，"
            "请用 --workspace 指定工作区",
            en="It cannot be told: the numbers are neither degrees in China nor carry a zone prefix; without district "
            "outlines the meridian is open, so name a workspace with --workspace",
        )
    return Text(
        zh="无法判断：在任何已知坐标系下，多数要素都不在本市附近；可能是地方独立坐标系或别的城市",
        en="It cannot be told: in no known system do most features come near the city; they may be in a local system "
        "or in another city",
    )


def _no_anchor(points: int, anchors: Anchors | None) -> Text:
    have = "" if anchors is None else f"（只有 {points} 处可比）"
    return Text(
        zh=f"无法判断：数值是市域内的经纬度，但 EPSG:4490、GCJ-02、BD-09 都可能；需要位置可靠的对照要素{have}，"
        "请用 --anchor 指定含有同编号或同名要素的图层",
        en="It cannot be told: the numbers are degrees in the city, but EPSG:4490, GCJ-02 and BD-09 all are; features "
        f"known to be in the right place are needed ({points} comparisons so far, {FEWEST_POINTS} are the least), so "
        "name a layer that has the same ids or names with --anchor",
    )


def _constant_shift(case: Case, compared: Compared) -> Text | None:
    """Refuse to call degrees, or metres, right that are all off alike: another datum, or another shift."""
    usable = (compared.points > 0) & np.isfinite(compared.offset_m[:, 0])
    metric = usable & ~case.degrees & (compared.label > 0)
    if (
        metric.sum() > MOST * max((usable & ~case.degrees).sum(), 1)
        and compared.points[metric].sum() >= FEWEST_POINTS
    ):
        name = SYSTEMS[int(np.median(compared.label[metric]))]
        return Text(
            zh=f"无法判断：投影坐标换算后仍有 {name} 的偏移，原数据是先偏移后投影的，一条声明不能改正",
            en=f"It cannot be told in one word: after unprojecting, the shift of {name} remains, so the data were "
            "shifted first and projected afterwards",
        )
    usable &= (compared.label == 0) | ((compared.label == -2) & ~case.degrees)  # noqa: PLR2004 - fits no system
    offsets = compared.offset_m[usable]
    if usable.sum() < FEWEST_ALIKE:
        return (
            None  # one outline off by some metres is badly drawn; only many say that all were moved
        )
    middle = np.median(offsets, axis=0)
    length, azimuth = direction(offsets)
    spread = float(np.median(np.hypot(*(offsets - middle).T)))
    if length <= CONSTANT_M or spread >= length / 4:
        return None
    return Text(
        zh=f"无法判断：各要素一致偏移 {length:.0f} m、方位角 {azimuth:.0f}°，不是 GCJ-02 或 BD-09；"
        "可能是另一基准或平移过的数据",
        en=f"It cannot be told: all features are off alike by {length:.0f} m at azimuth {azimuth:.0f}°, which is "
        "neither GCJ-02 nor BD-09; another datum, or data that were moved",
    )
