"""A pack tells sourced values and samples apart: its brief, its sheets and its rankings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.answers.changes import compare_editions
from jinan_geo.pack.brief import brief_words
from jinan_geo.pack.contents import Pack, gather_pack, list_projects
from jinan_geo.pack.tables import pack_sheets, ranking_sheets
from jinan_geo.payload.build import build_pages
from tests.tools.mixed_city import MIXED
from tests.tools.tiny_city import released

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinan_geo.city.city import City
    from jinan_geo.export.workbook import Sheet
    from jinan_geo.publish.published import PublishedCity

pytestmark = pytest.mark.slow


def packs_of(city: PublishedCity) -> dict[str | None, Pack]:
    projects = list_projects(city)
    changes = compare_editions(city, *city.editions)
    pages = build_pages(city, "city", "districts")
    return {data.page.district: gather_pack(city, data, projects, changes) for data in pages}


def sheet_of(sheets: list[Sheet], name: str) -> tuple[list[str], list[list[object]]]:
    sheet = next(one for one in sheets if one.name == name)
    return [heading.title for heading in sheet.headings], [[*row] for row in sheet.rows]


def test_a_mixed_pack_tells_each_kind(make_city: Callable[..., City]) -> None:
    city = released(make_city(MIXED))
    packs = packs_of(city)
    whole = packs[None]
    words = brief_words(whole, by_page=True)
    counts = {key: count for key, _, _, count in words["lights"]}
    assert counts == {
        "red": "真实 0 · 示例 0",
        "yellow": "真实 1 · 示例 2",
        "green": "真实 3 · 示例 6",
        "grey": "真实 3 · 示例 4",
    }
    assert [fact for fact in words["facts"] if "项目" in fact] == [
        "真实项目 7 个",
        "示例项目 12 个",
    ]
    told = {row[1]: row[2] for row in words["lists"]["targets"]["rows"]}
    assert told["开工项目〔真实〕"].startswith("4 / ")
    assert told["开工项目〔示例〕"].startswith("1 / ")
    late = [row[1] for row in words["lists"]["late"]["rows"]]
    assert sum(name.endswith("〔示例〕") for name in late) == 2
    assert len(late) == 3

    headings, rows = sheet_of(pack_sheets(city, whole), "项目")
    assert headings[0] == "数据"
    assert [row[0] for row in rows].count("示例") == 12
    assert {row[2]: row[0] for row in rows}["s-4"] == "示例", "its newest record is one"
    districts = [pack for code, pack in packs.items() if code]
    headings, rows = sheet_of(ranking_sheets(city, districts, whole), "区县排名")
    at = {title: place for place, title in enumerate(headings)}
    sums = [(row[0], row[at["项目（按份额）"]]) for row in rows if row[at["区县"]] == "全市"]
    assert sums == [("真实", 7), ("示例", 12)]


def test_a_pack_of_one_kind_has_no_column_for_it(city: City) -> None:
    shown = released(city)
    whole = packs_of(shown)[None]
    headings, _ = sheet_of(pack_sheets(shown, whole), "项目")
    assert headings[0] == "图层"
    assert {count for *_, count in brief_words(whole, by_page=True)["lights"]} <= set("01234567")
