"""The settlement page in a browser: its language, the order of its rows, and no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

ROWS = """() => [...document.querySelectorAll('.jg-row')].filter(row => row.offsetParent)
    .map(row => row.id)"""


@pytest.mark.slow
def test_it_speaks_both_languages_and_orders_its_rows_by_ending_or_plan(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "settlement.html") as opened:
        page = opened.page
        told = opened.evaluate("jinanGeo.ready")
        by_ending = opened.evaluate(ROWS)
        assert len(by_ending) == told["commitments"] == 24
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        page.locator(".jg-lang").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("a[data-follows]").first.get_attribute("href") == "index.html#lang=en"
        page.locator("[data-order=plan]").click()
        by_plan = opened.evaluate(ROWS)
        assert by_plan == sorted(by_ending)
        assert by_plan != by_ending
        assert opened.evaluate("jinanGeo.state()") == {"lang": "en", "order": "plan"}
        page.locator(".jg-total a[href]").first.click()
        assert opened.evaluate(ROWS) == by_ending
        assert opened.evaluate("jinanGeo.state()")["lang"] == "en"
        assert [one for one in opened.requests if not one.startswith("file:")] == []
        assert opened.complaints == []


@pytest.mark.slow
def test_without_its_program_every_row_is_there_and_on_paper_in_one_language(
    browser: Browser, sample_pages: Path
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto((sample_pages / "settlement.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator(".jg-row:visible").count() == 24
    assert page.locator(".jg-row [lang=en]:visible").count() == 0
    assert page.locator(".jg-lang:visible, .jg-settle-order:visible").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
