"""Files of places of which some are odd, in many formats: what verbs must agree on."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["AMOUNTS", "FORMATS", "KINDS", "ODD", "SYSTEMS", "OddFile", "write_odd"]

ROWS = 14
CELL = 0.004  # degrees, a side of a plot
TO_METRES = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:4548", always_xy=True)
Shape = Any
SYSTEMS = {"degrees": "EPSG:4326", "metres": "EPSG:4548"}
KINDS = ("point", "line", "polygon")
FORMATS = ("geojson", "csv", "xlsx", "shp", "gpkg", "wkt")
AMOUNTS = (1, 4, 7, 10, ROWS)  # of the rows that are odd


def _turn(shape: Shape) -> Shape:
    return shapely.transform(shape, lambda at: at[:, ::-1])


def _to_other(shape: Shape) -> Shape:
    """Write degrees among metres, and metres among degrees."""
    is_degrees = abs(shapely.get_coordinates(shape)).max() < 360
    direction: Any = "FORWARD" if is_degrees else "INVERSE"
    return shapely.transform(
        shape, lambda at: np.stack(TO_METRES.transform(*at.T, direction=direction), axis=1)
    )


def _shift(by: float) -> Callable[[Shape], Shape]:
    return lambda shape: shapely.transform(shape, lambda at: at * 0 + by)


def _bend(shape: Shape) -> Shape:
    """Cross the sides of a plot; other shapes stay."""
    if shape.geom_type != "Polygon":
        return shape
    a, b, c, d, *_ = shape.exterior.coords
    return shapely.Polygon([a, c, b, d])


ODD: dict[str, Callable[[Shape], Shape | None]] = {
    "swapped": _turn,
    "other units": _to_other,
    "zero": _shift(0.0),
    "huge": _shift(1e30),
    "far": lambda shape: shapely.transform(shape, lambda at: at * [1, -1]),
    "nothing": lambda _: None,
    "empty": lambda shape: type(shape)(),
    "bent": _bend,
}


@dataclass(frozen=True)
class OddFile:
    """What a file is made of: ``amount`` of its rows are ``odd``."""

    format: str
    system: str
    kind: str
    odd: str
    amount: int

    @property
    def name(self) -> str:
        """A file name that says it."""
        return f"odd.{'csv' if self.format == 'wkt' else self.format}"


def _plain(kind: str, at: int) -> Shape:
    x, y = 117.02 + at % 5 * 3 * CELL, 36.62 + at // 5 * 3 * CELL
    if kind == "point":
        return shapely.Point(x + 1.7e-5 * at, y)
    if kind == "line":
        return shapely.LineString([(x, y), (x + CELL, y + CELL / 2), (x + CELL, y + CELL)])
    return shapely.box(x, y, x + CELL, y + CELL)


def _shapes(made: OddFile) -> list[Shape | None]:
    plain = [_plain(made.kind, at) for at in range(ROWS)]
    if made.system == "metres":
        plain = [_to_other(shape) for shape in plain]
    odd = {ROWS // 2 + at if at < ROWS // 2 else at - ROWS // 2 for at in range(made.amount)}
    return [ODD[made.odd](shape) if at in odd else shape for at, shape in enumerate(plain)]


def write_odd(folder: Path, made: OddFile) -> Path | None:
    """Write the file; None where the format cannot hold it."""
    path = folder / made.name
    shapes = _shapes(made)
    if made.format == "geojson":
        return _write_geojson(path, made, shapes)
    if made.format in {"shp", "gpkg"}:
        frame = gpd.GeoDataFrame({"code": _codes()}, geometry=shapes, crs=SYSTEMS[made.system])
        frame.to_file(path)
        return path
    if made.format == "wkt":
        return _write_rows(path, [["code", "wkt"], *([code, _wkt(shape)] for code, shape in zip(
            _codes(), shapes, strict=True))])  # fmt: skip
    if made.kind != "point" or made.system == "metres":
        return None
    rows = [["code", "经度", "纬度"], *map(_row, _codes(), shapes)]
    return _write_rows(path, rows)


def _codes() -> list[str]:
    return [f"p-{at}" for at in range(ROWS)]


def _wkt(shape: Shape | None) -> str:
    return "" if shape is None else shapely.to_wkt(shape, rounding_precision=7)


def _row(code: str, shape: Shape | None) -> list[Any]:
    if shape is None or shape.is_empty:
        return [code, None, None]
    return [code, round(shape.x, 7), round(shape.y, 7)]


def _write_geojson(path: Path, made: OddFile, shapes: list[Shape | None]) -> Path:
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": _mapping(shape)}
        for code, shape in zip(_codes(), shapes, strict=True)
    ]
    whole: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if made.system == "metres":
        name = SYSTEMS[made.system].replace("EPSG:", "urn:ogc:def:crs:EPSG::")
        whole["crs"] = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def _mapping(shape: Shape | None) -> Any:
    return None if shape is None else json.loads(shapely.to_geojson(shape))


def _write_rows(path: Path, rows: list[list[Any]]) -> Path:
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
        return path
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path
