"""Whether a file's features lie on what is known, more often than chance would have them there.

For each way to read degrees a feature fits if most of its vertices lie near known lines, borders or
points. How often features of these very shapes would fit by chance is measured: the file is moved
to some sixty other places around, where nothing but chance can make it fit. What remains is a
likelihood ratio: how much likelier the coincidences are if some share of the features really is
related to what is known, than if none is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.coordinates.shifted import FROM_WGS84, TO_WGS84
from jinan_geo.coordinates.systems import DEGREES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["EITHER", "SYSTEMS", "Weighed", "metres_of", "read_as", "weigh_outlines"]

SYSTEMS = (DEGREES, "GCJ-02", "BD-09")
EITHER = " or "  # stands between two of them where it is not known which
MERIDIAN_RADIUS, E2 = 6378137.0, 0.00669438002290
TOLERANCES_M = (10.0, 20.0, 40.0)
FITTING = 0.5  # of a feature's vertices
MOST_FEATURES, MOST_VERTICES = 200, 32  # a sample is enough to measure chance
PLACES = 60
AREA = 2  # the dimension of polygons
NEAREST_M, FARTHEST_M, APART_M = 300.0, 1_600.0, 150.0
GOLDEN = 2.399963  # radians; turns of this angle never repeat a direction
RELATED = np.array([0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.97])  # shares of related features
FITS_IF_RELATED = 0.95
SAME_PLACE = 1e-4  # degrees; features on top of each other are one witness
# What is likely before any evidence, as odds. Of files that are related, a shifted one is half as
# likely as a plain one; against mere chance a shift must prove itself a thousand times over, since
# believing it moves everything.
PLAIN, SHIFTED, MIXED = 1.0, 0.5, 0.05
AGAINST_CHANCE = np.array([1.0, 1e-3, 1e-3])
TOLD = 0.8
FEWEST = 3


@dataclass(frozen=True)
class Weighed:
    """What known lines say of degrees.

    ``label`` is a position in ``SYSTEMS`` for each feature, -1 where it cannot be told; ``fitting``
    counts the features that fit each system, ``by_chance`` how many would in a place chosen
    blindly; ``log_ratio`` is the natural logarithm of each system's likelihood ratio.
    ``probability`` is that of the answer, 0 where there is none.
    """

    label: NDArray[np.int_]
    fitting: NDArray[np.int_]
    by_chance: float
    compared: int
    log_ratio: Numbers
    probability: float


def metres_of(lat: Numbers) -> tuple[Numbers, Numbers]:
    """Metres in a degree of longitude and of latitude."""
    phi = np.radians(lat)
    square = 1 - E2 * np.sin(phi) ** 2
    east = np.radians(MERIDIAN_RADIUS / np.sqrt(square) * np.cos(phi))
    return east, np.radians(MERIDIAN_RADIUS * (1 - E2) / square**1.5)


def read_as(name: str, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Give WGS84 degrees of numbers that are read as one of ``SYSTEMS``."""
    return TO_WGS84[name](lon, lat) if name in TO_WGS84 else (lon, lat)


def weigh_outlines(
    sizes: NDArray[np.signedinteger[Any]], lon: Numbers, lat: Numbers, outlines: Sequence[Any]
) -> Weighed:
    """Weigh the systems of features.

    Features are given by their numbers of vertices, and these as degrees (NaN: unknown).

    ``outlines`` are shapes in WGS84 that are known to be in the right place.
    """
    count = len(sizes)
    owner = np.repeat(np.arange(count), sizes)
    known = np.isfinite(lon) & np.isfinite(lat)
    nothing = Weighed(np.full(count, -1), np.zeros(3, int), 0.0, 0, np.zeros(3), 0.0)
    if not known.any():
        return nothing
    owner, lon, lat = _thin(owner[known], lon[known], lat[known])
    lines = _Lines(outlines, float(np.median(lat)))
    fits = np.stack([_fit(lines, owner, *read_as(name, lon, lat), count) for name in SYSTEMS])
    chosen = _witnesses(owner, lon, lat, count)
    mine = np.isin(owner, chosen)
    places = _places(float(np.median(lon)), float(np.median(lat)))
    blind = np.stack(
        [
            _fit(lines, owner[mine], lon[mine] + east, lat[mine] + north, count)
            for east, north in places
        ]
    )[..., chosen]
    chance = _chance(blind)
    ratio = _temper(_ratios(fits[..., chosen], chance), _ratios(blind, chance)) / _bunching(blind)
    fitting = fits[:, -1][:, chosen].sum(axis=1)
    weighed = Weighed(np.full(count, -1), fitting, float(chance[-1].sum()), len(chosen), ratio, 0.0)
    return _decide(weighed, fits, chosen, chance, np.unique(owner))


