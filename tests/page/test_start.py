"""How a page opens: first the head, the commitments and the map, a frame later the lists and the
tools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# Notes when each part first stands in the document.
WATCH = """
window.seen = {};
const parts = {target: '.jg-tile', map: '.jg-tiles canvas', list: '.jg-row',
  legend: '.jg-legend', time: '.jg-time'};
new MutationObserver(() => {
  for (const [name, selector] of Object.entries(parts))
    if (!(name in seen) && document.querySelector(selector)) seen[name] = performance.now();
}).observe(document, {childList: true, subtree: true});
"""
TIMES = "({...seen, usable: performance.getEntriesByName('jg-usable')[0].startTime})"
MAP_HEIGHT = (
    "document.querySelector('.jg-map').clientHeight + "
    "document.querySelector('.jg-time').clientHeight"
)


def test_the_commitments_and_the_map_come_before_the_lists(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html", first=WATCH) as city:
        times = city.page.evaluate(TIMES)
        assert set(times) == {"target", "map", "list", "legend", "time", "usable"}
        first = max(times[name] for name in ("target", "map"))
        later = min(times[name] for name in ("list", "legend", "time"))
        assert first <= times["usable"] <= later
        # The map knew beforehand how much room the bar of time would take.
        head = city.page.evaluate("document.querySelector('.jg-header').clientHeight")
        assert abs(city.page.evaluate(MAP_HEIGHT) + head - 900) <= 2


STILL = "document.querySelector('#jg-still')"


def test_the_numbers_can_be_read_before_the_program_runs_and_are_its_own(
    browser: Browser, sample_pages: Path
) -> None:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, offline=True, java_script_enabled=False
    )
    page = context.new_page()
    page.goto((sample_pages / "city.html").as_uri())
    said = page.locator("#jg-still").inner_text()
    rows = page.locator("#jg-still tr").all_inner_texts()
    assert "此页需要启用 JavaScript" in page.locator("#jg-still noscript").inner_text()
    context.close()
    with visit(browser, sample_pages / "city.html", first=WATCH) as city:
        assert city.page.evaluate(f"{STILL} === null")
        assert city.page.evaluate(
            "performance.getEntriesByName('jg-still')[0].startTime"
        ) < city.page.evaluate("seen.target")
        for text in city.page.locator(
            ".jg-title, .jg-edition select option:checked, .jg-light:not(.jg-light-unlocated) b"
        ).all_inner_texts():
            assert text in said
        for mark in ("示例数据", "未送审·仅供内部"):
            assert mark in said
        tiles = city.page.locator(".jg-tile").all()
        assert len(rows) == len(tiles) == 24
        named = {row.split("\t")[0].strip(): row for row in rows}
        for tile in tiles:
            row = named[(tile.locator(".jg-tile-name").text_content() or "").strip()]
            number = tile.locator(".jg-tile-number b")
            assert (number.inner_text() if number.count() else "暂无数据") in row
            assert (tile.locator(".jg-tile-light").inner_text().strip()) in row


def test_damaged_data_leave_the_numbers_to_be_read(
    browser: Browser, sample_pages: Path, tmp_path: Path
) -> None:
    text = (sample_pages / "city.html").read_text(encoding="utf-8")
    at = text.index('id="jg-page">') + 100
    broken = tmp_path / "broken.html"
    broken.write_text(text[:at] + "AAAA" + text[at + 4 :], encoding="utf-8")
    with visit(browser, broken, whole=False) as page:
        page.page.locator(".jg-failure").wait_for(state="visible")
        assert page.page.locator("#jg-still tr").count() == 24


def test_a_page_that_nobody_sees_becomes_whole_too(browser: Browser, sample_pages: Path) -> None:
    unseen = "window.requestAnimationFrame = () => 0;"  # as in a tab behind others
    with visit(browser, sample_pages / "city.html", first=unseen) as city:
        assert city.page.evaluate("document.querySelectorAll('.jg-row').length") > 0


# The program's parts stay packed until the test lets them go.
HELD = """
const Real = DecompressionStream;
const gate = new Promise(open => window.letGo = open);
window.DecompressionStream = class {
  constructor(kind) {
    const real = new Real(kind);
    const wait = new TransformStream({
      async transform(chunk, out) { await gate; out.enqueue(chunk); }});
    this.writable = wait.writable;
    this.readable = wait.readable.pipeThrough(real);
  }
};
"""
NAMED = {"#f.light=red": {"light": ["red"]}, "#f.district=370126": {"district": ["370126"]}}


@pytest.mark.parametrize("link", [*NAMED, "#target="])
def test_what_is_clicked_before_the_program_runs_takes_effect(
    browser: Browser, sample_pages: Path, link: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    page.add_init_script(HELD)
    page.goto((sample_pages / "city.html").as_uri())
    page.locator(f"#jg-still a[href^='{link}']").first.click()
    assert page.evaluate(f"{STILL} !== null && !jinanGeo.state")
    page.evaluate("letGo()")
    page.evaluate("jinanGeo.ready")
    state = page.evaluate("jinanGeo.state()")
    assert state["filters"] == NAMED.get(link, {})
    assert bool(state["target"]) == (link == "#target=")
    assert page.locator(".jg-tiles canvas").count() > 0
    context.close()


def test_the_first_map_lies_where_the_map_will_be(browser: Browser, sample_pages: Path) -> None:
    names = """[...document.querySelectorAll('.jg-still-map text')].map((one) => {
      const {left, right, top, bottom} = one.getBoundingClientRect();
      return [one.textContent, (left + right) / 2, (top + bottom) / 2];
    })"""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, offline=True, java_script_enabled=False
    )
    still = context.new_page()
    still.goto((sample_pages / "city.html").as_uri())
    first = {name: at for name, *at in still.evaluate(names)}
    context.close()
    assert len(first) == 12
    with visit(browser, sample_pages / "city.html") as city:
        for label in city.evaluate("jinanGeo.labels()"):
            left, top, width, height = label["box"]
            at = next(at for name, at in first.items() if name.startswith(label["text"]))
            # The map's zoom goes by quarters, so its scale is up to a sixth smaller; names stand
            # beside the circles of their districts.
            assert abs(at[0] - left - width / 2) < 80
            assert abs(at[1] - top - height / 2) < 130
