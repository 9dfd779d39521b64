"""What goes to paper is a finished sheet.

Of the right size, with the page's own numbers, and true without the page.
"""

from __future__ import annotations

import base64
import io
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pypdf
import pytest
from PIL import Image

import jinan_geo
from tests.page.test_access import AXE, check, tab_to
from tests.page.test_hostile import HOSTILE, hostile_pages
from tests.tools.browser import visit
from tests.tools.leaks import RADICALS
from tests.tools.tiny_city import NAMES, SQUARES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

__all__ = ["hostile_pages"]  # a fixture, used by name
# How districts are filled on a map of the whole city: from 10, 20, 30 and 40 percent behind.
FILLS = {(0xFD, 0xBE, 0x85), (0xFD, 0x8D, 0x3C), (0xE6, 0x55, 0x0D), (0xA6, 0x36, 0x03)}
MM = 72 / 25.4
# Each page, language and paper meets each other in the first four; then the rest.
SHEETS = [
    ("city", "zh", "a4"),
    ("city", "en", "a3"),
    ("districts/370105", "zh", "a3"),
    ("districts/370105", "en", "a4"),
]
MORE_SHEETS = [
    ("city", "zh", "a3"),
    ("city", "en", "a4"),
    ("districts/370105", "zh", "a4"),
    ("districts/370105", "en", "a3"),
]
SIZES = {"a4": (297, 210), "a3": (420, 297)}
WORDS = {
    "zh": ["数据截止 2025-10-31", "示例数据", "未送审·仅供内部", "筛选条件：无，全部项目",
           "来源：国家地理信息公共服务平台", "图例", "位置的把握", "已完成",
           "第 1 页，共 1 页"],
    "en": ["Data as of 31 Oct 2025", "Sample data", "Not reviewed · internal use only",
           "Filters in force: None, all projects", "Sources: National Platform", "Legend",
           "due by now", "Page 1 of 1"],
}  # fmt: skip
# Parts of the sheet whose content reaches beyond them, and what was left out for want of room.
CUT_OFF = """[
  ...[...document.querySelectorAll('.jg-p-sheet, .jg-p-column, .jg-p-list, .jg-p-target')]
    .filter((one) => one.scrollHeight > one.clientHeight + 1
      || one.scrollWidth > one.clientWidth + 1)
    .map((one) => `${one.className}: ${one.scrollWidth}x${one.scrollHeight}`),
  ...[...document.querySelectorAll('.jg-p-more')].filter((one) => !one.hidden)
    .map((one) => one.textContent),
]"""
MAP = """(() => {
  const frame = document.querySelector('.jg-p-map');
  const canvas = frame.querySelector('canvas');
  const {width, height} = canvas.getBoundingClientRect();
  return {canvas: [canvas.width, canvas.height], size: [width, height],
    frame: [frame.clientWidth, frame.clientHeight]};
})()"""
# The lines of the list: number, whether it stands on the map, name, and the cells after that.
ROWS = """[...document.querySelectorAll('.jg-p-row:not(.jg-p-rowhead)')].map((row) => {
  const [at, , name, ...cells] = row.children;
  const words = name.querySelector('span')?.firstChild?.textContent ?? '';
  return {at: Number(at.querySelector('b')?.textContent ?? 0) || null, name: words,
    tagged: at.matches('.jg-p-tagged'), cells: cells.map((cell) => cell.textContent)};
})"""
# The sheet on the screen, as far as a script can bring it about.
SHOW = "dispatchEvent(new Event('beforeprint'))"
HIDE = "dispatchEvent(new Event('afterprint'))"


def plain(text: str) -> str:
    """Text without its spaces: on paper they are only distances, and lines break anywhere."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(RADICALS))


def choose(opened: Visit, paper: str = "a4", *, whole_list: bool = False, **more: str) -> None:
    """Choose in the dialog what the sheet is to be; ``more`` is a choice, or words of one's own."""
    opened.page.click(".jg-print > button")
    for name, value in {"paper": paper, **more}.items():
        words = opened.page.locator(f"#jg-print-{name}")
        if words.count():
            words.fill(value)
        else:
            opened.page.check(f"input[name=jg-print-{name}][value={value}]")
    opened.page.set_checked(".jg-print-box input[type=checkbox]", whole_list)
    opened.page.keyboard.press("Escape")


