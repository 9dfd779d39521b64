"""What the map is coloured by.

Classes made by rule, counted like the facets, which filter everything.
"""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import SAMPLE_CITY, Visit, visit
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

# Colours of opaque pixels of the data tiles, as counts by "r,g,b".
COLOURS = """() => {
  const counts = {};
  for (const canvas of document.querySelectorAll('.leaflet-jg-data-pane .jg-tiles canvas')) {
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] === 255) {
        const key = `${data[i]},${data[i + 1]},${data[i + 2]}`;
        counts[key] = (counts[key] ?? 0) + 1;
      }
  }
  return counts;
}"""
DARKEST, PALEST = "8,48,107", "158,202,225"
ENTRIES = """() => Object.fromEntries(
  [...document.querySelectorAll('.jg-coloring ~ .jg-entry')].map((one) => [
    one.querySelector('span').textContent,
    Number(one.querySelector('b').textContent.replace(',', ''))]))"""


def legend(opened: Visit) -> dict[str, int]:
    entries: dict[str, int] = opened.evaluate(ENTRIES)
    return entries


def spaces() -> list[int | None]:
    path = SAMPLE_CITY / "layers" / "parking_sites" / "features.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [feature["properties"].get("spaces") for feature in features]


@pytest.mark.browser
def test_a_declared_field_is_classed_counted_and_filters_everything(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        page.get_by_label("着色").select_option(label="车位数")
        found = legend(opened)
        assert sum(found.values()) == opened.evaluate("jinanGeo.state().counts.list")
        known = [value for value in spaces() if value is not None]
        assert found.pop("无数据") == 645 - len(known)
        assert 3 <= len(found) <= 5
        for label, count in found.items():
            low, high = (int(part.replace(",", "")) for part in re.findall(r"[\d,]+", label))
            assert count == sum(low <= value <= high for value in known), label
        assert "仅公共停车设施有此字段" in page.locator(".jg-rule").inner_text()
        label, count = next(iter(found.items()))
        page.locator(".jg-entry", has_text=label).first.click()
        state = opened.evaluate("jinanGeo.state()")
        assert state["counts"]["list"] == count
        assert state["counts"]["map"] + state["counts"]["drawer"] == count
        assert legend(opened) == {**found, "无数据": 645 - len(known)}, (
            "a class counts under the other filters"
        )
        assert page.get_by_role("button", name=f"取消筛选：{label}").is_visible()
        low, high = (int(part) for part in re.findall(r"\d+", label))
        table = base64.b64decode(opened.evaluate("jinanGeo.export('csv')")).decode("utf-8-sig")
        assert len(table.strip().splitlines()) == count + 1
        assert "color=f_spaces" in opened.link()
        assert f"f.f_spaces={low}.." in opened.link()
        # Another colouring keeps the filter, and so does the link.
        opened.set(colorBy="light")
        assert opened.evaluate("jinanGeo.state().counts.list") == count
        link = opened.link().partition("#")[2]
        opened.set(filters={})
    with visit(browser, sample_pages / "city.html", fragment=f"#{link}") as again:
        assert again.evaluate("jinanGeo.state().counts.list") == count


@pytest.mark.browser
def test_progress_is_coloured_by_edition_and_what_is_unknown_has_no_colour_of_the_scale(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html", fragment="#color=done") as opened:
        late = legend(opened)
        assert list(late)[:5] == [
            "0–20\u202f%",
            "20–40\u202f%",
            "40–60\u202f%",
            "60–80\u202f%",
            "80–100\u202f%",
        ]
        assert "每级 20\u202f%" in opened.page.locator(".jg-rule").inner_text()
        opened.until(f"({COLOURS})()['{DARKEST}'] > 500")
        dark: dict[str, Any] = opened.evaluate(COLOURS)
        opened.set(edition=0)
        early = legend(opened)
        assert list(early) == list(late)
        assert sum(early.values()) == sum(late.values()) == 645
        assert early["80–100\u202f%"] < late["80–100\u202f%"] / 4
        opened.until(f"(({COLOURS})()['{DARKEST}'] ?? 0) < {dark[DARKEST] // 4}")
        opened.set(edition=9, filters={"done": [""]})
        opened.until(f"!({COLOURS})()['{DARKEST}'] && !({COLOURS})()['{PALEST}']")
        assert opened.evaluate("jinanGeo.state().counts.list") == late["无数据"]


@pytest.mark.browser
def test_each_side_of_a_comparison_has_its_own_colours_and_theme(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        page = opened.page
        opened.set(compare={"edition": 9})
        page.get_by_label("左侧着色").select_option(label="进度")
        assert opened.evaluate("jinanGeo.state().compare.color") == "done"
        left = COLOURS.replace("jg-data-pane", "jg-left-pane")
        opened.until(f"({left})()['{DARKEST}'] > 100")
        assert DARKEST not in opened.evaluate(COLOURS)
        assert page.locator(".jg-legend h3", has_text="左侧 · 进度").is_visible()
        page.get_by_label("右侧主题").select_option(value="industry")
        assert opened.evaluate("jinanGeo.state().filters") == {"theme": ["industry"]}
        page.get_by_label("左侧主题").select_option(value="*")
        opened.until(f"({left})()['{DARKEST}'] > 100")
        link = opened.link().partition("#")[2]
    with visit(browser, sample_pages / "city.html", fragment=f"#{link}") as again:
        assert again.evaluate("jinanGeo.state().compare") == {
            "edition": 9, "theme": "*", "color": "done", "divider": 0.5,
        }  # fmt: skip


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city whose sites have a coded field, a yes or no, and telephone numbers, each once."""
    layer = (
        FILES["layers/sites/layer.toml"]
        + """
[fields.grade]
name = { zh = "等级", en = "Grade" }
values = { a = { zh = "甲", en = "First" }, b = { zh = "乙", en = "Second" } }

[fields.urgent]
name = { zh = "紧急", en = "Urgent" }
type = "boolean"
"""
    )
    features = json.loads(FILES["layers/sites/features.geojson"])
    for at, feature in enumerate(features["features"]):
        feature["properties"] |= {
            "grade": ["b", "a", "b", None, "b"][at],
            "urgent": ["是", "否", "是", "", "否"][at],
        }
    root = write_city(
        tmp_path_factory.mktemp("coded"),
        {
            "layers/sites/layer.toml": layer,
            "layers/sites/features.geojson": json.dumps(features, ensure_ascii=False),
        },
    )
    build_workspace(Workspace.open(root), root / "out")
    return root / "out"


@pytest.mark.browser
def test_values_without_order_have_their_own_names(browser: Browser, coded: Path) -> None:
    with visit(browser, coded / "city.html") as opened:
        options = opened.page.get_by_label("着色").locator("option").all_inner_texts()
        assert options == ["红黄绿灯", "阶段", "进度", "图层", "计划投资", "车位数", "等级", "紧急"]
        opened.set(colorBy="f_grade")
        assert legend(opened) == {"甲": 1, "乙": 3, "无数据": 4}
        opened.page.locator(".jg-entry", has_text="乙").click()
        assert opened.evaluate("jinanGeo.state().counts.list") == 3
        opened.set(colorBy="f_urgent", filters={}, lang="en")
        assert legend(opened) == {"No": 2, "Yes": 2, "No data": 4}
        for key, shown in (("s-2", ["Urgent"]), ("s-4", [])):  # a blank is not no
            opened.set(selection={"layer": "sites", "id": key})
            opened.page.locator(".jg-card-panel", has_text=key).wait_for()
            facts = opened.page.locator(".jg-card-panel dt").all_inner_texts()
            assert [name for name in facts if name == "Urgent"] == shown
        with pytest.raises(Exception, match=r'no colouring "price"; there are light, stage'):
            opened.set(colorBy="price")


@pytest.mark.browser
def test_the_picture_names_the_classes(browser: Browser, sample_pages: Path) -> None:
    spy = """
      window.written = [];
      const write = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        window.written.push(text);
        return write.call(this, text, ...rest);
      };
    """
    with visit(browser, sample_pages / "city.html", fragment="#color=done", first=spy) as opened:
        opened.evaluate("jinanGeo.export('png')")
        written = opened.evaluate("window.written")
        assert "80–100\u202f%" in written
        assert any(text.startswith("进度（等距分级") for text in written)
