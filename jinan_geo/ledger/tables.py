"""Ledgers in PostgreSQL: two tables in the schema ``jinan_geo``, which only grow.

The password is never in a manifest.

Nothing in them is ever changed or deleted, and triggers see to it: an undo is a row of the journal
that says which import does not hold, so that the records of the imports that do hold are the
ledger.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.errors import EnvironmentFault, InputError, show
from jinan_geo.ledger.entry import Entry, find_live, measure
from jinan_geo.ledger.lines import keep_literal, write_row
from jinan_geo.manifest.attributes import LEDGER_COLUMNS, SOURCE_COLUMNS
from jinan_geo.read.database import CONNECT_SECONDS, first_line
from jinan_geo.read.table import Table
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from jinan_geo.manifest.workspace import LayerFolder

    Connection = psycopg.Connection[Any]

__all__ = [
    "BEGIN",
    "connect",
    "create_tables",
    "read_entries",
    "read_live",
    "read_progress",
    "to_bytes",
    "write_entry",
    "write_records",
]

EXISTS = "select to_regclass('jinan_geo.journal') is not null"
CREATE = """
create schema if not exists jinan_geo;
create table if not exists jinan_geo.journal (
  layer text not null, number integer not null, entry jsonb not null, primary key (layer, number));
create table if not exists jinan_geo.progress (
  seq bigint generated always as identity primary key, layer text not null,
  id text not null, as_of date not null, stage text,
  done_pct numeric, invested_wan numeric, est_finish date, remark text,
  reported_by text, sample boolean not null, evidence text,
  source_file text, source_sheet text, source_row text,
  import_no integer not null, source_sha256 text,
  foreign key (layer, import_no) references jinan_geo.journal (layer, number)
    deferrable initially deferred);
alter table jinan_geo.progress add column if not exists evidence text;
create index if not exists progress_of_layer on jinan_geo.progress (layer, import_no, seq);
create index if not exists progress_of_project on jinan_geo.progress (layer, id, as_of);
create or replace function jinan_geo.refuse_change() returns trigger language plpgsql as $$
begin raise exception 'the ledger only grows; undo an import with jinan-geo ledger undo'; end $$;
create or replace trigger only_grows before update or delete or truncate on jinan_geo.journal
  for each statement execute function jinan_geo.refuse_change();
create or replace trigger only_grows before update or delete or truncate on jinan_geo.progress
  for each statement execute function jinan_geo.refuse_change();
comment on table jinan_geo.progress is
  'progress records of every import, also of those that were undone';
comment on table jinan_geo.journal is 'imports, undos and redos; tells which imports hold';
"""
ENTRIES = "select entry from jinan_geo.journal where layer = %s order by number"
ADD_ENTRY = "insert into jinan_geo.journal (layer, number, entry) values (%s, %s, %s)"
ADD_RECORD = """
insert into jinan_geo.progress (
  layer, id, as_of, stage, done_pct, invested_wan, est_finish, remark, reported_by, sample,
  evidence, source_file, source_sheet, source_row, import_no, source_sha256)
values (%s, %s, %s::text::date, %s, %s::text::numeric, %s::text::numeric, %s::text::date, %s, %s,
  %s::text::boolean, %s, %s, %s, %s, %s::text::integer, %s)"""
RECORDS = """
select id, to_char(as_of, 'YYYY-MM-DD'), stage,
  done_pct::text, invested_wan::text, to_char(est_finish, 'YYYY-MM-DD'),
  remark, reported_by, case when sample then 'true' else '' end,
  to_jsonb(progress) ->> 'evidence', source_file, source_sheet, source_row, import_no::text,
  source_sha256
