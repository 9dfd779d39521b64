# ruff: noqa: PLC0415 - a tool that is timed imports only what is its own
"""One page of one file, as one would write it first with each tool.

    python benchmarks/makers.py TOOL FEATURES.parquet PAGE.html [PROTOTYPE]

Run by ``report.py`` in the peers' environment. Polygons or points with twelve attributes, coloured
by one of them where the tool does so of itself, and what a click or the pointer shows where it
offers that. Of kind ``dated`` each feature has a row a month: who can play months does, the others
show the newest.
"""

from __future__ import annotations

import base64
import json
import math
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd

LEAFLET = Path(__file__).resolve().parents[1] / "jinan_geo/web/node_modules/leaflet/dist"
PALETTE = ["#2a9d8f", "#e9c46a", "#e76f51", "#8d99ae"]
FILL = [42, 157, 143, 160]
VIEW = (1440, 900)
# The prototype has no page of its own: its columns, its program and Leaflet in one file.
PROTOTYPE = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>{style}
html,body,#map{{height:100%;margin:0}}</style></head><body><div id="map"></div>
<script type="text/plain" id="columns">{columns}</script><script>{leaflet}</script>
<script>{program}</script><script>
const map = L.map('map').fitBounds({bounds});
colLoad('columns', {{}}).then(data => {{
  const layer = colLayer(data, at => data.cols.status.code(at), {palette}).addTo(map);
  map.on('click', event => {{
    const at = layer.hit(event.latlng);
    if (at >= 0) L.popup().setLatLng(event.latlng).setContent(colPopup(data, at)).openOn(map);
  }});
}});</script></body></html>"""


def newest(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the newest row of each feature."""
    return frame.drop_duplicates("id", keep="last") if "as_of" in frame else frame


def look_at(frame: gpd.GeoDataFrame) -> tuple[float, float, float]:
    """Give longitude, latitude and zoom of a view (512 pixels a world) that holds all."""
    west, south, east, north = frame.total_bounds
    wide = math.log2(360 * VIEW[0] / 512 / max(east - west, 1e-6))
    high = math.log2(360 * VIEW[1] / 512 * math.cos(math.radians(north)) / max(north - south, 1e-6))
    return (west + east) / 2, (south + north) / 2, min(wide, high) - 0.2


def explore(frame: gpd.GeoDataFrame, out: Path) -> None:
    """Write what ``GeoDataFrame.explore`` writes."""
    newest(frame).explore(column="status", popup=True).save(out)


def folium(frame: gpd.GeoDataFrame, out: Path) -> None:
    """Write a map with a popup of all fields, or one that plays the months."""
    import folium
    from folium.plugins import TimestampedGeoJson

    west, south, east, north = frame.total_bounds
    chart = folium.Map()
    chart.fit_bounds([[south, west], [north, east]])
    if "as_of" in frame:
        held = json.loads(frame.to_json())
        for feature in held["features"]:
            told = feature["properties"]
            told |= {"time": told["as_of"], "popup": f"{told['name']} {told['done_pct']} %"}
        TimestampedGeoJson(held, period="P1M", duration="P1M").add_to(chart)
    else:
        fields = [name for name in frame.columns if name != "geometry"]
        folium.GeoJson(
            frame,
            style_function=lambda _: {"color": "firebrick", "weight": 1},
            marker=folium.CircleMarker(radius=4, fill=True),
            tooltip=folium.GeoJsonTooltip(["name"]),
            popup=folium.GeoJsonPopup(fields),
        ).add_to(chart)
    chart.save(out)


def lonboard(frame: gpd.GeoDataFrame, out: Path) -> None:
    """Write what ``lonboard.viz`` shows."""
    import lonboard

    lonboard.viz(newest(frame)).to_html(out)


def pydeck(frame: gpd.GeoDataFrame, out: Path) -> None:
    """Write a GeoJsonLayer with its tooltip, with the program in the file."""
    import pydeck

    x, y, zoom = look_at(frame)
    layer = pydeck.Layer(
        "GeoJsonLayer",
        newest(frame).__geo_interface__,
        pickable=True,
        get_fill_color=FILL,
        get_point_radius=15,
    )
    view = pydeck.ViewState(longitude=x, latitude=y, zoom=zoom)
    deck = pydeck.Deck([layer], initial_view_state=view, tooltip={"text": "{id} {name}"})
    deck.to_html(out, open_browser=False, offline=True)


def keplergl(frame: gpd.GeoDataFrame, out: Path) -> None:
    """Write what KeplerGl exports; it plays a column of days itself, once asked in the page."""
    from keplergl import KeplerGl

    x, y, zoom = look_at(frame)
    state = {"longitude": x, "latitude": y, "zoom": zoom}
    config: dict[str, Any] = {"version": "v1", "config": {"mapState": state}}
    KeplerGl(data={"parcels": frame}, config=config).save_to_html(
        file_name=str(out), config=config, center_map=False
    )


def prototype(frame: gpd.GeoDataFrame, out: Path, folder: Path) -> None:
    """Write a page with the throw-away prototype's columns and program."""
    sys.path.insert(0, str(folder))
    import columnar

    west, south, east, north = frame.total_bounds
    packed, *_ = columnar.encode(newest(frame))
    style, leaflet = ((LEAFLET / f"leaflet.{one}").read_text("utf-8") for one in ("css", "js"))
    page = PROTOTYPE.format(
        style=style,
        leaflet=leaflet,
        program=(folder / "colmap.js").read_text("utf-8"),
        columns=base64.b64encode(packed).decode(),
        bounds=json.dumps([[south, west], [north, east]]),
        palette=PALETTE,
    )
    out.write_text(page, encoding="utf-8")


def main(tool: str, features: Path, out: Path, *rest: str) -> None:
    """Write one page."""
    frame = gpd.read_parquet(features)
    make = {
        "explore": explore, "folium": folium, "lonboard": lonboard, "pydeck": pydeck,
        "kepler.gl": keplergl,
    }.get(tool)  # fmt: skip
    if make is None:
        prototype(frame, out, Path(rest[0]))
    else:
        make(frame, out)


if __name__ == "__main__":
    name, source, target, *others = sys.argv[1:]
    main(name, Path(source), Path(target), *others)
