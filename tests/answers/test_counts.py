"""What commitments are expected to reach: bands of counts that hold, and what nobody can say."""

from __future__ import annotations

import itertools
import operator
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.counts import try_cities
from jinan_geo.answers import counts
from jinan_geo.answers.counts import band_of, foretell
from jinan_geo.answers.forecast import Forecaster
from jinan_geo.answers.settlement import settle
from jinan_geo.kept.cache import Cache
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.browser import SAMPLE_CITY
from tests.tools.tiny_city import released

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.page.model import TargetForecast, TargetInfo
    from jinan_geo.publish.published import PublishedCity


@pytest.fixture(scope="module")
def city() -> PublishedCity:
    made = released(prepare_city(Workspace.open(SAMPLE_CITY)))
    return replace(made, targets=[one.on_page() for one in settle(made)])


@pytest.fixture(scope="module")
def told(city: PublishedCity) -> dict[str, TargetInfo]:
    return {one.id: one for one in foretell(city)}


def last(info: TargetInfo) -> TargetForecast:
    found = info.states[-1].forecast
    assert found is not None
    return found


@pytest.mark.deep
def test_bands_hold_in_cities_that_are_slowed_and_hastened_as_one() -> None:
    """Eight of ten hold, as far as 120 cities can tell.

    Were all bands draws of their own, the share that held would err by sqrt(0.8 * 0.2 / n), 1.2
    points for some 1,100 bands. The bands of a city err together (it was slowed or not), which
    makes the error half as large again: ``Result.error``, where a city is one draw. A number is
    whole, so that a true share up to 85 % is as promised. Bounds are 2.6 errors further: of a
    hundred other choices of seeds one would fail. A band that takes each work by itself does fail.
    """
    tried = [try_cities(seed, cities=20) for seed in range(1, 7)]
    found, alone = (
        reduce(operator.add, [one[name] for one in tried]) for name in ("together", "by itself")
    )
    assert found.tried >= 1_000
    assert found.error < 0.025, "with fewer cities nothing would be told"
    assert 0.80 - 2.6 * found.error <= found.held <= 0.85 + 2.6 * found.error
    assert alone.held < 0.80 - 2.6 * alone.error


def test_a_band_of_a_number_is_that_of_all_its_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "SHARED", 0.0)
    chance = np.array([0.9, 0.5, 0.2, 0.7, 1.0, 0.0])
    likely = np.zeros(len(chance) + 1)
    for case in itertools.product((0, 1), repeat=len(chance)):
        likely[sum(case)] += np.prod(np.where(case, chance, 1 - chance))
    until = np.cumsum(likely)
    assert band_of(chance, np.ones(6)) == (np.argmax(until >= 0.1), np.argmax(until >= 0.9))


def test_what_is_shared_widens_a_band_and_sums_stay_within_what_there_is() -> None:
    chance, ones = np.full(60, 0.5), np.ones(60)
    low, high = band_of(chance, ones)
    alone = 2 * 1.2816 * np.sqrt(60) / 2
    assert high - low > alone + 2
    by_sum = band_of(chance, ones * 7)
    assert by_sum == pytest.approx((low * 7, high * 7), rel=0.1)
    assert band_of(np.full(400, 0.5), np.ones(400))[1] < 400
    assert band_of(np.full(3, 0.99), np.full(3, 50.0))[1] <= 150
    assert band_of(np.empty(0), np.empty(0)) == (0, 0)


def test_a_count_is_never_less_than_it_is_nor_more_than_there_are(
    told: dict[str, TargetInfo],
) -> None:
    said = 0
    for info in told.values():
        for state in info.states:
            known = state.forecast
            if known is None or known.low is None or known.high is None:
                continue
            said += 1
            assert state.actual is not None
            assert state.actual <= known.low <= known.high
            if info.id != "T4-05":  # a sum of spaces
                assert known.high <= len(info.whole)
    assert said >= 15


def test_what_cannot_be_said_says_why_and_what_is_entered_says_nothing(
    told: dict[str, TargetInfo], city: PublishedCity
) -> None:
    assert last(told["T1-02"]).unsaid == "starts"
    first = told["T4-01"].states[0].forecast
    assert first is not None
    assert (first.unsaid, first.low) == ("open", None), "nothing was finished yet"
    entered = [one for one in told.values() if one.origin != "layer"]
    assert all(state.forecast is None for one in entered for state in one.states)
    over = replace(
        city, targets=[one.model_copy(update={"due": city.editions[-1]}) for one in city.targets]
    )
    ended = {one.id: one for one in foretell(over)}
    assert ended["T4-01"].states[-1].forecast is None, "its count is what it is"
    assert ended["T4-01"].states[-2].forecast is not None


def test_later_reports_change_no_earlier_forecast(
    told: dict[str, TargetInfo], city: PublishedCity
) -> None:
    before = city.editions[:-1]
    layers = [
        replace(
            one,
            editions=len(before),
            states=one.states.iloc[: len(before) * len(one.features)],
        )
        if one.states is not None
        else one
        for one in city.layers
    ]
    targets = [one.model_copy(update={"states": one.states[:-1]}) for one in city.targets]
    then = {
        one.id: one
        for one in foretell(replace(city, editions=before, layers=layers, targets=targets))
    }
    for key in ("T4-01", "T4-03"):
        was, now = (one[key].states[-1 - late].forecast for one, late in ((then, 0), (told, 1)))
        assert was is not None
        assert now is not None
        assert (was.low, was.high) == (now.low, now.high)
        assert was.of < now.of


def test_earlier_forecasts_are_held_against_what_was_reached(
    told: dict[str, TargetInfo],
) -> None:
    known = last(told["T4-01"])
    assert 0 < known.held <= known.of
    alike = {(last(one).held, last(one).of) for one in told.values() if one.origin == "layer"}
    assert alike == {(known.held, known.of)}


def test_what_is_kept_is_what_was_told(
    told: dict[str, TargetInfo], city: PublishedCity, tmp_path: Path
) -> None:
    cache, keys = Cache(tmp_path), {layer.id: layer.id for layer in city.layers}
    assert foretell(city, None, cache, keys) == [*told.values()]
    asked = Forecaster(city.editions)
    assert foretell(city, asked, cache, keys) == [*told.values()]
    assert asked.known == {}, "nothing was asked again"
