"""A ground as large as a real city has, made from a seed: streets that bend, and houses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from jinan_geo.intake.ground import write_rows

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.random import Generator
    from numpy.typing import NDArray

    from jinan_geo.read.ground import GroundRows

__all__ = ["keep_ground", "make_ground"]

WEST, SOUTH, EAST, NORTH = 116.75, 36.50, 117.35, 36.80
METRES = np.array([111_320 * np.cos(np.deg2rad(36.65)), 111_320])
# The share of the vertices of roads, as in an extract of a city of nine million.
ROADS = {
    "motorway": 0.03, "trunk": 0.03, "primary": 0.06, "secondary": 0.09, "tertiary": 0.11,
    "local": 0.38, "service": 0.30,
}  # fmt: skip
PER_ROAD, PER_BUILDING = 14, 6
NAMES = 2_500
SILENT = 0.4  # the share of streets without a name
BENDS = 0.25
LETTERS = "泺源历山经纬华阳文化舜耕玉函英雄千佛解放趵突黄台工业奥体龙奥旅游凤凰新泺颖秀"


def make_ground(
    roads: int = 270_000, buildings: int = 150_000, seed: int = 13, *, reach: float = 1
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Give rows and shapes of about as many vertices, as ``read_ground`` does.

    ``reach`` is how far the city spreads: a third of the vertices within 0.58 are as dense.
    """
    rng = np.random.default_rng(seed)
    letters = rng.choice(list(LETTERS), (NAMES, 2))
    names = np.array([f"{one}{other}路" for one, other in letters])
    tables, shapes = [], []
    for name, share in ROADS.items():
        count = int(roads * share / PER_ROAD)
        silent = (rng.random(count) < SILENT) | (name == "service")
        tables.append(_rows(name, np.where(silent, "", rng.choice(names, count))))
        shapes.append(shapely.linestrings(_streets(rng, count, reach)))
    count = buildings // PER_BUILDING
    tables.append(_rows("building", np.full(count, "")))
    shapes.append(shapely.polygons(_houses(rng, count, reach)))
    return pd.concat(tables, ignore_index=True), np.concatenate(shapes)


def _rows(name: str, names: NDArray[np.str_]) -> pd.DataFrame:
    table = {"class": name, "name_zh": names.astype(object), "name_en": ""}
    return pd.DataFrame(table).assign(to_zoom=np.nan, source="made")


def _places(rng: Generator, count: int, reach: float) -> NDArray[np.float64]:
    """More of them in the middle of the city."""
    middle = np.array([(WEST + EAST) / 2, (SOUTH + NORTH) / 2])
    spread = np.array([(EAST - WEST) / 5, (NORTH - SOUTH) / 5]) * reach
    return np.clip(rng.normal(middle, spread, (count, 1, 2)), [WEST, SOUTH], [EAST, NORTH])


def _streets(rng: Generator, count: int, reach: float) -> NDArray[np.float64]:
    """Mostly straight from crossing to crossing; where one bends its vertices stand close."""
    size = (count, PER_ROAD)
    bends = rng.random(size) < BENDS
    turns = np.where(bends, rng.normal(0, 12, size), rng.normal(0, 0.6, size))
    steps = np.where(bends, rng.gamma(2, 8, size), rng.gamma(2, 30, size))
    first = rng.choice([0, 90, 180, 270], (count, 1)) + rng.normal(0, 8, (count, 1))
    way = np.deg2rad(first + np.cumsum(turns, axis=1))
    moves = np.stack([np.cos(way), np.sin(way)], axis=2) * steps[:, :, None]
    return _places(rng, count, reach) + np.cumsum(moves, axis=1) / METRES


def _houses(rng: Generator, count: int, reach: float) -> NDArray[np.float64]:
    """Each an L of six corners, turned a little."""
    corners = np.array([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)]) / 2
    sides = np.stack([rng.uniform(10, 60, count), rng.uniform(8, 25, count)], axis=1)
    way = np.deg2rad(rng.normal(0, 10, count))
    turns = np.array([[np.cos(way), -np.sin(way)], [np.sin(way), np.cos(way)]])
    turned = np.einsum("ijk,kcj->kci", turns, corners * sides[:, None])
    return _places(rng, count, reach) + turned / METRES


def keep_ground(path: Path, rows: GroundRows) -> None:
    """Write rows as ``ground add`` keeps them."""
    path.parent.mkdir(exist_ok=True)
    write_rows(path, rows)
