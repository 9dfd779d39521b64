"""Where samples stand: near built-up anchors, inside their district, clear of water."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from places.ground import Ground, to_metres
from shapely import affinity

if TYPE_CHECKING:
    from collections.abc import Callable

EDGE_METRES = 60
SPACING_METRES = 150
LEAST_SHARE = 0.15
TRIES = 4000
# Streets of the old city run nearly north-south and east-west; the samples keep to that grid.
GRID_DEGREES = 4.0


class Sites(Ground):
    """The ground, and a memory of what one layer has placed already."""

    def __init__(self) -> None:
        super().__init__()
        facts = tomllib.loads(Path(__file__).with_name("sites.toml").read_text(encoding="utf-8"))
        self.weights = {code: entry["weight"] for code, entry in facts["districts"].items()}
        self._anchors = {code: entry["anchors"] for code, entry in facts["districts"].items()}
        self.borders = {tuple(entry["codes"]): entry["near"] for entry in facts["borders"]}
        circles = [to_metres(shapely.Point(x, y)).buffer(r) for x, y, r in facts["clear"].values()]
        rivers = [
            to_metres(line).buffer(600 if key == "yellow_river" else 120)
            for key, line in self.lines.items()
        ]
        self.clear = shapely.union_all([*circles, *rivers])
        self.reserved = facts["reserved"]

    def place(
        self,
        rng: np.random.Generator,
        code: str,
        draw: Callable[[np.random.Generator, float, float], shapely.Geometry],
        taken: list[shapely.Geometry],
    ) -> shapely.Geometry:
        """Draw a shape near one of the district's anchors.

        Inside it, clear of water, apart from others.
        """
        inside = self.districts[code].buffer(-EDGE_METRES)
        anchors = self._anchors[code]
        weights = np.array([anchor[3] for anchor in anchors], dtype=float)
        centres = [to_metres(shapely.Point(anchor[0], anchor[1])) for anchor in anchors]
        for attempt in range(TRIES):
            pick = int(rng.choice(len(anchors), p=weights / weights.sum()))
            spread = anchors[pick][2] * (1 + attempt / TRIES)
            x, y = rng.normal([centres[pick].x, centres[pick].y], spread)
            shape = draw(rng, x, y)
            if inside.contains(shape) and self._is_free(shape, taken):
                return shape
        msg = f"no room left for a sample in {code}"
        raise RuntimeError(msg)

    def place_across(
        self, rng: np.random.Generator, codes: tuple[str, str], taken: list[shapely.Geometry]
    ) -> shapely.Geometry:
        """Draw a block over the border of two districts, at one of the places set for it."""
        first, second = (self.districts[code] for code in codes)
        lon, lat, reach = self.borders[codes]
        near = to_metres(shapely.Point(lon, lat)).buffer(reach)
        border = shapely.line_merge(first.intersection(second)).intersection(near)
        for _ in range(TRIES):
            point = border.interpolate(rng.uniform(), normalized=True)
            aside_x, aside_y = rng.uniform(-120, 120, 2)
            shape = draw_block(rng, point.x + aside_x, point.y + aside_y, 160, 300)
            shares = [shape.intersection(side).area / shape.area for side in (first, second)]
            if min(shares) > LEAST_SHARE and sum(shares) > 0.999 and self._is_free(shape, taken):
                return shape
        msg = f"no room left for a sample between {codes}"
        raise RuntimeError(msg)

    def _is_free(self, shape: shapely.Geometry, taken: list[shapely.Geometry]) -> bool:
        if shape.intersects(self.clear):
            return False
        return not taken or float(shapely.distance(shape, taken).min()) >= SPACING_METRES


def draw_point(_rng: np.random.Generator, x: float, y: float) -> shapely.Geometry:
    """A point where it was asked for."""
    return shapely.Point(x, y)


def draw_block(
    rng: np.random.Generator, x: float, y: float, smallest: float = 90, largest: float = 240
) -> shapely.Geometry:
    """A city block of so many metres half-side, nearly on the street grid, one corner cut off."""
    width, height = rng.uniform(smallest, largest, 2)
    cut_x, cut_y = rng.uniform(0.2, 0.9, 2)
    corners = [
        (-width, -height),
        (width, -height),
        (width, height * (1 - cut_y)),
        (width * (1 - cut_x), height),
        (-width, height),
    ]
    block = affinity.rotate(shapely.Polygon(corners), 90 * int(rng.integers(4)), origin=(0, 0))
    block = affinity.rotate(block, rng.normal(0, GRID_DEGREES), origin=(0, 0))
    return affinity.translate(block, x, y)


def draw_street(rng: np.random.Generator, x: float, y: float) -> shapely.Geometry:
    """A lane of 150 to 700 metres with a slight bend or two, nearly on the street grid."""
    pieces = int(rng.integers(1, 4))
    along = np.concatenate([[0.0], np.cumsum(rng.uniform(80, 260, pieces))])
    if pieces == 1:
        along = np.array([0.0, rng.uniform(150, 320)])
    aside = np.concatenate([[0.0], np.cumsum(rng.normal(0, 14, len(along) - 1))])
    turn = 90.0 * int(rng.integers(2)) + rng.normal(0, GRID_DEGREES)
    line = affinity.rotate(shapely.LineString(np.column_stack([along, aside])), turn, origin=(0, 0))
    return affinity.translate(line, x, y)
