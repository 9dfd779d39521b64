"""``jinan-geo layer``: from any file to a layer, an empty layer, the list and one layer.

The newcomer's path.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from shapely import Point, box

from jinan_geo.cli.main import main
from jinan_geo.coordinates.shifted import FROM_WGS84
from jinan_geo.intake.propose import propose_columns, split_unit
from jinan_geo.manifest.locale import Locale
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.read.source import frame_of
from tests.tools.browser import visit
from tests.tools.tiny_city import LIXIA, collection, feature, write_city
from tests.tools.twin import write_as

if TYPE_CHECKING:
    from click.testing import Result
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ("newcomer.md", "newcomer.zh.md")
# Twelve car parks that the workspace knows already, by the same names, from a survey.
PLACES = [(117.01 + at % 4 * 0.045, 36.51 + at // 4 * 0.07) for at in range(12)]
NAMES = [
    f"{name}停车场"
    for name in (
        "泉城",
        "龘靐",
        "解放",
        "洪楼",
        "舜耕",
        "花园",
        "历山",
        "文化",
        "七里",
        "燕山",
        "千佛",
        "大明",
    )
]
SURVEY = """
name = { zh = "普查点", en = "Survey points" }
role = "context"
geometry = ["point"]
source = { zh = "测试普查" }
accuracy = "surveyed"
"""


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The tiny city with a layer of survey points."""
    points = [
        feature(Point(place), id=f"p-{at}", name_zh=NAMES[at]) for at, place in enumerate(PLACES)
    ]
    survey = {
        "layers/survey/layer.toml": SURVEY,
        "layers/survey/features.geojson": collection(points),
    }
    return write_city(tmp_path / "city", survey)


def write_shapefile(folder: Path) -> Path:
    """What a department sends: a GBK Shapefile in GCJ-02 without a word on either."""
    lon, lat = FROM_WGS84["GCJ-02"](*np.array(PLACES).T)
    cells = {
        "编号": [f"TC-{at:03}" for at in range(12)],
        "名称": NAMES,
        "车位数(个)": [50 + at for at in range(12)],
        "计划开工": ["2025-03-01"] * 12,
        "总投资": [100.5 + at for at in range(12)],
        "电话": ["0531000"] * 12,
    }
    frame = gpd.GeoDataFrame(cells, geometry=gpd.points_from_xy(lon, lat))
    path = folder / "停车场.shp"
    write_as(frame, path, "ESRI Shapefile", encoding="GBK")
    path.with_suffix(".cpg").unlink()
    return path


def manifest_of(workspace: Path, layer: str) -> dict[str, Any]:
    return tomllib.loads((workspace / "layers" / layer / "layer.toml").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_a_gbk_gcj02_shapefile_becomes_a_layer_in_its_right_place(
    tmp_path: Path, workspace: Path
) -> None:
    result = run(
        "layer", "add", write_shapefile(tmp_path), "--id", "car-parks", "--workspace", workspace,
        "--money-unit", "万元",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    manifest = manifest_of(workspace, "car-parks")
    assert manifest["crs"] == "GCJ-02"
    assert manifest["encoding"].upper().startswith("GB")
    assert manifest["geometry"] == ["point"]
    assert manifest["features"] == "停车场.shp"
    assert manifest["columns"]["id"] == "编号"
    assert manifest["columns"]["name_zh"] == "名称"
    assert manifest["columns"]["investment_wan"] == "总投资"
    assert "来源待补" in manifest["source"]["zh"]
    spaces = next(
        key for key, field in manifest["fields"].items() if field["name"]["zh"] == "车位数"
    )
    assert manifest["fields"][spaces] | {"name": None} == {
        "name": None,
        "type": "integer",
        "unit": {"zh": "个"},
    }
    assert manifest["style"]["size_by"] == spaces
    assert all(re.fullmatch("[a-z][a-z0-9_]*", key) for key in manifest["fields"])
    # A number that begins with 0 is a code, not a number.
    phone = next(field for field in manifest["fields"].values() if field["name"]["zh"] == "电话")
    assert phone.get("type", "text") == "text"
    layer = next(
        one for one in prepare_city(Workspace.open(workspace)).layers if one.id == "car-parks"
    )
    assert list(layer.features["name_zh"]) == NAMES
    moved = shapely.get_coordinates(layer.features.geometry.to_numpy()) - np.array(PLACES)
    assert np.abs(moved).max() < 1e-8


@pytest.mark.slow
def test_what_stands_in_the_way_is_said_and_nothing_is_written(
    tmp_path: Path, workspace: Path
) -> None:
    file = write_shapefile(tmp_path)
    before = sorted((workspace / "layers").rglob("*"))
    split = tmp_path / "mixed.geojson"
    shifted = FROM_WGS84["GCJ-02"](*np.array(PLACES).T)
    places = [*PLACES[:6], *zip(*(axis[6:].tolist() for axis in shifted), strict=True)]
    split.write_text(
        collection(
            [feature(Point(at), id=str(n), name_zh=NAMES[n]) for n, at in enumerate(places)]
        ),
        encoding="utf-8",
    )
    unstated = tmp_path / "nowhere.shp"
    write_as(gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(3, 4)]), unstated, "ESRI Shapefile")
    for arguments, said in [
        ((file, "--id", "Car Parks"), "'Car Parks' is no layer id"),
        ((file, "--id", "sites"), "layers/sites is there already"),
        (
            (file, "--id", "new", "--theme", "grene"),
            "no theme 'grene' in workspace.toml; it has: urban, green",
        ),
        ((file, "--id", "new", "--key", "代号"), "no column '代号'; it has: 编号"),
        ((file, "--id", "new", "--money-unit", "文"), "'文' is no unit of money; write one of: 元"),
        ((split, "--id", "new"), r"in several systems \(.*GCJ-02 50%.*save each into its own file"),
        ((unstated, "--id", "new"), "states no CRS, and the doctor cannot tell it .*--crs"),
        ((tmp_path / "gone.shp", "--id", "new"), "gone.shp"),
    ]:
        result = run("layer", "add", *arguments, "--workspace", workspace)
        assert result.exit_code == 2, result.output
        assert re.search(said, result.output.replace("\n", " ")), result.output
    assert sorted((workspace / "layers").rglob("*")) == before


