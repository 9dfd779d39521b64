"""The verbs on the ground: add a file to it, list what it is made of, take a file out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.given import DataPath, given
from jinan_geo.cli.options import language_option, reading_of, reading_options, workspace_option
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.cli.verb import Verbs
from jinan_geo.errors import SET_ASIDE
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.intake.ground import AddedGround

__all__ = ["ground"]


@click.group(cls=Verbs)
def ground() -> None:
    """Keep roads, water and names to lie under the data."""


@ground.command()
@click.argument("file", type=DataPath())
@click.option("--class", "name", metavar="CLASS", help="Of every feature; default: by its tags.")
@click.option(
    "--where", metavar="EXPR", help="Take only COLUMN=VALUE|VALUE; several joined by `and`."
)
@click.option("--credit", help="What pages say of whose it is.")
@click.option("--licence", help="The licence that it may be shown under.")
@click.option(
    "--to-zoom",
    type=click.IntRange(5, 18),
    help="Last zoom it is drawn at: 11 for outlines of 1:10 million.",
)
@reading_options
@workspace_option
@language_option
def add(  # noqa: PLR0913 - one argument an option
    file: Path | str,
    name: str | None,
    where: str | None,
    credit: str | None,
    licence: str | None,
    to_zoom: int | None,
    folder: Path,
    lang: str,
    **reading: Any,  # noqa: ANN401 - of reading_options
) -> None:
    """Add FILE to the ground: an extract of OpenStreetMap, or any vector file or PostGIS table.

    Classes go by OpenStreetMap's tags, by a column `class`, by the tables of workspace.toml
    ([ground.classes]), or are said with --class. The same file again takes its own place.
    """
    from jinan_geo.intake.ground import WantedGround, add_ground  # noqa: PLC0415 - saves 1118 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    path, said = given(file, reading_of(reading))
    wanted = WantedGround(
        name=name,
        where=where,
        crs=reading["crs"],
        credit=credit,
        licence=licence,
        to_zoom=to_zoom,
        reading=said,
    )
    added = add_ground(Workspace.open(folder, leave_out=True), path, wanted)
    print_table(words_of("cli.ground.classes", lang), list(added.classes.items()), right=["rows"])
    tell(say("cli.ground.added", lang, key=added.source.key, rows=added.source.features))
    _tell_left_out(added, lang)
    if added.assumed:
        tell(say("cli.ground.assumed", lang, crs=added.assumed))
    if not added.source.credit:
        tell(say("cli.ground.creditless", lang))
    sys.exit(SET_ASIDE if added.without_shape or added.misshapen else 0)


def _tell_left_out(added: AddedGround, lang: str) -> None:
    classless, shapeless = added.without_class, added.without_shape
    misshapen, elsewhere = added.misshapen, added.elsewhere
    if classless:
        tell(say("cli.ground.classless", lang, count=classless))
    if shapeless:
        tell(say("cli.ground.shapeless", lang, count=shapeless))
    if misshapen:
        tell(say("cli.ground.misshapen", lang, count=misshapen))
    if elsewhere:
        tell(say("cli.ground.elsewhere", lang, count=elsewhere))


@ground.command("list")
@workspace_option
@language_option
def list_ground(folder: Path, lang: str) -> None:
    """List the files that the ground is made of."""
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.read.ground import GROUND_FILE, ground_sources  # noqa: PLC0415 - as above

    sources = ground_sources(Workspace.open(folder, leave_out=True).root / GROUND_FILE)
    if not sources:
        tell(say("cli.ground.none", lang))
        return
    rows = [
        (
            one.key,
            one.format,
            one.features,
            one.left_out,
            one.to_zoom or "",
            one.credit,
            one.licence,
        )
        for one in sources
    ]
    right = ["features", "left_out", "to_zoom"]
    print_table(words_of("cli.ground.columns", lang), rows, right=right, fold=["key", "credit"])


@ground.command()
@click.argument("key", metavar="[FILE]", required=False)
@workspace_option
@language_option
def remove(key: str | None, folder: Path, lang: str) -> None:
    """Take FILE, as `ground list` names it, out of the ground; without a name all of it."""
    from jinan_geo.intake.ground import remove_ground  # noqa: PLC0415 - saves 1118 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    for one in remove_ground(Workspace.open(folder, leave_out=True), key):
        tell(say("cli.ground.removed", lang, key=one))
