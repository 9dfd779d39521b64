"""Coincidences with known lines count only beyond chance, by features and not by vertices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from jinan_geo.coordinates.chance import SYSTEMS, weigh_outlines
from jinan_geo.coordinates.shifted import FROM_WGS84

PARALLEL = [
    shapely.LineString([(116.90, 36.60 + at / 100), (117.25, 36.62 + at / 100)]) for at in range(9)
]
DRAWN = np.random.default_rng(1)
ROADS = [
    shapely.LineString(DRAWN.uniform((116.90, 36.60), (117.25, 36.72), (4, 2))) for _ in range(9)
]


def weigh(shapes: Any, roads: Any = ROADS) -> Any:
    every = np.asarray(shapes, dtype=object)
    return weigh_outlines(
        shapely.get_num_coordinates(every), *shapely.get_coordinates(every).T, roads
    )


def along(count: int, seed: int = 5, roads: Any = ROADS) -> Any:
    """Short lines on the roads."""
    random = np.random.default_rng(seed)
    shapes = []
    for at in range(count):
        start = random.uniform(0, 0.8)
        part = [roads[at % 9].interpolate(start + step / 50, normalized=True) for step in range(4)]
        shapes.append(shapely.LineString(part))
    return np.array(shapes, dtype=object)


def test_features_on_known_lines_are_told_with_a_ratio() -> None:
    found = weigh(along(20))
    assert set(found.label.tolist()) == {0}
    assert found.fitting[0] == 20
    assert found.by_chance < 5
    assert found.log_ratio[0] > np.log(1e4)
    assert found.probability > 0.95


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09"])
def test_shifted_features_on_known_lines_are_told(name: str) -> None:
    moved = shapely.transform(along(30), lambda at: np.stack(FROM_WGS84[name](*at.T), axis=1))
    assert set(weigh(moved).label.tolist()) == {SYSTEMS.index(name)}


def test_roads_that_run_as_gcj02_shifts_cannot_tell_it() -> None:
    plain = along(30, roads=PARALLEL)
    moved = shapely.transform(plain, lambda at: np.stack(FROM_WGS84["GCJ-02"](*at.T), axis=1))
    for shapes in (plain, moved):
        found = weigh(shapes, PARALLEL)
        assert min(found.fitting[:2]) > 15
        assert found.probability < 0.9


def test_one_feature_of_many_vertices_or_many_copies_of_one_are_one_witness() -> None:
    one = shapely.segmentize(along(1), 1e-5)
    assert shapely.get_num_coordinates(one)[0] > 500
    assert weigh(one).probability == 0
    copies = np.repeat(along(1), 200)
    assert weigh(copies).compared == 1
    assert weigh(copies).probability == 0
    assert weigh(np.repeat(along(2), 200)).probability == 0


def test_nothing_known_and_nothing_placed_tell_nothing() -> None:
    blank = np.array([np.nan] * 4)
    found = weigh_outlines(np.array([2, 2]), blank, blank, ROADS)
    assert (found.probability, found.compared) == (0, 0)
    empty = weigh_outlines(np.array([1]), np.array([117.0]), np.array([36.6]), [])
    assert empty.probability == 0
