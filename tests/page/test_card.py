"""The card of a project: photos, milestones, moves, a link to it, and what of it is sample data."""

from __future__ import annotations

import struct
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from shapely import box

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import Visit, visit
from tests.tools.tiny_city import (
    FILES,
    SITE_FEATURES,
    SITES_LAYER,
    SITES_LEDGER,
    collection,
    feature,
    write_city,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

WETLANDS_LAYER = """
name = { zh = "湿地", en = "Wetlands" }
role = "context"
order = 30
geometry = ["polygon"]
source = { zh = "测试数据" }
accuracy = "approximate"
audience = "public"

[fields.depth]
name = { zh = "水深", en = "Depth" }
type = "number"
unit = { zh = "米", en = "m" }
"""
WETLAND = feature(
    box(117.165, 36.615, 117.185, 36.635),
    id="w-1",
    name_zh="南湖湿地",
    name_en="South Lake",
    depth=2.5,
)
PHOTOS = ["2025-02-20_北立面.png", "东门.png", "missing.png"]
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
CLIPBOARD = """Object.defineProperty(
  navigator, 'clipboard', {value: {writeText: async (text) => { window.copied = text; }}},
)"""


def png(grey: int) -> bytes:
    """Two by two pixels of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    row = b"\x00" + bytes([grey, grey])
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(row * 2)) + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def city_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny city, where s-1 has photos and an earlier place and plan, and s-2 a unit in both
    languages.
    """
    root = tmp_path_factory.mktemp("city")
    sites: list[dict[str, Any]] = [
        {**one, "properties": dict(one["properties"])} for one in SITE_FEATURES
    ]  # type: ignore[call-overload]
    sites[0]["properties"] |= {"photos": ";".join(PHOTOS), "responsible_zh": "历下区住建局"}
    sites[1]["properties"] |= {
        "responsible_zh": "历城区住建局",
        "responsible_en": "Licheng Housing Bureau",
    }
    before = [{**one, "properties": dict(one["properties"])} for one in sites]
    before[0]["geometry"] = {"type": "Point", "coordinates": [117.051, 36.65]}
    before[0]["properties"] |= {"planned_finish": "2025-11-30", "photos": None}
    write_city(
        root,
        {
            "layers/sites/layer.toml": f'{SITES_LAYER}\n[past]\n2025-01-31 = "before.geojson"\n',
            "layers/wetlands/layer.toml": WETLANDS_LAYER,
            "layers/wetlands/features.geojson": collection([WETLAND]),
            "layers/sites/before.geojson": collection(before),
            "layers/sites/features.geojson": collection(sites),
            "layers/sites/progress.csv": SITES_LEDGER.replace(
                "历下区住建局,\n", "历下区住建局,true\n"
            ),
        },
    )
    for at, name in enumerate(PHOTOS[:2]):
        (root / "layers/sites" / name).write_bytes(png(100 + at))
    build_workspace(Workspace.open(root), root / "maps")
    return root / "maps" / "city.html"


@contextmanager
def card(browser: Browser, page: Path, layer: str, key: str, **options: Any) -> Iterator[Visit]:
    with visit(browser, page, fragment=f"#at={layer}/{key}", **options) as opened:
        opened.page.locator(".jg-card-panel").wait_for()
        yield opened
        assert opened.complaints == []


def texts(opened: Visit, where: str) -> list[str]:
    return [text.strip() for text in opened.page.locator(where).all_text_contents()]


@pytest.mark.browser
def test_what_is_no_project_says_its_name_and_has_a_card_where_it_is_clicked(
    browser: Browser, city_page: Path
) -> None:
    with visit(browser, city_page) as opened:
        opened.set(map={"zoom": 13, "lat": 36.625, "lon": 117.175})
        opened.settled("jinanGeo.labels()")
        frame = opened.page.locator("#map, .leaflet-container").first.bounding_box()
        assert frame
        middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
        opened.page.mouse.move(*middle)
        opened.page.mouse.move(middle[0] + 3, middle[1])
        assert opened.page.locator(".jg-tip").inner_text() == "南湖湿地"
        opened.page.mouse.click(*middle)
        card = opened.page.locator(".jg-card-panel")
        assert card.get_by_role("heading", level=2).inner_text() == "南湖湿地"
        said = card.inner_text()
        for words in ("湿地", "South Lake", "2.5", "米", "测试数据", "w-1"):
            assert words in said
        assert "at=wetlands" in opened.link()
        opened.page.keyboard.press("Escape")
        card.wait_for(state="detached")
        opened.page.mouse.click(middle[0] - 200, middle[1])
        opened.page.get_by_role("dialog").wait_for()  # beside it the district is offered


@pytest.mark.browser
def test_photos_are_small_then_large_and_keys_lead_through_them(
    browser: Browser, city_page: Path
) -> None:
    with card(browser, city_page, "sites", "s-1") as opened:
        page = opened.page
        thumbs = page.locator(".jg-photo")
        assert thumbs.count() == 2, "the missing one is an issue, not a broken picture"
        assert opened.evaluate(
            "[...document.querySelectorAll('.jg-photo img')].every((one) => one.naturalWidth === 2)"
        )
        first = thumbs.first.locator("img").get_attribute("alt") or ""
        assert "明府城停车楼" in first
        assert "照片 1/2" in first
        assert "北立面" in first
        assert "2025-02-20" in first
        assert texts(opened, ".jg-photo small") == ["北立面 · 2025-02-20", "东门"]
        thumbs.first.focus()
        page.keyboard.press("Enter")
        large = page.locator("dialog.jg-large img")
        large.wait_for()
        box = page.locator("dialog.jg-large").bounding_box()
        assert box
        assert (box["width"], box["height"]) == (1440, 900)
        seen = large.get_attribute("src")
        page.keyboard.press("ArrowRight")
        assert "东门" in (large.get_attribute("alt") or "")
        assert large.get_attribute("src") != seen
        assert texts(opened, ".jg-large figcaption b") == ["2 / 2"]
        page.get_by_role("button", name="下一张").click()
        assert large.get_attribute("src") == seen, "from the last to the first"
        page.keyboard.press("Escape")
        large.wait_for(state="detached")
        assert page.locator(".jg-card-panel").is_visible(), "Escape closed the photo, not the card"
        assert opened.evaluate("document.activeElement.className") == "jg-photo"
    with card(browser, city_page, "sites", "s-2") as opened:
        assert opened.page.locator(".jg-photo").count() == 0


@pytest.mark.browser
def test_milestones_tell_planned_confirmed_and_estimated_apart(
    browser: Browser, city_page: Path
) -> None:
    def told(key: str, fragment: str = "") -> dict[str, list[str]]:
        with card(browser, city_page, "sites", f"{key}{fragment}") as opened:
            found = {}
            for name in ("start", "finish", "accepted"):
                line = f"[data-milestone={name}] > span"
                found[name] = [text.replace("\n", " ") for text in texts(opened, line)]
            return found

    one = told("s-1")
    assert one["start"] == ["计划2025-01-01", "已确认不晚于 2025-01-31"]
    assert one["finish"] == ["计划2025-12-31", "预计2025-11-30早 31 天"]
    assert one["accepted"] == ["尚未"]
    assert told("s-2")["start"] == [
        "计划2025-01-01",
        "已确认2025-01-31 后，不晚于 2025-02-28至少晚 31 天",
    ]
    assert told("s-5")["finish"] == ["计划2025-12-31", "已确认2025-02-20早 314 天"]
    assert told("s-5", "&edition=2025-01-31")["finish"] == ["计划2025-12-31", "没有上报"]
    with card(browser, city_page, "sites", "s-1") as opened:
        marks = opened.evaluate(
            "[...document.querySelectorAll('.jg-milestone svg')].map((one) => one.innerHTML)"
        )
        assert len(set(marks)) == 3, "three marks of three shapes"


@pytest.mark.browser
def test_moves_and_plans_are_told_with_their_dates(browser: Browser, city_page: Path) -> None:
    with card(browser, city_page, "sites", "s-1") as opened:
        lines = texts(opened, ".jg-moves li")
        assert len(lines) == 2
        assert all(line.startswith("2025-01-31 → 2025-02-28") for line in lines)
        assert "图形：移动 89\u202fm" in lines[0]
        assert "计划：2025-11-30 → 2025-12-31（推迟 31 天）计划下调" in lines[1]
    with card(browser, city_page, "sites", "s-2") as opened:
        assert opened.page.locator(".jg-moves").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("allowed", [True, False])
def test_a_link_is_copied_or_lies_selected_in_a_field(
    browser: Browser, city_page: Path, *, allowed: bool
) -> None:
    with card(
        browser, city_page, "sites", "s-5", first=CLIPBOARD if allowed else NO_CLIPBOARD
    ) as opened:
        page = opened.page
        page.get_by_role("button", name="复制链接").click()
        field = page.locator(".jg-link input")
        if allowed:
            opened.until(
                "document.querySelector('.jg-link [role=status]').textContent === '已复制'"
            )
            assert field.count() == 0
            link = opened.evaluate("window.copied")
        else:
            field.wait_for()
            link = field.input_value()
            one = "document.activeElement"
            opened.until(
                f"{one}.value?.slice({one}.selectionStart, {one}.selectionEnd) === {link!r}"
            )
        # The place of a file on one machine is of no use on another, its name is.
        name, _, code = link.partition("#")
        assert name == "city.html"
    with visit(browser, city_page, fragment=f"#{code}") as opened:
        assert opened.evaluate("jinanGeo.state().selection") == {"layer": "sites", "id": "s-5"}


@pytest.mark.browser
def test_what_of_a_project_is_sample_data_is_told(
    browser: Browser, city_page: Path, sample_pages: Path
) -> None:
    tag = ".jg-card-head .jg-corner"
    with card(browser, city_page, "sites", "s-1") as opened:
        assert texts(opened, tag) == ["进度为示例"], (
            "the place is real, its record of February is not"
        )
        assert opened.evaluate("jinanGeo.state().facets.sample.progress") == 0, "what is sourced"
        assert opened.set(truth="all")["facets"]["sample"] == {
            "official": 7,
            "progress": 1,
            "sample": 0,
        }
    with card(browser, city_page, "sites", "s-2") as opened:
        assert texts(opened, tag) == []
    page = sample_pages / "city.html"
    with card(browser, page, "renewal_districts", "renewal-sample-003") as opened:
        assert texts(opened, tag) == ["示例数据"]
        nature = opened.evaluate("jinanGeo.state().facets.sample")
        assert (nature["official"], sum(nature.values())) == (
            0,
            opened.evaluate("jinanGeo.state().totals.projects"),
        )
        opened.set(selection={"layer": "parking_sites", "id": "parking-sample-001"}, lang="en")
        assert texts(opened, tag) == ["Sample data"]


@pytest.mark.browser
def test_chinese_on_the_english_page_is_marked_and_english_values_are_used(
    browser: Browser, city_page: Path
) -> None:
    with card(browser, city_page, "sites", "s-1&lang=en") as opened:
        marked = texts(opened, ".jg-card-panel [lang=zh]")
        assert "历下区住建局" in marked
        assert any("进展顺利" in text for text in marked)
        opened.set(selection={"layer": "sites", "id": "s-2"})
        assert "Licheng Housing Bureau" in texts(opened, ".jg-facts-list dd")
        # Who reported is known by the same name.
        assert "Licheng Housing Bureau" in texts(opened, ".jg-history-words span")
        unmarked = (
            "[...document.querySelectorAll('.jg-card-panel *')].filter((one) => "
            "!one.closest('[lang=zh]')"
        )
        text = (
            ".flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === "
            "3).map((node) => node.data))"
        )
        assert (
            opened.evaluate(f"{unmarked}){text}.filter((words) => /[\\u4e00-\\u9fff]/.test(words))")
            == []
        )
        opened.set(lang="zh")
        assert opened.page.locator(".jg-card-panel [lang=zh]").count() == 0


@pytest.mark.browser
def test_money_is_shown_with_its_share(browser: Browser, city_page: Path) -> None:
    with card(browser, city_page, "sites", "s-1") as opened:
        assert "300.5\u202f万元，占计划投资 30.0\u202f%" in texts(opened, ".jg-facts-list dd")


@pytest.mark.browser
@pytest.mark.slow
def test_money_is_told_in_the_unit_of_the_workspace(browser: Browser, tmp_path: Path) -> None:
    workspace = FILES["workspace.toml"] + '\n[locale]\nlanguage = "en"\ncurrency = "USD"\n'
    write_city(tmp_path, {"workspace.toml": workspace})
    build_workspace(Workspace.open(tmp_path), tmp_path / "maps")
    with card(browser, tmp_path / "maps" / "city.html", "sites", "s-1") as opened:
        assert "USD million" in opened.page.inner_text(".jg-card-panel")
        assert "CNY" not in opened.page.inner_text("body")
        assert opened.complaints == []
