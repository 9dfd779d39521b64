"""What the coordinate doctor found out, and its wording in both languages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.coordinates.anchors import direction
from jinan_geo.coordinates.chance import SYSTEMS
from jinan_geo.coordinates.systems import CHINA_BOUNDS, MERIDIAN_TWIN
from jinan_geo.manifest.closed import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.coordinates.anchors import Anchors, Compared
    from jinan_geo.coordinates.borders import Claimed
    from jinan_geo.coordinates.chance import Weighed
    from jinan_geo.coordinates.claims import Claims
    from jinan_geo.coordinates.degrees import Testimony
    from jinan_geo.coordinates.systems import Ground, Sorted

__all__ = [
    "Case",
    "say_claims",
    "say_mixed",
    "say_name",
    "say_offsets",
    "say_ranges",
    "say_systems",
]

MOST_SAID = 1e9  # a likelihood ratio beyond this is only said to be beyond it


@dataclass(frozen=True)
class Case:
    """What was found out of each feature; ``names`` is None where nothing is known of it."""

    sorted: Sorted
    owner: NDArray[np.int_]
    judged: Testimony
    names: list[str | None]
    swapped: NDArray[np.bool_]
    degrees: NDArray[np.bool_]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Tell which features have a system, of those of which something could be known."""
        have = np.array([name is not None for name in self.names])
        silent = self.judged.silent
        return have if silent is None or silent.all() else have[~silent]


def say_ranges(numbers: NDArray[np.float64], ground: Ground) -> list[Text]:
    """Say how many vertices there are and how far they reach."""
    (west, south), (east, north) = numbers.min(axis=0), numbers.max(axis=0)
    digits = 4 if max(abs(east), abs(north)) <= 360 else 0  # noqa: PLR2004 - degrees
    count, spans = (
        len(numbers),
        (f"{west:.{digits}f}", f"{east:.{digits}f}", f"{south:.{digits}f}", f"{north:.{digits}f}"),
    )
    said = [
        Text(
            zh=f"共 {count} 个顶点，x {spans[0]} 至 {spans[1]}，y {spans[2]} 至 {spans[3]}",
            en=f"{count} vertices, x {spans[0]} to {spans[1]}, y {spans[2]} to {spans[3]}",
        )
    ]
    if ground.outline is None:
        box = CHINA_BOUNDS
        said.append(
            Text(
                zh="没有工作区的区县边界，只能按全国范围判断",
                en="No district outlines: judged by China's extent only "
                f"({box[0]} to {box[2]}, {box[1]} to {box[3]})",
            )
        )
    return said


def say_systems(case: Case, numbers: NDArray[np.float64], ground: Ground) -> list[Text]:
    """Say what the features are by their numbers and their place.

    And what that does to their place.
    """
    before = float(ground.contains(numbers[:, 0], numbers[:, 1]).mean())
    after = float(case.sorted.inside.mean())
    where = (
        ("市域内（含边缘 2 km）", "in the city or within 2 km of it")
        if ground.outline is not None
        else ("全国范围内", "in China")
    )
    said = [
        Text(
            zh=f"当作经度、纬度直接看，{before:.1%} 的顶点在{where[0]}；"
            f"按下列坐标系解读后为 {after:.1%}",
            en=f"Taken as longitude and latitude {before:.1%} of the vertices are {where[1]}, "
            f"read as below {after:.1%}",
        )
    ]
    count = Counter(int(at) for at in case.sorted.label)
    said += [_say_system(case, at, features) for at, features in count.most_common()]
    return said


def _say_system(case: Case, at: int, features: int) -> Text:
    if at < 0:
        zh, en = "在任何已知坐标系下都不在本市附近", "near the city in no known system"
        return Text(zh=f"{features} 个要素{zh}", en=f"{features} features: {en}")
    system = case.sorted.systems[at]
    name = case.names[int(np.flatnonzero(case.sorted.label == at)[0])]
    word = name if system.inverse is not None and name else system.name
    degrees = system.inverse is None
    zh = f"按数值与位置是{'经纬度' if degrees else ' ' + word}"
    en = f"{'degrees' if degrees else word} by numbers and place"
    if system.swapped:
        zh, en = f"{zh}（两轴对调）", f"{en}, axes swapped"
    return Text(zh=f"{features} 个要素{zh}", en=f"{features} features: {en}")


def say_offsets(case: Case, anchors: Anchors | None) -> list[Text]:
    """Say what the anchors show."""
    judged, compared = case.judged, case.judged.compared
    if judged.weighed is not None:
        return _say_lines(judged.weighed)
    if compared is None or anchors is None or not (compared.points > 0).any():
        return _say_nothing() if case.degrees.any() and judged.by != "districts" else []
    usable = compared.points > 0
    said = [
        _say_label(compared, usable & (compared.label == at), at, anchors) for at in (0, 1, 2, -2)
    ]
    return [text for text in said if text is not None]


def _say_nothing() -> list[Text]:
    zh = "没有可比的对照要素：凡是经纬度，EPSG:4490、GCJ-02、BD-09 无从区分"
    en = "Nothing to compare with: where the numbers are degrees, "
    return [Text(zh=zh, en=f"{en}EPSG:4490, GCJ-02 and BD-09 stay open")]


