"""What people add to the map in Folium: it works in the sealed page without a network, or is
refused by name.

The additions are those of Folium's own user guide and plugin gallery.
"""

from __future__ import annotations

import copy
import itertools
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import branca.colormap
import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from branca.element import MacroElement
from folium import plugins
from folium.elements import JSCSSMixin
from folium.template import Template
from folium.utilities import JsCode
from shapely.geometry import Point

import jinan_geo
from jinan_geo.errors import InputError
from tests.tools.browser import visit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from jinan_geo.render.elements import SealedMap

pytestmark = pytest.mark.browser

AT = [36.66, 117.02]
LINE = [[36.66, 117.02], [36.67, 117.05], [36.68, 117.04]]
PLACES = gpd.GeoDataFrame(
    {"id": ["P-01", "P-02"], "name": ["甲", "乙"]},
    geometry=[Point(117.0201, 36.6612), Point(117.0503, 36.6704)],
    crs=4326,
)
VALUES = pd.DataFrame({"id": ["P-01", "P-02"], "v": [1, 2]})
SQUARES = PLACES.assign(geometry=PLACES.to_crs(4548).buffer(900).to_crs(4326), v=[1, 2])
TIMES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [[117.02, 36.66], [117.05, 36.67]]},
            "properties": {"times": ["2025-01-01", "2025-02-01"], "popup": "<b>一月</b>"},
        }
    ],
}


def make_map() -> SealedMap:
    return jinan_geo.map(PLACES, VALUES, key="id")


def add_groups(sealed: SealedMap) -> None:
    group = folium.FeatureGroup("组").add_to(sealed)
    folium.Marker(AT).add_to(group)
    folium.LayerControl(collapsed=False).add_to(sealed)


def add_subgroup(sealed: SealedMap) -> None:
    cluster = plugins.MarkerCluster().add_to(sealed)
    group = plugins.FeatureGroupSubGroup(cluster, "子组").add_to(sealed)
    folium.Marker(AT).add_to(group)


def add_search(sealed: SealedMap) -> None:
    layer = folium.GeoJson(SQUARES.to_json()).add_to(sealed)
    plugins.Search(layer, search_label="name").add_to(sealed)


def add_text_path(sealed: SealedMap) -> None:
    line = folium.PolyLine(LINE).add_to(sealed)
    plugins.PolyLineTextPath(line, "文字", repeat=True).add_to(sealed)


def add_grouped(sealed: SealedMap) -> None:
    group = folium.FeatureGroup("组").add_to(sealed)
    plugins.GroupedLayerControl({"一类": [group]}).add_to(sealed)


def add_tree(sealed: SealedMap) -> None:
    group = folium.FeatureGroup("组").add_to(sealed)
    tree = {"label": "全部", "children": [{"label": "组", "layer": group}]}
    plugins.TreeLayerControl(overlay_tree=tree).add_to(sealed)


def add_choropleth(sealed: SealedMap) -> None:
    folium.Choropleth(
        SQUARES.to_json(),
        data=VALUES,
        columns=["id", "v"],
        key_on="feature.properties.id",
        legend_name="数值",
    ).add_to(sealed)


def add_linear(sealed: SealedMap) -> None:
    branca.colormap.LinearColormap(
        ["green", "yellow", "red"], vmin=0, vmax=10, caption="说明"
    ).add_to(sealed)


def add_details(sealed: SealedMap) -> None:
    folium.GeoJson(
        SQUARES.to_json(),
        tooltip=folium.GeoJsonTooltip(["name"], aliases=["名称"]),
        popup=folium.GeoJsonPopup(["name", "v"]),
    ).add_to(sealed)


def simple(kind: Any, *args: Any, **kwargs: Any) -> Callable[[SealedMap], object]:
    return lambda sealed: kind(*args, **kwargs).add_to(sealed)


