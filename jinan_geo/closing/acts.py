"""Editions opened, closed and reopened: what may follow what, and what is written down of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.errors import UsageError
from jinan_geo.ledger import open_ledger, read_ledger
from jinan_geo.ledger.editions import Act, LedgerMark, add_acts, read_calendar
from jinan_geo.words import say
from jinan_geo.workbook.out.contents import period_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.ledger.editions import Calendar
    from jinan_geo.manifest.workspace import Workspace

__all__ = ["close_edition", "mark_ledgers", "next_edition", "open_edition", "reopen_edition"]


def open_edition(  # noqa: PLR0913 - what is written down of it
    workspace: Workspace,
    shown: Sequence[dt.date],
    day: dt.date | None,
    *,
    due: dt.date | None = None,
    by: str | None = None,
    note: str | None = None,
    recorded_at: str | None = None,
) -> Calendar:
    """Open the edition of a day, by default the next one by the workspace's rule.

    The first ever closes the dates ``shown`` so far that are earlier.

    Raises
    ------
    UsageError
        Another is open, the day is not after the last closed one, or no rule tells the next.
    """
    calendar = read_calendar(workspace.root)
    if calendar.open is not None:
        raise UsageError(say("closing.errors.is_open", day=calendar.open))
    known = calendar.closed or [*shown]
    day = day or next_edition(workspace, known)
    _refuse_day(day, due, calendar)
    acts = []
    if not calendar.is_declared:
        acts = [Act("earlier", one) for one in shown if one < day]
        acts[-1:] = [replace(one, ledgers=mark_ledgers(workspace)) for one in acts[-1:]]
    due = due or _due_of(workspace, day)
    acts.append(Act("open", day, due, by, recorded_at, note))
    return add_acts(workspace.root, calendar, acts)


def _refuse_day(day: dt.date, due: dt.date | None, calendar: Calendar) -> None:
    last = calendar.last_closed
    if day in calendar.closed:
        raise UsageError(say("closing.errors.is_closed", day=day))
    if last is not None and day < last:
        raise UsageError(say("closing.errors.before_last", day=day, last=last))
    if due is not None and due < day:
        raise UsageError(say("closing.errors.due_before", due=due, day=day))


def next_edition(workspace: Workspace, known: Sequence[dt.date]) -> dt.date:
    """Give the edition that follows those known, by the rule of the workspace.

    Raises
    ------
    UsageError
        There is no rule, or nothing to begin with.
    """
    rule = workspace.manifest.editions
    if rule is None:
        raise UsageError(say("closing.errors.no_date"))
    if not known:
        raise UsageError(say("closing.errors.no_records"))
    return period_end(max(known), rule.every, after=True)


def _due_of(workspace: Workspace, day: dt.date) -> dt.date | None:
    rule = workspace.manifest.editions
    if rule is None or rule.due_days is None:
        return None
    return day + dt.timedelta(days=rule.due_days)


def close_edition(
    workspace: Workspace, *, by: str | None, note: str | None, recorded_at: str | None
) -> tuple[Calendar, dt.date]:
    """Close the open edition; what is recorded for it from here on is a correction.

    One that closed and is not put away yet is given again.

    Raises
    ------
    UsageError
        None is open.
    """
    calendar = read_calendar(workspace.root)
    day = calendar.open
    last = calendar.last_closed
    if day is None and last and calendar.states[last] == "close" and not calendar.is_archived(last):
        return calendar, last  # it was stopped before all was put away
    if day is None:
        raise UsageError(say("closing.errors.none_open"))
    act = Act("close", day, None, by, recorded_at, note, mark_ledgers(workspace))
    return add_acts(workspace.root, calendar, [act]), day


def reopen_edition(
    workspace: Workspace, why: str | None, *, by: str | None, recorded_at: str | None
) -> tuple[Calendar, dt.date]:
    """Open the newest closed edition again, with a reason that stays.

    Raises
    ------
    UsageError
        None was closed, a later one is open, or no reason is given.
    """
    calendar = read_calendar(workspace.root)
    closed = [day for day, what in calendar.states.items() if what == "close"]
    if not closed:
        raise UsageError(say("closing.errors.none_closed"))
    if calendar.open is not None:
        day, now = closed[-1], calendar.open
        raise UsageError(say("closing.errors.other_open", day=day, open=now))
    if not (why and why.strip()):
        raise UsageError(say("closing.errors.why"))
    act = Act("reopen", closed[-1], None, by, recorded_at, why)
    return add_acts(workspace.root, calendar, [act]), closed[-1]


def mark_ledgers(workspace: Workspace) -> dict[str, LedgerMark]:
    """Tell how far each ledger is now, by its layer's id.

    Raises
    ------
    InputError
        A ledger is not as its journal has it.
    """
    marks = {}
    for folder in workspace.layers:
        if folder.manifest.role != "projects":
            continue
        ledger = open_ledger(folder, workspace)
        with ledger.locked():
            _, _, rows = read_ledger(folder, folder.manifest.stages or workspace.stages)
            entries = ledger.entries()
        marks[folder.id] = LedgerMark(rows, entries[-1].number if entries else 0)
    return marks
