"""How a plain table writes its days, percentages and money; what it leaves open is asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, get_args

from jinan_geo.cells.inputs import ORDERS
from jinan_geo.cells.scales import (
    OWN,
    OtherCurrencyError,
    find_unit_beside,
    heading_unit,
    money_shift,
    units_of,
)
from jinan_geo.errors import show
from jinan_geo.manifest.delivered import MoneyUnit
from jinan_geo.words import say
from jinan_geo.workbook.plain.columns import POINT, decimal_of, has_percent, number_of
from jinan_geo.workbook.plain.days import orders_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.manifest.locale import Locale
    from jinan_geo.words import Order
    from jinan_geo.workbook.plain.columns import Said
    from jinan_geo.workbook.plain.known import KnownProjects

__all__ = ["Cell", "Scales", "find_scales"]

WHOLES = {"1": 1, "100": 100}
ONE = Decimal(1)
UNITS = (OWN, *get_args(MoneyUnit))
DECIMALS = (".", ",")
DAYS, AMOUNTS = ("as_of", "est_finish"), ("done_pct", "invested_wan")
# What may be said of a column of each field.
ANSWERS: Mapping[str, Sequence[str]] = {
    "as_of": ORDERS,
    "est_finish": ORDERS,
    "done_pct": (*WHOLES, *DECIMALS),
    "invested_wan": (*UNITS, *DECIMALS),
}


class Cell(NamedTuple):
    """A cell's text; ``is_typed`` where a workbook has it as a number, so that a dot is a point."""

    text: str
    is_typed: bool = False

    def number(self, decimal: str) -> Decimal | None:
        """Give its number, in a column with this sign before decimals."""
        return number_of(self.text, POINT if self.is_typed else decimal)


@dataclass(frozen=True)
class Scales:
    """The order of day and month by field, what stands for all, and how far money is shifted.

    ``decimals`` has the sign before decimals by field; ``why`` says so by heading; ``questions``
    are what must be asked.
    """

    orders: Mapping[str, Order | None]
    decimals: Mapping[str, str]
    percent_up_to: int | None
    shift: int
    why: Mapping[str, str]
    questions: Sequence[str]


@dataclass(frozen=True)
class _Column:
    """A column as it is asked about: its heading, its field, and what was said of it."""

    title: str
    field: str
    how: Sequence[str]

    def pick(self, answers: Sequence[str]) -> str | None:
        """Give what was said, of some answers."""
        return next((one for one in self.how if one in answers), None)

    @property
    def named(self) -> dict[str, str]:
        """What every question says of it."""
        return {"column": show(self.title), "heading": self.title, "field": self.field}

    def refused(self) -> list[str]:
        """Say of what was said and is no answer what may be said instead."""
        answers = ANSWERS.get(self.field, ())
        listed = ", ".join(answers)
        return [
            say("workbook.plain.no_how", column=show(self.title), how=show(one), answers=listed)
            for one in self.how
            if one not in answers
        ]


class _Found:
    """What is found column by column."""

    def __init__(self) -> None:
        self.why: dict[str, str] = {}
        self.questions: list[str] = []


def find_scales(  # noqa: PLR0913 - a table, and what is known of it
    columns: Mapping[str, Sequence[Cell]],
    titles: Mapping[str, str],
    said: Mapping[str, Said],
    known: KnownProjects,
    locale: Locale,
    above: Sequence[str] = (),
) -> Scales:
    """Find how the values of each field are written; ``columns`` are its cells, row by row.

    ``above`` are the texts above the table, which may say the unit of its amounts.
    """
    found = _Found()
    asked = {
        key: _Column(title, key, said[title].how if title in said else ())
        for key, title in titles.items()
    }
    found.questions += chain.from_iterable(column.refused() for column in asked.values())
    orders = {
        key: _order(columns[key], asked[key], found, locale.dates) for key in DAYS if key in columns
    }
    decimals = {
        key: _decimal(columns[key], asked[key], found, locale.decimal)
        for key in AMOUNTS
        if key in columns
    }
    whole, shift = None, 0
    if "done_pct" in columns:
        numbers = _bare_numbers(columns["done_pct"], decimals["done_pct"])
        is_done_at_one = _is_done_at_one(columns, known, decimals["done_pct"])
        whole = _whole(numbers, asked["done_pct"], found, is_done_at_one=is_done_at_one)
    if "invested_wan" in columns:
        shift = _shift(asked["invested_wan"], found, locale, above)
    return Scales(orders, decimals, whole, shift, found.why, found.questions)


