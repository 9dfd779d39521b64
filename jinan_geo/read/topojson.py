"""TopoJSON: shapes that share their lines, which are written once, in whole numbers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import InputError, show
from jinan_geo.read.source import Translated, first_bytes, open_file
from jinan_geo.read.text import decode_text
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinan_geo.read.untyped import Json

__all__ = ["objects_of", "translate_topojson"]

COLLECTION = "GeometryCollection"
DEPTHS = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
RINGS = {"Polygon", "MultiPolygon"}
RING = 4  # positions that a ring has at least
MOST_WITHIN = 20


@dataclass(frozen=True)
class Topology:
    """The lines of a file as positions, and how its points are written."""

    arcs: Sequence[list[Any]]
    scale: Sequence[float] | None
    shift: Sequence[float]

    def place(self, position: list[Any]) -> list[Any]:
        """Give a position in the file's CRS; what follows x and y is kept."""
        if self.scale is None:
            return position
        plain = [
            number * scale + shift
            for number, scale, shift in zip(position, self.scale, self.shift, strict=False)
        ]
        return plain + position[len(plain) :]

    def join(self, numbers: Sequence[int]) -> list[Any]:
        """Put lines together: ``~n`` is line n backwards; the end of one begins the next."""
        line: list[Any] = []
        for number in numbers:
            arc = self.arcs[~number][::-1] if number < 0 else self.arcs[number]
            line += arc[1:] if line else arc
        return line


def objects_of(path: Path, name: str) -> list[str]:
    """Give the names of a topology's objects; none where the file is another kind of JSON.

    Raises
    ------
    InputError
        Its text is of no known encoding.
    """
    if b'"Topology"' not in first_bytes(path, name):
        return []
    with open_file(path, name) as file:
        text, _ = decode_text(file.read(), name)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(data, dict) or data.get("type") != "Topology":
        return []
    objects = data.get("objects")
    return [*objects] if isinstance(objects, dict) else []


def translate_topojson(data: Mapping[str, Any], layer: str | None, name: str) -> Translated:
    """Give the features of one object of a topology as GeoJSON has them.

    The CRS is that of the member ``crs``, else WGS84, as in GeoJSON.

    Raises
    ------
    InputError
        No or several objects and none chosen, or it is damaged.
    """
    objects = data.get("objects")
    known = list(objects) if isinstance(objects, dict) else []
    chosen = layer if layer is not None or len(known) != 1 else known[0]
    if not isinstance(objects, dict) or chosen not in objects:
        listed = ", ".join(map(show, known))
        raise InputError(say("read.topojson.layers", name=name, count=len(known), known=listed))
    try:
        topology = _open(data)
        features = [_feature(item, topology) for item in _items(objects[chosen])]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise InputError(say("read.topojson.damaged", name=name, error=error)) from None
    return Translated(features, "TopoJSON", None, [], crs_member=data.get("crs"))


def _open(data: Mapping[str, Any]) -> Topology:
    transform = data.get("transform")
    if transform is None:
        return Topology(data["arcs"], None, (0, 0))
    plain = Topology([], transform["scale"], transform["translate"])
    return Topology(
        [_unroll(arc, plain) for arc in data["arcs"]], transform["scale"], transform["translate"]
    )


def _unroll(arc: Sequence[list[Any]], topology: Topology) -> list[Any]:
    """Each position of a line is written as the step from the one before."""
    x = y = 0
    line = []
    for position in arc:
        x, y = x + position[0], y + position[1]
        line.append(topology.place([x, y, *position[2:]]))
    return line


def _items(item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = (
        item["geometries"] if item.get("type") == COLLECTION else [item]
    )
    return found


def _feature(item: Mapping[str, Any], topology: Topology) -> dict[str, Any]:
    feature = {
        "type": "Feature",
        "properties": item.get("properties") or {},
        "geometry": _geometry(item, topology, 0),
    }
    return {**feature, "id": item["id"]} if "id" in item else feature


def _geometry(item: Mapping[str, Any], topology: Topology, within: int) -> Json:
    kind = item.get("type")
    if kind is None:
        return None
    if kind == COLLECTION:
        if within > MOST_WITHIN:
            raise ValueError(COLLECTION)
        parts = [_geometry(part, topology, within + 1) for part in item["geometries"]]
        return {"type": kind, "geometries": parts}
    if kind == "Point":
        return {"type": kind, "coordinates": topology.place(item["coordinates"])}
    if kind == "MultiPoint":
        return {"type": kind, "coordinates": [topology.place(one) for one in item["coordinates"]]}
    least = RING if kind in RINGS else 0
    return {"type": kind, "coordinates": _lines(item["arcs"], DEPTHS[kind], topology, least)}


def _lines(arcs: Sequence[Any], depth: int, topology: Topology, least: int) -> list[Any]:
    """Lines put together, each of ``least`` positions at least.

    Rounding to whole numbers makes an islet a line there and back; its first position is said
    again, as the makers of the format do, so that the other parts of its feature are not lost.
    """
    if depth > 0:
        return [_lines(part, depth - 1, topology, least) for part in arcs]
    line = topology.join(arcs)
    return line + line[:1] * (least - len(line))
