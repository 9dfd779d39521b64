"""When works are expected to be done: from each one's own curve, and those of its layer.

A forecast is a middle day and a band that eight of ten ends lie in, as far as the layer's own
finished works tell; where that cannot be said, it is said why. Forecasts of earlier editions are
made with what was known then, so that those whose band is over can be counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from jinan_geo.answers.bands import BAND, NEVER, Curves, ends_of, score_curves
from jinan_geo.answers.curves import times_left
from jinan_geo.page.model import OVER

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from jinan_geo.answers.bands import Scores
    from jinan_geo.city.city import Layer

    Days = NDArray[np.datetime64]
    Numbers = NDArray[np.float64]

__all__ = [
    "FINISHES",
    "UNSAID",
    "Forecaster",
    "Held",
    "Outlook",
    "Unsaid",
    "forecast_curves",
    "read_curves",
]

# Why no end is told, the first that holds; "" where one is.
Unsaid = Literal[
    "ended",  # it ended without being done
    "paused",  # it is stopped or put off, and nobody knows when it goes on
    "unreported",  # no percentage was ever reported
    "silent",  # the last report is too old
    "unbegun",  # nothing is done yet
    "full",  # all is reported as done, but the stage is not
    "few",  # fewer than four reports with a percentage
    "setback",  # one of the last four reports is below the one before
    "stalled",  # no advance worth the name in the last reports
    "unknown",  # too few works of the layer are finished to tell how sure a forecast is
    "past",  # by its curve it should be done by now
]
UNSAID: tuple[Unsaid, ...] = get_args(Unsaid)
WHY = ("", *UNSAID)
# What the days of an outlook are called in tables.
FINISHES = {"finish_early": "early", "finish_expected": "middle", "finish_late": "late"}
REPORTS = 4
STALLED = 2.0  # points in the last two steps; below it is no advance
STEP = 0.5  # points in the last step
OLD_DAYS, OLD_GAPS = 62, 1.5  # of a last report: days, and times the usual wait for one
FULL = 100


@dataclass(frozen=True)
class Held:
    """Earlier forecasts whose band is over, and in how many of these the end lay in it."""

    held: int = 0
    of: int = 0

    def __add__(self, other: Held) -> Held:
        """Count both."""
        return Held(self.held + other.held, self.of + other.of)


@dataclass(frozen=True)
class Outlook:
    """What is foretold of each feature at each edition: one row an edition, one column a feature.

    ``early``, ``middle`` and ``late`` are days, missing where ``unsaid`` tells why; neither where
    the work is done. ``actual`` is the day of each work that is done. ``held`` counts the bands
    that are over, also those that were so when they were made; ``scores`` and ``guesses`` are what
    the bands come of, by the place of the edition.
    """

    early: Days
    middle: Days
    late: Days
    unsaid: NDArray[np.object_]
    actual: Days
    held: dict[bool, Held] = field(default_factory=dict)
    scores: dict[tuple[int, bool], Scores] = field(default_factory=dict)
    guesses: dict[int, Curves] = field(default_factory=dict)

    @property
    def says(self) -> bool:
        """Whether any end is foretold at any edition."""
        return not bool(np.isnat(self.late).all())

    def told_held(self) -> dict[str, list[int]]:
        """Give how many forecasts held, of how many, by kind; empty where nothing is foretold."""
        kinds = {False: "sourced", True: "sample"}
        known = self.held.items() if self.says else ()
        return {kinds[made_up]: [one.held, one.of] for made_up, one in known}


class Forecaster:
    """The outlooks of a city's layers, each made once."""

    def __init__(self, editions: Sequence[dt.date]) -> None:
        self.editions = np.array([*editions], "datetime64[D]")
        self.known: dict[str, Outlook] = {}

    def of(self, layer: Layer) -> Outlook | None:
        """Give the outlook of a layer of projects; None where nothing was ever reported."""
        if not layer.is_projects or layer.states is None or not len(self.editions):
            return None
        if layer.id not in self.known:
            self.known[layer.id] = _of_layer(layer, layer.states, self.editions)
        return self.known[layer.id]

    def forget(self, layer: Layer) -> None:
        """Let go of an outlook that nobody asks for any more."""
        self.known.pop(layer.id, None)


