"""How far ends lay from what curves said, and so within which days eight of ten ends lie.

Works that are nearly done miss otherwise than those that have far to go: each learns most of its
like.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.answers.curves import quantiles_of, shares_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Days = NDArray[np.datetime64]
    Numbers = NDArray[np.float64]
    Mask = NDArray[np.bool_]

__all__ = ["BAND", "FINISHED", "NEVER", "Curves", "Scores", "band_days", "ends_of", "score_curves"]

BAND = (0.1, 0.5, 0.9)
FINISHED = 20  # works whose forecasts are over, from which a band is taken
NEVER = np.datetime64("NaT", "D")
LIKE = 8.0  # what those of its like count beside the others
FURTHEST = 36_500  # days; what a curve says beyond that is no day to name


@dataclass(frozen=True)
class Curves:
    """What the curves of some features say at one edition; ``last`` is the day of the report.

    ``middle`` and ``spread`` are of the logarithm of the days still needed.
    """

    feature: NDArray[np.int64]
    last: Days
    middle: Numbers
    spread: Numbers

    def score(self, days: Days, rows: Mask) -> Numbers:
        """Tell how far days lie from what the curves say, in spreads."""
        took = (days - self.last[rows]).astype(float)
        return np.asarray((np.log(np.maximum(took, 1)) - self.middle[rows]) / self.spread[rows])


@dataclass(frozen=True)
class Weighted:
    """Scores with what each counts; of ``finished`` works there are some that are over."""

    finished: int
    score: Numbers
    is_over: Mask
    weight: Numbers

    @cached_property
    def band(self) -> list[float] | None:
        """The quantiles of ``BAND``, a little wider where few works are finished.

        None where too few are to tell. The next of n works lies below the k-th in k / (n + 1) of
        all cases; that is counted from the middle of each step (Hazen's positions).
        """
        number = self.finished
        if number < FINISHED:
            return None
        wide = tuple(share + (share - 0.5) / number for share in BAND)
        found = quantiles_of(self.score, self.is_over, self.weight, wide)
        known = [one for one in found if one is not None]
        return known if len(known) == len(BAND) else None

    def shares_until(self, until: Numbers) -> Numbers:
        """Give the share that lies at each score or before it."""
        return shares_until(self.score, self.is_over, self.weight, until)


@dataclass(frozen=True)
class Scores:
    """How far ends lay from what curves said, in spreads; not over are those still under way.

    ``middle`` is what the curve said, ``feature`` whose it was.
    """

    score: Numbers
    is_over: Mask
    middle: Numbers
    feature: NDArray[np.int64]

    @cached_property
    def finished(self) -> int:
        """How many works are finished."""
        return int(np.count_nonzero(np.bincount(self.feature[self.is_over])))

    @cached_property
    def parting(self) -> float:
        """What parts the near from the far: half of those that are over lie on each side."""
        return float(np.median(self.middle[self.is_over])) if self.is_over.any() else 0.0

    @cached_property
    def _parts(self) -> tuple[Weighted, Weighted]:
        """What the near and the far learn of.

        Each work counts once, however many forecasts there were of it.
        """
        times = np.bincount(self.feature)[self.feature]
        is_far = self.middle > self.parting
        near, far = (np.where(like, LIKE, 1) / times for like in (~is_far, is_far))
        own = self.finished, self.score, self.is_over
        return Weighted(*own, near), Weighted(*own, far)

    def for_middles(self, middle: Numbers) -> Iterator[tuple[Mask, Weighted]]:
        """Give the scores that curves learn of, each with which curves these are."""
        is_far = middle > self.parting
        for rows, part in zip((~is_far, is_far), self._parts, strict=True):
            if rows.any():
                yield rows, part

    def shares_until(self, middle: Numbers, score: Numbers) -> Numbers:
        """Give the share of ends that lie at a score or before it, for curves with such middles."""
        found = np.zeros(len(score))
        for rows, part in self.for_middles(middle):
            found[rows] = part.shares_until(score[rows])
        return found


def score_curves(
    guesses: dict[int, Curves], at: int, day: np.datetime64, ends: Days, own: Mask
) -> Scores:
    """Tell how far off the curves of earlier editions were, as known at the day of an edition.

    ``ends`` are the days of what is done by then; ``own`` are the works to learn from, shaped an
    edition by a feature.
    """
    empty = np.empty(0)
    found = [(empty, empty.astype(bool), empty, empty.astype(int))]
    for earlier in range(at):
        curves = guesses[earlier]
        rows = own[earlier, curves.feature]
        feature = curves.feature[rows]
        end = ends[feature]
        is_over = ~np.isnat(end)
        score = curves.score(np.where(is_over, end, day), rows)
        found.append((score, is_over, curves.middle[rows], feature))
    parts = [np.concatenate(part) for part in zip(*found, strict=True)]
    order = _order_of(parts[0])  # once, for all that is asked of them
    return Scores(*(part[order] for part in parts))


def _order_of(scores: Numbers) -> NDArray[np.int64]:
    """What puts scores in their order, equal ones as they came; few are equal.

    That is numpy's stable order in a quarter of its time.
    """
    order = np.argsort(scores)
    ordered = scores[order]
    is_new = np.append(True, ordered[1:] != ordered[:-1])
    at = np.flatnonzero(~(is_new & np.append(is_new[1:], True)))
    order[at] = order[at][np.lexsort((order[at], is_new.cumsum()[at]))]
    return order


def band_days(scores: Scores, curves: Curves, rows: Mask, day: np.datetime64) -> Days:
    """Give the days of the band, none before the day of the data; NaT where it is not known."""
    return np.asarray(np.maximum(ends_of(scores, curves, rows), day))


def ends_of(scores: Scores, curves: Curves, rows: Mask) -> Days:
    """Give the days of the band as the curves have them, which may be over; NaT if not known."""
    middle, spread, last = curves.middle[rows], curves.spread[rows], curves.last[rows]
    found = np.full((len(BAND), len(middle)), NEVER)
    for own, part in scores.for_middles(middle):
        for at, quantile in enumerate(part.band or ()):
            left = np.exp(middle[own] + quantile * spread[own])
            days = np.minimum(np.ceil(left), FURTHEST).astype("timedelta64[D]")
            found[at, own] = last[own] + days
    return found
