"""In which CRS a city is measured: a stated one, its twin in metres, or one made for the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info, query_utm_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.coordinates.stated_crs import in_china
from jinan_geo.errors import InputError, show
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["choose_metric", "metre_twin", "require_everywhere", "require_metric"]

# An area measured in it may be off by this share; Web Mercator is off by half and more.
MOST_OFF = 0.02
FIRST_CHINESE, FIRST_MERIDIAN, ZONE = 4534, 75, 3  # EPSG:4534 is CGCS2000, 3 degrees, CM 75E
POLAR = {True: "EPSG:32661", False: "EPSG:32761"}  # beyond UTM, by whether it is north
NORTHEST, SOUTHEST = 84, -80


def choose_metric(stated: pyproj.CRS | None, at: tuple[float, float]) -> str:
    """Choose the CRS that measures what lies at ``at``, longitude and latitude.

    What is stated is taken where it measures well there, or its twin in metres; else the zone of
    the place: CGCS2000 in China, UTM elsewhere.
    """
    for name in (_name_of(stated), metre_twin(stated) if stated is not None else None):
        if name is not None and _measures(pyproj.CRS.from_user_input(name), at):
            return name
    lon, lat = at
    if in_china(lon, lat):
        return f"EPSG:{FIRST_CHINESE + round((lon - FIRST_MERIDIAN) / ZONE)}"
    if not SOUTHEST <= lat <= NORTHEST:
        return POLAR[lat > 0]
    west = (lon + 180) % 360 - 180
    area = AreaOfInterest(west, lat, west, lat)
    found = query_utm_crs_info(datum_name="WGS 84", area_of_interest=area)
    wanted = f"UTM zone {int((west + 180) // 6) + 1}{'N' if lat >= 0 else 'S'}"
    best = next((one for one in found if one.name.endswith(wanted)), found[0])
    return f"EPSG:{best.code}"


def require_metric(name: str, at: tuple[float, float]) -> str:
    """Take a CRS that a person names for measuring.

    Raises
    ------
    InputError
        It is unknown, in feet (its twin in metres is named), in degrees, or measures badly there.
    """
    try:
        crs = pyproj.CRS.from_user_input(name)
    except CRSError:
        raise InputError(say("coordinates.errors.metric_unknown", name=show(name))) from None
    if _measures(crs, at):
        return name
    if crs.is_projected and crs.axis_info[0].unit_name != "metre":
        twin, unit = metre_twin(crs) or choose_metric(None, at), crs.axis_info[0].unit_name
        said = {"name": name, "unit": unit, "twin": twin}
        raise InputError(say("coordinates.errors.metric_feet", **said))
    better = choose_metric(None, at)
    raise InputError(say("coordinates.errors.metric_off", name=name, better=better))


def require_everywhere(name: str, places: Iterable[tuple[float, float]]) -> None:
    """See to it that a CRS measures well at every place, longitude and latitude.

    Raises
    ------
    InputError
        It does not at one of them: a country is too wide for the zone of its middle.
    """
    crs = pyproj.CRS.from_user_input(name)
    for lon, lat in places:
        if not _measures(crs, (lon, lat)):
            at = f"{lon:.2f}, {lat:.2f}"
            raise InputError(say("coordinates.errors.metric_wide", name=name, at=at))


def metre_twin(crs: pyproj.CRS) -> str | None:
    """Name the same projection in metres, where it has a name; None for what is in metres."""
    area = crs.area_of_use
    if not crs.is_projected or area is None or crs.axis_info[0].unit_name == "metre":
        return None
    bare = crs.name.partition(" (ft")[0]
    found = query_crs_info(
        auth_name="EPSG", pj_types=PJType.PROJECTED_CRS,
        area_of_interest=AreaOfInterest(area.west, area.south, area.east, area.north),
    )  # fmt: skip
    return next((f"EPSG:{one.code}" for one in found if one.name == bare), None)


def _name_of(crs: pyproj.CRS | None) -> str | None:
    """The code of a CRS; that of one that is nearly the same is none of it."""
    code = crs.to_epsg(min_confidence=90) if crs is not None else None
    return None if code is None else f"EPSG:{code}"


def _measures(crs: pyproj.CRS, at: tuple[float, float]) -> bool:
    """Tell whether areas come out right at a place, in metres."""
    if not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        return False
    geodetic = crs.geodetic_crs
    if geodetic is None:
        return False
    lon, lat = pyproj.Transformer.from_crs(SHOWN, geodetic, always_xy=True).transform(*at)
    scale = pyproj.Proj(crs).get_factors(lon, lat).areal_scale
    return bool(np.isfinite(scale)) and abs(scale - 1) <= MOST_OFF
