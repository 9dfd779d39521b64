"""A stated CRS has a code only if the code puts features in the same place.

Else it keeps its own name and its WKT.
"""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from jinan_geo.coordinates.stated_crs import in_china, is_same_system, name_system

JINAN = np.array([[494_688.0, 4_056_584.0], [518_095.0, 4_063_471.0]])


def city_system(
    *, easting: float = 500_000, northing: float = 0, meridian: float = 117, earth: str = "CGCS2000"
) -> pyproj.CRS:
    """A .prj as ArcGIS writes it."""
    datum, ellipsoid = {
        "CGCS2000": ("D_China_2000", '"CGCS2000",6378137.0,298.257222101'),
        "Xian_1980": ("D_Xian_1980", '"Xian_1980",6378140.0,298.257'),
        "Beijing_1954": ("D_Beijing_1954", '"Krasovsky_1940",6378245.0,298.3'),
    }[earth]
    return pyproj.CRS.from_wkt(
        f'PROJCS["Own",GEOGCS["GCS",DATUM["{datum}",SPHEROID[{ellipsoid}]],PRIMEM["Greenwich",0.0],'
        'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
        f'PARAMETER["False_Easting",{easting}],PARAMETER["False_Northing",{northing}],'
        f'PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",1.0],'
        'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )


@pytest.mark.parametrize(
    ("crs", "name"),
    [
        (city_system(), "EPSG:4548"),
        (city_system(earth="Xian_1980"), "EPSG:2384"),
        (city_system(earth="Beijing_1954"), "EPSG:2436"),
        (city_system(easting=39_500_000), "EPSG:4527"),
    ],
)
@pytest.mark.slow
@pytest.mark.first_whole(2)
def test_a_description_that_equals_a_code_has_its_name(crs: pyproj.CRS, name: str) -> None:
    at = np.add(JINAN, [39_000_000 if name == "EPSG:4527" else 0, 0])
    assert (name_system(crs, at).name, name_system(crs, at).line) == (name, name)


@pytest.mark.parametrize(
    "crs",
    [
        city_system(easting=30_000, northing=-4_000_000, earth="Beijing_1954"),
        city_system(meridian=117.1),
        city_system(meridian=116.98333333),
        city_system(easting=500_000.5),
        city_system(northing=-3_000_000, earth="Xian_1980"),
    ],
)
@pytest.mark.slow
@pytest.mark.first_whole(3)
def test_a_system_of_its_own_keeps_its_name_and_its_text(crs: pyproj.CRS) -> None:
    stated = name_system(crs, JINAN)
    assert stated.name == "Own"
    assert is_same_system(pyproj.CRS.from_user_input(stated.line), crs, JINAN)


@pytest.mark.parametrize("style", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize(
    "code", [4326, 4490, 4548, 4527, 3857, 27700, 2263, 6677, 25832, 32650, 4258, 2384, 4610]
)
def test_codes_are_known_again_in_any_words(code: int, style: str) -> None:
    crs = pyproj.CRS.from_wkt(pyproj.CRS.from_epsg(code).to_wkt(style))
    assert name_system(crs).name == f"EPSG:{code}"


def test_other_words_for_plain_degrees_and_web_mercator() -> None:
    assert name_system(pyproj.CRS("OGC:CRS84")).name == "EPSG:4326"
    assert name_system(pyproj.CRS("ESRI:102100")).name == "EPSG:3857"
    assert name_system(pyproj.CRS("EPSG:4979")).name == "EPSG:4326"


def test_feet_are_not_metres_and_one_earth_is_not_another() -> None:
    feet, metres = pyproj.CRS("EPSG:2263"), pyproj.CRS("EPSG:32118")
    assert not is_same_system(feet, metres)
    assert not is_same_system(pyproj.CRS("EPSG:4548"), pyproj.CRS("EPSG:2384"), JINAN)
    assert not is_same_system(pyproj.CRS("EPSG:4548"), pyproj.CRS("EPSG:32650"), JINAN)
    assert not is_same_system(pyproj.CRS("EPSG:4548"), pyproj.CRS("EPSG:4490"))
    assert is_same_system(pyproj.CRS("EPSG:4548"), pyproj.CRS("EPSG:4509"), JINAN)


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [
        (117.0, 36.65, True),
        (87.6, 43.8, True),
        (91.1, 29.65, True),
        (126.6, 45.75, True),
        (110.3, 20.0, True),
        (114.06, 22.54, True),
        (126.98, 37.57, False),
        (139.7, 35.7, False),
        (105.85, 21.03, False),
        (121.56, 25.04, False),
        (-0.13, 51.5, False),
        (131.9, 43.1, False),
        (85.32, 27.71, False),
        (83.98, 28.21, False),
        (89.64, 27.47, False),
        (74.6, 42.87, False),
        (106.9, 47.9, False),
        (129.8, 41.8, False),
        (74.87, 31.63, False),
        (127.5, 50.24, True),
        (107.97, 21.54, True),
        (80.4, 44.2, True),
        (85.98, 27.99, True),
        (97.85, 24.0, True),
        (111.97, 43.65, True),
    ],
)
def test_shifted_systems_are_asked_about_in_china_only(
    lon: float,
    lat: float,
    inside: bool,
) -> None:
    assert in_china(lon, lat) == inside
