"""Answers of Overpass become what they mean: tagged nodes, ways, areas; parts are no features."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.errors import InputError
from jinan_geo.read import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Source

CORNERS = [(117.0, 36.6), (117.1, 36.6), (117.1, 36.7), (117.0, 36.7)]
NODES = [
    {"type": "node", "id": at, "lon": lon, "lat": lat} for at, (lon, lat) in enumerate(CORNERS, 1)
]
ROAD = {"type": "way", "id": 10, "nodes": [1, 2, 3], "tags": {"highway": "primary", "name": "路"}}
HOUSE = {"type": "way", "id": 11, "nodes": [1, 2, 3, 4, 1], "tags": {"building": "yes"}}
RING = {"type": "way", "id": 12, "nodes": [1, 2, 3, 4, 1], "tags": {"highway": "service"}}


def read(folder: Path, elements: list[dict[str, Any]], **members: object) -> Source:
    data = {"version": 0.6, "elements": elements, **members}
    (folder / "a.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return read_source(folder / "a.json", "a.json")


def test_ways_are_put_together_of_nodes_which_are_no_features(tmp_path: Path) -> None:
    source = read(tmp_path, [*NODES, ROAD, HOUSE, RING])
    shapes = dict(zip(source.frame["@id"], source.frame.geometry, strict=True))
    assert source.format == "Overpass JSON"
    assert {key: shape.geom_type for key, shape in shapes.items()} == {
        "way/10": "LineString",
        "way/11": "Polygon",
        "way/12": "LineString",
    }
    assert shapes["way/10"].coords[0] == CORNERS[0]
    assert source.frame["name"].tolist() == ["路", None, None]


def test_nodes_alone_and_tagged_ones_are_features(tmp_path: Path) -> None:
    assert len(read(tmp_path, NODES).frame) == 4
    tagged = {**NODES[0], "tags": {"name": "站"}}
    found = read(tmp_path, [tagged, *NODES[1:], ROAD]).frame
    assert found["@id"].tolist() == ["node/1", "node/4", "way/10"]


def test_an_area_has_its_hole_and_its_rings_are_no_features(tmp_path: Path) -> None:
    def way(number: int, places: list[tuple[float, float]]) -> dict[str, Any]:
        geometry = [{"lon": lon, "lat": lat} for lon, lat in places]
        return {"type": "way", "ref": number, "role": "outer", "geometry": geometry}

    hole = [(117.04, 36.64), (117.06, 36.64), (117.06, 36.66), (117.04, 36.64)]
    members = [
        way(1, CORNERS[:3]),
        way(2, [*CORNERS[2:], CORNERS[0]]),
        {**way(3, hole), "role": "inner"},
    ]
    park = {"type": "relation", "id": 5, "members": members, "tags": {"type": "multipolygon"}}
    parts = [{"type": "way", "id": number} for number in (1, 2, 3)]
    (shape,) = read(tmp_path, [*parts, park]).frame.geometry
    assert shape.area == pytest.approx(0.01 - 0.0002)
    assert len(shape.interiors) == 1
    broken = {**park, "members": members[:1]}
    (line,) = read(tmp_path, [broken]).frame.geometry
    assert line.geom_type in {"LineString", "MultiLineString"}


def test_a_centre_stands_for_what_has_no_positions_and_a_remark_is_told(tmp_path: Path) -> None:
    centred = {**ROAD, "center": {"lon": 117.05, "lat": 36.65}}
    source = read(tmp_path, [centred, HOUSE], remark="runtime error: Query timed out")
    assert source.frame.geometry[0].coords[0] == (117.05, 36.65)
    assert source.frame.geometry[1] is None
    assert [note.type for note in source.notes] == ["answer-broken-off"]


def test_an_answer_of_nothing_but_a_remark_says_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Query timed out"):
        read(tmp_path, [], osm3s={}, remark="runtime error: Query timed out")
    assert len(read(tmp_path, [], osm3s={}).frame) == 0
    area = {"type": "area", "id": 7, "tags": {"name": "历下区"}}
    assert read(tmp_path, [area]).frame.geometry.tolist() == [None]
