"""A layer as its manifest says.

Typed columns, its CRS, and an issue for everything set aside or odd.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from jinan_geo.cells.misfit import NUMBERS, describe_misfit
from jinan_geo.cells.scales import SCALED, SourceColumn, to_standard
from jinan_geo.cells.traces import Cells
from jinan_geo.cells.values import blank_column, parse_values
from jinan_geo.coordinates.crs import find_misfit, stored_crs, to_plain
from jinan_geo.coordinates.outlines import are_valid
from jinan_geo.coordinates.parts import has_parts_of
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.coordinates.stated_crs import is_same_system
from jinan_geo.errors import InputError, show
from jinan_geo.issues.issue import Issue
from jinan_geo.kept.coded import code_of
from jinan_geo.manifest.attributes import BLANKS, FEATURE_ATTRIBUTES
from jinan_geo.manifest.closed import Text, text
from jinan_geo.read.database import is_database, read_database
from jinan_geo.read.faulty import detail_of
from jinan_geo.read.features import read_source
from jinan_geo.read.impossible import find_places, write_place
from jinan_geo.read.mixed import note_mixed
from jinan_geo.read.numbered import BY_CONTENT, ids_by_content, stated_ids
from jinan_geo.read.repair import repair_shapes
from jinan_geo.read.source import Reading
from jinan_geo.read.validity import word_invalid
from jinan_geo.read.zeros import without_zeros
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.manifest.workspace import LayerFolder
    from jinan_geo.read.impossible import AskedPlaces
    from jinan_geo.read.source import Source

__all__ = ["LayerReading", "kinds_of", "read_layer", "read_layer_whole"]

KINDS = np.array(["point", "line", "polygon", "none"], dtype=object)  # the last for -1


@dataclass(frozen=True)
class LayerReading:
    """A layer as read: its usable features, and every cell of the file.

    ``lines`` says where the usable ones stand.

    ``aside`` has the geometries of those set aside, by line.
    """

    features: gpd.GeoDataFrame
    issues: list[Issue]
    cells: Cells
    lines: NDArray[np.int64]
    aside: gpd.GeoSeries


def read_layer(folder: LayerFolder) -> tuple[gpd.GeoDataFrame, list[Issue], int]:
    """Read a layer's features as its manifest says.

    Returns the usable features with standard and declared columns (typed, see
    ``values.parse_values``) in the CRS that the manifest states, the issues, and the number of
    features in the file. Features without an id, with one already seen, or with an unusable
    geometry are set aside with an issue.
    """
    whole = read_layer_whole(folder)
    return whole.features, whole.issues, len(whole.cells.lines)


def read_layer_whole(folder: LayerFolder, source: Source | None = None) -> LayerReading:
    """Read as ``read_layer`` does, and keep what the file says word by word.

    ``source`` is the file read already.
    """
    source = without_zeros(source or _read(folder), folder.features_file)
    raw, made = _with_made_ids(folder, source.frame)
    lines = source.lines or range(1, len(raw) + 1)
    crs = _stated_crs(folder, source)
    if "crs" in folder.manifest.model_fields_set:
        source = source.settled()
    places = _find_places(folder, raw, crs)
    kinds = FEATURE_ATTRIBUTES | {key: field.type for key, field in folder.manifest.fields.items()}
    titles = {key: folder.manifest.columns.get(key, key) for key in kinds}
    issues = [replace(note, layer=folder.id) for note in source.notes] + made
    ids, numbered = _told_apart(folder, stated_ids(folder, raw, titles["id"]), lines, source)
    issues += numbered
    columns: dict[str, Any] = {}
    for column, kind in kinds.items():
        points = source.points.get(titles[column], ())
        origin = SourceColumn(column, kind, titles[column], folder.features_file, lines, points)
        columns[column], found = _read_column(folder, raw, origin, ids)
        issues += found
    columns["id"] = _as_column(ids, raw.get(titles["id"]))
    issues += _undeclared(folder, raw, titles)
    shapes = to_plain(raw.geometry.to_numpy(), folder.manifest.crs, swapped=folder.manifest.swapped)
    # Not copied, so that a column's codes stay known and blank columns are one.
    frame = gpd.GeoDataFrame(_with_one_blank(columns), geometry=shapes, crs=crs, copy=False)
    issues += _converted(folder, crs, source)
    frame, repaired = repair_shapes(folder, frame, lines)
    issues += repaired
    issues += [
        replace(note, layer=folder.id) for note in places.doubts(folder.features_file, lines)
    ]
    keep, found = _check_features(folder, frame, raw, lines, places)
    cells = Cells(folder.id, folder.features_file, raw, ids, lines, titles, kinds, source.typed)
    aside = frame.geometry[~keep].set_axis(np.array(lines)[~keep])
    usable = frame if keep.all() else frame[keep].reset_index(drop=True)
    return LayerReading(usable, issues + found, cells, np.array(lines)[keep], aside)


def _with_made_ids(
    folder: LayerFolder, raw: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[Issue]]:
    """Add ids of the features' contents where the manifest says that the file has none."""
    if folder.manifest.columns.get("id") != BY_CONTENT or BY_CONTENT in raw:
        return raw, []
    note = Issue("made-ids", folder.id, folder.features_file, value=len(raw))
    return raw.assign(**{BY_CONTENT: ids_by_content(raw)}), [note]


