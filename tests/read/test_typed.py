"""K4: GeoJSON is read by its type.

What is none is named, and nothing becomes "0 features, exit 0".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.errors import InputError
from jinan_geo.read import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Source

POINT = {"type": "Point", "coordinates": [117.02, 36.66]}
ONE = {"type": "Feature", "properties": {"id": "a"}, "geometry": POINT}
TWO = {"type": "Feature", "properties": {"id": "b"}, "geometry": POINT}


def read(path: Path, data: object) -> Source:
    text = data if isinstance(data, str) else json.dumps(data)
    (path / "a.geojson").write_text(text, encoding="utf-8")
    return read_source(path / "a.geojson", "a.geojson")


def oddities(source: Source) -> list[tuple[int | None, str]]:
    notes = [note for note in source.notes if note.type == "odd-geojson"]
    return [(note.row, note.message().en) for note in notes]


def test_K4_a_member_called_features_never_beats_the_type(tmp_path: Path) -> None:
    source = read(tmp_path, {**ONE, "features": []})
    assert source.frame["id"].tolist() == ["a"]
    source = read(tmp_path, {"features": [TWO, TWO], **ONE})
    assert source.frame["id"].tolist() == ["a"]
    source = read(tmp_path, {**POINT, "features": [TWO, TWO]})
    assert source.frame.geometry[0].x == 117.02
    assert len(source.frame) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"type": "Banana", "features": [ONE]}, r"type 'Banana' is neither"),
        ({"type": "featurecollection", "features": [ONE]}, r"did you mean 'FeatureCollection'\?"),
        ({"type": "Featre", "geometry": POINT}, r"did you mean 'Feature'\?"),
        ({"type": "Featurecollection", "features": []}, r"did you mean 'FeatureCollection'\?"),
        ({"type": "point", "coordinates": [1, 2]}, r"did you mean 'Point'\?"),
        ({"type": {}}, r"its type '\{\}' is no text"),
        ({"type": []}, r"is no text"),
        ({"type": None, "features": [ONE]}, r"it has no type"),
        ({"type": 5}, r"its type '5' is no text"),
        ({}, r"it has no type"),
        ({"type": "FeatureCollection"}, r"holds no list of features"),
        ({"type": "FeatureCollection", "features": {"0": ONE}}, r"holds no list of features"),
        ({"type": "FeatureCollection", "features": None}, r"holds no list of features"),
        ({"type": "Topology", "objects": {}, "arcs": []}, r"TopoJSON.* 0 objects"),
        ({"spatialReference": {"wkid": 4490}, "geometryType": "x"}, r"ArcGIS's own JSON"),
        ("5", r"'5' is neither"),
        ("null", r"neither"),
        ('"FeatureCollection"', r"neither"),
        ([], r"a list of 0 values"),
        ([1, 2], r"a list of 2 values"),
    ],
)
def test_K4_what_is_no_geojson_is_named(tmp_path: Path, data: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, data)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({**ONE, "type": "Featre"}, "its type 'Featre' is not Feature; did you mean 'Feature'?"),
        ({**ONE, "type": {}}, "its type '{}' is not Feature"),
        ({**ONE, "properties": [1, 2]}, "its properties '[1, 2]' are no object"),
        ({**ONE, "properties": "id=a"}, "its properties 'id=a' are no object"),
        (POINT, "a Point where a Feature should be"),
        ({"type": "FeatureCollection", "features": [ONE]}, "a FeatureCollection where"),
        (None, "'None' is no feature"),
        (7, "'7' is no feature"),
        ([ONE], "is no feature"),
        ({**ONE, "geometry": "x"}, "'x' is no geometry"),
        ({**ONE, "geometry": {"type": "Point"}}, "a 'Point' without coordinates"),
        ({**ONE, "geometry": {"type": {}, "coordinates": []}}, "type '{}' is no geometry"),
        (
            {**ONE, "geometry": {"type": "MultiPoint", "coordinates": [[[0, 0], [0, 0]]]}},
            "each position of a MultiPoint stands in 2 brackets, these in 3, as those of a Polygon",
        ),
    ],
)
def test_K4_an_entry_that_is_no_feature_is_set_aside_by_name(
    tmp_path: Path, entry: object, said: str
) -> None:
    source = read(tmp_path, {"type": "FeatureCollection", "features": [ONE, entry, TWO]})
    assert len(source.frame) == 3
    faults = source.frame["geometry_fault"].tolist()
    assert faults[0] is faults[2] is None
    assert said in faults[1]


@pytest.mark.parametrize("given", [[], "", 0, False])
def test_K4_properties_that_are_no_object_are_named(tmp_path: Path, given: object) -> None:
    bad = {**ONE, "properties": given}
    source = read(tmp_path, {"type": "FeatureCollection", "features": [ONE, bad, bad]})
    assert source.frame["geometry_fault"].tolist() == [None, None, None]
    assert oddities(source) == [
        (
            2,
            (
                f"{str(given)!r}: properties should be an object or null; "
                "read as no attributes (2 times)"
            ),
        )
    ]


@pytest.mark.parametrize("height", ["x", None, [1], {}, True])
@pytest.mark.parametrize("many", [False, True])
def test_K4_a_third_number_that_is_none_is_named(
    tmp_path: Path,
    height: object,
    many: bool,
) -> None:
    line: dict[str, Any] = {"type": "LineString", "coordinates": [[117, 36], [117.1, 36.1, height]]}
    shape = {"type": "GeometryCollection", "geometries": [POINT, line]} if many else line
    source = read(
        tmp_path, {"type": "FeatureCollection", "features": [ONE, {**ONE, "geometry": shape}]}
    )
    assert not source.frame.geometry[1].is_empty
    assert [row for row, _ in oddities(source)] == [2]


def test_K4_members_that_stand_twice_are_named(tmp_path: Path) -> None:
    one = json.dumps(ONE)
    source = read(
        tmp_path, f'{{"type": "FeatureCollection", "name": "a", "name": "b", "features": [{one}]}}'
    )
    assert "stands twice" in oddities(source)[0][1]
    assert "'name'" in oddities(source)[0][1]
    source = read(
        tmp_path, f'{{"type": "Feature", "type": "FeatureCollection", "features": [{one}]}}'
    )
    assert len(source.frame) == 1
    assert "'type'" in oddities(source)[0][1]
    twice = f'{{"type": "FeatureCollection", "features": [{one}], "features": [{one}]}}'
    with pytest.raises(InputError, match="two members are called features"):
        read(tmp_path, twice)
    doubled = one.replace('"coordinates"', '"coordinates": [1, 2], "coordinates"')
    source = read(tmp_path, f'{{"type": "FeatureCollection", "features": [{one}, {doubled}]}}')
    assert [(note.type, note.row) for note in source.notes] == [("repeated-json-key", 2)]


def test_K4_a_list_and_an_untyped_collection_are_read_and_named(tmp_path: Path) -> None:
    source = read(tmp_path, [ONE, TWO])
    assert source.frame["id"].tolist() == ["a", "b"]
    assert "a bare list" in oddities(source)[0][1]
    source = read(tmp_path, {"features": [ONE, TWO]})
    assert "no type" in oddities(source)[0][1]
    untyped = {"properties": {"id": "c"}, "geometry": POINT}
    source = read(tmp_path, {"type": "FeatureCollection", "features": [ONE, untyped]})
    assert oddities(source)[0][0] == 2


def test_K4_collections_keep_every_part(tmp_path: Path) -> None:
    parts = [POINT, {"type": "LineString", "coordinates": [[117, 36, 5], [117.1, 36.1, 5]]}]
    whole = {
        "type": "GeometryCollection",
        "geometries": [*parts, {"type": "GeometryCollection", "geometries": parts}],
    }
    source = read(tmp_path, whole)
    assert source.frame.geometry[0].geom_type == "GeometryCollection"
    assert len(source.frame.geometry[0].geoms) == 4  # none within another any more
    bad = {
        "type": "GeometryCollection",
        "geometries": [POINT, {"type": "Point", "coordinates": ["x", 1]}],
    }
    assert read(tmp_path, bad).frame["geometry_fault"][0].startswith("position 1:")
    deep: dict[str, Any] = {"type": "GeometryCollection", "geometries": [POINT]}
    for _ in range(30):
        deep = {"type": "GeometryCollection", "geometries": [deep]}
    assert "nested too deep" in read(tmp_path, deep).frame["geometry_fault"][0]


def test_K4_deep_json_is_nested_too_deep(tmp_path: Path) -> None:
    for text in ("[" * 5000 + "]" * 5000, '{"a":' * 5000 + "1" + "}" * 5000):
        with pytest.raises(InputError, match="nested too deep"):
            read(tmp_path, text)


@pytest.mark.parametrize(
    "data", [{"type": "featurecollection", "features": [ONE]}, {"type": {}}, [], {}]
)
def test_K4_no_verb_ends_well_with_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: object
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.geojson").write_text(json.dumps(data))
    (tmp_path / "t.csv").write_text("id,v\na,1\n")
    for line in (
        ["check", "a.geojson"],
        ["doctor", "a.geojson"],
        ["map", "a.geojson", "t.csv", "--key", "id", "--out", "a.html"],
    ):
        result = CliRunner().invoke(main, line)
        assert result.exit_code == 2, result.output
        assert "a.geojson" in result.output
    assert not (tmp_path / "a.html").exists()
