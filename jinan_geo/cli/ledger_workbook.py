"""The verbs of the ledger that go through a workbook: out to a district, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.clock import now
from jinan_geo.cli.ledger_folder import FolderOrder, import_folder
from jinan_geo.cli.opened import open_published
from jinan_geo.cli.options import (
    Day,
    audience_option,
    by_option,
    clerk_language_option,
    json_option,
    note_option,
    workspace_option,
)
from jinan_geo.cli.outcome import Outcome, print_json, tell_left_out
from jinan_geo.cli.say_ledger_import import as_json as told
from jinan_geo.cli.say_ledger_import import (
    print_preview,
    print_proposals,
    print_recorded,
    proposals_json,
)
from jinan_geo.cli.say_ledger_workbook import print_template
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.errors import UsageError, show
from jinan_geo.words import say
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from jinan_geo.city.city import City
    from jinan_geo.ledger import Ledger
    from jinan_geo.manifest.profile import Profile
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.workbook.back.incoming import Incoming, IncomingSheet
    from jinan_geo.workbook.back.ready import Ready
    from jinan_geo.workbook.back.recording import Recorded
    from jinan_geo.workbook.back.threeway import Decided, Side

__all__ = ["import_", "template"]


@click.command(cls=Verb)
@click.option(
    "--layer",
    "layer_id",
    metavar="ID",
    help="Only this layer; default: every one the district reports on.",
)
@click.option(
    "--district", "code", metavar="CODE", required=True, help="The district, by its code."
)
@click.option(
    "--as-of",
    type=Day(),
    help="Day to report for; default: the end of the next period.",
)
@click.option(
    "--out",
    type=OutPath(),
    help="File to write; default: in the workspace's workbooks/.",
)
@audience_option
@workspace_option
@clerk_language_option
def template(  # noqa: PLR0913 - one argument an option
    layer_id: str | None,
    code: str,
    as_of: dt.date | None,
    out: Path | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    folder: Path,
    lang: str,
) -> None:
    """Write a district's workbook: its projects, last reports, what is due, cells to fill in."""
    from jinan_geo.workbook.out.contents import gather_workbook  # noqa: PLC0415 - saves 764 ms of every start
    from jinan_geo.workbook.out.template import draw_workbook  # noqa: PLC0415 - saves 748 ms of every start

    whole, city = open_published(folder, audience, layers=[layer_id] if layer_id else [])
    workbook = gather_workbook(city, code, layer_id, as_of=as_of)
    name = f"{code}_{layer_id or 'all'}_{workbook.as_of}.xlsx"
    path = out or whole.workspace.root / "workbooks" / name
    write_bytes(path, draw_workbook(workbook))
    print_template(path, workbook, lang)
    sys.exit(tell_left_out(whole.workspace, lang).code)


