"""Whether checking, placing and joining keep pace with reading.

``python benchmarks/checking.py [features]``.

One layer of squares in Jinan with a ledger of one record each, from GeoJSON and from GeoPackage.
Times are medians of three in one process, of the clock and of the processor: a busy machine delays
only the first. Reading is to read features and ledger into typed frames; all else is to check,
place, join and judge them, and its ratio is to reading; beside it stands what opening the file
alone takes. Memory is the highest above the start of the step, as Python and numpy allocate it,
against the size of the features' own frame.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jinan_geo  # noqa: F401 - before GDAL: it chooses the drivers

import shapely  # isort: skip

from reading import make  # isort: skip
from jinan_geo import pipeline  # isort: skip
from jinan_geo.ledger import read_ledger  # isort: skip
from jinan_geo.read import read_layer, read_source  # isort: skip
from jinan_geo.manifest.workspace import Workspace  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

ROUNDS = 3
LAYER = """
name = {{ zh = "地块", en = "Parcels" }}
geometry = ["polygon"]
source = {{ zh = "测速用", en = "for timing" }}
accuracy = "schematic"
features = "{file}"

[columns]
name_zh = "label"

[fields.n]
name = {{ zh = "数量" }}
type = "integer"

[fields.x]
name = {{ zh = "比例" }}
type = "number"
"""
FILES = {"GeoJSON": "features.geojson", "GPKG": "features.gpkg"}


def write_workspace(root: Path, frame: gpd.GeoDataFrame, driver: str) -> Workspace:
    """Write this repository's districts, and one large layer."""
    here = Path(__file__).resolve().parents[1]
    (root / "layers").mkdir(parents=True)
    shutil.copytree(here / "layers" / "districts", root / "layers" / "districts")
    shutil.copyfile(here / "workspace.toml", root / "workspace.toml")
    (root / "targets.toml").write_text('source = { zh = "无" }\ntargets = []\n', encoding="utf-8")
    folder = root / "layers" / "parcels"
    folder.mkdir()
    (folder / "layer.toml").write_text(LAYER.format(file=FILES[driver]), encoding="utf-8")
    frame.to_file(folder / FILES[driver], driver=driver, encoding="UTF-8")
    rows = [f"{key},2025-03-31,construction,{at % 101}" for at, key in enumerate(frame["id"])]
    (folder / "progress.csv").write_text(
        "\n".join(["id,as_of,stage,done_pct", *rows]), encoding="utf-8"
    )
    return Workspace.open(root)


@dataclass(frozen=True)
class Cost:
    """Median seconds of clock and processor."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:6.2f} s ({self.cpu:6.2f} s CPU)"


def measure(work: Callable[[], object]) -> Cost:
    """Run it some times."""
    walls, cpus = [], []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Cost(statistics.median(walls), statistics.median(cpus))


def highest(work: Callable[[], object]) -> float:
    """Give the most megabytes held at once, in a run of its own."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main(count: int) -> None:
    """Print a line for each format."""
    frame = make(count)
    for driver in FILES:
        with tempfile.TemporaryDirectory() as scratch:
            workspace = write_workspace(Path(scratch) / "city", frame, driver)
            folder = workspace.layer("parcels")
            stages = workspace.stages
            opened = measure(lambda folder=folder: read_source(folder.features_path, "parcels"))
            read = measure(
                lambda folder=folder, stages=stages: (
                    read_layer(folder),
                    read_ledger(folder, stages),
                )
            )
            whole = measure(lambda workspace=workspace: pipeline.prepare_city(workspace))
            peak = highest(lambda workspace=workspace: pipeline.prepare_city(workspace))
            features = next(
                one for one in pipeline.prepare_city(workspace).layers if one.id == "parcels"
            ).features
            size = (
                features.memory_usage(deep=True).sum()
                + shapely.get_num_coordinates(features.geometry).sum() * 16
            )
            size = size / 1e6
            rest = Cost(whole.wall - read.wall, whole.cpu - read.cpu)
            print(f"{driver:8} open {opened}, read {read}, all else {rest}")
            print(
                f"{'':8} all else to reading: {rest.wall / read.wall:5.2f}, CPU "
                f"{rest.cpu / read.cpu:5.2f} (aim 3)"
            )
            print(
                f"{'':8} peak {peak:6.0f} MB, frame {size:5.0f} MB, ratio {peak / size:5.2f} (aim "
                "3)"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