def _of_layer(layer: Layer, states: pd.DataFrame, editions: Days) -> Outlook:
    shape = layer.lights.shape
    return forecast_curves(
        editions,
        states["record_date"].to_numpy("datetime64[D]").reshape(shape),
        states["done_pct"].to_numpy(float).reshape(shape),
        is_done=layer.reasons == "done",
        is_over=layer.reasons == OVER,
        is_paused=_find_pauses(layer, states),
        stated=states["est_finish"].to_numpy("datetime64[D]").reshape(shape),
        sample=np.array([layer.is_sample(at) for at in range(layer.editions)]),
    )


def _find_pauses(layer: Layer, states: pd.DataFrame) -> NDArray[np.bool_]:
    """Where a work is stopped or put off, by the record in force."""
    if not layer.ever_paused:
        return np.zeros(layer.lights.shape, dtype=bool)
    return states["paused_since"].notna().to_numpy(bool).reshape(layer.lights.shape)


def forecast_curves(  # noqa: PLR0913 - what is known of a curve
    editions: Days,
    reported: Days,
    done_pct: Numbers,
    *,
    is_done: NDArray[np.bool_],
    is_over: NDArray[np.bool_] | None = None,
    is_paused: NDArray[np.bool_] | None = None,
    stated: Days | None = None,
    sample: NDArray[np.bool_] | None = None,
) -> Outlook:
    """Forecast the ends of works of one kind at each edition, with what was known by then.

    All are shaped an edition by a feature: the day of the report in force and its percentage, and
    whether the work is done, has ended otherwise, stands still, what end its report states, and
    whether it is a sample: what is made up and what is not learn nothing of each other.
    """
    shape = reported.shape
    kind = np.zeros(shape, dtype=bool) if sample is None else sample
    told = np.full(shape, NEVER) if stated is None else stated
    unsaid, guesses = read_curves(
        editions, reported, done_pct, is_done=is_done, is_over=is_over, is_paused=is_paused
    )
    actual, known_at = _ends(reported, told, is_done)
    days = np.full((len(BAND), *shape), NEVER)
    is_past = np.zeros(shape, dtype=bool)
    scores = {}
    for at, day in enumerate(editions):
        ends = np.where(known_at <= at, actual, NEVER)
        for made_up in np.unique(kind[at]):
            own = score_curves(guesses, at, day, ends, kind == made_up)
            scores[at, bool(made_up)] = own
            rows = kind[at, guesses[at].feature] == made_up
            found = ends_of(own, guesses[at], rows)
            columns = guesses[at].feature[rows]
            days[:, at, columns] = np.maximum(found, day)
            is_past[at, columns] = found[-1] < day
    early, _, late = days
    unsaid[(unsaid == "") & np.isnat(late) & ~is_done] = "unknown"
    unsaid[is_past] = "past"
    held = _count_held(early, late, actual, editions, kind)
    early, middle, late = np.where(is_past, NEVER, days)
    return Outlook(early, middle, late, unsaid, actual, held, scores, guesses)


def read_curves(  # noqa: PLR0913 - as above
    editions: Days,
    reported: Days,
    done_pct: Numbers,
    *,
    is_done: NDArray[np.bool_],
    is_over: NDArray[np.bool_] | None = None,
    is_paused: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.object_], dict[int, Curves]]:
    """Tell why nothing can be said of a work, "" where it can or is done; and what curves say.

    The same at each edition, with what was reported by then; see ``forecast_curves``.
    """
    is_new = _new_reports(reported) & ~np.isnan(done_pct)
    told = np.zeros(reported.shape, dtype=np.int8)  # places in ``WHY``
    asked = []
    for at, why in enumerate(_why_unsaid(editions, reported, done_pct, is_new)):
        if is_paused is not None:
            why[is_paused[at]] = WHY.index("paused")
        if is_over is not None:
            why[is_over[at]] = WHY.index("ended")
        asked.append(np.flatnonzero((why == 0) & ~is_done[at]))
        why[is_done[at]] = 0
        told[at] = why
    return np.array(WHY, dtype=object)[told], _guess(reported, done_pct, is_new, asked)


