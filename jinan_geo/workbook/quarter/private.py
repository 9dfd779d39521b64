"""Telephone numbers and names of persons go out of a text before anything is kept of it."""

from __future__ import annotations

import re

from jinan_geo.workbook.quarter.model import FormText

__all__ = ["mask_private"]

DASH = r"[-—－–‐ ]{0,2}"
UNITS = "元万亿个户人平米吨亩辆株台套件笔次项%％℃"
PHONES = re.compile(
    rf"(?<![\d.])(?:(?:[+＋]?86{DASH})?1[3-9]\d(?:{DASH}\d{{4}}){{2}}"
    rf"|[（(]?0\d{{2,3}}[）)]?{DASH}[2-9]\d{{2,3}}{DASH}\d{{4}}"
    rf"|[48]00{DASH}\d{{3,4}}{DASH}\d{{3,4}}"
    r"|(?:(?<=电话)|(?<=电话[：:]))\s*\d[\d—－–‐、，,\s-]{3,}\d"
    rf"|[2-8]\d{{7}})(?![\d.{UNITS}])"
)
PERSONS = re.compile(
    r"(?: 联系人|负责人|监督人|经办人|责任人)(?: 姓名)?\s*[：:]\s*([\u4e00-\u9fff·]{2,4})"
    r"(?=$|[\s，,；;。、()0-9［\uff08\uff09])",
    re.VERBOSE,
)
UNIT_ENDS = re.compile(r"[局委办处科室队院所部司会街镇乡区县市]$")
PHONE_GONE, PERSON_GONE = "［号码略］", "［姓名略］"


def mask_private(text: FormText) -> tuple[FormText, int, int]:
    """Give the text without them, and how many numbers and names went."""
    spans = [(*one.span(), PHONE_GONE) for one in PHONES.finditer(text.text)]
    phones = len(spans)
    named = [one for one in PERSONS.finditer(text.text) if not UNIT_ENDS.search(one[1])]
    spans += [(*one.span(1), PERSON_GONE) for one in named]
    said, bold = text.text, list(text.bold)
    for start, end, mark in sorted(spans, reverse=True):
        said = said[:start] + mark + said[end:]
        grown = len(mark) - (end - start)
        bold = [(_move(a, start, end, grown), _move(b, start, end, grown)) for a, b in bold]
    kept = tuple((a, b) for a, b in bold if a < b)
    return FormText(said, text.at, kept), phones, len(named)


def _move(at: int, start: int, end: int, grown: int) -> int:
    if at >= end:
        return at + grown
    return min(at, start)
