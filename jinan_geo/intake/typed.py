"""What a column of texts holds: numbers, percentages, dates, or texts.

One odd cell does not make it text unsaid.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.cells.ordinates import is_no_place
from jinan_geo.cells.values import ParsedColumn, parse_values
from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TypedTable", "type_columns"]

MOST = 0.6  # of the cells that say something must be of a type; the others are named
SOME = 0.3  # from here on it is said why a column stays text
KINDS = ("number", "percent", "date")
LONGEST_NUMBER = 15  # digits; more are a code


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
        if column.dtype.kind == "f" and cells[title].map(_is_percent).any()
    ]
    return TypedTable(pd.DataFrame(columns, index=cells.index), notes, percents)


def _typed(
    texts: pd.Series[Any], title: str, lines: Sequence[int], name: str
) -> tuple[pd.Series[Any], list[Issue]]:
    said = np.flatnonzero(texts.map(_says)).tolist()
    values = texts.iloc[said].tolist()
    if not values or any(map(_is_code, values)):
        return texts, []
    kind, fit = _best_fit(values)
    count = len(values) - len(fit.bad)
    if count < MOST * len(values):
        details = {"count": count, "all": len(values), "type": kind}
        note = Issue("mixed-column", "", name, field=title, value=title, details=details)
        return texts, [note] if count >= SOME * len(values) else []
    nothing = pd.NaT if kind == "date" else None
    whole = pd.Series(nothing, index=texts.index, dtype=fit.cells.dtype)
    whole.iloc[said] = fit.cells.to_numpy()
    odd = [(lines[said[position]], cell) for position, cell in fit.bad]
    return whole, [_odd(name, line, title, cell) for line, cell in odd]


def _odd(name: str, line: int, title: str, cell: object) -> Issue:
    return Issue("odd-cell", "", name, row=line, field=title, value=cell)


def _says(text: object) -> bool:
    return isinstance(text, str) and not is_no_place(text)


def _best_fit(values: Sequence[str]) -> tuple[str, ParsedColumn]:
    """The type that most cells have, and the cells as such; the plainest of several."""
    tried = {kind: parse_values(values, kind) for kind in KINDS}
    best = min(KINDS, key=lambda kind: len(tried[kind].bad))
    return best, tried[best]


def _is_percent(text: object) -> bool:
    return isinstance(text, str) and unicodedata.normalize("NFKC", text).rstrip().endswith("%")


def _is_code(text: str) -> bool:
    """Tell whether digits are no amount: a leading zero, or more than a number keeps."""
    bare = text.strip().lstrip("+-")
    return bare.isdigit() and (len(bare) > LONGEST_NUMBER or (bare[0] == "0" and len(bare) > 1))
