"""Sourced and sample values on a page: one of them is shown, or both beside each other.

They are never added. What the page says of either is what Python says, at every edition.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.answers.quality import assess_quality
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.page.columns import read_block
from jinan_geo.pipeline import build_workspace, prepare_city
from tests.page.test_property import (
    LIGHTS,
    VISIT,
    check_state,
    count_choices,
    draw_states,
)
from tests.tools.browser import visit
from tests.tools.mixed_city import MADE_UP_LAYER, MIXED
from tests.tools.oracle import Project, Wanted, projects_of
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import City

SEED = 20261129
STATES = 45
TRUTHS = ("sourced", "sample", "all")
PAGES = ("city", "urban", "districts/370102", "districts/370112", "districts/370103")

# The numbers that stand beside each other, as [what is sourced, samples].
BOTH = """async (states) => {
  const number = (element) => Number(element.lastChild.textContent.replace(/[^\\d]/g, ''));
  const pairs = (selector) => [...document.querySelectorAll(`${selector} .jg-both`)].map(
    (both) => [...both.children].map(number));
  const found = [];
  for (const {tab, ...wanted} of states) {
    const state = jinanGeo.set(wanted);
    document.getElementById(`jg-tab-${tab}`).click();
    await new Promise((done) => setTimeout(done));
    found.push({
      counts: state.counts, facets: state.facets, samples: state.samples,
      lights: pairs('.jg-lights-row'), legend: pairs('.jg-coloring ~ .jg-entry'),
      match: document.querySelector('.jg-match')?.textContent ?? null,
      badge: document.querySelector('#jg-tab-projects small')?.textContent ?? null,
      ranks: [...document.querySelectorAll('.jg-ranking section')].map((section) => [
        section.dataset.truth,
        [...section.querySelectorAll('.jg-rank .jg-sr')].map(
          (rank) => rank.textContent.match(/\\d+/g).map(Number)),
      ]),
    });
  }
  return found;
}"""
TILES = """async (wanted) => {
  jinanGeo.set(wanted);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return [...document.querySelectorAll('.jg-tile')].map((tile) => [
    tile.querySelector('.jg-tile-name').textContent,
    [...tile.querySelectorAll('.jg-tile-number')].map((one) => [
      one.dataset.truth ?? null, one.querySelector('b')?.textContent ?? null]),
  ]);
}"""
SWITCH = """() => [...document.querySelectorAll('.jg-truth button')].map(
    (button) => [button.dataset.truth, button.textContent, button.ariaPressed])"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mixed city and its pages."""
    folder = write_city(tmp_path_factory.mktemp("mixed"), MIXED)
    build_workspace(Workspace.open(folder), folder / "maps")
    return folder


@pytest.fixture(scope="module")
def city(root: Path) -> City:
    return prepare_city(Workspace.open(root))


@pytest.fixture(scope="module")
def projects(city: City) -> list[Project]:
    shown = [layer for layer in city.layers if layer.is_projects]
    return [one for layer in shown for one in projects_of(layer, len(city.editions))]


def head_of(path: Path) -> dict[str, Any]:
    block = re.search(r'id="jg-page">([^<]+)<', path.read_text(encoding="utf-8"))
    assert block
    page: dict[str, Any] = read_block(block[1])[0]["page"]
    return page


def of_kind(projects: Sequence[Project], edition: int, truth: str) -> list[Project]:
    wanted = {"sourced": {"official"}, "sample": {"sample", "progress"}}[truth]
    return [one for one in projects if one.by_edition["sample"][edition] in wanted]


def test_both_kinds_are_there_and_one_changes_its_kind(projects: list[Project]) -> None:
    """The city of these tests has what they are about."""
    natures = [[one.by_edition["sample"][at] for one in projects] for at in (0, 1)]
    assert [of.count("progress") for of in natures] == [0, 1]
    assert [of.count("official") for of in natures] == [8, 7]


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_the_totals_of_each_kind_are_pythons_at_every_edition(
    browser: Browser, root: Path, name: str
) -> None:
    path = root / "maps" / f"{name}.html"
    page = head_of(path)
    assert len(page["samples"]) == len(page["totals"]) == len(page["editions"])
    with visit(browser, path) as opened:
        for edition, pair in enumerate(zip(page["totals"], page["samples"], strict=True)):
            for truth, expected in zip(("sourced", "sample"), pair, strict=True):
                state = opened.set(edition=edition, truth=truth)
                assert state["truth"] == truth
                assert state["totals"] == pytest.approx(expected, rel=1e-4)
                assert state["counts"]["list"] == expected["projects"]
            both = opened.set(truth="all")["totals"]
            assert [both["sourced"], both["sample"]] == [
                pytest.approx(one, rel=1e-4) for one in pair
            ]
            assert set(both) == {"sourced", "sample"}


