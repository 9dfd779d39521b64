"""A form on its way out: a recorded quarter as it is, or the next one to be filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from jinan_geo.errors import UsageError, show
from jinan_geo.ledger.tasks import latest_tasks
from jinan_geo.words import say
from jinan_geo.workbook.quarter.store import rebuild
from jinan_geo.workbook.quarter.write import blank_for_next, draw_form_book, draw_form_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.workbook.quarter.model import Form
    from jinan_geo.workbook.quarter.store import Row

__all__ = ["Outgoing", "write_quarter"]

DRAW = {".xlsx": draw_form_book, ".docx": draw_form_document}
LAST = 4


@dataclass(frozen=True)
class Outgoing:
    """The bytes of a form, and what they are of."""

    data: bytes
    quarter: str
    tasks: int
    is_recorded: bool


def write_quarter(
    rows: Sequence[Row],
    quarter: str | None,
    office: str | None,
    suffix: str,
    layout: str | None = None,
) -> Outgoing:
    """Draw the form of an office; without a quarter the one after the last that is recorded.

    Raises
    ------
    UsageError
        Nothing is recorded, several forms are and none is named, or the ending is another.
    """
    if suffix not in DRAW:
        msg = say("workbook.errors.form_ending", suffix=show(suffix))
        raise UsageError(msg)
    named, form = _office(rows, office, layout)
    now = latest_tasks(rows, named, form, at=quarter) if quarter else []
    before = now or latest_tasks(rows, named, form, before=quarter or "9")
    if not before:
        msg = say("workbook.errors.form_earlier", quarter=quarter)
        raise UsageError(msg)
    which = quarter or _after(before[0]["quarter"])
    tasks = rebuild(before)
    title = before[0]["title"] if now else _title(named, which)
    data = DRAW[suffix](cast("Form", form), title, tasks if now else blank_for_next(tasks))
    return Outgoing(data, which, len(tasks), bool(now))


def _office(rows: Sequence[Row], office: str | None, layout: str | None) -> tuple[str, str]:
    known = sorted({(row["office"], row["form"]) for row in rows})
    found = [
        pair for pair in known if pair[0] == (office or pair[0]) and pair[1] == (layout or pair[1])
    ]
    if len(found) == 1:
        return found[0]
    listed = "; ".join(f"--office {show(name)} --layout {form}" for name, form in known)
    if not known:
        msg = say("workbook.errors.form_nothing")
        raise UsageError(msg)
    msg = say("workbook.errors.form_offices", listed=listed)
    raise UsageError(msg)


def _after(quarter: str) -> str:
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year + 1}Q1" if number == LAST else f"{year}Q{number + 1}"


def _title(office: str, quarter: str) -> str:
    """Give a title that says its quarter in the words of the form."""
    numeral = "一二三四"[int(quarter[-1]) - 1]
    dated = say("workbook.quarter.dated", "zh", year=quarter[:4], numeral=numeral)
    return f"{dated}{office}"
