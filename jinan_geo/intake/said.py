"""A CRS as people say it on a command line, in the words of manifests."""

from __future__ import annotations

import pyproj
from pyproj.exceptions import CRSError

from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.errors import InputError, show
from jinan_geo.words import say

__all__ = ["said_crs"]

SHIFTED = {name.casefold().replace("-", ""): name for name in TO_WGS84}


def said_crs(said: str) -> str:
    """A CRS as the user names it, in the words of manifests: 4548 and gcj02 are understood.

    Raises
    ------
    InputError
        There is none of that name for places.
    """
    name = said.strip()
    shifted = SHIFTED.get(name.casefold().replace("-", "").replace("_", ""))
    if shifted:
        return shifted
    name = f"EPSG:{name}" if name.isdecimal() else name
    try:
        found = pyproj.CRS.from_user_input(name)
    except CRSError:
        found = None
    if found is None or not (found.is_projected or found.is_geographic):
        raise InputError(say("intake.errors.crs_unknown", crs=show(said)))
    return name