def print_out(opened: Visit) -> tuple[pypdf.PdfReader, list[str]]:
    """Print as the browser's own menu does; give the document and the text of each of its pages."""
    data = opened.page.pdf(prefer_css_page_size=True, print_background=True)
    document = pypdf.PdfReader(io.BytesIO(data))
    return document, [plain(page.extract_text()) for page in document.pages]


def exported(opened: Visit) -> list[dict[str, Any]]:
    """Give the features of the list, in its order."""
    file = base64.b64decode(opened.evaluate("jinanGeo.export('geojson')"))
    features: list[dict[str, Any]] = json.loads(file)["features"]
    return features


def split(features: list[dict[str, Any]], lang: str = "zh") -> tuple[list[str], list[str]]:
    """Give the names of what has a place, and of what has none."""
    named = [(one["properties"][f"name_{lang}"], one["geometry"]) for one in features]
    return [name for name, place in named if place], [name for name, place in named if not place]


def tiles(opened: Visit) -> list[dict[str, str]]:
    found: list[dict[str, str]] = opened.evaluate("""
      [...document.querySelectorAll('.jg-tile')].map((tile) => ({
        name: tile.querySelector('.jg-tile-name').textContent,
        number: tile.querySelector('.jg-tile-number b')?.textContent ?? '—',
        target: tile.querySelector('.jg-tile-number small, .jg-tile-missing')
          .textContent.split(/ [/·] /).pop(),
        here: tile.querySelector('.jg-tile-here')?.textContent ?? '',
      }))""")
    return found


def listed_names(opened: Visit) -> list[str]:
    names: list[str] = opened.page.locator(".jg-list .jg-row-name").all_inner_texts()
    return names


