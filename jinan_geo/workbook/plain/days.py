"""Days as tables of any country write them, given as the ledger does: year, month, day.

The order of 3/4/2025, or of 26/12/31, is told by the column, or said by a person, never assumed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from itertools import compress
from typing import TYPE_CHECKING

from jinan_geo.cells.inputs import ORDERS, arabic_day, day_parts, whole_year
from jinan_geo.cells.misfit import FIRST_SERIAL
from jinan_geo.workbook.back.cells import Unfit, Written, read_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinan_geo.manifest.profile import DayForm
    from jinan_geo.words import Order

__all__ = ["as_day", "orders_of"]

TIME = re.compile(
    r"[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|[+-]\d\d:?\d\d)?$"
)
MONTH_OF_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
ERA = re.compile(
    r"(令和|平成|R|H)\s*(\d{1,2}|元)\s*[年./-]\s*(\d{1,2})\s*(?:[月./-]\s*(?:(\d{1,2})\s*日?)?)?",
    re.IGNORECASE,
)
ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}
QUARTER = re.compile(r"[Qq]([1-4])\s*[-/ ]?\s*(\d{4})")
SERIAL = re.compile(r"([3-6]\d{4})(?:\.0+)?")
# English whatever the machine's language is; a word that only begins so is no month.
MONTHS = {
    name: at
    for at, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
WORDED = re.compile(r"[^\W\d_]{3,}")
PERIODS: tuple[DayForm, ...] = ("month", "quarter", "year")


def orders_of(texts: Iterable[str]) -> tuple[Order, ...]:
    """Give the orders of year, month and day that all days of a column allow.

    None where there is no such day; several where it cannot be told. What is a day in no order
    does not count.
    """
    plain = [*map(_plain, texts)]
    columns = {order: _in_order(plain, order) for order in ORDERS}
    is_any = [any(days) for days in zip(*columns.values(), strict=True)]
    found = {order: [*compress(days, is_any)] for order, days in columns.items()}
    fitting = [order for order, days in found.items() if days and all(days)]
    is_same = all(found[order] == found[fitting[0]] for order in fitting)
    return tuple(fitting[:1] if is_same else fitting)


def as_day(text: str, order: Order | None = None) -> str | None:
    """Give a day as 2025-03-31; of a month, a quarter or a year its last; None where it is none."""
    plain = _plain(text)
    if order and (numbers := day_parts(plain, order)) is not None:
        year, month, day = numbers  # no day of the calendar is told by whoever reads it
        return f"{year}-{month:02}-{day:02}"
    found = _in_era(plain) or _in_words(plain) or _in_part(plain) or _in_serial(plain)
    if found is not None:
        return found.isoformat()
    try:
        return read_day(Written(plain, is_number=True), PERIODS).isoformat()
    except Unfit:
        return None


def _plain(text: str) -> str:
    return arabic_day(TIME.sub("", unicodedata.normalize("NFKC", text).strip()).strip())


def _in_order(texts: Iterable[str], order: Order) -> list[dt.date | None]:
    numbers = [day_parts(text, order) for text in texts]
    return [_day(*one) if one else None for one in numbers]


def _in_era(text: str) -> dt.date | None:
    match = ERA.fullmatch(text)
    if match is None:
        return None
    year = ERAS[match[1].casefold()] + (1 if match[2] == "元" else int(match[2]))
    return _day(year, int(match[3]), int(match[4] or 0))


def _in_words(text: str) -> dt.date | None:
    """31 March 2025, March 31st, 2025, 31-Mar-25, March 2025."""
    months = [MONTHS.get(word.casefold()) for word in WORDED.findall(text)]
    if len(months) != 1 or months[0] is None:
        return None
    numbers = re.findall(r"\d+", re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text))
    if len(numbers) == 1 and len(numbers[0]) == len("2025"):
        return _day(int(numbers[0]), months[0], 0)
    if len(numbers) != len(("day", "year")):
        return None
    day, year = map(int, numbers)
    return _day(whole_year(year), months[0], day)


def _in_part(text: str) -> dt.date | None:
    """03/2025, Q1 2025."""
    if match := MONTH_OF_YEAR.fullmatch(text):
        return _day(int(match[2]), int(match[1]), 0)
    if match := QUARTER.fullmatch(text):
        return _day(int(match[2]), int(match[1]) * 3, 0)
    return None


def _in_serial(text: str) -> dt.date | None:
    """What Excel counts days by, of 1982 to 2091; no other number of five digits is a day."""
    match = SERIAL.fullmatch(text)
    return FIRST_SERIAL + dt.timedelta(days=int(match[1])) if match else None


def _day(year: int, month: int, day: int) -> dt.date | None:
    """Give a day; 0 is the month's last."""
    try:
        return dt.date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
