"""Done when, line 5: text that would be code elsewhere is shown as it is, runs nowhere and stops
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import visit
from tests.tools.tiny_city import (
    DISTRICT_FEATURES,
    SITE_FEATURES,
    SITES_LAYER,
    SITES_LEDGER,
    WORKSPACE,
    YEAR,
    collection,
    feature,
    write_city,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

HOSTILE = [
    "{{ 7*7 }}",
    "{% if %}",
    "{# note #}",
    "${alert(1)}",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "`backtick`",
    "line\u2028separator",
    "\\u003cb\\u003e",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
]


@pytest.fixture(scope="module")
def hostile_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny city with hostile text in every slot that data or manifests can fill."""
    root = tmp_path_factory.mktemp("hostile")
    every = " ".join(HOSTILE)
    literal = f"'''{every}'''"
    sites = [
        *SITE_FEATURES,
        *[
            feature(
                None, id=f"h-{text}", name_zh=text, name_en=text, kind=text, note_zh=text,
                responsible_zh=text,
                source_zh=text, contact=text, district="370102", **{text: text}, **YEAR,
            )
            for text in HOSTILE
        ],
    ]  # fmt: skip
    records = "".join(
        f'"h-{text}",2025-02-28,construction,10,,,"{text}","{text}",\n' for text in HOSTILE
    )
    layer = SITES_LAYER.replace(
        '{ zh = "更新项目", en = "Renewal sites" }', f"{{ zh = {literal}, en = {literal} }}"
    )
    layer = layer.replace(
        '{ zh = "联系人", en = "Contact" }', f"{{ zh = {literal}, en = {literal} }}"
    )
    districts = [dict(item) for item in DISTRICT_FEATURES]
    districts[0] = {
        **districts[0],
        "properties": {"id": "370102", "name_zh": every, "name_en": every},
    }
    write_city(
        root,
        {
            "workspace.toml": WORKSPACE.replace(
                '{ zh = "小济南更新进度图", en = "Tiny Jinan progress map" }',
                f"{{ zh = {literal}, en = {literal} }}",
            ),
            "maps/city.toml": f"title = {{ zh = {literal}, en = {literal} }}\nscope = "
            '"city"\norder = 1\n',
            "layers/districts/features.geojson": collection(districts),
            "layers/sites/layer.toml": layer,
            "layers/sites/features.geojson": collection(sites),
            "layers/sites/progress.csv": SITES_LEDGER + records,
        },
    )
    build_workspace(Workspace.open(root), root / "out")
    return root / "out"


@pytest.mark.browser
@pytest.mark.parametrize("name", ["city", "index", "urban", "districts/370102"])
def test_nothing_runs(browser: Browser, hostile_pages: Path, name: str) -> None:
    with visit(browser, hostile_pages / f"{name}.html") as opened:
        opened.page.wait_for_timeout(200)
        assert opened.dialogs == []
        assert opened.complaints == []
        assert len(opened.requests) == 1
        foreign = opened.evaluate(
            "[...document.images].filter(image => image.hasAttribute('onerror')).length"
        )
        assert foreign == 0


@pytest.mark.browser
def test_text_is_shown_as_it_is(browser: Browser, hostile_pages: Path) -> None:
    with visit(browser, hostile_pages / "city.html") as opened:
        for text in HOSTILE:
            opened.set(selection={"layer": "sites", "id": f"h-{text}"}, query="", lang="zh")
            card = opened.page.locator(".jg-card-panel", has_text=f"h-{text}").first
            card.wait_for()
            # The id, the name, the contact and the remark: each a slot of its own.
            assert card.evaluate("node => node.textContent").count(text) >= 3
            opened.set(query=text.split(maxsplit=1)[0], lang="en")
            assert opened.dialogs == []


@pytest.mark.browser
def test_title_is_shown_as_it_is(browser: Browser, hostile_pages: Path) -> None:
    with visit(browser, hostile_pages / "city.html") as opened:
        shown = opened.page.title() + opened.evaluate("document.body.textContent")
    for text in HOSTILE:
        assert text.split(maxsplit=1)[0] in shown


@pytest.mark.browser
def test_index_shows_titles_as_they_are(browser: Browser, hostile_pages: Path) -> None:
    with visit(browser, hostile_pages / "index.html") as opened:
        shown = opened.evaluate("document.querySelector('main').textContent")
    for text in HOSTILE:
        assert text in shown
