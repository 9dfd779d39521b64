"""GeoJSON and newline-delimited GeoJSON, taken as the text says; GDAL does not see it.

Through GDAL a text that looks like a date becomes one, a column that mixes numbers and texts stops
it, and a repeated key is lost without a word.
"""

from __future__ import annotations

import gc
import json
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyproj

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.foreign import ObjectsError, translate
from jinan_geo.read.jsontext import data_in_script, decode_json, walk_features
from jinan_geo.read.listing import read_objects
from jinan_geo.read.shapes import (
    PORTION,
    build_geometries,
    close_rings,
    has_height,
    has_odd_height,
)
from jinan_geo.read.source import Source, frame_of, open_file
from jinan_geo.read.stated import crs_of_member, notes_on_members
from jinan_geo.read.stating import obey_types
from jinan_geo.read.text import decode_text, encoding_notes
from jinan_geo.read.typed import (
    Oddity,
    features_in,
    geometry_of,
    properties_of,
    word_fault,
    word_oddities,
)
from jinan_geo.read.wrapped import unwrap
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jinan_geo.read.source import Reading, Translated
    from jinan_geo.read.untyped import Json

__all__ = ["read_geojson"]

SHOWN = 40  # signs of a script that are shown
LONGEST_NUMBER = 4000  # digits; Python refuses more than 4300
PLAIN = "EPSG:4326"
SURROGATE = re.compile("[\ud800-\udfff]")

# Objects in which a key stands twice, by their identity, with the key.
Repeated = dict[int, tuple[dict[str, Any], str]]


@dataclass
class Gathered:
    """The features as they come.

    What they say, column by column, and their shapes, built portion by portion.

    Coordinates as Python's own lists take several times the room of the whole frame; so a portion
    of them is held, not all. ``closed`` and ``empty`` and ``repeated`` name features by their
    place, from 1.
    """

    close: bool
    constants: list[str] = field(default_factory=list)  # NaN and Infinity, as they are met
    count: int = 0
    columns: dict[str, list[Any]] = field(default_factory=dict)
    shapes: list[Any] = field(default_factory=list)
    faults: list[str | None] = field(default_factory=list)
    repeated: list[tuple[int, str]] = field(default_factory=list)
    closed: list[tuple[int, int]] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    high: int = 0
    odd: Oddity = field(default_factory=Oddity)
    foreign: Translated | None = None
    _wrong: dict[int, str] = field(default_factory=dict)
    ids: list[Any] = field(default_factory=list)
    _properties: list[dict[str, Any]] = field(default_factory=list)
    _geometries: list[Any] = field(default_factory=list)

    def add(self, feature: Json, repeated: Repeated) -> None:
        """Take a feature; ``repeated`` has objects in which a key stands twice, by identity."""
        self.count += 1
        fault = word_fault(feature)
        properties = properties_of(feature)
        if fault:
            self._wrong[self.count] = fault
        else:
            self._note(feature, properties)
        self.odd.note_constants(self.count, properties, self.constants)
        if repeated:
            parts = (feature, geometry_of(feature), properties)
            found = [repeated[id(part)][1] for part in parts if id(part) in repeated]
            self.repeated += [(self.count, key) for key in found]
        self.ids.append(feature.get("id") if isinstance(feature, dict) else None)
        self._properties.append({_clean(key): _plain(value) for key, value in properties.items()})
        self._geometries.append(None if fault else geometry_of(feature))
        if len(self._geometries) == PORTION:
            self.flush()

    def _note(self, feature: dict[str, Any], properties: dict[str, Any]) -> None:
        """Remember what is not as GeoJSON has it, but can be read."""
        if "type" not in feature:
            self.odd.note("untyped", self.count, "type")
        given = feature.get("properties")
        if not properties and not isinstance(given, dict | None):
            self.odd.note("properties", self.count, str(given))

    def flush(self) -> None:
        """Build what is held, and let go of it."""
        first = len(self.shapes) + 1
        self._add_columns(first)
        if self.close:
            counts = enumerate(map(close_rings, self._geometries), start=first)
            self.closed += [(at, count) for at, count in counts if count]
        shapes, faults = build_geometries(self._geometries)
        self._note_shapes(first, shapes, faults)
        for at, fault in self._wrong.items():
            faults[at - first] = fault
        self.shapes += shapes
        self.faults += faults
        self._properties, self._geometries, self._wrong = [], [], {}

    def _add_columns(self, first: int) -> None:
        """Add what the features held say, below what those before said."""
        for key in dict.fromkeys(key for properties in self._properties for key in properties):
            cells = self.columns.setdefault(key, [])
            cells += [None] * (first - 1 - len(cells))
            cells += [properties.get(key) for properties in self._properties]

    def _note_shapes(self, first: int, shapes: Sequence[Any], faults: Sequence[str | None]) -> None:
        """Remember which shapes are empty or have heights, and of what kind those are."""
        self.high += sum(map(has_height, self._geometries))
        built = zip(self._geometries, shapes, faults, strict=True)
        for at, (geometry, shape, fault) in enumerate(built, start=first):
            if geometry is not None and shape is None and fault is None:
                self.empty.append(at)
            if shape is not None and has_odd_height(geometry):
                self.odd.note("height", at, str(geometry.get("coordinates", "")))

    def fill(self) -> dict[str, list[Any]]:
        """Give the columns, each as long as there are features."""
        return {
            key: cells + [None] * (self.count - len(cells)) for key, cells in self.columns.items()
        }


