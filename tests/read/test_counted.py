"""What was cut off or damaged is refused: no feature behind the place is lost without a word."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import Point, box

from jinan_geo.errors import InputError
from jinan_geo.read import read_cells, read_source
from tests.tools.twin import write_as

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COUNT = 20
KINDS = {
    "a.shp": "ESRI Shapefile",
    "a.fgb": "FlatGeobuf",
    "a.tab": "MapInfo File",
    "a.mif": "MapInfo File",
    "a.gdb": "OpenFileGDB",
}


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def less(count: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:-count]


# The part that is cut, and how.
CUT: list[tuple[str, str, Callable[[bytes], bytes]]] = [
    *(("a.shp", "a.shp", cut) for cut in (half, less(1), less(9))),
    *(("a.shp", "a.dbf", cut) for cut in (half, less(9))),
    ("a.fgb", "a.fgb", half),
    *(("a.tab", part, half) for part in ("a.dat", "a.id", "a.map")),
    ("a.tab", "a.id", lambda _: b""),
    ("a.mif", "a.mif", half),
    *(("a.mif", "a.mid", cut) for cut in (half, lambda _: b"")),
    ("a.gdb", "a.gdb/a00000009.gdbtablx", half),
]


def write(folder: Path, name: str, *, points: bool = False) -> Path:
    folder.mkdir(exist_ok=True)
    shapes = [
        Point(117 + at / 100, 36.6) if points else box(117, 36, 117.01 + at / 100, 36.1)
        for at in range(COUNT)
    ]
    cells = {"id": [f"s-{at}" for at in range(COUNT)]}
    frame = gpd.GeoDataFrame(cells, geometry=shapes, crs="EPSG:4326")
    return write_as(frame, folder / name, KINDS[name])


@pytest.mark.parametrize("points", [True, False])
@pytest.mark.parametrize(("name", "part", "cut"), CUT)
def test_what_was_cut_off_is_refused(
    tmp_path: Path, name: str, part: str, cut: Callable[[bytes], bytes], points: bool
) -> None:
    path = write(tmp_path / "a", name, points=points)
    assert len(read_source(path, name).frame) == COUNT
    spoilt = path.parent / part
    spoilt.write_bytes(cut(spoilt.read_bytes()))
    with pytest.raises(InputError, match="copy"):
        read_source(path, name)


def test_an_index_that_was_cut_is_made_again(tmp_path: Path) -> None:
    path = write(tmp_path / "a", "a.shp")
    index = path.with_suffix(".shx")
    index.write_bytes(half(index.read_bytes()))
    source = read_source(path, "a.shp")
    assert len(source.frame) == COUNT
    assert [note.type for note in source.notes] == ["index-rebuilt"]


def test_a_table_with_other_rows_than_there_are_shapes_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a", "a.shp")
    other = gpd.GeoDataFrame({"id": ["x"]}, geometry=[Point(1, 1)], crs="EPSG:4326")
    write_as(other, tmp_path / "b.shp", "ESRI Shapefile")
    shutil.copy(tmp_path / "b.dbf", path.with_suffix(".dbf"))
    with pytest.raises(InputError, match="20"):
        read_source(path, "a.shp")


def test_objects_within_a_collection_are_no_others(tmp_path: Path) -> None:
    text = (
        'Version 450\nCharset "Neutral"\nDelimiter ","\nColumns 1\n  id Char(9)\nData\n\n'
        "Collection 2\nRegion 1\n4\n117 36\n118 36\n118 37\n117 36\nMultipoint 2\n117 36\n117 37\n"
        "Point 117 36\n"
    )
    (tmp_path / "a.mif").write_text(text, encoding="ascii")
    (tmp_path / "a.mid").write_text('"a"\n"b"\n', encoding="ascii")
    assert len(read_source(tmp_path / "a.mif", "a.mif").frame) == 2


def test_a_row_that_breaks_off_within_a_letter_is_refused(tmp_path: Path) -> None:
    """What GDAL says of it quotes half a letter, on which fiona's own handler fails."""
    text = (
        'Version 450\nCharset "UTF-8"\nDelimiter ","\nColumns 2\n  id Char(254)\n  n Integer\n'
        "Data\n\n"
        "Point 117 36\n"
    )
    (tmp_path / "a.mif").write_text(text, encoding="ascii")
    (tmp_path / "a.mid").write_bytes('"s-1","明府城'.encode()[:-2] + b'"s-1",1\n')
    with pytest.raises(InputError, match=r"a\.mif"):
        read_source(tmp_path / "a.mif", "a.mif")


# What is left of a file whose first bytes were damaged, or of which a few are left.
LEFT = {
    "a letter": b"P",
    "two letters": b"PK",
    "the beginning of its signature": b"SQLit",
    "a table of text": b"id,lon,lat\na,117,36.6\n",
    "words": "济南市".encode(),
    "other first bytes": b"abcdefgh" + bytes(range(256)) * 4,
    "zeros": b"\0\0\0\0\x14\0\0\0" + bytes(range(256)) * 4,
}
NAMES = ["a.zip", "a.kmz", "a.gpkg", "a.shp", "a.fgb", "a.parquet", "a.mif", "a.dxf"]
WORKBOOKS = ["a.xlsx", "a.xlsm", "a.xls", "a.ods"]


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("name", [*NAMES, *WORKBOOKS])
def test_K13b_what_is_left_of_a_file_is_never_read_as_a_table_of_text(
    tmp_path: Path, name: str, left: str
) -> None:
    path = tmp_path / name
    path.write_bytes(LEFT[left])
    if left == "a table of text" and name in WORKBOOKS:  # as many systems call theirs
        assert len(read_cells(path, name).cells) == 1
        return
    for read in (read_source, read_cells):
        with pytest.raises(InputError, match=name):
            read(path, name)
