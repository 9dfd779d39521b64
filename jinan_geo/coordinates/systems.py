"""The coordinate systems that a file of China may be in.

And which of them puts each feature into the city.

Gauss-Kruger of CGCS2000 comes under four names for one meridian: with 117 degrees east, EPSG:4527
(3-degree zone 39, false easting 39,500,000), EPSG:4498 (6-degree zone 20, false easting
20,500,000), EPSG:4548 (3-degree, 500,000) and EPSG:4509 (6-degree, 500,000). A prefix tells the
first two. The last two are one projection, number for number; they differ in the longitudes they
are meant for (115.5 to 118.5 and 114 to 120). So without a prefix the name is the 3-degree one,
unless most vertices lie outside its zone, or the file itself declares the 6-degree one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError, ProjError

from jinan_geo.coordinates.parts import valid_shapes
from jinan_geo.coordinates.possible import area_of
from jinan_geo.coordinates.stated_crs import GAUSS_KRUGER, in_china

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.coordinates.stated_crs import Stated

    Numbers = NDArray[np.float64]

__all__ = [
    "CHINA_BOUNDS",
    "DEGREES",
    "MERIDIAN_TWIN",
    "PLAIN_DEGREES",
    "Ground",
    "Sorted",
    "System",
    "ground_of",
    "name_gauss_kruger",
    "siblings_of",
    "sort_features",
]

DEGREES = "EPSG:4490"
PLAIN_DEGREES = {"EPSG:4326", DEGREES}  # they differ below a metre
WEB_MERCATOR = "EPSG:3857"
CHINA_BOUNDS = (73.4, 3.4, 135.1, 53.6)
# Degrees: a border drawn twice, or shifted as in GCJ-02 and BD-09, still counts as in the city.
MARGIN = 0.02
AROUND_CITY = 0.5  # degrees: what lies this near is still read as the city's, only badly placed
FARTHEST_FROM_MERIDIAN = 4.5  # degrees; projections are still used this far out, wrongly but often
ZONES = {3: range(25, 46), 6: range(13, 24)}
FIRST_PREFIXED = {3: 4513, 6: 4491}
FIRST_PLAIN = {3: 4534, 6: 4502}
HALF_ZONE = 1.5  # degrees of longitude on either side of a 3-degree meridian
NEAR = 0.05  # degrees: a region's system covers the middle of the city by so much
MOST_REGIONAL = 24
MOST = 0.5  # of the vertices
TURN = 360.0
UTM_SCALE, WGS84_RADIUS = 0.9996, 6378137.0
UTM_ZONES = tuple(f"EPSG:{code}" for code in range(32601, 32661))
BELIEVED = 1.25  # what a file states counts that much more than what is found


def _meridian(width: int, zone: int) -> int:
    return 3 * zone if width == 3 else 6 * zone - 3  # noqa: PLR2004 - 3-degree or 6-degree


# The 6-degree system without prefix of each 3-degree one without prefix, where they share the
# meridian.
MERIDIAN_TWIN = {
    f"EPSG:{FIRST_PLAIN[3] + _meridian(6, zone) // 3 - 25}": f"EPSG:{FIRST_PLAIN[6] + zone - 13}"
    for zone in ZONES[6]
}


@dataclass(frozen=True)
class Ground:
    """Where the features should be.

    The city's outline in WGS84 with a margin, and what is around it, or China.

    ``metric`` is the CRS in which the workspace measures.
    """

    outline: Any
    bounds: tuple[float, float, float, float]
    metric: str | None = None

    @property
    def is_chinese(self) -> bool:
        """Tell whether the systems of China are the ones to ask about."""
        west, south, east, north = self.bounds
        return self.outline is None or in_china((west + east) / 2, (south + north) / 2)

    def contains(self, lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
        """Tell which positions lie in the city; without an outline, within the bounds."""
        if self.outline is not None:
            return np.asarray(shapely.contains_xy(self.outline, lon, lat))
        west, south, east, north = self.bounds
        return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def ground_of(districts: Sequence[Any] | None, metric: str | None = None) -> Ground:
    """Make the ground from district outlines in WGS84.

    Without any, features should just be in China.
    """
    if districts is None or not len(districts):
        return Ground(None, CHINA_BOUNDS, metric)
    city = shapely.union_all(valid_shapes(np.asarray(districts, dtype=object)))
    outline = shapely.simplify(shapely.buffer(city, MARGIN), MARGIN / 20)
    shapely.prepare(outline)
    west, south, east, north = (float(value) for value in outline.bounds)
    bounds = (west - AROUND_CITY, south - AROUND_CITY, east + AROUND_CITY, north + AROUND_CITY)
    return Ground(outline, bounds, metric)


@dataclass(frozen=True)
class System:
    """One way to read two numbers.

    A CRS, in its usual axis order (easting or longitude first) or swapped.
    """

    name: str
    swapped: bool
    box: tuple[float, float, float, float]
    inverse: pyproj.Transformer | None

    def holds(self, x: Numbers, y: Numbers) -> NDArray[np.bool_]:
        """Tell which positions are near the city if they are of this system."""
        if self.swapped:
            x, y = y, x
        west, south, east, north = self.box
        return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))

    def to_degrees(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Give longitude and latitude."""
        if self.swapped:
            x, y = y, x
        if self.inverse is None:
            return x, y
        lon, lat = self.inverse.transform(x, y)
        return lon, lat

    @property
    def label(self) -> str:
        """The name, with a word on the axes where they are swapped."""
        return f"{self.name} swapped" if self.swapped else self.name


