"""Kind K2: additions as people's notebooks make them, beside those of Folium's gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import branca
import folium
import numpy as np
import pytest
from folium import plugins

from tests.tools.browser import visit
from tests.tools.gallery import AT, LINE, SQUARES, VALUES, make_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.render.elements import SealedMap

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def popup_with_quotes(sealed: SealedMap) -> None:
    html = """<table><tr><td>名称</td><td>"泉城"`路`</td></tr></table>\\n${1}"""
    folium.Marker(AT, popup=folium.Popup(html, max_width=300, show=True)).add_to(sealed)


def sticky_tooltip(sealed: SealedMap) -> None:
    tooltip = folium.Tooltip("趵突泉", sticky=True, permanent=True, style="color: #112233;")
    folium.CircleMarker(AT, radius=8, tooltip=tooltip).add_to(sealed)


def choropleth_with_blanks(sealed: SealedMap) -> None:
    values = VALUES.assign(v=[1.5, np.nan])
    folium.Choropleth(
        SQUARES,
        data=values,
        columns=["id", "v"],
        key_on="feature.properties.id",
        bins=[0, 1, 2, 3],
        nan_fill_color="grey",
        highlight=True,
    ).add_to(sealed)


def choropleth_by_feature_id(sealed: SealedMap) -> None:
    folium.Choropleth(
        SQUARES.set_index("id").to_json(),
        data=VALUES.set_index("id")["v"],
        key_on="feature.id",
        fill_color="YlGn",
    ).add_to(sealed)


def styled_geojson(sealed: SealedMap) -> None:
    folium.GeoJson(
        SQUARES,
        style_function=lambda one: {
            "color": "#cc0000" if one["properties"]["v"] > 1 else "#00cc00"
        },
        highlight_function=lambda _: {"weight": 5},
        name="地块",
        zoom_on_click=True,
    ).add_to(sealed)


def cluster_of_own_icons(sealed: SealedMap) -> None:
    cluster = plugins.MarkerCluster(
        name="聚合",
        icon_create_function=(
            "function(c) {return L.divIcon({html: '<b class=own>' + c.getChildCount() + '</b>'});}"
        ),
        options={"maxClusterRadius": 90},
    ).add_to(sealed)
    for _ in range(3):
        folium.Marker(AT, icon=folium.Icon("green", icon="home")).add_to(cluster)


def hidden_group_with_control(sealed: SealedMap) -> None:
    group = folium.FeatureGroup("隐藏的组", show=False).add_to(sealed)
    folium.PolyLine(LINE, dash_array="5 8", popup="线").add_to(group)
    folium.LayerControl(position="bottomleft", collapsed=False).add_to(sealed)


def full_screen_in_chinese(sealed: SealedMap) -> None:
    plugins.Fullscreen(
        "bottomleft", title="全屏'", title_cancel="退出", force_separate_button=True
    ).add_to(sealed)


def stepped_colours(sealed: SealedMap) -> None:
    branca.colormap.StepColormap(
        ["#ffeeee", "#ff8888", "#ff0000"],
        index=[0, 30, 60, 100],
        vmin=0,
        vmax=100,
        caption="完成率 %",
    ).add_to(sealed)


def many_markers(sealed: SealedMap) -> None:
    for at in range(200):
        folium.Marker([36.6 + at / 2000, 117.0], tooltip=f"第 {at} 个").add_to(sealed)


def marker_of_numbers(sealed: SealedMap) -> None:
    html = "<div style='background:#fff;border:1px solid'>12</div>"
    folium.Marker(np.array(AT), icon=folium.DivIcon(html, icon_size=(30, 20))).add_to(sealed)


def polygon_with_hole(sealed: SealedMap) -> None:
    ring = [[36.60, 117.00], [36.60, 117.10], [36.70, 117.10], [36.70, 117.00]]
    hole = [[36.63, 117.03], [36.63, 117.06], [36.66, 117.06], [36.66, 117.03]]
    folium.Polygon([ring, hole], color="#123456", fill_opacity=0.2).add_to(sealed)


# What to look for in the page.
NEIGHBOURS: dict[Callable[[SealedMap], None], str] = {
    popup_with_quotes: ".leaflet-popup-content td + td",
    sticky_tooltip: ".leaflet-tooltip div[style*='#112233'], .leaflet-tooltip div[style*='17, 34']",
    choropleth_with_blanks: "path[fill='grey']",
    choropleth_by_feature_id: "path.leaflet-interactive",
    styled_geojson: "path[stroke='#cc0000']",
    cluster_of_own_icons: "b.own",
    hidden_group_with_control: ".leaflet-control-layers-overlays input",
    full_screen_in_chinese: '[title="全屏\'"]',
    stepped_colours: ".jg-scale-bar",
    many_markers: ".leaflet-marker-icon",
    marker_of_numbers: ".leaflet-marker-icon div[style*='background']",
    polygon_with_hole: "path[stroke='#123456']",
}


# make deep tries them all.
FEW = [popup_with_quotes, choropleth_with_blanks, styled_geojson, cluster_of_own_icons]


def check_lives(browser: Browser, folder: Path, add: Callable[[SealedMap], None]) -> None:
    sealed = make_map()
    add(sealed)
    path = folder / "page.html"
    sealed.save(path)
    with visit(browser, path) as opened:
        opened.until(f"!!document.querySelector({NEIGHBOURS[add]!r})", 5)
        assert opened.evaluate("jinanGeo.state().counts.map") == 2
        assert opened.evaluate("document.querySelectorAll('.jg-notice').length") == 0
        assert (opened.requests, opened.complaints) == ([path.as_uri()], [])


@pytest.mark.parametrize("add", FEW, ids=lambda one: one.__name__)
def test_k2_an_addition_of_a_notebook_lives_in_the_sealed_page(
    browser: Browser, tmp_path: Path, add: Callable[[SealedMap], None]
) -> None:
    check_lives(browser, tmp_path, add)


@pytest.mark.deep
@pytest.mark.parametrize(
    "add", [one for one in NEIGHBOURS if one not in FEW], ids=lambda one: one.__name__
)
def test_k2_the_other_additions_live_too(
    browser: Browser, tmp_path: Path, add: Callable[[SealedMap], None]
) -> None:
    check_lives(browser, tmp_path, add)
