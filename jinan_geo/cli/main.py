"""The command line: parse, call, print, exit code; what is done stands in the modules called."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from jinan_geo.cli import tables as terminal
from jinan_geo.cli.actions import actions
from jinan_geo.cli.build import build
from jinan_geo.cli.check import check
from jinan_geo.cli.compare import compare
from jinan_geo.cli.count import count
from jinan_geo.cli.door import Door
from jinan_geo.cli.edition import edition
from jinan_geo.cli.export import export
from jinan_geo.cli.given import DataPath, given
from jinan_geo.cli.ground import ground
from jinan_geo.cli.init import init
from jinan_geo.cli.layer import layer
from jinan_geo.cli.ledger import ledger
from jinan_geo.cli.options import (
    json_option,
    key_option,
    language_option,
    reading_of,
    reading_options,
    strict_option,
)
from jinan_geo.cli.outcome import Outcome, print_json
from jinan_geo.cli.pack import pack
from jinan_geo.cli.province import province
from jinan_geo.cli.provision import provision
from jinan_geo.cli.say_doctor import answer_of, print_diagnosis
from jinan_geo.cli.serve import serve
from jinan_geo.cli.settle import settle
from jinan_geo.cli.slides import slides
from jinan_geo.cli.verb import OutPath
from jinan_geo.cli.year import year
from jinan_geo.write.files import write_text

__all__ = ["main"]


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jinan-geo", prog_name="jinan-geo")
def main() -> None:
    """Turn a city's urban-renewal plan into sealed maps.

    Exit codes: 0 done; 1 done, some records set aside and listed; 2 unusable input or wrong usage;
    3 environment; 4 locked; 5 resource limit; 6 refused by a safety rule.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console in another encoding shows a replacement rather than ending the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@main.command("map")
@click.argument("features", type=DataPath())
@click.argument("table", type=click.Path(path_type=Path), required=False)
@click.option(
    "--key",
    metavar="COLUMN",
    help="Column that both files have, A=B where it has two names; default, or auto: found by its "
    "values.",
)
@click.option(
    "--fold", is_flag=True, help="Join keys that differ only in width, case, blanks, zeros."
)
@click.option("--out", type=OutPath(), required=True, help="The page to write.")
@click.option("--name", help="Column with the name of each row.")
@click.option("--color", metavar="COLUMN", help="Column that colours the map at first.")
@click.option("--title", help="Title of the page; default: the features file's name.")
@json_option
@reading_options
@language_option
def map_page(  # noqa: PLR0913 - one argument an option
    features: Path | str,
    table: Path | None,
    key: str | None,
    fold: bool,  # noqa: FBT001 - click passes it by name
    out: Path,
    name: str | None,
    color: str | None,
    title: str | None,
    as_json: bool,  # noqa: FBT001 - click passes it by name
    lang: str,
    **reading: Any,  # noqa: ANN401 - of reading_options
) -> None:
    """Make one sealed page from any file of places, and any table joined to it by a key."""
    from jinan_geo.intake.mapped import WantedMap, map_files  # noqa: PLC0415 - saves 1010 ms of every start
    from jinan_geo.read import beside_table, name_of  # noqa: PLC0415 - saves 770 ms of every start

    path, said = given(features, reading_of(reading))
    other = said
    if table is not None:
        said, other = beside_table(said, table, name_of(table))
    wanted = WantedMap(
        key=key,
        crs=reading["crs"],
        name=name,
        title=title or Path(name_of(path)).stem,
        color=color,
        lang=lang,
        fold=fold,
        features=said,
        table=other,
    )
    drawn = map_files(path, table, wanted)
    size = write_text(out, drawn.map.figure.render())
    outcome = Outcome(set_aside=drawn.set_aside, nowhere=drawn.is_nowhere)
    if as_json:
        print_json(drawn.as_json(), outcome, lang)
        sys.exit(outcome.code)
    if drawn.notes:
        terminal.print_issues(drawn.notes, lang)
    faulty = sum(note.type == "unusable-geometry" for note in drawn.notes)
    terminal.print_map(out, size, drawn.map.figure.page, faulty, lang)
    sys.exit(outcome.code)


@main.command()
@click.argument("file", type=DataPath())
@click.option(
    "--workspace",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder that holds workspace.toml, for its districts and layers; default: "
    "here or above, if there is one.",
)
@click.option(
    "--anchor",
    "anchors",
    metavar="LAYER",
    multiple=True,
    help="Layer known to be right; default: all.",
)
@key_option
@strict_option
@reading_options
@json_option
@language_option
def doctor(  # noqa: PLR0913 - one argument an option
    file: Path | str,
    folder: Path | None,
    anchors: tuple[str, ...],
    key: str | None,
    strict: bool,  # noqa: FBT001 - click passes it by name
    as_json: bool,  # noqa: FBT001 - as above
    lang: str,
    **reading: Any,  # noqa: ANN401 - of reading_options
) -> None:
    """Tell which coordinate system a file is really in, how sure that is, and what to declare.

    Exit code 0: told; 1: features without a usable shape or possible place are set aside, and with
    --strict also where the file is not what it states or it cannot be told; 2: not readable.
    """
    from jinan_geo.intake.examine import examine_file  # noqa: PLC0415 - saves 728 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    if folder is not None or anchors:
        workspace: Workspace | None = Workspace.open(folder or Path(), leave_out=True)
    else:
        workspace = Workspace.find(Path(), leave_out=True)
    path, inner = given(file, reading_of(reading))
    examined = examine_file(path, workspace, anchors=anchors, reading=inner, key=key)
    outcome = Outcome(
        set_aside=examined.set_aside,
        warnings=not examined.diagnosis.is_as_declared,
        strict=strict,
    )
    if as_json:
        why = outcome.why(lang) if examined.set_aside else answer_of(examined, lang)
        said = {"exit_code": outcome.code, "why": why}
        click.echo(json.dumps({**examined.as_json(lang), **said}, ensure_ascii=False))
    else:
        print_diagnosis(examined, lang)
    sys.exit(outcome.code)


main.add_command(actions)
main.add_command(build)
main.add_command(check)
main.add_command(compare)
main.add_command(count)
main.add_command(edition)
main.add_command(export)
main.add_command(ground)
main.add_command(init)
main.add_command(layer)
main.add_command(ledger)
main.add_command(pack)
main.add_command(province)
main.add_command(provision)
main.add_command(serve)
main.add_command(settle)
main.add_command(slides)
main.add_command(year)
