"""A layer looked at part by part is the layer looked at as a whole: the same rows and issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from jinan_geo.check.engine import ALONE, Engine
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import prepare_city
from tests.tools.odd_plots import SHAPES, Parted, write_plots

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.city.city import City

TIMES = 3
# What is asked part by part, of which the plots have each.
FOUND = {
    *("tiny-geometry", "sliver", "tiny-part", "repeated-points", "spike", "zero-position"),
    *("rounded-coordinates", "overlap", "duplicate-geometry", "small-share-dropped"),
    *("outside-city", "partly-outside-city", "district-mismatch", "unknown-district"),
    *("location-without-geometry", "invalid-geometry", "zero-place"),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plots(tmp_path_factory.mktemp("plots"), TIMES)


@pytest.fixture(scope="module")
def whole(root: Path) -> City:
    return prepare(root, ALONE)


def prepare(root: Path, engine: Engine) -> City:
    return prepare_city(Workspace.open(root), engine=engine)


def test_the_plots_have_what_is_asked_part_by_part(whole: City) -> None:
    assert FOUND - {issue.type for issue in whole.issues if issue.layer == "plots"} == set()


@pytest.mark.first_whole(1)
@pytest.mark.parametrize("rows", [len(SHAPES) + 1, 1, 7, len(SHAPES) * TIMES - 1])
def test_parts_of_any_size_are_the_whole(root: Path, whole: City, rows: int) -> None:
    engine = Parted(rows)
    parted = prepare(root, engine)
    assert {"_examine", "_shared_in_part"} <= {*engine.worked}
    assert parted.issues == whole.issues
    for one, other in zip(parted.layers, whole.layers, strict=True):
        pd.testing.assert_frame_equal(one.shares, other.shares)
        pd.testing.assert_frame_equal(pd.DataFrame(one.features), pd.DataFrame(other.features))
        assert one.features.geometry.to_wkb().equals(other.features.geometry.to_wkb())
        assert one.features.crs == other.features.crs
