"""The one place that opens data files: features through fiona, tables as text cells."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
import shapely.geometry
from pyproj.exceptions import CRSError

from jinan_geo.attributes import FEATURE_ATTRIBUTES, TYPE_NAMES
from jinan_geo.errors import InputError, show
from jinan_geo.issues import Issue
from jinan_geo.values import parse_values

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jinan_geo.workspace import LayerFolder

__all__ = ["Table", "read_any_table", "read_bytes", "read_features", "read_layer", "read_table"]

SHORTEST_RING = 4
# How many lists lie around a position.
DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
LONGEST_CELL = 16_000_000  # characters; the csv module stops at 131,072 by itself
GEOMETRY_KINDS = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}


@dataclass(frozen=True)
class Table:
    """A table as text: ``cells`` has one column a heading, ``lines`` the line of the file of each row."""

    cells: pd.DataFrame
    lines: list[int]


def read_table(path: Path, name: str) -> Table:
    """Read a CSV file in UTF-8 as text; nothing is converted, so ``NA`` and ``007`` stay what they are.

    Raises
    ------
    InputError
        The file is missing, not UTF-8, has no heading, repeats a heading, or a row has another number of cells.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _parse_rows(file, name, ",")
    except FileNotFoundError:
        msg = f"{name}: the file is missing; put it there or name another in layer.toml"
        raise InputError(msg) from None
    except OSError as error:
        msg = f"{name}: cannot be opened ({error.strerror}); check that it is a file and may be read"
        raise InputError(msg) from None
    except UnicodeDecodeError as error:
        msg = f"{name}: not UTF-8 at byte {error.start}; save it as CSV UTF-8"
        raise InputError(msg) from None


def _parse_rows(file: Iterable[str], name: str, delimiter: str) -> Table:
    rows: list[list[str]] = []
    lines: list[int] = []
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(file, strict=True, delimiter=delimiter)
    try:
        heading = next(reader, [])
        for row in reader:
            if row and len(row) != len(heading):
                msg = f"{name} line {reader.line_num}: {len(row)} cells under {len(heading)} headings; correct the row"
                raise InputError(msg)
            if row:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        msg = f"{name} line {reader.line_num}: {error}; check the quotes"
        raise InputError(msg) from None
    if not heading or len(set(heading)) != len(heading):
        msg = f"{name} line 1: headings are missing or repeated: {show(','.join(heading))}"
        raise InputError(msg)
    return Table(pd.DataFrame(rows, columns=heading, dtype=object), lines)


def read_features(path: Path, name: str) -> gpd.GeoDataFrame:
    """Read GeoJSON feature by feature; the frame has the stored CRS, x (easting or longitude) first.

    Column ``geometry`` is missing for features without one, ``geometry_fault`` words why a geometry could
    not be built. No row is left out.

    fiona says whether this is GeoJSON and in which CRS. The features themselves are taken as the file says:
    through GDAL a text that looks like a date becomes one, and a column that mixes numbers and texts stops it.

    Raises
    ------
    InputError
        The file is missing or not GeoJSON.
    """
    import fiona  # noqa: PLC0415 - 0.2 s that commands without data need not pay
    from fiona.errors import FionaError  # noqa: PLC0415

    if not path.is_file():
        msg = f"{name}: the file is missing; put it there or name another in layer.toml"
        raise InputError(msg)
    try:
        with fiona.open(path, enabled_drivers=["GeoJSON"]) as source:
            crs = source.crs.to_wkt() if source.crs else None
        features = _parse_features(path.read_text(encoding="utf-8-sig"))
    except (FionaError, ValueError, RecursionError) as error:
        msg = f"{name}: not readable as GeoJSON ({error}); export it as GeoJSON in UTF-8"
        raise InputError(msg) from None
    built = [_build_geometry(geometry) for _, geometry in features]
    # As objects: a column of whole numbers with one missing would otherwise turn into decimals, ids included.
    frame = pd.DataFrame([properties for properties, _ in features], index=range(len(features)), dtype=object)
    frame = frame.drop(columns=[column for column in ("geometry", "geometry_fault") if column in frame])
    frame["geometry_fault"] = pd.Series([fault for _, fault in built], index=frame.index, dtype=object)
    geometry = np.array([shape for shape, _ in built] or [], dtype=object)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(geometry, index=frame.index), crs=crs)


