"""Ids of features: as the file states them, or where it has none made of what each feature is."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from jinan_geo.kept.coded import code_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["BY_CONTENT", "ids_by_content", "stated_ids"]

BY_CONTENT = "#"  # in layer.toml the column of ids of a file that has none
BYTES = 5  # of a million features two have the same by chance once in two
OWN = ["geometry", "geometry_fault"]


def stated_ids(folder: LayerFolder, raw: gpd.GeoDataFrame, title: str) -> list[str | None]:
    """Give the features' ids, those that were kept through another numbering in their place."""
    if title not in raw:
        return [None] * len(raw)
    cells, kept = raw[title], folder.manifest.ids
    coded = code_of(cells)
    if coded is None:
        said = [None if pd.isna(cell) else str(cell).strip() for cell in cells]
    else:
        bare = np.array([*map(str.strip, coded.texts), None], dtype=object)
        said = bare[coded.codes].tolist()  # code -1 is the last
    return [None if one is None else kept.get(one, one) for one in said] if kept else said


def ids_by_content(frame: gpd.GeoDataFrame) -> list[str]:
    """Give an id for each feature: of its geometry; where several are there, of its cells too.

    The order of the features changes none, nor do other cells where no two share a place.
    Features alike in all are counted: ``…-2``.
    """
    shapes = shapely.to_wkb(shapely.normalize(frame.geometry.to_numpy()))
    places = [shape or b"" for shape in shapes.tolist()]
    shared = Counter(places)
    cells = frame.drop(columns=[title for title in OWN if title in frame])
    titles = sorted(map(str, cells.columns))
    rows = cells[titles].astype(str).to_numpy().tolist() if titles else [[]] * len(frame)
    ids = [
        _digest(place, row if not place or shared[place] > 1 else [])
        for place, row in zip(places, rows, strict=True)
    ]
    return _counted(ids)


def _digest(place: bytes, row: Sequence[str]) -> str:
    said = hashlib.blake2s(place, digest_size=BYTES)
    for cell in row:
        said.update(str(cell).encode("utf-8", "surrogatepass") + b"\0")
    return f"n-{said.hexdigest()}"


def _counted(ids: Iterable[str]) -> list[str]:
    seen: Counter[str] = Counter()
    given = []
    for one in ids:
        seen[one] += 1
        given.append(one if seen[one] == 1 else f"{one}-{seen[one]}")
    return given
