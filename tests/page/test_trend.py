"""The year as a picture: every value is that of the state, and of Python, at its edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import Visit, visit
from tests.tools.tiny_city import SITES_LEDGER, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import Layer
    from jinan_geo.publish.published import PublishedCity

SITES, STREETS = "layers/sites/progress.csv", "layers/street-works/progress.csv"
STREETS_OF_JANUARY = "id,as_of,stage,done_pct\n"
LIGHTS = ("red", "yellow", "green", "grey")
WANTED: list[dict[str, Any]] = [
    {},
    {"query": "停车"},
    {"filters": {"district": ["370105", "370117"], "theme": "urban"}},
    {"filters": {"light": "red", "stage": "construction"}},
    {"since": "2025-03-31", "filters": {"change": "regress"}},
    {"target": "T4-06", "part": "open"},
]
# What the state says at each edition, of all, of each district and of each theme.
STATES = """async (wanted) => {
  const clear = {filters: {}, query: '', target: null, part: null, since: null};
  const lights = (more) => {
    const filters = {...(wanted.filters ?? {}), ...more};
    const {facets} = jinanGeo.set({...clear, ...wanted, filters});
    return facets.light;
  };
  jinanGeo.set({...clear, ...wanted});
  const series = await jinanGeo.trend();
  const shown = jinanGeo.state().edition;
  const found = [];
  for (const {kind, id, points} of series) {
    if (kind === 'commitment') continue;
    for (const at of points.keys()) {
      jinanGeo.set({edition: at});
      found.push(lights(kind === 'lights' ? {} : {[kind]: id}));
    }
  }
  jinanGeo.set({...clear, edition: shown});
  return {series, found};
}"""


def lights_of(point: dict[str, Any]) -> dict[str, int]:
    return {light: point[light] for light in LIGHTS}


def look(opened: Visit, wanted: dict[str, Any]) -> tuple[list[dict[str, Any]], list[Any]]:
    told = opened.evaluate(STATES, wanted)
    return told["series"], told["found"]


@pytest.mark.browser
@pytest.mark.slow
def test_every_value_is_that_of_the_state_at_its_edition(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        for wanted in WANTED:
            series, found = look(opened, wanted)
            drawn = [one for one in series if one["kind"] != "commitment"]
            points = [point for one in drawn for point in one["points"]]
            assert [lights_of(point) for point in points] == found, wanted
            assert len(points) == 10 * len(drawn)
            for one in drawn:
                assert all(p["projects"] == sum(lights_of(p).values()) for p in one["points"])
        assert opened.complaints == []


def counted(layers: list[Layer], at: int, district: str | None) -> dict[str, int]:
    """Projects by light at an edition; of a district all that lie in it with any share."""
    found = dict.fromkeys(LIGHTS, 0)
    for layer in layers:
        rows = range(len(layer.features))
        if district:
            rows = layer.by_district[district][0] if district in layer.by_district else []
        for row in rows:
            found[layer.lights[at, row]] += 1
    return found


@pytest.mark.browser
@pytest.mark.slow
def test_every_value_is_python_s_too(
    browser: Browser, sample_pages: Path, sample_shown: PublishedCity
) -> None:
    projects = [layer for layer in sample_shown.layers if layer.is_projects]
    targets = {one.id: one for one in sample_shown.targets}
    with visit(browser, sample_pages / "city.html") as opened:
        series = opened.evaluate("jinanGeo.trend()")
    days = [day.isoformat() for day in sample_shown.editions]
    kinds = [one["kind"] for one in series]
    assert kinds.count("lights") == 1
    assert kinds.count("district") == len(sample_shown.districts.codes)
    for one in series:
        assert [point["edition"] for point in one["points"]] == days
        for at, point in enumerate(one["points"]):
            if one["kind"] == "commitment":
                state = targets[one["id"]].states[at]
                assert (point["done"], point["due"]) == (state.actual, state.planned)
                assert (point["promised"], point["light"]) == (
                    targets[one["id"]].value,
                    state.light,
                )
            elif one["kind"] != "theme":
                assert lights_of(point) == counted(projects, at, one["id"] or None)
    with_data = {
        one.id for one in sample_shown.targets if any(s.actual is not None for s in one.states)
    }
    assert {one["id"] for one in series if one["kind"] == "commitment"} == with_data
    districts = [one for one in series if one["kind"] == "district"]
    for at in range(len(days)):
        shares = []
        for one in districts:
            point = one["points"][at]
            shares.append(((point["red"] + point["yellow"]) / point["projects"], point["rank"]))
        for share, rank in shares:
            assert rank == 1 + sum(other > share for other, _ in shares)


@pytest.mark.browser
@pytest.mark.slow
def test_the_tab_draws_the_series_and_a_click_shows_the_edition(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        page.locator("#jg-tab-trend").click()
        whole = page.locator('[data-trend="lights"]')
        whole.wait_for()
        assert "红 1 → 62" in whole.locator("h3").inner_text()
        chart = whole.locator("svg")
        box = chart.bounding_box()
        assert box
        page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2)
        assert "2025-01-31" in whole.locator(".jg-trend-now").inner_text()
        assert opened.evaluate("jinanGeo.state().edition") == 9, "pointing shows, and moves nothing"
        page.mouse.click(box["x"] + 12, box["y"] + box["height"] / 2)
        assert opened.evaluate("jinanGeo.state().edition") == 0
        whole.locator("summary").click()
        assert whole.locator("tbody tr").count() == 10
        assert page.locator('[data-trend="district"] figure').count() == 12
        assert page.locator('[data-trend="ranks"] path').count() == 12
        page.locator('[data-trend="ranks"] button').first.click()
        assert opened.evaluate("Object.keys(jinanGeo.state().filters)") == ["district"]
        assert opened.complaints == []


@pytest.mark.browser
@pytest.mark.slow
def test_the_time_bar_is_the_chart_of_the_year(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        columns = page.locator(".jg-time-chart g g g")
        columns.first.wait_for(state="attached")
        assert columns.count() == 10
        slider = page.locator(".jg-time-slider").bounding_box()
        assert slider
        page.mouse.move(slider["x"] + 26, slider["y"] + 10)
        first = opened.evaluate("jinanGeo.trend().then(([one]) => one.points[0])")
        tip = page.locator(".jg-time-tip").inner_text()
        assert "2025-01" in tip
        assert f"红 {first['red']} " in tip
        assert f"绿 {first['green']} " in tip


@pytest.mark.browser
@pytest.mark.slow
def test_one_edition_has_no_empty_chart_and_says_so(browser: Browser, tmp_path: Path) -> None:
    ledger = "\n".join(SITES_LEDGER.splitlines()[:4])  # the reports of January alone
    root = write_city(tmp_path / "city", {SITES: ledger, STREETS: STREETS_OF_JANUARY})
    build_workspace(Workspace.open(root), tmp_path / "out")
    with visit(browser, tmp_path / "out" / "city.html") as opened:
        assert opened.evaluate("jinanGeo.trend()") == []
        opened.page.locator("#jg-tab-trend").click()
        told = opened.page.locator("#jg-tab-content")
        assert "只有一期，还没有趋势" in told.inner_text()
        assert told.locator("svg").count() == 0
