"""``check FILE``: a file that is in no workspace, checked by what it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner
from shapely import Point, Polygon, box

from jinan_geo.cli.main import main
from jinan_geo.coordinates.shifted import FROM_WGS84
from tests.tools.tiny_city import collection, feature, write_city

if TYPE_CHECKING:
    from pathlib import Path

BOW_TIE = Polygon([(117.01, 36.61), (117.02, 36.62), (117.02, 36.61), (117.01, 36.62)])
SQUARES = [
    feature(
        box(117 + at / 100, 36.602, 117.008 + at / 100, 36.608), 编号=f"b-{at}", 名称=f"片区{at}"
    )
    for at in range(8)
]


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nowhere").mkdir()
    monkeypatch.chdir(tmp_path / "nowhere")


def check(file: Path, *options: object) -> tuple[dict[str, Any], int]:
    result = CliRunner().invoke(main, ["check", str(file), "--json", *map(str, options)])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return json.loads(result.output), result.exit_code


def write(path: Path, features: list[dict[str, object]]) -> Path:
    path.write_text(collection(features), encoding="utf-8")
    return path


def types(answer: dict[str, Any]) -> dict[str, Any]:
    return {issue["type"]: issue for issue in answer["issues"]}


def test_a_clean_file_has_no_issue(tmp_path: Path) -> None:
    answer, code = check(write(tmp_path / "片区.geojson", SQUARES))
    counts = {"features": 8, "used": 8, "set_aside": 0, "issues": []}
    assert (answer, code) == ({**counts, "exit_code": 0, "why": "全部完成"}, 0)


def test_what_is_wrong_is_told_to_the_feature(tmp_path: Path) -> None:
    faulty = [
        *SQUARES,
        feature(BOW_TIE, 编号="b-8", 名称="锟斤拷"),
        feature(Point(0, 0), 编号="b-1", 名称="重号"),
    ]
    answer, code = check(write(tmp_path / "片区.geojson", faulty))
    found = types(answer)
    assert code == 1
    assert (answer["features"], answer["used"], answer["set_aside"]) == (10, 8, 2)
    assert (found["invalid-geometry"]["row"], found["invalid-geometry"]["feature"]) == (9, "b-8")
    assert (found["duplicate-id"]["file"], found["duplicate-id"]["row"]) == ("片区.geojson", 10)
    assert (found["garbled-text"]["field"], found["garbled-text"]["value"]) == ("名称", "锟斤拷")


def test_a_file_without_ids_is_checked_by_its_rows(tmp_path: Path) -> None:
    features = [
        feature(shape, 类别="居住") for shape in (BOW_TIE, box(117.05, 36.6, 117.06, 36.61))
    ]
    answer, _ = check(write(tmp_path / "a.geojson", features))
    found = types(answer)
    assert set(found) == {"no-key-column", "invalid-geometry"}
    assert (found["invalid-geometry"]["row"], found["invalid-geometry"]["feature"]) == (1, "1")
    assert "no-key-column" not in types(check(write(tmp_path / "b.geojson", SQUARES))[0])


@pytest.mark.slow
def test_a_crs_that_is_not_the_stated_one_is_an_issue_and_the_found_one_is_used(
    tmp_path: Path,
) -> None:
    frame = gpd.GeoDataFrame.from_features(SQUARES, crs="EPSG:4326")
    frame.to_crs(4548).set_crs(4326, allow_override=True).to_file(
        tmp_path / "a.geojson", driver="GeoJSON"
    )
    root = write_city(tmp_path / "w")
    found = types(check(tmp_path / "a.geojson", "--workspace", root)[0])
    assert found["crs-contradiction"]["value"] == "EPSG:4548"
    assert set(found) == {"crs-contradiction"}
    # Without a ground it cannot be told, and nothing is guessed; who knows it says so.
    told = CliRunner().invoke(main, ["check", str(tmp_path / "a.geojson")])
    assert (told.exit_code, "--crs EPSG:4548" in told.output) == (2, True)
    assert check(tmp_path / "a.geojson", "--crs", "EPSG:4548")[0]["issues"] == []
    frame.to_crs(4548).to_file(tmp_path / "b.gpkg")
    assert check(tmp_path / "b.gpkg")[0]["issues"] == []


def test_a_workspace_gives_districts_and_anchors(tmp_path: Path) -> None:
    root = write_city(tmp_path / "w")
    away = [*SQUARES[:7], feature(box(118, 36, 118.01, 36.01), 编号="b-9", 名称="外地")]
    found = types(check(write(tmp_path / "a.geojson", away), "--workspace", root)[0])
    assert found["outside-city"]["feature"] == "b-9"


def test_mixed_systems_are_told(tmp_path: Path) -> None:
    root = write_city(tmp_path / "w")
    points = [(117.01 + at % 10 * 0.018, 36.605 + at // 10 * 0.018) for at in range(50)]
    east, north = FROM_WGS84["BD-09"](*map(np.array, zip(*points[:20], strict=True)))
    metres = gpd.GeoSeries([Point(place) for place in points[20:]], crs=4326).to_crs(4548)
    shapes = [*map(Point, zip(east, north, strict=True)), *metres]
    features = [feature(shape, 编号=f"p-{at}") for at, shape in enumerate(shapes)]
    path = write(tmp_path / "a.geojson", features)
    refused = CliRunner().invoke(main, ["check", str(path), "--workspace", str(root)])
    assert refused.exit_code == 2
    assert "(EPSG:4548 60%, EPSG:4490 40%)" in refused.output
    few = write(tmp_path / "few.geojson", features[:25])
    answer, code = check(few, "--workspace", root)  # of these most are as the file states
    assert (code, answer["set_aside"]) == (1, 5)
    turned = [feature(Point(place[::-1]), 编号=f"t-{at}") for at, place in enumerate(points[:25])]
    path = write(tmp_path / "c.geojson", [*turned, *features[:20]])
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code == 2
    whole, _ = check(
        write(
            tmp_path / "b.geojson",
            [feature(Point(place), 编号=f"p-{at}") for at, place in enumerate(points)],
        )
    )
    assert "mixed-crs" not in types(whole)


def test_files_are_written_for_a_file_too(tmp_path: Path) -> None:
    check(
        write(tmp_path / "a.geojson", [*SQUARES, feature(BOW_TIE, 编号="b-8", 名称="结")]),
        "--out",
        tmp_path / "out",
    )
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "issues.csv",
        "issues.xlsx",
        "issues.gpkg",
    }
    assert openpyxl.load_workbook(tmp_path / "out/issues.xlsx").sheetnames == ["问题", "数据质量"]


def test_a_file_that_is_missing_is_said_to_be(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(tmp_path / "none.geojson")])
    assert result.exit_code == 2
    assert "none.geojson" in result.output


def test_a_file_of_the_whole_world_is_measured_and_used(tmp_path: Path) -> None:
    boxes = [feature(box(at, -1, at + 2, 1), 编号=f"w-{at}") for at in range(-180, 180, 2)]
    answer, code = check(write(tmp_path / "world.geojson", boxes))
    assert (code, answer["used"], answer["set_aside"]) == (0, 180, 0)
