"""What very many points cost that are placed and counted, and what each process needs for it.

    python benchmarks/points.py [points] [workers...]    # 0 workers: this process alone

Points as GeoParquet in row groups of a million, a tenth of them around the city, counted over the
districts of this repository and by cells of 500 m: in one process, then by workers of Dask. All
must find the same. Seconds are of the processors, of all processes together; the machine may be
busy. The most memory of each process is printed.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from jinan_geo.check.engine import ALONE
from jinan_geo.city.counts import PointCounts, count_points
from jinan_geo.city.place import locate_districts
from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.read import read_layer_whole
from jinan_geo.read.workers import hire_workers

ROOT = Path(__file__).resolve().parents[1]
GROUP = 1_000_000
AROUND = (116.2, 36.0, 117.9, 37.5)  # degrees
CELL_M = 500
GEO = {"version": "1.0.0", "primary_column": "geometry"}
GEO |= {"columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Point"]}}}


def write_points(path: Path, count: int) -> None:
    """Draw points evenly, a row group at a time."""
    west, south, east, north = AROUND
    schema = pa.schema([("id", pa.int64()), ("geometry", pa.binary())])
    rng = np.random.default_rng(count)
    with pq.ParquetWriter(path, schema.with_metadata({"geo": json.dumps(GEO)})) as writer:
        for start in range(0, count, GROUP):
            some = min(GROUP, count - start)
            places = shapely.points(rng.uniform(west, east, some), rng.uniform(south, north, some))
            cells = [np.arange(start, start + some), shapely.to_wkb(places)]
            writer.write_table(pa.table(cells, schema=writer.schema), row_group_size=GROUP)


def used() -> tuple[float, float]:
    """Processor seconds and the most megabytes of this process until now.

    What the kernel says of a process alone; ``ru_maxrss`` begins with that of who started it.
    """
    now = resource.getrusage(resource.RUSAGE_SELF)
    said = Path("/proc/self/status").read_text("ascii")
    peak = re.search(r"VmHWM:\s*(\d+) kB", said)
    return now.ru_utime + now.ru_stime, int(peak[1]) / 1e3 if peak else 0.0


def main(count: int, workers: list[int]) -> None:
    """Print what it costs in one process and with so many workers."""
    workspace = Workspace.open(ROOT)
    crs = metric_crs(workspace.manifest.metric_crs)
    folder = workspace.layer(workspace.manifest.districts)
    districts = locate_districts(read_layer_whole(folder).features, crs)
    found: list[PointCounts] = []
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "points.parquet"
        write_points(path, count)
        print(f"{count:,} points, {path.stat().st_size / 1e6:,.0f} MB")
        for jobs in workers:
            with hire_workers(None, jobs) if jobs else nullcontext(ALONE) as engine:
                before, start = used()[0], time.perf_counter()
                asked = (path, path.name, districts, crs)
                found.append(count_points(*asked, cell_m=CELL_M, engine=engine))
                wall = time.perf_counter() - start
                theirs = [*engine.client.run(used).values()] if jobs else []
                cpu = used()[0] - before + sum(one for one, _ in theirs)
                peaks = ", ".join(f"{peak:,.0f}" for _, peak in theirs)
                print(
                    f"  {jobs or 'no'} workers: {cpu:7.1f} s CPU, {wall:7.1f} s in all; peak here "
                    f"{used()[1]:,.0f} MB, of workers {peaks or '-'} MB",
                    flush=True,
                )
    first = found[0]
    same = all(one.cells.tolist() == first.cells.tolist() for one in found)
    inside = int(first.districts.sum())
    print(f"  all the same: {same}; in the city {inside:,}, outside {first.outside:,}")
    print(f"  none lost: {inside + first.outside + first.placeless == count}")


if __name__ == "__main__":
    asked = [int(one) for one in sys.argv[1:]]
    main(asked[0] if asked else 2_000_000, asked[1:] or [0, 1, 2])