def read_geojson(path: Path, name: str, reading: Reading) -> Source:
    """Read GeoJSON, every feature; geometry that cannot be built is worded in ``geometry_fault``.

    Raises
    ------
    InputError
        The file is missing or not GeoJSON.
    """
    with open_file(path, name) as file:
        text, found = decode_text(file.read(), name, reading.encoding)
    try:
        with _uncollected():
            gathered, others = _parse(text, name, reading)
        foreign = gathered.foreign
        member = others.get("crs") if foreign is None else foreign.crs_member
        crs, shifted = _crs_of(member, foreign, reading)
    except ObjectsError as error:
        return replace(read_objects(error.objects, name, reading), encoding=found.label)
    except RecursionError:
        raise InputError(say("read.errors.geojson_deep", name=name)) from None
    except ValueError as error:
        msg = say("read.errors.geojson", name=name, error=error)
        raise InputError(msg) from None
    del text
    frame = frame_of(gathered.fill(), gathered.shapes, gathered.faults, crs)
    notes = [*encoding_notes(found, name), *_notes_on(gathered, name)]
    notes += foreign.notes if foreign else notes_on_members(others, name, frame.geometry.to_numpy())
    ids = gathered.ids if all(isinstance(one, str | int) for one in gathered.ids) else None
    kind, datums = (foreign.format, foreign.datums) if foreign else ("GeoJSON", ())
    source = Source(frame, kind, found.label, notes, ids=ids, shifted=shifted)
    return obey_types(source, datums, name, reading)


def _notes_on(gathered: Gathered, name: str) -> list[Issue]:
    """Word what was noticed of single features."""
    notes = word_oddities(gathered.odd, name)
    notes += [
        Issue("repeated-json-key", "", name, row=at, value=key) for at, key in gathered.repeated
    ]
    notes += [Issue("closed-ring", "", name, row=at, value=count) for at, count in gathered.closed]
    notes += [Issue("empty-geometry", "", name, row=at) for at in gathered.empty]
    notes += [Issue("height-dropped", "", name, value=gathered.high)] if gathered.high else []
    return notes


def _crs_of(
    member: Json, foreign: Translated | None, reading: Reading
) -> tuple[pyproj.CRS | None, str | None]:
    """Read the old ``crs`` member; without one it is WGS84. TopoJSON says it in the same way.

    ArcGIS says it in its own way, or not at all. What a user says makes up for a member that is not
    understood.
    """
    if foreign is not None and foreign.format != "TopoJSON":
        return foreign.crs, None
    plain = pyproj.CRS.from_user_input(PLAIN)
    if member is None:
        return plain, None
    try:
        return crs_of_member(member)
    except ValueError as error:
        if reading.crs not in {None, PLAIN}:
            return plain, None
        is_layer = reading.crs is not None and not reading.asked
        msg = say("read.typed.crs_in_layer" if is_layer else "read.typed.crs_asked", error=error)
        raise ValueError(msg) from None


@contextmanager
def _uncollected() -> Iterator[None]:
    """Parse without Python's search for cycles, of which JSON makes none.

    It takes half the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _parse(text: str, name: str, reading: Reading) -> tuple[Gathered, dict[str, Any]]:
    """Give the features and the collection's other members.

    Feature by feature where the text is as usual, else as a whole.
    """
    repeated: Repeated = {}

    def take(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            keys = [key for key, _ in pairs]
            repeated[id(made)] = (made, next(key for key in keys if keys.count(key) > 1))
            _refuse_lost_features(pairs)
        return made

    inner = data_in_script(text)
    constants: list[str] = []

    def meet(constant: str) -> float:
        constants.append(constant)
        return float(constant)

    decoder = json.JSONDecoder(object_pairs_hook=take, parse_int=_whole, parse_constant=meet)
    gathered = Gathered(reading.close_rings, constants)
    others: dict[str, Any] = {}
    try:
        for feature in walk_features(inner or text, decoder, others):
            gathered.add(feature, repeated)
            repeated.clear()
    except (ValueError, IndexError):  # unusual or at fault: the whole text says which
        repeated.clear()
        gathered = Gathered(reading.close_rings, constants)
        data = unwrap(decode_json(inner or text, decoder, gathered.odd), gathered.odd, name)
        gathered.foreign = translate(data, reading.layer, name)
        others = _gather_whole(data, gathered, repeated)
    if inner is not None:
        gathered.odd.note("script", None, show(text[:SHOWN]))
    gathered.flush()
    return gathered, others


def _gather_whole(data: Json, gathered: Gathered, repeated: Repeated) -> dict[str, Any]:
    """Take the features of a text decoded at once; gives the collection's members."""
    if id(data) in repeated:
        gathered.odd.note("member", None, repeated.pop(id(data))[1])
    foreign = gathered.foreign
    for feature in foreign.features if foreign else features_in(data, gathered.odd):
        gathered.add(feature, repeated)
    return data if isinstance(data, dict) else {}


def _refuse_lost_features(pairs: list[tuple[str, Any]]) -> None:
    """Of two lists of features in one object the last would count, and the first be lost."""
    lists = [value for key, value in pairs if key == "features" and isinstance(value, list)]
    if sum(map(bool, lists)) > 1:
        raise ValueError(say("read.typed.two_lists"))


def _whole(digits: str) -> int | str:
    longest = min(LONGEST_NUMBER, sys.get_int_max_str_digits() or LONGEST_NUMBER)
    return int(digits) if len(digits) < longest else digits


def _plain(value: Json) -> Json:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return _clean(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 file can hold, by U+FFFD."""
    if text.isascii() or not SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
