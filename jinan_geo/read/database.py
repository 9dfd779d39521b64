"""Features of a PostGIS table, streamed in one read-only transaction: all parts are of one moment.

The server leaves out what is not asked for, and no more than a part of the rows is here at a time
beside the layer itself. The password is never in a manifest.

Through psycopg, because the GDAL that fiona and pyogrio bring has no driver for PostgreSQL
(docs/formats.md).
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
from pyproj.exceptions import CRSError

from jinan_geo.coordinates.crs import stored_crs
from jinan_geo.errors import EnvironmentFault, InputError, show, suggest
from jinan_geo.issues.issue import Issue
from jinan_geo.read.query import SPATIAL, AskedTable, DatabaseTable, ask_table, quote
from jinan_geo.read.rows import ReadRows, gather, stream
from jinan_geo.read.source import Source, frame_of
from jinan_geo.read.stated import plain_crs
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg
    from numpy.typing import NDArray

    from jinan_geo.read.source import Reading

__all__ = ["CONNECT_SECONDS", "first_line", "is_database", "read_database"]

SCHEMES = ("postgresql://", "postgres://")
# Schemas of the server and of PostGIS.
SYSTEM = ("pg_", "tiger", "topology")
CONNECT_SECONDS = 10
# A server that is gone without a word is missed within a minute or so.
CONNECTING: dict[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    "application_name": "jinan-geo",
    "client_encoding": "UTF8",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
SETTLED = {
    "datestyle": "ISO, YMD",
    "extra_float_digits": "1",
    "standard_conforming_strings": "on",
    "cursor_tuple_fraction": "1",
}
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


def is_database(features: str) -> bool:
    """Whether ``features`` in ``layer.toml`` is the address of a database, not a file."""
    return features.startswith(SCHEMES)


def read_database(address: str, name: str, reading: Reading) -> Source:
    """Read one table or view; rows come in the order of its primary key, or as they are stored.

    ``address`` is ``postgresql://user@host:port/database``; libpq finds the password in
    ``PGPASSWORD`` or in ``~/.pgpass``. ``reading.layer`` names the table as ``schema.table``; a
    schema is needed where two have it. ``reading.query`` says which rows and columns are asked for.
    The frame has the CRS of the geometry column's SRID, or none where it has none; curves come as
    lines. All rows come, or none do.

    Raises
    ------
    EnvironmentFault
        psycopg is not installed, or the server cannot be reached, refuses, takes too long or goes.
    InputError
        No such table, none or several geometry columns, geometries of several SRIDs, or the server
        does not understand the condition.
    """
    try:
        import psycopg  # noqa: PLC0415 - only for who reads a database
    except ImportError:
        msg = say("read.errors.postgis_psycopg", name=name)
        raise EnvironmentFault(msg) from None
    gathered = ReadRows([])
    with _worded(name, reading, gathered), psycopg.connect(address, **CONNECTING) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        _settle(connection, reading.query.timeout_s)
        table = _find_table(connection, name, reading.layer)
        asked = ask_table(name, table, reading.query.only)
        return _read_table(connection, name, asked, reading, gathered)


@contextmanager
def _worded(name: str, reading: Reading, gathered: ReadRows) -> Iterator[None]:
    """Say what a server says in words that tell what to do."""
    from psycopg import Error as AnyError  # noqa: PLC0415 - as above
    from psycopg import OperationalError, errors  # noqa: PLC0415 - as above

    try:
        yield
    except errors.QueryCanceled as error:
        said = {"name": name, "first_line": first_line(error)}
        msg = say("read.errors.postgis_slow", seconds=reading.query.timeout_s, **said)
        raise EnvironmentFault(msg) from None
    except OperationalError as error:
        said = {"name": name, "first_line": first_line(error)}
        if gathered.rows:
            msg = say("read.errors.postgis_lost", rows=gathered.rows, **said)
        else:
            msg = say("read.errors.postgis", **said)
        raise EnvironmentFault(msg) from None
    except errors.InsufficientPrivilege as error:
        msg = say("read.errors.postgis_table", name=name, first_line=first_line(error))
        raise InputError(msg) from None
    except AnyError as error:
        msg = say("read.errors.postgis_stopped", name=name, first_line=first_line(error))
        raise InputError(msg) from None


def _settle(connection: psycopg.Connection, timeout_s: int) -> None:
    """Have the server write days and numbers as this program reads them, and not take for ever."""
    for setting, value in {**SETTLED, "statement_timeout": f"{timeout_s}s"}.items():
        connection.execute("select set_config(%s, %s, true)", [setting, value])


def first_line(error: Exception) -> str:
    """What the server says, in one line; it never repeats a password."""
    said = str(error).strip().splitlines() or [type(error).__name__]
    return "".join(letter if letter.isprintable() else " " for letter in said[0])[:LONGEST_WORD]


def _find_table(connection: psycopg.Connection, name: str, wanted: str | None) -> DatabaseTable:
    schema, table = _choose_table(_tables_of(connection), name, wanted)
    quoted = f"{quote(schema)}.{quote(table)}"
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


def _read_table(
    connection: psycopg.Connection,
    name: str,
    asked: AskedTable,
    reading: Reading,
    gathered: ReadRows,
) -> Source:
    kinds = [asked.table.columns[title] for title in asked.plain]
    gathered.columns = [[] for _ in kinds]
    conditions = _conditions(connection, name, asked, reading)
    gather(stream(connection, asked.select(conditions)), name, kinds, gathered)
    crs = _known_crs(connection, name, gathered.srids)
    columns = {}
    for title, parts in zip(asked.plain, gathered.columns, strict=True):
        columns[title] = _joined(parts)
        parts.clear()
    notes = [*gathered.notes]
    if gathered.high:
        notes.append(Issue("height-dropped", "", name, value=gathered.high))
    if reading.query.is_part:
        notes.append(Issue("rows-asked", "", name, value=gathered.rows))
    frame = frame_of(columns, _joined(gathered.shapes), gathered.faults, crs)
    return Source(frame, "PostGIS", notes=notes)


def _joined(parts: Sequence[NDArray[np.object_]]) -> NDArray[np.object_]:
    return np.concatenate([np.empty(0, dtype=object), *parts])


def _conditions(
    connection: psycopg.Connection, name: str, asked: AskedTable, reading: Reading
) -> list[str]:
    """Say which rows are asked for, once the server has said that it understands."""
    conditions = []
    if reading.query.where is not None:
        conditions.append(f"({reading.query.where})")
        _require_understood(connection, name, asked, reading.query.where)
    if reading.query.extent is not None:
        crs = _numbers_of(connection, name, asked, reading)
        within = asked.within(reading.query.extent, crs, reading)
        if within is None:
            raise InputError(say("read.errors.postgis_extent", name=name))
        conditions.append(within)
    return conditions


def _require_understood(
    connection: psycopg.Connection, name: str, asked: AskedTable, where: str
) -> None:
    from psycopg import DataError, ProgrammingError, errors  # noqa: PLC0415 - as above

    try:
        connection.execute(f"explain select from {asked.table.title} where ({where})".encode())
    except errors.InsufficientPrivilege:
        raise
    except (ProgrammingError, DataError) as error:
        known = ", ".join(asked.table.columns)
        said = {"name": name, "where": show(where), "first_line": first_line(error)}
        raise InputError(say("read.errors.postgis_where", known=known, **said)) from None


def _numbers_of(
    connection: psycopg.Connection, name: str, asked: AskedTable, reading: Reading
) -> pyproj.CRS:
    """Give the CRS of a table's numbers: as stated, else of its first shape."""
    if reading.overrules and reading.crs is not None:
        try:
            return stored_crs(reading.crs)
        except CRSError:
            said = {"layer": name, "name": show(reading.crs)}
            raise InputError(say("read.errors.crs_unknown", **said)) from None
    some = f"select ST_SRID({asked.shape}) from {asked.table.title} "  # noqa: S608 - quoted
    some += f"where {quote(asked.spatial)} is not null limit 1"
    row = connection.execute(some.encode()).fetchone()
    crs = _known_crs(connection, name, Counter([int(row[0])] if row else []))
    if crs is None and row is not None:
        raise InputError(say("read.errors.postgis_extent", name=name))
    return crs or stored_crs("EPSG:4326")


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
