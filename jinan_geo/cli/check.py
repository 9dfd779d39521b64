"""The verb that lists what is wrong, in the layers of a workspace or in a file."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli import tables as terminal
from jinan_geo.cli.given import given, is_address
from jinan_geo.cli.options import (
    audience_option,
    json_option,
    key_option,
    language_option,
    reading_of,
    reading_options,
    refuse_reading,
    strict_option,
)
from jinan_geo.cli.outcome import Outcome, outcome_of, print_json
from jinan_geo.cli.say_doctor import print_diagnosis
from jinan_geo.cli.verb import OutPath, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.export.findings import Findings, OwnFindings

__all__ = ["check"]


@dataclass(frozen=True)
class Answer:
    """What was found; what of it is printed and what is handed out in files may be less."""

    told: Findings | OwnFindings
    given: Findings | None
    features: int
    refused: str = ""


@click.command(cls=Verb)
@click.argument("layers", nargs=-1, metavar="[LAYER]... | FILE")
@click.option(
    "--workspace",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder that holds workspace.toml; default: here or above.",
)
@click.option(
    "--out",
    type=OutPath(),
    help="Folder for issues.csv, issues.xlsx and issues.gpkg.",
)
@audience_option
@strict_option
@json_option
@key_option
@reading_options
@language_option
def check(  # noqa: PLR0913 - one argument an option
    layers: tuple[str, ...],
    folder: Path | None,
    out: Path | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    strict: bool,  # noqa: FBT001 - click passes it by name
    as_json: bool,  # noqa: FBT001 - as above
    key: str | None,
    lang: str,
    **reading: Any,  # noqa: ANN401 - of reading_options
) -> None:
    """List what is wrong, row by row, without building pages: in the workspace, or in one FILE.

    It prints everything, for who runs it has the data; with --audience, what that may read. The
    files of --out are always for an audience: they hold nothing of the layers and fields withheld
    from it.
    """
    file = _file_of(layers)
    if file is None:
        refuse_reading({**reading, "key": key})
        answer = _check_workspace(folder, layers, audience, writes=out is not None)
        if not as_json:
            terminal.print_accounts(answer.told.layers, lang)
    else:
        path, inner = given(file, reading_of(reading))
        said = {"key": key, "crs": reading["crs"], "reading": inner}
        answer = _check_file(path, folder, lang, said, quiet=as_json)
    if out and answer.given:
        _write(answer.given, out, lang)
    outcome = replace(outcome_of(answer.told.issues, strict=strict), refused=answer.refused)
    _tell(answer, outcome, lang, as_json=as_json)
    sys.exit(outcome.code)


def _file_of(arguments: Sequence[str]) -> Path | str | None:
    """Tell a file from ids of layers: those have neither a point nor a slash."""
    if len(arguments) != 1 or not {".", "/", "\\"} & set(arguments[0]):
        return None
    return arguments[0] if is_address(arguments[0]) else Path(arguments[0])


def _check_workspace(
    folder: Path | None,
    layers: Sequence[str],
    audience: Any,  # noqa: ANN401 - click gives the value
    *,
    writes: bool,
) -> Answer:
    from jinan_geo.export.findings import collect_findings, collect_own  # noqa: PLC0415 - saves 696 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - saves 1291 ms of every start
    from jinan_geo.publish.publish import publish  # noqa: PLC0415 - saves 698 ms of every start

    workspace = Workspace.open(folder or Path(), leave_out=True)
    workspace.require(layers)
    city = prepare_city(workspace)
    city.workspace.require(layers)
    found, given = collect_own(city, layers), None
    if writes or audience:
        level = audience or workspace.manifest.audience
        given = collect_findings(publish(city, level), layers)
    told = given if audience and given else found
    aside = sum(0 if layer.aside is None else len(layer.aside) for layer in told.layers)
    return Answer(told, given, sum(len(layer.features) for layer in told.layers) + aside)


def _check_file(
    file: Path, folder: Path | None, lang: str, said: dict[str, Any], *, quiet: bool
) -> Answer:
    from jinan_geo.export.findings import Findings  # noqa: PLC0415 - saves 696 ms of every start
    from jinan_geo.intake.loose import check_file  # noqa: PLC0415 - saves 1144 ms of every start
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - saves 204 ms of every start

    workspace = (
        Workspace.open(folder, leave_out=True)
        if folder is not None
        else Workspace.find(Path(), leave_out=True)
    )
    checked = check_file(file, workspace, **said)
    if not quiet:
        print_diagnosis(checked.examined, lang)
    found = Findings([checked.layer], checked.districts, None, checked.issues)
    return Answer(found, found, checked.features, checked.refused)


def _write(found: Findings, out: Path, lang: str) -> None:
    from jinan_geo.answers.quality import assess_quality  # noqa: PLC0415 - saves 177 ms of every start
    from jinan_geo.export.findings import write_issue_package, write_issue_workbook  # noqa: PLC0415 - saves 696 ms of every start
    from jinan_geo.export.issue_table import write_issues  # noqa: PLC0415 - saves 92 ms of every start

    write_issues(out / "issues.csv", found)
    quality = assess_quality(found.layers, found.districts, found.issues)
    write_issue_workbook(out / "issues.xlsx", found, quality, lang)
    write_issue_package(out / "issues.gpkg", found)


def _tell(answer: Answer, outcome: Outcome, lang: str, *, as_json: bool) -> None:
    """Print the issues and the quality."""
    from jinan_geo.answers.quality import assess_quality  # noqa: PLC0415 - saves 177 ms of every start
    from jinan_geo.cli.say_quality import print_quality  # noqa: PLC0415 - saves 760 ms of every start
    from jinan_geo.issues.alike import records_aside  # noqa: PLC0415 - saves 78 ms of every start
    from jinan_geo.issues.issue import issue_rows  # noqa: PLC0415 - saves 78 ms of every start

    told = answer.told
    if as_json:
        files = {layer.folder.features_file for layer in told.layers}
        aside = len(records_aside(issue for issue in told.issues if issue.file in files))
        counts = {"features": answer.features, "used": answer.features - aside}
        rows = [*issue_rows(told.issues)]
        print_json({**counts, "set_aside": outcome.set_aside, "issues": rows}, outcome, lang)
        return
    terminal.print_issues(told.issues, lang)
    print_quality(told, assess_quality(told.layers, told.districts, told.issues), lang)
    if outcome.refused:
        terminal.print_error(outcome.refused)
