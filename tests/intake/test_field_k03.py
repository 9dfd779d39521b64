"""K3, neighbours: what a file says of its CRS, in the words of many programs, false or odd.

The right places are known: each file was made from degrees by pyproj, in the system that it states.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyproj
import pytest
from shapely import box

from tests.coordinates.test_stated_crs import city_system
from tests.tools.field import draw, kinds, text
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

AT = (117.02, 36.66)
GK = pyproj.CRS("EPSG:4548")
ROWS = [box(AT[0] + i / 500, AT[1], AT[0] + i / 500 + 0.001, AT[1] + 0.001) for i in range(6)]
FRAME = gpd.GeoDataFrame({"XMBH": list("abcdef")}, geometry=ROWS, crs="EPSG:4326")
WGS = 'DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]'
OLD_MERCATOR = (
    'PROJCS["WGS_1984_Web_Mercator",GEOGCS["GCS_WGS_1984_Major_Auxiliary_Sphere",'
    'DATUM["D_WGS_1984_Major_Auxiliary_Sphere",SPHEROID["WGS_1984_Major_Auxiliary_Sphere",'
    '6378137.0,0.0]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Mercator"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],UNIT["Meter",1.0]]'
)
PARIS = f'GEOGCS["Own",{WGS},PRIMEM["Paris",2.33722917],UNIT["Degree",0.0174532925199433]]'
GRADS = f'GEOGCS["Own",{WGS},PRIMEM["Greenwich",0.0],UNIT["Grad",0.015707963267948967]]'
XIAN_SHIFTED = (
    pyproj.CRS("EPSG:2384")
    .to_wkt("WKT1_GDAL")
    .replace('AUTHORITY["EPSG","6610"]', 'TOWGS84[100,-50,30,0,0,0,0],AUTHORITY["EPSG","6610"]')
)
OWN = city_system(meridian=117).to_wkt("WKT1_ESRI")
SHIFT = "+proj=tmerc +lat_0=0 +lon_0=117 +x_0=500000 +a=6378140 +rf=298.257 +towgs84=100,-50,30"


def shapefile(folder: Path, frame: gpd.GeoDataFrame, **parts: str | bytes) -> Path:
    frame.to_file(folder / "a.shp")
    (folder / "a.prj").unlink(missing_ok=True)
    for suffix, said in parts.items():
        (folder / f"a.{suffix}").write_bytes(said if isinstance(said, bytes) else said.encode())
    return folder / "a.shp"


def metres_off(drawn: dict[str, Any]) -> float:
    west, south = drawn["bounds"][:2]
    return float(np.hypot((west - AT[0]) * 89_300, (south - AT[1]) * 111_000))


PRJ: dict[str, tuple[Any, dict[str, str | bytes]]] = {
    "Esri's WKT": (4548, {"prj": GK.to_wkt("WKT1_ESRI")}),
    "WKT of two": (4548, {"prj": GK.to_wkt("WKT2_2019")}),
    "PROJJSON": (4548, {"prj": GK.to_json()}),
    "a code": (4548, {"prj": "EPSG:4548"}),
    "a number": (4548, {"prj": "4548\n"}),
    "a PROJ string": (4548, {"prj": "+proj=tmerc +lon_0=117 +x_0=500000 +ellps=GRS80 +no_defs"}),
    "UTF-16": (4548, {"prj": GK.to_wkt("WKT1_ESRI").encode("utf-16")}),
    "a byte order mark": (4548, {"prj": b"\xef\xbb\xbf" + GK.to_wkt("WKT1_ESRI").encode()}),
    "lines": (4548, {"prj": GK.to_wkt("WKT1_GDAL", pretty=True).replace("\n", "\r\n")}),
    "only a .qpj": (4548, {"qpj": GK.to_wkt("WKT1_GDAL")}),
    "a spoilt .prj and a .qpj": (4548, {"prj": "unknown", "qpj": GK.to_wkt("WKT1_GDAL")}),
    "with heights": (4548, {"prj": pyproj.CRS("EPSG:4548+5737").to_wkt("WKT1_GDAL")}),
    "old Web Mercator on a sphere": (3857, {"prj": OLD_MERCATOR}),
    "another prime meridian": (pyproj.CRS(PARIS), {"prj": PARIS}),
    "grads": (pyproj.CRS(GRADS), {"prj": GRADS}),
    "a scale of its own": (
        "+proj=tmerc +lon_0=117 +x_0=500000 +k=0.9999 +ellps=GRS80",
        {"prj": OWN.replace('"Scale_Factor",1.0', '"Scale_Factor",0.9999')},
    ),
    "parameters of its own to WGS84": (SHIFT, {"prj": XIAN_SHIFTED}),
}


@pytest.mark.parametrize("case", PRJ)
@pytest.mark.first_quick(2)
@pytest.mark.first_whole(8)
def test_K3_a_prj_in_any_words(tmp_path: Path, case: str) -> None:
    crs, parts = PRJ[case]
    drawn = draw(shapefile(tmp_path, FRAME.to_crs(crs), **parts))
    assert drawn["on_map"] == 6
    assert metres_off(drawn) < 0.5
    assert kinds(drawn) <= {"datum-approximate", "no-key-column"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "—"), ("这是济南的坐标".encode("gbk"), "这是济南的坐标"),
        (GK.to_wkt("WKT1_ESRI")[:200], "PROJCS"),
        (pyproj.CRS("EPSG:4978").to_wkt("WKT1_GDAL"), "WGS 84"),
        (pyproj.CRS("EPSG:5737").to_wkt("WKT1_GDAL"), "Yellow Sea"),
        ('LOCAL_CS["unknown",UNIT["metre",1]]', "unknown"), ("+init=/etc/epsg:4548", "init"),
    ],
)  # fmt: skip
@pytest.mark.first_quick(1)
def test_K3_a_prj_that_says_nothing_is_named(tmp_path: Path, said: str | bytes, told: str) -> None:
    file = shapefile(tmp_path, FRAME.to_crs(4548), prj=said)
    refused = run("map", file, "--out", tmp_path / "a.html", "--lang", "en")
    assert refused.code == 2
    assert told in refused.text
    assert "--crs" in refused.text
    drawn = run("map", file, "--out", tmp_path / "a.html", "--crs", "EPSG:4548", "--json")
    assert drawn.code == 0
    assert metres_off(json.loads(drawn.text)) < 0.5
    found = json.loads(
        run("doctor", file, "--workspace", write_city(tmp_path / "city"), "--json").text
    )
    assert found["found"] == "EPSG:4548"


NAMED = {
    "a name": {"type": "name", "properties": {"name": "EPSG:4548"}},
    "a URN": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}},
    "a URN with a version": {"properties": {"name": "urn:ogc:def:crs:EPSG:6.9:4548"}},
    "an address": {"properties": {"name": "http://www.opengis.net/def/crs/EPSG/0/4548"}},
    "a code": {"type": "EPSG", "properties": {"code": 4548}},
    "a code as text": {"type": "EPSG", "properties": {"code": "4548"}},
    "a link": {"type": "link", "properties": {"href": "http://example.org/ref/epsg/4548/proj4/"}},
    "a link of GML": {"type": "link", "properties": {"href": "http://example.org/epsg.xml#4548"}},
    "a text": "EPSG:4548",
    "a number": 4548,
    "a name alone": {"name": "EPSG:4548"},
    "properties as text": {"type": "name", "properties": "EPSG:4548"},
    "WKT": {"type": "name", "properties": {"name": GK.to_wkt("WKT2_2019")}},
    "Esri's name": {"type": "name", "properties": {"name": "CGCS2000_3_Degree_GK_CM_117E"}},
}  # fmt: skip


def geojson(folder: Path, frame: gpd.GeoDataFrame, member: object) -> Path:
    made = json.loads(frame.set_crs("EPSG:4326", allow_override=True).to_json())
    return text(folder, json.dumps({**made, "crs": member}), "a.geojson")


@pytest.mark.first_quick(3)
@pytest.mark.parametrize("case", NAMED)
def test_K3_a_crs_member_in_any_words(tmp_path: Path, case: str) -> None:
    drawn = draw(geojson(tmp_path, FRAME.to_crs(4548), NAMED[case]))
    assert drawn["crs"] == "EPSG:4548"
    assert metres_off(drawn) < 0.5


@pytest.mark.slow
@pytest.mark.parametrize("name", ["GCJ-02", "gcj02", "BD-09", "bd09"])
def test_K3_a_crs_member_may_name_a_shifted_system(tmp_path: Path, name: str) -> None:
    file = geojson(tmp_path, FRAME, {"type": "name", "properties": {"name": name}})
    drawn = draw(file)
    assert drawn["crs"].casefold().replace("-", "") == name.casefold().replace("-", "")
    assert 400 < metres_off(drawn) < 1400
    assert json.loads(run("doctor", file, "--json").text)["declared"] == drawn["crs"]


@pytest.mark.slow
def test_K3_a_crs_member_of_nothing_is_told(tmp_path: Path) -> None:
    drawn = draw(geojson(tmp_path, FRAME, None))
    assert "degrees-assumed" in {issue["type"] for issue in drawn["issues"]}
    for member in ({"type": "name", "properties": {}}, {"type": "link", "properties": {}}, True,
                   {"type": "name", "properties": {"name": "EPSG:999999"}}):  # fmt: skip
        file = geojson(tmp_path, FRAME.to_crs(4548), member)
        assert "--crs" in draw(file)["error"]
        said = run("map", file, "--out", tmp_path / "a.html", "--crs", "4548", "--json")
        assert metres_off(json.loads(said.text)) < 0.5


@pytest.mark.parametrize(
    ("true", "said", "found"),
    [
        ("EPSG:4548", "EPSG:4549", "EPSG:4548"), ("EPSG:4548", "EPSG:4547", "EPSG:4548"),
        ("EPSG:4527", "EPSG:4548", "EPSG:4527"), ("EPSG:4548", "EPSG:4527", "EPSG:4548"),
        ("EPSG:4548", "EPSG:4490", "EPSG:4548"), ("EPSG:32650", "EPSG:32649", "EPSG:32650"),
        ("EPSG:32650", "EPSG:32750", "EPSG:32650"), ("EPSG:2384", "EPSG:2385", "EPSG:2384"),
        ("EPSG:2436", "EPSG:2437", "EPSG:2436"), ("EPSG:4490", "EPSG:4548", None),
        ("EPSG:4326", "EPSG:4267", None),
    ],
)  # fmt: skip
@pytest.mark.first_quick(2)
def test_K3_a_false_statement_is_told_where_the_city_tells(
    tmp_path: Path, true: str, said: str, found: str | None
) -> None:
    file = shapefile(tmp_path, FRAME.to_crs(true), prj=pyproj.CRS(said).to_wkt("WKT1_ESRI"))
    city = write_city(tmp_path / "city")
    told = run("doctor", file, "--workspace", city, "--json", "--strict")
    assert told.code == 1
    assert json.loads(told.text)["found"] == found
    assert json.loads(told.text)["confidence"] <= 0.96


@pytest.mark.slow
def test_K3_kilometres_and_exchanged_axes_are_impossible(tmp_path: Path) -> None:
    system = OWN.replace('"Meter",1.0', '"Kilometer",1000.0')
    assert system != OWN
    file = shapefile(tmp_path, FRAME.to_crs(4548), prj=system)
    assert run("map", file, "--out", tmp_path / "a.html").code == 2
    turned = FRAME.to_crs(4548)
    turned = turned.set_geometry(turned.geometry.affine_transform([0, 1, 1, 0, 0, 0]))
    file = shapefile(tmp_path, turned, prj=OWN)
    refused = run("map", file, "--out", tmp_path / "a.html", "--lang", "en")
    assert refused.code == 2
    assert "exchange them in the file" in refused.text
    assert "layer.toml" not in refused.text


def test_K3_a_column_of_systems_is_obeyed_by_the_map(tmp_path: Path) -> None:
    rows = "编号,坐标系,经度,纬度\n1,GCJ-02,117.02,36.66\n2,GCJ-02,117.03,36.66\n"
    rows += "3,GCJ-02,117.04,36.67\n"
    drawn = draw(text(tmp_path, rows))
    assert drawn["crs"] == "GCJ-02"
    assert "degrees-assumed" not in {issue["type"] for issue in drawn["issues"]}
    assert "GCJ-02 2" in draw(text(tmp_path, rows.replace("2,GCJ-02", "2,WGS84")))["error"]


@pytest.mark.parametrize(
    ("name", "order", "crs"),
    [
        ("urn:ogc:def:crs:EPSG::4326", "yx", 4326), ("EPSG:4326", "xy", 4326),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", "yx", 4326),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "xy", 4326), ("urn:ogc:def:crs:EPSG::4490", "yx", 4490),
        ("urn:ogc:def:crs:EPSG::4548", "yx", 4548), ("EPSG:4548", "xy", 4548),
    ],
)  # fmt: skip
@pytest.mark.first_quick(1)
def test_K3_gml_has_the_axes_of_its_name_and_the_others_are_refused(
    tmp_path: Path, name: str, order: str, crs: int
) -> None:
    for given in ("xy", "yx"):
        file = gml(tmp_path / f"{given}.gml", name, FRAME.to_crs(crs), given)
        ran = run("map", file, "--out", tmp_path / "a.html", "--json", "--lang", "en")
        assert ran.code == (0 if given == order else 2), ran.text
        if given == order:
            assert metres_off(json.loads(ran.text)) < 0.5


MEMBER = (
    '<o:featureMember><o:a gml:id="a{at}"><o:g><gml:Polygon srsName="{name}" gml:id="g{at}">'
    "<gml:exterior><gml:LinearRing><gml:posList>{listed}</gml:posList></gml:LinearRing>"
    "</gml:exterior></gml:Polygon></o:g><o:id>p{at}</o:id></o:a></o:featureMember>"
)


def gml(path: Path, name: str, frame: gpd.GeoDataFrame, order: str) -> Path:
    members = []
    for at, shape in enumerate(frame.geometry):
        spots = [spot if order == "xy" else spot[::-1] for spot in shape.exterior.coords]
        listed = " ".join(f"{x:.8f} {y:.8f}" for x, y in spots)
        members.append(MEMBER.format(at=at, name=name, listed=listed))
    head = '<o:FeatureCollection xmlns:o="http://ogr.maptools.org/" xmlns:gml='
    head += '"http://www.opengis.net/gml/3.2" gml:id="c">'
    path.write_text(head + "".join(members) + "</o:FeatureCollection>", encoding="utf-8")
    return path