def _make(
    name: str, bounds: tuple[float, float, float, float], crs: pyproj.CRS | None = None
) -> list[System]:
    """Make a system in both orders of axes; none where the city has no numbers in it."""
    if bounds[0] >= bounds[2]:
        return []
    try:
        forth = pyproj.Transformer.from_crs(DEGREES, crs or name, always_xy=True)
        back = pyproj.Transformer.from_crs(crs or name, DEGREES, always_xy=True)
        box = forth.transform_bounds(*bounds)
    except (CRSError, ProjError):
        return []
    return [System(name, swapped, box, back) for swapped in (False, True)]


@cache
def _candidates(
    bounds: tuple[float, float, float, float],
    metric: str | None,
    *,
    chinese: bool,
    plain: bool,
) -> tuple[System, ...]:
    """Every system to try.

    ``plain`` adds Gauss-Kruger without prefix, whose meridian only a city can tell.
    """
    found = [System(DEGREES, swapped, bounds, None) for swapped in (False, True)]
    found += _make(metric, bounds) if metric and plain else []
    found += _make(WEB_MERCATOR, bounds)
    found += _gauss_kruger(bounds, plain=plain) if chinese else _regional(bounds)
    return tuple(found)


def _gauss_kruger(bounds: tuple[float, float, float, float], *, plain: bool) -> list[System]:
    west, south, east, north = bounds
    found = []
    for width, zone in ((width, zone) for width, zones in ZONES.items() for zone in zones):
        middle = _meridian(width, zone)
        left, right = (
            max(west, middle - FARTHEST_FROM_MERIDIAN),
            min(east, middle + FARTHEST_FROM_MERIDIAN),
        )
        if left >= right:
            continue
        part, at = (left, south, right, north), zone - ZONES[width][0]
        found += _make(f"EPSG:{FIRST_PREFIXED[width] + at}", part)
        if plain and width == 3:  # noqa: PLR2004 - the 6-degree ones are the same numbers
            found += _make(f"EPSG:{FIRST_PLAIN[width] + at}", part)
    return found


def _regional(bounds: tuple[float, float, float, float]) -> list[System]:
    """Make the projected systems of EPSG that cover the middle of the city.

    The most local comes first.
    """
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    middle = AreaOfInterest(lon - NEAR, lat - NEAR, lon + NEAR, lat + NEAR)
    every = query_crs_info(
        auth_name="EPSG", pj_types=PJType.PROJECTED_CRS, area_of_interest=middle, contains=True
    )

    def size(info: Any) -> float:  # noqa: ANN401 - pyproj's
        area = info.area_of_use
        return float((area.east - area.west) * (area.north - area.south))

    local = sorted((info for info in every if info.area_of_use), key=size)[:MOST_REGIONAL]
    return [system for info in local for system in _make(f"EPSG:{info.code}", bounds)]


def _stated_systems(stated: Stated | None, ground: Ground) -> list[System]:
    """Give the system that the file states, unless it is plain degrees, which are tried anyway.

    One that is meant for another part of the Earth is no evidence here. Other zones of its datum
    come next, for a wrong zone is a likelier slip than a wrong datum.
    """
    if stated is None or stated.name in PLAIN_DEGREES or not _is_meant_for(stated.crs, ground):
        return []
    found = _make(stated.name, ground.bounds, stated.crs)
    # Which zone it is only a city can tell.
    for name in siblings_of(stated) if ground.outline is not None else ():
        found += _make(name, _part(name, ground.bounds)) if name != stated.name else []
    return found


def _is_meant_for(crs: pyproj.CRS, ground: Ground) -> bool:
    """Tell whether degrees of a CRS can be of this ground; projections are judged by numbers."""
    area = area_of(crs) if crs.is_geographic else None
    if area is None:
        return True
    west, south, east, north = area
    over = west <= ground.bounds[2] and ground.bounds[0] <= east
    behind = west <= ground.bounds[2] + TURN and ground.bounds[0] + TURN <= east
    return (over or behind) and south <= ground.bounds[3] and ground.bounds[1] <= north


