"""One file checked by itself, in no workspace or beside one.

What can be found without a manifest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from jinan_geo.cells.scales import OWN
from jinan_geo.check import check_layer
from jinan_geo.check.subject import Subject
from jinan_geo.city import check_places
from jinan_geo.city.districts import Districts
from jinan_geo.city.place import locate_districts, place_features
from jinan_geo.city.steps import NO_RECORDS, Joined, as_layer
from jinan_geo.coordinates.crs import SHOWN, metric_crs, to_shown
from jinan_geo.errors import InputError
from jinan_geo.intake.examine import examine_source, note_found, say_no_crs
from jinan_geo.intake.ids import choose_key
from jinan_geo.intake.propose import geometry_kinds, mixed_notes, propose_columns
from jinan_geo.intake.said import said_crs
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.locale import Locale
from jinan_geo.manifest.models import LayerManifest
from jinan_geo.manifest.workspace import LayerFolder
from jinan_geo.read import (
    Reading,
    name_of,
    read_layer,
    read_layer_whole,
    read_source,
    without_zeros,
)
from jinan_geo.read.impossible import find_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from jinan_geo.city.city import Layer
    from jinan_geo.intake.examine import Examined
    from jinan_geo.intake.propose import ProposedColumn
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.read import Source

__all__ = ["FileCheck", "check_file"]

ROW = "#"
NOWHERE = Districts([], [], [], [], np.array([], dtype=object))
# What only a layer has: no manifest declares anything here.
OF_LAYERS = {"converted-crs", "undeclared-field"}
SHARE = 0.01
ZONES = 60.0  # degrees of longitude: ten zones of UTM


@dataclass(frozen=True)
class LooseFile(LayerFolder):
    """A file taken as a layer; messages call it by its own name."""

    @property
    def has_manifest(self) -> bool:
        """A file by itself has none."""
        return False

    @property
    def features_file(self) -> str:
        """The file's name."""
        return self.manifest.features


@dataclass(frozen=True)
class FileCheck:
    """What was found: the file as a layer, its issues, and the coordinate doctor's findings.

    ``refused`` says why the file is unusable as it stands, though it could be checked as what was
    found: no verb uses it before somebody says what its coordinates are.
    """

    layer: Layer
    districts: Districts
    features: int
    issues: list[Issue]
    examined: Examined
    refused: str = ""


def check_file(
    path: Path,
    workspace: Workspace | None,
    *,
    key: str | None = None,
    crs: str | None = None,
    reading: Reading | None = None,
) -> FileCheck:
    """Check a file as it is.

    ``workspace`` gives its districts and anchors, ``crs`` what the doctor cannot tell.

    Raises
    ------
    InputError
        The file cannot be read, its CRS is neither stated nor to be found, or it mixes systems and
        most places are impossible in what it states.
    """
    name = name_of(path)
    source = read_source(path, name, replace(reading or Reading(), placeless=True).unmerging())
    source = without_zeros(source, name)
    said = said_crs(crs) if crs else None
    examined = examine_source(source, path, workspace, said=said)
    issues = list(_crs_issues(name, examined))
    issues += [] if len(source.frame) else [Issue("no-features", Path(name).stem, name)]
    frame, column = _keyed(source, name, key)
    issues += [Issue("no-key-column", Path(name).stem, name)] if column == ROW else []
    locale = _locale_of(workspace)
    columns = propose_columns(frame, column, locale, money=OWN)
    issues += mixed_notes(columns, Path(name).stem, name)
    stated = _stated_as(name, examined, source, said)
    layer = _as_layer(path.with_name(name), columns, geometry_kinds(frame), stated, locale)
    frame = frame.set_crs(None, allow_override=True)  # the layer states what was found
    if stated.is_mixed:  # no single system fits; the cells can be checked
        frame = frame.set_geometry([None] * len(frame))
    read = read_layer_whole(layer, replace(source, frame=frame))
    metric = _metric_crs(workspace, read.features)
    joined = Joined(layer, read, [], NO_RECORDS, None)
    subject = Subject(layer, read.features, read.lines, metric, read.cells)
    issues += [*read.issues, *check_layer(subject)]
    districts = NOWHERE
    if workspace is not None:
        outlines, _, _ = read_layer(workspace.layer(workspace.manifest.districts))
        districts = locate_districts(outlines, metric)
    placed = place_features(layer, read.features, districts, crs=metric, min_share=SHARE)
    if workspace is not None:
        issues += [*placed.issues, *check_places(subject, districts)]
    found = as_layer(joined, placed)
    kept = [issue for issue in issues if issue.type not in OF_LAYERS]
    refused = _refused(name, examined, is_said=said is not None)
    return FileCheck(found, districts, len(read.cells.lines), kept, examined, refused)


