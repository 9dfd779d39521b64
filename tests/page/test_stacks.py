"""Symbols that lie upon one another.

One badge with their true number, which opens by zoom or by a list.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from shapely import Point

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import Visit, visit
from tests.tools.tiny_city import collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

BADGES = """() => [...document.querySelectorAll('.leaflet-jg-data-pane .jg-stack')].map(
  (one) => one.getAttribute('aria-label'))"""
# Whether each of the map's tiles is shown, and whether anything is painted on it.
SHOWN = """() => [...document.querySelectorAll('.jg-tiles canvas')].map(
  (tile) => {
    const {width, height} = tile;
    const {data} = tile.getContext('2d').getImageData(0, 0, width, height);
    return [getComputedStyle(tile).visibility === 'visible', data.some((one) => one > 0)];
  })"""
LEDGER = """id,as_of,stage,done_pct
h-1,2025-02-28,construction,30
h-2,2025-02-28,construction,0
h-3,2025-02-28,construction,100
n-1,2025-02-28,construction,30
"""
YEAR = {"planned_start": "2025-01-01", "planned_finish": "2025-12-31"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sites in one house, two that stand 60 m apart, and one alone."""
    places = {
        "h-1": (117.05, 36.65), "h-2": (117.05, 36.65), "h-3": (117.05, 36.65),
        "n-1": (117.15, 36.65), "n-2": (117.1506, 36.65), "a-1": (117.05, 36.55),
    }  # fmt: skip
    features = [
        feature(Point(*at), id=key, name_zh=f"项目{key}", **YEAR) for key, at in places.items()
    ]
    root = write_city(
        tmp_path_factory.mktemp("stacks"),
        {
            "layers/sites/features.geojson": collection(features),
            "layers/sites/progress.csv": LEDGER,
            "layers/street-works/layer.toml": None,
            "layers/street-works/features.geojson": None,
            "layers/street-works/progress.csv": None,
        },
    )
    build_workspace(Workspace.open(root), root / "out")
    return root / "out" / "city.html"


def badges(opened: Visit) -> list[str]:
    found: list[str] = opened.evaluate(BADGES)
    return sorted(found)


@pytest.mark.browser
def test_a_badge_counts_what_passes_the_filters_by_class(browser: Browser, city: Path) -> None:
    with visit(browser, city) as opened:
        assert badges(opened) == [
            "本圈内 2 项：绿 1、灰 · 无法判断 1",
            "本圈内 3 项：黄 1、绿 2",
        ]
        opened.set(colorBy="done")
        assert "本圈内 3 项：0–20\u202f% 1、20–40\u202f% 1、80–100\u202f% 1" in badges(opened)
        opened.set(filters={"done": ["0..20", "80..100"]})
        assert badges(opened) == ["本圈内 2 项：0–20\u202f% 1、80–100\u202f% 1"]
        opened.set(filters={"done": ["0..20"]})
        assert badges(opened) == [], "a project alone has its own symbol"
        opened.set(filters={}, lang="en", colorBy="light")
        assert "3 within this circle: Yellow 1, Green 2" in badges(opened)
        opened.evaluate("jinanGeo.labels()")
        tiles = [tuple(one) for one in opened.evaluate(SHOWN)]
        assert set(tiles) == {(True, True), (False, False)}, "a tile is laid over only with a mark"


@pytest.mark.browser
def test_neighbours_part_by_zoom_and_one_house_by_a_list(browser: Browser, city: Path) -> None:
    with visit(browser, city, reduced_motion="reduce") as opened:
        page = opened.page
        for _ in range(12):  # as often as there are zooms between
            pair = page.locator(".jg-stack[aria-label*='2 项']")
            if not pair.count():
                break
            before = opened.evaluate("jinanGeo.state().map?.zoom ?? 0")
            pair.click()
            opened.until(f"(jinanGeo.state().map?.zoom ?? 0) > {before}")
        # The pair has parted; the house is out of sight, so it has no button.
        assert badges(opened) == []
        opened.set(map=None)
        opened.until("document.querySelectorAll('.jg-stack').length === 2")
        house = page.locator(".jg-stack")
        house.and_(page.locator("[aria-label*='3 项']")).focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="本圈内 3 项")
        dialog.wait_for()
        assert dialog.get_by_role("button").all_inner_texts() == ["项目h-2", "项目h-1", "项目h-3"]
        assert opened.evaluate("document.activeElement.innerText") == "项目h-2"
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        assert opened.evaluate("document.activeElement.className") == "jg-stack"
        page.keyboard.press("Enter")
        dialog.get_by_role("button", name="项目h-3").click()
        assert opened.evaluate("jinanGeo.state().selection.id") == "h-3"
        assert dialog.count() == 0
        assert opened.complaints == []


