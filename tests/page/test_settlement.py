"""The settlement page in a browser: its language, the order of its rows, and no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import ROOT, visit

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


@pytest.mark.slow
def test_the_first_screen_of_a_year_that_is_over_counts_endings_as_the_settlement_does(
    browser: Browser, tmp_path: Path
) -> None:
    build_workspace(Workspace.open(ROOT), tmp_path)
    totals = """[...document.querySelectorAll('.jg-total')]
      .map((one) => Number(one.textContent.match(/[0-9]+/)[0])).filter(Boolean).sort()"""
    with visit(browser, tmp_path / "settlement.html") as opened:
        settled = opened.evaluate(totals)
    assert sum(settled) == 24
    for width, height in [(1440, 900), (390, 844)]:
        with visit(browser, tmp_path / "city.html", width=width, height=height) as opened:
            line = opened.page.locator(".jg-endings")
            assert line.is_visible()
            said = [int(one.text_content() or "") for one in line.locator("b").all()]
            assert sorted(said, key=str) == sorted(settled, key=str)
            first, *rest = opened.set(brief=0)["brief"]["numbers"]
            assert first == sum(rest) == 24
            assert sorted(filter(None, rest), key=str) == sorted(settled, key=str)
            opened.set(brief=None)
            box = line.bounding_box()
            assert box
            assert box["y"] + box["height"] <= height
            line.locator("a").first.click()
            assert opened.page.url.split("#")[0].endswith("settlement.html")
