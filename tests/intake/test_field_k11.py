"""K11, neighbours: the two columns that join, however they are named and wherever they stand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.field import book, draw, kinds, places, text

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ["JN-001", "JN-002", "JN-003", "JN-004"]
# heading in the features, heading in the table, key
NAMED = {
    "two names": ("XMBH", "项目编号", "XMBH=项目编号"),
    "two names with blanks": ("XMBH", "项目编号", "XMBH = 项目编号"),
    "found": ("XMBH", "项目编号", "auto"),
    "nothing said": ("XMBH", "项目编号", None),
    "another case": ("ID", "id", "id"),
    "a blank behind": ("项目编号 ", "项目编号", "项目编号"),
    "a sign in the heading": ("a=b", "a=b", "a=b"),
}


def table(folder: Path, keys: list[Any], title: str = "id") -> Path:
    return text(folder, f"{title},v\n" + "".join(f"{key},{at}\n" for at, key in enumerate(keys)))


@pytest.mark.parametrize("case", NAMED)
def test_k11_the_key(tmp_path: Path, case: str) -> None:
    left, right, key = NAMED[case]
    drawn = draw(places(tmp_path, KEYS, left), table(tmp_path, KEYS, right), key=key)
    assert (drawn.get("features"), drawn.get("on_map")) == (4, 4), drawn


def test_k11_a_column_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    drawn = draw(places(tmp_path, KEYS, "XMBH"), table(tmp_path, KEYS), key="nope=id")
    assert "XMBH" in drawn["error"]


def test_k11_nothing_in_common_is_refused_with_an_example_of_both(tmp_path: Path) -> None:
    error = draw(places(tmp_path, KEYS), table(tmp_path, ["x", "y"]), key="id")["error"]
    assert "JN-001" in error
    assert "'x'" in error


def test_k11_numbers_beside_features_without_properties(tmp_path: Path) -> None:
    data = json.loads(places(tmp_path, [0, 1, 2]).read_text("utf-8"))
    for at, feature in enumerate(data["features"]):
        feature |= {"id": at, "properties": {}}
    path = text(tmp_path, json.dumps(data), "bare.geojson")
    assert draw(path, table(tmp_path, [0, 1, 2]))["on_map"] == 3


def test_k11_parts_are_one_place_and_one_row_of_many_is_enough(tmp_path: Path) -> None:
    drawn = draw(places(tmp_path, ["a", "a", "b", "b"]), table(tmp_path, ["a", "b"]))
    assert (drawn["features"], kinds(drawn)) == (2, {"parts-of-places"})
    assert draw(places(tmp_path, KEYS), table(tmp_path, ["JN-001"]), key="auto")["on_map"] == 4


def test_k11_a_register_with_title_and_total_joins(tmp_path: Path) -> None:
    rows = [["台账"], ["编号", "投资"], *([key, 1] for key in KEYS), ["合计", 4]]
    drawn = draw(places(tmp_path, KEYS, "编号"), book(tmp_path, {"s": rows}, "A1:B1"))
    assert (drawn["features"], drawn["on_map"]) == (4, 4)
    assert kinds(drawn) == {"title-rows", "total-row"}
