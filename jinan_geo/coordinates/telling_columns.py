"""Columns that tell where a row lies.

The column with each feature's district, the column with each row's CRS.

A column of districts is found by its values: codes of six digits or more that begin with a
district's, or names with or without 区, 县, 市. Read in the right system features lie in the
district they name; read in a wrong one those near a border do not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import CRSError

from jinan_geo.coordinates.crs import stored_crs
from jinan_geo.coordinates.datum import find_old_datum
from jinan_geo.coordinates.shifted import TO_WGS84

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from jinan_geo.coordinates.datum import OldDatum

    Numbers = NDArray[np.float64]

__all__ = [
    "Claims",
    "find_claims",
    "find_row_datums",
    "find_row_systems",
    "is_web_boundary",
    "system_of",
]

OF_DISTRICTS = 0.8  # of a column's values name a district
FEWEST_NAMED = 3
MOST_DEGREES, HALF = 360.0, 0.5
SUFFIX = re.compile(r"(?:区|县|市|自治县|自治旗|旗|新区)$")
CODE = re.compile(r"(\d{6})(?:\d{3}|\d{6})?(?:\.0)?")
ROW_SYSTEMS = {
    **dict.fromkeys(("wgs84", "wgs-84", "wgs1984", "gps", "epsg:4326", "4326"), "EPSG:4326"),
    **dict.fromkeys(("cgcs2000", "cgcs-2000", "epsg:4490", "4490"), "EPSG:4490"),
    **dict.fromkeys(("国家2000", "2000国家大地坐标系"), "EPSG:4490"),
    **dict.fromkeys(("gcj-02", "gcj02", "gcj", "火星", "火星坐标", "高德", "腾讯"), "GCJ-02"),
    **dict.fromkeys(("bd-09", "bd09", "bd09ll", "百度", "百度坐标"), "BD-09"),
}  # fmt: skip
# What the widely used download of administrative borders writes; its coordinates are those of a web
# map.
WEB_BOUNDARY = {"center", "centroid", "childrennum", "acroutes", "subfeatureindex", "level"}


@dataclass(frozen=True)
class Claims:
    """The district that each feature names, and the column that names it.

    ``stated`` has a position in ``shapes`` for each, -1 for none.
    """

    column: str
    stated: NDArray[np.int_]
    shapes: NDArray[np.object_]


def find_claims(frame: pd.DataFrame, districts: pd.DataFrame) -> Claims | None:
    """Find the column whose values name districts.

    ``districts`` has ``id``, ``name_zh`` and WGS84 geometry.
    """
    known = districts[~shapely.is_missing(districts.geometry.to_numpy())]
    words = _words(known)
    best: Claims | None = None
    for title in frame.columns:
        if title in {"geometry", "geometry_fault"}:
            continue
        stated = np.array([words.get(_fold(cell), -1) for cell in frame[title]], dtype=int)
        filled = sum(bool(_fold(cell)) for cell in frame[title])
        named = int((stated >= 0).sum())
        enough = named >= max(FEWEST_NAMED, OF_DISTRICTS * filled)
        if enough and (best is None or named > (best.stated >= 0).sum()):
            shapes = known.geometry.to_numpy()
            best = Claims(str(title), stated, shapes)
    return best


def _words(known: pd.DataFrame) -> dict[str, int]:
    """Give the district of each way to name one; a way that names two names none."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for at, (code, name) in enumerate(zip(known["id"], known["name_zh"], strict=True)):
        for word in {_fold(code), _fold(name), SUFFIX.sub("", _fold(name))} - {""}:
            twice |= {word} if found.get(word, at) != at else set()
            found[word] = at
    return {word: at for word, at in found.items() if word not in twice}


def _fold(cell: object) -> str:
    """Give a value as the word for a district.

    Codes by their first six digits, names without the city's.
    """
    if isinstance(cell, list | dict) or _is_missing(cell):
        return ""
    text = "".join(unicodedata.normalize("NFKC", str(cell)).split())
    code = CODE.fullmatch(text)
    return code[1] if code else re.sub(r"^(?:.{2,4}省)?.{2,4}?市(?=.{2,})", "", text)


def find_row_systems(frame: pd.DataFrame) -> tuple[str, list[str | None]] | None:
    """Find the column that names each row's CRS, if there is one, and give its title and the names.

    Every value must be one (an EPSG code, WGS84, CGCS2000, GCJ-02, BD-09, an older datum, or what
    they are called in Chinese). Of numbers in metres the name of a datum is no CRS.
    """
    found = _stated_rows(frame)
    if found is None or (_are_metres(frame) and not any(map(_is_projected, set(found[1])))):
        return None
    return found


def find_row_datums(frame: pd.DataFrame) -> list[OldDatum | None]:
    """Give the old datum that a column names for each row of metres; None for a newer one.

    Empty where no column names an old one.
    """
    for title in _titles(frame):
        words = [_word(cell) for cell in frame[title]]
        systems = {word: system_of(word) for word in set(words) if word}
        datums = {word: find_old_datum(word) for word in systems}
        if all(systems.values()) and any(datums.values()) and _are_metres(frame):
            return [datums.get(word) for word in words]
    return []


def _stated_rows(frame: pd.DataFrame) -> tuple[str, list[str | None]] | None:
    for title in _titles(frame):
        names = _systems_of(frame[title])
        if names:
            return title, [names.get(_word(cell)) for cell in frame[title]]
    return None


def _systems_of(cells: Iterable[object]) -> dict[str, str]:
    """The system that each word of a column names; empty where a word names none."""
    names: dict[str, str] = {}
    for cell in cells:
        word = _word(cell)
        if not word or word in names:
            continue
        name = system_of(word)
        if name is None:
            return {}
        names[word] = name
    return names


def _titles(frame: pd.DataFrame) -> list[str]:
    return [title for title in frame.columns if title not in {"geometry", "geometry_fault"}]


def _word(cell: object) -> str:
    return "" if _is_blank(cell) else str(cell).strip().lower()


def _are_metres(frame: pd.DataFrame) -> bool:
    """Tell whether most places have numbers too large for degrees."""
    if "geometry" not in frame:
        return False
    bounds = np.abs(shapely.bounds(frame["geometry"].to_numpy()))
    placed = bounds[np.isfinite(bounds).all(axis=1)]
    return bool(len(placed) and (placed.max(axis=1) > MOST_DEGREES).mean() > HALF)


def _is_projected(name: str | None) -> bool:
    return name is not None and name not in TO_WGS84 and stored_crs(name).is_projected


def _is_blank(cell: object) -> bool:
    return _is_missing(cell) or not str(cell).strip()


def _is_missing(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell != cell  # noqa: PLR0124 - NaN


def system_of(word: str) -> str | None:
    """Give the CRS that a word in small letters names: a code, a datum, a web map; else None."""
    if word in ROW_SYSTEMS:
        return ROW_SYSTEMS[word]
    old = find_old_datum(word)
    if old is not None:
        return old.degrees
    if not re.fullmatch(r"epsg:{1,2}\d{4,6}", word):
        return None
    name = f"EPSG:{word.rpartition(':')[2]}"
    try:
        stored_crs(name)
    except CRSError:
        return None
    return name


def is_web_boundary(columns: Iterable[object]) -> bool:
    """Tell by its columns whether a file is a download of borders as web maps have them.

    These are of GCJ-02.
    """
    titles = {str(title).lower() for title in columns}
    return "adcode" in titles and len(titles & WEB_BOUNDARY) > 1  # one alone is a common word
