"""Random filters: what is listed, first and last, how many, and of which light, as pandas has it.

Of few parcels in every run; of a million by ``make deep``, or of as many as
``JINAN_GEO_PARCELS`` says.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.browser import visit
from tests.tools.parcels import LIGHTS, build_parcels, draw_wanted

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit
    from tests.tools.parcels import Parcels

STATES = 50
AT_SEA = {"zoom": 9, "lat": 30, "lon": 130}  # where there is nothing to paint, which takes longest
SPACES = """() => {
  const ids = Object.keys(jinanGeo.set({colorBy: 'f_spaces'}).facets.f_spaces);
  jinanGeo.set({colorBy: 'light'});
  return ids;
}"""
# The list may have a million rows: of these only what is compared leaves the page.
LOOK = """wanted => {
  const state = jinanGeo.set(wanted);
  const listed = jinanGeo.listed();
  const ids = [...listed.slice(0, 20), ...listed.slice(-20)].map(({id}) => id);
  return {ids, rows: listed.length, counts: state.counts, light: state.facets.light,
    totals: state.totals};
}"""


def check(parcels: Parcels, wanted: dict[str, Any], seen: dict[str, Any]) -> int:
    """Compare what the page says under a state with pandas; give how many are listed."""
    found = parcels.passing(wanted)
    located = ~parcels.table["unlocated"].to_numpy(bool)
    rows = int(found.sum())
    drawn = int((found & located).sum())
    assert seen["counts"] == {"list": rows, "map": drawn, "drawer": rows - drawn}, wanted
    assert seen["rows"] == rows
    ids = parcels.ordered(found, wanted)
    assert seen["ids"] == [*ids[:20], *ids[-20:]], wanted
    name = f"light_{wanted['edition']}"
    others = parcels.table.loc[parcels.passing(wanted, aside="light"), name].value_counts()
    assert seen["light"] == {light: int(others.get(light, 0)) for light in LIGHTS}, wanted
    whole = parcels.table[name].value_counts()
    assert {light: seen["totals"][light] for light in LIGHTS} == {
        light: int(whole.get(light, 0)) for light in LIGHTS
    }
    return rows


def check_near(opened: Visit) -> None:
    """Of many projects what is near is measured once the card stands: as many as a filter finds."""
    opened.set(filters={}, query="", target=None, near=None, inside=None)
    first = opened.evaluate("jinanGeo.painted().find(one => one.layer === 'parcels')")
    opened.set(selection=first)
    ways = opened.page.locator(".jg-ways button")
    opened.until("(document.querySelector('.jg-ways b')?.textContent ?? '…') !== '…'")
    within = [int(one.split()[-1].replace(",", "")) for one in ways.all_inner_texts()]
    ways.nth(1).click()
    assert opened.evaluate("jinanGeo.state().counts.list") == within[1] + 1  # and itself
    assert 0 < within[1] <= within[2]


def compare(browser: Browser, tmp_path: Path, count: int, states: int = STATES) -> None:
    page, parcels = build_parcels(tmp_path, count)
    parcels.table["unlocated"] = [shape is None for shape in parcels.plane]
    sizes = []
    with visit(browser, page) as opened:
        opened.page.set_default_timeout(600_000)
        opened.set(map=AT_SEA)
        for wanted in draw_wanted(states, opened.evaluate(SPACES)):
            if wanted["sort"]["by"] == "worst":
                wanted["sort"]["down"] = False
            sizes.append(check(parcels, wanted, opened.evaluate(LOOK, wanted)))
        check_near(opened)
        assert opened.complaints == []
    assert sum(size > 0 for size in sizes) > states / 2
    assert len(set(sizes)) > states / 2


@pytest.mark.browser
@pytest.mark.slow
def test_random_filters_leave_what_pandas_leaves(browser: Browser, tmp_path: Path) -> None:
    compare(browser, tmp_path, 2_000, 12)


@pytest.mark.browser
@pytest.mark.deep
def test_random_filters_of_a_million_leave_what_pandas_leaves(
    browser: Browser, tmp_path: Path
) -> None:
    compare(browser, tmp_path, int(os.environ.get("JINAN_GEO_PARCELS", "1000000")))
