"""The verbs of the ledger: what was imported, a project's history, undo and redo.

Those through a workbook.
"""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import click

from jinan_geo.cli.clock import stamp
from jinan_geo.cli.ledger_form import form, form_import
from jinan_geo.cli.ledger_workbook import import_, template
from jinan_geo.cli.options import (
    by_option,
    clerk_language_option,
    json_option,
    note_option,
    workspace_option,
)
from jinan_geo.cli.outcome import Outcome, faults_of, left_out_rows, print_json, tell_left_out
from jinan_geo.cli.verb import Verbs
from jinan_geo.errors import InputError, UsageError, show
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from jinan_geo.ledger import Entry, FileLedger, Ledger
    from jinan_geo.manifest.workspace import Workspace

    What = Literal["undo", "redo"]

__all__ = ["ledger"]

NOTHING_ASIDE = Outcome()
file_option = click.option(
    "--file", "file", metavar="NAME", help="The imported file it is about, in every layer."
)


@dataclass(frozen=True)
class Asked:
    """What every verb on ledgers is told: of which layers, and how to answer."""

    layer_id: str | None
    as_json: bool
    folder: Path
    lang: str


def about_ledgers(verb: Callable[..., None]) -> Callable[..., None]:
    """Add the options that all these verbs have; the verb takes them as ``Asked``, first."""

    @functools.wraps(verb)
    def run(*, layer_id: str | None, as_json: bool, folder: Path, lang: str, **more: Any) -> None:  # noqa: ANN401 - what else a verb is told
        verb(Asked(layer_id, as_json, folder, lang), **more)

    for option in (
        clerk_language_option,
        workspace_option,
        json_option,
        click.option("--layer", "layer_id", metavar="ID", help="Only this layer."),
    ):
        run = option(run)
    return run


@click.group(cls=Verbs)
def ledger() -> None:
    """Progress records out and in: templates, imports, what was imported, undo."""


ledger.add_command(template)
ledger.add_command(import_)
ledger.add_command(form_import)
ledger.add_command(form)


@ledger.command()
@about_ledgers
def log(asked: Asked) -> None:
    """Tell what was imported, undone or accepted by hand, oldest first, for each layer."""
    from jinan_geo.cli.say_ledger import print_log  # noqa: PLC0415 - saves 465 ms of every start

    told, workspace = _read_logs(_open(asked), is_named=asked.layer_id is not None)
    if asked.as_json:
        data = {layer: _rows_of(entries) for layer, entries in told.items()}
        outcome = tell_left_out(workspace, asked.lang, quiet=True)
        print_json({"layers": data, **left_out_rows(faults_of(workspace))}, outcome, asked.lang)
    else:
        print_log(told, asked.lang)
        outcome = tell_left_out(workspace, asked.lang)
    sys.exit(outcome.code)