from jinan_geo.progress where layer = %s and import_no = any(%s) order by seq"""
BEGIN = 0  # the number of the entry that a ledger begins with
COLUMNS = [*LEDGER_COLUMNS, *SOURCE_COLUMNS]


@contextmanager
def connect(folder: LayerFolder) -> Iterator[Connection]:
    """Connect to the layer's ledger.

    Every statement stands for itself unless put into a transaction.

    Raises
    ------
    EnvironmentFault
        psycopg is not installed, or the server cannot be reached or refuses.
    InputError
        The database does not take what is asked of it.
    """
    name = folder.progress_file
    try:
        import psycopg  # noqa: PLC0415 - only for who has a database
    except ImportError:
        msg = say("ledger.errors.psycopg", name=name)
        raise EnvironmentFault(msg) from None
    try:
        with psycopg.connect(
            folder.ledger or "",
            autocommit=True,
            client_encoding="UTF8",
            connect_timeout=CONNECT_SECONDS,
            application_name="jinan-geo ledger",
        ) as connection:
            yield connection
    except psycopg.OperationalError as error:
        msg = say("ledger.errors.database", name=name, first_line=first_line(error))
        raise EnvironmentFault(msg) from None
    except psycopg.Error as error:
        msg = say("ledger.errors.refused", name=name, first_line=first_line(error))
        raise InputError(msg) from None


def create_tables(connection: Connection) -> None:
    """Make the tables where there are none yet."""
    connection.execute(CREATE)


def read_entries(connection: Connection, folder: LayerFolder) -> list[Entry]:
    """Give the journal of a layer, oldest first; empty where it was not begun."""
    row = connection.execute(EXISTS).fetchone()
    if row is None or not row[0]:
        return []
    return [Entry.from_json(row[0]) for row in connection.execute(ENTRIES, [folder.id]).fetchall()]


def read_live(
    connection: Connection, folder: LayerFolder, live: Sequence[Entry]
) -> list[list[str]]:
    """Give the records of these imports, and those the ledger began with, as text.

    They come in the order of recording.
    """
    numbers = [BEGIN, *[entry.number for entry in live]]
    rows = connection.execute(RECORDS, [folder.id, numbers]).fetchall()
    return [_filled(row, "") for row in rows]


def _filled(row: Sequence[Any], blank: Any) -> list[Any]:  # noqa: ANN401 - what the server has for it
    """The cells of a row, with what stands for a blank one on the other side."""
    return [cell or blank for cell in row]


def to_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Give records as the bytes that the journal measures.

    A ledger in which no record names evidence is measured as if there were no such column, as it
    was before there was one.
    """
    at = COLUMNS.index("evidence")
    lines: list[Sequence[str]] = [COLUMNS, *rows]
    if not any(row[at] for row in rows):
        lines = [[*row[:at], *row[at + 1 :]] for row in lines]
    return "".join(write_row(row) + "\n" for row in lines).encode("utf-8", "backslashreplace")


def read_progress(folder: LayerFolder) -> Table:
    """Read the records that hold, as the same table that a file would give.

    Rows are counted from 1.

    Raises
    ------
    InputError
        The layer has no ledger there yet, or it is not as the journal has it.
    """
    with connect(folder) as connection, connection.transaction():
        connection.execute("set transaction isolation level repeatable read read only")
        entries = read_entries(connection, folder)
        rows = read_live(connection, folder, find_live(entries)) if entries else []
    if not entries:
        msg = say("ledger.errors.not_begun", progress_file=folder.progress_file, layer=folder.id)
        raise InputError(msg)
    if measure(to_bytes(rows)) != entries[-1].after:
        msg = say(
            "ledger.errors.tables",
            progress_file=folder.progress_file,
            count=len(rows),
            number=show(entries[-1].number),
        )
        raise InputError(msg)
    cells = pd.DataFrame(
        [list(map(keep_literal, row)) for row in rows], columns=COLUMNS, dtype=object
    )
    return Table(cells, list(range(1, len(rows) + 1)))


def write_entry(connection: Connection, folder: LayerFolder, entry: Entry) -> None:
    """Add a line to the journal."""
    connection.execute(
        ADD_ENTRY, [folder.id, entry.number, json.dumps(entry.as_json(), ensure_ascii=True)]
    )


def write_records(connection: Connection, folder: LayerFolder, cells: pd.DataFrame) -> None:
    """Add records, given as ``write_cells`` gives them, with every column of a record."""
    rows = [[folder.id, *_filled(row, None)] for row in cells[COLUMNS].to_numpy().tolist()]
    with connection.cursor() as cursor:
        cursor.executemany(ADD_RECORD, rows)
