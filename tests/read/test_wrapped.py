"""Whatever stands in whatever place of an answer, it is read or refused in words."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.errors import InputError
from jinan_geo.read import read_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GONE = object()
ODD: list[Any] = [{}, [], [[]], {"a": {}}, 5, "x", None, GONE]
POINT = {
    "type": "Feature",
    "properties": {},
    "geometry": {"type": "Point", "coordinates": [117, 36]},
}
WAY = {
    "type": "way", "id": 2, "nodes": [1, 3], "tags": {"building": "yes"},
    "geometry": [{"lat": 36.6, "lon": 117.0}, {"lat": 36.7, "lon": 117.1}],
}  # fmt: skip
AREA = {
    "type": "relation", "id": 5, "tags": {"type": "multipolygon"}, "center": {"lat": 1, "lon": 2},
    "members": [{"type": "way", "ref": 2, "role": "outer"}],
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "overpass": {"elements": [{"type": "node", "id": 1, "lat": 36.6, "lon": 117.0}, WAY, AREA]},
    "echarts": {
        "type": "FeatureCollection", "UTF8Encoding": True, "UTF8Scale": 1024,
        "features": [{
            "type": "Feature", "properties": {"name": "济南"},
            "geometry": {
                "type": "Polygon", "coordinates": ["@@abcd"], "encodeOffsets": [[119808, 36864]],
            },
        }],
    },
    "wrapped": {"data": {"result": {"type": "FeatureCollection", "features": [POINT]}}, "code": 0},
    "esri": {
        "geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326},
        "fields": [{"name": "a", "type": "esriFieldTypeInteger"}],
        "features": [{"attributes": {"a": 1}, "geometry": {"x": 117.0, "y": 36.6}}],
    },
    "layer": {"type": "Feature Layer", "currentVersion": 10.9},
    "pandas": {"columns": ["name", "lon", "lat"], "index": [0], "data": [["a", 117.0, 36.6]]},
    "columns": {"name": {"0": "a"}, "lon": {"0": 117.0}, "lat": {"0": 36.6}},
    "places": {"济南": [117.0, 36.6], "青岛": [120.3, 36.0]},
}  # fmt: skip


def ways_to(data: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the ways from an answer to each value in it."""
    within = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in within:
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from ways_to(value, (*way, key))


def spoilt(data: Any, way: tuple[Any, ...], odd: object) -> Any:
    whole = copy.deepcopy(data)
    *above, last = way
    inner = whole
    for key in above:
        inner = inner[key]
    if odd is GONE:
        del inner[last]
    else:
        inner[last] = odd
    return whole


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.filterwarnings(
    "ignore:invalid value encountered"
)  # of GEOS: corners that are no numbers
def test_anything_anywhere_is_read_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.json"
    refused = []
    for way in ways_to(ANSWERS[kind]):
        for odd in ODD:
            path.write_text(json.dumps(spoilt(ANSWERS[kind], way, odd)), encoding="utf-8")
            try:
                read_source(path, path.name)
            except InputError as error:
                refused.append(str(error))
    assert refused
    assert all(path.name in words for words in refused)
