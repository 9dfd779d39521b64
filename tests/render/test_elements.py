"""Sealed pages as Folium elements.

Real folium.Map, the same bytes twice, and no text of the data as code.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import re
from typing import TYPE_CHECKING

import folium
import folium.plugins
import pytest
from markupsafe import escape

from jinan_geo.page.columns import read_block
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import build_workspace
from jinan_geo.publish.publish import publish
from jinan_geo.render.elements import DataLayer, SealedMap
from jinan_geo.render.page import make_map, render_page
from tests.tools.tiny_city import DISTRICT_FEATURES, FILES, SITE_FEATURES, YEAR, collection, feature

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.city.city import City
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.payload.build import PageData

BLOCK = re.compile(
    r'<script type="application/(?:octet-stream|json)" id="([^"]*)">(.*?)</script>', re.DOTALL
)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


@pytest.fixture(scope="session")
def page(pages: dict[str, PageData]) -> PageData:
    return pages["city"]


def make(data: PageData) -> SealedMap:
    return make_map(data.page, data.blocks)


def test_a_page_is_a_folium_map_with_a_layer_for_each_block(page: PageData) -> None:
    sealed = make(page)
    assert isinstance(sealed, folium.Map)
    layers = [child for child in sealed._children.values() if isinstance(child, DataLayer)]  # noqa: SLF001 - the children as Folium keeps them
    assert [layer.layer_id for layer in layers] == ["districts", "sites", "street-works"]
    assert all(isinstance(layer, folium.map.Layer) for layer in layers)


def test_the_page_holds_its_blocks_and_a_strict_policy(page: PageData) -> None:
    text = render_page(page)
    found = dict(BLOCK.findall(text))
    assert set(found) >= {
        "jg-page",
        "jg-layer-districts",
        "jg-layer-sites",
        "jg-layer-street-works",
    }
    assert read_block(found["jg-page"])[0]["page"]["id"] == "city"
    assert found["jg-layer-sites"] == page.blocks["sites"]
    (policy,) = POLICY.findall(text)
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe" not in policy
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)


def test_ids_are_counted_not_random(page: PageData) -> None:
    text = render_page(page)
    assert text == render_page(page)
    assert "map_page" in text
    assert re.search(
        r"var data_layer_street\$works = jinanGeo.layer\(\"street-works\", map_page\)", text
    )
    assert not re.search(r"_[0-9a-f]{32}", text)


def test_rendering_twice_gives_the_same_text(page: PageData) -> None:
    sealed = make(page)
    assert sealed.figure.render() == sealed.figure.render()


def test_additions_are_sealed_with_the_page_or_linked_where_that_is_asked(page: PageData) -> None:
    sealed = make(page)
    folium.Marker([36.65, 117.05]).add_to(sealed)
    folium.plugins.Fullscreen().add_to(sealed)
    text = sealed.figure.render()
    assert "L.marker(" in text
    assert len(POLICY.findall(text)) == 1
    assert "https://" not in text
    linked = sealed.figure.render(sealed=False)
    assert POLICY.findall(linked) == []
    assert "Control.FullScreen" in linked
    assert sealed.figure.render() == text


def test_the_same_additions_give_the_same_bytes(page: PageData) -> None:
    def make_again() -> str:
        sealed = make(page)
        group = folium.FeatureGroup("组").add_to(sealed)
        folium.Marker([36.65, 117.05], popup="甲", icon=folium.Icon()).add_to(group)
        folium.LayerControl().add_to(sealed)
        return sealed.figure.render()

    assert make_again() == make_again()


def test_a_plain_marker_keeps_the_page_whole(page: PageData) -> None:
    sealed = make(page)
    folium.Marker([36.65, 117.05]).add_to(sealed)
    assert "L.marker(" in sealed.figure.render()


def test_a_saved_map_is_the_page(page: PageData, tmp_path: Path) -> None:
    sealed = make(page)
    sealed.save(tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8") == render_page(page)


def test_a_notebook_shows_the_map(page: PageData) -> None:
    assert "<iframe" in make(page)._repr_html_()


MARK = "ZQX"  # in every hostile string, so that its raw form can be looked for
HOSTILE = [
    "{{ 7*7 }}ZQX", "{% if %}ZQX", "{# ZQX", "${alert('ZQX')}", "<img src=x onerror=alert('ZQX')>",
    "</script><script>alert('ZQX')</script>", "`ZQX`", "ZQX\u2028alert(1)", "<!--<script>ZQX",
    "'\";ZQX//", "\\ZQX\\",
    "]]>ZQX", "&lt;ZQX&gt;", "ZQX\u202e",
]  # fmt: skip


def toml(text: str) -> str:
    """As a TOML basic string; it has JSON's escapes."""
    return json.dumps(text)


