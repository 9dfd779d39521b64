"""K15, neighbours: a row whose place is not known, or cannot be, is kept and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import InputError
from jinan_geo.intake.add import Wanted, add_layer
from jinan_geo.intake.examine import examine_file
from jinan_geo.manifest.workspace import Workspace
from tests.tools.field import draw, kinds, places, text
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "编号,名称,经度,纬度\nP-1,甲,117.01,36.6\nP-2,乙,117.02,36.6\n"
UNKNOWN = [
    "待定", "-", "—", "/", "无", "暂无", "未定", "N/A", "null", "不详", "未知", "#N/A",
    "None", "nan", "空", "待落实", "暂未确定", "选址中", "TBD", "尚未选址", "另行确定",
]  # fmt: skip
HALVES = [("0", "0"), ("0.0", "0.00"), ("117.03", ""), ("", "36.6"), ("117.03", "待定")]
IMPOSSIBLE = [
    ("1170.3", "36.6"),
    ("117.03", "3660"),
    ("39511655.54", "4061040.30"),
    ("117.03", "９９"),
]


@pytest.mark.parametrize("word", UNKNOWN)
def test_k15_not_known(tmp_path: Path, word: str) -> None:
    drawn = draw(text(tmp_path, f"{TABLE}P-3,丙,{word},{word}\n"))
    assert (drawn["on_map"], drawn["unlocated"], drawn["set_aside"]) == (2, 1, 0)
    assert kinds(drawn) == {"no-place-yet"}


def test_k15_numbered_keys_are_told_with_their_file(tmp_path: Path) -> None:
    path = places(tmp_path, ["P-1", None, "P-1"])
    issues = draw(path, key="id")["issues"]
    assert [(one["file"], one["field"]) for one in issues if one["type"] == "keys-numbered"] == [
        (path.name, "id")
    ]


@pytest.mark.parametrize(("x", "y"), HALVES)
def test_k15_half_known(tmp_path: Path, x: str, y: str) -> None:
    drawn = draw(text(tmp_path, f"{TABLE}P-3,丙,{x},{y}\n"))
    assert (drawn["on_map"], drawn["unlocated"], drawn["set_aside"]) == (2, 1, 0)
    assert kinds(drawn) & {"zero-place", "half-place"}


@pytest.mark.parametrize(("x", "y"), IMPOSSIBLE)
def test_k15_impossible(tmp_path: Path, x: str, y: str) -> None:
    drawn = draw(text(tmp_path, f"{TABLE}P-3,丙,{x},{y}\n"))
    assert (drawn["on_map"], drawn["unlocated"], drawn["set_aside"]) == (2, 1, 1)
    assert drawn["bounds"] == [117.01, 36.599, 117.02, 36.601] or drawn["bounds"][3] < 37


def test_k15_degrees_among_metres_are_told_row_by_row(tmp_path: Path) -> None:
    rows = "".join(f"P-{at},点,{39500000 + at * 900.5},{4061040.3 + at}\n" for at in (3, 4))
    path = text(tmp_path, TABLE.replace("经度,纬度", "X,Y") + rows)
    refused = draw(path)["error"]
    assert "2, 3" in refused
    assert "4, 5" in refused
    assert "EPSG:4527" in refused
    examined = examine_file(path, None)
    assert refused in [said.en for said in examined.diagnosis.evidence]
    write_city(tmp_path / "city")
    workspace = Workspace.open(tmp_path / "city")
    with pytest.raises(InputError, match="rows 2, 3 are in degrees, rows 4, 5 in metres"):
        add_layer(workspace, path, Wanted(id="x"))