class _Lines:
    """Known shapes as short lines in metres, ready to be asked for the nearest."""

    def __init__(self, shapes: Sequence[Any], latitude: float) -> None:
        self.scale = np.array(metres_of(np.array(latitude)))
        every = np.asarray(shapes, dtype=object)
        are_areas = shapely.get_dimensions(every) == AREA
        every = np.where(are_areas, shapely.boundary(every), every)
        parts = shapely.get_parts(every[~shapely.is_missing(every)])
        numbers, owner = shapely.get_coordinates(parts, return_index=True)
        numbers = numbers * self.scale
        joined = owner[1:] == owner[:-1]
        pairs = np.stack([numbers[:-1], numbers[1:]], axis=1)[joined]
        points = numbers[shapely.get_dimensions(parts)[owner] == 0]
        self.tree = shapely.STRtree([*shapely.linestrings(pairs), *shapely.points(points)])

    def distance_m(self, lon: Numbers, lat: Numbers) -> Numbers:
        """Give the distance to the nearest, infinite beyond the loosest tolerance."""
        found = np.full(len(lon), np.inf)
        at = shapely.points(lon * self.scale[0], lat * self.scale[1])
        (which, _), metres = self.tree.query_nearest(
            at, max_distance=TOLERANCES_M[-1], return_distance=True, all_matches=False
        )
        found[which] = metres
        return found


def _thin(
    owner: NDArray[np.int_], lon: Numbers, lat: Numbers
) -> tuple[NDArray[np.int_], Numbers, Numbers]:
    """Leave at most ``MOST_VERTICES`` evenly spread vertices of each feature."""
    size = np.bincount(owner)[owner]
    first = np.searchsorted(owner, owner)
    place = np.arange(len(owner)) - first
    step = np.maximum(size / MOST_VERTICES, 1)
    keep = np.floor(place / step) != np.floor((place - 1) / step)
    return owner[keep], lon[keep], lat[keep]


def _witnesses(owner: NDArray[np.int_], lon: Numbers, lat: Numbers, count: int) -> NDArray[np.int_]:
    """Choose the features that are counted.

    One of those on top of each other, and not more than are needed.
    """
    number = np.bincount(owner, minlength=count)
    have = np.flatnonzero(number)
    middle = [
        np.bincount(owner, weights=axis, minlength=count)[have] / number[have]
        for axis in (lon, lat)
    ]
    cells = np.round(np.stack(middle, axis=1) / SAME_PLACE)
    _, first = np.unique(cells, axis=0, return_index=True)
    have = have[np.sort(first)]
    step = max(len(have) / MOST_FEATURES, 1)
    return np.asarray(have[np.floor(np.arange(min(len(have), MOST_FEATURES)) * step).astype(int)])


def _fit(
    lines: _Lines, owner: NDArray[np.int_], lon: Numbers, lat: Numbers, count: int
) -> NDArray[np.bool_]:
    """Tell for each tolerance which features have most of their vertices near known lines."""
    distance = lines.distance_m(lon, lat)
    size = np.maximum(np.bincount(owner, minlength=count), 1)
    near = [
        np.bincount(owner[distance <= tolerance], minlength=count) for tolerance in TOLERANCES_M
    ]
    return np.asarray(np.stack(near) >= FITTING * size)


