"""How much longer a work takes, by the shape that its own reports draw.

A curve of progress is taken for one of many shapes, each of which makes it a straight line: even,
slow at first, slow at the end, both. Shapes that leave an even pace weigh most. What they say of
the days still needed is told as the logarithm's middle and its spread; how often such a spread
holds is for ``forecast`` to find.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Days = NDArray[np.int64]
    Numbers = NDArray[np.float64]

__all__ = ["Guess", "quantiles_of", "shares_until", "time_left", "times_left"]

# Shapes of progress: done = 1 - (1 - u ** rise) ** fall at the share u of the working time.
RISES = (0.8, 1.0, 1.3, 1.7, 2.2)
FALLS = (0.8, 1.0, 1.4, 1.9, 2.5, 3.2, 4.0)
# How likely a shape is before any report: what begins slowly ends slowly too, or does not.
RISE_SPREAD, FALL_SPREAD, FALL_USUAL, FALL_WITH_RISE = 0.8, 0.35, 0.55, 1.3
USUAL_UNEVENNESS, WORTH = 0.1, 2  # of a pace, as a variance, and how many reports it counts for
EVEN_ENOUGH = 0.03  # below this a smaller unevenness tells nothing of the shape
WHOLE_PACE = 0.1  # weight of the whole curve's pace beside the middle pace of its reports
LEAST_SPREAD = 0.05
SLOWEST = 2  # a middle pace counts as no less than the whole one over this
LANES = 8  # numbers that numpy adds beside one another
ROWS = 1_000  # curves at once: a city may have a million


@dataclass(frozen=True)
class Guess:
    """The days still needed after the last report: ``middle`` and ``spread`` of the logarithm."""

    middle: Numbers
    spread: Numbers


def time_left(days: Days, done: Numbers) -> Guess:
    """Give what each curve says of its end, one row a curve and one column a report.

    ``days`` count from any day and rise in a row; ``done`` are shares from 0 to 1, NaN where there
    is no report. A row needs two reports with an advance between the first and the last.
    """
    every = np.arange(len(done))
    asked = [every[:0]] * (done.shape[1] - 1) + [every]
    return times_left(days.T, done.T, asked)[-1]


def times_left(days: Days, done: Numbers, asked: Sequence[NDArray[np.int64]]) -> list[Guess]:
    """Give what curves say of their ends as their reports come in.

    ``days`` and ``done`` are those of ``time_left``, but one row a report and one column a curve;
    ``asked`` are of each report the curves to be told of, rising, by the reports up to then.
    """
    count = done.shape[1]
    wanted = np.zeros(count, dtype=bool)
    for columns in asked:
        wanted[columns] = True
    ever = np.flatnonzero(wanted)
    parts = [_follow(days, done, asked, ever[at : at + ROWS]) for at in range(0, len(ever), ROWS)]
    none = [Guess(np.empty(0), np.empty(0))] * len(asked)
    return list(map(_join, zip(none, *parts, strict=True)))


def _join(parts: Sequence[Guess]) -> Guess:
    return Guess(
        np.concatenate([one.middle for one in parts]), np.concatenate([one.spread for one in parts])
    )


def _follow(
    days: Days, done: Numbers, asked: Sequence[NDArray[np.int64]], columns: NDArray[np.int64]
) -> list[Guess]:
    """Follow some of the curves, report after report."""
    own_days, own_done = days[:, columns], done[:, columns]
    places, shares = pd.factorize(own_done.ravel(), use_na_sentinel=True)
    codes = places.reshape(own_done.shape)
    paces = _Paces(len(columns), len(done), np.asarray(shares, dtype=float))
    place = np.full(done.shape[1], -1)
    place[columns] = np.arange(len(columns))
    found = []
    for at, wanted in enumerate(asked):
        paces.add(own_days[at], codes[at])
        own = place[wanted]
        found.append(paces.guess(own[own >= 0]))
    return found


class _Paces:
    """The paces of curves between their reports, as each shape has them; they only grow.

    Tables are shaped a shape by a curve; ``sum`` and ``squares`` are of the paces, ``ordered`` has
    the slower half of them, slowest first, infinite where there are no more. ``shares`` are all
    that are ever reported: ``worked`` and ``left`` have of each the share of the working time and
    the logarithm of what is left of it, shaped a shape by a share.
    """

    def __init__(self, curves: int, reports: int, shares: Numbers) -> None:
        self.most = reports - 1
        rises, falls, self.prior = _shapes()
        self.is_work = shares > 0
        self.worked = _straighten(shares[None], rises, falls)[:, 0]
        self.left = np.log(np.maximum(1 - self.worked, 1e-3))
        shape = (len(self.prior), curves)
        self.number = np.zeros(curves, dtype=int)  # of steps
        self.has_begun = np.zeros(curves, dtype=bool)
        self.share = np.full(curves, -1)  # the place of the last report's among all; -1 without one
        self.last = np.zeros(curves, dtype=int)  # the day of the last report
        self.days = np.zeros(curves)  # of all steps
        self.steps, self.sum, self.squares = (np.zeros(shape) for _ in range(3))
        self.ordered: list[Numbers] = []

    def add(self, days: Days, codes: NDArray[np.intp]) -> None:
        """Take a report of each curve, by the place of its share; -1 where there is none."""
        is_new = codes >= 0
        if not is_new.any():
            return
        # What was reported before the last zero is left out: the wait for the start is no pace.
        self.has_begun[is_new] |= self.is_work[codes[is_new]]
        steps_on = is_new & self.has_begun & (self.share >= 0)
        if steps_on.any():
            before = np.where(steps_on, self.share, 0)
            now = np.where(steps_on, codes, 0)  # who does not step on makes a step of 0
            step = self.worked.take(now, axis=1)
            step -= self.worked.take(before, axis=1)
            self._add_steps(steps_on, step, np.where(steps_on, days - self.last, 1).astype(float))
        self.share[is_new], self.last[is_new] = codes[is_new], days[is_new]

    def _add_steps(self, steps_on: NDArray[np.bool_], step: Numbers, gaps: Numbers) -> None:
        self.steps += step
        self.days[steps_on] += gaps[steps_on]
        pace = np.divide(step, gaps, out=step)
        self.sum += pace
        self.squares += pace * pace
        if len(self.ordered) <= min(self.number[steps_on].max(), self.most // 2):
            self.ordered.append(np.full(self.sum.shape, np.inf))
        pace[:, ~steps_on] = np.inf
        self._sort_in(pace)
        self.number += steps_on

    def _sort_in(self, rest: Numbers) -> None:
        less = np.empty_like(rest)
        for at, slower in enumerate(self.ordered):
            np.minimum(slower, rest, out=less)
            np.maximum(slower, rest, out=rest)
            self.ordered[at], less = less, slower

    def guess(self, own: NDArray[np.int64]) -> Guess:
        """Tell what curves say now; each has a step."""
        if not len(own):
            return Guess(np.empty(0), np.empty(0))
        number, days = self.number[own], self.days[own]
        whole = self.steps.take(own, axis=1)
        whole /= days
        unevenness = self._unevenness(own, whole)
        weights = _weigh(self.prior, unevenness, number)
        pace = np.maximum(self._middle_of(own), whole / SLOWEST)
        np.log(pace, out=pace)
        pace *= 1 - WHOLE_PACE
        pace += WHOLE_PACE * np.log(whole)
        left = self.left.take(self.share[own], axis=1)
        left -= pace
        middle = (weights * left).sum(axis=0)
        left -= middle
        between = (weights * left**2).sum(axis=0)
        within = _add_up(weights * unevenness)
        coming = np.maximum(np.exp(middle) / (days / number), 1)
        spread = np.sqrt(between + within / number + within / coming + LEAST_SPREAD**2)
        return Guess(middle, spread)

    def _unevenness(self, own: NDArray[np.int64], whole: Numbers) -> Numbers:
        """The variance of the paces over the square of the whole one, held to what is usual."""
        number = self.number[own]
        varied = self.sum.take(own, axis=1)
        varied *= varied
        varied /= number
        np.subtract(self.squares.take(own, axis=1), varied, out=varied)
        np.maximum(varied, 0, out=varied)
        varied /= whole * whole
        varied += USUAL_UNEVENNESS * WORTH
        varied /= number - 1 + WORTH
        return varied

    def _middle_of(self, own: NDArray[np.int64]) -> Numbers:
        """The median of the paces of each curve."""
        number = self.number[own]
        found = np.empty((len(self.prior), len(own)))
        for steps in np.flatnonzero(np.bincount(number)).tolist():
            at = np.flatnonzero(number == steps)
            these = own[at]
            middle = self.ordered[steps // 2].take(these, axis=1)
            if not steps % 2:
                middle += self.ordered[steps // 2 - 1].take(these, axis=1)
                middle /= 2
            found[:, at] = middle
        return found


def _shapes() -> tuple[Numbers, Numbers, Numbers]:
    """All shapes, and the logarithm of how likely each is before a report is seen."""
    rises, falls = (part.ravel() for part in np.meshgrid(RISES, FALLS))
    rise, fall = np.log(rises), np.log(falls)
    alone = -0.5 * ((fall - FALL_USUAL) / FALL_SPREAD) ** 2
    along = -0.5 * ((fall - FALL_USUAL - FALL_WITH_RISE * rise) / FALL_SPREAD) ** 2
    prior = np.logaddexp(alone, along) - 0.5 * (rise / RISE_SPREAD) ** 2
    return rises, falls, np.asarray(prior, dtype=float)


def _straighten(done: Numbers, rises: Numbers, falls: Numbers) -> Numbers:
    """The share of the working time that each shape takes each report for."""
    rise, fall = (one[:, None, None] for one in (rises, falls))
    left = (1 - np.clip(done, 0, 1)[None]) ** (1 / fall)
    return np.asarray((1 - left) ** (1 / rise), dtype=float)


def _weigh(prior: Numbers, unevenness: Numbers, number: Days) -> Numbers:
    told = unevenness + EVEN_ENOUGH
    np.log(told, out=told)
    told *= 0.5 * number
    np.subtract(prior[:, None], told, out=told)
    told -= told.max(axis=0)
    np.exp(told, out=told)
    told /= _add_up(told)
    return told


def _add_up(table: Numbers) -> Numbers:
    """The sum over the shapes, added as numpy adds numbers that lie beside one another.

    So a forecast is the same to the last bit, however many are made at once.
    """
    whole = len(table) - len(table) % LANES
    lanes = table[:LANES].copy()
    for start in range(LANES, whole, LANES):
        lanes += table[start : start + LANES]
    while len(lanes) > 1:
        lanes = lanes[::2] + lanes[1::2]
    found: Numbers = lanes[0]
    for row in table[whole:]:
        found = found + row
    return found


def quantiles_of(
    scores: Numbers, is_over: NDArray[np.bool_], weights: Numbers, shares: tuple[float, ...]
) -> list[float | None]:
    """Give quantiles of scores, some of which are known only to be larger than what they are.

    Those that are not over count as long as they are known (Kaplan and Meier). None where what is
    known does not reach so far.
    """
    ordered, below = _shares_over(scores, is_over, weights)
    return [
        float(ordered[np.argmax(below >= share)]) if (below >= share).any() else None
        for share in shares
    ]


def shares_until(
    scores: Numbers, is_over: NDArray[np.bool_], weights: Numbers, until: Numbers
) -> Numbers:
    """Give the share of scores that lie at each value or below it, by Kaplan and Meier."""
    ordered, below = _shares_over(scores, is_over, weights)
    place = np.searchsorted(ordered, until, side="right")
    return np.asarray(np.concatenate([[0.0], below])[place], dtype=float)


def _shares_over(
    scores: Numbers, is_over: NDArray[np.bool_], weights: Numbers
) -> tuple[Numbers, Numbers]:
    """The scores in their order, each with the share that lies at it or below."""
    order = np.argsort(scores, kind="stable")
    weight, over = weights[order], is_over[order]
    at_risk = np.cumsum(weight[::-1])[::-1]
    stays = np.where(over, 1 - weight / at_risk, 1.0)
    return np.asarray(scores[order], dtype=float), np.asarray(1 - np.cumprod(stays), dtype=float)
