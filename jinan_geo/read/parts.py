"""What a file holds side by side: sheets of a workbook, layers, folders, members of an archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from jinan_geo.read.archive import ALONE, GROUPED, unpack
from jinan_geo.read.excel import sheet_names, visible_sheets
from jinan_geo.read.markup import is_markup_table, markup_titles
from jinan_geo.read.several import POINTS_OF_LINES
from jinan_geo.read.sniff import sniff_kind
from jinan_geo.read.source import first_bytes, open_file
from jinan_geo.read.topojson import objects_of
from jinan_geo.read.vector import list_layers

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Part", "list_parts"]

SUFFIXES = {*ALONE, *GROUPED}
LAYERED = {"GPKG", "LIBKML", "GPX", "GML", "OpenFileGDB"}


@dataclass(frozen=True)
class Part:
    """One of them, by the name that ``--layer`` takes; ``hidden`` is a sheet that nobody sees."""

    title: str
    hidden: bool = False

    @property
    def label(self) -> str:
        """What it is called: of a file in an archive the name without folder and suffix."""
        path = PurePosixPath(self.title)
        return path.stem if path.suffix.lower() in SUFFIXES else self.title


def list_parts(path: Path, name: str) -> list[Part]:
    """List them in their order; none where a file of this kind holds one thing only.

    Raises
    ------
    JinanGeoError
        The file cannot be read.
    """
    kind = sniff_kind(path, name)
    if kind == "Excel":
        return _sheets(path, name)
    if kind in LAYERED:
        titles = [title for title, _ in list_layers(path, name, kind)]
        return [Part(title) for title in titles if title not in POINTS_OF_LINES]
    if kind == "GeoJSON":
        return list(map(Part, objects_of(path, name)))
    if kind != "zip":
        return []
    with unpack(path, name) as members:
        if len(members) == 1:
            return list_parts(members[0].path, f"{name}/{members[0].name}")
        return [Part(member.name) for member in members]


def _sheets(path: Path, name: str) -> list[Part]:
    if is_markup_table(first_bytes(path, name)):
        with open_file(path, name) as file:
            return list(map(Part, markup_titles(file.read(), name)))
    seen = visible_sheets(path, name)
    return [Part(title, title not in seen) for title in sheet_names(path, name)]