# What to look for in the page: a part that only this addition makes.
WORKS: dict[str, tuple[Callable[[SealedMap], object], str]] = {
    "marker": (
        simple(folium.Marker, AT, popup="社区", tooltip="提示"),
        ".leaflet-marker-icon[src^='data:']",
    ),
    "popup": (
        simple(folium.Marker, AT, popup=folium.Popup("<b>社区</b>", show=True)),
        ".leaflet-popup-content b",
    ),
    "icon": (
        simple(folium.Marker, AT, icon=folium.Icon("red", icon="info-sign")),
        ".awesome-marker .glyphicon-info-sign",
    ),
    "icon-fa": (
        simple(folium.Marker, AT, icon=folium.Icon(icon="cloud", prefix="fa")),
        ".awesome-marker .fa-cloud",
    ),
    "divicon": (
        simple(folium.Marker, AT, icon=folium.DivIcon("<div style='font-size: 24pt'>字</div>")),
        ".leaflet-marker-icon div[style*='24pt']",
    ),
    "custom-icon": (
        simple(folium.Marker, AT, icon=folium.CustomIcon(np.ones((4, 4)))),
        ".leaflet-marker-icon[src^='data:image/png']",
    ),
    "polyline": (
        simple(folium.PolyLine, LINE, color="red"),
        "path.leaflet-interactive[stroke='red']",
    ),
    "polygon": (simple(folium.Polygon, LINE, color="red", fill=True), "path[stroke='red']"),
    "rectangle": (simple(folium.Rectangle, [LINE[0], LINE[1]], color="red"), "path[stroke='red']"),
    "circle": (simple(folium.Circle, AT, radius=100, color="red"), "path[stroke='red']"),
    "circle-marker": (simple(folium.CircleMarker, AT, radius=9, color="red"), "path[stroke='red']"),
    "geojson": (simple(folium.GeoJson, SQUARES.to_json()), "path.leaflet-interactive"),
    "geojson-details": (add_details, "path.leaflet-interactive"),
    "choropleth": (add_choropleth, ".jg-scale-bar"),
    "linear-colormap": (add_linear, ".jg-scale-bar"),
    "groups": (add_groups, ".leaflet-control-layers-overlays"),
    "latlng-popup": (simple(folium.LatLngPopup), ".leaflet-container"),
    "click-for-marker": (simple(folium.ClickForMarker), ".leaflet-container"),
    "image-overlay": (
        simple(folium.raster_layers.ImageOverlay, np.ones((4, 4)), [LINE[0], LINE[1]]),
        "img.leaflet-image-layer",
    ),
    "color-line": (
        simple(folium.ColorLine, LINE, [0, 1], colormap=["red", "green"]),
        "path.leaflet-interactive",
    ),
    "marker-cluster": (simple(plugins.MarkerCluster, [AT, AT, AT]), ".marker-cluster"),
    "fast-cluster": (simple(plugins.FastMarkerCluster, [AT, AT, AT]), ".marker-cluster"),
    "subgroup": (add_subgroup, ".leaflet-marker-icon"),
    "heat-map": (simple(plugins.HeatMap, LINE), "canvas.leaflet-heatmap-layer"),
    "fullscreen": (
        simple(plugins.Fullscreen),
        ".leaflet-control-zoom-fullscreen, .fullscreen-icon",
    ),
    "minimap": (simple(plugins.MiniMap), ".jg-overview"),
    "draw": (simple(plugins.Draw, export=True), ".leaflet-draw-toolbar"),
    "timestamped": (
        simple(plugins.TimestampedGeoJson, TIMES, period="P1M"),
        ".leaflet-bar-timecontrol",
    ),
    "text-path": (add_text_path, "textPath"),
    "line-offset": (
        simple(plugins.PolyLineOffset, LINE, offset=10, color="red"),
        "path[stroke='red']",
    ),
    "semicircle": (
        simple(plugins.SemiCircle, AT, radius=500, start_angle=10, stop_angle=90, color="red"),
        "path[stroke='red']",
    ),
    "search": (add_search, ".leaflet-control-search"),
    "grouped-control": (add_grouped, ".leaflet-control-layers-group"),
    "tree-control": (add_tree, ".leaflet-layerstree-node, .leaflet-layerstree-header"),
    "terminator": (simple(plugins.Terminator), ".leaflet-overlay-pane path"),
}

REFUSED: dict[str, Callable[[SealedMap], object]] = {
    "TileLayer": simple(folium.TileLayer, "OpenStreetMap"),
    "WmsTileLayer": simple(folium.WmsTileLayer, "https://example.org/wms", layers="a"),
    "AntPath": simple(plugins.AntPath, LINE),
    "MeasureControl": simple(plugins.MeasureControl),
    "MousePosition": simple(plugins.MousePosition),
    "LocateControl": simple(plugins.LocateControl),
    "Geocoder": simple(plugins.Geocoder),
    "BeautifyIcon": lambda sealed: folium.Marker(AT, icon=plugins.BeautifyIcon()).add_to(sealed),
    "BoatMarker": simple(plugins.BoatMarker, AT),
    "FloatImage": simple(plugins.FloatImage, "https://example.org/a.png"),
    "CustomIcon": lambda sealed: folium.Marker(
        AT, icon=folium.CustomIcon("https://example.org/a.png")
    ).add_to(sealed),
    "HeatMapWithTime": simple(plugins.HeatMapWithTime, [[AT], [AT]]),
    "Realtime": simple(
        plugins.Realtime,
        "https://example.org/a.json",
        get_feature_id=JsCode("f => f.id"),
        interval=9,
    ),
    "IFrame": lambda sealed: folium.Marker(AT, popup=folium.Popup(folium.IFrame("a"))).add_to(
        sealed
    ),
}

