"""Features of any file: what it is, then the reader for that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError

from jinan_geo.coordinates.crs import require_database
from jinan_geo.errors import EnvironmentFault, InputError, ResourceLimitError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.read.archive import choose_member, unpack
from jinan_geo.read.geojson import read_geojson
from jinan_geo.read.places import find_places
from jinan_geo.read.points import build_places
from jinan_geo.read.sniff import sniff_kind
from jinan_geo.read.source import Reading, Source, frame_of
from jinan_geo.read.table import read_cells
from jinan_geo.read.vector import build_shapes, read_vector
from jinan_geo.words import say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["read_features", "read_source"]

MOST = 0.5
PLAIN = "EPSG:4326"  # what degrees are taken for where nobody says more


def read_features(path: Path, name: str, reading: Reading | None = None) -> gpd.GeoDataFrame:
    """Read the features of any file of a known format; x (easting or longitude) first.

    The frame has the CRS that the file states, or none. Column ``geometry`` is missing for features
    without one, ``geometry_fault`` words why a geometry could not be built. No row is left out.

    Raises
    ------
    InputError
        The file is missing, of no known format, damaged, or holds several layers and none is
        chosen.
    """
    return read_source(path, name, reading).frame


def read_source(path: Path, name: str, reading: Reading | None = None) -> Source:
    """Read features as ``read_features`` does, and say what the file is and what was noticed."""
    require_database()
    reading = reading or Reading()
    kind = sniff_kind(path, name)
    if kind != "zip":
        return _read_kind(path, name, kind, reading)
    with unpack(path, name) as members:
        member, layer = choose_member(members, name, reading.layer)
        inner = replace(reading, layer=layer)
        within = f"{name}/{member.name}"
        return _read_kind(member.path, within, sniff_kind(member.path, within), inner)


def _read_kind(path: Path, name: str, kind: str, reading: Reading) -> Source:
    if kind == "GeoJSON":
        return read_geojson(path, name, reading)
    if kind == "GeoParquet":
        return _read_parquet(path, name)
    if kind in {"CSV", "Excel"}:
        return _read_places(path, name, kind, reading)
    if kind == "zip":
        msg = say("read.errors.nested", name=name)
        raise ResourceLimitError(msg)
    if str(path).isprintable() and "!" not in str(path):
        return read_vector(path, name, kind, reading)
    with scratch_folder() as scratch:  # readers cut names at line ends and !
        for part in path.parent.iterdir():
            if part.stem == path.stem:
                (scratch / f"data{part.suffix}").symlink_to(part.resolve())
        return read_vector(scratch / f"data{path.suffix}", name, kind, reading)


def _read_places(path: Path, name: str, kind: str, reading: Reading) -> Source:
    """Read a table with places in it; a row without one is a feature without geometry."""
    table = read_cells(path, name, reading)
    spec = reading.coordinates or find_places(table.cells, name)
    if spec is None:
        msg = say(
            "read.errors.no_places", name=name, listed=", ".join(map(str, table.cells.columns))
        )
        raise InputError(msg)
    places = build_places(table.cells, spec, table.lines, name)
    used = [column for column in (spec.x, spec.y, spec.pair, spec.wkt) if column]
    notes = [*table.notes, *places.notes]
    if reading.coordinates is None:
        notes.append(Issue("coordinates-found", "", name, value=", ".join(used)))
    shapes, faults = build_shapes(np.array(places.data, dtype=object))
    system = places.system
    if system is None and reading.crs is None and _are_degrees(shapes):
        system = PLAIN
        notes.append(Issue("degrees-assumed", "", name, value=system))
    said = list(map(_first_of, places.faults, faults))
    columns = {str(title): _or_none(cells) for title, cells in table.cells.items()}
    kept = {title: cells for title, cells in columns.items() if title not in used}
    crs = _epsg(system)
    frame = frame_of(kept, shapes, said, crs)
    shifted = system if crs is None else None
    return Source(frame, kind, table.encoding, notes, table.lines, table.typed, spec, shifted)


def _first_of(one: str | None, other: str | None) -> str | None:
    return one or other


def _or_none(cells: pd.Series[Any]) -> list[Any]:
    return [cell or None for cell in cells]


def _epsg(system: str | None) -> pyproj.CRS | None:
    try:
        return pyproj.CRS.from_user_input(system) if system else None
    except CRSError:  # no EPSG code: GCJ-02, BD-09, or a number that is none
        return None


def _are_degrees(shapes: NDArray[np.object_]) -> bool:
    """Tell whether most numbers can be longitudes and latitudes; those that cannot are told row by row."""
    numbers = shapely.get_coordinates(shapes)
    if not len(numbers) or not np.isfinite(numbers).all():
        return False
    fitting = (np.abs(numbers) <= (180.0, 90.0)).all(axis=1)
    return bool(fitting.mean() > MOST)


def _read_parquet(path: Path, name: str) -> Source:
    import geopandas as gpd  # noqa: PLC0415 - as vector.py: only for who needs it

    try:
        frame = gpd.read_parquet(path)
    except ImportError:
        msg = say("read.errors.parquet_pyarrow", name=name)
        raise EnvironmentFault(msg) from None
    except Exception as error:  # noqa: BLE001 - pyarrow raises many kinds, all of them about this file
        msg = say("read.errors.parquet", name=name, error=show(str(error)))
        raise InputError(msg) from None
    cells = frame.drop(columns=frame.geometry.name).astype(object)
    columns = {
        str(title): cells[title].where(cells[title].notna(), None).tolist() for title in cells
    }
    shapes, faults = build_shapes(frame.geometry.to_wkb().to_numpy())
    return Source(frame_of(columns, shapes, faults, frame.crs), "GeoParquet")
