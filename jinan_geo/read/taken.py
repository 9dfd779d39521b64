"""Which kind of file takes which choice of how it is read; what has no meaning is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.errors import UsageError, show
from jinan_geo.manifest.delivered import TableSpec
from jinan_geo.read.arrowtable import ARROW, PARQUET
from jinan_geo.read.markup import is_markup_table
from jinan_geo.read.sniff import sniff_kind
from jinan_geo.read.source import Reading, first_bytes
from jinan_geo.read.survey import PLOTS, POINTS
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["DATABASE", "beside_table", "require_taken", "with_sheet"]

DATABASE = "PostGIS"
MARKUP = "markup"
TABLES = {"CSV", "Excel", MARKUP}
PLACES = {*TABLES, "JSON", PARQUET, ARROW}  # these are tables without rows of headings
# Kinds of file in which each choice says something. A text of places may be in any encoding; what
# is no text states its own. TopoJSON is told from GeoJSON by whoever reads it.
TAKEN = {
    "sheet": {"Excel", MARKUP},
    "layer": {
        *("Excel", MARKUP, "GPKG", "LIBKML", "GPX", "GML", "OpenFileGDB", "FlatGeobuf", "DXF"),
        *("MapInfo File", "TopoJSON", DATABASE),
    },
    "sql-where": {DATABASE},
    "extent": {DATABASE},
    "skip-rows": TABLES,
    "header-rows": TABLES,
    "encoding": {
        *("CSV", MARKUP, "JSON", "GeoJSON", "TopoJSON", "ESRI JSON", "ESRI Shapefile", "DXF"),
        *("MapInfo File", PLOTS, POINTS),
    },
    "x": PLACES,
    "y": PLACES,
    "wkt": PLACES,
}
WHY = {
    "sheet": "no_sheets",
    "layer": "no_layers",
    "sql-where": "no_rows",
    "extent": "no_rows",
    "skip-rows": "no_headings",
    "header-rows": "no_headings",
    "encoding": "own_encoding",
    "x": "own_places",
    "y": "own_places",
    "wkt": "own_places",
}


def require_taken(path: Path, name: str, kind: str, reading: Reading) -> None:
    """See to it that each choice of a command line means something for this kind of file.

    Choices of a manifest pass: they may be of another of the layer's files.

    Raises
    ------
    UsageError
        Names every option that does not, and why.
    """
    if not reading.asked:
        return
    kind = _exactly(path, name, kind)
    faults = [
        _word(name, one)
        for one in _chosen(reading)
        if kind not in TAKEN[one] and one not in reading.elsewhere
    ]
    if faults:
        raise UsageError("\n".join(faults))


def _word(name: str, option: str) -> str:
    why = words_of("read.taken")[WHY[option]]
    return say("read.errors.not_taken", name=name, option=f"--{option}", why=why)


def beside_table(reading: Reading, path: Path, name: str) -> tuple[Reading, Reading]:
    """Give how features are read, and how the table at ``path`` that is joined to them.

    What the table takes may mean nothing for the features; a layer is one of theirs.

    Raises
    ------
    InputError
        The table is of no kind that is read.
    """
    rows = Reading(encoding=reading.encoding, table=reading.table)
    if next(_chosen(rows), None) is None:
        return reading, rows
    kind = _exactly(path, name, sniff_kind(path, name))
    taken = frozenset(one for one in _chosen(rows) if kind in TAKEN[one])
    return replace(reading, elsewhere=taken), rows


def _exactly(path: Path, name: str, kind: str) -> str:
    is_page = kind == "Excel" and is_markup_table(first_bytes(path, name))
    return MARKUP if is_page else kind


def _chosen(reading: Reading) -> Iterator[str]:
    table = reading.table or TableSpec()
    places = reading.coordinates
    said = {
        "sheet": table.sheet,
        "layer": reading.layer,
        "sql-where": reading.query.where,
        "extent": reading.query.extent,
        "skip-rows": table.skip_rows,
        "header-rows": table.header_rows,
        "encoding": reading.encoding,
        "x": places and places.x,
        "y": places and places.y,
        "wkt": places and places.wkt,
    }
    return (option for option, value in said.items() if value is not None)


def with_sheet(reading: Reading, name: str) -> Reading:
    """Take ``layer`` for the name of a sheet, since a workbook has no other layers.

    Raises
    ------
    UsageError
        It names another sheet than ``sheet`` does.
    """
    if reading.layer is None:
        return reading
    table = reading.table or TableSpec()
    if table.sheet not in {None, reading.layer}:
        sheets = {"sheet": show(table.sheet), "layer": show(reading.layer)}
        raise UsageError(say("read.errors.two_sheets", name=name, **sheets))
    return replace(reading, layer=None, table=table.model_copy(update={"sheet": reading.layer}))
