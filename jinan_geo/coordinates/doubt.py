"""Why the doctor may not name a system: what is said instead of a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.coordinates.anchors import direction
from jinan_geo.coordinates.chance import SYSTEMS
from jinan_geo.coordinates.degrees import FEWEST
from jinan_geo.coordinates.possible import WORDS, is_packed
from jinan_geo.manifest.closed import Text

if TYPE_CHECKING:
    from jinan_geo.coordinates.anchors import Anchors, Compared
    from jinan_geo.coordinates.evidence import Case
    from jinan_geo.coordinates.systems import Ground

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
        return WORDS["packed"]
    inside = sorted_.inside[(sorted_.label >= 0)[case.owner]]
    if inside.mean() < MOST:
        zh, en = (
            "多数顶点不在市域内，位置不足以判断坐标系",
            "Most vertices lie outside the city, so their place tells too little",
        )
        return Text(zh=f"无法判断：{zh}", en=f"It cannot be told: {en}")
    if not case.judged.by and ground.is_chinese and _is_all_degrees(case):
        return _no_anchor(case, anchors)
    if known.mean() <= MOST:
        return Text(
            zh="无法判断：多数要素与对照要素相距不定，不符合任何已知坐标系的偏移",
            en="It cannot be told: most features lie off their anchors by amounts that no known "
            "system explains",
        )
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
        return Text(
            zh="无法判断：数值既不是中国范围内的经纬度，也没有带号；"
            "没有区县边界时无法确定中央子午线，请用 --workspace 指定工作区",
            en="It cannot be told: the numbers are neither degrees in China nor carry a zone "
            "prefix; without district outlines the meridian is open, so name a workspace with "
            "--workspace",
        )
    return Text(
        zh="无法判断：在任何已知坐标系下，多数要素都不在本市附近；可能是地方独立坐标系或别的城市",
        en="It cannot be told: in no known system do most features come near the city; they may be "
        "in a local system or in another city",
    )


def _no_anchor(case: Case, anchors: Anchors | None) -> Text:
    compared = case.judged.compared
    points = 0 if compared is None else int(compared.points[case.degrees].sum())
    have = "" if anchors is None else f"（只有 {points} 处可比）"
    return Text(
        zh="无法判断：数值是市域内的经纬度，但 EPSG:4490、GCJ-02、BD-09 都可能；"
        f"需要位置可靠的对照要素{have}，请用 --anchor 指定含有同编号或同名要素的图层",
        en="It cannot be told: the numbers are degrees in the city, but EPSG:4490, GCJ-02 and "
        "BD-09 all are; features known to be in the right place are needed "
        f"({points} comparisons so far, {FEWEST} are the least), so "
        "name a layer that has the same ids or names with --anchor",
    )


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
        return Text(
            zh=f"无法判断：投影坐标换算后仍有 {name} 的偏移，原数据是先偏移后投影的，"
            "一条声明不能改正",
            en=f"It cannot be told in one word: after unprojecting, the shift of {name} remains, "
            "so the data were shifted first and projected afterwards",
        )
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
    return Text(
        zh=f"无法判断：各要素一致偏移 {length:.0f} m、方位角 {azimuth:.0f}°，不是 GCJ-02 或 BD-09；"
        "可能是另一基准或平移过的数据",
        en=f"It cannot be told: all features are off alike by {length:.0f} m at azimuth "
        f"{azimuth:.0f}°, which is neither GCJ-02 nor BD-09; another datum, or data that "
        "were moved",
    )
