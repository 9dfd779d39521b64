"""Faults of geometry, each planted in a real file and met on the command line.

The test bears the fault's number.
"""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Point, Polygon, box

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.payload.build import build_pages
from jinan_geo.pipeline import prepare_city
from jinan_geo.publish.publish import publish
from tests.tools.tiny_city import (
    DISTRICT_FEATURES,
    FILES,
    LICHENG,
    LIXIA,
    SHIZHONG,
    SITE_FEATURES,
    collection,
    feature,
)
from tests.tools.verbs import Checked, check_city, run

if TYPE_CHECKING:
    from pathlib import Path

SITES = "layers/sites/features.geojson"
DISTRICTS = "layers/districts/features.geojson"
MANIFEST = "layers/sites/layer.toml"
LEDGER_ROWS = 7
LAYER = FILES[MANIFEST]
PLACED = {
    "name_zh": "新增地块",
    "kind": "housing",
    "planned_start": "2025-01-01",
    "planned_finish": "2025-12-31",
}
PLOT = box(117.03, 36.62, 117.04, 36.63)


def with_site(geometry: Any) -> str:
    """The sites of the tiny city, and one more that is the sixth feature of the file."""
    return collection([*SITE_FEATURES, feature(geometry, id="s-6", **PLACED)])


def check_site(root: Path, geometry: Any, *options: str) -> Checked:
    checked = check_city(root, {SITES: with_site(geometry)}, *options)
    assert (checked.accounts["sites"]["features"], checked.accounts["sites"]["rows"]) == (
        6,
        LEDGER_ROWS,
    )
    return checked


BOW_TIE = [[[117.03, 36.62], [117.04, 36.63], [117.04, 36.62], [117.03, 36.63], [117.03, 36.62]]]


def ring_of(shape: Polygon) -> list[list[float]]:
    return [[round(x, 9), round(y, 9)] for x, y in shape.exterior.coords]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


