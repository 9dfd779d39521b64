"""K3: the CRS that a file states stands: read as stated, put where it says, or refused by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyproj
import pytest
from shapely import box

from tests.coordinates.test_stated_crs import city_system
from tests.tools.verbs import run

if TYPE_CHECKING:
    from pathlib import Path

JINAN, LONDON, NEW_YORK = (117.02, 36.66), (-0.12, 51.5), (-74.0, 40.72)
TOKYO, BERN, SYDNEY = (139.7, 35.68), (7.45, 46.95), (151.2, -33.87)
OLD = "+proj=tmerc +lat_0=0 +lon_0=117 +k=1 +x_0=500000 +y_0=0 +ellps=krass +units=m +type=crs"


def write(folder: Path, crs: Any, at: tuple[float, float], style: str) -> Path:
    """A Shapefile of six parcels, its .prj in the words of a program."""
    places = [box(at[0] + i / 500, at[1], at[0] + i / 500 + 0.001, at[1] + 0.001) for i in range(6)]
    frame = gpd.GeoDataFrame({"XMBH": list("abcdef")}, geometry=places, crs="EPSG:4326").to_crs(crs)
    frame.to_file(folder / "a.shp")
    text = pyproj.CRS.from_user_input(crs).to_wkt(style)
    (folder / "a.prj").write_text(text, encoding="utf-8")
    return folder / "a.shp"


@pytest.mark.parametrize(
    ("crs", "at", "declared", "rough"),
    [
        ("EPSG:4548", JINAN, "EPSG:4548", False), ("EPSG:27700", LONDON, "EPSG:27700", False),
        (city_system(meridian=117.1), JINAN, "Own", False),
        (city_system(northing=-3_000_000, earth="Xian_1980"), JINAN, "Own", True),
        ("EPSG:2263", NEW_YORK, "EPSG:2263", False), ("EPSG:4214", JINAN, "EPSG:4214", True),
        ("EPSG:4490", JINAN, "EPSG:4490", False), (OLD, JINAN, None, True),
        ("EPSG:4527", JINAN, "EPSG:4527", False), ("EPSG:4509", JINAN, None, False),
        ("EPSG:4498", JINAN, "EPSG:4498", False), ("EPSG:32650", JINAN, "EPSG:32650", False),
        ("EPSG:3857", JINAN, "EPSG:3857", False),
        (city_system(easting=30_000, northing=-4_000_000), JINAN, "Own", False),
        (city_system(meridian=116.98333333, earth="Beijing_1954"), JINAN, "Own", True),
        ("EPSG:2384", JINAN, "EPSG:2384", True), ("EPSG:2436", JINAN, "EPSG:2436", True),
        ("EPSG:4610", JINAN, "EPSG:4610", True),
        ("EPSG:4258", BERN, "EPSG:4258", False), ("EPSG:2056", BERN, "EPSG:2056", False),
        ("EPSG:32618", NEW_YORK, "EPSG:32618", False),
        ("EPSG:6677", TOKYO, "EPSG:6677", False), ("EPSG:7856", SYDNEY, "EPSG:7856", False),
    ],
)  # fmt: skip
@pytest.mark.first_quick(2)
@pytest.mark.first_whole(6)
def test_K3_a_stated_system_is_believed(
    tmp_path: Path, crs: Any, at: tuple[float, float], declared: str | None, rough: bool
) -> None:
    file = write(tmp_path, crs, at, "WKT1_ESRI")
    found = json.loads(run("doctor", file, "--json").text)
    if at != JINAN or found["found"] is not None:  # degrees of China stay open between three
        assert found["found"] == found["declared"]
        assert not found["swapped"]
    if declared is not None:
        assert found["declared"] == declared
    assert any("tens of metres" in one or "几十米" in one for one in found["evidence"]) <= rough
    drawn = json.loads(run("map", file, "--out", tmp_path / "a.html", "--json").text)
    types = {issue["type"] for issue in drawn["issues"]}
    assert ("datum-approximate" in types) == rough
    west, south, _, _ = drawn["bounds"]
    metres = np.hypot((west - at[0]) * 90_000, (south - at[1]) * 111_000)
    assert metres < (300 if rough else 2)
    assert drawn["on_map"] == 6
