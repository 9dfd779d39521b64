"""The verb that takes data out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.opened import open_published
from jinan_geo.cli.options import as_of_option, audience_option, language_option, workspace_option
from jinan_geo.cli.outcome import tell_left_out
from jinan_geo.cli.say_export import print_delivered
from jinan_geo.cli.tables import tell
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

__all__ = ["export"]


@click.command(cls=Verb)
@click.argument(
    "form",
    metavar="FORMAT",
    type=click.Choice(["gpkg", "xlsx", "geojson", "parquet", "oc4ids", "summary"]),
)
@click.option(
    "--layer", "layers", metavar="ID", multiple=True, help="Only this layer; may be repeated."
)
@click.option(
    "--out",
    type=OutPath(),
    help="File or folder; default: the workspace's export/.",
)
@as_of_option
@audience_option
@workspace_option
@language_option
def export(  # noqa: PLR0913 - one argument an option
    form: str,
    layers: tuple[str, ...],
    out: Path | None,
    as_of: dt.date | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    folder: Path,
    lang: str,
) -> None:
    """Write the layers with their latest state: gpkg (styled for QGIS), xlsx, geojson, parquet.

    oc4ids writes the projects as a package of the open standard for infrastructure projects;
    summary the sums of the city without any project, for `province`.
    """
    from jinan_geo.export.deliver import export_city  # noqa: PLC0415 - saves 743 ms of every start

    whole, city = open_published(folder, audience, as_of=as_of, layers=layers)
    delivered = export_city(city, form, out, only=layers, lang=lang)
    print_delivered(delivered, [] if layers else city.withheld, lang)
    if form == "oc4ids" and city.workspace.manifest.oc4ids is None:
        tell(say("cli.export.draft", lang))
    sys.exit(tell_left_out(whole.workspace, lang).code)
