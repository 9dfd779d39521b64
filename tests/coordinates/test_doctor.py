"""The doctor names what was done to a layer.

It says when it cannot tell, and never calls an error a system.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from shapely import LineString, Point, box

from jinan_geo.coordinates.anchors import Anchors, match_anchors
from jinan_geo.coordinates.doctor import Diagnosis, diagnose
from jinan_geo.coordinates.shifted import FROM_WGS84
from jinan_geo.coordinates.systems import ground_of
from jinan_geo.read import read_features
from tests.tools.browser import ROOT, SAMPLE_CITY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

TRIALS = 500
JITTER_M = 10.0  # how far anchors themselves are off
METRE = 1 / 111_000  # degrees of latitude
LAYERS = {
    path.parent.name: read_features(path, path.parent.name)
    .dropna(subset=["geometry"])
    .reset_index(drop=True)
    for root in (ROOT, SAMPLE_CITY)  # where both have a layer, that of the sample city is meant
    for path in sorted((root / "layers").glob("*/features.geojson"))
}
DISTRICTS = LAYERS["districts"].geometry.to_numpy()
CITY = ground_of(DISTRICTS)


def clean_layer() -> Shapes:
    """200 points, lines and polygons all over the city."""
    random = np.random.default_rng(7)
    city = shapely.union_all(DISTRICTS)
    at = random.uniform(city.bounds[:2], city.bounds[2:], (2000, 2))
    at = at[shapely.contains_xy(shapely.buffer(city, -0.02), *at.T)][:200]
    kinds = [
        Point,
        lambda x, y: LineString([(x, y), (x + 0.01, y + 0.004)]),
        lambda x, y: box(x, y, x + 0.003, y + 0.002),
    ]
    return np.array([kinds[place % 3](x, y) for place, (x, y) in enumerate(at)], dtype=object)


SHAPES = {
    "clean": clean_layer(),
    **{name: frame.geometry.to_numpy() for name, frame in LAYERS.items()},
}


def project(name: str) -> Callable[[NDArray[np.float64], NDArray[np.float64]], Any]:
    return pyproj.Transformer.from_crs("EPSG:4490", name, always_xy=True).transform


# What is done to a layer, and what it then is.
DISTORTIONS: dict[str, tuple[Any, str, bool]] = {
    "none": (lambda x, y: (x, y), "EPSG:4490", False),
    "swapped": (lambda x, y: (y, x), "EPSG:4490", True),
    "EPSG:4527": (project("EPSG:4527"), "EPSG:4527", False),
    "EPSG:4548": (project("EPSG:4548"), "EPSG:4548", False),
    "EPSG:4509": (project("EPSG:4509"), "EPSG:4548", False),  # number for number the same
    "EPSG:4498": (project("EPSG:4498"), "EPSG:4498", False),
    "EPSG:3857": (project("EPSG:3857"), "EPSG:3857", False),
    "GCJ-02": (FROM_WGS84["GCJ-02"], "GCJ-02", False),
    "BD-09": (FROM_WGS84["BD-09"], "BD-09", False),
    "GCJ-02 swapped": (lambda x, y: FROM_WGS84["GCJ-02"](x, y)[::-1], "GCJ-02", True),
}


def distort(shapes: Shapes, which: Sequence[int] | NDArray[np.int_], convert: Any) -> Shapes:
    moved = shapes.copy()
    moved[which] = shapely.transform(shapes[which], lambda at: np.stack(convert(*at.T), axis=1))
    return moved


def move(shapes: Shapes, metres: NDArray[np.float64], azimuth: NDArray[np.float64]) -> Shapes:
    """Move each shape as a whole."""
    step = (
        np.stack(
            [metres * np.sin(azimuth) / np.cos(np.radians(36.7)), metres * np.cos(azimuth)], axis=1
        )
        * METRE
    )
    owner = np.repeat(np.arange(len(shapes)), shapely.get_num_coordinates(shapes))
    return np.asarray(
        shapely.set_coordinates(shapes.copy(), shapely.get_coordinates(shapes) + step[owner])
    )


def some_layer(random: np.random.Generator) -> Shapes:
    """Any layer, or a random part of it."""
    shapes = SHAPES[random.choice(list(SHAPES))]
    count = random.integers(min(4, len(shapes)), len(shapes), endpoint=True)
    return np.asarray(shapes[np.sort(random.choice(len(shapes), count, replace=False))])


def twins_of(shapes: Shapes, random: np.random.Generator) -> Anchors:
    """The same features in another layer, drawn by somebody else."""
    off = np.abs(random.normal(0, JITTER_M, len(shapes)))
    return Anchors(move(shapes, off, random.uniform(0, 2 * np.pi, len(shapes))), [], ("other",))


def shares_of(diagnosis: Diagnosis) -> dict[str, float]:
    return {name: round(share, 9) for name, share in diagnosis.shares}


@pytest.mark.parametrize("name", DISTORTIONS)
@pytest.mark.slow
@pytest.mark.first_whole(5)
def test_what_was_done_to_all_or_a_tenth_of_a_layer_is_told(name: str) -> None:
    convert, expected, swapped = DISTORTIONS[name]
    wrong = []
    for seed in range(TRIALS):
        random = np.random.default_rng(seed)
        shapes = some_layer(random)
        tenth = max(1, round(len(shapes) / 10))
        which = (
            np.arange(len(shapes)) if seed % 2 else random.choice(len(shapes), tenth, replace=False)
        )
        found = diagnose(distort(shapes, which, convert), CITY, anchors=twins_of(shapes, random))
        if len(which) == len(shapes) or name == "none":
            right = (found.found, found.swapped, found.shares) == (expected, swapped, ())
        else:
            share = round(len(which) / len(shapes), 9)
            label = f"{expected} swapped" if swapped else expected
            right = found.found == "mixed" and shares_of(found) == {
                label: share,
                "EPSG:4490": round(1 - share, 9),
            }
        wrong += [] if right else [(seed, len(shapes), found)]
    assert len(wrong) <= TRIALS // 100, wrong[:3]


@pytest.mark.parametrize("part", [1.0, 0.1])
@pytest.mark.slow
def test_random_errors_are_never_called_gcj02(part: float) -> None:
    for seed in range(TRIALS):
        random = np.random.default_rng(seed)
        shapes = some_layer(random)
        hit = random.random(len(shapes)) < part
        metres = np.where(hit, random.uniform(50, 300, len(shapes)), 0)
        moved = move(shapes, metres, random.uniform(0, 2 * np.pi, len(shapes)))
        found = diagnose(moved, CITY, anchors=twins_of(shapes, random))
        assert found.found in {"EPSG:4490", None}, seed
        assert found.shares == ()


def test_one_error_shared_by_all_features_is_no_known_system() -> None:
    shapes = SHAPES["parking_sites"]
    for metres, azimuth in ((120, 1.0), (250, 1.5), (300, 4.0)):
        moved = move(shapes, np.full(len(shapes), metres), np.full(len(shapes), azimuth))
        found = diagnose(moved, CITY, anchors=Anchors(shapes, [], ("other",)))
        assert found.found is None
        stated = re.search(r"off alike by (\d+) m at azimuth (\d+)", found.evidence[-1].en)
        assert stated is not None
        assert int(stated[1]) == pytest.approx(metres, rel=0.02)
        assert int(stated[2]) == pytest.approx(np.degrees(azimuth), abs=2)


def test_one_outline_badly_drawn_does_not_make_a_layer_unknown() -> None:
    shapes = SHAPES["county_pairs"]
    twins = move(shapes, np.array([45.0]), np.array([1.0]))
    for name in ("none", "EPSG:4548"):
        found = diagnose(
            distort(shapes, [0], DISTORTIONS[name][0]), CITY, anchors=Anchors(twins, [], ("other",))
        )
        assert found.found == DISTORTIONS[name][1]


@pytest.mark.parametrize("name", ["none", "GCJ-02", "BD-09", "swapped"])
@pytest.mark.parametrize("layer", SHAPES)
def test_degrees_without_anchors_cannot_be_told(name: str, layer: str) -> None:
    shapes = SHAPES[layer]
    moved = distort(shapes, np.arange(len(shapes)), DISTORTIONS[name][0])
    found = diagnose(moved, CITY)
    assert (found.found, found.confidence, found.toml, found.shares) == (None, 0, None, ())
    assert found.swapped == (name == "swapped")
    assert "EPSG:4490、GCJ-02、BD-09 都可能" in found.evidence[-1].zh


@pytest.mark.parametrize("name", ["none", "GCJ-02", "BD-09"])
def test_two_points_with_anchors_are_too_few(name: str) -> None:
    shapes = SHAPES["parking_sites"][:2]
    found = diagnose(
        distort(shapes, [0, 1], DISTORTIONS[name][0]), CITY, anchors=Anchors(shapes, [], ("other",))
    )
    assert found.found is None
    assert "2 comparisons so far, 3 are the least" in found.evidence[-1].en


NOWHERE = {
    "no features": ([], "没有任何要素带有坐标"),
    "no geometry": ([None, None], "没有任何要素带有坐标"),
    "at the origin": ([Point(0, 0)] * 5, "都不在本市附近"),
    "in another city": ([Point(121.47, 31.23), Point(121.5, 31.2)], "都不在本市附近"),
    "a local system": ([Point(12_000, 8_000), Point(13_000, 9_000)], "地方独立坐标系"),
    "beside the city": ([Point(116.0, 36.0), Point(116.01, 36.01)], "多数顶点不在市域内"),
}


@pytest.mark.parametrize("case", NOWHERE)
def test_what_lies_elsewhere_cannot_be_told(case: str) -> None:
    shapes, reason = NOWHERE[case]
    found = diagnose(np.array(shapes, dtype=object), CITY)
    assert (found.found, found.confidence) == (None, 0)
    assert reason in found.evidence[-1].zh
    assert found.features == len(shapes)


def test_twins_that_lie_anywhere_explain_nothing() -> None:
    shapes = SHAPES["parking_sites"]
    random = np.random.default_rng(3)
    moved = move(
        shapes, random.uniform(700, 1100, len(shapes)), random.uniform(0, 6.28, len(shapes))
    )
    found = diagnose(moved, CITY, anchors=Anchors(shapes, [], ("other",)))
    assert found.found is None
    assert "不符合任何已知坐标系" in found.evidence[-1].zh


def test_shifted_first_and_projected_afterwards_is_said() -> None:
    shapes = SHAPES["parking_sites"]
    shifted = distort(shapes, np.arange(len(shapes)), DISTORTIONS["GCJ-02"][0])
    both = distort(shifted, np.arange(len(shapes)), DISTORTIONS["EPSG:3857"][0])
    found = diagnose(both, CITY, anchors=Anchors(shapes, [], ("other",)))
    assert found.found is None
    assert "the shift of GCJ-02 remains" in found.evidence[-1].en


def test_all_vertices_count_and_not_the_first() -> None:
    first_wrong = [
        LineString([(0, 0), *[(117 + at / 1000, 36.6) for at in range(20)]]) for _ in range(4)
    ]
    shapes = distort(np.array(first_wrong, dtype=object), [0, 1, 2, 3], DISTORTIONS["EPSG:4527"][0])
    shapes = shapely.transform(
        shapes, lambda at: np.where(np.arange(len(at))[:, None] % 21 == 0, 0, at)
    )
    assert diagnose(shapes, CITY).found == "EPSG:4527"


@pytest.mark.parametrize("yx", [False, True])
def test_c5_zones_are_told_by_prefix_and_by_the_city(yx: bool) -> None:
    shapes = SHAPES["transport_projects"]
    neighbours = {"EPSG:4549": "EPSG:4549", "EPSG:4528": "EPSG:4528", "EPSG:4526": "EPSG:4526"}
    for name, expected in {
        **neighbours,
        "EPSG:4548": "EPSG:4548",
        "EPSG:4498": "EPSG:4498",
    }.items():
        moved = distort(shapes, np.arange(len(shapes)), project(name))
        if yx:
            moved = distort(moved, np.arange(len(shapes)), DISTORTIONS["swapped"][0])
        found = diagnose(moved, CITY)
        assert (found.found, found.swapped) == (expected, yx)
        assert found.confidence > 0.9
        assert found.toml == f'crs = "{expected}"' + ("\nswapped = true" if yx else "")


def test_c5_one_projection_of_two_names_goes_by_what_is_declared() -> None:
    shapes = SHAPES["parking_sites"]
    moved = distort(shapes, np.arange(len(shapes)), project("EPSG:4509"))
    for declared, expected in (
        (None, "EPSG:4548"),
        ("EPSG:4548", "EPSG:4548"),
        ("EPSG:4509", "EPSG:4509"),
    ):
        found = diagnose(moved, CITY, declared=declared)
        assert found.found == expected
        assert "same projection" in found.evidence[-1].en
        assert found.is_as_declared == (declared == expected)


def test_c5_far_from_the_meridian_it_is_the_six_degree_system() -> None:
    east = ground_of([box(119, 36, 119.8, 37)])
    shapes = np.array([Point(119.2, 36.5), Point(119.5, 36.6)], dtype=object)
    assert diagnose(distort(shapes, [0, 1], project("EPSG:4509")), east).found == "EPSG:4509"
    assert diagnose(distort(shapes, [0, 1], project("EPSG:4549")), east).found == "EPSG:4549"


def test_c5_the_two_names_are_one_projection() -> None:
    at = shapely.get_coordinates(DISTRICTS)
    three, six = (np.stack(project(name)(*at.T)) for name in ("EPSG:4548", "EPSG:4509"))
    assert np.abs(three - six).max() == 0


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09", "none"])
def test_outlines_that_must_coincide_tell_without_ids(name: str) -> None:
    borders = np.array([shapely.segmentize(shape, 0.01) for shape in DISTRICTS], dtype=object)
    moved = distort(borders, np.arange(12), DISTORTIONS[name][0])
    nobody = np.full(12, None, dtype=object)
    found = diagnose(moved, CITY, anchors=Anchors(nobody, list(DISTRICTS), ("districts",)))
    assert found.found == DISTORTIONS[name][1]
    assert found.confidence > 0.9
    mixed = diagnose(
        distort(borders, [3], DISTORTIONS["GCJ-02"][0]),
        CITY,
        anchors=Anchors(nobody, list(DISTRICTS), ()),
    )
    assert shares_of(mixed) == {"EPSG:4490": round(11 / 12, 9), "GCJ-02": round(1 / 12, 9)}


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09", "none"])
def test_points_that_must_coincide_are_judged_together(name: str) -> None:
    shapes = SHAPES["parking_sites"]
    moved = distort(shapes, np.arange(len(shapes)), DISTORTIONS[name][0])
    nobody = np.full(len(shapes), None, dtype=object)
    assert (
        diagnose(moved, CITY, anchors=Anchors(nobody, list(shapes), ("other",))).found
        == DISTORTIONS[name][1]
    )
    elsewhere = Anchors(nobody, list(SHAPES["innovation_sites"]), ("other",))
    assert diagnose(moved, CITY, anchors=elsewhere).found is None


def test_twins_drawn_with_other_vertices_are_compared_by_their_centres() -> None:
    shapes = SHAPES["renewal_districts"]
    twins = np.array([shapely.segmentize(shape, 0.002) for shape in shapes], dtype=object)
    moved = distort(shapes, np.arange(len(shapes)), DISTORTIONS["GCJ-02"][0])
    assert diagnose(moved, CITY, anchors=Anchors(twins, [], ("other",))).found == "GCJ-02"


def test_features_without_a_twin_follow_the_others() -> None:
    shapes = SHAPES["parking_sites"]
    twins = np.where(np.arange(len(shapes)) % 3 == 0, shapes, None)
    moved = distort(shapes, np.arange(len(shapes)), DISTORTIONS["GCJ-02"][0])
    assert diagnose(moved, CITY, anchors=Anchors(twins, [], ("other",))).found == "GCJ-02"


def test_twins_are_found_by_id_or_name_under_any_heading() -> None:
    other = LAYERS["parking_sites"]
    ids = list(other["id"])
    file = gpd.GeoDataFrame(
        {"XMBH": ids[::-1], "district": "370102"}, geometry=other.geometry.to_numpy()[::-1]
    )
    anchors = match_anchors(file, {"districts": LAYERS["districts"], "parking_sites": other})
    assert anchors.layers == ("parking_sites",)
    assert all(one is two for one, two in zip(anchors.twins[::-1], other.geometry, strict=True))
    named = file.assign(XMBH=None, MC=list(other["name_zh"])[::-1])
    assert match_anchors(named, {"parking_sites": other}).layers == ("parking_sites",)


def test_a_code_of_its_district_does_not_make_a_project_the_district() -> None:
    codes = list(LAYERS["districts"]["id"])
    points = shapely.centroid(DISTRICTS)
    anchors = match_anchors(
        gpd.GeoDataFrame({"code": codes}, geometry=points), {"districts": LAYERS["districts"]}
    )
    assert pd.isna(anchors.twins).all()


@pytest.mark.parametrize("name", ["EPSG:4527", "EPSG:4498", "EPSG:3857"])
def test_without_a_city_what_the_numbers_alone_tell_is_told(name: str) -> None:
    shapes = SHAPES["parking_sites"]
    everywhere = ground_of(None)
    found = diagnose(distort(shapes, np.arange(len(shapes)), project(name)), everywhere)
    assert found.found == name
    assert found.confidence < 0.75
    plain = diagnose(distort(shapes, np.arange(len(shapes)), project("EPSG:4548")), everywhere)
    assert plain.found is None
    assert "中央子午线" in plain.evidence[-1].zh


def test_c1_a_file_that_declares_nothing_is_told_from_evidence_and_not_passed_as_it_is() -> None:
    shapes = SHAPES["parking_sites"]
    found = diagnose(shapes, CITY, anchors=Anchors(shapes, [], ("other",)), declared=None)
    assert (found.found, found.declared, found.is_as_declared) == ("EPSG:4490", None, False)
    assert any("与图层 other" in text.zh for text in found.evidence)


def test_evidence_states_the_offset_and_its_direction() -> None:
    shapes = SHAPES["parking_sites"]
    moved = distort(shapes, np.arange(len(shapes)), DISTORTIONS["GCJ-02"][0])
    found = diagnose(moved, CITY, anchors=Anchors(shapes, [], ("parking",)))
    said = found.evidence[-1].en
    assert said.startswith("26 features lie 52")
    assert "leaves 0.0 m" in said
    assert found.toml == 'crs = "GCJ-02"'


def test_what_is_given_is_not_changed() -> None:
    shapes = SHAPES["parking_sites"]
    before = shapely.to_wkb(shapes)
    diagnose(shapes, CITY, anchors=Anchors(shapes, list(shapes), ("other",)))
    assert (shapely.to_wkb(shapes) == before).all()
