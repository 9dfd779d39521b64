"""Three CRSs and no more: stored (as the file has it), measured (metres), shown (WGS84)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import pyproj.network
import shapely
from pyproj.exceptions import CRSError, DataDirError

from jinan_geo.coordinates.outlines import move_shapes
from jinan_geo.coordinates.parts import widest_parts
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.errors import EnvironmentFault, ManifestError, show
from jinan_geo.words import say

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

__all__ = [
    "SHOWN",
    "find_misfit",
    "likely_line",
    "looks_like",
    "metric_crs",
    "require_database",
    "stored_crs",
    "to_measured",
    "to_plain",
    "to_shown",
]

SHOWN = "EPSG:4326"
MOST_DEGREES = 360.0
POLE = 90.0
# An easting further from the false easting than this is of another zone, or no easting.
WIDEST_M = 1_000_000.0
NARROWEST_M = 100_000.0  # no zone reaches so near to its false easting's rims
# 6-degree and 3-degree zones of CGCS2000, and their first EPSG code.
FARTHEST_M = 12_000_000.0  # numbers beyond are of the other side of the Earth, or have a prefix
MANY = 2_000  # features; of fewer the way between two CRSs, which geopandas keeps, costs more
SAME_PLACE = 1e-4  # degrees, that a place may move there and back
PREFIXES = {range(13, 24): 4491, range(25, 46): 4513}


def require_database() -> None:
    """Without PROJ's database no CRS has a name.

    The file is not at fault, and neither is the manifest.

    Raises
    ------
    EnvironmentFault
        The database is missing, or of a version that PROJ does not take.
    """
    try:
        pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]
        pyproj.CRS.from_user_input(SHOWN)
    except (CRSError, DataDirError):
        msg = say("coordinates.errors.no_proj")
        raise EnvironmentFault(msg) from None


def metric_crs(name: str) -> pyproj.CRS:
    """Give the CRS for areas and lengths; it must be projected and in metres."""
    require_database()
    try:
        crs = pyproj.CRS.from_user_input(name)
    except CRSError:
        fault = say("coordinates.errors.metric_unknown", name=show(name))
        raise ManifestError([fault]) from None
    if not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise ManifestError([say("coordinates.errors.metric_no_metres", name=show(name))])
    return crs


def stored_crs(name: str) -> pyproj.CRS:
    """Give the CRS that a layer's shapes have after ``to_plain``: WGS84 for GCJ-02 and BD-09.

    Raises
    ------
    CRSError
        The name is not known.
    """
    return pyproj.CRS.from_user_input(SHOWN if name in TO_WGS84 else name)


def to_plain(shapes: NDArray[np.object_], name: str, *, swapped: bool) -> NDArray[np.object_]:
    """Put easting or longitude first where a file has it second.

    GCJ-02 and BD-09 are brought back to WGS84.
    """
    convert = TO_WGS84.get(name)

    def move(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = numbers.T[::-1] if swapped else numbers.T
        return np.stack(convert(x, y) if convert else (x, y), axis=1)

    return shapely.transform(shapes, move) if convert or swapped else shapes


def find_misfit(bounds: NDArray[np.float64], name: str, *, swapped: bool) -> str | None:
    """Word why numbers cannot be of the stated CRS, with what they look like; None where they can.

    ``bounds`` are smallest x, smallest y, largest x, largest y as the file has them. Only the
    impossible is found here; the doctor finds the improbable.
    """
    if not np.isfinite(bounds).all():
        return None
    crs = stored_crs(name)
    if crs.is_geographic:
        return _misfit_of_degrees(bounds, _label(crs, name), swapped=swapped)
    return _misfit_of_metres(bounds, crs, _label(crs, name), swapped=swapped)


def _label(crs: pyproj.CRS, name: str) -> str:
    return crs.name if '"' in name else name  # a WKT is too long to be read


def _misfit_of_degrees(bounds: NDArray[np.float64], label: str, *, swapped: bool) -> str | None:
    reach = float(np.abs(bounds).max())
    if reach > MOST_DEGREES:
        like = looks_like(bounds)
        return say("coordinates.errors.reach", reach=reach, label=label, like=like)
    latitude = max(bounds[[0, 2] if swapped else [1, 3]], key=abs)
    if abs(latitude) <= POLE:
        return None
    if swapped:
        return say("coordinates.errors.latitude_unswap", latitude=latitude)
    return say("coordinates.errors.latitude_swap", latitude=latitude)


def _misfit_of_metres(
    bounds: NDArray[np.float64], crs: pyproj.CRS, label: str, *, swapped: bool
) -> str | None:
    reach = float(np.abs(bounds).max())
    if reach <= MOST_DEGREES:
        like = looks_like(bounds)
        return say("coordinates.errors.reach_only", reach=reach, label=label, like=like)
    west, east = bounds[[1, 3] if swapped else [0, 2]]
    origin = _false_easting(crs)
    if origin is None or max(abs(west - origin), abs(east - origin)) <= WIDEST_M:
        return None
    like = looks_like(bounds)
    said = {"east": east, "label": label, "origin": origin, "like": like}
    return say("coordinates.errors.eastings", **said)


def _false_easting(crs: pyproj.CRS) -> float | None:
    """Give the false easting of a transverse Mercator projection, such as Gauss-Kruger."""
    operation = crs.coordinate_operation if crs.is_projected else None
    if operation is None or operation.method_name != "Transverse Mercator":
        return None
    return next(
        (float(part.value) for part in operation.params if part.name == "False easting"), None
    )


def looks_like(bounds: Any) -> str:  # noqa: ANN401 - numpy's
    """Word what numbers within these bounds look like, by their size alone."""
    kind, line = _likely(bounds)
    if kind == "degrees":
        return say("coordinates.errors.like_degrees", line=line)
    if kind == "mercator":
        return say("coordinates.errors.like_mercator", line=line)
    if kind == "prefix":
        return say("coordinates.errors.like_prefix", line=line)
    return say("coordinates.errors.like_projected", line=line)


def likely_line(bounds: Any) -> str:  # noqa: ANN401 - numpy's
    """Give the likeliest line for layer.toml, by the numbers' size alone."""
    return _likely(bounds)[1]


