"""The verbs of editions: opened, closed, reopened, and how they stand."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from jinan_geo.cli.clock import stamp
from jinan_geo.cli.opened import open_published
from jinan_geo.cli.options import (
    Day,
    by_option,
    json_option,
    language_option,
    note_option,
    workspace_option,
)
from jinan_geo.cli.outcome import Outcome, print_json
from jinan_geo.cli.say_edition import print_closed, print_editions, print_opened, print_reopened
from jinan_geo.cli.verb import Verbs

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from jinan_geo.ledger.editions import Calendar
    from jinan_geo.publish.published import PublishedCity

__all__ = ["edition"]


@click.group(cls=Verbs)
def edition() -> None:
    """Editions: opened while reports come, closed and archived, with what is left overdue."""


@edition.command("open")
@click.argument("day", metavar="[DATE]", type=Day(), required=False)
@click.option("--due", type=Day(), help="Last day on which a report is in time.")
@by_option
@note_option
@json_option
@workspace_option
@language_option
def open_(  # noqa: PLR0913 - one argument an option
    day: dt.date | None,
    due: dt.date | None,
    by: str | None,
    note: str | None,
    as_json: bool,  # noqa: FBT001 - click passes it by name
    folder: Path,
    lang: str,
) -> None:
    """Open the edition of DATE: from now on pages show the one that was closed last.

    The first edition that is opened closes the dates before it. Without DATE it is the next one by
    [editions] in workspace.toml.
    """
    from jinan_geo.closing.acts import open_edition  # noqa: PLC0415 - saves 1400 ms of every start

    whole, city = open_published(folder, None)
    calendar = open_edition(
        whole.workspace, city.editions, day, due=due, by=by, note=note, recorded_at=stamp()
    )
    if as_json:
        _print_json(folder, calendar, lang)
    else:
        print_opened(city, calendar, lang)


@edition.command()
@by_option
@note_option
@json_option
@workspace_option
@language_option
def close(
    by: str | None,
    note: str | None,
    as_json: bool,  # noqa: FBT001 - click passes it by name
    folder: Path,
    lang: str,
) -> None:
    """Close the open edition: what is missing is overdue, and what comes later is a correction.

    Its pages, packs, ledgers and changes are put away under archive/ with their hashes. Where
    workspace.toml has [editions], the next one is opened at once.
    """
    from jinan_geo.closing.acts import close_edition, open_edition  # noqa: PLC0415 - saves 1400 ms of every start
    from jinan_geo.closing.archive import archive_edition  # noqa: PLC0415 - as above
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    workspace = Workspace.open(folder, leave_out=True)
    _, day = close_edition(workspace, by=by, note=note, recorded_at=stamp())
    archived = archive_edition(workspace, day, by=by, recorded_at=stamp())
    whole, city = open_published(folder, "internal")
    calendar = whole.calendar
    if workspace.manifest.editions is not None:
        calendar = open_edition(workspace, city.editions, None, by=by, recorded_at=stamp())
    if as_json:
        _print_json(folder, calendar, lang)
        return
    print_closed(city, day, archived, lang)
    if calendar.open is not None:
        print_opened(city, calendar, lang)


@edition.command()
@click.option("--why", metavar="WHY", help="Why; stands in the list of editions for good.")
@by_option
@json_option
@workspace_option
@language_option
def reopen(
    why: str | None,
    by: str | None,
    as_json: bool,  # noqa: FBT001 - click passes it by name
    folder: Path,
    lang: str,
) -> None:
    """Open the edition that was closed last again, with a reason; its archive stays."""
    from jinan_geo.closing.acts import reopen_edition  # noqa: PLC0415 - saves 1400 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    workspace = Workspace.open(folder, leave_out=True)
    calendar, day = reopen_edition(workspace, why, by=by, recorded_at=stamp())
    if as_json:
        _print_json(folder, calendar, lang)
    else:
        print_reopened(day, why or "", lang)


@edition.command("list")
@json_option
@workspace_option
@language_option
def list_(
    as_json: bool,  # noqa: FBT001 - click passes it by name
    folder: Path,
    lang: str,
) -> None:
    """List the editions: the open one with its reports so far, those closed, reopenings and why."""
    from jinan_geo.kept.inputs import find_root  # noqa: PLC0415 - as above
    from jinan_geo.ledger.editions import read_calendar  # noqa: PLC0415 - as above

    calendar = read_calendar(find_root(folder) or folder)
    if as_json:
        _print_json(folder, calendar, lang)
        return
    city = _city_of(folder, calendar)
    print_editions(calendar, city, lang)


def _city_of(folder: Path, calendar: Calendar) -> PublishedCity | None:
    """The city where an edition is open, to count its reports."""
    return None if calendar.open is None else open_published(folder, "internal")[1]


def _print_json(folder: Path, calendar: Calendar, lang: str) -> None:
    from jinan_geo.answers.collection import collect  # noqa: PLC0415 - saves 856 ms of every start
    from jinan_geo.closing.told import edition_rows  # noqa: PLC0415 - as above

    city = _city_of(folder, calendar)
    found = collect(city) if city else None
    answer = {
        "editions": edition_rows(calendar, found),
        "open": f"{calendar.open}" if calendar.open else None,
    }
    print_json(answer, Outcome(), lang)
    sys.exit(0)
