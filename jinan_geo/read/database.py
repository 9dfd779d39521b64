"""Features of a PostGIS table, read in one read-only transaction.

The password is never in a manifest.

Through psycopg, because the GDAL that fiona and pyogrio bring has no driver for PostgreSQL
(docs/formats.md).
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from jinan_geo.errors import EnvironmentFault, InputError, show, suggest
from jinan_geo.read.source import Source, frame_of
from jinan_geo.read.stated import plain_crs
from jinan_geo.read.wkb import build_shapes
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from jinan_geo.read.source import Reading
    from jinan_geo.read.untyped import Cell

__all__ = ["CONNECT_SECONDS", "first_line", "is_database", "read_database"]

SCHEMES = ("postgresql://", "postgres://")
SPATIAL = {"geometry", "geography"}
# Types that Python holds as they are; every other is asked for as text.
PLAIN = {
    "bool", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "bpchar",
    "date", "timestamp",
}  # fmt: skip
TEXTS = {"text", "varchar", "bpchar"}
# Schemas of the server and of PostGIS.
SYSTEM = ("pg_", "tiger", "topology")
CONNECT_SECONDS = 10
LONGEST_WORD = 300
TABLES = """
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = any('{r,v,m,p,f}') and n.nspname not in ('information_schema', 'pg_catalog')
  and exists (select from pg_attribute a join pg_type t on t.oid = a.atttypid
              where a.attrelid = c.oid and not a.attisdropped and t.typname = any(%s))
order by 1, 2"""
COLUMNS = """
select a.attname, t.typname from pg_attribute a join pg_type t on t.oid = a.atttypid
where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum"""
PRIMARY_KEY = """
select a.attname from pg_index i
join unnest(i.indkey) with ordinality k(number, place) on true
join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
where i.indrelid = %s::regclass and i.indisprimary order by k.place"""
RELATION = "select relkind::text from pg_class where oid = %s::regclass"


@dataclass(frozen=True)
class DatabaseTable:
    """A table or view of the database, with its columns and their types in order."""

    schema: str
    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    stored: bool


def is_database(features: str) -> bool:
    """Whether ``features`` in ``layer.toml`` is the address of a database, not a file."""
    return features.startswith(SCHEMES)


def read_database(address: str, name: str, reading: Reading) -> Source:
    """Read one table or view; rows come in the order of its primary key, or as they are stored.

    ``address`` is ``postgresql://user@host:port/database``; libpq finds the password in
    ``PGPASSWORD`` or in ``~/.pgpass``. ``reading.layer`` names the table as ``schema.table``; a
    schema is needed where two have it. The frame has the CRS of the geometry column's SRID, or none
    where it has none; curves come as lines.

    Raises
    ------
    EnvironmentFault
        psycopg is not installed, or the server cannot be reached or refuses.
    InputError
        No such table, none or several geometry columns, or geometries of several SRIDs.
    """
    try:
        import psycopg  # noqa: PLC0415 - only for who reads a database
    except ImportError:
        msg = say("read.errors.postgis_psycopg", name=name)
        raise EnvironmentFault(msg) from None
    options = "-c default_transaction_read_only=on -c client_encoding=UTF8"
    try:
        with psycopg.connect(
            address, options=options, connect_timeout=CONNECT_SECONDS, application_name="jinan-geo"
        ) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            table = _find_table(connection, name, reading.layer)
            return _read_table(connection, name, table)
    except psycopg.OperationalError as error:
        msg = say("read.errors.postgis", name=name, first_line=first_line(error))
        raise EnvironmentFault(msg) from None
    except psycopg.Error as error:
        msg = say("read.errors.postgis_table", name=name, first_line=first_line(error))
        raise InputError(msg) from None


def first_line(error: Exception) -> str:
    """What the server says, in one line; it never repeats a password."""
    said = str(error).strip().splitlines() or [type(error).__name__]
    return "".join(letter if letter.isprintable() else " " for letter in said[0])[:LONGEST_WORD]


def _find_table(connection: psycopg.Connection, name: str, wanted: str | None) -> DatabaseTable:
    schema, table = _choose_table(_tables_of(connection), name, wanted)
    quoted = f"{_quote(schema)}.{_quote(table)}"
    described = connection.execute(COLUMNS, [quoted]).fetchall()
    columns = {str(title): str(kind) for title, kind in described}
    key = tuple(str(row[0]) for row in connection.execute(PRIMARY_KEY, [quoted]).fetchall())
    relation = connection.execute(RELATION, [quoted]).fetchone()
    stored = relation is not None and relation[0] == "r"
    return DatabaseTable(schema, table, columns, key, stored)


def _tables_of(connection: psycopg.Connection) -> list[tuple[str, str]]:
    """Give schema and name of the tables with a geometry that are somebody's own."""
    found = connection.execute(TABLES, [sorted(SPATIAL)]).fetchall()
    known = [(str(schema), str(table)) for schema, table in found]
    return [(schema, table) for schema, table in known if not schema.startswith(SYSTEM)]


