"""How long reading takes in each format, and through which library.

``python benchmarks/reading.py [features]``.

The peers are what geopandas users do: ``geopandas.read_file`` with pyogrio and with fiona. Medians
of three.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import jinan_geo  # noqa: F401 - before GDAL: it chooses the drivers

import geopandas as gpd  # isort: skip
import numpy as np  # isort: skip
import shapely  # isort: skip

from jinan_geo.read import read_features  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 3
MISSING = 0.1  # share of empty cells
FORMATS = {
    "GPKG": "a.gpkg",
    "ESRI Shapefile": "a.shp",
    "FlatGeobuf": "a.fgb",
    "OpenFileGDB": "a.gdb",
    "GeoJSON": "a.geojson",
    "LIBKML": "a.kml",
}
BY_PYOGRIO = {"LIBKML"}  # fiona has no driver for it


def make(count: int) -> gpd.GeoDataFrame:
    """Squares with an id, a Chinese name, a whole number with gaps and a decimal."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(116.2, 117.9, count), rng.uniform(36.0, 37.5, count)
    cells = {
        "id": [f"p-{at}" for at in range(count)],
        "label": [f"历下区更新单元第{at}号" for at in range(count)],
        "n": np.where(rng.random(count) < MISSING, np.nan, rng.integers(0, 999, count)),
        "x": rng.random(count),
    }
    return gpd.GeoDataFrame(cells, geometry=shapely.box(x, y, x + 1e-4, y + 1e-4), crs="EPSG:4326")


def seconds(read: Callable[[], object]) -> float:
    """Median wall time."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        read()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main(count: int) -> None:
    """Print a table."""
    warnings.simplefilter("ignore")
    frame = make(count)
    print(f"{count:,} squares, 4 attributes; seconds, median of {ROUNDS}")
    print(f"{'format':16}{'jinan_geo':>10}{'pyogrio':>10}{'fiona':>10}")
    with tempfile.TemporaryDirectory() as scratch:
        for driver, file in FORMATS.items():
            path = Path(scratch) / file
            frame.to_file(path, driver=driver, encoding="UTF-8")
            ours = seconds(lambda path=path: read_features(path, "a"))
            engines = ["pyogrio"] if driver in BY_PYOGRIO else ["pyogrio", "fiona"]
            peers = [
                seconds(lambda path=path, engine=engine: gpd.read_file(path, engine=engine))
                for engine in engines
            ]
            print(f"{driver:16}{ours:10.2f}", *(f"{one:10.2f}" for one in peers), sep="")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