def _rows_of(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [entry.as_json() for entry in entries]


def _read_logs(
    ledgers: Sequence[Ledger], *, is_named: bool
) -> tuple[dict[str, list[Entry]], Workspace]:
    """Read every journal; one that is damaged is left out, and one asked for stops the verb."""
    from jinan_geo.manifest.workspace import LeftOut  # noqa: PLC0415 - saves 204 ms of every start

    told, gone = {}, []
    for one in ledgers:
        try:
            told[one.folder.id] = one.entries()
        except InputError as error:
            if is_named:
                raise
            gone.append(LeftOut(one.folder.id, tuple(str(error).splitlines())))
    return told, ledgers[0].workspace.without(gone)


@ledger.command()
@click.argument("project")
@about_ledgers
def show_project(asked: Asked, project: str) -> None:
    """Show every record of PROJECT, an id, as recorded, each with where it comes from."""
    from jinan_geo.cli.say_ledger import history_json, print_history  # noqa: PLC0415 - saves 465 ms of every start

    ledgers = _open(asked)
    found = {one.folder.id: one.history(project) for one in ledgers}
    found = {layer: records for layer, records in found.items() if len(records)}
    if not found:
        msg = say("cli.errors.no_record", project=show(project))
        raise UsageError(msg)
    if asked.as_json:
        print_json({"project": project, "layers": history_json(found)}, Outcome(), asked.lang)
    else:
        stages = {
            one.folder.id: one.folder.manifest.stages or one.workspace.stages for one in ledgers
        }
        print_history(project, found, stages, asked.lang)


ledger.add_command(show_project, "show")


@ledger.command()
@about_ledgers
@file_option
@by_option
def undo(asked: Asked, file: str | None, by: str | None) -> None:
    """Give a ledger exactly the bytes it had before its newest import; again for the one before.

    With --file the newest import of that file is taken back, in every layer that it went into, even
    if others came after it; not if one of them is about the same projects.
    """
    chosen = _choose(_open(asked), "undo", file)
    _done(_turn(chosen, "undo", by), asked)


@ledger.command()
@about_ledgers
@file_option
@by_option
def redo(asked: Asked, file: str | None, by: str | None) -> None:
    """Bring back what the newest undo took, in every layer that it took it from.

    With --file what the newest undo of that file took.
    """
    chosen = _choose(_open(asked), "redo", file)
    _done(_turn(chosen, "redo", by), asked)


def _turn(
    chosen: Sequence[tuple[Ledger, Entry]], what: What, by: str | None
) -> list[tuple[Ledger, Entry]]:
    """Undo or redo in all these ledgers or in none, at one time."""
    from jinan_geo.workbook.back.recording import hold_ledgers  # noqa: PLC0415 - saves 858 ms of every start

    now = stamp()
    with hold_ledgers({one.folder.id: one for one, _ in chosen}):
        if what == "redo":
            return [(one, one.redo(about.number, by=by, recorded_at=now)) for one, about in chosen]
        for one, about in chosen:
            one.refuse_undo(about.number)
        return [(one, one.undo(about.number, by=by, recorded_at=now)) for one, about in chosen]


@ledger.command()
@about_ledgers
@by_option
def begin(asked: Asked, by: str | None) -> None:
    """Begin the ledgers that are to stand in a database, each with its layer's file."""
    from jinan_geo.ledger import DatabaseLedger  # noqa: PLC0415 - saves 887 ms of every start

    chosen = [one for one in _open(asked) if isinstance(one, DatabaseLedger)]
    chosen = [one for one in chosen if asked.layer_id or not one.entries()]
    if not chosen:
        msg = say("cli.errors.nothing_to_begin")
        raise UsageError(msg)
    done = [(one, one.begin(by=by, recorded_at=stamp())) for one in chosen]
    outcome = Outcome(set_aside=sum(entry.set_aside for _, entry in done))
    _done(done, asked, outcome)
    sys.exit(outcome.code)


@ledger.command()
@about_ledgers
@by_option
@note_option
def accept(asked: Asked, by: str | None, note: str | None) -> None:
    """Take a ledger file edited by hand, on purpose, as the ledger; the journal says so."""
    one = _only_file(_open(asked), asked.layer_id)
    _done([(one, one.accept(by=by, note=note, recorded_at=stamp()))], asked)


@ledger.command()
@about_ledgers
@by_option
def restore(asked: Asked, by: str | None) -> None:
    """Give a damaged ledger file its recorded bytes again; what it holds now is kept beside it."""
    one = _only_file(_open(asked), asked.layer_id)
    _done([(one, one.restore(by=by, recorded_at=stamp()))], asked)


def _only_file(ledgers: Sequence[Ledger], layer_id: str | None) -> FileLedger:
    """Give the one ledger that is not as recorded; a layer that is named is taken as it is."""
    from jinan_geo.ledger import FileLedger  # noqa: PLC0415 - saves 887 ms of every start

    files = [one for one in ledgers if isinstance(one, FileLedger)]
    wrong = files if layer_id else [one for one in files if not one.is_sound]
    if len(wrong) == 1:
        return wrong[0]
    if not wrong:
        msg = say("cli.errors.nothing_wrong")
        raise UsageError(msg)
    msg = say("cli.errors.several_wrong", listed=", ".join(one.folder.id for one in wrong))
    raise UsageError(msg)


def _open(asked: Asked) -> list[Ledger]:
    """Open the ledgers of the layer, or of all that have one."""
    from jinan_geo.ledger import open_ledger  # noqa: PLC0415 - saves 887 ms of every start
    from jinan_geo.ledger.tasks import TASKS, TaskLedger  # noqa: PLC0415 - as above
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    workspace = Workspace.open(asked.folder, leave_out=True)
    forms = TaskLedger(workspace)
    if asked.layer_id == TASKS and forms.path.exists():
        return [forms]
    layers = [workspace.layer(asked.layer_id)] if asked.layer_id else workspace.layers
    found = [open_ledger(one, workspace) for one in layers if one.manifest.role == "projects"]
    if forms.path.exists() and not asked.layer_id:
        found.append(forms)
    if not found:
        msg = say("cli.errors.no_ledger", layer_id=show(asked.layer_id))
        raise UsageError(msg)
    return found


def _choose(ledgers: Sequence[Ledger], what: What, file: str | None) -> list[tuple[Ledger, Entry]]:
    """Give the ledgers with something to undo or redo, and what; several for one file only."""
    newest = _newest(ledgers, what, file)
    if not newest:
        msg = say("cli.errors.nothing_to", what=what, about=_about(file))
        raise UsageError(msg)
    if file is None and what == "redo":
        return _last_undone(newest)
    if file is None and len(newest) > 1:
        told = [f"{one.folder.id} ({_file_of(entry) or '—'})" for one, entry in newest]
        msg = say("cli.errors.several_turns", what=what, said=", ".join(told))
        raise UsageError(msg)
    return newest


def _about(file: str | None) -> str:
    return "" if file is None else say("cli.errors.of_file", file=show(file))


def _newest(ledgers: Sequence[Ledger], what: What, file: str | None) -> list[tuple[Ledger, Entry]]:
    """The last entry of each ledger that can be undone, or redone; of a file, if one is named."""
    from jinan_geo.ledger import find_live, find_undone  # noqa: PLC0415 - saves 887 ms of every start

    find = find_live if what == "undo" else find_undone
    found = []
    for one in ledgers:
        entries = [entry for entry in find(one.entries()) if file in (None, _file_of(entry))]
        found += [(one, entry) for entry in entries[-1:]]
    return found


def _last_undone(newest: Sequence[tuple[Ledger, Entry]]) -> list[tuple[Ledger, Entry]]:
    """Of several ledgers those from which the newest undo took, which was of one file."""

    def when(pair: tuple[Ledger, Entry]) -> tuple[str, str]:
        one, about = pair
        undos = [
            entry for entry in one.entries() if (entry.what, entry.of) == ("undo", about.number)
        ]
        origin = undos[-1].origin
        return (origin.recorded_at or "", origin.sha256) if origin else ("", "")

    last = max(map(when, newest))
    return [pair for pair in newest if when(pair) == last]


def _file_of(entry: Entry) -> str | None:
    return entry.origin.file if entry.origin else None


def _done(
    done: Sequence[tuple[Ledger, Entry]], asked: Asked, outcome: Outcome = NOTHING_ASIDE
) -> None:
    from jinan_geo.cli.say_ledger import print_log  # noqa: PLC0415 - saves 465 ms of every start

    if asked.as_json:
        told = {one.folder.id: entry.as_json() for one, entry in done}
        print_json({"layers": told}, outcome, asked.lang)
    else:
        print_log({one.folder.id: [entry] for one, entry in done}, asked.lang)
