"""The page of one table: its days as editions, its columns as colours, filters, words to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

import jinan_geo
from tests.tools.browser import Visit, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::UserWarning"),  # what is noticed of the rows is no matter
]

PLACES = gpd.GeoDataFrame(
    {
        "编号": ["P-1", "P-2", "P-3"],
        "名称": ["甲路", "乙路", "丙路"],
        "管养单位": ["市政", "园林", "市政"],
    },
    geometry=[Point(117.02, 36.66), Point(117.05, 36.67), Point(117.03, 36.68)],
    crs=4326,
)
ROWS = pd.DataFrame(
    [
        ("P-1", "2025-01-31", 10, "未开工"),
        ("P-1", "2025-03-31", 100, "完工"),
        ("P-2", "2025-02-28", 40, "在建"),
        ("P-2", "2025-03-31", 60, "在建"),
        ("P-3", "2025-02-28", 5, "在建"),
    ],
    columns=["编号", "月份", "进度", "状态"],
)


CSV = """async () => {
  const bytes = Uint8Array.from(atob(await jinanGeo.export("csv")), (one) => one.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}"""


def text_of(opened: Visit, where: str) -> list[str]:
    found: list[str] = opened.evaluate(
        "where => [...document.querySelectorAll(where)].map(one => one.innerText.trim())", where
    )
    return found


def classes(opened: Visit) -> dict[str, str]:
    """The legend's classes with their counts."""
    return dict(entry.rsplit("\n", 1) for entry in text_of(opened, ".jg-legend .jg-entry"))


def test_the_time_bar_moves_the_values_of_a_table(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    jinan_geo.map(PLACES, ROWS, key="编号", color="状态").save(path)
    with visit(browser, path) as opened:
        slider = opened.page.locator(".jg-time-slider")
        assert slider.get_attribute("aria-valuetext") == "2025-03-31"
        assert classes(opened) == {"在建": "2", "完工": "1", "未开工": "0"}
        assert text_of(opened, ".jg-row-number") == ["完工", "在建", "在建"]
        opened.set(selection={"layer": "data", "id": "P-2"})
        assert "60" in text_of(opened, ".jg-facts-list")[0]
        slider.press("Home")
        assert "edition=2025-01-31" in opened.link()
        # Before its first row a place has no value, and before the second it has none of it.
        assert "进度" not in text_of(opened, ".jg-facts-list")[0]
        assert text_of(opened, ".jg-row-number") == ["未开工", "", ""]
        slider.press("ArrowRight")
        assert text_of(opened, ".jg-row-number") == ["未开工", "在建", "在建"]
        assert "40" in text_of(opened, ".jg-facts-list")[0]
        # A class of the legend filters by what holds at that day.
        opened.set(selection=None, filters={opened.evaluate("jinanGeo.state().colorBy"): ["在建"]})
        assert opened.evaluate("jinanGeo.listed().map(one => one.id)") == ["P-2", "P-3"]
        slider.press("Home")
        assert opened.evaluate("jinanGeo.listed()") == []
        slider.press("End")
        opened.set(filters={})
        slider.press("ArrowLeft")
        head, first, *_ = opened.evaluate(CSV).splitlines()
        assert head.lstrip("\ufeff") == "编号,名称（中文）,来源,编号,月份,进度,状态,名称,管养单位"
        assert first == "P-1,甲路,由使用者提供,P-1,2025-01-31,10,未开工,甲路,市政"
        assert opened.complaints == []


def test_a_page_opens_in_the_language_and_the_colours_asked_for(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    table = ROWS.drop_duplicates("编号", keep="last")
    jinan_geo.map(PLACES, table, key="编号", color="进度", lang="en", title="Roads").save(path)
    with visit(browser, path) as opened:
        assert opened.evaluate("document.documentElement.lang") == "en"
        assert opened.evaluate("document.title") == "Roads"
        assert text_of(opened, "h1") == ["Roads"]
        assert opened.page.get_by_text("Colour by").is_visible()
        assert "P-1" in text_of(opened, ".jg-row")[0]
        assert sum(map(int, classes(opened).values())) == 3
        assert opened.page.locator(".jg-time").count() == 0
        assert "lang=" not in opened.link()
        opened.page.locator(".jg-lang").click()
        assert "lang=zh" in opened.link()
        assert opened.page.get_by_text("着色", exact=True).is_visible()
        assert opened.complaints == []
    with visit(browser, path, fragment="#lang=zh") as opened:
        assert opened.evaluate("jinanGeo.state().lang") == "zh"


def test_texts_that_never_repeat_colour_where_that_is_asked_for(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    jinan_geo.map(PLACES, key="编号", color="名称").save(path)
    with visit(browser, path) as opened:
        assert classes(opened) == {"甲路": "1", "乙路": "1", "丙路": "1"}


def test_any_text_of_the_table_is_found_and_nothing_is_claimed(
    browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    jinan_geo.map(PLACES, key="编号").save(path)
    with visit(browser, path) as opened:
        opened.page.locator(".jg-search input").fill("园林")
        opened.until("jinanGeo.state().counts.list === 1")
        opened.set(query="", selection={"layer": "data", "id": "P-2"})
        card = text_of(opened, ".jg-card-panel")[0]
        assert card.count("P-2") == 1
        assert "精确" not in card
        legend = text_of(opened, ".jg-legend")[0]
        assert "实测" not in legend
        assert opened.complaints == []


def test_the_tab_of_issues_tells_what_was_set_aside(browser: Browser, tmp_path: Path) -> None:
    rows = "编号,名称,经度,纬度\n1,甲,117.1,36.6\n2,乙,待定,\n合计,2,,\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    path = tmp_path / "page.html"
    jinan_geo.map(tmp_path / "t.csv").save(path)
    with visit(browser, path) as opened:
        opened.page.locator("#jg-tab-issues").click()
        assert opened.evaluate("document.querySelectorAll('.jg-issue').length") >= 3
        words = opened.evaluate("document.querySelector('.jg-issues').textContent")
        assert "t.csv" in words
        assert "待定" in words
        assert opened.complaints == []