@pytest.mark.browser
def test_arrows_lead_from_badge_to_badge(browser: Browser, city: Path) -> None:
    with visit(browser, city) as opened:
        tabs = (
            "[...document.querySelectorAll('.jg-stack')].filter((one) => one.tabIndex === 0).length"
        )
        assert opened.evaluate(tabs) == 1
        opened.page.locator(".jg-stack[tabindex='0']").focus()
        name = "document.activeElement.getAttribute('aria-label').match(/[0-9]/)[0]"
        first = opened.evaluate(name)
        opened.page.keyboard.press("ArrowRight" if first == "3" else "ArrowLeft")
        assert {first, opened.evaluate(name)} == {"2", "3"}
        assert opened.evaluate(tabs) == 1


@pytest.mark.browser
def test_a_finger_opens_the_list(browser: Browser, city: Path) -> None:
    with visit(browser, city, width=390, height=844, has_touch=True, is_mobile=True) as opened:
        box = opened.page.locator(".jg-stack[aria-label*='3 项']").bounding_box()
        assert box
        # Half a finger beside the badge still means the badge.
        opened.page.touchscreen.tap(box["x"] + box["width"] / 2 + 18, box["y"] + box["height"] / 2)
        opened.page.get_by_role("dialog").wait_for()
        heights = opened.evaluate(
            "[...document.querySelectorAll('.jg-stack-list button')].map((one) => "
            "one.getBoundingClientRect().height)"
        )
        assert min(heights) > 43.9  # a layout in fractions of a pixel


@pytest.mark.browser
@pytest.mark.slow
def test_a_finger_means_the_badge_that_is_nearest(browser: Browser, sample_pages: Path) -> None:
    page = sample_pages / "city.html"
    with visit(browser, page, width=390, height=844, has_touch=True, is_mobile=True) as opened:
        # The fields of a finger's width overlap between the inner districts.
        for district in ("历下区", "天桥区", "槐荫区", "市中区"):
            box = opened.page.locator(f".jg-stack[aria-label^='{district}']").bounding_box()
            assert box
            opened.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            dialog = opened.page.get_by_role("dialog", name=district)
            dialog.wait_for()
            opened.page.keyboard.press("Escape")
            dialog.wait_for(state="detached")


@pytest.mark.browser
def test_on_the_real_city_badges_and_symbols_are_all_projects_on_the_map(
    browser: Browser, sample_pages: Path
) -> None:
    # Every symbol that is drawn, by the middle of its image, in the one canvas of the picture.
    spy = """
      window.drawn = 0;
      const draw = CanvasRenderingContext2D.prototype.drawImage;
      CanvasRenderingContext2D.prototype.drawImage = function (...given) {
        if (!this.canvas.isConnected && given[0].width < 100) window.drawn++;
        return draw.apply(this, given);
      };
    """
    with visit(browser, sample_pages / "city.html", first=spy) as opened:
        # Where districts are not shown, they do not stand for their projects either.
        layers = opened.evaluate("jinanGeo.state().layersOn")
        opened.set(layersOn=[one for one in layers if one != "districts"])
        for wanted in ({}, {"light": ["red", "yellow"]}, {"district": ["370102"]}):
            state = opened.set(filters=wanted)
            stacked = sum(int(label.split(" ")[1]) for label in badges(opened))
            opened.evaluate("window.drawn = 0, jinanGeo.export('png')")
            # The picture's legend draws the lights, and the triangle that explains a cell's.
            legend = opened.page.locator(".jg-coloring ~ .jg-entry").count()
            legend += opened.page.locator(".jg-legend-note", has_text="其中的红灯数").count()
            places = json.dumps(
                [state["counts"]["map"], stacked, opened.evaluate("window.drawn"), legend]
            )
            assert stacked > 0, places
            assert stacked + opened.evaluate("window.drawn") - legend == state["counts"]["map"], (
                places
            )
