"""A page on a small screen, in a shell that refuses things, or damaged, still says what it can."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.page.test_ground import ASKS, LAMES
from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# 720 x 450 is a laptop's 1440 x 900 at 200 % zoom. A wide screen full of symbols takes longest to
# paint, so there a district's page stands for the city's.
ZOOMED, PHONE, WIDE = (720, 450), (390, 844), (3840, 2160)
OPENED = [
    ("city", ZOOMED), ("city", PHONE), ("districts/370105", WIDE), ("districts/370105", PHONE),
    ("index", ZOOMED), ("city", WIDE), ("districts/370105", ZOOMED), ("index", PHONE),
    ("index", WIDE),
]  # fmt: skip
HIDDEN = """() => {
  const {scrollWidth, clientWidth} = document.documentElement;
  const found = scrollWidth > clientWidth ? [`scrolls: ${scrollWidth} > ${clientWidth}`] : [];
  const controls = [
    ...document.querySelectorAll('header a, header select, header input, header .jg-lang')];
  for (const one of controls) {
    const {left, right, top, bottom} = one.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const inside = left >= 0 && top >= 0 && right <= innerWidth + 0.5
      && bottom <= innerHeight && right - left > 8;
    if (!inside || !one.checkVisibility() || !one.contains(document.elementFromPoint(x, y)))
      found.push(`${one.className || one.tagName} at ${[left, top, right, bottom]}`);
  }
  return controls.length ? found : ['no controls'];
}"""
REFUSING = """
const refuse = () => { throw new DOMException('refused here', 'SecurityError'); };
for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, {get: refuse});
Object.defineProperty(navigator, 'clipboard', {get: refuse});
history.replaceState = history.pushState = refuse;
"""
TOLD = """jinanGeo.ready.then((ready) =>
    [ready, jinanGeo.state(), jinanGeo.painted(), jinanGeo.listed()])"""
BEGUN = "asks.filter(({isLast}) => isLast).length"
RUNNING = "document.getAnimations().filter((one) => one.playState === 'running').length"


def damage(page: Path, block: str, into: Path, *, how: str) -> Path:
    """A copy of a page with one block damaged, as by a mail gateway or an editor."""
    text = page.read_text(encoding="utf-8")
    pattern = re.compile(
        rf'(<script type="application/octet-stream" id="{re.escape(block)}">)([^<]*)(</script>)'
    )
    held = pattern.search(text)
    assert held
    whole = held[2].strip()
    middle = len(whole) // 2
    damaged = {
        "cut": whole[: middle // 4 * 4],
        "changed": f"{whole[:middle]}{'A' * 64}{whole[middle + 64 :]}",
        "text": "这不是数据",
        "empty": "",
    }[how]
    copy = into / page.name
    copy.write_text(text[: held.start(2)] + damaged + text[held.end(2) :], encoding="utf-8")
    return copy


def enlarge(page: Path, into: Path) -> Path:
    """A copy that says its layers are large, so that a worker begins them before the program."""
    text = page.read_text(encoding="utf-8")
    assert text.count('id="jg-worker">') == 1
    copy = into / f"large-{page.name}"
    copy.write_text(text.replace('id="jg-worker">', 'id="jg-worker" data-large>'), encoding="utf-8")
    return copy


@pytest.mark.browser
@pytest.mark.parametrize(("name", "size"), OPENED, ids=str)
@pytest.mark.first_whole(5)
def test_nothing_lies_beyond_the_edge(
    browser: Browser, sample_pages: Path, name: str, size: tuple[int, int]
) -> None:
    with visit(browser, sample_pages / f"{name}.html", width=size[0], height=size[1]) as opened:
        for lang in ("zh", "en"):
            opened.set(lang=lang)
            opened.page.wait_for_timeout(50)
            assert opened.evaluate(HIDDEN) == [], lang


@pytest.mark.browser
@pytest.mark.parametrize("name", ["city", "index"])
def test_a_shell_that_refuses_leaves_the_page_working(
    browser: Browser, sample_pages: Path, name: str
) -> None:
    with visit(browser, sample_pages / f"{name}.html", first=REFUSING) as opened:
        opened.page.locator(".jg-lang").click()
        opened.page.wait_for_function("document.documentElement.lang === 'en'")
        if name == "city":
            opened.page.locator(".jg-light-red").click()
            opened.page.locator(".jg-row").first.click()
            opened.page.locator(".jg-card-panel").wait_for()
            state = opened.evaluate("jinanGeo.state()")
            assert state["filters"] == {"light": ["red"]}
            assert state["selection"] is not None
        assert opened.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("how", ["cut", "changed", "text", "empty"])
@pytest.mark.first_whole(2)
def test_a_damaged_layer_leaves_the_others(
    browser: Browser, sample_pages: Path, tmp_path: Path, how: str
) -> None:
    page = sample_pages / "city.html"
    with visit(browser, page) as opened:
        whole = opened.evaluate("jinanGeo.ready")
    broken = next(
        layer for layer in whole["layers"] if layer["features"] and layer["id"] != "districts"
    )
    damaged = damage(page, f"jg-layer-{broken['id']}", tmp_path, how=how)
    if how != "cut":  # told of as well where a worker finds it first
        damaged = enlarge(damaged, tmp_path)
    with visit(browser, damaged) as opened:
        ready = opened.evaluate("jinanGeo.ready")
        assert [one["layer"] for one in ready["failures"]] == [broken["id"]]
        assert ready["layers"] == [layer for layer in whole["layers"] if layer != broken]
        assert ready["features"] == whole["features"] - broken["features"]
        assert opened.evaluate("jinanGeo.state().counts.list") == ready["features"]
        notice = opened.page.locator(".jg-notice")
        assert "已损坏，未显示" in notice.inner_text()
        opened.set(lang="en")
        opened.page.wait_for_function(
            "/damaged and not shown/.test(document.querySelector('.jg-notice').textContent)"
        )
        notice.locator("button").click()
        notice.wait_for(state="detached")
        opened.page.locator(".jg-row").first.click()
        opened.page.locator(".jg-card-panel").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("worker", ["able", *LAMES])
@pytest.mark.first_whole(2)
def test_large_layers_that_a_worker_begins_or_refuses_are_the_same(
    browser: Browser, sample_pages: Path, tmp_path: Path, worker: str
) -> None:
    page = sample_pages / "city.html"
    with visit(browser, page, first=ASKS) as opened:
        plain = opened.evaluate(TOLD)
        assert opened.evaluate(BEGUN) == 0
    first = ASKS if worker == "able" else LAMES[worker]
    with visit(browser, enlarge(page, tmp_path), first=first) as opened:
        assert opened.evaluate(TOLD) == plain
        assert opened.complaints == []
        if worker == "able":
            assert opened.evaluate(BEGUN) == len(plain[0]["layers"])


@pytest.mark.browser
@pytest.mark.parametrize("how", ["cut", "changed", "text", "empty"])
def test_a_damaged_head_is_told_in_both_languages(
    browser: Browser, sample_pages: Path, tmp_path: Path, how: str
) -> None:
    with visit(
        browser, damage(sample_pages / "city.html", "jg-page", tmp_path, how=how), whole=False
    ) as opened:
        told = opened.page.locator(".jg-failure")
        told.wait_for()
        assert told.get_attribute("role") == "alert"
        assert "这个页面的数据已损坏，无法显示。" in told.inner_text()
        assert "The data of this page are damaged and cannot be shown." in told.inner_text()
        box = told.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1440
        assert box["y"] >= 0


@pytest.mark.browser
def test_who_wants_no_motion_sees_none(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", reduced_motion="reduce") as opened:
        opened.page.locator(".jg-row").first.click()
        opened.page.locator(".jg-card-panel").wait_for()
        assert opened.evaluate(RUNNING) == 0
        opened.page.locator(".jg-fold").click()
        opened.page.locator(".jg-map-buttons button").first.click()
        assert opened.evaluate(RUNNING) == 0
        assert not opened.evaluate("!!document.querySelector('.leaflet-zoom-anim')")
