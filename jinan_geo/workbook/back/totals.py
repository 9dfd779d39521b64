"""A sheet's own totals held against its rows, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import Text, text
from jinan_geo.read.rowkinds import total_scope
from jinan_geo.words import say
from jinan_geo.workbook.back.cells import Unfit, read_amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.workbook.back.cells import Written
    from jinan_geo.workbook.back.lines import Line, Returned

__all__ = ["Control", "check_totals"]

CENT_WAN = Decimal("0.000001")  # 0.01 yuan in units of 10,000 yuan
FIELD = "invested_wan"


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
    """Add up the rows that each row of totals stands for, as its own words say.

    All of them; for 小计 or 本页合计 those of its own group or page; for 累计 those above it. Where
    words leave two open, as 历下区合计 may be of a group or of the sheet, either will do.
    """
    controls = []
    for line in returned.totals:
        cell = line.cells.get(FIELD)
        if cell is None or not (cell.text or cell.error):
            continue
        tried = [_control(line, cell, rows, returned, file) for rows in _spans(line, returned)]
        controls.append(next((one for one in tried if one.issue is None), tried[0]))
    return controls


def _spans(line: Line, returned: Returned) -> list[Sequence[Line]]:
    """What a row of totals may add up, the likeliest first."""
    scope = total_scope(line.label)
    if scope == "all":
        return [returned.lines]
    if scope == "above":
        return [_between(returned.lines, 0, line.row), returned.lines]
    alike = sorted(one.row for one in returned.totals if total_scope(one.label) == scope)
    group = _group(returned.lines, line.row, alike)
    # A group may hold pages, and a page end within a group.
    ends = sorted(
        one.row for one in returned.totals if total_scope(one.label) not in {"all", "above"}
    )
    spans: list[Sequence[Line]] = [group, _group(returned.lines, line.row, ends)]
    return [*spans, returned.lines] if scope == "district" else spans


def _control(
    line: Line, cell: Written, rows: Sequence[Line], returned: Returned, file: str
) -> Control:
    """What a row of totals states in ``cell``, held against what its rows come to."""
    found, unread = _add_up(rows, returned.customs.shift)
    stated = _stated(cell, returned.customs.shift)
    if stated is not None and stated.quantize(CENT_WAN) == found.quantize(CENT_WAN):
        return Control(line.row, stated, found, None)
    why = text("workbook.back.unread", n=unread) if unread else Text(zh="")
    details = {
        "stated": cell.text or cell.error,
        "difference": "—" if stated is None else _wan(found - stated),
        **why.detail("why"),
    }
    at = (returned.layer, file, line.row, None, FIELD, _wan(found), details)
    issue = Issue("wrong-total", *at, sheet=cell.sheet, cell=cell.cell)
    return Control(line.row, Decimal(0) if stated is None else stated, found, issue)


def _stated(cell: Written, shift: int) -> Decimal | None:
    try:
        return read_amount(cell, shift)
    except Unfit:
        return None


def _group(lines: Sequence[Line], row: int, parts: Sequence[int]) -> list[Line]:
    """The rows of one group: those up to the part before.

    Or those down to the next, where totals stand on top.
    """
    first = min((line.row for line in lines), default=0)
    if parts[0] < first:
        after = min((part for part in parts if part > row), default=None)
        return _between(lines, row, after)
    before = max((part for part in parts if part < row), default=0)
    return _between(lines, before, row)


def _between(lines: Sequence[Line], top: int, bottom: int | None) -> list[Line]:
    below = [line for line in lines if line.row > top]
    return [line for line in below if bottom is None or line.row < bottom]


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
