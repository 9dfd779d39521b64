"""A city with a layer of odd plots as GeoParquet: every kind of fault, again and again.

So each part of it has some, whatever its size.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import shapely
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, affinity, box

from jinan_geo.check.engine import Engine
from jinan_geo.read.workers import packed
from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

__all__ = ["Parted", "odd_plots", "write_plots"]

METRE = 1e-5  # degrees, more or less
LAYER = """
name = { zh = "地块", en = "Plots" }
role = "context"
order = 30
geometry = ["point", "line", "polygon"]
source = { zh = "测试数据", en = "test data" }
accuracy = "digitised"
features = "features.parquet"

[fields.floors]
name = { zh = "层数", en = "Floors" }
type = "integer"

[fields.built]
name = { zh = "建成", en = "Built" }
type = "date"

[[expect]]
rule = "no-overlap"
tolerance_m2 = 10
"""
SQUARE = box(117.012, 36.612, 117.013, 36.613)
BORDER = Point(117.1, 36.65)  # of two districts
TIP = (117.035, 36.63 + METRE / 10)
SPIKE = Polygon(
    [
        *((117.03, 36.63), (117.031, 36.63), TIP, (117.031, 36.63 + METRE / 5)),
        *((117.031, 36.631), (117.03, 36.631)),
    ]
)
SHAPES: list[Any] = [
    SQUARE,
    affinity.translate(SQUARE, 0.0004, 0),  # overlaps it
    box(117.02, 36.62, 117.02 + METRE / 2, 36.62 + METRE / 2),
    box(117.02, 36.63, 117.03, 36.63 + METRE / 10),
    MultiPolygon([box(117.04, 36.64, 117.041, 36.641), box(117.05, 36.64, 117.050001, 36.640001)]),
    LineString([(117.0513, 36.6517), (117.0513, 36.6517), (117.1517, 36.6519)]),
    SPIKE,
    BORDER,
    MultiPoint([(117.0613, 36.6613), (117.1613, 36.6613), (117.3, 36.9)]),
    box(117.09, 36.66, 117.10005, 36.661),
    box(117.19, 36.66, 117.21, 36.661),
    box(117.5, 36.66, 117.51, 36.661),
    LineString([(117.01, 36.62), (117.03, 36.64)]),
    Polygon([(117.07, 36.67), (117.071, 36.671), (117.071, 36.67), (117.07, 36.671)]),
    None,
    None,
    Point(0, 0),
    MultiPoint([(0, 0), (117.02, 36.61)]),
]


def odd_plots(times: int) -> gpd.GeoDataFrame:
    """Give all of the shapes so many times, each time a little beside."""
    shapes = [_shift(shape, at) for at in range(times) for shape in SHAPES]
    count = len(shapes)
    at = np.arange(count)
    frame = gpd.GeoDataFrame(
        {
            "id": [f"p-{one}" for one in at],
            "name_zh": [f"地块{one % 7}" for one in at],
            "district": np.where(at % 5 == 0, "370112;无此区", np.where(at % 3, None, "370102")),
            "location": np.where(at % 4 == 2, "precise", None),
            "floors": at % 30,
            "built": np.array("2001-01-01", "datetime64[ms]") + at,
        },
        geometry=shapes,
        crs="EPSG:4326",
    )
    late = at > count * 0.8
    return frame.assign(floors=frame["floors"].astype(float).where(~late).astype("Int64"))


def _shift(shape: Any, at: int) -> Any:
    """Move what is no special place; some stay, so that they are there twice."""
    if shape is None or shape == BORDER or shapely.get_coordinates(shape)[0, 0] == 0 or at % 2:
        return shape
    return affinity.translate(shape, at * 1e-4, 0)


def write_plots(root: Path, times: int) -> Path:
    """Write the tiny city with the plots."""
    write_city(root)
    folder = root / "layers" / "plots"
    folder.mkdir()
    (folder / "layer.toml").write_text(LAYER, encoding="utf-8")
    odd_plots(times).to_parquet(folder / "whole.parquet")
    # As other programs write it: whole numbers with gaps, and nothing of pandas about them.
    table = pq.read_table(folder / "whole.parquet")
    told = {key: value for key, value in table.schema.metadata.items() if key == b"geo"}
    pq.write_table(table.replace_schema_metadata(told), folder / "features.parquet", 50)
    (folder / "whole.parquet").unlink()
    return root


class Parted(Engine):
    """Takes small parts, each through what carries it to a worker and back; in turn, here."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.worked: list[str] = []

    def run(self, work: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
        """Do the work as a worker does."""
        for part in parts:
            carried, some = pickle.loads(packed((work, part)))  # noqa: S301 - our own
            self.worked.append(getattr(work, "func", work).__name__)
            yield pickle.loads(packed(carried(some)))  # noqa: S301 - as above
