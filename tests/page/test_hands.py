"""Quick ways for the keyboard, and what a link names in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STRANGE = "#lang=zh&f.district=370105,999999&f.nothing=1&target=T9&edition=1999-01-31&at=sites/none"


def test_list_and_map_are_two_keys_away(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        keys = opened.page.keyboard
        keys.press("Tab")
        assert opened.page.locator(".jg-skip button:focus").is_visible()
        keys.press("Enter")
        opened.until("document.activeElement.classList.contains('jg-list')")
    with visit(browser, sample_pages / "districts" / "370105.html") as opened:
        keys = opened.page.keyboard
        keys.press("Tab")
        keys.press("Tab")
        keys.press("Enter")
        assert opened.evaluate("document.activeElement.classList.contains('jg-map')")


def test_enter_opens_the_only_hit(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        search = opened.page.get_by_role("searchbox")
        search.fill("平急两用设施示例 45")
        assert opened.evaluate("jinanGeo.state().counts.list") == 1
        search.press("Enter")
        opened.page.locator(".jg-card-panel").wait_for()
        assert opened.evaluate("jinanGeo.state().selection") == opened.evaluate(
            "jinanGeo.listed()[0]"
        )
        opened.set(selection=None, query="lx")
        search.press("Enter")
        opened.until("document.activeElement.classList.contains('jg-list')")
        assert opened.evaluate("jinanGeo.state().selection") is None, "of several none is meant"


def test_what_a_link_names_in_vain_is_said(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", fragment=STRANGE) as opened:
        notice = opened.page.locator(".jg-notice")
        names = "区县 999999；nothing 1；target=T9；edition=1999-01-31；at=sites/none"
        assert notice.locator("p").inner_text() == (
            f"链接中有本页没有的内容：{names}。其余照常显示。"
        )
        assert 0 < opened.evaluate("jinanGeo.state().counts.list") < 200
        notice.get_by_role("button").click()
        assert notice.count() == 0
        opened.evaluate("location.hash = 'f.district=370105'")
        opened.until("jinanGeo.state().filters.district?.length === 1")
        assert notice.count() == 0
