"""Files that say less than they seem to: MapInfo's datum 0, the texts of a drawing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.issues.issue import Issue
from jinan_geo.read.assumed import PLAIN, note_assumed

if TYPE_CHECKING:
    from jinan_geo.read.source import Reading, Source

__all__ = ["without_pretence"]

NO_DATUM = "MIF 0"  # longitude and latitude of nobody says which datum: Earth Projection 1, 0
LABEL = "Text"  # what GDAL calls what a text of a drawing says


def without_pretence(source: Source, name: str, reading: Reading) -> Source:
    """Say of a MapInfo file that its datum is not stated, and of a drawing which are labels."""
    if source.format == "MapInfo":
        return _with_datum(source, name, reading)
    return _with_labels(source, name) if source.format == "DXF" else source


def _with_datum(source: Source, name: str, reading: Reading) -> Source:
    """Take degrees of no datum for WGS84, as such numbers in a table are taken."""
    crs = source.frame.crs
    datum = None if crs is None else crs.datum
    if crs is None or datum is None or datum.name != NO_DATUM or not crs.is_geographic:
        return source
    frame = source.frame.set_crs(PLAIN, allow_override=True)
    stated = reading.crs is not None
    notes = [] if stated else [note_assumed(frame.geometry.to_numpy(), name)]
    return replace(source, frame=frame, notes=[*source.notes, *notes])


def _with_labels(source: Source, name: str) -> Source:
    frame = source.frame
    count = int(frame[LABEL].notna().sum()) if LABEL in frame else 0
    note = Issue("drawing-labels", "", name, value=count)
    return replace(source, notes=[*source.notes, note]) if count else source
