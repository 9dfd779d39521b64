"""What reading takes and gives.

The choices of a manifest, and a file's features with what was noticed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from jinan_geo.coordinates.parts import flatten_collections
from jinan_geo.errors import InputError
from jinan_geo.manifest.delivered import QuerySpec, TableSpec
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from jinan_geo.coordinates.datum import OldDatum
    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.delivered import CoordinateSpec
    from jinan_geo.manifest.models import LayerManifest

__all__ = [
    "NOT_UNDERSTOOD",
    "Reading",
    "Source",
    "Translated",
    "first_bytes",
    "frame_of",
    "open_file",
]

HEAD = 64 * 1024


NOT_UNDERSTOOD = "crs-not-understood"


@dataclass(frozen=True)
class Reading:
    """What a manifest says of a file that a reader cannot know.

    Nothing given means: there is one way only. ``placeless``: a table without any coordinates is
    taken too, each row of it as a feature without a place.
    ``database`` is the address of one that is read in
    the place of a file; ``layer`` names the table, ``query`` which of it is asked for.
    ``overrules``: the CRS is stated, in the place of what the source says of itself; ``swapped``:
    its latitude or northing is first.
    ``asked``: a command line says so, and what means nothing for the file is refused, but for
    options that are said of a second file too, ``elsewhere``.
    """

    layer: str | None = None
    encoding: str | None = None
    table: TableSpec | None = None
    coordinates: CoordinateSpec | None = None
    close_rings: bool = False
    crs: str | None = None
    placeless: bool = False
    database: str | None = None
    query: QuerySpec = field(default_factory=QuerySpec)
    overrules: bool = False
    swapped: bool = False
    asked: bool = False
    elsewhere: frozenset[str] = frozenset()

    @classmethod
    def of(cls, manifest: LayerManifest) -> Reading:
        """Take the choices from ``layer.toml``."""
        return cls(
            layer=manifest.layer,
            encoding=manifest.encoding,
            table=manifest.table,
            coordinates=manifest.coordinates,
            close_rings="close-rings" in manifest.repair,
            crs=manifest.crs,
            query=manifest.query or QuerySpec(),
            overrules="crs" in manifest.model_fields_set,
            swapped=manifest.swapped,
        )

    def unmerging(self) -> Reading:
        """Let a cell of a table that is merged down several rows stand for each of them."""
        table = self.table or TableSpec()
        return replace(self, table=table.model_copy(update={"unmerge": True}))


BESIDE = {"title-rows", "remark-row"}  # lines that tell of a table


@dataclass(frozen=True)
class Source:
    """A file as read: every feature, what the file is, and notes without a layer's name yet.

    ``lines`` says where in the file each feature stands, where that is not its place among them.
    Of a table: ``typed`` are its cells of a type, ``coordinates`` the columns that hold its places,
    as declared or as found, ``shifted`` is GCJ-02 or BD-09 where a heading says so, ``datum`` an
    old datum that a heading, a title or the file's name says of numbers in metres.
    ``database`` is the address that it was read from.
    ``ids`` stand beside the properties of GeoJSON, where each feature has one. ``filled`` are of a
    table by heading the lines that have their cell of a merged one above, ``points`` of a workbook
    those of a number as 1.234.
    """

    frame: gpd.GeoDataFrame
    format: str
    encoding: str | None = None
    notes: list[Issue] = field(default_factory=list)
    lines: list[int] | None = None
    typed: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    coordinates: CoordinateSpec | None = None
    shifted: str | None = None
    datum: OldDatum | None = None
    ids: list[Any] | None = None
    database: str | None = None
    filled: Mapping[str, set[int]] = field(default_factory=dict)
    points: Mapping[str, set[int]] = field(default_factory=dict)

    def settled(self) -> Source:
        """Give the same without doubt of the CRS that it states: another was said in its place."""
        return replace(self, notes=[one for one in self.notes if one.type != NOT_UNDERSTOOD])

    @property
    def own_rows(self) -> gpd.GeoDataFrame:
        """The features without those that have a cell of a merged one above."""
        shared = set().union(*self.filled.values())
        if not shared or self.lines is None:
            return self.frame
        return self.frame[[line not in shared for line in self.lines]]


def lines_beside(notes: Iterable[Issue]) -> list[str]:
    """Give the lines above and below a table, as the notes on reading it have them."""
    return [str(note.value) for note in notes if note.type in BESIDE]


@dataclass(frozen=True)
class Translated:
    """What another kind of JSON says, as the features and the CRS of GeoJSON.

    ``crs_member`` is the file's own ``crs``, where it has one as GeoJSON does; ``datums`` are what
    each feature says of its own.
    """

    features: list[Any]
    format: str
    crs: Any = None
    notes: list[Issue] = field(default_factory=list)
    crs_member: Any = None
    datums: Sequence[str] = ()


def frame_of(
    columns: Mapping[str, Sequence[Any] | NDArray[Any]],
    shapes: Sequence[Any] | NDArray[np.object_],
    faults: Sequence[str | None],
    crs: object,
) -> gpd.GeoDataFrame:
    """Bring columns and shapes together.

    Cells stay objects, or ids beside a missing one would turn into decimals.
    """
    index = pd.RangeIndex(len(shapes))
    kept = {
        name: _as_objects(cells, index)
        for name, cells in columns.items()
        if name not in {"geometry", "geometry_fault"}
    }
    kept["geometry_fault"] = pd.Series(list(faults), index=index, dtype=object)
    # Not copied: each column stays the array that it is, of which more may be known.
    frame = pd.DataFrame(kept, index=index, copy=False)
    geometry = flatten_collections(shapes).copy()
    places = gpd.GeoSeries(geometry, index=index)
    return gpd.GeoDataFrame(frame, geometry=places, crs=crs, copy=False)


def _as_objects(cells: Sequence[Any] | NDArray[Any], index: pd.RangeIndex) -> pd.Series[Any]:
    if isinstance(cells, np.ndarray) and cells.dtype == object:
        return pd.Series(cells, index=index, dtype=object, copy=False)
    return pd.Series(cells, index=index, dtype=object)


def open_file(path: Path, name: str) -> Any:  # noqa: ANN401 - a binary file
    """Open a file for reading bytes; what hinders is an InputError that names it."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        msg = say("read.errors.missing", name=name)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        msg = say("read.errors.not_opened", name=name, reason=reason)
    raise InputError(msg) from None


def first_bytes(path: Path, name: str) -> bytes:
    """Give the beginning of a file, to tell what it is."""
    with open_file(path, name) as file:
        return bytes(file.read(HEAD))
