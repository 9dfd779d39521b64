"""Which datum each place of 奥维 (OviMap) is of: its KML and its JSON say it beside each shape."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.coordinates.crs import stored_crs, to_plain
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.coordinates.telling_columns import system_of
from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from jinan_geo.read.source import Reading, Source

__all__ = ["STATING", "obey_column", "obey_types"]

STATING = "OvCoordType"
PLAIN = "EPSG:4326"  # what a KML is of that says nothing


def obey_column(source: Source, name: str, reading: Reading) -> Source:
    """Take the column off that says of each place its datum, and read the places so."""
    frame = source.frame
    if STATING not in frame:
        return source
    types = [str(cell or "").strip() for cell in frame[STATING]]
    return obey_types(replace(source, frame=frame.drop(columns=STATING)), types, name, reading)


def obey_types(source: Source, types: Sequence[str], name: str, reading: Reading) -> Source:
    """Read each place in the datum that ``types`` names for it; blank is WGS84.

    Of one datum throughout, the file states it, as one of GCJ-02 does. Where some are of GCJ-02 or
    BD-09 and others are not, those are brought to WGS84, unless a user states such a datum of all.
    A word that is no datum is noted, and taken for WGS84.
    """
    if not types:
        return source
    systems = {one: system_of(one.casefold()) for one in types if one}
    rows = [systems.get(one) or PLAIN for one in types]
    found = Counter(np.array(rows)[source.frame.geometry.notna()].tolist())
    source = replace(source, notes=[*source.notes, *_notes(name, systems, found)])
    if len(found) == 1:
        return _of_one(source, next(iter(found)))
    if _is_shifted(reading.crs):
        return source
    return replace(source, frame=_brought_back(source.frame, rows))


def _notes(name: str, systems: Mapping[str, str | None], found: Counter[str]) -> list[Issue]:
    """Say how many places are of a shifted datum, and which words name none."""
    told = [
        Issue("stated-datum", "", name, field=STATING, value=one, details={"count": found[one]})
        for one in sorted({*found} & {*TO_WGS84})
    ]
    unknown = [one for one, system in systems.items() if system is None]
    told += [Issue("crs-not-understood", "", name, field=STATING, value=one) for one in unknown]
    return told


def _is_shifted(stated: str | None) -> bool:
    """Tell whether a user says that all is of such a datum."""
    return stated is not None and system_of(stated.casefold()) in TO_WGS84


def _of_one(source: Source, system: str) -> Source:
    if system in TO_WGS84:
        return replace(source, shifted=system)
    frame = source.frame.set_crs(stored_crs(system), allow_override=True)
    return replace(source, frame=frame)


def _brought_back(frame: gpd.GeoDataFrame, rows: Sequence[str]) -> gpd.GeoDataFrame:
    """Bring what is of a shifted datum to WGS84, where all else is."""
    shapes = frame.geometry.to_numpy().copy()
    for system in TO_WGS84:
        chosen = [row == system for row in rows]
        shapes[chosen] = to_plain(shapes[chosen], system, swapped=False)
    return frame.set_geometry(shapes, crs=frame.crs)
