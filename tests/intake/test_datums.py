"""Numbers of an older datum are read as such where words say so: no number shows it."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pyproj
import pytest
from click.testing import CliRunner

from jinan_geo.cli.main import main
from jinan_geo.coordinates.datum import OLD_DATUMS, find_old_datum
from jinan_geo.coordinates.stated_crs import GAUSS_KRUGER
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NORTH, EAST = (4_055_000.1, 4_056_000.5, 4_056_100.4), (500_123.2, 501_000.7, 502_000.3)
METRES = [[f"点{at}", *pair] for at, pair in enumerate(zip(NORTH, EAST, strict=True))]
DEGREES = [["甲", 117.012345, 36.651234], ["乙", 117.0223, 36.6612], ["丙", 117.032, 36.6711]]


def write(folder: Path, rows: Sequence[Sequence[object]], name: str = "点.csv") -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    write_city(folder / "city")
    return folder / name


def tell(*line: object) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, [*map(str, line), "--json", "--lang", "en"])
    assert isinstance(result.exception, SystemExit | None), result.exception
    return result.exit_code, json.loads(result.stdout)


def doctor(path: Path) -> dict[str, Any]:
    return tell("doctor", path, "--workspace", path.parent / "city")[1]


def kinds(path: Path) -> set[str]:
    said = tell("check", path, "--workspace", path.parent / "city")[1]
    return {issue["type"] for issue in said["issues"]}


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    ("rows", "name", "found"),
    [
        ([["名称", "X(西安80)", "Y(西安80)"], *METRES], "a.csv", "EPSG:2384"),
        ([["坐标系：1980西安坐标系"], ["名称", "X", "Y"], *METRES], "a.csv", "EPSG:2384"),
        ([["名称", "X", "Y"], *METRES, ["备注：坐标系为1954年北京坐标系"]], "a.csv", "EPSG:2436"),
        ([["名称", "X", "Y"], *METRES], "控制点_北京54.csv", "EPSG:2436"),
        ([["名称", "X", "Y", "坐标系"], *([*row, "西安80"] for row in METRES)], "a.csv",
         "EPSG:2384"),
        ([["名称", "X", "Y", "坐标系"], *([*row, "国家2000"] for row in METRES)], "a.csv",
         "EPSG:4548"),
        ([["由西安80转为CGCS2000"], ["名称", "X", "Y"], *METRES], "a.csv", "EPSG:4548"),
        ([["名称", "X", "Y"], *METRES], "80个点位.csv", "EPSG:4548"),
    ],
)  # fmt: skip
def test_words_name_the_datum_of_metres(
    rows: Sequence[Sequence[object]], name: str, found: str, tmp_path: Path
) -> None:
    path = write(tmp_path, rows, name)
    said = doctor(path)
    assert (said["found"], said["swapped"]) == (found, True)
    assert ("datum-approximate" in kinds(path)) is (found != "EPSG:4548")


def test_rows_of_two_datums_are_mixed(tmp_path: Path) -> None:
    systems = ["国家2000", "西安80", "国家2000"]
    rows = [[*row, one] for row, one in zip(METRES, systems, strict=True)]
    said = doctor(write(tmp_path, [["名称", "X", "Y", "坐标系"], *rows]))
    shares = {one["crs"]: round(one["share"], 2) for one in said["mixed"]}
    assert shares == {"EPSG:4548": 0.67, "EPSG:2384": 0.33}
    rows = [[*row, one] for row, one in zip(DEGREES, systems, strict=True)]
    said = doctor(write(tmp_path, [["名称", "经度", "纬度", "坐标系"], *rows]))
    assert {one["crs"] for one in said["mixed"]} == {"EPSG:4490", "EPSG:4610"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("heading", "code"), [("西安80", "EPSG:4610"), ("北京54坐标", "EPSG:4214")]
)
def test_words_name_the_datum_of_degrees_and_a_page_warns(
    heading: str, code: str, tmp_path: Path
) -> None:
    rows = [["名称", f"经度（{heading}）", f"纬度（{heading}）"], *DEGREES]
    path = write(tmp_path, rows)
    code_of_exit, drawn = tell("map", path, "--out", tmp_path / "a.html")
    issues = {issue["type"]: issue for issue in drawn["issues"]}
    assert (code_of_exit, drawn["crs"]) == (0, code)
    assert "tens of metres" in issues["datum-approximate"]["message"]
    assert "degrees-assumed" not in issues
    assert doctor(path)["found"] == code


@pytest.mark.slow
def test_a_layer_keeps_the_datum_and_warns(tmp_path: Path) -> None:
    path = write(tmp_path, [["名称", "X(西安80)", "Y(西安80)"], *METRES])
    where = ("--workspace", tmp_path / "city")
    result = CliRunner().invoke(main, ["layer", "add", str(path), "--id", "p", *map(str, where)])
    assert result.exit_code == 0, result.output
    manifest = (tmp_path / "city/layers/p/layer.toml").read_text(encoding="utf-8")
    assert 'crs = "EPSG:2384"' in manifest
    said = tell("check", "p", *where)[1]
    assert "datum-approximate" in {issue["type"] for issue in said["issues"]}


def test_a_zone_has_the_same_parameters_in_each_datum() -> None:
    for datum in OLD_DATUMS:
        for code in GAUSS_KRUGER[6378137.0]:
            pair = [pyproj.CRS.from_user_input(one) for one in (code, datum.named(f"EPSG:{code}"))]
            modern, old = ([one.value for one in crs.coordinate_operation.params] for crs in pair)
            assert modern == old
            assert abs(pair[1].ellipsoid.semi_major_metre - datum.radius_m) < 1


@pytest.mark.parametrize(
    ("words", "degrees"),
    [
        ("西安80", "EPSG:4610"), ("1980西安坐标系", "EPSG:4610"), ("西安 1980", "EPSG:4610"),
        ("80西安坐标系", "EPSG:4610"), ("Xian_1980", "EPSG:4610"), ("xi'an 80", "EPSG:4610"),
        ("１９８０西安坐标系", "EPSG:4610"), ("1980年西安坐标系", "EPSG:4610"),
        ("北京54", "EPSG:4214"), ("1954年北京坐标系", "EPSG:4214"), ("Beijing 1954", "EPSG:4214"),
        ("54坐标系", "EPSG:4214"), ("80坐标系", "EPSG:4610"),
        ("80个点", None), ("WGS84", None), ("国家2000", None), ("西安80和北京54", None),
        ("西安市80号", None), ("西安80转2000", None), ("编号1980", None),
    ],
)  # fmt: skip
def test_words_for_old_datums(words: str, degrees: str | None) -> None:
    found = find_old_datum(words)
    assert (found.degrees if found else None) == degrees
