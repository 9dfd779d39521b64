"""A file brought to the coordinate doctor, with what its workspace knows to be in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj

from jinan_geo.coordinates.anchors import exact_rows, match_anchors
from jinan_geo.coordinates.crs import stored_crs, to_shown
from jinan_geo.coordinates.datum import find_approximate
from jinan_geo.coordinates.doctor import Diagnosis, Witnesses, diagnose
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.coordinates.stated_crs import name_system
from jinan_geo.coordinates.systems import ground_of
from jinan_geo.coordinates.telling_columns import find_claims, find_row_systems, is_web_boundary
from jinan_geo.errors import JinanGeoError
from jinan_geo.intake.ids import choose_key
from jinan_geo.intake.said import said_crs
from jinan_geo.intake.unstated import say_mixed_rows
from jinan_geo.manifest.closed import text
from jinan_geo.read import name_of, read_layer, read_source
from jinan_geo.words import current_language, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from jinan_geo.coordinates.datum import Approximate
    from jinan_geo.coordinates.stated_crs import Stated
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.read import Reading, Source

__all__ = ["Examined", "examine_file", "examine_source", "say_no_crs"]

NOT_UNDERSTOOD = "crs-not-understood"


@dataclass(frozen=True)
class Examined:
    """A file, what it is, how many features have no usable geometry, the others' diagnosis."""

    file: str
    format: str
    encoding: str | None
    unusable: int
    diagnosis: Diagnosis

    def as_json(self, lang: str) -> dict[str, Any]:
        """Give the object that ``doctor --json`` prints; its keys are a contract."""
        found = self.diagnosis
        return {
            "file": self.file,
            "format": self.format,
            "encoding": self.encoding,
            "features": found.features,
            "declared": found.declared,
            "found": found.found,
            "swapped": found.swapped,
            "mixed": [{"crs": name, "share": round(share, 6)} for name, share in found.shares],
            "confidence": found.confidence,
            "evidence": [getattr(text, lang) for text in found.evidence],
            "toml": found.toml,
        }


def examine_file(
    path: Path,
    workspace: Workspace | None,
    *,
    anchors: Sequence[str] = (),
    reading: Reading | None = None,
    key: str | None = None,
) -> Examined:
    """Read a file and diagnose it against a workspace's districts and layers.

    ``anchors`` names the layers that are known to be in the right place; without any, those
    features of the workspace are taken that were surveyed or digitised. The file's own layer is
    never its anchor. ``reading`` says which of several layers, the encoding, and the CRS that the
    file is said to be in, which is tried as if the file stated it. ``key`` is the only column by
    which features are known again in other layers. Features without a usable geometry are counted
    and left out.

    Raises
    ------
    JinanGeoError
        The file cannot be read, a layer is unknown, or a layer of the workspace cannot be read.
    """
    source = read_source(path, name_of(path), reading)
    crs = None if reading is None or reading.crs is None else said_crs(reading.crs)
    examined = examine_source(_said_in(source, crs), path, workspace, anchors=anchors, key=key)
    return replace(examined, diagnosis=_as_said(examined.diagnosis, crs))


def _said_in(source: Source, crs: str | None) -> Source:
    """Let the file state a CRS; a shifted one is no CRS that a file can state."""
    if crs is None:
        return source
    stated = None if crs in TO_WGS84 else pyproj.CRS.from_user_input(crs)
    return replace(source, frame=source.frame.set_crs(stated, allow_override=True))


def _as_said(found: Diagnosis, crs: str | None) -> Diagnosis:
    return replace(found, declared=crs, stated=crs) if crs in TO_WGS84 else found


