"""Whether checking, placing and joining keep pace with reading: ``python benchmarks/checking.py [features]``.

One layer of squares in Jinan with a ledger of one record each, from GeoJSON and from GeoPackage. Times are medians
of three in one process; the ratio is of everything after reading to reading alone. Memory is the highest above the
start of the step, as Python and numpy allocate it, against the size of the features' own frame.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import jinan_geo  # noqa: F401 - before GDAL: it chooses the drivers

import shapely  # isort: skip

from benchmarks.reading import make  # isort: skip
from jinan_geo import pipeline  # isort: skip
from jinan_geo.read import read_source  # isort: skip
from jinan_geo.workspace import Workspace  # isort: skip

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
