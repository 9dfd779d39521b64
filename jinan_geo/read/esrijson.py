"""ArcGIS's own JSON, as its services answer to f=json: attributes, rings and paths, a wkid."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pyproj
from pyproj.exceptions import CRSError

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.rings import nest_rings
from jinan_geo.read.source import Translated
from jinan_geo.read.stated import plain_crs
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinan_geo.read.untyped import Json

__all__ = ["is_esri_json", "translate_esri_json"]

MEMBERS = {"geometryType", "spatialReference"}
DATE = "esriFieldTypeDate"
DAY = 86_400_000  # milliseconds
EAST_8 = 8 * 3_600_000  # midnight in China, written in UTC by its servers
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def is_esri_json(data: Json) -> bool:
    """Tell an answer of an ArcGIS service, or a bare list of its features."""
    if isinstance(data, list):
        return bool(data) and all(map(_is_feature, data))
    if not isinstance(data, dict) or "type" in data or not isinstance(data.get("features"), list):
        return False
    return bool(MEMBERS & set(data)) or all(map(_is_feature, data["features"] or [None]))


def _is_feature(item: Json) -> bool:
    return isinstance(item, dict) and isinstance(item.get("attributes"), dict)


def translate_esri_json(data: Json, name: str) -> Translated:
    """Give the features as GeoJSON has them, in the CRS that the answer states, or none.

    Dates come as ``2025-01-31``, or with their time in UTC where they have one.

    Raises
    ------
    InputError
        Its spatial reference is not known.
    """
    answer = data if isinstance(data, dict) else {"features": data}
    items = answer["features"]
    dates = _date_fields(answer.get("fields"))
    features = [_feature(item, dates) for item in items]
    notes = []
    if answer.get("exceededTransferLimit") is True:
        notes.append(Issue("answer-cut-short", "", name, details={"count": len(features)}))
    return Translated(features, "ESRI JSON", _crs_of(_references(answer, items), name), notes)


def _date_fields(fields: Json) -> set[str]:
    listed = fields if isinstance(fields, list) else []
    known = [field for field in listed if isinstance(field, dict)]
    return {str(field.get("name")) for field in known if field.get("type") == DATE}


def _feature(item: Json, dates: Iterable[str]) -> Json:
    if not isinstance(item, dict):
        return item
    attributes = item.get("attributes")
    if isinstance(attributes, dict):
        for title in dates:
            attributes[title] = _date(attributes.get(title))
    return {
        "type": "Feature",
        "properties": attributes or {},
        "geometry": _geometry(item.get("geometry")),
    }


def _date(value: Json) -> Json:
    if type(value) not in {int, float}:
        return value
    try:
        moment = EPOCH + dt.timedelta(milliseconds=value)
        if value % DAY == 0:
            return f"{moment:%Y-%m-%d}"
        if (value + EAST_8) % DAY == 0:
            return f"{moment + dt.timedelta(milliseconds=EAST_8):%Y-%m-%d}"
    except (OverflowError, ValueError):
        return value
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _geometry(shape: Json) -> Json:
    """Give a geometry as GeoJSON has it; what is none keeps its members' names, for the message."""
    if not isinstance(shape, dict):
        return shape
    if "x" in shape:
        return _point(shape)
    if "points" in shape:
        return {"type": "MultiPoint", "coordinates": shape["points"]}
    if "paths" in shape:
        return {"type": "MultiLineString", "coordinates": shape["paths"]}
    if isinstance(shape.get("rings"), list):
        return {"type": "MultiPolygon", "coordinates": nest_rings(shape["rings"])}
    return {"type": ", ".join(set(shape) - {"spatialReference"}), "coordinates": []}


def _point(shape: Mapping[str, Any]) -> Json:
    place = [shape["x"], shape.get("y")]
    if set(map(str, place)) <= {"NaN", "nan", "None"}:
        return None
    height = shape.get("z")
    return {"type": "Point", "coordinates": place + ([height] if height is not None else [])}


def _references(answer: Mapping[str, Any], items: Iterable[Any]) -> Json:
    """The spatial reference of the answer, or of the first geometry that has one."""
    shapes = [item.get("geometry") for item in items if isinstance(item, dict)]
    stated = [answer, *(shape for shape in shapes if isinstance(shape, dict))]
    return next((one["spatialReference"] for one in stated if one.get("spatialReference")), None)


def _crs_of(reference: Json, name: str) -> pyproj.CRS | None:
    if reference is None:
        return None
    stated = reference if isinstance(reference, dict) else {}
    codes = [stated[key] for key in ("latestWkid", "wkid") if isinstance(stated.get(key), int)]
    written = [f"{maker}:{code}" for code in codes for maker in ("EPSG", "ESRI")]
    for said in [*written, stated.get("wkt") or stated.get("wkt2")]:
        try:
            return plain_crs(pyproj.CRS.from_user_input(said))
        except CRSError:
            continue
    raise InputError(say("read.esrijson.reference", name=name, value=show(str(reference))))
