"""Files that are only whole with others beside them: which is named, and which is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.read.shapefile import find_part
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.read.source import Source

__all__ = ["is_part", "refuse_part", "require_mapinfo", "without_lost_rows"]

# What is only read with the file that it belongs to: that file's suffix, and what belongs together.
SHAPEFILE = ((".shp",), ".shp, .shx, .dbf, .prj")
MAPINFO = ((".tab", ".mif"), ".tab, .dat, .map, .id / .mif, .mid")
PARTS = {
    **dict.fromkeys((".dbf", ".shx", ".prj", ".cpg"), SHAPEFILE),
    **dict.fromkeys((".dat", ".map", ".id", ".mid"), MAPINFO),
}
GEODATABASE = (".gdbtable", ".gdbtablx", ".gdbindexes")
TABLE_PARTS = (".dat", ".map", ".id")


def is_part(path: Path) -> bool:
    """Tell by its name whether a file belongs to another; a ``.dat`` only if that is beside it."""
    suffix = path.suffix.lower()
    if suffix in GEODATABASE:
        return path.resolve().parent.suffix.lower() == ".gdb"
    return suffix in PARTS and (suffix != ".dat" or _whole_of(path) is not None)


def refuse_part(path: Path, name: str) -> None:
    """Say which file to name in the place of a part.

    Raises
    ------
    InputError
        Always.
    """
    if path.suffix.lower() in GEODATABASE:
        raise InputError(say("read.errors.part", name=name, x=path.resolve().parent.name))
    whole = _whole_of(path)
    if whole is not None:
        raise InputError(say("read.errors.part", name=name, x=whole.name))
    suffixes, together = PARTS[path.suffix.lower()]
    x = " / ".join(suffixes)
    raise InputError(say("read.errors.part_alone", name=name, x=x, together=together))


def _whole_of(path: Path) -> Path | None:
    suffixes, _ = PARTS[path.suffix.lower()]
    return next(filter(None, (find_part(path, suffix) for suffix in suffixes)), None)


def require_mapinfo(path: Path, name: str) -> None:
    """See to it that a MapInfo table has its rows and its shapes beside it.

    Raises
    ------
    InputError
        A part is missing.
    """
    for suffix in TABLE_PARTS:
        if find_part(path, suffix) is None:
            together = ".tab, .dat, .map, .id"
            raise InputError(say("read.errors.lost", name=name, part=suffix, together=together))


def without_lost_rows(source: Source, path: Path, name: str) -> Source:
    """Say that a ``.mif`` came without its rows; columns that nothing fills are left out."""
    if path.suffix.lower() != ".mif" or find_part(path, ".mid") is not None:
        return source
    frame = source.frame[["geometry_fault", "geometry"]]
    if len(frame.columns) == len(source.frame.columns):
        return source  # it says itself that it has none
    note = Issue("attributes-missing", "", name, details={"part": ".mid", "whole": ".mif"})
    return replace(source, frame=frame, notes=[*source.notes, note])
