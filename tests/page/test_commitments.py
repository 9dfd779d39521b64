"""Commitments first: a line each, the worst first; each opens onto what is late, in three parts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

import jinan_geo
from tests.tools.browser import SAMPLE_CITY, Visit, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import City
    from jinan_geo.page.model import TargetInfo

ROWS = """() => [...document.querySelectorAll('.jg-tile')].map((row) => ({
  name: row.querySelector('.jg-tile-name').textContent,
  light: row.querySelector('.jg-tile-light').textContent.trim(),
  height: row.getBoundingClientRect().height}))"""
LIGHTS = {"red": "红", "yellow": "黄", "grey": "灰", "green": "绿"}  # the worst first
PARTS = """() => Object.fromEntries([...document.querySelectorAll('.jg-parts button')].map(
  (one) => [one.dataset.part, Number(one.querySelector('b').textContent)]))"""


@pytest.fixture(scope="module")
def targets(sample_city: City) -> dict[str, TargetInfo]:
    return {target.name.zh: target for target in sample_city.targets}


@pytest.fixture(scope="module")
def opened(browser: Browser, sample_pages: Path) -> Iterator[Visit]:
    with visit(browser, sample_pages / "city.html") as page:
        yield page


def listed(opened: Visit) -> int:
    count: int = opened.evaluate("jinanGeo.state().counts.list")
    return count


def test_each_is_one_line_and_the_worst_comes_first(
    opened: Visit, targets: dict[str, TargetInfo]
) -> None:
    rows: list[dict[str, Any]] = opened.settled(ROWS)
    assert {row["name"] for row in rows} == {*targets}
    assert max(row["height"] for row in rows) < 32
    order = [[*LIGHTS.values()].index(row["light"]) for row in rows]
    assert order == sorted(order)
    late = [targets[row["name"]].states[-1] for row in rows if row["light"] in {"红", "黄"}]
    leads = [(state.light != "red", state.lead) for state in late]
    assert leads == sorted(leads)
    opened.page.click(".jg-targets-order")
    assert next(row["name"] for row in opened.settled(ROWS)) == next(iter(targets))
    opened.page.click(".jg-targets-order")


def test_the_counters_are_filters(opened: Visit, targets: dict[str, TargetInfo]) -> None:
    yellow = {name for name, one in targets.items() if one.states[-1].light == "yellow"}
    opened.page.click(".jg-targets-light[data-light=yellow]")
    assert {row["name"] for row in opened.settled(ROWS)} == yellow
    opened.page.click(".jg-targets-light[data-light=yellow]")


def test_a_late_one_opens_onto_what_is_not_done_and_says_how_much_would_do(
    opened: Visit, targets: dict[str, TargetInfo]
) -> None:
    name = "新建公共停车设施"
    target = targets[name]
    state = target.states[-1]
    opened.page.click(f".jg-tile-button:has(.jg-tile-name:text-is('{name}'))")
    parts = opened.settled(PARTS)
    left = len(target.whole) - len(state.counted) - len(state.unknown)
    assert parts == {"done": len(state.counted), "open": left, "unjudged": len(state.unknown)}
    assert sum(parts.values()) == len(target.whole)
    assert opened.evaluate("jinanGeo.state().part") == "open"
    assert listed(opened) == left
    assert state.planned is not None
    assert state.actual is not None
    lacking = math.ceil(state.planned - state.actual)
    words = opened.page.locator(".jg-lack").text_content()
    assert words == f"再完成尚未 {left} 项中的 {lacking} 项，即达序时。"
    for part, count in parts.items():
        opened.page.click(f".jg-parts [data-part={part}]")
        assert listed(opened) == count
    assert "part=unjudged" in opened.link()
    # The numbers of the commitments are the city's, and say so once something is filtered.
    assert opened.page.locator(".jg-tag-whole").text_content() == "全市"
    opened.set(target=None)
    assert opened.evaluate("jinanGeo.state().part") is None
    assert opened.page.locator(".jg-tag-whole").count() == 0


def test_scripts_choose_a_part_and_older_links_still_lead_to_it(
    opened: Visit, targets: dict[str, TargetInfo]
) -> None:
    target = targets["新建公共停车设施"]
    state = opened.set(target=target.id, part="open")
    assert (state["target"], state["part"]) == (target.id, "open")
    assert state["counts"]["list"] == len(target.whole) - len(target.states[-1].counted) - len(
        target.states[-1].unknown
    )
    # Without a part it shows what its number counts, as it always has.
    state = opened.set(target=target.id)
    assert state["counts"]["list"] == len(target.states[-1].counted)
    assert opened.set(uncounted=target.id)["part"] == "unjudged"
    assert opened.set(uncounted=None)["target"] is None


def test_a_ranking_under_a_light_is_still_a_share_of_all(opened: Visit) -> None:
    opened.page.click("#jg-tab-districts")
    words = "[...document.querySelectorAll('.jg-rank-words')].map((one) => one.textContent)"
    whole = opened.settled(words)
    opened.set(filters={"light": ["red"], "district": ["370105"]})
    assert opened.settled(words) == whole
    opened.set(filters={"layer": ["parking_sites"]})
    assert opened.settled(words) != whole
    opened.set(filters={})


def test_what_is_expected_by_its_day_stands_in_the_commitment(opened: Visit) -> None:
    frame = jinan_geo.Workspace.open(SAMPLE_CITY).load().targets().set_index("id")
    row = frame.loc["T4-01"]
    for lang, words in (("zh", "预计 {} 至 {}"), ("en", "{} to {} of")):
        opened.set(target="T4-01", lang=lang)
        text = opened.page.locator(".jg-expected").inner_text()
        assert words.format(int(row["forecast_low"]), int(row["forecast_high"])) in text
        assert f"{row['forecast_held']:.0f}" in text
        assert f"{row['forecast_of']:.0f}" in text
    (told,) = opened.evaluate("jinanGeo.state().forecast")
    assert (told["low"], told["high"]) == (row["forecast_low"], row["forecast_high"])
    opened.set(target="T1-02")
    assert opened.page.locator(".jg-expected").inner_text().startswith("Cannot say")
    (told,) = opened.set(target="T4-01", edition=0)["forecast"]
    assert (told["low"], told["unsaid"]) == (None, "open"), "with what was known then"
    assert opened.set(target=None, lang="zh", edition=9)["forecast"] is None
