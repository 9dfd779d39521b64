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

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Days = NDArray[np.int64]
    Numbers = NDArray[np.float64]

__all__ = ["Guess", "quantiles_of", "shares_until", "time_left"]

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
ROWS = 2_000  # curves at once: a city may have a million


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
    parts = [_guess(days[at : at + ROWS], done[at : at + ROWS]) for at in range(0, len(done), ROWS)]
    empty = np.empty(0)
    return Guess(
        np.concatenate([empty, *(one.middle for one in parts)]),
        np.concatenate([empty, *(one.spread for one in parts)]),
    )


def _guess(days: Days, done: Numbers) -> Guess:
    done = _since_begun(done)
    is_known = ~np.isnan(done)
    before = _report_before(is_known)
    has_pace = is_known & (before >= 0)
    at = np.arange(len(done))[:, None]
    gaps = np.where(has_pace, days - days[at, before], np.nan).astype(float)
    rises, falls, prior = _shapes()
    worked = _straighten(done, rises, falls)
    steps = worked - worked[:, at, before]
    paces = np.where(has_pace, steps / gaps, np.nan)
    whole = np.nansum(np.where(has_pace, steps, 0), axis=2) / np.nansum(gaps, axis=1)
    number = has_pace.sum(axis=1)
    unevenness = _unevenness(paces, whole, number)
    weights = _weigh(prior, unevenness, number)
    last = done.shape[1] - 1 - np.argmax(is_known[:, ::-1], axis=1)
    usual = _middle_of(paces, number)
    pace = whole**WHOLE_PACE * np.maximum(usual, whole / SLOWEST) ** (1 - WHOLE_PACE)
    left = np.log(np.maximum(1 - worked[:, at[:, 0], last], 1e-3) / pace)
    middle = (weights * left).sum(axis=0)
    between = (weights * (left - middle) ** 2).sum(axis=0)
    within = (weights * unevenness).sum(axis=0)
    coming = np.maximum(np.exp(middle) / np.nanmean(gaps, axis=1), 1)
    spread = np.sqrt(between + within / number + within / coming + LEAST_SPREAD**2)
    return Guess(middle, spread)


def _since_begun(done: Numbers) -> Numbers:
    """Leave out what was reported before the last zero: the wait for the start is no pace."""
    begun = np.cumsum(np.nan_to_num(done) > 0, axis=1) > 0
    idle = (done <= 0) & ~begun
    last = np.where(idle.any(axis=1), done.shape[1] - 1 - np.argmax(idle[:, ::-1], axis=1), 0)
    return np.where(np.arange(done.shape[1]) < last[:, None], np.nan, done)


def _report_before(is_known: NDArray[np.bool_]) -> Days:
    """The column of the report before each; -1 where there is none."""
    own = np.where(is_known, np.arange(is_known.shape[1]), -1)
    found = np.maximum.accumulate(own, axis=1)
    return np.concatenate([np.full((len(found), 1), -1), found[:, :-1]], axis=1)


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


def _unevenness(paces: Numbers, whole: Numbers, number: Days) -> Numbers:
    """The variance of the paces over the square of the whole one, held to what is usual."""
    middle = np.nansum(paces, axis=2) / number
    squares = np.nansum((paces - middle[:, :, None]) ** 2, axis=2) / whole**2
    return np.asarray((squares + USUAL_UNEVENNESS * WORTH) / (number - 1 + WORTH), dtype=float)


def _weigh(prior: Numbers, unevenness: Numbers, number: Days) -> Numbers:
    told = prior[:, None] - 0.5 * number * np.log(unevenness + EVEN_ENOUGH)
    weights = np.exp(told - told.max(axis=0))
    return np.asarray(weights / weights.sum(axis=0), dtype=float)


def _middle_of(paces: Numbers, number: Days) -> Numbers:
    """The median of the paces of each curve."""
    ordered = np.sort(paces, axis=2)  # missing ones come last
    at = np.arange(len(number))
    low, high = ((number - 1) // 2, number // 2)
    return np.asarray((ordered[:, at, low] + ordered[:, at, high]) / 2, dtype=float)


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
