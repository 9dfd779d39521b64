"""Attributes of KML that GDAL does not give, or under spoilt names: untyped data of placemarks."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pandas as pd

from jinan_geo.read.positions import unplaced_in, without_unread
from jinan_geo.read.source import open_file
from jinan_geo.read.stating import STATING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jinan_geo.read.positions import Unplaced
    from jinan_geo.read.source import Source

__all__ = ["Placemark", "find_links", "read_placemarks", "with_data"]

FEATURES = {"Placemark", "GroundOverlay"}  # what GDAL makes features of
LINK = b"NetworkLink"
CHANGES = "targetId"  # marks a change of another feature, in a tour
SPOILT = re.compile(rb"[^A-Za-z0-9_]")


@dataclass(frozen=True)
class Placemark:
    """What GDAL does not tell of a placemark: its data, and what it has instead of a position."""

    element: ET.Element
    data: dict[str, str] = field(default_factory=dict)
    unplaced: Unplaced | None = None


def read_placemarks(path: Path, name: str) -> list[list[Placemark]]:
    """Give the placemarks of each element that holds some, in the order of the file.

    Nothing where the file is no whole XML: it is not read by these.
    """
    with open_file(path, name) as file:
        try:
            root = ET.parse(file).getroot()  # noqa: S314 - entities are refused before, see sniff.py
        except (ET.ParseError, LookupError, ValueError):
            return []
    found: list[list[Placemark]] = []
    _collect(root, found, {})
    return [one for one in found if one]


def find_links(path: Path, name: str) -> list[str]:
    """Give where the links of a KML lead, whose places are not in it; nothing of what is no XML."""
    with open_file(path, name) as file:
        data = file.read()
    if LINK not in data:
        return []
    try:
        root = ET.fromstring(data)  # noqa: S314 - entities are refused before, see sniff.py
    except (ET.ParseError, LookupError, ValueError):
        return []
    return [_leads_to(one) for one in root.iter() if _tag(one) == LINK.decode()]


def _leads_to(link: ET.Element) -> str:
    ways = (part.text for part in link.iter() if _tag(part) == "href")
    return (next(ways, None) or "").strip()


def _collect(element: ET.Element, found: list[list[Placemark]], said: dict[str, str]) -> None:
    """Gather placemarks; ``said`` is the datum that what is around them states."""
    own: list[Placemark] = []
    found.append(own)
    said = said | _stated_by(element)
    for child in element:
        tag = _tag(child)
        if tag in FEATURES and CHANGES not in child.attrib:
            data = dict(_data_of(child)) | said | _stated_by(child)
            own.append(Placemark(child, data, unplaced_in(child)))
        elif tag not in FEATURES:
            _collect(child, found, said)


def _stated_by(element: ET.Element) -> dict[str, str]:
    """Give the datum that an element states for what it holds, as 奥维 writes it."""
    said = [one.text or "" for one in element if _tag(one) == STATING]
    return {STATING: said[-1].strip()} if said else {}


def _data_of(placemark: ET.Element) -> Iterator[tuple[str, str]]:
    """Untyped names and values; typed ones as well, for whom no schema is found."""
    for element in placemark.iter():
        title = (element.get("name") or "").strip()
        text = _value_of(element) if title else None
        if text is not None:
            yield title, text.strip()


def _value_of(element: ET.Element) -> str | None:
    tag = _tag(element)
    if tag == "SimpleData":
        return element.text or ""
    if tag != "Data":
        return None
    values = (part.text for part in element if _tag(part) == "value")
    return next(values, None) or ""


def _tag(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def with_data(source: Source, placemarks: Sequence[Placemark], name: str) -> Source:
    """Give a folder's features the data of its placemarks, in the same order.

    Shapes that GDAL made of what is no position are taken off.
    """
    data = [one.data for one in placemarks]
    source = without_unread(source, name, [one.unplaced for one in placemarks])
    titles = list(dict.fromkeys(itertools.chain.from_iterable(data)))
    frame = source.frame
    new = [title for title in titles if title not in frame or _is_text(frame[title])]
    spoilt = {_spoil(title) for title in new} - {*titles}
    frame = frame.drop(columns=spoilt & {*frame.columns})
    for title in new:
        cells = [one.get(title) or None for one in data]
        frame[title] = pd.Series(cells, index=frame.index, dtype=object)
    ends = ["geometry_fault", "geometry"]
    return replace(source, frame=frame[[*frame.columns.drop(ends), *ends]])


def _is_text(cells: pd.Series[Any]) -> bool:
    return bool(cells.map(type).isin([str, type(None)]).all())


def _spoil(title: str) -> str:
    """Write a name as GDAL does: an underscore for each byte that is no letter of ASCII."""
    return SPOILT.sub(b"_", title.encode()).decode()
