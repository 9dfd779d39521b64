"""What is asked of a table of PostGIS, as SQL; every name is quoted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyproj
from pyproj.exceptions import ProjError

from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.errors import InputError, show, suggest
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.read.source import Reading

__all__ = ["SPATIAL", "TEXTS", "AskedTable", "DatabaseTable", "ask_table", "quote"]

SPATIAL = {"geometry", "geography"}
# Types that Python holds as they are; every other is asked for as text.
PLAIN = {"bool", "int2", "int4", "int8", "float8", "text", "varchar", "bpchar"}
TEXTS = {"text", "varchar", "bpchar"}
SHOWN = "EPSG:4326"
SHIFT_DEG = 0.02  # more than GCJ-02 and BD-09 are ever off


@dataclass(frozen=True)
class DatabaseTable:
    """A table or view of the database, with its columns and their types in order."""

    schema: str
    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    stored: bool

    @property
    def title(self) -> str:
        """The table as SQL has it."""
        return f"{quote(self.schema)}.{quote(self.name)}"


@dataclass(frozen=True)
class AskedTable:
    """A table, its geometry, and the columns that are wanted of it."""

    table: DatabaseTable
    spatial: str
    plain: list[str]

    def select(self, conditions: Sequence[str]) -> str:
        """Ask for the shape as WKB, its SRID, and the columns, in an order that stays."""
        shape = self.shape
        lines = f"ST_AsBinary(ST_CurveToLine({shape}))"
        parts = [
            f"case when ST_HasArc({shape}) then {lines} else ST_AsBinary({shape}) end",
            f"ST_SRID({shape})",
            *(_asked(title, self.table.columns[title]) for title in self.plain),
        ]
        whole = f"select {', '.join(parts)} from {self.table.title}"  # noqa: S608 - quoted
        rows = f" where {' and '.join(conditions)}" if conditions else ""
        order = [_ordered(title, self.table.columns[title]) for title in self.table.key]
        if not order and self.table.stored:
            order = ["ctid"]
        return f"{whole}{rows} order by {', '.join(order)}" if order else f"{whole}{rows}"

    @property
    def shape(self) -> str:
        """The geometry as SQL has it."""
        return f"{quote(self.spatial)}::geometry"

    def within(self, extent: Sequence[float], crs: pyproj.CRS, reading: Reading) -> str | None:
        """Say that a row lies in ``extent`` (degrees of WGS84), or nowhere; boxes are compared.

        ``crs`` is that of the table's numbers; None where it cannot hold such a box.
        """
        west, south, east, north = extent
        off = SHIFT_DEG if reading.overrules and reading.crs in TO_WGS84 else 0
        change = pyproj.Transformer.from_crs(SHOWN, crs, always_xy=True)
        asked = (west - off, south - off, east + off, north + off)
        try:
            found = [float(one) for one in change.transform_bounds(*asked)]
        except ProjError:
            return None
        if not all(map(math.isfinite, found)):
            return None
        x, y, x_to, y_to = found
        box = (y, x, y_to, x_to) if reading.swapped else (x, y, x_to, y_to)
        numbers = ", ".join(map(repr, box))
        return f"({self.shape} && ST_MakeEnvelope({numbers}) or {quote(self.spatial)} is null)"


def ask_table(name: str, table: DatabaseTable, only: Sequence[str]) -> AskedTable:
    """Choose the geometry and the columns; ``only`` names those that are wanted, if any.

    Raises
    ------
    InputError
        A column is not there, or not one geometry is left.
    """
    _require_known(name, table, only)
    spatial = [title for title, kind in table.columns.items() if kind in SPATIAL]
    named = [title for title in spatial if title in only] or spatial
    if len(named) == 1:
        wanted = {*only} - {*spatial} or {*table.columns} - {*spatial}
        return AskedTable(table, named[0], [title for title in table.columns if title in wanted])
    msg = say(
        "read.errors.postgis_columns",
        name=name,
        schema=table.schema,
        table=table.name,
        count=len(spatial),
        spatial=", ".join(spatial),
    )
    raise InputError(msg)


def _require_known(name: str, table: DatabaseTable, only: Sequence[str]) -> None:
    for title in only:
        if title not in table.columns:
            hint = suggest(title, [*table.columns])
            whole = f"{table.schema}.{table.name}"
            msg = say(
                "read.errors.postgis_only", name=name, column=show(title), table=whole, hint=hint
            )
            raise InputError(msg)


def quote(identifier: str) -> str:
    """Write a name as SQL has it."""
    return '"' + identifier.replace('"', '""') + '"'


def _asked(title: str, kind: str) -> str:
    return quote(title) if kind in PLAIN else f"{quote(title)}::text"


def _ordered(title: str, kind: str) -> str:
    """Order texts by code points: a database's own collation differs from server to server."""
    return f'{quote(title)} collate "C"' if kind in TEXTS else quote(title)
