"""Shapefiles that came without .shx or .dbf are read, and it is said; what is cut off is not."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, box

from jinan_geo.errors import InputError
from jinan_geo.read import Reading, read_source
from tests.tools.seeds import TEXTS
from tests.tools.twin import write_as

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

POINTS = [Point(117 + at / 10, 36.6) for at in range(5)]
KINDS: dict[str, list[shapely.Geometry | None]] = {
    "points": [*POINTS],
    "polygons": [box(117, 36, 117.1, 36.1), MultiPolygon([box(1, 1, 2, 2), box(3, 3, 4, 4)])],
    "lines": [LineString([(117, 36), (117.1, 36.2), (117.2, 36.1)]), LineString([(1, 1), (2, 2)])],
    "a shape that is missing": [POINTS[0], None, POINTS[1]],
    "one": [POINTS[0]],
}


def write(folder: Path, shapes: Sequence[shapely.Geometry | None], stem: str = "地块") -> Path:
    folder.mkdir(exist_ok=True)
    ids = [f"s-{at}" for at in range(len(shapes))]
    frame = gpd.GeoDataFrame({"id": ids}, geometry=list(shapes), crs="EPSG:4490")
    return write_as(frame, folder / f"{stem}.shp", "ESRI Shapefile", encoding="UTF-8")


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_index_the_same_is_read_and_said(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / "a", KINDS[kind])
    whole = read_source(path, path.name).frame
    path.with_suffix(".shx").unlink()
    before = sorted(part.name for part in path.parent.iterdir())
    source = read_source(path, path.name)
    assert source.frame["id"].tolist() == whole["id"].tolist()
    assert shapely.equals(
        shapely.force_2d(source.frame.geometry.to_numpy()), whole.geometry.to_numpy()
    ).tolist() == [shape is not None for shape in KINDS[kind]]
    assert source.frame.crs == whole.crs
    (note,) = source.notes
    assert (note.type, note.details["count"]) == ("index-rebuilt", len(whole))
    assert sorted(part.name for part in path.parent.iterdir()) == before


def test_an_empty_index_and_capital_suffixes_are_as_no_index(tmp_path: Path) -> None:
    path = write(tmp_path / "a", POINTS)
    path.with_suffix(".shx").write_bytes(b"")
    assert read_source(path, "a.shp").frame["id"].tolist() == [f"s-{at}" for at in range(5)]
    path.with_suffix(".shx").unlink()
    for part in list(path.parent.iterdir()):
        part.rename(part.with_suffix(part.suffix.upper()))
    source = read_source(path.with_suffix(".SHP"), "A.SHP")
    assert source.frame["id"].tolist() == [f"s-{at}" for at in range(5)]
    assert source.frame.crs == "EPSG:4490"


@pytest.mark.parametrize("code", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_prj_of_any_encoding_is_understood(tmp_path: Path, code: str) -> None:
    path = write(tmp_path / "a", POINTS)
    part = path.with_suffix(".prj")
    said = part.read_text("utf-8").replace('"GCS_', '"济南_', 1)
    part.write_bytes(said.encode(code))
    source = read_source(path, path.name)
    assert len(source.frame) == len(POINTS)
    assert source.frame.crs.is_geographic
    assert source.notes == []


def test_a_prj_that_says_nothing_is_no_doubt_where_the_crs_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a", POINTS)
    path.with_suffix(".prj").write_text("北京坐标", "utf-8")
    alone = read_source(path, path.name, Reading(asked=True))
    said = read_source(path, path.name, Reading(asked=True, crs="EPSG:4490"))
    assert [note.type for note in alone.notes] == ["crs-not-understood"]
    assert said.notes == []


def test_in_an_archive_too(tmp_path: Path) -> None:
    path = write(tmp_path / "a", POINTS)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in path.parent.iterdir():
            if part.suffix != ".shx":
                archive.write(part, part.name)
    source = read_source(tmp_path / "a.zip", "a.zip")
    assert len(source.frame) == len(POINTS)
    assert [note.type for note in source.notes] == ["index-rebuilt"]


@pytest.mark.parametrize("lost", [[".dbf"], [".dbf", ".shx"]])
def test_without_a_table_the_shapes_are_read(tmp_path: Path, lost: list[str]) -> None:
    path = write(tmp_path / "a", POINTS)
    for suffix in (*lost, ".cpg"):
        path.with_suffix(suffix).unlink()
    source = read_source(path, path.name)
    assert shapely.equals(source.frame.geometry.to_numpy(), POINTS).all()
    assert set(source.frame) == {"geometry", "geometry_fault"}
    assert source.notes[-1].type == "attributes-missing"


@pytest.mark.parametrize("kept", [0.6, 0.99])
def test_a_cut_off_file_without_an_index_is_refused(tmp_path: Path, kept: float) -> None:
    path = write(tmp_path / "a", POINTS)
    path.with_suffix(".shx").unlink()
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(InputError, match=r"a.shp.*\.shx"):
        read_source(path, "a.shp")


def test_rows_that_cannot_be_matched_to_shapes_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a", POINTS)
    other = write(tmp_path / "b", POINTS[:3])
    path.with_suffix(".dbf").write_bytes(other.with_suffix(".dbf").read_bytes())
    path.with_suffix(".shx").unlink()
    with pytest.raises(InputError, match=r"a.shp.* 5 .* 3 "):
        read_source(path, "a.shp")


MARKUP = {
    "a.kml": TEXTS["kml"][1],
    "a.gpx": TEXTS["gpx"][1],
    "a.gml": (
        '<?xml version="1.0"?>\n<c xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><a>'
        "<gml:Point><gml:coordinates>117,36</gml:coordinates></gml:Point></a></gml:featureMember></c>"
    ),
}


@pytest.mark.parametrize("name", MARKUP)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-9],
        lambda text: text.replace("<name", "<"),
        lambda text: text.replace("<", "=", 1),
    ],
)
def test_xml_that_is_not_whole_is_named(
    tmp_path: Path, name: str, spoil: Callable[[str], str]
) -> None:
    text = MARKUP[name].replace("<a>", "<a><name>甲</name>")
    path = tmp_path / name
    path.write_text(spoil(text), encoding="utf-8")
    with pytest.raises(InputError, match=rf"{name}.*line \d"):
        read_source(path, name)
    path.write_text(text, encoding="utf-8")
    assert len(read_source(path, name).frame) > 0


def test_a_drawing_that_was_cut_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.dxf"
    path.write_text(TEXTS["dxf"][1] + "\r\n\x1a", encoding="utf-8")
    assert len(read_source(path, path.name).frame) == 3
    path.write_text(TEXTS["dxf"][1].partition("117.0\n")[0] + "\r\r\r", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.dxf.*EOF"):
        read_source(path, path.name)