def _refused(name: str, examined: Examined, *, is_said: bool) -> str:
    """Say why nothing of the file can be used as it stands; its CRS, if said, settles the axes."""
    places = examined.places
    if not places.is_hopeless or (is_said and places.is_turned):
        return ""
    return places.word_of_file(name)


def _keyed(source: Source, name: str, key: str | None) -> tuple[gpd.GeoDataFrame, str]:
    """Give the features and the column that tells them apart.

    It is a column of their lines where none does.
    """
    try:
        return source.frame, choose_key(source.own_rows, name, key)
    except InputError:
        if key is not None:
            raise
    numbers = source.lines or range(1, len(source.frame) + 1)
    return source.frame.assign(**{ROW: [str(number) for number in numbers]}), ROW


def _is_hopeless(source: Source) -> bool:
    """Tell whether most places are impossible in what the file states, which nothing can use."""
    return find_places(source.frame.geometry.to_numpy(), source.frame.crs).is_hopeless


def _crs_issues(name: str, examined: Examined) -> list[Issue]:
    found = examined.diagnosis
    layer = name.rsplit(".", 1)[0]
    if found.found == "mixed":
        shares = ", ".join(f"{crs} {share:.0%}" for crs, share in found.shares)
        return [Issue("mixed-crs", layer, name, value=shares)]
    if (found.found is None and not found.swapped) or found.is_as_declared:
        return []
    return [note_found(found, layer, name)]


@dataclass(frozen=True)
class _StatedAs:
    """The CRS that a file is read in."""

    crs: str
    swapped: bool = False
    is_mixed: bool = False


def _stated_as(name: str, examined: Examined, source: Source, said: str | None) -> _StatedAs:
    """Choose what a file is read in: what is said of it, else what was found.

    Raises
    ------
    InputError
        There is neither, or it mixes systems and most places are impossible in what it states.
    """
    found = examined.diagnosis
    is_mixed = found.found == "mixed"
    if said is not None:
        return _StatedAs(said, swapped=examined.is_turned)
    crs = source.shifted or found.usable_crs
    is_placed = bool(source.frame.geometry.notna().any())
    if is_placed and (crs is None or (is_mixed and _is_hopeless(source))):
        raise InputError(say_no_crs(source, name, found))
    return _StatedAs(crs or SHOWN, swapped=found.swapped and not is_mixed, is_mixed=is_mixed)


def _locale_of(workspace: Workspace | None) -> Locale:
    return Locale() if workspace is None else workspace.manifest.locale


def _as_layer(
    path: Path,
    columns: Sequence[ProposedColumn],
    geometry: list[str],
    stated: _StatedAs,
    locale: Locale,
) -> LooseFile:
    fields: dict[str, Any] = {
        column.attribute: {"name": {"zh": column.label}, "type": column.type}
        for column in columns
        if not column.standard
    }
    manifest = LayerManifest.model_validate(
        {
            "name": {"zh": path.stem},
            "role": "context",
            "geometry": geometry,
            "crs": stated.crs,
            "swapped": stated.swapped,
            "features": path.name,
            "columns": {column.attribute: column.title for column in columns},
            "source": {"zh": path.name},
            "provision": "none",
            "units": {
                column.attribute: column.money
                for column in columns
                if column.money not in {None, OWN}
            },
            "fields": fields,
        }
    )
    return LooseFile(path.stem, path.parent, manifest, locale=locale)


def _metric_crs(workspace: Workspace | None, features: gpd.GeoDataFrame) -> pyproj.CRS:
    """The workspace's, else the UTM zone of the features, or equal areas: all measure in metres."""
    if workspace is not None:
        return metric_crs(workspace.manifest.metric_crs)
    located = features.geometry.dropna()
    located = located[~located.is_empty]
    if not len(located):
        return metric_crs("EPSG:4548")
    west, south, east, north = to_shown(located.to_frame("geometry")).total_bounds
    middle = f"+lon_0={(west + east) / 2:.6f} +units=m +datum=WGS84 +type=crs"
    if east - west > ZONES:  # a transverse Mercator has no end there: equal areas round the world
        return pyproj.CRS(f"+proj=cea {middle}")
    try:
        return pyproj.CRS(located.estimate_utm_crs())
    except (RuntimeError, ValueError):  # near the poles there is none: equal areas round the middle
        return pyproj.CRS(f"+proj=laea +lat_0={(south + north) / 2:.6f} {middle}")
