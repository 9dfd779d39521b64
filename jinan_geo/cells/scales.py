"""Which scale a column of percentages or money is written in.

Where it cannot be told, the file is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NoReturn

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinan_geo.manifest.models import LayerManifest

__all__ = ["MONEY_UNITS", "STANDARD", "SourceColumn", "heading_unit", "to_standard"]

MONEY_UNITS = {
    "元": 4,
    "千元": 1,
    "万元": 0,
    "百万元": -2,
    "亿元": -4,
}  # places to shift the point by, to 万元
STANDARD = "万元"
IN_HEADING = re.compile(r"[（(\[【/_]\s*(?:单位[：:])?\s*([^（(）)\[\]【】/_]+?)\s*[）)\]】]?$")
IN_CELL = re.compile(r"[-+]?[\d.,，\s]+(千|百万|万|亿)?元?")
SHOWN = 6


class SourceColumn:
    """One column of a table: attribute, type, title, the file's name, the line of each cell."""

    def __init__(
        self, attribute: str, kind: str, title: str, file: str, lines: Sequence[int]
    ) -> None:
        self.attribute, self.kind, self.title, self.file, self.lines = (
            attribute,
            kind,
            title,
            file,
            lines,
        )

    def refuse(self, what: str, do: str) -> NoReturn:
        """Say why the column cannot be used, and what to do."""
        msg = say("cells.errors.scale", file=self.file, title=show(self.title), what=what, do=do)
        raise InputError(msg)


def to_standard(
    column: SourceColumn, cells: Iterable[Any], manifest: LayerManifest
) -> tuple[list[Any], list[Issue]]:
    """Bring percentages to 0 to 100 and money to 万元, as the manifest declares.

    Other columns stay as they are.

    Raises
    ------
    InputError
        A column mixes scales or units, or its heading states another unit than the manifest.
    """
    values = list(cells)
    if column.kind == "percent":
        return _percentages(column, values, manifest)
    return _amounts(column, values, manifest) if column.kind == "money" else (values, [])


def _percentages(
    column: SourceColumn, values: list[Any], manifest: LayerManifest
) -> tuple[list[Any], list[Issue]]:
    numbers = [_number(value) for value in values]
    numbered = zip(column.lines, numbers, strict=True)
    parts = [line for line, number in numbered if number and 0 < number < 1]
    if parts and manifest.percent_up_to is None:
        _refuse_parts(column, parts)
    if manifest.percent_up_to != 1:
        return values, []
    scaled = list(values)
    for at, number in enumerate(numbers):
        if number is not None:
            scaled[at] = number * 100
    return scaled, [_converted(column, "0 – 1", "0 – 100")]


def _refuse_parts(column: SourceColumn, lines: Sequence[int]) -> NoReturn:
    more = " …" if len(lines) > SHOWN else ""
    rows = ", ".join(map(str, lines[:SHOWN])) + more
    column.refuse(say("cells.errors.parts", rows=rows), say("cells.errors.parts_do"))


def _amounts(
    column: SourceColumn, values: list[Any], manifest: LayerManifest
) -> tuple[list[Any], list[Issue]]:
    declared = manifest.units.get(column.attribute)
    heading = heading_unit(column.title)
    unit = declared or STANDARD
    if heading is not None and heading != unit:
        line = f'units = {{ {column.attribute} = "{heading}" }}'
        what = say("cells.errors.two_units", heading=heading, unit=unit)
        column.refuse(what, say("cells.errors.two_units_do", line=line))
    _refuse_mixed(column, values)
    shift = MONEY_UNITS[unit]
    if not shift:
        return values, []
    numbers = [_number(value) for value in values]
    scaled = [
        value if number is None else number.scaleb(-shift)
        for value, number in zip(values, numbers, strict=True)
    ]
    return scaled, [_converted(column, unit, STANDARD)]


def heading_unit(title: str) -> str | None:
    """Give the unit of money that ends a heading, as in ``投资（亿元）`` or ``投资（亿）``."""
    match = IN_HEADING.search(title)
    unit = match[1].removesuffix("元") + "元" if match else None
    return unit if unit in MONEY_UNITS else None


def _refuse_mixed(column: SourceColumn, values: Sequence[Any]) -> None:
    found: dict[str, int] = {}
    for line, value in zip(column.lines, values, strict=True):
        match = IN_CELL.fullmatch(value.strip()) if isinstance(value, str) else None
        if match and value.strip()[-1:] in {"元", "万", "亿", "千"}:
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
