"""K6, neighbours: coordinates as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.intake.add import Wanted, add_layer
from jinan_geo.intake.examine import examine_file
from jinan_geo.manifest.delivered import CoordinateSpec
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.read.layer import read_layer
from jinan_geo.read.source import Reading
from tests.tools.field import draw, kinds, middle, text
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

PLACE = (117.0201, 36.6612)
WRITTEN = [
    ("117.01.12.36", "36.39.40.32"),
    ("117°1'12.36\"E", "36°39'40.32\"N"),
    ("E117°01′12.36″", "N36°39′40.32″"),
    ("东经117度1分12.36秒", "北纬36度39分40.32秒"),
    ("117°01.206′", "36°39.672′"),
    ("117:01:12.36", "36:39:40.32"),
    ("１１７．０２０１", "３６．６６１２"),
    ("１１７°０１′１２．３６″", "３６°３９′４０．３２″"),
    ("117.0201°E", "36.6612°N"),
    ("117d01m12.36s", "36d39m40.32s"),
    ("117º01'12,36\"", "36º39'40,32\""),
    ("117°01’12.36”", "36°39’40.32”"),
    ("117°01'12.36''", "36°39'40.32''"),
    ("E 117.0201", "N 36.6612"),
    ("117.0201度", "36.6612度"),
    ("117度1.206分", "36度39.672分"),
    ("'117.0201", "'36.6612"),
    ("117*01'12.36\"", "36*39'40.32\""),
    ("117 01.206 E", "36 39.672 N"),
    ("东经117 01.206", "北纬36 39.672"),
    ("117 01.206", "36 39.672"),
    ("１１７ ０１．２０６", "３６ ３９．６７２"),
]
PAIRS = [
    "117°1'12.36\"E, 36°39'40.32\"N",
    "36°39'40.32\"N 117°1'12.36\"E",
    "东经117.0201，北纬36.6612",
    "117.0201 36.6612",
    "E:117.0201 N:36.6612",
]
OPEN = [("117 61.206", "36 39.672"), ("117.61.12.36", "36.39.40.32")]


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


@pytest.mark.parametrize(("x", "y"), WRITTEN)
def test_k6_two_columns(tmp_path: Path, x: str, y: str) -> None:
    path = text(tmp_path, f"编号,经度,纬度\n1,{quoted(x)},{quoted(y)}\n")
    assert middle(draw(path)) == PLACE


@pytest.mark.parametrize("pair", PAIRS)
def test_k6_one_column(tmp_path: Path, pair: str) -> None:
    assert middle(draw(text(tmp_path, f"编号,坐标\n1,{quoted(pair)}\n"))) == PLACE


def test_k6_a_decimal_comma(tmp_path: Path) -> None:
    assert middle(draw(text(tmp_path, "编号;经度;纬度\n1;117,0201;36,6612\n"))) == PLACE


@pytest.mark.parametrize(("x", "y"), OPEN)
def test_k6_what_may_be_something_else_is_told_and_nowhere(tmp_path: Path, x: str, y: str) -> None:
    drawn = draw(text(tmp_path, f"编号,经度,纬度\n1,{x},{y}\n"))
    assert (drawn["on_map"], drawn["unlocated"]) == (0, 1)
    assert "unusable-geometry" in kinds(drawn)


BARE = "编号,经度,纬度\n1,117 01.206,36 39.672\n2,待定,\n"


def test_k6_two_bare_numbers_in_every_cell_are_degrees_and_minutes_and_told(tmp_path: Path) -> None:
    drawn = draw(text(tmp_path, BARE))
    assert (middle(drawn), drawn["on_map"], drawn["unlocated"]) == (PLACE, 1, 1)
    assert kinds(drawn) == {"sexagesimal-coordinates", "no-place-yet"}
    again = draw(text(tmp_path, BARE.replace("经度,纬度", "x1,y1")))
    assert (middle(again) or PLACE) == PLACE


def test_k6_two_bare_numbers_among_others_are_asked_about(tmp_path: Path) -> None:
    drawn = draw(text(tmp_path, f"{BARE}3,117.0201,36.6612\n"))
    assert (drawn["on_map"], drawn["unlocated"], middle(drawn)) == (1, 2, PLACE)
    assert "unusable-geometry" in kinds(drawn)


def test_k6_every_verb_reads_bare_degrees_and_minutes(tmp_path: Path) -> None:
    rows = "".join(f"{at},117 0{at}.5,36 39.672\n" for at in range(1, 7))
    path = text(tmp_path, f"编号,经度,纬度\n{rows}")
    examined = examine_file(path, None)
    assert "坐标" in str(examined.diagnosis.evidence)
    write_city(tmp_path / "city")
    workspace = Workspace.open(tmp_path / "city")
    add_layer(workspace, path, Wanted(id="bare", crs="EPSG:4326"))
    read, notes, _ = read_layer(Workspace.open(workspace.root).layer("bare"))
    found = [(round(one.x, 4), round(one.y, 4)) for one in read.geometry]
    assert found == [(round(117 + (at + 0.5) / 60, 4), 36.6612) for at in range(1, 7)]
    assert "sexagesimal-coordinates" in {one.type for one in notes}


PARTS = [
    ["经度(度)", "经度(分)", "经度(秒)", "纬度(度)", "纬度(分)", "纬度(秒)"],
    ["经度", "经度分", "经度秒", "纬度", "纬度分", "纬度秒"],
    ["东经/度", "东经/分", "东经/秒", "北纬/度", "北纬/分", "北纬/秒"],
    ["lon_deg", "lon_min", "lon_sec", "lat_deg", "lat_min", "lat_sec"],
    ["东经（°）", "东经（′）", "东经（″）", "北纬（°）", "北纬（′）", "北纬（″）"],
]


@pytest.mark.parametrize("heads", PARTS)
def test_k6_degrees_minutes_and_seconds_in_columns_of_their_own(
    tmp_path: Path, heads: list[str]
) -> None:
    rows = "1,117,1,12.36,36,39,40.32\n2,,,,,,\n3,117,,12,36,39,40\n"
    drawn = draw(text(tmp_path, f"编号,{','.join(heads)}\n{rows}"))
    assert (middle(drawn), drawn["on_map"], drawn["unlocated"]) == (PLACE, 1, 2)
    assert kinds(drawn) == {"sexagesimal-coordinates", "unusable-geometry"}
    assert [*drawn["fields"]] == ["编号"]


def test_k6_degrees_with_minutes_alone_and_what_a_user_names(tmp_path: Path) -> None:
    path = text(tmp_path, "编号,lon_deg,lon_min,lat_deg,lat_min\n1,117,1.206,36,39.672\n")
    assert middle(draw(path)) == PLACE
    spec = CoordinateSpec(x="lon_deg", y="lat_deg")
    assert middle(draw(path, features=Reading(coordinates=spec))) == (117.0, 36.0)
