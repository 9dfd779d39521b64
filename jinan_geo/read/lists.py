"""Cells that hold a list or a struct, and the columns of lists that fiona passes over."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["columns_of_lists", "plain_list", "plain_nested"]

NESTED = (list, tuple, dict, set, frozenset, np.ndarray)


def plain_list(cell: Any) -> Any:  # noqa: ANN401 - any cell
    """Give what holds several values as JSON, bytes as hexadecimal digits, all else as it is."""
    if isinstance(cell, bytes):
        return cell.hex()
    if not isinstance(cell, NESTED):
        return cell
    try:
        return json.dumps(cell, ensure_ascii=False, default=_inner)
    except (TypeError, ValueError):  # keys that JSON has not, or a list within itself
        return str(cell)


def _inner(value: Any) -> Any:  # noqa: ANN401 - any cell
    """Give what JSON has not: arrays and sets as lists, all else as text."""
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return value.hex() if isinstance(value, bytes) else str(value)


def plain_nested(cells: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give the cells of a column with each that holds several values or bytes as text."""
    if not any(issubclass(kind, (*NESTED, bytes)) for kind in {*map(type, cells)}):
        return cells
    plain = np.empty(len(cells), dtype=object)
    plain[:] = list(map(plain_list, cells))
    return plain


def columns_of_lists(
    path: Path, layer: str, known: Collection[str], options: dict[str, str]
) -> dict[str, list[Any]]:
    """Read the columns that fiona does not know: lists of numbers, which it leaves out unsaid.

    ``known`` are the columns that it read.

    Raises
    ------
    pyogrio.errors.DataSourceError
        Not readable in bulk.
    """
    import pyogrio  # noqa: PLC0415 - 0.1 s that GeoJSON need not pay

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        titles = list(map(str, pyogrio.read_info(path, layer=layer, **options)["fields"]))
        others = [title for title in titles if title not in known]
        if not others:
            return {}
        meta, _, _, cells = pyogrio.raw.read(
            path, layer=layer, columns=others, read_geometry=False, **options
        )
    read = zip(map(str, meta["fields"]), cells, strict=True)
    return {title: list(map(plain_list, values)) for title, values in read}
