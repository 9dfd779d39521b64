"""Rules on the geometry of each feature by itself, over all features at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.check.subject import LINE, POLYGON
from jinan_geo.check.words import show_place
from jinan_geo.coordinates.parts import UNORDERED, widest_parts
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.kept.rings import are_one_ring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from jinan_geo.check.subject import Subject
    from jinan_geo.issues.issue import Issue

    Walk = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]

__all__ = ["OF_ONE", "SHAPE_RULES", "check_shapes"]

SMALLEST_M2 = SMALLEST_M = 1.0
NARROWEST_M = 0.5  # mean width of a polygon, twice its area over its outline
SHARPEST = np.radians(1)  # a corner below it goes out and comes back the same way
ABOUT_SHARPEST = 0.018  # its tangent and a little more: few corners are measured exactly
SPIKE_M = 1.0
AT_ONCE = 32_768  # shapes whose corners are held in memory
MOST_VERTICES = 100_000
# A vertex this far from both neighbours, so many times the feature's usual step and so many times
# what lies between them: in 2,600 outlines of states, counties and countries there is none.
STRAY_M, STRAY_TIMES, STRAY_APART = 5_000, 10, 5
STRAY_END_M, STRAY_END_TIMES = 20_000, 50  # of an end, which has one neighbour
ROUGH_DEGREES, ROUGH_M = 0.01, 1000.0
FINE_DECIMALS = 9  # degrees: a tenth of a millimetre


def check_shapes(subject: Subject) -> Iterator[Issue]:
    """Find what is odd in single geometries; what is invalid was found when they were read."""
    for rule in SHAPE_RULES:
        if len(subject.features):
            yield from subject.found_by(rule)


def _tiny(subject: Subject) -> Iterator[Issue]:
    """Polygons and lines too small to be drawn on purpose."""
    for at in _valid_in_metres(subject, _are_tiny(subject)):
        shape = subject.measured[at]
        size, unit = (shape.area, "m2") if subject.dimension[at] == POLYGON else (shape.length, "m")
        yield subject.issue("tiny-geometry", at, value=f"{size:.3f} {unit}")


def _are_tiny(subject: Subject) -> NDArray[np.bool_]:
    area, length = shapely.area(subject.measured), shapely.length(subject.measured)
    is_polygon, is_line = subject.dimension == POLYGON, subject.dimension == LINE
    return np.asarray(is_polygon & (area < SMALLEST_M2) | is_line & (length < SMALLEST_M))


def _thin(subject: Subject) -> Iterator[Issue]:
    """Polygons too thin to be drawn on purpose."""
    area, length = shapely.area(subject.measured), shapely.length(subject.measured)
    width = np.divide(2 * area, length, out=np.full(len(area), np.inf), where=length > 0)
    thin = (subject.dimension == POLYGON) & ~_are_tiny(subject) & (width < NARROWEST_M)
    for at in _valid_in_metres(subject, thin):
        yield subject.issue("sliver", at, value=f"{width[at]:.2f} m", area=f"{area[at]:.1f}")


def _valid_in_metres(subject: Subject, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    at = np.flatnonzero(chosen)
    return at[shapely.is_valid(subject.measured[at])]


def _parts(subject: Subject) -> Iterator[Issue]:
    """Parts of a polygon below a square metre, left over from an overlay."""
    several = np.flatnonzero(
        (subject.dimension == POLYGON) & (shapely.get_num_geometries(subject.measured) > 1)
    )
    parts, owners = shapely.get_parts(subject.measured[several], return_index=True)
    small = shapely.area(parts) < SMALLEST_M2
    for owner, count in zip(*np.unique(owners[small], return_counts=True), strict=True):
        at = several[owner]
        if shapely.area(subject.measured[at]) >= SMALLEST_M2:
            yield subject.issue(
                "tiny-part", at, value=int(count), parts=int((owners == owner).sum())
            )


def _vertices(subject: Subject) -> Iterator[Issue]:
    count = shapely.get_num_coordinates(subject.measured)
    for at in np.flatnonzero(count > MOST_VERTICES):
        yield subject.issue(
            "many-vertices", at, value=int(count[at]), limit=MOST_VERTICES, why="", why_en=""
        )


def _only(shapes: NDArray[np.object_], which: NDArray[np.bool_]) -> NDArray[np.object_]:
    kept = shapes.copy()
    kept[~which] = None
    return kept


def _repeated(subject: Subject) -> Iterator[Issue]:
    """Vertices that stand twice in a row."""
    at = _with_twins(subject.stored)
    at = at[shapely.is_valid(subject.stored[at])]
    shapes = subject.stored[at]
    thinner = shapely.remove_repeated_points(shapes)
    extra = shapely.get_num_coordinates(shapes) - shapely.get_num_coordinates(thinner)
    for place in np.flatnonzero(extra > 0):
        yield subject.issue("repeated-points", at[place], value=int(extra[place]))


def _with_twins(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """The shapes that may have a vertex twice; those of several points have them in any order."""
    twins = [np.flatnonzero(np.isin(shapely.get_type_id(shapes), UNORDERED))]
    for start in range(0, len(shapes), AT_ONCE):
        some = shapes[start : start + AT_ONCE]
        x, y = np.ascontiguousarray(shapely.get_coordinates(some).T)
        again = np.flatnonzero((x[1:] == x[:-1]) & (y[1:] == y[:-1]))
        ends = np.cumsum(shapely.get_num_coordinates(some))
        owner = np.searchsorted(ends, again, side="right")
        twins.append(owner[again + 1 < ends[owner]] + start)
    return np.unique(np.concatenate(twins))


def _rings(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[Any]]:
    """Every ring of polygons, of all their parts, and whose it is."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    return rings, owner[part]


