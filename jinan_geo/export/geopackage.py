"""Tables as one GeoPackage that QGIS opens styled.

Names, value lists and ``layer_styles`` beside the features.
"""

from __future__ import annotations

import sqlite3
import warnings
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.write.files import write_made

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from jinan_geo.export.table import ExportColumn

__all__ = ["PlainTable", "StyledTable", "write_geopackage"]

GEOMETRY = "geom"
WHOLE = {"integer"}
NAMES = {"point": "Point", "line": "LineString", "polygon": "Polygon"}
TABLES = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT CURRENT_TIMESTAMP);
"""
SCHEMA = "http://www.geopackage.org/spec121/#extension_schema"


@dataclass(frozen=True)
class StyledTable:
    """A table of one kind of geometry, with its title and its styles."""

    name: str
    title: str
    description: str
    kind: str
    columns: Sequence[ExportColumn]
    shapes: NDArray[np.object_]
    qml: str
    sld: str


@dataclass(frozen=True)
class PlainTable:
    """A table without geometry."""

    name: str
    title: str
    columns: Sequence[ExportColumn]


def write_geopackage(
    path: Path,
    tables: Sequence[StyledTable],
    day: dt.date | None,
    plain: Sequence[PlainTable] = (),
    *,
    kept: bool = False,
) -> int:
    """Write the tables; gives the number of bytes.

    ``day`` stands where the format asks for a date of change. ``kept`` is as in ``write_bytes``.

    Where a table has features of one and of several parts, all become multi-part, as GIS programs
    have it. The same tables give the same bytes with the same GDAL and SQLite.
    """
    stamp = f"{day.isoformat() if day else '1970-01-01'}T00:00:00.000Z"

    def make(target: Path) -> None:
        for at, table in enumerate(tables):
            _write_features(target, table, append=at > 0)
        for other in plain:
            _write_plain(target, other, append=bool(tables))
        with closing(sqlite3.connect(target)) as base, base:
            _write_styles(base, tables, stamp)
            for at, other in enumerate(plain, start=len(tables)):
                _describe(base, other, at)

    return write_made(path, make, kept=kept)


def _write_features(path: Path, table: StyledTable, *, append: bool) -> None:
    import pyogrio.raw  # noqa: PLC0415 - 0.2 s that other formats need not pay

    shapes = shapely.force_2d(table.shapes)
    parts = shapely.get_type_id(shapes)
    is_multi = np.isin(parts, [4, 5, 6])
    several = bool(is_multi.any())
    fields = [_field(column) for column in table.columns]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a feature has no geometry, or a table no row
        pyogrio.raw.write(
            str(path),
            shapely.to_wkb(_to_multi(shapes) if several else shapes),
            [values for values, _ in fields],
            np.array([column.id for column in table.columns], dtype=object),
            [mask for _, mask in fields],
            layer=table.name,
            driver="GPKG",
            crs=SHOWN,
            encoding="UTF-8",
            append=append,
            geometry_type=("Multi" if several else "") + NAMES[table.kind],
            layer_options={
                "GEOMETRY_NAME": GEOMETRY,
                "FID": "fid",
                "IDENTIFIER": table.title,
                "DESCRIPTION": table.description,
            },
        )


def _write_plain(path: Path, table: PlainTable, *, append: bool) -> None:
    import pyogrio.raw  # noqa: PLC0415 - 0.2 s that other formats need not pay

    fields = [_field(column) for column in table.columns]
    pyogrio.raw.write(
        str(path),
        None,
        [values for values, _ in fields],
        np.array([column.id for column in table.columns], dtype=object),
        [mask for _, mask in fields],
        layer=table.name,
        driver="GPKG",
        encoding="UTF-8",
        append=append,
        layer_options={"FID": "fid", "IDENTIFIER": table.title},
    )


def _to_multi(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    makers: dict[int, Callable[[list[Any]], Any]] = {
        0: shapely.multipoints,
        1: shapely.multilinestrings,
        3: shapely.multipolygons,
    }
    kinds = shapely.get_type_id(shapes)
    made = shapes.copy()
    for kind, maker in makers.items():
        for at in np.flatnonzero(kinds == kind):
            made[at] = maker([shapes[at]])
    return made


def _field(column: ExportColumn) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Give a column as GDAL takes it, and which cells are empty."""
    values, missing = column.cells, column.missing
    if column.kind in WHOLE and values.dtype.kind == "f":
        values = np.where(missing, 0, values).astype(np.int64)
    elif values.dtype.kind == "O" and column.kind == "boolean":
        values = np.where(missing, 0, values).astype(bool)
    elif values.dtype.kind == "O":
        values = np.array([None if cell is None else _clean(cell) for cell in values], dtype=object)
    return values, missing if missing.any() else None


def _clean(text: str) -> str:
    """UTF-8 holds no half of a character, and the format no NUL."""
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    )


def _write_styles(base: sqlite3.Connection, tables: Sequence[StyledTable], stamp: str) -> None:
    base.executescript(TABLES)
    for at, table in enumerate(tables):
        _describe(base, table, at)
        if not table.qml:
            continue
        base.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName,"
            " styleQML, styleSLD, useAsDefault, description, owner, update_time) VALUES "
            "('','',?,?,?,?,?,1,?,'',?)",
            (
                table.name,
                GEOMETRY,
                table.title[:30],
                table.qml,
                table.sld,
                _clean(table.title),
                stamp,
            ),
        )
    base.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, "
        "srs_id)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
        (stamp,),
    )
    base.executemany(
        "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)"
        " VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
        [(name, SCHEMA) for name in ("gpkg_data_columns", "gpkg_data_column_constraints")],
    )
    base.execute(
        "UPDATE gpkg_contents SET last_change = ?", (stamp,)
    )  # GDAL writes the hour of the day


def _describe(base: sqlite3.Connection, table: StyledTable | PlainTable, number: int) -> None:
    """Name the columns, and give the words of coded values."""
    seen: set[str] = set()
    for at, column in enumerate(table.columns):
        title = _clean(column.heading.here)
        name = title if title not in seen else f"{title} {column.id}"
        seen.add(name)
        coded = f"t{number}_c{at}" if column.labels and column.id != "district" else None
        base.execute(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
            (table.name, column.id, name, title, _clean(column.heading.en), coded),
        )
        for value, label in column.labels.items() if coded else ():
            base.execute(
                "INSERT INTO gpkg_data_column_constraints VALUES (?, 'enum', ?, NULL, NULL, NULL, "
                "NULL, ?)",
                (coded, _clean(value), _clean(label.here)),
            )
