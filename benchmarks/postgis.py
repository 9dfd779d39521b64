"""What a large table of PostGIS costs to read: processor seconds and memory of this process.

    python benchmarks/postgis.py [rows...]

A table of octagons with twelve attributes on a server of its own, read in turn by this program,
by ``geopandas.read_postgis``, by the same in chunks of 32,768 rows, and by this program with a
``where`` and an ``extent`` that leave about a tenth each. Every one is a process of its own; the
server's work is not counted. ``ratio`` is to ``geopandas.read_postgis`` of the same run.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from tests.tools.database import PASSWORD, Server, running

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK = 32_768
MADE = """
create table parcels as
select 'p-' || g as id, '历下区更新单元第' || g || '号' as name, (random() * 999)::int as floors,
 round((random() * 1000)::numeric, 2) as invest, random() as x, g % 10 as part,
 (array['residential', 'commercial', 'industrial', 'green'])[1 + g % 4] as use,
 date '2020-01-01' + (random() * 2000)::int as begun, random() > 0.5 as sample,
 case when random() < 0.1 then null else (random() * 1e6)::bigint end as n,
 timestamp '2025-01-01 08:30' as seen, 'note ' || (g % 50) as note,
 ST_Buffer(ST_SetSRID(ST_Point(116.2 + random() * 1.7, 36 + random() * 1.5), 4326), 0.0001, 2)
  as geom
from generate_series(1, {rows}) g"""
KEYED = "alter table parcels add primary key (id); create index on parcels using gist (geom)"
WAYS = ("geopandas", "geopandas in chunks", "jinan_geo", "jinan_geo, a tenth of each")


def reader(address: str, way: str) -> Callable[[], int]:
    """Give what reads the table in one way and tells how many rows came; all is imported."""
    if way.startswith("geopandas"):
        import geopandas as gpd  # noqa: PLC0415 - only what a way needs is counted
        import pandas as pd  # noqa: PLC0415 - as above
        import psycopg  # noqa: PLC0415 - as above

        warnings.simplefilter("ignore")  # pandas would rather have SQLAlchemy between
        connection = psycopg.connect(address)
        asked = ("select * from parcels order by id", connection)
        if way == "geopandas":
            return lambda: len(gpd.read_postgis(*asked))
        return lambda: len(pd.concat(gpd.read_postgis(*asked, chunksize=CHUNK)))
    import psycopg  # noqa: PLC0415 - as above

    from jinan_geo.manifest.delivered import QuerySpec  # noqa: PLC0415 - as above
    from jinan_geo.read import Reading  # noqa: PLC0415 - as above
    from jinan_geo.read.database import read_database  # noqa: PLC0415 - as above

    some = QuerySpec(where="part = 1", extent=(116.2, 36.0, 116.7, 36.5))
    reading = Reading(layer="parcels", query=QuerySpec() if way == "jinan_geo" else some)
    return lambda: len(read_database(address, "parcels", reading).frame)


def measured(address: str, way: str) -> dict[str, float]:
    """Read in this process, and say what it took."""
    read = reader(address, way)
    before, start = time.process_time(), time.perf_counter()
    rows = read()
    wall, cpu = time.perf_counter() - start, time.process_time() - before
    peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return {"rows": rows, "cpu": cpu, "wall": wall, "mb": int(peak[1]) / 1e3 if peak else 0}


def compare(server: Server, rows: int) -> None:
    """Print what each way takes for a table of so many rows."""
    with server.connect() as connection:
        connection.execute("drop table if exists parcels")
        connection.execute(MADE.format(rows=rows).encode())
        connection.execute(KEYED.encode())
        connection.execute("analyze parcels")
    print(f"{rows:,} rows")
    print(f"{'':28}{'rows':>10}{'CPU s':>8}{'ratio':>7}{'MB':>8}{'ratio':>7}{'all s':>8}")
    first: dict[str, float] = {}
    for way in WAYS:
        call = [sys.executable, __file__, "--one", server.address, way]
        env = {**os.environ, "PGPASSWORD": PASSWORD}
        said = subprocess.run(call, check=True, capture_output=True, text=True, env=env).stdout
        told = json.loads(said.splitlines()[-1])
        first = first or told
        cpu, mb = told["cpu"] / first["cpu"], told["mb"] / first["mb"]
        row = f"{told['rows']:10,.0f}{told['cpu']:8.1f}{cpu:7.2f}{told['mb']:8,.0f}{mb:7.2f}"
        print(f"{way:28}{row}{told['wall']:8.1f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measured(*sys.argv[2:4])))
    else:
        with running() as found:
            for count in [int(one) for one in sys.argv[1:]] or [200_000, 1_000_000]:
                compare(found, count)
