"""Shapes built together are the shapes built one by one, whatever stands among them."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from jinan_geo.read import shapes
from jinan_geo.read.shapes import build_geometries

RING = [[117, 36.6], [117.1, 36.6], [117.1, 36.7], [117, 36.6]]
FINE: list[dict[str, Any]] = [
    {"type": "Point", "coordinates": [117, 36.6]},
    {"type": "Point", "coordinates": [117, 36.6, 20]},
    {"type": "MultiPoint", "coordinates": [[117, 36.6], [117.5, 36]]},
    {"type": "LineString", "coordinates": RING[:3]},
    {"type": "MultiLineString", "coordinates": [RING[:2], RING[1:]]},
    {"type": "Polygon", "coordinates": [RING]},
    {
        "type": "Polygon",
        "coordinates": [RING, [[117.02, 36.61], [117.03, 36.61], [117.03, 36.62], [117.02, 36.61]]],
    },
    {"type": "MultiPolygon", "coordinates": [[RING], [[[x + 1, y] for x, y in RING]]]},
]
ODD: list[Any] = [
    None,
    {"type": "Point", "coordinates": []},
    {"type": "Point", "coordinates": ["117", "36"]},
    {"type": "Point", "coordinates": [float("nan"), 36]},
    {"type": "Point", "coordinates": [10**400, 36]},
    {"type": "Point", "coordinates": "ab"},
    {"type": "Point"},
    {"type": "LineString", "coordinates": [[117, 36.6]]},
    {"type": "Polygon", "coordinates": [RING[:3]]},
    {"type": "Polygon", "coordinates": [[*RING[:3], [117, 36.5]]]},
    {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[[117, 36.6, 1], *RING[1:]]]},
    {"type": "MultiPolygon", "coordinates": [[]]},
    {"type": "MultiPoint", "coordinates": [[117], [118, 36]]},
    {"type": "GeometryCollection", "geometries": [FINE[0], FINE[3]]},
    {"type": "Square", "coordinates": [1, 2]},
    {"type": ["Point"], "coordinates": [1, 2]},
    "Point",
]


def look(built: tuple[list[Any], list[str | None]]) -> list[tuple[str | None, str | None]]:
    return [
        (None if shape is None else shape.wkt, fault) for shape, fault in zip(*built, strict=True)
    ]


@pytest.mark.slow
@given(st.lists(st.sampled_from([*FINE, *FINE, *FINE, *ODD]), max_size=30))
def test_together_is_as_one_by_one(geometries: list[Any]) -> None:
    alone = [build_geometries([geometry]) for geometry in geometries]
    expected = [(look(one)[0]) for one in alone]
    assert look(build_geometries(geometries)) == expected


def test_one_by_one_is_as_shapely_says(monkeypatch: pytest.MonkeyPatch) -> None:
    together = look(build_geometries(FINE))
    monkeypatch.setattr(shapes, "_build_together", lambda *_: None)
    assert look(build_geometries(FINE)) == together
    assert [wkt for wkt, _ in together] == [
        shapely.force_2d(shapely.geometry.shape(one)).wkt for one in FINE
    ]


@pytest.mark.parametrize("at", range(len(ODD)))
def test_one_odd_geometry_among_many_is_told_and_costs_no_other(at: int) -> None:
    many = [*FINE * 3, ODD[at], *FINE * 3]
    built, faults = build_geometries(many)
    assert [shape is None for shape in built].count(True) <= 1
    assert [fault is not None for fault in faults].count(True) <= 1
    assert look((built, faults))[24] == look(build_geometries([ODD[at]]))[0]
