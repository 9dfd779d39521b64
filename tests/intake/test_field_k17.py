"""K17, neighbours: layers that came without their companions: read and told, or the part named."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from tests.read.test_incomplete import POINTS, write
from tests.tools.field import draw, kinds, text
from tests.tools.twin import write_as

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def mapinfo(folder: Path, suffix: str) -> Path:
    frame = gpd.GeoDataFrame(
        {"id": [f"s-{at}" for at in range(5)]}, geometry=POINTS, crs="EPSG:4326"
    )
    return write_as(frame, folder / f"a{suffix}", "MapInfo File")


def lose(*suffixes: str) -> Callable[[Path], object]:
    def forget(path: Path) -> None:
        for suffix in suffixes:
            path.with_suffix(suffix).unlink()

    return forget


def cut(suffix: str, count: int) -> Callable[[Path], object]:
    def shorten(path: Path) -> None:
        data = path.with_suffix(suffix).read_bytes()
        path.with_suffix(suffix).write_bytes(data[:-count] if count else b"")

    return shorten


def foreign_index(path: Path) -> None:
    other = write(path.parent / "other", POINTS[:3])
    shutil.copy(other.with_suffix(".shx"), path.with_suffix(".shx"))


def capitals(path: Path) -> None:
    for suffix in (".dbf", ".shx", ".prj"):
        path.with_suffix(suffix).rename(path.with_suffix(suffix.upper()))


READ: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "no index": (lose(".shx"), {"index-rebuilt"}),
    "an index of another file": (foreign_index, {"index-rebuilt"}),
    "an index without bytes": (cut(".shx", 0), {"index-rebuilt"}),
    "no table": (lose(".dbf", ".cpg"), {"attributes-missing", "no-key-column"}),
    "no code page": (lose(".cpg"), set()),
    "a code page without bytes": (cut(".cpg", 0), set()),
    "companions in capitals": (capitals, set()),
}
REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "no projection": (lose(".prj"), "--crs"),
    "the shapes alone": (lose(".shx", ".dbf", ".prj", ".cpg"), "--crs"),
    "a table that was cut": (cut(".dbf", 40), "its .dbf is cut off"),
    "a table without bytes": (cut(".dbf", 0), "its .dbf is cut off"),
}


@pytest.mark.parametrize("case", READ)
def test_k17_shapes_are_read_and_it_is_told(tmp_path: Path, case: str) -> None:
    path = write(tmp_path, POINTS)
    spoil, told = READ[case]
    spoil(path)
    drawn = draw(path)
    assert (drawn["features"], drawn["on_map"], kinds(drawn)) == (5, 5, told)


@pytest.mark.parametrize("case", REFUSED)
def test_k17_what_is_missing_is_named(tmp_path: Path, case: str) -> None:
    path = write(tmp_path, POINTS)
    spoil, said = REFUSED[case]
    spoil(path)
    assert said in draw(path)["error"]


@pytest.mark.parametrize("suffix", PARTS[1:])
def test_k17_a_companion_is_answered_with_the_name_of_the_layer(
    tmp_path: Path, suffix: str
) -> None:
    path = write(tmp_path, POINTS)
    assert "name its 地块.shp instead" in draw(path.with_suffix(suffix))["error"]
    path.unlink()
    alone = draw(path.with_suffix(suffix))["error"]
    assert "whose .shp is not beside it; copy .shp, .shx, .dbf, .prj together" in alone


def test_k17_a_folder_is_answered_with_the_layer_in_it(tmp_path: Path) -> None:
    write(tmp_path, POINTS)
    assert draw(tmp_path)["error"].endswith("name a file in it: 地块.shp")


def test_k17_an_archive_without_shapes(tmp_path: Path) -> None:
    path = write(tmp_path, POINTS)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for suffix in (".dbf", ".prj", ".shx"):
            archive.write(path.with_suffix(suffix), f"交付/地块{suffix}")
    assert "no .shp beside it" in draw(tmp_path / "a.zip")["error"]


@pytest.mark.parametrize("suffix", [".dat", ".map", ".id"])
def test_k17_a_mapinfo_table_names_what_is_missing(tmp_path: Path, suffix: str) -> None:
    path = mapinfo(tmp_path, ".tab")
    path.with_suffix(suffix).unlink()
    assert f"its part {suffix} is missing" in draw(path)["error"]


def test_k17_an_interchange_file_without_its_rows(tmp_path: Path) -> None:
    path = mapinfo(tmp_path, ".mif")
    path.with_suffix(".mid").unlink()
    drawn = draw(path)
    assert (drawn["on_map"], kinds(drawn)) == (5, {"attributes-missing", "no-key-column"})
    assert "id" not in drawn["fields"]
    assert "the .mid is missing" in drawn["issues"][0]["message"]


def test_k17_a_part_of_a_geodatabase_is_answered_with_its_folder(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"id": ["1"]}, geometry=POINTS[:1], crs="EPSG:4326")
    path = write_as(frame, tmp_path / "a.gdb", "OpenFileGDB")
    assert "name its a.gdb instead" in draw(path / "a00000001.gdbtable")["error"]


@pytest.mark.parametrize("end", ["END", "end,,,"])
def test_k17_a_dat_beside_no_table_is_of_an_instrument(tmp_path: Path, end: str) -> None:
    points = f"{end}\n1,,500000,4050000,1\n2,,500100,4050000,1\n{end}\n"
    drawn = draw(text(tmp_path, points, "a.dat"), crs="EPSG:4548")
    assert (drawn["features"], drawn["on_map"], drawn["issues"]) == (2, 2, [])
