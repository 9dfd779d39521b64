"""What a file says of itself: the column with each feature's district, the column with each row's CRS.

A column of districts is found by its values: codes of six digits or more that begin with a district's, or names with
or without 区, 县, 市. Read in the right system features lie in the district they name; read in a wrong one those near
a border do not.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from pyproj.exceptions import CRSError

from jinan_geo.coordinates.chance import SYSTEMS, metres_of, read_as
from jinan_geo.coordinates.crs import stored_crs
from jinan_geo.coordinates.shifted import FROM_WGS84

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = [
    "Claimed",
    "Claims",
    "find_claims",
    "find_row_systems",
    "is_web_boundary",
    "weigh_claims",
]

OF_DISTRICTS = 0.8  # of a column's values name a district
FEWEST_NAMED = 3
BORDER_M = 30.0  # borders and places are drawn so well at most
FARTHEST_REACH = 0.003  # degrees; what is larger, such as a long line, is judged by its middle
CELL = 0.002  # degrees; features in one cell and district are one witness
ERRORS = (0.5, 20.0)  # a beta distribution of the share of wrong districts: some in a hundred
SHARES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)  # of a file that may be of another system
ONE_IN = 1e-4  # wrong districts that look as if shifted, by themselves
MIXED = 0.35  # the odds that a file mixes systems, before any evidence
TOLD, DOUBT = 0.8, 0.4
FEWEST = 3
SUFFIX = re.compile(r"(?:区|县|市|自治县|自治旗|旗|新区)$")
CODE = re.compile(r"(\d{6})(?:\d{3}|\d{6})?(?:\.0)?")
ROW_SYSTEMS = {
    **dict.fromkeys(("wgs84", "wgs-84", "wgs1984", "gps", "epsg:4326", "4326"), "EPSG:4326"),
    **dict.fromkeys(("cgcs2000", "cgcs-2000", "国家2000", "2000国家大地坐标系", "epsg:4490", "4490"), "EPSG:4490"),
    **dict.fromkeys(("gcj-02", "gcj02", "gcj", "火星", "火星坐标", "高德", "腾讯"), "GCJ-02"),
    **dict.fromkeys(("bd-09", "bd09", "bd09ll", "百度", "百度坐标"), "BD-09"),
}  # fmt: skip
# What the widely used download of administrative borders writes; its coordinates are those of a web map.
WEB_BOUNDARY = {"center", "centroid", "childrennum", "acroutes", "subfeatureindex", "level"}


@dataclass(frozen=True)
class Claims:
    """The district each feature names (a position in ``shapes``, -1 for none), and the column that names it."""

    column: str
    stated: NDArray[np.int_]
    shapes: NDArray[np.object_]


@dataclass(frozen=True)
class Claimed:
    """What named districts say of degrees.

    ``inside`` is the share of features in the district they name under each of ``SYSTEMS``, of ``compared`` features.
    ``label`` is a position in ``SYSTEMS`` for each feature, -1 where it cannot be told. ``shares`` estimates how much
    of the file each system has: only features near a border show theirs.
    """

    label: NDArray[np.int_]
    inside: Numbers
    compared: int
    decisive: int
    log_ratio: float
    shares: Numbers
    probability: float


def find_claims(frame: pd.DataFrame, districts: pd.DataFrame) -> Claims | None:
    """Find the column whose values name districts; ``districts`` has ``id``, ``name_zh`` and WGS84 geometry."""
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
    """Give a value as the word for a district: codes by their first six digits, names without the city's."""
    if cell is None or isinstance(cell, list | dict) or cell is pd.NA or cell != cell:  # noqa: PLR0124 - NaN
        return ""
    text = "".join(unicodedata.normalize("NFKC", str(cell)).split())
    code = CODE.fullmatch(text)
    return code[1] if code else re.sub(r"^(?:.{2,4}省)?.{2,4}?市(?=.{2,})", "", text)


def weigh_claims(claims: Claims, lon: Numbers, lat: Numbers, reach: Numbers) -> Claimed:
    """Weigh the systems of features, each given by its middle as degrees (NaN: unknown).

    ``reach`` is how far each goes from there, in degrees: what lies across a border is in both districts.
    """
    usable = np.flatnonzero((claims.stated >= 0) & np.isfinite(lon) & np.isfinite(lat))
    label = np.full(len(lon), -1)
    blank = Claimed(label, np.zeros(3), 0, 0, 0.0, np.zeros(3), 0.0)
    if not len(usable):
        return blank
    cells = np.stack(
        [np.round(lon[usable] / CELL), np.round(lat[usable] / CELL), claims.stated[usable]], axis=1
    )
    usable = usable[np.unique(cells, axis=0, return_index=True)[1]]
    x, y, stated = lon[usable], lat[usable], claims.stated[usable]
    named = _Named(claims, stated, np.minimum(reach[usable], FARTHEST_REACH))
    inside = np.stack([named.holds(*read_as(name, x, y)) for name in SYSTEMS])
    likely = np.array([_log_beta(int((~row).sum()), len(usable)) for row in inside])
    order = np.argsort(-likely, kind="stable")
    best, second = int(order[0]), int(order[1])
    decisive = int((inside[best] & ~inside[second]).sum())
    probability = float(np.exp(likely[best] - np.logaddexp.reduce(likely)))
    told = Claimed(
        label,
        inside.mean(axis=1),
        len(usable),
        decisive,
        float(likely[best] - likely[second]),
        np.zeros(3),
        0.0,
    )
    if probability < TOLD or decisive < FEWEST:
        return told
    mixed = _split(told, _Reading(named, x, y, inside, best), usable)
    return replace(mixed, probability=mixed.probability * probability)


