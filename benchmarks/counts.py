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
    """How many bands were tried in each city and how many held, and how wide all were in sum."""

    cities: NDArray[np.int64]  # a row a city: bands tried, bands that held
    widths: float

    def __add__(self, other: Result) -> Result:
        """Pool both."""
        return Result(np.vstack([self.cities, other.cities]), self.widths + other.widths)

    @property
    def tried(self) -> int:
        """How many bands were tried."""
        return int(self.cities[:, 0].sum())

    @property
    def held(self) -> float:
        """The share that held."""
        return float(self.cities[:, 1].sum() / self.tried)

    @property
    def width(self) -> float:
        """How wide a band is in the mean."""
        return self.widths / self.tried

    @property
    def error(self) -> float:
        """The standard error of the share that held.

        The bands of a city share its pace and are no draws of their own, so a city is the draw:
        that of a ratio of sums over clusters, as in Cochran, Sampling Techniques, chapter 9A.
        """
        number = len(self.cities)
        rest = self.cities[:, 1] - self.held * self.cities[:, 0]
        return float(np.sqrt((rest**2).sum() * number / (number - 1)) / self.tried)


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
    counted: dict[str, list[tuple[int, int]]] = {"together": [], "by itself": []}
    widths = dict.fromkeys(counted, 0.0)
    shared = counts.SHARED
    for _ in range(cities):
        cases = [*_cases(*make_city(rng))]
        for name, own in (("together", shared), ("by itself", 0.0)):
            counts.SHARED = own
            bands = [counts.band_of(chance, np.ones(len(chance))) for chance, _ in cases]
            counts.SHARED = shared
            pairs = zip(bands, cases, strict=True)
            held = sum(low <= reached <= high for (low, high), (_, reached) in pairs)
            counted[name].append((len(cases), held))
            widths[name] += sum(high - low for low, high in bands)
    return {name: Result(np.array(found), widths[name]) for name, found in counted.items()}


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
        held = f"{one.held:6.1%} held (± {one.error:.1%})"
        print(f"{name:10} {one.tried:5} bands {held}, {one.width:5.1f} wide")


if __name__ == "__main__":
    main()
