"""Days and numbers as the workspace's inputs are declared to write them, in the plain form.

What another reading fits too is read as declared; what has not the declared form stays as it is,
and whoever reads it says so.
"""

from __future__ import annotations

import re
import unicodedata
from typing import get_args

from jinan_geo.words import Order, current_speech

__all__ = [
    "ORDERS",
    "arabic_day",
    "day_parts",
    "is_grouped",
    "plain_day",
    "plain_number",
    "whole_year",
]

ORDERS: tuple[Order, ...] = get_args(Order)
YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{2})([-/. ])(\d{1,2})\2(\d{1,2})")
CENTURY, TURN = 2000, 70
# Between thousands stands one sign throughout: the other of the two, a blank or an apostrophe.
NUMBER = (
    r"(?P<whole>[-+]?(?:\d{1,3}(?P<between>[OTHER\s'\u2019])\d{3}(?:(?P=between)\d{3})*|\d+))"
    r"(?:POINT(?P<part>\d+))?\s*(?P<sign>%?)"
)
NUMBERS = {
    point: re.compile(NUMBER.replace("OTHER", other).replace("POINT", re.escape(point)))
    for point, other in ((",", "."), (".", ","))
}
DIGITS = {sign: str(at) for at, sign in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
IN_CHINESE = re.compile(
    r"(?P<year>[〇零○一二三四五六七八九]{4})\s*年"
    r"(?:\s*(?P<month>[一二三四五六七八九十]{1,2})\s*月)?"
    r"(?:\s*(?P<day>[一二三四五六七八九十]{1,3})\s*(?=[日号]))?"
)
GROUPED = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+\s*%?")


def whole_year(year: int) -> int:
    """Give the year that two digits below 70 stand for; others are told by whoever reads it."""
    return year + CENTURY if year < TURN else year


def day_parts(text: str, order: Order) -> tuple[int, int, int] | None:
    """Year, month and day as the numbers stand, be there such a day or not; None of other forms."""
    match = (YEAR_FIRST if order == "ymd" else YEAR_LAST).fullmatch(text)
    if match is None:
        return None
    parts = dict(zip(order, (int(match[1]), int(match[3]), int(match[4])), strict=True))
    return whole_year(parts["y"]), parts["m"], parts["d"]


def arabic_day(text: str) -> str:
    """Write the days of a text that stand in Chinese numerals in digits: 二〇二五年三月底."""
    return IN_CHINESE.sub(_in_digits, text) if "年" in text else text


def _in_digits(match: re.Match[str]) -> str:
    month, day = (match[part] and _up_to_99(match[part]) for part in ("month", "day"))
    year = "".join(DIGITS[sign] for sign in match["year"])
    return f"{year}年" + (f"{month}月" if month else "") + (day or "")


def _up_to_99(numeral: str) -> str:
    """Give 三十一 as 31; of one sign it is its digit."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return "".join(DIGITS[sign] for sign in numeral)
    return (DIGITS[tens] if tens else "1") + (DIGITS[ones] if ones else "0")


def plain_day(text: str) -> str:
    """Write a day of the order that ``[locale] dates`` declares as 2025-03-31.

    One in Chinese numerals is written in digits.
    """
    text, order = arabic_day(text), current_speech().dates
    parts = day_parts(text, order) if order else None
    return f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}" if parts else text


def plain_number(text: str, decimal: str | None, *, is_point: bool = False) -> str:
    """Write a number with the sign before decimals that is declared as 1234.5.

    ``is_point``: a dot is a point where nothing else tells, as in what the program wrote itself.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = NUMBERS[decimal].fullmatch(plain) if decimal else None
    if match is None or (is_point and is_grouped(plain)):
        return text
    whole = match["whole"].replace(match["between"] or " ", "")
    point = f".{match['part']}" if match["part"] else ""
    return f"{whole}{point}{match['sign']}"


def is_grouped(text: str) -> bool:
    """Tell what is thousands to one and decimals to another: 1.234."""
    return GROUPED.fullmatch(text) is not None
