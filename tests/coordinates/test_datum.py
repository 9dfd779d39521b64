"""What PROJ cannot bring to WGS84 within metres is said to be approximate, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import pytest

from jinan_geo.coordinates.datum import find_approximate
from tests.coordinates.test_stated_crs import city_system

if TYPE_CHECKING:
    from jinan_geo.coordinates.datum import Approximate

JINAN = (116.9, 36.5, 117.2, 36.8)


def ask(crs: Any, box: tuple[float, ...] = JINAN) -> Approximate | None:
    found = pyproj.CRS.from_user_input(crs)
    change = pyproj.Transformer.from_crs("EPSG:4326", found, always_xy=True)
    x, y = change.transform([box[0], box[2]], [box[1], box[3]])
    return find_approximate(found, np.array([min(x), min(y), max(x), max(y)]))


@pytest.mark.parametrize(
    "crs",
    [
        "EPSG:4610",
        "EPSG:4214",
        "EPSG:2384",
        "EPSG:2436",
        "EPSG:2327",
        "EPSG:2343",
        "EPSG:2442",
        "EPSG:4555",
        city_system(earth="Xian_1980", meridian=117.1),
        city_system(earth="Beijing_1954", easting=30_000),
        "+proj=tmerc +ellps=krass +lon_0=117 +x_0=500000 +type=crs",
        "+proj=tmerc +ellps=GRS80 +lon_0=117 +x_0=500000 +type=crs",
    ],
)
@pytest.mark.first_quick(2)
def test_older_and_unknown_datums_are_approximate_without_a_figure(crs: Any) -> None:
    found = ask(crs)
    assert found is not None
    assert found.accuracy_m is None
    assert "tens of metres" in found.text.en
    assert "几十米" in found.text.zh


@pytest.mark.first_quick(3)
@pytest.mark.parametrize(
    "crs",
    [
        "EPSG:4326", "EPSG:4490", "EPSG:4548", "EPSG:4527", "EPSG:4509", "EPSG:3857", "EPSG:32650",
        city_system(meridian=117.1), city_system(),
        "+proj=tmerc +ellps=krass +towgs84=15,-130,-84,0,0,0,0 +lon_0=117 +x_0=500000 +type=crs",
    ],
)  # fmt: skip
def test_what_lies_within_metres_of_wgs84_or_states_its_parameters_is_not(crs: Any) -> None:
    assert ask(crs) is None


@pytest.mark.parametrize(
    ("crs", "box", "metres"),
    [
        ("EPSG:27700", (-0.3, 51.4, 0.1, 51.6), None),
        ("EPSG:28992", (4, 52, 5, 53), None),
        ("EPSG:2056", (8, 47, 9, 47.5), None),
        ("EPSG:31467", (9, 48, 10, 49), None),
        ("EPSG:2263", (-74, 40.6, -73.8, 40.8), None),
        ("EPSG:6677", (139.5, 35.5, 139.9, 35.8), None),
        ("EPSG:4301", (139, 35, 140, 36), 9),
        ("EPSG:4267", (-100, 40, -99, 41), 7),
    ],
)
def test_elsewhere_the_accuracy_that_proj_gives_is_said(
    crs: str, box: tuple[float, ...], metres: float | None
) -> None:
    found = ask(crs, box)
    if metres is None:
        assert found is None
        return
    assert found is not None
    assert found.accuracy_m == metres
    assert f"good to {metres} m" in found.text.en


def test_without_numbers_the_area_of_the_system_serves() -> None:
    assert find_approximate(None) is None
    assert find_approximate(pyproj.CRS("EPSG:4610")) is not None
    infinite = np.array([np.inf] * 4)
    assert find_approximate(pyproj.CRS("EPSG:4610"), infinite) is not None
    assert find_approximate(pyproj.CRS("EPSG:4548"), infinite) is None