def hostile_files(text: str) -> dict[str, str]:
    """The tiny city with the text in every slot that takes one."""
    places = [
        *SITE_FEATURES,
        feature(
            {"type": "Point", "coordinates": [117.05, 36.65]}, id=f"h {text}", name_zh=text,
            name_en=text, kind=text,
            source_zh=text, source_en=text, responsible_zh=text, responsible_en=text,
            note_zh=text, note_en=text,
            spaces=text, contact=text, **{f"p {text}": text}, **YEAR,
        ),
    ]  # fmt: skip
    first, *others = DISTRICT_FEATURES
    named = {**first, "properties": {**first["properties"], "name_zh": text, "name_en": text}}
    rows = io.StringIO()
    record = [f"h {text}", "2025-02-28", "construction", "5", "", "", text, text, ""]
    csv.writer(rows).writerow(record)
    csv.writer(rows).writerow([text, "2025-02-28", "", "", "", "", "", "", ""])
    words = f"{{ zh = {toml(text)}, en = {toml(text)} }}"
    layer = FILES["layers/sites/layer.toml"].replace(
        '{ zh = "更新项目", en = "Renewal sites" }', words
    )
    layer = layer.replace('{ zh = "联系人", en = "Contact" }', words).replace(
        '{ zh = "测试数据", en = "test data" }', words
    )
    workspace = FILES["workspace.toml"].replace('{ zh = "小济南", en = "Tiny Jinan" }', words)
    workspace = workspace.replace(
        '{ zh = "小济南更新进度图", en = "Tiny Jinan progress map" }', words
    )
    workspace = workspace.replace('{ zh = "绿色低碳", en = "Green" }', words)
    title = '{ zh = "全市图", en = "City map" }'
    return {
        "workspace.toml": f"review_number = {toml(text)}\n" + workspace,
        "targets.toml": FILES["targets.toml"].replace(
            '{ zh = "开工项目", en = "Sites started" }', words
        ),
        "maps/city.toml": FILES["maps/city.toml"].replace(title, words),
        "layers/sites/layer.toml": f"alias = {words}\nnote = {words}\n" + layer,
        "layers/sites/features.geojson": collection(places),
        "layers/sites/progress.csv": FILES["layers/sites/progress.csv"] + rows.getvalue(),
        "layers/districts/features.geojson": collection([named, *others]),
    }


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.slow
@pytest.mark.first_whole(7)
def test_no_text_of_the_workspace_is_ever_code(
    open_city: Callable[..., Workspace], tmp_path: Path, text: str
) -> None:
    city, _, built = build_workspace(open_city(hostile_files(text)), tmp_path / "out")
    assert len(built) == 5
    for path in [*(entry.path for entry in built), "index.html"]:
        rest = BLOCK.sub("", (tmp_path / "out" / path).read_text(encoding="utf-8"))
        assert MARK not in rest.replace(str(escape(text)), ""), path
    data = next(build_pages(publish(city, "internal"), "city"))
    _, tables = read_block(data.blocks["sites"])
    assert tables["features"]["name_zh"][-1] == tables["features"]["f_contact"][-1] == text
    assert text in tables["states"]["remark"]
    assert (
        data.page.title.zh == data.page.layers[1].name.zh == data.page.districts[0].name.zh == text
    )


@pytest.mark.slow
def test_data_blocks_are_base64_alone(make_city: Callable[..., City]) -> None:
    city = make_city(hostile_files(HOSTILE[5]))
    for data in build_pages(publish(city, "internal")):
        for block in data.blocks.values():
            assert gzip.decompress(base64.b64decode(block, validate=True))
