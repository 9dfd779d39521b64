"""Figures and dates that stand in a text: proposed, each with the words it stands on."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = ["Clause", "Proposal", "clauses_of", "propose", "stands"]

TIMES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万亿": 10**12,
}
UNITS = (
    "平方公里|平方千米|平方米|立方米|万千瓦时|千瓦时|兆瓦|千瓦|公里|千米|公顷|公斤|百分点|个百分点|"
    "人次|标准箱|美元|元|米|亩|户|处|条|套|栋|座|家|项|人|辆|吨|所|张|台|间|棵|株|块|件|次|批|期|"
    "㎡|个(?!月|季|工作日|交易日|小时)|部|对|支|名|场|笔|盏|根|趟|班|[%％]|‰"
)
FIGURE = re.compile(
    r"(?<![\d.,，A-Za-z第—–~～/－+-])(?P<about>约|近|超过|超|逾|突破|不少于|不低于|至少|达到|达)?\s*"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?:余|多)?"
    rf"(?P<times>万亿|千万|百万|亿|万|千|百)?\s*(?P<more>余|多)?\s*(?P<unit>{UNITS})"
    r"(?P<from>以上|以下|以内|左右)?"
)
RANGE_BEFORE = re.compile(r"[\d%％万亿元米月日年]\s*(?:至|到)\s*$")
RANGE_AFTER = re.compile(r"\s*(?:[—–~～-]|至|到)\s*\d")
NOT_AFTER = re.compile(r"^(?:线|强|号|级|期工程|期项目)")
DATE = re.compile(
    r"(?<![\d.—–~～/－-])(?:(?P<year>20\d\d)年\s*|(?P<said>今年|明年|去年)\s*)?(?:"
    r"(?P<month>1[0-2]|0?[1-9])月(?:份)?(?:(?P<day>3[01]|[12]\d|0?[1-9])日|(?P<part>底|末|初|上旬|中旬|下旬))?"
    r"|第?(?P<quarter>[一二三四1-4])季度(?P<quarter_end>末|底)?|(?P<half>上半年|下半年)|(?P<end>年底|年末|底))"
    r"(?P<before>前|之前)?"
)
YEAR = re.compile(r"(20\d\d)年")
NUMERALS = "一二三四五六七八九十"
CLAUSE = re.compile(
    rf"(?:(?<=^)|(?<=[。；;：:\s，,]))(?=[{NUMERALS}]{{1,2}}是|[（(][{NUMERALS}\d]{{1,2}}[）)]|[①-⑳])"
)
STOPS = re.compile(r"[。；;\n！]")


@dataclass(frozen=True)
class Clause:
    """A numbered part of a text and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Proposal:
    """A reading of some words: never more than a proposal until a person takes it.

    ``start`` and ``end`` are where the words stand in the text of the cell ``at``; ``value`` is a
    plain number in ``unit``, a day, month (2025-09), quarter (2025-Q3) or half (2025-H1).
    """

    kind: Literal["figure", "date"]
    value: str
    unit: str
    words: str
    start: int
    end: int
    qualifier: str = ""
    task: int = 0
    row: int = 0
    field: str = ""
    at: str = ""
    clause: int = 0


def clauses_of(text: str) -> list[Clause]:
    """Cut a text at 一是, 二是, 三是 or (一), ①; what stands before the first is one as well."""
    cuts = sorted({0, *(one.start() for one in CLAUSE.finditer(text)), len(text)})
    pairs = itertools.pairwise(cuts)
    return [Clause(text[a:b].strip(), a, b) for a, b in pairs if text[a:b].strip()]


def propose(text: str, year: int | None) -> list[Proposal]:
    """Give what stands in a text, in its order.

    A date without its year takes the one its sentence names before it, else ``year``; without
    either there is no proposal. Stages are not proposed: on texts of others fewer than nine in ten
    were right.
    """
    return sorted([*_figures(text), *_dates(text, year)], key=lambda one: one.start)


