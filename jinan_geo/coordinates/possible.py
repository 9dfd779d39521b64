"""Which places are impossible.

That is asked of every feature, of its numbers and the CRS they are said to be in.

Only what cannot be, or hardly can, is found here: numbers that are none, metres taken as degrees
and degrees as metres, latitude first, places far outside the CRS's area of use, degrees packed as
ddd.mmss. What is merely improbable is the coordinate doctor's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import ProjError

from jinan_geo.coordinates.atsea import name_at_sea
from jinan_geo.coordinates.crs import SHOWN, likely_line
from jinan_geo.coordinates.parts import are_finite
from jinan_geo.manifest.closed import Text, text, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Box = tuple[float, float, float, float]

__all__ = ["KINDS", "Impossible", "area_of", "find_impossible", "is_packed"]

# not-finite: NaN or infinite; metres: metres taken as degrees; degrees: degrees taken as metres;
# swapped: latitude or northing first; outside: far from where the CRS is meant for; packed:
# ddd.mmss; mirrored: a sign that by far the most do not have; radians, turned: all at sea.
AT_SEA = ("radians", "turned")
KINDS = ("not-finite", "metres", "degrees", "swapped", "outside", "packed", "mirrored", *AT_SEA)
WORLD = (-360.0, -90.0, 360.0, 90.0)  # longitudes of maps that cross 180 go on counting
ROUNDING = 1e-6  # degrees: Natural Earth's -90.00000000000003 is -90
FEW = 1000  # numbers that tell most files apart, before all are looked at
NARROWEST, WIDEST = 0.5, 3.0  # degrees: CRSs are used somewhat outside their area
SMALL_UNITS = 360.0
TURN = 360.0
# A file that reaches so far is in metres or feet, whatever some of its rows say.
LARGE_UNITS = 10_000.0
WIDEST_M = 1_000_000.0  # from the meridian: three zones of six degrees
SAME_UNITS = 1.0  # there and back again
BELOW_60 = 0.6  # the chance that two digits are minutes or seconds
PACKED_CHANCE = 0.0025
# A sign is a slip where four in five have the other, close together, and the place mirrored is
# among theirs while as it stands it is ten times further off than they reach.
MOST, OTHERS, REACH = 4, 3, 10.0
NEIGHBOURHOOD = 1.0  # degrees


@dataclass(frozen=True)
class Impossible:
    """One kind of impossible place.

    Which features (positions, from 0), the first one's numbers, and what to do.
    """

    kind: str
    at: NDArray[np.int_]
    value: str
    text: Text


def find_impossible(
    shapes: Sequence[Any] | NDArray[np.object_],
    crs: pyproj.CRS | None,
    *,
    swapped: bool = False,
    manifest: bool = False,
) -> list[Impossible]:
    """Find the features that cannot be where their numbers say, the most frequent kind first.

    Parameters
    ----------
    shapes
        In the file's own numbers; None or empty for a feature without a place, which is never
        impossible.
    crs
        What the numbers are said to be in; None where nothing is said: then only numbers that are
        none and packed degrees are found.
    swapped
        The file is declared to have latitude or northing first.
    manifest
        There is a ``layer.toml`` in which that and the CRS can be declared.

    Nothing is raised, changed or converted. Easting or longitude is expected first unless
    ``swapped``.
    """
    every = np.asarray(shapes, dtype=object)
    if not len(every):
        return []
    bounds = shapely.bounds(every)
    bounds = bounds[:, [1, 0, 3, 2]] if swapped else bounds
    kinds = _kinds_of(every, bounds, crs)
    who = _Who("" if crs is None else crs.name, swapped, manifest)
    found = [_word(kind, np.flatnonzero(kinds == kind), bounds, who) for kind in KINDS]
    return sorted((one for one in found if len(one.at)), key=lambda one: -len(one.at))


def _kinds_of(
    shapes: NDArray[np.object_], bounds: Numbers, crs: pyproj.CRS | None
) -> NDArray[np.object_]:
    """Give the kind of each feature, empty where its place is possible."""
    kinds = np.full(len(shapes), "", dtype=object)
    placed = np.flatnonzero(shapely.get_num_coordinates(shapes) > 0)
    finite = are_finite(shapes[placed])
    kinds[placed[~finite]] = "not-finite"
    good = placed[finite]
    if crs is not None and not crs.is_geographic:
        kinds[good] = _judge_metres(bounds[good], crs)
        return kinds
    if crs is not None:
        kinds[good] = _judge_degrees(bounds[good], crs)
    fine = good[kinds[good] == ""]
    numbers = shapely.get_coordinates(shapes[fine])
    at_sea = "" if crs is None or len(fine) < OTHERS else name_at_sea(numbers)
    if is_packed(numbers):
        kinds[fine] = "packed"
    elif at_sea:
        kinds[fine] = at_sea
    elif crs is not None:
        kinds[fine[_mirrored(bounds[fine])]] = "mirrored"
    return kinds


def _mirrored(bounds: Numbers) -> NDArray[np.bool_]:
    """Tell the few whose longitude or latitude would be among the others' with the other sign."""
    told = np.zeros(len(bounds), dtype=bool)
    for axis in (0, 1):
        middle = bounds[:, [axis, axis + 2]].mean(axis=1)
        west = middle < 0
        few = west if west.sum() * 2 <= len(west) else ~west
        others = np.abs(middle[~few])
        if not few.any() or len(others) < max(OTHERS, MOST * few.sum()):
            continue
        least, most = others.min(), others.max()
        among = (np.abs(middle) >= least - NEIGHBOURHOOD) & (np.abs(middle) <= most + NEIGHBOURHOOD)
        away = np.abs(middle) + least
        if axis == 0:  # about the antimeridian both signs are neighbours
            away = np.minimum(away, TURN - away)
        told |= few & among & (away > REACH * max(most - least, NEIGHBOURHOOD))
    return told


