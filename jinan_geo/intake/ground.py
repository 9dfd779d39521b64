"""The ground of a workspace: a file added to it, all that is in it, a file taken out again."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from jinan_geo.city.place import locate_districts
from jinan_geo.coordinates.crs import SHOWN, find_misfit, metric_crs, stored_crs, to_plain
from jinan_geo.coordinates.stated_crs import in_china
from jinan_geo.errors import InputError, UsageError, show, suggest
from jinan_geo.export.geopackage import PlainTable, StyledTable, write_geopackage
from jinan_geo.export.table import ExportColumn
from jinan_geo.intake.examine import examine_source, say_no_crs
from jinan_geo.intake.groundrows import (
    DrawnRows,
    clip_rows,
    merge_rows,
    name_classes,
    rows_of,
    where_rows,
)
from jinan_geo.intake.said import said_crs
from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.ground import CLASSES
from jinan_geo.read import Reading, name_of, read_layer, read_source
from jinan_geo.read.ground import (
    GROUND_FILE,
    GROUND_TABLES,
    ROW_COLUMNS,
    GroundRows,
    GroundSource,
    ground_classes,
    ground_sources,
    read_ground,
)
from jinan_geo.read.osm import OSM, is_osm, read_osm
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.read import Source

__all__ = ["AddedGround", "WantedGround", "add_ground", "remove_ground", "write_rows"]

MARGIN_M = 3000.0
WIDE_MARGIN_M = 120_000.0  # of what is shown at small scales only: the neighbouring cities
SMALL_SCALE = 11
SMOOTH_M = 200.0
MOST_COLUMNS = 12
OPEN = "odbl"  # begins the name of the licence of OpenStreetMap
OSM_CREDIT, OSM_LICENCE = "© OpenStreetMap contributors", "ODbL 1.0"
KINDS = dict(enumerate(GROUND_TABLES))


@dataclass(frozen=True)
class WantedGround:
    """What the command line says of a file; ``to_zoom`` is the last zoom that it is drawn at."""

    name: str | None = None
    where: str | None = None
    crs: str | None = None
    credit: str | None = None
    licence: str | None = None
    to_zoom: int | None = None
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True)
class AddedGround:
    """What became of a file: rows kept by class, and how many features were left out and why.

    ``misshapen`` have a class that is not drawn as what they are, such as a building that is a
    point. ``assumed`` is the CRS it was read in where nothing says that it is right.
    """

    source: GroundSource
    classes: dict[str, int]
    without_class: int
    without_shape: int
    misshapen: int
    elsewhere: int
    assumed: str | None


@dataclass(frozen=True)
class _Given:
    """A file as it was read, its shapes in WGS84 degrees; ``assumed`` as in ``AddedGround``."""

    source: Source
    shapes: NDArray[np.object_]
    assumed: str | None = None


def add_ground(workspace: Workspace, file: Path, wanted: WantedGround) -> AddedGround:
    """Add what of a file lies in the city to the ground; the same file again takes its own place.

    The same files give the same bytes.

    Raises
    ------
    UsageError
        No such class, ``where`` cannot be read, or another licence is said of OpenStreetMap.
    InputError
        The file cannot be read, its CRS cannot be told, nothing in it has a class or can be drawn
        as its class, or nothing of it lies in the city.
    """
    _require_class(wanted.name)
    name = name_of(file)
    city = _city(workspace, wanted)
    given = _read(workspace, file, wanted, city)
    fits = where_rows(given.source.frame, wanted.where)
    if not fits.any():
        raise InputError(say("intake.errors.ground_none_left", name=name))
    frame, shapes = given.source.frame[fits], given.shapes[fits]
    classes = _classes(workspace, frame, wanted.name)
    classless = sum(one is None for one in classes)
    shapeless = int((shapely.is_missing(shapes) | shapely.is_empty(shapes)).sum())
    drawn = rows_of(frame, shapes, classes)
    _require_rows(name, frame, drawn, classless)
    table, parts, features = clip_rows(drawn, city)
    if not len(table):
        raise InputError(_elsewhere(name, drawn.parts, city))
    table, parts = merge_rows(table, parts)
    outside = drawn.features - features
    left_out = classless + shapeless + drawn.misshapen + outside
    told = _told(name, given.source.format, wanted, len(table), left_out)
    to_zoom = np.nan if wanted.to_zoom is None else float(wanted.to_zoom)
    _keep(workspace, told, table.assign(to_zoom=to_zoom, source=told.key), parts)
    counted = Counter(table["class"])
    listed = {one: counted[one] for one in CLASSES if one in counted}
    return AddedGround(told, listed, classless, shapeless, drawn.misshapen, outside, given.assumed)


def _require_rows(name: str, frame: gpd.GeoDataFrame, drawn: DrawnRows, classless: int) -> None:
    if len(drawn.table):
        return
    if classless < len(frame):
        raise InputError(say("intake.errors.ground_no_shape", name=name))
    own = [str(title) for title in frame.columns if title not in {"geometry", "geometry_fault"}]
    columns = ", ".join(map(show, own[:MOST_COLUMNS]))
    raise InputError(say("intake.errors.ground_no_class", name=name, columns=columns))


def _elsewhere(name: str, parts: NDArray[np.object_], city: BaseGeometry) -> str:
    """Say where a file lies that has nothing in the city, and where that is."""
    here, there = (
        say(
            "intake.ground.box",
            west=f"{west:.2f}",
            south=f"{south:.2f}",
            east=f"{east:.2f}",
            north=f"{north:.2f}",
        )
        for west, south, east, north in (city.bounds, shapely.total_bounds(parts))
    )
    return say("intake.errors.ground_elsewhere", name=name, here=here, there=there)


def _require_class(name: str | None) -> None:
    if name is not None and name not in CLASSES:
        known = suggest(name, CLASSES)
        raise UsageError(say("intake.errors.ground_class", name=show(name), known=known))


def _told(name: str, kind: str, wanted: WantedGround, rows: int, left_out: int) -> GroundSource:
    """Say what was added; what comes of OpenStreetMap names it, whatever else it names."""
    credit, licence = wanted.credit or "", wanted.licence or ""
    if kind == OSM:
        if not licence.lower().startswith(OPEN):
            licence = OSM_LICENCE
        if "openstreetmap" not in credit.lower():
            credit = ", ".join(filter(None, [credit, OSM_CREDIT]))
    return GroundSource(
        _key(name, wanted),
        kind,
        credit,
        licence,
        rows,
        left_out,
        wanted.to_zoom,
    )


def remove_ground(workspace: Workspace, key: str | None) -> list[str]:
    """Take a file out of the ground, or all of them; gives which.

    Raises
    ------
    UsageError
        There is no ground, or no such file in it.
    """
    path = workspace.root / GROUND_FILE
    known = [source.key for source in ground_sources(path)]
    if not known:
        raise UsageError(say("intake.errors.no_ground"))
    if key is not None and key not in known:
        hint = suggest(key, known)
        raise UsageError(say("intake.errors.no_ground_of", key=show(key), hint=hint))
    if key is None or known == [key]:
        path.unlink()
        return known
    write_rows(path, _without(read_ground(path), key))
    return [key]


def _key(name: str, wanted: WantedGround) -> str:
    """Tell what was added apart: the file, and what was taken of it."""
    parts = [name, wanted.reading.layer or "", wanted.name or "", wanted.where or ""]
    return " ".join(filter(None, parts))


def _classes(workspace: Workspace, frame: gpd.GeoDataFrame, name: str | None) -> list[str | None]:
    if name is not None:
        return [name] * len(frame)
    own = workspace.manifest.ground.classes if workspace.manifest.ground else {}
    return name_classes(frame, [own, ground_classes()])


def _city(workspace: Workspace, wanted: WantedGround) -> BaseGeometry:
    """Give the city with a margin, in degrees."""
    crs = metric_crs(workspace.manifest.metric_crs)
    frame = read_layer(workspace.layer(workspace.manifest.districts))[0]
    is_small = wanted.to_zoom is not None and wanted.to_zoom <= SMALL_SCALE
    margin = WIDE_MARGIN_M if is_small else MARGIN_M
    outline = locate_districts(frame, crs).outline.simplify(SMOOTH_M).buffer(margin, quad_segs=4)
    shown: BaseGeometry = gpd.GeoSeries([outline], crs=crs).to_crs(SHOWN).iloc[0]
    return shown


def _read(workspace: Workspace, file: Path, wanted: WantedGround, city: BaseGeometry) -> _Given:
    name = name_of(file)
    if wanted.reading.database is None and is_osm(file, name):
        if wanted.licence and not wanted.licence.lower().startswith(OPEN):
            raise UsageError(say("intake.errors.ground_osm_licence", name=name))
        source = read_osm(file, name, list(ground_classes()), city.bounds)
        return _Given(source, source.frame.geometry.to_numpy())
    source = read_source(file, name, wanted.reading)
    crs, swapped, is_sure = _crs_of(source, file, workspace, wanted)
    shapes = source.frame.geometry.to_numpy()
    misfit = find_misfit(shapely.total_bounds(shapes), crs, swapped=swapped)
    if misfit is not None:
        raise InputError(say("intake.errors.ground_misfit", name=name, misfit=misfit))
    plain = to_plain(shapes, crs, swapped=swapped)
    moved = gpd.GeoSeries(plain, crs=stored_crs(crs)).to_crs(SHOWN)
    is_sure = is_sure or not in_china(*city.centroid.coords[0])
    return _Given(source, moved.to_numpy(), None if is_sure else crs)


def _crs_of(
    source: Source, file: Path, workspace: Workspace, wanted: WantedGround
) -> tuple[str, bool, bool]:
    """Give the CRS, whether its axes are swapped, and whether anything speaks for it.

    It is as said, else as the coordinate doctor finds it or the file states it.
    """
    said = said_crs(wanted.crs) if wanted.crs else source.shifted
    stated = source.frame.crs
    if said is None and stated is not None and not stated.is_geographic:
        return stated.to_wkt(), False, True
    if said is not None:
        return said, False, True
    found = examine_source(source, file, workspace).diagnosis
    if found.found == "mixed" or found.usable_crs is None:
        raise InputError(say_no_crs(source, name_of(file), found))
    return found.usable_crs, found.swapped, found.found is not None


def _keep(
    workspace: Workspace, told: GroundSource, table: pd.DataFrame, parts: NDArray[np.object_]
) -> None:
    path = workspace.root / GROUND_FILE
    old = _without(read_ground(path), told.key)
    sources = sorted([*old.sources, told], key=lambda one: one.key)
    together = pd.concat([old.table, table], ignore_index=True)
    order = np.argsort(
        together["source"].map({one.key: at for at, one in enumerate(sources)}), kind="stable"
    )
    shapes = np.concatenate([old.shapes, parts])
    write_rows(path, GroundRows(together.iloc[order], shapes[order], sources))


def _without(rows: GroundRows | None, key: str) -> GroundRows:
    if rows is None:
        return GroundRows(pd.DataFrame(columns=list(ROW_COLUMNS)), np.empty(0, dtype=object), [])
    other = (rows.table["source"] != key).to_numpy()
    sources = [source for source in rows.sources if source.key != key]
    return replace(rows, table=rows.table[other], shapes=rows.shapes[other], sources=sources)


def write_rows(path: Path, rows: GroundRows) -> None:
    """Write a ground as it is kept; the same rows give the same bytes."""
    sizes = shapely.get_dimensions(rows.shapes)
    tables = []
    for size, kind in KINDS.items():
        mine = sizes == size
        if mine.any():
            tables.append(_table(GROUND_TABLES[kind], kind, rows.table[mine], rows.shapes[mine]))
    write_geopackage(path, tables, None, [_sources(rows.sources)], kept=True)


def _table(name: str, kind: str, table: pd.DataFrame, shapes: NDArray[np.object_]) -> StyledTable:
    columns = [
        _column(str(title), table[title], "integer" if title == "to_zoom" else "text")
        for title in ROW_COLUMNS
    ]
    return StyledTable(name, name, "", kind, columns, shapes, "", "")


def _sources(sources: list[GroundSource]) -> PlainTable:
    table = pd.DataFrame([asdict(one) for one in sources])
    whole = {"features", "left_out", "to_zoom"}
    columns = [
        _column(str(title), table[title], "integer" if title in whole else "text")
        for title in table
    ]
    return PlainTable("sources", "sources", columns)


def _column(title: str, cells: pd.Series[Any], kind: str) -> ExportColumn:
    values = (
        pd.to_numeric(cells).to_numpy(dtype=float, na_value=np.nan)
        if kind == "integer"
        else cells.to_numpy(dtype=object)
    )
    return ExportColumn(title, Text(zh=title), kind, values)
