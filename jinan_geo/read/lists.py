"""Cells that hold a list, as in GML, and the columns of lists that fiona passes over."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from jinan_geo.read.untyped import Cell

__all__ = ["columns_of_lists", "plain_list"]


def plain_list(cell: Cell) -> Cell:
    """Give a list as JSON text, bytes as hexadecimal digits, all else as it is."""
    if isinstance(cell, bytes):
        return cell.hex()
    values = cell.tolist() if hasattr(cell, "tolist") else cell
    return json.dumps(values, ensure_ascii=False) if isinstance(values, list | tuple) else cell


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
