"""Two editions or themes side by side.

Each side draws its own, and the divider is moved by mouse and keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# The colours of red, yellow and green marks that a pane draws, as counts of pixels.
COLOURS = """(pane) => {
  const counts = {red: 0, other: 0};
  for (const canvas of document.querySelectorAll(`.leaflet-${pane}-pane canvas`)) {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3]) counts[data[i] > 150 && data[i + 1] < 70 ? 'red' : 'other']++;
  }
  return counts;
}"""
CLIP = "(pane) => getComputedStyle(document.querySelector(`.leaflet-${pane}-pane`)).clipPath"


def left_edge_of_right_side(opened: Any) -> float:
    """Where the right side begins, in pixels from the map's left edge."""
    clip: str = opened.evaluate(CLIP, "jg-data")
    assert clip.startswith("polygon(")
    first = float(clip.removeprefix("polygon(").split("px", maxsplit=1)[0])
    shift = opened.evaluate(
        "new DOMMatrix(getComputedStyle(document.querySelector('.leaflet-map-pane')).transform).m41"
    )
    return first + float(shift)


@pytest.mark.browser
def test_each_side_draws_its_own_edition_and_theme(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        assert opened.evaluate("!document.querySelector('.leaflet-jg-left-pane canvas')")
        state = opened.set(compare={"edition": 0})
        assert state["compare"] == {"edition": 0, "theme": None, "color": None, "divider": 0.5}
        left, right = opened.settled(COLOURS, "jg-left"), opened.settled(COLOURS, "jg-data")
        # In January hardly anything was behind; in October 60 projects are red.
        assert left["other"] > 0
        assert left["red"] < right["red"] / 4
        opened.set(compare={"edition": 0, "theme": "industry"})
        assert 0 < opened.settled(COLOURS, "jg-left")["other"] < left["other"] * 0.8
        assert "left=2025-01-31" in opened.link()
        opened.set(compare=None)
        assert opened.evaluate(CLIP, "jg-data") == "none"
        assert opened.evaluate("!document.querySelector('.leaflet-jg-left-pane canvas')")


@pytest.mark.browser
def test_the_divider_is_dragged_and_stepped_and_the_cut_follows_the_map(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        page.get_by_role("button", name="两期或两个主题并排对比").click()
        divider = page.get_by_role("separator", name="左右分界")
        box = divider.bounding_box()
        assert box
        page.mouse.move(box["x"] + 12, 500)
        page.mouse.down()
        page.mouse.move(600, 500)
        page.mouse.up()
        assert left_edge_of_right_side(opened) == pytest.approx(240, abs=2)
        divider.focus()
        page.keyboard.press("ArrowRight")
        stepped = opened.evaluate("jinanGeo.state().compare.divider")
        assert stepped == pytest.approx(240 / 1080 + 0.05, abs=0.005)
        assert divider.get_attribute("aria-valuenow") == str(round(stepped * 100))
        page.mouse.move(1000, 700)
        page.mouse.down()
        page.mouse.move(900, 640, steps=4)
        page.mouse.up()
        opened.settled(
            "getComputedStyle(document.querySelector('.leaflet-map-pane')).transform"
        )  # it glides on
        assert left_edge_of_right_side(opened) == pytest.approx(stepped * 1080, abs=2)
        page.get_by_label("左侧期次").select_option(label="2025-03-31")
        assert opened.evaluate("jinanGeo.state().compare.edition") == 2
        page.get_by_role("button", name="结束对比").click()
        assert opened.evaluate("jinanGeo.state().compare") is None


@pytest.mark.browser
def test_a_comparison_is_in_the_link(browser: Browser, sample_pages: Path) -> None:
    with visit(
        browser, sample_pages / "city.html", fragment="#left=2025-04-30,urban&lang=en"
    ) as opened:
        assert opened.evaluate("jinanGeo.state().compare") == {
            "edition": 3,
            "theme": "urban",
            "color": None,
            "divider": 0.5,
        }
        assert opened.page.get_by_label("Theme on the left").input_value() == "urban"
