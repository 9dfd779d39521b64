"""Kinds of files that were met outside: lists in GML, tables without shapes, headless texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pyproj
import pytest
from shapely import GeometryCollection, LineString, Point

from jinan_geo.coordinates.crs import to_measured
from jinan_geo.errors import InputError
from jinan_geo.read import Reading, read_source
from jinan_geo.read.numbered import ids_by_content
from jinan_geo.read.shapes import build_geometries
from jinan_geo.read.text import find_encoding
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

GML = """<?xml version="1.0" encoding="utf-8"?>
<o:FeatureCollection xmlns:o="http://example.org/" xmlns:gml="http://www.opengis.net/gml">
<gml:featureMember><o:a fid="a.0"><o:place><gml:Point srsName="EPSG:4326">
<gml:coordinates>117,36.6</gml:coordinates></gml:Point></o:place>
<o:n>1</o:n><o:n>2</o:n><o:s>甲</o:s><o:s>乙</o:s><o:r>1.5</o:r><o:r>2.5</o:r></o:a>
</gml:featureMember>
<gml:featureMember><o:a fid="a.1"><o:place><gml:Point srsName="EPSG:4326">
<gml:coordinates>117.1,36.6</gml:coordinates></gml:Point></o:place>
<o:n>3</o:n></o:a></gml:featureMember>
</o:FeatureCollection>
"""


def test_lists_in_a_gml_are_columns_too(tmp_path: Path) -> None:
    (tmp_path / "a.gml").write_text(GML, encoding="utf-8")
    frame = read_source(tmp_path / "a.gml", "a.gml").frame
    assert frame["n"].tolist() == ["[1, 2]", "[3]"]
    assert frame["s"].tolist() == ['["甲", "乙"]', None]
    assert frame["r"].tolist()[0] == "[1.5, 2.5]"
    ran = run("map", tmp_path / "a.gml", "--out", tmp_path / "a.html", "--json")
    assert ran.code == 0, ran.text
    assert {path.name for path in tmp_path.iterdir()} == {"a.gml", "a.html"}


def as_table(path: Path, **columns: list[object]) -> Path:
    pyogrio.write_dataframe(pd.DataFrame(columns), path, layer="表", driver="GPKG")
    return path


def test_a_table_in_a_geopackage_is_placed_by_its_columns(tmp_path: Path) -> None:
    file = as_table(
        tmp_path / "a.gpkg", 名称=["甲", "乙"], 经度=[117.01, None], 纬度=[36.61, None], n=[1, None]
    )
    source = read_source(file, "a.gpkg")
    assert [None if shape is None else shape.x for shape in source.frame.geometry] == [117.01, None]
    assert source.frame["n"].tolist() == [1, None]
    assert {"coordinates-found", "degrees-assumed"} <= {note.type for note in source.notes}


def test_a_table_without_any_place_is_no_map_that_went_well(tmp_path: Path) -> None:
    file = as_table(tmp_path / "a.gpkg", 名称=["甲"], 投资=[5.0])
    ran = run("map", file, "--out", tmp_path / "a.html", "--json")
    answer = json.loads(ran.text)
    assert (ran.code, answer["unlocated"], answer["crs"]) == (1, 1, None)
    assert {issue["type"] for issue in answer["issues"]} >= {"no-places"}


CAPITALS = ("Brasília", "Yaoundé", "Reykjavík", "Ürümqi", "Lomé", "Asunción", "København", "Malé")
QUARTERS = ("Caixa D'Água", "Águas Compridas", "Sítio Novo", "Alto da Nação", "Jardim Atlântico")


@pytest.mark.parametrize("names", [CAPITALS, QUARTERS * 20])
@pytest.mark.parametrize("stated", [None, "cp1252"])
def test_few_names_of_several_tongues_are_words(names: tuple[str, ...], stated: str | None) -> None:
    found = find_encoding([name.encode("cp1252") for name in names], stated)
    assert found is not None
    assert found.encoding == "cp1252"


@pytest.mark.parametrize("value", [b"a\xac\xb8b c\xbe\xb5d"])
def test_signs_within_words_are_still_no_words(value: bytes) -> None:
    assert find_encoding([value, value[::-1]]) is None


TABLE = """name,geometry,centroid
甲,"POLYGON ((117 36,117.1 36,117.1 36.1,117 36))",POINT (117 36)
"""


def test_a_column_called_geometry_goes_before_what_was_derived_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    source = read_source(tmp_path / "a.csv", "a.csv")
    assert source.frame.geometry[0].geom_type == "Polygon"
    assert source.frame["centroid"].tolist() == ["POINT (117 36)"]
    assert "coordinates-found" in {note.type for note in source.notes}


@pytest.mark.parametrize("titles", [("geometry", "wkt"), ("甲形", "乙形")])
def test_two_columns_of_geometries_with_equal_right_are_asked_about(
    tmp_path: Path, titles: tuple[str, str]
) -> None:
    text = TABLE.replace("geometry,centroid", ",".join(titles))
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="--wkt"):
        read_source(tmp_path / "a.csv", "a.csv")


SQUARE = [[[117, 36], [118, 36], [118, 37], [117, 37], [117, 36]]]


def test_an_islet_that_rounding_made_a_point_takes_nothing_off_the_map() -> None:
    rings = [SQUARE, [[[119, 36], [119, 36]]]]
    (shape,), (fault,) = build_geometries([{"type": "MultiPolygon", "coordinates": rings}])
    assert (fault, shape.area) == (None, 1)


PLACES = ["历下区", "市中区", "槐荫区", "天桥区", "历城区", "长清区"]


def read_text(folder: Path, lines: list[str]) -> tuple[list[str], int, set[str]]:
    (folder / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    source = read_source(folder / "a.csv", "a.csv", Reading(placeless=True))
    titles = [*map(str, source.frame.columns.drop(["geometry", "geometry_fault"]))]
    return titles, len(source.frame), {note.type for note in source.notes}


def test_a_text_whose_first_line_says_what_the_others_say_has_no_headings(tmp_path: Path) -> None:
    lines = ["中国,山东省,济南市", *(f"中国,山东省,济南市,{place}" for place in PLACES)]
    titles, count, notes = read_text(tmp_path, lines)
    assert count == len(lines)
    assert len(titles) == 4
    assert "no-headings" in notes
    assert "ragged-row" not in notes


@pytest.mark.parametrize(
    ("heading", "rest"),
    [("编号,附件", "附件"), ("区县,状态", "在建"), ("编号,状态,附件", "状态,附件")],
)
def test_a_heading_that_is_said_below_is_still_a_heading(
    tmp_path: Path, heading: str, rest: str
) -> None:
    titles, count, notes = read_text(tmp_path, [heading, *(f"{place},{rest}" for place in PLACES)])
    assert titles == heading.split(",")
    assert count == len(PLACES)
    assert "no-headings" not in notes


CAPTIONS: list[list[str | None]] = [
    ["单位：万元"],
    ["填报单位：甲区", None, None, "2026年3月", "单位：万元"],
    ["填报日期：2026-03-01", None, "（单位：万元）"],
    ["填报单位：", None, None, "填报时间："],
    ["甲区住建局", None, None, None, "单位：万元"],
]


@pytest.mark.parametrize("caption", CAPTIONS)
@pytest.mark.parametrize("count", [1, 3])
def test_a_line_of_unit_and_maker_above_a_short_table_is_no_heading(
    tmp_path: Path, caption: list[str | None], count: int
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["项目情况表"])
    sheet.merge_cells("A1:E1")
    sheet.append(caption)
    sheet.append(["序号", "项目名称", "位置", None, "投资"])
    sheet.append([None, None, "经度", "纬度", None])
    for cells in ("A3:A4", "B3:B4", "C3:D3", "E3:E4"):
        sheet.merge_cells(cells)
    sheet.append(["一、道路"])
    for at in range(count):
        sheet.append([at + 1, f"第{at}路", 117.01 + at / 100, 36.65, 100 + at])
    sheet.append(["合计", None, None, None, 300])
    sheet.append(["填表人：甲", None, None, "审核："])
    book.save(tmp_path / "a.xlsx")
    frame = read_source(tmp_path / "a.xlsx", "a.xlsx", Reading().unmerging()).frame
    assert frame["项目名称"].tolist() == [f"第{at}路" for at in range(count)]
    assert frame.geometry.notna().all()


def test_rows_without_a_place_and_with_blanks_get_ids_by_content() -> None:
    frame = gpd.GeoDataFrame(
        {"a": ["甲", None, None], "n": [1.0, None, None]}, geometry=[None] * 3, crs="EPSG:4326"
    )
    ids = ids_by_content(frame)
    assert len({*ids}) == len(ids)


def test_a_collection_far_from_the_city_is_measured_by_its_widest_parts() -> None:
    shape = GeometryCollection([Point(-122.4, 37.8), LineString([(-122.4, 37.8), (-122.3, 37.9)])])
    frame = gpd.GeoDataFrame(geometry=[shape], crs="EPSG:4326")
    assert len(to_measured(frame, pyproj.CRS("EPSG:4548"))) == 1
