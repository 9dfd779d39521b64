"""What named districts say of degrees: how likely each reading makes what every row says of itself.

Only a row near a border can tell: read in a wrong system it leaves the district that it names. So
each row is asked how far it then lies outside. Three things explain that: the reading is wrong for
the row, the border is badly drawn, or the row names a wrong district. How badly and how often is
open, and every answer to that is weighed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from jinan_geo.coordinates.chance import SYSTEMS, metres_of, read_as

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jinan_geo.coordinates.telling_columns import Claims

    Numbers = NDArray[np.float64]

__all__ = ["Claimed", "Strays", "strays_of", "weigh_claims"]

BORDER_M = 30.0  # borders and places are drawn so well at most
FARTHEST_REACH = 0.003  # degrees; what is larger, such as a long line, is judged by its middle
CELL = 0.002  # degrees; features in one cell and district are one witness
MOST_ROWS = 5_000  # more add nothing
# What is open of a file, each as likely as the next: the share of rows that name any wrong
# district, how far borders are from where they are drawn, and the share of rows near a border that
# name the neighbour.
WRONG = np.array([3e-4, 3e-3, 3e-2, 0.2]).reshape(-1, 1, 1, 1)
DRAWN_M = np.array([5.0, 25.0, 100.0]).reshape(-1, 1, 1)
NEIGHBOURS = np.array([1e-3, 1e-2, 0.1]).reshape(-1, 1)
NEIGHBOUR_M = 700.0  # near a border, as neighbours are taken for each other
SHARES = np.array([0.01, 0.03, 0.1, 0.2, 0.35, 0.5])  # of rows of another system
EVERY_SHARE = np.linspace(0.0, 1.0, 101)
PURE, MIXED = 1.0, 0.25  # odds of one system, and of each pair of them, before any evidence
PAIRS = tuple((best, other) for best in range(3) for other in range(3) if best != other)
TOLD = 0.8
TOLD_OPEN = 0.9  # that there are two, where no row tells the second system from the third
SURE = 0.98  # which is the second, where no row tells it
FEWEST, FEWEST_MIXED = 3, 2
UNLIKELY = 0.05


@dataclass(frozen=True)
class Claimed:
    """What named districts say of degrees.

    ``inside`` is the share of features in the district they name under each of ``SYSTEMS``, of
    ``compared`` features. ``label`` is a position in ``SYSTEMS`` for each feature, -1 where it
    cannot be told. ``shares`` estimates how much of the file each system has: only features near a
    border show theirs. ``hidden`` is the share that may be of another system without being seen (19
    times in 20 it is less). ``crossing`` counts the features outside their district read as
    ``best_of_two`` and inside read as ``other``, where two systems are likelier than one;
    ``either`` says that there are two, and that the second may be the third as well. ``strays`` are
    the positions of those outside read as ``read_as``, and ``strays_inside`` counts those of them
    that are inside under each of ``SYSTEMS``.
    """

    label: NDArray[np.int_]
    inside: Numbers
    compared: int
    decisive: int = 0
    log_ratio: float = 0.0
    shares: Numbers = field(default_factory=lambda: np.zeros(3))
    probability: float = 0.0
    hidden: float = 0.0
    crossing: int = 0
    best: int = 0
    best_of_two: int = 0
    other: int = 0
    either: bool = False
    strays: NDArray[np.int_] = field(default_factory=lambda: np.zeros(0, dtype=int))
    strays_inside: NDArray[np.int_] = field(default_factory=lambda: np.zeros(3, dtype=int))

    @property
    def read_as(self) -> int:
        """Give the system to read most of the file as: what was found, else plain degrees."""
        if self.probability:
            return self.best
        return self.best_of_two if self.crossing else 0


@dataclass(frozen=True)
class Strays:
    """Features outside the district that they name, read as ``name``: ``at`` is their positions.

    ``inside`` counts how many of them are inside it, read as each other system.
    """

    name: str
    at: tuple[int, ...]
    inside: dict[str, int]

    def among(self, which: NDArray[np.int_]) -> Strays:
        """Give them by their positions among all, of which those at ``which`` were asked."""
        return replace(self, at=tuple(which[[*self.at]].tolist()))


def strays_of(claimed: Claimed | None) -> Strays | None:
    """Name the strays of what districts say, if there are any."""
    if claimed is None or not len(claimed.strays):
        return None
    inside = dict(zip(SYSTEMS, claimed.strays_inside.tolist(), strict=True))
    name = SYSTEMS[claimed.read_as]
    return Strays(name, tuple(claimed.strays.tolist()), {**inside, name: 0})


@dataclass(frozen=True)
class _Rows:
    """How far each row lies outside the district it names, in metres; inside below 0.

    Under each system, which has a row each.
    """

    outside: Numbers
    anywhere: float  # the chance that a wrong name, if any district is as likely, is a certain one

    def likely(self, system: int) -> Numbers:
        """Give each row's likelihood for all that is open of the file."""
        metres = self.outside[system]
        apart = np.abs(metres)
        beyond = (1 - NEIGHBOURS) * np.exp(-apart / DRAWN_M) + NEIGHBOURS * np.exp(
            -apart / NEIGHBOUR_M
        )
        fits = np.where(metres > 0, beyond / 2, 1 - beyond / 2)
        return np.asarray((1 - WRONG) * fits + WRONG * self.anywhere)

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Tell for each system which rows lie in their district, or near enough.

        That is as near as a border is worth.
        """
        return np.asarray(self.outside <= BORDER_M)

    def crossing(self, best: int, other: int) -> NDArray[np.bool_]:
        """Tell which are outside their district, and inside if of the other system."""
        return np.asarray(self.inside[other] & ~self.inside[best])

    def against(self, best: int, other: int) -> NDArray[np.bool_]:
        """Tell which are inside of the other system alone: the third would leave them outside."""
        third = len(SYSTEMS) - best - other
        return np.asarray(self.crossing(best, other) & ~self.inside[third])


@dataclass(frozen=True)
class _Mixture:
    """The logarithm of the likelihood of two systems in one file, for each share of the second."""

    shares: Numbers
    log_likely: Numbers

    @property
    def mean_log(self) -> float:
        """Average over all shares, each as likely as the next."""
        return float(np.logaddexp.reduce(self.log_likely) - np.log(len(self.log_likely)))

    @property
    def mean_share(self) -> float:
        """Give the share to expect."""
        weight = np.exp(self.log_likely - np.logaddexp.reduce(self.log_likely))
        return float((weight * self.shares).sum())

    @property
    def most(self) -> float:
        """Give the share that is hardly exceeded."""
        weight = np.exp(self.log_likely - np.logaddexp.reduce(self.log_likely))
        at = int(np.searchsorted(np.cumsum(weight), 1 - UNLIKELY))
        return float(self.shares[min(at, len(self.shares) - 1)])


@dataclass(frozen=True)
class _Weights:
    """The likelihoods of the rows under each system."""

    likely: tuple[Numbers, ...]

    def mixture(self, best: int, other: int, shares: Numbers) -> _Mixture:
        """Weigh that a share of the file is of another system than the rest.

        For each of these shares.
        """
        a, b = self.likely[best], self.likely[other]
        found = [_average((1 - share) * a + share * b) for share in shares]
        return _Mixture(shares, np.array(found))


def _weigh(rows: _Rows) -> _Weights:
    """Weigh the rows, evenly thinned if there are many."""
    step = max(rows.outside.shape[1] // MOST_ROWS, 1)
    part = replace(rows, outside=rows.outside[:, ::step])
    return _Weights(tuple(part.likely(system) for system in range(len(SYSTEMS))))


def _average(likely: Numbers) -> float:
    """Give the logarithm of the rows' likelihood, averaged over what is open of the file."""
    total = np.log(likely).sum(axis=-1)
    return float(np.logaddexp.reduce(total, axis=None) - np.log(total.size))


