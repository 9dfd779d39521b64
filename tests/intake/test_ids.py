"""Which column is the key: one that means something; never a day, a measure or a remark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from shapely import Point

from jinan_geo.errors import InputError
from jinan_geo.intake.ids import choose_key
from jinan_geo.read.numbered import ids_by_content
from jinan_geo.read.source import frame_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

PLACES = [Point(117, 36), Point(117.1, 36.1), Point(117.2, 36.2)]


def table(**cells: Sequence[Any]) -> gpd.GeoDataFrame:
    return frame_of(cells, PLACES, [None] * 3, None)


ABC = ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"EntityHandle": ["1A", "1B", "1C"], "名称": ABC}, "名称"),
        ({"OBJECTID": [1, 2, 3], "NAME": ABC}, "NAME"),
        ({"序号": [1, 2, 3], "小区": ABC}, "小区"),
        ({"fid": [1, 2, 3], "宗地代码": ["370102", "370103", "370104"], "名称": ABC}, "宗地代码"),
        ({"日期": ["2025-01-01", "2025-01-02", "2025-01-03"], "站名": ABC}, "站名"),
        ({"时间": ["2025/1/1 8:00", "2025/1/2 9:00", "2025/1/3"], "站名": ABC}, "站名"),
        ({"time": ["2025-05-01T02:03:04Z", "2025-05-01T02:03:05Z", None], "name": ABC}, "name"),
        ({"编号": ["2025-01-01", "2025-01-02", "2025-01-03"], "名称": ABC}, "名称"),
        ({"总投资": [100, 200, 300], "名称": ABC}, "名称"),
        ({"总投资": ["100", "200", "300"], "名称": ABC}, "名称"),
        ({"面积": [1.5, 2.5, 3], "名称": ABC}, "名称"),
        ({"联系电话": ["86110001", "86110002", "86110003"], "名称": ABC}, "名称"),
        ({"备注": ["甲一", "乙一", "丙一"], "地块": ABC}, "地块"),
        ({"说法": ["长" * 60 + one for one in ABC], "地块": ABC}, "地块"),
        ({"图斑号": [1, 2, 3]}, "图斑号"),
        ({"OBJECTID": [1, 2, 3], "类型": ["a", "a", "b"]}, "OBJECTID"),
        ({"项目编号": ["a", "b", "c"], "名称": ABC}, "项目编号"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_k14_a_key_means_something(cells: dict[str, list[Any]], expected: str) -> None:
    assert choose_key(table(**cells), "a.shp") == expected


@pytest.mark.parametrize(
    "cells",
    [
        {"日期": ["2025-01-01", "2025-01-02", "2025-01-03"]},
        {"投资": [1, 2, 3]},
        {"面积": [1.5, 2.5, 3.5]},
        {"名称": ["甲", "甲", "乙"]},
        {"EntityHandle": ["1A", "1B", "1C"], "Text": ["a", None, None]},
        {"名称": ["甲", None, "乙"]},
        {"电话": ["86110001", "86110002", "86110003"]},
        {},
    ],
)
def test_k14_where_nothing_tells_features_apart_it_is_said(cells: dict[str, list[Any]]) -> None:
    with pytest.raises(InputError, match=r"a\.shp: no column tells its features apart"):
        choose_key(table(**cells), "a.shp")


def test_k14_ids_of_contents_do_not_depend_on_order() -> None:
    frame = table(名称=["甲", "甲", "乙"])
    ids = ids_by_content(frame)
    assert len(set(ids)) == 3
    assert ids_by_content(frame.iloc[::-1].reset_index(drop=True)) == ids[::-1]
    assert ids_by_content(frame.assign(名称=["改", "甲", "乙"])) == ids


def test_k14_places_shared_or_missing_are_told_apart_by_their_cells() -> None:
    frame = table(名称=ABC)
    same = frame.set_geometry([PLACES[0], PLACES[0], None])
    ids = ids_by_content(same)
    assert len(set(ids)) == 3
    assert ids_by_content(same.iloc[[2, 1, 0]].reset_index(drop=True)) == ids[::-1]


def test_k14_features_alike_in_all_are_counted() -> None:
    frame = table(名称=["甲"] * 3).set_geometry([PLACES[0]] * 3)
    first, second, third = ids_by_content(frame)
    assert (second, third) == (f"{first}-2", f"{first}-3")
