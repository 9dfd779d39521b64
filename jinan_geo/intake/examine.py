"""A file brought to the coordinate doctor, with what its workspace knows to be in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.coordinates.anchors import exact_rows, match_anchors
from jinan_geo.coordinates.crs import SHOWN, stored_crs, to_shown
from jinan_geo.coordinates.datum import find_approximate
from jinan_geo.coordinates.doctor import Diagnosis, Witnesses, diagnose
from jinan_geo.coordinates.shifted import TO_WGS84
from jinan_geo.coordinates.stated_crs import name_system
from jinan_geo.coordinates.systems import ground_of
from jinan_geo.coordinates.telling_columns import find_claims, find_row_systems, is_web_boundary
from jinan_geo.errors import JinanGeoError
from jinan_geo.intake.datums import in_old_datum
from jinan_geo.intake.ids import choose_key
from jinan_geo.intake.said import said_crs
from jinan_geo.intake.unstated import listed, say_grid, tell_mixed_rows
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import Text, text
from jinan_geo.read import name_of, read_layer, read_source, without_zeros
from jinan_geo.read.impossible import find_places
from jinan_geo.read.source import NOT_UNDERSTOOD
from jinan_geo.words import current_language, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from jinan_geo.coordinates.stated_crs import Stated
    from jinan_geo.coordinates.systems import Ground
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.read import Reading, Source
    from jinan_geo.read.impossible import AskedPlaces

__all__ = ["Examined", "examine_file", "examine_source", "note_found", "say_no_crs"]


@dataclass(frozen=True)
class Examined:
    """A file, what it is, how many features are left out, and the others' diagnosis.

    ``unusable`` have no usable geometry; ``places`` says which places are impossible in what the
    file states, or is said to be in.
    """

    file: str
    format: str
    encoding: str | None
    unusable: int
    places: AskedPlaces
    diagnosis: Diagnosis

    @property
    def impossible(self) -> int:
        """Features whose place is impossible, where they are single ones."""
        return 0 if self.places.is_hopeless else len(self.places.impossible)

    @property
    def set_aside(self) -> int:
        """Features that no verb places: they have no usable shape, or an impossible place."""
        return self.unusable + self.impossible

    @property
    def is_turned(self) -> bool:
        """Tell whether all of it has its axes exchanged; of single rows nothing can be said so."""
        found = self.diagnosis
        turned = found.swapped and found.found != "mixed"
        return turned or self.places.is_turned

    def as_json(self, lang: str) -> dict[str, Any]:
        """Give the object that ``doctor --json`` prints; its keys are a contract."""
        found = self.diagnosis
        return {
            "file": self.file,
            "format": self.format,
            "encoding": self.encoding,
            "features": found.features,
            "set_aside": self.set_aside,
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
    return examine_source(source, path, workspace, anchors=anchors, key=key, said=crs)


def _said_in(source: Source, crs: str | None) -> Source:
    """Let the file state a CRS; a shifted one is no CRS that a file can state."""
    if crs is None:
        return source
    stated = None if crs in TO_WGS84 else pyproj.CRS.from_user_input(crs)
    return replace(source, frame=source.frame.set_crs(stated, allow_override=True))


def _as_said(found: Diagnosis, crs: str | None) -> Diagnosis:
    return replace(found, declared=crs, stated=crs) if crs in TO_WGS84 else found


def examine_source(  # noqa: PLR0913 - a file, what is known beside it, what is said of it
    source: Source,
    path: Path,
    workspace: Workspace | None,
    *,
    anchors: Sequence[str] = (),
    key: str | None = None,
    said: str | None = None,
) -> Examined:
    """Diagnose a file that was read already, as ``examine_file`` does.

    ``said`` is the CRS that the file is said to be in. Places that are impossible in what is stated
    are left out, where they are the fewer: they are single rows that are wrong, and are set aside
    wherever the file is used.
    """
    source = without_zeros(_said_in(source, said), name_of(path))
    frame = source.frame
    asked = _Asked(ground_of(None), Witnesses(rows=find_row_systems(frame)))
    if workspace is not None:
        known_by = _known_by(frame, key, name_of(path))
        asked = _ask(asked, workspace, (frame, known_by), source.database or path, anchors)
    places = _ask_places(source, said or source.shifted)
    shapes, odd = _possible(source, places)
    assumed = said is None and any(note.type == "degrees-assumed" for note in source.notes)
    declared = _declared(frame, shapes, is_assumed=assumed)
    diagnosis = diagnose(shapes, asked.ground, witnesses=asked.witnesses, declared=declared)
    diagnosis = _as_said(_as_said(diagnosis, source.shifted), said)
    diagnosis = in_old_datum(diagnosis, source, name_of(path))
    rows = tell_mixed_rows(source, name_of(path), diagnosis)
    notes = [note.message() for note in source.notes]
    notes += [text("intake.examine.left_out", layer=layer) for layer in asked.gone]
    notes += odd
    notes += _say_strays(diagnosis, source)
    if diagnosis.is_open and is_web_boundary(frame.columns):
        notes.append(text("intake.examine.web_boundary"))
    unusable = int(frame["geometry_fault"].notna().sum())
    after = (*_approximate(diagnosis, frame), *filter(None, [rows]))
    return Examined(
        name_of(path),
        source.format,
        source.encoding,
        unusable,
        places,
        replace(diagnosis, evidence=(*notes, *diagnosis.evidence, *after)),
    )


@dataclass(frozen=True)
class _Asked:
    """Where the features should be, what can be asked, and layers that cannot be."""

    ground: Ground
    witnesses: Witnesses
    gone: tuple[str, ...] = ()


def _ask(
    asked: _Asked,
    workspace: Workspace,
    frames: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
    own: Path | str,
    anchors: Sequence[str],
) -> _Asked:
    """Add what a workspace knows: its city, its anchors, and the districts that features name.

    ``frames`` are the file, and of it what its features are known again by.
    """
    frame, known_by = frames
    known, gone = _anchor_layers(workspace, own, anchors)
    gone += [one.id for one in workspace.left_out]
    districts = to_shown(read_layer(workspace.layer(workspace.manifest.districts))[0])
    shapes = districts.geometry.dropna().to_numpy()
    witnesses = replace(
        asked.witnesses,
        anchors=match_anchors(known_by, known) if known else None,
        claims=find_claims(frame, districts),
    )
    return _Asked(ground_of(shapes, workspace.manifest.metric_crs), witnesses, tuple(gone))


def say_no_crs(source: Source, name: str, found: Diagnosis) -> str:
    """Word that the CRS can neither be read nor found, and why.

    What the file states in words that are not understood comes first, then what the doctor says.
    """
    lang = current_language()
    rows = tell_mixed_rows(source, name, found)
    if rows is not None:
        return str(getattr(rows, lang))
    if found.found == "mixed":
        shares = ", ".join(f"{crs} {share:.0%}" for crs, share in found.shares)
        return say("intake.errors.mixed_rows", name=name, shares=shares)
    notes = [note for note in source.notes if note.type == NOT_UNDERSTOOD]
    reasons = [getattr(note.message(), lang) for note in notes]
    reasons += _why_open(source, found, lang)
    if not reasons:
        return say("intake.errors.no_crs", name=name)
    return say(
        "intake.errors.no_crs_why", name=name, reason=say("intake.examine.then").join(reasons)
    )


def _why_open(source: Source, found: Diagnosis, lang: str) -> list[str]:
    """Say what the numbers look like, or else the last that the doctor says."""
    grid = say_grid(source) if found.found is None else None
    return [grid] if grid else [getattr(one, lang) for one in found.evidence[-1:]]


def note_found(found: Diagnosis, layer: str, name: str) -> Issue:
    """Tell of a file that its CRS is another than it states, or was found without a statement."""
    axes = text("intake.loose.swapped") if found.swapped else Text(zh="")
    details = {"confidence": f"{found.confidence:.0%}", **axes.detail("axes")}
    value = found.found or found.declared
    if found.declared is None:
        return Issue("crs-found", layer, name, value=value, details=details)
    details["stated"] = found.declared
    return Issue("crs-contradiction", layer, name, value=value, details=details)


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


def _approximate(found: Diagnosis, frame: gpd.GeoDataFrame) -> list[Text]:
    """Say it where the places come out only roughly in what was found."""
    if found.found in {None, "mixed"} or not found.crs:
        return []
    bounds = frame.geometry.total_bounds
    turned = bounds[[1, 0, 3, 2]] if found.swapped else bounds
    rough = find_approximate(stored_crs(found.crs), turned)
    return [] if rough is None else [rough.text]


def _declared(
    frame: gpd.GeoDataFrame, shapes: NDArray[np.object_], *, is_assumed: bool
) -> Stated | None:
    """Name the CRS that the file states, heights left out."""
    if frame.crs is None:
        return None
    numbers = shapely.get_coordinates(shapes)
    has_numbers = len(numbers) > 0 and np.isfinite(numbers).all()
    bounds = np.stack([numbers.min(axis=0), numbers.max(axis=0)]) if has_numbers else None
    return replace(name_system(frame.crs, bounds), is_assumed=is_assumed)


def _ask_places(source: Source, shifted: str | None) -> AskedPlaces:
    """Ask each place whether it is possible in what is stated."""
    crs = stored_crs(SHOWN) if shifted in TO_WGS84 else source.frame.crs
    return find_places(source.frame.geometry.to_numpy(), crs)


def _say_strays(found: Diagnosis, source: Source) -> list[Text]:
    """Say which rows lie outside the district that they name, and what would bring them back."""
    if found.strays is None:
        return []
    lines = list(source.lines or range(1, found.features + 1))
    others = [name for name in found.strays.inside if name != found.strays.name]
    first, second = ((name, found.strays.inside[name]) for name in others)
    return [
        text(
            "intake.examine.strays",
            count=len(found.strays.at),
            name=found.strays.name,
            rows=listed([lines[at] for at in found.strays.at]),
            first=first[0],
            inside=first[1],
            second=second[0],
            also=second[1],
        )
    ]


def _possible(source: Source, places: AskedPlaces) -> tuple[NDArray[np.object_], list[Text]]:
    """Take off the places that are impossible in what is stated, where they are the fewer.

    What is said of them is the second.
    """
    shapes = source.frame.geometry.to_numpy()
    first = places.first
    if first is None or places.is_hopeless:
        return shapes, []
    lines = list(source.lines or range(1, len(shapes) + 1))
    rows = listed([lines[at] for at in sorted(places.impossible)])
    count = len(places.impossible)
    told = text("intake.examine.impossible", count=count, rows=rows, what=first.text)
    kept = shapes.copy()
    kept[[*places.impossible]] = None
    return kept, [told]
