"""Where in a table the places are: columns of x and y, a column of pairs, or geometries as text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from jinan_geo.cells.degrees import (
    is_no_place,
    mark_minutes,
    parts_thousands,
    read_ordinate,
    read_pair,
)
from jinan_geo.errors import InputError, show
from jinan_geo.manifest.delivered import CoordinateSpec
from jinan_geo.read.corners import is_corners
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from jinan_geo.cells.degrees import Ordinate

__all__ = [
    "HEX",
    "RIGHT_ANGLE",
    "find_places",
    "is_place",
    "ordinate_of",
    "pair_of",
    "words_of",
]

# Words that head a longitude or easting, and the latitude or northing that goes with it; the surest
# family first.
FAMILIES = (
    (
        {
            "经度",
            "経度",
            "經度",
            "东经",
            "西经",
            "lon",
            "lng",
            "long",
            "longitude",
            "longitud",
            "längengrad",
            "laengengrad",
            "경도",
            "долгота",
        },
        {
            "纬度",
            "緯度",
            "北纬",
            "南纬",
            "lat",
            "latitude",
            "latitud",
            "breitengrad",
            "위도",
            "широта",
        },
    ),
    (
        {"东坐标", "横坐标", "东向坐标", "easting", "east", "e"},
        {"北坐标", "纵坐标", "北向坐标", "northing", "north", "n"},
    ),
    ({"x坐标", "坐标x", "x", "xcoord"}, {"y坐标", "坐标y", "y", "ycoord"}),
)
DEGREES = 0  # the family whose numbers are surely degrees
PAIRED = {
    "坐标", "经纬度", "经纬度坐标", "地理坐标", "中心坐标", "点位坐标", "位置坐标", "坐标点",
    "坐标位置", "纬经度",
    "location", "coordinates", "coordinate", "coords", "coord", "latlng", "latlon", "lnglat",
    "lonlat", "position",
    "gps", "point", "geopoint",
}  # fmt: skip
TRUSTED = ("", "wgs84", "wgs", "84", "gps", "cgcs2000", "2000")
BRACKETS = re.compile(r"[(\[{【][^)\]}】]*[)\]}】]")
WORD = re.compile(r"[a-zß-ÿ]+|[\u4e00-\u9fff]+|[\uac00-\ud7a3]+|[а-я]+|\d+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
GEOMETRY = re.compile(
    r"\s*(?:SRID=\d+;\s*)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)"
    r"\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)",
    re.IGNORECASE,
)
# Columns called so hold the feature itself; others what was derived of it, as a centroid.
NAMED_GEOMETRY = {
    "geometry", "geom", "thegeom", "wkt", "wkb", "wkbgeometry", "geowkt", "wktgeom", "geojson",
    "shape", "几何", "图形",
}  # fmt: skip
HEX = re.compile(r"\s*(?:\\x)?0[01][0-9a-fA-F]{40,}\s*")  # PostgreSQL writes \\x before bytes
SAMPLE = 200  # cells looked at to tell what a column holds
MOST = 0.8
HALF = 0.5
EAST_OF_CHINA, NORTH_OF_CHINA = (73.0, 136.0), (3.0, 54.0)
DECIMALS = re.compile(r"-?\d+\.\d{3,}")
RIGHT_ANGLE = 90.0
HALF_TURN = 180.0


def find_places(cells: pd.DataFrame, name: str) -> CoordinateSpec | None:
    """Find the columns that hold the places, by their headings and by their values.

    None where there are none.

    Raises
    ------
    InputError
        Several columns are as likely; the message names them.
    """
    titles = [str(title) for title in cells]
    samples = {title: mark_minutes(_sample(cells[title])) for title in titles}
    texts = [title for title in titles if _share(samples[title], _is_geometry) >= MOST]
    if texts:
        return CoordinateSpec(wkt=_only(texts, name))
    for number, family in enumerate(FAMILIES):
        found = _headed(titles, family, samples, surely=number == DEGREES)
        if found:
            return _choose(found, name)
        if number == DEGREES and (pair := _paired(titles, samples, name)):
            return CoordinateSpec(pair=pair)
    return _by_values(titles, samples)


def _sample(cells: pd.Series[Any]) -> list[str]:
    """The first texts of a column that say something."""
    said = (str(cell).strip() for cell in cells if cell is not None)
    found = []
    for text in said:
        if not is_no_place(text):
            found.append(text)
        if len(found) == SAMPLE:
            break
    return found


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(bool, map(test, texts))) / len(texts) if texts else 0.0


def _is_geometry(text: str) -> bool:
    return bool(
        GEOMETRY.match(text)
        or HEX.fullmatch(text)
        or is_corners(text)
        or (text.startswith("{") and '"coordinates"' in text)
    )


def is_place(text: str) -> bool:
    """Tell whether a cell is by itself a place: a pair of coordinates, or a geometry as text."""
    return _is_geometry(text) or pair_of(text) is not None


def _is_ordinate(text: str) -> bool:
    return ordinate_of(text, decimal_comma=True) is not None


def ordinate_of(text: str, *, decimal_comma: bool | None) -> Ordinate | None:
    """Read one coordinate as ``read_ordinate`` does; None where the text is none."""
    try:
        return read_ordinate(text, decimal_comma=decimal_comma)
    except ValueError:
        return None


def pair_of(text: str) -> tuple[Ordinate, Ordinate] | None:
    """Read two coordinates as ``read_pair`` does; None where the text is no pair."""
    try:
        return read_pair(text)
    except ValueError:
        return None


def _only(titles: Sequence[str], name: str) -> str:
    named = [title for title in titles if "".join(words_of(title)) in NAMED_GEOMETRY]
    for found in (titles, named):
        if len(found) == 1:
            return found[0]
    msg = say("read.errors.geometry_columns", name=name, listed=", ".join(map(show, titles)))
    raise InputError(msg)


def words_of(title: str) -> list[str]:
    """Give the words of a heading, without what stands in brackets, width, case and signs."""
    plain = unicodedata.normalize("NFKC", CAMEL.sub(" ", title)).lower()
    return WORD.findall(BRACKETS.sub(" ", plain)) or WORD.findall(plain)


def _rest(title: str, words: set[str]) -> str | None:
    """What a heading says besides one of the words; None where it has none of them."""
    found = words_of(title)
    whole = "".join(found)
    if whole in words:
        return ""
    for at, word in enumerate(found):
        if word in words:
            return "".join(found[:at] + found[at + 1 :])
        inner = next(
            (known for known in sorted(words) if known in word and not known.isascii()), None
        )
        if inner:
            return "".join([*found[:at], word.replace(inner, ""), *found[at + 1 :]])
    return None


def _headed(
    titles: Sequence[str],
    family: tuple[set[str], set[str]],
    samples: dict[str, list[str]],
    *,
    surely: bool,
) -> dict[str, tuple[str, str]]:
    """Pairs of columns headed as x and y, by what else their headings say.

    Those that hold numbers where some do.

    ``surely``: headings of degrees are believed whatever stands below them.
    """
    holds = {title for title in titles if _share(samples[title], _is_ordinate) >= HALF}
    believed = [title for title in titles if surely or title in holds]
    pairs = _pair_up(*(_by_rest(believed, words) for words in family))
    filled = {rest: pair for rest, pair in pairs.items() if holds.issuperset(pair)}
    return filled or pairs


def _pair_up(eastings: dict[str, str], northings: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Pairs of headings that say the same besides; or the only ones there are."""
    both = {*eastings.values()} & {*northings.values()}  # lat_lng heads pairs
    east = {rest: title for rest, title in eastings.items() if title not in both}
    north = {rest: title for rest, title in northings.items() if title not in both}
    if len(east) == len(north) == 1:
        return {"": (next(iter(east.values())), next(iter(north.values())))}
    return {rest: (title, north[rest]) for rest, title in east.items() if rest in north}


