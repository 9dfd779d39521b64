"""Tables that hold places: found by heading and values, read as written, nothing lost (K5, K6,
K15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
import shapely

from jinan_geo.errors import InputError
from jinan_geo.read import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read import Source

# Three places of the old city, longitude and latitude worked by hand where they are written
# otherwise.
PLACES = [(117.0201, 36.6612), (117.0104, 36.6705), (116.9902, 36.6508)]


def write_csv(folder: Path, heads: str, rows: list[str], name: str = "t.csv") -> Path:
    path = folder / name
    lines = [f"编号,名称,{heads}", *(f"P-0{at},点位{at},{row}" for at, row in enumerate(rows, 1))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def points_of(source: Source) -> Any:
    return np.round(shapely.get_coordinates(source.frame.geometry.to_numpy()), 6)


def kinds_of(source: Source) -> set[str]:
    return {note.type for note in source.notes}


HEADS = [
    ("Längengrad,Breitengrad", False), ("Latitud,Longitud", True), ("위도,경도", True),
    ("Широта,Долгота", True),
    ("经度,纬度", False), ("纬度,经度", True), ("lon,lat", False), ("lng,lat", False),
    ("Longitude,Latitude", False),
    ("LAT,LON", True), ("latitude,longitude", True), ("X,Y", False), ("x坐标,y坐标", False),
    ("东经,北纬", False),
    ("经度（°）,纬度（°）", False), ("经 度,纬 度", False), ("中心经度,中心纬度", False),
    ("lon_wgs84,lat_wgs84", False),
    ("POINT_X,POINT_Y", False), ("坐标X,坐标Y", False), ("start_lng,start_lat", False),
    ("ｌｏｎ,ｌａｔ", False),
    ("centerLng,centerLat", False), ("E,N", False),
]  # fmt: skip


@pytest.mark.parametrize(("heads", "latitude_first"), HEADS)
def test_k5_the_columns_of_coordinates_are_found(
    tmp_path: Path,
    heads: str,
    latitude_first: bool,
) -> None:
    rows = [f"{y},{x}" if latitude_first else f"{x},{y}" for x, y in PLACES]
    source = read_source(write_csv(tmp_path, heads, rows), "t.csv")
    assert points_of(source).tolist() == [list(place) for place in PLACES]
    assert source.frame.crs == "EPSG:4326"
    assert {"coordinates-found"} <= kinds_of(source)
    assert [str(title) for title in source.frame][:2] == ["编号", "名称"]


PAIRS = [
    ("坐标", "{x}，{y}"), ("经纬度", "{x} {y}"), ("location", '"{x},{y}"'),
    ("lat_lng", '"{y},{x}"'),
    ("备注", '"{x},{y}"'), ("坐标", "E{x} N{y}"), ("坐标", "N{y};E{x}"), ("位置", "({x} {y})"),
    ("the_geom", "POINT ({x} {y})"), ("wkt", "SRID=4326;POINT({x} {y})"),
    ("geometry", '"{{""type"":""Point"",""coordinates"":[{x},{y}]}}"'),
    ("空间位置", "point({x} {y})"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "form"), PAIRS)
def test_k5_a_place_in_one_cell_is_found(tmp_path: Path, head: str, form: str) -> None:
    rows = [form.format(x=x, y=y) for x, y in PLACES]
    source = read_source(write_csv(tmp_path, head, rows), "t.csv")
    assert points_of(source).tolist() == [list(place) for place in PLACES]


def test_k5_hexadecimal_wkb_as_databases_export_it(tmp_path: Path) -> None:
    rows = [shapely.to_wkb(shapely.Point(place), hex=True) for place in PLACES]
    source = read_source(write_csv(tmp_path, "geom", rows), "t.csv")
    assert points_of(source).tolist() == [list(place) for place in PLACES]


def test_k5_the_plainest_workbook_is_a_map(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [
        ["编号", "名称", "经度", "纬度"],
        *([f"P-{at}", "点", *p] for at, p in enumerate(PLACES)),
    ]:
        book.active.append(row)
    book.save(tmp_path / "点位.xlsx")
    source = read_source(tmp_path / "点位.xlsx", "点位.xlsx")
    assert points_of(source).tolist() == [list(place) for place in PLACES]


def test_k5_columns_without_a_telling_heading_are_found_by_values_of_china(tmp_path: Path) -> None:
    rows = [f"{x:.6f},{y:.6f}" for x, y in PLACES]
    source = read_source(write_csv(tmp_path, "字段3,字段4", rows), "t.csv")
    assert points_of(source).tolist() == [list(place) for place in PLACES]


@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        ("投资,完成率", ["1200.5,80.25", "3000,36.5", "100.125,12.125"]),
        ("电话,邮编", ["13800000000,250000", "13800000001,250001", "1,2"]),
        ("经度说明,备注", ["待补,无", "待补,无", "待补,无"]),
    ],
)
def test_k5_a_table_without_places_is_refused_by_its_columns(
    tmp_path: Path, heads: str, rows: list[str]
) -> None:
    with pytest.raises(InputError, match="--x and --y"):
        read_source(write_csv(tmp_path, heads, rows), "t.csv")


def test_k5_two_pairs_of_columns_are_asked_about_or_the_plain_one_is_taken(tmp_path: Path) -> None:
    rows = [f"{x},{y},{x + 0.006},{y}" for x, y in PLACES]
    heads = "起点经度,起点纬度,终点经度,终点纬度"
    with pytest.raises(InputError, match=r"起点经度.*终点经度.*--x"):
        read_source(write_csv(tmp_path, heads, rows), "t.csv")
    plain = read_source(write_csv(tmp_path, "lng,lat,gcj_lng,gcj_lat", rows), "t.csv")
    assert points_of(plain).tolist() == [list(place) for place in PLACES]


@pytest.mark.parametrize(
    ("heads", "system"),
    [("gcj_lng,gcj_lat", "GCJ-02"), ("经度(高德),纬度(高德)", "GCJ-02"), ("bd_lng,bd_lat", "BD-09"),
     ("百度经度,百度纬度", "BD-09")],
)  # fmt: skip
@pytest.mark.first_quick(2)
def test_k5_a_shifted_system_in_the_heading_is_never_taken_for_wgs84(
    tmp_path: Path, heads: str, system: str
) -> None:
    source = read_source(write_csv(tmp_path, heads, [f"{x},{y}" for x, y in PLACES]), "t.csv")
    assert (source.shifted, source.frame.crs) == (system, None)


def test_k6_headings_that_contradict_the_values_are_told(tmp_path: Path) -> None:
    source = read_source(write_csv(tmp_path, "纬度,经度", [f"{x},{y}" for x, y in PLACES]), "t.csv")
    assert points_of(source).tolist() == [list(place) for place in PLACES]
    assert "columns-swapped" in kinds_of(source)


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (["117°01′12.36″,36°39′40.32″", "117°00′37.44″,36°40′13.8″", "116°59′24.72″,36°39′2.88″"],
         "sexagesimal"),
        (["117 01 12.36,36 39 40.32", "117 00 37.44,36 40 13.8", "116 59 24.72,36 39 2.88"],
         "sexagesimal"),
        (["东经117度1分12.36秒,北纬36度39分40.32秒", "东经117.0104度,北纬36.6705度",
          "116.9902,36.6508"], "sexagesimal"),
        (['"117,0201","36,6612"', '"117,0104","36,6705"', '"116,9902","36,6508"'], "comma"),
        (["１１７．０２０１,３６．６６１２", "117.0104°, 36.6705°", " 116.9902 ,36.6508"], ""),
    ],
)  # fmt: skip
def test_k6_coordinates_as_written_stand_where_they_should(
    tmp_path: Path, rows: list[str], kind: str
) -> None:
    source = read_source(write_csv(tmp_path, "经度,纬度", rows), "t.csv")
    assert points_of(source).tolist() == [list(place) for place in PLACES]
    assert {name for name in kinds_of(source) if name.endswith("-coordinates")} == (
        {f"{kind}-coordinates"} if kind else set()
    )


def test_k15_who_has_no_place_yet_is_kept_and_told(tmp_path: Path) -> None:
    rows = ["117.0201,36.6612", "待定,待定", ",", "0,0", "117.02,", "abc,36.66"]
    source = read_source(write_csv(tmp_path, "经度,纬度", rows), "t.csv")
    assert len(source.frame) == 6
    assert source.frame.geometry.notna().tolist() == [True] + [False] * 5
    assert source.frame["geometry_fault"].notna().tolist() == [False] * 5 + [True]
    rows_told = {note.row: note.type for note in source.notes if note.row}
    assert rows_told == {3: "no-place-yet", 5: "zero-place", 6: "half-place"}


@pytest.mark.parametrize("filler", ["-9999", "9999", "999", "-99999999", "1.7976931348623157e308"])
def test_k15_numbers_that_stand_for_no_place_are_told_and_hide_no_others(
    tmp_path: Path, filler: str
) -> None:
    rows = ["117.0201,36.6612", *[f"{filler},{filler}"] * 3, "9999,36.6612"]
    source = read_source(write_csv(tmp_path, "经度,纬度", rows), "t.csv")
    assert source.frame.geometry.notna().tolist() == [True] + [False] * 3 + [True]
    assert [note.row for note in source.notes if note.type == "zero-place"] == [3, 4, 5]


def test_k5_which_number_is_the_latitude_is_asked_where_nothing_tells(tmp_path: Path) -> None:
    rows = ['"12.5683,55.6761"', '"12.5701,55.6804"', '"12.5512,55.6702"']
    with pytest.raises(InputError, match="lat,lon or lon,lat"):
        read_source(write_csv(tmp_path, "坐标", rows), "t.csv")