@pytest.mark.browser
@pytest.mark.parametrize(("name", "lang", "paper"), [*SHEETS, *MORE_SHEETS])
@pytest.mark.first_whole(4)
def test_a_sheet_says_what_the_page_says(
    browser: Browser, sample_pages: Path, name: str, lang: str, paper: str
) -> None:
    with visit(browser, sample_pages / f"{name}.html") as opened:
        opened.set(lang=lang)
        choose(opened, paper)
        title = opened.page.title()
        wanted = tiles(opened)
        rows = listed_names(opened)
        document, (text,) = print_out(opened)
        assert opened.complaints == []
        assert opened.page.locator(".jg-paper").count() == 0  # nothing is left behind
    width, height = (float(side) / MM for side in document.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx(SIZES[paper], abs=0.5)
    assert text.startswith(plain(title))
    # The map of the city tells by districts; that of one has symbols of a size.
    drawn = {"zh": ("区县底色", "按计划投资"), "en": ("District colour", "by Planned investment")}
    for words in [*WORDS[lang], drawn[lang]["/" in name]]:
        assert plain(words) in text, words
    assert len(wanted) >= 8
    for tile in wanted:
        assert plain(tile["name"]) in text, tile
        assert plain(f"{tile['number']}/{tile['target']}") in text, tile
        if paper == "a3":  # on the smaller sheet a column of many targets has no room for this
            assert plain(tile["here"]) in text, tile
    assert len(rows) >= 4
    places = [text.find(plain(f"{at}{row}")[:16]) for at, row in enumerate(rows[:6], start=1)]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_states_filter_order_and_edition(
    browser: Browser, sample_pages: Path, lang: str
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        state = opened.set(
            lang=lang,
            edition="2025-08-31",
            since="2025-06-30",
            filters={"light": ["red"], "district": ["370105"]},
            sort={"by": "lag"},
        )
        rows = listed_names(opened)
        _, (text,) = print_out(opened)
    count = state["counts"]["list"]
    assert count > 3
    said = {
        "zh": ["红黄绿灯：红", "区县：天桥区", "变化，对比 2025-06-30", "数据截止 2025-08-31",
               "排序：滞后（降序）", f"红 {count}"],
        "en": ["Light: Red", "District: Tianqiao District", "Changes since 30 Jun 2025",
               "Data as of 31 Aug 2025",
               "Order: Lag (descending)", f"Red {count}"],
    }  # fmt: skip
    for words in [*said[lang], "黄 0" if lang == "zh" else "Yellow 0"]:
        assert plain(words) in text, words
    assert text.index(plain(rows[0])) < text.index(plain(rows[1])) < text.index(plain(rows[2]))
    assert plain("圆环：有倒退" if lang == "zh" else "ring: set back") in text


@pytest.mark.browser
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_the_whole_list_follows_on_numbered_sheets(
    browser: Browser, sample_pages: Path, paper: str
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(filters={"light": ["red", "yellow"]})
        choose(opened, paper, whole_list=True)
        listed = exported(opened)
        document, texts = print_out(opened)
        count = opened.evaluate("jinanGeo.state().counts.list")
    pages = len(texts)
    assert pages >= 2
    assert len({tuple(page.mediabox[2:]) for page in document.pages}) == 1
    for at, text in enumerate(texts, start=1):
        assert f"第{at}页,共{pages}页" in text
        for mark in ("数据截止2025-10-31", "示例数据", "未送审", "红黄绿灯:红、黄"):
            assert mark in text, (at, mark)
    whole = "".join(texts)
    located, nowhere = split(listed)
    assert len(located) + len(nowhere) == count
    assert nowhere
    for at, name in enumerate(located, start=1):
        assert plain(f"{at}{name}") in whole, (at, name)
    for name in nowhere:  # what lies on no map has no number of one
        assert plain(f"–{name}") in whole.replace("‒", "–"), name


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "lang", "paper"),
    [
        *SHEETS,
        ("industry", "zh", "a3"),
        ("industry", "en", "a4"),
        *MORE_SHEETS,
        ("industry", "zh", "a4"),
        ("industry", "en", "a3"),
    ],
)
@pytest.mark.first_whole(5)
def test_a_sheet_is_set(
    browser: Browser, sample_pages: Path, name: str, lang: str, paper: str
) -> None:
    """Nothing is cut off, nothing overlaps the frame, and the map fills it in whole pixels."""
    with visit(browser, sample_pages / f"{name}.html") as opened:
        opened.set(lang=lang)
        choose(opened, paper)
        opened.page.emulate_media(media="print")
        opened.evaluate(SHOW)
        assert opened.evaluate(CUT_OFF) == []
        sheet = opened.evaluate(MAP)
        # In steps of a 64th the browser scales exactly; between them it would shrink the printed
        # map.
        assert sheet["canvas"] == [side * 4 for side in sheet["size"]]
        assert all(0 <= sheet["size"][at] - sheet["frame"][at] <= 2 for at in (0, 1))
        frame = opened.page.locator(".jg-p-map canvas")
        picture = Image.open(io.BytesIO(frame.screenshot())).convert("RGB")
        colors = {color for _, color in picture.getcolors(maxcolors=1 << 24) or []}
        assert (0xF6, 0xF4, 0xEF) in colors
        assert colors & (FILLS if "/" not in name else {(0xEC, 0xE8, 0xDF)})
        lights = {(0xB3, 0x26, 0x1E), (0xB7, 0x79, 0x1F), (0x2F, 0x7D, 0x4F)}
        assert len(lights & colors) >= 2
        opened.evaluate(HIDE)
        opened.page.emulate_media(media="screen")
        assert opened.page.locator(".jg-paper").count() == 0
        assert opened.page.locator(".jg-list").is_visible()
        assert opened.complaints == []


@pytest.mark.browser
def test_the_part_of_the_map_in_sight_is_printed_and_stays(
    browser: Browser, sample_pages: Path
) -> None:
    with visit(browser, sample_pages / "city.html", reduced_motion="reduce") as opened:
        chosen = {"layer": "investment_projects", "id": "investment-sample-002"}
        opened.evaluate(SHOW)
        far = opened.page.locator(".jg-p-scale").text_content()
        assert opened.page.locator(".jg-p-sheet").text_content().count("选中：") == 0
        opened.evaluate(HIDE)
        near = opened.set(map={"zoom": 14, "lat": 36.66, "lon": 117.02})["map"]
        opened.set(selection=chosen)
        position = opened.evaluate("jinanGeo.state().map")
        print_out(opened)
        opened.evaluate(SHOW)
        scale = opened.page.locator(".jg-p-scale").text_content()
        assert "选中：重大投资项目示例 002" in (
            opened.page.locator(".jg-p-sheet").text_content() or ""
        )
        opened.evaluate(HIDE)
        assert opened.evaluate("jinanGeo.state().map") == position
    assert near["zoom"] == 14
    assert "km" in (far or "")
    assert far != scale


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["wide", "phone"])
def test_keys_choose_the_paper(browser: Browser, sample_pages: Path, size: tuple[int, int]) -> None:
    count = "window.printed = 0; window.print = () => { window.printed++; }"
    path = sample_pages / "city.html"
    with visit(
        browser, path, width=size[0], height=size[1], first=count, bypass_csp=True
    ) as opened:
        opened.page.add_script_tag(path=str(AXE))
        page, keys = opened.page, opened.page.keyboard
        tab_to(opened, ".jg-print > button")
        keys.press("Enter")
        dialog = page.get_by_role("dialog", name="打印或存为 PDF")
        dialog.wait_for()
        box = dialog.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert opened.evaluate("document.activeElement.value") == "a4"
        keys.press("ArrowDown")
        assert opened.evaluate("document.activeElement.value") == "a3"
        check(opened, "dialog")
        keys.press("Escape")
        dialog.wait_for(state="detached")
        assert opened.evaluate("document.activeElement.matches('.jg-print > button')")
        assert opened.evaluate("window.printed") == 0
        keys.press("Enter")
        assert page.get_by_label("A3").is_checked()
        tab_to(opened, ".jg-print-go")
        keys.press("Enter")
        opened.until("window.printed === 1")
        dialog.wait_for(state="detached")
        document, _ = print_out(opened)
    assert float(document.pages[0].mediabox.width) == pytest.approx(420 * MM, abs=2)