def _new_reports(reported: Days) -> NDArray[np.bool_]:
    """Where the report in force is not that of the edition before."""
    fresh = ~np.isnat(reported)
    fresh[1:] &= ~(reported[1:] == reported[:-1])
    return fresh


def _why_unsaid(
    editions: Days, reported: Days, done: Numbers, is_new: NDArray[np.bool_]
) -> Iterator[NDArray[np.int8]]:
    """Why nothing can be said at each edition, as places in ``WHY``; 0 where something can."""
    features = done.shape[1]
    count = np.zeros(features, dtype=int)
    first = np.full(features, np.datetime64("9999-12-31"))
    last = np.full((REPORTS, features), np.nan)  # percentages, the newest below
    for at, day in enumerate(editions):
        new = np.flatnonzero(is_new[at])
        count[new] += 1
        first[new] = np.minimum(first[new], reported[at, new])
        last[:-1, new] = last[1:, new]
        last[-1, new] = done[at, new]
        yield _weigh_reports(day - reported[at], reported[at] - first, count, last)


def _weigh_reports(
    age: NDArray[np.timedelta64],
    span: NDArray[np.timedelta64],
    count: NDArray[np.int64],
    last: Numbers,
) -> NDArray[np.int8]:
    """Why nothing can be said of works, as places in ``WHY``.

    ``age`` is the last report's, ``span`` leads from the first to it; of all these there are
    ``count``, and ``last`` are the newest percentages.
    """
    steps = np.diff(last, axis=0)
    usual = span.astype(float) / np.maximum(count - 1, 1)
    limit = np.maximum(OLD_DAYS, usual * OLD_GAPS)
    found: dict[Unsaid, NDArray[np.bool_]] = {
        "unreported": count == 0,
        "silent": age.astype(float) > limit,
        "unbegun": last[-1] <= 0,
        "full": last[-1] >= FULL,
        "few": count < REPORTS,
        "setback": np.asarray((steps < 0).any(axis=0), dtype=bool),
        "stalled": (steps[-1] < STEP) | (steps[-2:].sum(axis=0) < STALLED),
    }
    places = [np.int8(WHY.index(why)) for why in found]
    return np.select(list(found.values()), places, np.int8(0))


def _guess(
    reported: Days, done: Numbers, is_new: NDArray[np.bool_], asked: Sequence[NDArray[np.int64]]
) -> dict[int, Curves]:
    """Give what the curves of some works say at each edition."""
    days = reported.astype("datetime64[D]").astype(int)
    shares = np.where(is_new, done, np.nan) / FULL
    with np.errstate(invalid="ignore"):  # what is missing stays missing
        found = times_left(days, shares, asked)
    # The last report with a percentage may be older than the one in force.
    newest = np.maximum.accumulate(np.where(is_new, np.arange(len(is_new))[:, None], 0), axis=0)
    return {
        at: Curves(rows, reported[newest[at, rows], rows], guess.middle, guess.spread)
        for at, (rows, guess) in enumerate(zip(asked, found, strict=True))
    }


def _ends(reported: Days, stated: Days, is_done: NDArray[np.bool_]) -> tuple[Days, Numbers]:
    """The day that each work was done, and the edition that tells it; NaT and infinity for others.

    It is the end that the first report of it states, where that lies since the report before.
    """
    found = is_done.any(axis=0)
    at = np.argmax(is_done, axis=0)
    columns = np.arange(is_done.shape[1])
    day, said = reported[at, columns], stated[at, columns]
    before = np.where(at > 0, reported[at - 1, columns], NEVER)
    is_stated = (said <= day) & ~(said <= before)
    end = np.where(is_stated, said, day)
    return np.where(found, end, NEVER), np.where(found, at, np.inf)


def _count_held(
    early: Days, late: Days, actual: Days, editions: Days, kind: NDArray[np.bool_]
) -> dict[bool, Held]:
    """Of the forecasts whose band is over, those that held; one that is overdue did not."""
    is_over = late < editions[-1]
    held = is_over & (early <= actual) & (actual <= late)
    found = {}
    for made_up in np.unique(kind):
        own = is_over & (kind == made_up)
        found[bool(made_up)] = Held(int((held & own).sum()), int(own.sum()))
    return found
