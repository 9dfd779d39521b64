"""The verb that tells what changed between two editions."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.opened import open_published
from jinan_geo.cli.options import Day, audience_option, language_option, workspace_option
from jinan_geo.cli.outcome import faults_of, left_out_rows, print_json, tell_left_out
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

__all__ = ["compare"]


@click.command(cls=Verb)
@click.option("--from", "since", type=Day(), required=True, help="The earlier edition.")
@click.option("--to", "until", type=Day(), help="The later edition; default: the newest.")
@click.option(
    "--layer", "layers", metavar="ID", multiple=True, help="Only this layer; may be repeated."
)
@click.option(
    "--out",
    type=OutPath(),
    help="Folder for the files; default: the workspace's export/.",
)
@audience_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object; writes files only with --out."
)
@workspace_option
@language_option
def compare(  # noqa: PLR0913 - one argument an option
    since: dt.date,
    until: dt.date | None,
    layers: tuple[str, ...],
    out: Path | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    as_json: bool,  # noqa: FBT001 - click passes it by name
    folder: Path,
    lang: str,
) -> None:
    """Tell what changed between two editions: in the terminal, a workbook and a sealed page.

    Status, percent, money, dates, lights, places and sizes, plans, new, ended and renumbered
    projects. Set back are those with less done, a finish put off beyond the promise, or a plan
    lowered afterwards.
    """
    from jinan_geo.answers.changes import compare_editions  # noqa: PLC0415 - saves 444 ms of every start
    from jinan_geo.cli.say_compare import print_changes  # noqa: PLC0415 - saves 563 ms of every start
    from jinan_geo.export.changes import write_changes  # noqa: PLC0415 - saves 455 ms of every start
    from jinan_geo.publish.clearance import check_clearance  # noqa: PLC0415 - as above
    from jinan_geo.render.changes import render_changes  # noqa: PLC0415 - saves 1208 ms of every start

    whole, city = open_published(folder, audience, as_of=until, layers=layers)
    first, last = since, city.editions[-1] if city.editions else since
    changes = compare_editions(city, first, last, only=layers)
    files = []
    if out is not None or not as_json:
        check_clearance(city.workspace, city.audience, is_map=True)
        stem = (out or whole.workspace.root / "export") / f"changes-{first}-{last}"
        book, page = (stem.with_name(f"{stem.name}.{kind}") for kind in ("xlsx", "html"))
        files.append((book, write_changes(book, city, changes, first, last, lang)))
        files.append((page, write_text(page, render_changes(city, first, layers))))
    outcome = tell_left_out(whole.workspace, lang, quiet=as_json)
    if as_json:
        rows = json.loads(
            changes.drop(columns="feature").to_json(orient="records", date_format="iso")
        )
        answer = {"from": f"{first}", "to": f"{last}", "changes": rows}
        print_json({**answer, **left_out_rows(faults_of(whole.workspace))}, outcome, lang)
    else:
        print_changes(city, changes, first, last, files, lang)
    sys.exit(outcome.code)
