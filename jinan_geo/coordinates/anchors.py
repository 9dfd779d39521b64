"""What else is known to be in the right place, and how far a file's degrees lie from it.

Two kinds of anchor. A twin is the same feature in a layer of the workspace, found by its id or
name. Outlines are all lines, borders and points of those layers; ``chance`` weighs how many
features lie on them in each system. Only what was surveyed or digitised is an anchor: a sketch is
no witness of some hundred metres.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.coordinates.chance import SYSTEMS, metres_of
from jinan_geo.coordinates.shifted import FROM_WGS84

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = [
    "Anchors",
    "Compared",
    "compare_twins",
    "direction",
    "exact_rows",
    "match_anchors",
]

FARTHEST_TWIN_M = 3_000.0  # what lies further is another thing under the same id
# An error of position up to here is an error; the shift of GCJ-02 begins above 500 at Jinan.
INEXACT_M = 320.0
TIGHTEST_M, LOOSEST_M = 20.0, 100.0  # how near to the computed shift an offset must come
SAME_SHAPE_M = 30.0  # vertices that all moved alike are compared one by one
EXACT = {"surveyed", "digitised"}
KEY_SHARE = 0.9  # of the values of a key column stand once


@dataclass(frozen=True)
class Anchors:
    """What is known to be in the right place.

    ``twins`` has a WGS84 shape or None for each feature, ``outlines`` shapes of any kind,
    ``layers`` their ids.
    """

    twins: NDArray[np.object_]
    outlines: Sequence[Any]
    layers: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """What the anchors say of each feature.

    ``label`` is a position in ``SYSTEMS``, -1 where nothing could be compared, -2 where no system
    fits. ``offset_m`` (east, north) and ``expected_m`` (one row a system) are missing where there
    is no twin; ``points`` counts the comparisons behind each label, ``distance_m`` how far each
    feature is from its system.
    """

    label: NDArray[np.int_]
    points: NDArray[np.int_]
    distance_m: Numbers
    offset_m: Numbers
    expected_m: Numbers


def match_anchors(frame: pd.DataFrame, layers: dict[str, pd.DataFrame]) -> Anchors:
    """Find the twin of each feature.

    By the column, and the layer's id or name, with most values in common.

    ``layers`` holds frames in WGS84 with ``id``, ``name_zh`` and ``geometry``; ``frame`` the file's
    ``geometry`` and whatever columns it has. Only a column that could be a key is tried, a value
    that stands twice tells nothing, and a twin has the same kind of geometry: a project is no twin
    of the district whose code it bears.
    """
    dimension = shapely.get_dimensions(frame.geometry.to_numpy())
    titles = [name for name in frame.columns if name not in {"geometry", "geometry_fault"}]
    keys = list(filter(None, map(_unique_texts, map(frame.__getitem__, titles))))
    found = {layer: _twins_in(known, keys, dimension) for layer, known in layers.items()}
    ranked = sorted(filter(found.get, found), key=lambda layer: (-len(found[layer]), layer))
    twins = np.full(len(frame), None, dtype=object)
    for layer in reversed(ranked):
        twins[list(found[layer])] = list(found[layer].values())
    shapes = [known.geometry.to_numpy() for known in layers.values()]
    every = np.concatenate([np.empty(0, dtype=object), *shapes])
    outlines = every[~shapely.is_missing(every)].tolist()
    return Anchors(twins, outlines, tuple(ranked))


def _twins_in(
    known: pd.DataFrame, keys: Sequence[dict[str, int]], dimension: NDArray[np.signedinteger[Any]]
) -> dict[int, Any]:
    """Give the layer's shape of each row.

    By the column, and the layer's id or name, with most in common.
    """
    shapes = known.geometry.to_numpy()
    kinds = shapely.get_dimensions(shapes)
    best: dict[int, Any] = {}
    named = [_unique_texts(known["id"]), _unique_texts(known["name_zh"])]
    for theirs, texts in product(named, keys):
        hits = {at: theirs[text] for text, at in texts.items() if text in theirs}
        alike = {at: shapes[to] for at, to in hits.items() if 0 <= kinds[to] == dimension[at]}
        best = alike if len(alike) > len(best) else best
    return best


def exact_rows(known: pd.DataFrame, default: str | None) -> pd.DataFrame:
    """Leave the features that were surveyed or digitised.

    ``default`` holds where a feature says nothing.
    """
    if "accuracy" not in known:
        return known if default in EXACT else known.iloc[:0]
    return known[known["accuracy"].fillna(default or "").isin(EXACT)]


def _unique_texts(values: pd.Series[Any]) -> dict[str, int]:
    """Give the row of each text that stands once; nothing where too many stand twice for a key."""
    texts = [str(value).strip() for value in values if isinstance(value, str | int)]
    rows = [at for at, value in enumerate(values) if isinstance(value, str | int)]
    count = Counter(texts)
    once = {text: at for text, at in zip(texts, rows, strict=True) if text and count[text] == 1}
    return once if len(once) >= KEY_SHARE * len(texts) else {}


def direction(offset_m: Numbers) -> tuple[float, float]:
    """Length in metres and azimuth in degrees (north 0, east 90) of the median of some offsets."""
    east, north = np.median(offset_m, axis=0)
    return float(np.hypot(east, north)), float(np.degrees(np.arctan2(east, north)) % 360)


def compare_twins(
    shapes: NDArray[np.object_], lon: Numbers, lat: Numbers, twins: NDArray[np.object_]
) -> Compared:
    """Compare features with their twins in WGS84.

    Features are given by their shapes and, as degrees, their vertices.
    """
    count = len(shapes)
    sizes, theirs = shapely.get_num_coordinates(shapes), shapely.get_num_coordinates(twins)
    has = (theirs > 0) & (sizes > 0)
    alike = has & (sizes == theirs)
    owner = np.repeat(np.arange(count), sizes)
    mine = alike[owner]
    other = has & ~alike
    centre = shapely.get_coordinates(
        shapely.centroid(_moved(shapes[other], owner, other, lon, lat)), include_z=False
    )
    x = np.concatenate([lon[mine], centre[:, 0]])
    y = np.concatenate([lat[mine], centre[:, 1]])
    true = np.concatenate(
        [
            shapely.get_coordinates(twins[alike]),
            shapely.get_coordinates(shapely.centroid(twins[other])),
        ]
    )
    feature = np.concatenate([owner[mine], np.flatnonzero(other)])
    known = np.isfinite(x) & np.isfinite(y)
    x, y, true, feature = x[known], y[known], true[known], feature[known]
    scale = np.stack(metres_of(true[:, 1]), axis=1)
    vectors = (np.stack([x, y], axis=1) - true) * scale
    shifts = [np.zeros_like(true)]
    shifts += [(np.stack(FROM_WGS84[name](*true.T), axis=1) - true) * scale for name in SYSTEMS[1:]]
    number = np.bincount(feature, minlength=count)
    offset = _means(vectors, feature, number)
    expected = np.stack([_means(shift, feature, number) for shift in shifts])
    spread = _means(np.abs(vectors - offset[feature]), feature, number).max(axis=1)
    with np.errstate(invalid="ignore"):
        points = np.where(spread < SAME_SHAPE_M, number, np.minimum(number, 1))
        near = np.hypot(*offset.T) < FARTHEST_TWIN_M
    return _judge(offset, expected, np.where(near, points, 0))


def _moved(
    shapes: NDArray[np.object_],
    owner: NDArray[np.int_],
    which: NDArray[np.bool_],
    lon: Numbers,
    lat: Numbers,
) -> Any:  # noqa: ANN401 - shapes
    at = which[owner]
    return shapely.set_coordinates(shapes.copy(), np.stack([lon[at], lat[at]], axis=1))


def _means(vectors: Numbers, feature: NDArray[np.int_], number: NDArray[np.int_]) -> Numbers:
    sums = [
        np.bincount(feature, weights=vectors[:, axis], minlength=len(number)) for axis in (0, 1)
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack(sums, axis=1) / number[:, None]


def _judge(offset: Numbers, expected: Numbers, points: NDArray[np.int_]) -> Compared:
    """Give each offset the system whose shift it comes nearest to, if it comes near enough."""
    compared = points > 0
    rest = np.hypot(offset[:, 0] - expected[..., 0], offset[:, 1] - expected[..., 1])
    rest = np.where(compared, rest, np.inf)
    label, distance = rest.argmin(axis=0), rest.min(axis=0)
    typical = float(np.median(distance[compared])) if compared.any() else 0.0
    gate = np.where(label == 0, INEXACT_M, np.clip(6 * typical, TIGHTEST_M, LOOSEST_M))
    label = np.where(distance <= gate, label, -2)
    return Compared(np.where(compared, label, -1), points, distance, offset, expected)