@pytest.mark.browser
def test_a_table_page_and_hostile_text_go_to_paper_too(
    browser: Browser, hostile_pages: Path, tmp_path: Path
) -> None:
    sites = gpd.GeoDataFrame(
        {"code": list(SQUARES), "name": [NAMES[code][0] for code in SQUARES]},
        geometry=list(SQUARES.values()),
        crs=4326,
    )
    page = tmp_path / "map.html"
    jinan_geo.map(
        sites, pd.DataFrame({"code": list(SQUARES), "n": [1, 2, 3]}), key="code", title="试图"
    ).save(str(page))
    with visit(browser, page) as opened:
        _, (text,) = print_out(opened)
        assert opened.complaints == []
    assert text.startswith("试图")
    assert all(code in text for code in SQUARES)
    own = '<img src=x onerror="alert(1)"> {{ 7*7 }} ${x}'
    with visit(browser, hostile_pages / "city.html") as opened:
        choose(opened, "a3", whole_list=True, title=own, subtitle=own + "2", note=own * 6)
        _, texts = print_out(opened)
        assert opened.dialogs == []
        assert opened.complaints == []
    whole = "".join(texts)
    assert texts[0].startswith(plain(own))
    assert plain(own + "2") in texts[0]
    assert plain(own * 6) in texts[0]
    for text in HOSTILE:
        assert plain(text)[:20] in whole, text


MANY = """(() => {
  const districts = [...document.querySelectorAll('.jg-cards')].pop();
  for (const card of [...districts.children]) districts.append(card.cloneNode(true));
})()"""


@pytest.mark.browser
def test_the_index_is_one_sheet(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "index.html") as opened:
        before = opened.page.locator(".jg-footer").bounding_box()
        numbers = opened.page.locator(".jg-card").evaluate_all(
            """all => all.map((card) => [...card.querySelectorAll('.jg-numbers, .jg-lightbar-text')]
              .map(({innerText}) => innerText).join(''))"""
        )
        document, (text,) = print_out(opened)
        assert opened.page.locator(".jg-footer").bounding_box() == before  # all is as it was
        opened.evaluate(MANY)
        _, (crowded,) = print_out(opened)
        assert opened.complaints == []
    sides = [float(side) / MM for side in document.pages[0].mediabox[2:]]
    assert sides == pytest.approx((210, 297), abs=0.5)
    assert len(numbers) > 12
    for card in numbers:
        assert plain(card) in text
        assert plain(card) in crowded
    for words in ("数据截止2025-10-31", "示例数据", "未送审·仅供内部", "填报:应报、已报、逾期"):
        assert words in text, words
