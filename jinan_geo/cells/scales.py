"""Which scale a column of percentages or money is written in.

Where it cannot be told, the file is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from jinan_geo.cells.inputs import plain_number
from jinan_geo.cells.misfit import NUMBERS
from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.kept.coded import code_of
from jinan_geo.manifest.locale import SCALES
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from jinan_geo.manifest.locale import Locale
    from jinan_geo.manifest.models import LayerManifest

__all__ = [
    "MONEY_UNITS",
    "OWN",
    "OtherCurrencyError",
    "SourceColumn",
    "find_unit_beside",
    "heading_unit",
    "money_shift",
    "own_unit",
    "say_other",
    "to_standard",
    "units_of",
]

MONEY_UNITS = {
    "元": 0,
    "千元": 3,
    "万元": 4,
    "百万元": 6,
    "亿元": 8,
}  # places to shift the point by, to yuan
OWN = "own"  # money as the workspace keeps it, whatever its currency
IN_HEADING = re.compile(r"[（(\[【/_\s]\s*(?:单位[：:])?\s*([^（(）)\[\]【】/_]+?)\s*[）)\]】]?$")
BESIDE = re.compile(r"单位[:：]")
LISTED = re.compile(r"[、，,;；和及()（）\s]+")
IN_CELL = re.compile(r"[-+]?[\d.,，\s]+(千|百万|万|亿)?元?")
UNIT_ENDS = {"元", "万", "亿", "千"}
FULL_PERCENT = 100
SHOWN = 6


class OtherCurrencyError(InputError):
    """A unit of yuan in a workspace that keeps another currency: no rate is known."""


def money_shift(unit: str, locale: Locale, column: str) -> int:
    """Give the places to shift the point by from the workspace's unit of money to another.

    Raises
    ------
    OtherCurrencyError
        The workspace keeps another currency; names the column and the unit.
    """
    if unit == OWN:
        return 0
    if unit in SCALES:
        return locale.unit.adjusted() - Decimal(SCALES[unit]).adjusted()
    if not locale.is_yuan:
        what = say_other(unit, locale)
        raise OtherCurrencyError(say("cells.errors.other_currency", title=show(column), what=what))
    return locale.unit.adjusted() - MONEY_UNITS[unit]


def units_of(locale: Locale) -> list[str]:
    """Give what may be said of a column of money: as the workspace keeps it, or in another unit."""
    return [*MONEY_UNITS, OWN] if locale.is_yuan else [OWN, *SCALES]


def say_other(unit: str, locale: Locale) -> str:
    """Say that a unit is of another currency than the workspace's."""
    return say("cells.errors.other_unit", unit=unit, own=own_unit(locale))


def own_unit(locale: Locale) -> str:
    """Give what a heading calls the unit that the workspace keeps money in."""
    names = {places: unit for unit, places in MONEY_UNITS.items()}
    named = names.get(locale.unit.adjusted()) if locale.is_yuan else None
    return named or locale.money_words["zh" if locale.is_yuan else "en"]


class SourceColumn:
    """One column of a table: attribute, type, title, the file's name, the line of each cell.

    At the lines of ``points`` a dot is a point, whatever the workspace's inputs part thousands by;
    with None at all of them.
    """

    def __init__(  # noqa: PLR0913 - where a column stands
        self,
        attribute: str,
        kind: str,
        title: str,
        file: str,
        lines: Sequence[int],
        points: Collection[int] | None = (),
    ) -> None:
        self.points = points
        self.attribute, self.kind, self.title, self.file, self.lines = (
            attribute,
            kind,
            title,
            file,
            lines,
        )

    def without_cells(self) -> SourceColumn:
        """Give the same column of a file that has none of its cells."""
        return SourceColumn(self.attribute, self.kind, self.title, self.file, (), self.points)

    def refuse(self, what: str, do: str) -> NoReturn:
        """Say why the column cannot be used, and what to do."""
        msg = say("cells.errors.scale", file=self.file, title=show(self.title), what=what, do=do)
        raise InputError(msg)


SCALED = {"percent", "money"}  # what a manifest may state the scale of


def to_standard(
    column: SourceColumn,
    cells: Iterable[Any],
    manifest: LayerManifest,
    locale: Locale,
) -> tuple[Iterable[Any], list[Issue]]:
    """Bring percentages to 0 to 100 and money to the workspace's unit, as the manifest declares.

    Of percentages that may be shares of 1 or of 100 none is known, and an issue asks. Numbers that
    are texts are read with the sign before decimals that ``locale`` declares. Other
    columns stay as they are.

    Raises
    ------
    InputError
        A column mixes units, its heading states another unit than the manifest, or one
        of another currency.
    """
    coded = code_of(cells) if isinstance(cells, pd.Series) else None
    if coded is not None and _stays(column, coded.texts.tolist(), manifest, locale):
        return cells, []
    values = list(cells)
    if column.kind in NUMBERS and locale.decimal:
        values = _with_points(column, values, locale.decimal)
    if column.kind == "percent":
        return _percentages(column, values, manifest)
    return _amounts(column, values, manifest, locale) if column.kind == "money" else (values, [])


