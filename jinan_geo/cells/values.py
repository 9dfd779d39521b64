"""Text of a file to typed values: what each declared type accepts, and which cells do not fit."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import pandas as pd

from jinan_geo.cells.inputs import plain_day
from jinan_geo.kept.coded import Coded, blank_texts, code_of, from_codes
from jinan_geo.manifest.models import Accuracy, LocationStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

__all__ = [
    "TOO_LARGE",
    "YEARS",
    "ParsedColumn",
    "all_fit",
    "blank_column",
    "parse_plan",
    "parse_values",
]

# Year first, in the signs people use; a day's month and day may lack their zeros.
DATE = re.compile(
    r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*(?:\2|月)\s*(\d{1,2})\s*[日号]?|(\d{4})(\d{2})(\d{2})"
)
MIDNIGHT = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?$")
GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
PERCENT_SIGN = "%"
YEARS = range(1950, 2101)
TRUE = {"true", "1", "是", "yes"}
FALSE = {"false", "0", "否", "no"}
NUMBERS = {"integer", "number", "percent"}
COUNTED = {int, float, type(None)}
MOST_KNOWN = 4096
FULL_PERCENT = Decimal(100)
# No amount of a city comes near it, and a page keeps hundredths exactly up to here (2 ** 53).
TOO_LARGE = Decimal(10) ** 13


@dataclass(frozen=True)
class ParsedColumn:
    """Typed cells, and the positions and values of those that did not fit.

    Those are missing in ``cells``.
    """

    cells: pd.Series[Any]
    bad: list[tuple[int, object]]


def parse_values(cells: Iterable[object], kind: str, *, blank: bool | None = None) -> ParsedColumn:
    """Parse cells as ``kind``; ``None`` and blank text are missing, never zero and never no.

    Dates become ``datetime64``, whole and decimal numbers ``float64``, money ``Decimal`` in 万元,
    booleans True, False or None, everything else text. ``blank`` is what a missing boolean stands
    for, where that is documented; then the column is ``bool``.
    """
    coded = code_of(cells) if isinstance(cells, pd.Series) else None
    if coded is not None:
        return _parse_coded(cells, coded, kind, blank)
    given: list[Any] = list(cells)
    if kind in NUMBERS and {*map(type, given)} <= COUNTED:
        return _parse_numbers(given, kind)
    return _parse_each(given, kind, blank)


def blank_column(rows: int, kind: str, *, blank: bool | None = None) -> pd.Series[Any]:
    """Give the column that so many missing cells parse as."""
    one = _series([blank], kind, blank)
    if one.dtype == object:
        return pd.Series(blank_texts(rows), dtype=object, copy=False)
    return pd.Series(np.repeat(one.to_numpy(), rows), dtype=one.dtype, copy=False)


def _parse_coded(cells: Any, coded: Coded, kind: str, blank: object) -> ParsedColumn:  # noqa: ANN401 - a series
    """Parse a column of texts: each text once, however many cells say it."""
    if kind not in PARSERS and all(map(str.strip, coded.texts)):
        return ParsedColumn(cells.reset_index(drop=True).rename(None), [])
    parsed = _parse_each([*coded.texts, None], kind, blank)
    values = _of_codes(parsed.cells.to_numpy(), coded)
    texts = dict(parsed.bad)
    misfits = np.flatnonzero(np.isin(coded.codes, [*texts])) if texts else np.array([], dtype=int)
    bad = [(at, texts[coded.codes[at]]) for at in misfits.tolist()]
    return ParsedColumn(pd.Series(values, dtype=parsed.cells.dtype, copy=False), bad)


def _of_codes(values: NDArray[Any], coded: Coded) -> NDArray[Any]:
    """Give each cell the value of its text; the last value is that of a missing cell."""
    if values.dtype != object or values[-1] is not None:
        return np.asarray(values[coded.codes])
    says_texts = {*map(type, values[:-1].tolist())} <= {str}
    return from_codes(Coded(coded.codes, values[:-1]), says_texts=says_texts)


def _parse_each(cells: list[Any], kind: str, blank: object) -> ParsedColumn:
    parse = PARSERS.get(kind, _text)
    values: list[object] = []
    bad: list[tuple[int, object]] = []
    known: dict[str, object] = {}  # texts that fit: columns repeat them, and parsing is dear
    for position, cell in enumerate(cells):
        if cell is None:
            values.append(blank)
            continue
        if isinstance(cell, str) and cell in known:
            values.append(known[cell])
            continue
        try:
            value = blank if (fitting := parse(cell)) is None else fitting
        except (ValueError, InvalidOperation, OverflowError):
            value = blank
            bad.append((position, cell))
        else:
            if isinstance(cell, str) and len(known) < MOST_KNOWN:
                known[cell] = value
        values.append(value)
    return ParsedColumn(_series(values, kind, blank), bad)


def _parse_numbers(cells: list[Any], kind: str) -> ParsedColumn:
    """Parse plain numbers, all at once."""
    try:
        numbers = np.array(cells, dtype=float)
    except OverflowError:
        return _parse_each(cells, kind, None)
    fits = np.abs(numbers) < float(TOO_LARGE)
    if kind == "integer":
        fits &= numbers == np.trunc(numbers)
    elif kind == "percent":
        fits &= (numbers >= 0) & (numbers <= float(FULL_PERCENT))
    misfits = np.flatnonzero(~fits & ~np.isnan(numbers)).tolist()
    return ParsedColumn(
        pd.Series(np.where(fits, numbers, np.nan)), [(at, cells[at]) for at in misfits]
    )


def all_fit(cells: Iterable[object], kind: str) -> bool:
    """Tell whether all cells parse as ``kind``; blank ones do. The first that does not ends it."""
    parse = PARSERS.get(kind, _text)
    try:
        for cell in cells:
            parse(cell)
    except (ValueError, InvalidOperation, OverflowError):
        return False
    return True


def _series(values: list[object], kind: str, blank: object) -> pd.Series[Any]:
    if kind in NUMBERS:
        return pd.Series(values, dtype=float)
    if kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)))
    return pd.Series(values, dtype=object if blank is None else bool)


def parse_plan(text: str) -> list[tuple[dt.date, float]]:
    """Read a planned curve ``2025-03-31:20;2025-12-31:100`` as (date, percent) pairs.

    Raises
    ------
    ValueError
        The text has another form, dates do not rise, or percentages fall or leave 0 to 100.
    """
    points = []
    for part in text.split(";"):
        day, _, percent = part.partition(":")
        points.append((_date_of(day), float(_percent(percent))))
    days = [day for day, _ in points]
    percents = [percent for _, percent in points]
    if days != sorted(set(days)):
        msg = "dates"
        raise ValueError(msg)
    if percents != sorted(percents):
        msg = "percentages"
        raise ValueError(msg)
    return points


def _is_blank(cell: object) -> bool:
    return (
        cell is None
        or (isinstance(cell, float) and cell != cell)  # noqa: PLR0124 - NaN
        or (isinstance(cell, str) and not cell.strip())
    )


def _text(cell: object) -> str | None:
    return None if _is_blank(cell) else str(cell)


def _decimal(cell: object) -> Decimal:
    """A number: full-width signs are plain ones, and commas may part thousands."""
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    number = Decimal(text.replace(",", "") if GROUPED.fullmatch(text) else text)
    if not abs(number) < TOO_LARGE:  # also true of NaN, which is refused with it
        raise ValueError
    return number


def _number(cell: object) -> float | None:
    return None if _is_blank(cell) else float(_decimal(cell))


def _integer(cell: object) -> float | None:
    if _is_blank(cell):
        return None
    number = _decimal(cell)
    if number != number.to_integral_value():
        raise ValueError
    return float(number)


def _percent(cell: object) -> Decimal:
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    number = _decimal(text.removesuffix(PERCENT_SIGN))
    if not 0 <= number <= FULL_PERCENT:
        raise ValueError
    return number


def _percent_or_none(cell: object) -> float | None:
    return None if _is_blank(cell) else float(_percent(cell))


def _money(cell: object) -> Decimal | None:
    return None if _is_blank(cell) else _decimal(cell)


def _date_of(cell: object) -> dt.date:
    text = plain_day(MIDNIGHT.sub("", unicodedata.normalize("NFKC", str(cell)).strip()))
    match = DATE.fullmatch(text)
    if not match or (match[2] == "年") != ("月" in text):
        raise ValueError
    parts = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
    year, month, day = map(int, parts)
    if year not in YEARS:
        raise ValueError
    return dt.date(year, month, day)


def _date(cell: object) -> dt.date | None:
    return None if _is_blank(cell) else _date_of(cell)


def _boolean(cell: object) -> bool | None:
    if _is_blank(cell):
        return None
    word = str(cell).strip().lower()
    if word not in TRUE | FALSE:
        raise ValueError
    return word in TRUE


def _one_of(allowed: tuple[str, ...]) -> Callable[[object], str | None]:
    def parse(cell: object) -> str | None:
        if _is_blank(cell):
            return None
        if str(cell) not in allowed:
            raise ValueError
        return str(cell)

    return parse


PARSERS: dict[str, Callable[[object], object]] = {
    "integer": _integer,
    "number": _number,
    "percent": _percent_or_none,
    "money": _money,
    "date": _date,
    "boolean": _boolean,
    "location": _one_of(get_args(LocationStatus)),
    "accuracy": _one_of(get_args(Accuracy)),
}