def _places(lon: float, lat: float) -> Numbers:
    """Give offsets in degrees to places all around.

    None is near one where a system would bring the file.
    """
    scale = np.array([float(value) for value in metres_of(np.array(lat))])
    at = np.arange(2 * PLACES)
    length = NEAREST_M + (FARTHEST_M - NEAREST_M) * np.sqrt((at + 0.5) / len(at))
    offsets = np.stack([length * np.sin(GOLDEN * at), length * np.cos(GOLDEN * at)], axis=1)
    for shift in FROM_WGS84.values():
        x, y = shift([lon], [lat])
        back = np.array([lon - x[0], lat - y[0]]) * scale
        offsets = offsets[np.hypot(*(offsets - back).T) > APART_M]
    chosen = np.linspace(0, len(offsets) - 1, PLACES).round().astype(int)
    return np.asarray(offsets[chosen] / scale)


def _chance(blind: NDArray[np.bool_]) -> Numbers:
    """Give each feature's chance to fit.

    From its own luck in other places and, half, from that of all.
    """
    places, _, features = blind.shape
    own = blind.sum(axis=0)
    common = (own.sum(axis=1, keepdims=True) + 1) / (places * features + 2)
    return np.asarray((own + places * common) / (2 * places))


def _ratios(fits: NDArray[np.bool_], chance: Numbers) -> Numbers:
    """Give the logarithm of how much likelier fits are if some are related.

    All shares and tolerances count alike.
    """
    share = RELATED[:, None, None]
    fit = np.log(share * FITS_IF_RELATED + (1 - share) * chance) - np.log(chance)
    miss = np.log(share * (1 - FITS_IF_RELATED) + (1 - share) * (1 - chance)) - np.log(1 - chance)
    total = np.where(fits[:, None], fit, miss).sum(axis=-1).reshape(len(fits), -1)
    return np.asarray(np.logaddexp.reduce(total, axis=1) - np.log(total.shape[1]))


def _temper(ratio: Numbers, blind: Numbers) -> Numbers:
    """Scale down where blind places reach ratios that independent features would hardly reach."""
    return np.asarray(ratio / max(1.0, float(blind.max()) / np.log(len(blind))))


def _bunching(blind: NDArray[np.bool_]) -> float:
    """Tell how many features fit or miss together, such as the cells of a grid along one road.

    So many are one witness: it is how much more their number varies from place to place than that
    of features that know nothing of each other.
    """
    share = blind.mean(axis=0)
    alone = (share * (1 - share)).sum(axis=1)
    seen = blind.sum(axis=-1).var(axis=0)
    usable = alone > 0
    return max(1.0, float((seen[usable] / alone[usable]).max(initial=1.0)))


def _decide(
    weighed: Weighed,
    fits: NDArray[np.bool_],
    chosen: NDArray[np.int_],
    chance: Numbers,
    present: NDArray[np.int_],
) -> Weighed:
    """Name the system that is likely enough and has features enough.

    And those of another in the same file.
    """
    total = np.log([PLAIN, SHIFTED, SHIFTED, 1.0]) + np.append(weighed.log_ratio, 0.0)
    among = np.exp(total - np.logaddexp.reduce(total))[:3]
    odds = AGAINST_CHANCE * np.exp(np.minimum(weighed.log_ratio, 50.0))
    probability = np.minimum(among, odds / (1 + odds))
    best = int(probability.argmax())
    label = weighed.label.copy()
    if probability[best] < TOLD or weighed.fitting[best] < FEWEST:
        return Weighed(
            label, weighed.fitting, weighed.by_chance, weighed.compared, weighed.log_ratio, 0.0
        )
    label[present] = best
    likely = float(probability[best])
    rest = chosen[~fits[best, -1, chosen]]
    for other in range(3) if len(rest) else ():
        theirs = np.isin(chosen, rest)
        ratio = float(_ratios(fits[other][None][..., rest], chance[:, theirs])[0])
        is_mixed = 1 / (1 + np.exp(-np.clip(np.log(MIXED) + ratio, -50, 50)))
        if other != best and is_mixed >= TOLD:
            label[~fits[best, -1] & fits[other, -1]] = other
            likely *= float(is_mixed)
    return Weighed(
        label, weighed.fitting, weighed.by_chance, weighed.compared, weighed.log_ratio, likely
    )
