"""What a city costs that workers of Dask check and place part by part.

    python benchmarks/workers.py [features] [workers...]    # 0 workers: this process alone

The parcels of ``scale.py`` as one layer. Seconds are of the processor, of this process and of all
workers without their start, and the time in all, which a busy machine makes longer; ratios are to
the first. All must know the same of the city.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from points import used
from scale import make, write_workspace

from jinan_geo.check.engine import ALONE
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from jinan_geo.read.workers import hire_workers

ROWS = 8192


def main(count: int, workers: list[int]) -> None:
    """Print what it costs with each number of workers."""
    issues, first = [], (0.0, 0.0)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        make(count).to_parquet(root / "a.parquet")
        write_workspace(root / "city", root / "a.parquet")
        for jobs in workers:
            with hire_workers(None, jobs, ROWS) if jobs else nullcontext(ALONE) as engine:
                theirs = sum(cpu for cpu, _ in engine.client.run(used).values()) if jobs else 0.0
                here, start = used()[0], time.perf_counter()
                city = prepare_city(Workspace.open(root / "city"), engine=engine)
                here, wall = used()[0] - here, time.perf_counter() - start
                told = [*engine.client.run(used).values()] if jobs else []
            theirs = sum(cpu for cpu, _ in told) - theirs
            peak = max([0.0, *(one for _, one in told)])
            first = first if issues else (here + theirs, wall)
            issues.append([(one.type, one.feature, one.value) for one in city.issues])
            print(
                f"{jobs or 'no'} workers: CPU here {here:.1f} s, of workers {theirs:.1f} s "
                f"({(here + theirs) / first[0]:.2f}); in all {wall:.1f} s ({wall / first[1]:.2f}); "
                f"peak here {used()[1]:,.0f} MB, of a worker {peak:,.0f}",
                flush=True,
            )
    print(f"the same: {all(one == issues[0] for one in issues)}")


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(given[0] if given else 65_536, given[1:] or [0, 1, 2, 4])
