"""Additions of Folium's own gallery: how each is made, and what to look for in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import branca.colormap
import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from folium import plugins
from folium.utilities import JsCode
from shapely.geometry import Point

import jinan_geo

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinan_geo.render.elements import SealedMap


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
