"""Four small cities in the shapes in which cities publish their districts, as files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from shapely import MultiPolygon, Polygon, box

from jinan_geo.coordinates.shifted import FROM_WGS84
from tests.tools.tiny_city import LICHENG, LIXIA

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["PROGRESS", "PROJECTS", "write_britain", "write_china", "write_japan", "write_us"]

# Boroughs in US survey feet; the second crosses itself.
MANHATTAN = box(980_000, 190_000, 1_000_000, 230_000)
BRONX = Polygon(
    [(1_000_000, 230_000), (1_020_000, 260_000), (1_020_000, 230_000), (1_000_000, 260_000)]
)
# Two projects there, one in each.
PROJECTS = """id,name,lon,lat,district,planned_start,planned_finish
P-1,Library,-73.95,40.72,Manhattan,2024-07-01,2025-06-30
P-2,School,-73.905,40.84,Bronx,2024-07-01,2026-06-30
"""
PROGRESS = """Project ID,Report date,Phase,Percent complete,Remarks
P-1,2025-01-31,under construction,40%,steel is up
P-2,2025-01-31,started,10%,
P-1,2025-02-28,under construction,55%,
"""


def write_us(folder: Path) -> Path:
    """A Shapefile in feet, as New York's boroughs come, ids as numbers with decimals."""
    shapes = [MANHATTAN, BRONX]
    data = {"BoroCode": [1.0, 2.0], "BoroName": ["Manhattan", "Bronx"]}
    return _write(folder / "boroughs.shp", data, shapes, "EPSG:2263")


def write_britain(folder: Path) -> Path:
    """A GeoPackage in metres; one district has two parts."""
    camden = MultiPolygon([box(526e3, 182e3, 530e3, 186e3), box(530.5e3, 182e3, 531e3, 183e3)])
    data = {"lad22cd": ["E09000007", "E09000033"], "lad22nm": ["Camden", "Westminster"]}
    shapes = [camden, box(525e3, 178e3, 530e3, 182e3)]
    return _write(folder / "lad.gpkg", data, shapes, "EPSG:27700")


def write_japan(folder: Path) -> Path:
    """A GeoJSON in degrees; only the wards' names tell them apart, one has a blank."""
    data = {"N03_004": ["西成区", "Taishō ku"], "area": [5.9, 5.7]}
    shapes = [box(135.48, 34.62, 135.50, 34.65), box(135.45, 34.62, 135.48, 34.65)]
    return _write(folder / "wards.geojson", data, shapes, "EPSG:4326")


def write_china(folder: Path) -> Path:
    """A GeoJSON as web maps have them: adcode, center, level, in GCJ-02."""
    named = [(370102, "历下区", LIXIA), (370112, "历城区", LICHENG)]
    features = [_web_feature(*one) for one in named]
    path = folder / "city.json"
    data = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def _web_feature(code: int, name: str, shape: Polygon) -> dict[str, Any]:
    moved = shapely.transform(shape, _shift)
    properties = {"adcode": code, "name": name, "center": [117.0, 36.6], "level": "district"}
    geometry = json.loads(shapely.to_geojson(moved))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _shift(numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.stack(FROM_WGS84["GCJ-02"](*numbers.T), axis=1)


def _write(path: Path, data: dict[str, Any], shapes: list[Any], crs: str) -> Path:
    gpd.GeoDataFrame(data, geometry=shapes, crs=crs).to_file(path)
    return path
