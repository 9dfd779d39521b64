"""What a file states is believed where it can be.

What cannot be told is not told, whatever the file looks like.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from shapely import GeometryCollection, Point, box

from jinan_geo.coordinates.doctor import Diagnosis, diagnose
from jinan_geo.coordinates.stated_crs import name_system
from jinan_geo.coordinates.systems import ground_of
from tests.coordinates.test_stated_crs import city_system

CITY = ground_of([box(116.6, 36.4, 117.6, 37.0)], "EPSG:4548")
LONDON = ground_of([box(-0.5, 51.3, 0.3, 51.7)], "EPSG:27700")
NOWHERE = ground_of(None)
RANDOM = np.random.default_rng(8)


def places(west: float, south: float, east: float, north: float) -> Any:
    return shapely.points(RANDOM.uniform((west, south), (east, north), (30, 2)))


JINAN = places(116.9, 36.55, 117.25, 36.75)


def stored(shapes: Any, crs: Any) -> Any:
    change = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return shapely.transform(shapes, lambda at: np.stack(change.transform(*at.T), axis=1))


def ask(shapes: Any, crs: Any, ground: Any = CITY) -> Diagnosis:
    stated = name_system(pyproj.CRS.from_user_input(crs), shapely.get_coordinates(shapes))
    return diagnose(shapes, ground, declared=stated)


@pytest.mark.parametrize(
    "crs",
    [
        city_system(easting=30_000, northing=-4_000_000, earth="Beijing_1954"),
        city_system(meridian=117.1),
        city_system(earth="Xian_1980"),
        city_system(earth="Beijing_1954"),
        city_system(),
        pyproj.CRS("EPSG:32650"),
        pyproj.CRS("EPSG:3857"),
        pyproj.CRS("EPSG:4509"),
    ],
)
@pytest.mark.slow
@pytest.mark.first_whole(4)
def test_a_stated_system_that_puts_features_into_the_city_is_as_it_states(crs: pyproj.CRS) -> None:
    found = ask(stored(JINAN, crs), crs)
    assert found.found == found.declared
    assert found.is_as_declared
    assert found.confidence > 0.9
    assert found.toml is not None
    written = found.toml.removeprefix("crs = ").strip("'\"")
    change = pyproj.Transformer.from_crs(written, "EPSG:4326", always_xy=True)
    back = shapely.transform(
        stored(JINAN, crs), lambda at: np.stack(change.transform(*at.T), axis=1)
    )
    assert np.abs(shapely.get_coordinates(back) - shapely.get_coordinates(JINAN)).max() < 1e-6


@pytest.mark.parametrize(
    ("box_", "name"),
    [
        ((-0.5, 51.3, 0.3, 51.7), "EPSG:27700"), ((-74.2, 40.5, -73.7, 40.9), "EPSG:2263"),
        ((139.4, 35.5, 139.9, 35.8), "EPSG:6677"), ((11.3, 48.0, 11.8, 48.3), "EPSG:25832"),
        ((13.1, 52.3, 13.7, 52.6), "EPSG:4258"), ((-0.5, 51.3, 0.3, 51.7), "EPSG:4326"),
        ((126.8, 37.4, 127.2, 37.7), "EPSG:4326"), ((121.2, 31.0, 121.7, 31.4), "EPSG:4549"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ground", [CITY, NOWHERE])
@pytest.mark.first_quick(2)
def test_elsewhere_what_is_stated_and_possible_stands(box_: Any, name: str, ground: Any) -> None:
    shapes = places(*box_)
    found = ask(stored(shapes, name) if name != "EPSG:4326" else shapes, name, ground)
    assert (found.found, found.swapped, found.is_as_declared) == (name, False, True)
    assert found.confidence <= 0.95


@pytest.mark.parametrize("name", ["EPSG:27700", "EPSG:4326", "EPSG:32630", "EPSG:3857"])
@pytest.mark.slow
def test_a_workspace_elsewhere_has_its_own_systems_and_no_shifted_ones(name: str) -> None:
    shapes = places(-0.4, 51.35, 0.2, 51.65)
    found = ask(stored(shapes, name) if name != "EPSG:4326" else shapes, name, LONDON)
    assert (found.found, found.is_as_declared) == (name, True)
    unstated = diagnose(stored(shapes, "EPSG:27700"), LONDON)
    assert unstated.found == "EPSG:27700"


def test_a_statement_that_the_numbers_refute_is_not_believed() -> None:
    found = ask(stored(JINAN, "EPSG:4548"), "EPSG:4547")
    assert (found.declared, found.found) == ("EPSG:4547", "EPSG:4548")
    degrees = ask(JINAN, "EPSG:4548")
    assert degrees.found is None
    metres = ask(stored(JINAN, "EPSG:3857"), "EPSG:4326")
    assert (metres.declared, metres.found) == ("EPSG:4326", "EPSG:3857")


def test_degrees_in_another_city_of_china_stay_open() -> None:
    assert ask(places(121.2, 31.0, 121.7, 31.4), "EPSG:4326").found is None


def test_without_a_workspace_nothing_is_said_of_a_city() -> None:
    for shapes in (places(121.2, 31.0, 121.7, 31.4), places(8.1, 47.0, 8.4, 47.2)):
        for one in ask(shapes, "EPSG:4326", NOWHERE).evidence:
            assert "city" not in one.en
            assert "anchor" not in one.en
            assert not {"市域", "本市", "--anchor"} & set(re.findall("市域|本市|--anchor", one.zh))


def packed(shapes: Any) -> Any:
    def one(at: Any) -> Any:
        minutes = (at % 1) * 60
        return np.floor(at) + np.floor(minutes) / 100 + (minutes % 1) * 60 / 10_000

    return shapely.transform(shapes, one)


def test_packed_degrees_are_asked_about() -> None:
    found = diagnose(packed(JINAN), CITY, declared="EPSG:4326")
    assert found.found is None
    assert "ddd.mmss" in found.evidence[-1].en


@pytest.mark.parametrize(
    "shapes",
    [
        [Point(117, 36.6)], [Point(117, 36.6)] * 50, [Point(0, 0)] * 3,
        [GeometryCollection([Point(117, 36.6), box(117, 36.6, 117.01, 36.61)])] * 4,
        [GeometryCollection()], [Point()], [None], [],
        [GeometryCollection([GeometryCollection([Point(117, 36.6)])]), None],
    ],
)  # fmt: skip
@pytest.mark.parametrize("declared", [None, "EPSG:4326", "EPSG:4548", "EPSG:27700"])
@pytest.mark.first_quick(2)
def test_little_or_odd_is_never_told_with_confidence(shapes: Any, declared: str | None) -> None:
    for ground in (CITY, NOWHERE, LONDON):
        found = diagnose(np.array(shapes, dtype=object), ground, declared=declared)
        assert found.found is None or found.confidence < 0.85


def test_one_point_in_metres_is_told_without_confidence() -> None:
    found = diagnose(stored(JINAN[:1], "EPSG:4548"), CITY)
    assert found.found == "EPSG:4548"
    assert found.confidence <= 0.5
