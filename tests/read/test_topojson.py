"""TopoJSON is read as the GeoJSON it was made from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from jinan_geo.errors import InputError
from jinan_geo.read import Reading, read_source

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Source

# Two squares side by side: the line between them (0), the rest of the left (1) and right one (2).
ARCS = [[[1, 0], [1, 1]], [[1, 1], [0, 1], [0, 0], [1, 0]], [[1, 1], [2, 1], [2, 0], [1, 0]]]
STEPS = [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 1], [1, 0], [0, -1], [-1, 0]]]
LEFT = {"type": "Polygon", "arcs": [[0, 1]], "properties": {"id": "left"}, "id": 7}
RIGHT = {"type": "MultiPolygon", "arcs": [[[-1, 2]]], "properties": {"id": "right"}}
RIGHT_TURNED = {"type": "MultiPolygon", "arcs": [[[0, 2]]], "properties": {"id": "right"}}


def topology(*geometries: dict[str, Any], **members: object) -> dict[str, Any]:
    objects = {"plots": {"type": "GeometryCollection", "geometries": list(geometries)}}
    return {"type": "Topology", "arcs": ARCS, "objects": objects, **members}


def read(folder: Path, data: object, **choices: str) -> Source:
    (folder / "a.json").write_text(json.dumps(data), encoding="utf-8")
    return read_source(folder / "a.json", "a.json", Reading(**choices))


def test_shared_lines_make_whole_shapes(tmp_path: Path) -> None:
    source = read(tmp_path, topology(LEFT, RIGHT_TURNED))
    assert source.format == "TopoJSON"
    assert source.frame["id"].tolist() == ["left", "right"]
    expected = [box(0, 0, 1, 1), MultiPolygon([box(1, 0, 2, 1)])]
    assert shapely.equals(source.frame.geometry.to_numpy(), expected).all()
    assert source.frame.crs == "EPSG:4326"


def test_a_line_may_be_taken_backwards(tmp_path: Path) -> None:
    back = [[[1, 0], [1, 1]], ARCS[1], ARCS[2][::-1]]
    source = read(tmp_path, topology(RIGHT, arcs=back))
    assert source.frame.geometry[0].equals(box(1, 0, 2, 1))


def test_an_islet_that_rounding_made_a_line_loses_no_other_part(tmp_path: Path) -> None:
    islet = [[5, 5], [5, 6], [5, 5]]
    both = {"type": "MultiPolygon", "arcs": [[[0, 1]], [[3]]], "properties": {"id": "both"}}
    source = read(tmp_path, topology(both, arcs=[*ARCS, islet]))
    assert source.frame["geometry_fault"].isna().all()
    assert source.frame.geometry[0].area == pytest.approx(1)


def test_whole_numbers_are_scaled_and_each_is_a_step(tmp_path: Path) -> None:
    transform = {"scale": [0.1, 0.01], "translate": [117, 36]}
    point = {"type": "Point", "coordinates": [2, 3]}
    source = read(tmp_path, topology(LEFT, point, arcs=STEPS, transform=transform))
    square, place = source.frame.geometry
    assert shapely.equals_exact(square.normalize(), box(117, 36, 117.1, 36.01).normalize(), 1e-12)
    assert shapely.equals_exact(place, Point(117.2, 36.03), 1e-12)


def test_holes_lines_collections_and_nothing(tmp_path: Path) -> None:
    rings = [list(box(0, 0, 9, 9).exterior.coords), list(box(3, 3, 6, 6).exterior.coords)]
    given = [
        {"type": "Polygon", "arcs": [[0], [1]]},
        {"type": "LineString", "arcs": [0]},
        {"type": "GeometryCollection", "geometries": [
            {"type": "Point", "coordinates": [1, 2]}, {"type": "LineString", "arcs": [1]}]},
        {"type": None, "properties": {"id": "nowhere"}},
    ]  # fmt: skip
    source = read(tmp_path, topology(*given, arcs=rings))
    hole, line, both, nothing = source.frame.geometry
    assert hole.equals(Polygon(rings[0], [rings[1]]))
    assert line.equals(LineString(rings[0]))
    assert len(both.geoms) == 2
    assert nothing is None


def test_one_shape_alone_and_several_objects(tmp_path: Path) -> None:
    one = {
        "type": "Topology",
        "arcs": [],
        "objects": {"a": {"type": "Point", "coordinates": [1, 2]}},
    }
    assert read(tmp_path, one).frame.geometry[0] == Point(1, 2)
    two = {**one, "objects": {**one["objects"], "b": {"type": "Point", "coordinates": [3, 4]}}}
    with pytest.raises(InputError, match=r"a.json: TopoJSON of 2 objects: 'a', 'b'"):
        read(tmp_path, two)
    assert read(tmp_path, two, layer="b").frame.geometry[0] == Point(3, 4)
    with pytest.raises(InputError, match=r"TopoJSON of 2 objects"):
        read(tmp_path, two, layer="c")


@pytest.mark.parametrize(
    "wrong",
    [
        {"arcs": []}, {"arcs": None}, {"transform": {"scale": 5}}, {"objects": []},
        {"objects": {"a": {"type": "Polygon", "arcs": [["x"]]}}},
        {"objects": {"a": {"type": "Ball", "arcs": []}}}, {"objects": {"a": None}},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_damaged_is_refused_by_name(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=r"a.json: .*TopoJSON"):
        read(tmp_path, {**topology(LEFT), **wrong})
