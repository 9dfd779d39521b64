"""Issue 3, map tools: coordinates, measuring, zooms, full screen, and the part of the map in the
link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from pyproj import Geod

from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser
MIDDLE = {"zoom": 13, "lat": 36.65, "lon": 117.0}
VALUE = ".jg-measure-value b"


def place_under(opened: Visit, x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude under a place on the screen, as the page states them."""
    opened.page.mouse.move(x, y)
    found = re.match(r"(\d+\.\d{5})°E (\d+\.\d{5})°N · WGS84$", opened.page.inner_text(".jg-place"))
    assert found
    return float(found[1]), float(found[2])


def map_middle(opened: Visit) -> tuple[float, float]:
    box = opened.page.locator(".jg-map").bounding_box()
    assert box
    return round(box["x"] + box["width"] / 2), round(box["y"] + box["height"] / 2)


def metres(text: str) -> float:
    """The number of a readout, in m or m2."""
    number, unit = re.fullmatch(r"([\d.,]+)\s*(\S+)", text.replace("\u202f", " ")).groups()  # type: ignore[union-attr]
    return (
        float(number.replace(",", ""))
        * {"m": 1, "km": 1e3, "m²": 1, "公顷": 1e4, "ha": 1e4, "km²": 1e6}[unit]
    )


def click_corners(opened: Visit, corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    places = []
    for x, y in corners:
        places.append(place_under(opened, x, y))
        opened.page.mouse.click(x, y)
    return places


def test_coordinates_follow_the_pointer(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(map=MIDDLE)
        x, y = map_middle(opened)
        lon, lat = place_under(opened, x, y)
        assert lon == pytest.approx(117.0, abs=2e-4)
        assert lat == pytest.approx(36.65, abs=2e-4)
        east, south = place_under(opened, x + 100, y + 100)
        degree = 360 / (256 * 2**13)
        assert east - lon == pytest.approx(100 * degree, abs=2e-5)
        assert south < lat


def test_distance_by_clicks_undone_ended_and_put_away(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(map=MIDDLE)
        x, y = map_middle(opened)
        opened.page.click("button[aria-label='测距离']")
        places = click_corners(opened, [(x - 150, y), (x, y - 100), (x + 150, y)])
        geod = Geod(ellps="WGS84")
        assert metres(opened.page.inner_text(VALUE)) == pytest.approx(
            geod.line_length(*zip(*places, strict=True)), rel=2e-3
        )
        opened.page.keyboard.press("Backspace")
        two = geod.line_length(*zip(*places[:2], strict=True))
        assert metres(opened.page.inner_text(VALUE)) == pytest.approx(two, rel=2e-3)
        opened.page.keyboard.press("Enter")
        assert opened.page.locator(".jg-measure button", has_text="结束").count() == 0
        assert opened.evaluate("jinanGeo.state().selection") is None
        opened.page.keyboard.press("Escape")
        assert opened.page.locator(".jg-measure").count() == 0
        assert opened.complaints == []


def test_area_is_geodesic_and_a_double_click_ends(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(map=MIDDLE, lang="en")
        x, y = map_middle(opened)
        opened.page.click("button[aria-label='Measure area']")
        corners = [(x - 120, y - 100), (x + 120, y - 100), (x + 120, y + 100)]
        places = click_corners(opened, corners)
        places.append(place_under(opened, x - 120, y + 100))
        opened.page.mouse.dblclick(x - 120, y + 100)
        area, _ = Geod(ellps="WGS84").polygon_area_perimeter(*zip(*places, strict=True))
        assert metres(opened.page.inner_text(VALUE)) == pytest.approx(abs(area), rel=2e-3)
        assert opened.page.locator(".jg-measure button", has_text="Finish").count() == 0
        assert opened.evaluate("jinanGeo.state().map.zoom") == 13  # the double click did not zoom


def test_position_is_in_the_link_and_comes_back(browser: Browser, sample_pages: Path) -> None:
    path = sample_pages / "city.html"
    with visit(browser, path) as opened:
        assert opened.evaluate("jinanGeo.state().map") is None
        assert "map=" not in opened.link()
        opened.page.click("button[aria-label='放大']")
        opened.until("jinanGeo.state().map !== null")
        state: dict[str, Any] = opened.set(map={"zoom": 12.5, "lat": 36.7, "lon": 117.1})
        assert state["map"] == {"zoom": 12.5, "lat": 36.7, "lon": 117.1}
        opened.until("location.hash.includes('map=12.5%2F36.7%2F117.1')")
        fragment = opened.evaluate("location.hash")
        opened.page.click("button[aria-label='全图']")
        opened.until("!location.hash.includes('map=')")
    with visit(browser, path, fragment=fragment) as opened:
        assert opened.evaluate("jinanGeo.state().map") == {"zoom": 12.5, "lat": 36.7, "lon": 117.1}


def test_zoom_to_a_district(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.page.select_option(".jg-district-picker", "370124")
        opened.until("jinanGeo.state().map?.zoom > 9")
        shown = opened.settled("jinanGeo.state().map")
        assert 36.0 < shown["lat"] < 36.4  # Pingyin, in the south-west
        assert 116.2 < shown["lon"] < 116.7


def test_full_screen_and_back(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.page.click("button[aria-label='全屏']")
        opened.until("document.fullscreenElement !== null")
        opened.page.click("button[aria-label='退出全屏']")
        opened.until("document.fullscreenElement === null")


def test_tools_are_large_enough_for_a_finger(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", width=390, height=844) as opened:
        opened.open_tools()
        opened.page.click("button[aria-label='测面积']")
        sizes = opened.evaluate(
            "[...document.querySelectorAll('.jg-map-buttons button, .jg-district-picker, "
            ".jg-measure button')]"
            ".map((one) => one.getBoundingClientRect()).map(({width, height}) => Math.min(width, "
            "height))"
        )
        assert len(sizes) >= 9
        assert min(sizes) >= 44
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
