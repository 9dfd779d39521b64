"""What a column of a layer is: one odd cell turns none to text unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from jinan_geo.intake.kinds import find_kind
from jinan_geo.words import Speech, spoken_as
from tests.cli.test_layer import manifest_of
from tests.tools.field import HEADS, text
from tests.tools.tiny_city import write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.words import Order

ODD = ["N/A", "待定", "", "  ", None, "—"]


@pytest.mark.parametrize(
    ("title", "cells", "kind"),
    [
        ("面积", ["1,234.5", "88", "１２３．５", *ODD], "number"),
        ("面积", ["1,234.5", "88", "66", "约50"], "number"),
        ("个数", ["3", "３", "3.5万", "7"], "integer"),
        ("完成率", ["80 %", "9%", "60％", "N/A"], "percent"),
        ("比重", ["80 %", "9%", "60％", "见说明"], "percent"),
        ("完成率", ["80", "9", "60", "100", "待报"], "percent"),
        ("完成率", ["0.85", "0.9", "1"], "number"),
        ("完成率", ["85%", "90%", "0.5", "70%"], "text"),
        ("容积率", ["2.5", "0.8", "3.1"], "number"),
        ("计划竣工", ["2025/3/1", "2025年4月2日", "2025-05-01", "20250601", "待定"], "date"),
        ("计划竣工", ["2025/3/1", "2025/4/1", "2025-13-01"], "date"),
        ("是否开工", ["是", "否", "未知", ""], "boolean"),
        ("是否开工", ["是", "否", "是", "部分"], "boolean"),
        ("开工", [True, False, None], "boolean"),
        ("编码", ["101", "102", "103", "A4"], "text"),
        ("邮编", ["025001", "250002"], "text"),
        ("类别", ["公园", "车场", "3"], "text"),
    ],
)
def test_what_most_cells_are_counts(title: str, cells: list[Any], kind: str) -> None:
    assert find_kind(title, None, None, cells).type == kind


def test_a_column_that_stays_text_says_how_much_of_it_is_not() -> None:
    found = find_kind("面积", None, None, ["12", "13", "大", "中", "小"])
    assert (found.type, found.nearest, found.fitting, found.said) == ("text", "integer", 2, 5)
    assert found.is_told
    assert find_kind("完成率", None, None, ["85%", "90%", "0.5"]).is_told
    assert find_kind("总额", None, "万元", ["1.2亿元", "3000万元"]).is_told
    assert not find_kind("编码", None, None, ["101", "102", "A4"]).is_told
    assert not find_kind("类别", None, None, ["公园", "车场", "绿地", "3"]).is_told


@pytest.mark.slow
def test_a_layer_gets_types_and_its_odd_cells_are_named(tmp_path: Path) -> None:
    rows = [
        ("P-1", "点1", 117.01, 36.61, '"1,234.5"', "80 %", "2025/3/1", "大", '"1,2亿元"'),
        ("P-2", "点2", 117.02, 36.62, "待定", "9%", "2025年4月2日", "12", "3000万元"),
        ("P-3", "点3", 117.03, 36.63, "约50", "N/A", "待定", "13", "2亿元"),
        ("P-4", "点4", 117.04, 36.64, "66", "70%", "2025-13-01", "中", "800万元"),
    ]
    titles = [*HEADS, "面积", "完成率", "计划竣工", "规模", "总投资"]
    lines = [",".join(map(str, row)) for row in [titles, *rows]]
    city = write_city(tmp_path / "city")
    file = text(tmp_path, "\n".join(lines))
    ran = run("layer", "add", file, "--id", "odd", "--workspace", city, "--lang", "en")
    assert ran.code == 0, ran.text
    manifest = manifest_of(city, "odd")
    types = {one["name"]["zh"]: one.get("type", "text") for one in manifest["fields"].values()}
    assert types == {"面积": "number", "完成率": "percent", "规模": "text", "总投资": "text"}
    assert manifest["columns"]["planned_finish"] == "计划竣工"
    said = [line for line in ran.text.splitlines() if "can be read as" in line]
    assert [line.split()[2] for line in said] == ["规模", "总投资"]
    checked = run("check", "--workspace", city, "odd", "--lang", "en", "--json")
    assert checked.code == 0
    for cell in ("待定", "约50", "N/A", "2025-13-01"):
        assert f'"{cell}"' in checked.text


@pytest.mark.parametrize(
    ("order", "cells", "kind"),
    [
        ("dmy", ["01.03.2024", "15.06.2024"], "date"),
        ("dmy", ["01/03/2024", "02/06/2024"], "date"),
        ("mdy", ["01/31/2025", "02/28/2025"], "date"),
        ("dmy", ["0103", "0204"], "text"),
        (None, ["025001", "250002"], "text"),
    ],
)
def test_a_day_that_begins_with_0_is_no_code(
    order: Order | None, cells: list[str], kind: str
) -> None:
    with spoken_as(Speech(dates=order)):
        assert find_kind("Baubeginn", None, None, cells).type == kind
