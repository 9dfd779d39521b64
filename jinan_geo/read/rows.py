"""Rows of a query of PostGIS, part by part, as the cells and shapes that a file would have."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.issues.issue import Issue
from jinan_geo.read.query import TEXTS
from jinan_geo.read.wkb import build_shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import psycopg
    from numpy.typing import NDArray

    from jinan_geo.read.untyped import Cell

    Objects = NDArray[np.object_]

__all__ = ["ROWS", "ReadRows", "gather", "stream"]

ROWS = 32_768  # at most in a part
FIRST = 1_024  # in the first, which tells how long a row is
PART_BYTES = 64_000_000  # of shapes in a part, or nearly so
HALF = 0.5


@dataclass
class ReadRows:
    """What the parts said until now; ``srids`` counts the SRID of each shape."""

    columns: list[list[Objects]]
    shapes: list[Objects] = field(default_factory=list)
    faults: list[str | None] = field(default_factory=list)
    srids: Counter[int] = field(default_factory=Counter)
    notes: list[Issue] = field(default_factory=list)
    high: int = 0
    rows: int = 0


def stream(connection: psycopg.Connection, query: str) -> Iterator[list[tuple[Any, ...]]]:
    """Give the rows of a query in parts, by a cursor of the server; long rows in smaller ones."""
    with connection.cursor(name="jinan_geo", binary=True) as cursor:
        cursor.execute(query.encode())  # type: ignore[arg-type, unused-ignore]  # no placeholders
        count = FIRST
        while rows := cursor.fetchmany(count):
            yield rows
            size = sum(len(row[0]) for row in rows if row[0] is not None)
            count = max(1, min(ROWS, PART_BYTES * len(rows) // max(1, size)))


def gather(
    parts: Iterator[list[tuple[Any, ...]]], name: str, kinds: Sequence[str], into: ReadRows
) -> None:
    """Take each part in: shapes built, cells as a GeoPackage of the same rows has them.

    ``kinds`` are the types of the columns beyond shape and SRID. A shape that cannot be built is
    worded as a fault of its row.
    """
    for rows in parts:
        stored, srids, *columns = zip(*rows, strict=True)
        _add_shapes(into, name, _objects(stored))
        into.srids.update(srid for srid in srids if srid is not None)
        for told, cells, kind in zip(into.columns, columns, kinds, strict=True):
            told.append(_plain_cells(cells, kind))
        into.rows += len(rows)


def _add_shapes(into: ReadRows, name: str, stored: Objects) -> None:
    built, faults = build_shapes(stored)
    into.notes += [
        Issue("empty-geometry", "", name, row=into.rows + at + 1)
        for at in np.flatnonzero(shapely.is_missing(built)).tolist()
        if stored[at] is not None and faults[at] is None
    ]
    heads = Counter(one[:5] for one in stored if one is not None)
    into.high += sum(count for head, count in heads.items() if _is_high(head))
    into.shapes.append(built)
    into.faults += faults


def _is_high(head: bytes) -> bool:
    """Tell whether ISO WKB has a third number: its kind is one of 1001 to 1017 or 3001 to 3017."""
    kind = int.from_bytes(head[1:], "little" if head[0] else "big")
    return kind // 1000 in {1, 3}


def _plain_cells(cells: Sequence[Any], kind: str) -> Objects:
    """Give cells as Python's own values; equal ones are one object where most are."""
    convert = CONVERTED.get(kind, _as_it_is)
    if convert is _as_it_is and kind not in TEXTS:
        return _objects(cells)
    different = {*cells}
    if len(different) > HALF * len(cells):
        return _objects([one if one is None else convert(one) for one in cells])
    known = {one: convert(one) for one in different - {None}}
    return _objects([*map(known.get, cells)])


def _objects(cells: Sequence[Any]) -> Objects:
    told = np.empty(len(cells), dtype=object)
    told[:] = cells
    return told


def _as_it_is(cell: Any) -> Any:  # noqa: ANN401 - a cell of any kind
    return cell


def _plain_float(number: float) -> float | None:
    if math.isnan(number):
        return None
    return int(number) if number.is_integer() else number


def _plain_single(text: str) -> float | None:
    """Take a number of four bytes as the server writes it: widened it would grow digits."""
    return _plain_float(float(text))


def _plain_number(text: str) -> Cell:
    """Give a number whole where it is, exact otherwise: as a float or, failing that, as a text."""
    short = text.rstrip("0").rstrip(".") if "." in text else text
    if short.removeprefix("-").isdigit():
        return int(short)
    number = float(short)
    is_exact = math.isfinite(number) and Decimal(repr(number)) == Decimal(text)
    return number if repr(number) == short or is_exact else text


def _plain_moment(text: str) -> str:
    """Give midnight as its day; what Python has no date for stays as the server writes it."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat()


CONVERTED: dict[str, Callable[[Any], Any]] = {
    "float4": _plain_single,
    "float8": _plain_float,
    "numeric": _plain_number,
    "timestamp": _plain_moment,
}