def weigh_claims(claims: Claims, lon: Numbers, lat: Numbers, reach: Numbers) -> Claimed:
    """Weigh the systems of features, each given by its middle as degrees (NaN: unknown).

    ``reach`` is how far each goes from there, in degrees: what lies across a border is in both
    districts.
    """
    usable = np.flatnonzero((claims.stated >= 0) & np.isfinite(lon) & np.isfinite(lat))
    label = np.full(len(lon), -1)
    if not len(usable):
        return Claimed(label, np.zeros(3), 0)
    every = _Named(claims, usable, lon, lat, np.minimum(reach, FARTHEST_REACH))
    first, cell = every.cells()
    usable = usable[first]
    rows = replace(every, at=usable).rows()
    told = _choose(Claimed(label, rows.inside.mean(axis=1), len(usable)), rows)
    told = _with_strays(told, rows, cell, every)
    if told.probability > 0:
        label[:] = told.best
        crossing = rows.crossing(told.best, told.other)
        label[usable[crossing]] = told.other if told.crossing else told.best
    return told


def _with_strays(told: Claimed, rows: _Rows, cell: NDArray[np.int_], every: _Named) -> Claimed:
    """Name all features outside their district, also those that another in their cell stood for."""
    cells = np.flatnonzero(~rows.inside[told.read_as])
    if not len(cells):
        return told
    near = replace(every, at=every.at[np.isin(cell, cells)])
    inside = near.rows().inside
    out = ~inside[told.read_as]
    return replace(told, strays=near.at[out], strays_inside=inside[:, out].sum(axis=1))


