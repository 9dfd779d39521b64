"""Every place is asked whether it is possible.

What cannot be is named with its feature, what can be is left alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from shapely import GeometryCollection, LineString, Point, box

from jinan_geo.coordinates.possible import find_impossible, is_packed

JINAN = [(117.0201, 36.6612), (117.0503, 36.6704), (116.9902, 36.6551), (117.1304, 36.6803)]
LONDON = [(-0.1276, 51.5072), (-0.0877, 51.5079)]
NEW_YORK = [(-73.9857, 40.7484), (-74.0445, 40.6892)]
TOKYO = [(139.7454, 35.6586), (139.7671, 35.6812)]


def points(pairs: Any) -> Any:
    return np.array([Point(*pair) for pair in pairs], dtype=object)


def projected(pairs: Any, name: str) -> Any:
    change = pyproj.Transformer.from_crs("EPSG:4326", name, always_xy=True)
    return points([change.transform(*pair) for pair in pairs])


def kinds(shapes: Any, name: str | None, **options: bool) -> dict[str, list[int]]:
    crs = None if name is None else pyproj.CRS.from_user_input(name)
    return {one.kind: one.at.tolist() for one in find_impossible(shapes, crs, **options)}


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    ("pairs", "name"),
    [
        (JINAN, "EPSG:4326"),
        (JINAN, "EPSG:4490"),
        (JINAN, "EPSG:4548"),
        (JINAN, "EPSG:4527"),
        (JINAN, "EPSG:3857"),
        (JINAN, "EPSG:4509"),
        (JINAN, "EPSG:32650"),
        (LONDON, "EPSG:27700"),
        (LONDON, "EPSG:4258"),
        (LONDON, "EPSG:32630"),
        (NEW_YORK, "EPSG:2263"),
        (NEW_YORK, "EPSG:4269"),
        (TOKYO, "EPSG:6677"),
        ([(177.0, -17.8), (178.4, -18.1)], "EPSG:3460"),
        ([(0.0, -80.0), (90.0, -75.0)], "EPSG:3031"),
        ([(13.4, 52.5)], "EPSG:25833"),
        ([(-179.9, 89.0), (179.9, -90.00000000000003)], "EPSG:4326"),
        ([(190.0, 65.0)], "EPSG:4326"),
    ],
)
def test_what_is_where_its_crs_is_meant_for_is_possible(pairs: Any, name: str) -> None:
    assert kinds(projected(pairs, name) if "4326" not in name else points(pairs), name) == {}


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    ("of", "read_as", "kind"),
    [
        ("EPSG:3857", "EPSG:4326", "metres"),
        ("EPSG:4548", "EPSG:4490", "metres"),
        ("EPSG:4326", "EPSG:4548", "degrees"),
        ("EPSG:4326", "EPSG:3857", "degrees"),
        ("EPSG:4527", "EPSG:4548", "outside"),
        ("EPSG:4548", "EPSG:27700", "outside"),
    ],
)
def test_the_wrong_crs_is_told(of: str, read_as: str, kind: str) -> None:
    assert kinds(projected(JINAN, of), read_as) == {kind: [0, 1, 2, 3]}


def test_latitude_first_is_told_unless_it_is_declared() -> None:
    turned = points([(y, x) for x, y in JINAN])
    assert kinds(turned, "EPSG:4326") == {"swapped": [0, 1, 2, 3]}
    assert kinds(turned, "EPSG:4326", swapped=True) == {}
    assert kinds(points(JINAN), "EPSG:4326", swapped=True) == {"swapped": [0, 1, 2, 3]}
    north_first = shapely.transform(projected(JINAN, "EPSG:4548"), lambda at: at[:, ::-1])
    assert kinds(north_first, "EPSG:4548") == {"swapped": [0, 1, 2, 3]}


def test_rows_of_two_offices_are_told_row_by_row() -> None:
    mixed = np.concatenate([projected(JINAN[:3], "EPSG:4548"), points(JINAN[3:])])
    assert kinds(mixed, "EPSG:4548") == {"degrees": [3]}
    assert kinds(mixed, "EPSG:4326") == {"metres": [0, 1, 2]}
    mercator = np.concatenate([projected(JINAN[:3], "EPSG:3857"), points(JINAN[3:])])
    assert kinds(mercator, "EPSG:3857") == {"degrees": [3]}


def test_numbers_that_are_none_are_told_and_what_has_no_place_is_not() -> None:
    infinite = shapely.transform(points(JINAN[:2]), lambda at: np.add(at, [np.inf, 0]))
    shapes = np.array([*infinite, None, Point(), Point(*JINAN[2])], dtype=object)
    for name in ("EPSG:4326", None):
        assert kinds(shapes, name) == {"not-finite": [0, 1]}
    assert kinds(np.array([], dtype=object), "EPSG:4326") == {}
    half = shapely.transform(
        np.array([LineString([(117, 36), (0, 36.1), (117.1, 36.2)])], dtype=object),
        lambda at: np.where(at == 0, np.nan, at),
    )
    assert kinds(half, "EPSG:4326") == {"not-finite": [0]}
    inner = np.array([GeometryCollection([Point(117, 36), box(117, 36, 118, 37)])], dtype=object)
    assert kinds(inner, "EPSG:4326") == {}


def local(easting: float, meridian: float = 117.0) -> str:
    return f"+proj=tmerc +lon_0={meridian} +x_0={easting} +y_0=-4000000 +ellps=krass +type=crs"


def test_a_city_system_of_its_own_has_no_area_and_is_asked_whether_it_can_be_computed() -> None:
    assert kinds(projected(JINAN, local(30_000)), local(30_000)) == {}
    assert kinds(points([(4e9, 4e9)]), local(30_000)) == {"outside": [0]}
    near_the_origin = projected([(117.0005, 36.1277), *JINAN], local(0))
    assert kinds(near_the_origin[1:], local(0)) == {}


def packed(pairs: Any) -> Any:
    def one(value: float) -> float:
        degrees, minutes = int(value), (value % 1) * 60
        return degrees + int(minutes) / 100 + (minutes % 1) * 60 / 10_000

    return points([(one(x), one(y)) for x, y in pairs])


def test_degrees_packed_as_minutes_and_seconds_are_asked_about() -> None:
    six = [*JINAN, (117.2005, 36.7001), (116.9406, 36.6402)]
    assert kinds(packed(six), "EPSG:4326") == {"packed": list(range(6))}
    assert kinds(packed(six), None) == {"packed": list(range(6))}
    assert kinds(points(six), "EPSG:4326") == {}
    (found,) = find_impossible(packed(six), None)
    assert "117.0112 is 117°01′12″" in found.text.en


def test_plain_degrees_are_hardly_ever_called_packed() -> None:
    random = np.random.default_rng(11)
    called = 0
    for _ in range(2_000):
        count = int(random.integers(1, 60))
        corner = random.uniform((116.0, 36.0), (118.0, 37.0))
        numbers = corner + random.uniform(0, 0.1, (count, 2))
        called += is_packed(np.round(numbers, int(random.integers(2, 9))))
    assert called <= 2


def test_round_numbers_and_grids_are_not_called_packed() -> None:
    assert not is_packed(np.array([[117.5, 36.25], [117.25, 36.5], [117.0, 36.0]]))
    quarters = np.array([(116 + i / 8, 36 + j / 8) for i in range(8) for j in range(8)])
    assert not is_packed(quarters)
    assert not is_packed(np.empty((0, 2)))


def test_the_message_says_the_numbers_and_a_next_step_in_both_languages() -> None:
    (metres,) = find_impossible(projected(JINAN, "EPSG:3857"), pyproj.CRS("EPSG:4326"))
    assert metres.value.startswith("13026617.")
    assert "--crs EPSG:3857" in metres.text.en
    assert "--crs EPSG:3857" in metres.text.zh
    shapes = projected(JINAN, "EPSG:3857")
    (declared,) = find_impossible(shapes, pyproj.CRS("EPSG:4326"), manifest=True)
    assert 'crs = "EPSG:3857"' in declared.text.zh


@pytest.mark.parametrize(
    ("pairs", "name"),
    [
        ([*JINAN, (-117.0307, 36.6609)], "EPSG:4326"),
        ([*JINAN, (117.0307, -36.6609)], "EPSG:4326"),
        ([(-x, y) for x, y in JINAN] + [(117.0307, 36.6609)], "EPSG:4326"),
        ([(x, -y) for x, y in JINAN] + [(117.0307, 36.6609)], "OGC:CRS84"),
    ],
)
def test_k4_a_sign_that_the_others_do_not_have_is_doubted(pairs: Any, name: str) -> None:
    assert kinds(points(pairs), name) == {"mirrored": [4]}


@pytest.mark.parametrize(
    "pairs",
    [
        LONDON * 3 + [(0.0055, 51.48)],  # both sides of Greenwich
        [(-78.5, -0.22), (-78.4, -0.1), (-78.6, -0.05), (-78.45, -0.15), (-78.45, 0.003)],
        [(178.4, -18.1), (179.2, -16.5), (177.4, -17.8), (179.9, -16.7), (-179.8, -16.9)],
        [*JINAN, *TOKYO, *NEW_YORK],  # cities of the world
        [*JINAN, (-58.3816, -34.6037)],
        [JINAN[0], (-117.0307, 36.6609)],  # who is right cannot be told of two
    ],
)
def test_k4_signs_that_are_meant_are_not_doubted(pairs: Any) -> None:
    assert kinds(points(pairs), "EPSG:4326") == {}
