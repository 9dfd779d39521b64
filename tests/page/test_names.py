"""Names on the map in a real browser.

Each district's name lies in its own polygon, none upon another or under a control.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely

from tests.tools.browser import SAMPLE_CITY, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (390, 844), (1024, 768), (1920, 1080), (3840, 2160)]
OVER = """[...document.querySelectorAll(['.jg-panel', '.jg-fold', '.jg-map-buttons', '.jg-legend',
    '.jg-tools-button', '.jg-time', '.jg-district-picker', '.jg-card-panel',
    '.leaflet-control'].join())]
  .map((one) => one.getBoundingClientRect())
  .filter(({width, height}) => width && height)
  .map(({x, y, width, height}) => [x, y, width, height])"""

Label = dict[str, Any]


@pytest.fixture(scope="module")
def outlines() -> dict[str, Any]:
    """The districts of the sample city by code, in degrees."""
    frame = gpd.read_file(SAMPLE_CITY / "layers" / "districts" / "features.geojson")
    return dict(zip(frame["id"], frame.geometry, strict=True))


def meet(one: list[float], other: list[float]) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def check_labels(opened: Visit, outlines: dict[str, Any]) -> list[Label]:
    """Hold what every view must hold; gives the names of districts."""
    labels: list[Label] = opened.settled("jinanGeo.labels()")
    covered = opened.evaluate(OVER)
    for one, other in combinations(labels, 2):
        assert not meet(one["box"], other["box"]), (one, other)
    for label in labels:
        assert not any(meet(label["box"], box) for box in covered), label
    districts = [label for label in labels if label["kind"] == "district"]
    for label in districts:
        place = label["line"] or (label["lon"], label["lat"])
        assert outlines[label["id"]].covers(shapely.Point(place)), label
    return districts


def show_map(opened: Visit) -> None:
    """On a phone the map alone: beside the page's first answers it is too small for whole names."""
    if opened.page.locator(".jg-tools-button").is_visible():
        opened.open_tools()


def check_page(
    browser: Browser, page: Path, outlines: dict[str, Any], size: tuple[int, int]
) -> None:
    with visit(browser, page, width=size[0], height=size[1]) as opened:
        show_map(opened)
        for lang in ("zh", "en"):
            opened.set(lang=lang)
            named = check_labels(opened, outlines)
            assert len(named) >= (11 if page.name == "city.html" else 1), (page, lang)


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ((1440, 900), "city.html"),
        ((390, 844), "city.html"),
        ((3840, 2160), "city.html"),
        ((1440, 900), "districts/370126.html"),
        ((390, 844), "districts/370102.html"),
    ],
)
@pytest.mark.first_whole(2)
def test_names_of_districts_lie_in_their_own_polygons(
    browser: Browser,
    sample_pages: Path,
    outlines: dict[str, Any],
    size: tuple[int, int],
    name: str,
) -> None:
    check_page(browser, sample_pages / name, outlines, size)


@pytest.mark.deep
@pytest.mark.parametrize("size", SIZES)
def test_names_lie_right_on_every_page(
    browser: Browser, sample_pages: Path, outlines: dict[str, Any], size: tuple[int, int]
) -> None:
    pages = [one for one in sample_pages.rglob("*.html") if one.stem not in {"index", "settlement"}]
    assert len(pages) > 12
    for page in pages:
        check_page(browser, page, outlines, size)


@pytest.mark.parametrize("zoom", [12, 15])
def test_the_district_in_sight_is_named_at_every_zoom(
    browser: Browser, sample_pages: Path, outlines: dict[str, Any], zoom: int
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(map={"zoom": zoom, "lat": 36.66, "lon": 117.06})
        named = check_labels(opened, outlines)
        assert "370102" in {label["id"] for label in named}


def test_names_make_way_for_what_opens_over_the_map(
    browser: Browser, sample_pages: Path, outlines: dict[str, Any]
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(map={"zoom": 14, "lat": 36.66, "lon": 117.03})
        check_labels(opened, outlines)
        first = opened.evaluate("jinanGeo.listed()[0]")
        opened.set(selection=first)
        opened.until("document.querySelector('.jg-card-panel') !== null")
        check_labels(opened, outlines)


def test_a_name_beside_its_district_has_a_line_that_ends_in_it(
    browser: Browser, sample_pages: Path, outlines: dict[str, Any]
) -> None:
    with visit(browser, sample_pages / "city.html", width=390, height=844) as opened:
        show_map(opened)
        lines = [label for label in check_labels(opened, outlines) if label["line"]]
        assert lines  # on a phone the inner districts are smaller than their names
        for label in lines:
            assert not outlines[label["id"]].covers(shapely.Point(label["lon"], label["lat"]))
