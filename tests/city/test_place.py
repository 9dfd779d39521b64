"""Where features lie: shares that sum to 1, measures in metres, and a status for each."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Point, Polygon, box

from jinan_geo.city.place import Placed, locate_districts, place_features
from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.errors import InputError, ManifestError, UsageError
from tests.tools.tiny_city import NAMES, SQUARES, features_frame, layer_folder

CRS = metric_crs("EPSG:4548")
CODES = list(SQUARES)


def districts_frame() -> gpd.GeoDataFrame:
    zh, en = ([NAMES[code][at] for code in CODES] for at in (0, 1))
    return features_frame(list(SQUARES.values()), id=CODES, name_zh=zh, name_en=en)


DISTRICTS = locate_districts(districts_frame(), CRS)


def place(
    shapes: list[shapely.Geometry | None], min_share: float = 0.01, **columns: list[object]
) -> Placed:
    return place_features(
        layer_folder(), features_frame(shapes, **columns), DISTRICTS, crs=CRS, min_share=min_share
    )


def shares_of(placed: Placed, feature: int = 0) -> dict[str, float]:
    rows = placed.shares[placed.shares["feature"] == feature]
    return dict(zip(rows["district"], rows["share"], strict=True))


def types_of(placed: Placed) -> list[str]:
    return [issue.type for issue in placed.issues]


def test_a_box_of_a_hundredth_degree_has_the_known_area() -> None:
    placed = place([box(117.0, 36.65, 117.01, 36.66)])
    assert placed.features["area_m2"].iloc[0] == pytest.approx(992_218, rel=2e-4)
    assert math.isnan(placed.features["length_m"].iloc[0])


def test_a_line_has_its_length_on_the_ground() -> None:
    line = LineString([(117.02, 36.65), (117.09, 36.62)])
    placed = place([line])
    geodesic = pyproj.Geod(ellps="WGS84").geometry_length(line)
    assert placed.features["length_m"].iloc[0] == pytest.approx(geodesic, rel=1e-4)
    assert math.isnan(placed.features["area_m2"].iloc[0])


def test_points_and_unlocated_features_have_no_measure() -> None:
    placed = place([Point(117.05, 36.65), None])
    assert placed.features[["area_m2", "length_m"]].isna().to_numpy().all()
    assert placed.features["lon"].tolist()[0] == 117.05
    assert math.isnan(placed.features["lat"].iloc[1])


def test_the_point_on_a_feature_lies_on_it() -> None:
    ring = Polygon(
        box(117.0, 36.6, 117.1, 36.7).exterior, [box(117.01, 36.61, 117.09, 36.69).exterior]
    )
    row = place([ring]).features.iloc[0]
    assert ring.intersects(Point(row["lon"], row["lat"]))


XY = st.tuples(st.floats(116.98, 117.22), st.floats(36.48, 36.72))


@given(st.lists(XY, min_size=3, max_size=6))
@settings(max_examples=60, deadline=None)
@pytest.mark.slow
def test_shares_of_any_polygon_and_line_sum_to_one(points: list[tuple[float, float]]) -> None:
    shapes = [
        shape
        for shape in (MultiPoint(points).convex_hull.buffer(0.001), LineString(points))
        if shape.length
    ]
    placed = place([*shapes, MultiPoint(points)])
    inside = shapely.union_all(list(SQUARES.values()))
    for at, shape in enumerate([*shapes, MultiPoint(points)]):
        shares = shares_of(placed, at)
        assert all(0 < share <= 1 for share in shares.values())
        if shares:
            assert sum(shares.values()) == pytest.approx(1, abs=1e-9)
        else:
            assert shape.intersection(inside).area == pytest.approx(0, abs=1e-9)


def test_shares_go_by_area_in_the_metric_crs() -> None:
    shape = box(
        117.05, 36.55, 117.1, 36.7
    )  # lies in two districts, the northern one smaller a degree
    whole, *parts = gpd.GeoSeries(
        [shape, SQUARES["370102"], SQUARES["370103"]], crs="EPSG:4326"
    ).to_crs("EPSG:4548")
    north, south = (whole.intersection(part).area for part in parts)
    assert shares_of(place([shape])) == pytest.approx(
        {"370102": north / (north + south), "370103": south / (north + south)}, abs=1e-9
    )


def test_shares_go_by_length_and_by_number_of_points() -> None:
    line = LineString([(117.05, 36.65), (117.15, 36.65)])
    points = MultiPoint([(117.05, 36.65), (117.06, 36.65), (117.15, 36.65)])
    placed = place([line, points])
    assert shares_of(placed) == pytest.approx({"370102": 0.5, "370112": 0.5}, abs=1e-4)
    assert shares_of(placed, 1) == pytest.approx({"370102": 2 / 3, "370112": 1 / 3})


@pytest.mark.parametrize("point", [Point(117.1, 36.65), Point(117.05, 36.6), Point(117.1, 36.6)])
def test_a_point_on_a_shared_border_counts_once(point: Point) -> None:
    placed = place([point])
    assert list(shares_of(placed).values()) == [1.0]
    assert types_of(placed) == []


def test_a_feature_that_only_touches_a_neighbour_has_no_share_of_it() -> None:
    assert shares_of(place([box(117.05, 36.62, 117.1, 36.65)])) == {"370102": 1.0}


def test_a_part_outside_the_city_takes_no_share() -> None:
    assert shares_of(place([box(117.15, 36.65, 117.9, 36.66)])) == {"370112": 1.0}


def test_a_feature_in_no_district_is_said() -> None:
    placed = place([Point(110, 30), Point(110, 30)], district=[None, "370103"])
    assert types_of(placed) == ["outside-city", "outside-city"]
    assert shares_of(placed) == {}
    assert shares_of(placed, 1) == {"370103": 1.0}


def test_a_small_share_goes_to_the_others_and_is_said() -> None:
    shape = box(117.05, 36.65, 117.1003, 36.66)
    placed = place([shape])
    assert shares_of(placed) == {"370102": 1.0}
    assert [(issue.type, issue.severity) for issue in placed.issues] == [
        ("small-share-dropped", "info")
    ]
    assert set(shares_of(place([shape], min_share=0))) == {"370102", "370112"}


def test_small_shares_alone_still_leave_the_largest() -> None:
    thirds = MultiPoint([(117.05, 36.65), (117.15, 36.65), (117.05, 36.55)])
    placed = place([thirds], min_share=0.4)
    assert sum(shares_of(placed).values()) == pytest.approx(1)
    assert "outside-city" not in types_of(placed)


def test_a_stated_district_that_is_another_is_said() -> None:
    placed = place([Point(117.05, 36.65)] * 3, district=["370112", "370102", "370102;370112"])
    assert [(issue.type, issue.feature, issue.value) for issue in placed.issues] == [
        ("district-mismatch", "f-1", "370112"),
        ("district-mismatch", "f-3", "370102;370112"),
    ]
    assert shares_of(placed) == {"370102": 1.0}
    assert "几何位于 370102" in placed.issues[0].message().zh


def test_an_unknown_code_is_said() -> None:
    placed = place([None], district=["370199; 370103"])
    assert [(issue.type, issue.value) for issue in placed.issues] == [
        ("unknown-district", "370199")
    ]
    assert shares_of(placed) == {"370103": 1.0}


def test_a_district_may_be_stated_by_a_name_that_no_other_has() -> None:
    placed = place([None] * 2, district=["历下区", "Lixia"])
    assert not placed.issues
    assert shares_of(placed) == {"370102": 1.0}
    same = replace(DISTRICTS, names_zh=["历下区", "历下区", "市中区"])
    assert same.find("历下区") is None
    assert same.find("市中区") == DISTRICTS.find("370103")


def test_an_id_is_any_text_and_width_case_and_accents_may_be_written_otherwise() -> None:
    wards = replace(DISTRICTS, codes=["Taishō-ku", "Queens West", "queens west"])
    assert wards.find("TAISHO\u0304-KU") == 0
    assert wards.find("Queens West") == 1
    assert wards.find("QUEENS WEST") is None  # two have that name
    stated = wards.find_all("Taishō-ku； nowhere ;Queens West")
    assert stated == [("Taishō-ku", 0), ("nowhere", None), ("Queens West", 1)]


def test_a_district_that_is_asked_for_is_found_or_those_that_are_near_are_named() -> None:
    assert DISTRICTS.require("Lixia") == "370102"
    with pytest.raises(UsageError, match=r"Lichang.*370112"):
        DISTRICTS.require("Lichang")


def test_each_district_has_a_page_of_a_safe_name_of_its_own() -> None:
    odd = replace(DISTRICTS, codes=["../../x", "Taishō ku", "taishō-ku"])
    assert [*odd.pages.values()] == ["x", "Taishō-ku", "taishō-ku-2"]
    named = replace(odd, names_zh=["a/b: <c> ", "", ""], names_en=["a/b: <c> ", "", ""])
    assert named.folder_of("../../x") == "x_a_b_ _c_"
    devices = replace(DISTRICTS, codes=["con", "西成区", "…"])
    assert [*devices.pages.values()] == ["con-1", "西成区", "page"]


def test_an_unlocated_feature_shares_equally_over_its_stated_districts() -> None:
    placed = place([None, None], district=["370103;370102", None])
    assert shares_of(placed) == {"370102": 0.5, "370103": 0.5}
    assert placed.shares["inferred"].tolist() == [1, 1]
    assert shares_of(placed, 1) == {}


STATUS = [
    # shape, location, accuracy, district -> status, issues
    (True, None, "surveyed", None, "precise", []),
    (True, None, "digitised", None, "precise", []),
    (True, None, "approximate", None, "area", []),
    (True, None, "schematic", None, "district", []),
    (True, None, None, None, "area", []),
    (True, "street", "surveyed", None, "street", []),
    (False, None, None, None, "unlocated", []),
    (False, None, "surveyed", "370102", "district", []),
    (False, "city", None, None, "city", []),
    (False, "precise", None, None, "unlocated", ["location-without-geometry"]),
    (False, "area", None, "370102", "district", ["location-without-geometry"]),
]


@pytest.mark.parametrize(
    ("located", "location", "accuracy", "district", "status", "issues"), STATUS
)
def test_location_status(  # noqa: PLR0913 - the columns of the table
    *, located: bool, location: str, accuracy: str, district: str, status: str, issues: list[str]
) -> None:
    shape = Point(117.05, 36.65) if located else None
    placed = place([shape], location=[location], accuracy=[accuracy], district=[district])
    assert placed.features["location"].tolist() == [status]
    assert types_of(placed) == issues


def test_a_bow_tie_is_measured_by_what_it_covers() -> None:
    tie = Polygon([(117.02, 36.62), (117.04, 36.64), (117.04, 36.62), (117.02, 36.64)])
    halves = [Polygon([(117.02, 36.62), (117.03, 36.63), (117.02, 36.64)])]
    placed = place([tie, *halves])
    assert placed.features["area_m2"].iloc[0] == pytest.approx(
        2 * placed.features["area_m2"].iloc[1], rel=1e-3
    )
    assert placed.features.geometry.iloc[0].equals_exact(tie, tolerance=1e-9)


def test_the_frame_given_is_not_changed() -> None:
    frame = features_frame([Point(117.05, 36.65)])
    before = frame.copy(deep=True)
    place_features(layer_folder(), frame, DISTRICTS, crs=CRS, min_share=0.01)
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before))


def test_a_layer_without_features_is_placed() -> None:
    placed = place([])
    assert len(placed.features) == len(placed.shares) == 0


def test_labels_lie_inside_their_districts() -> None:
    assert DISTRICTS.codes == CODES
    for code, at in zip(CODES, DISTRICTS.label_at, strict=True):
        assert SQUARES[code].contains(Point(at))


BAD_DISTRICTS = {
    "no geometry": {"geometry": [None, *list(SQUARES.values())[1:]]},
    "no name": {"name_zh": [None, "甲", "乙"]},
    "a list as an id": {"id": ["370102;370199", "370112", "370103"]},
    "two lines as an id": {"id": ["历下\n历城", "370112", "370103"]},
}


@pytest.mark.parametrize("name", BAD_DISTRICTS)
def test_a_district_that_cannot_be_one_is_refused(name: str) -> None:
    frame = districts_frame()
    for column, values in BAD_DISTRICTS[name].items():
        frame[column] = values
    with pytest.raises(InputError, match="districts"):
        locate_districts(frame, CRS)


def test_the_metric_crs_must_be_one() -> None:
    assert np.isclose(CRS.axis_info[0].unit_conversion_factor, 1)
    for wrong in ("EPSG:4326", "EPSG:0", "济南"):
        with pytest.raises(ManifestError, match=r"workspace.toml: metric_crs = "):
            metric_crs(wrong)


def test_what_lies_where_the_metric_crs_ends_is_not_measured() -> None:
    around = box(26.5, -0.5, 27.5, 0.5)  # Congo: Gauss-Krueger at 117 E has no number there
    placed = place([around, box(117.0, 36.65, 117.01, 36.66)])
    assert placed.features["area_m2"].isna().tolist() == [True, False]
    assert placed.features.geometry.iloc[0].equals(around)
    assert shares_of(placed) == {}
