"""Lists of plain objects in JSON, as map services answer: a table, a row an object."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.read.guessed import say_likely
from jinan_geo.read.jsontables import rows_in
from jinan_geo.read.placed import place_rows
from jinan_geo.read.places import find_places
from jinan_geo.read.table import Table
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinan_geo.read.source import Reading, Source
    from jinan_geo.read.untyped import Json

__all__ = ["objects_in", "place_unshaped", "read_objects"]

DEEPEST = 2  # members within members in which a list is looked for
PAIR = 2


def objects_in(data: Json) -> list[Any] | None:
    """Find the objects: of a bare list, or of the only list of objects within an answer."""
    if isinstance(data, list):
        return data if _are_objects(data) else rows_in(data)
    if not isinstance(data, dict) or "type" in data or "features" in data:
        return None
    found = list(_lists(data, 0))
    return found[0] if len(found) == 1 else rows_in(data)


def _lists(data: Mapping[str, Any], depth: int) -> Iterator[list[Any]]:
    for value in data.values():
        if isinstance(value, list) and _are_objects(value):
            yield value
        elif isinstance(value, dict) and depth < DEEPEST:
            yield from _lists(value, depth + 1)


def _are_objects(values: Sequence[Any]) -> bool:
    plain = [value for value in values if isinstance(value, dict)]
    features = [value for value in plain if value.get("type") == "Feature"]
    return bool(plain) and len(plain) == len(values) and not features


def read_objects(objects: Sequence[Mapping[str, Any]], name: str, reading: Reading) -> Source:
    """Make features of objects that say where they are; their places are found as in a table.

    Values keep their types; objects within become columns such as ``location.lng``.

    Raises
    ------
    InputError
        They have no coordinates.
    """
    rows = [dict(_flatten(one)) for one in objects]
    try:
        source = _place(rows, name, "JSON", reading)
    except InputError as error:
        said_so = say("read.listing.no_places", name=name, count=len(rows), error=error)
        raise InputError(said_so) from None
    listed = Issue("objects-listed", "", name, details={"count": len(rows)})
    return replace(source, notes=[listed, *source.notes], encoding=None)


def place_unshaped(source: Source, name: str, reading: Reading) -> Source:
    """Take a file in which no feature has a shape as the table that it is.

    Its places are found in its columns, where they are; else it is said that there are none.

    Raises
    ------
    InputError
        Several columns are as likely to hold the places.
    """
    frame = source.frame
    titles = frame.columns.drop(["geometry", "geometry_fault"])
    has_rows = len(frame) > 0 and len(titles) > 0
    if not has_rows or frame.geometry.notna().any() or frame["geometry_fault"].notna().any():
        return source
    rows = frame[titles].to_dict("records")
    if reading.coordinates is None and find_places(_cells_of(rows), name) is None:
        listed = ", ".join(map(str, titles))
        details = {"count": len(rows), **say_likely(_cells_of(rows)).detail("likely")}
        note = Issue("no-places", "", name, value=listed, details=details)
        return replace(source, notes=[*source.notes, note] if reading.placeless else source.notes)
    placed = _place(rows, name, source.format, reading)
    return replace(placed, notes=[*source.notes, *placed.notes], encoding=source.encoding)


def _place(rows: Sequence[Mapping[str, Any]], name: str, kind: str, reading: Reading) -> Source:
    """Find the places in the columns; values keep their types."""
    lines = list(range(1, len(rows) + 1))
    source = place_rows(Table(_cells_of(rows), lines), name, kind, reading)
    frame = source.frame
    for title in frame.columns.drop(["geometry", "geometry_fault"]):
        frame[title] = pd.Series([_plain(row.get(title)) for row in rows], dtype=object)
    return source


def _cells_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    titles = list(dict.fromkeys(title for row in rows for title in row))
    return pd.DataFrame({title: _texts(rows, title) for title in titles})


def _flatten(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for title, value in item.items():
        if isinstance(value, dict) and "coordinates" not in value:
            yield from ((f"{title}.{part}", one) for part, one in value.items())
        else:
            yield title, value


def _texts(rows: Sequence[Mapping[str, Any]], title: str) -> list[str]:
    return [_text(row.get(title)) for row in rows]


def _plain(value: Json) -> Json:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value if value != "" else None


def _text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and len(value) == PAIR and {*map(type, value)} <= {int, float}:
        return f"{value[0]},{value[1]}"
    return str(_plain(value) or "") if value != 0 else "0"
