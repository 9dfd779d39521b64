"""What the coordinate doctor found out, and its wording in both languages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.coordinates.anchors import direction
from jinan_geo.coordinates.chance import EITHER, SYSTEMS
from jinan_geo.coordinates.systems import CHINA_BOUNDS, MERIDIAN_TWIN
from jinan_geo.manifest.closed import Text, join, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.coordinates.anchors import Anchors, Compared
    from jinan_geo.coordinates.borders import Claimed
    from jinan_geo.coordinates.chance import Weighed
    from jinan_geo.coordinates.plain_or_shifted import Testimony
    from jinan_geo.coordinates.systems import Ground, Sorted
    from jinan_geo.coordinates.telling_columns import Claims

__all__ = [
    "Case",
    "say_claims",
    "say_mixed",
    "say_name",
    "say_offsets",
    "say_ranges",
    "say_shares",
    "say_systems",
]

SWAPPED = " swapped"  # ends the label of a system whose axes are exchanged
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
    said = text(
        "coordinates.evidence.ranges",
        count=len(numbers),
        west=f"{west:.{digits}f}",
        east=f"{east:.{digits}f}",
        south=f"{south:.{digits}f}",
        north=f"{north:.{digits}f}",
    )
    if ground.outline is not None:
        return [said]
    left, low, right, high = CHINA_BOUNDS
    extent = text("coordinates.evidence.no_outline", west=left, south=low, east=right, north=high)
    return [said, extent]


def say_systems(case: Case, numbers: NDArray[np.float64], ground: Ground) -> list[Text]:
    """Say what the features are by their numbers and their place.

    And what that does to their place.
    """
    before = float(ground.contains(numbers[:, 0], numbers[:, 1]).mean())
    after = float(case.sorted.inside.mean())
    in_city = ground.outline is not None
    where = text("coordinates.evidence.in_city" if in_city else "coordinates.evidence.in_china")
    said = [text("coordinates.evidence.inside", before=before, where=where, after=after)]
    count = Counter(int(at) for at in case.sorted.label)
    said += [_say_system(case, at, features) for at, features in count.most_common()]
    return said


def _say_system(case: Case, at: int, features: int) -> Text:
    if at < 0:
        return text("coordinates.evidence.in_no_system", features=features)
    system = case.sorted.systems[at]
    name = case.names[int(np.flatnonzero(case.sorted.label == at)[0])]
    swapped = text("coordinates.evidence.swapped") if system.swapped else ""
    if system.inverse is None:
        return text("coordinates.evidence.degrees", features=features, swapped=swapped)
    return text(
        "coordinates.evidence.system", features=features, name=name or system.name, swapped=swapped
    )


def say_offsets(case: Case, anchors: Anchors | None, ground: Ground) -> list[Text]:
    """Say what the anchors show; outside China nothing is open where there are none."""
    judged, compared = case.judged, case.judged.compared
    if judged.weighed is not None:
        return _say_lines(judged.weighed)
    if compared is None or anchors is None or not (compared.points > 0).any():
        return [text("coordinates.evidence.nothing")] if _is_open(case, ground) else []
    usable = compared.points > 0
    said = [
        _say_label(compared, usable & (compared.label == at), at, anchors) for at in (0, 1, 2, -2)
    ]
    return [text for text in said if text is not None]


def _is_open(case: Case, ground: Ground) -> bool:
    """Tell whether degrees may be of several systems for all that was asked."""
    return bool(ground.is_chinese and case.degrees.any() and case.judged.by != "districts")


def _say_lines(weighed: Weighed) -> list[Text]:
    """Say how many features lie on known lines in the likeliest system.

    How many would by chance, and the likelihood ratio.
    """
    best = int(weighed.log_ratio.argmax())
    ratio = _say_ratio(float(weighed.log_ratio[best]))
    return [
        text(
            "coordinates.evidence.lines",
            name=SYSTEMS[best],
            fitting=weighed.fitting[best],
            compared=weighed.compared,
            by_chance=weighed.by_chance,
            ratio=ratio,
            enough=_say_enough(weighed.probability),
        )
    ]


def _say_enough(probability: float) -> str | Text:
    return "" if probability > 0 else text("coordinates.evidence.too_little")


def _say_ratio(log_ratio: float) -> str:
    if log_ratio > np.log(MOST_SAID):
        return f"> {MOST_SAID:.0e}"
    ratio = float(np.exp(log_ratio))
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"  # noqa: PLR2004 - digits worth saying


def say_claims(claimed: Claimed | None, claims: Claims | None) -> list[Text]:
    """Say how many features lie in the district they name under each reading."""
    if claimed is None or claims is None or not claimed.compared:
        return []
    return [
        text(
            "coordinates.evidence.claims",
            column=claims.column,
            compared=claimed.compared,
            shares=say_shares(list(zip(SYSTEMS, claimed.inside.tolist(), strict=True))),
            ratio=_say_ratio(claimed.log_ratio),
            enough=_say_enough(claimed.probability),
        )
    ]


def _say_label(
    compared: Compared, which: NDArray[np.bool_], at: int, anchors: Anchors
) -> Text | None:
    if not which.any():
        return None
    length, azimuth = direction(compared.offset_m[which])
    layers = join("coordinates.evidence.and", [Text(zh=layer) for layer in anchors.layers])
    said = text(
        "coordinates.evidence.offset",
        layers=layers,
        count=which.sum(),
        length=length,
        azimuth=azimuth,
    )
    if at < 0:
        return text("coordinates.evidence.offset_unknown", offset=said)
    rest = float(np.median(compared.distance_m[which]))
    if at == 0:
        return text("coordinates.evidence.offset_none", offset=said, rest=rest)
    length, azimuth = direction(compared.expected_m[at][which])
    return text(
        "coordinates.evidence.offset_shift",
        offset=said,
        name=SYSTEMS[at],
        length=length,
        azimuth=azimuth,
        rest=rest,
    )


def say_mixed(shares: Sequence[tuple[str, float]]) -> Text:
    """Say which systems the file mixes."""
    return text("coordinates.evidence.mixed", shares=say_shares(shares))


def say_shares(shares: Sequence[tuple[str, float]]) -> Text:
    """Say each system's share; of a label that ends in `` swapped`` that its axes are."""
    return join("coordinates.evidence.and", [_say_share(*one) for one in shares])


def _say_share(label: str, share: float) -> Text:
    if label.endswith(SWAPPED):
        name = label.removesuffix(SWAPPED)
        return text("coordinates.evidence.share_swapped", name=name, share=share)
    if EITHER in label:
        name, other = label.split(EITHER)
        return text("coordinates.evidence.share_either", name=name, other=other, share=share)
    return text("coordinates.evidence.share", name=label, share=share)


def say_name(found: str, declared: str | None) -> list[Text]:
    """Say what the numbers cannot settle between the 3-degree and the 6-degree name."""
    other = {**MERIDIAN_TWIN, **{six: three for three, six in MERIDIAN_TWIN.items()}}.get(found)
    if other is None:
        return []
    if declared == found:
        return [text("coordinates.evidence.twin_declared", found=found, other=other)]
    return [text("coordinates.evidence.twin_zone", found=found, other=other)]
