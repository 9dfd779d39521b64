"""A sheet's own totals held against its rows, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import Text, text
from jinan_geo.read.rowkinds import is_total
from jinan_geo.words import say
from jinan_geo.workbook.back.cells import Unfit, read_amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.workbook.back.lines import Line, Returned

__all__ = ["Control", "check_totals"]

CENT_WAN = Decimal("0.000001")  # 0.01 yuan in units of 10,000 yuan
FIELD = "invested_wan"
PART = ("小计", "subtotal")


@dataclass(frozen=True)
class Control:
    """A row of totals: what it states and what its rows come to, as the ledger counts.

    ``issue`` where they differ.
    """

    row: int
    stated: Decimal
    found: Decimal
    issue: Issue | None


def check_totals(returned: Returned, file: str) -> list[Control]:
    """Add up the rows that each row of totals stands for.

    All of them, or for 小计 those of its own group.
    """
    controls = []
    parts = sorted(line.row for line in returned.totals if _is_part(line))
    is_above = (
        bool(parts) and bool(returned.lines) and parts[0] < min(line.row for line in returned.lines)
    )
    for line in returned.totals:
        cell = line.cells.get(FIELD)
        if cell is None or not (cell.text or cell.error):
            continue
        rows = (
            _group(returned.lines, line.row, parts, is_above=is_above)
            if _is_part(line)
            else returned.lines
        )
        found, unread = _add_up(rows, returned.customs.shift)
        try:
            stated = read_amount(cell, returned.customs.shift)
        except Unfit:
            stated = None
        equal = stated is not None and stated.quantize(CENT_WAN) == found.quantize(CENT_WAN)
        issue = None
        if not equal:
            shown, difference = (
                cell.text or cell.error,
                "—" if stated is None else _wan(found - stated),
            )
            why = text("workbook.back.unread", n=unread) if unread else Text(zh="")
            details = {"stated": shown, "difference": difference, **why.detail("why")}
            at = (returned.layer, file, line.row, None, FIELD, _wan(found), details)
            issue = Issue("wrong-total", *at, sheet=cell.sheet, cell=cell.cell)
        controls.append(Control(line.row, Decimal(0) if stated is None else stated, found, issue))
    return controls


def _is_part(line: Line) -> bool:
    return any(is_total(cell.text, PART) for cell in line.cells.values())


def _group(lines: Sequence[Line], row: int, parts: Sequence[int], *, is_above: bool) -> list[Line]:
    """The rows of one group: those up to the part before.

    Or those down to the next, where totals stand on top.
    """
    if is_above:
        after = min((part for part in parts if part > row), default=None)
        return [line for line in lines if line.row > row and (after is None or line.row < after)]
    before = max((part for part in parts if part < row), default=0)
    return [line for line in lines if before < line.row < row]


def _add_up(lines: Sequence[Line], shift: int) -> tuple[Decimal, int]:
    total, unread = Decimal(0), 0
    for line in lines:
        cell = line.cells.get(FIELD)
        if cell is None or not (cell.text or cell.error):
            continue
        try:
            total += read_amount(cell, shift)
        except Unfit:
            unread += 1
    return total, unread


def _wan(amount: Decimal) -> str:
    return say("workbook.back.amount", "zh", amount=_show(amount))


def _show(amount: Decimal) -> str:
    return f"{amount.quantize(CENT_WAN):f}".rstrip("0").rstrip(".")