def read_layer(layer: LayerFolder) -> tuple[gpd.GeoDataFrame, list[Issue], int]:
    """Read a layer's features as its manifest says.

    Returns the usable features with standard and declared columns (typed, see ``values.parse_values``) in
    the CRS that the manifest states, the issues, and the number of features in the file. Features without an
    id, with one already seen, or with an unusable geometry are set aside with an issue.
    """
    raw = read_features(layer.features_path, layer.features_file)
    crs = _stated_crs(layer, raw)
    names = {standard: layer.manifest.columns.get(standard, standard) for standard in FEATURE_ATTRIBUTES}
    kinds = {**FEATURE_ATTRIBUTES, **{key: field.type for key, field in layer.manifest.fields.items()}}
    columns: dict[str, Any] = {}
    issues: list[Issue] = []
    ids = [None if pd.isna(cell) else str(cell).strip() for cell in raw.get(names["id"], [None] * len(raw))]
    for column, kind in kinds.items():
        source = names.get(column, layer.manifest.columns.get(column, column))
        parsed = parse_values(raw[source] if source in raw else [None] * len(raw), kind)
        columns[column] = parsed.cells
        expected, expected_en = TYPE_NAMES.get(kind, (kind, kind))
        issues += [
            _issue(layer, "bad-value", ids, at, source, value, expected=expected, expected_en=expected_en)
            for at, value in parsed.bad
        ]
    columns["id"] = pd.Series(ids, dtype=object)
    used = {*names.values(), *(layer.manifest.columns.get(key, key) for key in layer.manifest.fields)}
    ignored = [column for column in raw.columns if column not in {*used, "geometry", "geometry_fault"}]
    issues += [Issue("undeclared-field", layer.id, layer.features_file, value=column) for column in ignored]
    frame = gpd.GeoDataFrame(columns, geometry=raw.geometry.to_numpy(), crs=crs)
    keep, found = _check_features(layer, frame, raw["geometry_fault"])
    return frame[keep].reset_index(drop=True), issues + found, len(raw)


def _issue(  # noqa: PLR0913 - one argument a column of the issue
    layer: LayerFolder, kind: str, ids: list[str | None], at: int, field: str | None, value: object, **details: object
) -> Issue:
    return Issue(kind, layer.id, layer.features_file, at + 1, ids[at], field, value, details)


def _check_features(
    layer: LayerFolder, frame: gpd.GeoDataFrame, faults: Iterable[str | None]
) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], list[Issue]]:
    issues: list[Issue] = []
    keep = np.ones(len(frame), dtype=bool)
    first_seen: dict[str, int] = {}
    ids = list(frame["id"])
    shapes = frame.geometry.to_numpy()
    expected = ", ".join(layer.manifest.geometry)
    for at, (key, fault, shape) in enumerate(zip(ids, faults, shapes, strict=True)):
        problem: tuple[str, str | None, object, dict[str, object]] | None = None
        kind = None if shape is None else GEOMETRY_KINDS.get(shape.geom_type)
        if not key:
            problem = ("missing-id", "id", None, {})
        elif key in first_seen:
            problem = ("duplicate-id", "id", key, {"first": first_seen[key]})
        elif isinstance(fault, str):
            problem = ("unusable-geometry", None, None, {"reason": fault})
        elif shape is not None and kind not in layer.manifest.geometry:
            problem = ("wrong-geometry-type", None, shape.geom_type, {"expected": expected})
        if key:
            first_seen.setdefault(key, at + 1)
        if problem:
            keep[at] = False
            issues.append(_issue(layer, problem[0], ids, at, problem[1], problem[2], **problem[3]))
        elif shape is not None and not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            issues.append(_issue(layer, "invalid-geometry", ids, at, None, None, reason=reason))
    return keep, issues


