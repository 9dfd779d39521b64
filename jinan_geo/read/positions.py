"""Positions of KML and GPX as written: of what is no number, GDAL would make 0 without a word."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from jinan_geo.cells.degrees import is_no_place
from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text
from jinan_geo.read.faulty import Fault
from jinan_geo.read.source import open_file
from jinan_geo.words import say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from jinan_geo.read.source import Source

__all__ = ["Unplaced", "places_marked", "unplaced_in", "without_unread"]

NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
POSITION = rf"{NUMBER}\s*,\s*{NUMBER}(?:\s*,\s*{NUMBER})?,?"
POSITIONS = re.compile(rf"{POSITION}(?:\s+{POSITION})*")
SPACED = re.compile(rf"{NUMBER}\s+{NUMBER}(?:\s+{NUMBER})?")  # of a gx:Track
ALONE = re.compile(NUMBER)
LONGEST = 80
SIDES = ("lat", "lon")
# Of each kind of a GPX: the elements beside each other, in the order of its layer.
KINDS = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}


@dataclass(frozen=True)
class Unplaced:
    """What stands where a position should be; ``is_known`` where it says that there is none yet."""

    said: str

    @property
    def is_known(self) -> bool:
        """Tell whether nobody meant it to be a position."""
        return is_no_place(self.said)


def unplaced_in(placemark: ET.Element) -> Unplaced | None:
    """Give what a placemark of KML has instead of a position; None where each is one."""
    for element in placemark.iter():
        kind = str(element.tag).rpartition("}")[2]
        said = (element.text or "").strip()
        if kind == "coordinates" and not POSITIONS.fullmatch(said):
            return Unplaced(said)
        if kind == "coord" and not SPACED.fullmatch(said):
            return Unplaced(said)
    return None


def without_unread(source: Source, name: str, unplaced: Sequence[Unplaced | None]) -> Source:
    """Take the shapes off that were made of what is no position, and say of each what it is."""
    wrong = {at: one for at, one in enumerate(unplaced) if one is not None}
    if not wrong:
        return source
    frame, notes = source.frame.copy(), list(source.notes)
    shapes = frame.geometry.to_numpy().copy()
    for at, one in wrong.items():
        shapes[at] = None
        value = one.said[:LONGEST]
        if not one.is_known:
            frame.loc[at, "geometry_fault"] = Fault(text("read.faults.no_place", value=show(value)))
        elif value:
            notes.append(Issue("no-place-yet", "", name, row=at + 1, value=value))
    return replace(source, frame=frame.set_geometry(shapes, crs=frame.crs), notes=notes)


@contextmanager
def places_marked(path: Path, name: str) -> Iterator[tuple[Path, dict[str, list[Unplaced | None]]]]:
    """Give a GPX whose every point has numbers, and by layer which were none.

    GDAL leaves out what has no latitude and longitude, and makes 0 of words: these are marked in a
    copy in a scratch folder, so that each keeps its place in the order.
    """
    found: dict[str, list[Unplaced | None]] = {kind: [] for kind in KINDS.values()}
    try:
        with open_file(path, name) as file:
            tree = ET.parse(file)  # noqa: S314 - entities are refused before, see sniff.py
    except ET.ParseError as error:  # a prefix that nothing declares: GDAL passes over what has it
        msg = say("read.errors.xml", name=name, line=error.position[0], error=error)
        raise InputError(msg) from None
    for element in tree.getroot():
        kind = KINDS.get(str(element.tag).rpartition("}")[2])
        if kind:
            found[kind].append(_mark(element.iter()))
    if not any(one for some in found.values() for one in some):
        yield path, found
        return
    own = tree.getroot().tag.removesuffix("gpx")
    for element in tree.iter():  # a prefix before gpx, and GDAL does not know it
        element.tag = str(element.tag).removeprefix(own)
    with scratch_folder() as scratch:
        tree.write(scratch / path.name, encoding="utf-8", xml_declaration=True)
        yield scratch / path.name, found


def _mark(elements: Iterable[ET.Element]) -> Unplaced | None:
    """Write 0 where a point has no number; give what the first such has."""
    wrong = None
    for element in elements:
        if str(element.tag).rpartition("}")[2] not in {"wpt", "rtept", "trkpt"}:
            continue
        sides = [element.get(side, "").strip() for side in SIDES]
        if all(map(ALONE.fullmatch, sides)):
            continue
        wrong = wrong or Unplaced(" ".join(filter(None, sides)))
        element.attrib |= dict.fromkeys(SIDES, "0")
    return wrong