def is_packed(numbers: Numbers) -> bool:
    """Tell whether degrees look like ddd.mmss.

    Every pair of digits after the point is below 60, and not by chance.

    Neighbouring vertices share their digits, so only different seconds count as evidence.
    """
    if not _are_pairs(numbers[:FEW]) or not _are_pairs(numbers):
        return False
    if not _in_box(np.tile(numbers, 2), WORLD).all():
        return False
    minutes, seconds = _pairs_of(numbers)
    told = 2 + sum(len(np.setdiff1d(column, [0])) for column in seconds.T)
    return bool(BELOW_60**told <= PACKED_CHANCE and minutes.any())


def _pairs_of(numbers: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first two pairs of digits after the point."""
    digits = np.floor((np.abs(numbers) % 1) * 10_000 + ROUNDING).astype(np.int64)
    return digits // 100, digits % 100


def _are_pairs(numbers: Numbers) -> bool:
    """Tell whether there are numbers, and every pair of their digits may be minutes or seconds."""
    if not len(numbers):
        return False
    minutes, seconds = _pairs_of(numbers)
    return bool(max(minutes.max(), seconds.max()) < 60)  # noqa: PLR2004 - minutes in a degree


def _in_box(bounds: Numbers, box: Box) -> NDArray[np.bool_]:
    """Tell which bounds lie within a box, both as smallest x, smallest y, largest x, largest y."""
    west, south, east, north = box
    low = (bounds[:, 0] >= west - ROUNDING) & (bounds[:, 1] >= south - ROUNDING)
    return np.asarray(low & (bounds[:, 2] <= east + ROUNDING) & (bounds[:, 3] <= north + ROUNDING))


def area_of(crs: pyproj.CRS) -> Box | None:
    """Give where a CRS is meant for, with a margin, in degrees; None where it does not say.

    An area that goes round the back ends beyond 180 degrees.
    """
    area = crs.area_of_use
    if area is None:
        return None
    back = area.west > area.east
    east = area.east + TURN if back else area.east
    wide = float(np.clip(east - area.west, NARROWEST, WIDEST))
    high = float(np.clip(area.north - area.south, NARROWEST, WIDEST))
    west, south = max(area.west - wide, -180.0), max(area.south - high, -90.0)
    east = east + wide if back else min(east + wide, 180.0)
    return (west, south, east, min(area.north + high, 90.0))


def _judge_degrees(bounds: Numbers, crs: pyproj.CRS) -> NDArray[np.object_]:
    area = area_of(crs)
    whole = area is None or area[2] - area[0] >= WORLD[2]
    box = WORLD if area is None or whole else area
    turned = bounds[:, [1, 0, 3, 2]]
    reach = np.abs(bounds).max(axis=1, initial=0)
    round_the_back = bounds + np.array([TURN, 0.0, TURN, 0.0])
    inside = _in_box(bounds, box) | _in_box(round_the_back, box)
    cases = [inside, reach > SMALL_UNITS, _in_box(turned, box)]
    return np.select(cases, ["", "metres", "swapped"], "outside").astype(object)


def _judge_metres(bounds: Numbers, crs: pyproj.CRS) -> NDArray[np.object_]:
    fits, fits_turned = _fitting(bounds, crs), _fitting(bounds[:, [1, 0, 3, 2]], crs)
    # Feet and metres reach this far from any origin; only a whole file of small numbers, or small
    # among large, is odd.
    small = _in_box(bounds, (-180.0, -90.0, 180.0, 90.0)) | _in_box(
        bounds, (-90.0, -180.0, 90.0, 180.0)
    )
    reach = float(np.abs(bounds).max(initial=0))
    odd = small & (bounds != 0).any(axis=1) & (bool(small.all()) | (reach > LARGE_UNITS))
    return np.select(
        [odd, fits, small, fits_turned], ["degrees", "", "degrees", "swapped"], "outside"
    ).astype(object)


def _fitting(bounds: Numbers, crs: pyproj.CRS) -> NDArray[np.bool_]:
    """Tell which bounds lie where a projected CRS is meant for.

    Without a stated area, where it can be computed.
    """
    box = _projected_area(crs)
    if box is not None:
        return _in_box(bounds, box)
    x, y = bounds[:, [0, 2]].ravel(), bounds[:, [1, 3]].ravel()
    change = pyproj.Transformer.from_crs(crs, SHOWN, always_xy=True)
    lon, lat = change.transform(x, y)
    again_x, again_y = change.transform(lon, lat, direction="INVERSE")
    with np.errstate(invalid="ignore"):
        back = np.hypot(again_x - x, again_y - y) < SAME_UNITS
    good = np.isfinite(lon) & np.isfinite(lat) & back & _is_near_meridian(x, crs)
    return np.asarray(good.reshape(-1, 2).all(axis=1))


def _is_near_meridian(x: Numbers, crs: pyproj.CRS) -> NDArray[np.bool_]:
    """Tell which eastings a transverse Mercator is used for; it goes on to the poles and beyond."""
    flat = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    operation = flat.coordinate_operation
    if operation is None or operation.method_name != "Transverse Mercator":
        return np.ones(len(x), dtype=bool)
    origins = [float(one.value) for one in operation.params if one.name == "False easting"]
    origin = origins[0] if origins else 0.0
    metres = flat.axis_info[0].unit_conversion_factor
    return np.asarray(np.abs(x - origin) * metres <= WIDEST_M)


def _projected_area(crs: pyproj.CRS) -> Box | None:
    """Give the area of use in the CRS's own numbers.

    Without the margin where that cannot be computed.
    """
    area = area_of(crs)
    if area is None or area[2] > WORLD[2] / 2:  # no box in its own numbers goes round the back
        return None
    change = pyproj.Transformer.from_crs(SHOWN, crs, always_xy=True)
    for wanted in (area, crs.area_of_use.bounds if crs.area_of_use else area):
        try:
            box = change.transform_bounds(*wanted)
        except ProjError:
            continue
        if np.isfinite(box).all() and box[0] < box[2] and box[1] < box[3]:
            return (box[0], box[1], box[2], box[3])
    return None


def _hull(bounds: Numbers) -> Numbers:
    return np.concatenate([bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)])


@dataclass(frozen=True)
class _Who:
    """Whose places are worded: the CRS by name, its axes, and whether a manifest declares them."""

    name: str
    swapped: bool
    manifest: bool


def _word(kind: str, at: NDArray[np.int_], bounds: Numbers, who: _Who) -> Impossible:
    """Word what is impossible and what to do."""
    if not len(at):
        return Impossible(kind, at, "", Text(zh=""))
    x, y = (float(number) for number in bounds[at[0]][:2])
    digits = 6 if max(abs(x), abs(y)) <= SMALL_UNITS else 1
    value = f"{y:.{digits}f}, {x:.{digits}f}" if who.swapped else f"{x:.{digits}f}, {y:.{digits}f}"
    like = likely_line(_hull(bounds[at])) if kind in {"metres", "degrees"} else ""
    return Impossible(kind, at, value, _say(kind, like if who.manifest else _option(like), who))


def _option(line: str) -> str:
    """Write a line of a manifest as the option of a verb; axes are exchanged in the file itself."""
    return line.partition(", ")[0].replace("crs = ", "--crs ").replace('"', "")


def _say(kind: str, like: str, who: _Who) -> Text:
    name = who.name
    if kind == "metres":
        return text("coordinates.possible.metres", name=name, like=like)
    if kind == "degrees":
        return text("coordinates.possible.degrees", name=name, like=like)
    if kind == "outside":
        return text("coordinates.possible.outside", name=name)
    if kind == "swapped":
        if not who.manifest:
            return text("coordinates.possible.swapped_file", name=name)
        line = "swapped = false" if who.swapped else "swapped = true"
        return text("coordinates.possible.swapped", name=name, line=line)
    return _say_of_numbers(kind)


def _say_of_numbers(kind: str) -> Text:
    """Word what is wrong whatever the CRS."""
    if kind in AT_SEA:
        return texts("coordinates.possible.sea")[kind]
    if kind == "mirrored":
        return text("coordinates.possible.mirrored")
    packed = kind == "packed"
    return text("coordinates.possible.packed" if packed else "coordinates.possible.not-finite")
