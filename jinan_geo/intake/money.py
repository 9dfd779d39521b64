"""The unit of a column of money: what its heading or its cells say, else what its owner says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinan_geo.cells.scales import MONEY_UNITS, OWN, heading_unit
from jinan_geo.cells.values import parse_values
from jinan_geo.manifest.attributes import FEATURE_ATTRIBUTES, LEDGER_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["find_unit", "has_mixed_units", "is_money", "without_unit"]

MONEY = re.compile(
    r"投资|造价|金额|资金|估算|概算|预算|决算|合同价|中标价|investment|budget|funding|cost"
)
NO_MONEY = re.compile(
    r"单位|来源|方式|主体|比例|占比|率|%|日期|时间|年份|类型|性质|source|type|date"
)
OWN_HEADINGS = {
    key for key, kind in {**FEATURE_ATTRIBUTES, **LEDGER_COLUMNS}.items() if kind == "money"
}
BY_LENGTH = sorted(MONEY_UNITS, key=len, reverse=True)
TIMES = ("十", "百", "千", "万")
IN_CELL = re.compile(r"[\d.,，\s]+((?:千|百万|万|亿)元?|元)$")


def is_money(title: str, cells: Sequence[Any]) -> bool:
    """Tell a column of amounts by its heading and its numbers."""
    heading = title.casefold()
    if not cells or not MONEY.search(heading) or NO_MONEY.search(heading):
        return False
    bare = [IN_CELL.sub(_number_of, str(cell).strip()) for cell in cells]
    return len(parse_values(bare, "number").bad) < len(bare) / 2


def find_unit(title: str, cells: Iterable[Any]) -> str | None:
    """Give the unit that stands in the heading, or in the cells where all say the same one.

    Under a heading of our own money is in the unit of the workspace.
    """
    if title in OWN_HEADINGS:
        return OWN
    if title.endswith("_wan"):
        return "万元"
    bare = title.strip().rstrip("）)]】 ")
    ending = next((unit for unit in BY_LENGTH if bare.endswith(unit)), None)
    if ending and bare.removesuffix(ending).endswith(TIMES):
        ending = None  # 千万元 is no 万元
    said = heading_unit(title) or ending
    return said or _unit_of_cells(cells)


def without_unit(title: str, cells: Sequence[Any]) -> bool:
    """Tell a column of amounts whose unit nothing says."""
    return is_money(title, cells) and find_unit(title, cells) is None


def has_mixed_units(cells: Iterable[Any]) -> bool:
    """Tell whether the cells themselves say different units."""
    matches = [IN_CELL.search(str(cell).strip()) for cell in cells]
    return len({match[1].removesuffix("元") for match in matches if match}) > 1


def _unit_of_cells(cells: Iterable[Any]) -> str | None:
    matches = [IN_CELL.search(str(cell).strip()) for cell in cells]
    found = {match[1].removesuffix("元") + "元" if match else None for match in matches}
    return found.pop() if len(found) == 1 else None


def _number_of(match: re.Match[str]) -> str:
    return match[0].removesuffix(match[1]).strip()
