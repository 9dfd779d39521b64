"""GeoPackages, which are databases: whether one may be opened."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError, RefusedError, show
from jinan_geo.read.source import first_bytes
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["require_plain_tables"]

SAFE_TABLES = ("using rtree", "using fts")


def require_plain_tables(path: Path, name: str) -> None:
    """Refuse a database that is no GeoPackage, or whose tables are programs.

    Virtual tables open other files.

    Raises
    ------
    InputError
        It is another database of SQLite, or damaged.
    RefusedError
        A table of it is a program.
    """
    head = first_bytes(path, name)[:100]
    if head[68:72] not in {b"GPKG", b"GP10", b"GP11"}:
        msg = say("read.errors.sqlite", name=name)
        raise InputError(msg)
    try:
        base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            rows = base.execute(
                "SELECT lower(sql) FROM sqlite_master WHERE sql LIKE '%virtual%table%'"
            ).fetchall()
        finally:
            base.close()
    except sqlite3.Error as error:
        msg = say("read.errors.unreadable", name=name, kind="GeoPackage", error=show(str(error)))
        raise InputError(msg) from None
    if not all(_is_safe_table(sql) for (sql,) in rows):
        msg = say("read.errors.virtual_table", name=name)
        raise RefusedError(msg)


def _is_safe_table(sql: str) -> bool:
    return any(safe in sql for safe in SAFE_TABLES)