@dataclass(frozen=True)
class _Named:
    """The features that can be asked (``at``), of all that there are.

    And how far each of all reaches from its middle, in degrees.
    """

    claims: Claims
    at: NDArray[np.int_]
    lon: Numbers
    lat: Numbers
    reach: Numbers

    def cells(self) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """Give the first feature of those in one cell that name the same district, and all cells.

        Both are positions: the one in ``at``, the other, for each feature, in the first.
        """
        lon, lat, stated = self.lon[self.at], self.lat[self.at], self.claims.stated[self.at]
        cells = np.stack([np.round(lon / CELL), np.round(lat / CELL), stated], axis=1)
        _, first, cell = np.unique(cells, axis=0, return_index=True, return_inverse=True)
        return first, np.ravel(cell)

    def rows(self) -> _Rows:
        """Measure how far each lies outside its district under each system."""
        anywhere = 1 / max(len(self.claims.shapes) - 1, 1)
        return _Rows(np.stack([self.outside(name) for name in SYSTEMS]), anywhere)

    def outside(self, name: str) -> Numbers:
        """Give the metres to the district that each names, read in a system; below 0 inside it."""
        return self._outside(*read_as(name, self.lon[self.at], self.lat[self.at]))

    def _outside(self, lon: Numbers, lat: Numbers) -> Numbers:
        metre = 1 / float(metres_of(np.array(np.median(lat)))[1])
        stated, reach = self.claims.stated[self.at], self.reach[self.at]
        apart = np.zeros(len(lon))
        for district in np.unique(stated):
            mine = np.flatnonzero(stated == district)
            shape = self.claims.shapes[district]
            shapely.prepare(shape)
            places = shapely.points(lon[mine], lat[mine])
            deep = shapely.distance(shapely.boundary(shape), places)
            apart[mine] = shapely.distance(shape, places) - reach[mine]
            apart[mine] = np.where(shapely.contains(shape, places), -deep, apart[mine])
        return np.asarray(apart / metre)


def _choose(blank: Claimed, rows: _Rows) -> Claimed:
    """Name the system, or the two, that make the rows likely enough."""
    weights = _weigh(rows)
    pure = np.array([_average(likely) for likely in weights.likely])
    mixed = np.array([weights.mixture(*pair, SHARES).mean_log for pair in PAIRS])
    odds = np.concatenate([np.log(PURE) + pure, np.log(MIXED) + mixed])
    chance = np.exp(odds - np.logaddexp.reduce(odds))
    best, second = (int(at) for at in np.argsort(-pure, kind="stable")[:2])
    found = replace(
        blank,
        decisive=int(rows.crossing(second, best).sum()),
        log_ratio=float(pure[best] - pure[second]),
        best=best,
    )
    if chance[best] >= TOLD and found.decisive >= FEWEST:
        hidden = _hidden(weights, best)
        return replace(
            found, shares=np.eye(3)[best], probability=float(chance[best]), hidden=hidden
        )
    return _two_systems(found, rows, weights, chance[3:])


def _two_systems(found: Claimed, rows: _Rows, weights: _Weights, chance: Numbers) -> Claimed:
    """Name the likeliest mixture, if there likely is one and two features show it.

    The second system is named where one of them at least speaks against the third, or all together
    overwhelmingly: that few rows cross speaks for the smaller shift, but not enough to name it.
    """
    likeliest = int(chance.argmax())
    best, other = PAIRS[likeliest]
    crossing = int(rows.crossing(best, other).sum())
    found = replace(found, crossing=crossing, best_of_two=best, other=other)
    mixed = sum(float(chance[at]) for at, pair in enumerate(PAIRS) if pair[0] == best)
    against = chance[likeliest] >= TOLD and rows.against(best, other).any()
    is_named = bool(against or chance[likeliest] >= SURE)
    told = is_named or mixed >= TOLD_OPEN
    if not told or crossing < FEWEST_MIXED or found.decisive < FEWEST:
        return found
    share = weights.mixture(best, other, SHARES).mean_share
    return replace(
        found,
        shares=(1 - share) * np.eye(3)[best] + share * np.eye(3)[other],
        probability=float(chance[likeliest]) if is_named else mixed,
        best=best,
        either=not is_named,
    )


def _hidden(weights: _Weights, best: int) -> float:
    """Give the share of another system that would not be noticed beside the best."""
    others = set(range(len(SYSTEMS))) - {best}
    return max(weights.mixture(best, other, EVERY_SHARE).most for other in others)
