"""Shapes of bytes as GDAL and databases write them: plane, finite, and each fault in words."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import shapely
import shapely.geometry
from numpy.typing import NDArray

from jinan_geo.coordinates.parts import are_finite, flat
from jinan_geo.manifest.closed import text
from jinan_geo.read.faulty import Fault

__all__ = ["build_shape", "build_shapes", "clean_shapes"]

Objects = NDArray[np.object_]
OF_RINGS, OF_POINTS = re.compile("LinearRing"), re.compile("point array must contain")
AREAS = {b"\x03", b"\x06"}  # Polygon and MultiPolygon, in the order of bytes that GDAL writes


def build_shapes(shapes: Objects) -> tuple[Objects, list[str | None]]:
    """Build 2-D shapes of WKB, or None; curves come as lines.

    What cannot be built is worded, the others are kept.
    """
    return clean_shapes(*_read_each(shapes))


def clean_shapes(built: Objects, faults: list[str | None]) -> tuple[Objects, list[str | None]]:
    """Make shapes plane; what is empty is None, what is not finite a fault more."""
    built = flat(built)
    built[shapely.is_empty(built)] = None
    for owner in np.flatnonzero(~are_finite(built)).tolist():
        faults[owner], built[owner] = Fault(text("read.faults.infinite")), None
    return built, faults


def _read_each(shapes: Objects) -> tuple[Objects, list[str | None]]:
    """Read all at once; where one is at fault, one by one."""
    faults: list[str | None] = [None] * len(shapes)
    try:
        return shapely.from_wkb(shapes), faults
    except (shapely.errors.ShapelyError, ValueError):
        built = np.full(len(shapes), None, dtype=object)
    for at, data in enumerate(shapes):
        try:
            built[at] = shapely.from_wkb(data)
        except (shapely.errors.ShapelyError, ValueError) as error:
            faults[at] = _word(data, error)
    return built, faults


def _word(data: bytes, error: Exception) -> str:
    """Say of an open ring, or a line of one point, that it is; else what the library says."""
    said = str(error)
    if OF_RINGS.search(said) or (OF_POINTS.search(said) and bytes(data)[1:2] in AREAS):
        return Fault(text("read.faults.ring_open"))
    if OF_POINTS.search(said):
        return Fault(text("read.faults.one_point"))
    if "ParseException" in said:
        return Fault(text("read.faults.cut_shape"))
    return said.strip()


def build_shape(geometry: Any) -> tuple[Any, str | None]:  # noqa: ANN401 - fiona's geometry
    """Build one shape of a geometry with coordinates, or say what hinders; None stays None."""
    if geometry is None:
        return None, None
    try:
        written = shapely.to_wkb(shapely.geometry.shape(geometry))
        built, faults = build_shapes(np.array([written], dtype=object))
    except (ValueError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        return None, str(error)
    return built[0], faults[0]
