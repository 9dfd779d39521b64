"""Stored coordinates come home.

GCJ-02 and BD-09 to the millimetre, declared systems exactly; nonsense is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from coord_convert import transform as peer
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from jinan_geo.coordinates.crs import to_measured, to_shown
from jinan_geo.coordinates.shifted import (
    FROM_WGS84,
    TO_WGS84,
    bd09_to_wgs84,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from jinan_geo.errors import InputError
from jinan_geo.pipeline import prepare_city
from jinan_geo.read import read_layer
from tests.tools.tiny_city import FILES, SITE_FEATURES, collection, feature

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from jinan_geo.city.city import City
    from jinan_geo.manifest.workspace import Workspace

SITES, SITES_LAYER = "layers/sites/features.geojson", "layers/sites/layer.toml"
INSIDE = st.tuples(st.floats(72.004, 137.8347), st.floats(0.8293, 55.8271))
REACHED = st.tuples(
    st.floats(72.1, 137.8), st.floats(0.9, 55.8)
)  # a strip at the edge is shifted to by nothing
OUTSIDE = [
    (-0.1, 51.5),
    (71.0, 30.0),
    (139.7, 35.7),
    (117.0, -5.0),
    (117.0, 60.0),
    (0.0, 0.0),
    (-180.0, 90.0),
]
PEERS = {"GCJ-02": peer.wgs2gcj, "BD-09": peer.wgs2bd}


@pytest.mark.parametrize("name", FROM_WGS84)
def test_the_way_there_agrees_with_an_independent_implementation(name: str) -> None:
    random = np.random.default_rng(4)
    lon, lat = random.uniform(70, 140, 4000), random.uniform(-2, 58, 4000)
    inside = (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    ours = np.stack(FROM_WGS84[name](lon, lat), axis=1)
    theirs = np.array([PEERS[name](*at) for at in zip(lon, lat, strict=True)])
    np.testing.assert_allclose(ours[inside], theirs[inside], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", FROM_WGS84)
@given(at=INSIDE)
def test_there_and_back_is_the_same_place(name: str, at: tuple[float, float]) -> None:
    back = TO_WGS84[name](*FROM_WGS84[name](*at))
    np.testing.assert_allclose(np.ravel(back), at, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", FROM_WGS84)
@given(at=REACHED)
def test_back_and_there_is_the_same_place(name: str, at: tuple[float, float]) -> None:
    again = FROM_WGS84[name](*TO_WGS84[name](*at))
    np.testing.assert_allclose(np.ravel(again), at, rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", FROM_WGS84)
@pytest.mark.parametrize("at", OUTSIDE)
def test_outside_china_nothing_moves(name: str, at: tuple[float, float]) -> None:
    assert tuple(np.ravel(FROM_WGS84[name](*at))) == at
    assert tuple(np.ravel(TO_WGS84[name](*at))) == at


def test_near_the_meridian_where_the_formula_has_a_kink() -> None:
    lon = 105 + np.array([0, 1e-13, -1e-9, 1e-6, -1e-4])
    lat = np.full(5, 35.0)
    np.testing.assert_allclose(
        gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat)), [lon, lat], rtol=0, atol=1e-9
    )


def test_the_shifts_at_jinan_are_the_measured_ones() -> None:
    random = np.random.default_rng(1)
    lon, lat = random.uniform(116.9, 117.1, 500), random.uniform(36.6, 36.7, 500)
    geod = pyproj.Geod(ellps="GRS80")
    azimuth, _, length = geod.inv(lon, lat, *wgs84_to_gcj02(lon, lat))
    assert 490 < length.min() < length.max() < 560
    assert 80 < azimuth.min() < azimuth.max() < 95
    _, _, length = geod.inv(lon, lat, *wgs84_to_bd09(lon, lat))
    assert 1250 < length.min() < length.max() < 1350


def test_nothing_and_missing_numbers_pass() -> None:
    for convert in (wgs84_to_gcj02, wgs84_to_bd09, gcj02_to_wgs84, bd09_to_wgs84):
        assert [len(part) for part in convert([], [])] == [0, 0]
        assert np.isnan(np.ravel(convert(np.nan, np.nan))).all()


def test_what_is_given_is_not_changed() -> None:
    lon, lat = np.array([117.0, 0.0]), np.array([36.6, 0.0])
    for convert in (*FROM_WGS84.values(), *TO_WGS84.values()):
        convert(lon, lat)
    assert (lon.tolist(), lat.tolist()) == ([117.0, 0.0], [36.6, 0.0])


def project(name: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """From WGS84 positions to those of a stored system; ``yx`` has the axes swapped."""
    base = name.removesuffix(" yx")
    if base in FROM_WGS84:
        convert = FROM_WGS84[base]
    else:
        convert = pyproj.Transformer.from_crs("EPSG:4326", base, always_xy=True).transform
    return lambda at: np.stack(convert(*at.T)[:: -1 if name != base else 1], axis=1)


def stored(name: str, declared: str | None = None, **members: object) -> dict[str, str]:
    """The tiny city's sites in another system, and the manifest that says so."""
    moved = []
    for item in SITE_FEATURES:
        shape = None if item["geometry"] is None else shapely.geometry.shape(item["geometry"])
        moved.append(feature(shapely.transform(shape, project(name)), **item["properties"]))
    says = declared if declared is not None else f'crs = "{name.removesuffix(" yx")}"'
    if declared is None and name.endswith(" yx"):
        says += "\nswapped = true"
    layer = FILES[SITES_LAYER].replace("order = 10", f"{says}\norder = 10")
    return {SITES: collection(moved, **members), SITES_LAYER: layer}


