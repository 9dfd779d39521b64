"""Geometry by itself: each kind of fault planted, found at its feature, and absent from a clean
twin.
"""

from __future__ import annotations

import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry import mapping

from jinan_geo.check.shapes import check_shapes
from jinan_geo.read.validity import word_invalid
from tests.tools.planted import FEATURES, PLACE, TOML, Planted, proofs_of, sites
from tests.tools.tiny_city import features_frame, subject_of

HERE = {"file": FEATURES, "row": 2, "feature": "bad-1"}
METRE = 1 / 111_000
AREAS = {TOML: PLACE.replace('["point", "line", "polygon"]', '["polygon"]')}
PLOT = box(117.05, 36.65, 117.06, 36.66)
BOW_TIE = Polygon([(117.05, 36.65), (117.06, 36.66), (117.06, 36.65), (117.05, 36.66)])
CORNERS = [(117.05, 36.65), (117.06, 36.65), (117.06, 36.66), (117.05, 36.66)]
SPIKED = Polygon(
    [*CORNERS[:2], (117.06, 36.655), (117.075, 36.655), (117.06, 36.6550001), *CORNERS[2:]]
)
STRAY = LineString([*[(117.05 + at * METRE, 36.65) for at in range(200)], (117.052, 35.65)])
DETAILED = LineString([(117.05 + at * 1e-7, 36.65 + at % 2 * METRE) for at in range(100_001)])
FINE = [
    (117.05 + 1 / 3e7, 36.65 + 1 / 7e7),
    (117.06 + 1 / 3e7, 36.65 + 1 / 7e7),
    (117.06 + 1 / 3e7, 36.66 + 1 / 7e7),
]

CASES = [
    Planted(
        "unusable-geometry",
        sites({"type": "Point", "coordinates": [117.05, "36.65"]}),
        sites({"type": "Point", "coordinates": [117.05, 36.65]}),
        HERE,
    ),
    Planted("invalid-geometry", sites(BOW_TIE), sites(PLOT), HERE),
    Planted(
        "wrong-geometry-type",
        {**AREAS, **sites(shapely.GeometryCollection([Point(117.05, 36.65), PLOT]))},
        {**AREAS, **sites(PLOT)},
        {**HERE, "value": "GeometryCollection"},
    ),
    Planted(
        "mixed-geometry",
        sites(shapely.GeometryCollection([Point(117.05, 36.65), PLOT])),
        sites(shapely.GeometryCollection([PLOT])),
        {"file": FEATURES, "row": 2, "value": "Polygon, Point"},
    ),
    Planted("tiny-geometry", sites(PLOT.centroid.buffer(METRE / 4)), sites(PLOT), HERE),
    Planted(
        "tiny-geometry",
        sites(LineString([(117.05, 36.65), (117.05 + METRE / 2, 36.65)])),
        sites(LineString([(117.05, 36.65), (117.06, 36.65)])),
        HERE,
        name="of a line",
    ),
    Planted("sliver", sites(box(117.05, 36.65, 117.06, 36.65 + METRE / 4)), sites(PLOT), HERE),
    Planted(
        "tiny-part",
        sites(MultiPolygon([PLOT, Point(117.07, 36.67).buffer(METRE / 4)])),
        sites(MultiPolygon([PLOT, Point(117.07, 36.67).buffer(METRE * 40)])),
        {**HERE, "value": 1},
    ),
    Planted(
        "many-vertices",
        sites(DETAILED),
        sites(LineString(DETAILED.coords[:100_000])),
        {**HERE, "value": 100_001},
    ),
    Planted(
        "repeated-points",
        sites(Polygon([CORNERS[0], CORNERS[1], CORNERS[1], *CORNERS[2:]])),
        sites(Polygon(CORNERS)),
        {**HERE, "value": 1},
    ),
    Planted("spike", sites(SPIKED), sites(Polygon(CORNERS)),
            {**HERE, "value": "117.075000, 36.655000"}),
    Planted(
        "stray-vertex",
        sites(STRAY),
        sites(LineString(STRAY.coords[:-1])),
        {**HERE, "value": "117.052000, 35.650000"},
        also=frozenset({"partly-outside-city"}),
    ),
    Planted(
        "zero-position",
        sites(LineString([*STRAY.coords[:-1], (0, 0)])),
        sites(LineString(STRAY.coords[:-1])),
        HERE,
        also=frozenset({"outside-city"}),
    ),
    Planted(
        "rounded-coordinates",
        sites(Point(117.05, 36.65), accuracy="surveyed"),
        sites(Point(117.05, 36.65), accuracy="approximate"),
        {**HERE, "value": "117.050000, 36.650000"},
    ),
    Planted(
        "excess-precision",
        sites(mapping(LineString(FINE)), mapping(LineString([(x, y + 0.01) for x, y in FINE]))),
        sites(LineString(FINE)),
        {"file": FEATURES, "row": None, "feature": None, "value": 6},
    ),
    Planted(
        "duplicate-geometry",
        sites(PLOT, shapely.reverse(PLOT), name_zh=["甲", "乙"]),
        sites(PLOT, BOX := box(117.05, 36.65, 117.06, 36.6601), name_zh=["甲", "乙"]),
        {"file": FEATURES, "row": 3, "feature": "bad-2", "details": {"other": "bad-1"}},
    ),
    Planted(
        "duplicate-feature",
        sites(PLOT, PLOT, name_zh="甲"),
        sites(PLOT, BOX, name_zh="甲"),
        {"file": FEATURES, "row": 3, "feature": "bad-2", "value": "甲",
         "details": {"other": "bad-1"}},
    ),
]  # fmt: skip


