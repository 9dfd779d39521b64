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
    from collections.abc import Callable
    from pathlib import Path

    Said = tuple[str, ...]

__all__ = [
    "PROGRESS",
    "PROJECTS",
    "TABLES",
    "commands_of",
    "write_britain",
    "write_china",
    "write_japan",
    "write_us",
]

# Boroughs in US survey feet; the second crosses itself.
MANHATTAN = box(980_000, 190_000, 1_000_000, 230_000)
BRONX = Polygon(
    [(1_000_000, 230_000), (1_020_000, 260_000), (1_020_000, 230_000), (1_000_000, 260_000)]
)
# Two projects in each city, and a table of progress as that country would keep it.
PROJECTS = """id,name,lon,lat,district,planned_start,planned_finish
P-1,Library,-73.95,40.72,Manhattan,2024-07-01,2025-06-30
P-2,School,-73.905,40.84,Bronx,2024-07-01,2026-06-30
"""
PROGRESS = """Project ID,Report date,Phase,Percent complete,Remarks
P-1,1/31/2025,under construction,40%,steel is up
P-2,1/31/2025,started,10%,
P-1,2/28/2025,under construction,55%,
"""
BRITISH = """Scheme ref,Scheme name,Easting,Northing
CA-1,"Baths, north",527500,184000
WE-1,Hall,527000,180000
"""
BRITISH_PROGRESS = """Scheme name,Status date,Stage,Progress,Budget (million),Notes
"Baths, north",31/01/2025,Construction,0.4,1.2,roof
Hall,31/01/2025,Completed,1,0.3,
"Baths, north",28/02/2025,Construction,0.55,1.2,
"""
JAPANESE = """事業番号,事業名,経度,緯度
A-01,図書館,135.49,34.63
B-02,学校,135.47,34.64
"""
JAPANESE_PROGRESS = """事業番号,基準日,段階,進捗率,備考
a-01,令和7年1月31日,工事中,４０％,鉄骨
B-02,令和7年1月31日,着工,10%,
a-01,令和7年2月28日,工事中,55%,
"""
CHINESE = """编号,名称,经度,纬度
X-1,图书馆,117.05,36.65
X-2,学校,117.15,36.7
"""
CHINESE_PROGRESS = """项目编号,2025年1月,2025年2月
X-1,40,55
X-2,10,
"""
OF_PROJECTS = ("--role", "projects")
TABLES = {
    "us": (PROJECTS, PROGRESS),
    "britain": (BRITISH, BRITISH_PROGRESS),
    "japan": (JAPANESE, JAPANESE_PROGRESS),
    "china": (CHINESE, CHINESE_PROGRESS),
}


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


# What only a person knows of each file, said as the refusal words it.
NEWCOMERS: dict[str, tuple[Callable[[Path], Path], Said, Said, Said]] = {
    "us": (
        write_us,
        ("--lang", "en", "--city", "New York", "--currency", "USD", "--dates", "mdy",
         "--fiscal-start", "07-01", "--timezone", "America/New_York"),
        (),
        (),
    ),
    "britain": (
        write_britain,
        ("--lang", "en", "--currency", "GBP", "--money", "thousand"),
        ("--crs", "EPSG:27700", *OF_PROJECTS),
        (),
    ),
    "japan": (
        write_japan,
        ("--lang", "en", "--name", "N03_004", "--currency", "JPY", "--money", "hundred-million"),
        OF_PROJECTS,
        (),
    ),
    "china": (
        write_china,
        ("--lang", "zh", "--crs", "GCJ-02"),
        ("--crs", "GCJ-02", *OF_PROJECTS),
        ("--columns", "2025年1月=done_pct"),
    ),
}  # fmt: skip


def commands_of(city: str, folder: Path) -> list[tuple[Path | str, ...]]:
    """The commands from an empty folder to page, brief and workbook, as a newcomer types them.

    The files that they name are written to ``folder``, and the workspace is ``folder / "city"``.
    """
    write, said, of_layer, of_table = NEWCOMERS[city]
    root, names = folder / "city", ("projects.csv", "progress.csv")
    for name, text in zip(names, TABLES[city], strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    layer, table = (folder / name for name in names)
    where = ("--workspace", root, *said[:2])
    return [
        ("init", root, "--districts", write(folder), *said),
        ("layer", "add", layer, "--id", "works", *of_layer, *where),
        ("ledger", "import", table, "--layer", "works", *of_table, "--yes", *where),
        ("build", *where),
        ("pack", *where),
    ]


def _write(path: Path, data: dict[str, Any], shapes: list[Any], crs: str) -> Path:
    gpd.GeoDataFrame(data, geometry=shapes, crs=crs).to_file(path)
    return path
