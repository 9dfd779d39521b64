"""A layer's block: geometry and attributes as they were, and nothing of the features left out."""

from __future__ import annotations

import base64
import gzip
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from jinan_geo.page.columns import read_block
from jinan_geo.payload.block import (
    FEATURE_COLUMNS,
    STATE_COLUMNS,
    LayerBlock,
    _prepare_field,
    without_middles,
)
from tests.tools.tiny_city import features_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from jinan_geo.city.city import City, Layer

HOLED = Polygon(
    box(117.0, 36.6, 117.1, 36.7).exterior, [box(117.02, 36.62, 117.04, 36.64).exterior]
)
SHAPES = [
    Point(117.123456, 36.654321),
    None,
    MultiPoint([(117.1, 36.6), (117.2, 36.7)]),
    LineString([(117.0, 36.6), (117.01, 36.61), (117.02, 36.6)]),
    MultiLineString(
        [[(117.0, 36.6), (117.1, 36.6)], [(117.2, 36.6), (117.2, 36.65), (117.1, 36.5)]]
    ),
    HOLED,
    MultiPolygon([HOLED, box(117.2, 36.6, 117.3, 36.7)]),
    None,
]


def rings_of(tables: dict[str, Any]) -> dict[int, list[tuple[str, list[tuple[float, float]]]]]:
    """Rebuild the rings of each feature from a decoded block, as docs/page-format.md says."""
    rings, steps = (
        tables["rings"],
        list(zip(tables["vertices"]["dx"], tables["vertices"]["dy"], strict=True)),
    )
    found: dict[int, list[tuple[str, list[tuple[float, float]]]]] = {}
    at = 0
    for feature, role, count, x, y in zip(
        *[rings[name] for name in ("feature", "role", "count", "x", "y")], strict=True
    ):
        moves = steps[at : at + int(count) - 1]
        at += int(count) - 1
        points = list(
            accumulate(
                moves, lambda here, move: (here[0] + move[0], here[1] + move[1]), initial=(x, y)
            )
        )
        found.setdefault(int(feature), []).append((role, points))
    assert at == len(steps)
    return found


def rebuild(parts: Sequence[tuple[str, list[tuple[float, float]]]]) -> shapely.Geometry:
    """Shapes from rings: a hole belongs to the shell before it."""
    if parts[0][0] == "point":
        return MultiPoint([points[0] for _, points in parts])
    if parts[0][0] == "line":
        return MultiLineString([points for _, points in parts])
    shells: list[tuple[list[Any], list[list[Any]]]] = []
    for role, points in parts:
        if role == "shell":
            shells.append((points, []))
        else:
            shells[-1][1].append(points)
    return MultiPolygon([Polygon(shell, holes) for shell, holes in shells])


def with_features(layer: Layer, frame: gpd.GeoDataFrame) -> Layer:
    """The layer with other features, not judged."""
    frame = frame.assign(
        area_m2=np.nan, length_m=np.nan, lon=np.nan, lat=np.nan, spaces=None, contact=None
    )
    frame = frame.assign(appraisal=None)
    return replace(layer, features=frame, shares=layer.shares.iloc[:0], states=None, editions=0)


def decode(layer: Layer, index: Sequence[int] | None = None, **options: Any) -> dict[str, Any]:
    chosen = np.array(range(len(layer.features)) if index is None else index, dtype=np.int64)
    return read_block(LayerBlock(layer).pack(chosen, np.ones(len(chosen)), **options))[1]


