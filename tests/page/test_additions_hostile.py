"""Hostile texts through every addition: nothing runs, at build or in the page."""

from __future__ import annotations

import copy
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import branca.colormap
import folium
import numpy as np
import pytest
from folium import plugins

from jinan_geo.errors import InputError
from tests.tools.browser import visit
from tests.tools.gallery import AT, LINE, SQUARES, TIMES, VALUES, make_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.render.elements import SealedMap

pytestmark = pytest.mark.browser

HOSTILE = [
    "{{ 7*7 }}",
    "{% if %}",
    "{# a",
    "`${alert(1)}`",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "');alert(1)//",
    '"};alert(1)//',
    "\\",
    "\r\n\u2028",
    "<style>*{display:none}</style>",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.first_whole(6)
def test_no_text_of_an_addition_runs(browser: Browser, tmp_path: Path, text: str) -> None:
    sealed = make_map()
    group = folium.FeatureGroup(text).add_to(sealed)
    icon = folium.Icon(icon=text, icon_color=text, prefix="fa")
    popup = folium.Popup(f"<b>a</b>{text}", show=True)
    folium.Marker(AT, popup=popup, tooltip=text, icon=icon).add_to(sealed)
    folium.Marker(AT, popup=folium.Popup(text, parse_html=True)).add_to(group)
    folium.Marker(AT, icon=folium.DivIcon(text)).add_to(group)
    folium.PolyLine(LINE, color=text, tooltip=folium.Tooltip(text, style=text)).add_to(group)
    named = SQUARES.assign(name=text)
    details = folium.GeoJsonTooltip(["name"], aliases=[text])
    folium.GeoJson(named.to_json(), tooltip=details, name=text).add_to(sealed)
    branca.colormap.LinearColormap(["red", "blue"], caption=text, text_color=text).add_to(sealed)
    folium.LayerControl(collapsed=False).add_to(sealed)
    path = tmp_path / "page.html"
    sealed.save(path)
    with visit(browser, path) as opened:
        opened.until("!!document.querySelector('.leaflet-popup-content b')", 5)
        opened.until("!!document.querySelector('.leaflet-control-layers-overlays')", 5)
        shown = opened.evaluate("document.querySelector('.jg-scale').textContent")
        assert "".join(text.split()) in "".join(shown.split())
        assert opened.evaluate("[...document.querySelectorAll('.jg-notice')].length") == 0
        assert opened.dialogs == []
        assert opened.requests == [path.as_uri()]
        assert opened.complaints == []


def hostile_times(text: str) -> dict[str, Any]:
    times = copy.deepcopy(TIMES)
    times["features"][0]["properties"] |= {"popup": text, "tooltip": text, "icon": text}
    return times


def hostile_groups(sealed: SealedMap, text: str) -> None:
    group = folium.FeatureGroup(text).add_to(sealed)
    plugins.GroupedLayerControl({text: [group]}).add_to(sealed)


def hostile_tree(sealed: SealedMap, text: str) -> None:
    group = folium.FeatureGroup(text).add_to(sealed)
    tree = {"label": text, "children": [{"label": text, "layer": group}]}
    plugins.TreeLayerControl(overlay_tree=tree, named_toggle=True).add_to(sealed)


def hostile_search(sealed: SealedMap, text: str) -> None:
    layer = folium.GeoJson(SQUARES.assign(name=text).to_json(), name=text).add_to(sealed)
    plugins.Search(layer, search_label="name", placeholder=text).add_to(sealed)


def hostile_details(sealed: SealedMap, text: str) -> None:
    named = SQUARES.assign(name=text)
    popup = folium.GeoJsonPopup(["name"], aliases=[text], style=text)
    folium.GeoJson(named.to_json(), popup=popup, name=text).add_to(sealed)


def hostile_choropleth(sealed: SealedMap, text: str) -> None:
    values = {"data": VALUES, "columns": ["id", "v"], "key_on": "feature.properties.id"}
    squares = SQUARES.assign(name=text).to_json()
    folium.Choropleth(squares, **values, legend_name=text, name=text).add_to(sealed)


def hostile_cluster(sealed: SealedMap, text: str) -> None:
    cluster = plugins.MarkerCluster([AT], popups=[text], name=text).add_to(sealed)
    group = plugins.FeatureGroupSubGroup(cluster, text).add_to(sealed)
    folium.Marker(AT, popup=text).add_to(group)


def hostile_text_path(sealed: SealedMap, text: str) -> None:
    line = folium.PolyLine(LINE, popup=text).add_to(sealed)
    plugins.PolyLineTextPath(line, text, attributes={"fill": text}).add_to(sealed)


# Wherever a user's text can get into an addition of the gallery, beside those tried above.
TAKES_TEXT: dict[str, Callable[[SealedMap, str], object]] = {
    "choropleth": hostile_choropleth,
    "circle": lambda sealed, text: folium.Circle(AT, 99, popup=text, color=text).add_to(sealed),
    "click-for-marker": lambda sealed, text: folium.ClickForMarker(text).add_to(sealed),
    "cluster": hostile_cluster,
    "details": hostile_details,
    "draw": lambda sealed, text: plugins.Draw(export=True, filename=text).add_to(sealed),
    "fullscreen": lambda sealed, text: plugins.Fullscreen(title=text, title_cancel=text).add_to(
        sealed
    ),
    "grouped-control": hostile_groups,
    "heat-map": lambda sealed, text: plugins.HeatMap(LINE, name=text).add_to(sealed),
    "image": lambda sealed, text: folium.raster_layers.ImageOverlay(
        np.ones((4, 4)), [LINE[0], LINE[1]], name=text, alt=text
    ).add_to(sealed),
    "offset": lambda sealed, text: plugins.PolyLineOffset(
        LINE, popup=text, offset=9, color=text
    ).add_to(sealed),
    "rectangle": lambda sealed, text: folium.Rectangle(
        LINE[:2], tooltip=text, fill_color=text
    ).add_to(sealed),
    "search": hostile_search,
    "semicircle": lambda sealed, text: plugins.SemiCircle(
        AT, 500, start_angle=1, stop_angle=9, popup=text
    ).add_to(sealed),
    "step-colormap": lambda sealed, text: branca.colormap.StepColormap(
        ["red", "blue"], caption=text
    ).add_to(sealed),
    "text-path": hostile_text_path,
    "timestamped": lambda sealed, text: plugins.TimestampedGeoJson(
        hostile_times(text), period="P1M"
    ).add_to(sealed),
    "timestamped-options": lambda sealed, text: plugins.TimestampedGeoJson(
        TIMES, period=text, date_options=text
    ).add_to(sealed),
    "tree-control": hostile_tree,
}


@pytest.mark.deep
@pytest.mark.parametrize("name", TAKES_TEXT)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_any_addition_runs(
    browser: Browser, tmp_path: Path, text: str, name: str
) -> None:
    """Nor when the page is built: what cannot be sealed with such a text is refused by name."""
    sealed = make_map()
    TAKES_TEXT[name](sealed, text)
    path = tmp_path / "page.html"
    with suppress(InputError):
        sealed.save(path)
    if not path.exists():
        return
    with visit(browser, path) as opened:
        for icon in opened.page.locator("path.leaflet-interactive, .leaflet-marker-icon").all():
            icon.dispatch_event("click")
        shown = opened.evaluate("document.body.innerText")
        assert text != HOSTILE[0] or not re.search(r"(?<![\d.])49(?!\d)", shown)
        assert opened.evaluate("jinanGeo.state().counts.map") == 2
        assert opened.dialogs == []
        assert opened.requests == [path.as_uri()]
        assert [said for said in opened.complaints if "Security" in said] == []
