"""Whoever cannot see well or use a mouse reads the same page.

WCAG 2.2 AA as far as a program can tell, and keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.browser import ROOT, Visit, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

AXE = ROOT / "jinan_geo" / "web" / "node_modules" / "axe-core" / "axe.min.js"
CHECK = """async (within) => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
  const {violations, passes} = await axe.run(within ?? document, {runOnly: tags});
  const found = violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target}`));
  return {found, passed: passes.length};
}"""
WIDE, PHONE = (1440, 900), (390, 844)
# What has the keyboard: the class of the element, or its tag.
FOCUS = "document.activeElement.className || document.activeElement.tagName"
HAS_LIST = "document.activeElement?.classList.contains('jg-list')"


def check(opened: Visit, state: str, within: str | None = None) -> None:
    """Look for barriers on the whole page, or within what alone is new."""
    opened.page.wait_for_timeout(50)
    checked: dict[str, Any] = opened.evaluate(CHECK, within)
    assert checked["passed"] > (5 if within else 10), state
    assert checked["found"] == [], state


def open_first(opened: Visit) -> None:
    opened.page.locator(".jg-row").first.dispatch_event("click")
    opened.page.locator(".jg-card-panel").wait_for()


def toggle_panel(opened: Visit, size: tuple[int, int]) -> None:
    if size == WIDE:
        opened.page.locator(".jg-fold").click()
    else:  # a sheet: its handle leads from one height to the next
        opened.page.locator(".jg-handle").click()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("city", WIDE), ("city", PHONE), ("urban", WIDE), ("districts/370105", PHONE),
        ("urban", PHONE), ("districts/370105", WIDE),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.first_whole(4)
def test_no_barrier_is_found_on_a_page(
    browser: Browser, sample_pages: Path, name: str, size: tuple[int, int]
) -> None:
    path = sample_pages / f"{name}.html"
    with visit(
        browser, path, width=size[0], height=size[1], bypass_csp=True, reduced_motion="reduce"
    ) as opened:
        opened.page.add_script_tag(path=str(AXE))
        check(opened, "as opened")
        open_first(opened)
        check(opened, "with a card", ".jg-card-panel")
        opened.set(lang="en")
        check(opened, "with a card, in English")
        opened.set(selection=None)
        opened.set(lang="zh")
        toggle_panel(opened, size)
        check(opened, "panel the other way")


@pytest.mark.browser
def test_no_barrier_is_found_in_any_tab(browser: Browser, sample_pages: Path) -> None:
    with visit(
        browser, sample_pages / "city.html", bypass_csp=True, reduced_motion="reduce"
    ) as opened:
        opened.page.add_script_tag(path=str(AXE))
        for tab in opened.page.locator("[role=tab]").all():
            tab.click()
            check(opened, tab.inner_text(), "#jg-tab-content")
        opened.page.locator("#jg-tab-projects").click()
        opened.page.locator(".jg-tools .jg-button[aria-expanded]").first.click()
        opened.page.locator(".jg-facets").wait_for()
        opened.set(lang="en", filters={"light": ["red"]}, compare={"edition": 0})
        check(opened, "filters and comparison")


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_barrier_is_found_on_the_index(
    browser: Browser, sample_pages: Path, size: tuple[int, int]
) -> None:
    path = sample_pages / "index.html"
    with visit(browser, path, width=size[0], height=size[1], bypass_csp=True) as opened:
        opened.page.add_script_tag(path=str(AXE))
        check(opened, "zh")
        opened.page.locator(".jg-lang").click()
        check(opened, "en")


def tab_to(opened: Visit, selector: str, key: str = "Tab", most: int = 60) -> None:
    """Press a key until the keyboard is where it should be, as a reader would."""
    for _ in range(most):
        if opened.evaluate("(where) => document.activeElement.matches(where)", selector):
            return
        opened.page.keyboard.press(key)
    pytest.fail(
        f"{selector} is not reached in {most} presses; the keyboard is at {opened.evaluate(FOCUS)}"
    )


@pytest.mark.browser
def test_everything_is_done_by_keys_alone(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", reduced_motion="reduce") as opened:
        page, keys = opened.page, opened.page.keyboard
        total = opened.evaluate("jinanGeo.state().counts.list")
        tab_to(opened, ".jg-search input")
        keys.type("lx")
        found = opened.evaluate("jinanGeo.state()")
        assert found["query"] == "lx"
        assert 0 < found["counts"]["list"] < total
        keys.press("Enter")
        page.wait_for_function(HAS_LIST)
        outline = opened.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        keys.press("ArrowDown")
        keys.press("ArrowDown")
        page.locator(".jg-card-panel").wait_for()
        chosen = opened.evaluate("jinanGeo.state().selection")
        assert page.locator(".jg-list [aria-selected=true]").count() == 1
        # Into the card, and back out of it to the list.
        tab_to(opened, ".jg-close", most=200)
        keys.press("Escape")
        page.wait_for_function(HAS_LIST)
        assert chosen is not None
        assert opened.evaluate("jinanGeo.state().selection") is None
        assert page.locator(".jg-card-panel").count() == 0
        tab_to(opened, ".jg-search input", "Shift+Tab", 200)
        keys.press("Escape")
        assert opened.evaluate("jinanGeo.state().query") == ""
        tab_to(opened, ".jg-light-red", most=200)
        expected = opened.evaluate("jinanGeo.state().facets.light.red")
        keys.press("Space")
        state = opened.evaluate("jinanGeo.state()")
        assert state["filters"] == {"light": ["red"]}
        assert state["counts"]["list"] == expected
        assert page.locator(".jg-light-red").get_attribute("aria-pressed") == "true"
        assert opened.complaints == []
