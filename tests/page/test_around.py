"""What lies near a place or within an outline: a filter like any other, equal to shapely's."""

from __future__ import annotations

import random
from math import cos, pi, radians, sin
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from shapely.geometry import Point, Polygon

from jinan_geo.analyst.view import CityView
from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.publish.published import PublishedCity
    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser
NEAR_BORDER_M = 1.5  # coordinates of a page are rounded; nobody can tell on which side these are
IDS = "jinanGeo.listed().map(({layer, id}) => `${layer}/${id}`)"
MANY = """shapes => shapes.map((shape) => {
  jinanGeo.set({near: null, inside: null, ...shape});
  const {list, map, drawer} = jinanGeo.state().counts;
  return {ids: LISTED, list, map, drawer};
})""".replace("LISTED", IDS)


@pytest.fixture(scope="module")
def placed(sample_shown: PublishedCity) -> gpd.GeoSeries:
    """The projects that have a place, in the workspace's metric system, by layer and id."""
    projects = CityView(sample_shown).projects()
    located = projects[~(projects.geometry.isna() | projects.geometry.is_empty)]
    located.index = located["layer"] + "/" + located["id"]
    return located.geometry.to_crs(sample_shown.workspace.manifest.metric_crs)


def is_right(found: set[str], shape: Any, placed: gpd.GeoSeries) -> bool:
    """Whether what a page found is what touches a shape, but for what lies upon its border."""
    sure = set(placed.index[placed.intersects(shape.buffer(-NEAR_BORDER_M))])
    possible = set(placed.index[placed.intersects(shape.buffer(NEAR_BORDER_M))])
    return sure <= found <= possible


def middles(chance: random.Random, placed: gpd.GeoSeries, many: int) -> list[tuple[float, float]]:
    """Places about those of projects, in degrees."""
    points = placed.representative_point().to_crs(4326)
    chosen = [points.iloc[chance.randrange(len(points))] for _ in range(many)]
    return [(one.x + chance.gauss(0, 0.03), one.y + chance.gauss(0, 0.03)) for one in chosen]


def test_circles_and_outlines_equal_shapely(
    browser: Browser, sample_pages: Path, placed: gpd.GeoSeries
) -> None:
    chance = random.Random(14)  # noqa: S311 - trials are repeated, nothing is kept secret
    circles = [
        {"lon": lon, "lat": lat, "km": round(chance.choice([3, 10, 40]) * chance.random(), 3)}
        for lon, lat in middles(chance, placed, 100)
    ]
    outlines = [star(chance, *at) for at in middles(chance, placed, 100)]
    shapes = [{"near": one} for one in circles] + [{"inside": one} for one in outlines]
    crs = placed.crs
    with visit(browser, sample_pages / "city.html") as opened:
        answers = opened.evaluate(MANY, shapes)
    spots = project([(one["lon"], one["lat"]) for one in circles], crs)
    expected = [
        Point(spot).buffer(one["km"] * 1000, quad_segs=256)
        for spot, one in zip(spots, circles, strict=True)
    ]
    expected += [Polygon(project(one, crs)) for one in outlines]
    for answer, shape in zip(answers, expected, strict=True):
        assert is_right(set(answer["ids"]), shape, placed), shape
        assert answer["list"] == answer["map"] == len(answer["ids"])
        assert answer["drawer"] == 0  # what has no place is near nothing
    assert sum(bool(answer["ids"]) for answer in answers) > 120


def project(places: list[tuple[float, float]], crs: Any) -> list[tuple[float, float]]:
    made = gpd.GeoSeries([Point(place) for place in places], crs=4326).to_crs(crs)
    return list(zip(made.x, made.y, strict=True))


def star(chance: random.Random, lon: float, lat: float) -> list[tuple[float, float]]:
    """A ring of 3 to 9 corners about a place, either way round, that does not cross itself."""
    turns = sorted(chance.uniform(0, 2 * pi) for _ in range(chance.randint(3, 9)))
    size = chance.choice([0.02, 0.1, 0.4])
    corners = []
    for turn in turns:
        away = size * chance.uniform(0.3, 1)
        corners.append(
            (
                round(lon + away * cos(turn) / cos(radians(lat)), 6),
                round(lat + away * sin(turn), 6),
            )
        )
    return corners[:: chance.choice([1, -1])]


