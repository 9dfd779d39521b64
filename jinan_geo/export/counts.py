"""Counts of points as a file: a row for each district, or a square for each cell."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.export.issue_table import as_cell
from jinan_geo.manifest.closed import text
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    from pathlib import Path

    import pyproj

    from jinan_geo.city.counts import PointCounts
    from jinan_geo.city.districts import Districts

__all__ = ["write_counts"]

COLUMNS = ("district", "name_zh", "name_en", "points")
DECIMALS = 7  # of a degree: a centimetre


def write_counts(
    path: Path, counts: PointCounts, districts: Districts, crs: pyproj.CRS, cell_m: int
) -> int:
    """Write counts as ``path`` ends: ``.csv`` by district, ``.geojson`` by cell; gives the bytes.

    The CSV has rows ``outside`` and ``placeless`` too, so that its sum is that of the file. Cells
    are squares of the metric ``crs``, ``cell_m`` metres wide, written in WGS84; those without a
    point in the city are left out.
    """
    if path.suffix.lower() == ".csv":
        return write_text(path, _rows(counts, districts))
    return write_text(path, _cells(counts, crs, cell_m))


def _rows(counts: PointCounts, districts: Districts) -> str:
    into = io.StringIO()
    writer = csv.writer(into, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    names = (districts.codes, districts.names_zh, districts.names_en)
    for *said, number in zip(*names, counts.districts.tolist(), strict=True):
        writer.writerow([*map(as_cell, said), number])
    for code, label, number in (
        ("outside", text("cli.count.rows.outside"), counts.outside),
        ("placeless", text("cli.count.rows.placeless"), counts.placeless),
    ):
        writer.writerow([code, label.zh, label.en, number])
    return "\ufeff" + into.getvalue()


def _cells(counts: PointCounts, crs: pyproj.CRS, cell_m: int) -> str:
    x, y, points = counts.cells.T
    squares = gpd.GeoSeries(shapely.box(x, y, x + cell_m, y + cell_m), crs=crs).to_crs(SHOWN)
    rounded = shapely.transform(squares.to_numpy(), lambda numbers: numbers.round(DECIMALS))
    shapes = shapely.to_geojson(shapely.orient_polygons(rounded, exterior_cw=False))
    said = {"east_m": x.tolist(), "north_m": y.tolist(), "points": points.tolist()}
    lines = []
    for shape, *values in zip(shapes.tolist(), *said.values(), strict=True):
        told = json.dumps(dict(zip(said, values, strict=True)), separators=(",", ":"))
        lines.append(f'{{"type":"Feature","properties":{told},"geometry":{shape}}}')
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
