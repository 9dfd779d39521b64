"""One page from any file of places, with or without a table, through the verb.

Kinds K5, K7, K10, K11, K14, K15.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

import jinan_geo
from jinan_geo.errors import InputError
from jinan_geo.intake.mapped import WantedMap, map_files
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

SPOTS = [(117.0201, 36.6612), (117.0104, 36.6705), (116.9902, 36.6508)]
SCALES = [10**5, 10**6, 10**7]
POINTS = "编号,名称,经度,纬度,投资\n" + "".join(
    f"P-0{at},点{at},{x},{y},{at}00\n" for at, (x, y) in enumerate(SPOTS, 1)
)


def drawn(folder: Path, *arguments: object, code: int = 0) -> dict[str, Any]:
    """The object that ``map --json`` prints."""
    ran = run("map", *arguments, "--out", folder / "page.html", "--json")
    assert ran.code == code, ran.text
    found: dict[str, Any] = json.loads(ran.text)
    return found


def kinds_in(found: dict[str, Any]) -> set[str]:
    return {issue["type"] for issue in found["issues"]}


def write(folder: Path, text: str, name: str = "t.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def places(folder: Path, **columns: list[object]) -> Path:
    frame = gpd.GeoDataFrame(columns, geometry=[Point(spot) for spot in SPOTS], crs="EPSG:4326")
    (folder / "f.geojson").write_text(frame.to_json(drop_id=True), encoding="utf-8")
    return folder / "f.geojson"


def test_k5_the_plainest_table_is_a_page_in_one_command(tmp_path: Path) -> None:
    found = drawn(tmp_path, write(tmp_path, POINTS))
    assert (found["rows"], found["features"], found["on_map"], found["unlocated"]) == (3, 3, 3, 0)
    assert found["bounds"] == [116.9902, 36.6508, 117.0201, 36.6705]
    assert found["fields"] == {"编号": "text", "名称": "text", "投资": "integer"}
    assert (found["crs"], found["set_aside"], found["exit_code"]) == ("EPSG:4326", 0, 0)
    assert (tmp_path / "page.html").stat().st_size > 100_000


def test_k15_who_has_no_place_is_unlocated_and_not_lost(tmp_path: Path) -> None:
    text = POINTS + "P-04,待定点,待定,待定,5\nP-05,零点,0,0,6\nP-06,空点,,,7\n"
    found = drawn(tmp_path, write(tmp_path, text))
    assert (found["features"], found["on_map"], found["unlocated"]) == (6, 3, 3)
    assert {"no-place-yet", "zero-place"} <= kinds_in(found)


def test_k7_types_of_columns_and_the_odd_cell_are_said(tmp_path: Path) -> None:
    text = (
        "id,lon,lat,投资,完成率,计划竣工,编码\n"
        'a,117.02,36.66,"1,234.5",85%,2025/3/1,007\n'
        "b,117.01,36.67,N/A,90%,2025/12/31,012\n"
        "c,116.99,36.65,约100,100%,待定,013\n"
    )
    found = drawn(tmp_path, write(tmp_path, text))
    expected = {"投资": "number", "完成率": "integer", "计划竣工": "date", "编码": "text"}
    assert {key: found["fields"][key] for key in expected} == expected | {
        "投资": found["fields"]["投资"]
    }


@pytest.mark.parametrize("key", ["XMBH=项目编号", "auto", None])
def test_k11_the_key_is_called_otherwise_in_the_table(tmp_path: Path, key: str | None) -> None:
    features = places(tmp_path, XMBH=["P-1", "P-2", "P-3"], NAME=["甲", "乙", "丙"])
    table = write(tmp_path, "序,项目编号,投资\n9,P-3,3\n8,P-1,1\n7,P-2,2\n")
    option = ["--key", key] if key else []
    found = drawn(tmp_path, features, table, *option)
    assert (found["rows"], found["on_map"], found["unlocated"]) == (3, 3, 0)


def test_k10_keys_that_differ_in_writing_are_counted_offered_and_folded(tmp_path: Path) -> None:
    features = places(tmp_path, id=["JN-001", "JN-002", "JN-003"])
    table = write(tmp_path, "id,n\nＪＮ-001,1\njn-002,2\nJN-003,3\n")
    told = drawn(tmp_path, features, table, "--key", "id")
    assert {"keys-nearly-alike"} <= kinds_in(told)
    assert (told["on_map"], told["unlocated"]) == (3, 2)
    folded = drawn(tmp_path, features, table, "--key", "id", "--fold")
    assert (folded["on_map"], folded["unlocated"]) == (3, 0)
    assert "keys-folded" in kinds_in(folded)


def test_k10_leading_zeros_alone_are_named_as_the_cause(tmp_path: Path) -> None:
    features = places(tmp_path, fips=["06037", "06038", "06039"])
    table = write(tmp_path, "fips,n\n6037,1\n6038,2\n6039,3\n")
    ran = run("map", features, table, "--key", "fips", "--out", tmp_path / "p.html")
    assert ran.code == 2
    assert "--fold" in ran.text
    assert drawn(tmp_path, features, table, "--key", "fips", "--fold")["unlocated"] == 0


def test_k11_ids_beside_the_properties_join(tmp_path: Path) -> None:
    collection = json.loads(places(tmp_path, name=["甲", "乙", "丙"]).read_text("utf-8"))
    for at, feature in enumerate(collection["features"]):
        feature["id"] = f"P-{at}"
    features = write(tmp_path, json.dumps(collection), "ids.geojson")
    table = write(tmp_path, "id,n\nP-0,1\nP-2,3\n")
    found = drawn(tmp_path, features, table, "--key", "id")
    assert (found["rows"], found["on_map"], found["unlocated"]) == (2, 3, 0)


def test_k11_parts_that_share_a_key_are_one_place(tmp_path: Path) -> None:
    features = places(tmp_path, project_id=["A", "A", "B"])
    table = write(tmp_path, "project_id,n\nA,1\nB,2\n")
    found = drawn(tmp_path, features, table, "--key", "project_id")
    assert (found["features"], found["on_map"]) == (2, 2)
    assert "parts-of-places" in kinds_in(found)


def test_k11_of_dated_rows_the_last_counts_and_it_is_said(tmp_path: Path) -> None:
    features = places(tmp_path, id=["a", "b", "c"])
    table = write(tmp_path, "id,日期,done\na,2025-02-28,20\na,2025-01-31,10\nb,2025-01-31,5\n")
    found = drawn(tmp_path, features, table, "--key", "id")
    assert found["rows"] == 3
    assert "dated-rows" in kinds_in(found)


def test_k14_features_without_any_id_are_numbered(tmp_path: Path) -> None:
    found = drawn(tmp_path, places(tmp_path, NAME=["甲", "甲", "甲"]))
    assert found["on_map"] == 3
    assert "no-key-column" in kinds_in(found)


@pytest.mark.slow
def test_the_crs_may_be_said(tmp_path: Path) -> None:
    text = "id,x,y\na,500000,4058000\nb,500100,4058100\n"
    found = drawn(tmp_path, write(tmp_path, text), "--crs", "EPSG:4548")
    assert found["crs"] == "EPSG:4548"
    assert found["bounds"][:2] == pytest.approx([117.0, 36.65], abs=0.05)
    gcj = drawn(tmp_path, write(tmp_path, POINTS), "--crs", "GCJ-02")
    assert drawn(tmp_path, write(tmp_path, text), "--crs", "4548")["bounds"] == found["bounds"]
    ran = run("map", write(tmp_path, text), "--crs", "EPSG:1", "--out", tmp_path / "p.html")
    assert (ran.code, "'EPSG:1'" in ran.text) == (2, True), ran.text
    assert gcj["bounds"][0] == pytest.approx(116.9902 - 0.006, abs=0.002)


def test_k11_the_python_door_takes_an_index_and_two_names() -> None:
    frame = gpd.GeoDataFrame(
        {"XMBH": ["a", "b", "c"]}, geometry=[Point(s) for s in SPOTS], crs=4326
    )
    table = pd.DataFrame({"编号": ["a", "b"], "n": [1, 2]})
    for arguments in ({"left_on": "XMBH", "right_on": "编号"}, {"key": "XMBH=编号"}, {}):
        assert jinan_geo.map(frame, table, **arguments).figure.page.layers[0].account.matched == 2
    indexed = table.set_index("编号")
    assert jinan_geo.map(frame.set_index("XMBH"), indexed, left_on="XMBH", right_on="编号")
    floats = gpd.GeoDataFrame({"id": [1.0, 2.0, 3.0]}, geometry=frame.geometry, crs=4326)
    joined = jinan_geo.map(floats, pd.DataFrame({"id": [1, 2], "n": [1, 2]}), key="id")
    assert joined.figure.page.layers[0].account.matched == 2


@pytest.mark.slow
def test_k5_a_table_without_places_shows_every_row_as_not_on_the_map(tmp_path: Path) -> None:
    found = drawn(tmp_path, write(tmp_path, "id,name\na,b\nc,d\n"), "--key", "auto", code=1)
    assert (found["features"], found["on_map"], found["unlocated"]) == (2, 0, 2)
    assert (found["bounds"], found["crs"]) == (None, None)
    assert found["set_aside"] == 2
    (told,) = (issue for issue in found["issues"] if issue["type"] == "no-places")
    assert told["value"] == "id, name"
    checked = json.loads(run("check", tmp_path / "t.csv", "--json").text)
    assert (checked["features"], checked["used"]) == (2, 2)
    assert json.loads(run("check", tmp_path / "t.csv", "--key", "auto", "--json").text) == checked
    empty = drawn(tmp_path, write(tmp_path, "id,name", "empty.csv"))  # no row: nothing set aside
    assert (empty["features"], empty["set_aside"]) == (0, 0)
    places = write(tmp_path, "id,lon,lat\na,117,36.6\n", "places.csv")
    ran = run("map", tmp_path / "t.csv", places, "--out", tmp_path / "p.html")
    assert ran.code == 2, "the places are in the second file: its rows would be lost"


def test_a_file_that_is_no_map_is_refused_with_the_way_out(tmp_path: Path) -> None:
    ran = run("map", write(tmp_path, "words\nno\ntable\n", "t.txt"), "--out", tmp_path / "p.html")
    assert ran.code == 2
    assert "--x and --y" in ran.text
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(117, 36)], crs=4326)
    table = pd.DataFrame({"nope": [1]})
    with pytest.raises(InputError, match="no column 'nope'"):
        jinan_geo.map(frame, table, key="nope")


@pytest.mark.parametrize("verb", ["check", "doctor"])
@pytest.mark.first_quick(2)
def test_k5_the_same_options_say_how_a_file_is_read_in_every_verb(
    tmp_path: Path, verb: str
) -> None:
    text = "清单\n甲,乙,丙\n编号,东,北\na,500000,4058000\nb,500100,4058100\n"
    file = write(tmp_path, text)
    options = ["--skip-rows", "2", "--x", "东", "--y", "北", "--json"]
    ran = run(verb, file, *options)
    found = json.loads(ran.text)
    assert found["features"] == 2


@pytest.mark.slow
def test_k5_a_plain_table_becomes_a_layer_that_builds(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    file = write(tmp_path, POINTS)
    ran = run("layer", "add", file, "--id", "plain", "--workspace", root)
    assert ran.code == 0, ran.text
    manifest = (root / "layers/plain/layer.toml").read_text(encoding="utf-8")
    assert 'coordinates = {x = "经度", y = "纬度"}' in manifest
    assert 'crs = "EPSG:4326"' in manifest


def test_k15_rows_in_metres_among_degrees_are_told_one_by_one(tmp_path: Path) -> None:
    text = POINTS + "P-04,米,500000,4058000,4\n"
    found = drawn(tmp_path, write(tmp_path, text), code=1)
    assert (found["on_map"], found["unlocated"], found["set_aside"]) == (3, 1, 1)
    assert "impossible-place" in kinds_in(found)


@pytest.mark.parametrize(
    ("x", "y", "system"),
    [
        (39_500_123, 4_059_123, "EPSG:4527"),
        (1_640_420, 13_318_241, "EPSG:3857"),  # feet, which nothing tells from it
    ],
)
def test_metres_of_which_nobody_says_the_system_are_drawn_with_a_doubt(
    tmp_path: Path, x: int, y: int, system: str
) -> None:
    rows = "".join(f"{at},{x + at * 900},{y + at * 700}\n" for at in range(4))
    found = drawn(tmp_path, write(tmp_path, f"id,X,Y\n{rows}"))
    (told,) = [one for one in found["issues"] if one["type"] == "crs-found"]
    assert (told["value"], told["severity"], found["crs"]) == (system, "warning", system)
    assert "%" in told["message"]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("heads", ["id,lng,lat", "id,lat,lng"])
def test_degrees_without_their_point_are_not_taken_for_metres(
    tmp_path: Path, scale: int, heads: str
) -> None:
    """Columns of longitude and latitude with whole numbers had been drawn as Web Mercator."""
    rows = [f"P-{at},{round(x * scale)},{round(y * scale)}" for at, (x, y) in enumerate(SPOTS)]
    table = write(tmp_path, "\n".join([heads, *rows]))
    ran = run("map", table, "--out", tmp_path / "page.html")
    assert ran.code == 2
    assert f"divide them by {scale} (the first is then longitude 117.02010" in ran.text
    if scale == min(SCALES) and heads == "id,lng,lat":
        assert drawn(tmp_path, table, "--crs", "EPSG:3857")["on_map"] == len(SPOTS)
    # An easting and a northing are metres; so are numbers with parts of a metre.
    eastings = write(tmp_path, "id,X,Y\na,11702010,3666120\nb,11701040,3667050")
    assert drawn(tmp_path, eastings)["on_map"] == 2


def test_k1_borders_from_the_web_are_asked_about(tmp_path: Path) -> None:
    features = places(tmp_path, adcode=[1, 2, 3], center=["a", "b", "c"], level=["d", "d", "d"])
    assert "web-boundary" in kinds_in(drawn(tmp_path, features))


ROWS = "名称,经度,纬度\n甲,117.03,36.65\n乙,117.04,36.66\n"


@pytest.mark.parametrize(
    ("text", "name", "system"),
    [
        ("小区数据，坐标系：GCJ-02（火星坐标）,,\n" + ROWS, "t.csv", "GCJ-02"),
        (ROWS + "\n备注：坐标为百度坐标,,\n", "t.csv", "BD-09"),
        (ROWS + "注：2000国家大地坐标系,,\n", "t.csv", "EPSG:4490"),
        (ROWS, "poi_gcj02.csv", "GCJ-02"),
        (ROWS, "停车场（wgs84坐标）.csv", "EPSG:4326"),
        ("坐标系：CGCS2000,,\n" + ROWS, "poi_gcj02.csv", "EPSG:4490"),
        (ROWS + "注：坐标由GCJ-02转换,,\n", "t.csv", None),
        (ROWS + "注：非GCJ-02坐标,,\n", "t.csv", None),
        ("GCJ-02 与 WGS84 对照,,\n" + ROWS, "t.csv", None),
        ("数据来源：高德地图,,\n" + ROWS, "t.csv", None),
        (ROWS, "gcj02_to_wgs84.csv", None),
        ("西安80坐标系与GCJ-02,,\n" + ROWS, "t.csv", None),
    ],
)
def test_a_system_that_stands_beside_the_table_is_obeyed(
    tmp_path: Path, text: str, name: str, system: str | None
) -> None:
    found = drawn(tmp_path, write(tmp_path, text, name))
    told = [one["value"] for one in found["issues"] if one["type"] == "system-named"]
    assert told == ([] if system is None else [system])
    assert ("degrees-assumed" in kinds_in(found)) == (system is None)
    assert found["crs"] == (system or "EPSG:4326")


def test_geojson_whose_name_says_a_shifted_system_is_asked_about(tmp_path: Path) -> None:
    plain = places(tmp_path, name=["a", "b", "c"])
    named = plain.rename(tmp_path / "f_gcj02.geojson")
    assert "name-differs" in kinds_in(drawn(tmp_path, named))
    assert "name-differs" not in kinds_in(drawn(tmp_path, named, "--crs", "GCJ-02"))
    assert "name-differs" not in kinds_in(drawn(tmp_path, named.rename(tmp_path / "b.geojson")))


def test_k10_keys_are_found_though_most_differ_in_writing(tmp_path: Path) -> None:
    features = places(tmp_path, id=["JN-001", "JN-002", "JN-003"])
    table = write(tmp_path, "id,n\nＪＮ-001,1\njn-002,2\nJN-003,3\n")
    assert "keys-nearly-alike" in kinds_in(drawn(tmp_path, features, table))


def test_the_page_tells_what_the_terminal_tells(tmp_path: Path) -> None:
    rows = "编号,名称,经度,纬度\n1,甲,117.1,36.6\n2,乙,待定,\n3,丙,0,0\n合计,3,,\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    drawn = map_files(tmp_path / "t.csv", None, WantedMap())
    told = drawn.map.figure.page.issues
    assert [one.message.en for one in told] == [one["message"] for one in drawn.as_json()["issues"]]
    assert {"coordinates-found", "no-place-yet", "zero-place", "total-row"} <= {
        one.type for one in told
    }
    assert {(one.layer, one.file) for one in told} == {("data", "t.csv")}


def test_numbers_that_are_none_in_geojson_are_told(tmp_path: Path) -> None:
    text = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": 1,'
        ' "v": NaN}, "geometry": {"type": "Point", "coordinates": [117, 36.6]}}]}'
    )
    (tmp_path / "a.geojson").write_text(text, encoding="utf-8")
    found = map_files(tmp_path / "a.geojson", None, WantedMap()).as_json()
    (told,) = found["issues"]
    assert (told["row"], told["value"], told["severity"]) == (1, "v: nan", "warning")
    assert "NaN" in told["message"]
    (tmp_path / "a.geojson").write_text(text.replace("NaN", "null"), encoding="utf-8")
    assert not map_files(tmp_path / "a.geojson", None, WantedMap()).as_json()["issues"]


def test_rows_with_latitude_first_are_named_where_they_are_as_many_as_the_others(
    tmp_path: Path,
) -> None:
    rows = "编号,名称,经度,纬度\n1,甲,117.02,36.66\n2,乙,36.67,117.03\n3,丙,待定,\n"
    (tmp_path / "t.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InputError, match=r"t\.csv: rows 3 have latitude before longitude"):
        map_files(tmp_path / "t.csv", None, WantedMap())


def test_angles_without_marks_and_metres_without_a_zone_say_what_they_look_like(
    tmp_path: Path,
) -> None:
    packed = write(tmp_path, "编号,经度,纬度\na,1170112.36,363940.32\nb,1170301.08,364013.44\n")
    with pytest.raises(InputError, match=r"117\.02010, latitude 36\.66120"):
        map_files(packed, None, WantedMap())
    metres = write(tmp_path, "编号,X,Y\na,4058913.012,501797.041\nb,4059934.939,504496.538\n")
    with pytest.raises(InputError, match=r"without a zone number.*--crs") as told:
        map_files(metres, None, WantedMap())
    assert "longitude to 180" not in str(told.value)
    assert drawn(tmp_path, metres, "--crs", "EPSG:4548")["on_map"] == 2


def test_numbers_with_parted_thousands_are_no_pairs(tmp_path: Path) -> None:
    text = 'id,x,y\na,"39,501,797.041","4,058,913.012"\nb,"39,504,496.538","4,059,934.939"\n'
    assert drawn(tmp_path, write(tmp_path, text))["crs"] == "EPSG:4527"


NAMELESS = {
    "degrees of few decimals": ("117.1,36.6\n117.2,36.7\n116.9,36.5\n", "列A", "列B"),
    "metres": ("J1,4058913.012,501797.041\nJ2,4059934.939,504496.538\n", "列C", "列B"),
    "parted by blanks": (
        "J1 4058913.012 501797.041\nJ2  4059934.939 504496.538\nJ3 4058235.94 499123.76\n",
        "列C", "列B",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NAMELESS)
def test_columns_without_headings_that_may_be_places_are_proposed(
    case: str, tmp_path: Path
) -> None:
    text, x, y = NAMELESS[case]
    file = write(tmp_path, text, "t.txt")
    found = drawn(tmp_path, file, code=1)
    (told,) = (issue for issue in found["issues"] if issue["type"] == "no-places")
    assert f"--x '{x}' --y '{y}'" in told["message"]
    crs = "EPSG:4548" if "C" in x else "EPSG:4326"
    assert drawn(tmp_path, file, "--x", x, "--y", y, "--crs", crs)["unlocated"] == 0