def test_a_circle_drawn_by_two_clicks_is_in_the_link_and_goes_by_one(
    browser: Browser, sample_pages: Path
) -> None:
    path = sample_pages / "city.html"
    with visit(browser, path) as opened:
        opened.set(map={"zoom": 12, "lat": 36.66, "lon": 117.0})
        everything = opened.evaluate("jinanGeo.state().counts.list")
        x, y = middle_of(opened)
        opened.page.click("button[aria-label='圈选']")
        opened.page.mouse.click(x, y)
        opened.page.mouse.click(x + 90, y)
        opened.until("jinanGeo.state().near !== null")
        near = opened.evaluate("jinanGeo.state().near")
        counted = opened.evaluate("jinanGeo.state().counts.list")
        assert 0 < counted < everything
        assert 2 < near["km"] < 4  # 90 pixels at this zoom
        assert str(counted) in opened.page.inner_text(".jg-around output b")
        assert "以内" in opened.page.inner_text(".jg-around output")
        opened.until("location.hash.includes('near=')")
        fragment = opened.evaluate("location.hash")
    with visit(browser, path, fragment=fragment) as opened:
        assert opened.evaluate("jinanGeo.state().near") == near
        assert opened.evaluate("jinanGeo.state().counts.list") == counted
        opened.page.click(".jg-around button")
        assert opened.evaluate("jinanGeo.state().counts.list") == everything
        assert opened.page.locator(".jg-around").count() == 0
        assert opened.complaints == []


def middle_of(opened: Visit) -> tuple[float, float]:
    box = opened.page.locator(".jg-map").bounding_box()
    assert box
    return round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)


def test_an_outline_by_clicks_and_enter_and_escape_puts_the_tool_away(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(map={"zoom": 12, "lat": 36.66, "lon": 117.0}, lang="en")
        x, y = middle_of(opened)
        opened.page.click("button[aria-label='Select an area']")
        opened.page.click(".jg-measure button:has-text('Outline')")
        for dx, dy in [(-90, -60), (90, -60), (90, 80)]:
            opened.page.mouse.click(x + dx, y + dy)
        opened.page.keyboard.press("Enter")
        opened.until("jinanGeo.state().inside?.length === 3")
        assert "Within the outline" in opened.page.inner_text(".jg-around output")
        opened.page.click("button[aria-label='Select an area']")
        opened.page.keyboard.press("Escape")
        assert opened.evaluate("jinanGeo.state().inside.length") == 3
        assert opened.evaluate("jinanGeo.state().selection") is None


def test_the_card_names_neighbours_and_filters_about_its_project(
    browser: Browser, sample_pages: Path, placed: gpd.GeoSeries
) -> None:
    key = "parking/PK-003" if "parking/PK-003" in placed.index else str(placed.index[0])
    layer, feature = key.split("/")
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(selection={"layer": layer, "id": feature})
        ways = opened.page.locator(".jg-ways button")
        within = [int(one.split()[-1].replace(",", "")) for one in ways.all_inner_texts()]
        ways.nth(1).click()
        state = opened.evaluate("jinanGeo.state()")
        assert state["near"]["km"] == 3
        assert state["counts"]["list"] == within[1] + 1  # and itself
        spot = Point(project([(state["near"]["lon"], state["near"]["lat"])], placed.crs)[0])
        far = placed.distance(spot)
        assert within == [int((far <= km * 1000).sum()) - 1 for km in (1, 3, 10)]
        first = opened.page.locator(".jg-nearby-row").first
        first.click()
        chosen = opened.evaluate("jinanGeo.state().selection")
        assert f"{chosen['layer']}/{chosen['id']}" != key
        assert far[f"{chosen['layer']}/{chosen['id']}"] == sorted(far)[1]


@pytest.mark.parametrize(
    "wanted",
    [
        {"near": {"lon": 117, "lat": 36.6}},
        {"near": {"lon": 200, "lat": 36.6, "km": 3}},
        {"near": {"lon": 117, "lat": 36.6, "km": -1}},
        {"inside": [[117, 36], [118, 36]]},
        {"inside": [[117, 36], [118, 36], ["a", 37]]},
    ],
)
@pytest.mark.first_whole(2)
def test_what_is_no_place_is_refused_by_name(
    browser: Browser, sample_pages: Path, wanted: dict[str, Any]
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        said = opened.evaluate(
            "w => { try { jinanGeo.set(w); return ''; } catch (e) { return e.message; } }",
            wanted,
        )
        name = next(iter(wanted))
        assert said.startswith(f"{name} is ")
        assert opened.evaluate(f"jinanGeo.state().{name}") is None


def test_a_step_is_of_what_lies_near(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(near={"lon": 117.0, "lat": 36.66, "km": 3})
        step = opened.page.locator(".jg-next [data-step=target]")
        if step.count():
            said = int(step.locator("b").inner_text())
            step.click()
            assert opened.evaluate("jinanGeo.state().counts.list") == said
        chip = opened.page.locator(".jg-chip").filter(has_text="3")
        assert "以内" in chip.first.inner_text()
        chip.first.click()
        assert opened.evaluate("jinanGeo.state().near") is None


def test_a_link_with_a_name_of_javascripts_own_breaks_nothing(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(
        browser, sample_pages / "city.html", fragment="#__proto__=1&constructor=2"
    ) as opened:
        assert opened.evaluate("jinanGeo.state().counts.list") > 0
        assert opened.complaints == []
