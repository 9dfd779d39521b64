"""The shapes of GeoParquet in batches are those of the file, in its order and of its CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest

from jinan_geo.read.batches import frame_of_rows, stream_shapes
from tests.tools.odd_plots import SHAPES, odd_plots

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("covering", [False, True])
def test_batches_are_the_file(tmp_path: Path, covering: bool) -> None:
    path = tmp_path / "plots.parquet"
    plots = odd_plots(2).to_crs(4490)
    plots.to_parquet(path, write_covering_bbox=covering)
    batches = [*stream_shapes(path, path.name, len(SHAPES) - 1)]
    assert [one.count for one in batches] == [len(SHAPES) - 1, len(SHAPES) - 1, 2]
    found = [frame_of_rows(one) for one in batches]
    assert {one.crs for one in found} == {plots.crs}
    joined = gpd.GeoSeries(pd.concat([one.geometry for one in found], ignore_index=True))
    assert joined.to_wkb().equals(plots.geometry.to_wkb())
