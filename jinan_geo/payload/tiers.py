"""A ground in three tiers of detail, each in chunks that can be decoded and drawn alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from jinan_geo.page.columns import BlockWriter, int_column, text_column
from jinan_geo.page.ground import GroundChunk, GroundTier
from jinan_geo.payload.block import add_geometry

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["TierWriter", "cut_tiers"]

METRES = 111_320.0  # in a degree of latitude
LAST_ZOOM = 24
POINT, LINE, AREA = 0, 1, 2
CHUNK = 12_000  # vertices, about; few enough to be decoded while a reader waits for nothing
FAR = {
    "urban", "green", "water", "river", "coast", "secondary", "primary", "trunk", "motorway",
    "metro", "rail", "place",
}  # fmt: skip
MIDDLE = {*FAR, "local", "tertiary", "station"}
NAMELESS = ("green", "building", "urban")  # their names would say what nobody asks of a ground


@dataclass(frozen=True)
class Detail:
    """What of a ground is shown from a zoom on; ``scale`` is how many steps a degree has."""

    from_zoom: int
    tolerance_m: float
    least_m2: float
    scale: int
    classes: frozenset[str] | None


# Out to 11 a pixel is 60 m, at 13 it is 15 m, at 16 it is 2 m.
DETAILS = (
    Detail(0, 10, 20_000, 10_000, frozenset(FAR)),
    Detail(12, 3, 1_000, 25_000, frozenset(MIDDLE)),
    Detail(14, 1, 0, 100_000, None),
)


class TierWriter:
    """Collects the texts of the chunks, which stand one after the other in the block."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.size = 0

    def add(self, text: str, bounds: NDArray[np.float64]) -> GroundChunk:
        """Add the text of a chunk; gives where it stands."""
        chunk = GroundChunk(at=self.size, length=len(text), bounds=_rounded(bounds))
        self.texts.append(text)
        self.size += len(text)
        return chunk


def _rounded(bounds: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Bounds with room for what rounding moves."""
    west, south, east, north = (float(value) for value in bounds)
    room = 1e-4
    return (
        round(west - room, 4),
        round(south - room, 4),
        round(east + room, 4),
        round(north + room, 4),
    )


def cut_tiers(
    table: pd.DataFrame, shapes: NDArray[np.object_], *, full: bool, writer: TierWriter
) -> list[GroundTier]:
    """Give the tiers of rows with ``class``, names and ``to_zoom``; shapes in WGS84 degrees.

    Without ``full`` the last tier is left out, and the one before is shown from there on too.
    A tier that nothing of the ground belongs to is left out.
    """
    details = DETAILS if full else DETAILS[:-1]
    ends = [*(one.from_zoom - 1 for one in details[1:]), LAST_ZOOM]
    tiers = []
    for detail, end in zip(details, ends, strict=True):
        rows, pieces = _rows_for(detail, table, shapes)
        if len(rows):
            last = rows["to_zoom"].max(skipna=False)
            chunks = [*_chunks(detail, rows, pieces, writer)]
            to_zoom = end if np.isnan(last) else min(end, int(last))
            tiers.append(GroundTier(from_zoom=detail.from_zoom, to_zoom=to_zoom, chunks=chunks))
    return tiers


def _rows_for(
    detail: Detail, table: pd.DataFrame, shapes: NDArray[np.object_]
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Take what a tier shows, simplified; what is too small for it is left out."""
    last = table["to_zoom"].to_numpy(float)
    shown = np.isnan(last) | (last >= detail.from_zoom)
    if detail.classes is not None:
        shown &= np.isin(table["class"].to_numpy(object).astype(str), sorted(detail.classes))
    rows, pieces = table[shown], shapes[shown]
    if not len(rows):
        return rows, pieces
    middle = np.deg2rad(np.mean(shapely.total_bounds(pieces)[1::2]))
    metres = np.array([METRES * np.cos(middle), METRES])
    plane = shapely.simplify(
        shapely.transform(pieces, lambda xy: xy * metres),
        detail.tolerance_m,
        preserve_topology=False,
    )
    kept = ~shapely.is_empty(plane) & ~_too_small(detail, plane)
    pieces = _stepped(shapely.transform(plane[kept], lambda xy: xy / metres), detail.scale)
    whole = ~shapely.is_empty(pieces)
    parts, owner = shapely.get_parts(pieces[whole], return_index=True)
    return rows[kept][whole].iloc[owner].reset_index(drop=True), parts


def _too_small(detail: Detail, plane: NDArray[np.object_]) -> NDArray[np.bool_]:
    size = shapely.get_dimensions(plane)
    small_area = (size == AREA) & (shapely.area(plane) < detail.least_m2)
    short = (size == LINE) & (shapely.length(plane) < detail.tolerance_m)
    return np.asarray(small_area | short)


def _stepped(shapes: NDArray[np.object_], scale: int) -> NDArray[np.object_]:
    """Round to the steps of the tier, and leave out places that thereby come upon one another."""
    rounded = shapely.transform(shapes, lambda xy: np.rint(xy * scale) / scale)
    lean = shapely.remove_repeated_points(rounded)
    size = shapely.get_dimensions(lean)
    flat = (size == AREA) & (shapely.area(lean) == 0)
    lean[flat | ((size == LINE) & (shapely.length(lean) == 0))] = shapely.Point()
    return lean


def _chunks(
    detail: Detail, rows: pd.DataFrame, shapes: NDArray[np.object_], writer: TierWriter
) -> Iterator[GroundChunk]:
    """Cut what lies near one another into chunks of about as many vertices each."""
    bounds = tuple(shapely.total_bounds(shapes))
    along = gpd.GeoSeries(shapes).hilbert_distance(total_bounds=bounds).to_numpy()
    order = np.argsort(along, kind="stable")
    counts = np.cumsum(shapely.get_num_coordinates(shapes[order]))
    number = (counts - 1) // CHUNK
    for chunk in np.unique(number):
        # Within a chunk by class, as it is drawn, so that like stands by like.
        index = order[number == chunk]
        block = _pack(rows.iloc[index], shapes[index], detail.scale)
        yield writer.add(block, shapely.total_bounds(shapes[index]))


def _pack(rows: pd.DataFrame, shapes: NDArray[np.object_], scale: int) -> str:
    block = BlockWriter()
    columns: dict[str, Any] = {"class": text_column(rows["class"])}
    silent = rows["class"].isin(NAMELESS)
    for name in ("name_zh", "name_en"):
        cells = rows[name].mask(silent | (rows[name] == ""), None)
        if cells.notna().any():
            columns[name] = text_column(cells)
    if rows["to_zoom"].notna().any():
        columns["to_zoom"] = int_column(rows["to_zoom"])
    block.add("features", len(rows), columns)
    add_geometry(block, shapes, scale)
    return block.pack()