@cache
def _of_stated(wkt: str) -> tuple[str, ...]:
    crs = pyproj.CRS.from_wkt(wkt)
    operation, earth = crs.coordinate_operation, crs.ellipsoid
    if operation is None or earth is None or operation.method_name != "Transverse Mercator":
        return ()
    scale = next((one.value for one in operation.params if "cale factor" in one.name), 1.0)
    if scale == UTM_SCALE:
        return UTM_ZONES if crs.datum is not None and "1984" in crs.datum.name else ()
    return _zones_of(round(earth.semi_major_metre, 3)) if scale == 1.0 else ()


def _zones_of(radius_m: float) -> tuple[str, ...]:
    """Name the zones of Xian 1980 and Beijing 1954; those of CGCS2000 are tried anyway."""
    codes = () if radius_m == WGS84_RADIUS else GAUSS_KRUGER.get(radius_m, ())
    return tuple(f"EPSG:{code}" for code in codes)


def siblings_of(stated: Stated | None) -> tuple[str, ...]:
    """Name the zones of the datum and scale that a file states, where they are not CGCS2000's."""
    if stated is None or not stated.crs.is_projected:
        return ()
    return _of_stated(stated.crs.to_wkt())


def _part(
    name: str, bounds: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Give the part of the bounds that is near a zone; the whole where none is."""
    area = area_of(pyproj.CRS.from_user_input(name))
    if area is None:
        return bounds
    west, east = max(bounds[0], area[0]), min(bounds[2], area[2])
    return (west, bounds[1], east, bounds[3])


@dataclass(frozen=True)
class Sorted:
    """The system of each feature (position in ``systems``, -1 for none) and each vertex as degrees.

    ``owner`` is the feature of each vertex, in their order.

    ``lon`` and ``lat`` are NaN where the feature has no system or the vertex lies far off;
    ``inside`` tells which vertices then lie in the city.
    """

    systems: tuple[System, ...]
    owner: NDArray[np.int_]
    label: NDArray[np.int_]
    lon: Numbers
    lat: Numbers
    inside: NDArray[np.bool_]


def sort_features(  # noqa: PLR0913 - what is asked of, and where it should be
    x: Numbers,
    y: Numbers,
    owner: NDArray[np.int_],
    count: int,
    ground: Ground,
    stated: Stated | None = None,
) -> Sorted:
    """Find for each of ``count`` features the system that puts most of its vertices into the city.

    ``owner`` is the feature of each vertex. At least half of a feature's vertices must come near
    the city. What the file states is believed before a system that puts them there just as well.
    """
    chinese, plain = ground.is_chinese, ground.outline is not None
    first = _stated_systems(stated, ground)
    systems = (*first, *_candidates(ground.bounds, ground.metric, chinese=chinese, plain=plain))
    size = np.maximum(np.bincount(owner, minlength=count), 1)
    best, label = np.zeros(count), np.full(count, -1)
    lon, lat = np.full(len(x), np.nan), np.full(len(x), np.nan)
    inside = np.zeros(len(x), dtype=bool)
    for at, system in enumerate(systems):
        near = np.flatnonzero(system.holds(x, y))
        if not len(near):
            continue
        east, north = system.to_degrees(x[near], y[near])
        within = ground.contains(east, north)
        close = np.bincount(owner[near], minlength=count)
        score = close + 1000.0 * np.bincount(owner[near], weights=within, minlength=count)
        score = score * (BELIEVED if at < len(first) else 1.0)
        better = (score > best) & (2 * close >= size)
        best[better], label[better] = score[better], at
        lon[better[owner]] = lat[better[owner]] = np.nan
        inside[better[owner]] = False
        mine = better[owner[near]]
        lon[near[mine]], lat[near[mine]], inside[near[mine]] = east[mine], north[mine], within[mine]
    return Sorted(systems, owner, label, lon, lat, inside)


def name_gauss_kruger(name: str, lon: Numbers, declared: str | None) -> str:
    """Choose between the two names of Gauss-Kruger without prefix; other names stay.

    The 6-degree name is given where the file declares it, or where most vertices lie outside the
    3-degree zone.
    """
    twin = MERIDIAN_TWIN.get(name)
    if twin is None or declared == twin:
        return twin or name
    meridian = 3 * (int(name.removeprefix("EPSG:")) - FIRST_PLAIN[3] + ZONES[3][0])
    is_outside = np.abs(lon - meridian) > HALF_ZONE
    return twin if np.mean(is_outside) > MOST else name
