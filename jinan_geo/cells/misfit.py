"""Why a cell does not fit its type: what it probably is, as a kind of issue.

Nothing is read by guessing.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from jinan_geo.issues.issue import catalogue
from jinan_geo.manifest.attributes import TYPE_NAMES
from jinan_geo.manifest.closed import Text, text

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FIRST_SERIAL", "GROUPED", "NUMBERS", "PLACEHOLDERS", "describe_misfit", "word_misfit"]

PLACEHOLDERS = {
    "无", "暂无", "待定", "待补", "待补充", "待填", "待报", "待核", "未定", "未知", "不详", "空",
    "略", "同上",
    "-", "--", "---", "—", "——", "/", "//", "\\", "?", "？", "n/a", "na", "null", "none", "nan",
    "tbd", "todo",
    "xx", "xxx", "测试", "test",
}  # fmt: skip
NO_DATE = re.compile(r"0000\D?00\D?00.*|(?:1899|1900|9999)\D?\d{1,2}\D?\d{1,2}.*")
SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
FIRST_SERIAL = dt.date(1899, 12, 30)  # Excel's day 0, its false 29 February 1900 allowed for
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ "
    r"T].*)?|(\d{4})(\d{2})(\d{2})"
)
WITHOUT_DAY = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?|\d{4}\s*年?|\d{4}\s*年?.*(?:季度|上半年|下半年|[上中下]旬|年?底|[上中下]?[初末])"
)
YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}-\d{1,2}|民国.*")
PLAIN = r"[-+]?\d[\d,，\s]*(?:\.\d+)?"
GROUPED = re.compile(r"[-+]?\d{1,3}(?:[,，\s]\d{3})+(?:\.\d+)?")
UNIT = re.compile(rf"[¥￥$]?\s*{PLAIN}\s*(?:%|％|[^\W\d_]{{1,4}}[²³2]?|个百分点)")
ABOUT = re.compile(
    rf"(?:约|大约|近|超|超过|不足|至少|[<>≤≥~～]=?)\s*{PLAIN}.*|{PLAIN}\D*(?:左右|以上|以下|多|余|\+)\D*|{PLAIN}\s*[-~～至到]\s*{PLAIN}\S*"
)
CHINESE_NUMBER = re.compile(
    r"[约近超]?[零〇一二三四五六七八九十百千万亿两半几成分之点]+(?:多|余|左右)?"
)
NUMBERS = {"integer", "number", "percent", "money"}


def describe_misfit(value: object, kind: str) -> tuple[str, dict[str, object]]:
    """Give the issue type of a cell that is no value of its type, and its message's details."""
    text = str(value).strip()
    details: dict[str, object] = {**TYPE_NAMES.get(kind, Text(zh=kind)).detail("expected")}
    if text.lower() in PLACEHOLDERS or (kind == "date" and NO_DATE.fullmatch(text)):
        return "placeholder-value", details
    found = next(_date_misfits(text) if kind == "date" else _number_misfits(text, kind), None)
    return (found[0], {**details, **found[1]}) if found else ("bad-value", details)


def word_misfit(value: object, kind: str) -> dict[str, object]:
    """Give the reason that a row is set aside for this cell, in both languages."""
    type_, details = describe_misfit(value, kind)
    expected = Text(zh=str(details["expected"]), en=str(details["expected_en"]))
    reason = text("cells.misfit.reason", expected=expected)
    if type_ != "bad-value":
        named = catalogue()[type_]
        kind_of = Text(zh=named.name_zh, en=named.name_en.lower())
        reason = text("cells.misfit.named", kind=kind_of, reason=reason)
    return {**reason.detail("reason")}


def _date_misfits(text: str) -> Iterator[tuple[str, dict[str, object]]]:
    if SERIAL.fullmatch(text):
        yield "serial-date", {"date": FIRST_SERIAL + dt.timedelta(days=int(float(text)))}
    match = YEAR_FIRST.fullmatch(text)
    if match:
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            yield "date-form", {"date": dt.date(year, month, day)}
        except ValueError:
            yield "impossible-date", {}
    if WITHOUT_DAY.fullmatch(text):
        yield "date-form", {"date": f"{text[:4]}-…-…"}
    if YEAR_LAST.fullmatch(text):
        yield "ambiguous-date", {}


def _number_misfits(text: str, kind: str) -> Iterator[tuple[str, dict[str, object]]]:
    if kind not in NUMBERS:
        return
    if kind == "percent" and re.fullmatch(r"[-+]?\d+(?:\.\d+)?", text):
        yield "percent-range", {}
    if ABOUT.fullmatch(text) or CHINESE_NUMBER.fullmatch(text):
        yield "approximate-number", {}
    if GROUPED.fullmatch(text) or UNIT.fullmatch(text):
        yield "number-with-unit", {}
