"""Tables written as JSON in other ways than a list of objects, as pandas and charts have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.read.untyped import Json

__all__ = ["rows_in"]

FEWEST = 2  # rows or columns that make a table
PAIR, TRIPLE = 2, 3
NAME, PLACE = "name", "coordinates"
RIGHT_ANGLE, HALF_TURN = 90.0, 180.0


def rows_in(data: Json) -> list[Any] | None:
    """Give the rows as objects; None where the text is no such table.

    Columns of cells by row (``df.to_json()``), rows by name, headings beside rows (``split``),
    a first row of headings, and positions by name, as charts have them.
    """
    if isinstance(data, list):
        return _with_headings(data[0], data[1:]) if len(data) >= FEWEST else None
    if not isinstance(data, dict):
        return None
    if isinstance(data.get("columns"), list) and isinstance(data.get("data"), list):
        return _with_headings(data["columns"], data["data"])
    return _of_columns(data) or _of_rows(data) or _of_positions(data)


def _with_headings(headings: Json, rows: Sequence[Any]) -> list[Any] | None:
    if not isinstance(headings, list) or not all(isinstance(one, str) for one in headings):
        return None
    is_table = bool(rows) and len({*headings}) == len(headings)
    if not is_table or not all(_has_cells(row, len(headings)) for row in rows):
        return None
    return [dict(zip(headings, row, strict=True)) for row in rows]


def _has_cells(row: Json, count: int) -> bool:
    return isinstance(row, list) and len(row) == count


def _same_keys(data: Mapping[str, Any]) -> list[str] | None:
    """Give the keys of objects that have the same ones and plain values."""
    values = list(data.values())
    if len(values) < FEWEST or not all(isinstance(one, dict) and one for one in values):
        return None
    keys = list(values[0])
    alike = all(list(one) == keys for one in values)
    return keys if alike else None


def _of_columns(data: Mapping[str, Any]) -> list[Any] | None:
    """Take columns, each an object of cells by the number of their row."""
    keys = _same_keys(data)
    if keys is None or not all(key.isdecimal() for key in keys):
        return None
    rows = zip(*(cells.values() for cells in data.values()), strict=True)
    return [dict(zip(data, row, strict=True)) for row in rows]


def _of_rows(data: Mapping[str, Any]) -> list[Any] | None:
    """Take rows, each an object under its own name; a number of pandas' own is none."""
    if _same_keys(data) is None:
        return None
    counted = all(key.isdecimal() for key in data)
    named = ({} if counted or NAME in row else {NAME: key} for key, row in data.items())
    return [{**name, **row} for name, row in zip(named, data.values(), strict=True)]


def _of_positions(data: Mapping[str, Any]) -> list[Any] | None:
    """Take names with a position each, longitude first or whatever the pairs say themselves."""
    if len(data) < FEWEST or not all(map(_is_position, data.values())):
        return None
    return [{NAME: name, PLACE: position[:PAIR]} for name, position in data.items()]


def _is_position(value: Json) -> bool:
    if not isinstance(value, list) or len(value) not in {PAIR, TRIPLE}:
        return False
    if not all(type(one) in {int, float} for one in value):
        return False
    low, high = sorted(map(abs, value[:PAIR]))
    return bool(low <= RIGHT_ANGLE and high <= HALF_TURN)
