"""The verbs of the offices' quarterly form: in from what they publish, out in the same shape."""

from __future__ import annotations

import re
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jinan_geo.cli.clock import stamp
from jinan_geo.cli.options import by_option, clerk_language_option, json_option, workspace_option
from jinan_geo.cli.outcome import Outcome, print_json
from jinan_geo.cli.say_ledger_form import form_json, print_form, print_form_done
from jinan_geo.cli.tables import tell
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.errors import UsageError, show
from jinan_geo.words import say
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    from jinan_geo.cells.prose import Proposal
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.workbook.quarter.confirm import Becomes
    from jinan_geo.workbook.quarter.incoming import IncomingForm

__all__ = ["form", "form_import"]

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
@click.option(
    "--record",
    "records",
    metavar="N=ID",
    multiple=True,
    help="Proposal N becomes a value of commitment ID, or of project ID's record; may be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, and record nothing.")
@click.option("--yes", is_flag=True, help="Record what is shown without asking.")
@by_option
@json_option
@workspace_option
@clerk_language_option
def form_import(  # noqa: PLR0913 - one argument an option
    file: Path,
    quarter: str | None,
    office: str | None,
    take: str | None,
    records: tuple[str, ...],
    dry_run: bool,  # noqa: FBT001 - click passes it by name
    yes: bool,  # noqa: FBT001 - as above
    by: str | None,
    as_json: bool,  # noqa: FBT001 - as above
    folder: Path,
    lang: str,
) -> None:
    """Read an office's quarterly table of tasks (xlsx, docx or HTML) into tasks.csv.

    Tasks, figures and dates are shown first, each figure beside its words; a figure is recorded
    only if its number is given to --take. With --record 3=T1-05, or 4=SITE.done_pct@2025-08-31, it
    also becomes a dated value of a commitment or of a project's record, reported by the unit; a
    figure that counts something else than the promise is 3=T1-05:other. Telephone numbers and names
    of persons are not kept. Exit code 1: some rows need somebody to see to them.
    """
    from jinan_geo.ledger import Origin  # noqa: PLC0415 - saves 887 ms of every start
    from jinan_geo.ledger.tasks import TaskLedger  # noqa: PLC0415 - saves 887 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.workbook.quarter.incoming import read_incoming_form  # noqa: PLC0415 - as above
    from jinan_geo.workbook.quarter.recording import is_known, record_form  # noqa: PLC0415 - as above

    workspace = Workspace.open(folder, leave_out=True)
    tasks = TaskLedger(workspace)
    with tasks.locked() if yes and not dry_run else ExitStack():
        incoming = read_incoming_form(tasks.rows(), file, quarter=quarter, office=office)
        taken, planned = _confirmed(workspace, incoming, take, records)
        known = is_known(incoming, taken, planned)
        if not as_json:
            print_form(incoming, planned, lang)
        entry = None
        origin = Origin(incoming.file, incoming.sha256, by, None, stamp())
        if not dry_run and not known and (yes or _agreed(lang)):
            entry = record_form(workspace, tasks, incoming, taken, planned, origin=origin)
    number = entry.number if entry else None
    faults = incoming.faults
    outcome = Outcome(set_aside=faults)
    if as_json:
        answer = {**form_json(incoming, taken, planned), "again": known, "entry": number}
        print_json({**answer, "set_aside": faults}, outcome, lang)
    else:
        print_form_done(incoming, number, taken, planned, lang, known=known)
    sys.exit(outcome.code)


def _confirmed(
    workspace: Workspace, incoming: IncomingForm, take: str | None, records: tuple[str, ...]
) -> tuple[list[Proposal], list[Becomes]]:
    """Give the proposals that were taken, and what becomes of those with an id."""
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start
    from jinan_geo.workbook.quarter.confirm import plan_records, read_wish  # noqa: PLC0415 - as above
    from jinan_geo.workbook.quarter.incoming import read_numbers  # noqa: PLC0415 - as above

    wishes = list(map(read_wish, records))
    taken = incoming.take(read_numbers(take) | {wish.number for wish in wishes})
    names: dict[str, dict[str, str]] = {}
    if {wish.about for wish in wishes} - {target.id for target in workspace.targets.targets}:
        for layer in prepare_city(workspace).layers:
            if layer.is_projects:
                features = layer.features
                named = features["name_zh"].fillna(features["id"])
                names[layer.id] = dict(zip(features["id"], named, strict=True))
    return taken, plan_records(workspace, names, wishes, incoming)


def _agreed(lang: str) -> bool:
    if not sys.stdin.isatty():
        msg = say("cli.errors.nobody")
        raise UsageError(msg)
    return click.confirm(say("cli.import.ask", lang))


@click.command("form", cls=Verb)
@quarter_option
@office_option
@click.option(
    "--layout",
    type=click.Choice(["bureau", "district"]),
    help="Which form, where an office has both.",
)
@click.option(
    "--out", type=OutPath(), required=True, help="File to write; .xlsx or .docx says which."
)
@workspace_option
@clerk_language_option
def form(  # noqa: PLR0913 - click passes each option by name
    quarter: str | None,
    office: str | None,
    layout: str | None,
    out: Path,
    folder: Path,
    lang: str,
) -> None:
    """Write an office's quarterly table in the form it was published in, as xlsx or docx.

    A quarter that is recorded comes out as it is; a later one has the tasks, nodes and units of
    the last, and what is reported anew is left empty.
    """
    from jinan_geo.ledger.tasks import read_tasks  # noqa: PLC0415 - saves 887 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.workbook.quarter.outgoing import write_quarter  # noqa: PLC0415 - as above

    rows = read_tasks(Workspace.open(folder, leave_out=True).root)
    made = write_quarter(rows, quarter, office, out.suffix.lower(), layout)
    write_bytes(out, made.data)
    told = {"file": out, "quarter": made.quarter, "n": made.tasks}
    if made.is_recorded:
        tell(say("cli.form.written", lang, **told))
    else:
        tell(say("cli.form.written_next", lang, **told))