def _likely(bounds: Any) -> tuple[str, str]:  # noqa: ANN401 - numpy's
    """Give what numbers look like, and the line for that."""
    x, y = float(bounds[2]), float(bounds[3])
    if max(abs(x), abs(y)) <= MOST_DEGREES:
        return "degrees", 'crs = "EPSG:4490"'
    name = _zone_name(x) or _zone_name(y)
    is_swapped = (x > WIDEST_M > y) or (name is not None and _zone_name(x) is None)
    if not is_swapped and _is_mercator(x, y):
        either = "" if name is None else f' / "{name}"'
        return "mercator", f'crs = "EPSG:3857"{either}'
    axes = ", swapped = true" if is_swapped else ""
    if name is None:
        return "projected", f'crs = "EPSG:4548"{axes}'
    return "prefix", f'crs = "{name}"{axes}'


def _is_mercator(x: float, y: float) -> bool:
    """Tell whether metres of Web Mercator would lie in China.

    Some eastings with a prefix do too.
    """
    west, south, east, north = (8.0e6, 0.3e6, 15.1e6, 7.1e6)
    return west < x < east and south < y < north


def _zone_name(easting: float) -> str | None:
    """Name the CGCS2000 Gauss-Kruger zone of an easting with its prefix."""
    zone = int(easting // WIDEST_M)
    if not NARROWEST_M < easting % WIDEST_M < WIDEST_M - NARROWEST_M:
        return None
    found = (first + zone - zones[0] for zones, first in PREFIXES.items() if zone in zones)
    code = next(found, None)
    return None if code is None else f"EPSG:{code}"


def to_measured(frame: gpd.GeoDataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Transform to the metric CRS, easting first; features without geometry stay without.

    What lies so far away that it has no numbers there, or those of another place, has no geometry
    either: nothing can be measured of it. Of a collection only what has the most dimensions is
    measured.
    """
    measured = _without_labels(_moved(frame, crs))
    shapes = measured.geometry.to_numpy()
    reach = np.abs(shapely.bounds(shapes))
    if np.isfinite(shapely.get_coordinates(shapes)).all() and not (reach > FARTHEST_M).any():
        return measured
    numbers, owner = shapely.get_coordinates(shapes, return_index=True)
    good = np.isfinite(numbers).all(axis=1)
    if np.abs(numbers[good]).max(initial=0) > FARTHEST_M:
        good &= _is_near(_without_labels(frame), numbers, crs)
    lost = np.unique(owner[~good])
    if not len(lost):
        return measured
    kept = shapes.copy()
    kept[lost] = None
    return measured.set_geometry(type(measured.geometry)(kept, index=frame.index, crs=crs))


def _moved(frame: gpd.GeoDataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Transform as ``to_crs`` does, areas of one ring all together."""
    shapes = frame.geometry.to_numpy()
    is_plain = frame.crs is None or frame.crs.is_exact_same(crs) or shapely.has_z(shapes).any()
    if len(shapes) < MANY or is_plain:
        return frame.to_crs(crs)
    change = _change_of(frame.crs, crs)
    moved = move_shapes(np.asarray(shapes, dtype=object), change.transform)
    return frame.set_geometry(type(frame.geometry)(moved, index=frame.index, crs=crs))


@lru_cache(maxsize=32)
def _change_of(source: pyproj.CRS, crs: pyproj.CRS) -> pyproj.Transformer:
    """Give the way from one to the other: finding it takes longer than moving 5,000 points."""
    return pyproj.Transformer.from_crs(source, crs, always_xy=True)


def _without_labels(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = frame.geometry.to_numpy()
    wide = widest_parts(shapes)
    if wide is shapes:
        return frame
    return frame.set_geometry(type(frame.geometry)(wide, index=frame.index, crs=frame.crs))


def _is_near(
    frame: gpd.GeoDataFrame, numbers: NDArray[np.float64], crs: pyproj.CRS
) -> NDArray[np.bool_]:
    """Tell which vertices lie on the projection's side of the Earth and come back from it."""
    back = pyproj.Transformer.from_crs(crs, SHOWN, always_xy=True)
    again = np.stack(back.transform(*numbers.T), axis=1)
    given = shapely.get_coordinates(to_shown(frame).geometry.to_numpy())
    apart = np.abs(again - given)
    apart[:, 0] = np.minimum(apart[:, 0], np.abs(apart[:, 0] - MOST_DEGREES))
    near = np.asarray((apart < SAME_PLACE).all(axis=1))
    area, operation = crs.area_of_use, crs.coordinate_operation
    folds = operation is not None and "Transverse Mercator" in operation.method_name
    if not folds or area is None or area.west > area.east:
        return near
    middle = (area.west + area.east) / 2, (area.south + area.north) / 2
    lon, lat = np.radians(given.T - np.array(middle)[:, None])[0], np.radians(given[:, 1])
    at = np.radians(middle[1])
    cosine = np.sin(at) * np.sin(lat) + np.cos(at) * np.cos(lat) * np.cos(lon)
    return np.asarray(near & (cosine > 0))


def to_shown(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Transform to WGS84 degrees, longitude first; features without geometry stay without."""
    return frame.to_crs(SHOWN)
