"""The year that a plan runs for: which one a day belongs to, its days, and what it is called."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from jinan_geo.manifest.closed import text
from jinan_geo.words import say

if TYPE_CHECKING:
    from jinan_geo.manifest.closed import Text

__all__ = ["CALENDAR", "FiscalYear", "FiscalYears", "NamedBy"]

NamedBy = Literal["end", "start"]
ONE_DAY = dt.timedelta(days=1)
COMMON = 2001  # a year without 29 February
LEAP = 2000


@dataclass(frozen=True)
class FiscalYear:
    """One year: ``name`` is its number, both days are in it, ``by`` says how it got its number.

    ``by`` is None of a calendar year.
    """

    name: int
    first: dt.date
    last: dt.date
    by: NamedBy | None = None

    @property
    def label(self) -> Text:
        """What it is called: 2026年, 2026; FY2026; 2026年度."""
        if self.by == "end":
            return text("manifest.year.end", year=self.name)
        if self.by == "start":
            return text("manifest.year.start", year=self.name)
        return text("manifest.year.calendar", year=self.name)

    @property
    def apart(self) -> Text:
        """The same for a line that parts its numbers from hanzi: 2026 年."""
        return self.label if self.by else text("manifest.year.apart", year=self.name)


@dataclass(frozen=True)
class FiscalYears:
    """On which day each year begins, and whether it is named by the year it ends in or begins in.

    29 February begins none: not every year has it.
    """

    month: int = 1
    day: int = 1
    by: NamedBy = "end"

    @classmethod
    def starting(cls, start: str, by: NamedBy) -> FiscalYears:
        """Take the first day as ``07-01``.

        Raises
        ------
        ValueError
            It is no day of a year, or 29 February.
        """
        found = re.fullmatch(r"(\d\d)-(\d\d)", start, re.ASCII)
        if found is None or not _is_day(LEAP, *map(int, found.groups())):
            raise ValueError(say("manifest.errors.fiscal_start", start=start))
        month, day = map(int, found.groups())
        if not _is_day(COMMON, month, day):
            raise ValueError(say("manifest.errors.leap_start"))
        return cls(month, day, by)

    @property
    def is_calendar(self) -> bool:
        """Whether they are calendar years."""
        return (self.month, self.day) == (1, 1)

    def named(self, name: int) -> FiscalYear:
        """Give the year of a number."""
        begins = name if self.is_calendar or self.by == "start" else name - 1
        last = dt.date(begins + 1, self.month, self.day) - ONE_DAY
        by = None if self.is_calendar else self.by
        return FiscalYear(name, dt.date(begins, self.month, self.day), last, by)

    def of(self, day: dt.date) -> FiscalYear:
        """Give the year that a day belongs to."""
        found = self.named(day.year)
        if day < found.first:
            return self.named(day.year - 1)
        return self.named(day.year + 1) if day > found.last else found

    def whole(self, first: dt.date, last: dt.date) -> FiscalYear | None:
        """Give the year that has exactly these days; None where none has."""
        found = self.of(last)
        return found if (found.first, found.last) == (first, last) else None


CALENDAR = FiscalYears()


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
