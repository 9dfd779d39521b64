"""A view saved from the page as a file: the same sealed page, that opens with what was shown."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.browser import visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser
HOSTILE = "</script><script>document.title='executed'</script><!--\u2028&amp;\"'"
PRINTED = ("title", "subtitle", "note")
WANTED: dict[str, Any] = {
    "lang": "en",
    "edition": 6,
    "filters": {"light": ["red", "yellow"], "district": ["370105"]},
    "near": {"lon": 117.0, "lat": 36.7, "km": 12},
    "colorBy": "stage",
    "sort": {"by": "investment", "down": True},
    "compare": {"edition": 2, "divider": 0.3},
    "map": {"zoom": 12, "lat": 36.7, "lon": 117.0},
    "captures": [
        {"title": "Late in Tianqiao", "words": HOSTILE},
        {"title": "Red", "hash": "f.light=red"},
    ],
}


def saved(opened: Visit, folder: Path, title: str = "") -> Path:
    """The page's file with the present view, in another folder."""
    folder.mkdir()
    path = folder / "view.html"
    path.write_bytes(base64.b64decode(opened.evaluate("title => jinanGeo.saveView(title)", title)))
    return path


def test_a_saved_view_opens_elsewhere_as_it_was_and_is_sealed(
    browser: Browser, sample_pages: Path, tmp_path: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        state = opened.set(**WANTED)
        opened.page.click(".jg-print > button")
        for name in PRINTED:
            opened.page.fill(f"#jg-print-{name}", f"{name} {HOSTILE}"[:60])
        opened.page.keyboard.press("Escape")
        own = opened.set(brief=99)["brief"]["slide"]
        assert opened.set(brief=None) == state
        path = saved(opened, tmp_path / "elsewhere", "Tianqiao, late")
    with visit(browser, path) as opened:
        assert opened.evaluate("jinanGeo.state()") == state
        shown = opened.set(brief=own - 1)["brief"]
        assert shown["own"]["words"] == opened.page.inner_text(".jg-slide-own bdi")
        assert shown["own"]["words"] == HOSTILE.replace("\u2028", " ")
        opened.set(brief=None)
        assert opened.page.inner_text("h1") == "Tianqiao, late"
        assert opened.page.title() == "Tianqiao, late"
        opened.page.click(".jg-print > button")
        for name in PRINTED:
            assert opened.page.input_value(f"#jg-print-{name}") == f"{name} {HOSTILE}"[:60]
        assert opened.complaints == []
        assert opened.requests == [path.as_uri()]
        again = saved(opened, tmp_path / "again")
    made, built = path.read_text("utf-8"), (sample_pages / "city.html").read_text("utf-8")
    assert abs(len(made) - len(built)) < 2_000  # the data once, as it was, and a view
    assert policy(made) == policy(built)
    assert again.read_text("utf-8").count('id="jg-view"') == 1


def policy(text: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert found
    return found[1].replace("&#39;", "'")


def test_a_title_is_text_whatever_it_says(
    browser: Browser, sample_pages: Path, tmp_path: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        path = saved(opened, tmp_path / "hostile", HOSTILE)
    with visit(browser, path) as opened:
        assert opened.page.title() == HOSTILE
        assert opened.evaluate("document.querySelector('h1').textContent") == HOSTILE
        assert opened.complaints == []


def test_a_link_beats_the_view_of_its_file(
    browser: Browser, sample_pages: Path, tmp_path: Path
) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(**WANTED)
        path = saved(opened, tmp_path / "linked")
    with visit(browser, path, fragment="#lang=zh&f.light=green") as opened:
        state = opened.evaluate("jinanGeo.state()")
        assert state["filters"] == {"light": ["green"]}
        assert state["lang"] == "zh"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"hash": 5, "divider": "x", "captures": [0]}'])
@pytest.mark.first_whole(2)
def test_a_damaged_view_leaves_the_page_as_it_was_built(
    browser: Browser, sample_pages: Path, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "damaged.html"
    block = f'<script type="application/json" id="jg-view">{damage}</script></body>'
    built = (sample_pages / "city.html").read_text("utf-8")
    path.write_text(built.replace("</body>", block), "utf-8")
    with visit(browser, path) as opened:
        assert opened.evaluate("jinanGeo.state().filters") == {}
        assert opened.complaints == []


def test_saved_by_the_menu_under_its_title(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.page.click(".jg-export > button[aria-controls=jg-export-menu]")
        opened.page.fill(".jg-save-view input", "督办：天桥区")
        with opened.page.expect_download() as loaded:
            opened.page.click(".jg-save-view button")
        assert loaded.value.suggested_filename == "督办：天桥区_2025-10-31_视图.html"
        assert opened.page.locator(".jg-menu").count() == 0


def test_a_pasted_link_shows_what_it_shows_elsewhere(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        opened.page.fill(".jg-search input", "city.html#f.light=red&near=117,36.7,12")
        opened.until("jinanGeo.state().near !== null")
        state = opened.evaluate("jinanGeo.state()")
        assert state["filters"] == {"light": ["red"]}
        assert state["query"] == ""
