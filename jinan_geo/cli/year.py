"""The verbs of the turn of the year: what goes on, and the next year begun."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.opened import open_published
from jinan_geo.cli.options import as_of_option, audience_option, language_option, workspace_option
from jinan_geo.cli.outcome import faults_of, left_out_rows, print_json, tell_left_out
from jinan_geo.cli.verb import PaperPath, Verb, Verbs
from jinan_geo.cli.year_new import new
from jinan_geo.errors import UsageError
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

__all__ = ["year"]


HELP = {"-h", "--help"}


class _YearVerbs(Verbs):
    """A group that is asked without a verb too: ``year 2026`` is ``year show 2026``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in the verb that is meant."""
        is_named = bool(args) and (args[0] in self.commands or args[0] in HELP)
        return super().parse_args(ctx, args if is_named else ["show", *args])


@click.group(cls=_YearVerbs)
def year() -> None:
    """The turn of the year: what the next one takes over (YEAR), and the next one begun (new)."""


@year.command(cls=Verb)
@click.argument("begins", metavar="[YEAR]", type=click.IntRange(1900, 2999), required=False)
@click.option("--out", type=PaperPath(), help="A file to write it to, .xlsx or .docx.")
@as_of_option
@audience_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@workspace_option
@language_option
def show(  # noqa: PLR0913 - one argument an option
    begins: int | None,
    out: Path | None,
    as_of: dt.date | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    as_json: bool,  # noqa: FBT001 - click passes it by name
    folder: Path,
    lang: str,
) -> None:
    """Tell what the next year takes over: works not done, commitments not met, new ones.

    YEAR is the year that begins, by default the one after the year of the plan.
    """
    from jinan_geo.answers.handover import hand_over  # noqa: PLC0415 - saves 850 ms of every start
    from jinan_geo.cli.say_year import print_handover  # noqa: PLC0415 - as above
    from jinan_geo.pack.settlement import write_handover  # noqa: PLC0415 - as above

    whole, city = open_published(folder, audience, as_of=as_of)
    given = hand_over(city, begins)
    if given is None:
        raise UsageError(say("cli.errors.no_year"))
    size = 0 if out is None else write_handover(out, city, given, lang)
    outcome = tell_left_out(whole.workspace, lang, quiet=as_json)
    if as_json:
        print_json({**given.as_json(), **left_out_rows(faults_of(whole.workspace))}, outcome, lang)
    else:
        print_handover(given, out, size, lang)
    sys.exit(outcome.code)


year.add_command(new)
