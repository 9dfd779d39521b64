"""The peer: what one would write first with geopandas and folium, one map for each page.

Each layer is joined to its latest progress record and added as ``folium.GeoJson``, coloured by lag,
with a tooltip, and a popup of all fields and all records, one line each (a page of ours holds the
records too). Districts lie below as an outline, a layer control on top. No filters, no list, no
totals; tiles and scripts come from other hosts.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
COLOURS = {True: "firebrick", False: "seagreen"}
LAG = 10


def load_layers() -> dict[str, gpd.GeoDataFrame]:
    """Read each layer and join each project's newest record, with the lag behind a linear plan."""
    layers = {}
    for folder in sorted((ROOT / "examples" / "sample-city" / "layers").glob("*/layer.toml")):
        frame = gpd.read_file(folder.parent / "features.geojson")
        ledger = folder.parent / "progress.csv"
        if ledger.exists():
            every = pd.read_csv(ledger, parse_dates=["as_of"]).sort_values("as_of")
            records = every.drop_duplicates("id", keep="last")
            frame = frame.merge(records, on="id", how="left", suffixes=("", "_record"))
            every["line"] = (
                every.drop(columns=["id", "sample"])
                .astype(object)
                .fillna("")
                .astype(str)
                .agg(" ".join, axis=1)
            )
            frame["history"] = frame["id"].map(every.groupby("id")["line"].agg("<br>".join))
            start, finish = (
                pd.to_datetime(frame["planned_start"]),
                pd.to_datetime(frame["planned_finish"]),
            )
            planned = ((records["as_of"].max() - start) / (finish - start)).clip(0, 1) * 100
            frame["late"] = planned - frame["done_pct"] >= LAG
        frame["theme_of"] = tomllib.loads(folder.read_text(encoding="utf-8")).get("theme")
        for column in frame.select_dtypes("datetime"):
            frame[column] = frame[column].astype(str)
        layers[folder.parent.name] = frame
    return layers


def add_layer(chart: folium.Map, name: str, frame: gpd.GeoDataFrame) -> None:
    """Draw the located features of a layer."""
    located = frame[frame.geometry.notna()]
    if located.empty:
        return
    fields = [column for column in located.columns if column != "geometry"]

    def colour(feature: dict[str, Any]) -> dict[str, Any]:
        return {"color": COLOURS[bool(feature["properties"].get("late"))], "weight": 2}

    folium.GeoJson(
        located,
        name=name,
        style_function=colour,
        marker=folium.CircleMarker(radius=5, fill=True),
        tooltip=folium.GeoJsonTooltip(["name_zh"]),
        popup=folium.GeoJsonPopup(fields),
    ).add_to(chart)


def save_map(path: Path, layers: dict[str, gpd.GeoDataFrame], districts: gpd.GeoDataFrame) -> None:
    """Write one page."""
    west, south, east, north = districts.total_bounds
    chart = folium.Map()
    chart.fit_bounds([[south, west], [north, east]])
    folium.GeoJson(districts, name="districts", tooltip=folium.GeoJsonTooltip(["name_zh"])).add_to(
        chart
    )
    for name, frame in layers.items():
        add_layer(chart, name, frame)
    folium.LayerControl().add_to(chart)
    path.parent.mkdir(parents=True, exist_ok=True)
    chart.save(path)


def main(out: Path) -> None:
    """Make the city's page, one for each theme that has features, one for each district."""
    layers = load_layers()
    districts = layers.pop("districts")
    save_map(out / "city.html", layers, districts)
    themes = {
        theme
        for frame in layers.values()
        for theme in frame.get("theme", frame["theme_of"]).fillna(frame["theme_of"]).dropna()
    }
    for theme in sorted(themes):
        chosen = {
            name: frame[frame.get("theme", frame["theme_of"]).fillna(frame["theme_of"]) == theme]
            for name, frame in layers.items()
        }
        save_map(out / f"{theme}.html", chosen, districts)
    for district in districts.itertuples():
        chosen = {
            name: frame[
                frame.intersects(district.geometry) | (frame.get("district") == district.id)
            ]
            for name, frame in layers.items()
        }
        save_map(out / "districts" / f"{district.id}.html", chosen, districts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
