"""JSON of other makers: told by its members, and given as the features that GeoJSON would have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.read.chartmaps import is_chart_map, translate_chart_map
from jinan_geo.read.esrijson import is_esri_json, translate_esri_json
from jinan_geo.read.listing import objects_in
from jinan_geo.read.overpass import is_overpass, translate_overpass
from jinan_geo.read.ovijson import is_ovi_json, translate_ovi_json
from jinan_geo.read.topojson import translate_topojson

if TYPE_CHECKING:
    from jinan_geo.read.source import Translated
    from jinan_geo.read.untyped import Json

__all__ = ["ObjectsError", "translate"]


class ObjectsError(Exception):
    """A text is a list of plain objects and no features; ``objects`` are they."""

    def __init__(self, objects: list[Any]) -> None:
        super().__init__(len(objects))
        self.objects = objects


def translate(data: Json, layer: str | None, name: str) -> Translated | None:
    """Give what a text of ESRI JSON, TopoJSON, ECharts, Overpass or 奥维 holds; None of others.

    Raises
    ------
    ObjectsError
        It is a list of objects, to be read as a table.
    """
    if is_esri_json(data):
        return translate_esri_json(data, name)
    if is_ovi_json(data):
        return translate_ovi_json(data)
    if isinstance(data, dict) and data.get("type") == "Topology":
        return translate_topojson(data, layer, name)
    if is_chart_map(data):
        return translate_chart_map(data)
    if is_overpass(data):
        return translate_overpass(data, name)
    objects = objects_in(data)
    if objects is not None:
        raise ObjectsError(objects)
    return None
