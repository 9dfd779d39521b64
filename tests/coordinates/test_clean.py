"""K1: clean degrees that have nothing to do with a layer are never called shifted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from benchmarks.doctor_reliability import BOX, _blob, _road, ask, make_city
from jinan_geo.coordinates.shifted import FROM_WGS84

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

CITY = make_city(np.random.default_rng(20_260_728))
MIDDLE = ((BOX[0] + BOX[2]) / 2, (BOX[1] + BOX[3]) / 2)
Random = np.random.Generator
Shapes = list[Any]


def places(random: Random, count: int) -> NDArray[np.float64]:
    return random.uniform(BOX[:2], BOX[2:], (count, 2))


def blobs(random: Random, count: int = 20, most: int = 29) -> Shapes:
    return [_blob(random, at, most) for at in places(random, count)]


def boxes(random: Random, count: int, half: float) -> Shapes:
    return [shapely.box(*(at - half), *(at + half)) for at in places(random, count)]


def grid(random: Random) -> Shapes:
    """A chequered field such as a cadastre, its corner anywhere."""
    x0, y0 = places(random, 1)[0] * 0.999
    return [
        shapely.box(x0 + i / 500, y0 + j / 500, x0 + (i + 1) / 500, y0 + (j + 1) / 500)
        for i in range(10)
        for j in range(10)
    ]


def rows_of_houses(random: Random) -> Shapes:
    """Houses along streets that none knows, each street straight."""
    shapes = []
    for start, angle in zip(places(random, 6), random.uniform(0, np.pi, 6), strict=True):
        step = np.array([np.cos(angle), np.sin(angle)]) * 4e-4
        shapes += [
            shapely.box(*(start + at * step), *(start + at * step + 2e-4)) for at in range(15)
        ]
    return shapes


def parallel(random: Random) -> Shapes:
    start, angle = places(random, 1)[0], random.uniform(0, np.pi)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    return [
        shapely.LineString([start + at * 5e-4 * across, start + at * 5e-4 * across + 0.01 * along])
        for at in range(25)
    ]


def strips(random: Random) -> Shapes:
    """Fields side by side, long and thin, that share their borders."""
    return [shapely.buffer(line, 2.5e-4, cap_style="flat") for line in parallel(random)]


def nested(random: Random) -> Shapes:
    inner = [shapely.GeometryCollection([shape, shape.centroid]) for shape in blobs(random)]
    return [shapely.GeometryCollection([one]) for one in inner]


def by_a_road(random: Random) -> Shapes:
    """One building of the twenty lies along a known road; the others nowhere."""
    road = CITY.layers["roads"].geometry.iloc[0]
    return [shapely.buffer(road, 1e-5, quad_segs=1), *blobs(random, 19)]


KINDS: dict[str, Callable[[Random], Shapes]] = {
    "polygons of 5 to 29 vertices": blobs,
    "triangles": lambda random: blobs(random, 40, 5),
    "polygons of 200 vertices": lambda random: [
        shapely.segmentize(shape, 1e-5) for shape in blobs(random)
    ],
    "small boxes": lambda random: boxes(random, 30, 2e-4),
    "large boxes": lambda random: boxes(random, 12, 8e-3),
    "points": lambda random: list(shapely.points(places(random, 200))),
    "few points": lambda random: list(shapely.points(places(random, 3))),
    "many points": lambda random: list(shapely.points(places(random, 1500))),
    "short lines": lambda random: [
        shapely.LineString([at, at + random.normal(0, 1e-3, 2)]) for at in places(random, 60)
    ],
    "roads": lambda random: [_road(random) for _ in range(25)],
    "multipoints": lambda random: [shapely.MultiPoint(places(random, 6)) for _ in range(10)],
    "multipolygons": lambda random: [shapely.MultiPolygon(blobs(random, 3)) for _ in range(10)],
    "collections": lambda random: [
        shapely.GeometryCollection([shape, shape.centroid]) for shape in blobs(random)
    ],
    "collections in collections": nested,
    "rings with holes": lambda random: [
        shapely.difference(shapely.buffer(at, 2e-3), shapely.buffer(at, 1e-3))
        for at in shapely.points(places(random, 15))
    ],
    "a grid": grid,
    "rows of houses": rows_of_houses,
    "parallel lines": parallel,
    "strips": strips,
    "one polygon": lambda random: blobs(random, 1),
    "two polygons": lambda random: blobs(random, 2),
    "the same polygon fifty times": lambda random: blobs(random, 1) * 50,
    "one building along a known road": by_a_road,
    "some without a shape": lambda random: [None, *blobs(random), shapely.Point()],
    "rounded to four decimals": lambda random: [
        shapely.transform(shape, lambda at: at.round(4)) for shape in blobs(random, 30)
    ],
    "circles around the middle": lambda random: [
        shapely.buffer(shapely.Point(MIDDLE), size) for size in random.uniform(1e-3, 5e-2, 15)
    ],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.first_quick(2)
def test_K1_clean_files_stay_where_they_are(kind: str) -> None:
    for seed in range(3):
        shapes = KINDS[kind](np.random.default_rng(seed))
        ids = [f"x{at}" for at in range(len(shapes))]
        found = ask(gpd.GeoDataFrame({"id": ids}, geometry=shapes, crs="EPSG:4326"), CITY)
        assert found.found in {None, "EPSG:4490"}, (seed, found.evidence)
        assert found.usable_crs in {None, "EPSG:4326", "EPSG:4490"}


@pytest.mark.parametrize(
    "names",
    [
        [str(at) for at in range(20)],  # running numbers, as every file has them
        ["停车场"] * 20,
        [f"{at}号" for at in range(20)],
        [None] * 20,
        list(range(20)),
    ],
)
def test_K1_columns_that_look_like_keys_are_no_witness(names: list[Any]) -> None:
    random = np.random.default_rng(5)
    frame = gpd.GeoDataFrame({"编号": names}, geometry=blobs(random), crs="EPSG:4326")
    sites = CITY.layers["sites"].iloc[:20].assign(id=[str(at) for at in range(20)])
    found = ask(frame, type(CITY)(CITY.districts, {**CITY.layers, "sites": sites}))
    assert found.found in {None, "EPSG:4490"}


@pytest.mark.parametrize("name", FROM_WGS84)
def test_K1_the_same_files_shifted_are_not_told_either_without_a_witness(name: str) -> None:
    random = np.random.default_rng(6)
    moved = shapely.transform(
        np.array(blobs(random)), lambda at: np.stack(FROM_WGS84[name](*at.T), axis=1)
    )
    frame = gpd.GeoDataFrame({"id": list("abcdefghijklmnopqrst")}, geometry=moved, crs="EPSG:4326")
    assert ask(frame, CITY).found is None
