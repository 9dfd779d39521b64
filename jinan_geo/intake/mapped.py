"""Any file of places, with or without a table, as one sealed page.

It is read, located, typed, joined, drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.coordinates.claims import is_web_boundary
from jinan_geo.coordinates.crs import SHOWN, to_plain
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.errors import InputError
from jinan_geo.intake.examine import examine_source
from jinan_geo.intake.joined import Side
from jinan_geo.intake.keys import NUMBER, choose_keys
from jinan_geo.intake.quick import draw_table
from jinan_geo.intake.typed import type_columns
from jinan_geo.issues.issue import Issue, records_aside
from jinan_geo.read import Reading, name_of, read_cells, read_source, without_impossible
from jinan_geo.read.survey import PLOTS, POINTS
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from jinan_geo.read import Source, Table
    from jinan_geo.render.elements import SealedMap

__all__ = ["Drawn", "WantedMap", "map_files"]

TEXTS = {"CSV", "Excel", "KML", PLOTS, POINTS}  # formats whose cells are texts


@dataclass(frozen=True)
class WantedMap:
    """What the user said of the two files; None is found out."""

    key: str | None = None
    crs: str | None = None
    name: str | None = None
    title: str | None = None
    fold: bool = False
    features: Reading = field(default_factory=Reading)
    table: Reading = field(default_factory=Reading)


@dataclass(frozen=True)
class Drawn:
    """The page, and what was noticed on the way.

    In which CRS and encoding the places of the file were read, too.
    """

    map: SealedMap
    notes: list[Issue]
    file: str
    crs: str
    encoding: str | None

    @property
    def set_aside(self) -> int:
        """Rows and features that are not taken."""
        return len(records_aside(self.notes))

    def as_json(self) -> dict[str, Any]:
        """Give the object that ``map --json`` prints; its keys are a contract."""
        page = self.map.figure.page
        layer, totals = page.layers[0], page.totals[0]
        rows = layer.account.rows if layer.account and layer.account.rows else layer.features
        placed = totals.located > 0
        return {
            "file": self.file,
            "rows": rows,
            "features": layer.features,
            "on_map": totals.located,
            "unlocated": totals.unlocated,
            "set_aside": self.set_aside,
            "bounds": [round(value, 7) for value in page.bounds] if placed else None,
            "fields": {one.name.zh: one.type for one in layer.fields},
            "crs": self.crs,
            "encoding": self.encoding,
            "issues": [
                {
                    "type": note.type,
                    "severity": note.severity,
                    "file": note.file,
                    "row": note.row,
                    "field": note.field,
                    "value": None if note.value is None else str(note.value),
                    "message": note.message().en,
                }
                for note in self.notes
            ],
        }


def map_files(features: Path, table: Path | None, wanted: WantedMap) -> Drawn:
    """Read the files, join them where there are two, and draw the page.

    Raises
    ------
    InputError
        A file cannot be read, its CRS is neither stated nor to be found, hardly any place is
        possible, or the key does not join.
    """
    file = name_of(features)
    source = read_source(features, file, wanted.features)
    frame, crs, notes = _located(source, features, file, wanted)
    rows = None if table is None else read_cells(table, name_of(table), wanted.table)
    cells = None if rows is None else rows.cells
    frame, (left, right) = choose_keys(_with_ids(frame, source, wanted), cells, wanted.key, file)
    if left == NUMBER:
        notes.append(Issue("no-key-column", "", file))
    lines = source.lines or list(range(1, len(frame) + 1))
    if source.format in TEXTS:
        frame, found = _typed(frame, lines, file, left)
        notes += found
    if rows is not None and table is not None:
        rows.refuse_changed_keys(right, name_of(table))
        typed = type_columns(rows.cells, rows.lines, name_of(table), keep=[right])
        cells = typed.cells
        notes += [*rows.notes, *typed.notes]
    drawn, joined = draw_table(
        frame,
        cells,
        keys=(left, right),
        name=wanted.name,
        title=wanted.title or Path(file).stem,
        fold=wanted.fold,
        sides=(Side(file, lines), _table_side(rows, table)),
    )
    return Drawn(drawn, [*notes, *joined], file, crs, source.encoding)


def _table_side(rows: Table | None, table: Path | None) -> Side:
    return Side("") if rows is None or table is None else Side(name_of(table), rows.lines)


def _located(
    source: Source, path: Path, file: str, wanted: WantedMap
) -> tuple[gpd.GeoDataFrame, str, list[Issue]]:
    """Bring the features to WGS84 where the file states no EPSG code.

    Tell which places are impossible.
    """
    frame = source.frame
    notes = [*source.notes, *_unusable(source, file), *_doubts(source, file, wanted)]
    system, swapped = _system(source, path, file, wanted)
    frame = frame.drop(columns="geometry_fault").infer_objects()
    if system in TO_WGS84 or swapped:
        shapes = to_plain(frame.geometry.to_numpy(), system, swapped=swapped)
        frame = frame.set_geometry(type(frame.geometry)(shapes, index=frame.index))
    if not (frame.crs is not None and system == _name_of(frame)):
        frame = frame.set_crs(SHOWN if system in TO_WGS84 else system, allow_override=True)
    frame, odd, places = without_impossible(frame, file)
    if places.first is not None and places.is_hopeless:
        raise InputError(places.word(file))
    empty = [] if len(frame) else [Issue("no-features", "", file)]
    return frame, system, [*notes, *empty, *odd]


def _doubts(source: Source, file: str, wanted: WantedMap) -> Iterator[Issue]:
    """What makes a reader ask, where the user has not said the CRS."""
    if wanted.crs is None and is_web_boundary(source.frame.columns):
        yield Issue("web-boundary", "", file)


def _unusable(source: Source, file: str) -> Iterator[Issue]:
    """Each geometry that could not be built, by its line."""
    faults = source.frame["geometry_fault"]
    lines = source.lines or list(range(1, len(faults) + 1))
    for at in np.flatnonzero(faults.notna()).tolist():
        details = {"reason": faults.iloc[at]}
        yield Issue("unusable-geometry", "", file, row=lines[at], details=details)


def _with_ids(frame: gpd.GeoDataFrame, source: Source, wanted: WantedMap) -> gpd.GeoDataFrame:
    """The ids that stand beside the properties of GeoJSON.

    Where they are asked for and no property is.
    """
    key = (wanted.key or "").partition("=")[0].strip()
    ids = source.ids
    if ids is None or key in frame or key not in {"id", "feature.id", "", "auto"} or "id" in frame:
        return frame
    return frame.assign(**{key if key in {"id", "feature.id"} else "id": ids})


def _name_of(frame: gpd.GeoDataFrame) -> str:
    code = frame.crs.to_authority()
    return ":".join(code) if code else str(frame.crs.to_string())


def _system(source: Source, path: Path, file: str, wanted: WantedMap) -> tuple[str, bool]:
    """The CRS that the user states, the file states, or the doctor finds.

    And whether its axes are exchanged.
    """
    if wanted.crs is not None:
        return wanted.crs, False
    if source.shifted is not None:
        return source.shifted, False
    if source.frame.crs is not None:
        return _name_of(source.frame), False
    if not shapely.get_num_coordinates(source.frame.geometry.to_numpy()).any():
        return SHOWN, False
    found = examine_source(source, path, None).diagnosis
    crs = found.usable_crs
    if crs is None:
        raise InputError(say("intake.errors.no_crs", name=file))
    return crs, found.swapped


def _typed(
    frame: gpd.GeoDataFrame, lines: Sequence[int], file: str, key: str
) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    typed = type_columns(frame.drop(columns="geometry"), lines, file, keep=[key, "Name"])
    return type(frame)(typed.cells, geometry=frame.geometry, crs=frame.crs), typed.notes
