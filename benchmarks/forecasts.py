"""How often the band of a forecast holds, on curves that it has not seen.

    python benchmarks/forecasts.py [--seed N] [--apart N]

Works of five kinds report every month: at an even pace, slowly at both ends, slowly at the end,
with a pause each winter, and with one stop of months. Paces are uneven, reports round and sometimes
missing. The bands come of 300 finished works, and are tried on 300 others at every edition at which
something is said; then 200 of each kind are tried with none of its own among the finished. Beside
them stands a straight line through the reports, whose band comes of the same works. The score of a
band is its width in days, and ten times the days by which an end misses it.
"""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.answers.bands import band_days, score_curves
from jinan_geo.answers.forecast import read_curves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.answers.bands import Curves, Scores

    Numbers = NDArray[np.float64]

__all__ = ["KINDS", "Result", "make_works", "try_seed"]

KINDS = ("even", "slow at both ends", "slow at the end", "winter pause", "stopped")
MONTHS = 96
UNEVENNESS = 0.35  # of a month's pace: standard deviation over the mean
MISSING = 0.04  # of reports
WINTER = (11, 0, 1)  # months from January
DONE = 0.995  # what a report rounds to 100
FULL = 100
MISS_COSTS = 10  # 2 / (1 - 0.8)
PER_KIND = 60
APART = 200  # works of a kind that was left out: of 60 chance alone misses by a tenth


@dataclass(frozen=True)
class Works:
    """Works of kinds: percent done at each month's end, NaN without a report; and the last day."""

    kind: NDArray[np.int64]
    done: Numbers
    end: NDArray[np.datetime64]

    def only(self, rows: NDArray[np.bool_]) -> Works:
        """Keep some works."""
        return Works(self.kind[rows], self.done[:, rows], self.end[rows])


@dataclass(frozen=True)
class Result:
    """How many bands were tried, the share that held, and the mean score beside a line's."""

    tried: int
    held: float
    score: float
    line: float


def editions() -> NDArray[np.datetime64]:
    """Give the last days of the months."""
    firsts = np.datetime64("2015-02", "M") + np.arange(MONTHS)
    return np.asarray(firsts.astype("datetime64[D]") - np.timedelta64(1, "D"))


def make_works(rng: np.random.Generator, per_kind: int) -> Works:
    """Make so many works of each kind."""
    kinds = np.repeat(np.arange(len(KINDS)), per_kind)
    made = [_make_work(rng, KINDS[kind]) for kind in kinds]
    done = np.array([curve for curve, _ in made]).T
    return Works(kinds, done, np.array([end for _, end in made], "datetime64[D]"))


def _make_work(rng: np.random.Generator, kind: str) -> tuple[Numbers, np.datetime64]:
    length, start = int(rng.integers(7, 25)), int(rng.integers(0, 12))
    paces = rng.gamma(1 / UNEVENNESS**2, UNEVENNESS**2, MONTHS) / length
    months = np.arange(MONTHS)
    if kind == "winter pause":
        paces = np.where(np.isin(months % 12, WINTER), paces * rng.uniform(0, 0.3), paces)
    paces[:start] = 0
    if kind == "stopped":
        at = start + int(rng.integers(2, max(3, int(length * 0.7))))
        paces[at : at + int(rng.integers(2, 6))] *= 0.03
    share = _bend(rng, np.minimum(np.cumsum(paces), 1), kind)
    last = int(np.argmax(share >= DONE))
    before = share[last - 1]
    within = (DONE - before) / (share[last] - before)
    days = editions()
    month = (days[last] - days[last - 1]).astype(int)
    end = days[last - 1] + np.timedelta64(max(1, round(float(within * month))), "D")
    reported = np.round(100 * share)
    is_missing = (rng.uniform(size=MONTHS) < MISSING) & (months != last)
    reported[is_missing | (months < start - 1) | (months > last)] = np.nan
    return reported, end


def _bend(rng: np.random.Generator, worked: Numbers, kind: str) -> Numbers:
    """The share done when a share of the work's time has passed."""
    if kind == "slow at both ends":
        power = rng.uniform(1.6, 2.8)
        return np.asarray(worked**power / (worked**power + (1 - worked) ** power), dtype=float)
    if kind == "slow at the end":
        return np.asarray(1 - (1 - worked) ** rng.uniform(1.4, 2.2), dtype=float)
    return worked


