"""The still page tells what is sourced and samples apart, and leads to either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jinan_geo.payload.build import build_pages
from jinan_geo.render.still import still_view
from tests.tools.mixed_city import MIXED
from tests.tools.tiny_city import released

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinan_geo.city.city import City
    from jinan_geo.payload.build import PageData


@pytest.mark.slow
def test_both_kinds_are_told_beside_each_other(make_city: Callable[..., City]) -> None:
    (data,) = build_pages(released(make_city(MIXED)), "city")
    view = still_view(data.page)
    assert view["truths"] == [("sourced", "真实", 7), ("sample", "示例", 12), ("all", "全部", None)]
    assert not view["sample"], "the switch says it"
    counts = [[count for *_, count in view[key]] for key in ("lights", "made_lights")]
    assert counts == [[0, 1, 3, 3], [0, 2, 6, 4]]
    rows = {row["id"]: (row["done"], row["made"], row["light"]) for row in view["targets"]}
    assert rows == {
        "T-1": ("4", "1", "green"),
        "T-2": ("200", "400", "green"),
        "T-3": ("39", "77", "grey"),
        "T-4": ("暂无数据", "8", "grey"),
        "T-5": ("暂无数据", "1", "grey"),
    }


def test_a_page_of_one_kind_is_told_as_one(pages: dict[str, PageData]) -> None:
    view = still_view(pages["city"].page)
    assert (view["truths"], view["made_lights"]) == ([], [])
    assert {row["made"] for row in view["targets"]} == {""}
