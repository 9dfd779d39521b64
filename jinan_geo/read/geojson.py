"""GeoJSON and newline-delimited GeoJSON, taken as the text says; GDAL does not see it.

Through GDAL a text that looks like a date becomes one, a column that mixes numbers and texts stops it, and a
repeated key is lost without a word.
"""

from __future__ import annotations

import gc
import json
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyproj
from pyproj.exceptions import CRSError

from jinan_geo.errors import InputError, show
from jinan_geo.issues import Issue
from jinan_geo.read.shapes import DEPTHS, build_geometries, close_rings, has_height
from jinan_geo.read.source import Source, frame_of, open_file
from jinan_geo.read.text import decode_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinan_geo.read.source import Reading

__all__ = ["read_geojson"]

LONGEST_NUMBER = 4000  # digits; Python refuses more than 4300
PLAIN = "EPSG:4326"
SURROGATE = re.compile("[\ud800-\udfff]")


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
        with _uncollected():
            parsed = _parse(text)
        crs = _crs_of(parsed.crs)
    except (ValueError, RecursionError) as error:
        msg = f"{name}: not readable as GeoJSON ({error}); export it as GeoJSON in UTF-8"
        raise InputError(msg) from None
    raw = [geometry for _, geometry in parsed.features]
    closed = [close_rings(geometry) if reading.close_rings else 0 for geometry in raw]
    shapes, faults = build_geometries(raw)
    names = list(dict.fromkeys(key for properties, _ in parsed.features for key in properties))
    columns = {key: [properties.get(key) for properties, _ in parsed.features] for key in names}
    frame = frame_of(columns, shapes, faults, crs)
    notes = [Issue("repeated-json-key", "", name, row=at + 1, value=key) for at, key in parsed.repeated]
    notes += [Issue("closed-ring", "", name, row=at + 1, value=count) for at, count in enumerate(closed) if count]
    notes += [
        Issue("empty-geometry", "", name, row=at + 1)
        for at, (geometry, shape, fault) in enumerate(zip(raw, shapes, faults, strict=True))
        if geometry is not None and shape is None and fault is None
    ]
    high = sum(map(has_height, raw))
    notes += [Issue("height-dropped", "", name, value=high)] if high else []
    return Source(frame, "GeoJSON", found.label, notes)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Parse without Python's search for cycles, of which JSON makes none: it takes half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


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
    if text.isascii() or not SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