@pytest.mark.slow
def test_a_declared_crs_and_chosen_columns_are_taken(tmp_path: Path, workspace: Path) -> None:
    table = tmp_path / "点位.csv"
    rows = [
        f"{name},{at},{lon:.6f},{lat:.6f}"
        for at, (name, (lon, lat)) in enumerate(zip(NAMES, PLACES, strict=True))
    ]
    table.write_text("\n".join(["名称,号,经度,纬度", *rows]), encoding="utf-8")
    options = (
        "--x",
        "经度",
        "--y",
        "纬度",
        "--crs",
        "EPSG:4490",
        "--key",
        "号",
        "--name",
        "点位",
        "--theme",
        "green",
    )
    result = run("layer", "add", table, "--id", "dots", *options, "--workspace", workspace)
    assert result.exit_code == 0, result.output
    manifest = manifest_of(workspace, "dots")
    assert (manifest["crs"], manifest["name"]["zh"], manifest["theme"]) == (
        "EPSG:4490",
        "点位",
        "green",
    )
    assert manifest["coordinates"] == {"x": "经度", "y": "纬度"}
    assert manifest["columns"]["id"] == "号"
    assert (
        run("layer", "add", table, "--id", "b", "--x", "经度", "--workspace", workspace).exit_code
        == 2
    )


@pytest.mark.parametrize(
    ("driver", "file"),
    [("GPKG", "片区.gpkg"), ("MapInfo File", "片区.tab"), ("OpenFileGDB", "片区.gdb")],
)
@pytest.mark.slow
def test_every_part_of_a_file_comes_along(
    tmp_path: Path, workspace: Path, driver: str, file: str
) -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["a", "b"]}, geometry=[LIXIA, box(117, 36.5, 117.05, 36.55)], crs="EPSG:4326"
    )
    write_as(frame, tmp_path / file, driver)
    result = run(
        "layer",
        "add",
        tmp_path / file,
        "--id",
        "areas",
        "--crs",
        "EPSG:4326",
        "--workspace",
        workspace,
    )
    assert result.exit_code == 0, result.output
    shutil.rmtree(tmp_path / file) if file.endswith("gdb") else (tmp_path / file).unlink()
    layer = next(one for one in prepare_city(Workspace.open(workspace)).layers if one.id == "areas")
    assert list(layer.features["id"]) == ["a", "b"]
    assert manifest_of(workspace, "areas")["geometry"] == ["polygon"]


