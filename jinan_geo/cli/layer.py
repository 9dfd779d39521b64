"""The verbs on layers: add a file as one, begin an empty one, list them, show one."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli import tables as terminal
from jinan_geo.cli.given import DataPath, given
from jinan_geo.cli.options import (
    key_option,
    language_option,
    reading_of,
    reading_options,
    workspace_option,
)
from jinan_geo.cli.outcome import outcome_of, tell_left_out
from jinan_geo.cli.printed import at_most
from jinan_geo.cli.say_doctor import print_diagnosis
from jinan_geo.cli.verb import Verbs
from jinan_geo.errors import show as shorten
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from jinan_geo.issues.issue import Issue

__all__ = ["layer"]

MOST_LINES = 30
MOST_EVIDENCE = 8

name_option = click.option("--name", help="The layer's name; default: the file's, or the id.")
theme_option = click.option("--theme", help="One of the workspace's themes.")


@click.group(cls=Verbs)
def layer() -> None:
    """Add, begin, list and show layers."""


@layer.command()
@click.argument("file", type=DataPath())
@click.option(
    "--id", "layer_id", required=True, help="Name of the layer's folder: a-z, 0-9, _ and -."
)
@name_option
@theme_option
@key_option
@click.option(
    "--money-unit", "money", metavar="UNIT", help="Of amounts whose heading says no unit."
)
@reading_options
@workspace_option
@language_option
def add(  # noqa: PLR0913 - one argument an option
    file: Path | str,
    layer_id: str,
    name: str | None,
    theme: str | None,
    key: str | None,
    money: str | None,
    folder: Path,
    lang: str,
    **reading: Any,  # noqa: ANN401 - of reading_options
) -> None:
    """Copy FILE into the workspace as a layer: find CRS, key, fields; write a checked manifest."""
    from jinan_geo.cli.say_layer import print_added  # noqa: PLC0415 - saves 99 ms of every start
    from jinan_geo.intake.add import Wanted, add_layer  # noqa: PLC0415 - saves 1118 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    path, said = given(file, reading_of(reading))
    wanted = Wanted(
        id=layer_id,
        name=name,
        theme=theme,
        key=key,
        crs=reading["crs"],
        money=money,
        ask_money=_asking(lang),
        reading=said,
    )
    added = add_layer(Workspace.open(folder, leave_out=True), path, wanted)
    with at_most(MOST_LINES, say("cli.layer.more", lang, layer=layer_id)):
        print_diagnosis(added.examined, lang, most=MOST_EVIDENCE)
        print_added(added.path, lang)
        with _unless_it_fails(added.path):
            code = _check(added.path.parents[1], layer_id, added.notes, lang)
    sys.exit(code)


def _asking(lang: str) -> Callable[[str, Sequence[str]], str] | None:
    """Give who asks for the unit of a column of money; nobody where nobody can answer."""
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        return None

    def ask(title: str, units: Sequence[str]) -> str:
        asked = say("cli.layer.ask_money", lang, title=shorten(title))
        return str(click.prompt(asked, type=click.Choice(units)))

    return ask


@layer.command()
@click.argument("layer_id", metavar="ID")
@click.option(
    "--geometry",
    type=click.Choice(["point", "line", "polygon"]),
    multiple=True,
    help="Types of geometry; default: point.",
)
@name_option
@theme_option
@workspace_option
@language_option
def new(  # noqa: PLR0913 - one argument an option
    layer_id: str,
    geometry: tuple[str, ...],
    name: str | None,
    theme: str | None,
    folder: Path,
    lang: str,
) -> None:
    """Begin an empty layer: its folder, a manifest, no features yet."""
    from jinan_geo.cli.say_layer import print_added  # noqa: PLC0415 - saves 99 ms of every start
    from jinan_geo.intake.add import Wanted, new_layer  # noqa: PLC0415 - saves 1118 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    wanted = Wanted(id=layer_id, name=name, theme=theme, geometry=geometry)
    print_added(new_layer(Workspace.open(folder, leave_out=True), wanted), lang)


@layer.command("list")
@workspace_option
@language_option
def list_layers(folder: Path, lang: str) -> None:
    """List the workspace's layers in their order, with what each holds."""
    from jinan_geo.cli.say_layer import print_layers  # noqa: PLC0415 - saves 99 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start

    city = prepare_city(Workspace.open(folder, leave_out=True))
    print_layers(city, lang)
    sys.exit(tell_left_out(city.workspace, lang).code)


@layer.command()
@click.argument("layer_id", metavar="ID")
@workspace_option
@language_option
def show(layer_id: str, folder: Path, lang: str) -> None:
    """Show one layer: its file, CRS, columns, fields, what it holds, its issues by severity."""
    from jinan_geo.cli.say_layer import print_layer  # noqa: PLC0415 - saves 99 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start

    workspace = Workspace.open(folder, leave_out=True)
    workspace.layer(layer_id)
    city = prepare_city(workspace)
    city.workspace.layer(layer_id)
    print_layer(city, layer_id, lang)


@contextmanager
def _unless_it_fails(made: Path) -> Iterator[None]:
    """Keep a new layer only if all within goes well."""
    try:
        yield
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _check(root: Path, layer_id: str, notes: list[Issue], lang: str) -> int:
    """Check the new layer among the others, as ``check`` does."""
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start

    city = prepare_city(Workspace.open(root, leave_out=True))
    city.workspace.layer(layer_id)
    issues = notes + [issue for issue in city.issues if issue.layer == layer_id]
    terminal.print_accounts([one for one in city.layers if one.id == layer_id], lang)
    terminal.print_issues(issues, lang)
    return outcome_of(issues).code
