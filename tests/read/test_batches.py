"""GeoParquet read in batches is the file read at once, cell by cell and type by type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from jinan_geo.check.engine import ALONE
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.read.batches import read_batches
from jinan_geo.read.features import read_source
from tests.tools.odd_plots import SHAPES, Parted, odd_plots, write_plots

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.manifest.workspace import LayerFolder


@pytest.fixture
def plots(tmp_path: Path) -> LayerFolder:
    return Workspace.open(write_plots(tmp_path, 2)).layer("plots")


def test_batches_are_the_file(plots: LayerFolder) -> None:
    found = read_batches(plots, Parted(len(SHAPES) // 2))
    whole = read_source(plots.features_path, plots.features_file)
    assert found is not None
    assert found.format == whole.format
    assert found.frame.crs == whole.frame.crs
    assert found.frame.geometry.to_wkb().equals(whole.frame.geometry.to_wkb())
    one, other = (pd.DataFrame(told.frame.drop(columns="geometry")) for told in (found, whole))
    pd.testing.assert_frame_equal(one, other)
    assert one.map(type).equals(other.map(type))  # 3 and 3.0 are equal, and told apart


@pytest.mark.parametrize("odd", ["few", "one process", "cells of its own", "damaged", "own type"])
def test_what_is_not_plain_is_read_at_once(plots: LayerFolder, odd: str) -> None:
    path = plots.features_path
    if odd == "cells of its own":
        frame = odd_plots(1)
        frame.assign(parts=[[1, 2]] * len(frame)).to_parquet(path)
    elif odd == "own type":
        odd_plots(1).to_parquet(path)  # pandas says Int64
    elif odd == "damaged":
        path.write_bytes(b"PAR1" + b"nothing" * 9 + b"PAR1")
    rows = {"few": len(SHAPES) * 2}.get(odd, 5)
    assert read_batches(plots, ALONE if odd == "one process" else Parted(rows)) is None