def _corners(shapes: NDArray[np.object_]) -> Walk:
    """Of every ring: owner, the vertex before, the vertex, the vertex after.

    Vertices are given as positions among all coordinates.
    """
    rings, owner = _rings(shapes)
    count = shapely.get_num_coordinates(rings)
    end = np.cumsum(count)
    start = end - count
    ring = np.repeat(np.arange(len(rings)), count)
    place = np.arange(len(ring))
    inner = place != (end - 1)[ring]  # the last vertex of a ring is the first again
    place, ring = place[inner], ring[inner]
    before = np.where(place == start[ring], end[ring] - 2, place - 1)
    return owner[ring], before, place, place + 1


def _spikes(subject: Subject) -> Iterator[Issue]:
    """Corners of polygons where the outline goes out and comes straight back."""
    for start in range(0, len(subject.measured), AT_ONCE):
        yield from _spikes_from(subject, start)


def _spikes_from(subject: Subject, start: int) -> Iterator[Issue]:
    shapes = subject.measured[start : start + AT_ONCE]
    single = are_one_ring(shapes)
    plain, rest = np.flatnonzero(single), np.flatnonzero(~single)
    rings, owner = _rings(shapes[rest])
    found = [*_first_spikes(shapes[plain], plain), *_first_spikes(rings, rest[owner])]
    for local, ring, vertex, reach in sorted(found):
        at = local + start
        if not shapely.is_valid(subject.stored[at]):
            continue
        own = _rings(widest_parts(subject.stored[at : at + 1]))[0][ring]
        spot = tuple(shapely.get_coordinates(own)[vertex].tolist())
        yield subject.issue("spike", at, value=show_place(*spot), length=f"{reach:.1f}", spot=spot)


def _first_spikes(
    rings: NDArray[np.object_], owner: NDArray[np.int64]
) -> Iterator[tuple[int, int, int, float]]:
    """Of each shape with spikes: which it is, and the first one's ring in it, vertex and length."""
    if not len(rings):
        return
    ring, vertex, reach = _sharp_corners(rings)
    for at, first in zip(*np.unique(owner[ring], return_index=True), strict=True):
        own = int(ring[first] - np.searchsorted(owner, at))
        yield int(at), own, int(vertex[first]), float(reach[first])


