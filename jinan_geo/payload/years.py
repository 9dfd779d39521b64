"""How much of the plan's year has gone at each edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.city.lights import schedule_share
from jinan_geo.page.wire import YearInfo

if TYPE_CHECKING:
    import datetime as dt

    from jinan_geo.manifest.fiscal import FiscalYears
    from jinan_geo.publish.published import PublishedCity

__all__ = ["years_of"]

PERCENT = 100


def years_of(city: PublishedCity) -> list[YearInfo]:
    """Give the year of each edition, and how much of it has gone at the end of that day."""
    years = city.workspace.manifest.locale.years
    return [_info(years, day) for day in city.editions]


def _info(years: FiscalYears, day: dt.date) -> YearInfo:
    year = years.of(day)
    gone = schedule_share(year.first, year.last, day) * PERCENT
    return YearInfo(label=year.apart, first=year.first, last=year.last, gone=gone)
