"""Forecasts: bands that hold as often as they say, and works of which nothing can be said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.forecasts import KINDS, make_works, try_seed
from jinan_geo.answers.curves import quantiles_of, time_left
from jinan_geo.answers.forecast import UNSAID, Forecaster, Held, forecast_curves
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.words import say
from tests.tools.browser import visit
from tests.tools.tiny_city import released, write_city

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from playwright.sync_api import Browser

    from jinan_geo.answers.forecast import Outlook
    from jinan_geo.publish.published import PublishedCity

MONTHS = np.datetime64("2024-02", "M") + np.arange(36)
EDITIONS = np.asarray(MONTHS.astype("datetime64[D]") - np.timedelta64(1, "D"))
FINISHED = 30
WEB = Path(__file__).resolve().parents[2] / "jinan_geo" / "web"


Curve = list[float | None]


def outlook(
    curves: list[Curve],
    *,
    sample: NDArray[np.bool_] | None = None,
    stated: NDArray[np.datetime64] | None = None,
    paused: NDArray[np.bool_] | None = None,
) -> Outlook:
    """Forecast curves given month by month; None is no report, and the last value stays."""
    known: list[list[float]] = []
    reported = []
    for curve in curves:
        days, done, day, value = [], [], np.datetime64("NaT", "D"), np.nan
        for at, cell in enumerate([*curve, *[None] * (len(EDITIONS) - len(curve))]):
            if cell is not None:
                day, value = EDITIONS[at], float(cell)
            days.append(day)
            done.append(value)
        known.append(done)
        reported.append(days)
    percent = np.array(known).T
    return forecast_curves(
        EDITIONS,
        np.array(reported).T,
        percent,
        is_done=percent >= 100,
        is_paused=paused,
        sample=sample,
        stated=stated,
    )


def finished(seed: int = 5) -> list[Curve]:
    """Works that took between 8 and 16 months."""
    rng = np.random.default_rng(seed)
    curves: list[Curve] = []
    for months in rng.integers(8, 17, FINISHED):
        paces = rng.gamma(8, 1 / 8, months)
        curves.append([round(100 * one) for one in np.cumsum(paces) / paces.sum()])
    return curves


def even(months: int, pace: float = 4.0) -> Curve:
    return [pace * at for at in range(months)]


@pytest.mark.browser
@pytest.mark.slow
def test_a_card_tells_the_band_or_why_not_and_how_many_held(
    browser: Browser, sample_pages: Path, sample_shown: PublishedCity
) -> None:
    city = sample_shown
    layer = next(one for one in city.layers if one.id == "renewal_districts")
    found = Forecaster(city.editions).of(layer)
    assert found is not None
    ids = layer.features["id"].tolist()
    said = int(np.flatnonzero(~np.isnat(found.late[-1]))[0])
    stalled = int(np.flatnonzero(found.unsaid[-1] == "stalled")[0])
    with visit(browser, sample_pages / "city.html") as opened:
        told = opened.page.locator(".jg-forecast")
        opened.set(selection={"layer": layer.id, "id": ids[said]})
        text = told.inner_text()
        for days in (found.early, found.middle, found.late):
            assert str(days[-1, said]) in text
        held = found.held[True]
        assert f"{held.of} 次" in text
        assert f"{held.held} 次说中" in text
        opened.set(selection={"layer": layer.id, "id": ids[stalled]})
        told.get_by_text("近期进度停滞").wait_for()
        assert "无法推算" in told.inner_text()
        assert opened.complaints == []


@pytest.mark.slow
@pytest.mark.first_whole(1)
@pytest.mark.parametrize("seed", range(1, 6))
def test_bands_hold_as_often_as_they_say_also_of_kinds_never_seen(seed: int) -> None:
    found = try_seed(seed)
    assert set(found) == {"all", *KINDS}
    assert 0.75 <= found["all"].held <= 0.85
    assert found["all"].tried >= 3_000
    for kind in KINDS:
        assert 0.7 <= found[kind].held <= 0.9, kind
        assert found[kind].score < found[kind].line, kind


def test_the_same_seed_makes_the_same_works() -> None:
    one, other = (make_works(np.random.default_rng(3), 2) for _ in range(2))
    assert np.array_equal(one.done, other.done, equal_nan=True)
    assert (one.end == other.end).all()


def test_a_band_lies_about_the_end_of_an_even_curve_and_never_before_the_data() -> None:
    found = outlook([*finished(), even(17, 6.0)])
    known = ~np.isnat(found.late)
    assert known[:, -1].any()
    for at in np.flatnonzero(known[:, -1]):
        early, middle, late = (days[at, -1] for days in (found.early, found.middle, found.late))
        assert EDITIONS[at] <= early <= middle <= late
    # At 84 % after 14 steps of 6 the rest takes three months, at that pace.
    away = (found.middle[14, -1] - EDITIONS[17]).astype(int)
    assert abs(away) < 60
    assert (found.early[known] >= np.broadcast_to(EDITIONS[:, None], known.shape)[known]).all()


@pytest.mark.parametrize(
    ("curve", "why"),
    [
        ([], "unreported"),
        ([0, 0, 0, 0, 0, 0], "unbegun"),
        ([5, 20, 35], "few"),
        ([5, None, 20, None, 35], "few"),
        ([5, 20, 35, 50, 50], "stalled"),
        ([5, 20, 35, 50, 51, 51.8], "stalled"),
        ([5, 20, 35, 50, 50, 50, 50], "stalled"),
        ([5, 20, 35, 30, 45], "setback"),
        ([5, 20, 35, 50, 65, 60, 72], "setback"),
        ([5, 20, 35, 50, 65, None, None, None], "silent"),
        ([5, 35, 70, 90, 100, None], ""),
        ([10, 20, 30, 40, 50, 60], ""),
    ],
)
def test_what_cannot_be_said_says_why(curve: Curve, why: str) -> None:
    # The last report, or the silence after it, is of the last month.
    before: Curve = [None] * (len(EDITIONS) - len(curve))
    found = outlook([*finished(), [*before, *curve]])
    assert found.unsaid[-1, -1] == why
    is_done = bool(curve) and 100 in curve
    assert np.isnat(found.late[-1, -1]) == (bool(why) or is_done)


def is_counted(found: Outlook) -> NDArray[np.bool_]:
    """Where a band is over by the last edition, also one that was so when it was made."""
    was_past = (found.unsaid == "past") & (EDITIONS[-1] > EDITIONS)[:, None]
    return np.asarray((found.late < EDITIONS[-1]) | was_past, dtype=bool)


def test_of_work_that_is_stopped_or_put_off_no_end_is_told() -> None:
    curves = [*finished(), even(25)]
    paused = np.zeros((len(EDITIONS), len(curves)), dtype=bool)
    paused[20:22, -1] = True
    free, stopped = outlook(curves), outlook(curves, paused=paused)
    assert [*stopped.unsaid[19:23, -1]] == ["", "paused", "paused", ""]
    assert [*np.isnat(stopped.late[19:23, -1])] == [False, True, True, False]
    assert (free.late[22:, -1] == stopped.late[22:, -1]).any(), "it is foretold again as it goes on"


def test_a_layer_tells_which_of_its_works_stand_still(tmp_path: Path) -> None:
    months = [str(day) for day in EDITIONS[:5]]
    rows = [f"s-1,{day},construction,{10 * at + 5}" for at, day in enumerate(months)]
    rows += [f"s-2,{day},construction,{10 * at + 5}" for at, day in enumerate(months)]
    rows[4] = rows[4].replace("construction", "stopped")
    ledger = "id,as_of,stage,done_pct\n" + "\n".join(rows) + "\n"
    root = write_city(tmp_path, {"layers/sites/progress.csv": ledger})
    city = released(prepare_city(Workspace.open(root), as_of=EDITIONS[4].item()))
    layer = next(one for one in city.layers if one.id == "sites")
    found = Forecaster(city.editions).of(layer)
    assert found is not None
    ids = layer.features["id"].tolist()
    assert [found.unsaid[-1, ids.index(key)] for key in ("s-1", "s-2")] == ["paused", "unknown"]


def test_a_band_that_is_over_is_none_and_counts_in_what_held() -> None:
    late: Curve = [0, 9, 18, 27, 36, 45, 54, 63, 72, 81, 90, 99, None, None, None]
    found = outlook([*finished(), [None] * 20 + late])
    over = np.flatnonzero(found.unsaid[:, -1] == "past")
    assert [*over] == [32, 33]
    assert np.isnat(found.late[over, -1]).all()
    assert np.isnat(found.early[over, -1]).all()
    assert found.held[False].of == int(is_counted(found).sum())
    assert is_counted(found)[over, -1].all()


def test_every_reason_has_its_words_on_the_page() -> None:
    words = (WEB / "src" / "look" / "forecastwords.ts").read_text(encoding="utf-8")
    assert [why for why in UNSAID if f'{why}: "unsaid_{why}"' not in words] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_files_say_why_not_as_the_page_does(lang: str) -> None:
    told = {why: getattr(words, lang) for why, words in labels_of("finish_unsaid").items()}
    assert told == {why: say(f"web.unsaid_{why}", lang) for why in UNSAID}


def test_without_enough_finished_works_nothing_is_said() -> None:
    found = outlook([*finished()[:19], even(20)])
    assert np.isnat(found.late).all()
    assert found.unsaid[19, -1] == "unknown"
    assert found.held == {False: Held(0, 0)}


def test_what_is_made_up_teaches_nothing_of_what_is_not() -> None:
    curves = [*finished(), even(20)]
    sample = np.ones((len(EDITIONS), len(curves)), dtype=bool)
    sample[:, -1] = False
    apart = outlook(curves, sample=sample)
    assert np.isnat(apart.late[:, -1]).all()
    assert apart.held[False] == Held(0, 0)
    assert apart.held[True] == outlook(finished()).held[False]


def test_a_forecast_is_made_with_what_was_known_then_and_counted_once_its_band_is_over() -> None:
    curves = [*finished(), even(25)]
    whole = outlook(curves)
    cut = 20
    before = [curve[: cut + 1] for curve in curves]
    then = outlook(before)
    assert (np.nan_to_num(whole.late[:cut].astype(float)) > 0).any()
    same = np.array_equal(whole.late[: cut + 1], then.late[: cut + 1], equal_nan=True)
    assert same, "later reports change no earlier forecast"
    over = is_counted(whole)
    inside = (whole.early <= whole.actual) & (whole.actual <= whole.late)
    assert whole.held[False] == Held(int((over & inside).sum()), int(over.sum()))
    assert whole.held[False].of > 20


def test_an_end_that_its_report_states_counts_where_it_lies_since_the_report_before() -> None:
    stated = np.full((len(EDITIONS), 2), np.datetime64("2024-04-10"))
    stated[:, 1] = np.datetime64("2024-02-10")  # before the report of February: of another work
    curves: list[Curve] = [[50, 70, 90, 100], [50, 70, 90, 100]]
    assert [*outlook(curves, stated=stated).actual.astype(str)] == ["2024-04-10", "2024-04-30"]


def test_quantiles_of_what_is_not_over_are_those_of_kaplan_and_meier() -> None:
    scores = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    over = np.array([True, False, True, True, False])
    weights = np.ones(5)
    # At 1: 4/5 stay; at 3: of three left, 2/3 of these; at 4: of two left, half of these.
    assert quantiles_of(scores, over, weights, (0.1, 0.3, 0.9)) == [1.0, 3.0, None]
    shares = (0.19, 0.21, 0.46, 0.47, 0.73, 0.74)
    assert quantiles_of(scores, over, weights, shares) == [1.0, 3.0, 3.0, 4.0, 4.0, None]


def test_a_curve_alone_tells_the_time_that_an_even_pace_needs() -> None:
    days = np.arange(0, 300, 30)[None]
    done = np.linspace(0, 0.6, 10)[None]
    guess = time_left(days, done)
    assert 120 < float(np.exp(guess.middle[0])) < 400
    assert 0.05 < float(guess.spread[0]) < 1
    many = time_left(np.repeat(days, 2_500, axis=0), np.repeat(done, 2_500, axis=0))
    assert many.middle == pytest.approx(guess.middle[0])


def test_nothing_is_foretold_of_layers_without_projects_or_editions(tmp_path: Path) -> None:
    city = released(prepare_city(Workspace.open(write_city(tmp_path))))
    districts = next(one for one in city.layers if not one.is_projects)
    assert Forecaster(city.editions).of(districts) is None
    projects = next(one for one in city.layers if one.is_projects)
    assert Forecaster([]).of(projects) is None
    forecaster = Forecaster(city.editions)
    found = forecaster.of(projects)
    assert found is not None
    assert found.late.shape == (len(city.editions), len(projects.features))
    assert forecaster.of(projects) is found, "each layer is forecast once"
