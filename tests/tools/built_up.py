"""Views of a built-up area at random, and what the map shows there."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from PIL import Image

from jinan_geo.read.ground import read_ground

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.tools.browser import Visit

__all__ = ["SIZE", "Seen", "look", "random_views"]

ZOOMS = (13, 14, 15)
STREETS = ("local", "tertiary", "secondary", "primary")
SQUARE = 200  # pixels
SIZE = (1000, 720)  # pixels of the window: at zoom 13 the map still lies within a city
CELLS = 5  # each way: a view is of a built-up area where each of its cells has streets
PARTS = 3  # each way: and each of these, where the data reach, as much as the whole must have
DENSITY = 6  # kilometres of them in a square kilometre, at least; in Porto Alegre 7 to 16
KM = 111.32  # in a degree
NAMED = {"road", "place"}


@dataclass(frozen=True)
class Seen:
    """What a view shows."""

    names: int
    empty: int  # squares of one colour
    flat: float  # the share of the map that its most frequent colour has


def random_views(ground: Path, count: int, seed: int) -> Iterator[dict[str, float]]:
    """Give views of the built-up area."""
    rows = read_ground(ground)
    assert rows is not None
    is_street = np.isin(rows.table["class"].to_numpy(object).astype(str), STREETS)
    streets = shapely.STRtree(rows.shapes[is_street])
    places = shapely.get_coordinates(streets.geometries)
    rng = np.random.default_rng(seed)
    zooms = [ZOOMS[at % len(ZOOMS)] for at in range(count)]
    for zoom in zooms:
        lon, lat = next(
            place
            for place in places[rng.permutation(len(places))]
            if _is_built_up(streets, place, zoom)
        )
        yield {"zoom": zoom, "lat": round(float(lat), 5), "lon": round(float(lon), 5)}


def _is_built_up(streets: shapely.STRtree, place: NDArray[np.float64], zoom: int) -> bool:
    """Whether a window has streets enough, some in every cell, and no part of it is a hillside."""
    size = np.array(SIZE) * 360 / 256 / 2**zoom * [1, np.cos(np.deg2rad(place[1]))]
    corner = place - size / 2
    if _density(streets, corner, corner + size) < DENSITY:
        return False
    cells = _cells(corner, size, CELLS)
    if not all(len(streets.query(shapely.box(*cell), "intersects")) for cell in cells):
        return False
    west, south, east, north = shapely.total_bounds(streets.geometries)
    parts = _cells(corner, size, PARTS)
    is_known = (parts[:, :2] >= [west, south]) & (parts[:, 2:] <= [east, north])
    known = parts[is_known.all(axis=1)]
    return all(_density(streets, part[:2], part[2:]) >= DENSITY for part in known)


def _cells(
    corner: NDArray[np.float64], size: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Give the corners of each cell of a grid of so many each way."""
    steps = np.stack(np.meshgrid(range(count), range(count)), -1).reshape(-1, 2)
    corners = corner + steps * size / count
    return np.hstack([corners, corners + size / count])


def _density(
    streets: shapely.STRtree, corner: NDArray[np.float64], other: NDArray[np.float64]
) -> float:
    """Kilometres of street in each square kilometre between two corners."""
    shrink = np.cos(np.deg2rad(corner[1]))
    near = streets.geometries[streets.query(shapely.box(*corner, *other))]
    inside = shapely.clip_by_rect(near, *corner, *other)
    places, line = shapely.get_coordinates(inside, return_index=True)
    moves = np.diff(places, axis=0)[np.diff(line) == 0] * [shrink, 1] * KM
    width, height = (other - corner) * [shrink, 1] * KM
    return float(np.hypot(*moves.T).sum() / (width * height))


def look(opened: Visit, view: dict[str, float]) -> Seen:
    """Go there, wait for the names, and see."""
    opened.set(map=view)
    names = [one for one in opened.settled("jinanGeo.labels()") if one["kind"] in NAMED]
    picture = opened.page.locator(".jg-map").screenshot()
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(np.int64)
    words = (pixels[..., 0] << 16) | (pixels[..., 1] << 8) | pixels[..., 2]
    flat = np.unique(words, return_counts=True)[1].max() / words.size
    return Seen(len(names), _empty_squares(words), float(flat))


def _empty_squares(words: NDArray[np.int64]) -> int:
    """Count squares of one colour, at every place that is a fifth of a square from the next."""
    step = SQUARE // 5
    changes = np.zeros(words.shape, bool)
    changes[:, 1:] |= words[:, 1:] != words[:, :-1]
    changes[1:] |= words[1:] != words[:-1]
    total = changes.cumsum(axis=0).cumsum(axis=1)
    far = SQUARE - 1
    inside = total[far:, far:] - total[:-far, far:] - total[far:, :-far] + total[:-far, :-far]
    return int((inside[::step, ::step] == 0).sum())
