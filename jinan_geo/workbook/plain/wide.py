"""Tables with a column a month: which columns these are, and a row made one row a month."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from jinan_geo.errors import show
from jinan_geo.words import say
from jinan_geo.workbook.plain.days import as_day
from jinan_geo.workbook.plain.headings import fold_heading, is_not_reached, meanings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.workbook.back.cells import Written
    from jinan_geo.workbook.back.lines import Line
    from jinan_geo.workbook.plain.columns import Said

__all__ = ["Month", "Months", "find_months", "unfold"]

LEAST = 2  # columns of months that make a table wide
YEAR_AND_MORE = re.compile(r"\d{4}\D+\d|\D\d{4}$|\d{4}[Qq]\d|[年月]")
PERIOD = re.compile(r"(?:FY|[RH]|[令平][和成])?\s*[元\d]{1,4}\s*[年度]{0,2}", re.IGNORECASE)
WORDS = re.compile(r"[^\W\d]|%")  # what stands above a month, and is no part of a day
VALUES = ("done_pct", "invested_wan")


class Month:
    """A column of what was reached by a day: its heading, the day, and the field if it is known."""

    def __init__(self, title: str, day: str, field: str | None) -> None:
        self.title, self.day, self.field = title, day, field


@dataclass(frozen=True)
class Months:
    """The columns of months, the headings of those that are not read, and what must be asked."""

    columns: Sequence[Month] = ()
    left_out: Sequence[str] = ()
    questions: Sequence[str] = ()

    @property
    def titles(self) -> list[str]:
        """The headings of all of them."""
        return [*(month.title for month in self.columns), *self.left_out]


def find_months(headings: Sequence[str], said: Mapping[str, Said]) -> Months:
    """Give the columns of months, those that stand under one part of a heading alike.

    Their field is what was said of one of them, or what the part above says. What speaks of a plan
    is left out, unless a person said what it is.
    """
    groups: dict[str, dict[str, str]] = {}
    for title in headings:
        above, day = _split(title)
        if day is not None:
            groups.setdefault(above, {})[title] = day
    if sum(map(len, groups.values())) < LEAST:
        return Months()
    found = [_find_group(above, days, said) for above, days in groups.items()]
    columns = [*chain.from_iterable(group.columns for group in found)]
    return Months(
        columns,
        [*chain.from_iterable(group.left_out for group in found)],
        [*chain.from_iterable(group.questions for group in found), *_ask_twice(columns)],
    )


def _split(title: str) -> tuple[str, str | None]:
    """The part of a heading above its month, and the month's last day; none where it has none.

    A year above its months says nothing of them.
    """
    parts = title.split("/")
    for at in range(len(parts)):
        last = "/".join(parts[at:]).strip()
        if at and not WORDS.search(parts[at - 1]):
            continue  # the slash stands within a day
        day = as_day(last) if YEAR_AND_MORE.search(last) else None
        if day is not None:
            above = "/".join(parts[:at])
            return "" if PERIOD.fullmatch(above.strip()) else above, day
    return "", None


def _find_group(above: str, days: Mapping[str, str], said: Mapping[str, Said]) -> Months:
    """Give the months under one part of a heading."""
    own = {title: said[title].field for title in days if title in said}
    stated = {*own.values()} - {None}
    usual = next(iter(stated)) if len(stated) == 1 else _meant(above)
    if _is_left_out(above, own, usual):
        return Months(left_out=[*days])
    left_out = [title for title, field in own.items() if field is None]
    read = [title for title in days if title not in left_out]
    months = [Month(title, days[title], own.get(title, usual)) for title in read]
    return Months(months, left_out, _ask_field(above, months))


def _meant(above: str) -> str | None:
    """What the part above months says is in them."""
    return next((one.field for one in meanings_of(above) if one.field in VALUES), None)


def _is_left_out(above: str, own: Mapping[str, str | None], usual: str | None) -> bool:
    """Tell whether a part above is a plan's, or of no known meaning and a month of it is not read.

    Months with nothing above them are left out one by one.
    """
    if any(own.values()):
        return False  # a person said what is in them
    return is_not_reached(fold_heading(above)) or bool(above and own and usual is None)


def _ask_field(above: str, months: Sequence[Month]) -> list[str]:
    unknown = [month.title for month in months if month.field is None]
    if not unknown:
        return []
    told = {"first": show(unknown[0]), "last": show(unknown[-1]), "heading": unknown[0]}
    if above:
        return [say("workbook.plain.months_under", above=show(above), **told)]
    return [say("workbook.plain.months", **told)]


def _ask_twice(months: Sequence[Month]) -> list[str]:
    """Of two columns that are one field of one day either may be meant."""
    found: dict[tuple[str, str], list[str]] = {}
    for month in months:
        if month.field is not None:
            found.setdefault((month.day, month.field), []).append(month.title)
    between = say("workbook.plain.or")
    return [
        say(
            "workbook.plain.month_twice",
            columns=between.join(map(show, titles)),
            field=field,
            day=day,
            last=titles[-1],
        )
        for (day, field), titles in found.items()
        if len(titles) > 1
    ]


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
