"""KML of many folders read at once: for each of them GDAL would parse the whole file again."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from jinan_geo.errors import InputError
from jinan_geo.read.source import open_file
from jinan_geo.read.vector import list_layers, read_known, says_nothing
from jinan_geo.words import say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jinan_geo.read.source import Source

__all__ = ["read_flat", "read_folders"]

FEW = 8  # folders that are read one by one
FEATURES = {"Placemark", "GroundOverlay"}  # what GDAL makes features of
KML, GX = "http://www.opengis.net/kml/2.2", "http://www.google.com/kml/ext/2.2"


def read_folders(path: Path, name: str, titles: Sequence[str]) -> dict[str, Source]:
    """Read each folder of a KML, by the title that GDAL has for it.

    Raises
    ------
    InputError
        Not readable as KML.
    """
    sizes = _sizes(path, name, titles) if len(titles) > FEW else None
    if sizes is not None:
        root = _parsed(path, name)
        whole = None if root is None else _read_whole(root, path.name, name, _features_of(root))
        if whole is not None and len(whole.frame) == sum(sizes):
            return _parted(whole, dict(zip(titles, sizes, strict=True)))
    return {title: read_known(path, name, "LIBKML", title) for title in titles}


def read_flat(path: Path, name: str, features: Sequence[ET.Element]) -> Source:
    """Read these features of a KML as one layer, wherever in the file they stand.

    GDAL passes over what is in a folder within nothing, or beside a document.

    Raises
    ------
    InputError
        Not readable as KML, or some of them still are not.
    """
    root = _parsed(path, name)
    found = None if root is None else _read_whole(root, path.name, name, features)
    count = 0 if found is None else len(found.frame)
    if found is None or count != len(features):
        raise InputError(say("read.errors.fewer", name=name, stated=len(features), count=count))
    return found


def _sizes(path: Path, name: str, titles: Sequence[str]) -> list[int] | None:
    """How many features each folder holds; None where folders and titles cannot be matched."""
    root = _parsed(path, name)
    holders = [] if root is None else [one for one in root.iter() if _is_holding(one)]
    if len(holders) != len(titles) or not all(map(_is_titled, holders, titles)):
        return None
    return list(map(_count, holders))


def _count(holder: ET.Element) -> int:
    return sum(_tag(part) in FEATURES for part in holder)


def _is_titled(holder: ET.Element, title: str) -> bool:
    said = next((part.text for part in holder if _tag(part) == "name"), None)
    return title.startswith(said or "")


def _is_holding(element: ET.Element) -> bool:
    """Tell what GDAL makes a layer of: each folder, and a document with features of its own."""
    own = _tag(element) == "Document" and any(_tag(part) in FEATURES for part in element)
    return own or _tag(element) == "Folder"


def _parsed(path: Path, name: str) -> ET.Element | None:
    with open_file(path, name) as file:
        try:
            return ET.parse(file).getroot()  # noqa: S314 - entities are refused before, see sniff.py
        except (ET.ParseError, LookupError, ValueError):
            return None


def _features_of(root: ET.Element) -> list[ET.Element]:
    return [one for one in root.iter() if _tag(one) in FEATURES]


def _read_whole(
    root: ET.Element, file: str, name: str, features: Sequence[ET.Element]
) -> Source | None:
    """Read features of all folders as one layer, in the order given."""
    with _in_one(root, file, features) as flat:
        titles = list_layers(flat, name, "LIBKML")
        return read_known(flat, name, "LIBKML", titles[0][0]) if len(titles) == 1 else None


@contextmanager
def _in_one(root: ET.Element, file: str, features: Sequence[ET.Element]) -> Iterator[Path]:
    """Give a KML in a scratch folder with the same schemas and the features in one document."""
    whole = ET.Element("kml", {"xmlns": KML})
    document = ET.SubElement(whole, "Document")
    ET.SubElement(document, "name").text = "all"
    document.extend([one for one in root.iter() if _tag(one) == "Schema"])
    document.extend(features)
    for element in whole.iter():  # GDAL knows no prefix but gx
        element.tag = str(element.tag).replace(f"{{{GX}}}", "gx:").rpartition("}")[2]
    whole.set("xmlns:gx", GX)
    with scratch_folder() as scratch:
        (scratch / file).write_bytes(ET.tostring(whole, encoding="utf-8", xml_declaration=True))
        yield scratch / file


def _parted(whole: Source, sizes: dict[str, int]) -> dict[str, Source]:
    """Part what was read at once; notes on no row stay with the first."""
    ends = itertools.accumulate(sizes.values())
    parts = {
        title: _part(whole, end - size, end)
        for (title, size), end in zip(sizes.items(), ends, strict=True)
    }
    first = next(iter(parts))
    notes = [one for one in whole.notes if one.row is None]
    return parts | {first: replace(parts[first], notes=[*notes, *parts[first].notes])}


def _part(whole: Source, start: int, end: int) -> Source:
    frame = whole.frame.iloc[start:end].reset_index(drop=True)
    mute = [one for one in frame.columns[:-2] if says_nothing(one, frame[one].tolist())]
    rows = [(one, one.row - start) for one in whole.notes if one.row is not None]
    notes = [replace(one, row=row) for one, row in rows if 0 < row <= end - start]
    return replace(whole, frame=frame.drop(columns=mute), notes=notes)


def _tag(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]
