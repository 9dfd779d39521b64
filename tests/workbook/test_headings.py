"""What Chinese offices head the columns of their progress tables, in one row and in several."""

from __future__ import annotations

import pytest

from jinan_geo.cells.scales import heading_unit
from jinan_geo.workbook.plain.headings import meanings_of

MEANT = {
    "自开工累计完成投资（万元）": "invested_wan",
    "截至11月底完成投资（万元）": "invested_wan",
    "至本月底累计完成投资（万元）": "invested_wan",
    "截止2025年11月30日完成投资额（亿元）": "invested_wan",
    "完成投资 万元": "invested_wan",
    "累计投资/万元": "invested_wan",
    "投资（万元）/累计完成": "invested_wan",
    "投资情况/其中/累计完成（万元）": "invested_wan",
    "完成投资（万元）/自开工累计": "invested_wan",
    "完成度": "done_pct",
    "工程形象进度": "done_pct",
    "预计建成时间": "est_finish",
    "当前阶段": "stage",
}
NOT_MEANT = [
    "1-11月完成投资（万元）",
    "本年度累计完成投资（万元）",
    "投资情况/其中/本月完成",
    "2025年计划投资/累计完成",
    "投资完成率",
    "计划竣工时间",
    "累计完成",
]
UNITS = {
    "投资（万元）/累计完成": "万元",
    "投资（万元）/其中/累计完成（亿元）": "亿元",
    "完成投资 万元": "万元",
    "投资/万元": "万元",
    "投资情况/累计完成": None,
}


@pytest.mark.parametrize("title", MEANT)
def test_a_heading_is_known(title: str) -> None:
    assert MEANT[title] in {one.field for one in meanings_of(title)}


@pytest.mark.parametrize("title", NOT_MEANT)
def test_a_plan_a_period_or_what_may_be_either_is_not_taken(title: str) -> None:
    assert list(meanings_of(title)) == []


def test_the_lowest_part_of_a_heading_that_has_a_unit_says_it() -> None:
    assert {title: heading_unit(title) for title in UNITS} == UNITS
