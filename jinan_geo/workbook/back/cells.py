"""A cell of a workbook to a value.

Days, percentages and amounts in the forms that people write, nothing guessed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from jinan_geo.cells.inputs import arabic_day, plain_day, plain_number
from jinan_geo.cells.misfit import FIRST_SERIAL, GROUPED, describe_misfit
from jinan_geo.cells.values import TOO_LARGE, YEARS
from jinan_geo.read.excel import cell_name
from jinan_geo.words import current_speech

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from jinan_geo.manifest.profile import DayForm
    from jinan_geo.read.excel import ExcelSheet

__all__ = [
    "Unfit",
    "Written",
    "has_plain_shares",
    "read_amount",
    "read_day",
    "read_percent",
    "written_at",
]

DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ "
    r"T]0?0:00(?::00)?)?|(\d{4})(\d{2})(\d{2})"
)
MONTH = re.compile(r"[截至止到]{0,2}\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?份?\s*[底末]?")
QUARTER = re.compile(r"(\d{4})\s*[年-]?\s*(?:[Qq]([1-4])|第?([一二三四1-4])季度?)\s*[末底]?")
HALF = re.compile(r"(\d{4})\s*年?\s*([上下])半年\s*[底末]?")
YEAR = re.compile(r"(\d{4})\s*年?\s*年?[底末]?")
SERIAL = re.compile(r"[2-7]\d{4}")
DOUBTFUL_MONTH = re.compile(
    r"\d{4}\.1"
)  # a number: 2025.1 may be January, or October without its zero
IN_TITLE = re.compile(
    r"(\d{4})\s*年\s*(?:\d{1,2}\s*[-\u2014\u2013~\uff5e、至到]\s*)?"  # 2025年1-3月: its end
    r"(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?|(\d{4})[-./](\d{1,2})[-./](\d{1,2})"
)
# After the first day of a period, its last, where that has no year of its own.
TO = r"\s*[-\u2014\u2013~\uff5e至到]+\s*"
UNTIL = re.compile(TO + r"(?:(\d{1,2})\s*月)?\s*(?:(\d{1,2})\s*日)?(?!\d)")
BEGINS = re.compile(TO + r"\d")
SIGNED = re.compile(r"([-+]?[\d.]+)\s*[%％]")
CHINESE_DIGITS = "一二三四"
FULL = Decimal(100)


class Unfit(Exception):  # noqa: N818 - it is no error of the program
    """A cell is no value: the type of issue, and the details of its message."""

    def __init__(self, kind: str, **details: object) -> None:
        self.kind, self.details = kind, details
        super().__init__(kind)


@dataclass(frozen=True)
class Written:
    """A cell as the file has it.

    ``is_percent`` where the sheet shows a number with a percent sign; ``is_typed`` where it is a
    number to the file and no text, so that a dot is a point.
    """

    text: str
    sheet: str | None = None
    cell: str | None = None
    is_number: bool = False
    is_percent: bool = False
    error: str | None = None
    is_typed: bool = False

    @property
    def place(self) -> str:
        """The cell as a formula would name it."""
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell or ""


def written_at(
    sheet: ExcelSheet, row: int, column: int, errors: Mapping[str, str], text: str | None = None
) -> Written:
    """Give the cell at a place from 0.

    ``text`` is what fills it where it was left blank under another.

    ``errors`` are the sheet's, by cell.
    """
    own = sheet.rows[row][column] if column < len(sheet.rows[row]) else ""
    text = (own if text is None else text).strip()
    values = sheet.values[row] if row < len(sheet.values) else []
    # A CSV has no types: what reads as a number may have been one.
    is_number = (
        isinstance(values[column], float)
        if column < len(values)
        else _is_number(text) and not sheet.values
    )
    name = cell_name((row, column))
    is_percent = (row, column) in sheet.percents
    is_typed = column < len(values) and isinstance(values[column], float)
    return Written(
        text, sheet.name or None, name, is_number, is_percent, errors.get(name), is_typed
    )


def read_day(cell: Written, forms: Collection[DayForm]) -> dt.date:
    """Read a day; of a month, quarter or year its last one, where such forms are declared."""
    if match := DAY.fullmatch(plain_day(cell.text)):
        return _day(cell.text, *(int(part) for part in match.groups() if part))
    readers: dict[DayForm, Callable[[Written], dt.date | None]] = {
        "month": _in_month,
        "quarter": _in_quarter,
        "year": _in_year,
        "serial": _in_serial,
    }
    for form, read in readers.items():
        found = read(cell) if form in forms else None
        if found is not None:
            return found
    raise unfit(cell.text, "date")


def _in_month(cell: Written) -> dt.date | None:
    match = MONTH.fullmatch(cell.text)
    if match is None:
        return None
    if cell.is_number and DOUBTFUL_MONTH.fullmatch(cell.text):
        raise Unfit(kind="ambiguous-date")
    return _month_end(cell.text, int(match[1]), int(match[2]))


def _in_quarter(cell: Written) -> dt.date | None:
    if half := HALF.fullmatch(cell.text):
        return _month_end(cell.text, int(half[1]), 6 if half[2] == "上" else 12)
    match = QUARTER.fullmatch(cell.text)
    if match is None:
        return None
    part = int(match[2] or (CHINESE_DIGITS.find(match[3]) + 1) or match[3])
    return _month_end(cell.text, int(match[1]), part * 3)


def _in_year(cell: Written) -> dt.date | None:
    match = YEAR.fullmatch(cell.text)
    return _month_end(cell.text, int(match[1]), 12) if match else None


def _in_serial(cell: Written) -> dt.date | None:
    if not cell.is_number or not SERIAL.fullmatch(cell.text):
        return None
    return FIRST_SERIAL + dt.timedelta(days=int(cell.text))


def day_in_title(texts: Sequence[str]) -> dt.date | None:
    """Find the one day that the rows above a table state; None where there is none, or several.

    Of a period it is the last.
    """
    found = set()
    for text in map(arabic_day, texts):
        for match in IN_TITLE.finditer(text):
            parts = _end_of(match)
            if not parts:
                continue
            year, month, *day = parts
            try:
                found.add(_day(text, year, month, *day) if day else _month_end(text, year, month))
            except Unfit:
                continue
    return found.pop() if len(found) == 1 else None


def _end_of(match: re.Match[str]) -> list[int]:
    """Give year, month and day, if it has one; of a period's first day those of its last.

    Nothing where the last stands elsewhere, with a year of its own.
    """
    year, month, *day = (int(part) for part in match.groups() if part)
    if not BEGINS.match(match.string, match.end()):
        return [year, month, *day]
    until = UNTIL.match(match.string, match.end())
    if until is None or not any(until.groups()):
        return []
    return [year, int(until[1] or month), *([int(until[2])] if until[2] else [])]


def has_plain_shares(cells: Collection[Written]) -> bool:
    """Tell whether bare numbers lie between 0 and 1, so that 1 may be all of it or a hundredth."""
    numbers = [_decimal(_plain(cell)) for cell in cells if not cell.is_percent]
    return any(number is not None and 0 < number < 1 for number in numbers)


def read_percent(cell: Written, up_to: int | None, *, shares: bool) -> Decimal:
    """Read a percentage as 0 to 100.

    A percent sign is sure, a bare number is what ``up_to`` says all of it is.

    ``shares`` tells that the column has numbers between 0 and 1 (see ``has_plain_shares``).
    """
    text = _plain(cell)
    signed = SIGNED.fullmatch(text)
    number = _decimal(signed[1] if signed else text)
    if number is None:
        raise unfit(cell.text, "percent")
    if cell.is_percent:
        number *= 100
    elif signed is None:
        number = _scaled(number, up_to, shares=shares)
    if not 0 <= number <= FULL:
        raise Unfit(kind="percent-range")
    return number


def _scaled(number: Decimal, up_to: int | None, *, shares: bool) -> Decimal:
    is_doubtful = 0 < number < 1 or (number == 1 and shares)
    if (up_to is None and is_doubtful) or (up_to == 1 and number > 1):
        raise Unfit(kind="percent-scale")
    return number * 100 if up_to == 1 else number


def read_amount(cell: Written, shift: int) -> Decimal:
    """Read an amount of money in units of 10,000 yuan.

    ``shift`` says how far its own unit stands above.
    """
    text = _plain(cell)
    number = _decimal(re.sub(r"[,，\s]", "", text) if GROUPED.fullmatch(text) else text)
    if number is None:
        raise unfit(text, "money")
    if not 0 <= number < TOO_LARGE:
        raise Unfit(kind="out-of-range", limits="0 – 10¹³", why="", why_en="")
    return number.scaleb(-shift)


def unfit(text: str, kind: str) -> Unfit:
    """Say why a text is no value of its type, as the issue types do."""
    type_, details = describe_misfit(text, kind)
    return Unfit(type_, **details)


def _day(text: str, year: int, month: int, day: int) -> dt.date:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise Unfit(kind="impossible-date") from None
    if year not in YEARS:
        raise unfit(text, "date")
    return found


def _month_end(text: str, year: int, month: int) -> dt.date:
    if not 1 <= month <= 12:  # noqa: PLR2004 - months
        raise Unfit(kind="impossible-date")
    return _day(text, year, month, calendar.monthrange(year, month)[1])


def _plain(cell: Written) -> str:
    """The number of a cell with a point, where the workspace says how its inputs write them."""
    return plain_number(cell.text, current_speech().decimal, is_point=cell.is_typed)


def _is_number(text: str) -> bool:
    return _decimal(text) is not None


def _decimal(text: Any) -> Decimal | None:  # noqa: ANN401 - a cell's text
    try:
        number = Decimal(str(text).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