def curves_of(works: Works) -> dict[int, Curves]:
    """Give what the curves of works say as they go on, month by month."""
    days = editions()
    is_known = ~np.isnan(works.done)
    place = np.maximum.accumulate(np.where(is_known, np.arange(MONTHS)[:, None], -1), axis=0)
    columns = np.arange(works.done.shape[1])
    reported = np.where(place >= 0, days[place], np.datetime64("NaT"))
    done = np.where(place >= 0, works.done[place, columns], np.nan)
    _, curves = read_curves(days, reported, done, is_done=done >= FULL)
    return curves


def try_bands(
    scores: Scores, known: dict[int, Curves], works: Works, line: tuple[float, float]
) -> Result:
    """Try the bands that scores give on works that had no part in them."""
    bands, ends, lines = [], [], []
    for at, day in enumerate(editions()):
        curves = known[at]
        everyone = np.ones(len(curves.feature), dtype=bool)
        bands.append(band_days(scores, curves, everyone, day))
        ends.append(works.end[curves.feature])
        lines.append(_line_days(works, at, curves.feature, curves.last))
    early, _, late = np.concatenate(bands, axis=1).astype(float)
    end, at_line = np.concatenate(ends).astype(float), np.concatenate(lines, axis=1)
    held = (early <= end) & (end <= late)
    last, left = at_line
    low, high = (last + left * factor for factor in line)
    line_score = _score(low, high, end).mean()
    return Result(len(end), float(held.mean()), _score(early, late, end).mean(), line_score)


def _score(early: Numbers, late: Numbers, end: Numbers) -> Numbers:
    missed = np.maximum(early - end, 0) + np.maximum(end - late, 0)
    return np.asarray(late - early + MISS_COSTS * missed, dtype=float)


def _line_days(
    works: Works, at: int, rows: NDArray[np.int64], last: NDArray[np.datetime64]
) -> Numbers:
    """The day of the last report, and the days that a line from the begin still needs."""
    days = editions().astype(float)
    done = works.done[: at + 1, rows]
    idle = np.where(done <= 0, days[: at + 1, None], -np.inf).max(axis=0)
    first = np.where(np.isnan(done), np.inf, days[: at + 1, None]).min(axis=0)
    begun = np.maximum(idle, first)
    reached = np.nanmax(done, axis=0)
    left = (last.astype(float) - begun) * (100 - reached) / np.maximum(reached, 1)
    return np.array([last.astype(float), np.maximum(left, 1)])


def _line_factors(
    curves: dict[int, Curves], works: Works, own: NDArray[np.bool_]
) -> tuple[float, float]:
    """How far off a line was, for eight of ten works that are finished."""
    found = []
    for at, one in curves.items():
        last, left = _line_days(works, at, one.feature, one.last)
        factor = (works.end[one.feature].astype(float) - last) / left
        found.append(factor[own[one.feature]])
    low, high = np.quantile(np.concatenate(found), (0.1, 0.9))
    return float(low), float(high)


def try_seed(seed: int, apart: int = APART) -> dict[str, Result]:
    """Give the results of one seed: of all kinds together, then of each that was left out.

    Of a kind that was left out so many works are tried.
    """
    rng = np.random.default_rng(seed)
    known, unseen, more = (make_works(rng, number) for number in (PER_KIND, PER_KIND, apart))
    learnt = curves_of(known)
    found = {}
    for at, kind in enumerate(("all", *KINDS), start=-1):
        own = known.kind != at
        everywhere = np.broadcast_to(own, known.done.shape)
        scores = score_curves(learnt, MONTHS - 1, editions()[-1], known.end, everywhere)
        tried = more.only(more.kind == at) if at >= 0 else unseen
        line = _line_factors(learnt, known, own)
        found[kind] = try_bands(scores, curves_of(tried), tried, line)
    return found


def main(argv: Sequence[str] | None = None) -> None:
    """Print the results of one seed, by default of the day's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=dt.date.today().toordinal())  # noqa: DTZ011 - any number does
    parser.add_argument("--apart", type=int, default=APART, help="tried of a kind that is left out")
    given = parser.parse_args(argv)
    print(f"seed {given.seed}")
    print(f"{'left out':20} {'tried':>6} {'held':>6} {'score':>7} {'line':>7}")
    for name, one in try_seed(given.seed, given.apart).items():
        shown = "none" if name == "all" else name
        print(f"{shown:20} {one.tried:6} {one.held:6.1%} {one.score:7.0f} {one.line:7.0f}")


if __name__ == "__main__":
    main()
