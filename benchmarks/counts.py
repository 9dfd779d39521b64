"""How often the band of a commitment's number holds, in seeded cities that it has not seen.

    python benchmarks/counts.py [--seed N] [--cities N]

A city has works of the five kinds of ``forecasts``, begun over two years, all of which are slowed
or hastened together, by an amount that is new each year. At editions between the 16th month and
the 31st the number that is done one to six months later is foretold. Beside it stands how often a
band would hold that took every work by itself.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.forecasts import FULL, KINDS, MONTHS, editions, make_works
from jinan_geo.answers import counts
from jinan_geo.answers.forecast import forecast_curves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from jinan_geo.answers.forecast import Outlook

__all__ = ["Result", "try_cities"]

PER_KIND = 16
BEGUN = 24  # months over which works begin
KNOWN = 38  # months that are looked at
TRIED_AT, AHEAD = (16, 19, 22, 25, 28, 31), (1, 2, 4, 6)
PULL = 0.25  # by which all paces of a city move together from year to year: standard deviation


@dataclass(frozen=True)
class Layer:
    """What ``Chances`` asks of a layer."""

    works: int

    def is_sample(self, _edition: int) -> NDArray[np.bool_]:
        """Nothing is."""
        return np.zeros(self.works, dtype=bool)


@dataclass(frozen=True)
class Result:
    """How many bands were tried, the share that held, and how wide they were."""

    tried: int
    held: float
    width: float


def make_city(rng: np.random.Generator) -> tuple[Outlook, int]:
    """Give what is foretold in a city at each month, and how many works it has."""
    works = make_works(rng, PER_KIND)
    number = works.done.shape[1]
    done = np.full_like(works.done, np.nan)
    # The city's own clock: a month of work takes more or less than a month.
    pace = np.exp(PULL * rng.standard_normal(MONTHS // 12 + 1)).repeat(12)[:MONTHS]
    clock = np.minimum(np.floor(np.cumsum(pace)), MONTHS - 1).astype(int)
    for at, later in enumerate(rng.integers(0, BEGUN, number)):
        done[later:, at] = works.done[clock[: MONTHS - later], at]
    is_known = ~np.isnan(done)
    place = np.maximum.accumulate(np.where(is_known, np.arange(MONTHS)[:, None], -1), axis=0)
    columns = np.arange(number)
    reported = np.where(place >= 0, editions()[place], np.datetime64("NaT"))
    percent = np.where(place >= 0, done[place, columns], np.nan)
    known = reported[:KNOWN], percent[:KNOWN]
    return forecast_curves(editions()[:KNOWN], *known, is_done=known[1] >= FULL), number


def try_cities(seed: int, cities: int) -> dict[str, Result]:
    """Give the results of so many cities: as it is, and each work by itself."""
    rng = np.random.default_rng(seed)
    tried: dict[str, list[tuple[bool, float]]] = {"together": [], "by itself": []}
    shared = counts.SHARED
    for _ in range(cities):
        for chance, reached in _cases(*make_city(rng)):
            for name, own in (("together", shared), ("by itself", 0.0)):
                counts.SHARED = own
                low, high = counts.band_of(chance, np.ones(len(chance)))
                tried[name].append((low <= reached <= high, high - low))
            counts.SHARED = shared
    return {
        name: Result(len(found), *(float(one) for one in np.mean(found, axis=0)))
        for name, found in tried.items()
    }


def _cases(outlook: Outlook, number: int) -> Iterator[tuple[NDArray[np.float64], int]]:
    """What is foretold of the works that are open, and how many of them were done by the day."""
    days = editions()[:KNOWN]
    chances = counts.Chances(Layer(number), outlook, days)  # type: ignore[arg-type]
    for at, ahead in itertools.product(TRIED_AT, AHEAD):
        due = days[at + ahead]
        is_open = ~(outlook.actual <= days[at])
        chance = chances.at(at, due, sample=False)
        told = is_open & ~np.isnan(chance)
        if told.any() and told.sum() >= (1 - counts.UNFORETOLD) * is_open.sum():
            yield chance[told], int((outlook.actual[told] <= due).sum())


def main(argv: Sequence[str] | None = None) -> None:
    """Print the results of one seed, by default of the day's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=dt.date.today().toordinal())  # noqa: DTZ011 - any number does
    parser.add_argument("--cities", type=int, default=40)
    given = parser.parse_args(argv)
    print(f"seed {given.seed}: {PER_KIND * len(KINDS)} works a city")
    for name, one in try_cities(given.seed, given.cities).items():
        print(f"{name:10} {one.tried:5} bands {one.held:6.1%} held, {one.width:5.1f} wide")


if __name__ == "__main__":
    main()
