"""The verbs on layers: add a file as one, begin an empty one, list them, show one."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli import tables as terminal
from jinan_geo.cli.given import DataPath, given, is_address
from jinan_geo.cli.layer_update import remove, update
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
from jinan_geo.errors import SET_ASIDE, UsageError
from jinan_geo.errors import show as shorten
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.intake.add import Wanted
    from jinan_geo.issues.issue import Issue

__all__ = ["layer"]

MOST_LINES = 30
MOST_EVIDENCE = 8

name_option = click.option("--name", help="The layer's name; default: the file's, or the id.")
theme_option = click.option("--theme", help="One of the workspace's themes.")


@click.group(cls=Verbs)
def layer() -> None:
    """Add, begin, list and show layers; take one delivered again; end one."""


layer.add_command(update)
layer.add_command(remove)


@layer.command()
@click.argument("file", type=DataPath())
@click.option(
    "--id",
    "layer_id",
    help="Name of the layer's folder: a-z, 0-9, _ and -; with --all what the names begin with.",
)
@click.option(
    "--all",
    "is_all",
    is_flag=True,
    help="Each sheet, folder or layer of FILE as a layer of its own.",
)
@name_option
@theme_option
@key_option
@click.option(
    "--money-unit", "money", metavar="UNIT", help="Of amounts whose heading says no unit."
)
@click.option(
    "--role",
    type=click.Choice(["projects", "context"]),
    help="Whether progress is reported of it; default: where it has dates, money or stages.",
)
@reading_options
@workspace_option
@language_option
def add(  # noqa: PLR0913 - one argument an option
    file: Path | str,
    layer_id: str | None,
    is_all: bool,  # noqa: FBT001 - click passes it by name
    name: str | None,
    theme: str | None,
    key: str | None,
    money: str | None,
    role: str | None,
    folder: Path,
    lang: str,
    **reading: Any,  # noqa: ANN401 - of reading_options
) -> None:
    """Copy FILE into the workspace as a layer: find CRS, key, fields; write a checked manifest.

    With --all each sheet of a workbook, each folder of a KML, each layer of a GeoPackage or of an
    archive becomes a layer of its own; what was done is said of each, and one that fails leaves
    nothing behind.
    """
    from jinan_geo.intake.add import Wanted  # noqa: PLC0415 - saves 1118 ms of every start

    _refuse_contradictions(file, layer_id, name, reading, is_all=is_all)
    path, said = given(file, reading_of(reading))
    wanted = Wanted(
        id=layer_id or "",
        name=name,
        theme=theme,
        key=key,
        crs=reading["crs"],
        money=money,
        ask_money=_asking(lang),
        reading=said,
        role=role,
    )
    sys.exit(_add_all(folder, path, wanted, lang) if is_all else _add(folder, path, wanted, lang))


def _refuse_contradictions(
    file: Path | str,
    layer_id: str | None,
    name: str | None,
    reading: Mapping[str, Any],
    *,
    is_all: bool,
) -> None:
    """See to it that one layer has an id, and that of all none is named.

    Raises
    ------
    UsageError
        Says which option is missing or too many.
    """
    if not is_all and layer_id is None:
        raise UsageError(say("cli.errors.give_id"))
    if not is_all:
        return
    said = {"--name": name, "--sheet": reading["sheet"], "--layer": reading["inner"]}
    named = [option for option, value in said.items() if value is not None]
    if named or is_address(file):
        raise UsageError(say("cli.errors.all_or_one", option=", ".join(named) or "postgresql://"))


def _add(folder: Path, path: Path, wanted: Wanted, lang: str) -> int:
    """Add a file as one layer."""
    from jinan_geo.cli.say_layer import print_added  # noqa: PLC0415 - saves 99 ms of every start
    from jinan_geo.intake.add import add_layer  # noqa: PLC0415 - saves 1118 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    added = add_layer(Workspace.open(folder, leave_out=True), path, wanted)
    with at_most(MOST_LINES, say("cli.layer.more", lang, layer=wanted.id)):
        print_diagnosis(added.examined, lang, most=MOST_EVIDENCE)
        print_added(added.path, lang)
        with _unless_it_fails(added.path):
            return _check(added.path.parents[1], wanted.id, added.notes, lang)


def _add_all(folder: Path, path: Path, wanted: Wanted, lang: str) -> int:
    """Add each part of a file as a layer: 2 where none is, 1 where one failed or lost a row."""
    from jinan_geo.cli.say_layer import print_parts  # noqa: PLC0415 - saves 99 ms of every start
    from jinan_geo.intake.parts import add_parts  # noqa: PLC0415 - saves 1291 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start

    root = Workspace.open(folder, leave_out=True).root
    parts = add_parts(root, path, wanted, prepare=prepare_city)
    print_parts(parts, lang)
    made = [part for part in parts if part.layer is not None]
    if not made:
        return UsageError.exit_code
    code = outcome_of(issue for part in made for issue in part.issues).code
    return code if len(made) == len(parts) else SET_ASIDE


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
    issues = [issue for issue in city.issues if issue.layer == layer_id]
    if notes:  # said now or never: check knows the layer and not the file as it came
        terminal.print_issues(notes, lang)
    terminal.print_accounts([one for one in city.layers if one.id == layer_id], lang)
    terminal.print_issues(issues, lang)
    return outcome_of([*notes, *issues]).code
