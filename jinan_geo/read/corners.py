"""Shapes as lists of corners: ``x,y;x,y|x,y;x,y`` of map services, ``[[x, y], [x, y]]``."""

from __future__ import annotations

import itertools
import json
import re

import shapely

from jinan_geo.read.rings import nest_rings

__all__ = ["is_corners", "shape_of_corners"]

NUMBER = r"-?\d+(?:\.\d+)?"
CORNER = rf"{NUMBER}\s*[, ]\s*{NUMBER}"
CORNERS = re.compile(rf"\s*{CORNER}(?:\s*[;|]\s*{CORNER})+\s*;?\s*")
LISTED = re.compile(rf"\s*\[+\s*{NUMBER}\s*,\s*{NUMBER}[\[\]\s,\d.-]*\]\s*\]\s*")
FEWEST = 3  # corners; of two, nobody can tell what they mean
RIGHT_ANGLE, HALF_TURN = 90.0, 180.0

Line = list[tuple[float, float]]


def is_corners(text: str) -> bool:
    """Tell a cell that lists three corners or more."""
    separators = text.count(";") + text.count("|")
    if separators >= FEWEST - 1 and CORNERS.fullmatch(text):
        return True
    return text.startswith("[[") and bool(LISTED.fullmatch(text)) and text.count(",") > FEWEST


def shape_of_corners(text: str) -> shapely.Geometry:
    """Give areas of lists that close and lines of those that do not; longitude or easting first.

    Latitude may be first where no other order is possible.

    Raises
    ------
    ValueError
        It is no list of corners.
    """
    lines = _listed(text) if text.lstrip().startswith("[") else _written(text)
    if _is_turned(lines):
        lines = list(map(_turned, lines))
    closed = [line for line in lines if len(line) > FEWEST and line[0] == line[-1]]
    if len(closed) == len(lines):
        areas = {"type": "MultiPolygon", "coordinates": nest_rings(closed)}
        return shapely.from_geojson(json.dumps(areas))
    return shapely.MultiLineString(lines)


def _turned(line: Line) -> Line:
    return [(second, first) for first, second in line]


def _is_turned(lines: list[Line]) -> bool:
    """Tell degrees with latitude first: what stands second is too large for one."""
    corners = [corner for line in lines for corner in line]
    fits = all(abs(first) <= RIGHT_ANGLE and abs(second) <= HALF_TURN for first, second in corners)
    return fits and any(abs(second) > RIGHT_ANGLE for _, second in corners)


def _written(text: str) -> list[Line]:
    parts = (part for part in text.strip().split("|") if part.strip())
    return [_line(part) for part in parts]


def _line(part: str) -> Line:
    corners = (re.split(r"[,\s]+", corner.strip()) for corner in part.split(";") if corner.strip())
    return [(float(x), float(y)) for x, y in corners]


def _listed(text: str) -> list[Line]:
    found = json.loads(text)
    while isinstance(found[0][0], list) and isinstance(found[0][0][0], list):
        found = list(itertools.chain.from_iterable(found))
    lines = found if isinstance(found[0][0], list) else [found]
    return [list(map(_corner, line)) for line in lines]


def _corner(corner: list[float]) -> tuple[float, float]:
    return float(corner[0]), float(corner[1])
