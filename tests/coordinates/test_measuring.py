"""In which CRS a city is measured, and what of a stated one is refused."""

from __future__ import annotations

import pyproj
import pytest

from jinan_geo.coordinates.measuring import (
    choose_metric,
    metre_twin,
    require_everywhere,
    require_metric,
)
from jinan_geo.errors import JinanGeoError

NEW_YORK, LONDON, OSAKA, JINAN = (-73.95, 40.7), (-0.1, 51.5), (135.5, 34.7), (117.0, 36.6)


@pytest.mark.parametrize(
    ("stated", "at", "metric"),
    [
        ("EPSG:2263", NEW_YORK, "EPSG:32118"),
        ("EPSG:6539", NEW_YORK, "EPSG:6538"),
        ("EPSG:27700", LONDON, "EPSG:27700"),
        ("EPSG:4527", JINAN, "EPSG:4527"),
        ("EPSG:3857", OSAKA, "EPSG:32653"),
        ("EPSG:27700", OSAKA, "EPSG:32653"),  # a projection of elsewhere measures nothing here
        (None, LONDON, "EPSG:32630"),
        (None, JINAN, "EPSG:4548"),
        (None, (-70.0, -53.0), "EPSG:32719"),
        (None, (179.99, -17.0), "EPSG:32760"),
        (None, (20.0, 85.0), "EPSG:32661"),
    ],
)
def test_a_stated_crs_its_twin_or_one_of_the_place(
    stated: str | None, at: tuple[float, float], metric: str
) -> None:
    crs = None if stated is None else pyproj.CRS.from_user_input(stated)
    assert choose_metric(crs, at) == metric


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("EPSG:2263", "EPSG:32118"),
        ("EPSG:3857", "EPSG:32618"),
        ("EPSG:4326", "EPSG:32618"),
        ("EPSG:999999", "EPSG:999999"),
    ],
)
def test_what_does_not_measure_is_refused_with_what_does(name: str, told: str) -> None:
    with pytest.raises(JinanGeoError, match=told):
        require_metric(name, NEW_YORK)


def test_what_measures_is_taken() -> None:
    assert require_metric("EPSG:32118", NEW_YORK) == "EPSG:32118"
    assert metre_twin(pyproj.CRS.from_epsg(32118)) is None


FAR_APART = [(-86.7, 32.6), (-152.0, 64.0), (-66.5, 18.2)]  # Alabama, Alaska, Puerto Rico


def test_a_zone_that_some_districts_are_far_from_is_refused_with_what_to_write() -> None:
    with pytest.raises(JinanGeoError, match=r"-86\.70, 32\.60.*EPSG:5070"):
        require_everywhere("EPSG:32631", FAR_APART)
    require_everywhere("EPSG:5070", FAR_APART)  # of equal areas
    require_everywhere("EPSG:32618", [(-74.2, 40.5), (-73.7, 40.9)])
