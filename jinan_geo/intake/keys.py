"""Which row belongs to which feature.

Keys as text, what differs only in writing, and keys found by their values.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.errors import InputError, show
from jinan_geo.intake.ids import choose_key
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from jinan_geo.intake.untyped import Frame

__all__ = [
    "AUTO",
    "NUMBER",
    "choose_keys",
    "find_keys",
    "fold_key",
    "key_of",
    "nearly_alike",
    "split_key",
]

AUTO = "auto"
NUMBER = "#"  # heads the numbers of features that no column tells apart
WHOLE = re.compile(r"(\d+)\.0+")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－_", "-"))
ENOUGH = 0.5  # of the table's different values must be keys of the features


def key_of(value: object) -> str | None:
    """Give a key as text; None where there is none.

    A whole number is one whether it is 1 or 1.0.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float):
        if value != value:  # noqa: PLR0124 - NaN
            return None
        return str(int(value)) if value.is_integer() else str(value)
    return str(value).strip() or None


def fold_key(key: str) -> str:
    """Give a key without what writing adds.

    That is width, case, blanks, unseen signs, leading zeros, a final .0.
    """
    plain = unicodedata.normalize("NFKC", key).translate(DASHES).casefold()
    seen = "".join(sign for sign in plain if sign.isprintable() and not sign.isspace())
    seen = seen.removeprefix("'")  # by which Excel is told that digits are text
    whole = WHOLE.fullmatch(seen)
    seen = whole[1] if whole else seen
    return seen.lstrip("0") or "0" if seen.isdigit() else seen


def nearly_alike(left: Iterable[str], right: Iterable[str]) -> dict[str, str]:
    """Give the keys of the right side that differ from one of the left only in writing.

    And which one that is.

    Keys that fold to the same as another of their side are left out: either may be meant.
    """
    sides = []
    for keys in (left, right):
        folded = [(fold_key(key), key) for key in keys]
        counts = Counter(bare for bare, _ in folded)
        sides.append({bare: key for bare, key in folded if counts[bare] == 1})
    known, asked = sides
    return {key: known[bare] for bare, key in asked.items() if bare in known}


def split_key(key: str, left: Sequence[str], right: Sequence[str]) -> tuple[str, str]:
    """Part ``A=B`` into the column of the features and that of the table.

    A column may hold a sign of its own.
    """
    if "=" not in key or (key in left and key in right):
        return key, key
    one, _, other = key.partition("=")
    return one.strip(), other.strip()


def find_keys(features: pd.DataFrame, table: pd.DataFrame) -> tuple[str, str]:
    """Find the columns by which a table's rows belong to features.

    They are those that share the most values.

    Raises
    ------
    InputError
        No two columns share half of the table's values; the message names what there is.
    """
    left = {str(title): _values(features[title]) for title in features if _may_be_key(title)}
    right = {str(title): _values(table[title]) for title in table if _may_be_key(title)}
    scored = [
        (_likeness(left[one], right[other]), one == other, one, other)
        for one in left
        for other in right
    ]
    best = max(scored, key=lambda found: found[:2], default=(0.0, False, "", ""))
    if best[0] < ENOUGH:
        titles = (", ".join(map(show, side)) for side in (left, right))
        msg = say("intake.errors.no_keys_found", left=next(titles), right=next(titles))
        raise InputError(msg)
    return best[2], best[3]


def choose_keys(
    frame: gpd.GeoDataFrame,
    table: pd.DataFrame | None,
    key: str | None,
    file: str,
    *,
    own: gpd.GeoDataFrame | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[str, str]]:
    """Give the columns that join features and rows, as said or by their values.

    Features of one file alone that no column tells apart are numbered, in a column of their own;
    ``own`` are those that share no merged cell with another.

    Raises
    ------
    InputError
        No two columns share enough values.
    """
    said = None if key in {None, AUTO} else key
    if table is not None:
        if said is None:
            return frame, find_keys(_with_index(frame), _with_index(table))
        left, right = [*map(str, frame)], [*map(str, table)]
        one, other = split_key(said, left, right)
        return frame, (_title_of(one, left), _title_of(other, right))
    if said is not None:
        known = _title_of(said, [*map(str, frame)])
        return frame, (known, known)
    try:
        found = choose_key(frame if own is None else own, file)
    except InputError:
        found = NUMBER
        frame = frame.assign(**{NUMBER: [str(at + 1) for at in range(len(frame))]})
    return frame, (found, found)


def _title_of(said: str, titles: Sequence[str]) -> str:
    """Give the column of that name, or the only one that differs in case, width or blanks."""
    alike = [title for title in titles if _bare(title) == _bare(said)]
    return alike[0] if said not in titles and len(alike) == 1 else said


def _bare(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).casefold().split())


def _with_index(frame: Frame) -> Frame:
    return frame if frame.index.name is None else frame.reset_index()


def _may_be_key(title: object) -> bool:
    return str(title) not in {"geometry", "geometry_fault"}


def _values(column: pd.Series[Any]) -> list[str]:
    found = (key_of(value) for value in column)
    return [value for value in found if value is not None]


def _likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """The share of the right side's values that are the left's, where they tell rows apart."""
    values = set(right)
    if len(values) < max(2, len(right) * ENOUGH) or len(set(left)) < max(2, len(left) * ENOUGH):
        return 0.0 if len(right) > 1 else float(bool(values & set(left)))
    shared = len(values & set(left))
    near = nearly_alike(set(left) - values, values - set(left))
    return (shared + len(near)) / len(values)
