"""MapInfo without a datum, labels of drawings, shapes with measures, workbooks of WPS."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import openpyxl
import pytest
import shapely

from jinan_geo.errors import InputError
from jinan_geo.read import Reading, read_source
from tests.read.test_formats import DXF, DXF_TEXT
from tests.tools.old_workbook import write_xls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.read import Source

HEAD = """Version 300
Charset "WindowsSimpChinese"
Delimiter ","
{system}Columns 1
  NAME Char(20)
Data

Point 117.02 36.66
Point 117.05 36.67
"""
RING = [(117.02, 36.66), (117.02, 36.67), (117.03, 36.67), (117.02, 36.66)]
ROWS = [["编号", "经度", "纬度"], ["a", 117.0, 36.0]]


def read_mif(folder: Path, system: str, crs: str | None = None) -> Source:
    path = folder / "a.mif"
    path.write_text(HEAD.format(system=system), encoding="ascii")
    path.with_suffix(".mid").write_bytes('"一号"\n"二号"\n'.encode("gbk"))
    return read_source(path, "a.mif", Reading(crs=crs))


def kinds(source: Source) -> list[str]:
    return [note.type for note in source.notes]


@pytest.mark.parametrize(
    "system", ["CoordSys Earth Projection 1, 0\n",
               "CoordSys Earth Projection 1, 0 Bounds (-180, -90) (180, 90)\n"],
)  # fmt: skip
def test_k17_degrees_of_no_datum_are_read_and_it_is_said(tmp_path: Path, system: str) -> None:
    source = read_mif(tmp_path, system)
    assert source.frame.crs == "EPSG:4326"
    assert source.frame["NAME"].tolist() == ["一号", "二号"]
    assert kinds(source) == ["degrees-assumed"]
    assert "no CRS or datum is stated" in source.notes[0].message().en
    assert kinds(read_mif(tmp_path, system, "GCJ-02")) == []


def test_k17_a_datum_that_is_stated_stays(tmp_path: Path) -> None:
    source = read_mif(tmp_path, "CoordSys Earth Projection 1, 104\n")
    assert (source.frame.crs.to_epsg(), kinds(source)) == (4326, [])
    assert read_mif(tmp_path, "").frame.crs is None
    assert read_mif(tmp_path, 'CoordSys NonEarth Units "m"\n').frame.crs is None


def test_k17_texts_of_a_drawing_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.dxf"
    path.write_bytes((DXF + DXF_TEXT).encode("gbk"))
    note = next(one for one in read_source(path, "a.dxf").notes if one.type == "drawing-labels")
    assert note.value >= 1


def record(kind: int, points: Sequence[tuple[float, float]], extra: int) -> bytes:
    """One shape with ``extra`` numbers for each point after their positions: heights, measures."""
    flat = struct.pack(f"<{2 * len(points)}d", *[value for point in points for value in point])
    if kind in {11, 21}:
        return struct.pack("<i", kind) + flat + struct.pack(f"<{extra}d", *[1.0] * extra)
    body = struct.pack("<i4d3i", kind, 117, 36, 118, 37, 1, len(points), 0) + flat
    each = struct.pack(f"<{len(points) + 2}d", *[1.0] * (len(points) + 2))
    return body + each * extra


@pytest.mark.parametrize(
    ("kind", "points", "extra", "name"),
    [(21, RING[:1], 1, "Point"), (11, RING[:1], 2, "Point"), (23, RING[:3], 1, "LineString"),
     (13, RING[:3], 2, "LineString"), (25, RING, 1, "Polygon"), (15, RING, 2, "Polygon")],
)  # fmt: skip
def test_k17_shapes_with_measures_are_read_in_plan(
    tmp_path: Path, kind: int, points: list[tuple[float, float]], extra: int, name: str
) -> None:
    body = record(kind, points, extra)
    whole = struct.pack(">2i", 1, len(body) // 2) + body
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(whole)) // 2)
    bounds = struct.pack("<2i8d", 1000, kind, 117, 36, 118, 37, 0, 0, 0, 0)
    path = tmp_path / "a.shp"
    path.write_bytes(head + bounds + whole)
    shape = read_source(path, "a.shp").frame.geometry[0]
    assert shape.geom_type == name
    assert not shape.has_z
    assert list(map(tuple, shapely.get_coordinates(shape).tolist())) == points


@pytest.mark.parametrize("suffix", [".et", ".ett"])
def test_k13_workbooks_of_wps_are_read_or_named(tmp_path: Path, suffix: str) -> None:
    old = tmp_path / f"old{suffix}"
    write_xls(old, ROWS)
    assert read_source(old, old.name).frame["编号"].tolist() == ["a"]
    new = tmp_path / f"new{suffix}"
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(new)
    assert read_source(new, new.name).frame["编号"].tolist() == ["a"]
    strange = tmp_path / f"strange{suffix}"
    strange.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2048))
    with pytest.raises(InputError, match=r"open it in WPS or Excel and save it again as \.xlsx"):
        read_source(strange, strange.name)


def test_k13_a_binary_drawing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.dxf"
    path.write_bytes(b"AutoCAD Binary DXF\r\n\x1a\0" + bytes(64))
    with pytest.raises(InputError, match="a binary DXF; save it as DXF in ASCII"):
        read_source(path, "a.dxf")
