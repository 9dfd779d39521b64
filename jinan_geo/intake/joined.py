"""Rows to features by a key: what repeats, what is dated, what differs only in writing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.errors import InputError, show
from jinan_geo.intake.dated import MOST_PLACES, find_days
from jinan_geo.intake.keys import key_of, nearly_alike
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd

    from jinan_geo.intake.dated import DatedRows
    from jinan_geo.intake.untyped import Frame

__all__ = ["JoinedRows", "Side", "join_rows", "number_alone"]

LISTED = 5
BUILD: dict[str, Callable[[Any], Any]] = {
    "Point": shapely.multipoints,
    "LineString": shapely.multilinestrings,
    "Polygon": shapely.multipolygons,
}


@dataclass(frozen=True)
class JoinedRows:
    """Features and rows, each under its key as text; keys tell them apart.

    Of rows with days ``right`` has the last of each key, ``dated`` has all. Notes say what was
    brought together.
    """

    left: gpd.GeoDataFrame
    right: pd.DataFrame | None
    notes: list[Issue] = field(default_factory=list)
    dated: DatedRows | None = None


@dataclass(frozen=True)
class Side:
    """One of the two that are joined, as messages call it.

    ``lines`` are its rows' places in a file, ``shared`` by heading those that have their cell of a
    merged one above.
    """

    name: str
    lines: Sequence[int] | None = None
    shared: Mapping[str, set[int]] = field(default_factory=dict)

    def row(self, at: int) -> int:
        """Give the row of a position from 0: its line in the file, else its number."""
        return at + 1 if self.lines is None else self.lines[at]

    def own_rows(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Give the rows that have no cell of a merged one above."""
        shared = set().union(*self.shared.values())
        return frame[[self.row(at) not in shared for at in range(len(frame))]] if shared else frame


def sides_of() -> tuple[Side, Side]:
    """Give the two sides where they are no files."""
    return Side(say("intake.quick.features")), Side(say("intake.quick.table"))


def join_rows(
    features: gpd.GeoDataFrame,
    table: pd.DataFrame,
    keys: tuple[str, str],
    *,
    fold: bool = False,
    sides: tuple[Side, Side] | None = None,
) -> JoinedRows:
    """Bring features and rows under one key each.

    Features that share a key are the parts of one place. Of rows that share one and bear days, the
    last counts. ``fold`` joins keys that differ only in writing; without it they are counted.

    Raises
    ------
    InputError
        A column is missing, a key is blank, rows repeat one, or not one key is in common.
    """
    one, other = sides or sides_of()
    left = _under_key(features, keys[0], one)
    right = _under_key(table, keys[1], other)
    left, notes = _as_one_place(left, keys[0])
    left, right = _beside_one_place(left, right, keys[1], other)
    right, dated = _last_of(right, keys[1], other)
    notes += [_word_days(dated, len(left.index.union(right.index)))] if dated else []
    apart = right.index.difference(left.index)
    near = nearly_alike(left.index.difference(right.index), apart)
    file = _file_of(sides, 1)
    if near and fold:
        right = right.rename(index=near)
        dated = replace(dated, rows=dated.rows.rename(index=near)) if dated else None
        notes.append(Issue("keys-folded", "", file, field=keys[1], value=len(near)))
    elif near:
        example = next(iter(near))
        details = {"all": len(apart), "example": show(example), "other": show(near[example])}
        notes.append(
            Issue("keys-nearly-alike", "", file, field=keys[1], value=len(near), details=details)
        )
    _refuse_strangers(left, right, keys, near={} if fold else near)
    return JoinedRows(left, right, notes, dated)


def number_alone(
    features: gpd.GeoDataFrame, key: str, sides: tuple[Side, Side] | None = None
) -> JoinedRows:
    """Give features of one file alone their keys.

    Blank or repeated ones get a number, since nothing is joined.
    """
    found = _with_column(features, key, (sides or sides_of())[0])
    if _are_keys(found[key]):
        return JoinedRows(found.set_axis(pd.Index(found[key].array), axis=0), None, [])
    keys = [key_of(value) or "" for value in found[key]]
    seen: dict[str, int] = {}
    apart = []
    for at, one in enumerate(keys, start=1):
        seen[one] = seen.get(one, 0) + 1
        apart.append(one if one and seen[one] == 1 else f"{one}#{at}")
    twice = sum(one != other for one, other in zip(keys, apart, strict=True))
    notes = [Issue("keys-numbered", "", _file_of(sides, 0), field=key, value=twice)]
    return JoinedRows(found.set_axis(pd.Index(apart), axis=0), None, notes[: bool(twice)])


def _file_of(sides: tuple[Side, Side] | None, at: int) -> str:
    """Name the file of a side; nothing where they are no files."""
    return sides[at].name if sides else ""


def _are_keys(cells: pd.Series[Any]) -> bool:
    """Tell whether texts are keys as they stand: none blank or twice, no blanks at their ends."""
    if not isinstance(cells.dtype, pd.StringDtype) or not cells.is_unique or cells.isna().any():
        return False
    stripped = cells.str.strip()
    return bool((stripped == cells).all() and (stripped != "").all())


