"""How fresh what is known is: by row, in the card, in one line, and of commitments now over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import visit
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

OVER = FILES["targets.toml"].replace("value = 4\n", "value = 2\n")
OVER = OVER.replace("due = 2025-12-31", "due = 2025-02-15", 1) + (
    'due = 2025-02-25\nentered = [{ as_of = 2025-02-20, value = 41, source = { zh = "某报" } }]\n'
)
STREETS = "layers/street-works/progress.csv"
OLD = "w-3,2024-07-31,planning,0\n"
SILENT = "s-4"
TOLD = """() => Object.fromEntries([...document.querySelectorAll('.jg-fresh [data-fresh]')].map(
  (one) => [one.dataset.fresh, Number(one.querySelector('b').textContent)]))"""
ROWS = """() => Object.fromEntries([...document.querySelectorAll('.jg-list .jg-row')].map((one) => [
  one.querySelector('.jg-row-name').textContent,
  one.querySelector('.jg-row-line').textContent.replaceAll('\\u00a0', ' ').split(' · ').pop()]))"""
AT_THE_TOP = """one => {
  const { top } = one.getBoundingClientRect();
  const end = document.documentElement.scrollHeight - innerHeight;
  return scrollY > 0 && (Math.abs(top) < 60 || Math.abs(scrollY - end) < 2);
}"""
IN_SIGHT = """() => {
  const box = document.querySelector('.jg-fresh').getBoundingClientRect();
  return box.height > 0 && box.bottom <= innerHeight && box.right <= innerWidth && box.left >= 0;
}"""


@pytest.fixture(scope="module")
def city_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("fresh")
    ledger = FILES["layers/sites/progress.csv"].splitlines(keepends=True)
    files = {
        "targets.toml": OVER,
        "layers/sites/progress.csv": "".join(
            line for line in ledger if not line.startswith(SILENT)
        ),
        STREETS: FILES[STREETS] + OLD,
    }
    write_city(root, files)
    build_workspace(Workspace.open(root), root / "maps")
    return root / "maps" / "city.html"


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_row_and_card_says_how_fresh_it_is(
    browser: Browser, city_page: Path, lang: str
) -> None:
    month, day = {
        "zh": ("截至 2025-01", "截至 2025-01-31"),
        "en": ("as of Jan 2025", "as of 31 Jan 2025"),
    }[lang]
    with visit(browser, city_page, fragment=f"#lang={lang}&at=sites/s-3") as opened:
        opened.page.locator(".jg-card-panel .jg-card-fresh").wait_for()
        assert opened.page.locator(".jg-card-fresh").inner_text().replace("\u00a0", " ") == day
        assert month in opened.evaluate(ROWS).values(), "the month of its record, not the edition's"
        assert opened.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_line_of_the_first_screen_counts_news_and_silence(
    browser: Browser, city_page: Path, lang: str, width: int, height: int
) -> None:
    with visit(browser, city_page, fragment=f"#lang={lang}", width=width, height=height) as opened:
        told = opened.evaluate(TOLD)
        assert sum(told.values()) == opened.evaluate("jinanGeo.state().counts.list")
        assert told["older"] == 1, "of w-3 nothing was heard for half a year"
        assert told["silent"] == 1
        assert opened.evaluate(IN_SIGHT)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_each_count_of_the_line_gives_the_rows_it_counts(
    browser: Browser, city_page: Path, width: int, height: int
) -> None:
    with visit(browser, city_page, width=width, height=height) as opened:
        told = opened.evaluate(TOLD)
        assert {*told} == {"lately", "older", "silent"}
        for key, count in told.items():
            button = opened.page.locator(f".jg-fresh [data-fresh={key}]")
            button.click()
            opened.page.locator(".jg-list").wait_for()
            assert opened.evaluate("jinanGeo.state().counts.list") == count
            assert button.get_attribute("aria-pressed") == "true"
            opened.until(f"location.hash.includes('f.fresh={key}')")
            dates = set(opened.evaluate(ROWS).values())
            assert (dates == {"无记录"}) == (key == "silent")
            button.click()
        assert opened.evaluate("jinanGeo.state().counts.list") == sum(told.values())
        assert opened.complaints == []


@pytest.mark.browser
@pytest.mark.slow
def test_an_ending_leads_to_its_group_of_the_settlement(browser: Browser, city_page: Path) -> None:
    for lang in ("zh", "en"):
        with visit(browser, city_page, fragment=f"#lang={lang}", height=400) as opened:
            opened.page.locator(".jg-endings a[href*=not-due]").click()
            opened.page.locator("section#not-due").wait_for()
            assert opened.page.locator("section#not-due").evaluate(AT_THE_TOP)
            assert opened.page.locator("html").get_attribute("lang")[:2] == lang


@pytest.mark.browser
def test_a_commitment_that_is_over_shows_its_ending_and_no_schedule(
    browser: Browser, city_page: Path
) -> None:
    with visit(browser, city_page) as opened:
        tiles = {
            name: opened.page.locator(".jg-tile", has_text=name)
            for name in ("开工项目", "绿化率", "停车位")
        }
        assert tiles["开工项目"].locator(".jg-ending").inner_text() == "达成"
        assert tiles["开工项目"].locator(".jg-tile-words").inner_text() == "截至 2025-02-28"
        assert tiles["开工项目"].locator(".jg-bullet-tick").count() == 0
        assert tiles["绿化率"].locator(".jg-tile-words").inner_text() == "截至 2025-02-20"
        assert "序时" in tiles["停车位"].locator(".jg-tile-words").inner_text(), "not over yet"
        opened.set(edition=0)
        tiles["开工项目"].locator(".jg-tile-words", has_text="序时").wait_for()
        assert tiles["开工项目"].locator(".jg-ending").count() == 0


@pytest.mark.browser
def test_each_number_of_endings_opens_those_that_ended_so(
    browser: Browser, city_page: Path
) -> None:
    with visit(browser, city_page) as opened:
        numbers = opened.set(brief=0)["brief"]["numbers"]
        assert sorted(numbers, reverse=True)[:3] == [3, 2, 1], "all, met, and one not yet due"
        for which, value in enumerate(numbers):
            opened.set(brief=0)
            opened.page.locator(".jg-slide-sentence button").nth(which).click()
            assert opened.page.locator(".jg-targets .jg-tile").count() == value, which
