"""The verbs of the offices' quarterly form: in from what they publish, out in the same shape."""

from __future__ import annotations

import datetime as dt
import re
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from jinan_geo.cli.options import by_option, json_option, language_option, workspace_option
from jinan_geo.cli.outcome import Outcome, print_json
from jinan_geo.cli.say_ledger_form import form_json, print_form, print_form_done
from jinan_geo.cli.tables import tell
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.errors import UsageError, show
from jinan_geo.words import say
from jinan_geo.write.files import write_bytes

__all__ = ["form", "form_import"]

BEIJING = dt.timezone(dt.timedelta(hours=8))
QUARTER = re.compile(r"20\d\dQ[1-4]")


def _quarter(_context: click.Context, _parameter: click.Parameter, said: str | None) -> str | None:
    if said is not None and not QUARTER.fullmatch(said):
        msg = say("cli.form.bad_quarter", said=show(said))
        raise UsageError(msg)
    return said


quarter_option = click.option(
    "--quarter", metavar="YYYYQn", callback=_quarter, help="The quarter, such as 2026Q1."
)
office_option = click.option(
    "--office", metavar="NAME", help="Whose form; default: as its title says."
)


@click.command("form-import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@quarter_option
@office_option
@click.option("--take", metavar="1,3-5", help="Numbers of the proposals to take, as shown.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, and record nothing.")
@click.option("--yes", is_flag=True, help="Record the texts without asking.")
@by_option
@json_option
@workspace_option
@language_option
def form_import(  # noqa: PLR0913 - one argument an option
    file: Path,
    quarter: str | None,
    office: str | None,
    take: str | None,
    dry_run: bool,  # noqa: FBT001 - click passes it by name
    yes: bool,  # noqa: FBT001 - as above
    by: str | None,
    as_json: bool,  # noqa: FBT001 - as above
    folder: Path,
    lang: str,
) -> None:
    """Read an office's quarterly table of tasks (xlsx, docx or HTML) into tasks.csv.

    Tasks, figures and dates are shown first, each figure beside its words; a figure is recorded
    only if its number is given to --take. Telephone numbers and names of persons are not kept.
    Exit code 1: some rows need somebody to see to them.
    """
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.workbook.quarter.incoming import read_incoming_form  # noqa: PLC0415 - as above
    from jinan_geo.workbook.quarter.store import TaskStore  # noqa: PLC0415 - as above

    store = TaskStore(Workspace.open(folder, leave_out=True).root)
    with store.held() if yes and not dry_run else ExitStack():
        incoming = read_incoming_form(store, file, quarter=quarter, office=office)
        taken = incoming.take(take)
        if not as_json:
            print_form(incoming, lang)
        is_wanted = not dry_run and not incoming.again and (yes or _agreed(lang))
        number = incoming.record(taken, by=by, when=_now()) if is_wanted else None
    faults = sum(one.is_fault for one in incoming.quarter.remarks) + len(incoming.refused)
    outcome = Outcome(set_aside=faults)
    if as_json:
        answer = {**form_json(incoming, taken), "entry": number}
        print_json({**answer, "set_aside": faults}, outcome, lang)
    else:
        print_form_done(incoming, number, len(taken), lang)
    sys.exit(outcome.code)


def _now() -> str:
    return dt.datetime.now(tz=BEIJING).isoformat(timespec="seconds")


def _agreed(lang: str) -> bool:
    if not sys.stdin.isatty():
        msg = say("cli.errors.nobody")
        raise UsageError(msg)
    return click.confirm(say("cli.import.ask", lang))


@click.command("form", cls=Verb)
@quarter_option
@office_option
@click.option(
    "--out", type=OutPath(), required=True, help="File to write; .xlsx or .docx says which."
)
@workspace_option
@language_option
def form(quarter: str | None, office: str | None, out: Path, folder: Path, lang: str) -> None:
    """Write an office's quarterly table in the form it was published in, as xlsx or docx.

    A quarter that is recorded comes out as it is; a later one has the tasks, nodes and units of
    the last, and what is reported anew is left empty.
    """
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.workbook.quarter.outgoing import write_quarter  # noqa: PLC0415 - as above
    from jinan_geo.workbook.quarter.store import TaskStore  # noqa: PLC0415 - as above

    store = TaskStore(Workspace.open(folder, leave_out=True).root)
    made = write_quarter(store, quarter, office, out.suffix.lower())
    write_bytes(out, made.data)
    told = {"file": out, "quarter": made.quarter, "n": made.tasks}
    if made.is_recorded:
        tell(say("cli.form.written", lang, **told))
    else:
        tell(say("cli.form.written_next", lang, **told))