def _with_column(frame: Frame, key: str, side: Side) -> Frame:
    """The frame with its key as a column, also where it is the index; each column named once."""
    if key not in frame and frame.index.name == key:
        frame = frame.reset_index()
    if key not in frame:
        listed = ", ".join(map(str, frame.columns))
        raise InputError(say("intake.errors.keyless", what=side.name, key=show(key), listed=listed))
    titles = frame.columns.map(str)
    twice = titles[titles.duplicated()]
    if len(twice):
        raise InputError(say("intake.errors.column_twice", what=side.name, twice=show(twice[0])))
    return frame


def _under_key(frame: Frame, key: str, side: Side) -> Frame:
    frame = _with_column(frame, key, side)
    keys = frame[key].map(key_of)
    blank = np.flatnonzero(keys.isna())
    if len(blank):
        msg = say(
            "intake.errors.blank_keys",
            what=side.name,
            count=len(blank),
            key=show(key),
            empty=side.row(int(blank[0])),
        )
        raise InputError(msg)
    return frame.set_axis(pd.Index(keys, name=None), axis=0)


def _as_one_place(left: gpd.GeoDataFrame, key: str) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Parts that share a key become one place; its attributes are those of its first part."""
    if not left.index.duplicated().any():
        return left, []
    first = left[~left.index.duplicated()]
    parts = left.geometry.groupby(level=0, sort=False)
    shapes = parts.agg(lambda shapes: _collect(shapes.to_numpy()))
    whole = first.set_geometry(type(left.geometry)(shapes.reindex(first.index), crs=left.crs))
    note = Issue(
        "parts-of-places", "", "", field=key, value=len(left), details={"places": len(first)}
    )
    return whole, [note]


def _beside_one_place(
    left: gpd.GeoDataFrame, right: pd.DataFrame, key: str, side: Side
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Rows below one merged key are drawn one by one at its place, each under a key of its own.

    Rows with days are its course instead.
    """
    shared = side.shared.get(key, set())
    if not shared or find_days(right) is not None:
        return left, right
    places = dict(zip(left.index, range(len(left)), strict=True))
    keys, copies, names = list(right.index), [], []
    seen: Counter[str] = Counter()
    for at, one in enumerate(right.index):
        seen[one] += 1
        if side.row(at) not in shared:
            continue
        keys[at] = f"{one}#{seen[one]}"
        if one in places:
            copies.append(places[one])
            names.append(keys[at])
    more = left.iloc[copies].set_axis(pd.Index(names, dtype=object), axis=0)
    whole = pd.concat([left, more]) if copies else left
    return whole, right.set_axis(pd.Index(keys, dtype=object), axis=0)


def _collect(shapes: Any) -> Any:  # noqa: ANN401 - arrays of shapes
    """All parts as one shape: of one kind where they are, else a collection."""
    known = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if not known:
        return None
    if len(known) == 1:
        return known[0]
    parts = shapely.get_parts(known)
    kinds = {shape.geom_type for shape in parts}
    return BUILD.get(kinds.pop() if len(kinds) == 1 else "", shapely.geometrycollections)(parts)


def _last_of(right: pd.DataFrame, key: str, side: Side) -> tuple[pd.DataFrame, DatedRows | None]:
    """Of several rows of a key the one of the last day, where each has a day of its own.

    Raises
    ------
    InputError
        Rows repeat a key, and no day tells them apart.
    """
    if not right.index.duplicated().any():
        return right, None
    dated = find_days(right)
    if dated is not None:
        return dated.last(), dated
    twice = right.index[right.index.duplicated()][0]
    at = np.flatnonzero(right.index == twice)[:LISTED]
    rows = ", ".join(str(side.row(place)) for place in at.tolist())
    raise InputError(
        say("intake.errors.key_twice", what=side.name, key=show(key), first=show(twice), rows=rows)
    )


def _word_days(dated: DatedRows, places: int) -> Issue:
    days = dated.days.dt.normalize()
    last = days.max().date().isoformat()
    count = days.nunique()
    if dated.fits(places):
        how = text("intake.joined.moves")
    else:
        how = text("intake.joined.too_many", places=places, days=count, most=f"{MOST_PLACES:,}")
    details = {"rows": len(days), "days": count, "last": last, **how.detail("how")}
    return Issue("dated-rows", "", "", field=dated.title, value=len(days), details=details)


def _refuse_strangers(
    left: pd.DataFrame, right: pd.DataFrame, keys: tuple[str, str], *, near: dict[str, str]
) -> None:
    if not len(left) or not len(right) or len(left.index.intersection(right.index)):
        return
    key = keys[0] if keys[0] == keys[1] else "=".join(keys)
    one, other = (show(str(side.index[0])) for side in (left, right))
    if near:
        msg = say("intake.errors.only_nearly", key=key, index=one, index2=other, count=len(near))
    else:
        msg = say("intake.errors.no_common_key", key=key, index=one, index2=other)
    raise InputError(msg)
