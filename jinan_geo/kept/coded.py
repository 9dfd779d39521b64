"""Columns of texts as codes and the texts they stand for: what repeats is looked at once.

A column is coded where it is made, and whoever asks again, in whatever room, gets the same codes
without a look at the cells. Columns of other objects, as amounts, can be made of codes as well.
"""

from __future__ import annotations

import weakref
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

__all__ = [
    "Coded",
    "as_numbers",
    "blank_texts",
    "code_of",
    "code_texts",
    "fill_cells",
    "from_codes",
    "known_codes",
    "look_up",
    "map_texts",
    "once",
    "take_rows",
]

WRITTEN = {str, type(None)}


class Coded(NamedTuple):
    """Of each cell the place of its text among ``texts``, -1 of None; each text stands there once.

    Texts stand in the order of their first cells.
    """

    codes: NDArray[np.integer[Any]]
    texts: NDArray[np.object_]

    @property
    def whole(self) -> NDArray[np.object_]:
        """The texts with None as the last, which is where a code of -1 points to."""
        return np.append(self.texts, np.array([None], dtype=object))


class _Known(NamedTuple):
    """What is known of an array."""

    cells: weakref.ref[NDArray[Any]]
    found: Coded
    says_texts: bool


# By the array that holds a column's cells: it may not be written to, and goes when nobody has it.
_KNOWN: dict[int, _Known] = {}


def code_of(column: pd.Series[Any] | NDArray[Any]) -> Coded | None:
    """Give the codes and texts of a column; None where any cell is neither a text nor None."""
    cells = np.asarray(column)
    if cells.dtype != object or cells.ndim != 1:
        return None
    own = _whole_of(cells)
    known = _known_of(own)
    if known is not None:
        return known.found if known.says_texts else None
    found = _look_at(cells)
    if found is not None and own.base is None and not own.flags.writeable:
        _remember(own, found)
    return found


def from_codes(found: Coded, *, says_texts: bool = True) -> NDArray[np.object_]:
    """Give the cells of a column, which cannot be written to; equal texts are one object.

    Other objects than texts may stand in their place, equal ones more than once.
    """
    # Of very many rows codes are much: they take no more bytes than they need, and one more fits.
    small = found.codes.astype(np.min_scalar_type(-1 - len(found.texts)), copy=False)
    found = Coded(small, found.texts)
    cells = np.asarray(found.whole[found.codes], dtype=object)
    cells.flags.writeable = False
    _remember(cells, found, says_texts=says_texts)
    return cells


def known_codes(column: pd.Series[Any]) -> Coded | None:
    """Give the codes that a column was made of, and its texts or other objects; None of others."""
    known = _known_of(_whole_of(np.asarray(column))) if column.dtype == object else None
    return None if known is None else known.found


def take_rows(frame: pd.DataFrame, at: NDArray[np.int64]) -> pd.DataFrame:
    """Give the rows at these places, numbered from 0; all is missing where a place is -1.

    Columns whose codes are known have them again.
    """
    taken = {name: _take(frame[name], at) for name in frame}
    return pd.DataFrame(taken, copy=False)


def _take(column: pd.Series[Any], at: NDArray[np.int64]) -> pd.Series[Any]:
    known = _known_of(_whole_of(np.asarray(column))) if column.dtype == object else None
    if known is None:
        cells = pd.api.extensions.take(column.array, at, allow_fill=True)
        return pd.Series(cells, dtype=object if column.dtype == object else None, copy=False)
    codes, texts = known.found
    places, used = pd.factorize(np.append(codes, [-1]).astype(codes.dtype)[at])
    is_said = used >= 0
    order = np.where(is_said, is_said.cumsum() - 1, -1).astype(np.int32)
    found = Coded(order[places], texts[used[is_said]])
    return pd.Series(from_codes(found, says_texts=known.says_texts), dtype=object, copy=False)


def map_texts(found: Coded, change: Callable[[str], str | None]) -> NDArray[np.object_]:
    """Give the cells of a column with each text changed, None where nothing is left of it."""
    changed = np.empty(len(found.texts), dtype=object)
    changed[:] = [change(text) for text in found.texts]
    places, texts = pd.factorize(changed, use_na_sentinel=True)
    codes = np.append(places, [-1]).astype(np.int32)[found.codes]
    return from_codes(Coded(codes, np.asarray(texts, dtype=object)))


