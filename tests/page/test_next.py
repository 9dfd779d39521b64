"""What to do next: a few lines made from the data, each of the rows that a click on it shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from jinan_geo.answers.actions import list_actions
from jinan_geo.page.model import UNREPORTED
from tests.tools.browser import Visit, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import City

pytestmark = pytest.mark.browser
STEPS = """() => Object.fromEntries([...document.querySelectorAll('.jg-next [data-step]')].map(
  (one) => [one.dataset.step, Number(one.querySelector('b').textContent)]))"""
HIDDEN = """() => {
  const box = document.querySelector('.jg-targets').getBoundingClientRect();
  const ends = [...document.querySelectorAll('.jg-tile')].map(
    (one) => one.getBoundingClientRect().bottom);
  const cue = document.querySelector('.jg-below');
  const edge = box.bottom + 1;
  const told = cue ? parseInt(cue.textContent.match(/\\d+/)) : 0;
  return [ends.filter((end) => end > edge).length, told];
}"""


def words(opened: Visit, step: str) -> str:
    return opened.page.locator(f".jg-next [data-step={step}]").inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["city.html", "districts/370105.html"])
@pytest.mark.first_whole(1)
def test_a_step_shows_exactly_the_rows_that_it_counts(
    browser: Browser, sample_pages: Path, name: str
) -> None:
    with visit(browser, sample_pages / name) as opened:
        steps: dict[str, int] = opened.evaluate(STEPS)
        assert list(steps) == ["red", "target", "unreported", "cause"]
        whole = opened.evaluate("jinanGeo.state().counts.list")
        for step, count in steps.items():
            button = opened.page.locator(f".jg-next [data-step={step}]")
            button.click()
            state = opened.evaluate("jinanGeo.state()")
            assert state["counts"]["list"] == count, step
            assert button.get_attribute("aria-pressed") == "true"
            opened.page.click("#jg-tab-projects")  # the action list takes the room of the steps
            assert opened.evaluate(STEPS)[step] == count, "under its own filters as well"
            button.click()
            assert opened.evaluate("jinanGeo.state().counts.list") == whole
        # Beside a filter in force, which a step leaves as it is.
        opened.set(filters={"layer": ["street_improvements"]})
        few: dict[str, int] = opened.evaluate(STEPS)
        assert 0 < few["red"] < steps["red"]
        opened.page.locator(".jg-next [data-step=red]").click()
        state = opened.evaluate("jinanGeo.state()")
        assert state["filters"] == {"layer": ["street_improvements"], "light": ["red"]}
        assert state["counts"]["list"] == few["red"]
        assert opened.complaints == []


@pytest.mark.slow
def test_the_steps_say_what_python_counts(
    browser: Browser, sample_pages: Path, sample_city: City
) -> None:
    city = sample_city
    red = [one for one in list_actions(city) if one.light == "red"]
    late = max(one.late_days or 0 for one in red if one.late_of == "expected")
    reasons = [reason for layer in city.layers if layer.is_projects for reason in layer.reasons[-1]]
    unreported = sum(reason in UNREPORTED for reason in reasons)
    untold = sum(one.cause == "unstated" for one in list_actions(city))
    with visit(browser, sample_pages / "city.html") as opened:
        units = len({one.unit_zh for one in red})
        assert (
            words(opened, "red") == f"督办 {len(red)} 个红灯，{units} 家单位，最多晚 {late} 天完工"
        )
        assert opened.evaluate(STEPS)["unreported"] == unreported
        assert opened.evaluate(STEPS)["cause"] == untold
        assert words(opened, "target").startswith("12-31 到期还有 ")
        opened.set(lang="en")
        assert words(opened, "red") == f"Chase {len(red)} red, units {units}, most days late {late}"


@pytest.mark.slow
def test_where_nothing_is_to_be_done_the_page_says_so(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(filters={"stage": ["accepted"], "layer": ["congestion_hotspots"]})
        assert opened.evaluate("jinanGeo.state().counts.list") > 0
        assert opened.page.locator(".jg-next ol").count() == 0
        said = opened.page.locator(".jg-next > p").inner_text()
        assert said == "没有滞后、未报、待公布或未落图的项目。"


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_are_explained_by_key_and_among_the_sources(
    browser: Browser, sample_pages: Path, lang: str
) -> None:
    word = {"zh": "倒退：", "en": "Set back:"}[lang]
    with visit(browser, sample_pages / "city.html", fragment=f"#lang={lang}") as opened:
        ask = opened.page.locator(".jg-ask")
        ask.focus()
        opened.page.keyboard.press("Enter")
        assert word in opened.page.get_by_role("note").inner_text()
        opened.page.keyboard.press("Enter")
        assert opened.page.get_by_role("note").count() == 0
        title = opened.page.locator(".jg-summary [data-kind=regress]").get_attribute("title")
        assert title is not None
        assert title.startswith(word)
        opened.page.click("#jg-tab-sources")
        assert word in opened.page.locator(".jg-sources").inner_text()


@pytest.mark.slow
def test_a_cue_says_how_many_commitments_lie_below(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        hidden, told = opened.settled(HIDDEN)
        assert hidden == told > 10
        cue = opened.page.locator(".jg-below")
        assert re.fullmatch(r"还有 \d+ 项目标", cue.inner_text())
        left = told
        while cue.count():
            cue.press("Enter")
            hidden, told = opened.settled(HIDDEN)
            assert hidden == told < left
            left = told
        assert left == 0
        opened.page.click(".jg-targets-light[data-light=yellow]")
        assert opened.settled(HIDDEN) == [0, 0]