HOLE = box(117.033, 36.623, 117.036, 36.626)
INVALID = {
    "g1 bow-tie": (polygon(*BOW_TIE), "Self-intersection"),
    "g2 hole outside": (polygon(ring_of(PLOT), ring_of(box(117.06, 36.62, 117.07, 36.63))),
                        "Hole lies outside shell"),
    "g2 nested holes": (polygon(ring_of(PLOT), ring_of(HOLE), ring_of(HOLE.buffer(-0.0005))),
                        "Holes are nested"),
    "g2 nested shells": (
        {"type": "MultiPolygon", "coordinates": [[ring_of(PLOT)], [ring_of(HOLE)]]},
        "Nested shells",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", INVALID)
@pytest.mark.slow
def test_g1_g2_an_invalid_polygon_is_told_with_reason_and_place_and_left_as_it_is(
    tmp_path: Path, case: str
) -> None:
    shape, reason = INVALID[case]
    checked = check_site(tmp_path, shape)
    assert checked.code == 1  # a repair is pending
    issue = checked.one("invalid-geometry")
    assert (issue["file"], issue["row"], issue["feature"], issue["severity"]) == (
        SITES,
        "6",
        "s-6",
        "warning",
    )
    assert re.search(rf"{reason} at 117\.\d+, 36\.\d+", issue["message_en"])
    assert 'repair = ["make-valid"]' in issue["fix_en"]
    (site,) = [
        layer for layer in prepare_city(Workspace.open(tmp_path)).layers if layer.id == "sites"
    ]
    assert site.features.geometry.iloc[5].equals_exact(shapely.geometry.shape(shape), 0)


@pytest.mark.parametrize("case", INVALID)
@pytest.mark.slow
def test_g1_g2_it_is_repaired_only_where_the_manifest_says_so_with_its_area_before_and_after(
    tmp_path: Path, case: str
) -> None:
    shape, reason = INVALID[case]
    files = {
        SITES: with_site(shape),
        MANIFEST: LAYER.replace("order = 10", 'order = 10\nrepair = ["make-valid"]'),
    }
    checked = check_city(tmp_path, files)
    assert checked.code == 0
    assert checked.of("invalid-geometry") == []
    issue = checked.one("repaired-geometry")
    assert (issue["file"], issue["row"], issue["feature"], issue["severity"]) == (
        SITES,
        "6",
        "s-6",
        "info",
    )
    areas = re.search(r"area (\d+) m2 before, (\d+) m2 after", issue["message_en"])
    assert areas
    assert reason in issue["message_en"]
    (site,) = [
        layer for layer in prepare_city(Workspace.open(tmp_path)).layers if layer.id == "sites"
    ]
    assert site.features.geometry.iloc[5].is_valid
    assert site.features["area_m2"].iloc[5] == pytest.approx(float(areas[2]), rel=0.001)
    assert checked.accounts["sites"]["features"] == 6


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e400", '"117.035"', "null", "true", "[117]"]
)
@pytest.mark.first_quick(2)
def test_g4_a_coordinate_that_is_no_finite_number_sets_its_feature_aside(
    tmp_path: Path, number: str
) -> None:
    ring = [[117.03, 36.62], [117.04, 36.62], "HERE", [117.03, 36.63], [117.03, 36.62]]
    text = with_site({"type": "Polygon", "coordinates": [ring]}).replace(
        '"HERE"', f"[{number}, 36.63]"
    )
    checked = check_city(tmp_path, {SITES: text})
    assert checked.code == 1
    issue = checked.one("unusable-geometry")
    assert (issue["file"], issue["row"], issue["feature"], issue["severity"]) == (
        SITES,
        "6",
        "s-6",
        "error",
    )
    assert "position 3" in issue["message_en"]
    assert (checked.accounts["sites"]["features"], checked.accounts["sites"]["rows"]) == (
        6,
        LEDGER_ROWS,
    )


@pytest.mark.slow
def test_g5_a_clockwise_shell_is_taken_as_it_is(tmp_path: Path) -> None:
    ring = [[117.03, 36.62], [117.03, 36.63], [117.04, 36.63], [117.04, 36.62], [117.03, 36.62]]
    clockwise, usual = ({"type": "Polygon", "coordinates": [part]} for part in (ring, ring[::-1]))
    assert not shapely.is_ccw(shapely.geometry.shape(clockwise).exterior)
    found = [check_site(tmp_path / str(at), shape) for at, shape in enumerate((clockwise, usual))]
    assert [checked.code for checked in found] == [0, 0]
    assert found[0].kinds == found[1].kinds == set()


@pytest.mark.slow
def test_g6_a_feature_without_geometry_keeps_its_attributes_and_is_counted(tmp_path: Path) -> None:
    located = f'{LAYER}\n[[expect]]\nrule = "located"\n'
    checked = check_city(tmp_path, {SITES: with_site(None), MANIFEST: located}, "--strict")
    assert checked.code == 1
    listed = [(issue["row"], issue["feature"]) for issue in checked.of("no-geometry")]
    assert listed == [("3", "s-3"), ("6", "s-6")]
    ran = run(
        "build",
        "--workspace",
        tmp_path,
        "--map",
        "city",
        "--out",
        tmp_path / "maps",
        "--lang",
        "en",
    )
    assert ran.code == 0
    (line,) = [line.split() for line in ran.text.splitlines() if line.startswith("city.html")]
    projects, on_map, not_on_map = line[3:6]
    assert (projects, on_map, not_on_map) == ("9", "6", "3")


@pytest.mark.parametrize(
    "empty",
    [
        {"type": "Polygon", "coordinates": []},
        {"type": "Point", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
    ],
    ids=lambda shape: shape["type"],
)
def test_g6_an_empty_geometry_is_as_good_as_none(tmp_path: Path, empty: dict[str, Any]) -> None:
    located = f'{LAYER}\n[[expect]]\nrule = "located"\n'
    checked = check_city(tmp_path, {SITES: with_site(empty), MANIFEST: located})
    assert checked.code == 0
    assert [issue["feature"] for issue in checked.of("no-geometry")] == ["s-3", "s-6"]
    assert checked.accounts["sites"]["features"] == 6


@pytest.mark.slow
def test_g8_a_point_among_the_districts_is_set_aside_and_said(tmp_path: Path) -> None:
    point = feature(Point(117.15, 36.55), id="370199", name_zh="误入的点")
    mixed = feature({"type": "GeometryCollection", "geometries": [
        {"type": "Point", "coordinates": [117.15, 36.55]},
        shapely.geometry.mapping(box(117.1, 36.5, 117.2, 36.6)),
    ]}, id="370198", name_zh="混合")  # fmt: skip
    checked = check_city(tmp_path, {DISTRICTS: collection([*DISTRICT_FEATURES, point, mixed])})
    assert checked.code == 1
    found = [
        (issue["row"], issue["feature"], issue["value"])
        for issue in checked.of("wrong-geometry-type")
    ]
    assert found == [("4", "370199", "Point"), ("5", "370198", "GeometryCollection")]
    assert "the layer takes polygon" in checked.of("wrong-geometry-type")[0]["message_en"]
    ran = run(
        "build",
        "--workspace",
        tmp_path,
        "--map",
        "districts",
        "--out",
        tmp_path / "maps",
        "--lang",
        "en",
    )
    assert ran.code == 1
    pages = sorted(page.stem for page in (tmp_path / "maps" / "districts").glob("*.html"))
    assert pages == ["370102", "370103", "370112"]


def check_districts(root: Path, *squares: Polygon) -> Checked:
    """Check a city whose districts have these outlines."""
    features = [
        {**item, "geometry": polygon(ring_of(square))}
        for item, square in zip(DISTRICT_FEATURES, squares, strict=True)
    ]
    checked = check_city(root, {DISTRICTS: collection(features)}, "--strict")
    assert checked.accounts["sites"]["features"] == len(SITE_FEATURES)
    return checked


def test_g11_districts_that_overlap_are_named_both_with_the_area(tmp_path: Path) -> None:
    checked = check_districts(tmp_path, box(117.0, 36.6, 117.11, 36.7), LICHENG, SHIZHONG)
    assert checked.code == 1
    issue = checked.one("overlap")
    assert (issue["file"], issue["severity"]) == (DISTRICTS, "warning")
    assert {issue["feature"], *re.findall("3701\\d\\d", issue["message_en"])} == {
        "370102",
        "370112",
    }
    area = re.search(r"by '(\d+)' m2", issue["message_en"])
    assert area
    assert float(area[1]) == pytest.approx(
        0.01 * 0.1 * 111_000**2 * np.cos(np.radians(36.65)), rel=0.02
    )


def test_g11_a_gap_between_districts_is_named_with_those_around_it_and_its_area(
    tmp_path: Path,
) -> None:
    notch = box(117.09, 36.64, 117.1, 36.65)
    lixia = shapely.difference(LIXIA, notch)
    checked = check_districts(tmp_path, lixia, LICHENG, SHIZHONG)
    assert checked.code == 1
    issue = checked.one("gap")
    assert {issue["feature"], *re.findall("3701\\d\\d", issue["message_en"])} == {
        "370102",
        "370112",
    }
    area = re.search(r"gap of '(\d+)' m2", issue["message_en"])
    assert area
    assert float(area[1]) == pytest.approx(
        0.01**2 * 111_000**2 * np.cos(np.radians(36.65)), rel=0.02
    )


METRE = 1 / 111_000
SMALL = {
    "duplicate-geometry": (box(117.08, 36.64, 117.12, 36.66), "s-2"),
    "sliver": (box(117.03, 36.62, 117.04, 36.62 + METRE / 4), "m"),
    "tiny-geometry": (Point(117.03, 36.62).buffer(METRE / 4), "m2"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", SMALL)
def test_g12_duplicates_slivers_and_specks_are_told_with_their_ids(
    tmp_path: Path, kind: str
) -> None:
    shape, word = SMALL[kind]
    rounded = shapely.transform(shape, lambda numbers: numbers.round(9))
    checked = check_site(tmp_path, rounded, "--strict")
    assert checked.code == 1
    issue = checked.one(kind)
    assert (issue["row"], issue["feature"], issue["severity"]) == ("6", "s-6", "warning")
    assert word in issue["message_en"]


def page_bounds(root: Path) -> tuple[float, ...]:
    """The extent that the city's page opens with."""
    (data,) = build_pages(publish(prepare_city(Workspace.open(root)), "internal"), "city")
    return data.page.bounds


@pytest.mark.slow
def test_g13_a_wrong_bbox_is_not_believed(tmp_path: Path) -> None:
    bounds = []
    for at, members in enumerate(
        [{}, {"bbox": [-180, -90, 180, 90]}, {"bbox": [1, 2]}, {"bbox": "west"}]
    ):
        root = tmp_path / str(at)
        features = [{**item, **members} for item in SITE_FEATURES]
        assert check_city(root, {SITES: collection(features, **members)}).code == 0
        bounds.append(page_bounds(root))
    assert bounds == [bounds[0]] * 4
    assert np.allclose(bounds[0], [117.0, 36.5, 117.2, 36.7], atol=0.001)


@pytest.mark.slow
def test_g13_a_false_extent_in_a_geopackage_is_not_believed(tmp_path: Path) -> None:
    def write(path: Path) -> None:
        frame = gpd.GeoDataFrame.from_features(SITE_FEATURES, crs="EPSG:4326").drop(
            columns="appraisal"
        )
        frame.to_file(path, driver="GPKG", SPATIAL_INDEX="NO")
        base = sqlite3.connect(path)
        base.execute("UPDATE gpkg_contents SET min_x = 0, min_y = 0, max_x = 1, max_y = 1")
        base.commit()
        base.close()

    layer = LAYER.replace("order = 10", 'order = 10\nfeatures = "f.gpkg"')
    checked = check_city(tmp_path, {"layers/sites/f.gpkg": write, MANIFEST: layer})
    assert (checked.code, checked.accounts["sites"]["features"]) == (0, 5)
    assert np.allclose(page_bounds(tmp_path), [117.0, 36.5, 117.2, 36.7], atol=0.001)


@pytest.mark.slow
def test_g13_a_shape_across_the_antimeridian_is_measured_where_it_is(tmp_path: Path) -> None:
    halves = shapely.MultiPolygon([box(179.9, 36.6, 180, 36.7), box(-180, 36.6, -179.9, 36.7)])
    checked = check_site(tmp_path, halves)
    assert (checked.code, checked.one("outside-city")["feature"]) == (0, "s-6")


@pytest.mark.slow
def test_g14_a_polygon_of_a_million_vertices_works(tmp_path: Path) -> None:
    angle = np.linspace(0, 2 * np.pi, 10**6, endpoint=False)
    radius = 0.03 + 0.001 * np.sin(angle * 500)
    shape = Polygon(
        np.column_stack([117.1 + radius * np.cos(angle), 36.64 + radius * np.sin(angle)])
    )
    frame = gpd.GeoDataFrame({"id": ["big", "small"]}, geometry=[shape, PLOT], crs="EPSG:4326")
    frame.to_file(tmp_path / "a.gpkg", driver="GPKG")
    (tmp_path / "a.csv").write_text("id,name\nbig,大片区\nsmall,小片区\n", encoding="utf-8")
    page = tmp_path / "a.html"
    ran = run(
        "map", tmp_path / "a.gpkg", tmp_path / "a.csv", "--key", "id", "--out", page, "--lang", "en"
    )
    assert ran.code == 0
    assert "2 table rows = 2 matched + 0 unmatched; 2 on the map, 0 not" in ran.text
    assert page.stat().st_size < 20_000_000