STORED = ["EPSG:4548", "EPSG:4527", "EPSG:4509", "EPSG:4498", "EPSG:3857", "GCJ-02", "BD-09"]
STORED += ["EPSG:4548 yx", "EPSG:4326 yx", "GCJ-02 yx"]


@pytest.mark.parametrize("name", STORED)
@pytest.mark.first_quick(2)
def test_c8_layers_in_different_systems_land_in_one_place_and_it_is_logged(
    open_city: Callable[..., Workspace], name: str
) -> None:
    degrees, none, _ = read_layer(open_city().layer("sites"))
    found, issues, _ = read_layer(open_city(stored(name)).layer("sites"))
    assert none == []
    assert [(issue.type, issue.severity, issue.value) for issue in issues] == [
        ("converted-crs", "info", name.removesuffix(" yx"))
    ]
    assert ("对调" in issues[0].message().zh) == name.endswith(" yx")
    for one, other in zip(to_shown(found).geometry, degrees.geometry, strict=True):
        assert (one is None) == (other is None)
        assert one is None or one.equals_exact(other, tolerance=1e-7)


@pytest.mark.slow
def test_c8_shares_and_measures_do_not_depend_on_the_stored_system(
    make_city: Callable[..., City], city: City
) -> None:
    shifted = prepare_city(make_city(stored("GCJ-02")).workspace)
    for one, other in zip(shifted.layers, city.layers, strict=True):
        assert one.shares[["feature", "district"]].equals(other.shares[["feature", "district"]])
        np.testing.assert_allclose(one.shares["share"], other.shares["share"], atol=1e-7)
        np.testing.assert_allclose(one.features["area_m2"], other.features["area_m2"], rtol=1e-7)
    assert [
        issue.type
        for issue in shifted.issues
        if issue.layer == "sites" and issue.type == "converted-crs"
    ]


def test_a_file_of_degrees_may_be_labelled_and_still_be_shifted(
    open_city: Callable[..., Workspace],
) -> None:
    label = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}}
    _, issues, _ = read_layer(open_city(stored("GCJ-02", **label)).layer("sites"))
    assert [issue.type for issue in issues] == ["converted-crs"]