@dataclass(frozen=True)
class _Named:
    """The districts that features name, and how far each feature reaches from its middle."""

    claims: Claims
    stated: NDArray[np.int_]
    reach: Numbers

    def holds(self, lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
        """Tell which features touch the district they name, or come near it by what a border is worth."""
        found = np.zeros(len(lon), dtype=bool)
        margin = BORDER_M / float(metres_of(np.array(np.median(lat)))[1])
        for district in np.unique(self.stated):
            mine = np.flatnonzero(self.stated == district)
            shape = self.claims.shapes[district]
            shapely.prepare(shape)
            apart = shapely.distance(shape, shapely.points(lon[mine], lat[mine]))
            found[mine] = apart <= margin + self.reach[mine]
        return found


def _log_beta(wrong: int, count: int) -> float:
    """Give the logarithm of how likely so many wrong districts are, the share of errors being open."""
    a, b = ERRORS
    return _beta(wrong + a, count - wrong + b) - _beta(a, b)


def _beta(a: float, b: float) -> float:
    from math import lgamma  # noqa: PLC0415 - beside its only use

    return lgamma(a) + lgamma(b) - lgamma(a + b)


@dataclass(frozen=True)
class _Reading:
    """Features read in the best system: the districts they name, their numbers, and which lie inside under each system."""

    named: _Named
    x: Numbers
    y: Numbers
    inside: NDArray[np.bool_]
    best: int

    def crossing(self, other: int) -> NDArray[np.bool_]:
        """Tell which are outside their district, and inside if of the other system."""
        return np.asarray(self.inside[other] & ~self.inside[self.best])

    def opposite(self, other: int) -> int:
        """Count those that the opposite of the shift would bring inside: nothing but chance does."""
        here = read_as(SYSTEMS[self.best], self.x, self.y)
        there = read_as(SYSTEMS[other], self.x, self.y)
        place = 2 * here[0] - there[0], 2 * here[1] - there[1]
        return int((self.named.holds(*place) & ~self.inside[self.best]).sum())

    def whole(self, other: int) -> float:
        """Count the features that would leave their district if all were of the other system."""
        moved = _shown(other, *read_as(SYSTEMS[self.best], self.x, self.y))
        place = read_as(SYSTEMS[self.best], *moved)
        return float((~self.named.holds(*place)).sum())


def _split(told: Claimed, reading: _Reading, usable: NDArray[np.int_]) -> Claimed:
    """Look among the features outside their district for some of another system."""
    best = reading.best
    label, shares = np.full(len(told.label), best), np.eye(3)[best]
    odds = {
        other: _odds_of_mixture(
            int(reading.crossing(other).sum()),
            reading.opposite(other),
            reading.whole(other),
            len(reading.x),
        )
        for other in set(range(3)) - {best}
    }
    mixed = sum(odds.values()) / (1 + sum(odds.values()))
    if DOUBT < mixed < TOLD:
        return told
    if mixed >= TOLD:
        other = max(odds, key=lambda at: odds[at])
        crossing = reading.crossing(other)
        label[usable[crossing]] = other
        share = min(float(crossing.sum()) / max(reading.whole(other), 1.0), 0.5)
        shares = shares * (1 - share) + share * np.eye(3)[other]
    return replace(told, label=label, shares=shares, probability=max(mixed, 1 - mixed))


def _shown(system: int, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Give the numbers that places in WGS84 have in a system."""
    name = SYSTEMS[system]
    return FROM_WGS84[name](lon, lat) if name in FROM_WGS84 else (lon, lat)


def _odds_of_mixture(crossing: int, opposite: int, whole: float, count: int) -> float:
    """Give the odds that so many features on one side of borders are of the other system, and not errors."""
    errors = opposite + 0.05 + ONE_IN * count
    rates = np.array(SHARES) * whole + errors
    ratio = crossing * np.log(rates / errors) - (rates - errors)
    return float(np.exp(min(np.log(MIXED) + np.logaddexp.reduce(ratio) - np.log(len(rates)), 50.0)))


def find_row_systems(frame: pd.DataFrame) -> tuple[str, list[str | None]] | None:
    """Find the column that names each row's CRS, if there is one, and give its title and the names.

    Every value must be one (an EPSG code, WGS84, CGCS2000, GCJ-02, BD-09, or what they are called in Chinese).
    """
    for title in frame.columns:
        if title in {"geometry", "geometry_fault"}:
            continue
        words = ["" if _is_blank(cell) else str(cell).strip().lower() for cell in frame[title]]
        names = {word: _row_system(word) for word in set(words) if word}
        if names and all(names.values()):
            return str(title), [names.get(word) for word in words]
    return None


def _is_blank(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell != cell or not str(cell).strip()  # noqa: PLR0124 - NaN


def _row_system(word: str) -> str | None:
    if word in ROW_SYSTEMS:
        return ROW_SYSTEMS[word]
    if not re.fullmatch(r"epsg:{1,2}\d{4,6}", word):
        return None
    name = f"EPSG:{word.rpartition(':')[2]}"
    try:
        stored_crs(name)
    except CRSError:
        return None
    return name


def is_web_boundary(columns: Any) -> bool:  # noqa: ANN401 - any iterable of titles
    """Tell by its columns whether a file is a download of borders as web maps have them, which are of GCJ-02."""
    titles = {str(title).lower() for title in columns}
    return "adcode" in titles and len(titles & WEB_BOUNDARY) >= 2  # noqa: PLR2004 - one alone is a common word
