"""Squares tell of features what the areas themselves tell, or that these must be asked."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from jinan_geo.city.squares import FEWEST, NOWHERE, UNSURE, find_plain

RNG = np.random.default_rng(7)
COUNT = FEWEST + 500
# Two share a border, a third lies apart and has a hole.
AREAS = np.array(
    [
        shapely.box(0, 0, 10, 10),
        shapely.Polygon([(10, 0), (22, 3), (20, 10), (10, 10)]),
        shapely.Polygon(
            [(0, 14), (20, 14), (20, 20), (0, 20)], [[(5, 16), (15, 16), (15, 18), (5, 18)]]
        ),
    ]
)


def boxes(reach: float, size: float) -> np.ndarray:
    """Many on whole numbers, so that they stand on borders and on the sides of squares."""
    x, y = RNG.uniform(-reach, 22 + reach, (2, COUNT))
    x[::3], y[::3] = x[::3].round(), y[::3].round()
    return np.asarray(shapely.box(x, y, x + size, y + size))


SHAPES = {
    "small": boxes(3, 0.05),
    "large": boxes(3, 4.0),
    "points": shapely.points(RNG.integers(-2, 24, (COUNT, 2)).astype(float)),
    "on the last side": np.full(COUNT, shapely.Point(22, 3)),
    "on one line": shapely.points(np.full(COUNT, 5.0), RNG.uniform(0, 20, COUNT)),
    "far away": shapely.transform(boxes(0, 1.0), lambda xy: xy + 99),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_squares_tell_is_what_the_areas_tell(name: str) -> None:
    shapes = SHAPES[name].copy()
    shapes[5], shapes[6] = None, shapely.Point()
    plain = find_plain(shapes, AREAS)
    touched = shapely.intersects(shapes[:, None], AREAS)
    assert not touched[plain == NOWHERE].any()
    sure = plain >= 0
    assert (touched[sure].sum(axis=1) == 1).all()
    assert shapely.covers(AREAS[plain[sure]], shapes[sure]).all()
    assert (plain[[5, 6]] != UNSURE).all() or (plain == UNSURE).all()


def test_most_of_what_is_small_is_told() -> None:
    plain = find_plain(SHAPES["small"], AREAS)
    assert (plain == UNSURE).mean() < 0.3
    assert {0, 1, 2, NOWHERE} <= {*plain.tolist()}