@pytest.mark.slow
def test_degrees_of_either_name_are_no_conversion(open_city: Callable[..., Workspace]) -> None:
    _, issues, _ = read_layer(open_city(stored("EPSG:4490")).layer("sites"))
    assert issues == []


MISFITS = {
    "c2 metres declared as degrees": (
        "EPSG:4548",
        'crs = "EPSG:4326"',
        "in degrees; state the projected CRS",
    ),
    "c2 degrees declared as metres": (
        "EPSG:4326",
        'crs = "EPSG:4548"',
        'like degrees, for example crs = "EPSG:4490"',
    ),
    "c2 web mercator as degrees": (
        "EPSG:3857",
        "",
        'they look like Web Mercator, crs = "EPSG:3857"',
    ),
    "c2 gauss-kruger shifted": ("EPSG:4548", 'crs = "GCJ-02"', "but GCJ-02 is in degrees"),
    "c3 latitude first": (
        "EPSG:4326 yx",
        "",
        "swapped with longitudes? if so, write swapped = true into layer.toml",
    ),
    "c3 swapped in vain": ("EPSG:4326", "swapped = true", "take swapped = true out of layer.toml"),
    "c3 northing first": ("EPSG:4548 yx", 'crs = "EPSG:4548"', "swapped = true"),
    "c5 zone 39 as degrees": (
        "EPSG:4527",
        "",
        'by the zone prefix they look like crs = "EPSG:4527"',
    ),
    "c5 zone 39 as none": (
        "EPSG:4527",
        'crs = "EPSG:4548"',
        'by the zone prefix they look like crs = "EPSG:4527"',
    ),
    "c5 zone 20 as zone 39": (
        "EPSG:4498",
        'crs = "EPSG:4527"',
        'by the zone prefix they look like crs = "EPSG:4498"',
    ),
    "c5 zone 39, northing first": ("EPSG:4527 yx", "", 'crs = "EPSG:4527", swapped = true'),
}


@pytest.mark.parametrize("case", MISFITS)
@pytest.mark.first_quick(2)
def test_c2_c3_c5_what_cannot_be_is_refused_with_what_it_looks_like(
    open_city: Callable[..., Workspace], case: str
) -> None:
    name, declared, message = MISFITS[case]
    with pytest.raises(InputError) as error:
        read_layer(open_city(stored(name, declared)).layer("sites"))
    assert message in str(error.value)
    assert str(error.value).startswith(SITES)
    assert error.value.exit_code == 2


def test_a_stated_crs_without_eastings_is_not_judged_by_them(
    open_city: Callable[..., Workspace],
) -> None:
    files = stored("EPSG:3857")
    read_layer(open_city(files).layer("sites"))
    files[SITES] = collection([feature(Point(1e7, 2e7), id="far")])
    frame, _, _ = read_layer(open_city(files).layer("sites"))
    assert len(frame) == 1


@pytest.mark.parametrize("name", ["EPSG:4548", "EPSG:4527", "EPSG:32650", "EPSG:3857"])
def test_what_lies_on_the_other_side_of_the_earth_is_not_measured(name: str) -> None:
    here, far = shapely.box(116.9, 36.5, 117.2, 36.8), shapely.box(-70, -30, -40, 5)
    pole = shapely.box(-180, -90, 180, -80)
    frame = gpd.GeoDataFrame(
        {"id": list("abcd")}, geometry=[here, far, pole, None], crs="EPSG:4326"
    )
    measured = to_measured(frame, pyproj.CRS(name))
    gone = measured.geometry.isna().tolist()
    assert gone[0] is False
    assert gone[3] is True
    assert gone[1] == (name != "EPSG:3857")
    assert np.isfinite(shapely.get_coordinates(measured.geometry.to_numpy())).all()
    assert frame.geometry.notna().sum() == 3