def _stated_crs(layer: LayerFolder, raw: gpd.GeoDataFrame) -> pyproj.CRS:
    """The manifest's CRS rules; a file that names another one is a contradiction to resolve, not to guess."""
    try:
        stated = pyproj.CRS.from_user_input(layer.manifest.crs)
    except CRSError:
        msg = f"layers/{layer.id}/layer.toml: crs = {show(layer.manifest.crs)} is not known; write it as EPSG:4326"
        raise InputError(msg) from None
    plain = pyproj.CRS.from_epsg(4326)  # what a reader gives for GeoJSON that names no CRS
    found = raw.crs.to_2d() if raw.crs is not None else plain  # with heights it is the same in three dimensions
    if not found.equals(plain, ignore_axis_order=True) and found.to_epsg() != stated.to_epsg():
        msg = (
            f"{layer.features_file}: the file says {raw.crs.name}, layer.toml says {layer.manifest.crs}; "
            "correct whichever is wrong"
        )
        raise InputError(msg)
    bounds = raw.geometry.total_bounds if len(raw) else np.full(4, np.nan)
    if stated.is_geographic and np.nanmax(np.abs(np.nan_to_num(bounds))) > 360:  # noqa: PLR2004 - degrees
        msg = (
            f"{layer.features_file}: coordinates reach {np.nanmax(np.abs(bounds)):.0f} but {layer.manifest.crs} is in "
            'degrees; state the projected CRS in layer.toml, for example crs = "EPSG:4548"'
        )
        raise InputError(msg)
    return stated


def _parse_features(text: str) -> list[tuple[dict[str, Any], Any]]:
    """Give properties and geometry of each feature; a list or an object among the properties becomes JSON text."""
    data = json.loads(text)
    features = data.get("features", [data]) if isinstance(data, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        msg = "it holds no list of features"
        raise ValueError(msg)
    return [
        (
            {_clean(key): _plain(value) for key, value in (feature.get("properties") or {}).items()},
            feature.get("geometry"),
        )
        for feature in features
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return _clean(value) if isinstance(value, str) else value


def _clean(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 file can hold, by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _build_geometry(geometry: Any) -> tuple[Any, str | None]:  # noqa: ANN401 - whatever JSON holds
    """Build a 2-D shape; what follows x and y is left out, which changes nothing in plan."""
    if geometry is None:
        return None, None
    try:
        depth = DEPTHS.get(geometry["type"])
        if depth is not None:
            geometry = {"type": geometry["type"], "coordinates": _in_plan(geometry["coordinates"], depth)}
        if _has_short_ring(geometry):
            return None, "a ring has fewer than 4 positions"
        shape = shapely.geometry.shape(geometry)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError, shapely.errors.ShapelyError) as error:
        return None, str(error)
    if shape.is_empty:
        return None, None
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return None, "a coordinate is not a finite number"
    return shape, None


def _in_plan(coordinates: Any, depth: int) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    """Take the first two numbers of each position; ``depth`` is 0 for one position, 1 for a list of them."""
    if depth > 1:
        return [_in_plan(part, depth - 1) for part in coordinates]
    positions = [position[:2] for position in (coordinates if depth else [coordinates] if coordinates else [])]
    if positions and (np.ndim(positions) != 2 or np.asarray(positions).dtype.kind not in "if"):  # noqa: PLR2004 - x, y
        msg = "a position is not made of numbers"
        raise ValueError(msg)
    return positions if depth else (positions or [[]])[0]


def _has_short_ring(geometry: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Tell of a ring that bounds nothing; shapely would close it in silence."""
    coordinates = geometry.get("coordinates", [])
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(geometry["type"], [])
    return any(len(ring) < SHORTEST_RING for rings in polygons for ring in rings)


def read_any_table(path: Path, name: str) -> pd.DataFrame:
    """Read a CSV of unknown make: UTF-8 or GB18030; comma, semicolon or tab; numbers where all cells are.

    A column becomes numbers only if that changes no cell's meaning: ``007`` and ``NA`` keep it text.
    """
    if not path.is_file():
        msg = f"{name}: the file is missing; name an existing CSV file"
        raise InputError(msg)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            msg = f"{name}: neither UTF-8 nor GB18030 at byte {error.start}; save it as CSV UTF-8"
            raise InputError(msg) from None
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = _parse_rows(io.StringIO(text, newline=""), name, delimiter)
    return rows.cells.apply(_numbers_where_plain)


def _numbers_where_plain(cells: pd.Series[Any]) -> pd.Series[Any]:
    filled = cells[cells != ""]
    if len(filled) and filled.str.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?").all():
        return pd.to_numeric(cells.where(cells != ""))
    return cells.where(cells != "", None)


def read_bytes(path: Path) -> bytes:
    """Read a file that is carried as it is, such as a photo."""
    return path.read_bytes()
