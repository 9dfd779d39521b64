"""The verb that tells who owes a report."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli.opened import open_published
from jinan_geo.cli.options import as_of_option, audience_option, language_option, workspace_option
from jinan_geo.cli.outcome import faults_of, left_out_rows, print_json, tell_left_out
from jinan_geo.cli.verb import OutPath, Verb
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

__all__ = ["provision"]


@click.command(cls=Verb)
@click.option("--out", type=OutPath(), help="The workbook; default: export/provision.xlsx.")
@as_of_option
@audience_option
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object; writes a file only with --out."
)
@workspace_option
@language_option
def provision(  # noqa: PLR0913 - one argument an option
    out: Path | None,
    as_of: dt.date | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    as_json: bool,  # noqa: FBT001 - click passes it by name
    folder: Path,
    lang: str,
) -> None:
    """Count reports due, come and overdue by district and month, and list projects that owe one."""
    from jinan_geo.answers.collection import collect  # noqa: PLC0415 - as below
    from jinan_geo.answers.reports import count_by_kind, list_due  # noqa: PLC0415 - saves 856 ms of every start
    from jinan_geo.cli.say_provision import print_provision  # noqa: PLC0415 - saves 791 ms of every start
    from jinan_geo.cli.tables import tell  # noqa: PLC0415 - as below
    from jinan_geo.export.provision import write_provision  # noqa: PLC0415 - saves 708 ms of every start

    whole, city = open_published(folder, audience, as_of=as_of)
    due = list_due(city)
    matrix = count_by_kind(due, city.districts.codes)
    found = collect(city)
    knows_days = bool(due["recorded_on"].notna().any())
    file = out or whole.workspace.root / "export" / "provision.xlsx"
    size = 0 if as_json and out is None else write_provision(file, city, lang)
    outcome = tell_left_out(whole.workspace, lang, quiet=as_json)
    if as_json:
        answer = {"knows_days": knows_days, "matrix": matrix.to_dict("records")}
        if found is not None:
            answer["open"] = found.as_json()
        print_json({**answer, **left_out_rows(faults_of(whole.workspace))}, outcome, lang)
    else:
        print_provision(city, matrix, file, size, lang, knows_days=knows_days)
        if found is not None:
            counts = {"reported": found.reported, "of": found.of}
            tell(say("cli.edition.collecting", lang, day=found.date, **counts))
    sys.exit(outcome.code)