@pytest.mark.browser
def test_every_number_of_a_kind_agrees_in_random_states(
    browser: Browser, root: Path, city: City, projects: list[Project]
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same states every time
    states = draw_states(projects, len(city.editions))[:STATES]
    names = dict(zip(city.districts.codes, city.districts.names_zh, strict=True))
    truths = [chance.choice(TRUTHS) for _ in states]
    asked = [{**one.for_page(), "truth": truth} for one, truth in zip(states, truths, strict=True)]
    with visit(browser, root / "maps" / "city.html", width=1200, height=640) as opened:
        single = [one for one in asked if one["truth"] != "all"]
        said = iter(opened.evaluate(VISIT, single))
        told = iter(opened.evaluate(BOTH, [one for one in asked if one["truth"] == "all"]))
        assert opened.complaints == []
    for wanted, truth in zip(states, truths, strict=True):
        if truth == "all":
            check_both(wanted, next(told), projects)
        else:
            check_state(wanted, next(said), of_kind(projects, wanted.edition, truth), names)


def check_both(wanted: Wanted, said: dict[str, Any], projects: list[Project]) -> None:
    """Each number is told of each kind, as Python counts it."""
    layers = list(dict.fromkeys(project.key[0] for project in projects))
    chosen = wanted.chosen(layers)
    parts = [of_kind(projects, wanted.edition, truth) for truth in ("sourced", "sample")]
    counted = [count_choices(part, wanted, chosen) for part in parts]
    lists = [len(passing) for passing, _ in counted]
    assert [said["counts"][truth]["list"] for truth in ("sourced", "sample")] == lists
    assert said["counts"]["list"] == sum(lists)
    lights = [[counts["light"][light] for _, counts in counted] for light in LIGHTS]
    assert said["legend"] == lights
    assert said["lights"][:4] == lights
    assert said["lights"][4] == [said["counts"][truth]["drawer"] for truth in ("sourced", "sample")]
    assert said["badge"] == (f"{lists[0]} · {lists[1]}" if sum(lists) else None)
    if said["match"] is not None:
        assert said["match"] == f"真实 {lists[0]} · 示例 {lists[1]}"
    for dimension, counts in counted[1][1].items():
        found = {key: count for key, count in said["samples"][dimension].items() if count}
        assert found == {key: count for key, count in counts.items() if count}
    # A share is one of all of a district's projects, whatever light or district is asked for.
    aside = {name: of for name, of in chosen.items() if name not in {"light", "district"}}
    for truth, ranks in said["ranks"]:
        part = parts[("sourced", "sample").index(truth)]
        passing, _ = count_choices(part, wanted, aside)
        here = [one for one in projects if one.key in passing]
        assert sum(map(sum, ranks)) == sum(len(one.districts) for one in here)


@pytest.mark.browser
def test_a_commitment_is_told_by_values_of_one_kind_or_of_each(
    browser: Browser, root: Path, city: City
) -> None:
    targets = {target.id: target for target in city.targets}
    apart = [len(targets[key].samples) > 0 for key in ("T-1", "T-2", "T-3", "T-4", "T-5")]
    assert apart == [True, True, True, False, False]
    with visit(browser, root / "maps" / "city.html") as opened:
        for edition in range(len(city.editions)):
            for truth in TRUTHS:
                found = opened.evaluate(TILES, {"edition": edition, "truth": truth})
                expected = [told(targets[one.id], edition, truth) for one in city.targets]
                assert sorted(name for name, _ in found) == sorted(
                    one.name.zh for one in city.targets
                )
                shown = dict(found)
                assert [shown[one.name.zh] for one in city.targets] == expected


def told(target: Any, edition: int, truth: str) -> list[list[str | None]]:
    """What a tile says: of which kind each number is where both are told, and the number."""
    own = target.states[edition]
    if target.samples:
        states = {"sourced": own, "sample": target.samples[edition]}
        shown = states if truth == "all" else {truth: states[truth]}
        numbers = {kind: plain(state.actual) for kind, state in shown.items()}
        if not any(numbers.values()):
            return []
        return [[kind if truth == "all" else None, one] for kind, one in numbers.items()]
    if own.actual is None or (truth != "all" and own.sample != (truth == "sample")):
        return []
    return [[None, plain(own.actual)]]


def plain(actual: float | None) -> str | None:
    return None if actual is None else f"{actual:,.0f}"


@pytest.mark.browser
def test_each_kind_has_its_own_level_of_quality(browser: Browser, root: Path, city: City) -> None:
    judged = assess_quality(city.layers, city.districts, city.issues)
    kinds = [one.kind for one in judged if one.layer and not one.district]
    wanted = {kind: kinds.count(kind) for kind in ("sourced", "sample")}
    with visit(browser, root / "maps" / "city.html") as opened:
        opened.page.locator("#jg-tab-issues").click()
        opened.page.locator(".jg-quality > summary").click()
        rows = opened.page.locator(".jg-quality-row")
        for kind, count in wanted.items():
            opened.set(truth=kind)
            assert rows.count() == count > 0
            assert rows.locator(".jg-tag").count() == 0
        opened.set(truth="all")
        tags = rows.locator(".jg-tag").all_text_contents()
        assert sorted(tags) == sorted(["真实"] * wanted["sourced"] + ["示例"] * wanted["sample"])
        assert opened.complaints == []


@pytest.mark.browser
def test_the_switch_opens_on_what_is_sourced_and_is_kept_in_the_link(
    browser: Browser, root: Path
) -> None:
    page = root / "maps" / "city.html"
    with visit(browser, page) as opened:
        assert opened.evaluate("jinanGeo.state().truth") == "sourced"
        ready = opened.evaluate("jinanGeo.ready")
        assert (ready["features"], ready["located"]) == (7, 5)
        assert ready["samples"] == {"features": 12, "located": 11, "unlocated": 1}
        group = opened.page.get_by_role("group", name="显示哪类数据")
        assert opened.evaluate(SWITCH) == [
            ["sourced", "真实 7", "true"],
            ["sample", "示例 12", "false"],
            ["all", "全部", "false"],
        ]
        assert "示例" not in opened.page.locator(".jg-legend").inner_text()
        group.get_by_role("button", name="示例").focus()
        opened.page.keyboard.press("Enter")
        opened.until("jinanGeo.state().truth === 'sample'")
        assert "truth=sample" in opened.link()
        group.get_by_role("button", name="全部").click()
        opened.until("jinanGeo.state().counts.list === 19")
        link = opened.link().partition("#")[2]
    with visit(browser, page, fragment=f"#{link}&lang=en") as opened:
        assert opened.evaluate("jinanGeo.state().truth") == "all"
        opened.page.get_by_role("group", name="Data shown").get_by_role(
            "button", name="Sourced"
        ).click()
        opened.until("jinanGeo.state().truth === 'sourced'")
        assert opened.evaluate("jinanGeo.state().totals.projects") == 7
        assert opened.complaints == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_switch_has_room_and_nothing_runs_out_of_the_page(
    browser: Browser, root: Path, width: int, height: int
) -> None:
    with visit(browser, root / "maps" / "city.html", width=width, height=height) as opened:
        for truth in TRUTHS:
            opened.set(truth=truth)
            boxes = opened.evaluate(
                "[...document.querySelectorAll('.jg-truth button, .jg-lights-row b')].map("
                "(one) => one.getBoundingClientRect().toJSON())"
            )
            assert all(box["left"] >= 0 and box["right"] <= width for box in boxes)
            wide = opened.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
        least = min(box["height"] for box in boxes[:3])
        assert least >= (44 if width < 500 else 24)


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["sourced", "sample"])
def test_a_page_of_one_kind_has_no_switch_and_shows_all(
    browser: Browser, tmp_path: Path, kind: str
) -> None:
    files = {"layers/made-up/layer.toml": MADE_UP_LAYER}
    files |= {
        key: text for key, text in MIXED.items() if key.startswith("layers/made-up/") and text
    }
    files["targets.toml"] = 'source = { zh = "示例" }\ntargets = []\n'
    gone = dict.fromkeys(key for key in FILES if key.startswith("layers/s"))
    folder = write_city(tmp_path, {} if kind == "sourced" else {**gone, **files})
    build_workspace(Workspace.open(folder), folder / "maps")
    with visit(browser, folder / "maps" / "city.html") as opened:
        before = opened.evaluate("jinanGeo.state()")
        assert before["truth"] == "all"
        assert opened.page.locator(".jg-truth, .jg-both").count() == 0
        assert opened.set(truth="sample") == before
        refused = opened.evaluate(
            "(() => { try { jinanGeo.set({truth: 'true'}) } catch (e) { return e.message } })()"
        )
        assert refused == 'no truth "true"; there are sourced, sample, all'


COVERED = """() => {
  const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
    && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const found = [];
  for (const tile of document.querySelectorAll('.jg-tile-apart')) {
    const parts = [...tile.querySelector('.jg-tile-button').children]
      .filter(one => one.getBoundingClientRect().width > 2);
    for (const [at, one] of parts.entries())
      for (const other of parts.slice(at + 1))
        if (over(one.getBoundingClientRect(), other.getBoundingClientRect()))
          found.push(`${tile.textContent.slice(0, 12)}: ${one.className} ${other.className}`);
  }
  return [document.querySelectorAll('.jg-tile-apart').length, found];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_values_of_a_commitment_stand_apart(browser: Browser, root: Path, lang: str) -> None:
    path = root / "maps" / "city.html"
    with visit(browser, path, fragment=f"#lang={lang}&truth=all") as opened:
        count, found = opened.evaluate(COVERED)
        assert count > 0
        assert found == []
        opened.page.locator(".jg-tile-apart .jg-tile-button").first.click()
        assert opened.evaluate(COVERED)[1] == []
