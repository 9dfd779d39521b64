"""The verb that counts points too many for a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jinan_geo.cli.engine import engine_options, hired_of
from jinan_geo.cli.options import json_option, language_option, workspace_option
from jinan_geo.cli.verb import CountPath, Verb
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from jinan_geo.city.counts import PointCounts
    from jinan_geo.city.districts import Districts

__all__ = ["count"]


@click.command(cls=Verb)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=CountPath(),
    help="A file to write to: .csv, a row for each district, or .geojson, a square for each cell.",
)
@click.option(
    "--cell",
    "cell_m",
    type=click.IntRange(1, 1_000_000),
    default=1000,
    metavar="METRES",
    help="Side of a cell; default 1000.",
)
@click.option(
    "--crs",
    metavar="CRS",
    help="In the place of the file's: EPSG:4326 or another code, GCJ-02, BD-09.",
)
@engine_options
@json_option
@workspace_option
@language_option
def count(  # noqa: PLR0913 - one argument an option
    file: Path,
    out: Path | None,
    cell_m: int,
    crs: str | None,
    engine: str,
    scheduler: str | None,
    jobs: int | None,
    as_json: bool,  # noqa: FBT001 - click passes it by name
    folder: Path,
    lang: str,
) -> None:
    """Count the points of a GeoParquet by district and by square cell, however many there are.

    FILE is streamed. Points outside every district, and without a place, are told beside them.
    """
    from jinan_geo.city.counts import count_points  # noqa: PLC0415 - saves 700 ms of every start
    from jinan_geo.city.place import locate_districts  # noqa: PLC0415 - as above
    from jinan_geo.cli.outcome import Outcome, print_json  # noqa: PLC0415 - as above
    from jinan_geo.coordinates.crs import metric_crs  # noqa: PLC0415 - as above
    from jinan_geo.export.counts import write_counts  # noqa: PLC0415 - as above
    from jinan_geo.intake.said import said_crs  # noqa: PLC0415 - as above
    from jinan_geo.manifest.workspace import Workspace  # noqa: PLC0415 - as above
    from jinan_geo.read import read_layer_whole  # noqa: PLC0415 - as above

    hired = hired_of(engine, scheduler, jobs)
    stated = None if crs is None else said_crs(crs)
    workspace = Workspace.open(folder)
    metres = metric_crs(workspace.manifest.metric_crs)
    layer = workspace.layer(workspace.manifest.districts)
    districts = locate_districts(read_layer_whole(layer).features, metres)
    with hired.open() as workers:
        counts = count_points(
            file, file.name, districts, metres, cell_m=cell_m, engine=workers, stated=stated
        )
    size = None if out is None else write_counts(out, counts, districts, metres, cell_m)
    outcome = Outcome(set_aside=counts.placeless)
    if as_json:
        print_json(_answer(counts, districts), outcome, lang)
    else:
        _print(counts, districts, cell_m, lang)
    if out is not None and size is not None and not as_json:
        click.echo(say("cli.count.written", lang, file=out, size=round(size / 1000)))
    sys.exit(outcome.code)


def _answer(counts: PointCounts, districts: Districts) -> dict[str, object]:
    by_district = dict(zip(districts.codes, counts.districts.tolist(), strict=True))
    return {
        "points": counts.points,
        "districts": by_district,
        "outside": counts.outside,
        "placeless": counts.placeless,
        "cells": len(counts.cells),
    }


def _print(counts: PointCounts, districts: Districts, cell_m: int, lang: str) -> None:
    from jinan_geo.cli.tables import print_table, tell  # noqa: PLC0415 - as above

    names = districts.names_zh if lang == "zh" else districts.names_en
    other = words_of("cli.count.rows", lang)
    rows = [
        *zip(names, counts.districts.tolist(), strict=True),
        (other["outside"], counts.outside),
        (other["placeless"], counts.placeless),
        (other["all"], counts.points),
    ]
    print_table(
        words_of("cli.count.columns", lang),
        [(name, f"{number:,}") for name, number in rows],
        right=["points"],
    )
    most = int(counts.cells[:, 2].max(initial=0))
    tell(
        say("cli.count.cells", lang, cells=f"{len(counts.cells):,}", side=cell_m, most=f"{most:,}")
    )