test_a_planted_fault_is_found_where_it_is, test_a_clean_twin_raises_nothing = proofs_of(CASES)


def test_an_invalid_geometry_is_told_with_reason_and_place_in_both_languages() -> None:
    assert word_invalid(BOW_TIE) == {
        "reason": "边界自相交，位置 117.055000, 36.655000",
        "reason_en": "Self-intersection at 117.055000, 36.655000",
        "spot": (117.055, 36.655),
    }
    hole_outside = Polygon(PLOT.exterior, [box(118, 36, 118.1, 36.1).exterior])
    assert word_invalid(hole_outside)["reason_en"].startswith("Hole lies outside shell at 118")


def issues_of(*shapes: shapely.Geometry | None) -> list[tuple[str, str | None]]:
    subject = subject_of(features_frame(shapes))
    return [(issue.type, issue.feature) for issue in check_shapes(subject)]


def test_nothing_is_said_of_what_is_not_there() -> None:
    assert issues_of() == []
    assert issues_of(None, None) == []
    assert issues_of(None, PLOT, None) == []


def test_a_spike_is_found_at_the_first_vertex_of_a_ring_and_in_a_hole() -> None:
    ring = list(SPIKED.exterior.coords)[:-1]
    turned = Polygon(ring[3:] + ring[:3])
    hole = Polygon(box(117, 36.6, 117.2, 36.7).exterior, [SPIKED.exterior])
    sharp = Polygon([(117, 36.6), (117.1, 36.601), (117, 36.61)])
    assert issues_of(turned, hole, sharp) == [("spike", "f-1"), ("spike", "f-2")]


def test_an_invalid_geometry_is_not_called_tiny_as_well() -> None:
    assert issues_of(BOW_TIE, Polygon([(117.05, 36.65), (117.06, 36.66), (117.05, 36.65)])) == []


def test_a_mistyped_digit_is_found_in_any_ring_and_at_any_vertex() -> None:
    wavy = shapely.segmentize(shapely.buffer(Point(117.05, 36.65), 0.01, quad_segs=40), 0.0005)
    for ring in (PLOT.exterior, wavy.exterior, Polygon(CORNERS[:3]).exterior):
        corners = list(ring.coords)[:-1]
        for at in {0, 1, len(corners) - 1}:
            for by in (0.3, 1.0, 10.0):
                typed = [*corners]
                typed[at] = (typed[at][0], typed[at][1] - by)
                island = box(117.4, 36.6, 117.41, 36.61)
                found = issues_of(MultiPolygon([island, Polygon(typed)]))
                assert ("stray-vertex", "f-1") in found, (len(corners), at, by)


def test_islands_straight_borders_and_long_coasts_are_no_mistyped_digits() -> None:
    coast = [(117 + at * 10 * METRE, 36.6 + at % 2 * 10 * METRE) for at in range(2_000)]
    state = Polygon([*coast, (coast[-1][0], 39.0), (117, 39.0)])
    islands = MultiPolygon([
        shapely.buffer(Point(110 + 3 * at, 36.65), 0.01, quad_segs=20) for at in range(4)
    ])  # fmt: skip
    route = LineString([*coast, (119.0, 36.6), (119.1, 36.6), (122.0, 36.6), *coast[::-1]])
    points = shapely.MultiPoint([(117 + at * METRE, 36.6) for at in range(50)])
    assert [kind for kind, _ in issues_of(state, islands, route, points)
            if kind == "stray-vertex"] == []  # fmt: skip
