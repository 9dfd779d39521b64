"""Any places, with or without a table, as one sealed page.

They are read, located, typed, joined, drawn.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.coordinates.crs import SHOWN, stored_crs, to_plain
from jinan_geo.coordinates.datum import find_named_system
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.coordinates.telling_columns import find_row_systems, is_web_boundary
from jinan_geo.errors import InputError
from jinan_geo.intake.examine import examine_source, note_found, say_no_crs
from jinan_geo.intake.joined import Side
from jinan_geo.intake.keys import NUMBER, choose_keys
from jinan_geo.intake.onepage import PageLook
from jinan_geo.intake.quick import draw_table
from jinan_geo.intake.said import said_crs
from jinan_geo.intake.typed import type_columns
from jinan_geo.intake.unstated import refuse_scaled
from jinan_geo.issues.alike import records_aside, records_to_repair
from jinan_geo.issues.issue import Issue
from jinan_geo.read import (
    Reading,
    name_of,
    note_mixed,
    read_cells,
    read_source,
    without_impossible,
    without_zeros,
)
from jinan_geo.read.faulty import detail_of
from jinan_geo.read.impossible import find_places
from jinan_geo.read.lonely import note_lonely
from jinan_geo.read.survey import PLOTS, POINTS
from jinan_geo.read.validity import note_invalid
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from jinan_geo.intake.typed import TypedTable
    from jinan_geo.read import Source, Table
    from jinan_geo.render.elements import SealedMap

__all__ = [
    "Drawn",
    "PlaceSide",
    "RowSide",
    "WantedMap",
    "draw_sides",
    "map_files",
    "place_source",
    "read_places",
    "read_rows",
]

PERCENT_SIGN = "%"
ASSUMED = SHOWN  # what degrees are taken for that nobody states
TEXTS = {"CSV", "Excel", "KML", PLOTS, POINTS}  # formats whose cells are texts


@dataclass(frozen=True)
class WantedMap:
    """What the user said of the two sides and of the page; None is found out."""

    key: str | None = None
    crs: str | None = None
    name: str | None = None
    title: str | None = None
    color: str | None = None
    lang: str = "zh"
    fold: bool = False
    features: Reading = field(default_factory=Reading)
    table: Reading = field(default_factory=Reading)


@dataclass(frozen=True)
class PlaceSide:
    """Features of one side, located: their CRS as it was found, and what was noticed.

    ``ids`` stand beside the properties of GeoJSON. ``is_text``: the cells are texts, still to be
    typed.
    """

    frame: gpd.GeoDataFrame
    side: Side
    crs: str
    encoding: str | None = None
    notes: list[Issue] = field(default_factory=list)
    ids: list[Any] | None = None
    is_text: bool = False


@dataclass(frozen=True)
class RowSide:
    """Rows of the other side; ``read`` is what they were read from, where their cells are texts."""

    cells: pd.DataFrame
    side: Side
    read: Table | None = None


@dataclass(frozen=True)
class Drawn:
    """The page, what was noticed, and in which CRS and encoding the places were read."""

    map: SealedMap
    notes: list[Issue]
    file: str
    crs: str
    encoding: str | None

    @property
    def set_aside(self) -> int:
        """Rows and features that are not taken; all of them where there is no place for any."""
        aside = len(records_aside(self.notes))
        return max(aside, self.map.figure.page.layers[0].features) if self.is_nowhere else aside

    @property
    def is_nowhere(self) -> bool:
        """Tell whether it is rows without any places: their page shows a list and an empty map."""
        has_rows = self.map.figure.page.layers[0].features > 0
        return has_rows and any(note.type == "no-places" for note in self.notes)

    def as_json(self) -> dict[str, Any]:
        """Give the object that ``map --json`` prints; its keys are a contract."""
        page = self.map.figure.page
        layer, totals = page.layers[0], page.totals[0]
        rows = layer.account.rows if layer.account and layer.account.rows else layer.features
        placed = totals.located > 0
        waiting = records_to_repair(self.notes)
        return {
            "file": self.file,
            "rows": rows,
            "features": layer.features,
            "on_map": totals.located,
            "unlocated": totals.unlocated,
            "set_aside": self.set_aside,
            **({"to_repair": waiting} if waiting else {}),
            "bounds": [round(value, 7) for value in page.bounds] if placed else None,
            "fields": {one.name.zh: one.type for one in layer.fields},
            "crs": None if self.is_nowhere else self.crs,
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
    rows = None if table is None else read_rows(table, wanted)
    # Beside a second file the places may be there: then a table without any is refused.
    reading = replace(wanted.features, placeless=table is None)
    places = read_places(features, replace(wanted, features=reading))
    return draw_sides(places, rows, wanted)


def read_places(path: Path, wanted: WantedMap) -> PlaceSide:
    """Read a file of features, or a table with places in it, and bring it to a known CRS.

    Raises
    ------
    InputError
        It cannot be read, its CRS is neither stated nor to be found, or hardly any place is
        possible.
    """
    file = name_of(path)
    return place_source(read_source(path, file, wanted.features.unmerging()), path, file, wanted)


def place_source(source: Source, path: Path, file: str, wanted: WantedMap) -> PlaceSide:
    """Bring features that were read already to a known CRS, as ``read_places`` does."""
    source = without_zeros(source, file)
    frame, crs, notes = _located(source, path, file, wanted)
    lines = source.lines or list(range(1, len(frame) + 1))
    is_text = source.format in TEXTS
    side = Side(file, lines, source.filled)
    return PlaceSide(frame, side, crs, source.encoding, notes, source.ids, is_text)


def read_rows(path: Path, wanted: WantedMap) -> RowSide:
    """Read a file of rows as text.

    Raises
    ------
    InputError
        It cannot be read.
    """
    read = read_cells(path, name_of(path), wanted.table.unmerging())
    return RowSide(read.cells, Side(name_of(path), read.lines, read.filled), read)


def draw_sides(places: PlaceSide, rows: RowSide | None, wanted: WantedMap) -> Drawn:
    """Choose the keys, type what is text, join and draw.

    Raises
    ------
    InputError
        There is no such column, or the key does not join.
    """
    file = places.side.name
    frame = _with_ids(places.frame, places.ids, wanted)
    cells = None if rows is None else rows.cells
    own = places.side.own_rows(frame)
    frame, (left, right) = choose_keys(frame, cells, wanted.key, file, own=own)
    notes = [*places.notes]
    units: dict[str, str] = {}
    if left == NUMBER and rows is None:
        notes.append(Issue("no-key-column", "", file))
    if places.is_text:
        typed = _type_side(frame.drop(columns="geometry"), places.side, left, "Name")
        frame = type(frame)(typed.cells, geometry=frame.geometry, crs=frame.crs)
        notes += typed.notes
        units |= dict.fromkeys(typed.percents, PERCENT_SIGN)
    if rows is not None and rows.read is not None:
        rows.read.refuse_changed_keys(right, rows.side.name)
        typed = _type_side(rows.cells, rows.side, right)
        cells = typed.cells
        notes += [*rows.read.notes, *typed.notes]
        units |= dict.fromkeys(typed.percents, PERCENT_SIGN)
    drawn, told = draw_table(
        frame,
        cells,
        keys=(left, right),
        look=PageLook(wanted.title, wanted.lang, wanted.name, wanted.color, units),
        fold=wanted.fold,
        sides=(places.side, Side("") if rows is None else rows.side),
        notes=notes,
    )
    return Drawn(drawn, told, file, places.crs, places.encoding)


def _type_side(cells: pd.DataFrame, side: Side, *keep: str) -> TypedTable:
    lines = side.lines or list(range(1, len(cells) + 1))
    return type_columns(cells, lines, side.name, keep=keep)


def _located(
    source: Source, path: Path, file: str, wanted: WantedMap
) -> tuple[gpd.GeoDataFrame, str, list[Issue]]:
    """Bring the features to WGS84 where the file states no EPSG code.

    Tell which places are impossible.
    """
    frame = source.frame
    notes = [*source.notes, *_unusable(source, file), *_doubts(source, file, wanted)]
    system, swapped, found = _system(source, path, file, wanted)
    notes += found
    if system != ASSUMED:
        notes = [note for note in notes if note.type != "degrees-assumed"]
    frame = _in_system(frame.drop(columns="geometry_fault").infer_objects(), system, swapped)
    lines = source.lines or list(range(1, len(frame) + 1))
    frame, odd, places = without_impossible(frame, file, lines)
    if places.first is not None and places.is_hopeless:
        raise InputError(places.word_of_file(file))
    empty = [] if len(frame) else [Issue("no-features", "", file)]
    shapes = frame.geometry.to_numpy()
    told = [*note_mixed(shapes, file, lines), *note_invalid(shapes, file, lines)]
    return frame, system, [*notes, *empty, *odd, *told, *note_lonely(frame, file, lines)]


def _in_system(frame: gpd.GeoDataFrame, system: str, swapped: bool) -> gpd.GeoDataFrame:  # noqa: FBT001 - passed on as it came
    if system in TO_WGS84 or swapped:
        shapes = to_plain(frame.geometry.to_numpy(), system, swapped=swapped)
        frame = frame.set_geometry(type(frame.geometry)(shapes, index=frame.index))
    if frame.crs is not None and system == _name_of(frame):
        return frame
    return frame.set_crs(SHOWN if system in TO_WGS84 else system, allow_override=True)


def _doubts(source: Source, file: str, wanted: WantedMap) -> Iterator[Issue]:
    """What makes a reader ask, where the user has not said the CRS."""
    if wanted.crs is not None:
        return
    if is_web_boundary(source.frame.columns):
        yield Issue("web-boundary", "", file)
    named = find_named_system(file)
    is_plain = source.shifted is None and source.frame.crs is not None
    if named in TO_WGS84 and is_plain and _name_of(source.frame) == SHOWN:
        yield Issue("name-differs", "", file, value=named, details={"crs": SHOWN})


def _unusable(source: Source, file: str) -> Iterator[Issue]:
    """Each geometry that could not be built, by its line."""
    faults = source.frame["geometry_fault"]
    lines = source.lines or list(range(1, len(faults) + 1))
    for at in np.flatnonzero(faults.notna()).tolist():
        details = detail_of(faults.iloc[at])
        yield Issue("unusable-geometry", "", file, row=lines[at], details=details)


def _with_ids(
    frame: gpd.GeoDataFrame, ids: list[Any] | None, wanted: WantedMap
) -> gpd.GeoDataFrame:
    """The ids that stand beside the properties of GeoJSON, where no property is asked for."""
    key = (wanted.key or "").partition("=")[0].strip()
    if ids is None or key in frame or key not in {"id", "feature.id", "", "auto"} or "id" in frame:
        return frame
    return frame.assign(**{key if key in {"id", "feature.id"} else "id": ids})


def _only_system(names: Sequence[str | None], file: str) -> str:
    """The CRS that every row states of itself.

    Raises
    ------
    InputError
        Rows state several.
    """
    shares = Counter(name for name in names if name is not None)
    if len(shares) > 1:
        said = ", ".join(f"{name} {count}" for name, count in shares.most_common())
        raise InputError(say("intake.errors.mixed_rows", name=file, shares=said))
    return next(iter(shares))


def _name_of(frame: gpd.GeoDataFrame) -> str:
    code = frame.crs.to_authority()
    return ":".join(code) if code else str(frame.crs.to_string())


def _said_system(source: Source, crs: str) -> tuple[str, bool]:
    """The CRS that the user states.

    Who states it of a file of which each place is possible with the axes exchanged only, and none
    as it stands, has settled that too.
    """
    said = said_crs(crs)
    system = SHOWN if said in TO_WGS84 else said
    places = find_places(source.frame.geometry.to_numpy(), stored_crs(system))
    return said, places.is_turned


def _system(
    source: Source, path: Path, file: str, wanted: WantedMap
) -> tuple[str, bool, list[Issue]]:
    """The CRS that the user states, the file states, or the doctor finds, which is told.

    And whether its axes are exchanged.
    """
    stated = _stated_system(source, file, wanted)
    if stated is not None:
        return *stated, []
    refuse_scaled(source, file)
    found = examine_source(source, path, None).diagnosis
    crs = found.usable_crs
    if crs is None:
        raise InputError(say_no_crs(source, file, found))
    return crs, found.swapped, [note_found(found, "", file)]


def _stated_system(source: Source, file: str, wanted: WantedMap) -> tuple[str, bool] | None:
    if wanted.crs is not None:
        return _said_system(source, str(wanted.crs))
    if source.shifted is not None:
        return source.shifted, False
    rows = find_row_systems(source.frame)
    if rows is not None:
        return _only_system(rows[1], file), False
    if source.frame.crs is not None:
        return _name_of(source.frame), False
    has_places = shapely.get_num_coordinates(source.frame.geometry.to_numpy()).any()
    return None if has_places else (SHOWN, False)
