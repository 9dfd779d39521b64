"""Between features and between layers.

Each relation broken once, found at its feature, and kept by a clean twin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from shapely import LineString, Point, Polygon, box

from jinan_geo.errors import ManifestError
from tests.tools.planted import FEATURES, Planted, declare, find, proofs_of, sites
from tests.tools.tiny_city import DISTRICT_FEATURES, LICHENG, collection, feature

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinan_geo.manifest.workspace import Workspace

HERE = {"file": FEATURES, "row": 2, "feature": "bad-1"}
DISTRICTS = "layers/districts/features.geojson"
WEST, EAST = box(117.03, 36.63, 117.04, 36.64), box(117.04, 36.63, 117.05, 36.64)
ZONE = {
    "layers/zones/layer.toml": """
name = { zh = "起步区" }
role = "context"
geometry = ["line", "polygon"]
source = { zh = "测试" }
""",
    "layers/zones/features.geojson": collection(
        [
            feature(box(117.05, 36.65, 117.07, 36.67), id="zone", kind="zone"),
            feature(box(117.02, 36.65, 117.03, 36.66), id="lake", kind="water"),
            feature(LineString([(117.01, 36.68), (117.09, 36.68)]), id="road", kind="road"),
        ]
    ),
}
INSIDE = 'rule = "within"\nlayer = "zones"\namong = { kind = "zone" }\nwhere = { name_zh = "甲" }'
DRY = 'rule = "apart"\nlayer = "zones"\namong = { kind = "water" }'
BY_ROAD = (
    'rule = "near"\nlayer = "zones"\namong = { kind = "road" }\ndistance_m = 300\nwhere = { '
    'name_zh = "甲" }'
)


def related(kind: str, rule: str, wrong: object, right: object, **at: object) -> Planted:
    made = [
        {**ZONE, **declare(f"[[expect]]\n{rule}"), **sites(shape, name_zh="甲")}
        for shape in (wrong, right)
    ]
    return Planted(kind, made[0], made[1], {**HERE, **at})


def ring_of_four(hole: bool) -> dict[str, str]:
    """Four plots round a square of 100 m or so, left empty or given to the first."""
    west, south, east, north = 117.05, 36.65, 117.051, 36.651
    first = box(west - 0.01, south, west if hole else east, north)
    above, below = (
        box(west - 0.01, north, east + 0.01, north + 0.01),
        box(west - 0.01, south - 0.01, east + 0.01, south),
    )
    return {
        **declare('[[expect]]\nrule = "no-gap"'),
        **sites(first, above, box(east, south, east + 0.01, north), below),
    }


def no_overlap(shape: Polygon) -> dict[str, str]:
    return {**declare('[[expect]]\nrule = "no-overlap"\ntolerance_m2 = 10'), **sites(WEST, shape)}


CASES = [
    Planted(
        "overlap", no_overlap(box(117.0399, 36.63, 117.05, 36.64)), no_overlap(EAST),
        {**HERE, "details": {"other": "bad-2", "why": "", "why_en": ""}},
    ),
    Planted(
        "overlap",
        {DISTRICTS: collection([*DISTRICT_FEATURES[:1],
                                {**DISTRICT_FEATURES[1], "geometry": feature(
            box(117.09, 36.6, 117.2, 36.7))["geometry"]}, DISTRICT_FEATURES[2]])},
        {DISTRICTS: collection(DISTRICT_FEATURES)},
        {"file": DISTRICTS, "row": 1, "feature": "370102",
         "details": {"other": "370112", "why": "", "why_en": ""}},
        name="of districts",
    ),
    Planted("gap", ring_of_four(hole=True), ring_of_four(hole=False), HERE),
    related("not-within", INSIDE, Point(117.08, 36.66), Point(117.06, 36.66), value="zones"),
    related("not-within", INSIDE, box(117.06, 36.66, 117.08, 36.665),
            box(117.06, 36.66, 117.069, 36.665)),
    related("on-excluded-ground", DRY, Point(117.025, 36.655), Point(117.035, 36.655),
            value="lake"),
    related("too-far", BY_ROAD, Point(117.05, 36.66), Point(117.05, 36.679)),
]  # fmt: skip


test_a_planted_fault_is_found_where_it_is, test_a_clean_twin_raises_nothing = proofs_of(CASES)


def test_a_gap_is_told_with_its_size_its_place_and_all_around_it(tmp_path: Path) -> None:
    (issue,) = find(tmp_path, ring_of_four(hole=True))
    assert abs(int(str(issue.value)) - 9_920) < 100  # 89.4 m by 111 m
    assert issue.details["others"] == "bad-2, bad-3, bad-4"
    x, y = map(float, str(issue.details["place"]).split(","))
    assert 117.05 < x < 117.051
    assert 36.65 < y < 36.651


def test_a_hole_that_one_polygon_has_by_itself_is_no_gap(tmp_path: Path) -> None:
    ring = Polygon(LICHENG.exterior, [box(117.13, 36.63, 117.14, 36.64).exterior])
    assert find(tmp_path, {**declare('[[expect]]\nrule = "no-gap"'), **sites(ring)}) == []


def test_neighbours_that_touch_a_border_are_apart_and_within(tmp_path: Path) -> None:
    touching, lying = box(117.03, 36.65, 117.04, 36.66), box(117.05, 36.65, 117.06, 36.66)
    inside = (
        '[[expect]]\nrule = "within"\nlayer = "zones"\nwhere = { name_zh = "乙" }\ntolerance_m = 1'
    )
    rules = f"[[expect]]\n{DRY}\n{inside}"
    assert (
        find(tmp_path, {**ZONE, **declare(rules), **sites(touching, lying, name_zh=["甲", "乙"])})
        == []
    )


@pytest.mark.parametrize("rule", [DRY, INSIDE, BY_ROAD])
def test_a_relation_to_a_withheld_layer_is_not_told(tmp_path: Path, rule: str) -> None:
    zone = "layers/zones/layer.toml"
    files = {
        **ZONE,
        **declare(f"[[expect]]\n{rule}"),
        **sites(Point(117.025, 36.655), name_zh="甲"),
    }
    assert len(find(tmp_path, files)) == 1
    assert find(tmp_path, {**files, zone: ZONE[zone] + 'audience = "restricted"\n'}) == []


REFUSED = {
    'rule = "apart"\nlayer = "zone"': "expect layer = 'zone' does not exist",
    'rule = "apart"\nlayer = "zones"\namong = { knd = "water" }': "expect among = 'knd' does not "
    "exist",
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_relation_to_what_does_not_exist_is_refused(
    open_city: Callable[..., Workspace], rule: str
) -> None:
    with pytest.raises(ManifestError) as caught:
        open_city({**ZONE, **declare(f"[[expect]]\n{rule}")})
    assert [fault for fault in caught.value.faults if REFUSED[rule] in fault]
