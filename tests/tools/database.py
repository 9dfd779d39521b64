"""A real PostgreSQL with PostGIS for the tests.

A cluster of its own, on a free port, gone when the tests end.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import psycopg

INSTALL = "no PostgreSQL with PostGIS found: apt-get install postgresql postgresql-postgis"
PASSWORD = "s3cret-not-in-any-manifest"  # noqa: S105 - of a server that lives as long as the tests


@dataclass(frozen=True)
class Server:
    """A running server; ``gis`` may read and write, and needs the password."""

    port: int

    @property
    def address(self) -> str:
        """What a manifest may hold."""
        return f"postgresql://gis@127.0.0.1:{self.port}/city"

    def connect(self) -> psycopg.Connection[Any]:
        """Connect with the password."""
        import psycopg  # noqa: PLC0415 - only where a server is there

        return psycopg.connect(self.address, password=PASSWORD, autocommit=True)

    def write(self, table: str, frame: gpd.GeoDataFrame, types: dict[str, str]) -> None:
        """Make a table of a frame; ``types`` are the columns' SQL types, all others are text, and
        ``id`` is the key.
        """
        columns = [str(column) for column in frame.columns if column != frame.geometry.name]
        srid = frame.crs.to_epsg() if frame.crs is not None else 0
        defined = [f'"{column}" {types.get(column, "text")}' for column in columns]
        defined += [f"geom geometry(Geometry, {srid})", 'primary key ("id")']
        places = ", ".join(["%s"] * len(columns))
        with self.connect() as connection:
            connection.execute(f"create table {table} ({', '.join(defined)})")  # type: ignore[call-overload]
            for at in range(len(frame)):
                cells = [None if pd.isna(value) else value for value in frame[columns].iloc[at]]
                shape = frame.geometry.iloc[at]
                connection.execute(
                    f"insert into {table} values ({places}, ST_GeomFromWKB(%s, {srid}))",  # type: ignore[call-overload]  # noqa: S608 - a name the test itself made
                    [*cells, None if shape is None else shape.wkb],
                )


def find_server() -> Path:
    """The folder of the server's programs; without them skip."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(path) for path in [shutil.which("initdb")] if path
    ]
    if found and list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        return found[-1].parent
    pytest.skip(INSTALL)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests."""
    with running() as found:
        yield found


@contextmanager
def running() -> Iterator[Server]:
    """Start a server of its own, and end it."""
    programs = find_server()
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    as_user: dict[str, Any] = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="jg-pg-") as scratch:
        home = Path(scratch)
        if as_user:
            shutil.chown(home, **as_user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        def run(program: str, *arguments: str, text: str | None = None) -> None:
            done = subprocess.run(
                [programs / program, *arguments],
                cwd=home,
                check=False,
                capture_output=True,
                text=True,
                input=text,
                **as_user,
            )
            assert done.returncode == 0, done.stdout + done.stderr

        data = str(home / "data")
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        (home / "data" / "pg_hba.conf").write_text(
            "local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("pg_ctl", "-D", data, "-l", str(home / "log"), "-w", "-o", options, "start")
        try:
            psql = (
                "psql",
                "-h",
                str(home),
                "-p",
                str(port),
                "-U",
                "postgres",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
            )
            run(
                *psql,
                text=f"create role gis login password '{PASSWORD}'; "
                "create database city owner gis;",
            )
            run(
                *psql,
                "-d",
                "city",
                text="create extension postgis; grant all on schema public to gis;",
            )
            yield Server(port)
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