@click.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--layer",
    "layer_id",
    metavar="ID",
    help="The layer that a plain table is of, or only this of a workbook that holds several.",
)
@click.option(
    "--columns",
    metavar="HEADING=FIELD",
    multiple=True,
    help="What a column of a plain table is: id, name, as_of, stage, done_pct, invested_wan, "
    "est_finish, remark; - for nothing. How it is read may follow: as_of:mdy, done_pct:1.",
)
@click.option(
    "--profile",
    "profile_name",
    metavar="NAME",
    help="How to read a foreign sheet: profiles/NAME.toml.",
)
@click.option("--as-of", type=Day(), help="Day of all rows of a foreign sheet.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and record nothing.")
@click.option("--yes", is_flag=True, help="Record without asking.")
@click.option(
    "--accept-regressions", is_flag=True, help="Take numbers and stages that are lower than before."
)
@click.option(
    "--take",
    type=click.Choice(["theirs", "ours"]),
    help="Where the form and the ledger both changed a value: the form's, or the ledger's.",
)
@click.option(
    "--for",
    "of",
    metavar="PROJECT",
    multiple=True,
    help="What --take and --accept-regressions are about: a project, or a row of a sheet.",
)
@click.option("--correct", is_flag=True, help="It corrects an edition that is closed.")
@click.option(
    "--out",
    type=OutPath(),
    help="Of a folder, where its return sheets and reminders go; default: in the workspace's "
    "workbooks/returns/.",
)
@by_option
@note_option
@json_option
@workspace_option
@clerk_language_option
def import_(  # noqa: PLR0913 - one argument an option
    file: Path,
    layer_id: str | None,
    columns: tuple[str, ...],
    profile_name: str | None,
    as_of: dt.date | None,
    dry_run: bool,  # noqa: FBT001 - click passes it by name
    yes: bool,  # noqa: FBT001 - as above
    accept_regressions: bool,  # noqa: FBT001 - as above
    take: Any,  # noqa: ANN401 - one of click's choices
    of: tuple[str, ...],
    correct: bool,  # noqa: FBT001 - as above
    out: Path | None,
    by: str | None,
    note: str | None,
    as_json: bool,  # noqa: FBT001 - as above
    folder: Path,
    lang: str,
) -> None:
    """Bring progress into the ledger: a district's own form, a plain table, or by a profile.

    A plain dated table (CSV or xlsx) is read by its headings, with --layer: it is shown what each
    column was taken for, and what is left open is asked. Its rows may be the whole history.

    FILE may be a folder of workbooks as they came by chat and mail: they are judged together, shown
    in one table, and recorded with --yes, each file as one import.

    What would change is shown first. Exit code 0: done, or nothing to do; 1: some rows were set
    aside and are listed, or totals differ; 2: the file cannot be used; 4: another import was
    faster.
    """
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start
    from jinan_geo.workbook.back.importing import layers_of, read_incoming  # noqa: PLC0415 - saves 889 ms of every start
    from jinan_geo.workbook.back.ready import ready_of  # noqa: PLC0415 - as above
    from jinan_geo.workbook.back.recording import hold_ledgers, open_ledgers  # noqa: PLC0415 - saves 858 ms of every start

    _refuse_document(file, out)
    decided = _decided(take, of, note, correct=correct)
    workspace, moment = Workspace.open(folder, leave_out=True), now()
    _refuse_wholesale(workspace, of, note, wanted=accept_regressions)
    profile = _profile(workspace, profile_name)
    if file.is_dir():
        one = {
            "--layer": layer_id,
            "--columns": columns or None,
            "--as-of": as_of,
            "--take": take,
            "--correct": correct,
        }
        _refuse_single(one)
        said = (yes, dry_run, accept_regressions, by, note, as_json, lang, moment, out)
        import_folder(workspace, FolderOrder(file, profile, *said))
    _ask_layer(workspace, file, layer_id or profile_name)
    ledgers = open_ledgers(workspace, layers_of(file, workspace, profile, layer_id))
    is_sure = yes and not dry_run
    with hold_ledgers(ledgers if is_sure else {}):
        city = prepare_city(workspace)
        incoming = read_incoming(
            city,
            file,
            today=moment.date(),
            profile=profile,
            only=layer_id,
            as_of=as_of,
            accept_regressions=accept_regressions,
            decided=decided,
            columns=columns,
        )
        ready = ready_of(city, incoming.proposals)
        if not as_json:
            _print_all(city, incoming, ready, lang)
        recorded: list[Recorded] = []
        if not dry_run and _agreed(incoming, lang, yes=yes):
            recorded = _record(city, ledgers, incoming, (by, note, moment))
    outcome = Outcome(set_aside=incoming.set_aside)
    if as_json:
        print_json(_answer(incoming, recorded, ready), outcome, lang)
    else:
        print_recorded(recorded, lang)
    sys.exit(outcome.code)


def _profile(workspace: Workspace, name: str | None) -> tuple[str, Profile] | None:
    from jinan_geo.manifest.profile import open_profile  # noqa: PLC0415 - saves 193 ms of every start

    return (name, open_profile(workspace, name)) if name else None


