"""Editions as they are listed: each with how it stands and what was done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from jinan_geo.answers.collection import Collection
    from jinan_geo.ledger.editions import Act, Calendar

__all__ = ["edition_rows"]


def edition_rows(calendar: Calendar, found: Collection | None) -> list[dict[str, Any]]:
    """Give a row for each edition, oldest first; ``found`` is how far the open one is."""
    return [_row(calendar, day, found) for day in calendar.states]


def _row(calendar: Calendar, day: dt.date, found: Collection | None) -> dict[str, Any]:
    is_open = day == calendar.open
    archives = [act.archive for act in calendar.of(day, "archive")]
    counts = found if found and found.date == day else None
    return {
        "date": f"{day}",
        "state": "open" if is_open else "closed",
        "declared": calendar.states[day] != "earlier",
        "due": _text(calendar.due(day)),
        "opened": _told(calendar.of(day, "open")),
        "closed": _told(calendar.of(day, "close")),
        "reopened": [_said(act) for act in calendar.of(day, "reopen")],
        "archives": archives,
        "reported": counts.reported if counts else None,
        "of": counts.of if counts else None,
    }


def _text(day: dt.date | None) -> str | None:
    return f"{day}" if day else None


def _told(acts: list[Act]) -> dict[str, Any] | None:
    """The newest of some acts; None where there is none."""
    return _said(acts[-1]) if acts else None


def _said(act: Act) -> dict[str, Any]:
    return {"at": act.recorded_at, "by": act.by, "why": act.why}