def _choose_table(known: list[tuple[str, str]], name: str, wanted: str | None) -> tuple[str, str]:
    """Give the one table that is asked for by ``schema.table`` or ``table``, or the only one."""
    titles = [".".join(pair) for pair in known]
    fitting = [pair for pair in known if wanted in {None, ".".join(pair), pair[1]}]
    if len(fitting) == 1:
        return fitting[0]
    if wanted is None or fitting:
        known_ones = ", ".join(titles)
        msg = say("read.errors.tables", name=name, count=len(fitting), known=known_ones)
    else:
        hint = suggest(wanted, [*titles, *(table for _, table in known)])
        msg = say("read.errors.no_such_table", name=name, table=show(wanted), hint=hint)
    raise InputError(msg)


def _quote(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _read_table(connection: psycopg.Connection, name: str, table: DatabaseTable) -> Source:
    spatial = _spatial_column(name, table)
    plain = [title for title in table.columns if title != spatial]
    rows = connection.execute(_query_of(table, spatial, plain)).fetchall()
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row[0] for row in rows]
    built, faults = build_shapes(shapes)
    crs = _known_crs(connection, name, Counter(row[1] for row in rows if row[1] is not None))
    columns = {title: _plain_column(rows, at) for at, title in enumerate(plain, 2)}
    return Source(frame_of(columns, built, faults, crs), "PostGIS")


def _spatial_column(name: str, table: DatabaseTable) -> str:
    spatial = [title for title, kind in table.columns.items() if kind in SPATIAL]
    if len(spatial) == 1:
        return spatial[0]
    msg = say(
        "read.errors.postgis_columns",
        name=name,
        schema=table.schema,
        table=table.name,
        count=len(spatial),
        spatial=", ".join(spatial),
    )
    raise InputError(msg)


def _query_of(table: DatabaseTable, spatial: str, plain: list[str]) -> str:
    """Ask for the shape as WKB, its SRID, and the ``plain`` columns, in an order that stays."""
    shape = f"{_quote(spatial)}::geometry"
    lines = f"ST_AsBinary(ST_CurveToLine({shape}))"
    parts = [
        f"case when ST_HasArc({shape}) then {lines} else ST_AsBinary({shape}) end",
        f"ST_SRID({shape})",
        *(_asked(title, table.columns[title]) for title in plain),
    ]
    whole = f"{_quote(table.schema)}.{_quote(table.name)}"
    query = f"select {', '.join(parts)} from {whole}"  # noqa: S608 - quoted above
    order = [_ordered(title, table.columns[title]) for title in table.key]
    if not order and table.stored:
        order = ["ctid"]
    return f"{query} order by {', '.join(order)}" if order else query


def _asked(title: str, kind: str) -> str:
    return _quote(title) if kind in PLAIN else f"{_quote(title)}::text"


def _ordered(title: str, kind: str) -> str:
    """Order texts by code points: a database's own collation differs from server to server."""
    return f'{_quote(title)} collate "C"' if kind in TEXTS else _quote(title)


def _plain_column(rows: Sequence[Sequence[Any]], at: int) -> list[Any]:
    return [_plain_cell(row[at]) for row in rows]


def _plain_cell(cell: Cell) -> Cell:
    """Give what the same value from a GeoPackage would be.

    Whole numbers whole, days as ``2025-01-31``.
    """
    if isinstance(cell, Decimal):
        return _plain_number(cell)
    if isinstance(cell, float):
        return _plain_float(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def _plain_float(number: float) -> float | None:
    if math.isnan(number):
        return None
    return int(number) if number.is_integer() else number


def _plain_number(number: Decimal) -> int | float | str:
    if number.is_finite() and number == number.to_integral_value():
        return int(number)
    is_exact = number.is_finite() and Decimal(repr(float(number))) == number
    return float(number) if is_exact else str(number)


def _known_crs(connection: psycopg.Connection, name: str, srids: Counter[int]) -> pyproj.CRS | None:
    if len(srids) > 1:
        counts = ", ".join(f"{srid} ({count})" for srid, count in sorted(srids.items()))
        msg = say("read.errors.postgis_srids", name=name, counts=counts)
        raise InputError(msg)
    srid = next(iter(srids), 0)
    row = connection.execute(
        "select auth_name, auth_srid, srtext from spatial_ref_sys where srid = %s", [srid]
    ).fetchone()
    if row is None:
        return None
    authority, code, text = row
    stated: Sequence[str] = [f"{authority}:{code}"] if authority else [text]
    return plain_crs(pyproj.CRS.from_user_input(stated[0]))