def _record(
    city: City,
    ledgers: Mapping[str, Ledger],
    incoming: Incoming,
    said: tuple[str | None, str | None, dt.datetime],
) -> list[Recorded]:
    """Take over what was judged; ``said`` is by whom, why, and when."""
    from jinan_geo.ledger import Origin  # noqa: PLC0415 - saves 887 ms of every start
    from jinan_geo.workbook.back.recording import record_incoming  # noqa: PLC0415 - saves 858 ms of every start

    by, note, moment = said
    when = moment.isoformat(timespec="seconds")
    origin = Origin(incoming.file, incoming.sha256, by, note, when)
    edition = max(city.editions, default=moment.date())
    return record_incoming(ledgers, incoming, origin, edition)


def _ask_layer(workspace: Workspace, file: Path, said: str | None) -> None:
    """Ask which layer a plain table is of, if that is not ``said``, and tell what fits each."""
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start
    from jinan_geo.workbook.plain.table import is_plain, matching_layers  # noqa: PLC0415 - saves 889 ms of every start

    if said or not is_plain(file):
        return
    counts = matching_layers(prepare_city(workspace), file, file.name)
    rows = [say("cli.import.layer_rows", layer=layer, n=n) for layer, n in counts.items()]
    listed = say("cli.import.between").join(rows) or "—"
    raise UsageError(say("cli.errors.which_layer", name=file.name, layers=listed))


def _refuse_single(said: Mapping[str, object]) -> None:
    """Refuse with a folder what is said of one file."""
    for option, value in said.items():
        if value not in {None, False}:
            raise UsageError(say("cli.folder.refuse", option=option))


def _decided(take: Side | None, of: Sequence[str], note: str | None, *, correct: bool) -> Decided:
    """What a person decides, with a reason; of which projects, where it is about values."""
    from jinan_geo.workbook.back.threeway import Decided  # noqa: PLC0415 - saves 200 ms of every start

    if take and not of:
        raise UsageError(say("cli.errors.take_for"))
    if (take or correct) and not (note and note.strip()):
        raise UsageError(say("cli.errors.reason", option="--take" if take else "--correct"))
    return Decided(take, of, correct)


def _refuse_wholesale(
    workspace: Workspace, of: Sequence[str], note: str | None, *, wanted: bool
) -> None:
    """Where editions are declared, let numbers fall for single projects only, with a reason."""
    from jinan_geo.ledger.editions import read_calendar  # noqa: PLC0415 - as above

    if wanted and read_calendar(workspace.root).is_declared and not (of and note):
        raise UsageError(say("cli.errors.falls_for"))


def _refuse_document(file: Path, out: Path | None) -> None:
    """Send a text document to the verb that reads its tables; only a folder has return sheets."""
    if out is not None and not file.is_dir():
        raise UsageError(say("cli.folder.only", option="--out"))
    if file.suffix.lower() == ".docx":
        msg = say("cli.errors.document", name=show(file.name))
        raise UsageError(msg)


def _answer(
    incoming: Incoming, recorded: Sequence[Recorded], ready: Sequence[Ready]
) -> dict[str, Any]:
    more = {"proposals": proposals_json(ready), "set_aside": incoming.set_aside}
    return {**told(incoming, recorded), **more}


def _print_all(city: City, incoming: Incoming, ready: Sequence[Ready], lang: str) -> None:
    """Show what would change, and the projects that are proposed."""
    print_preview(incoming, lang)
    names = city.districts.names_zh if lang == "zh" else city.districts.names_en
    print_proposals(ready, dict(zip(city.districts.codes, names, strict=True)), lang)


def _says(sheet: IncomingSheet) -> bool:
    return bool(sheet.records or sheet.issues or sheet.comments or sheet.proposed)


def _agreed(incoming: Incoming, lang: str, *, yes: bool) -> bool:
    """Ask whether to record; with nobody to answer nothing is recorded, and the call is wrong."""
    if yes or not any(map(_says, incoming.sheets)):
        return True  # only the journal hears of it
    if not sys.stdin.isatty():
        msg = say("cli.errors.nobody")
        raise UsageError(msg)
    return click.confirm(say("cli.import.ask", lang))
