"""The column of districts is found by its values, and tells what the numbers leave open.

A row's CRS is obeyed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from jinan_geo.coordinates.anchors import match_anchors
from jinan_geo.coordinates.doctor import Diagnosis, Witnesses, diagnose
from jinan_geo.coordinates.shifted import FROM_WGS84
from jinan_geo.coordinates.systems import ground_of
from jinan_geo.coordinates.telling_columns import find_claims, find_row_systems, is_web_boundary

ROOT = Path(__file__).resolve().parents[2]
DISTRICTS = gpd.read_file(ROOT / "layers" / "districts" / "features.geojson")
CITY = shapely.union_all(DISTRICTS.geometry.to_numpy())
GROUND = ground_of(DISTRICTS.geometry.to_numpy(), "EPSG:4548")
URBAN = (116.90, 36.58, 117.25, 36.74)
TRIALS = 25


def points_with_codes(seed: int, count: int = 600, box: Any = None) -> gpd.GeoDataFrame:
    random = np.random.default_rng(seed)
    west, south, east, north = box or CITY.bounds
    at = random.uniform((west, south), (east, north), (6 * count, 2))
    at = at[shapely.contains_xy(CITY, *at.T)][:count]
    tree = shapely.STRtree(DISTRICTS.geometry.to_numpy())
    which, district = tree.query(shapely.points(at), predicate="within")
    _, first = np.unique(which, return_index=True)
    codes = DISTRICTS["id"].to_numpy()[district[first]]
    return gpd.GeoDataFrame({"adcode": codes}, geometry=shapely.points(at[which[first]]))


def shift(frame: gpd.GeoDataFrame, name: str, which: Any = slice(None)) -> gpd.GeoDataFrame:
    shapes = frame.geometry.to_numpy().copy()
    shapes[which] = shapely.transform(
        shapes[which], lambda at: np.stack(FROM_WGS84[name](*at.T), axis=1)
    )
    return frame.set_geometry(shapes)


def ask(frame: gpd.GeoDataFrame, districts: gpd.GeoDataFrame = DISTRICTS) -> Diagnosis:
    claims = find_claims(frame, districts)
    assert claims is not None
    return diagnose(
        frame.geometry.to_numpy(), GROUND, witnesses=Witnesses(claims=claims), declared="EPSG:4326"
    )


@pytest.mark.parametrize("name", ["EPSG:4490", "GCJ-02", "BD-09"])
@pytest.mark.slow
def test_six_hundred_points_with_their_districts_are_told(name: str) -> None:
    for seed in range(TRIALS):
        frame = points_with_codes(seed)
        found = ask(shift(frame, name) if name in FROM_WGS84 else frame)
        assert found.found == name, seed
        assert found.confidence > 0.7
        said = " ".join(text.en for text in found.evidence)
        assert "Column adcode names districts" in said


def mixed(seed: int, name: str, box: Any) -> gpd.GeoDataFrame:
    frame = points_with_codes(seed, box=box)
    which = np.random.default_rng(seed).choice(len(frame), len(frame) // 10, replace=False)
    return shift(frame, name, which)


@pytest.mark.parametrize(
    ("name", "box", "told", "missed"),
    [("GCJ-02", URBAN, 0.6, 0.1), ("BD-09", URBAN, 0.9, 0.0), ("GCJ-02", None, 0.2, 0.3)],
)
@pytest.mark.slow
def test_a_tenth_of_another_system_is_told_or_left_open_as_far_as_rows_cross_borders(
    name: str, box: Any, told: float, missed: float
) -> None:
    said = [ask(mixed(seed, name, box)) for seed in range(TRIALS)]
    found = [one.found for one in said]
    assert found.count("mixed") >= told * TRIALS
    assert found.count("EPSG:4490") <= missed * TRIALS
    assert not {"GCJ-02", "BD-09"} & set(found)
    for one in [one for one in said if one.found == "mixed"]:
        second = next(label for label, _ in one.shares if label != "EPSG:4490")
        assert name in second.split(" or ")  # which of the two it is, not every file tells
    for one in said:
        text = " ".join(part.en for part in one.evidence)
        if (
            one.found == "EPSG:4490"
        ):  # no row crossed a border: nothing can be seen, and that is said
            assert "without being seen" in text
        if one.found is None:
            assert "the file may mix both" in text


def test_rows_outside_the_district_they_name_are_given() -> None:
    frame = mixed(6, "GCJ-02", URBAN)
    places = shapely.points(shapely.get_coordinates(frame.geometry.to_numpy()))
    named = DISTRICTS.set_index("id").geometry.loc[frame["adcode"]].to_numpy()
    out = np.flatnonzero(shapely.distance(named, places) * 111_000 > 60)
    found = ask(frame)
    assert found.strays is not None
    assert found.strays.name == "EPSG:4490"
    assert {*out} <= {*found.strays.at}
    assert found.strays.inside["GCJ-02"] == len(found.strays.at)
    assert ask(points_with_codes(6, box=URBAN)).strays is None


@pytest.mark.parametrize("rows", [12, 60])
@pytest.mark.parametrize(("seed", "box"), [(1160, None), (1207, None), (1029, None), (2046, URBAN)])
def test_K1_a_mixture_is_never_named_by_the_wrong_system(seed: int, box: Any, rows: int) -> None:
    """Rows that cross a border under both systems tell that there is a second, and not which."""
    frame = points_with_codes(seed, box=box)
    which = np.random.default_rng(seed + 5).choice(len(frame), rows, replace=False)
    found = ask(shift(frame, "BD-09", which))
    assert "GCJ-02" not in {found.found, *(name for name, _ in found.shares)}
    said = " ".join(part.en for part in found.evidence)
    if found.found is None:
        assert "the file may mix both" in said
    if found.found == "EPSG:4490":
        assert "without being seen" in said


@pytest.mark.slow
def test_where_a_tenth_could_hide_nobody_is_told_with_confidence_that_all_is_well() -> None:
    for seed in range(TRIALS):
        found = ask(points_with_codes(seed))
        share = re.search(r"up to (\d+)% of the file", " ".join(text.en for text in found.evidence))
        assert share, seed
        assert int(share[1]) <= 10 or found.confidence < 0.8


@pytest.mark.parametrize("name", ["EPSG:4490", "GCJ-02"])
@pytest.mark.slow
def test_borders_drawn_badly_and_neighbours_taken_for_each_other_move_nothing(name: str) -> None:
    coarse = DISTRICTS.set_geometry(DISTRICTS.geometry.simplify(0.004))
    said = []
    for seed in range(TRIALS):
        frame = points_with_codes(seed, box=URBAN)
        shown = shift(frame, name) if name in FROM_WGS84 else frame
        random = np.random.default_rng(seed)
        places = shapely.get_coordinates(frame.geometry.to_numpy())
        near = shapely.points(places + random.normal(0, 0.0025, places.shape))
        rows, district = shapely.STRtree(DISTRICTS.geometry.to_numpy()).query(near, "within")
        wrong = shown.copy()
        keep = random.random(len(rows)) < 0.05
        wrong.loc[rows[keep], "adcode"] = DISTRICTS["id"].to_numpy()[district[keep]]
        said += [ask(wrong).found, ask(shown, coarse).found]
    assert set(said) <= {name, "mixed", None}
    assert said.count("mixed") <= 1


def test_districts_show_what_the_few_twins_of_a_file_do_not() -> None:
    for name, crossing in (("BD-09", "mixed"), ("EPSG:4490", "EPSG:4490")):
        frame = points_with_codes(7, box=URBAN).assign(id=[f"p{at}" for at in range(600)])
        known = frame.iloc[:5].assign(name_zh=None)
        file = frame
        if name in FROM_WGS84:
            file = shift(frame, name, np.arange(5, 65))
        anchors = match_anchors(file, {"sites": known})
        claims = find_claims(file, DISTRICTS)
        shapes = file.geometry.to_numpy()
        both = diagnose(shapes, GROUND, witnesses=Witnesses(anchors, claims), declared="EPSG:4326")
        assert both.found == crossing
        alone = diagnose(shapes, GROUND, witnesses=Witnesses(anchors), declared="EPSG:4326")
        assert (alone.found, alone.confidence < 0.8) == ("EPSG:4490", True)
        assert "with the same id or name" in " ".join(text.en for text in alone.evidence)


def test_a_few_points_and_one_place_repeated_are_too_little() -> None:
    few = points_with_codes(3, count=15)
    assert ask(few).found is None
    assert ask(shift(few, "GCJ-02")).found is None
    one = points_with_codes(4, count=1, box=URBAN)
    many = one.iloc[[0] * 500].reset_index(drop=True)
    for file in (many, shift(many, "GCJ-02")):
        assert ask(file).found is None


@pytest.mark.slow
def test_a_tenth_of_wrong_codes_moves_nothing() -> None:
    for seed in range(TRIALS):
        frame = points_with_codes(seed)
        random = np.random.default_rng(seed)
        wrong = random.random(len(frame)) < 0.1
        frame.loc[wrong, "adcode"] = random.choice(DISTRICTS["id"], int(wrong.sum()))
        assert ask(frame).found in {"EPSG:4490", "mixed", None}
        assert ask(shift(frame, "GCJ-02")).found in {"GCJ-02", "mixed", None}


WAYS = {
    "code": [370102, 370103, 370104],
    "所属": ["历下区", "市中区", "槐荫区"],
    "在哪": ["历下", "市中", "槐荫"],
    "行政区": ["济南市历下区", "山东省济南市市中区", " 槐荫区 "],
    "街道代码": ["370102001", "370103002", "370104003"],
    "小数": [370102.0, 370103.0, 370104.0],
    "村": ["370102001001", "370103001002", "370104001003"],
    "全角": ["３７０１０２", "３７０１０３", "370104"],
}


@pytest.mark.parametrize("title", WAYS)
def test_districts_are_found_by_their_values(title: str) -> None:
    frame = gpd.GeoDataFrame(
        {"名称": ["甲", "乙", "丙"], title: WAYS[title]}, geometry=shapely.points([(117, 36.6)] * 3)
    )
    claims = find_claims(frame, DISTRICTS)
    assert claims is not None
    assert claims.column == title
    assert [DISTRICTS["id"][at] for at in claims.stated] == ["370102", "370103", "370104"]


def test_other_columns_are_no_districts() -> None:
    frame = gpd.GeoDataFrame(
        {"面积": [370102.5, 1.0, 2.0], "市": ["济南市"] * 3, "空": [None, None, "历下区"],
         "别处": ["110101", "110102", "110105"], "嵌套": [[370102], {"a": 1}, None]},
        geometry=shapely.points([(117, 36.6)] * 3),
    )  # fmt: skip
    assert find_claims(frame, DISTRICTS) is None


def test_the_system_that_each_row_states_is_obeyed() -> None:
    shapes = shapely.points([(500_000, 4_060_000), (117.0, 36.6), (117.006, 36.6)])
    frame = gpd.GeoDataFrame({"坐标系": ["EPSG:4548", "国家2000", "GCJ02"]}, geometry=shapes)
    rows = find_row_systems(frame)
    assert rows == ("坐标系", ["EPSG:4548", "EPSG:4490", "GCJ-02"])
    found = diagnose(shapes, GROUND, witnesses=Witnesses(rows=rows), declared="EPSG:4326")
    assert found.found == "mixed"
    assert {name for name, _ in found.shares} == {"EPSG:4548", "EPSG:4490", "GCJ-02"}
    whole = find_row_systems(frame.assign(坐标系="BD09"))
    same = diagnose(shapes, GROUND, witnesses=Witnesses(rows=whole), declared="EPSG:4326")
    assert same.found == "BD-09"
    assert find_row_systems(frame.assign(坐标系=["EPSG:4548", "不详", None])) is None
    assert find_row_systems(frame.assign(坐标系=["EPSG:99999"] * 3)) is None


def test_downloads_of_borders_are_known_by_their_columns() -> None:
    assert is_web_boundary(["adcode", "name", "center", "centroid", "level", "geometry"])
    assert not is_web_boundary(["adcode", "name", "level"])
    assert not is_web_boundary(["center", "centroid", "level"])
