"""What part of the map is in sight: everything stays everything; ready is what is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser

# The box of all drawn tiles that hold anything, by their own pixels.
INKED = """[...document.querySelectorAll('.jg-map .jg-tiles canvas')].map((one) => {
  const pixels = one.getContext('2d').getImageData(0, 0, one.width, one.height).data;
  let sum = 0;
  for (let at = 3; at < pixels.length; at += 4) sum += pixels[at];
  return sum;
}).join()"""
SIZE = "document.querySelector('.jg-map').getBoundingClientRect().width"


def names_in_sight(opened: Visit) -> set[str]:
    labels = opened.settled("jinanGeo.labels()")
    return {label["id"] for label in labels if label["kind"] == "district"}


def test_everything_stays_in_sight_beside_a_folded_panel(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        wide = opened.evaluate(SIZE)
        opened.page.locator(".jg-fold").click()
        opened.until(f"{SIZE} > {wide}")
        assert len(names_in_sight(opened)) == 12
        assert opened.evaluate("jinanGeo.state().map") is None


@pytest.mark.parametrize("size", [(1200, 500)])
def test_everything_stays_in_sight_in_another_window(
    browser: Browser, sample_pages: Path, size: tuple[int, int]
) -> None:
    width, height = size
    with visit(browser, sample_pages / "city.html") as opened:
        opened.page.set_viewport_size({"width": width, "height": height})
        opened.until(f"innerWidth === {width}")
        opened.settled(SIZE)
        corner = "jinanGeo.labels().then((all) => all.find(({id}) => id === '370124').box)"
        assert opened.evaluate("jinanGeo.state().map") is None
        placed = opened.settled(corner)
        with visit(browser, sample_pages / "city.html", width=width, height=height) as fresh:
            assert fresh.settled(corner) == pytest.approx(placed, abs=1)


def test_a_view_that_was_chosen_stays_when_the_window_changes(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(map={"zoom": 14, "lat": 36.66, "lon": 117.03})
        opened.page.set_viewport_size({"width": 900, "height": 500})
        opened.settled(SIZE)
        assert opened.evaluate("jinanGeo.state().map.zoom") == 14


def test_show_all_shows_the_result_first_and_then_everything(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(filters={"district": ["370124"]})
        button = opened.page.locator(".jg-map-buttons button").nth(2)
        button.click()
        assert names_in_sight(opened) <= {"370124", "370113"}
        assert opened.evaluate("jinanGeo.state().map.zoom") > 9
        button.click()
        assert len(names_in_sight(opened)) == 12
        assert opened.evaluate("jinanGeo.state().map") is None


def test_the_browsers_way_back_takes_a_filter_and_its_view_back(
    browser: Browser, sample_pages: Path
) -> None:
    seen = "(({filters, query, map}) => [filters, query, map])(jinanGeo.state())"
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(map={"zoom": 11, "lat": 36.66, "lon": 117.03})
        opened.link()
        before = opened.evaluate(seen)
        opened.page.locator(".jg-light").first.click()
        opened.until("jinanGeo.state().filters.light?.length === 1")
        opened.link()
        opened.page.locator("input[type=search]").first.press_sequentially("停车", delay=30)
        opened.until("jinanGeo.state().query === '停车'")
        opened.settled(seen)
        assert opened.evaluate(seen)[2] != before[2]  # the map follows
        opened.link()
        opened.page.go_back()
        opened.until("jinanGeo.state().query === ''")
        assert len(opened.evaluate("jinanGeo.state().filters.light")) == 1
        opened.page.go_back()
        opened.until("!jinanGeo.state().filters.light")
        assert opened.settled(seen) == before
        opened.page.go_forward()
        opened.until("jinanGeo.state().filters.light?.length === 1")


def test_a_script_leaves_no_steps_for_the_browsers_way_back(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        steps = opened.evaluate("history.length")
        for light in ("red", "green"):
            opened.set(filters={"light": [light]})
            opened.link()
        assert opened.evaluate("history.length") == steps


def test_the_page_is_ready_once_what_is_in_sight_is_painted(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html", width=3840, height=2160) as opened:
        at_once = opened.evaluate(INKED)
        assert at_once.count(",") > 50
        assert opened.settled(INKED) == at_once
