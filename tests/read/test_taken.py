"""Each choice of how a file is read is honoured or refused, for each kind of file."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from shapely import Point

from jinan_geo.errors import JinanGeoError, UsageError
from jinan_geo.manifest.delivered import CoordinateSpec, TableSpec
from jinan_geo.read import Reading, read_source
from jinan_geo.read.taken import beside_table
from tests.tools.field import HEADS, book, places, spots, text

if TYPE_CHECKING:
    from pathlib import Path

CHOICES: dict[str, dict[str, Any]] = {
    "--sheet": {"table": TableSpec(sheet="乙")},
    "--layer": {"layer": "乙"},
    "--skip-rows": {"table": TableSpec(skip_rows=0)},
    "--header-rows": {"table": TableSpec(header_rows=1)},
    "--encoding": {"encoding": "UTF-8"},
    "--x": {"coordinates": CoordinateSpec(x="经度", y="纬度")},
}
TABLE = {"--skip-rows", "--header-rows", "--x"}
HONOURED = {
    "csv": TABLE | {"--encoding"},
    "xlsx": TABLE | {"--sheet", "--layer"},
    "xls": TABLE | {"--sheet", "--layer", "--encoding"},
    "gpkg": {"--layer"},
    "kml": {"--layer"},
    "zip": {"--encoding"},
    "geojson": {"--encoding"},
    "topojson": {"--layer", "--encoding"},
}
POINT = "<Placemark><Point><coordinates>117,36.6</coordinates></Point></Placemark>"
FOLDER = "<Folder><name>{}</name>" + POINT + "</Folder>"
ROW = "<tr><td>{}<td>{}<td>{}"
CELLS = [("编号", "经度", "纬度"), ("a", 117.1, 36.6), ("b", 117.2, 36.6)]
PAGE = "<table>" + "".join(ROW.format(*row) for row in CELLS) + "</table>"


def write(folder: Path, kind: str) -> Path:
    """A small file of the kind; where it can, it holds two layers, 甲 and 乙."""
    rows = [HEADS, *spots(0, 3)]
    if kind == "xlsx":
        return book(folder, {"甲": rows, "乙": rows})
    if kind in {"gpkg", "zip"}:
        return write_packed(folder, folder / f"t.{kind}")
    point = '{"type": "Point", "coordinates": [117, 36.6]}'
    objects = f'{{"甲": {point}, "乙": {point}}}'
    folders = "".join(map(FOLDER.format, "甲乙"))
    contents = {
        "csv": "\n".join(",".join(map(str, row)) for row in rows),
        "xls": f"<html>{PAGE}{PAGE}</html>",
        "kml": f"<kml xmlns='http://www.opengis.net/kml/2.2'><Document>{folders}</Document></kml>",
        "geojson": point,
        "topojson": f'{{"type": "Topology", "arcs": [], "objects": {objects}}}',
    }
    return text(folder, contents[kind], f"t.{kind}")


def write_packed(folder: Path, path: Path) -> Path:
    frame = gpd.GeoDataFrame({"编号": ["a"]}, geometry=[Point(117, 36.6)], crs=4326)
    if path.suffix == ".gpkg":
        for layer in "甲乙":
            frame.to_file(path, layer=layer, driver="GPKG")
        return path
    frame.to_file(folder / "s.shp", encoding="UTF-8")
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.glob("s.*"):
            archive.write(part, part.name)
    return path


def refusal(path: Path, choice: dict[str, Any]) -> str:
    """What is said against a choice; nothing where it is honoured."""
    try:
        read_source(path, path.name, Reading(**choice, asked=True))
    except UsageError as error:
        return str(error)
    return ""


@pytest.mark.first_quick(3)
@pytest.mark.parametrize("kind", HONOURED)
def test_each_choice_is_honoured_or_refused_by_name(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, kind)
    needed = {"layer": "甲"} if kind in {"gpkg", "topojson"} else {}
    pages = {"--sheet": {"table": TableSpec(sheet="table 2")}, "--layer": {"layer": "table 2"}}
    choices = CHOICES | pages if kind == "xls" else CHOICES
    said = {option: refusal(path, {**needed, **choice}) for option, choice in choices.items()}
    assert {option for option, refused in said.items() if not refused} == HONOURED[kind]
    for option, refused in said.items():
        assert not refused or (option in refused and path.name in refused)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "gpkg", "kml", "topojson", "zip"])
def test_a_layer_that_is_not_there_is_never_passed_over(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, kind)
    with pytest.raises(JinanGeoError):
        read_source(path, path.name, Reading(layer="没有", asked=True))


def test_a_layer_of_a_workbook_is_a_sheet(tmp_path: Path) -> None:
    path = book(tmp_path, {"甲": [HEADS, *spots(0, 3)], "乙": [HEADS, *spots(3, 5)]})
    assert len(read_source(path, "t.xlsx", Reading(layer="乙", asked=True)).frame) == 2
    both = Reading(layer="乙", table=TableSpec(sheet="甲"), asked=True)
    with pytest.raises(UsageError, match=r"甲.*乙"):
        read_source(path, "t.xlsx", both)


def test_what_the_table_takes_is_not_refused_for_the_features(tmp_path: Path) -> None:
    features = places(tmp_path, ["P-0"])
    table = book(tmp_path, {"甲": [HEADS, *spots(0, 3)]})
    said = Reading(table=TableSpec(sheet="甲"), asked=True)
    one, other = beside_table(said, table, "t.xlsx")
    assert len(read_source(features, "places.geojson", one).frame) == 1
    assert other.table == TableSpec(sheet="甲")
    one, _ = beside_table(Reading(layer="甲", asked=True), table, "t.xlsx")
    with pytest.raises(UsageError, match="--layer"):
        read_source(features, "places.geojson", one)


def test_what_a_manifest_says_may_be_of_another_of_its_files(tmp_path: Path) -> None:
    path = places(tmp_path, ["a"])
    assert len(read_source(path, "places.geojson", Reading(table=TableSpec(sheet="甲"))).frame) == 1
