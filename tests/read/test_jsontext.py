"""Data in scripts, JSON texts in a row, features within answers, and answers without any."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.errors import InputError
from jinan_geo.read import read_source
from jinan_geo.read.sniff import sniff_kind

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Source

FEATURE = {
    "type": "Feature",
    "properties": {"id": "P-01"},
    "geometry": {"type": "Point", "coordinates": [117.0201, 36.6612]},
}
WHOLE: dict[str, Any] = {"type": "FeatureCollection", "features": [FEATURE]}
TEXT = json.dumps(WHOLE)
MERCATOR = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}


def read(folder: Path, text: str, name: str = "a.json") -> Source:
    (folder / name).write_text(text, encoding="utf-8")
    return read_source(folder / name, name)


SCRIPTS = {
    "a variable, as qgis2web writes": f"var json_parks_1 = {TEXT};",
    "a constant": f"const parks =\n{TEXT}\n",
    "a module": f"export default {TEXT};",
    "a module of node": f"module.exports = {TEXT};",
    "a member": f'Maps["cn/jn"] = {TEXT}',
    "a call": f"callback({TEXT});",
    "a comment before": f"/* parks */\n// 2025\nvar a = {TEXT};",
    "a module made by a compiler": f'"use strict";\n\nmodule.exports = {TEXT};',
    "a script made small": 'a.map("三亚", ' + TEXT.replace('"type":', "type:") + ")",
    "a function around": f"(function (root) {{ root.registerMap('jn', {TEXT}); }})(this);",
}


@pytest.mark.parametrize("case", SCRIPTS)
def test_data_in_a_script_are_taken_out_of_it(case: str, tmp_path: Path) -> None:
    source = read(tmp_path, SCRIPTS[case], "a.js")
    assert source.frame.geometry[0].coords[0] == (117.0201, 36.6612)
    assert [note.type for note in source.notes] == ["odd-geojson"]


def test_a_script_without_data_is_told_and_a_table_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a script whose data"):
        read(tmp_path, "var a = {type: 'FeatureCollection', features: []};", "a.js")
    table = tmp_path / "t.csv"
    table.write_text("name (m), x = 1,window\n1,2,3\n", encoding="utf-8")
    assert sniff_kind(table, "t.csv") == "CSV"


def test_texts_one_behind_the_other_are_all_read(tmp_path: Path) -> None:
    spread = json.dumps(WHOLE, indent=1)
    assert len(read(tmp_path, spread + spread).frame) == 2
    assert len(read(tmp_path, f"{TEXT}\n{TEXT}\n").frame) == 2
    with pytest.raises(InputError, match=r"Extra data|Expecting"):
        read(tmp_path, f"{TEXT} and {TEXT}")


def test_what_collections_in_a_row_say_of_their_crs_holds_or_is_refused(tmp_path: Path) -> None:
    metres = json.dumps({**WHOLE, "crs": MERCATOR})
    assert read(tmp_path, f"{metres}\n{metres}").frame.crs.to_epsg() == 3857
    with pytest.raises(InputError, match="several systems"):
        read(tmp_path, f"{metres}\n{TEXT}")


def test_features_within_an_answer_are_found(tmp_path: Path) -> None:
    source = read(tmp_path, json.dumps({"code": 0, "data": {"geo": WHOLE}}))
    assert len(source.frame) == 1
    assert source.notes[0].value == "data.geo"
    with pytest.raises(InputError, match="'a', 'b'"):
        read(tmp_path, json.dumps({"a": WHOLE, "b": WHOLE}))


ANSWERS = {
    '{"error": {"code": 498, "message": "Invalid Token"}}': "498 Invalid Token",
    '{"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"}': "INVALID_USER_KEY",
    '{"status": 240, "message": "APP 服务被禁用"}': "240 APP 服务被禁用",
    '{"count": 2112}': "returnCountOnly",
    '{"objectIdFieldName": "OBJECTID", "objectIds": [1, 2]}': "returnIdsOnly",
    '{"currentVersion": 10.81, "type": "Feature Layer", "geometryType": "esriGeometryPoint"}': "/q",
}


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_without_features_is_told_for_what_it_is(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=ANSWERS[text]):
        read(tmp_path, text)


def test_packed_maps_of_charts_are_unpacked_and_their_rings_closed(tmp_path: Path) -> None:
    # From 1024, 2048 by steps of +1024, 0; 0, +1024; -1024, 0: two letters each, 64 is no step.
    east, none, west = chr(64 + 2048), "@", chr(64 + 2047)
    ring = none + none + east + none + none + east + west + none
    shape = {"type": "Polygon", "coordinates": [ring], "encodeOffsets": [[119808, 37888]]}
    feature = {"type": "Feature", "properties": {"name": "历下区"}, "geometry": shape}
    data = {"type": "FeatureCollection", "UTF8Encoding": True, "features": [feature]}
    source = read(tmp_path, json.dumps(data))
    (square,) = source.frame.geometry
    assert source.format == "ECharts JSON"
    assert list(square.exterior.coords) == [(117, 37), (118, 37), (118, 38), (117, 38), (117, 37)]


TABLES: dict[str, object] = {
    "columns, as pandas writes": {"id": {"0": "a", "1": "b"}, "lng": {"0": 117.02, "1": 117.05},
                                  "lat": {"0": 36.66, "1": 36.67}},
    "rows by name": {"a": {"lng": 117.02, "lat": 36.66}, "b": {"lng": 117.05, "lat": 36.67}},
    "headings beside rows": {"columns": ["id", "lng", "lat"], "index": [0, 1],
                             "data": [["a", 117.02, 36.66], ["b", 117.05, 36.67]]},
    "a first row of headings": [["id", "lng", "lat"], ["a", 117.02, 36.66], ["b", 117.05, 36.67]],
    "positions by name": {"一号": [117.02, 36.66], "二号": [117.05, 36.67]},
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_tables_of_other_shapes_are_read(case: str, tmp_path: Path) -> None:
    source = read(tmp_path, json.dumps(TABLES[case], ensure_ascii=False))
    assert [shape.coords[0] for shape in source.frame.geometry] == [
        (117.02, 36.66),
        (117.05, 36.67),
    ]
