"""The verbs of the ledger that go through a workbook: out to a district, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jinan_geo.cli_options import audience_option, language_option, workspace_option

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["template"]


@click.command()
@click.option("--layer", "layer_id", metavar="ID", help="Only this layer; default: every one the district reports on.")
@click.option("--district", "code", metavar="CODE", required=True, help="The district, by its code.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day to report for; default: the end of the next period."
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write; default: in the workspace's workbooks/.")
@audience_option
@workspace_option
@language_option
def template(  # noqa: PLR0913 - one argument an option
    layer_id: str | None,
    code: str,
    as_of: dt.datetime | None,
    out: Path | None,
    audience: Any,  # noqa: ANN401 - one of click's choices
    folder: Path,
    lang: str,
) -> None:
    """Write a district's workbook: its projects, what they last reported, what is due, and the cells to fill in."""
    from jinan_geo.pipeline import prepare_city  # noqa: PLC0415 - imports cost a second; --help need not pay
    from jinan_geo.terminal_ledger_workbook import print_template  # noqa: PLC0415
    from jinan_geo.workbook.contents import gather_workbook  # noqa: PLC0415
    from jinan_geo.workbook.template import draw_workbook  # noqa: PLC0415
    from jinan_geo.workspace import Workspace  # noqa: PLC0415
    from jinan_geo.write import write_bytes  # noqa: PLC0415

    workspace = Workspace.open(folder)
    city = prepare_city(workspace)
    level = audience or workspace.manifest.audience
    workbook = gather_workbook(city, code, layer_id, as_of=as_of.date() if as_of else None, audience=level)
    path = out or workspace.root / "workbooks" / f"{code}_{layer_id or 'all'}_{workbook.as_of}.xlsx"
    write_bytes(path, draw_workbook(workbook))
    print_template(path, workbook, lang)
