"""``layer add --all``: each sheet, folder or layer of a file becomes a layer, or is said not to."""

from __future__ import annotations

import tomllib
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pytest
from shapely import Point

from jinan_geo.errors import UsageError
from jinan_geo.intake.add import Wanted
from jinan_geo.intake.parts import add_parts
from jinan_geo.pipeline import prepare_city
from tests.tools.field import HEADS, book, places, spots, text
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tools.verbs import Ran

FOLDER = "<Folder><name>{}</name>{}</Folder>"
MARK = (
    "<Placemark><name>{}</name><Point><coordinates>117.0{},36.6</coordinates></Point></Placemark>"
)


def add(city: Path, file: Path, *options: str) -> Ran:
    return run("layer", "add", file, "--all", "--workspace", city, "--lang", "en", *options)


def layers_of(city: Path) -> set[str]:
    return {folder.name for folder in (city / "layers").iterdir()}


def manifest_of(city: Path, layer: str) -> dict[str, Any]:
    return tomllib.loads((city / "layers" / layer / "layer.toml").read_text(encoding="utf-8"))


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return write_city(tmp_path / "city")


@pytest.mark.slow
def test_each_sheet_is_a_layer_or_said_not_to_be_one(tmp_path: Path, city: Path) -> None:
    sheets = {
        "历下": [HEADS, *spots(0, 3)],
        "说明": [["填表说明"]],
        "市中": [HEADS, *spots(3, 5)],
        "旧": [HEADS, *spots(5, 6)],
    }
    file = book(tmp_path, sheets)
    made = openpyxl.load_workbook(file)
    made["旧"].sheet_state = "hidden"
    made.save(file)
    before = layers_of(city)
    ran = add(city, file)
    assert ran.code == 1, ran.text
    assert layers_of(city) - before == {"li-xia", "shi-zhong"}
    lines = {line.split()[0]: line for line in ran.text.splitlines() if line[:1] in "历说市旧"}
    assert lines["历下"].split()[1:4] == ["li-xia", "3", "3"]
    assert lines["市中"].split()[1:4] == ["shi-zhong", "2", "2"]
    assert "not added: t.xlsx: no columns of coordinates" in lines["说明"]
    assert "hidden" in lines["旧"]
    one, other = manifest_of(city, "li-xia"), manifest_of(city, "shi-zhong")
    assert (one["name"]["zh"], one["table"]) == ("历下", {"sheet": "历下"})
    assert one["style"]["color"] != other["style"]["color"]
    assert one["order"] < other["order"]
    assert "layer" not in one
    assert run("check", "--workspace", city, "shi-zhong").code == 0


@pytest.mark.slow
def test_again_makes_nothing_twice(tmp_path: Path, city: Path) -> None:
    file = book(tmp_path, {"历下": [HEADS, *spots(0, 3)], "市中": [HEADS, *spots(3, 5)]})
    assert add(city, file, "--id", "parks").code == 0
    before = layers_of(city)
    assert {"parks-li-xia", "parks-shi-zhong"} <= before
    ran = add(city, file, "--id", "parks")
    assert (ran.code, layers_of(city)) == (2, before)
    assert ran.text.count("is there already") == 2


@pytest.mark.slow
def test_names_that_spell_alike_get_numbers(tmp_path: Path, city: Path) -> None:
    file = book(tmp_path, {"公园": [HEADS, *spots(0, 2)], "公 园": [HEADS, *spots(2, 4)]})
    assert add(city, file).code == 0
    assert {"gong-yuan", "gong-yuan-2"} <= layers_of(city)


@pytest.mark.slow
def test_folders_layers_and_members_are_parts_too(tmp_path: Path, city: Path) -> None:
    marks = ["".join(MARK.format(f"点{at}", at) for at in range(first, 4)) for first in (0, 2)]
    folders = FOLDER.format("停车场", marks[0]) + FOLDER.format("公园", marks[1])
    kml = f"<kml xmlns='http://www.opengis.net/kml/2.2'><Document>{folders}</Document></kml>"
    ran = add(city, text(tmp_path, kml, "t.kml"))
    assert ran.code == 0, ran.text
    assert manifest_of(city, "gong-yuan")["layer"] == "公园"
    frame = gpd.GeoDataFrame({"编号": ["a"]}, geometry=[Point(117, 36.6)], crs=4326)
    for layer in ("roads", "trees"):
        frame.to_file(tmp_path / "t.gpkg", layer=layer, driver="GPKG")
        frame.to_file(tmp_path / f"{layer}_shp.shp")
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        for part in tmp_path.glob("*_shp.*"):
            archive.write(part, f"数据/{part.name}")
    for file in ("t.gpkg", "t.zip"):
        ran = add(city, tmp_path / file)
        assert ran.code == 0, ran.text
    assert {"roads", "trees", "roads-shp", "trees-shp"} <= layers_of(city)


def test_a_file_of_one_thing_and_what_contradicts_are_refused(tmp_path: Path, city: Path) -> None:
    file = places(tmp_path, ["a"])
    before = layers_of(city)
    assert "holds neither sheets nor layers" in add(city, file).text
    table = book(tmp_path, {"甲": [HEADS, *spots(0, 2)]})
    for option in ("--sheet", "--layer", "--name"):
        ran = add(city, table, option, "甲")
        assert (ran.code, option in ran.text) == (2, True)
    ran = run("layer", "add", table, "--workspace", city, "--lang", "en")
    assert (ran.code, "--id" in ran.text) == (2, True)
    assert layers_of(city) == before


@pytest.mark.slow
def test_what_interrupts_all_leaves_nothing(
    tmp_path: Path, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jinan_geo.intake import parts  # noqa: PLC0415 - a module to be changed

    table = book(tmp_path, {"甲": [HEADS, *spots(0, 2)], "乙": [HEADS, *spots(2, 4)]})
    before = layers_of(city)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_parts(city, table, Wanted(id=""), prepare=interrupted)  # type: ignore[arg-type] # raises
    assert layers_of(city) == before
    monkeypatch.setattr(parts, "list_parts", lambda *_: [])
    with pytest.raises(UsageError):
        add_parts(city, table, Wanted(id=""), prepare=prepare_city)
