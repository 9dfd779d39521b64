"""The verb that tells who must act on what is behind."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.opened import open_published
from jinan_geo.cli.options import as_of_option, audience_option, language_option, workspace_option
from jinan_geo.cli.outcome import faults_of, left_out_rows, print_json, tell_left_out
from jinan_geo.cli.verb import PaperPath, Verb

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

__all__ = ["actions"]


@click.command(cls=Verb)
@click.option("--out", type=PaperPath(), help="A file to write it to, .xlsx or .docx.")
@click.option(
    "--by",
    type=click.Choice(["unit", "district"]),
    default="unit",
    help="Grouped by who answers (default), or by district.",
)
@click.option("--text", "as_text", is_flag=True, help="Print text to paste into a message.")
@as_of_option
@audience_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@workspace_option
@language_option
def actions(  # noqa: PLR0913 - one argument an option
    out: Path | None,
    by: Any,  # noqa: ANN401 - one of click's choices
    as_text: bool,  # noqa: FBT001 - click passes it by name
    as_of: dt.date | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    as_json: bool,  # noqa: FBT001 - as above
    folder: Path,
    lang: str,
) -> None:
    """List what is red or yellow: who answers, how late, why, what is next."""
    from jinan_geo.answers.actions import count_causes, list_actions  # noqa: PLC0415 - saves 850 ms of every start
    from jinan_geo.cli.say_actions import print_actions  # noqa: PLC0415 - as above
    from jinan_geo.export.actions import action_text  # noqa: PLC0415 - as above
    from jinan_geo.pack.actions import write_actions  # noqa: PLC0415 - as above

    whole, city = open_published(folder, audience, as_of=as_of)
    rows = list_actions(city)
    day = city.editions[-1] if city.editions else None
    size = 0 if out is None else write_actions(out, city, rows, by, lang)
    outcome = tell_left_out(whole.workspace, lang, quiet=as_json)
    if as_json:
        answer = {"as_of": day.isoformat() if day else None, "causes": count_causes(rows)}
        listed = {"actions": [row.as_json() for row in rows]}
        print_json({**answer, **listed, **left_out_rows(faults_of(whole.workspace))}, outcome, lang)
    elif as_text:
        click.echo(action_text(city, rows, by, lang, day), nl=False)
    else:
        print_actions(city, rows, by, (out, size), lang)
    sys.exit(outcome.code)
