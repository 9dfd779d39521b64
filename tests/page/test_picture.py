"""The picture at any number of projects: the lights' colours have the shares of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.browser import Visit, visit
from tests.tools.crowd import LIGHTS, build_crowd

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

MOST_AWAY = 0.10
MOST_ACROSS = 0.01  # of small areas: so many lie across a border
# Counted without the page's help, on the very canvases that the reader sees.
PIXELS = """() => {
  const colors = [[179, 38, 30], [183, 121, 31], [47, 125, 79], [122, 130, 138]];
  const sums = [0, 0, 0, 0];
  for (const tile of document.querySelectorAll('.leaflet-jg-data-pane canvas')) {
    if (!tile.width) continue;
    const {data} = tile.getContext('2d').getImageData(0, 0, tile.width, tile.height);
    for (let at = 0; at < data.length; at += 4) {
      const near = colors.findIndex(color =>
        color.every((one, part) => Math.abs(one - data[at + part]) < 14));
      if (near >= 0) sums[near] += data[at + 3];
    }
  }
  const all = sums.reduce((sum, one) => sum + one, 0);
  return sums.map(sum => Math.round(1e4 * sum / all) / 1e4);
}"""
BADGES = """() => [...document.querySelectorAll('.leaflet-jg-data-pane .jg-stack')].map(
  one => one.getAttribute('aria-label'))"""
MIDDLE = {"lat": 36.6, "lon": 117.1}
# How many projects, in how many layers, of which kind.
SMALL = [(1_000, 1, "polygon")]
LARGE = [(10_000, 1, "point")]
DEEP = [
    (1_000, 20, "point"),
    (100_000, 1, "point"),
    (10_000, 20, "polygon"),
    (100_000, 20, "polygon"),
    (1_000_000, 1, "polygon"),
    (1_000_000, 20, "point"),
]


def look_at(opened: Visit, zoom: float) -> dict[str, dict[str, float]]:
    """Show the middle of the city and wait until every tile in sight is painted."""
    opened.set(map={"zoom": zoom, **MIDDLE})
    opened.settled(PIXELS, seconds=60)
    picture: dict[str, dict[str, float]] = opened.evaluate("jinanGeo.picture()")
    return picture


def assert_honest(opened: Visit, zoom: float) -> None:
    picture = look_at(opened, zoom)
    seen = dict(zip(LIGHTS, opened.evaluate(PIXELS), strict=True))
    for light in LIGHTS:
        for drawn in (picture["drawn"][light], seen[light]):
            assert abs(drawn - picture["data"][light]) < MOST_AWAY, (zoom, light, seen, picture)


def told(opened: Visit, *, of_districts: bool = False) -> int:
    """How many projects the cells and badges in sight stand for, or those of districts alone."""
    labels = [label for label in opened.evaluate(BADGES) if not of_districts or "，" in label]
    counted = (label.split("，本")[-1].split("项")[0] for label in labels)
    return sum(int("".join(filter(str.isdigit, one))) for one in counted)


def check(browser: Browser, tmp_path: Path, case: tuple[int, int, str]) -> None:
    projects, layers, kind = case
    page = build_crowd(tmp_path, projects, layers, kind)
    with visit(browser, page) as opened:
        for zoom in (11, 13):
            assert_honest(opened, zoom)
        # Further out the numbers tell: each project once in each district that it lies in.
        look_at(opened, 9)
        drawn = told(opened)
        shares = opened.evaluate("jinanGeo.state().facets.district")
        wanted = sum(shares.values())
        assert projects <= wanted <= projects * (1 + MOST_ACROSS)
        assert projects * 0.9 <= drawn <= wanted
        if projects >= 10_000:
            # One that is alone in no district has a symbol of its own, and no number.
            assert told(opened, of_districts=True) == wanted - shares.get("", 0)
        # The browser only advises on how this test reads its canvases.
        assert [one for one in opened.complaints if "willReadFrequently" not in one] == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("case", [*SMALL, *LARGE], ids=str)
def test_the_picture_has_the_shares_of_the_data(
    browser: Browser, tmp_path: Path, case: tuple[int, int, str]
) -> None:
    check(browser, tmp_path, case)


@pytest.mark.deep
@pytest.mark.browser
@pytest.mark.parametrize("case", DEEP, ids=str)
def test_the_picture_of_a_crowd_has_the_shares_of_the_data(
    browser: Browser, tmp_path: Path, case: tuple[int, int, str]
) -> None:
    check(browser, tmp_path, case)


@pytest.mark.slow
@pytest.mark.browser
def test_a_cell_opens_by_click_and_by_keys_and_is_explained(
    browser: Browser, tmp_path: Path
) -> None:
    page = build_crowd(tmp_path, 1_000)
    with visit(browser, page, reduced_motion="reduce") as opened:
        look_at(opened, 11)
        cells = opened.page.locator(".jg-stack[aria-label*='本圈内']")
        legend = opened.page.locator(".jg-legend")
        assert "本圈内共几项" in legend.inner_text()
        assert "其中的红灯数" in legend.inner_text()
        before: dict[str, Any] = opened.evaluate("jinanGeo.state().map")
        cells.first.focus()
        opened.page.keyboard.press("Enter")
        opened.until(f"jinanGeo.state().map.zoom > {before['zoom']}")
        assert opened.evaluate("jinanGeo.state().selection") is None
        # Coloured by something else than the lights, the picture has no lights to compare.
        opened.set(colorBy="stage")
        assert opened.evaluate("jinanGeo.picture().drawn") is None
