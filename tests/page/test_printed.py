"""What lies in the printed map is what its list tells, each with one number on both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.page.test_print import (
    CUT_OFF,
    HIDE,
    MM,
    ROWS,
    SHOW,
    SIZES,
    choose,
    exported,
    plain,
    print_out,
    split,
)
from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    import pypdf
    from playwright.sync_api import Browser


def numbers_on_map(document: pypdf.PdfReader, box: dict[str, float]) -> list[int]:
    """Give the numbers of the drawing that begins where the map does, in pixels of 96 to the inch.

    What a circle counts is drawn by the map itself, each circle from its own middle.
    """
    page = document.pages[0]
    corner = (box["x"] * 0.75, float(page.mediabox[3]) - box["y"] * 0.75)
    found: list[int] = []

    def read(text: str, cm: list[float], *_: object) -> None:
        if cm[4:] == pytest.approx(corner, abs=1) and text.strip().isdecimal():
            found.append(int(text))

    page.extract_text(visitor_text=read)
    return found


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "lang", "chosen"),
    [
        ("districts/370105", "zh", {"paper": "a4", "turn": "portrait", "subject": "lateness"}),
        ("city", "en", {"paper": "a3", "turn": "landscape"}),
        ("city", "zh", {"paper": "a4", "turn": "portrait"}),
        ("districts/370105", "en", {"paper": "a3", "turn": "portrait", "subject": "changes"}),
    ],
)
@pytest.mark.first_whole(2)
def test_each_number_on_the_map_is_once_in_the_list(
    browser: Browser, sample_pages: Path, name: str, lang: str, chosen: dict[str, str]
) -> None:
    with visit(browser, sample_pages / f"{name}.html") as opened:
        opened.set(lang=lang)
        choose(opened, **chosen)
        opened.page.emulate_media(media="print")
        opened.evaluate(SHOW)
        assert opened.evaluate(CUT_OFF) == []
        box = opened.page.locator(".jg-p-map").bounding_box()
        strip = opened.page.locator(".jg-p-strip > div b").all_inner_texts()
        rows = opened.evaluate(ROWS)
        red = opened.page.locator(".jg-p-light b").first.inner_text()
        opened.evaluate(HIDE)
        opened.page.emulate_media(media="null")
        document, (text,) = print_out(opened)
        trend = opened.evaluate("jinanGeo.trend()")
    assert box is not None
    width, height = SIZES[chosen["paper"]]
    sides = (height, width) if chosen["turn"] == "portrait" else (width, height)
    assert [float(side) / MM for side in document.pages[0].mediabox[2:]] == pytest.approx(
        sides, abs=0.5
    )
    numbers = numbers_on_map(document, box)
    assert len(numbers) > 5
    assert len(set(numbers)) == len(numbers)
    assert sorted(numbers) == [row["at"] for row in rows if row["tagged"]]
    for row in rows:
        if row["at"]:  # a long name may be cut, which the sheet shows by its dots
            shown = re.escape(plain(f"{row['at']}{row['name']}")[:16])
            assert len(re.findall(rf"(?<!\d){shown}", text)) == 1, row
    # Of all that is printed the strip says at each edition what the page says.
    reds = [str(point["red"]) for point in trend[0]["points"]]
    assert strip == reds
    assert red == reds[-1]


@pytest.mark.browser
def test_the_list_is_what_lies_in_the_printed_map(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html", reduced_motion="reduce") as opened:
        every = split(exported(opened))
        opened.set(map={"zoom": 13, "lat": 36.68, "lon": 117.0})
        choose(opened, turn="portrait", whole_list=True)
        opened.evaluate(SHOW)
        words = opened.page.locator(".jg-p-under").first.text_content()
        rows = opened.evaluate(ROWS)
        west, south, east, north = map(
            float, (opened.page.get_attribute(".jg-p-map", "data-bounds") or "").split()
        )
        assert opened.page.locator(".jg-p-locator").count() == 1
        opened.evaluate(HIDE)
        choose(opened, reach="result", whole_list=True)
        opened.evaluate(SHOW)
        whole = opened.evaluate(ROWS)
        assert opened.page.locator(".jg-p-locator").count() == 0  # it shows all of the city
        opened.evaluate(HIDE)
        corners = [[west, south], [east, south], [east, north], [west, north]]
        opened.set(inside=corners)
        within, nowhere = split(exported(opened))
    assert nowhere == []
    assert [row["name"] for row in rows] == within
    assert [row["at"] for row in rows] == list(range(1, len(within) + 1))
    outside = len(every[0]) - len(within)
    assert min(len(within), outside) > 20
    total = f"{len(every[0]) + len(every[1])} 个 = 图内 {len(within)} + 图外 {outside}"
    assert f"{total} + 未落图 {len(every[1])}" in (words or "")
    assert [row["name"] for row in whole] == [*every[0], *every[1]]


@pytest.mark.browser
def test_columns_follow_the_subject(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "districts/370105.html", height=1800) as opened:
        opened.set(filters={"light": ["red"]})  # who filters by what is late means lateness
        actions = opened.evaluate("jinanGeo.actions()")
        opened.evaluate(SHOW)
        rows = opened.evaluate(ROWS)
        opened.evaluate(HIDE)
        listed = opened.set(filters={"layer": ["parking_sites"]})["counts"]["list"]
        opened.page.get_by_role("tab", name="督办").click()
        late = [one["name_zh"] for one in opened.evaluate("jinanGeo.actions()")]
        opened.evaluate(SHOW)
        assert [row["name"] for row in opened.evaluate(ROWS)] == late
        opened.evaluate(HIDE)
        assert 0 < len(late) < listed, "who is not behind is on no sheet about lateness"
        opened.set(filters={"change": ["regress"]}, since="2025-09-30", sort={"by": "worst"})
        opened.page.get_by_role("tab", name="变化").click()
        lines = opened.page.locator(".jg-change").evaluate_all("all => all.map(({title}) => title)")
        choose(opened, turn="portrait")
        opened.evaluate(SHOW)
        changes = opened.evaluate(ROWS)
        opened.evaluate(HIDE)
    assert len(rows) > 4
    for row, action in zip(rows, actions, strict=False):
        assert action["unit_zh"] in row["cells"][0], action
        assert f"滞后 {action['lag']:.1f} 个百分点" in row["cells"][1]
        assert f"{action['late_days']} 天" in row["cells"][1]
        assert row["cells"][2]
    shown = [row["cells"][1] for row in changes]
    both = min(
        len(lines), len(shown)
    )  # the tab has those in sight, the sheet those it has room for
    assert both > 5
    assert shown[:both] == lines[:both]