def _say_lines(weighed: Weighed) -> list[Text]:
    """Say how many features lie on known lines in the likeliest system.

    How many would by chance, and the likelihood ratio.
    """
    best = int(weighed.log_ratio.argmax())
    ratio = _say_ratio(float(weighed.log_ratio[best]))
    enough = weighed.probability > 0
    zh, en = ("", "") if enough else ("，不足以判断", ", which is too little")
    return [
        Text(
            zh=f"按 {SYSTEMS[best]} 解读，{weighed.compared} 个要素中有 {weighed.fitting[best]} 个"
            f"落在工作区已有图形上，偶然约有 {weighed.by_chance:.1f} 个；似然比 {ratio}{zh}",
            en=f"Read as {SYSTEMS[best]}, {weighed.fitting[best]} of {weighed.compared} features "
            f"lie on shapes of the workspace, by chance {weighed.by_chance:.1f} would; "
            f"likelihood ratio {ratio}{en}",
        )
    ]


def _say_ratio(log_ratio: float) -> str:
    if log_ratio > np.log(MOST_SAID):
        return f"> {MOST_SAID:.0e}"
    ratio = float(np.exp(log_ratio))
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"  # noqa: PLR2004 - digits worth saying


def say_claims(claimed: Claimed | None, claims: Claims | None) -> list[Text]:
    """Say how many features lie in the district they name under each reading."""
    if claimed is None or claims is None or not claimed.compared:
        return []
    shares = [
        f"{name} {share:.1%}" for name, share in zip(SYSTEMS, claimed.inside.tolist(), strict=True)
    ]
    ratio = _say_ratio(claimed.log_ratio)
    enough = claimed.probability > 0
    zh, en = ("", "") if enough else ("，不足以判断", ", which is too little")
    return [
        Text(
            zh=f"{claims.column} 列写明所在区县，可比 {claimed.compared} 个要素，"
            f"落在所写区县内的比例：{'、'.join(shares)}；最像的与其次的似然比 {ratio}{zh}",
            en=f"Column {claims.column} names districts; of {claimed.compared} features to "
            f"compare, the share inside the district they name: {', '.join(shares)}; "
            f"likelihood ratio of the best to the next {ratio}{en}",
        )
    ]


def _say_label(
    compared: Compared, which: NDArray[np.bool_], at: int, anchors: Anchors
) -> Text | None:
    if not which.any():
        return None
    length, azimuth = direction(compared.offset_m[which])
    where_zh, where_en = "、".join(anchors.layers), ", ".join(anchors.layers)
    count, offset = which.sum(), f"{length:.1f} m、方位角 {azimuth:.0f}°"
    zh = f"与图层 {where_zh} 的同编号或同名要素相比，{count} 个要素偏移 {offset}"
    offset = f"{length:.1f} m at azimuth {azimuth:.0f}°"
    en = f"{count} features lie {offset} from their twins in {where_en}"
    if at < 0:
        return Text(zh=f"{zh}，不符合任何坐标系", en=f"{en}, which fits no system")
    rest = float(np.median(compared.distance_m[which]))
    if at == 0:
        return Text(
            zh=f"{zh}，逐个偏差中位数 {rest:.1f} m",
            en=f"{en}; the median of their distances is {rest:.1f} m",
        )
    name = SYSTEMS[at]
    length, azimuth = direction(compared.expected_m[at][which])
    return Text(
        zh=f"{zh}；{name} 在那里应为 {length:.1f} m、{azimuth:.0f}°，改正后剩余 {rest:.1f} m",
        en=f"{en}; {name} there is {length:.1f} m at {azimuth:.0f}°, which leaves {rest:.1f} m",
    )


def say_mixed(shares: Sequence[tuple[str, float]]) -> Text:
    """Say which systems the file mixes."""
    zh = "、".join(
        f"{name.replace(' swapped', '（两轴对调）')} {share:.1%}" for name, share in shares
    )
    en = ", ".join(f"{name} {share:.1%}" for name, share in shares)
    return Text(
        zh=f"同一文件混有几种坐标系：{zh}；请分开保存，一种一个文件",
        en=f"The file mixes systems: {en}; save each into its own file",
    )


def say_name(found: str, declared: str | None) -> list[Text]:
    """Say what the numbers cannot settle between the 3-degree and the 6-degree name."""
    other = {**MERIDIAN_TWIN, **{six: three for three, six in MERIDIAN_TWIN.items()}}.get(found)
    if other is None:
        return []
    why = (
        ("文件如此声明", "the file declares it")
        if declared == found
        else ("按顶点所在的带", "its vertices lie in that zone")
    )
    return [
        Text(
            zh=f"{found} 与 {other} 的中央子午线、东伪偏移和数值完全相同，"
            f"只是名义适用范围不同；{why[0]}取 {found}",
            en=f"{found} and {other} are the same projection, number for number, "
            f"meant for different zones; {found} is named because {why[1]}",
        )
    ]
