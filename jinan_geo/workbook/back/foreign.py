"""A sheet that is not our own, read as its profile says.

Titles, merged headings, totals, units, forms of dates.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.cells.scales import (
    MONEY_UNITS,
    OWN,
    OtherCurrencyError,
    heading_unit,
    money_shift,
    own_unit,
)
from jinan_geo.errors import InputError, show, suggest
from jinan_geo.read.rowkinds import total_label
from jinan_geo.read.table import read_grid, table_of
from jinan_geo.words import say
from jinan_geo.workbook.back.cells import day_in_title, written_at
from jinan_geo.workbook.back.lines import Customs, Line, Returned, count_rows, hidden_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from jinan_geo.manifest.delivered import TableSpec
    from jinan_geo.manifest.locale import Locale
    from jinan_geo.manifest.profile import Profile
    from jinan_geo.read.excel import ExcelSheet
    from jinan_geo.read.table import Table

__all__ = ["count_blanks", "read_foreign"]


def read_foreign(  # noqa: PLR0913 - whose sheet it is, and how it is read
    path: Path,
    name: str,
    profile: Profile,
    source: str,
    as_of: dt.date | None = None,
    *,
    locale: Locale,
) -> Returned:
    """Read the sheet; ``as_of`` stands above what the profile says of all rows.

    Raises
    ------
    InputError
        A column is missing, no day or unit of money is stated, or the heading contradicts the
        profile.
    """
    sheet = read_grid(path, name, profile.table.sheet, profile.encoding)
    table = table_of(sheet, name, _spec(sheet, profile))
    heading = [str(title) for title in table.cells]
    _refuse_repeated(table, profile.columns.model_dump(exclude_none=True).values(), name)
    titles = _find_titles(profile, heading, name)
    day = as_of or _stated_day(profile, sheet, table, name)
    if day is None and "as_of" not in titles:
        msg = say("workbook.errors.no_day", name=name)
        raise InputError(msg)
    lines, totals = _read_lines(sheet, table, titles, profile)
    customs = Customs(
        source=f"profile:{source}",
        as_of=day,
        days=profile.days,
        percent_up_to=profile.percent_up_to,
        shift=_shift(profile, titles.get("invested_wan"), name, locale),
        stages=profile.stages,
        districts=profile.districts,
        blank_is_same=profile.blank == "same",
        reported_by=profile.reported_by,
        sample=profile.sample,
    )
    aside, blanks = len(table.aside), count_blanks(sheet, table)
    return Returned(
        profile.layer,
        sheet.name,
        customs,
        lines,
        titles,
        totals,
        remarks=aside,
        blanks=blanks,
        hidden=hidden_in(sheet),
    )


def _read_lines(
    sheet: ExcelSheet, table: Table, titles: dict[str, str], profile: Profile
) -> tuple[list[Line], list[Line]]:
    """The rows of projects, blank cells filled where the profile says so, and those of totals."""
    heading = [str(title) for title in table.cells]
    at = {key: table.columns[heading.index(title)] for key, title in titles.items()}
    down = {*profile.table.fill, *table.filled}
    filled = {key: title for key, title in titles.items() if title in down}
    columns = {key: list(table.cells[title]) for key, title in filled.items()}
    errors = dict(sheet.errors)
    lines = []
    for position, row in enumerate(table.lines):
        texts = {key: str(cells[position]) for key, cells in columns.items()}
        lines.append(_line(sheet, row, at, errors, texts))
    totals = [
        replace(_line(sheet, row, at, errors, {}), label=total_label(sheet.rows[row - 1]))
        for row in table.totals
    ]
    return lines, totals


def count_blanks(sheet: ExcelSheet, table: Table) -> int:
    """Count the rows between the first of the table and the sheet's last that hold nothing."""
    taken = [*table.lines, *table.totals, *table.aside]
    first = min(taken, default=0)
    return max(0, count_rows(sheet) - first + 1 - len(taken))


def _spec(sheet: ExcelSheet, profile: Profile) -> TableSpec:
    """Where the table begins: as the profile says, or at the first row with the key's heading.

    A cell merged down several rows stands for each of them.
    """
    spec = profile.table.model_copy(update={"unmerge": True})
    if spec.skip_rows is not None:
        return spec
    key = "".join((profile.columns.id or profile.columns.name or "").split("/")[0].split())
    for at, row in enumerate(sheet.rows):
        if key in {"".join(cell.split()) for cell in row}:
            return spec.model_copy(update={"skip_rows": at})
    return spec


def _refuse_repeated(table: Table, titles: Collection[str], name: str) -> None:
    """Of two columns with the heading that a profile names, either may be meant."""
    twice = {note.value for note in table.notes if note.type == "repeated-heading"}
    for title in titles:
        if title in twice:
            msg = say("workbook.errors.profile_headings", name=name, title=show(title))
            raise InputError(msg)


def _find_titles(profile: Profile, heading: Sequence[str], name: str) -> dict[str, str]:
    """The sheet's own heading of each column that the profile maps, spaces apart."""
    known = {"".join(title.split()): title for title in heading}
    titles = {}
    missing = []
    for key, wanted in profile.columns.model_dump(exclude_none=True).items():
        title = known.get("".join(wanted.split()))
        if title is None:
            missing.append(f"{key} = {show(wanted)}{suggest(wanted, list(heading))}")
        else:
            titles[key] = title
    if missing:
        faults = [
            say("workbook.errors.no_profile_column", name=name, column=one) for one in missing
        ]
        raise InputError("\n".join(faults))
    return titles


def _stated_day(profile: Profile, sheet: ExcelSheet, table: Table, name: str) -> dt.date | None:
    if profile.as_of is None or not isinstance(profile.as_of, str):
        return profile.as_of
    first = min([*table.lines, *table.totals, *table.aside], default=1)
    texts = [sheet.name, *(cell for row in sheet.rows[: first - 1] for cell in row if cell)]
    day = day_in_title(texts)
    if day is None:
        msg = say("workbook.errors.title_days", name=name)
        raise InputError(msg)
    return day


def _shift(profile: Profile, title: str | None, name: str, locale: Locale) -> int:
    """How far the unit of money stands above that of the ledger.

    Its heading says so, or the profile; both agree.
    """
    if title is None:
        return 0
    stated = heading_unit(title)
    unit = profile.unit or stated
    if unit is None:
        own = own_unit(locale)
        example = own if own in MONEY_UNITS else OWN
        msg = say("workbook.errors.no_unit", name=name, title=show(title), example=example)
        raise InputError(msg)
    if stated is not None and stated != unit:
        msg = say("workbook.errors.units", name=name, title=show(title), stated=stated, unit=unit)
        raise InputError(msg)
    try:
        return money_shift(unit, locale, title)
    except OtherCurrencyError as error:
        raise InputError(say("workbook.errors.other_currency", name=name, why=error)) from None


def _line(
    sheet: ExcelSheet, row: int, at: dict[str, int], errors: dict[str, str], texts: dict[str, str]
) -> Line:
    cells = {
        key: written_at(sheet, row - 1, column, errors, texts.get(key))
        for key, column in at.items()
    }
    return Line(row, cells)