def _by_rest(titles: Sequence[str], words: set[str]) -> dict[str, str]:
    """Headings that hold one of the words, by what else they say.

    The first of several that say the same.
    """
    found: dict[str, str] = {}
    for title in titles:
        rest = _rest(title, words)
        if rest is not None:
            found.setdefault(rest, title)
    return found


def _choose(pairs: dict[str, tuple[str, str]], name: str) -> CoordinateSpec:
    """The only pair of columns, or the one whose heading says nothing else or WGS84."""
    if len(pairs) == 1:
        ((x, y),) = pairs.values()
        return CoordinateSpec(x=x, y=y)
    for rest in TRUSTED:
        if rest in pairs:
            x, y = pairs[rest]
            return CoordinateSpec(x=x, y=y)
    several = "; ".join(f"{show(x)} and {show(y)}" for x, y in pairs.values())
    msg = say("read.errors.place_columns", name=name, several=several)
    raise InputError(msg)


def _paired(titles: Sequence[str], samples: dict[str, list[str]], name: str) -> str | None:
    """The column whose cells are two coordinates each."""
    headed = list(filter(_heads_pairs, titles))
    single = [title for title in titles if _share(samples[title], parts_thousands) < MOST]
    for some, least in ((headed, HALF), (single, MOST)):
        found = [title for title in some if _share(samples[title], _is_sure_pair) >= least]
        if len(found) > 1:
            msg = say("read.errors.pair_columns", name=name, listed=", ".join(map(show, found)))
            raise InputError(msg)
        if found:
            return found[0]
    return None


def _heads_pairs(title: str) -> bool:
    words = words_of(title)
    return bool({*words} & PAIRED) or "".join(words) in PAIRED


def _is_sure_pair(text: str) -> bool:
    pair = pair_of(text)
    if pair is None:
        return False
    low, high = sorted(abs(part.value) for part in pair)
    is_written = all(part.form != "number" or part.axis or "." in text for part in pair)
    return is_written and low <= RIGHT_ANGLE and high <= HALF_TURN


def _by_values(titles: Sequence[str], samples: dict[str, list[str]]) -> CoordinateSpec | None:
    """Columns that can be nothing but longitudes and latitudes of China.

    Decimals, or degrees with minutes.
    """
    east = [title for title in titles if _lies_within(samples[title], EAST_OF_CHINA)]
    north = [title for title in titles if _lies_within(samples[title], NORTH_OF_CHINA)]
    if len(east) == len(north) == 1:
        return CoordinateSpec(x=east[0], y=north[0])
    return None


def _lies_within(texts: Sequence[str], bounds: tuple[float, float]) -> bool:
    if not texts:
        return False
    found = [ordinate_of(text, decimal_comma=True) for text in texts]
    sure = [
        part
        for part, text in zip(found, texts, strict=True)
        if part and (part.form == "sexagesimal" or DECIMALS.fullmatch(text))
    ]
    inside = sum(bounds[0] <= part.value <= bounds[1] for part in sure)
    return len(sure) >= MOST * len(texts) and inside == len(sure) > 1
