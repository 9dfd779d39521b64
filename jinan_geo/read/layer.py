"""A layer as its manifest says: typed columns, its CRS, and an issue for everything set aside or odd."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from jinan_geo.attributes import FEATURE_ATTRIBUTES, TYPE_NAMES
from jinan_geo.crs import find_misfit, stored_crs, to_plain
from jinan_geo.errors import InputError, show
from jinan_geo.gcj import TO_WGS84
from jinan_geo.issues import Issue
from jinan_geo.read.features import read_source
from jinan_geo.read.source import Reading
from jinan_geo.values import parse_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinan_geo.read.source import Source
    from jinan_geo.workspace import LayerFolder

__all__ = ["GEOMETRY_KINDS", "read_layer"]

LIKELY = 25  # percent of pyproj's confidence: the WKT of a .prj names the same CRS in other words
GEOMETRY_KINDS = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}


def read_layer(layer: LayerFolder) -> tuple[gpd.GeoDataFrame, list[Issue], int]:
    """Read a layer's features as its manifest says.

    Returns the usable features with standard and declared columns (typed, see ``values.parse_values``) in
    the CRS that the manifest states, the issues, and the number of features in the file. Features without an
    id, with one already seen, or with an unusable geometry are set aside with an issue.
    """
    source = read_source(layer.features_path, layer.features_file, Reading.of(layer.manifest))
    raw = source.frame
    crs = _stated_crs(layer, source)
    names = {standard: layer.manifest.columns.get(standard, standard) for standard in FEATURE_ATTRIBUTES}
    kinds = {**FEATURE_ATTRIBUTES, **{key: field.type for key, field in layer.manifest.fields.items()}}
    columns: dict[str, Any] = {}
    issues = [replace(note, layer=layer.id) for note in source.notes]
    ids = [None if pd.isna(cell) else str(cell).strip() for cell in raw.get(names["id"], [None] * len(raw))]
    for column, kind in kinds.items():
        title = names.get(column, layer.manifest.columns.get(column, column))
        parsed = parse_values(raw[title] if title in raw else [None] * len(raw), kind)
        columns[column] = parsed.cells
        expected, expected_en = TYPE_NAMES.get(kind, (kind, kind))
        issues += [
            _issue(layer, "bad-value", ids, at, title, value, expected=expected, expected_en=expected_en)
            for at, value in parsed.bad
        ]
    columns["id"] = pd.Series(ids, dtype=object)
    used = {*names.values(), *(layer.manifest.columns.get(key, key) for key in layer.manifest.fields)}
    ignored = [column for column in raw.columns if column not in {*used, "geometry", "geometry_fault"}]
    issues += [Issue("undeclared-field", layer.id, layer.features_file, value=column) for column in ignored]
    shapes = to_plain(raw.geometry.to_numpy(), layer.manifest.crs, swapped=layer.manifest.swapped)
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
    issues += _converted(layer, crs)
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


def _stated_crs(layer: LayerFolder, source: Source) -> pyproj.CRS:
    """The manifest's CRS rules; a file that names another one is a contradiction to resolve, not to guess."""
    name, raw = layer.manifest.crs, source.frame
    try:
        stated = stored_crs(name)
    except CRSError:
        msg = f"layers/{layer.id}/layer.toml: crs = {show(name)} is not known; write it as EPSG:4326"
        raise InputError(msg) from None
    if raw.crs is None and source.format != "GeoJSON" and "crs" not in layer.manifest.model_fields_set:
        msg = f"{layer.features_file}: the file states no CRS; find out which it is and write crs = in layer.toml"
        raise InputError(msg)
    plain = pyproj.CRS.from_epsg(4326)  # what a file in plain degrees says, GeoJSON that names no CRS too
    found = raw.crs.to_2d() if raw.crs is not None else stated  # with heights it is the same in three dimensions
    shifted = name in TO_WGS84 and found.is_geographic  # no file can say GCJ-02; it says some degrees
    agrees = shifted or found.to_epsg(LIKELY) == stated.to_epsg()
    if not found.equals(plain, ignore_axis_order=True) and not agrees:
        msg = f"{layer.features_file}: the file says {raw.crs.name}, layer.toml says {name}; correct whichever is wrong"
        raise InputError(msg)
    bounds = raw.geometry.total_bounds if len(raw) else np.full(4, np.nan)
    misfit = find_misfit(bounds, name, swapped=layer.manifest.swapped)
    if misfit is not None:
        msg = f"{layer.features_file}: {misfit}"
        raise InputError(msg)
    return stated


def _converted(layer: LayerFolder, crs: pyproj.CRS) -> list[Issue]:
    """Record a declared conversion; EPSG:4490 as WGS84 is none, they differ below a metre."""
    name, swapped = layer.manifest.crs, layer.manifest.swapped
    if crs.is_geographic and name not in TO_WGS84 and not swapped:
        return []
    details = {"axes": "，两轴已对调" if swapped else "", "axes_en": ", axes swapped" if swapped else ""}
    return [Issue("converted-crs", layer.id, layer.features_file, value=name, details=details)]
