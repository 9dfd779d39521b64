"""Areas of one ring, all in one look: what is found is what GEOS finds of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import shapely

from jinan_geo.coordinates.outlines import are_valid, move_shapes
from jinan_geo.kept.rings import build_areas, corners_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOME = 2_000
ODD = [
    "POINT (117 36)",
    "LINESTRING (117 36, 118 37)",
    "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (2 2, 4 2, 3 4, 2 2))",
    "MULTIPOLYGON (((117 36, 118 36, 118 37, 117 36)), ((119 36, 120 36, 120 37, 119 36)))",
    "POLYGON EMPTY",
    "POLYGON ((117 36, 118 37, 118 36, 117 37, 117 36))",
]


def draw(rng: np.random.Generator, corners: int, *, turns: int | None) -> NDArray[np.object_]:
    """Draw rings of corners on a small grid, or of corners that go round so many times."""
    at = rng.integers(0, 4, (SOME, corners, 2)).astype(float)
    if turns is not None:
        angle = np.sort(rng.uniform(0, 2 * np.pi, (SOME, corners)), axis=1) * turns
        radius = rng.uniform(0, 1, (SOME, corners))
        at = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1)
    at = at * 1e-6 + (117, 36)
    return np.asarray(shapely.polygons(np.concatenate([at, at[:, :1]], axis=1)), dtype=object)


@pytest.mark.parametrize("turns", [None, 1, 2, -1])
@pytest.mark.parametrize("corners", [3, 4, 7])
def test_validity_is_that_of_geos(corners: int, turns: int | None) -> None:
    shapes = draw(np.random.default_rng(corners), corners, turns=turns)
    expected = shapely.is_valid(shapes)
    assert not expected.all() or corners == 3
    np.testing.assert_array_equal(are_valid(shapes), expected)


def test_shapes_of_other_kinds_are_asked_one_by_one() -> None:
    shapes = np.array([*shapely.from_wkt(ODD * 20), None], dtype=object)
    np.testing.assert_array_equal(are_valid(shapes), shapely.is_valid(shapes))


def test_moved_shapes_are_those_moved_one_by_one() -> None:
    change = pyproj.Transformer.from_crs(4326, 4548, always_xy=True).transform
    rings = draw(np.random.default_rng(1), 5, turns=1)[:50]
    far = shapely.from_wkt(["POLYGON ((117 36, 118 1e40, 118 37, 117 36))"])
    for shapes in (rings, np.array([*rings, *shapely.from_wkt(ODD), *far, None], dtype=object)):
        expected = shapely.transform(shapes, lambda one: np.stack(change(*one.T), axis=1))
        moved = move_shapes(shapes, change)
        assert shapely.to_wkb(moved).tolist() == shapely.to_wkb(expected).tolist()


def test_areas_are_built_of_their_corners() -> None:
    rings = draw(np.random.default_rng(2), 6, turns=1)
    assert (
        shapely.to_wkb(build_areas(*corners_of(rings))).tolist() == shapely.to_wkb(rings).tolist()
    )
    assert len(build_areas(*corners_of(rings[:0]))) == 0
