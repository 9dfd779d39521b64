"""Writes the features of a layer so that equal data are equal bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

DECIMALS = 6


def _coordinates(value: object) -> object:
    """Lists of numbers with at most six decimals (a tenth of a metre)."""
    if isinstance(value, list | tuple):
        return [_coordinates(item) for item in value]
    return round(float(str(value)), DECIMALS)


def write_features(
    path: Path, features: Iterable[tuple[Mapping[str, object], shapely.Geometry | None]]
) -> None:
    """Write properties and WGS84 geometries as GeoJSON, one a line, shells counter-clockwise."""
    lines = []
    for properties, geometry in features:
        shape = None
        if geometry is not None:
            mapping = json.loads(shapely.to_geojson(shapely.orient_polygons(geometry)))
            shape = {"type": mapping["type"], "coordinates": _coordinates(mapping["coordinates"])}
        feature = {"type": "Feature", "properties": properties, "geometry": shape}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
