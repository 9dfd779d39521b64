"""A list of objects in JSON is a table: its places are found by name and values, and it is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from shapely import Point

from jinan_geo.errors import InputError
from jinan_geo.read import Reading, read_source

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Source

PLACE = Point(117.0201, 36.6612)
BARE = [
    {"id": "P-01", "lng": 117.0201, "lat": 36.6612, "n": 5},
    {"id": "P-02", "lng": 117.0503, "lat": 36.6704, "n": 0},
]


def read(folder: Path, data: object) -> Source:
    (folder / "a.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return read_source(folder / "a.json", "a.json")


LISTS: dict[str, object] = {
    "lng and lat": BARE,
    "names in Chinese": [{"名称": "一", "经度": "117.0201", "纬度": "36.6612"}],
    "one column of pairs": [{"name": "一", "location": "117.0201,36.6612"}],
    "a list of two numbers": [{"name": "一", "coordinates": [117.0201, 36.6612]}],
    "an object within": [{"name": "一", "location": {"lat": 36.6612, "lng": 117.0201}}],
    "an answer with one list": {"status": "1", "pois": [{"location": "117.0201,36.6612"}]},
    "a list deep within": {"code": 0, "data": {"list": BARE, "total": 2}},
    "geometries": [
        {"id": "a", "geometry": {"type": "Point", "coordinates": [117.0201, 36.6612]}},
    ],
    "a row an object short": [*BARE, {"id": "P-03"}],
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_is_read_as_a_table(tmp_path: Path, kind: str) -> None:
    source = read(tmp_path, LISTS[kind])
    assert source.format == "JSON"
    assert source.frame.geometry[0].equals_exact(PLACE, 1e-9)
    assert {"objects-listed", "coordinates-found"} <= {note.type for note in source.notes}


def test_values_keep_their_types_and_a_row_without_place_is_kept(tmp_path: Path) -> None:
    source = read(tmp_path, [*BARE, {"id": "P-03", "lng": None, "lat": None, "n": None}])
    assert source.frame["id"].tolist() == ["P-01", "P-02", "P-03"]
    assert source.frame["n"].tolist() == [5, 0, None]
    assert source.frame.geometry.isna().tolist() == [False, False, True]
    assert "degrees-assumed" in {note.type for note in source.notes}


@pytest.mark.parametrize(
    "data",
    [[{"a": 1}], {"data": [{"a": 1}]}, [{"a": 1, "b": {"c": [1]}}], [1, 2], {"a": BARE, "b": BARE}],
    ids=str,
)
def test_a_list_without_places_is_refused_by_name(tmp_path: Path, data: object) -> None:
    with pytest.raises(InputError, match=r"a.json: "):
        read(tmp_path, data)


def test_objects_a_line_are_a_table_too(tmp_path: Path) -> None:
    lines = [
        {"name": "甲", "lng": 117.02, "lat": 36.66},
        {"name": "乙", "lng": 117.03, "lat": 36.6},
    ]
    path = tmp_path / "a.json"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    source = read_source(path, "a.json", Reading())
    assert source.frame["name"].tolist() == ["甲", "乙"]
    assert source.frame.geometry.notna().all()