def code_texts(cells: Sequence[str] | NDArray[np.object_]) -> Coded:
    """Give the codes of texts."""
    own = np.empty(len(cells), dtype=object)
    own[:] = cells
    codes, texts = pd.factorize(own)
    return Coded(codes.astype(np.int32), np.asarray(texts, dtype=object))


@lru_cache(maxsize=1)
def blank_texts(rows: int) -> NDArray[np.object_]:
    """Give so many None, as ``from_codes`` does; a table's blank columns are one."""
    return from_codes(Coded(np.full(rows, -1, dtype=np.int32), np.array([], dtype=object)))


def look_up(cells: pd.Series[Any], known: Mapping[str, Any], missing: object) -> NDArray[Any]:
    """Give what is known of each text, as of the type of what is said of all others and of None.

    Each text is looked up once.
    """
    found = code_of(cells)
    if found is None:
        found = Coded(*pd.factorize(cells.to_numpy(object), use_na_sentinel=True))
    told = [known.get(text, missing) for text in found.texts.tolist()]
    return np.asarray(np.array([*told, missing], dtype=type(missing))[found.codes])


def as_numbers(cells: pd.Series[Any]) -> NDArray[np.float64]:
    """Give numbers of any kind as floats, NaN where there are none; each object is read once."""
    if cells.dtype != object:
        return cells.to_numpy(dtype=float, na_value=np.nan)
    places, own = once(cells)
    numbers = pd.to_numeric(pd.Series(own, dtype=object))
    return np.asarray(numbers.to_numpy(dtype=float, na_value=np.nan)[places], dtype=float)


def once(
    column: pd.Series[Any] | NDArray[np.object_],
) -> tuple[NDArray[np.integer[Any]], list[Any]]:
    """Give for each cell which object it is, and the objects; some may be of no cell."""
    cells = np.asarray(column)
    known = _known_of(_whole_of(cells))
    if known is not None:
        return known.found.codes, list(known.found.whole)
    rows = len(cells)
    places, _ = pd.factorize(np.fromiter(map(id, cells.tolist()), np.int64, rows))
    first = np.zeros(places.max(initial=-1) + 1, dtype=np.intp)
    first[places[::-1]] = np.arange(rows)[::-1]
    return places, list(cells[first])


def fill_cells(column: pd.Series[Any], keeps: pd.Series[Any], text: str | None) -> pd.Series[Any]:
    """Give a column with a text in place of the cells that it does not keep."""
    if keeps.any():
        return column.where(keeps, text)
    codes = np.full(len(column), -1 if text is None else 0, dtype=np.int32)
    texts = np.array([] if text is None else [text], dtype=object)
    return pd.Series(from_codes(Coded(codes, texts)), column.index, dtype=object, copy=False)


def _look_at(cells: NDArray[np.object_]) -> Coded | None:
    if not {*map(type, cells.tolist())} <= WRITTEN:
        return None
    codes, texts = pd.factorize(cells, use_na_sentinel=True)
    return Coded(codes.astype(np.int32), np.asarray(texts, dtype=object))


def _whole_of(cells: NDArray[Any]) -> NDArray[Any]:
    """Give the array that a view of all its cells is of; what is a part is its own."""
    whole = cells
    while isinstance(whole.base, np.ndarray) and _are_same(whole, whole.base):
        whole = whole.base
    return whole


def _are_same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    said, also = one.__array_interface__, other.__array_interface__
    return all(said[key] == also[key] for key in ("shape", "strides", "typestr")) and (
        said["data"][0] == also["data"][0]
    )


def _known_of(own: NDArray[Any]) -> _Known | None:
    """What is known of a whole array."""
    known = _KNOWN.get(id(own))
    return known if known is not None and known.cells() is own else None


def _remember(cells: NDArray[Any], found: Coded, *, says_texts: bool = True) -> None:
    key = id(cells)
    gone = weakref.ref(cells, lambda _: _KNOWN.pop(key, None))
    _KNOWN[key] = _Known(gone, found, says_texts)
