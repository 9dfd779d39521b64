"""GeoPackages and SpatiaLite, which are databases: whether one may be opened."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError, RefusedError, show
from jinan_geo.read.source import first_bytes
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["require_plain_tables"]

SAFE_TABLES = (
    "using rtree", "using fts", "using virtualspatialindex", "using virtualelementary",
    "using virtualknn",
)  # fmt: skip
SPATIAL = "SELECT count(*) FROM sqlite_master WHERE lower(name) = 'geometry_columns'"
VIRTUAL = "SELECT lower(sql) FROM sqlite_master WHERE type = 'table' AND sql LIKE '%virtual%table%'"


def require_plain_tables(path: Path, name: str) -> str:
    """Refuse a database that holds no places, or whose tables are programs.

    Virtual tables open other files. Gives what the database is called: GeoPackage, or SQLite with
    geometries as SpatiaLite has it.

    Raises
    ------
    InputError
        It is another database of SQLite, or damaged.
    RefusedError
        A table of it is a program.
    """
    is_package = first_bytes(path, name)[68:72] in {b"GPKG", b"GP10", b"GP11"}
    try:
        base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            (spatial,) = base.execute(SPATIAL).fetchone()
            rows = base.execute(VIRTUAL).fetchall()
        finally:
            base.close()
    except sqlite3.Error as error:
        kind = "GeoPackage" if is_package else "SQLite"
        msg = say("read.errors.unreadable", name=name, kind=kind, error=show(str(error)))
        raise InputError(msg) from None
    if not (is_package or spatial):
        raise InputError(say("read.errors.sqlite", name=name))
    if not all(_is_safe_table(sql) for (sql,) in rows):
        msg = say("read.errors.virtual_table", name=name)
        raise RefusedError(msg)
    return "GeoPackage" if is_package else "SQLite"


def _is_safe_table(sql: str) -> bool:
    return any(safe in sql for safe in SAFE_TABLES)
