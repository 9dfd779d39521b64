"""The plan's named places, from ``layers/<id>/named.toml``.

Real places, and what is known of where they are.

A place has at most one of ``wkt`` (longitude latitude), ``lines`` (names in ``ground.toml``,
joined) and ``shape_of`` (codes of districts whose polygon it is). ``clip = true`` cuts the shape at
the city's outline. ``evidence`` names rows of the layer's ``evidence.csv``.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import shapely

from .ground import LAYERS, to_degrees, to_metres

if TYPE_CHECKING:
    from .ground import Ground

COPIED = (
    "kind",
    "theme",
    "source_zh",
    "source_en",
    "accuracy",
    "uncertainty_m",
    "location",
    "district",
    "planned_start",
    "planned_finish",
    "investment_wan",
    "evidence",
    "target",
)


def read_named(layer: str, ground: Ground) -> list[tuple[dict[str, Any], shapely.Geometry | None]]:
    """Properties and WGS84 geometry of each named place of a layer, in the file's order."""
    path = LAYERS / layer / "named.toml"
    places = tomllib.loads(path.read_text(encoding="utf-8"))["places"]
    return [(_properties(place), _shape(place, ground)) for place in places]


def _properties(place: dict[str, Any]) -> dict[str, Any]:
    said_zh, said_en = place.get("note", (None, None))
    return {
        "id": place["id"],
        "name_zh": place["name_zh"],
        "name_en": place["name_en"],
        **{key: place[key] for key in COPIED if key in place},
        "note_zh": said_zh,
        "note_en": said_en,
    }


def _shape(place: dict[str, Any], ground: Ground) -> shapely.Geometry | None:
    if "shape_of" in place:
        return to_degrees(shapely.union_all([ground.districts[code] for code in place["shape_of"]]))
    if "lines" in place:
        shape = shapely.line_merge(
            shapely.union_all([ground.lines[name] for name in place["lines"]])
        )
    elif "wkt" in place:
        shape = shapely.from_wkt(place["wkt"])
    else:
        return None
    return to_degrees(to_metres(shape).intersection(ground.city)) if place.get("clip") else shape
