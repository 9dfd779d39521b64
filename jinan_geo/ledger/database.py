"""A ledger in PostgreSQL: the same calls as one in a file.

It uses the server's own lock, and every change is one transaction.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from jinan_geo.cells.values import parse_values
from jinan_geo.errors import LockedError, UsageError
from jinan_geo.ledger.entry import Entry, Origin, find_live, measure
from jinan_geo.ledger.lines import write_cells
from jinan_geo.ledger.lock import WAIT_SECONDS
from jinan_geo.ledger.records import EMPTY_LEDGER, read_ledger
from jinan_geo.ledger.store import Ledger
from jinan_geo.ledger.tables import (
    BEGIN,
    connect,
    create_tables,
    read_entries,
    read_live,
    to_bytes,
    write_entry,
    write_records,
)
from jinan_geo.manifest.attributes import LEDGER_COLUMNS, SOURCE_COLUMNS
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from jinan_geo.ledger.tables import Connection
    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = ["DatabaseLedger"]

LOCK = "select pg_advisory_lock(hashtextextended('jinan_geo ' || %s, 0))"
HOLDERS = """
select format('process %%s of %%s on %%s', a.pid, a.usename,
  coalesce(host(a.client_addr), 'the server'))
from pg_locks l join pg_stat_activity a on a.pid = l.pid
where l.locktype = 'advisory' and l.granted
  and l.database = (select oid from pg_database where datname = current_database())
  and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('jinan_geo ' || %s, 0)"""


class DatabaseLedger(Ledger):
    """A ledger in PostgreSQL; see the module."""

    def __init__(
        self, folder: LayerFolder, workspace: Workspace, *, wait: float = WAIT_SECONDS
    ) -> None:
        super().__init__(folder, workspace, wait=wait)
        self._held: Connection | None = None
        self._seen = len(self.entries())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the server's lock for this layer; a connection that ends frees it."""
        if self._held is not None:
            yield
            return
        with connect(self.folder) as connection:
            self._lock(connection)
            self._held = connection
            try:
                self._seen = len(read_entries(connection, self.folder))
                yield
            finally:
                self._held = None

    def _lock(self, connection: Connection) -> None:
        from psycopg.errors import LockNotAvailable  # noqa: PLC0415 - only where a connection is

        connection.execute(
            "select set_config('lock_timeout', %s, false)", [f"{max(1, round(self.wait * 1000))}ms"]
        )
        try:
            connection.execute(LOCK, [self.folder.id])
        except LockNotAvailable:
            row = connection.execute(HOLDERS, [self.folder.id]).fetchone()
            who = row[0] if row else say("ledger.errors.another")
            msg = say("ledger.errors.in_use", progress_file=self.folder.progress_file, who=who)
            raise LockedError(msg) from None

    def entries(self) -> list[Entry]:
        """Give the journal; see ``Ledger.entries``."""
        if self._held is not None:
            return read_entries(self._held, self.folder)
        with connect(self.folder) as connection:
            return read_entries(connection, self.folder)

    def begin(self, *, by: str | None = None, recorded_at: str | None = None) -> Entry:
        """Make the tables where there are none, and take over the layer's file, if there is one.

        Raises
        ------
        UsageError
            The ledger was begun before.
        """
        with self.locked(), self._transaction() as connection:
            if read_entries(connection, self.folder):
                msg = say("ledger.errors.begun", progress_file=self.folder.progress_file)
                raise UsageError(msg)
            return self._begin(connection, by, recorded_at)

    def _begin(self, connection: Connection, by: str | None, recorded_at: str | None) -> Entry:
        create_tables(connection)
        file = replace(self.folder, ledger=None)
        records, rows, sha256 = EMPTY_LEDGER, 0, measure(b"").sha256
        if file.progress_path.is_file():
            records, _, rows = read_ledger(file, file.manifest.stages or self.workspace.stages)
            sha256 = measure(file.progress_path.read_bytes()).sha256
        origin = Origin(file.progress_file, sha256, by, None, recorded_at)
        lines = records["line"].astype(str)
        records = records.assign(
            source_file=records["source_file"].fillna(origin.file),
            source_row=records["source_row"].fillna(lines),
            source_sha256=records["source_sha256"].fillna(sha256),
        )
        empty = measure(to_bytes([]))
        begun = Entry(
            BEGIN,
            "begin",
            origin,
            empty,
            empty,
            recorded=len(records),
            set_aside=rows - len(records),
        )
        return self._insert(connection, begun, _all_columns(records), [])

    def append(
        self, records: pd.DataFrame, origin: Origin, *, set_aside: int, unchanged: int
    ) -> Entry:
        """Record at the end of the table; see ``Ledger.append``.

        The first import begins the ledger.
        """
        seen = self._seen
        cells = _all_columns(records)
        cells = cells.assign(source_file=origin.file, source_sha256=origin.sha256)
        with self.locked(), self._transaction() as connection:
            if self._seen != seen:
                name = self.folder.progress_file
                msg = say("ledger.errors.in_between", name=name)
                raise LockedError(msg)
            entries = read_entries(connection, self.folder) or [
                self._begin(connection, origin.by, origin.recorded_at)
            ]
            before = entries[-1].after
            counts = (len(cells), set_aside, unchanged)
            entry = Entry(entries[-1].number + 1, "import", origin, before, before, None, *counts)
            done = self._insert(connection, entry, cells, find_live(entries))
        self._seen = done.number + 1
        return done

    def _turn(
        self, what: Literal["undo", "redo"], number: int | None, by: str | None, at: str | None
    ) -> Entry:
        with self.locked(), self._transaction() as connection:
            entries = read_entries(connection, self.folder)
            about, held, origin = self.prepare_turn(entries, what, number, (by, at))
            after = measure(to_bytes(read_live(connection, self.folder, held)))
            last = entries[-1].number + 1
            done = Entry(last, what, origin, entries[-1].after, after, about.number, about.recorded)
            write_entry(connection, self.folder, done)
        self._seen = len(entries) + 1
        return done

    def _insert(
        self, connection: Connection, entry: Entry, cells: pd.DataFrame, live: Sequence[Entry]
    ) -> Entry:
        """Add records and their entry, which says how the ledger then is.

        The server takes all or nothing.
        """
        write_records(connection, self.folder, cells.assign(import_no=str(entry.number)))
        after = measure(to_bytes(read_live(connection, self.folder, [*live, entry])))
        done = replace(entry, after=after)
        write_entry(connection, self.folder, done)
        return done

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        if self._held is None:
            msg = "a change needs the lock"
            raise RuntimeError(msg)
        with self._held.transaction():
            yield self._held


def _all_columns(records: pd.DataFrame) -> pd.DataFrame:
    """Give the records as text, with every column that the table has."""
    cells = write_cells(records)
    cells["sample"] = [
        "true" if is_sample else "false"
        for is_sample in parse_values(cells["sample"], "boolean").cells
    ]
    missing = [name for name in [*LEDGER_COLUMNS, *SOURCE_COLUMNS] if name not in cells]
    return cells.assign(**dict.fromkeys(missing, ""))
