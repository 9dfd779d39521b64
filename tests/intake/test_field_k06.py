"""K6, neighbours: coordinates as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.field import draw, kinds, middle, text

if TYPE_CHECKING:
    from pathlib import Path

PLACE = (117.0201, 36.6612)
WRITTEN = [
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
]
PAIRS = [
    "117°1'12.36\"E, 36°39'40.32\"N",
    "36°39'40.32\"N 117°1'12.36\"E",
    "东经117.0201，北纬36.6612",
    "117.0201 36.6612",
    "E:117.0201 N:36.6612",
]
OPEN = [("117 01.206", "36 39.672"), ("117.01.12.36", "36.39.40.32")]


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
