"""A built-up area at zoom 13 to 15: names everywhere, no part of the map empty, no colour flat."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pytest
from shapely import box

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from jinan_geo.read.ground import GROUND_FILE, GroundRows, GroundSource
from tests.tools.browser import visit
from tests.tools.built_up import SIZE, look, random_views
from tests.tools.ground_city import keep_ground, make_ground
from tests.tools.tiny_city import FILES, NAMES, collection, feature, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LEAST = 5  # names
FLAT = 0.5  # of the map may have one colour
MANIFEST = FILES["workspace.toml"] + '\n[ground]\ndetail = "full"\n'
EXTRACT = "CITY_PBF"  # names an .osm.pbf of a city at least as wide as a window at zoom 13
SEED = "CITY_SEED"


def see(browser: Browser, root: Path, count: int, seed: int = 1) -> None:
    build_workspace(Workspace.open(root), root / "out", only="city")
    width, height = SIZE
    with visit(browser, root / "out" / "city.html", width=width, height=height) as opened:
        for view in random_views(root / GROUND_FILE, count, seed):
            seen = look(opened, view)
            assert seen.names >= LEAST, (view, seen)
            assert seen.empty == 0, (view, seen)
            assert seen.flat <= FLAT, (view, seen)


@pytest.mark.slow
def test_no_view_of_a_made_city_is_empty_or_without_names(browser: Browser, tmp_path: Path) -> None:
    root = write_city(tmp_path, {"workspace.toml": MANIFEST})
    table, shapes = make_ground(90_000, 50_000, reach=0.58)  # as dense as a city of nine million
    source = GroundSource("made", "GeoJSON", "made", "", len(table), 0, None)
    keep_ground(root / GROUND_FILE, GroundRows(table, shapes, [source]))
    see(browser, root, 3)


@pytest.mark.deep
def test_no_view_of_a_real_city_is_empty_or_without_names(browser: Browser, tmp_path: Path) -> None:
    path = os.environ.get(EXTRACT)
    if not path:
        pytest.skip(f"{EXTRACT} names no extract of a city (.osm.pbf, OpenStreetMap)")
    lines = pyogrio.read_dataframe(path, layer="lines", columns=["highway"], on_invalid="ignore")
    west, south, east, north = lines[lines["highway"].notna()].total_bounds
    sides = np.linspace(west, east, 4)
    squares = [box(left, south, right, north) for left, right in pairwise(sides)]
    districts = [
        feature(square, id=code, name_zh=zh, name_en=en)
        for square, (code, (zh, en)) in zip(squares, NAMES.items(), strict=True)
    ]
    crs = lines.estimate_utm_crs().to_string()
    files = {
        "workspace.toml": MANIFEST.replace("EPSG:4548", crs),
        "layers/districts/features.geojson": collection(districts),
    }
    root = write_city(tmp_path, files)
    assert run("ground", "add", Path(path), "--workspace", root).code in (0, 1)
    see(browser, root, 20, seed=int(os.environ.get(SEED, "1")))
