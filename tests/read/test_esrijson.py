"""What an ArcGIS service answers to f=json is read as the GeoJSON that it would give."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from shapely import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box

from jinan_geo.errors import InputError
from jinan_geo.read import read_source

if TYPE_CHECKING:
    from pathlib import Path

    import shapely

    from jinan_geo.read import Source

OUTER = [[0, 0], [0, 9], [9, 9], [9, 0], [0, 0]]
HOLE = [[3, 3], [6, 3], [6, 6], [3, 6], [3, 3]]
ISLAND = [[4, 4], [4, 5], [5, 5], [5, 4], [4, 4]]
APART = [[20, 0], [20, 2], [22, 2], [22, 0], [20, 0]]


def read(folder: Path, data: object) -> Source:
    (folder / "a.json").write_text(json.dumps(data), encoding="utf-8")
    return read_source(folder / "a.json", "a.json")


def answer(*geometries: object, **members: object) -> dict[str, Any]:
    features = [
        {"attributes": {"XMBH": f"P-{at}"}, "geometry": one} for at, one in enumerate(geometries)
    ]
    return {"geometryType": "esriGeometry", "features": features, **members}


SHAPES: dict[str, tuple[object, shapely.Geometry]] = {
    "point": ({"x": 117.02, "y": 36.66}, Point(117.02, 36.66)),
    "points": ({"points": [[1, 2], [3, 4]]}, MultiPoint([(1, 2), (3, 4)])),
    "path": ({"paths": [[[0, 0], [1, 1]]]}, MultiLineString([LineString([(0, 0), (1, 1)])])),
    "ring": ({"rings": [OUTER]}, MultiPolygon([box(0, 0, 9, 9)])),
    "hole": ({"rings": [OUTER, HOLE]}, MultiPolygon([Polygon(OUTER, [HOLE])])),
    "hole first": ({"rings": [HOLE, OUTER]}, MultiPolygon([Polygon(OUTER, [HOLE])])),
    "hole that runs the wrong way": (
        {"rings": [OUTER, HOLE[::-1]]},
        MultiPolygon([Polygon(OUTER, [HOLE])]),
    ),
    "island in a hole, and ground apart": (
        {"rings": [OUTER, HOLE, ISLAND, APART]},
        MultiPolygon([Polygon(OUTER, [HOLE]), Polygon(ISLAND), Polygon(APART)]),
    ),
    "heights": ({"rings": [[[*place, 5] for place in OUTER]], "hasZ": True}, box(0, 0, 9, 9)),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_shapes_are_those_of_the_service(tmp_path: Path, kind: str) -> None:
    given, expected = SHAPES[kind]
    source = read(tmp_path, answer(given, spatialReference={"wkid": 4490}))
    assert source.format == "ESRI JSON"
    assert source.frame["geometry_fault"][0] is None
    assert source.frame.geometry[0].equals(expected)
    assert source.frame["XMBH"].tolist() == ["P-0"]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ({"wkid": 4490, "latestWkid": 4490}, "EPSG:4490"),
        ({"wkid": 102100, "latestWkid": 3857}, "EPSG:3857"),
        ({"wkid": 102100}, "EPSG:3857"),
        ({"wkid": 4527}, "EPSG:4527"),
        ({"wkt": 'GEOGCS["a",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137,298.257223563]],'
                 'PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]'}, None),
    ],
)  # fmt: skip
def test_the_crs_is_the_one_that_is_stated(
    tmp_path: Path, reference: dict[str, Any], expected: str | None
) -> None:
    crs = read(tmp_path, answer({"x": 1, "y": 2}, spatialReference=reference)).frame.crs
    assert crs is not None
    assert crs.equals(expected, ignore_axis_order=True) if expected else crs.is_geographic


def test_without_a_reference_no_crs_is_made_up(tmp_path: Path) -> None:
    assert read(tmp_path, answer({"x": 117, "y": 36})).frame.crs is None
    own = {"x": 117, "y": 36, "spatialReference": {"wkid": 4490}}
    assert read(tmp_path, answer(own)).frame.crs == "EPSG:4490"
    with pytest.raises(InputError, match=r"a.json: its spatial reference .*999999"):
        read(tmp_path, answer({"x": 1, "y": 2}, spatialReference={"wkid": 999999}))


def test_dates_are_dates_at_midnight_in_china_too(tmp_path: Path) -> None:
    data = answer(None, None, None, None, fields=[{"name": "竣工", "type": "esriFieldTypeDate"}])
    for feature, value in zip(
        data["features"], [1735689600000, 1735660800000, 1735693200000, None], strict=True
    ):
        feature["attributes"]["竣工"] = value
    assert read(tmp_path, data).frame["竣工"].tolist() == [
        "2025-01-01", "2025-01-01", "2025-01-01T01:00:00Z", None,
    ]  # fmt: skip


def test_a_list_of_features_and_features_without_shape_or_fields(tmp_path: Path) -> None:
    features = answer({"x": 1, "y": 2}, {"x": "NaN", "y": "NaN"}, None)["features"]
    source = read(tmp_path, features)
    assert source.format == "ESRI JSON"
    assert source.frame.geometry.notna().tolist() == [True, False, False]
    assert source.frame["geometry_fault"].isna().all()


def test_what_cannot_be_built_is_worded_and_the_others_kept(tmp_path: Path) -> None:
    curve = {"curveRings": [[[0, 0], {"a": [[1, 1], [2, 2], 0, 1]}]]}
    source = read(
        tmp_path, answer(curve, {"x": "a", "y": 1}, {"rings": [[[0, 0], [1, 1]]]}, {"x": 1, "y": 2})
    )
    faults = source.frame["geometry_fault"].tolist()
    assert "curveRings" in faults[0]
    assert "not made of numbers" in faults[1]
    assert "fewer than 4" in faults[2]
    assert faults[3] is None


def test_an_answer_cut_short_is_said(tmp_path: Path) -> None:
    whole = answer({"x": 1, "y": 2}, exceededTransferLimit=False)
    assert not read(tmp_path, whole).notes
    (note,) = read(tmp_path, {**whole, "exceededTransferLimit": True}).notes
    assert (note.type, note.details["count"]) == ("answer-cut-short", 1)


def test_rings_that_cross_lose_none_of_them(tmp_path: Path) -> None:
    crossing = [
        [[at, at], [at, at + 6], [at + 6, at + 6], [at + 6, at], [at, at]] for at in range(6)
    ]
    source = read(tmp_path, answer({"rings": crossing}, spatialReference={"wkid": 4490}))
    shape = source.frame.geometry[0]
    assert sum(1 + len(part.interiors) for part in shape.geoms) == len(crossing)
