"""Three CRSs and no more: stored (as the file has it), measured (metres), shown (WGS84)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyproj
from pyproj.exceptions import CRSError

from jinan_geo.errors import ManifestError, show

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["SHOWN", "metric_crs", "to_measured", "to_shown"]

SHOWN = "EPSG:4326"


def metric_crs(name: str) -> pyproj.CRS:
    """Give the CRS for areas and lengths; it must be projected and in metres."""
    try:
        crs = pyproj.CRS.from_user_input(name)
    except CRSError:
        raise ManifestError([f"workspace.toml: metric_crs = {show(name)} is not a known CRS"]) from None
    if not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise ManifestError([f"workspace.toml: metric_crs = {show(name)} is not projected in metres"])
    return crs


def to_measured(frame: gpd.GeoDataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Transform to the metric CRS, easting first; features without geometry stay without."""
    return frame.to_crs(crs)


def to_shown(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Transform to WGS84 degrees, longitude first; features without geometry stay without."""
    return frame.to_crs(SHOWN)