def examine_source(
    source: Source,
    path: Path,
    workspace: Workspace | None,
    *,
    anchors: Sequence[str] = (),
    key: str | None = None,
) -> Examined:
    """Diagnose a file that was read already, as ``examine_file`` does."""
    frame = source.frame
    known_by = _known_by(frame, key, name_of(path))
    gone: list[str] = []
    ground, witnesses = ground_of(None), Witnesses(rows=find_row_systems(frame))
    if workspace is not None:
        known, gone = _anchor_layers(workspace, source.database or path, anchors)
        gone += [one.id for one in workspace.left_out]
        districts = to_shown(read_layer(workspace.layer(workspace.manifest.districts))[0])
        shapes = districts.geometry.dropna().to_numpy()
        ground = ground_of(shapes, workspace.manifest.metric_crs)
        witnesses = replace(
            witnesses,
            anchors=match_anchors(known_by, known) if known else None,
            claims=find_claims(frame, districts),
        )
    diagnosis = diagnose(
        frame.geometry.to_numpy(), ground, witnesses=witnesses, declared=_declared(frame)
    )
    diagnosis = _as_said(diagnosis, source.shifted)
    notes = [note.message() for note in source.notes]
    notes += [text("intake.examine.left_out", layer=layer) for layer in gone]
    asked = (
        [text("intake.examine.web_boundary")]
        if diagnosis.is_open and is_web_boundary(frame.columns)
        else []
    )
    rough = _approximate(diagnosis, frame)
    datum = [] if rough is None else [rough.text]
    unusable = int(frame["geometry_fault"].notna().sum())
    return Examined(
        name_of(path),
        source.format,
        source.encoding,
        unusable,
        replace(diagnosis, evidence=(*notes, *asked, *diagnosis.evidence, *datum)),
    )


def say_no_crs(source: Source, name: str, found: Diagnosis) -> str:
    """Word that the CRS can neither be read nor found, and why.

    What the file states in words that are not understood comes first, then what the doctor says.
    """
    rows = say_mixed_rows(source, name, found)
    if rows is not None:
        return rows
    lang = current_language()
    notes = [note for note in source.notes if note.type == NOT_UNDERSTOOD]
    reasons = [getattr(note.message(), lang) for note in notes]
    reasons += [getattr(found.evidence[-1], lang)] if found.evidence else []
    if not reasons:
        return say("intake.errors.no_crs", name=name)
    return say(
        "intake.errors.no_crs_why", name=name, reason=say("intake.examine.then").join(reasons)
    )


def _known_by(frame: gpd.GeoDataFrame, key: str | None, name: str) -> gpd.GeoDataFrame:
    """Give the columns by which features may be known again elsewhere."""
    return frame if key is None else frame[[choose_key(frame, name, key), "geometry"]]


def _anchor_layers(
    workspace: Workspace, own: Path | str, names: Sequence[str]
) -> tuple[dict[str, gpd.GeoDataFrame], list[str]]:
    """Read the layers that are named.

    Without names what was surveyed or digitised of all, as far as readable.

    A file is no anchor of itself. The second are those that cannot be read.
    """
    own = own if isinstance(own, str) else own.resolve()
    named = [workspace.layer(name) for name in names]
    found: dict[str, gpd.GeoDataFrame] = {}
    gone = []
    for folder in named or workspace.layers:
        if own in {folder.features_path.resolve(), folder.manifest.features}:
            continue
        try:
            frame = to_shown(read_layer(folder)[0])
        except JinanGeoError:
            if named:
                raise
            gone.append(folder.id)
            continue
        exact = frame if named else exact_rows(frame, folder.manifest.accuracy)
        if len(exact):
            found[folder.id] = exact
    return found, gone


def _approximate(found: Diagnosis, frame: gpd.GeoDataFrame) -> Approximate | None:
    """Tell whether the places come out only roughly in what was found."""
    if found.found in {None, "mixed"} or not found.crs:
        return None
    bounds = frame.geometry.total_bounds
    return find_approximate(
        stored_crs(found.crs), bounds[[1, 0, 3, 2]] if found.swapped else bounds
    )


def _declared(frame: gpd.GeoDataFrame) -> Stated | None:
    """Name the CRS that the file states, heights left out."""
    if frame.crs is None:
        return None
    bounds = frame.geometry.total_bounds
    has_numbers = len(frame) > 0 and np.isfinite(bounds).all()
    return name_system(frame.crs, bounds.reshape(2, 2) if has_numbers else None)
