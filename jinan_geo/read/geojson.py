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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyproj
from pyproj.exceptions import CRSError

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.shapes import DEPTHS, PORTION, build_geometries, close_rings, has_height
from jinan_geo.read.source import Source, frame_of, open_file
from jinan_geo.read.text import decode_text, encoding_notes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jinan_geo.read.source import Reading

__all__ = ["read_geojson"]

LONGEST_NUMBER = 4000  # digits; Python refuses more than 4300
PLAIN = "EPSG:4326"
SPACE = re.compile(r"[ \t\n\r]*")
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass
class Gathered:
    """The features as they come: what they say, column by column, and their shapes, built portion by portion.

    Coordinates as Python's own lists take several times the room of the whole frame; so a portion of them is held, not
    all. ``closed`` and ``empty`` and ``repeated`` name features by their place, from 1.
    """

    close: bool
    count: int = 0
    columns: dict[str, list[Any]] = field(default_factory=dict)
    shapes: list[Any] = field(default_factory=list)
    faults: list[str | None] = field(default_factory=list)
    repeated: list[tuple[int, str]] = field(default_factory=list)
    closed: list[tuple[int, int]] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    high: int = 0
    _properties: list[dict[str, Any]] = field(default_factory=list)
    _geometries: list[Any] = field(default_factory=list)

    def add(self, feature: dict[str, Any], repeated: dict[int, tuple[dict[str, Any], str]]) -> None:
        """Take a feature; ``repeated`` has the objects in which a key stands twice, by their identity."""
        properties = feature.get("properties") or {}
        self.count += 1
        if not isinstance(properties, dict):
            msg = f"the properties of feature {self.count} are no object"
            raise ValueError(msg)  # noqa: TRY004 - the file's fault, worded with the others
        if repeated:
            found = [
                repeated[id(part)][1] for part in (feature, properties) if id(part) in repeated
            ]
            self.repeated += [(self.count, key) for key in found]
        self._properties.append({_clean(key): _plain(value) for key, value in properties.items()})
        self._geometries.append(feature.get("geometry"))
        if len(self._geometries) == PORTION:
            self.flush()

    def flush(self) -> None:
        """Build what is held, and let go of it."""
        first = len(self.shapes) + 1
        for key in dict.fromkeys(key for properties in self._properties for key in properties):
            cells = self.columns.setdefault(key, [])
            cells += [None] * (first - 1 - len(cells))
            cells += [properties.get(key) for properties in self._properties]
        if self.close:
            counts = enumerate(map(close_rings, self._geometries), start=first)
            self.closed += [(at, count) for at, count in counts if count]
        shapes, faults = build_geometries(self._geometries)
        built = zip(self._geometries, shapes, faults, strict=True)
        self.empty += [
            at
            for at, (geometry, shape, fault) in enumerate(built, start=first)
            if geometry is not None and shape is None and fault is None
        ]
        self.high += sum(map(has_height, self._geometries))
        self.shapes += shapes
        self.faults += faults
        self._properties, self._geometries = [], []

    def fill(self) -> dict[str, list[Any]]:
        """Give the columns, each as long as there are features."""
        return {
            key: cells + [None] * (self.count - len(cells)) for key, cells in self.columns.items()
        }


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
            gathered, stated = _parse(text, close=reading.close_rings)
        crs = _crs_of(stated)
    except (ValueError, RecursionError) as error:
        msg = f"{name}: not readable as GeoJSON ({error}); export it as GeoJSON in UTF-8"
        raise InputError(msg) from None
    del text
    frame = frame_of(gathered.fill(), gathered.shapes, gathered.faults, crs)
    notes = encoding_notes(found, name)
    notes += [
        Issue("repeated-json-key", "", name, row=at, value=key) for at, key in gathered.repeated
    ]
    notes += [Issue("closed-ring", "", name, row=at, value=count) for at, count in gathered.closed]
    notes += [Issue("empty-geometry", "", name, row=at) for at in gathered.empty]
    notes += [Issue("height-dropped", "", name, value=gathered.high)] if gathered.high else []
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


def _parse(text: str, *, close: bool) -> tuple[Gathered, Any]:
    """Give the features and the member ``crs``; feature by feature where the text is as usual, else as a whole."""
    repeated: dict[int, tuple[dict[str, Any], str]] = {}

    def take(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            keys = [key for key, _ in pairs]
            repeated[id(made)] = (made, next(key for key in keys if keys.count(key) > 1))
        return made

    decoder = json.JSONDecoder(object_pairs_hook=take, parse_int=_whole)
    gathered = Gathered(close)
    others: dict[str, Any] = {}
    try:
        for feature in _walk(text, decoder, others):
            gathered.add(feature, repeated)
            repeated.clear()
    except (ValueError, IndexError):  # unusual or at fault: the whole text says which
        repeated.clear()
        gathered = Gathered(close)
        features, others = _decode_whole(text, decoder)
        for feature in features:
            gathered.add(feature, repeated)
    gathered.flush()
    return gathered, others.get("crs")


def _walk(text: str, decoder: json.JSONDecoder, others: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give each feature of a collection as soon as it is decoded; ``others`` receives the collection's other members.

    Raises ValueError or IndexError where the text is not one plain collection.
    """
    at, is_collection = _step(text, 0, "{"), False
    while True:
        key, at = decoder.raw_decode(text, at)
        if not isinstance(key, str):
            raise ValueError(key)  # noqa: TRY004 - the whole text will be read again
        at = _step(text, at, ":")
        if key != "features":
            others[key], at = decoder.raw_decode(text, at)
        elif is_collection:
            raise ValueError(key)
        else:
            is_collection = True
            at = _step(text, at, "[")
            while text[at] != "]":
                feature, at = decoder.raw_decode(text, at)
                if not isinstance(feature, dict):
                    raise ValueError(key)  # noqa: TRY004 - the whole text will be read again
                yield feature
                at = _next(text, at, "]")
            at += 1
        at = _next(text, at, "}")
        if text[at] == "}":
            break
    if not is_collection or text[at + 1 :].strip():
        raise ValueError(text[at])


def _skip(text: str, at: int) -> int:
    space = SPACE.match(text, at)
    return space.end() if space else at


def _step(text: str, at: int, sign: str) -> int:
    """Step over a sign and the space around it."""
    at = _skip(text, at)
    if text[at] != sign:
        raise ValueError(sign)
    return _skip(text, at + 1)


def _next(text: str, at: int, end: str) -> int:
    """Step to what follows a comma, or stop at the end; a comma before the end is no JSON."""
    at = _skip(text, at)
    if text[at] == end:
        return at
    at = _step(text, at, ",")
    if text[at] == end:
        raise ValueError(end)
    return at


def _decode_whole(
    text: str, decoder: json.JSONDecoder
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    data = _decode(text, decoder)
    features = data.get("features", [data]) if isinstance(data, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        msg = "it holds no list of features"
        raise ValueError(msg)
    if isinstance(data, dict) and "features" not in data:
        if data.get("type") != "Feature" and data.get("type") not in {
            *DEPTHS,
            "GeometryCollection",
        }:
            msg = f"type {show(data.get('type'))} is neither FeatureCollection nor Feature"
            raise ValueError(msg)
        features = [data if data.get("type") == "Feature" else {"geometry": data}]
    return features, data


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


def _whole(digits: str) -> int | str:
    return (
        int(digits)
        if len(digits) < min(LONGEST_NUMBER, sys.get_int_max_str_digits() or LONGEST_NUMBER)
        else digits
    )


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
