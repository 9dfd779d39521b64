"""Rows with places in them become features."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError

from jinan_geo.coordinates.datum import find_named_system, find_old_datum
from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.read.assumed import PLAIN, note_assumed
from jinan_geo.read.guessed import say_likely
from jinan_geo.read.parteddegrees import join_degrees
from jinan_geo.read.places import find_places
from jinan_geo.read.points import build_places
from jinan_geo.read.source import Reading, Source, frame_of, lines_beside
from jinan_geo.read.table import Table
from jinan_geo.read.wkb import build_shapes
from jinan_geo.words import current_language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from jinan_geo.coordinates.datum import OldDatum

__all__ = ["place_rows", "place_table"]

MOST = 0.5


def place_rows(table: Table, name: str, kind: str, reading: Reading) -> Source:
    """Make features of the rows of a table; a row without a place is one without geometry.

    Raises
    ------
    InputError
        No columns of coordinates are found, or those that are named are not there.
    """
    spec = reading.coordinates
    if spec is None or spec.x not in table.cells:
        table = replace(table, cells=join_degrees(table.cells))
    spec = spec or find_places(table.cells, name)
    if spec is None:
        return _without_places(table, name, kind, reading)
    places = build_places(table.cells, spec, table.lines, name)
    used = list(filter(None, (spec.x, spec.y, spec.pair, spec.wkt)))
    notes = [*table.notes, *places.notes]
    if reading.coordinates is None:
        notes.append(Issue("coordinates-found", "", name, value=", ".join(used)))
    shapes, faults = build_shapes(np.array(places.data, dtype=object))
    system, datum = places.system, None
    if system is None and reading.crs is None:
        datum = _datum_in(used, table, name)
        system, told = _degrees_of(shapes, datum, table, name)
        notes += told
    said = list(map(_first_of, places.faults, faults))
    others = table.cells.drop(columns=used)
    kept = {str(title): _or_none(cells) for title, cells in others.items()}
    crs = _epsg(system)
    frame = frame_of(kept, shapes, said, crs)
    shifted = system if crs is None else None
    source = Source(frame, kind, table.encoding, notes, table.lines, table.typed, spec, shifted)
    return replace(source, filled=table.filled, points=table.points, datum=datum)


def _degrees_of(
    shapes: NDArray[np.object_], datum: OldDatum | None, table: Table, name: str
) -> tuple[str | None, list[Issue]]:
    """Give of which system degrees are that no heading names; metres stay open."""
    if not _are_degrees(shapes):
        return None, []
    if datum is not None:
        return datum.degrees, []
    named = _system_beside(table, name)
    if named is None:
        return PLAIN, [note_assumed(shapes, name)]
    system, words = named
    return system, [Issue("system-named", "", name, value=system, details={"words": words})]


def _system_beside(table: Table, name: str) -> tuple[str, str] | None:
    """The system that lines above or below the table name, or else the file, and in which words."""
    for told in (lines_beside(table.notes), [name]):
        found = {system: line for line in told if (system := find_named_system(line))}
        if found:
            return next(iter(found.items())) if len(found) == 1 else None
    return None


def _datum_in(titles: Sequence[str], table: Table, name: str) -> OldDatum | None:
    """The old datum that the headings name, or a line above or below the table, or the file."""
    found = map(find_old_datum, (" ".join(titles), *lines_beside(table.notes), name))
    return next(filter(None, found), None)


def place_table(cells: pd.DataFrame, name: str, crs: str | None = None) -> Source:
    """Make features of the rows of a frame of texts, None where nothing is, as ``place_rows``.

    ``crs`` is what the user says of the coordinates. Rows are counted from 1.
    """
    lines = list(range(1, len(cells) + 1))
    return place_rows(Table(cells, lines), name, "frame", Reading(crs=crs))


def _without_places(table: Table, name: str, kind: str, reading: Reading) -> Source:
    """Take every row as one without a place, where that was asked for and it is a table at all.

    Raises
    ------
    InputError
        It was not asked for, or these may be lines of any text.
    """
    cells = table.cells
    listed = ", ".join(map(str, cells.columns))
    if not reading.placeless or not _is_surely_table(table, name, kind):
        likely = getattr(say_likely(cells), current_language())
        raise InputError(say("read.errors.no_places", name=name, listed=listed, likely=likely))
    count = len(cells)
    details = {"count": count, **say_likely(cells).detail("likely")}
    note = Issue("no-places", "", name, value=listed, details=details)
    kept = {str(title): _or_none(cells[title]) for title in cells}
    nothing = [None] * count
    frame = frame_of(kept, nothing, nothing, None)
    notes = [*table.notes, note]
    source = Source(frame, kind, table.encoding, notes, table.lines, table.typed)
    return replace(source, points=table.points)


def _is_surely_table(table: Table, name: str, kind: str) -> bool:
    """Tell a workbook, or a text of several columns or called a table, from a text of any kind."""
    called = name.lower().endswith((".csv", ".tsv"))
    return kind == "Excel" or (kind == "CSV" and (called or table.cells.shape[1] > 1))


def _first_of(one: str | None, other: str | None) -> str | None:
    return one or other


def _or_none(cells: pd.Series[Any]) -> list[Any]:
    return [cell or None for cell in cells]


def _epsg(system: str | None) -> pyproj.CRS | None:
    try:
        return pyproj.CRS.from_user_input(system) if system else None
    except CRSError:  # no EPSG code: GCJ-02, BD-09, or a number that is none
        return None


def _are_degrees(shapes: NDArray[np.object_]) -> bool:
    """Tell whether most numbers can be longitudes and latitudes, in either order alike.

    The others are told row by row.
    """
    numbers = shapely.get_coordinates(shapes)
    if not len(numbers) or not np.isfinite(numbers).all():
        return False
    size = np.abs(numbers)
    fitting = [(size <= limits).all(axis=1).mean() for limits in ((180.0, 90.0), (90.0, 180.0))]
    return bool(max(fitting) > MOST)
