"""What ``layer add`` proposes: role, ids, the unit of money; and how much it prints."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from shapely import Point

from jinan_geo.cli.main import main
from jinan_geo.intake.add import Wanted, add_layer
from jinan_geo.intake.money import find_unit, is_money, without_unit
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.tiny_city import collection, feature, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SPOTS = [Point(117.051 + at / 1000, 36.651) for at in range(3)]


def write_file(folder: Path, **cells: Sequence[Any]) -> Path:
    rows = [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]
    path = folder / "a.geojson"
    made = [feature(spot, **row) for spot, row in zip(SPOTS, rows, strict=True)]
    path.write_text(collection(made), encoding="utf-8")
    return path


def added(folder: Path, money: str | None = None, **cells: Sequence[Any]) -> tuple[Any, list[str]]:
    workspace = Workspace.open(write_city(folder / "city"))
    wanted = Wanted(id="new", crs="EPSG:4326", money=money)
    made = add_layer(workspace, write_file(folder, **cells), wanted)
    manifest = tomllib.loads((made.path / "layer.toml").read_text(encoding="utf-8"))
    return manifest, [note.type for note in made.notes]


NAMES = ["甲", "乙", "丙"]


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    ("cells", "role"),
    [
        ({"名称": NAMES, "学段": ["小学", "初中", "高中"]}, "context"),
        ({"名称": NAMES, "面积（亩）": [1.5, 2, 3]}, "context"),
        ({"站名": NAMES, "线路": ["1", "1", "2"]}, "context"),
        (
            {"站名": NAMES, "开通时间": ["2019/4/1"] * 3, "status": ["运营", "已开通", "open"]},
            "context",
        ),
        ({"校名": NAMES, "入学率": ["95%", "96%", "97%"], "教育阶段": ["小学"] * 3}, "context"),
        ({"站名": NAMES, "status": ["运营", "在建", "规划"]}, "projects"),
        ({"名称": NAMES, "last_edited_date": ["2025-01-01"] * 3}, "context"),
        ({"名称": NAMES, "采集日期": ["2025-01-01"] * 3}, "context"),
        ({"名称": NAMES, "计划开工": ["2025-01-01"] * 3}, "projects"),
        ({"名称": NAMES, "验收日期": ["2025-01-01"] * 3}, "projects"),
        ({"名称": NAMES, "总投资（万元）": [1, 2, 3]}, "projects"),
        ({"名称": NAMES, "总投资": [1, 2, 3]}, "projects"),
        ({"名称": NAMES, "建设阶段": ["前期", "在建", "完工"]}, "projects"),
        ({"名称": NAMES, "完成率": [10, 20, 30]}, "projects"),
    ],
)
def test_a_layer_where_nothing_reports_is_context(
    tmp_path: Path, cells: dict[str, list[Any]], role: str
) -> None:
    manifest, _ = added(tmp_path, **cells)
    assert manifest.get("role", "projects") == role


def test_an_amount_without_a_unit_is_an_issue_and_no_money(tmp_path: Path) -> None:
    manifest, notes = added(tmp_path, 名称=NAMES, 总投资=[100, 200, 300])
    assert notes == ["money-unit"]
    assert "investment_wan" not in manifest["columns"]
    assert [field["type"] for field in manifest["fields"].values()] == ["integer"]


@pytest.mark.parametrize(
    ("title", "money", "units"),
    [("总投资", "亿元", "亿元"), ("总投资", "万元", None), ("总投资（元）", None, "元")],
)  # fmt: skip
def test_the_unit_that_is_said_is_written_down(
    tmp_path: Path, title: str, money: str | None, units: str | None
) -> None:
    manifest, notes = added(tmp_path, money, 名称=NAMES, **{title: [1, 2, 3]})
    assert notes == []
    assert manifest.get("units", {}) == ({"investment_wan": units} if units else {})
    assert manifest["columns"]["investment_wan"] == title


def test_a_unit_without_brackets_is_one_too(tmp_path: Path) -> None:
    manifest, notes = added(tmp_path, 名称=NAMES, 总投资万元=[1, 2, 3])
    assert notes == []
    assert [field["type"] for field in manifest["fields"].values()] == ["money"]


def test_the_question_is_asked_once_where_somebody_answers(tmp_path: Path) -> None:
    asked = []

    def answer(title: str, units: Sequence[str]) -> str:
        asked.append(title)
        assert "亿元" in units
        return "亿元"

    workspace = Workspace.open(write_city(tmp_path / "city"))
    file = write_file(tmp_path, 名称=NAMES, 总投资=[1, 2, 3], 征收资金=[1, 2, 3])
    made = add_layer(workspace, file, Wanted(id="new", crs="EPSG:4326", ask_money=answer))
    assert asked == ["总投资"]
    assert made.notes == []
    units = tomllib.loads((made.path / "layer.toml").read_text(encoding="utf-8"))["units"]
    assert [*units.values()] == ["亿元", "亿元"]


@pytest.mark.parametrize(
    ("title", "cells", "expected"),
    [
        ("总投资", [1, 2], True), ("工程造价", ["1,200", "3"], True), ("budget", [5], True),
        ("资金来源", ["财政", "社会"], False), ("投资主体", ["甲", "乙"], False),
        ("投资占比", [0.5], False), ("开工投资日期", ["2025-01-01"], False), ("总投资", [], False),
        ("合同价", ["1.2亿元", "3亿元"], True), ("总投资", ["待定", "待定", "5"], False),
    ],
)  # fmt: skip
def test_columns_of_money_are_known_by_heading_and_numbers(
    title: str, cells: list[Any], *, expected: bool
) -> None:
    assert is_money(title, cells) is expected


def test_units_stand_in_headings_and_cells() -> None:
    assert find_unit("总投资/亿元", [1]) == "亿元"
    assert find_unit("总投资(单位：元)", [1]) == "元"
    assert find_unit("合同价", ["1.2亿元", "3亿"]) == "亿元"
    assert find_unit("合同价", ["1.2亿元", "300万元"]) is None
    assert without_unit("合同价", [1, 2])
    assert not without_unit("合同价（百万元）", [1, 2])


BUDGETS = "编号,项目名称,经度,纬度,总投资\nP1,甲,117.03,36.65,{}\nP2,乙,117.04,36.66,20\n"


@pytest.mark.parametrize(
    ("lines", "unit"),
    [
        ("2025年项目表,,,,\n,,,,单位：亿元\n", "亿元"),
        ("项目表（单位：万元、公顷）,,,,\n", "万元"),
        ("填报单位：住建局  单位：元,,,,\n", "元"),
        ("单位：万元/亩,,,,\n", None),
        ("单位：万元、元,,,,\n", None),
        ("填报单位：住建局,,,,\n", None),
    ],
)
def test_the_unit_above_a_table_is_that_of_amounts_whose_heading_says_none(
    tmp_path: Path, lines: str, unit: str | None
) -> None:
    workspace = Workspace.open(write_city(tmp_path / "city"))
    file = tmp_path / "a.csv"
    file.write_text(lines + BUDGETS.format(1.5), encoding="utf-8")
    made = add_layer(workspace, file, Wanted(id="new", crs="EPSG:4326"))
    manifest = tomllib.loads((made.path / "layer.toml").read_text(encoding="utf-8"))
    # 万元 is what the workspace keeps, so nothing is declared of it.
    assert [*manifest.get("units", {}).values()] == ([unit] if unit in {"亿元", "元"} else [])
    assert ("investment_wan" in manifest["columns"]) == (unit is not None)
    assert ("money-unit" in [note.type for note in made.notes]) == (unit is None)


def test_a_delivery_whose_unit_above_the_table_is_another_is_read_in_that(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    file = tmp_path / "a.csv"
    file.write_text(",,,,单位：亿元\n" + BUDGETS.format(1.5), encoding="utf-8")
    add_layer(Workspace.open(root), file, Wanted(id="new", crs="EPSG:4326"))
    file.write_text(",,,,单位：万元\n" + BUDGETS.format(15000), encoding="utf-8")
    ran = run("layer", "update", file, "--id", "new", "--workspace", root, "--yes")
    assert ran.code in {0, 1}, ran.text
    manifest = tomllib.loads((root / "layers/new/layer.toml").read_text(encoding="utf-8"))
    assert [*manifest["units"].values()] == ["万元"]


@pytest.mark.slow
def test_features_without_ids_become_a_layer_whose_ids_stay(tmp_path: Path) -> None:
    cells = {"NAME": ["甲", "甲", "乙"], "AREA": [1.5, 1.5, 2.5]}
    manifest, _ = added(tmp_path, **cells)
    assert manifest["columns"]["id"] == "#"
    root = tmp_path / "city"
    city = prepare_city(Workspace.open(root))
    layer = next(one for one in city.layers if one.id == "new")
    ids = dict(zip(layer.features.geometry.map(str), layer.features["id"], strict=True))
    assert [issue.type for issue in city.issues if issue.layer == "new"] == ["made-ids"]
    path = root / "layers/new/a.geojson"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["features"].reverse()
    path.write_text(json.dumps(data), encoding="utf-8")
    again = next(one for one in prepare_city(Workspace.open(root)).layers if one.id == "new")
    assert dict(zip(again.features.geometry.map(str), again.features["id"], strict=True)) == ids


@pytest.mark.slow
def test_it_prints_at_most_thirty_lines(tmp_path: Path) -> None:
    root = write_city(tmp_path / "city")
    path = tmp_path / "many.geojson"
    made = [
        feature(Point(117.051, 36.651), id=f"p-{at}", 计划开工="2025-13-01" if at else "2025-01-01")
        for at in range(60)
    ]
    path.write_text(collection(made), encoding="utf-8")
    line = ["layer", "add", path, "--id", "new", "--crs", "EPSG:4326", "--workspace", root]
    result = CliRunner().invoke(main, [*map(str, line), "--lang", "en"])
    assert result.exit_code in {0, 1}, result.output
    lines = result.output.splitlines()
    assert len(lines) == 30
    assert lines[-1] == "… more: jinan-geo check new"