def _order(
    cells: Sequence[Cell], column: _Column, found: _Found, declared: Order | None
) -> Order | None:
    """The order of a column: as said, as its days tell, as the workspace declares."""
    asked = next((order for order in ORDERS if order in column.how), None)
    if asked:
        return asked
    texts = [cell.text for cell in cells]
    fitting = orders_of(texts)
    if len(fitting) == 1:
        found.why[column.title] = _why_order(fitting[0])
        return fitting[0]
    if fitting and declared:
        found.why[column.title] = say("workbook.plain.why.declared", how=f"dates = {declared}")
    elif fitting:
        found.questions.append(_ask_order(column, texts, fitting))
    return declared  # without: no day depends on it, or some fit none, and their rows say so


def _why_order(order: Order) -> str:
    reasons: dict[Order, str] = {
        "mdy": say("workbook.plain.why.mdy"),
        "dmy": say("workbook.plain.why.dmy"),
        "ymd": say("workbook.plain.why.ymd"),
    }
    return reasons[order]


def _ask_order(column: _Column, texts: Sequence[str], fitting: Sequence[Order]) -> str:
    value = show(next(text for text in texts if orders_of([text])))
    told = {"heading": column.title, "field": column.field}
    ways: dict[Order, str] = {
        "mdy": say("workbook.plain.orders.mdy", **told),
        "dmy": say("workbook.plain.orders.dmy", **told),
        "ymd": say("workbook.plain.orders.ymd", **told),
    }
    listed = say("workbook.plain.orders.or").join(ways[order] for order in fitting)
    return say("workbook.plain.order", column=show(column.title), value=value, ways=listed)


def _decimal(cells: Sequence[Cell], column: _Column, found: _Found, declared: str | None) -> str:
    """The sign before decimals: as said, as the texts of the column tell, or as declared."""
    texts = [cell.text for cell in cells if not cell.is_typed]
    decimal = column.pick(DECIMALS) or decimal_of(texts, declared)
    if decimal is None and column.field != "done_pct":  # no percentage goes into thousands
        value = show(next(text for text in texts if decimal_of([text]) is None))
        found.questions.append(say("workbook.plain.decimal", **column.named, value=value))
    return decimal or DECIMALS[0]


def _whole(
    numbers: Sequence[Decimal], column: _Column, found: _Found, *, is_done_at_one: bool
) -> int | None:
    """What stands for all of it, where bare numbers are none above 1 it may be either."""
    said = column.pick([*WHOLES])
    small = [number for number in numbers if number < ONE]
    largest = max(numbers, default=ONE + 1)
    if said or (largest > ONE and not small):
        return WHOLES.get(said or "")
    if largest > ONE:
        least, most = f"{min(small):f}", f"{largest:f}"
        found.questions.append(say("workbook.plain.mixed", **column.named, least=least, most=most))
        return None
    if is_done_at_one:
        found.why[column.title] = say("workbook.plain.why.shares")
        return 1
    shown = max(small, default=ONE)
    value, percent = f"{shown:f}", f"{(shown * 100).normalize():f}"
    found.questions.append(
        say("workbook.plain.share", **column.named, value=value, percent=percent)
    )
    return None


def _bare_numbers(cells: Sequence[Cell], decimal: str) -> list[Decimal]:
    """The numbers above 0 that have no sign of percent."""
    bare = [cell.number(decimal) for cell in cells if not has_percent(cell.text)]
    return [number for number in bare if number is not None and number > 0]


def _is_done_at_one(
    columns: Mapping[str, Sequence[Cell]], known: KnownProjects, decimal: str
) -> bool:
    """Tell whether all that is completed by its stage stands at 1, and something is."""
    if "stage" not in columns:
        return False
    pairs = zip(columns["stage"], columns["done_pct"], strict=True)
    done = [cell for stage, cell in pairs if known.stage_of(stage.text) in known.done]
    return bool(done) and all(cell.number(decimal) == ONE for cell in done)


def _shift(column: _Column, found: _Found, locale: Locale, above: Sequence[str]) -> int:
    stated, said = heading_unit(column.title), column.pick(UNITS)
    if stated is None and locale.is_yuan:
        stated = find_unit_beside(above)
    if said is not None:
        if stated not in {None, said}:
            told = {"column": show(column.title), "stated": str(stated), "how": said}
            found.questions.append(say("workbook.plain.two_units", **told))
        return _shift_of(said, column, found, locale)
    if stated is None:
        listed = ", ".join(one for one in units_of(locale) if one != OWN)
        found.questions.append(say("workbook.plain.unit", **column.named, units=listed))
        return 0
    found.why[column.title] = say("workbook.plain.why.unit", unit=stated)
    return _shift_of(stated, column, found, locale)


def _shift_of(unit: str, column: _Column, found: _Found, locale: Locale) -> int:
    try:
        return money_shift(unit, locale, column.title)
    except OtherCurrencyError as error:
        found.questions.append(say("workbook.plain.other_currency", why=str(error), **column.named))
        return 0
