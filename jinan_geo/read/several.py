"""Files of several parts, read at once: folders of KML, kinds of GPX, sheets alike of a workbook.

A column says of each feature which part it is from.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.declared import markup_in_utf8
from jinan_geo.read.described import spread_descriptions
from jinan_geo.read.folders import read_flat, read_folders
from jinan_geo.read.placemarks import find_links, read_placemarks, with_data
from jinan_geo.read.positions import places_marked, without_unread
from jinan_geo.read.source import Reading
from jinan_geo.read.stating import obey_column
from jinan_geo.read.tracks import mend_lines
from jinan_geo.read.vector import list_layers, read_known, read_vector
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinan_geo.read.source import Source

__all__ = ["PARTED", "free_title", "join_sources", "part_note", "read_parts"]

# Drivers whose layers are parts of one whole, and what the column is called that tells them apart.
PARTED = {"LIBKML": "folder", "GPX": "layer"}
# The points of routes and tracks are these once more, one by one: read where they are asked for.
POINTS_OF_LINES = {"route_points", "track_points"}
LISTED = 12
OWN = ["geometry", "geometry_fault"]


def read_parts(path: Path, name: str, kind: str, reading: Reading) -> Source:
    """Read the layer that is asked for, else all that hold features; one alone as it is.

    Raises
    ------
    InputError
        Unreadable, or there is no layer of that name.
    """
    with markup_in_utf8(path, name) as (plain, notes):
        links = find_links(plain, name) if kind == "LIBKML" else []
        try:
            source = _read_titled(plain, name, kind, reading)
        except InputError:
            if links:
                raise InputError(_say_links(name, links)) from None
            raise
    if links and not len(source.frame):
        raise InputError(_say_links(name, links))
    told = [Issue("links-not-read", "", name, value=len(links))] if links else []
    return replace(source, notes=[*source.notes, *notes, *told])


def _say_links(name: str, links: Sequence[str]) -> str:
    more = " …" if len(links) > 1 else ""
    return say("read.errors.network_link", name=name, value=show(links[0]) + more)


def _read_titled(path: Path, name: str, kind: str, reading: Reading) -> Source:
    titles = [title for title, _ in list_layers(path, name, kind)]
    if reading.layer not in {None, *titles}:
        return read_vector(path, name, kind, reading)  # it says what is wrong
    if kind == "GPX":
        parts = _kinds(path, name, titles if reading.layer is None else [reading.layer])
    else:
        parts = _folders(path, name, titles, reading.layer)
    if not parts:
        raise InputError(say("read.errors.no_parts", name=name))
    if reading.layer is not None:
        return obey_column(parts[reading.layer], name, reading)
    filled = {title: source for title, source in parts.items() if len(source.frame)}
    whole = join_sources(filled or dict([*parts.items()][:1]), PARTED[kind], name)
    return obey_column(whole, name, reading)


def _folders(path: Path, name: str, titles: Sequence[str], layer: str | None) -> dict[str, Source]:
    """Each folder of a KML, with all data of its placemarks and of their descriptions.

    Where GDAL passes over some, for they stand beside a document or within what is no folder, all
    are read as one.

    Raises
    ------
    InputError
        One folder is asked for, and what GDAL passes over may be of it.
    """
    parts = read_folders(path, name, titles)
    data = read_placemarks(path, name)
    filled = {title: source for title, source in parts.items() if len(source.frame)}
    if data and [len(source.frame) for source in filled.values()] != list(map(len, data)):
        if layer is not None:
            raise InputError(say("read.errors.loose_placemarks", name=name))
        data = [[*itertools.chain.from_iterable(data)]]
        flat = read_flat(path, name, [one.element for one in data[0]])
        parts = filled = {next(iter(titles), ""): flat}
    for (title, source), one in zip(filled.items(), data, strict=bool(data)):
        parts[title] = with_data(source, one, name)
    return {title: spread_descriptions(source, name) for title, source in parts.items()}


def _kinds(path: Path, name: str, titles: Sequence[str]) -> dict[str, Source]:
    """Each kind of a GPX without the columns that say nothing."""
    wanted = [title for title in titles if title not in POINTS_OF_LINES or len(titles) == 1]
    with places_marked(path, name) as (marked, unplaced):
        parts = {title: _kind(marked, name, Reading(layer=title)) for title in wanted}
    return {
        title: without_unread(part, name, unplaced.get(title, ())) for title, part in parts.items()
    }


def _kind(path: Path, name: str, reading: Reading) -> Source:
    source = mend_lines(path, name, reading, read_known(path, name, "GPX", str(reading.layer)))
    frame = source.frame
    empty = [title for title in frame.columns.drop(OWN) if frame[title].isna().all()]
    return replace(source, frame=frame.drop(columns=empty)) if len(frame) else source


def join_sources(parts: Mapping[str, Source], column: str, name: str) -> Source:
    """Make one of several parts, in their order; rows are counted through."""
    first = next(iter(parts.values()))
    if len(parts) == 1:
        return first
    titles = list(dict.fromkeys(title for part in parts.values() for title in _own_titles(part)))
    column = free_title(column, titles)
    frames = [_told(part.frame, column, title) for title, part in parts.items()]
    whole = pd.concat(frames, ignore_index=True)[[column, *titles, *OWN]]
    cells = whole.drop(columns="geometry").astype(object)
    cells = cells.where(cells.notna(), None)
    frame = gpd.GeoDataFrame(cells, geometry=whole["geometry"].tolist(), crs=first.frame.crs)
    notes = [part_note({title: len(part.frame) for title, part in parts.items()}, column, name)]
    start = 0
    for part in parts.values():
        notes += [_moved(note, start) for note in part.notes]
        start += len(part.frame)
    return replace(first, frame=frame, notes=notes)


def _own_titles(part: Source) -> list[str]:
    return [str(title) for title in part.frame.columns.drop(OWN)]


def _told(frame: gpd.GeoDataFrame, column: str, title: str) -> pd.DataFrame:
    return pd.DataFrame(frame).assign(**{column: title})


def free_title(column: str, titles: Sequence[str]) -> str:
    """Give the name of a new column, with a number where there is one of that name."""
    taken = {title.casefold() for title in titles}
    names = [column, *(f"{column}_{at}" for at in range(2, len(taken) + 3))]
    return next(one for one in names if one not in taken)


def part_note(counts: Mapping[str, int], column: str, name: str) -> Issue:
    """Say which parts were read at once, and how many features each has."""
    said = [f"{show(title)} ({count})" for title, count in counts.items()]
    listed = ", ".join(said[:LISTED]) + (" …" if len(said) > LISTED else "")
    details: dict[str, Any] = {"parts": listed, "count": len(said)}
    return Issue("parts-together", "", name, field=column, value=column, details=details)


def _moved(note: Issue, start: int) -> Issue:
    return note if note.row is None else replace(note, row=note.row + start)
