"""How a plain table writes its days, percentages and money; what it leaves open is asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from jinan_geo.cells.scales import MONEY_UNITS, heading_unit
from jinan_geo.errors import show
from jinan_geo.manifest.delivered import MoneyUnit
from jinan_geo.words import say
from jinan_geo.workbook.plain.columns import has_percent, number_of
from jinan_geo.workbook.plain.days import ORDERS, Order, orders_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.workbook.plain.columns import Said
    from jinan_geo.workbook.plain.known import KnownProjects

__all__ = ["Scales", "find_scales"]

OWN = "own"  # money as the workspace keeps it
WHOLES = {"1": 1, "100": 100}
ONE = Decimal(1)


@dataclass(frozen=True)
class Scales:
    """The order of day and month by field, what stands for all, and how far money is shifted.

    ``why`` says so by heading; ``questions`` are what must be asked.
    """

    orders: Mapping[str, Order | None]
    percent_up_to: int | None
    shift: int
    why: Mapping[str, str]
    questions: Sequence[str]


@dataclass(frozen=True)
class _Column:
    """A column as it is asked about: its heading, its field, and what was said of it."""

    title: str
    field: str
    how: str

    @property
    def named(self) -> dict[str, str]:
        """What every question says of it."""
        return {"column": show(self.title), "heading": self.title, "field": self.field}

    def refuse(self, answers: Sequence[str]) -> str:
        """Say what may be said instead."""
        listed = ", ".join(answers)
        return say(
            "workbook.plain.no_how", column=show(self.title), how=show(self.how), answers=listed
        )


class _Found:
    """What is found column by column."""

    def __init__(self) -> None:
        self.why: dict[str, str] = {}
        self.questions: list[str] = []


def find_scales(
    columns: Mapping[str, Sequence[str]],
    titles: Mapping[str, str],
    said: Mapping[str, Said],
    known: KnownProjects,
) -> Scales:
    """Find how the values of each field are written; ``columns`` are its cells, row by row."""
    found = _Found()
    asked = {
        key: _Column(title, key, said[title].how if title in said else "")
        for key, title in titles.items()
    }
    orders = {
        key: _order(columns[key], asked[key], found)
        for key in ("as_of", "est_finish")
        if key in columns
    }
    whole, shift = None, 0
    if "done_pct" in columns:
        whole = _whole(columns, asked["done_pct"], known, found)
    if "invested_wan" in columns:
        shift = _shift(asked["invested_wan"], found)
    return Scales(orders, whole, shift, found.why, found.questions)


def _order(cells: Sequence[str], column: _Column, found: _Found) -> Order | None:
    if column.how:
        asked = next((order for order in ORDERS if order == column.how), None)
        found.questions += [] if asked else [column.refuse(ORDERS)]
        return asked
    fitting = orders_of(cells)
    if len(fitting) > 1:
        value = show(next(cell for cell in cells if orders_of([cell])))
        found.questions.append(say("workbook.plain.order", **column.named, value=value))
        return None
    if not fitting:
        return None  # no day depends on it, or some fit neither: their rows say so
    is_american = fitting[0] == "mdy"
    why = say("workbook.plain.why.mdy") if is_american else say("workbook.plain.why.dmy")
    found.why[column.title] = why
    return fitting[0]


def _whole(
    columns: Mapping[str, Sequence[str]], column: _Column, known: KnownProjects, found: _Found
) -> int | None:
    """What stands for all of it, where bare numbers are none above 1 it may be either."""
    if column.how:
        found.questions += [] if column.how in WHOLES else [column.refuse([*WHOLES])]
        return WHOLES.get(column.how)
    numbers = _bare_numbers(columns["done_pct"])
    small = [number for number in numbers if number < ONE]
    if not numbers or (max(numbers) > ONE and not small):
        return None
    if max(numbers) > ONE:
        least, most = f"{min(small):f}", f"{max(numbers):f}"
        found.questions.append(say("workbook.plain.mixed", **column.named, least=least, most=most))
        return None
    if _is_done_at_one(columns, known):
        found.why[column.title] = say("workbook.plain.why.shares")
        return 1
    shown = max(small, default=ONE)
    value, percent = f"{shown:f}", f"{(shown * 100).normalize():f}"
    found.questions.append(
        say("workbook.plain.share", **column.named, value=value, percent=percent)
    )
    return None


def _bare_numbers(cells: Sequence[str]) -> list[Decimal]:
    """The numbers above 0 that have no sign of percent."""
    bare = [number_of(cell) for cell in cells if not has_percent(cell)]
    return [number for number in bare if number is not None and number > 0]


def _is_done_at_one(columns: Mapping[str, Sequence[str]], known: KnownProjects) -> bool:
    """Tell whether all that is completed by its stage stands at 1, and something is."""
    if "stage" not in columns:
        return False
    pairs = zip(columns["stage"], columns["done_pct"], strict=True)
    ends = [number_of(cell) for stage, cell in pairs if known.stage_of(stage) in known.done]
    return bool(ends) and all(number == ONE for number in ends)


def _shift(column: _Column, found: _Found) -> int:
    stated, how = heading_unit(column.title), column.how
    units = (OWN, *get_args(MoneyUnit))
    if how:
        found.questions += _wrong_unit(column, stated, units)
        return MONEY_UNITS.get(how, 0)
    if stated is None:
        listed = ", ".join(units[1:])
        found.questions.append(say("workbook.plain.unit", **column.named, units=listed))
        return 0
    found.why[column.title] = say("workbook.plain.why.unit", unit=stated)
    return MONEY_UNITS[stated]


def _wrong_unit(column: _Column, stated: str | None, units: Sequence[str]) -> list[str]:
    """What is wrong with the unit that was said."""
    if column.how not in units:
        return [column.refuse(units)]
    if stated is None or stated == column.how:
        return []
    how = column.how
    return [say("workbook.plain.two_units", column=show(column.title), stated=stated, how=how)]