@pytest.mark.slow
def test_an_empty_layer_is_whole_and_the_list_shows_it(workspace: Path) -> None:
    options = ("--geometry", "line", "--geometry", "point", "--name", "骑行道", "--theme", "green")
    result = run("layer", "new", "cycle-ways", *options, "--workspace", workspace)
    assert result.exit_code == 0, result.output
    assert manifest_of(workspace, "cycle-ways")["geometry"] == ["line", "point"]
    listed = run("layer", "list", "--workspace", workspace)
    assert re.search(r"sites +更新项目 +项目 +5 +4 +7 +公开", listed.output), listed.output
    assert re.search(r"cycle-ways +骑行道 +项目 +0 +0 +0", listed.output), listed.output
    shown = run("layer", "show", "sites", "--lang", "en", "--workspace", workspace)
    for line in (
        r"features +5",
        r"on map +4",
        r"file +layers/sites/features.geojson",
        r"spaces: Spaces, integer \(spaces\)",
    ):
        assert re.search(line, shown.output), shown.output
    wrong = run("layer", "show", "site", "--workspace", workspace)
    assert wrong.exit_code == 2
    assert "did you mean 'sites'" in wrong.output


def test_columns_are_proposed_by_heading_unit_and_values() -> None:
    cells: dict[str, list[Any]] = {
        "项目编号": ["a", "b"],
        "项目名称": ["甲", "乙"],
        "面积（平方米）": [1.5, 2],
        "投资(亿元)": [1, 2],
        "造价（万元）": ["10.5", "2"],
        "开工/竣工": ["是", "否"],
        "完成率": [10, 99.5],
        "计划竣工时间": ["2025-12-31", "明年"],
        "验收日期": ["2025-01-02", None],
        "责任单位": ["市住建局", None],
        "面积": ["大", "小"],
        "区划代码": ["历下区", "370102"],
    }
    frame = frame_of(cells, [None, None], [None, None], None)
    found = {column.title: column for column in propose_columns(frame, "项目编号", Locale())}
    standard = {title: column.attribute for title, column in found.items() if column.standard}
    assert standard == {
        "项目编号": "id", "项目名称": "name_zh", "计划竣工时间": "planned_finish",
        "责任单位": "responsible_zh", "投资(亿元)": "investment_wan",
    }  # fmt: skip
    kinds = {
        title: (column.type, column.unit) for title, column in found.items() if not column.standard
    }
    assert kinds == {
        "面积（平方米）": ("number", "平方米"),
        "造价（万元）": ("money", None),
        "开工/竣工": ("boolean", None),
        "完成率": ("percent", None),
        "验收日期": ("date", None),
        "面积": ("text", None),
        "区划代码": ("text", None),
    }
    assert found["投资(亿元)"].money == "亿元"
    names = [column.attribute for column in found.values()]
    assert len(set(names)) == len(names)
    assert found["面积（平方米）"].attribute == "mian_ji"
    assert found["面积"].attribute == "mian_ji_2"
    assert split_unit("车位数 (个)") == ("车位数", "个")


def test_a_column_called_district_holds_ids_of_any_text() -> None:
    cells = {"id": ["a", "b"], "district": ["Taishō-ku", "St. John's / Up;西成区"]}
    found = propose_columns(frame_of(cells, [None, None], [None, None], None), "id", Locale())
    assert [(one.attribute, one.standard) for one in found] == [("id", True), ("district", True)]


@pytest.mark.parametrize("guide", GUIDES)
def test_the_newcomers_path_is_as_the_guide_says(
    workspace: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch, guide: str
) -> None:
    """The guide's own commands, run in its order, from a GBK, GCJ-02 Shapefile to the layer on the
    map.
    """
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8").rpartition("\n## ")[2]
    commands = re.findall(r"^jinan-geo (.+?)(?: +#.*)?$", text, re.MULTILINE)
    assert 3 <= len(commands) <= 5
    write_shapefile(workspace)
    monkeypatch.chdir(workspace)
    for command in commands:
        result = run(*command.split())
        assert result.exit_code == 0, f"{command}: {result.output}"
    assert "GCJ-02" in run(*commands[0].split()).output
    with visit(browser, workspace / "maps/city.html") as city:
        ready = city.page.evaluate("jinanGeo.ready")
        found = next(layer for layer in ready["layers"] if layer["id"] == "car-parks")
        assert found == {"id": "car-parks", "features": 12, "located": 12, "unlocated": 0}
        city.set(query="龘靐")
        assert city.evaluate("document.querySelector('.jg-row-name').textContent") == "龘靐停车场"
