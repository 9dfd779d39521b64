"""Districts as they are drawn: of several parts, with spikes, crossing themselves.

Page and index show them all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import shapely
from shapely import MultiPolygon, Polygon, box
from shapely.affinity import translate

from tests.tools.tiny_city import DISTRICT_FEATURES, SQUARES, collection, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

CODE = "370112"
SQUARE = SQUARES[CODE]
ISLAND = translate(box(117.3, 36.6, 117.32, 36.62))
SHAPES = {
    "two parts": MultiPolygon([SQUARE, ISLAND]),
    "one part as several": MultiPolygon([SQUARE]),
    "a spike": Polygon([*SQUARE.exterior.coords[:2], (117.4, 36.8), *SQUARE.exterior.coords[1:]]),
    "crossing itself": Polygon([(117.1, 36.6), (117.2, 36.7), (117.2, 36.6), (117.1, 36.7)]),
    "a hole": SQUARE.difference(box(117.14, 36.64, 117.16, 36.66)),
    "over its neighbour": box(117.05, 36.6, 117.2, 36.7),
    "twice the same place": MultiPolygon([SQUARE, SQUARE]),
}


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.slow
def test_a_district_of_any_shape_gives_good_pages(tmp_path: Path, kind: str) -> None:
    features = [
        {**one, "geometry": shapely.geometry.mapping(SHAPES[kind])}
        if one["properties"]["id"] == CODE  # type: ignore[index]
        else one
        for one in DISTRICT_FEATURES
    ]
    root = write_city(tmp_path, {"layers/districts/features.geojson": collection(features)})
    ran = run("build", "--workspace", root, "--lang", "en")
    assert ran.code in {0, 1}, ran.text
    index = (root / "maps/index.html").read_text(encoding="utf-8")
    outlines = re.findall(r'<path class="jg-here[^"]*" d="([^"]*)"', index)
    assert outlines
    assert all(re.fullmatch(r"(M[-\d. ]+(L[-\d. ]+)+Z)+", one) for one in outlines)
    assert (root / f"maps/districts/{CODE}.html").stat().st_size > 100_000


def test_a_district_without_area_is_named(tmp_path: Path) -> None:
    flat = Polygon([(117.1, 36.6), (117.2, 36.7), (117.1, 36.6)])
    features = [
        *DISTRICT_FEATURES[:-1],
        {**DISTRICT_FEATURES[-1], "geometry": shapely.geometry.mapping(flat)},
    ]
    root = write_city(tmp_path, {"layers/districts/features.geojson": collection(features)})
    ran = run("build", "--workspace", root, "--lang", "en")
    assert ran.code in {1, 2}, ran.text
