"""What became of a layer's columns in a delivery: kept, renamed, added, gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from jinan_geo.errors import InputError
from jinan_geo.intake.ids import choose_key
from jinan_geo.intake.propose import fold_title, heading_of
from jinan_geo.manifest.attributes import FEATURE_ATTRIBUTES
from jinan_geo.read.numbered import BY_CONTENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import geopandas as gpd

    from jinan_geo.manifest.models import LayerManifest

__all__ = ["Columns", "choose_ids", "follow_columns", "texts_of"]

OWN = {"geometry", "geometry_fault"}
MOSTLY = 0.8  # of the features known by their ids so many say the same
LEAST = 3
IDS_SHARE = 0.5


@dataclass(frozen=True)
class Columns:
    """Which column of the file each attribute is now; ``titles`` has those that it has not lost.

    ``renamed`` has by the attribute the column before and now, ``added`` are columns that were not
    there, ``gone`` attributes whose column is.
    """

    titles: Mapping[str, str]
    renamed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    added: Sequence[str] = ()
    gone: Sequence[str] = ()


def texts_of(cells: pd.Series[Any]) -> list[str]:
    """Give cells as texts, numbers alike however they are written; nothing is empty."""
    return ["" if pd.isna(cell) else _plain(cell) for cell in cells]


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def choose_ids(
    frame: gpd.GeoDataFrame, name: str, manifest: LayerManifest, known: set[str], wanted: str | None
) -> str:
    """Choose the column of the ids: the one asked for, the layer's, else one with known ids.

    Where none has any, features are numbered by their contents.

    Raises
    ------
    InputError
        The one asked for is not there.
    """
    if wanted is not None:
        return choose_key(frame, name, wanted)
    own = manifest.columns.get("id", "id")
    if own in frame.columns:
        return own
    numbers = {*known, *manifest.ids}
    shares = {
        title: _share_known(texts_of(frame[title]), numbers)
        for title in map(str, frame.columns)
        if title not in OWN
    }
    best = max(shares, key=lambda title: shares[title], default=None)
    if best is not None and shares[best] >= IDS_SHARE:
        return best
    try:
        found = choose_key(frame, name)
    except InputError:
        return BY_CONTENT
    return found if heading_of(found) == "id" else BY_CONTENT


def _share_known(cells: Sequence[str], known: set[str]) -> float:
    said = [cell for cell in cells if cell]
    return sum(cell in known for cell in said) / len(said) if said else 0.0


def follow_columns(
    manifest: LayerManifest, before: pd.DataFrame, after: pd.DataFrame, ids: tuple[str, str]
) -> Columns:
    """Find each attribute's column again: by its heading, what it means, or what stands in it.

    ``ids`` are the columns of the ids before and now.
    """
    stated = _titles(manifest, before)
    lost = {key: title for key, title in stated.items() if title not in after}
    titles = {"id": ids[1], **stated}
    known = {*OWN, *titles.values(), *map(str, before.columns)}
    free = [title for title in map(str, after.columns) if title not in known]
    renamed = _find_renamed(lost, free, (before, after), _same_rows(before, after, ids))
    gone = [*lost.keys() - renamed.keys()]
    for key in lost:
        titles.pop(key)
    titles |= {key: now for key, (_, now) in renamed.items()}
    if ids[0] != ids[1]:
        renamed["id"] = ids
    added = [title for title in free if title not in titles.values()]
    return Columns(titles, renamed, added, sorted(gone))


def _titles(manifest: LayerManifest, before: pd.DataFrame) -> dict[str, str]:
    """Give the column of each attribute that has one."""
    attributes = [*FEATURE_ATTRIBUTES, *manifest.fields]
    titles = {key: manifest.columns.get(key, key) for key in attributes if key != "id"}
    return {key: title for key, title in titles.items() if title in before}


def _find_renamed(
    lost: Mapping[str, str],
    free: Sequence[str],
    frames: tuple[pd.DataFrame, pd.DataFrame],
    same: tuple[Sequence[int], Sequence[int]],
) -> dict[str, tuple[str, str]]:
    """Give the columns before and now of the attributes whose column is found under another."""
    renamed: dict[str, tuple[str, str]] = {}
    for key, title in lost.items():
        taken = {now for _, now in renamed.values()}
        left = [one for one in free if one not in taken]
        now = _renamed(key, title, left, frames, same)
        if now is not None:
            renamed[key] = (title, now)
    return renamed


def _renamed(
    key: str,
    title: str,
    free: Sequence[str],
    frames: tuple[pd.DataFrame, pd.DataFrame],
    same: tuple[Sequence[int], Sequence[int]],
) -> str | None:
    """Give the one new column that an attribute's column has become; None where none is sure."""
    headed = [one for one in free if fold_title(one) == fold_title(title) or heading_of(one) == key]
    if len(headed) == 1:
        return headed[0]
    before = texts_of(frames[0][title].iloc[list(same[0])])
    fitting = [one for one in free if _agree(before, texts_of(frames[1][one].iloc[list(same[1])]))]
    return fitting[0] if len(fitting) == 1 else None


def _agree(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether two columns say the same of the same features, and not one thing of all."""
    said = [(one, other) for one, other in zip(before, after, strict=True) if one or other]
    equal = [one for one, other in said if one == other]
    return len(equal) >= max(LEAST, MOSTLY * len(said)) and len(set(equal)) > 1


def _same_rows(
    before: pd.DataFrame, after: pd.DataFrame, ids: tuple[str, str]
) -> tuple[list[int], list[int]]:
    """Give the rows of both that have one id."""
    if ids[0] not in before or ids[1] not in after:
        return [], []
    place = {key: at for at, key in enumerate(texts_of(after[ids[1]])) if key}
    keys = texts_of(before[ids[0]])
    rows = [at for at, key in enumerate(keys) if key in place]
    return rows, [place[keys[at]] for at in rows]
