"""What a column of texts holds: numbers, percentages, dates, or texts; one odd cell does not make it text unsaid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.cells.ordinates import is_no_place
from jinan_geo.cells.values import parse_values
from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TypedTable", "type_columns"]

MOST = 0.6  # of the cells that say something must be of a type; the others are named
SOME = 0.3  # from here on it is said why a column stays text
LONGEST_NUMBER = 15  # digits; more are a code


@dataclass(frozen=True)
class TypedTable:
    """The cells by their types, and the odd ones as issues; those are missing in ``cells``."""

    cells: pd.DataFrame
    notes: list[Issue]


def type_columns(
    cells: pd.DataFrame, lines: Sequence[int], name: str, *, keep: Sequence[str] = ()
) -> TypedTable:
    """Give each column of texts the type that most of its cells have; ``keep`` are left as they are.

    Percentages become numbers of 0 to 100. ``lines`` are the rows' places in the file.
    """
    notes: list[Issue] = []
    columns: dict[str, pd.Series[Any]] = {}
    for title in cells:
        texts = cells[title]
        typed, found = (texts, []) if title in keep else _typed(texts, str(title), lines, name)
        columns[str(title)] = typed.where(typed != "", None) if typed is texts else typed
        notes += found
    return TypedTable(pd.DataFrame(columns, index=cells.index), notes)


def _typed(
    texts: pd.Series[Any], title: str, lines: Sequence[int], name: str
) -> tuple[pd.Series[Any], list[Issue]]:
    said = [at for at, text in enumerate(texts) if isinstance(text, str) and not is_no_place(text)]
    values = [texts.iloc[at] for at in said]
    if not values or any(map(_is_code, values)):
        return texts, []
    best: tuple[float, str, pd.Series[Any], list[int]] | None = None
    for kind in ("number", "percent", "date"):
        parsed = parse_values(values, kind)
        odd = [said[position] for position, _ in parsed.bad]
        share = 1 - len(odd) / len(values)
        if best is None or share > best[0]:
            best = (share, kind, parsed.cells, odd)
    if best is None or best[0] < SOME:
        return texts, []
    share, kind, found, odd = best
    if share < MOST:
        details = {"count": len(values) - len(odd), "all": len(values), "type": kind}
        return texts, [Issue("mixed-column", "", name, field=title, value=title, details=details)]
    whole = pd.Series(pd.NaT if kind == "date" else None, index=texts.index, dtype=found.dtype)
    whole.iloc[said] = found.to_numpy()
    notes = [
        Issue("odd-cell", "", name, row=lines[at], field=title, value=texts.iloc[at]) for at in odd
    ]
    return whole, notes


def _is_code(text: str) -> bool:
    """Tell whether digits are no amount: a leading zero, or more than a number keeps."""
    bare = text.strip().lstrip("+-")
    return bare.isdigit() and (len(bare) > LONGEST_NUMBER or (bare[0] == "0" and len(bare) > 1))
