"""GeoJSON is read feature by feature.

What comes out is what the whole text says, in little memory.
"""

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from jinan_geo.errors import InputError
from jinan_geo.read import read_source
from tests.tools.tiny_city import collection, feature

if TYPE_CHECKING:
    from pathlib import Path

ONE = (
    '{"type": "Feature", "properties": {"id": "a"}, "geometry": {"type": "Point", "coordinates": '
    "[117, 36]}}"
)
TWO = ONE.replace('"a"', '"b"')


def ids(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return list(read_source(path, "a.geojson").frame["id"])


@pytest.mark.parametrize(
    "text",
    [
        f'{{"type": "FeatureCollection", "features": [{ONE}, {TWO}]}}',
        (
            f' \n{{ "features"\t:\n[ {ONE} ,\n{TWO} ] , "type" : "FeatureCollection", "name": '
            f'{{"features": []}} }} \n'
        ),
        f"{ONE}\n{TWO}\n",
        f"\x1e{ONE}\n\x1e{TWO}\n",
        # the last one is it
        f'{{"features": [], "type": "FeatureCollection", "features": [{ONE}, {TWO}]}}',
        f'\u3000{{"features": [{ONE}, {TWO}]}}\u3000',
    ],
)
def test_features_are_found_however_the_text_is_laid_out(tmp_path: Path, text: str) -> None:
    assert ids(tmp_path / "a.geojson", text) == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        f'{{"features": [{ONE}, ]}}',
        f'{{"features": [{ONE} {TWO}]}}',
        f'{{"features": [{ONE}], }}',
        f'{{"features": [{ONE}]',
        f'{{"features": [{ONE}]}} {{',
        f'{{1: 2, "features": [{ONE}]}}',
        f'{{"features": {{"a": {ONE}}}}}',
        '{"features": [',
        "{}",
    ],
)
def test_what_the_whole_text_does_not_say_is_not_read(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"a\.geojson: not readable as GeoJSON"):
        ids(tmp_path / "a.geojson", text)


def test_features_after_the_first_portion_are_as_those_before(tmp_path: Path) -> None:
    odd = {1500: {"late": "x"}, 2100: {"id": "again"}}
    features = [
        feature(
            None
            if at == 2200
            else shapely.Point(117, 36, at)
            if at == 1700
            else shapely.Point(117, 36 + at / 1e4)
        )
        | {"properties": {"id": f"p-{at}", **odd.get(at, {})}}
        for at in range(2500)
    ]
    text = collection(features).replace('"id": "again"', '"id": "p-2100", "id": "again"')
    text = text.replace(json.dumps([117.0, 36 + 2300 / 1e4]), "[]")
    (tmp_path / "a.geojson").write_text(text, encoding="utf-8")
    source = read_source(tmp_path / "a.geojson", "a.geojson")
    frame = source.frame
    assert len(frame) == 2500
    assert [(note.type, note.row, note.value) for note in source.notes] == [
        ("repeated-json-key", 2101, "id"),
        ("empty-geometry", 2301, None),
        ("height-dropped", None, 1),
    ]
    assert list(np.flatnonzero(frame["late"].notna())) == [1500]
    assert list(np.flatnonzero(frame.geometry.isna())) == [2200, 2300]
    assert frame.geometry[2499].equals(shapely.Point(117, 36 + 2499 / 1e4))


@pytest.mark.slow
def test_coordinates_are_not_all_held_as_python_objects(tmp_path: Path) -> None:
    rings = shapely.buffer(shapely.points(117 + np.arange(4000) / 1e4, 36), 0.001, quad_segs=16)
    text = collection([feature(ring, id=f"p-{at}") for at, ring in enumerate(rings)])
    path = tmp_path / "a.geojson"
    path.write_text(text, encoding="utf-8")
    read_source(path, "a.geojson")  # what is imported or kept once does not count
    tracemalloc.start()
    read_source(path, "a.geojson")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # The bytes and their text are two of it; lists of positions would be several more.
    assert peak < 4 * len(text)
