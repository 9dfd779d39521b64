"""What a column of texts holds: numbers, percentages, dates, or texts.

One odd cell does not make it text unsaid.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.cells.degrees import is_unknown
from jinan_geo.cells.misfit import describe_misfit
from jinan_geo.cells.values import ParsedColumn, parse_values
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.attributes import TYPE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "MOST",
    "SOME",
    "TypedTable",
    "UnreadDay",
    "find_unread_day",
    "is_measured",
    "is_percent",
    "type_columns",
]

MOST = 0.6  # of the cells that say something must be of a type; the others are named
SOME = 0.3  # from here on it is said why a column stays text
KINDS = ("number", "percent", "date")
UNREAD = {"serial-date": 1.0, "date-form": MOST}  # of the cells, before it is told
SAMPLE = 1_000  # cells are enough to tell
FEW = 5  # rows with one word for nothing are told one by one
LONGEST_NUMBER = 15  # digits; more are a code
# 1.234,5: points that part thousands before a comma; 10,5: a comma that parts none.
COMMA = re.compile(r"[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+|[-+]?\d+")
SURE_COMMA = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+,\d+|[-+]?\d+,(?:\d{1,2}|\d{4,})")
# A number with what it counts, or the sign of a currency.
MEASURED = re.compile(
    r"(?P<before>[¥$€£约])?\s*[-+]?\d[\d,. ]*"
    r"(?P<after>(?:亿|万|千|百)?(?:元|美元|公里|千米|米|km|m|m2|m²|"
    r"平方米|平方公里|平米|公顷|ha|亩|吨|t|个|户|人|套|栋|处|辆)?|亿|万)?"
)
DAYS = re.compile(r"日期|时间|开工|竣工|完工|date|day", re.IGNORECASE)
NO_DAYS = re.compile(r"年份|年度|月份|天数|工期|率|year|month|days", re.IGNORECASE)


@dataclass(frozen=True)
class UnreadDay:
    """The first cell below a heading of days that is none, and as what kind of issue it is told."""

    value: str
    kind: str
    details: dict[str, object]

    def note(self, layer: str, name: str, title: str) -> Issue:
        """Say it of the column."""
        return Issue(self.kind, layer, name, field=title, value=self.value, details=self.details)


@dataclass(frozen=True)
class TypedTable:
    """The cells by their types, and the odd ones as issues; those are missing in ``cells``.

    ``percents`` are the columns that are written with per cent signs.
    """

    cells: pd.DataFrame
    notes: list[Issue]
    percents: list[str] = field(default_factory=list)


def type_columns(
    cells: pd.DataFrame, lines: Sequence[int], name: str, *, keep: Sequence[str] = ()
) -> TypedTable:
    """Give each column of texts the type that most of its cells have.

    ``keep`` are left as they are.

    Percentages become numbers of 0 to 100. ``lines`` are the rows' places in the file.
    """
    notes: list[Issue] = []
    columns: dict[str, pd.Series[Any]] = {}
    for title in cells:
        texts = cells[title]
        typed, found = (texts, []) if title in keep else _typed(texts, str(title), lines, name)
        columns[str(title)] = typed.where(typed != "", None) if typed is texts else typed
        notes += found
    percents = [
        title
        for title, column in columns.items()
        if column.dtype.kind == "f" and cells[title].map(is_percent).any()
    ]
    return TypedTable(pd.DataFrame(columns, index=cells.index), notes, percents)


def _typed(
    texts: pd.Series[Any], title: str, lines: Sequence[int], name: str
) -> tuple[pd.Series[Any], list[Issue]]:
    said = np.flatnonzero(texts.map(_says)).tolist()
    values = texts.iloc[said].tolist()
    if not values or any(map(_is_code, values)):
        return texts, []
    kind, fit = _best_fit(_with_points(values), DAYS.search(title) is not None)
    count = len(values) - len(fit.bad)
    told = [one.note("", name, title) for one in [find_unread_day(title, values)] if one]
    if count < MOST * len(values):
        details = {"count": count, "all": len(values), **TYPE_NAMES[kind].detail("type")}
        note = Issue("mixed-column", "", name, field=title, value=title, details=details)
        is_told = max(count, sum(map(is_measured, values))) >= SOME * len(values)
        return texts, told or [note][: int(is_told)]
    nothing = pd.NaT if kind == "date" else None
    whole = pd.Series(nothing, index=texts.index, dtype=fit.cells.dtype)
    whole.iloc[said] = fit.cells.to_numpy()
    odd = [(lines[said[position]], values[position]) for position, _ in fit.bad]
    notes = [*told, *(_odd(name, line, title, cell) for line, cell in odd)]
    return whole, [*notes, *_placeholders(texts, title, lines, name)]


def find_unread_day(title: str, values: Sequence[str]) -> UnreadDay | None:
    """Find what stands below a heading of days in their place: Excel's numbers of days, or months.

    Nothing else may be a number there.
    """
    if not DAYS.search(title) or NO_DAYS.search(title):
        return None
    values = values[:SAMPLE]
    unread = [str(value) for _, value in parse_values(values, "date").bad]
    found = [UnreadDay(value, *describe_misfit(value, "date")) for value in unread]
    for kind, share in UNREAD.items():
        mine = [one for one in found if one.kind == kind]
        if mine and len(mine) >= share * len(values):
            return mine[0]
    return None


def _placeholders(
    texts: pd.Series[Any], title: str, lines: Sequence[int], name: str
) -> Iterator[Issue]:
    """Words for nothing in a column of numbers or days: N/A, —, 暂无; missing in the page.

    One that stands in many rows is told once, with their number.
    """
    rows: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if isinstance(text, str) and text.strip() and is_unknown(text):
            rows.setdefault(text.strip(), []).append(lines[at])
    for word, found in rows.items():
        if len(found) > FEW:
            value = f"{word} × {len(found)}"
            yield Issue("placeholder-value", "", name, field=title, value=value)
            continue
        for line in found:
            yield Issue("placeholder-value", "", name, row=line, field=title, value=word)


def _odd(name: str, line: int, title: str, cell: object) -> Issue:
    return Issue("odd-cell", "", name, row=line, field=title, value=cell)


def _says(text: object) -> bool:
    return isinstance(text, str) and not is_unknown(text)


def _best_fit(values: Sequence[str], is_day: bool) -> tuple[str, ParsedColumn]:  # noqa: FBT001 - private
    """The type that most cells have, and the cells as such; the plainest of several.

    ``is_day``: the heading says so, and 20250301 is one.
    """
    tried = {kind: parse_values(values, kind) for kind in KINDS}
    order = KINDS[::-1] if is_day else KINDS
    best = min(order, key=lambda kind: len(tried[kind].bad))
    if best == "percent":
        return best, _without_shares(values, tried[best])
    return best, tried[best]


def _without_shares(values: Sequence[str], fit: ParsedColumn) -> ParsedColumn:
    """Take out what may be a share of 1 among percentages: 0.9 beside 85%."""
    doubtful = [
        at
        for at, (text, number) in enumerate(zip(values, fit.cells, strict=True))
        if 0 < number <= 1 and not is_percent(text)
    ]
    if not doubtful:
        return fit
    cells = fit.cells.copy()
    cells.iloc[doubtful] = np.nan
    return ParsedColumn(cells, sorted([*fit.bad, *((at, values[at]) for at in doubtful)]))


def _with_points(values: Sequence[str]) -> Sequence[str]:
    """Write decimal commas as points, where some cell can be nothing else and none contradicts."""
    plain = [unicodedata.normalize("NFKC", text).strip() for text in values]
    if not any(map(SURE_COMMA.fullmatch, plain)):
        return values
    fitting = sum(map(bool, map(COMMA.fullmatch, plain)))
    if fitting < MOST * len(plain):
        return values
    return [
        text.replace(".", "").replace(",", ".") if COMMA.fullmatch(text) else text for text in plain
    ]


def is_measured(text: str) -> bool:
    """Tell a number with what it counts, or with a sign of money."""
    match = MEASURED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return bool(match and (match["before"] or match["after"]))


def is_percent(text: object) -> bool:
    """Tell a text that ends with a per cent sign, of full width too."""
    return isinstance(text, str) and unicodedata.normalize("NFKC", text).rstrip().endswith("%")


def _is_code(text: str) -> bool:
    """Tell whether digits are no amount: a leading zero, or more than a number keeps."""
    bare = text.strip().lstrip("+-")
    return bare.isdigit() and (len(bare) > LONGEST_NUMBER or (bare[0] == "0" and len(bare) > 1))
