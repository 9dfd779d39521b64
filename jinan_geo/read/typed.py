"""What a GeoJSON text holds by its type: a collection, one feature, one shape.

Nothing else passes for one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import show, suggest
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text, texts
from jinan_geo.read.faulty import Fault
from jinan_geo.read.shapes import DEPTHS
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from jinan_geo.read.untyped import Json

__all__ = [
    "COLLECTION",
    "Oddity",
    "features_in",
    "geometry_of",
    "properties_of",
    "word_fault",
    "word_oddities",
]

COLLECTION = "FeatureCollection"
FEATURE = "Feature"
SHAPES = {*DEPTHS, "GeometryCollection"}
TYPES = [COLLECTION, FEATURE, *SHAPES]
# JSON of other makers that is often named .geojson or .json, by a member that only it has.
OTHERS = {
    "spatialReference": "arcgis",
    "geometryType": "arcgis",
    "arcs": "topojson",
}
ODD = texts("read.typed.odd")


class Oddity(dict[str, list[tuple[int | None, object]]]):
    """What was read although GeoJSON has it otherwise.

    By kind, the place from 1 and the value of each.
    """

    def note(self, kind: str, at: int | None, value: object) -> None:
        """Remember one."""
        self.setdefault(kind, []).append((at, value))

    def note_constants(self, at: int, properties: dict[str, Any], met: list[str]) -> None:
        """Remember the first attribute that is no number to JSON, where any was ``met``."""
        if not met:
            return
        numbers = ((key, one) for key, one in properties.items() if isinstance(one, float))
        wrong = next((f"{key}: {one}" for key, one in numbers if not math.isfinite(one)), None)
        if wrong:
            self.note("constant", at, wrong)


def word_oddities(odd: Oddity, name: str) -> list[Issue]:
    """Give one issue a kind, at the first place, with the count."""
    issues = []
    for kind, places in odd.items():
        at, value = places[0]
        more = len(places)
        what = text("read.typed.times", what=ODD[kind], n=more) if more > 1 else ODD[kind]
        details = what.detail("what")
        issues.append(Issue("odd-geojson", "", name, row=at, value=value, details=details))
    return issues


def features_in(data: Json, odd: Oddity) -> list[Any]:
    """Give the features of a whole text by its type.

    Raises
    ------
    ValueError
        It is no GeoJSON; worded with what it is.
    """
    if isinstance(data, list):
        return _features_of_list(data, odd)
    if not isinstance(data, dict):
        msg = say("read.typed.no_feature", value=show(str(data)))
        raise ValueError(msg)  # noqa: TRY004 - the file's fault, worded with the others
    kind = data.get("type")
    if kind == FEATURE:
        return [data]
    if isinstance(kind, str) and kind in SHAPES:
        return [{"type": FEATURE, "geometry": data}]
    if kind == COLLECTION or ("type" not in data and "features" in data):
        return _features_of_collection(data, odd)
    raise ValueError(_word_type(data))


def _features_of_collection(data: dict[str, Any], odd: Oddity) -> list[Any]:
    features = data.get("features")
    if not isinstance(features, list):
        raise ValueError(say("read.typed.no_list", value=show(str(features))))  # noqa: TRY004 - the file's fault, worded with the others
    if "type" not in data:
        if {"spatialReference", "geometryType"} & set(data):
            raise ValueError(_word_type(data))
        odd.note("no-type", None, "type")
    return features


def _features_of_list(data: list[Any], odd: Oddity) -> list[Any]:
    """Take a bare list of features."""
    objects = [item for item in data if isinstance(item, dict)]
    if objects and all(item.get("type") == FEATURE for item in objects):
        odd.note("bare-list", None, f"[{len(data)}]")
        return data
    raise ValueError(say("read.typed.no_features", count=len(data)))


def _word_type(data: dict[str, Any]) -> str:
    """Say what an object is that is no GeoJSON."""
    told = next((said for member, said in OTHERS.items() if member in data), None)
    if told:
        return words_of("read.typed.others")[told]
    kind = data.get("type")
    if not isinstance(kind, str):
        untold = kind is None
        return (
            say("read.typed.typeless")
            if untold
            else say("read.typed.odd_type", kind=show(str(kind)))
        )
    return say("read.typed.unknown_type", kind=show(kind), hint=suggest(kind, TYPES))


def word_fault(feature: Json) -> str | None:
    """Say why an entry of a collection is no feature.

    None where it is one, with a type or without.
    """
    if not isinstance(feature, dict):
        return Fault(text("read.faults.no_feature", value=show(str(feature))))
    kind = feature.get("type", FEATURE)
    properties = feature.get("properties")
    if kind == FEATURE:
        fine = isinstance(properties, dict) or not properties
        return None if fine else Fault(text("read.faults.properties", value=show(str(properties))))
    if isinstance(kind, str) and kind in {*SHAPES, COLLECTION}:
        return Fault(text("read.faults.not_here", kind=kind))
    known = suggest(kind, [FEATURE]) if isinstance(kind, str) else ""
    return Fault(text("read.faults.not_feature", kind=show(str(kind)), hint=known))


def properties_of(feature: Json) -> dict[str, Any]:
    """Give what a feature says, empty where that is no object."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def geometry_of(feature: Json) -> Json:
    """Give the geometry of a feature, None where it has none."""
    return feature.get("geometry") if isinstance(feature, dict) else None
