"""The whole city in one view: each district tells how it stands, and leads to its projects."""

from __future__ import annotations

import io
import math
import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from PIL import Image

from jinan_geo.manifest.palette import color
from tests.page.test_names import SIZES
from tests.tools.browser import SAMPLE_CITY, visit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser

# What each circle says, and where its middle stands in the window.
CIRCLES = """() => [...document.querySelectorAll('.leaflet-jg-data-pane .jg-stack')].map(one => {
  const {x, y, width, height} = one.getBoundingClientRect();
  return [one.getAttribute('aria-label'), x + width / 2, y + height / 2];
})"""
LEAST_RADIUS = 9  # pixels of a circle of a district
CLASSES = [10, 20, 30, 40]  # percent, lower bounds of all but the first


@pytest.fixture(scope="module")
def outlines() -> dict[str, Any]:
    """The districts of the sample city by code, in degrees."""
    frame = gpd.read_file(SAMPLE_CITY / "layers" / "districts" / "features.geojson")
    return dict(zip(frame["id"], frame.geometry, strict=True))


def northing(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def places_in(opened: Visit) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Give what leads from degrees to the window and back, by two names far apart."""
    labels = opened.settled("jinanGeo.labels()")
    ends = [min(labels, key=lambda one: one["lat"]), max(labels, key=lambda one: one["lat"])]
    (x1, y1), (_, y2) = (
        (one["box"][0] + one["box"][2] / 2, one["box"][1] + one["box"][3] / 2) for one in ends
    )
    n1, n2 = (northing(one["lat"]) for one in ends)
    scale = (y1 - y2) / (n2 - n1)  # pixels in a radian, the same both ways

    def seen(lon: float, lat: float) -> tuple[float, float]:
        return (
            x1 + math.radians(lon - ends[0]["lon"]) * scale,
            y1 - (northing(lat) - n1) * scale,
        )

    def shown(x: float, y: float) -> tuple[float, float]:
        lat = 2 * math.atan(math.exp(n1 + (y1 - y) / scale)) - math.pi / 2
        return ends[0]["lon"] + math.degrees((x - x1) / scale), math.degrees(lat)

    return seen, shown


def lights(words: str) -> dict[str, int]:
    """Give the numbers of a circle by light, in the page's words."""
    return {name: int(count) for name, count in re.findall(r"(红|黄|绿|灰)[^、；\d]*(\d+)", words)}


def ask(opened: Visit, **filters: str) -> int:
    """How many projects pass, by the page's own filters."""
    state = opened.set(filters={name: [value] for name, value in filters.items()})
    return int(state["counts"]["list"])


def test_the_city_view_counts_what_is_behind_in_each_district(
    browser: Browser, sample_pages: Path, outlines: dict[str, Any]
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        circles = opened.settled(CIRCLES)
        seen, shown = places_in(opened)
        screen = Image.open(io.BytesIO(opened.page.screenshot())).convert("RGB")
        told = {}
        for words, x, y in circles:
            [code] = [
                key for key, one in outlines.items() if one.covers(shapely.Point(shown(x, y)))
            ]
            told[code] = words
        assert set(told) == set(outlines)
        reds = ask(opened, light="red")
        counted = 0
        for code, words in told.items():
            numbers = {
                name: ask(opened, light=light, district=code)
                for name, light in zip("红黄绿灰", ("red", "yellow", "green", "grey"), strict=True)
            }
            assert lights(words) == {name: count for name, count in numbers.items() if count}
            counted += numbers["红"]
            share = 100 * (numbers["红"] + numbers["黄"]) / sum(numbers.values())
            wanted = color(f"behind-{sum(share >= bound for bound in CLASSES)}")
            assert wanted in colors_in(screen, outlines[code], seen), (code, share)
        assert counted >= 0.9 * reds > 0


def colors_in(screen: Image.Image, outline: Any, seen: Callable[..., Any]) -> set[str]:
    """Give the colours of some places well inside a district that are seen more than once."""
    west, south, east, north = outline.bounds
    found: list[str] = []
    inner = outline.buffer(-0.006)
    for across in range(1, 24):
        for down in range(1, 24):
            lon = west + (east - west) * across / 24
            lat = south + (north - south) * down / 24
            if inner.covers(shapely.Point(lon, lat)):
                x, y = seen(lon, lat)
                pixel = screen.getpixel((round(x), round(y)))
                assert isinstance(pixel, tuple)
                found.append("#{:02X}{:02X}{:02X}".format(*pixel))
    return {one for one in found if found.count(one) > 1}


# On the largest screen the city fits one zoom nearer, where others show projects one by one.
@pytest.mark.parametrize(
    "size",
    [
        (390, 844),
        *(pytest.param(one, marks=pytest.mark.deep) for one in SIZES if one != (390, 844)),
    ],
    ids=str,
)
def test_the_city_is_told_by_districts_at_any_size(
    browser: Browser, sample_pages: Path, size: tuple[int, int]
) -> None:
    with visit(browser, sample_pages / "city.html", width=size[0], height=size[1]) as opened:
        opened.set(lang="en")
        circles = opened.settled(CIRCLES)
        assert len(circles) == 12
        assert all("within this circle" in words for words, *_ in circles)
        apart = min(math.dist(one[1:], other[1:]) for one, other in combinations(circles, 2))
        assert apart > 2 * LEAST_RADIUS  # no number is cut
        # The legend opens, where it is closed, with the classes in use; on a phone beside the map.
        if opened.page.locator(".jg-tools-button").is_visible():
            opened.open_tools()
        if not opened.page.locator(".jg-fills").count():
            opened.page.locator(".jg-legend-head").click()
        assert "red or yellow" in opened.page.locator(".jg-fills").inner_text()
        opened.set(map={"zoom": 11, "lat": 36.66, "lon": 117.03})
        opened.until("!document.querySelector('.jg-fills')")


def test_a_district_is_offered_as_a_filter_and_the_map_goes_there_and_back(
    browser: Browser, sample_pages: Path, outlines: dict[str, Any]
) -> None:
    with visit(browser, sample_pages / "city.html", reduced_motion="reduce") as opened:
        page = opened.page
        seen, _ = places_in(opened)
        inside = outlines["370116"].buffer(-0.03).representative_point()
        page.mouse.click(*seen(inside.x + 0.06, inside.y + 0.06))
        page.get_by_role("dialog").get_by_role("button", name="只看莱芜区").click()
        opened.until("jinanGeo.state().map !== null")
        assert opened.evaluate("jinanGeo.state().filters") == {"district": ["370116"]}
        back = page.get_by_role("button", name="返回前一视图")
        back.click()
        opened.until("jinanGeo.state().map === null")
        back.wait_for(state="detached")
        # A circle lists its projects; its own filter can be taken back there.
        page.locator(".jg-stack[aria-label^='莱芜区']").click()
        dialog = page.get_by_role("dialog", name="莱芜区，32 项")
        assert dialog.get_by_role("button").count() == 33
        dialog.get_by_role("button", name="不再只看莱芜区").click()
        opened.until("Object.keys(jinanGeo.state().filters).length === 0")


def test_the_map_goes_to_what_is_searched_and_back_when_it_is_cleared(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        search = opened.page.get_by_role("searchbox")
        search.fill("平阴")
        opened.until("(jinanGeo.state().map?.zoom ?? 0) > 12")
        assert opened.evaluate("jinanGeo.state().map.zoom") <= 15
        opened.page.get_by_role("button", name="返回前一视图").wait_for()
        search.fill("")
        opened.until("jinanGeo.state().map === null")
        # A script says itself where to look: the map stays.
        opened.set(query="平阴")
        opened.set(filters={"light": ["red"]})
        assert opened.settled("jinanGeo.state().map") is None
        assert opened.complaints == []


def test_a_circle_of_schematic_places_never_comes_nearer_than_these_are_known(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html", reduced_motion="reduce") as opened:
        opened.set(map={"zoom": 13, "lat": 36.66, "lon": 117.03})
        opened.settled(CIRCLES)
        # By keys: the first may lie under the legend.
        opened.page.locator(".jg-stack").first.press("Enter")
        opened.until("jinanGeo.state().map.zoom > 13")
        assert opened.evaluate("jinanGeo.state().map.zoom") <= 15


def test_a_district_keeps_its_share_where_only_the_red_are_shown(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        before = opened.page.locator(".jg-fills").inner_text()
        opened.set(filters={"light": ["red"]})
        opened.until("jinanGeo.state().counts.list < 100")
        assert opened.page.locator(".jg-fills").inner_text() == before
