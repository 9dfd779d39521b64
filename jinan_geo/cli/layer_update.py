"""The verbs on a layer that is there: delivered again, or ended."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.clock import now, stamp
from jinan_geo.cli.given import DataPath, given
from jinan_geo.cli.options import (
    Day,
    by_option,
    json_option,
    key_option,
    language_option,
    reading_of,
    reading_options,
    workspace_option,
)
from jinan_geo.cli.outcome import Outcome, print_json
from jinan_geo.cli.say_update import print_ended, print_taken, print_update
from jinan_geo.cli.tables import tell
from jinan_geo.cli.verb import Verb
from jinan_geo.errors import UsageError
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinan_geo.errors import JinanGeoError
    from jinan_geo.intake.update import Update
    from jinan_geo.manifest.workspace import Workspace

__all__ = ["remove", "update"]


@click.command(cls=Verb)
@click.argument("file", type=DataPath())
@click.option("--id", "layer_id", required=True, help="The layer whose next file it is.")
@key_option
@click.option(
    "--on",
    type=Day(),
    help="First day of the new state; else the day after the last edition.",
)
@click.option("--renumber", is_flag=True, help="Accept new ids: ledger and links go to them.")
@click.option("--keep-ids", is_flag=True, help="Keep the layer's ids, however the file numbers.")
@click.option(
    "--match", "matches", metavar="OLD=NEW", multiple=True, help="These two are the same."
)
@click.option("--gone", metavar="OLD", multiple=True, help="This one is gone for good.")
@click.option("--why", help="Why features are gone; stands where they are shown.")
@click.option("--yes", is_flag=True, help="Take it without asking.")
@by_option
@json_option
@reading_options
@workspace_option
@language_option
def update(  # noqa: PLR0913 - one argument an option
    file: Path | str,
    layer_id: str,
    key: str | None,
    on: dt.date | None,
    renumber: bool,  # noqa: FBT001 - click passes it by name
    keep_ids: bool,  # noqa: FBT001 - as above
    matches: tuple[str, ...],
    gone: tuple[str, ...],
    why: str | None,
    yes: bool,  # noqa: FBT001 - as above
    by: str | None,
    as_json: bool,  # noqa: FBT001 - as above
    folder: Path,
    lang: str,
    **reading: Any,  # noqa: ANN401 - of reading_options
) -> None:
    """Take FILE as the next one of a layer: shows what is added, gone, moved, renamed, renumbered.

    Features are known by their ids, else by name and place. What is gone ends and stays in past
    editions; the file before is kept under past/. Nothing is written without --yes. Ids that would
    hang one project's progress on another are refused (exit code 6).
    """
    from jinan_geo.intake.accept import accept_update, find_refusal, finish_update  # noqa: PLC0415 - saves 1118 ms of every start
    from jinan_geo.intake.delivery import Order  # noqa: PLC0415 - as above
    from jinan_geo.intake.told import tell_update  # noqa: PLC0415 - as above
    from jinan_geo.intake.update import plan_update  # noqa: PLC0415 - as above
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    if renumber and keep_ids:
        raise UsageError(say("cli.update.one_of"))
    path, said = given(file, reading_of(reading))
    order = Order(
        key=key,
        crs=reading["crs"],
        why=why,
        renumber=renumber,
        keep_ids=keep_ids,
        matches=_pairs(matches),
        gone=gone,
        reading=said,
        lang=lang,
    )
    workspace = Workspace.open(folder, leave_out=True)
    planned = plan_update(workspace, _shown(workspace), layer_id, path, order, on=on)
    told = tell_update(planned)
    if not as_json:
        print_update(told, lang)
    refusal = find_refusal(planned)
    is_taken = refusal is None and not planned.is_nothing and (yes or _agreed(lang, as_json))
    if is_taken:
        when = stamp()
        written = {**told, "by": by, "why": why, "recorded_at": when}
        accept_update(workspace, planned, path, written)
    elif yes and planned.is_nothing:
        finish_update(workspace, layer_id)
    sys.exit(_end(planned, told, refusal, lang, as_json=as_json, is_taken=is_taken))


def _shown(workspace: Workspace) -> Sequence[dt.date]:
    """The editions of the pages."""
    from jinan_geo.city.known import recall_layers  # noqa: PLC0415 - saves 700 ms of every start
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start

    return prepare_city(workspace, known=recall_layers(workspace)).editions


def _pairs(matches: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for one in matches:
        old, mark, new = one.partition("=")
        if not (mark and old and new):
            raise UsageError(say("cli.update.pair", said=one))
        pairs[old] = new
    return pairs


def _agreed(lang: str, as_json: bool) -> bool:  # noqa: FBT001 - as the verb has it
    """Ask whether to take it, where somebody can answer."""
    if as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return click.confirm(say("cli.update.ask", lang))


def _end(  # noqa: PLR0913 - what was planned, and what became of it
    planned: Update,
    told: Mapping[str, Any],
    refusal: JinanGeoError | None,
    lang: str,
    *,
    as_json: bool,
    is_taken: bool,
) -> int:
    """Say how it went; the exit code is that of a refusal, or 1 where rows were set aside."""
    outcome = Outcome(set_aside=told["set_aside"])
    code = outcome.code if refusal is None else refusal.exit_code
    if as_json:
        answer = {**told, "written": is_taken}
        if refusal is None:
            print_json(answer, outcome, lang)
        else:
            said = {"exit_code": code, "why": str(refusal)}
            click.echo(json.dumps({**answer, **said}, ensure_ascii=False))
    elif refusal is not None:
        raise refusal
    else:
        print_taken(told, lang, is_taken=is_taken, past=planned.until.isoformat())
    return code


@click.command(cls=Verb)
@click.argument("layer_id", metavar="ID")
@click.option("--why", required=True, help="Why; is put away with it.")
@click.option("--yes", is_flag=True, help="End it without asking.")
@by_option
@json_option
@workspace_option
@language_option
def remove(  # noqa: PLR0913 - one argument an option
    layer_id: str,
    why: str,
    yes: bool,  # noqa: FBT001 - click passes it by name
    by: str | None,
    as_json: bool,  # noqa: FBT001 - as above
    folder: Path,
    lang: str,
) -> None:
    """End a layer: its folder, ledger and past files go to archive/layers/; nothing is deleted.

    Pages show it no more from the next build on; those of closed editions stay. Commitments and
    pages that name it must be changed first. Nothing is moved without --yes.
    """
    from jinan_geo.intake.remove import end_layer, plan_end  # noqa: PLC0415 - saves 900 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    moment = now()
    workspace = Workspace.open(folder, leave_out=True)
    planned = plan_end(workspace, layer_id, why, moment.date())
    told = {"layer": layer_id, "records": planned.records, "archive": planned.place}
    if not as_json:
        tell(say("cli.update.ends", lang, **told))
    is_done = yes or _agreed(lang, as_json)
    if is_done:
        when = moment.isoformat(timespec="seconds")
        end_layer(workspace, planned, {"by": by, "why": why, "recorded_at": when})
    if as_json:
        print_json({**told, "written": is_done}, Outcome(), lang)
    else:
        print_ended(layer_id, planned.place, lang, is_done=is_done)
