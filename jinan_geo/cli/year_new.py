"""The verb that begins a year: the old one put away, its commitments asked for, editions opened."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jinan_geo.cli.clock import now, stamp
from jinan_geo.cli.opened import open_published
from jinan_geo.cli.options import by_option, json_option, language_option, workspace_option
from jinan_geo.cli.outcome import Outcome, print_json
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.errors import UsageError
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from jinan_geo.closing.promises import Pledge, Question
    from jinan_geo.closing.turn import Turn
    from jinan_geo.manifest.commitments import Target, TargetsFile
    from jinan_geo.manifest.workspace import Workspace

__all__ = ["new"]

YEARS = click.IntRange(1900, 2999)


@click.command(cls=Verb)
@click.argument("begins", metavar="YEAR", type=YEARS)
@click.argument("place", metavar="[DIR]", type=click.Path(path_type=Path), required=False)
@click.option("--from", "old", type=YEARS, help="The year that ended; default: the one before.")
@click.option(
    "--targets",
    "table",
    type=click.Path(path_type=Path),
    help="A table of the new numbers, .csv or .xlsx.",
)
@click.option("--out", type=OutPath(), help="Write that table to be filled in, .xlsx.")
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@by_option
@json_option
@workspace_option
@language_option
def new(  # noqa: PLR0913 - one argument an option
    begins: int,
    place: Path | None,
    old: int | None,
    table: Path | None,
    out: Path | None,
    dry_run: bool,  # noqa: FBT001 - click passes it by name
    by: str | None,
    as_json: bool,  # noqa: FBT001 - as above
    folder: Path,
    lang: str,
) -> None:
    """Begin YEAR: the old year is put away as it was closed, and its commitments are asked for.

    Projects that are not finished go on under their ids. Each commitment of the old year gets a
    number for the new one: asked on a terminal, else of --targets, else a draft in targets.toml; no
    number is made up. With [editions] in workspace.toml the first edition is opened. What is there
    already is left as it is. Refused (exit code 6) while an edition of the old year is open.
    """
    from jinan_geo.cli.say_turn import print_turn, turn_json  # noqa: PLC0415 - saves 900 ms of every start
    from jinan_geo.closing.turn import begin_year  # noqa: PLC0415 - as above

    workspace, turn, shown = _plan(place or folder, begins, old)
    only_shows = dry_run or out is not None
    if table is not None:
        answers = _read(table, turn, workspace)
    else:
        answers = _ask(turn, lang, quiet=only_shows or as_json)
    if out is not None:
        _write_table(out, turn, lang)
    changes, archive = _tries(turn, answers, workspace, lang), turn.archive
    if not only_shows:
        archive = begin_year(workspace, turn, answers, shown, by=by, recorded_at=stamp(), lang=lang)
    told = {"archive": archive, "written": changes and not only_shows, "out": out}
    if as_json:
        print_json(turn_json(workspace, turn, answers, told), Outcome(), lang)
    else:
        print_turn(workspace, turn, answers, told, lang)
    sys.exit(0)


def _plan(folder: Path, begins: int, old: int | None) -> tuple[Workspace, Turn, Sequence[dt.date]]:
    """Read the workspace as it is, and as it stood when the old year ended."""
    from jinan_geo.closing.promised import plain_text  # noqa: PLC0415 - as above
    from jinan_geo.closing.turn import last_day_of, plan_turn  # noqa: PLC0415 - as above
    from jinan_geo.read import read_bytes  # noqa: PLC0415 - as above

    ended = begins - 1 if old is None else old
    if ended >= begins:
        raise UsageError(say("cli.turn.before", old=ended, year=begins))
    whole, city = open_published(folder, None)
    workspace, shown = whole.workspace, city.editions
    day = last_day_of(workspace, whole.calendar, shown, ended, now().date())
    then = city if shown[-1] == day else open_published(folder, None, as_of=day)[1]
    path = workspace.root / workspace.manifest.targets
    text = plain_text(read_bytes(path))
    return workspace, plan_turn(then, begins, ended, text, shown), shown


def _read(table: Path, turn: Turn, workspace: Workspace) -> dict[str, Pledge]:
    """Read the answers of a table; what was answered so before is there, and stays."""
    from jinan_geo.closing.promises import read_answers  # noqa: PLC0415 - as above

    answers = read_answers(table, table.name, turn.questions)
    _refuse_others(answers, turn, workspace)
    return {one.old.id: answers[one.old.id] for one in turn.asked if one.old.id in answers}


def _refuse_others(answers: dict[str, Pledge], turn: Turn, workspace: Workspace) -> None:
    """Refuse an answer that contradicts what the next year has already.

    Raises
    ------
    UsageError
        Names each, with both numbers or days.
    """
    faults = []
    for one in turn.questions:
        answer, stated = answers.get(one.old.id), _stated(one, workspace.targets)
        if answer is None or stated is None:
            continue
        value = one.old.value if answer.what == "carry" else answer.value
        for said, has in ((value, stated.value), (answer.due, stated.due)):
            if said is not None and said != has:
                told = {"id": stated.id, "stated": has or "—", "value": said}
                faults.append(say("cli.turn.otherwise", file=workspace.manifest.targets, **told))
    if faults:
        raise UsageError("\n".join(faults))


def _stated(one: Question, targets: TargetsFile) -> Target | None:
    """Give what the next year has of a commitment already, its own or announced."""
    from jinan_geo.closing.promises import is_of_year  # noqa: PLC0415 - as above

    listed = {"there": targets.targets, "next": targets.next}.get(one.state, [])
    of_year = [other for other in listed if is_of_year(other, one.year)]
    return next((other for other in of_year if other.id in {one.key, one.old.id}), None)


def _tries(turn: Turn, answers: dict[str, Pledge], workspace: Workspace, lang: str) -> bool:
    """Tell whether anything is left to do, and that it can be written."""
    from jinan_geo.closing.promised import with_answers  # noqa: PLC0415 - as above

    name = workspace.manifest.targets
    after = with_answers(turn.text, turn.questions, answers, name=name, lang=lang)
    return after != turn.text or turn.archive is None or turn.opens is not None


def _somebody_answers() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(turn: Turn, lang: str, *, quiet: bool) -> dict[str, Pledge]:
    """Ask for each commitment: a new number and day, the same again, no more, or later."""
    if quiet or not turn.asked or not _somebody_answers():
        return {}
    click.echo(say("cli.turn.how", lang, year=getattr(turn.carried.of.apart, lang)))
    answers = {}
    for one in turn.asked:
        click.echo(one.word(lang))
        answer = _ask_one(one, turn, lang)
        if answer is not None:
            answers[one.old.id] = answer
    return answers


def _ask_one(one: Question, turn: Turn, lang: str) -> Pledge | None:
    from jinan_geo.closing.promises import Pledge, read_due, read_value  # noqa: PLC0415 - as above

    while True:
        year = getattr(turn.carried.of.apart, lang)
        said = click.prompt(
            say("cli.turn.number", lang, year=year), default="", show_default=False
        ).strip()
        if said in {"", "="}:
            return Pledge("carry") if said else None
        if said == "-":
            return Pledge("drop")
        try:
            value = read_value(said)
            due = click.prompt(
                say("cli.turn.due", lang, day=one.span.last), default="", show_default=False
            ).strip()
            return Pledge("new", value, read_due(due, one))
        except ValueError as fault:
            click.echo(str(fault))


def _write_table(out: Path, turn: Turn, lang: str) -> None:
    """Write the table to be filled in."""
    from jinan_geo.closing.promises import COLUMNS, HEADINGS, rows_of  # noqa: PLC0415 - as above
    from jinan_geo.export.workbook import Heading, Sheet, write_workbook  # noqa: PLC0415 - as above

    if out.suffix.lower() != ".xlsx":
        raise UsageError(say("cli.turn.xlsx", out=out))
    kinds = {"old": "number", "value": "number", "due": "date"}
    heads = [
        Heading(getattr(HEADINGS[key], lang), kinds.get(key, "text"), 34 if key == "name" else 14)
        for key in COLUMNS
    ]
    write_workbook(
        out, [Sheet(f"{turn.year}", heads, rows_of(turn.asked, lang), frozen=2)], turn.day
    )