def same_shape(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Equal to half of the last digit kept, vertex by vertex."""
    ours, theirs = shapely.get_coordinates(one), shapely.get_coordinates(other)
    return ours.shape == theirs.shape and np.abs(ours - theirs).max() <= 0.51e-6


def test_every_kind_of_geometry_comes_back(city: City) -> None:
    layer = with_features(city.layers[1], features_frame(SHAPES))
    found = rings_of(decode(layer))
    assert set(found) == {at for at, shape in enumerate(SHAPES) if shape is not None}
    for at, parts in found.items():
        rebuilt = rebuild(parts)
        assert same_shape(rebuilt, SHAPES[at]), SHAPES[at]
        assert rebuilt.geom_type.removeprefix("Multi") == SHAPES[at].geom_type.removeprefix("Multi")


def test_nothing_within_collections_is_lost(city: City) -> None:
    inner = GeometryCollection([MultiPolygon([HOLED, box(117.2, 36.6, 117.3, 36.7)]), SHAPES[4]])
    shape = GeometryCollection([inner, MultiPoint([(117.1, 36.6), (117.2, 36.7)])])
    found = rings_of(decode(with_features(city.layers[1], features_frame([shape]))))
    roles = [role for role, _ in found[0]]
    assert roles == ["shell", "hole", "shell", "line", "line", "point", "point"]
    points = [point for role, points in found[0] if role == "point" for point in points]
    assert len(points) == 2


@given(
    points=st.lists(
        st.tuples(st.floats(116, 118), st.floats(36, 37)), min_size=3, max_size=8, unique=True
    )
)
@settings(max_examples=40, deadline=None)
@pytest.mark.slow
def test_any_polygon_and_line_come_back(city: City, points: list[tuple[float, float]]) -> None:
    shapes = [Polygon(points), LineString(points), MultiPoint(points)]
    found = rings_of(decode(with_features(city.layers[1], features_frame(shapes))))
    assert all(same_shape(rebuild(found[at]), shape) for at, shape in enumerate(shapes))


def test_a_cut_numbers_its_own_rows(city: City) -> None:
    layer = with_features(city.layers[1], features_frame(SHAPES))
    found = rings_of(decode(layer, [1, 5, 6]))
    assert set(found) == {1, 2}
    assert same_shape(rebuild(found[1]), HOLED)
    assert decode(layer, [])["rings"]["feature"] == []


def test_attributes_are_those_of_the_features(city: City) -> None:
    layer = city.layers[1]
    features = decode(layer)["features"]
    assert features["id"] == ["s-1", "s-2", "s-3", "s-4", "s-5"]
    assert features["name_zh"][0] == "明府城停车楼"
    assert features["investment_wan"] == [1000, 2000.5, None, 300, 500]
    assert features["f_spaces"] == [120, None, 80, 60, None]
    assert features["f_contact"] == ["张三", "李四", None, "王五", None]
    assert features["location"] == ["area", "area", "district", "area", "area"]
    assert features["source_en"] == ["test data"] * 5
    assert features["theme"] == ["urban"] * 5
    assert features["share"] == [1] * 5
    assert features["planned_start"][0] == 20089
    assert {*FEATURE_COLUMNS, "share", "pinyin"} <= set(features)


def test_states_are_edition_by_edition(city: City) -> None:
    layer = city.layers[1]
    states = decode(layer, [0, 3])["states"]
    assert set(states) == set(STATE_COLUMNS)
    assert states["done_pct"] == [8, None, 30, 0]
    assert states["light"] == ["green", "grey", "green", "yellow"]
    assert states["reason"] == ["on_plan", "no_record", "on_plan", "late_start"]
    assert states["remark"] == [None, None, "进展顺利", "尚未开工"]
    assert states["invested_wan"] == [100, None, 300.5, 0]


def test_shares_are_those_of_the_cut(city: City) -> None:
    shares = decode(city.layers[1], [1, 2])["shares"]
    assert shares["feature"] == [0, 0, 1, 1]
    assert shares["district"] == ["370102", "370112", "370102", "370103"]
    assert shares["inferred"] == [0, 0, 1, 1]
    assert shares["share"] == pytest.approx([0.5, 0.5, 0.5, 0.5], abs=1e-5)


def raw_bytes(layer: Layer, index: Sequence[int], withheld: Sequence[str] = ()) -> str:
    chosen = np.array(index, dtype=np.int64)
    packed = LayerBlock(layer).pack(chosen, np.ones(len(chosen)), withheld)
    return (
        gzip.decompress(base64.b64decode(packed))
        .decode("latin-1")
        .encode("latin-1")
        .decode("utf-8", "replace")
    )


def test_no_word_of_a_feature_left_out_travels(city: City) -> None:
    layer = city.layers[1]
    everything = raw_bytes(layer, range(5))
    cut = raw_bytes(layer, [3, 4])
    for word in (
        "明府城停车楼",
        "洪家楼片区",
        "张三",
        "李四",
        "8888",
        "历下区住建局",
        "进展顺利",
        "s-1",
        '"洪":"hong"',
    ):
        assert word in everything or word == "8888", word
        assert word not in cut, word
    for word in ("雪山车库", "王五", "尚未开工", "七里山旧改"):
        assert word in cut, word


def test_a_point_on_a_feature_travels_only_where_the_middle_of_an_area_is_none() -> None:
    ring = Point(1, 1).buffer(1) - Point(1, 1).buffer(0.5)
    shapes = [box(0, 0, 2, 4), ring, Point(3, 3), LineString([(0, 0), (1, 2)]), None]
    features = features_frame(shapes, lon=[1.5, 1.75, 3, 0, None], lat=[1, 1, 3, 0, None])
    left = without_middles(features)[["lon", "lat"]].astype(object)
    assert left.where(left.notna(), None).to_numpy().tolist() == [
        [None, None],
        [1.75, 1],
        [3, 3],
        [0, 0],
        [None, None],
    ]


def test_a_page_spells_the_names_that_it_shows_and_no_other(city: City) -> None:
    readings = read_block(LayerBlock(city.layers[1]).pack(np.array([0]), np.ones(1)))[0]["pinyin"]
    assert readings["府"] == "fu"
    assert set(readings) <= set("明府城停车楼")


def test_a_withheld_field_travels_neither_by_name_nor_by_value(city: City) -> None:
    assert "张三" in raw_bytes(city.layers[1], range(5), ["appraisal"])
    packed = raw_bytes(city.layers[1], range(5), ["contact", "appraisal"])
    assert "张三" not in packed
    assert "f_contact" not in packed
    assert "f_appraisal" not in packed
    assert "f_spaces" in packed


def test_the_same_cut_gives_the_same_bytes(city: City) -> None:
    block = LayerBlock(city.layers[1])
    index, share = np.array([0, 2]), np.ones(2)
    assert (
        block.pack(index, share)
        == block.pack(index, share)
        == LayerBlock(city.layers[1]).pack(index, share)
    )


@pytest.mark.parametrize("values", [[0.004, 12.5], [1, 2], [0.123456], [None, 3.25], []])
def test_a_number_travels_with_all_its_decimals(values: list[float | None]) -> None:
    scale, numbers = _prepare_field(pd.Series(values, dtype=object), "number")
    assert np.rint(numbers * scale) / scale == pytest.approx(numbers, nan_ok=True)
    assert scale <= 1_000_000
