"""Small inputs as the field has them, drawn by ``map`` within this process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl

from jinan_geo.errors import JinanGeoError
from jinan_geo.intake.mapped import WantedMap, map_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["HEADS", "book", "draw", "kinds", "middle", "places", "spots", "text"]

HEADS = ["编号", "名称", "经度", "纬度"]
SURE = {"coordinates-found", "degrees-assumed"}  # told of every table with places


def text(folder: Path, content: str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    """Write a text as it is, line ends too."""
    (folder / name).write_bytes(content.encode(encoding))
    return folder / name


def book(folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], *merged: str) -> Path:
    """Write a workbook; ranges are merged on its first sheet."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    for area in merged:
        made.worksheets[0].merge_cells(area)
    made.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def spots(first: int, end: int) -> list[list[Any]]:
    """Rows under ``HEADS``, each in a place of its own."""
    return [[f"P-{at}", f"点{at}", 117 + at / 100, 36.6] for at in range(first, end)]


def places(folder: Path, keys: Sequence[object], title: str = "id") -> Path:
    """Write GeoJSON whose points bear these keys."""
    made = [
        {
            "type": "Feature",
            "properties": {title: key},
            "geometry": {"type": "Point", "coordinates": [117 + at / 100, 36.6]},
        }
        for at, key in enumerate(keys)
    ]
    path = folder / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), "utf-8")
    return path


def draw(path: Path, table: Path | None = None, **wanted: Any) -> dict[str, Any]:
    """Give what ``map --json`` prints, or ``error``."""
    try:
        return map_files(path, table, WantedMap(**wanted)).as_json()
    except JinanGeoError as error:
        return {"error": str(error)}


def kinds(drawn: Mapping[str, Any]) -> set[str]:
    """Give the types of issues, without those told of every table with places."""
    return {issue["type"] for issue in drawn.get("issues", ())} - SURE


def middle(drawn: Mapping[str, Any]) -> tuple[float, float] | None:
    """Give the middle of what is drawn to 4 decimals, longitude first: of one point its place."""
    if not drawn.get("bounds"):
        return None
    west, south, east, north = drawn["bounds"]
    return round((west + east) / 2, 4), round((south + north) / 2, 4)
