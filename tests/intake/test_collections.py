"""K1: a feature of several shapes is drawn whole, and every verb takes it alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, box

from jinan_geo.coordinates.parts import (
    flatten_collections,
    has_parts_of,
    parts_of,
    simple_parts,
    widest_parts,
)
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

PLOT, OTHER = box(117.01, 36.61, 117.02, 36.62), box(117.03, 36.61, 117.04, 36.62)
LABEL, ROAD = Point(117.015, 36.615), LineString([(117.05, 36.61), (117.06, 36.62)])
SHAPES = {
    "an area and its label": (GeometryCollection([LABEL, PLOT]), "Polygon, Point"),
    "an area alone": (GeometryCollection([PLOT]), None),
    "several areas as one": (GeometryCollection([MultiPolygon([PLOT, OTHER])]), None),
    "areas one upon another": (GeometryCollection([PLOT, PLOT.buffer(0.001)]), None),
    "within another": (
        GeometryCollection([GeometryCollection([GeometryCollection([PLOT])]), ROAD]),
        "Polygon, LineString",
    ),
    "points": (GeometryCollection([LABEL, MultiPoint([(117.03, 36.61), (117.04, 36.61)])]), None),
    "a line with its stops": (GeometryCollection([LABEL, ROAD]), "LineString, Point"),
    "an empty one beside": (GeometryCollection([Point(), PLOT, LABEL]), "Polygon, Point"),
}


def write(folder: Path, *shapes: shapely.Geometry) -> Path:
    made = [
        {
            "type": "Feature",
            "properties": {"id": f"P-{at}", "name": f"地块{at}"},
            "geometry": shapely.geometry.mapping(shape),
        }
        for at, shape in enumerate(shapes)
    ]
    path = folder / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), "utf-8")
    return path


@pytest.mark.parametrize("case", SHAPES)
@pytest.mark.first_quick(2)
def test_K1_a_collection_is_taken_alike_by_every_verb(tmp_path: Path, case: str) -> None:
    shape, kinds = SHAPES[case]
    file = write(tmp_path, shape)
    city = write_city(tmp_path / "city")
    found = {
        "map": run("map", file, "--out", tmp_path / "a.html", "--json"),
        "check": run("check", file, "--json"),
        "add": run("layer", "add", file, "--id", "new", "--workspace", city),
        "check in the city": run("check", "new", "--workspace", city, "--json"),
    }
    assert {verb: ran.code for verb, ran in found.items()} == dict.fromkeys(found, 0), found
    drawn = json.loads(found["map"].text)
    assert drawn["on_map"] == 1
    west, south, east, north = shape.bounds
    assert np.allclose(drawn["bounds"], [west, south, east, north], atol=0.002)
    for verb in ("map", "check", "check in the city"):
        issues = json.loads(found[verb].text)["issues"]
        said = [one["value"] for one in issues if one["type"] == "mixed-geometry"]
        assert said == ([kinds] if kinds else []), verb


@pytest.mark.parametrize("case", SHAPES)
def test_K1_no_part_of_a_collection_is_lost(case: str) -> None:
    shape, kinds = SHAPES[case]
    every = np.array([None, LABEL, shape], dtype=object)
    flat = flatten_collections(every)
    assert [flat[0], flat[1]] == [None, LABEL]
    assert (flat[2].geom_type == "GeometryCollection") == (kinds is not None or "upon" in case)
    before, after = (simple_parts(shapes[2:])[0] for shapes in (every, flat))
    assert sorted(part.wkt for part in after) == sorted(
        part.wkt for part in before if not part.is_empty
    )
    sizes = shapely.get_dimensions(after)
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)
    split = [parts_of(flat, at)[2] for at in range(3) if has_parts_of(flat, at)[2]]
    assert sum(shapely.get_num_geometries(split)) == len(after)
    wide = widest_parts(flat)[2]
    assert shapely.get_dimensions(wide) == sizes.max()
    assert wide.geom_type != "GeometryCollection"


@pytest.mark.slow
def test_K1_a_collection_reaches_each_table_of_an_export(tmp_path: Path) -> None:
    import pyogrio  # noqa: PLC0415 - half a second that only this test needs

    city = write_city(tmp_path / "city")
    file = write(tmp_path, GeometryCollection([LABEL, PLOT]), OTHER)
    assert run("layer", "add", file, "--id", "new", "--workspace", city).code == 0
    out = tmp_path / "new.gpkg"
    ran = run("export", "gpkg", "--layer", "new", "--out", out, "--workspace", city)
    assert ran.code == 0, ran.text
    tables = {
        name: pyogrio.read_dataframe(out, layer=name) for name in ("new_polygon", "new_point")
    }
    assert tables["new_polygon"]["id"].tolist() == ["P-0", "P-1"]
    assert tables["new_point"]["id"].tolist() == ["P-0"]
    assert tables["new_polygon"].geometry.iloc[0].equals(PLOT)
    assert tables["new_point"].geometry.iloc[0].equals(LABEL)
