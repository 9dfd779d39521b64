"""Degrees, minutes and seconds that stand in columns of their own are one coordinate."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from jinan_geo.cells.degrees import is_no_place

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["join_degrees"]

UNITS = {
    **dict.fromkeys(("度", "°", "deg", "degree", "degrees", "d"), 0),
    **dict.fromkeys(("分", "′", "'", "min", "minute", "minutes", "m"), 1),
    **dict.fromkeys(("秒", "″", "′′", '"', "sec", "second", "seconds", "s"), 2),
}
MARKS = "°′″"
ENDED = re.compile(
    rf"(.*?)(?:[\s_/(\[-]+|(?<=[经纬度]))({'|'.join(sorted(map(re.escape, UNITS), key=len)[::-1])})"
    r"[)\]\s]*",
    re.IGNORECASE,
)
AXES = (re.compile(r"经|lon|lng", re.IGNORECASE), re.compile(r"纬|lat", re.IGNORECASE))


def join_degrees(cells: pd.DataFrame) -> pd.DataFrame:
    """Put the parts of a longitude and of a latitude together, in a column called as they begin.

    A table without such columns for both comes back as it is.
    """
    parted = _parted(list(map(str, cells)))
    stems = " ".join(parted)
    if not all(axis.search(stems) for axis in AXES):
        return cells
    for stem, titles in parted.items():
        rows = zip(*(cells[title] for title in titles), strict=True)
        joined = [_join(list(map(_stripped, row))) for row in rows]
        place = [*map(str, cells)].index(titles[0])
        cells = cells.drop(columns=titles)
        cells.insert(place, stem, joined)
    return cells


def _parted(titles: list[str]) -> dict[str, list[str]]:
    """Columns of degrees, minutes and perhaps seconds, in this order, by what they are parts of."""
    found: dict[str, dict[int, str]] = {}
    for title in titles:
        stem, unit = _told(title)
        if unit < 0:
            continue
        found.setdefault(stem, {}).setdefault(unit, title)
    whole = {stem: parts for stem, parts in found.items() if {0, 1} <= {*parts}}
    named = {stem: _in_order(parts) for stem, parts in whole.items()}
    return {_free(stem, titles, used): used for stem, used in named.items()}


def _in_order(parts: dict[int, str]) -> list[str]:
    return [parts[unit] for unit in sorted(parts)]


def _told(title: str) -> tuple[str, int]:
    """What a heading is of, and which part: 0 degrees, 1 minutes, 2 seconds; -1 for none."""
    match = ENDED.fullmatch(unicodedata.normalize("NFKC", title).strip())
    if not match or not any(axis.search(match[1]) for axis in AXES):
        return title, -1
    return match[1].rstrip("度 _/-"), UNITS[match[2].lower()]


def _free(stem: str, titles: list[str], used: list[str]) -> str:
    """A name for the joined column: 经度 for 经, and no other column's."""
    name = f"{stem}度" if stem.endswith(("经", "纬")) else stem
    return name if name not in titles or name in used else f"{name} (°′″)"


def _join(parts: list[str]) -> str:
    """One text of the parts; nothing where none is filled, and no number where minutes are not."""
    if all(map(is_no_place, parts)):
        return next(filter(None, parts), "")
    filled = [
        f"{part.rstrip(mark)}{mark}" for part, mark in zip(parts, MARKS, strict=False) if part
    ]
    return "".join(filled) if parts[1] else f"{parts[0]}°?"


def _stripped(cell: object) -> str:
    return "" if cell is None else str(cell).strip()
