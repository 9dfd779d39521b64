"""Names at close zoom, districts that share a project, and the two sides of a comparison under the
pointer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from shapely import Point

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import Visit, visit
from tests.tools.tiny_city import FILES, collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

NAMES = "Number(document.querySelector('.jg-names').dataset.names)"
# Every text that is drawn, each with the sharpness of the canvas it is drawn into.
SPY = """
  window.written = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.written.push([text, this.getTransform().a, this.canvas.className]);
    return write.call(this, text, ...rest);
  };
"""
YEAR = {"planned_start": "2025-01-01", "planned_finish": "2025-12-31"}
LEDGER = """id,as_of,stage,done_pct
s-1,2025-01-31,construction,100
s-1,2025-02-28,construction,0
s-2,2025-02-28,construction,30
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sites that are far apart, one of them set back.

    One that is only known to lie in two districts.
    """
    features = [
        feature(
            Point(117.06, 36.66),
            id="s-1",
            name_zh="明府城停车楼",
            name_en="Old city car park",
            **YEAR,
        ),
        feature(Point(117.15, 36.65), id="s-2", name_zh="洪家楼", name_en="Hongjialou", **YEAR),
        feature(None, id="s-3", name_zh="未定点停车场", district="370103;370102", **YEAR),
    ]
    files: dict[str, str | None] = {
        "layers/sites/features.geojson": collection(features),
        "layers/sites/progress.csv": LEDGER,
        **{name: None for name in FILES if name.startswith("layers/street-works/")},
    }
    root = write_city(tmp_path_factory.mktemp("sides"), files)
    build_workspace(Workspace.open(root), root / "out")
    return root / "out" / "city.html"


def point_at(opened: Visit, lon: float, lat: float) -> tuple[float, float]:
    """Show a place in the middle of the map, and give where that is on the screen."""
    opened.set(map={"zoom": 12, "lat": lat, "lon": lon})
    box = opened.page.locator(".jg-map").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.browser
@pytest.mark.parametrize("ratio", [1, 3])
def test_names_stand_at_close_zoom_in_the_readers_language_and_sharp(
    browser: Browser, city: Path, ratio: int
) -> None:
    with visit(browser, city, first=SPY, device_scale_factor=ratio) as opened:
        opened.set(map={"zoom": 12, "lat": 36.66, "lon": 117.06})
        opened.until(f"{NAMES} === 0")
        opened.set(map={"zoom": 14, "lat": 36.66, "lon": 117.06})
        opened.until(f"{NAMES} === 1")
        names = (
            "window.written.filter(([, , name]) => name.includes('jg-names')).map(([text, ratio]) "
            "=> [text, ratio])"
        )
        assert ["明府城停车楼", ratio] in opened.evaluate(names)
        opened.set(lang="en")
        opened.until(f"({names}).pop()[0] === 'Old city car park'")
        opened.set(query="hong")
        opened.until(f"{NAMES} === 0")


@pytest.mark.browser
def test_many_names_stand_and_the_picture_has_them(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", first=SPY) as opened:
        opened.set(map={"zoom": 14, "lat": 36.66, "lon": 117.03})
        opened.until(f"{NAMES} > 40")
        opened.evaluate("window.written = [], jinanGeo.export('png')")
        drawn = {text for text, _ratio, _name in opened.evaluate("window.written")}
        assert any(text.startswith("城市更新项目示例") for text in drawn)


@pytest.mark.browser
def test_names_of_both_sides_keep_apart(browser: Browser, sample_pages: Path) -> None:
    spy = """
      window.boxes = [];
      const write = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        if (this.canvas.className.includes('jg-names'))
          window.boxes.push([x, y, this.measureText(text).width]);
        return write.call(this, text, x, y);
      };
    """
    with visit(browser, sample_pages / "city.html", first=spy) as opened:
        opened.set(
            compare={"edition": 0, "color": "done"}, map={"zoom": 14, "lat": 36.66, "lon": 117.05}
        )
        opened.until(f"{NAMES} > 40")
        names = opened.evaluate(NAMES)
        boxes = opened.evaluate(f"window.boxes.slice(-{names})")  # districts are written first
        for at, (x, y, width) in enumerate(boxes):
            for other_x, other_y, other_width in boxes[at + 1 :]:
                assert x + width <= other_x or other_x + other_width <= x or abs(y - other_y) >= 16


@pytest.mark.browser
def test_a_project_without_a_place_hatches_its_districts_with_their_shares(
    browser: Browser, city: Path
) -> None:
    with visit(browser, city, reduced_motion="reduce") as opened:
        page = opened.page
        shown = """jinanGeo.labels().then((all) =>
          all.map(({text}) => text).filter((text) => text.includes("%")).sort())"""
        hatched = "document.querySelectorAll('path.jg-share').length"
        assert opened.evaluate(hatched) == 0
        page.locator(".jg-row", has_text="未定点停车场").hover()
        opened.until(f"{hatched} === 2")
        page.mouse.move(700, 30)
        opened.until(f"{hatched} === 0")
        opened.set(map={"zoom": 14, "lat": 36.69, "lon": 117.19})
        opened.set(selection={"layer": "sites", "id": "s-3"})
        opened.until(f"{hatched} === 2")
        assert opened.evaluate(shown) == [
            "历下区 50\u202f%（按属性）",
            "市中区 50\u202f%（按属性）",
        ]
        boxes = opened.evaluate(
            "[...document.querySelectorAll('path.jg-share')].map((one) => "
            "one.getBoundingClientRect().toJSON())"
        )
        assert all(
            box["left"] >= 360 and box["right"] <= 1440 - 392 and box["height"] > 150
            for box in boxes
        ), boxes
        fill = opened.evaluate("getComputedStyle(document.querySelector('path.jg-share')).fill")
        assert "#jg-hatch" in fill
        assert page.locator("pattern#jg-hatch").count() == 1
        opened.set(lang="en")
        assert opened.evaluate(shown)[0] == "Lixia 50\u202f% (as stated)"
        opened.set(selection={"layer": "sites", "id": "s-1"})
        opened.until(f"{hatched} === 0")
        assert opened.evaluate(shown) == []


@pytest.mark.browser
def test_pointing_at_the_left_side_answers_for_the_left(browser: Browser, city: Path) -> None:
    with visit(browser, city) as opened:
        page = opened.page
        x, y = point_at(opened, 117.06, 36.66)
        tip = "document.querySelector('.jg-tip').textContent"
        opened.set(compare={"edition": 0, "color": "done", "divider": 0.7})
        page.mouse.move(x + 1, y)
        opened.until(f"{tip} === '明府城停车楼 · 2025-01-31 · 80–100\u202f%'")
        opened.set(compare={"edition": 0, "color": "done", "divider": 0.3})
        page.mouse.move(x, y)
        opened.until(f"{tip} === '明府城停车楼 · 2025-02-28 · 黄'")
        # What the right side hides can still be chosen on the left, and not the other way round.
        opened.set(
            filters={"theme": ["industry"]}, compare={"edition": 0, "theme": "*", "divider": 0.3}
        )
        page.mouse.click(x, y)
        assert opened.evaluate("jinanGeo.state().selection") is None
        opened.set(compare={"edition": 0, "theme": "*", "divider": 0.7})
        page.mouse.click(x, y)
        assert opened.evaluate("jinanGeo.state().selection") == {"layer": "sites", "id": "s-1"}
        opened.set(selection=None, compare=None)
        page.mouse.move(x, y + 1)
        assert opened.evaluate("document.querySelector('.jg-tip').hidden")


@pytest.mark.browser
def test_changes_are_marked_calmly(browser: Browser, city: Path) -> None:
    # Dots are full circles with a fill, rings circles without one.
    spy = """
      window.arcs = [];
      const arc = CanvasRenderingContext2D.prototype.arc;
      CanvasRenderingContext2D.prototype.arc = function (x, y, radius, ...rest) {
        if (this.canvas.closest('.jg-tiles')) window.arcs.push(Math.round(radius * 10) / 10);
        return arc.call(this, x, y, radius, ...rest);
      };
    """
    with visit(browser, city, first=spy) as opened:
        assert opened.evaluate("window.arcs") == []
        opened.set(since=0)
        opened.until("window.arcs.length > 0")
        radii: list[Any] = opened.evaluate("[...new Set(window.arcs)].sort((a, b) => a - b)")
        assert len(radii) == 2, json.dumps(radii)  # one dot: newly reported; one ring: set back
        assert radii[0] < 3
        assert radii[1] > 5
        words = opened.page.locator(".jg-change-marks").inner_text()
        assert "圆点：有变化" in words
        assert "圆环：有倒退" in words
