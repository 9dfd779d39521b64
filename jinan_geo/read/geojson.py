"""GeoJSON and newline-delimited GeoJSON, taken as the text says; GDAL does not see it.

Through GDAL a text that looks like a date becomes one, a column that mixes numbers and texts stops it, and a
repeated key is lost without a word.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
import shapely.geometry
from pyproj.exceptions import CRSError

from jinan_geo.errors import InputError, show
from jinan_geo.issues import Issue
from jinan_geo.read.source import Source, frame_of, open_file
from jinan_geo.read.text import decode_text

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read.source import Reading

__all__ = ["read_geojson"]

SHORTEST_RING = 4
# How many lists lie around a position.
DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
LONGEST_NUMBER = 4000  # digits; Python refuses more than 4300
PLAIN = "EPSG:4326"


@dataclass(frozen=True)
class Parsed:
    """Features with their properties and raw geometry, the stated CRS, and keys that an object repeats."""

    features: list[tuple[dict[str, Any], Any]]
    crs: Any
    repeated: list[tuple[int, str]]


def read_geojson(path: Path, name: str, reading: Reading) -> Source:
    """Read GeoJSON; no feature is left out, a geometry that cannot be built is worded in ``geometry_fault``.

    Raises
    ------
    InputError
        The file is missing or not GeoJSON.
    """
    with open_file(path, name) as file:
        text, found = decode_text(file.read(), name, reading.encoding)
    try:
        parsed = _parse(text)
        crs = _crs_of(parsed.crs)
    except (ValueError, RecursionError) as error:
        msg = f"{name}: not readable as GeoJSON ({error}); export it as GeoJSON in UTF-8"
        raise InputError(msg) from None
    built = [_build_geometry(geometry) for _, geometry in parsed.features]
    names = list(dict.fromkeys(key for properties, _ in parsed.features for key in properties))
    columns = {key: [properties.get(key) for properties, _ in parsed.features] for key in names}
    frame = frame_of(columns, [shape for shape, _ in built], [fault for _, fault in built], crs)
    notes = [Issue("repeated-json-key", "", name, row=at + 1, value=key) for at, key in parsed.repeated]
    return Source(frame, "GeoJSON", found.label, notes)


def _parse(text: str) -> Parsed:
    repeated: dict[int, tuple[dict[str, Any], str]] = {}

    def take(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            keys = [key for key, _ in pairs]
            repeated[id(made)] = (made, next(key for key in keys if keys.count(key) > 1))
        return made

    decoder = json.JSONDecoder(object_pairs_hook=take, parse_int=_whole)
    data = _decode(text, decoder)
    features = data.get("features", [data]) if isinstance(data, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        msg = "it holds no list of features"
        raise ValueError(msg)
    if isinstance(data, dict) and "features" not in data:
        if data.get("type") != "Feature" and data.get("type") not in {*DEPTHS, "GeometryCollection"}:
            msg = f"type {show(data.get('type'))} is neither FeatureCollection nor Feature"
            raise ValueError(msg)
        features = [data if data.get("type") == "Feature" else {"geometry": data}]
    pairs: list[tuple[dict[str, Any], Any]] = []
    for feature in features:
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            msg = f"the properties of feature {len(pairs) + 1} are no object"
            raise ValueError(msg)  # noqa: TRY004 - the file's fault, worded with the others
        pairs.append(({_clean(key): _plain(value) for key, value in properties.items()}, feature.get("geometry")))
    return Parsed(pairs, data.get("crs"), _find_repeated(features, repeated) if repeated else [])


def _decode(text: str, decoder: json.JSONDecoder) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Decode one JSON text, or one feature a line (RFC 8142 puts a record separator before each)."""
    text = text.strip()
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        several = error.msg == "Extra data" or text.startswith("\x1e")
        if not several:
            raise
    features = []
    for at, line in enumerate(text.replace("\x1e", "").split("\n")):
        try:
            features += [decoder.decode(line)] if line.strip() else []
        except json.JSONDecodeError as error:
            msg = f"line {at + 1}: {error.msg}"
            raise ValueError(msg) from None
    return {"type": "FeatureCollection", "features": features}


def _find_repeated(
    features: list[dict[str, Any]], repeated: dict[int, tuple[dict[str, Any], str]]
) -> list[tuple[int, str]]:
    parts = [(at, part) for at, feature in enumerate(features) for part in (feature, feature.get("properties"))]
    return [(at, repeated[id(part)][1]) for at, part in parts if id(part) in repeated]


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) < min(LONGEST_NUMBER, sys.get_int_max_str_digits() or LONGEST_NUMBER) else digits


def _crs_of(member: Any) -> pyproj.CRS | None:  # noqa: ANN401 - whatever JSON holds
    """Read the old ``crs`` member; without one it is WGS84. A link to a definition is never followed."""
    if member is None:
        return pyproj.CRS.from_user_input(PLAIN)
    properties = member.get("properties") if isinstance(member, dict) else None
    stated = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(stated, str):
        msg = f"its crs member names no CRS: {show(member)}; remove it, and state crs in layer.toml"
        raise ValueError(msg)  # noqa: TRY004 - the file's fault, worded with the others
    try:
        return pyproj.CRS.from_user_input(PLAIN if stated.endswith("CRS84") else stated)
    except CRSError:
        msg = f"its crs member {show(stated)} is not known; remove it, and state crs in layer.toml"
        raise ValueError(msg) from None


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return _clean(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 file can hold, by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _build_geometry(geometry: Any) -> tuple[Any, str | None]:  # noqa: ANN401 - whatever JSON holds
    """Build a 2-D shape; what follows x and y is left out, which changes nothing in plan."""
    if geometry is None:
        return None, None
    try:
        depth = DEPTHS.get(geometry["type"])
        if depth is not None:
            geometry = {"type": geometry["type"], "coordinates": _in_plan(geometry["coordinates"], depth)}
        fault = _ring_fault(geometry)
        if fault:
            return None, fault
        shape = shapely.geometry.shape(geometry)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError, shapely.errors.ShapelyError) as error:
        return None, str(error)
    if shape.is_empty:
        return None, None
    finite = np.isfinite(shapely.get_coordinates(shape)).all(axis=1)
    if not finite.all():
        return None, f"position {int(np.argmin(finite)) + 1}: a coordinate is not a finite number"
    return shape, None


def _in_plan(coordinates: Any, depth: int) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    """Take the first two numbers of each position; ``depth`` is 0 for one position, 1 for a list of them."""
    if depth > 1:
        return [_in_plan(part, depth - 1) for part in coordinates]
    positions = [position[:2] for position in (coordinates if depth else [coordinates] if coordinates else [])]
    if positions and (np.ndim(positions) != 2 or np.asarray(positions).dtype.kind not in "if"):  # noqa: PLR2004 - x, y
        msg = "a position is not made of numbers"
        raise ValueError(msg)
    return positions if depth else (positions or [[]])[0]


def _ring_fault(geometry: Any) -> str | None:  # noqa: ANN401 - whatever JSON holds
    """Tell of a ring that bounds nothing or is open; shapely would close it in silence."""
    coordinates = geometry.get("coordinates", [])
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(geometry["type"], [])
    for at, ring in enumerate(ring for rings in polygons for ring in rings):
        if len(ring) < SHORTEST_RING:
            return f"ring {at + 1}: a ring has fewer than 4 positions"
        if ring[0] != ring[-1]:
            return f"ring {at + 1} is not closed: it begins at {ring[0]} and ends at {ring[-1]}"
    return None
