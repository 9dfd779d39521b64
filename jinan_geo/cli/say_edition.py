"""What the verbs of editions print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import print_table, tell
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    import datetime as dt

    from jinan_geo.city.city import Layer
    from jinan_geo.closing.archive import Archived
    from jinan_geo.ledger.editions import Act, Calendar
    from jinan_geo.publish.published import PublishedCity

__all__ = ["print_closed", "print_editions", "print_opened", "print_reopened"]


def print_opened(city: PublishedCity, calendar: Calendar, lang: str) -> None:
    """Print which edition is open now, what that closed, and what waits for later ones."""
    day, due = calendar.open, calendar.due(calendar.open) if calendar.open else None
    tell(say("cli.edition.opened", lang, day=day, due=due) if due else _plainly(day, lang))
    earlier = [one for one, what in calendar.states.items() if what == "earlier"]
    if earlier and len(calendar.acts) == len(earlier) + 1:
        bounds = {"first": earlier[0], "last": earlier[-1]}
        tell(say("cli.edition.earlier", lang, count=len(earlier), **bounds))
    later = sum(int((layer.records["as_of"].dt.date > day).sum()) for layer in _kept(city))
    if later:
        tell(say("cli.edition.later", lang, count=later, day=day))


def _plainly(day: dt.date | None, lang: str) -> str:
    return say("cli.edition.opened_plain", lang, day=day)


def _kept(city: PublishedCity) -> list[Layer]:
    return [layer for layer in city.layers if len(layer.records)]


def print_closed(city: PublishedCity, day: dt.date, archived: Archived, lang: str) -> None:
    """Print what the closed edition had, and where it was put away."""
    from jinan_geo.answers.reports import due_in  # noqa: PLC0415 - saves 856 ms of every start

    due = due_in(city, day)
    came = int(due["reported"].astype(bool).sum())
    counts = {"of": len(due), "reported": came, "missing": len(due) - came}
    tell(say("cli.edition.closed", lang, day=day, **counts))
    tell(say("cli.edition.archived", lang, folder=archived.folder, count=archived.files))


def print_reopened(day: dt.date, why: str, lang: str) -> None:
    """Print which edition is open again."""
    tell(say("cli.edition.reopened", lang, day=day, why=why))


def print_editions(calendar: Calendar, city: PublishedCity | None, lang: str) -> None:
    """Print a row for each edition; of the open one how many reports there are."""
    if not calendar.is_declared:
        tell(say("cli.edition.none", lang))
        return
    headings = words_of("cli.edition.columns", lang)
    rows = [_row(calendar, day, lang) for day in calendar.states]
    print_table(headings, rows, fold=["why", "archive"])
    if city is not None:
        from jinan_geo.answers.collection import collect  # noqa: PLC0415 - as above

        found = collect(city)
        if found is not None:
            counts = {"reported": found.reported, "of": found.of}
            tell(say("cli.edition.collecting", lang, day=found.date, **counts))


def _row(calendar: Calendar, day: dt.date, lang: str) -> list[object]:
    states = words_of("cli.edition.states", lang)
    what = calendar.states[day]
    state = "open" if day == calendar.open else "earlier" if what == "earlier" else "closed"
    whys = [act.why for act in calendar.of(day, "reopen") if act.why]
    archives = [act.archive or "" for act in calendar.of(day, "archive")]
    opened, closed = (_when(calendar.of(day, kind)) for kind in ("open", "close"))
    cells: list[object] = [day, states[state], calendar.due(day) or "", opened, closed]
    return [*cells, ", ".join(archives), "; ".join(whys)]


def _when(acts: list[Act]) -> str:
    """The day of the newest of some acts, and who did it."""
    if not acts:
        return ""
    last = acts[-1]
    return " ".join([(last.recorded_at or "")[:10], last.by or ""]).strip()
