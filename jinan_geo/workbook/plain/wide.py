"""Tables with a column a month: which columns these are, and a row made one row a month."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.errors import show
from jinan_geo.words import say
from jinan_geo.workbook.plain.days import as_day
from jinan_geo.workbook.plain.headings import meanings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.workbook.back.cells import Written
    from jinan_geo.workbook.back.lines import Line
    from jinan_geo.workbook.plain.columns import Said

__all__ = ["Month", "find_months", "unfold"]

LEAST = 2  # columns of months that make a table wide
YEAR_AND_MORE = re.compile(r"\d{4}\D+\d|\D\d{4}$|\d{4}[Qq]\d|[年月]")
VALUES = ("done_pct", "invested_wan")


class Month:
    """A column of what was reached by a day: its heading, the day, and the field if it is known."""

    def __init__(self, title: str, day: str, field: str | None) -> None:
        self.title, self.day, self.field = title, day, field


def find_months(headings: Sequence[str], said: Mapping[str, Said]) -> tuple[list[Month], list[str]]:
    """Give the columns of months, and what must be asked of them.

    Their field is what was said of one of them, or what stands above all of them.
    """
    days = {title: day for title, day in zip(headings, map(_day_of, headings), strict=True) if day}
    if len(days) < LEAST:
        return [], []
    stated = {said[title].field for title in said.keys() & days}
    months = [Month(title, day, _field_of(title, stated)) for title, day in days.items()]
    unknown = [month.title for month in months if month.field is None]
    if not unknown:
        return months, []
    told = {"first": show(unknown[0]), "last": show(unknown[-1])}
    return months, [say("workbook.plain.months", heading=unknown[0], **told)]


def _day_of(title: str) -> str | None:
    last = title.rsplit("/", maxsplit=1)[-1] if re.search(r"[^\W\d]/", title) else title
    return as_day(last) if YEAR_AND_MORE.search(last.strip()) else None


def _field_of(title: str, stated: set[str | None]) -> str | None:
    """What the part of a heading above the month says, else what was said of a month's column."""
    above = title.rsplit("/", maxsplit=1)[0] if re.search(r"[^\W\d]/", title) else ""
    fields = [one.field for one in meanings_of(above) if one.field in VALUES] if above else []
    if fields:
        return fields[0]
    return next(iter(stated)) if len(stated) == 1 else None


def unfold(lines: Sequence[Line], months: Sequence[Month], keys: Sequence[str]) -> list[Line]:
    """Give a row for each month that a row has anything of; one that has nothing stays one row.

    Cells of months stand in the lines by their headings.
    """
    found: list[Line] = []
    for line in lines:
        kept = {key: line.cells[key] for key in keys if key in line.cells}
        parts: dict[str, dict[str, Written]] = {}
        for month in months:
            cell = line.cells[month.title]
            if cell.text:
                parts.setdefault(month.day, {})[str(month.field)] = cell
        found += [_at_day(line, day, {**kept, **cells}) for day, cells in parts.items()]
        if not parts:
            found.append(replace(line, cells=kept))
    return found


def _at_day(line: Line, day: str, cells: Mapping[str, Written]) -> Line:
    """The row as it stood at a day."""
    stamp = replace([*cells.values()][-1], text=day, is_number=False, error=None)
    return replace(line, cells={**cells, "as_of": stamp})
