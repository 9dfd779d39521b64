"""Lists of corners in a cell are shapes: closed ones areas, with their holes, open ones lines."""

from __future__ import annotations

import json

import pytest
from shapely import MultiLineString

from jinan_geo.read.corners import is_corners, shape_of_corners

SQUARE = [(117.0, 36.6), (117.1, 36.6), (117.1, 36.7), (117.0, 36.7), (117.0, 36.6)]
HOLE = [(117.04, 36.64), (117.06, 36.64), (117.06, 36.66), (117.04, 36.64)]


def written(line: list[tuple[float, float]]) -> str:
    return ";".join(f"{x},{y}" for x, y in line)


WAYS = {
    "a map service's": written(SQUARE),
    "with blanks": "; ".join(f"{x}, {y}" for x, y in SQUARE),
    "latitude first": ";".join(f"{y},{x}" for x, y in SQUARE),
    "a list": json.dumps(SQUARE),
    "rings in a list": json.dumps([SQUARE]),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_list_that_closes_is_an_area(way: str) -> None:
    assert is_corners(WAYS[way])
    shape = shape_of_corners(WAYS[way])
    assert shape.area == pytest.approx(0.01)
    assert shape.bounds == (117.0, 36.6, 117.1, 36.7)


def test_parts_are_areas_or_holes_by_where_they_lie() -> None:
    assert shape_of_corners(f"{written(SQUARE)}|{written(HOLE)}").area == pytest.approx(0.0098)


def test_an_open_list_is_a_line_and_shorter_ones_are_none() -> None:
    assert isinstance(shape_of_corners(written(SQUARE[:3])), MultiLineString)
    assert not is_corners(written(SQUARE[:2]))
    assert not is_corners("117.0,36.6")
    assert not is_corners("[1, 2, 3]")
    assert not is_corners("2025,1;2025,2;x")
