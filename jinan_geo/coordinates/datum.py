"""How well a CRS can be brought to WGS84: what PROJ knows of its datum, and what that leaves open.

Older datums (Xian 1980, Beijing 1954) lie tens of metres off, by other amounts in every city; the
parameters of a city are not public. Where PROJ has none either it changes the shape of the Earth
and nothing else, and the map would show a place tens of metres away as if it were exact.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.exceptions import ProjError
from pyproj.transformer import TransformerGroup

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.coordinates.stated_crs import GAUSS_KRUGER
from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jinan_geo.manifest.closed import Text

    Numbers = NDArray[np.float64]

__all__ = ["Approximate", "OldDatum", "find_approximate", "find_named_system", "find_old_datum"]

HALF_TURN, POLE = 180.0, 90.0  # degrees
ROUGH_M = 5.0  # from here on a reader sees it
# GRS 1980, WGS 84, CGCS2000: datums of the satellites' age, which differ from WGS84 by a metre or
# two.
MODERN_M = 6378137.0
MODERN_FLATTENING = (298.25, 298.26)
UNKNOWN = ("unknown", "not specified", "unspecified")
MODERN_NAMED = re.compile(r"2000|(?<!\d)84(?!\d)|wgs|gcj|bd-?09|火星|百度|高德")
# As running text and the names of files spell them out; a maker of web maps alone may be a source.
NAMED = {
    "GCJ-02": re.compile(r"gcj[-_]?02|火星坐标|(?:高德|腾讯)(?:地图)?坐标"),
    "BD-09": re.compile(r"bd[-_]?09|百度(?:地图)?坐标"),
    "EPSG:4326": re.compile(r"wgs[-_]?(?:19)?84(?!\d)"),
    "EPSG:4490": re.compile(r"cgcs[-_]?2000|国家2000|2000国家(?:大地)?坐标|大地2000"),
}
CONVERTED = re.compile(r"转|纠偏|偏移|convert|(?:非|不是|由|从|自|from|not)#")
PLAIN_CODES = ("EPSG:4326", "EPSG:4490")


@dataclass(frozen=True)
class OldDatum:
    """A datum of China before CGCS2000.

    The radius of its Earth in metres, the EPSG code of its degrees, and the words that name it.
    """

    radius_m: float
    degrees: str
    words: re.Pattern[str]

    def named(self, system: str) -> str:
        """Give its system for one of CGCS2000 with the same numbers, to some tens of metres.

        Zone for zone; a system that has none in this datum stays.
        """
        zones = dict(zip(GAUSS_KRUGER[MODERN_M], GAUSS_KRUGER[self.radius_m], strict=True))
        same = {f"EPSG:{modern}": f"EPSG:{old}" for modern, old in zones.items()}
        return {**same, **dict.fromkeys(PLAIN_CODES, self.degrees)}.get(system, system)


OLD_DATUMS = (
    OldDatum(
        6378140.0,
        "EPSG:4610",
        re.compile(r"西安(?:19)?80|(?:19)?80年?西安|xi.?an_?(?:19)?80|(?:19)?80(?:国家|坐标系?)"),
    ),
    OldDatum(
        6378245.0,
        "EPSG:4214",
        re.compile(r"北京(?:19)?54|(?:19)?54年?北京|beijing_?(?:19)?54|(?:19)?54坐标系?"),
    ),
)


@dataclass(frozen=True)
class Approximate:
    """A CRS whose places are only near where they are shown.

    ``accuracy_m`` is PROJ's, None where it has none.
    """

    name: str
    accuracy_m: float | None

    @property
    def text(self) -> Text:
        """Say how far off places may be."""
        if self.accuracy_m is None:
            return text("coordinates.datum.ballpark", name=self.name)
        return text("coordinates.datum.rough", name=self.name, metres=self.accuracy_m)


def find_approximate(crs: pyproj.CRS | None, bounds: Numbers | None = None) -> Approximate | None:
    """Tell whether places in a CRS can be brought to WGS84 only roughly.

    None where they come out within metres.

    ``bounds`` are the features' in this CRS, easting or longitude first; without any, or with some
    that are not finite, the CRS's own area of use serves. Nothing is asked of a network.
    """
    if crs is None or _is_modern(crs):
        return None
    here = None if bounds is None or not np.isfinite(bounds).all() else tuple(bounds.tolist())
    accuracy = _accuracy(crs.to_wkt(), here)
    if accuracy is not None and accuracy <= ROUGH_M:
        return None
    datum = "" if crs.datum is None else crs.datum.name
    return Approximate(crs.name if datum in crs.name else f"{crs.name} ({datum})", accuracy)


def find_old_datum(text: str) -> OldDatum | None:
    """Find the one old datum that words name, such as a heading or a title.

    None where they name a newer system too: then they may tell of a conversion.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    found = [datum for datum in OLD_DATUMS if datum.words.search(plain)]
    return found[0] if len(found) == 1 and not MODERN_NAMED.search(plain) else None


def find_named_system(text: str) -> str | None:
    """Find the one system of degrees that a line beside a table, or a file's name, spells out.

    An EPSG code, GCJ-02 or BD-09. None where it names two, or may tell of a conversion.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    found = [system for system, words in NAMED.items() if words.search(plain)]
    if len(found) != 1 or any(datum.words.search(plain) for datum in OLD_DATUMS):
        return None
    return None if CONVERTED.search(NAMED[found[0]].sub("#", plain)) else found[0]


def _is_modern(crs: pyproj.CRS) -> bool:
    earth, datum = crs.ellipsoid, crs.datum
    if earth is None:
        return False
    named = datum is not None and not any(word in datum.name.lower() for word in UNKNOWN)
    low, high = MODERN_FLATTENING
    alike = low <= earth.inverse_flattening <= high
    return bool(named and alike and abs(earth.semi_major_metre - MODERN_M) < 1)


@lru_cache(maxsize=64)
def _accuracy(wkt: str, bounds: tuple[float, ...] | None) -> float | None:
    """Give PROJ's accuracy in metres of the operation it uses here; None for none.

    It is 0 where the file states its own.
    """
    crs = pyproj.CRS.from_wkt(wkt)
    area = None if bounds is None else _area(crs, bounds)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of grids that are not installed
        try:
            group = TransformerGroup(
                crs,
                SHOWN,
                always_xy=True,
                area_of_interest=area,  # type: ignore[arg-type]  # the stub's class is none
                allow_ballpark=False,
            )
        except ProjError:
            return None
    if not group.transformers:
        return None
    return max(float(group.transformers[0].accuracy), 0.0)


def _area(crs: pyproj.CRS, bounds: tuple[float, ...]) -> AreaOfInterest | None:
    """Give the features' area in degrees, roughly.

    None where it has none or lies across the date line.
    """
    west, south, east, north = bounds
    change = pyproj.Transformer.from_crs(crs, SHOWN, always_xy=True)
    lon, lat = change.transform([west, east, west, east], [south, south, north, north])
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        return None
    if max(np.abs(lon)) > HALF_TURN or max(np.abs(lat)) > POLE:
        return None
    return AreaOfInterest(min(lon), min(lat), max(lon), max(lat))
