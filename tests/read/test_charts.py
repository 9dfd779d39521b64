"""Outlines made for charts: islets that rounding made a line, coordinates scaled for the screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from jinan_geo.coordinates.parts import valid_shapes
from jinan_geo.errors import InputError
from jinan_geo.read import Reading
from jinan_geo.read.features import read_source
from jinan_geo.read.shapes import build_geometries
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

MAINLAND = [[[117, 36], [118, 36], [118, 37], [117, 37], [117, 36]]]
ISLET = [[[119, 36], [119.001, 36.001], [119, 36]]]


def write(path: Path, coordinates: Any, **members: Any) -> Path:
    shape = {"type": "MultiPolygon", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": {"name": "甲"}, "geometry": shape}
    content = {"type": "FeatureCollection", **members, "features": [feature]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.first_quick(3)
@pytest.mark.parametrize("islet", [ISLET, [[[119, 36]] * 3], [[[119, 36]] * 4]])
@pytest.mark.parametrize("order", [1, -1])
def test_K4_an_islet_that_is_a_line_takes_nothing_off_the_map(
    tmp_path: Path, islet: Any, order: int
) -> None:
    file = write(tmp_path / "a.geojson", [MAINLAND, islet][::order])
    (shape,) = read_source(file, "a.geojson", Reading()).frame.geometry
    assert shape.area == 1
    assert shapely.get_num_geometries(shape) == 2
    for verb in (["map", file, "--out", tmp_path / "a.html"], ["check", file]):
        ran = run(*verb, "--json")
        assert ran.code in {0, 1}, ran.text
        assert "unusable-geometry" not in ran.text


@pytest.mark.parametrize("rings", [[ISLET], [ISLET, ISLET], [[[[1, 2], [3, 4]]], MAINLAND]])
def test_what_bounds_nothing_at_all_is_still_at_fault(rings: Any) -> None:
    (shape,), (fault,) = build_geometries([{"type": "MultiPolygon", "coordinates": rings}])
    assert shape is None
    assert "fewer than 4" in (fault or "")


@pytest.mark.parametrize("member", ["hc-transform", "transform"])
def test_K3_coordinates_scaled_for_a_chart_are_in_no_crs(tmp_path: Path, member: str) -> None:
    stated = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG:4839"}}
    file = write(tmp_path / "a.geojson", [MAINLAND], crs=stated, **{member: {"default": {}}})
    with pytest.raises(InputError, match=member):
        read_source(file, "a.geojson", Reading())
    assert run("map", file, "--out", tmp_path / "a.html").code == 2


def test_shapes_that_geos_cannot_mend_in_one_way_are_mended_in_the_other() -> None:
    two = MultiPolygon([Polygon([(5, 5)] * 4), box(0, 0, 1, 1), box(2, 0, 3, 1)])
    with pytest.raises(shapely.GEOSException):
        shapely.make_valid(two)
    made = valid_shapes(np.array([two, None, box(0, 0, 1, 1)], dtype=object))
    assert shapely.is_valid(made[0])
    assert made[0].area == 2
    assert made[1] is None
    assert made[2].equals(box(0, 0, 1, 1))
