"""Which degrees are these: plain ones, GCJ-02 or BD-09.

All three lie in the city; only evidence tells them apart.

Three witnesses, the strongest first: the same features elsewhere (twins), the district that each
feature names, and known lines that must coincide. Where none of them says enough, nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.coordinates.anchors import compare_twins
from jinan_geo.coordinates.borders import weigh_claims
from jinan_geo.coordinates.chance import EITHER, SYSTEMS, weigh_outlines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.coordinates.anchors import Anchors, Compared
    from jinan_geo.coordinates.borders import Claimed
    from jinan_geo.coordinates.chance import Weighed
    from jinan_geo.coordinates.systems import Sorted
    from jinan_geo.coordinates.telling_columns import Claims

__all__ = ["FEWEST", "Testimony", "hidden_share", "judge_degrees"]

UNLIKELY = 0.05  # a share beyond what is said would be seen 19 times in 20
FEWEST = 3  # comparisons, and features where there are so many, before anything is said of degrees
MOST = 0.5
TWINS_PROBABILITY = 0.995
NOISY_M, NOISY = 15.0, 0.95


@dataclass(frozen=True)
class Testimony:
    """What the witnesses say. ``by`` names the one that was followed, or is empty.

    ``names`` holds one of ``SYSTEMS`` for each feature, or None; ``silent`` tells of which nothing
    could be compared, where the others mix systems. ``amount`` counts the comparisons behind the
    answer, ``probability`` is the answer's; ``shares``, of names, are set where only an estimate of
    a mixture can be given; ``hidden`` is the share that may be of another system unseen. A name may
    be two with ``EITHER`` between them, the likelier first, where it is not known which of them.
    """

    names: list[str | None]
    by: str
    silent: NDArray[np.bool_] | None = None
    amount: int = 0
    probability: float = 0.0
    shares: tuple[tuple[str, float], ...] = ()
    hidden: float = 0.0
    compared: Compared | None = None
    weighed: Weighed | None = None
    claimed: Claimed | None = None


def judge_degrees(
    shapes: NDArray[np.object_],
    found: Sorted,
    degrees: NDArray[np.bool_],
    anchors: Anchors | None,
    claims: Claims | None,
) -> Testimony:
    """Ask the witnesses about the features that are degrees; ``found`` has all vertices as degrees.

    Twins of other features are compared too: they show what is wrong with projected data.
    """
    nothing: list[str | None] = [None] * len(shapes)
    compared = (
        None if anchors is None else compare_twins(shapes, found.lon, found.lat, anchors.twins)
    )
    if not degrees.any():
        return Testimony(nothing, "twins" if compared is not None else "", compared=compared)
    claimed = _ask_districts(found, degrees, claims)
    silence = Testimony(nothing, "", compared=compared, claimed=claimed)
    if compared is not None and _enough(compared, degrees):
        return _by_both(_by_twins(compared, degrees), claimed, degrees)
    if claimed is not None and claimed.probability > 0:
        return _by_districts(silence, claimed, degrees)
    return _by_outlines(found, degrees, anchors, silence)


def _ask_districts(
    found: Sorted, degrees: NDArray[np.bool_], claims: Claims | None
) -> Claimed | None:
    """Ask the districts that features name; nothing where they name none."""
    if claims is None:
        return None
    sizes = np.bincount(found.owner, minlength=len(degrees))
    lon = np.where(np.repeat(degrees, sizes), found.lon, np.nan)
    return weigh_claims(claims, *_middles(sizes, lon, found.lat))


def _by_districts(silence: Testimony, claimed: Claimed, degrees: NDArray[np.bool_]) -> Testimony:
    systems = list(SYSTEMS)
    if claimed.either:
        third = len(SYSTEMS) - claimed.best - claimed.other
        systems[claimed.other] = f"{SYSTEMS[claimed.other]}{EITHER}{SYSTEMS[third]}"
    shares = zip(systems, claimed.shares.tolist(), strict=True)
    return replace(
        silence,
        names=_names(claimed.label, degrees, systems),
        by="districts",
        amount=claimed.decisive,
        probability=claimed.probability,
        shares=tuple((name, share) for name, share in shares if share > 0),
        hidden=claimed.hidden,
    )


def _by_both(told: Testimony, claimed: Claimed | None, degrees: NDArray[np.bool_]) -> Testimony:
    """Let districts show which features are of another system than the twins.

    They are looked for among the features without a twin.
    """
    if claimed is None or claimed.probability == 0:
        return replace(told, claimed=claimed)
    told = replace(told, claimed=claimed)
    systems = {name for name in told.names if name is not None}
    if systems != {SYSTEMS[claimed.best]}:
        return told
    if not claimed.crossing:
        return replace(told, hidden=min(told.hidden, claimed.hidden))
    mixed = _by_districts(told, claimed, degrees)
    return replace(mixed, silent=None)


def _by_outlines(
    found: Sorted, degrees: NDArray[np.bool_], anchors: Anchors | None, silence: Testimony
) -> Testimony:
    """Ask the known lines, where the features say too little of themselves."""
    if anchors is None or not len(anchors.outlines):
        return silence
    sizes = np.bincount(found.owner, minlength=len(degrees))
    lon = np.where(np.repeat(degrees, sizes), found.lon, np.nan)
    weighed = weigh_outlines(sizes, lon, found.lat, anchors.outlines)
    said = replace(silence, weighed=weighed)
    if weighed.probability == 0:
        return said
    fitting = int(weighed.fitting.max())
    return replace(
        said,
        names=_names(weighed.label, degrees),
        by="outlines",
        amount=fitting,
        probability=weighed.probability,
        hidden=hidden_share(fitting, int(degrees.sum())),
    )


def hidden_share(compared: int, every: int) -> float:
    """Give the share that may be of another system unseen.

    Where those compared of so many agree.
    """
    if compared >= every:
        return 0.0
    return float((1 - compared / every) * (1 - UNLIKELY ** (1 / max(compared, 1))))


def _enough(compared: Compared, degrees: NDArray[np.bool_]) -> bool:
    """Ask for three comparisons, of three features where the file has so many."""
    have = degrees & (compared.points > 0)
    return bool(
        compared.points[degrees].sum() >= FEWEST and have.sum() >= min(FEWEST, int(degrees.sum()))
    )


def _by_twins(compared: Compared, degrees: NDArray[np.bool_]) -> Testimony:
    """Name each feature by its twin.

    What has none follows the rest, if they agree and are most of those compared.
    """
    label = compared.label
    have, told = degrees & (label != -1), degrees & (label >= 0)
    systems = {SYSTEMS[at] for at in label[told]}
    agreed = len(systems) == 1 and told.sum() > MOST * have.sum()
    others = next(iter(systems)) if agreed else None
    names = _names(label, degrees)
    for at in np.flatnonzero(degrees & (label == -1)):
        names[at] = others
    amount = min(int(compared.points[degrees].sum()), FEWEST * int(have.sum()))
    rest = compared.distance_m[told]
    noisy = len(rest) and float(np.median(rest)) >= NOISY_M
    silent = degrees & (label == -1) if others is None else None
    return Testimony(
        names,
        "twins",
        silent,
        amount,
        NOISY if noisy else TWINS_PROBABILITY,
        hidden=hidden_share(int(told.sum()), int(degrees.sum())) if agreed else 0.0,
        compared=compared,
    )


def _names(
    label: NDArray[np.int_], degrees: NDArray[np.bool_], systems: Sequence[str] = SYSTEMS
) -> list[str | None]:
    return [
        systems[at] if at >= 0 and is_degrees else None
        for at, is_degrees in zip(label, degrees, strict=True)
    ]


def _middles(
    sizes: NDArray[np.signedinteger[Any]], lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give the mean of each feature's vertices, and how far they reach from it.

    It is NaN where one is unknown.
    """
    owner = np.repeat(np.arange(len(sizes)), sizes)
    with np.errstate(invalid="ignore", divide="ignore"):
        x, y = (
            np.bincount(owner, weights=axis, minlength=len(sizes)) / sizes for axis in (lon, lat)
        )
    reach = np.zeros(len(sizes))
    np.maximum.at(reach, owner, np.nan_to_num(np.hypot(lon - x[owner], lat - y[owner])))
    return x, y, reach