def _with_one_blank(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Let columns of texts that say nothing be one and the same."""
    blank: dict[int, Any] = {}
    found = {}
    for name, column in columns.items():
        coded = code_of(column)
        is_blank = coded is not None and not len(coded.texts)
        found[name] = blank.setdefault(len(column), column) if is_blank else column
    return found


def _as_column(ids: list[str | None], stated: pd.Series[Any] | None) -> pd.Series[Any]:
    """Give the ids as a column: that of the file, where they are what it says."""
    coded = None if stated is None else code_of(stated)
    if coded is not None and stated is not None and stated.tolist() == ids:
        return stated.reset_index(drop=True).rename(None)
    return pd.Series(ids, dtype=object)


def _told_apart(
    folder: LayerFolder, ids: list[str | None], lines: Sequence[int], source: Source
) -> tuple[list[str | None], list[Issue]]:
    """Number the ids of rows that share one merged cell: ``P-1``, ``P-1-2``."""
    title = folder.manifest.columns.get("id", "id")
    shared = source.filled.get(title, set())
    return _numbered(folder, ids, lines, title, shared) if shared else (ids, [])


def _numbered(
    folder: LayerFolder,
    ids: list[str | None],
    lines: Sequence[int],
    title: str,
    shared: set[int],
) -> tuple[list[str | None], list[Issue]]:
    given, taken = list(ids), set(ids)
    for at in [at for at, line in enumerate(lines) if line in shared and ids[at]]:
        names = (f"{ids[at]}-{number}" for number in range(2, len(ids) + 2))
        given[at] = next(name for name in names if name not in taken)
        taken.add(given[at])
    count = sum(one != other for one, other in zip(ids, given, strict=True))
    file = folder.features_file
    note = Issue("keys-numbered", folder.id, file, field=title, value=count)
    return given, [note] if count else []


def _read_column(
    folder: LayerFolder, raw: gpd.GeoDataFrame, origin: SourceColumn, ids: Sequence[str | None]
) -> tuple[Any, list[Issue]]:
    """Give a column as its type, and an issue for each cell that is not of it or was converted."""
    title, kind, lines = origin.title, origin.kind, origin.lines
    blank = BLANKS.get(origin.attribute)
    if title not in raw:
        _, found = to_standard(origin.without_cells(), [], folder.manifest, folder.locale)
        notes = [replace(note, layer=folder.id) for note in found]
        return blank_column(len(raw), kind, blank=blank), notes
    values: Any = raw[title]
    found = []
    if kind in SCALED or (kind in NUMBERS and folder.locale.decimal):
        values, found = to_standard(origin, values.tolist(), folder.manifest, folder.locale)
    parsed = parse_values(values, kind, blank=blank)
    issues = [replace(note, layer=folder.id) for note in found]
    for at, value in parsed.bad:
        issues.append(_bad_cell(folder, lines[at], ids[at], title, value, kind))
    return parsed.cells, issues


def _undeclared(
    folder: LayerFolder, raw: gpd.GeoDataFrame, titles: Mapping[str, str]
) -> list[Issue]:
    known = {*titles.values(), "geometry", "geometry_fault"}
    return [
        Issue("undeclared-field", folder.id, folder.features_file, value=column)
        for column in raw.columns
        if column not in known
    ]


def _read(folder: LayerFolder) -> Source:
    reading = Reading.of(folder.manifest)
    if is_database(folder.manifest.features):
        return read_database(folder.manifest.features, folder.features_file, reading)
    return read_source(folder.features_path, folder.features_file, reading)


def kinds_of(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Tell point, line and polygon apart, of one part or several; ``none`` without geometry.

    A collection is of the kind that has the most dimensions: an area with its label is an area.
    """
    return KINDS[shapely.get_dimensions(shapes)]


def _bad_cell(  # noqa: PLR0913 - one argument a column of the issue
    folder: LayerFolder, line: int, key: str | None, title: str, value: object, kind: str
) -> Issue:
    misfit, details = describe_misfit(value, kind)
    return Issue(misfit, folder.id, folder.features_file, line, key, title, value, details)


def _check_features(
    folder: LayerFolder,
    frame: gpd.GeoDataFrame,
    raw: gpd.GeoDataFrame,
    lines: Sequence[int],
    places: AskedPlaces,
) -> tuple[NDArray[np.bool_], list[Issue]]:
    """Tell which features can be used.

    Each that cannot, and each invalid geometry, becomes an issue.
    """
    ids = frame["id"]
    shapes = frame.geometry.to_numpy()
    faults = raw["geometry_fault"]
    impossible = np.zeros(len(raw), dtype=bool)
    impossible[[*places.impossible]] = True
    missing, again = _ids_at_fault(ids)
    wrong = {
        "missing-id": missing,
        "duplicate-id": again,
        "unusable-geometry": faults.notna().to_numpy(),
        "impossible-place": impossible,
        "wrong-geometry-type": _is_of_other_kinds(shapes, folder.manifest.geometry),
        "invalid-geometry": ~are_valid(shapes) & ~shapely.is_missing(shapes),
    }
    kinds = [*wrong]
    problem = np.select(list(wrong.values()), np.arange(len(kinds), dtype=np.int8), -1)
    doubled = wrong["missing-id"] | wrong["duplicate-id"]
    first = dict(zip(ids[::-1], lines[::-1], strict=True)) if doubled.any() else {}
    issues = []
    for at in np.flatnonzero(problem >= 0).tolist():
        kind, shape, field, value = kinds[problem[at]], shapes[at], None, None
        details: dict[str, object] = {}
        if kind in {"missing-id", "duplicate-id"}:
            field, value, details = "id", ids[at] or None, {"first": first[ids[at]]}
        elif kind == "unusable-geometry":
            details = dict(detail_of(faults[at]))
        elif kind == "impossible-place":
            value = write_place(raw.geometry.iloc[at])
            details = dict(places.impossible[at].text.detail("what"))
        elif kind == "wrong-geometry-type":
            value, details = shape.geom_type, {"expected": ", ".join(folder.manifest.geometry)}
        else:
            details = word_invalid(shape)
        issues.append(
            Issue(kind, folder.id, folder.features_file, lines[at], ids[at], field, value, details)
        )
    keep = (problem < 0) | (problem == kinds.index("invalid-geometry"))
    usable = shapes.copy()
    usable[~keep] = None
    mixed = note_mixed(usable, folder.features_file, lines)
    issues += [replace(note, layer=folder.id) for note in mixed]
    return keep, issues


def _ids_at_fault(ids: pd.Series[Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which ids are missing, and which stand in an earlier feature as well."""
    coded = code_of(ids)
    if coded is not None and len(coded.texts) == len(ids) and all(coded.texts):
        return np.zeros(len(ids), dtype=bool), np.zeros(len(ids), dtype=bool)
    return ~ids.fillna("").astype(bool).to_numpy(), ids.duplicated().to_numpy()


def _is_of_other_kinds(shapes: NDArray[np.object_], declared: Sequence[str]) -> NDArray[np.bool_]:
    """Tell which shapes are, or hold, what the layer does not take."""
    others = [at for at, kind in enumerate(KINDS[:-1]) if kind not in declared]
    return np.asarray(np.any([has_parts_of(shapes, at) for at in others], axis=0), dtype=bool)


def _stated_crs(folder: LayerFolder, source: Source) -> pyproj.CRS:
    """The manifest's CRS rules.

    A layer that states none is of plain degrees, and a file that names another is a contradiction
    to resolve, not to guess. A layer that states one overrules its file; that is recorded.
    """
    name, raw = folder.manifest.crs, source.frame
    try:
        stated = stored_crs(name)
    except CRSError:
        msg = say("read.errors.crs_unknown", layer=folder.id, name=show(name))
        raise InputError(msg) from None
    is_declared = "crs" in folder.manifest.model_fields_set
    if not is_declared and raw.crs is not None and is_database(folder.manifest.features):
        return pyproj.CRS.from_user_input(raw.crs)  # the SRID of the table
    if raw.crs is None and source.format != "GeoJSON" and not is_declared:
        msg = say("read.errors.no_crs", features_file=folder.features_file)
        raise InputError(msg)
    other = _stated_otherwise(source, name, stated)
    if other is not None and not is_declared:
        file = folder.features_file
        raise InputError(say("read.errors.crs_differs", features_file=file, crs=other, name=name))
    return stated


def _stated_otherwise(source: Source, name: str, stated: pyproj.CRS) -> str | None:
    """Give what a file says that it is of, where that is not what the layer is of."""
    if source.shifted is not None:
        return source.shifted if source.shifted != name else None
    if name in TO_WGS84 or not _contradicts(source.frame, stated):
        return None
    return str(source.frame.crs.name)


def _find_places(folder: LayerFolder, raw: gpd.GeoDataFrame, crs: pyproj.CRS) -> AskedPlaces:
    """Ask each place whether it is possible; where most are not, the CRS is wrong.

    Then nothing is read.

    Raises
    ------
    InputError
        Says what the numbers look like.
    """
    swapped = folder.manifest.swapped
    places = find_places(
        raw.geometry.to_numpy(), crs, swapped=swapped, manifest=folder.has_manifest
    )
    first = places.first
    if first is not None and places.is_hopeless:
        if not folder.has_manifest:
            raise InputError(places.word(folder.features_file))
        misfit = find_misfit(raw.geometry.total_bounds, folder.manifest.crs, swapped=swapped)
        told = places.word(folder.features_file)
        raise InputError(f"{folder.features_file}: {misfit}" if misfit else told)
    return places


def _contradicts(raw: gpd.GeoDataFrame, stated: pyproj.CRS) -> bool:
    """Tell whether a file names another CRS than the layer, in whatever words.

    Plain degrees contradict nothing: they are what a GeoJSON says that says nothing, and what a
    file of GCJ-02 says, for want of a name.
    """
    if raw.crs is None or raw.crs.equals(pyproj.CRS.from_epsg(4326), ignore_axis_order=True):
        return False
    numbers = raw.geometry.total_bounds.reshape(2, 2)
    has_numbers = len(raw) > 0 and np.isfinite(numbers).all()
    return not is_same_system(raw.crs.to_2d(), stated, numbers if has_numbers else None)


def _converted(folder: LayerFolder, crs: pyproj.CRS, source: Source) -> list[Issue]:
    """Record a declared conversion; EPSG:4490 as WGS84 is none, they differ below a metre."""
    is_declared = "crs" in folder.manifest.model_fields_set
    name = folder.manifest.crs if is_declared else crs.to_string()
    swapped = folder.manifest.swapped
    other = _stated_otherwise(source, name, crs)
    if crs.is_geographic and not (name in TO_WGS84 or swapped or other):
        return []
    axes = text("read.layer.swapped") if swapped else Text(zh="")
    if other:
        axes = text("read.layer.overruled", axes=axes, stated=other)
    label = crs.name if '"' in name else name  # a WKT is too long to be read
    details = axes.detail("axes")
    return [Issue("converted-crs", folder.id, folder.features_file, value=label, details=details)]
