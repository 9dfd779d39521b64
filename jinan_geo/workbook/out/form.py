"""The form of a progress workbook.

Its columns, and the hidden sheet by which a returned one is recognised.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.manifest.attributes import LEDGER_COLUMNS
from jinan_geo.words import each_language, say, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BASE",
    "FILLED",
    "FIRST_DAY",
    "LAST_DAY",
    "META_SHEET",
    "TEMPLATE_VERSION",
    "Box",
    "as_base",
    "boxes_of",
    "fingerprint",
    "own_sheets",
    "slip_sheets",
]

TEMPLATE_VERSION = "1"
META_SHEET = "_jinan_geo"
SHARE = "share"
# The days that a cell may hold.
FIRST_DAY = dt.date(2000, 1, 1)
LAST_DAY = dt.date(2100, 12, 31)


@dataclass(frozen=True)
class Box:
    """A column of the form: ``key`` is a ledger column where it is filled in.

    ``given`` ones are locked.
    """

    key: str
    title: str
    kind: str
    width: float
    given: bool = True


def _pair(key: str, title: str, width: float) -> tuple[Box, Box]:
    """What was reported last, locked, and beside it the cell to fill."""
    kind = LEDGER_COLUMNS[key]
    return Box(f"last_{key}", say("workbook.form.last", title=title), kind, width), Box(
        key, say("workbook.form.now", title=title), kind, width, given=False
    )


def _boxes() -> tuple[Box, ...]:
    """All columns, in the language of files."""
    titles = words_of("workbook.form.columns")
    return (
        Box("id", titles["id"], "text", 19),
        Box("name", titles["name"], "text", 24),
        Box(SHARE, titles["share"], "percent", 8),
        Box("due", titles["due"], "text", 13),
        *_pair("as_of", titles["as_of"], 11),
        *_pair("stage", titles["stage"], 8),
        *_pair("done_pct", titles["done_pct"], 9),
        *_pair("invested_wan", titles["invested_wan"], 12),
        *_pair("est_finish", titles["est_finish"], 11),
        Box("remark", titles["remark"], "text", 22, given=False),
        Box("reported_by", titles["reported_by"], "text", 16, given=False),
    )


FILLED = ("as_of", "stage", "done_pct", "invested_wan", "est_finish", "remark", "reported_by")
# What the hidden sheet has of each project's record in force, beside its day.
BASE = ("stage", "done_pct", "invested_wan", "est_finish", "remark")


def boxes_of(*, shared: bool) -> list[Box]:
    """Give the columns of a sheet.

    The share stands only where a project lies in several districts.
    """
    return [box for box in _boxes() if shared or box.key != SHARE]


def slip_sheets() -> set[str]:
    """What the sheet before a return sheet's own is called, in whichever language it was made."""
    return {*each_language(lambda lang: say("workbook.slip.sheet", lang))}


def own_sheets() -> set[str]:
    """What the sheets beside the forms are called, in whichever language they were made."""
    keys = ("workbook.guide.sheet", "workbook.todo.sheet")
    others = {name for key in keys for name in each_language(partial(say, key))}
    return slip_sheets() | others


def fingerprint(cells: Iterable[str]) -> str:
    """Hash cells as they read, so that a returned row tells if it was edited, wherever it is."""
    return hashlib.sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def as_base(value: Any) -> str:  # noqa: ANN401 - a cell of a record
    """Write a value as the hidden sheet has it: the same text for the same value."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, (float, int, Decimal)):
        return f"{Decimal(str(value)).normalize():f}"
    return str(value).strip()
