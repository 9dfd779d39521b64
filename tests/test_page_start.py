"""How a page opens: first the head, the commitments and the map, a frame later the lists and the tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# Notes when each part first stands in the document.
WATCH = """
window.seen = {};
const parts = {target: '.jg-tile', map: '.jg-tiles canvas', list: '.jg-row', legend: '.jg-legend', time: '.jg-time'};
new MutationObserver(() => {
  for (const [name, selector] of Object.entries(parts))
    if (!(name in seen) && document.querySelector(selector)) seen[name] = performance.now();
}).observe(document, {childList: true, subtree: true});
"""
TIMES = "({...seen, usable: performance.getEntriesByName('jg-usable')[0].startTime})"
MAP_HEIGHT = "document.querySelector('.jg-map').clientHeight + document.querySelector('.jg-time').clientHeight"


def test_the_commitments_and_the_map_come_before_the_lists(browser: Browser, real_pages: Path) -> None:
    with visit(browser, real_pages / "city.html", first=WATCH) as city:
        times = city.page.evaluate(TIMES)
        assert set(times) == {"target", "map", "list", "legend", "time", "usable"}
        first = max(times[name] for name in ("target", "map"))
        later = min(times[name] for name in ("list", "legend", "time"))
        assert first <= times["usable"] <= later
        # The map knew beforehand how much room the bar of time would take.
        head = city.page.evaluate("document.querySelector('.jg-header').clientHeight")
        assert abs(city.page.evaluate(MAP_HEIGHT) + head - 900) <= 2


def test_a_page_that_nobody_sees_becomes_whole_too(browser: Browser, real_pages: Path) -> None:
    unseen = "window.requestAnimationFrame = () => 0;"  # as in a tab behind others
    with visit(browser, real_pages / "city.html", first=unseen) as city:
        assert city.page.evaluate("document.querySelectorAll('.jg-row').length") > 0
