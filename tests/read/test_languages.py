"""Why a file or a feature cannot be read is told in the language asked for, and in no other."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import InputError
from jinan_geo.read import read_cells, read_features, read_source
from jinan_geo.read.faulty import detail_of
from jinan_geo.words import speaking

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("geometry", "zh", "en"),
    [
        ({"type": "Point", "coordinates": ["a", 1]}, "不是数字", "is not made of numbers"),
        ({"type": "Polygon", "coordinates": [[[1, 1], [2, 2]]]}, "少于 4 个坐标", "fewer than 4"),
        ({"type": "Banana", "coordinates": [1, 1]}, "不是几何", "is no geometry"),
        ({"type": "Point"}, "没有坐标", "without coordinates"),
    ],
)
def test_why_a_geometry_cannot_be_read_is_told_in_each_language(
    tmp_path: Path, geometry: dict[str, object], zh: str, en: str
) -> None:
    feature = {"type": "Feature", "properties": {"id": "a"}, "geometry": geometry}
    (tmp_path / "a.geojson").write_text(json.dumps(feature), encoding="utf-8")
    (fault,) = read_features(tmp_path / "a.geojson", "a.geojson")["geometry_fault"]
    said = detail_of(fault)
    assert zh in said["reason"]
    assert en in said["reason_en"]


NESTED = b'{"type": "FeatureCollection", "features": []'
# What is refused, by the file's name.
REFUSED: list[tuple[str, bytes]] = [
    ("a.geojson", b'{"type": {}}'),
    ("a.geojson", b'{"features": 5}'),
    ("a.geojson", b"[1, 2]"),
    ("a.geojson", b'{"type": "Banana", "features": []}'),
    ("a.geojson", b'{"arcs": 1}'),
    ("a.geojson", NESTED + b', "crs": 5}'),
    ("a.geojson", NESTED + b', "crs": {"properties": {"name": "EPSG:0"}}}'),
    ("a.dwg", b"AC1032"),
    ("a.ovobj", b"OviO\x00\x01"),
    ("a.rar", b"Rar!"),
    ("a.pdf", b"%PDF-1.7"),
    ("a.gz", b"\x1f\x8b"),
    ("a.html", b"<html><body>x</body></html>"),
    ("a.xml", b"<a>x</a>"),
    ("a.zip", b"P"),
    ("a.csv", b"\x81\xff\x81\xff\x80,x\n"),
]


@pytest.mark.parametrize(("name", "data"), REFUSED)
def test_what_is_refused_is_told_in_chinese(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with speaking("zh"), pytest.raises(InputError) as told:
        read_source(tmp_path / name, name)
    assert not re.search(r"[a-z]{2,} [a-z]{2,}", str(told.value)), told.value


def test_a_table_that_is_none_is_told_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "a.fgb").write_bytes(b"fgb\x03fgb\x00")
    with speaking("zh"), pytest.raises(InputError) as told:
        read_cells(tmp_path / "a.fgb", "a.fgb")
    assert str(told.value) == "a.fgb：是 FlatGeobuf 文件，不是文本表；请导出为 .xlsx 或 .csv"
