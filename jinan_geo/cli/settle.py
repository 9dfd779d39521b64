"""The verb that tells how each commitment ended."""

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

__all__ = ["settle"]


@click.command(cls=Verb)
@click.option("--out", type=PaperPath(), help="A file to write it to, .xlsx or .docx.")
@as_of_option
@audience_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@workspace_option
@language_option
def settle(  # noqa: PLR0913 - one argument an option
    out: Path | None,
    as_of: dt.date | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    as_json: bool,  # noqa: FBT001 - click passes it by name
    folder: Path,
    lang: str,
) -> None:
    """Tell how each commitment ended, and what that rests on."""
    from jinan_geo.answers import settlement  # noqa: PLC0415 - saves 850 ms of every start
    from jinan_geo.cli.say_settle import print_settlement  # noqa: PLC0415 - as above
    from jinan_geo.pack.settlement import write_settlement  # noqa: PLC0415 - as above

    whole, city = open_published(folder, audience, as_of=as_of)
    settled = settlement.settle(city)
    size = 0 if out is None else write_settlement(out, city, settled, lang)
    outcome = tell_left_out(whole.workspace, lang, quiet=as_json)
    if as_json:
        answer = {"commitments": [one.as_json() for one in settled]}
        print_json({**answer, **left_out_rows(faults_of(whole.workspace))}, outcome, lang)
    else:
        print_settlement(city, settled, out, size, lang)
    sys.exit(outcome.code)