# One of each of Folium's gallery, told apart by what it brings into the page; the rest of WORKS are
# other forms of the same. `make deep` tries all their pairs.
GALLERY = [
    "marker",
    "popup",
    "icon",
    "icon-fa",
    "divicon",
    "polyline",
    "circle",
    "geojson-details",
    "choropleth",
    "linear-colormap",
    "groups",
    "click-for-marker",
    "image-overlay",
    "color-line",
    "marker-cluster",
    "fast-cluster",
    "subgroup",
    "heat-map",
    "fullscreen",
    "minimap",
    "draw",
    "timestamped",
    "text-path",
    "line-offset",
    "semicircle",
    "search",
    "grouped-control",
    "tree-control",
    "terminator",
    "custom-icon",
]
CORE = [
    "icon",
    "popup",
    "choropleth",
    "groups",
    "image-overlay",
    "marker-cluster",
    "minimap",
    "timestamped",
]
PAIRS = [
    ("marker-cluster", "heat-map"),
    ("choropleth", "groups"),
    ("draw", "fullscreen"),
    ("timestamped", "icon"),
    ("icon", "icon-fa"),
    ("minimap", "popup"),
]


def check_alive(browser: Browser, folder: Path, names: tuple[str, ...]) -> None:
    sealed = make_map()
    for name in names:
        WORKS[name][0](sealed)
    path = folder / "page.html"
    sealed.save(path)
    with visit(browser, path) as opened:
        for name in names:
            opened.until(f"!!document.querySelector({WORKS[name][1]!r})", 5)
        assert opened.evaluate("jinanGeo.state().counts.map") == 2
        assert opened.evaluate("[...document.querySelectorAll('.jg-notice')].length") == 0
        assert opened.requests == [path.as_uri()]
        assert opened.complaints == []


@pytest.mark.parametrize("name", CORE)
def test_an_addition_works_in_the_sealed_page(browser: Browser, tmp_path: Path, name: str) -> None:
    check_alive(browser, tmp_path, (name,))


@pytest.mark.parametrize("names", PAIRS, ids="+".join)
def test_two_additions_work_together(
    browser: Browser, tmp_path: Path, names: tuple[str, str]
) -> None:
    check_alive(browser, tmp_path, names)


@pytest.mark.deep
@pytest.mark.parametrize("name", sorted({*WORKS} - {*CORE}))
def test_the_rest_of_the_gallery_works(browser: Browser, tmp_path: Path, name: str) -> None:
    check_alive(browser, tmp_path, (name,))


@pytest.mark.deep
@pytest.mark.parametrize("names", list(itertools.combinations(GALLERY, 2)), ids="+".join)
def test_every_pair_works(browser: Browser, tmp_path: Path, names: tuple[str, str]) -> None:
    check_alive(browser, tmp_path, names)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_sealed_is_refused_by_name(tmp_path: Path, name: str) -> None:
    sealed = make_map()
    REFUSED[name](sealed)
    path = tmp_path / "page.html"
    with pytest.raises(InputError, match=name) as refusal:
        sealed.save(path)
    assert "sealed=False" in str(refusal.value)
    assert not path.exists()
    sealed.save(path, sealed=False)
    assert "https://" in path.read_text(encoding="utf-8")


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


class Broken(MacroElement):
    """An addition of a user's own whose script fails."""

    def __init__(self, script: str) -> None:
        super().__init__()
        self._template = Template("{% macro script(this, kwargs) %}" + script + "{% endmacro %}")


@pytest.mark.parametrize("script", ["throw new Error('no');", "this is no script", "nobody();"])
def test_an_addition_that_fails_is_named_and_the_rest_lives(
    browser: Browser, tmp_path: Path, script: str
) -> None:
    sealed = make_map()
    Broken(script).add_to(sealed)
    folium.Marker(AT).add_to(sealed)
    path = tmp_path / "page.html"
    sealed.save(path)
    with visit(browser, path) as opened:
        opened.until("document.querySelector('.jg-notice')?.textContent.includes('Broken')", 5)
        opened.until("!!document.querySelector('.leaflet-marker-icon')", 5)
        assert opened.evaluate("jinanGeo.state().counts.map") == 2
        assert opened.complaints == []


class Linking(JSCSSMixin):
    """A class of a user's own that links to a file of another host."""

    default_js = [("mine", "https://example.org/mine.js")]  # noqa: RUF012 - folium's own attribute


def test_a_class_of_ones_own_that_links_is_refused_by_name(tmp_path: Path) -> None:
    sealed = make_map()
    Linking().add_to(sealed)
    with pytest.raises(InputError, match=r"Linking.*mine\.js"):
        sealed.save(tmp_path / "page.html")


def test_many_additions_share_scripts(browser: Browser, tmp_path: Path) -> None:
    sealed = make_map()
    for at in range(130):
        folium.Marker([36.66 + at / 1000, 117.02]).add_to(sealed)
    path = tmp_path / "page.html"
    sealed.save(path)
    with visit(browser, path) as opened:
        opened.until("document.querySelectorAll('.leaflet-marker-icon').length === 130", 5)
        assert opened.complaints == []
