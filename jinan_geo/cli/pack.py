"""The verb ``pack``: what each district receives."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.options import as_of_option, audience_option, language_option, workspace_option
from jinan_geo.cli.outcome import tell_left_out
from jinan_geo.cli.say_pack import pack_progress, print_packs
from jinan_geo.cli.verb import OutPath, Verb

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from jinan_geo.city.city import City

__all__ = ["pack"]


@click.command(cls=Verb)
@click.option(
    "--district",
    "codes",
    metavar="CODE",
    multiple=True,
    help="Only this district; may be repeated; default: all, and the city.",
)
@click.option(
    "--out",
    type=OutPath(),
    help="Folder for the packs; default: the workspace's packs/.",
)
@as_of_option
@audience_option
@workspace_option
@language_option
def pack(  # noqa: PLR0913 - one argument an option
    codes: tuple[str, ...],
    out: Path | None,
    as_of: dt.date | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    folder: Path,
    lang: str,
) -> None:
    """Write a folder for each district, and the city: page, workbook, form, two-page brief."""
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pack.deliver import deliver_packs  # noqa: PLC0415 - saves 1412 ms of every start

    workspace = Workspace.open(folder, leave_out=True)
    target = out or workspace.root / "packs"
    cities: list[City] = []
    with pack_progress(lang) as on_pack:
        made = deliver_packs(
            workspace,
            target,
            only=codes,
            as_of=as_of,
            audience=audience,
            on_pack=on_pack,
            on_city=cities.append,
        )
    print_packs(made, target, lang)
    sys.exit(tell_left_out(cities[0].workspace, lang).code)
