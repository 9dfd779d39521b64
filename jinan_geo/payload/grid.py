"""The kilometre grid of a workspace's metric system, as a page draws it where it has no ground."""

from __future__ import annotations

from jinan_geo.coordinates.crs import metric_crs
from jinan_geo.page.ground import GridInfo

__all__ = ["grid_info"]

METHOD = "Transverse Mercator"  # of Gauss-Krüger sheets and of UTM


def grid_info(metric: str) -> GridInfo | None:
    """Give what a page needs to draw the grid of a CRS; None where its sheets have another one."""
    crs = metric_crs(metric)
    operation = crs.coordinate_operation
    if operation is None or operation.method_name != METHOD or crs.ellipsoid is None:
        return None
    values = {one.name: one.value for one in operation.params}
    if values["Latitude of natural origin"]:
        return None
    return GridInfo(
        name=crs.name,
        meridian=values["Longitude of natural origin"],
        scale=values["Scale factor at natural origin"],
        false_east_m=values["False easting"],
        false_north_m=values["False northing"],
        semi_major_m=crs.ellipsoid.semi_major_metre,
        inverse_flattening=crs.ellipsoid.inverse_flattening,
    )