def _stays(
    column: SourceColumn, texts: Sequence[str], manifest: LayerManifest, locale: Locale
) -> bool:
    """Tell whether nothing is to be said or done of a column that has these texts."""
    if column.kind in NUMBERS and locale.decimal:
        return False
    if column.kind == "percent":
        stated = manifest.percent_up_to
        return stated == FULL_PERCENT or (stated is None and not any(map(_is_part, texts)))
    if column.kind != "money":
        return True
    declared, heading = manifest.units.get(column.attribute), heading_unit(column.title)
    named = any(text.strip()[-1:] in UNIT_ENDS for text in texts)
    return not (declared or heading or named)


def _is_part(value: object) -> bool:
    number = _number(value)
    return number is not None and 0 < number < 1


def _with_points(column: SourceColumn, values: Sequence[Any], decimal: str) -> list[Any]:
    points = column.points
    return [
        plain_number(value, decimal, is_point=points is None or line in points)
        if isinstance(value, str)
        else value
        for value, line in zip(values, column.lines, strict=True)
    ]


def _percentages(
    column: SourceColumn, values: list[Any], manifest: LayerManifest
) -> tuple[list[Any], list[Issue]]:
    numbers = [_number(value) for value in values]
    numbered = zip(column.lines, numbers, strict=True)
    parts = [line for line, number in numbered if number and 0 < number < 1]
    if parts and manifest.percent_up_to is None:
        return [None] * len(values), [_ask_scale(column, parts)]
    if manifest.percent_up_to != 1:
        return values, []
    scaled = list(values)
    for at, number in enumerate(numbers):
        if number is not None:
            scaled[at] = number * 100
    return scaled, [_converted(column, "0 – 1", "0 – 100")]


def _ask_scale(column: SourceColumn, lines: Sequence[int]) -> Issue:
    """Ask what stands for all; until it is said nothing of the column is known."""
    more = " …" if len(lines) > SHOWN else ""
    rows = ", ".join(map(str, lines[:SHOWN])) + more
    return Issue(
        "percent-unsaid",
        "",
        column.file,
        field=column.title,
        value=column.title,
        details={"rows": rows},
    )


def _amounts(
    column: SourceColumn, values: list[Any], manifest: LayerManifest, locale: Locale
) -> tuple[list[Any], list[Issue]]:
    declared = manifest.units.get(column.attribute)
    heading = heading_unit(column.title)
    unit = declared or own_unit(locale)
    shift = _shift(column, declared or heading, locale)
    if heading is not None and heading != unit:
        line = f'units = {{ {column.attribute} = "{heading}" }}'
        what = say("cells.errors.two_units", heading=heading, unit=unit)
        column.refuse(what, say("cells.errors.two_units_do", line=line))
    _refuse_mixed(column, values)
    if not shift:
        return values, []
    numbers = [_number(value) for value in values]
    scaled = [
        value if number is None else number.scaleb(-shift)
        for value, number in zip(values, numbers, strict=True)
    ]
    return scaled, [_converted(column, unit, own_unit(locale))]


def _shift(column: SourceColumn, unit: str | None, locale: Locale) -> int:
    try:
        return money_shift(unit or OWN, locale, column.title)
    except OtherCurrencyError:
        column.refuse(say_other(str(unit), locale), say("cells.errors.other_currency_do"))


def heading_unit(title: str) -> str | None:
    """Give the unit of money that ends a heading, as in ``投资（亿元）`` or ``投资（亿）``.

    Of one of several rows, joined by ``/``, the lowest part that has one says it.
    """
    parts = title.split("/")
    for end in range(len(parts), 0, -1):
        match = IN_HEADING.search("/".join(parts[:end]))
        unit = match[1].removesuffix("元") + "元" if match else None
        if unit in MONEY_UNITS:
            return unit
    return None


def find_unit_beside(lines: Iterable[str]) -> str | None:
    """Give the one unit of money that lines beside a table name, as in 单位：万元、公顷."""
    told = [words for line in lines for words in BESIDE.split(line)[1:]]
    named = chain.from_iterable(map(LISTED.split, told))
    found = {*named} & MONEY_UNITS.keys()
    return found.pop() if len(found) == 1 else None


def _refuse_mixed(column: SourceColumn, values: Sequence[Any]) -> None:
    found: dict[str, int] = {}
    for line, value in zip(column.lines, values, strict=True):
        match = IN_CELL.fullmatch(value.strip()) if isinstance(value, str) else None
        if match and value.strip()[-1:] in UNIT_ENDS:
            found.setdefault(f"{match[1] or ''}元", line)
    if len(found) > 1:
        rows = ", ".join(
            say("cells.errors.unit_in_row", unit=unit, line=line) for unit, line in found.items()
        )
        what = say("cells.errors.several_units", rows=rows)
        column.refuse(what, say("cells.errors.several_units_do"))


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _converted(column: SourceColumn, unit: str, standard: str) -> Issue:
    return Issue(
        "converted-unit",
        "",
        column.file,
        field=column.title,
        value=unit,
        details={"standard": standard},
    )
