"""The time bar: one slider over the editions, by pointer, keys or itself, moves the whole page."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import Visit, visit
from tests.tools.tiny_city import SITES_LEDGER, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SLIDER = ".jg-time-slider"
# What a reader sees of an edition: the light counts, a tile's number, a row's percent, the map's
# pixels.
SEEN = """async () => {
  await new Promise((done) => setTimeout(done, 150));
  const all = (where) => [...document.querySelectorAll(where)].map((one) => one.textContent);
  // The end of a picture's data depends on all of it.
  const ink = [...document.querySelectorAll('.leaflet-jg-data-pane canvas')]
    .map((tile) => tile.toDataURL().slice(-80));
  const rows = all('.jg-row').slice(0, 5);
  return {lights: all('.jg-light b'), tiles: all('.jg-tile-number'), rows, ink};
}"""
BOXES = """(where) => [...document.querySelectorAll(where)]
    .map((one) => one.getBoundingClientRect().toJSON())"""

# A browser that is never idle, and one that tells how often it was.
NEVER = "window.requestIdleCallback = () => 0;"
COUNTING = """window.idles = 0;
const own = window.requestIdleCallback;
window.requestIdleCallback = (work) => own(() => { work(); idles++; });"""
STEPPED = """(query) => {
  const step = () => [jinanGeo.state(), jinanGeo.listed()];
  jinanGeo.set({edition: jinanGeo.state().edition - 1});
  const stepped = step();
  jinanGeo.set({query});
  return [stepped, step()];
}"""


def look(opened: Visit) -> dict[str, Any]:
    seen: dict[str, Any] = opened.evaluate(SEEN)
    return seen


def stop_clock(page: Page) -> None:
    """From now on time passes only as the test says, however busy the machine is."""
    page.clock.install(time=dt.datetime(2025, 11, 1, tzinfo=dt.UTC))
    page.clock.pause_at(dt.datetime(2025, 11, 2, tzinfo=dt.UTC))


def edition(opened: Visit) -> int:
    at: int = opened.evaluate("jinanGeo.state().edition")
    return at


@pytest.mark.browser
def test_a_step_and_a_search_are_the_same_whether_or_not_the_page_was_idle(
    browser: Browser, sample_pages: Path
) -> None:
    told = []
    for first in (NEVER, COUNTING):
        with visit(browser, sample_pages / "city.html", first=first) as opened:
            if first == COUNTING:
                counted = opened.evaluate("jinanGeo.ready.then(({layers}) => layers.length)")
                opened.until(f"idles >= {counted}")
            told.append(opened.page.evaluate(STEPPED, "lu"))
    assert told[0] == told[1]
    assert 0 < len(told[0][1][1]) < len(told[0][0][1])


@pytest.mark.browser
def test_keys_and_buttons_move_everything_together(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        before = look(opened)
        slider = page.locator(SLIDER)
        assert slider.get_attribute("role") == "slider"
        assert slider.get_attribute("aria-valuetext") == "2025-10-31"
        slider.press("ArrowLeft")
        assert slider.get_attribute("aria-valuetext") == "2025-09-30"
        after = look(opened)
        assert all(before[part] != after[part] for part in before), (
            "each part shows the other edition"
        )
        totals = opened.evaluate("jinanGeo.state().totals")
        lights = [totals[one] for one in ("red", "yellow", "green", "grey")]
        assert [int(text) for text in after["lights"][:4]] == lights
        assert "edition=2025-09-30" in opened.link()
        slider.press("Home")
        assert edition(opened) == 0
        assert page.get_by_label("上一期").is_disabled()
        page.get_by_label("下一期").click()
        assert edition(opened) == 1
        slider.press("End")
        page.get_by_label("上一期").click()
        assert look(opened) == after, "the way back shows the same again"
        assert opened.complaints == []


@pytest.mark.browser
def test_pointing_at_the_slider_picks_the_nearest_edition(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "industry.html", alone=True) as opened:
        box = opened.page.locator(".jg-time-track").bounding_box()
        assert box
        opened.page.mouse.click(box["x"] + 2, box["y"] + 2)
        assert edition(opened) == 0
        opened.page.mouse.move(box["x"], box["y"])
        opened.page.mouse.down()
        opened.page.mouse.move(box["x"] + box["width"] / 2, box["y"], steps=4)
        opened.page.mouse.up()
        assert opened.evaluate("jinanGeo.state().asOf") in {"2025-05-31", "2025-06-30"}


@pytest.mark.browser
def test_play_goes_through_the_editions_and_stops_at_the_last(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "industry.html", alone=True) as opened:
        page = opened.page
        stop_clock(page)
        page.get_by_label("逐期播放").click()
        assert edition(opened) == 0
        page.clock.run_for(1900)
        assert edition(opened) == 2
        page.get_by_label("暂停").click()
        page.clock.run_for(3000)
        assert edition(opened) == 2
        page.get_by_label("逐期播放").click()
        page.clock.run_for(20_000)
        assert edition(opened) == 9
        assert page.get_by_label("逐期播放").is_visible()


@pytest.mark.browser
def test_less_motion_means_slower_steps(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "industry.html", alone=True) as opened:
        page = opened.page
        page.emulate_media(reduced_motion="reduce")
        stop_clock(page)
        page.get_by_label("逐期播放").click()
        page.clock.run_for(1900)
        assert edition(opened) == 0
        page.clock.run_for(200)
        assert edition(opened) == 1


@pytest.mark.browser
def test_phone_keeps_bar_tools_and_legend_apart(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", width=390, height=844) as opened:
        assert not opened.page.locator(".jg-time").is_visible()
        opened.open_tools()
        boxes = [
            box
            for where in (".jg-tools-button", ".jg-legend", SLIDER)
            if (box := opened.page.locator(where).bounding_box())
        ]
        tools, legend, slider = boxes
        assert tools["height"] >= 44
        assert tools["y"] + tools["height"] <= legend["y"]
        assert legend["y"] + legend["height"] <= slider["y"]
        assert slider["y"] + slider["height"] <= 844
        assert slider["height"] >= 44  # a finger's width
        assert slider["x"] >= 0
        assert slider["x"] + slider["width"] <= 390
        opened.page.locator(SLIDER).click()
        assert edition(opened) in {4, 5}
        at = edition(opened)
        for label, step in (("上一期", -1), ("下一期", 0)):
            button = opened.page.get_by_label(label)
            place = button.bounding_box()
            assert place
            assert min(place["width"], place["height"]) >= 44
            button.click()
            assert edition(opened) == at + step


@pytest.mark.browser
def test_the_wide_columns_of_two_editions_leave_the_buttons_free(
    browser: Browser, tmp_path: Path
) -> None:
    build_workspace(Workspace.open(write_city(tmp_path)), tmp_path / "maps", only="city")
    with visit(browser, tmp_path / "maps" / "city.html", width=3840, height=500) as opened:
        opened.until("document.querySelectorAll('.jg-time-chart rect').length > 0")
        edges = [
            [box["x"], box["x"] + box["width"]]
            for where in (".jg-time-chart rect", ".jg-time button")
            for box in opened.evaluate(BOXES, where)
        ]
        assert len(edges) > 4
        for one, other in pairwise(sorted(edges)):
            assert one[1] <= other[0] or one[0] == other[0]


@pytest.mark.browser
def test_one_edition_needs_no_bar(browser: Browser, tmp_path: Path) -> None:
    head, *rows = SITES_LEDGER.strip().splitlines()
    newest = [head, *(row for row in rows if "2025-02-28" in row.split(",")[1])]
    write_city(tmp_path, {"layers/sites/progress.csv": "\n".join(newest) + "\n"})
    build_workspace(Workspace.open(tmp_path), tmp_path / "maps", only="city")
    with visit(browser, tmp_path / "maps" / "city.html") as opened:
        assert opened.page.locator(".jg-time").count() == 0
        assert (
            opened.evaluate("getComputedStyle(document.querySelector('.jg-map')).bottom") == "0px"
        )
