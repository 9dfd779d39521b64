"""Which column of a plain table is what: by its heading, by what stands in it, or as was said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import filterfalse
from typing import TYPE_CHECKING, Any

from jinan_geo.cells.degrees import is_unknown
from jinan_geo.cells.inputs import ORDERS
from jinan_geo.errors import UsageError, show, suggest
from jinan_geo.words import say
from jinan_geo.workbook.plain.days import as_day
from jinan_geo.workbook.plain.headings import FIELDS, field_called, fold_heading, meanings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

    from jinan_geo.workbook.plain.known import KnownProjects

__all__ = [
    "LEFT_OUT",
    "ChosenColumns",
    "Said",
    "choose_columns",
    "has_percent",
    "number_of",
    "read_said",
]

LEFT_OUT = "-"
ENOUGH = 0.5  # of the filled cells of a column are what its heading may mean
POINT, COMMA = ".", ","
SIGNS = re.compile(r"^\s*(?:US\$|[$£€¥])\s*|\s*(?:%|percent|pct)\s*$", re.IGNORECASE)
CONTINENTAL = re.compile(r"[-+]?(?:\d{1,3}(?:[.\s'\u2019]\d{3})+|\d+)(?:,\d+)?")
SURE_COMMA = re.compile(
    r"[-+]?(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,(?:\d\d?|\d{5,})|\d{1,3}(?:\.\d{3}){2,})"
)
SURE_POINT = re.compile(
    r"[-+]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d*\.(?:\d\d?|\d{4,})|\d{1,3}(?:,\d{3}){2,}|0\.\d+)"
)
OPEN = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}|[-+]?\d+,\d{4}")  # 1,2000 may be 12000
GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True)
class Said:
    """What a person said of a column: its field, None where it is left out, and how it is read.

    ``how`` are an order of day and month, a unit of money, what stands for all of it, the sign
    before decimals.
    """

    field: str | None
    how: Sequence[str] = ()


@dataclass(frozen=True)
class ChosenColumns:
    """The heading of each field, what is told of each column, and what must be asked."""

    titles: Mapping[str, str]
    why: Mapping[str, str] = field(default_factory=dict)
    questions: Sequence[str] = ()


def read_said(options: Sequence[str], headings: Sequence[str]) -> dict[str, Said]:
    """Read ``HEADING=FIELD`` and ``HEADING=FIELD:HOW``; the headings are as in the table.

    Raises
    ------
    UsageError
        There is no such column or field, or a column was said to be two.
    """
    said: dict[str, Said] = {}
    for option in options:
        title, _, what = option.rpartition("=")
        alike = [one for one in headings if fold_heading(one) == fold_heading(title)]
        known = title if title in headings else alike[0] if len(alike) == 1 else None
        if known is None or not title:
            hint = suggest(title or what, [*headings])
            raise UsageError(say("workbook.plain.no_column", column=show(title or what), hint=hint))
        said[known] = _join(known, said.get(known), _read_field(what))
    return said


def _join(title: str, before: Said | None, more: Said) -> Said:
    """Put together what two options say of one column."""
    if before is None:
        return more
    if before.field != more.field:
        told = {"first": before.field or LEFT_OUT, "second": more.field or LEFT_OUT}
        raise UsageError(say("workbook.plain.said_twice", column=show(title), **told))
    return Said(more.field, [*more.how, *before.how])


def _read_field(what: str) -> Said:
    word, *how = what.split(":")
    key = field_called(word.strip())
    if key is None and word.strip() != LEFT_OUT:
        fields = ", ".join(FIELDS)
        raise UsageError(say("workbook.plain.no_field", field=show(word), fields=fields))
    return Said(key, [*map(str.strip, how)])


def choose_columns(
    cells: pd.DataFrame, known: KnownProjects, said: Mapping[str, Said], passed: Sequence[str] = ()
) -> ChosenColumns:
    """Choose the column of each field; ``passed`` are headings that are none of a single field.

    What was said of these is not about a field of the whole table. What two columns may be, and no
    evidence decides, is a question.
    """
    texts = _filled(cells, {*said, *passed})
    stated = _stated(said, passed)
    found = {key: titles[0] for key, titles in stated.items()}
    why = {title: say("workbook.plain.why.said") for title in said}
    questions = [_refuse_both(key, titles) for key, titles in stated.items() if len(titles) > 1]
    for key in FIELDS:
        fitting = [] if key in found else _candidates(key, texts, known, [*found.values()])
        alike = _alike(fitting, cells)
        if len(alike) > 1:
            questions.append(_ask_which(key, alike))
        elif alike:
            found[key] = alike[0]
    chosen = _settle_keys(found, texts, known, why)
    return ChosenColumns(chosen, why, questions)


def _stated(said: Mapping[str, Said], passed: Sequence[str]) -> dict[str, list[str]]:
    """The columns that were said to be of each field."""
    stated: dict[str, list[str]] = {}
    for title, one in said.items():
        if one.field and title not in passed:
            stated.setdefault(one.field, []).append(title)
    return stated


def _refuse_both(key: str, titles: Sequence[str]) -> str:
    named = say("workbook.plain.or").join(map(show, titles))
    return say("workbook.plain.both", columns=named, field=key)


def _filled(cells: pd.DataFrame, closed: set[str]) -> dict[str, list[str]]:
    """The cells that say something, of each column of which nothing is known yet."""
    titles = [title for title in map(str, cells.columns) if title not in closed]
    return {title: list(filterfalse(is_unknown, cells[title])) for title in titles}


def _candidates(
    key: str, texts: Mapping[str, list[str]], known: KnownProjects, taken: Sequence[str]
) -> list[str]:
    free = {title: column for title, column in texts.items() if title not in taken}
    fitting = _fitting(key, free, known)
    if key not in {"id", "name"}:
        return fitting
    counts = _count_known(key, free, known)
    if fitting:
        return [title for title in fitting if counts[title]] or fitting
    return [title for title, column in free.items() if counts[title] > ENOUGH * len(column)]


def _count_known(key: str, texts: Mapping[str, list[str]], known: KnownProjects) -> dict[str, int]:
    """How many cells of each column are ids, or names, of the layer."""
    find = known.find_id if key == "id" else known.find_name
    return {title: sum(map(bool, map(find, column))) for title, column in texts.items()}


def _fitting(key: str, texts: Mapping[str, list[str]], known: KnownProjects) -> list[str]:
    """Give the columns that may be of a field: those that surely are so before all others."""
    tiers: dict[bool, list[str]] = {True: [], False: []}
    for title, column in texts.items():
        for meaning in meanings_of(title):
            if meaning.field == key and _bears_out(key, column, known, sure=meaning.is_sure):
                tiers[meaning.is_sure].append(title)
    return tiers[True] or tiers[False]


def _bears_out(key: str, column: Sequence[str], known: KnownProjects, *, sure: bool) -> bool:
    """Tell whether what stands in a column may be of a field; words may be anything."""
    if not column:
        return sure and key not in {"id", "name"}
    tests: dict[str, Callable[[str], Any]] = {
        "as_of": is_day,
        "est_finish": is_day,
        "done_pct": _is_number,
        "invested_wan": _is_number,
    }
    if not sure:
        tests |= {"stage": known.stage_of, "id": known.find_id, "name": known.find_name}
    test = tests.get(key)
    return test is None or sum(map(bool, map(test, column))) >= ENOUGH * len(column)


def _is_number(text: str) -> bool:
    return any(number_of(text, decimal) is not None for decimal in (POINT, COMMA))


def is_day(text: str) -> bool:
    """Tell whether a text is a day, a month, a quarter or a year, in whichever order."""
    return any(as_day(text, order) for order in ORDERS)


def number_of(text: str, decimal: str = POINT) -> Decimal | None:
    """Give a number without its sign of money or percent and without signs between thousands."""
    bare = SIGNS.sub("", unicodedata.normalize("NFKC", text).strip()).strip()
    if decimal == COMMA:
        if not CONTINENTAL.fullmatch(bare):
            return None
        bare = re.sub(r"[.\s'\u2019]", "", bare).replace(",", ".")
    try:
        found = Decimal(bare.replace(",", "") if GROUPED.fullmatch(bare) else bare)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def decimal_of(texts: Sequence[str], declared: str | None = None) -> str | None:
    """Give the sign before decimals that a column's numbers have; None where it cannot be told.

    That is where one has a dot before three digits and none tells more: 12.500 may be more than
    twelve thousand, unless it is ``declared`` what holds where nothing tells.
    Numbers that a workbook has as such are no ``texts``: their sign is a point.
    """
    bare = [SIGNS.sub("", unicodedata.normalize("NFKC", text).strip()).strip() for text in texts]
    has_comma = any(map(SURE_COMMA.fullmatch, bare))
    has_point = any(map(SURE_POINT.fullmatch, bare))
    if has_comma != has_point:
        return COMMA if has_comma else POINT
    if declared:
        return declared
    is_open = not has_point and any(map(OPEN.fullmatch, bare))
    return None if is_open else POINT


def has_percent(text: str) -> bool:
    """Tell whether a number says that it is a percentage."""
    return text.rstrip().casefold().endswith(("%", "\uff05", "percent", "pct"))


def _alike(fitting: Sequence[str], cells: pd.DataFrame) -> list[str]:
    """Leave out what only repeats an earlier column."""
    kept: list[str] = []
    for title in fitting:
        if not any(cells[title].equals(cells[one]) for one in kept):
            kept.append(title)
    return kept


def _ask_which(key: str, titles: Sequence[str]) -> str:
    named = say("workbook.plain.or").join(map(show, titles))
    return say("workbook.plain.which", columns=named, field=key, first=titles[0])


def _settle_keys(
    found: Mapping[str, str],
    texts: Mapping[str, list[str]],
    known: KnownProjects,
    why: dict[str, str],
) -> dict[str, str]:
    """Take names for the key where the column of ids holds names, or no id of the layer."""
    chosen = dict(found)
    ids = texts.get(chosen.get("id", ""))  # of what was said there are none
    if not ids:
        return chosen
    title = chosen["id"]
    if any(map(known.find_id, ids)):
        count = sum(known.find_id(cell) is not None for cell in ids)
        why[title] = say("workbook.plain.why.ids", count=count, all=len(ids))
        return chosen
    if any(map(known.find_name, ids)):
        chosen["name"] = chosen.pop("id")
        why[title] = say("workbook.plain.why.names_for_ids")
    elif any(map(known.find_name, texts.get(chosen.get("name", ""), ()))):
        del chosen["id"]
        why[title] = say("workbook.plain.why.other_ids")
    return chosen