def _figures(text: str) -> Iterator[Proposal]:
    for one in FIGURE.finditer(text):
        before, after = text[: one.start()], text[one.end() :]
        if RANGE_BEFORE.search(before) or RANGE_AFTER.match(after) or NOT_AFTER.match(after):
            continue
        value = Decimal(one["number"].replace(",", "")) * TIMES[one["times"] or ""]
        more = "".join(re.findall("[余多]", one[0]))
        qualifier = one["about"] or one["from"] or more
        yield Proposal(
            "figure", f"{value.normalize():f}", one["unit"].replace("％", "%"), one[0],
            *one.span(), qualifier,
        )  # fmt: skip


def _dates(text: str, year: int | None) -> Iterator[Proposal]:
    for one in DATE.finditer(text):
        if one["end"] == "底" and not (one["year"] or one["said"]):
            continue
        known = _year_of(text, one, year)
        if known is None or RANGE_AFTER.match(text[one.end() :]) or _ends_range(text, one):
            continue
        value = _value_of(one, known)
        if value:
            yield Proposal("date", value, "", one[0], *one.span(), _qualifier(one))


def _ends_range(text: str, one: re.Match[str]) -> bool:
    """Tell whether a day is the end of a stretch: 1-9月, 元至3月, 前三季度."""
    before = text[: one.start()]
    return bool(re.search(r"(?:(?<![截止])(?<!截止)[至到]|[—–~～－-]|前)\s*$", before))


def _qualifier(one: re.Match[str]) -> str:
    return (one["part"] or one["quarter_end"] or "") + (one["before"] or "")


def _year_of(text: str, one: re.Match[str], year: int | None) -> int | None:
    if one["year"]:
        return int(one["year"])
    if one["said"]:
        return None if year is None else year + {"今年": 0, "明年": 1, "去年": -1}[one["said"]]
    named = YEAR.findall(STOPS.split(text[: one.start()])[-1])
    if named:
        return int(named[-1])
    others = {int(other) for other in YEAR.findall(text[: one.start()])} - {year}
    return None if others else year  # a sentence before told of another year: which is meant?


def _value_of(one: re.Match[str], year: int) -> str:
    if one["day"]:
        return f"{year}-{int(one['month']):02}-{int(one['day']):02}"
    if one["month"]:
        return f"{year}-{int(one['month']):02}"
    if one["quarter"]:
        number = NUMERALS.find(one["quarter"]) + 1 or int(one["quarter"])
        return f"{year}-Q{number}"
    if one["half"]:
        return f"{year}-H{1 if one['half'] == '上半年' else 2}"
    return f"{year}-12"


def stands(one: Proposal, text: str, year: int | None) -> bool:
    """Tell whether a value stands in its words, by another way than the one that proposed it."""
    if text[one.start : one.end] != one.words or not one.words:
        return False
    if one.kind == "figure":
        return one.unit.replace("%", "") in one.words and _number_in(one.words) == one.value
    return _day_stands(one, text, year)


def _day_stands(one: Proposal, text: str, year: int | None) -> bool:
    first, _, rest = one.value.partition("-")
    years = [*YEAR.findall(text), *(map(str, (year - 1, year, year + 1)) if year else ())]
    if first not in years:
        return False
    if rest[:1] in {"Q", "H"}:
        number = int(rest[1:])
        signs = "一二三四"[number - 1] + rest[1:] if rest[0] == "Q" else "上下"[number - 1]
        return bool(re.search(f"[{signs}](?:季度|半年)", one.words))
    said = [int(part) for part in re.findall(r"\d+", YEAR.sub("", one.words))]
    said = said or [12] * one.words.count("底") or [12] * one.words.count("末")
    return said == [int(part) for part in rest.split("-")]


def _number_in(words: str) -> str | None:
    """Read a figure digit by digit, then each sign of a power of ten after it."""
    digits = re.search(r"\d[\d,.]*", words)
    if not digits:
        return None
    value = Decimal(digits[0].replace(",", ""))
    for sign in words[digits.end() :]:
        if sign in "百千万亿":
            value *= TIMES[sign]
        elif sign not in "余多 ":
            break
    return f"{value.normalize():f}"
