"""The JSON of 奥维 (.ovjsn): objects with latitude first, each of CGCS2000 or of GCJ-02."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.read.source import Translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinan_geo.read.untyped import Json

__all__ = ["is_ovi_json", "translate_ovi_json"]

POINT, LINE, AREA = 7, 8, 13  # what Type says
OWN = ("Name", "Comment")
DATUMS = {0: "CGCS2000", 1: "GCJ-02"}  # what Gcj02 says
PLAIN = "EPSG:4326"


def is_ovi_json(data: Json) -> bool:
    """Tell an export of 奥维."""
    return isinstance(data, dict) and isinstance(data.get("ObjItems"), list) and "Version" in data


def translate_ovi_json(data: Mapping[str, Any]) -> Translated:
    """Give its points, lines and areas as GeoJSON has them, and what each says of its datum.

    An object of another kind is a feature of a shape that is not known, and named as such.
    """
    items = [item for item in data["ObjItems"] if isinstance(item, dict)]
    features = list(map(_feature, items))
    datums = [_datum(_detail(item)) for item in items]
    return Translated(features, "OVJSN", PLAIN, datums=datums)


def _object(item: Mapping[str, Any]) -> Mapping[str, Any]:
    found = item.get("Object")
    return found if isinstance(found, dict) else {}


def _detail(item: Mapping[str, Any]) -> Mapping[str, Any]:
    found = _object(item).get("ObjectDetail")
    return found if isinstance(found, dict) else {}


def _datum(detail: Mapping[str, Any]) -> str:
    stated: Any = detail.get("Gcj02")
    return DATUMS.get(stated, "" if stated is None else f"Gcj02: {stated}")


def _feature(item: Mapping[str, Any]) -> dict[str, Any]:
    said = _object(item)
    properties = {key: said[key] for key in OWN if said.get(key)}
    properties |= {key: item[key] for key in ("ObjID", "tmModify") if key in item}
    kind = said.get("Type", item.get("Type"))
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": _geometry(kind, _detail(item)),
    }


def _geometry(kind: Json, detail: Mapping[str, Any]) -> dict[str, Any] | None:
    flat = detail.get("Latlng")
    if kind == POINT and {"Lat", "Lng"} <= {*detail}:
        return {"type": "Point", "coordinates": [detail["Lng"], detail["Lat"]]}
    if not isinstance(flat, list):
        return None
    line = [[lon, lat] for lat, lon in zip(flat[::2], flat[1::2], strict=False)]
    if kind == LINE:
        return {"type": "LineString", "coordinates": line}
    if kind == AREA:
        return {"type": "Polygon", "coordinates": [[*line, *line[:1]]]}
    return {"type": f"ObjItem {kind}", "coordinates": line}
