"""The verb that writes the slides of a briefing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.opened import open_published
from jinan_geo.cli.options import as_of_option, audience_option, language_option, workspace_option
from jinan_geo.cli.outcome import tell_left_out
from jinan_geo.cli.verb import SlidePath, Verb
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["slides"]


@click.command(cls=Verb)
@click.option(
    "--out",
    type=SlidePath(),
    help="The file to write, .pptx or .pdf; default: slides.pptx in the folder one is in.",
)
@click.option("--district", metavar="CODE", help="Of this district; default: of the city.")
@click.option(
    "--view",
    "saved",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Of what this saved view of the page shows, with the views taken into its briefing.",
)
@as_of_option
@audience_option
@workspace_option
@language_option
def slides(  # noqa: PLR0913 - one argument an option
    out: Path | None,
    district: str | None,
    saved: Path | None,
    as_of: dt.date | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    folder: Path,
    lang: str,
) -> None:
    """Write the slides of a briefing: standing, where, changes, who, why, what is asked."""
    from jinan_geo.pack.saved import read_view  # noqa: PLC0415 - as below
    from jinan_geo.pack.slides import write_slides  # noqa: PLC0415 - saves 1412 ms of every start

    view = read_view(saved) if saved else None
    whole, city = open_published(folder, audience, as_of=as_of)
    target = out or Path("slides.pptx")
    count, is_same = write_slides(target, city, lang, district, view)
    click.echo(say("cli.slides.written", lang, n=count, path=target))
    if not is_same:
        click.echo(say("cli.slides.another_page", lang, file=saved), err=True)
    sys.exit(tell_left_out(whole.workspace, lang).code)
