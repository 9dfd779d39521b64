"""The plan's named places, from ``layers/<id>/named.toml``.

Real places, and what is known of where they are.

A place has at most one of ``wkt`` (longitude latitude), ``lines`` (names in ``ground.toml``,
joined) and ``shape_of`` (codes of districts whose polygon it is). ``clip = true`` cuts the shape at
the city's outline. ``planned`` and ``story`` feed the sample schedule and ledger; no official dates
are public.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import shapely

from .ground import LAYERS, to_degrees, to_metres

if TYPE_CHECKING:
    from .ground import Ground

SAMPLE_NOTE = (
    "进度及计划起止日期为示例，非官方",
    "progress and planned dates are samples, not official",
)
COPIED = ("kind", "theme", "source_zh", "source_en", "accuracy", "location", "district")


def read_named(
    layer: str, ground: Ground
) -> list[tuple[dict[str, Any], shapely.Geometry | None, str]]:
    """Properties, WGS84 geometry and story of each named place of a layer, in the file's order."""
    path = LAYERS / layer / "named.toml"
    if not path.exists():
        return []
    places = tomllib.loads(path.read_text(encoding="utf-8"))["places"]
    return [
        (_properties(place), _shape(place, ground), place.get("story", "ontrack"))
        for place in places
    ]


def _properties(place: dict[str, Any]) -> dict[str, Any]:
    start, finish = place.get("planned", (None, None))
    said_zh, said_en = place.get("note", ("", ""))
    return {
        "id": place["id"],
        "name_zh": place["name_zh"],
        "name_en": place["name_en"],
        **{key: place[key] for key in COPIED if key in place},
        "sample": False,
        "planned_start": start,
        "planned_finish": finish,
        "investment_wan": None,
        "note_zh": "；".join(filter(None, [said_zh, SAMPLE_NOTE[0]])),
        "note_en": "; ".join(filter(None, [said_en, SAMPLE_NOTE[1]])),
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
