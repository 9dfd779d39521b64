"""The ground that places stand on: districts in metres, and the rough courses of rivers."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import shapely
from pyproj import Transformer

LAYERS = Path(__file__).parent.parent

_TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:4548", always_xy=True)
_TO_DEGREES = Transformer.from_crs("EPSG:4548", "EPSG:4326", always_xy=True)


def to_metres(geometry: shapely.Geometry) -> shapely.Geometry:
    """From longitude and latitude to EPSG:4548, easting first."""
    return shapely.transform(geometry, _TO_METRES.transform, interleaved=False)


def to_degrees(geometry: shapely.Geometry) -> shapely.Geometry:
    """From EPSG:4548 back to longitude and latitude."""
    return shapely.transform(geometry, _TO_DEGREES.transform, interleaved=False)


class Ground:
    """Districts by code and the whole city, in metres; rivers in longitude and latitude."""

    def __init__(self) -> None:
        facts = tomllib.loads((Path(__file__).with_name("ground.toml")).read_text(encoding="utf-8"))
        collection = json.loads(
            (LAYERS / "districts" / "features.geojson").read_text(encoding="utf-8")
        )
        self.names: dict[str, tuple[str, str]] = {}
        self.districts: dict[str, shapely.Geometry] = {}
        for feature in collection["features"]:
            names = feature["properties"]
            self.names[names["id"]] = (names["name_zh"], names["name_en"])
            self.districts[names["id"]] = to_metres(shapely.geometry.shape(feature["geometry"]))
        self.lines = {key: shapely.from_wkt(wkt) for key, wkt in facts["lines"].items()}
        self.city = shapely.union_all(list(self.districts.values()))
