"""What a leader must read in ten seconds, on a desktop and a phone, without a click or scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.browser import Visit, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

PAGES = ("city.html", "districts/370105.html")
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
# The question, and what on the page answers it.
ANSWERS = {
    "what was promised": ".jg-tile-number small",
    "what is done": ".jg-tile-number b",
    "what is late by name": ".jg-tile-name",
    "how the projects stand": ".jg-light-red b",
    "who is behind": ".jg-behind button b",
    "what changed": ".jg-summary [data-kind=regress] b",
    "how sure it is": ".jg-badge-sample",
    "how fresh it is": ".jg-edition select",
    "how fresh the reports are": ".jg-fresh [data-fresh=lately] b",
    "what to do next": ".jg-next [data-step=red]",
    "what else to do": ".jg-next [data-step=target]",
    "and then": ".jg-next [data-step=unreported]",
}
WHERE = """() => [...document.querySelectorAll('.jg-stack')].filter((one) => {
  const { left, top, width, height } = one.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  return x > 0 && y > 0 && x < innerWidth && y < innerHeight
    && document.elementFromPoint(x, y)?.classList.contains('jg-stack');
}).length"""
# Whole in the window, in no way covered, and of a size that can be read.
READABLE = """(where) => {
  const one = document.querySelector(where);
  if (!one) return 'missing';
  const box = one.getBoundingClientRect();
  if (!box.width || box.top < 0 || box.left < 0) return 'outside';
  if (box.bottom > innerHeight || box.right > innerWidth) return 'outside';
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  if (!top || !(one === top || one.contains(top) || top.contains(one))) return 'covered';
  if (parseFloat(getComputedStyle(one).fontSize) < 11) return 'small';
  for (let up = one.parentElement; up; up = up.parentElement) {
    const frame = up.getBoundingClientRect();
    const beyond = box.bottom > frame.bottom + 1 || box.top < frame.top - 1;
    if (beyond && getComputedStyle(up).overflowY !== 'visible') return 'cut';
  }
  const words = one.tagName === 'SELECT' ? one.selectedOptions[0].textContent : one.textContent;
  return words.trim() ? {words: words.trim()} : 'empty';
}"""
# Parts of the head that lie over one another, run out of the window or lose their words.
HEAD = """() => {
  // The home icon stands in the middle of a larger target, so that one may touch its neighbour.
  const parts = [...document.querySelectorAll('.jg-header > *, .jg-facts > *')];
  const boxes = parts
    .filter((one) => !one.matches('.jg-facts, .jg-home'))
    .map((one) => ({name: one.className, box: one.getBoundingClientRect()}));
  const outside = ({box}) => box.left < 0 || box.right > innerWidth || box.bottom > 53;
  const wrong = boxes.filter(outside).map(({name}) => name);
  boxes.forEach((a, at) => boxes.slice(at + 1).forEach((b) => {
    const apart = a.box.right + 3 <= b.box.left || b.box.right + 3 <= a.box.left;
    if (!apart) wrong.push(`${a.name} touches ${b.name}`);
  }));
  const title = document.querySelector('.jg-title');
  const isCut = title.scrollWidth > title.clientWidth
    || title.scrollHeight > title.clientHeight + 1;
  if (isCut) wrong.push('title cut');
  return wrong;
}"""


def read(opened: Visit, where: str) -> Any:
    return opened.evaluate(READABLE, where)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_eight_answers_are_in_sight(
    browser: Browser, sample_pages: Path, name: str, size: str, lang: str
) -> None:
    width, height = SIZES[size]
    with visit(
        browser, sample_pages / name, width=width, height=height, fragment=f"#lang={lang}"
    ) as opened:
        found = {question: read(opened, where) for question, where in ANSWERS.items()}
        assert [question for question, words in found.items() if isinstance(words, str)] == [], (
            found
        )
        assert "78" in found["what was promised"]["words"]  # of the one furthest behind
        assert found["how fresh it is"]["words"] == {"zh": "2025-10-31", "en": "31 Oct 2025"}[lang]
        assert found["how sure it is"]["words"] == {"zh": "示例数据", "en": "Sample data"}[lang]
        totals = opened.evaluate("jinanGeo.state().totals")
        assert found["how the projects stand"]["words"] == str(totals["red"])
        assert str(totals["red"]) in found["what to do next"]["words"]
        assert opened.evaluate(WHERE) >= (12 if name == "city.html" else 2), "where it is"


@pytest.mark.browser
def test_a_district_names_its_units_that_are_behind(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "districts" / "370105.html") as opened:
        worst = opened.page.locator(".jg-behind button")
        assert worst.count() == 2
        told = [int(worst.nth(at).locator("b").text_content() or "0") for at in range(2)]
        assert told == sorted(told, reverse=True)
        unit = worst.first.get_attribute("data-code") or ""
        assert unit.startswith("天桥区")
        assert "天桥区" not in (worst.first.text_content() or ""), (
            "the page's own name is not said again"
        )
        worst.first.click()
        state = opened.evaluate("jinanGeo.state()")
        assert state["filters"] == {"responsible": [unit], "light": ["red", "yellow"]}
        assert state["counts"]["list"] == told[0]
        everyone = opened.set(filters={"light": ["red", "yellow"]})["facets"]["responsible"]
        assert max(count for name, count in everyone.items() if name) == told[0]


@pytest.mark.browser
@pytest.mark.parametrize("width", [721, 800, 960, 1100, 1440])
def test_the_head_fits_between_phone_and_desk(
    browser: Browser, sample_pages: Path, width: int
) -> None:
    with visit(browser, sample_pages / "city.html", width=width) as opened:
        for lang in ("zh", "en"):
            opened.set(lang=lang)
            assert opened.evaluate(HEAD) == [], lang


@pytest.mark.browser
def test_the_index_marks_samples_as_the_pages_do(browser: Browser, sample_pages: Path) -> None:
    style = "getComputedStyle(document.querySelector('.jg-badge-sample')).borderTopColor"
    with visit(browser, sample_pages / "index.html", width=390, height=844) as opened:
        index = opened.evaluate(style)
        heights = (
            "[...document.querySelectorAll('.jg-numbers')].map((one) => "
            "one.getBoundingClientRect().height)"
        )
        assert max(opened.evaluate(heights)) < 40, "three numbers on one line"
    with visit(browser, sample_pages / "city.html") as opened:
        assert opened.evaluate(style) == index
