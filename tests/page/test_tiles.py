"""The commitments' tiles at every edition, against Python's own numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.page.test_property import LIGHTS, projects
from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.city.city import City
    from tests.tools.oracle import Project

__all__ = ["projects"]  # a fixture, used by name
# The commitments as the tiles word them.
TILES = """async (edition) => {
  const state = jinanGeo.set({edition});
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const text = (tile, part) => tile.querySelector(part)?.textContent.trim() ?? null;
  return {
    totals: state.totals,
    tiles: [...document.querySelectorAll('.jg-tile')].map((tile) => ({
      name: text(tile, '.jg-tile-name'), actual: text(tile, '.jg-tile-number b'),
      words: text(tile, '.jg-tile-words'), light: text(tile, '.jg-tile-light'),
      tick: tile.querySelector('.jg-bullet-tick')?.style.left ?? null,
    })),
  };
}"""
LIGHT_NAMES = {"red": "红", "yellow": "黄", "green": "绿", "grey": "灰"}


def number_in(text: str | None) -> float | None:
    found = re.search(r"-?[\d,]+(?:\.\d+)?", text or "")
    return float(found[0].replace(",", "")) if found else None


@pytest.mark.browser
def test_tiles_are_pythons_numbers_at_every_edition(
    browser: Browser, sample_pages: Path, sample_city: City, projects: list[Project]
) -> None:
    seen = 0
    with visit(browser, sample_pages / "city.html") as opened:
        for edition in range(len(sample_city.editions)):
            said = opened.evaluate(TILES, edition)
            lights = Counter(project.by_edition["light"][edition] for project in projects)
            assert {light: said["totals"][light] for light in LIGHTS} == {
                light: lights[light] for light in LIGHTS
            }
            tiles = {tile["name"]: tile for tile in said["tiles"]}
            assert len(tiles) == len(sample_city.targets)
            for target in sample_city.targets:
                tile, state = tiles[target.name.zh], target.states[edition]
                assert tile["light"] == LIGHT_NAMES[state.light], target.id
                actual = number_in(tile["actual"])
                assert (actual is None) == (state.actual is None), target.id
                if state.actual is None or actual is None:
                    continue
                seen += 1
                assert actual == pytest.approx(state.actual, abs=0.0501), target.id
                words = tile["words"]
                if target.nature == "cumulative" and state.schedule_pct is not None:
                    assert number_in(words.split("序时")[1]) == pytest.approx(
                        state.schedule_pct, abs=0.0501
                    )
                if state.lead is not None and abs(state.lead) >= 0.05:
                    side = "超前" if state.lead > 0 else "滞后"
                    assert number_in(words.split(side)[1]) == pytest.approx(
                        abs(state.lead), abs=0.0501
                    ), target.id
                if (
                    state.planned is not None
                    and target.value
                    and max(state.completion_pct or 0, 0) <= 100
                ):
                    planned = state.planned / target.value * 100
                    assert number_in(tile["tick"]) == pytest.approx(
                        min(100, max(0, planned)), abs=0.01
                    ), target.id
    assert seen > len(sample_city.editions)
