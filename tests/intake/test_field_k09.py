"""K9, neighbours: what of a printed register is no project, and what is one after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.field import HEADS, book, draw, kinds, spots

if TYPE_CHECKING:
    from pathlib import Path

NO_PROJECTS: dict[str, tuple[list[object], str]] = {
    "spaced": (["合 计"], "total-row"),
    "colon": (["总计：", 3], "total-row"),
    "in the second column": ([None, "小  计"], "total-row"),
    "Total": ([None, "Total"], "total-row"),
    "Sum": ([None, "Sum"], "total-row"),
    "a street's": (["泉城路街道小计"], "total-row"),
    "a month's": (["本月合计"], "total-row"),
    "counted": (["合计（3个）"], "total-row"),
    "counted 2": (["合计 3 项"], "total-row"),
    "average": (["平均值", None, 117.02, 36.6], "remark-row"),
    "of which": (["其中："], "remark-row"),
    "of which, by name": ([None, "其中：新开工", 3], "total-row"),
    "group": (["一、历下区"], "group-row"),
    "group 2": (["（一）停车设施"], "group-row"),
    "page": (["- 2 -"], "remark-row"),
    "page 2": (["第 2 页 / 共 5 页"], "remark-row"),
    "page 3": (["Page 2 of 5"], "remark-row"),
    "signed": (["审核人：张三", None, "填表日期：2025年3月"], "remark-row"),
    "end": (["以下空白"], "remark-row"),
    "continued": (["续表"], "remark-row"),
    "note": (["注：1.本表按月报送；2.单位万元"], "remark-row"),
    "as of": (["数据截止2025年3月31日"], "remark-row"),
}
PROJECTS = [
    "合计湾公园",
    "小计路改造",
    "Total Wine store",
    "注水站",
    "续建停车场",
    "平均街改造",
    None,
]


@pytest.mark.first_quick(3)
@pytest.mark.parametrize("case", NO_PROJECTS)
def test_k9_no_project(tmp_path: Path, case: str) -> None:
    row, kind = NO_PROJECTS[case]
    drawn = draw(book(tmp_path, {"s": [HEADS, *spots(1, 4), row]}))
    assert (drawn["features"], kinds(drawn)) == (3, {kind})


@pytest.mark.parametrize("name", PROJECTS)
def test_k9_a_project(tmp_path: Path, name: str | None) -> None:
    row = ["P-9", name, 117.1, 36.6]
    drawn = draw(book(tmp_path, {"s": [HEADS, *spots(1, 4), row]}))
    assert (drawn["on_map"], kinds(drawn)) == (4, set())
