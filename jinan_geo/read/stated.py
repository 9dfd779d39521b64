"""The CRS that a file states, in whatever words its program has for it.

A ``.prj`` is WKT of Esri by its standard; others write WKT 2, PROJJSON, a PROJ string or a code.
GeoJSON's old ``crs`` member names one, or only links to it; nothing is ever fetched.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any

import pyproj
from pyproj.exceptions import CRSError

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.assumed import note_assumed
from jinan_geo.read.shapefile import find_part
from jinan_geo.read.source import first_bytes
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from jinan_geo.read.untyped import Json

__all__ = [
    "crs_of_member",
    "has_own_datum",
    "is_readable_prj",
    "notes_on_members",
    "parse_crs",
    "plain_crs",
    "stated_beside",
]

WEB_MERCATOR, WEB_RADIUS_M = "EPSG:3857", 6378137.0
LINKED = re.compile(r"epsg(?:\.xml)?[/:#](?:[\d.]*[/:])?(\d{4,6})(?!\d)", re.IGNORECASE)
SHIFTED = {name.casefold().replace("-", ""): name for name in TO_WGS84}
PATHS = re.compile(r"[/\\]")  # a PROJ string that names a file is not followed
BLANK = "—"
# Members by which a maker of charts says what was done to the coordinates.
TRANSFORMED = ("hc-transform", "transform")


def plain_crs(crs: pyproj.CRS | None) -> pyproj.CRS | None:
    """Give a CRS of places on a map, None for one of heights, of a building or of space.

    Old Web Mercator is told on a sphere, whose degrees PROJ would bring 20 km away: it is
    EPSG:3857, number for number, and its degrees are those of WGS84.
    """
    if crs is None or not (crs.is_geographic or crs.is_projected):
        return None
    bound = crs
    while bound.is_bound and bound.source_crs is not None:
        bound = bound.source_crs
    earth = bound.ellipsoid
    radii = {earth.semi_minor_metre, earth.semi_major_metre} if earth else set()
    if radii != {WEB_RADIUS_M}:
        return _with_area(crs)
    if crs.is_geographic:
        return pyproj.CRS.from_user_input(SHOWN)
    return pyproj.CRS.from_user_input(WEB_MERCATOR) if _is_web_mercator(bound) else crs


def _with_area(crs: pyproj.CRS) -> pyproj.CRS:
    """Give what is known by code with the area it is meant for, which some WKT leaves out."""
    if crs.area_of_use is not None or crs.is_bound:
        return crs
    code = crs.to_epsg(100)
    known = None if code is None else pyproj.CRS.from_epsg(code)
    return known if known is not None and known.equals(crs, ignore_axis_order=True) else crs


def _is_web_mercator(crs: pyproj.CRS) -> bool:
    operation = crs.coordinate_operation
    if operation is None or "Mercator" not in operation.method_name:
        return False
    if "Transverse" in operation.method_name or "Oblique" in operation.method_name:
        return False
    scale = {"Scale factor at natural origin": 1.0}
    return all(float(one.value) == scale.get(one.name, 0.0) for one in operation.params)


def parse_crs(text: str) -> pyproj.CRS | None:
    """Understand a CRS that is written as WKT, PROJJSON, a PROJ string or a code; else None."""
    said = text.strip().strip("\0").strip()
    if not said or (said.startswith("+") and PATHS.search(said)):
        return None
    try:
        return pyproj.CRS.from_user_input(f"EPSG:{said}" if said.isdecimal() else said)
    except (CRSError, ValueError, TypeError):
        return None


def _text_of(part: Path) -> str:
    data = first_bytes(part, part.name)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def is_readable_prj(path: Path) -> bool:
    """Tell whether the .prj of a shapefile, if there is one, is no obstacle to GDAL.

    Names in it that are not UTF-8 are one.
    """
    part = find_part(path, ".prj")
    if part is None:
        return True
    try:
        text = first_bytes(part, part.name).decode()
    except UnicodeDecodeError:
        return False
    return parse_crs(text) is not None


def has_own_datum(path: Path) -> bool:
    """Tell whether the .prj has parameters to WGS84 of its own, which GDAL drops for a code's."""
    part = find_part(path, ".prj")
    return part is not None and "TOWGS84[" in _text_of(part).upper()


def stated_beside(path: Path, name: str) -> tuple[pyproj.CRS | None, list[Issue]]:
    """Give the CRS in the .prj of a shapefile, else in the .qpj that older QGIS writes.

    What is not understood, or is no CRS of places, is noted.
    """
    notes = []
    for suffix in (".prj", ".qpj"):
        part = find_part(path, suffix)
        if part is None:
            continue
        text = _text_of(part)
        parsed = parse_crs(text)
        known = plain_crs(parsed)
        if known is not None:
            return known, []
        said = text.strip() if parsed is None else parsed.name
        notes.append(Issue("crs-not-understood", "", name, value=said or BLANK))
    return None, notes[:1]


def crs_of_member(member: Json) -> tuple[pyproj.CRS, str | None]:
    """Read GeoJSON's ``crs`` member, and GCJ-02 or BD-09 where it names one.

    Raises
    ------
    ValueError
        It names no CRS that is known; a link is never followed.
    """
    stated = _name_in(member)
    if stated is None:
        msg = say("read.typed.crs_nameless", value=show(member))
        raise ValueError(msg)
    shifted = SHIFTED.get(stated.casefold().replace("-", "").replace("_", ""))
    if shifted:
        return pyproj.CRS.from_user_input(SHOWN), shifted
    known = plain_crs(parse_crs(SHOWN if stated.endswith("CRS84") else stated))
    if known is None:
        msg = say("read.typed.crs_unknown", value=show(stated))
        raise ValueError(msg)
    return known, None


def _name_in(member: Json) -> str | None:
    """Find the name or code of a CRS in what programs write there."""
    properties: Any = member.get("properties", member) if isinstance(member, dict) else member
    if not isinstance(properties, dict):
        is_code = isinstance(properties, int) and not isinstance(properties, bool)
        return f"EPSG:{properties}" if is_code else _text(properties)
    code = properties.get("code")
    if "name" in properties or code is None:
        return _text(properties.get("name")) or _linked(properties.get("href"))
    return f"EPSG:{code}" if str(code).isdecimal() else None


def _text(said: object) -> str | None:
    return said if isinstance(said, str) else None


def _linked(link: object) -> str | None:
    """Take the code out of a link, which itself is never followed."""
    found = LINKED.search(link) if isinstance(link, str) else None
    return f"EPSG:{found[1]}" if found else None


def notes_on_members(
    members: dict[str, Json], name: str, shapes: NDArray[np.object_]
) -> list[Issue]:
    """Say that a file whose ``crs`` is null, by the standard of 2008, is of no known CRS.

    Raises
    ------
    InputError
        A member says that the coordinates were scaled and moved: they are in no CRS, whatever
        ``crs`` says, and would be drawn in a place of some kilometres.
    """
    for member in TRANSFORMED:
        if member in members:
            raise InputError(say("read.typed.transformed", name=name, member=show(member)))
    is_null = members.get("crs", "") is None
    return [note_assumed(shapes, name)] if is_null else []