def _sharp_corners(
    rings: NDArray[np.object_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Of each corner where an outline turns back: its ring, its vertex there, and how far it is."""
    numbers, count = shapely.get_coordinates(rings), shapely.get_num_coordinates(rings)
    end = np.cumsum(count)
    out = np.diff(numbers, axis=0)
    before = np.arange(-1, len(out) - 1)
    before[end - count] = end - 2  # the last vertex of a ring is the first again
    into = out[before]
    cross = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    back = -(into[:, 0] * out[:, 0] + into[:, 1] * out[:, 1])
    is_sharp = np.abs(cross) < ABOUT_SHARPEST * back
    is_sharp[end[:-1] - 1] = False  # from a ring to the next
    at = np.flatnonzero(is_sharp)
    reach = np.minimum(np.hypot(*into[at].T), np.hypot(*out[at].T))
    found = (np.abs(np.arctan2(cross[at], back[at])) < SHARPEST) & (reach > SPIKE_M)
    ring = np.searchsorted(end, at[found], side="right")
    return ring, at[found] - (end - count)[ring], reach[found]


def _strays(subject: Subject) -> Iterator[Issue]:
    """A vertex far from both of its neighbours, which are near each other: a mistyped digit.

    A straight border, a coast and an island are far on one side alone.
    """
    box = subject.measured_bounds
    is_wide = np.hypot(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]) > min(STRAY_M, STRAY_END_M)
    is_polygon = subject.dimension == POLYGON
    kinds = (is_wide & is_polygon, is_wide & ~is_polygon)
    rings, paths = (_only(subject.measured, which) for which in kinds)
    yield from _lone(subject, _rings(rings)[0], _corners(rings))
    yield from _lone(subject, paths, _steps(paths))


def _steps(shapes: NDArray[np.object_]) -> Walk:
    """As ``_corners`` of what is no polygon; an end has the same vertex on both of its sides."""
    owner = shapely.get_coordinates(shapes, return_index=True)[1]
    place = np.arange(len(owner))
    first = np.diff(owner, prepend=-1) != 0
    last = np.diff(owner, append=-1) != 0
    after = np.where(last, np.where(first, place, place - 1), place + 1)
    return owner, np.where(first, after, place - 1), place, after


def _lone(subject: Subject, shapes: NDArray[np.object_], walk: Walk) -> Iterator[Issue]:
    owner, before, place, after = walk
    numbers = shapely.get_coordinates(shapes)
    one, two, between = (
        np.hypot(*(numbers[a] - numbers[b]).T)
        for a, b in ((before, place), (after, place), (before, after))
    )
    near = np.minimum(one, two)
    is_end = before == after
    far = near > np.where(is_end, STRAY_END_M, STRAY_M)
    for at in np.unique(owner[far & (near > STRAY_APART * between)]):
        mine = np.flatnonzero(owner == at)
        usual = float(np.median(near[mine]))
        times = np.where(is_end[mine], STRAY_END_TIMES, STRAY_TIMES)
        lone = far[mine] & (near[mine] > STRAY_APART * between[mine]) & (near[mine] > times * usual)
        if usual > 0 and lone.any():
            worst = mine[lone][int(near[mine][lone].argmax())]
            yield _stray(subject, int(at), numbers[place[worst]])


def _stray(subject: Subject, at: int, vertex: NDArray[np.float64]) -> Issue:
    numbers = shapely.get_coordinates(subject.measured[at])
    away = np.hypot(*(vertex - np.median(numbers, axis=0)))
    same = int((numbers == vertex).all(axis=1).argmax())
    x, y = map(float, shapely.get_coordinates(subject.stored[at])[same])
    far = f"{away / 1000:.1f}"
    return subject.issue("stray-vertex", at, value=show_place(x, y), distance=far, spot=(x, y))


def _zero(subject: Subject) -> Iterator[Issue]:
    """Positions of 0, 0: a blank that became a number."""
    box = subject.stored_bounds
    about = np.flatnonzero((box[:, :2] <= 0).all(axis=1) & (box[:, 2:] >= 0).all(axis=1))
    numbers, owner = shapely.get_coordinates(subject.stored[about], return_index=True)
    for at in about[np.unique(owner[(numbers == 0).all(axis=1)])]:
        yield subject.issue("zero-position", at, value="0, 0")


def _rough(subject: Subject) -> Iterator[Issue]:
    """Geometries said to be exact, but all of round numbers about a kilometre apart."""
    step, unit = (
        (ROUGH_DEGREES, "0.01°") if subject.features.crs.is_geographic else (ROUGH_M, "1000 m")
    )
    accuracy = subject.features["accuracy"].fillna(subject.folder.manifest.accuracy or "")
    exact = accuracy.isin(["surveyed", "digitised"]) | (subject.features["location"] == "precise")
    if not exact.any():
        return
    round_boxes = _are_round(subject.stored_bounds, step)
    for at in np.flatnonzero(exact.to_numpy(bool) & round_boxes):
        numbers = shapely.get_coordinates(subject.stored[at])
        if (_are_round(numbers, step) & ~(numbers == 0).all(axis=1)).all():
            where = show_place(*numbers[0])
            yield subject.issue("rounded-coordinates", int(at), value=where, step=unit)


def _are_round(numbers: NDArray[np.float64], step: float) -> NDArray[np.bool_]:
    """Tell which rows hold whole steps alone, to a millionth of one."""
    steps = numbers / step
    return np.asarray((np.abs(steps - np.round(steps)) < 1e-6).all(axis=1))  # noqa: PLR2004 - as said


def _fine(subject: Subject) -> Iterator[Issue]:
    """Coordinates written finer than anything is surveyed, in most of the layer."""
    if not subject.features.crs.is_geographic or subject.folder.manifest.crs in TO_WGS84:
        return  # converted coordinates have all decimals there are
    fine = count = 0
    for start in range(0, len(subject.stored), AT_ONCE):
        numbers = shapely.get_coordinates(subject.stored[start : start + AT_ONCE])
        off = np.abs(numbers - np.round(numbers, FINE_DECIMALS)) > 10.0 ** -(FINE_DECIMALS + 3)
        fine, count = fine + int((off[:, 0] | off[:, 1]).sum()), count + len(numbers)
    if count and fine / count > 0.5:  # noqa: PLR2004 - most
        yield subject.layer_issue("excess-precision", value=fine, decimals=FINE_DECIMALS)


def _duplicates(subject: Subject) -> Iterator[Issue]:
    """Features with exactly the geometry of an earlier one."""
    alike = _in_one_box(subject.stored_bounds)
    alike = alike[~shapely.is_missing(subject.stored[alike])]
    shapes = pd.Series(shapely.to_wkb(shapely.normalize(subject.stored[alike])), dtype=object)
    first = shapes.map({shape: at for at, shape in reversed(list(enumerate(shapes)))})
    names = subject.features["name_zh"]
    for place in np.flatnonzero(shapes.duplicated()):
        at, other = alike[place], int(alike[first.iloc[place]])
        twice = names.iloc[at] is not None and names.iloc[at] == names.iloc[other]
        kind = "duplicate-feature" if twice else "duplicate-geometry"
        yield subject.issue(
            kind,
            at,
            value=names.iloc[at] if twice else None,
            other=subject.features["id"].iloc[other],
        )


def _in_one_box(boxes: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the rows whose box another has as well; most differ by their west alone."""
    west = np.sort(boxes[:, 0])
    twice = np.unique(west[1:][west[1:] == west[:-1]])
    at = np.flatnonzero(np.isin(boxes[:, 0], twice) | np.isnan(boxes[:, 0]))
    return np.asarray(at[pd.DataFrame(boxes[at]).duplicated(keep=False).to_numpy(bool)])


# Issues come in this order.
SHAPE_RULES: Sequence[Callable[[Subject], Iterator[Issue]]] = (
    _tiny,
    _thin,
    _parts,
    _vertices,
    _repeated,
    _spikes,
    _strays,
    _zero,
    _rough,
    _fine,
    _duplicates,
)
# Those that look at one feature at a time, whatever the others are.
OF_ONE = (_tiny, _thin, _parts, _vertices, _repeated, _spikes, _strays, _zero, _rough)
