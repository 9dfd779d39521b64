"""K5, neighbours: where a table says its places are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.read import read_source
from tests.tools.field import draw, middle, text
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

PLACE = (117.0201, 36.6612)
TABLES = {
    "capitals": "序号,项目,LNG,LAT\n1,甲,117.0201,36.6612\n",
    "brackets and tabs": "name\tLongitude (E)\tLatitude (N)\n甲\t117.0201\t36.6612\n",
    "sides of the world": "编号;东经;北纬\n甲;117.0201;36.6612\n",
    "ArcGIS": "id,POINT_X,POINT_Y\n1,117.0201,36.6612\n",
    "EWKT": "id,geom\n1,SRID=4490;POINT(117.0201 36.6612)\n",
    "a pair with a full-width comma": 'id,中心点\n1,"117.0201，36.6612"\n',
    "GeoJSON": 'id,g\n1,"{""type"":""Point"",""coordinates"":[117.0201,36.6612]}"\n',
    "two systems": (
        "id,经度(WGS84),纬度(WGS84),经度(GCJ02),纬度(GCJ02)\n1,117.0201,36.6612,117.0263,36.6617\n"
    ),
    "latitude first": "id,纬度,经度\n1,36.6612,117.0201\n",
    "gps": "ID,gps_lng,gps_lat\n1,117.0201,36.6612\n",
    "a pair, latitude first": '编号,名称,位置\n1,甲,"(36.6612, 117.0201)"\n',
    "blanks within a heading": "编号,经  度,纬  度\n1,117.0201,36.6612\n",
    "words before": "编号,中心点经度,中心点纬度\n1,117.0201,36.6612\n",
    "a pair with a slash": "编号,坐标\n1,117.0201/36.6612\n",
    "a kind of geometry is none": "编号,类型,geom\n1,Point,POINT(117.0201 36.6612)\n",
}


@pytest.mark.parametrize("case", TABLES)
def test_k5_the_place_is_found(tmp_path: Path, case: str) -> None:
    assert middle(draw(text(tmp_path, TABLES[case]))) == PLACE


@pytest.mark.slow
def test_k5_a_shifted_system_is_taken_back(tmp_path: Path) -> None:
    drawn = draw(text(tmp_path, "编号,百度经度,百度纬度\n1,117.0327,36.6673\n"))
    assert drawn["crs"] == "BD-09"
    assert middle(drawn) == pytest.approx(PLACE, abs=0.002)


# Headings that public tables and scripts write, and the system that they name.
NAMED = {
    "gaode_lon,gaode_lat": "GCJ-02",
    "longitude_gd,latitude_gd": "GCJ-02",
    "tx_lng,tx_lat": "GCJ-02",
    "mars_lng,mars_lat": "GCJ-02",
    "baiduX,baiduY": "BD-09",
    "天地图经度,天地图纬度": "EPSG:4490",
    "X_84,Y_84": "EPSG:4326",
}


@pytest.mark.parametrize("headings", NAMED)
def test_k5_a_heading_names_the_system(tmp_path: Path, headings: str) -> None:
    table = read_source(text(tmp_path, f"编号,{headings}\n1,117.0201,36.6612\n"), "t.csv")
    assert (table.shifted or table.frame.crs.to_string()) == NAMED[headings]


@pytest.mark.parametrize("headings", ["gaode_lon,gaode_lat,lon,lat", "lon,lat,bd_lon,bd_lat"])
def test_k5_of_several_systems_the_plain_one_is_taken(tmp_path: Path, headings: str) -> None:
    places = [f"{x},{y}" for x, y in ((PLACE if "_" not in one else (117.03, 36.67))
              for one in headings.split(",")[::2])]  # fmt: skip
    source = read_source(text(tmp_path, f"编号,{headings}\n1,{','.join(places)}\n"), "t.csv")
    assert (source.frame.geometry.iloc[0].x, source.frame.geometry.iloc[0].y) == PLACE


def test_a_heading_of_days_with_nothing_below_is_an_empty_column(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,经度,纬度,开工日期\na,117.01,36.65,\nb,117.02,36.66,\n", encoding="utf-8")
    for verb in (("check", file), ("map", file, "--out", tmp_path / "a.html")):
        ran = run(*verb, "--json")
        assert ran.code == 0, ran.text
