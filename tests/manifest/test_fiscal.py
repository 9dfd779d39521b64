"""The plan's year: every day is in one, none is left between two, and each has its name."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinan_geo.city.lights import schedule_share
from jinan_geo.manifest.fiscal import CALENDAR, FiscalYears, NamedBy
from jinan_geo.manifest.locale import Locale

ONE = dt.timedelta(days=1)
DAYS = st.dates(dt.date(1901, 1, 1), dt.date(2998, 12, 31))
# Any day that every year has.
STARTS = st.dates(dt.date(2001, 1, 1), dt.date(2001, 12, 31))
NAMES: tuple[NamedBy, ...] = ("end", "start")


@given(start=STARTS, day=DAYS, by=st.sampled_from(NAMES))
def test_a_day_is_in_its_year_and_years_abut(start: dt.date, day: dt.date, by: NamedBy) -> None:
    years = FiscalYears.starting(f"{start:%m-%d}", by)
    year = years.of(day)
    assert year.first <= day <= year.last
    assert (year.first.month, year.first.day) == (start.month, start.day)
    assert years.named(year.name) == year == years.whole(year.first, year.last)
    assert years.named(year.name + 1).first == year.last + ONE
    assert years.whole(year.first, year.last - ONE) is None
    named = year.last if by == "end" else year.first
    assert year.name == named.year
    share = schedule_share(year.first, year.last, day)
    assert 0 < share <= 1
    assert share == ((day - year.first).days + 1) / ((year.last - year.first).days + 1)
    assert (share == 1) == (day == year.last)


@given(day=DAYS, by=st.sampled_from(NAMES))
def test_a_year_from_january_is_the_calendars_whatever_names_it(day: dt.date, by: NamedBy) -> None:
    year = FiscalYears.starting("01-01", by).of(day)
    assert year == CALENDAR.of(day)
    days = (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))
    assert (year.name, year.first, year.last) == (day.year, *days)


@pytest.mark.parametrize(
    ("start", "by", "day", "name", "called"),
    [
        ("01-01", "end", "2025-12-31", 2025, ("2025年", "2025 年", "2025")),
        ("07-01", "end", "2025-07-01", 2026, ("2026财年", "2026财年", "FY2026")),
        ("07-01", "end", "2026-06-30", 2026, ("2026财年", "2026财年", "FY2026")),
        ("07-01", "end", "2026-07-01", 2027, ("2027财年", "2027财年", "FY2027")),
        ("04-01", "start", "2026-03-31", 2025, ("2025年度", "2025年度", "FY2025")),
        ("03-01", "end", "2024-02-29", 2024, ("2024财年", "2024财年", "FY2024")),
    ],
)
def test_a_year_is_called_as_its_country_calls_it(
    start: str, by: NamedBy, day: str, name: int, called: tuple[str, str, str]
) -> None:
    year = FiscalYears.starting(start, by).of(dt.date.fromisoformat(day))
    assert year.name == name
    assert (year.label.zh, year.apart.zh, year.label.en) == called


@pytest.mark.parametrize("start", ["02-29", "02-30", "13-01", "7-1", "07/01", "", "07-01\n"])
def test_no_other_day_begins_a_year(start: str) -> None:
    with pytest.raises(ValueError, match="02-28" if start == "02-29" else "07-01"):
        Locale(fiscal_start=start)
