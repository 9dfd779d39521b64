"""From the cells of a table to geometries.

Points from columns of numbers or pairs, any shape from text.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from jinan_geo.cells.degrees import find_decimal_comma, is_no_place, mark_minutes
from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text
from jinan_geo.read.corners import is_corners, shape_of_corners
from jinan_geo.read.faulty import Fault
from jinan_geo.read.places import (
    HEX,
    RIGHT_ANGLE,
    ordinate_of,
    pair_of,
    words_of,
)
from jinan_geo.read.zeros import say_filler, stand_for_nothing
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jinan_geo.cells.degrees import Ordinate
    from jinan_geo.manifest.delivered import CoordinateSpec

__all__ = ["Places", "build_places", "says_degrees"]

Numbers = NDArray[np.float64]
HALF_TURN = 180.0
SRID = re.compile(r"\s*SRID=(\d+);", re.IGNORECASE)
SYSTEMS = (
    (
        re.compile(
            r"gcj|火星|高德|腾讯|amap|gaode|autonavi|tencent|(?<![a-z])(?:gd|tx|mars|huoxing)(?![a-z])"
        ),
        "GCJ-02",
    ),
    (re.compile(r"bd-?_?09|(?<![a-z])bd(?![a-z])|百度|baidu"), "BD-09"),
    (re.compile(r"wgs|(?<!\d)84(?!\d)|gps"), "EPSG:4326"),
    (re.compile(r"cgcs|国家2000|天地图|tianditu"), "EPSG:4490"),
)
WRITTEN = {"sexagesimal": "sexagesimal-coordinates", "comma": "comma-coordinates"}
NOTHING = (np.nan, np.nan)
LATITUDES, LONGITUDES = ("lat", "纬"), ("lon", "lng", "经")


@dataclass(frozen=True)
class Places:
    """Geometries as WKB, one a row, with why one could not be read, and what was noticed.

    A row without a place has neither geometry nor fault; x, easting or longitude is first.
    ``system`` is what the table itself says of its coordinates, by SRID or heading: an EPSG code,
    ``GCJ-02`` or ``BD-09``.
    """

    data: list[bytes | None]
    faults: list[str | None]
    notes: list[Issue] = field(default_factory=list)
    system: str | None = None

    def with_notes(self, notes: Iterable[Issue]) -> Places:
        """Give the same with notes before its own."""
        return replace(self, notes=[*notes, *self.notes])


@dataclass(frozen=True)
class Where:
    """Where cells stand in a file: its name, their heading, the line of each row."""

    name: str
    title: str
    lines: Sequence[int]

    def note(self, kind: str, at: int, value: object) -> Issue:
        """Give an issue of the row."""
        return Issue(kind, "", self.name, row=self.lines[at], field=self.title, value=value)


def build_places(
    cells: pd.DataFrame, spec: CoordinateSpec, lines: Sequence[int], name: str
) -> Places:
    """Read the places of a table as its manifest says, or as ``find_places`` found.

    Raises
    ------
    InputError
        There is no such column, or it cannot be told which number of a pair is the latitude.
    """
    used = [column for column in (spec.x, spec.y, spec.wkt, spec.pair) if column]
    absent = [column for column in used if column not in cells]
    if absent:
        msg = say(
            "read.errors.no_column",
            name=name,
            absent=show(absent[0]),
            listed=", ".join(map(str, cells.columns)),
        )
        raise InputError(msg)
    if spec.wkt:
        places = _from_texts(cells[spec.wkt])
    elif spec.pair:
        places = _from_pairs(cells[spec.pair], spec.pair, lines, name)
    else:
        places = _from_columns(cells, spec, lines, name)
    return replace(places, system=places.system or _system_in(used))


def _system_in(titles: Sequence[str]) -> str | None:
    """The system that a heading names: 经度(GCJ02), bd_lng, lon_wgs84."""
    heading = " ".join(titles).lower()
    return next((system for words, system in SYSTEMS if words.search(heading)), None)


def _from_texts(cells: pd.Series[Any]) -> Places:
    data: list[bytes | None] = []
    faults: list[str | None] = []
    for cell in cells:
        said = "" if cell is None else str(cell).strip()
        if is_no_place(said):
            data.append(None)
            faults.append(None)
            continue
        try:
            data.append(_geometry_of(said))
            faults.append(None)
        except (ValueError, TypeError, shapely.errors.ShapelyError):
            data.append(None)
            faults.append(Fault(text("read.faults.no_place", value=show(said))))
    srids = {match[1] for cell in cells if cell is not None and (match := SRID.match(str(cell)))}
    return Places(data, faults, system=f"EPSG:{srids.pop()}" if len(srids) == 1 else None)


def _geometry_of(text: str) -> bytes:
    shape: shapely.Geometry
    if HEX.fullmatch(text):
        shape = shapely.from_wkb(text.strip().removeprefix("\\x"))
    elif is_corners(text):
        shape = shape_of_corners(text)
    elif text.startswith("{"):
        shape = shapely.from_geojson(json.dumps(json.loads(text)))
    else:
        shape = shapely.from_wkt(SRID.sub("", text))
    written: bytes = shapely.to_wkb(shape)
    return written


def _from_columns(
    cells: pd.DataFrame, spec: CoordinateSpec, lines: Sequence[int], name: str
) -> Places:
    columns = [list(map(_stripped, cells[title])) for title in (spec.x, spec.y)]
    (x, forms_x), (y, forms_y) = map(_numbers, columns)
    notes = [
        *_written_notes(name, str(spec.x), forms_x),
        *_written_notes(name, str(spec.y), forms_y),
    ]
    if _are_swapped(x, y):
        x, y = y, x
        notes.append(Issue("columns-swapped", "", name, value=f"{spec.x}, {spec.y}"))
    where = Where(name, f"{spec.x}, {spec.y}", lines)
    return _points(x, y, columns, where).with_notes(notes)


def _stripped(cell: object) -> str:
    return str(cell).strip()


def _numbers(texts: Sequence[str]) -> tuple[Numbers, Counter[str]]:
    """Numbers of a column, NaN where there is none, and how many cells had which form."""
    texts = mark_minutes(texts)
    plain = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(float)
    found = np.where(np.isfinite(plain), plain, np.nan)
    others = [at for at in np.flatnonzero(np.isnan(found)).tolist() if not is_no_place(texts[at])]
    comma = find_decimal_comma(texts[at] for at in others)
    forms: Counter[str] = Counter()
    for at in others:
        part = ordinate_of(texts[at], decimal_comma=comma)
        if part is not None:
            found[at] = part.value
            forms[part.form] += 1
    return found, forms


def _written_notes(name: str, title: str, forms: Mapping[str, int]) -> Iterator[Issue]:
    for form, count in forms.items():
        if form in WRITTEN:
            yield Issue(WRITTEN[form], "", name, field=title, value=title, details={"count": count})


def _are_swapped(x: Numbers, y: Numbers) -> bool:
    """Tell whether these are degrees, and no latitude can be what stands as y."""
    both = np.isfinite(x) & np.isfinite(y) & ((x != 0) | (y != 0))
    if not both.any():
        return False
    wide, high = np.abs(x[both]), np.abs(y[both])
    fits_swapped = (wide <= RIGHT_ANGLE).all() and (high <= HALF_TURN).all()
    return bool(fits_swapped and (high > RIGHT_ANGLE).all())


def _from_pairs(cells: pd.Series[Any], title: str, lines: Sequence[int], name: str) -> Places:
    texts = list(map(_text_of, cells))
    pairs = list(map(_pair_or_none, texts))
    values = np.array([_values(pair) if pair else NOTHING for pair in pairs]).reshape(-1, 2)
    known = list(filter(None, pairs))
    first, second = values.T
    if known and _is_latitude_first(title, known, name):
        first, second = second, first
    forms = Counter(part.form for part in itertools.chain.from_iterable(known))
    notes = _written_notes(name, title, forms)
    return _points(first, second, [texts], Where(name, title, lines)).with_notes(notes)


def _text_of(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _pair_or_none(text: str) -> tuple[Ordinate, Ordinate] | None:
    return None if is_no_place(text) else pair_of(text)


def _values(pair: tuple[Ordinate, Ordinate]) -> tuple[float, float]:
    return pair[0].value, pair[1].value


def _is_latitude_first(title: str, pairs: Sequence[tuple[Ordinate, Ordinate]], name: str) -> bool:
    """By a letter in a cell, a value that is no latitude, or the heading; else it is asked for."""
    lettered = next((pair for pair in pairs if pair[0].axis or pair[1].axis), None)
    if lettered:
        return lettered[0].axis == "y" or lettered[1].axis == "x"
    first, second = np.abs([_values(pair) for pair in pairs]).max(axis=0)
    if max(first, second) > RIGHT_ANGLE:
        return bool(first <= RIGHT_ANGLE)
    said = _latitude_in(title)
    if said is not None:
        return said
    one, other = (show(str(value)) for value in _values(pairs[0]))
    msg = say("read.errors.which_latitude", name=name, title=show(title), one=one, other=other)
    raise InputError(msg)


def _latitude_in(title: str) -> bool | None:
    """Tell whether a heading names the latitude first; None where it does not name both."""
    plain = "".join(words_of(title))
    places = {word: plain.find(word) for word in LATITUDES + LONGITUDES if word in plain}
    return min(places, key=places.__getitem__) in LATITUDES if len(places) > 1 else None


def says_degrees(title: str) -> bool:
    """Tell whether a heading names longitude or latitude, rather than an easting or northing."""
    plain = "".join(words_of(title))
    return any(word in plain for word in LATITUDES + LONGITUDES)


def _points(x: Numbers, y: Numbers, texts: Sequence[Sequence[str]], where: Where) -> Places:
    """Points of the rows that have both numbers; of the others, why they have none."""
    data: list[bytes | None] = [None] * len(x)
    whole = np.isfinite(x) & np.isfinite(y)
    zero = whole & stand_for_nothing(x, y)
    for at in np.flatnonzero(whole & ~zero).tolist():
        data[at] = shapely.to_wkb(shapely.Point(x[at], y[at]))
    notes = [
        where.note("zero-place", at, say_filler(x[at], y[at]))
        for at in np.flatnonzero(zero).tolist()
    ]
    faults: list[str | None] = [None] * len(x)
    for at in np.flatnonzero(~whole).tolist():
        said = [column[at] for column in texts]
        kind, value = _why_nowhere(said)
        if kind == "fault":
            faults[at] = Fault(text("read.faults.no_place", value=show(value)))
        elif kind:
            notes.append(where.note(kind, at, value))
    return Places(data, faults, notes)


def _why_nowhere(said: Sequence[str]) -> tuple[str | None, str]:
    """Why a row has no point: the kind of issue, ``fault``, or None where its cells are blank."""
    odd = [text for text in said if not is_no_place(text)]
    if not odd:
        waiting = next((text for text in said if text), "")
        return ("no-place-yet" if waiting else None), waiting
    if len(odd) < len(said) and ordinate_of(odd[0], decimal_comma=True):
        return "half-place", odd[0]
    return "fault", " ".join(said)
