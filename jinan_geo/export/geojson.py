"""A table as GeoJSON of RFC 7946.

WGS84, outer rings counter-clockwise, seven decimals, no ``crs`` member.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.export.table import ExportColumn, ExportTable

__all__ = ["DECIMALS", "plain_cells", "write_geojson"]

DECIMALS = 7  # of a degree: a centimetre


def write_geojson(path: Path, table: ExportTable, statements: Sequence[ExportColumn] = ()) -> int:
    """Write a table, one feature a line; gives the number of bytes. Same table, same bytes.

    ``statements`` are what it rests on: a member of its own, which programs that do not know it
    leave aside (RFC 7946, 6.1).
    """
    shapes = shapely.orient_polygons(
        shapely.transform(shapely.force_2d(table.shapes), _round), exterior_cw=False
    )
    geometries = [None if text is None else json.loads(text) for text in shapely.to_geojson(shapes)]
    names = [column.id for column in table.columns]
    cells = [plain_cells(column) for column in table.columns]
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "id": row[0],
                "properties": dict(zip(names, row, strict=True)),
                "geometry": geometry,
            },
            ensure_ascii=False,
            separators=(",", ":"),
            allow_nan=False,
        )
        for geometry, row in zip(geometries, zip(*cells, strict=True), strict=True)
    ]
    start = '{"type":"FeatureCollection","features":[\n'
    return write_text(path, start + ",\n".join(lines) + "\n]" + _member(statements) + "}\n")


def _member(statements: Sequence[ExportColumn]) -> str:
    """The statements as objects, one a line; nothing where there are none."""
    if not statements:
        return ""
    names = [column.id for column in statements]
    rows = zip(*map(plain_cells, statements), strict=True)
    told = [
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, separators=(",", ":"))
        for row in rows
    ]
    return ',"evidence":[\n' + ",\n".join(told) + "\n]"


def plain_cells(column: ExportColumn) -> list[Any]:
    """Give the cells as JSON has them.

    Dates as days, whole numbers without a point, missing ones as null.
    """
    kind = column.cells.dtype.kind
    if kind == "M":
        return [None if pd.isna(day) else str(day) for day in column.cells]
    if kind == "f":
        return [_number(cell) for cell in column.cells.tolist()]
    if kind == "O" and column.kind != "boolean":
        return [None if cell is None else _clean(cell) for cell in column.cells.tolist()]
    return list(column.cells.tolist())


def _number(cell: float) -> float | None:
    if np.isnan(cell):
        return None
    return int(cell) if cell.is_integer() else cell


def _round(numbers: Any) -> Any:  # noqa: ANN401 - coordinates
    return np.round(numbers, DECIMALS) + 0.0  # no minus before a zero


def _clean(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
