"""Points counted batch by batch: as they are placed one by one, and none is lost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from jinan_geo.check.engine import ALONE
from jinan_geo.city.counts import count_points
from jinan_geo.city.place import place_features
from jinan_geo.coordinates.crs import to_measured
from jinan_geo.errors import InputError
from tests.city.test_place import CODES, CRS, DISTRICTS
from tests.tools.odd_plots import Parted
from tests.tools.tiny_city import features_frame, layer_folder

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from jinan_geo.city.counts import PointCounts

MANY = 700
CELL = 500
ODD = [Point(117.1, 36.65), Point(117.1, 36.6), Point(0, 0), None, Point(2, 48), Point()]


def draw() -> gpd.GeoDataFrame:
    """Give points in and around the city, some on its borders and some nowhere."""
    rng = np.random.default_rng(7)
    x, y = rng.uniform(116.95, 117.25, MANY), rng.uniform(36.45, 36.75, MANY)
    return features_frame([*shapely.points(x, y), *ODD], id=[str(at) for at in range(MANY + 6)])


def count(path: Path, rows: int) -> PointCounts:
    engine = ALONE if rows > MANY else Parted(rows)
    return count_points(path, path.name, DISTRICTS, CRS, cell_m=CELL, engine=engine, rows=rows)


def test_points_are_counted_as_they_are_placed(tmp_path: Path) -> None:
    path = tmp_path / "points.parquet"
    points = draw()
    points.to_parquet(path)
    there = points[~np.isin(np.arange(len(points)), [MANY + 2, MANY + 3, MANY + 5])]
    placed = place_features(
        layer_folder(), there.reset_index(drop=True), DISTRICTS, crs=CRS, min_share=0
    )
    by_district = Counter(placed.shares["district"])
    metres = to_measured(there, CRS).geometry.to_numpy()[placed.shares["feature"].unique()]
    corners = np.floor(shapely.get_coordinates(metres) / CELL).astype(int) * CELL
    by_cell = Counter(map(tuple, corners.tolist()))
    for rows in (MANY * 2, 100):
        found = count(path, rows)
        assert dict(zip(CODES, found.districts.tolist(), strict=True)) == by_district
        assert {(x, y): many for x, y, many in found.cells.tolist()} == by_cell
        assert (found.points, found.placeless) == (len(points), 3)
        assert found.points == found.placeless + found.outside + found.districts.sum()


def test_what_is_no_point_is_named_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "points.parquet"
    line = LineString([(117.01, 36.61), (117.02, 36.62)])
    features_frame([*[Point(117.01, 36.61)] * 11, line], id=[*"abcdefghijkl"]).to_parquet(path)
    with pytest.raises(InputError, match=r"points.parquet row 12: LineString"):
        count(path, 5)


def test_only_geoparquet_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "points.geojson"
    features_frame([Point(117.01, 36.61)], id=["a"]).to_file(path)
    with pytest.raises(InputError, match="export it as GeoParquet"):
        count(path, 5)
