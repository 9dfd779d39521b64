"""What the doctor tells of places outside China: nothing of systems that are used there alone."""

from __future__ import annotations

import re

import pyproj
import pytest
import shapely

from jinan_geo.coordinates.doctor import diagnose
from jinan_geo.coordinates.stated_crs import Stated
from jinan_geo.coordinates.systems import ground_of

OF_CHINA = re.compile(r"GCJ|BD-09|4490|China|中国|火星")


@pytest.mark.parametrize("at", [(-73.97, 40.75), (126.98, 37.56), (85.32, 27.71), (105.85, 21.03)])
@pytest.mark.parametrize("is_known", [False, True], ids=["no city", "city"])
@pytest.mark.parametrize("is_assumed", [False, True], ids=["stated", "assumed"])
def test_systems_of_china_are_not_named_elsewhere(
    at: tuple[float, float], is_known: bool, is_assumed: bool
) -> None:
    x, y = at
    shapes = [shapely.Point(x + step / 300, y + step / 500) for step in range(12)]
    ground = ground_of([shapely.box(x - 0.1, y - 0.1, x + 0.1, y + 0.1)] if is_known else None)
    crs = pyproj.CRS("EPSG:4326")
    stated = Stated("EPSG:4326", "EPSG:4326", crs, is_assumed=is_assumed)
    told = diagnose(shapes, ground, declared=stated)
    assert told.found == "EPSG:4326"
    said = " ".join(f"{one.zh} {one.en}" for one in told.evidence)
    assert not OF_CHINA.search(said)
