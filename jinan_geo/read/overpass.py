"""OpenStreetMap's JSON, as Overpass answers: nodes, ways and relations, made into shapes."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.source import Translated
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.read.untyped import Json

__all__ = ["is_overpass", "translate_overpass"]

PLAIN = "EPSG:4326"
KINDS = {"node", "way", "relation", "area"}
META = ("timestamp", "version", "changeset")
PARTS = {"tags": dict, "nodes": list, "members": list, "center": dict}
AREAS = {"multipolygon", "boundary"}  # relations whose members are rings
# Tags with which a closed way is an area, after the wiki's page on areas; and values that are not.
AREA_TAGS = {
    "amenity", "area:highway", "boundary", "building", "building:part", "craft", "geological",
    "historic", "landuse", "leisure", "man_made", "military", "natural", "office", "place",
    "power", "public_transport", "ruins", "shop", "tourism", "water",
}  # fmt: skip
LINES = {
    ("natural", "coastline"), ("natural", "cliff"), ("natural", "ridge"), ("natural", "tree_row"),
    ("leisure", "track"), ("man_made", "pipeline"), ("man_made", "embankment"),
    ("power", "line"), ("power", "minor_line"),
}  # fmt: skip

Line = list[list[float]]


@dataclass(frozen=True)
class Elements:
    """What an answer holds, by kind and number; ``used`` are parts of others."""

    known: dict[tuple[str, Any], Mapping[str, Any]]
    used: set[tuple[str, Any]]

    def line_of(self, way: Mapping[str, Any]) -> Line | None:
        """Give the positions of a way; None where the answer does not hold them all."""
        places = way.get("geometry")
        if not isinstance(places, list):
            nodes = way.get("nodes") or []
            places = [self.known.get(("node", number)) for number in nodes]
        if not places or not all(map(_is_place, places)):
            return None
        return [[one["lon"], one["lat"]] for one in places]


def _is_place(data: Json) -> bool:
    return isinstance(data, dict) and "lon" in data and "lat" in data


def is_overpass(data: Json) -> bool:
    """Tell an answer of Overpass."""
    found = data.get("elements") if isinstance(data, dict) else None
    if not isinstance(found, list) or not all(map(_is_element, found)):
        return False
    kinds = {one["type"] for one in found}
    return "osm3s" in data or (bool(kinds) and kinds <= KINDS)


def _is_element(data: Json) -> bool:
    return isinstance(data, dict) and isinstance(data.get("type"), str)


def translate_overpass(data: Mapping[str, Any], name: str) -> Translated:
    """Give what the answer means as features: tagged nodes, ways, and relations.

    Nodes and ways without tags that are parts of others are these others' shape, and no features.
    What comes without its positions is a feature without a place. WGS84, longitude first.

    Raises
    ------
    InputError
        It holds nothing but why; says so. Or an element is not as Overpass writes it; names it.
    """
    remark = data.get("remark")
    if remark and not data["elements"]:
        raise InputError(say("read.answers.refused", name=name, said=show(str(remark))))
    for number, item in enumerate(data["elements"], 1):
        odd = _find_odd(item)
        if odd:
            raise InputError(say("read.answers.odd_element", name=name, number=number, member=odd))
    elements = _gather(data["elements"])
    features = [
        _feature(element, _shape(element, elements))
        for key, element in elements.known.items()
        if element.get("tags") or key not in elements.used
    ]
    cut = Issue("answer-broken-off", "", name, value=remark, details={"count": len(features)})
    return Translated(features, "Overpass JSON", PLAIN, [cut] if remark else [])


def _find_odd(item: Mapping[str, Any]) -> str:
    """Name the member of an element that is not what OpenStreetMap has there; blank for none."""
    parts = {name: item.get(name) or kind() for name, kind in PARTS.items()}
    odd = [name for name, kind in PARTS.items() if not isinstance(parts[name], kind)]
    return odd[0] if odd else _find_nested(item.get("id"), **parts)


def _find_nested(
    number: Json, tags: dict[str, Json], nodes: list[Json], members: list[Json], **_: Json
) -> str:
    """Name the member whose cells are no plain values; blank for none."""
    if not all(isinstance(one, dict) for one in members):
        return "members"
    ends = [one.get(name) for one in members for name in ("type", "ref")]
    plain = {"id": [number], "tags": tags.values(), "nodes": nodes, "members": ends}
    return next((name for name, cells in plain.items() if not all(map(_is_plain, cells))), "")


def _is_plain(cell: Json) -> bool:
    return not isinstance(cell, dict | list)


def _gather(items: Iterable[Mapping[str, Any]]) -> Elements:
    """Bring together what an answer says of an element in several places."""
    known: dict[tuple[str, Any], dict[str, Any]] = defaultdict(dict)
    for item in items:
        known[item["type"], item.get("id")].update(item)
    used = {("node", number) for one in known.values() for number in one.get("nodes") or []}
    for one in known.values():
        used |= {(member.get("type"), member.get("ref")) for member in one.get("members") or []}
    return Elements(dict(known), used)


def _feature(element: Mapping[str, Any], shape: Json) -> dict[str, Any]:
    tags = element.get("tags") or {}
    said = {"@id": f"{element['type']}/{element.get('id')}", **tags}
    said |= {f"@{key}": element[key] for key in META if key in element}
    return {"type": "Feature", "properties": said, "geometry": shape}


def _shape(element: Mapping[str, Any], elements: Elements) -> Json:
    if element["type"] == "node":
        return _point(element)
    tags = element.get("tags") or {}
    found = None
    if element["type"] == "way":
        line = elements.line_of(element)
        found = None if line is None else _of_way(line, tags)
    elif element.get("members"):
        found = _of_relation(element, elements)
    return found or _point(element.get("center") or {})


def _point(place: Mapping[str, Any]) -> Json:
    if "lon" not in place or "lat" not in place:
        return None
    return {"type": "Point", "coordinates": [place["lon"], place["lat"]]}


def _of_way(line: Line, tags: Mapping[str, str]) -> Json:
    if len(line) == 1:
        return {"type": "Point", "coordinates": line[0]}
    if line[0] == line[-1] and len(line) > len("abc") and _is_area(tags):
        return {"type": "Polygon", "coordinates": [line]}
    return {"type": "LineString", "coordinates": line}


def _is_area(tags: Mapping[str, str]) -> bool:
    stated = tags.get("area")
    if stated in {"yes", "no"}:
        return stated == "yes"
    named = {(key, value) for key, value in tags.items() if key in AREA_TAGS and value != "no"}
    return bool(named - LINES)


def _of_relation(relation: Mapping[str, Any], elements: Elements) -> Json:
    """Put an area together of its rings; of another relation its lines."""
    outer, inner = _lines_of(relation, elements)
    if (relation.get("tags") or {}).get("type") in AREAS:
        area = _area(outer, inner)
        if area is not None:
            return area
    lines = [*outer, *inner]
    return {"type": "MultiLineString", "coordinates": lines} if lines else None


def _lines_of(relation: Mapping[str, Any], elements: Elements) -> tuple[list[Line], list[Line]]:
    """Give the lines of the members: those of inner rings are the second."""
    found: tuple[list[Line], list[Line]] = ([], [])
    for member in relation["members"]:
        if member.get("type") != "way":
            continue
        way = member if "geometry" in member else _member_of(member, elements)
        line = elements.line_of(way)
        if line is not None and len(line) > 1:
            found[member.get("role") == "inner"].append(line)
    return found


def _member_of(member: Mapping[str, Any], elements: Elements) -> Mapping[str, Any]:
    return elements.known.get((str(member.get("type")), member.get("ref")), {})


def _area(outer: Sequence[Line], inner: Sequence[Line]) -> Json:
    """Give the area between rings that close; None where one does not, as at the answer's edge."""
    try:
        shells, holes = (_polygons(some) for some in (outer, inner))
    except (ValueError, TypeError, shapely.errors.ShapelyError):
        return None
    if shells is None or holes is None or shapely.is_empty(shells):
        return None
    area: Json = json.loads(shapely.to_geojson(shapely.difference(shells, holes)))
    return area


def _polygons(lines: Sequence[Line]) -> shapely.Geometry | None:
    """Join lines into areas; None where some are left over."""
    found, *left = shapely.polygonize_full(list(map(shapely.LineString, lines)))
    whole = all(map(shapely.is_empty, left))
    return shapely.union_all(list(found.geoms)) if whole else None
