"""Done when, line 2: every page of the real workspace opens anywhere, asks nobody, and says all it
has.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from tests.tools.browser import SAMPLE_CITY, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

DISTRICTS = [
    "370102",
    "370103",
    "370104",
    "370105",
    "370112",
    "370113",
    "370114",
    "370115",
    "370116",
    "370117",
    "370124",
    "370126",
]
THEMES = ["industry", "urban"]
PAGES = ["index", "city", *THEMES, *[f"districts/{code}" for code in DISTRICTS]]
CITY_LIMIT = 1_500_000


class Links(HTMLParser):
    """What loading the page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.styles: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [
            value or ""
            for name, value in attrs
            if name in {"src", "href", "srcset", "data", "poster"}
        ]
        self.styles += [value or "" for name, value in attrs if name == "style"]
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles.append(data)


@pytest.mark.slow
def test_build_holds_the_pages_promised(sample_pages: Path) -> None:
    found = {
        path.relative_to(sample_pages).with_suffix("").as_posix()
        for path in sample_pages.rglob("*.html")
    }
    assert found == {*PAGES, "settlement"}


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.first_whole(6)
def test_page_asks_nobody_and_reports_every_layer(
    browser: Browser, sample_pages: Path, name: str
) -> None:
    path = sample_pages / f"{name}.html"
    with visit(browser, path) as opened:
        ready = opened.evaluate("jinanGeo.ready")
        opened.page.wait_for_timeout(300)
        assert opened.requests == [path.as_uri()]
        assert opened.complaints == []
    known = {layer.id for layer in Workspace.open(SAMPLE_CITY).layers}
    reported = {layer["id"] for layer in ready["layers"]}
    assert reported <= known
    if name in {"index", "city"}:
        assert reported == known
    assert ready["features"] == ready["located"] + ready["unlocated"] > 0
    assert ready["asOf"] == "2025-10-31"
    assert not ready.get("failures")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.first_quick(2)
def test_page_links_to_no_host(sample_pages: Path, name: str) -> None:
    text = (sample_pages / f"{name}.html").read_text(encoding="utf-8")
    links = Links()
    links.feed(text)
    assert not [link for link in links.found if re.match(r"(?i)\s*(https?:)?//", link)]
    assert not [
        style
        for style in links.styles
        if re.search(r"(?i)url\(\s*['\"]?(https?:)?//|@import", style)
    ]


@pytest.mark.browser
def test_packed_style_links_to_no_host(browser: Browser, sample_pages: Path) -> None:
    with visit(browser, sample_pages / "city.html") as opened:
        styles = opened.evaluate(
            "[...document.querySelectorAll('style')].map(style => style.textContent).join('')"
        )
        links = opened.evaluate(
            "[...document.querySelectorAll('[src],[href]')].map(node => node.src || node.href)"
        )
    assert not re.search(r"(?i)url\(\s*['\"]?(https?:)?//|@import", styles)
    assert not [link for link in links if link.startswith("http")]


@pytest.mark.parametrize("name", PAGES)
def test_policy_is_strict(sample_pages: Path, name: str) -> None:
    text = (sample_pages / f"{name}.html").read_text(encoding="utf-8")
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', text)
    assert found
    rules = dict(rule.strip().split(" ", 1) for rule in found[1].replace("&#39;", "'").split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in found[1]
    assert re.fullmatch(r"('sha256-[A-Za-z0-9+/=]{44}' ?)+", rules["script-src"])
    assert rules["connect-src"] == "'none'"


@pytest.mark.browser
def test_policy_stops_a_script_that_is_not_ours(
    browser: Browser, sample_pages: Path, tmp_path: Path
) -> None:
    text = (sample_pages / "city.html").read_text(encoding="utf-8")
    page = tmp_path / "changed.html"
    page.write_text(
        text.replace("</body>", "<script>window.intruder = 1</script></body>"), encoding="utf-8"
    )
    with visit(browser, page) as opened:
        assert opened.evaluate("window.intruder") is None
        assert any("Content Security Policy" in complaint for complaint in opened.complaints)


def test_city_page_is_small(sample_pages: Path) -> None:
    assert (sample_pages / "city.html").stat().st_size <= CITY_LIMIT
