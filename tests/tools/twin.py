"""One small layer as GeoJSON, and the same as a frame that other formats are written from."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio
from shapely import box

from tests.tools.tiny_city import collection, feature

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["明府城停车楼", "洪家楼片区", "龘靐齉爩山庄", "NA", "007", None]
SHAPES = [box(117 + at / 10, 36.6, 117.05 + at / 10, 36.65) for at in range(6)]
SITES_LAYER = "layers/sites/layer.toml"


def write_twin(tmp_path: Path) -> tuple[Path, gpd.GeoDataFrame]:
    """The layer as GeoJSON and as a frame to write in other formats."""
    cells = {
        "id": [f"s-{at}" for at in range(6)],
        "label": NAMES,
        "n": [1, None, 3, 0, 2**40, -5],
        "x": [0.5] * 6,
    }
    rows = [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]
    path = tmp_path / "twin.geojson"
    features = [feature(shape, **row) for shape, row in zip(SHAPES, rows, strict=True)]
    path.write_text(collection(features), encoding="utf-8")
    frame = gpd.GeoDataFrame(cells, geometry=SHAPES, crs="EPSG:4326").astype({"n": "Int64"})
    return path, frame


def write_as(frame: gpd.GeoDataFrame, path: Path, driver: str, **options: Any) -> Path:
    """Let OGR write the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(frame, path, driver=driver, **options)
    return path
