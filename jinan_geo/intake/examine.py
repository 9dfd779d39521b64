"""A file brought to the coordinate doctor, with what its workspace knows to be in the right place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jinan_geo.coordinates.anchors import match_anchors
from jinan_geo.coordinates.crs import to_shown
from jinan_geo.coordinates.doctor import Diagnosis, diagnose
from jinan_geo.coordinates.systems import ground_of
from jinan_geo.read import read_layer, read_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.read import Reading, Source

__all__ = ["Examined", "examine_file", "examine_source"]

LIKELY = 25  # percent of pyproj's confidence: the WKT of a .prj names the same CRS in other words


@dataclass(frozen=True)
class Examined:
    """A file, what it is, how many of its features have no usable geometry, and the diagnosis of the others."""

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
) -> Examined:
    """Read a file and diagnose it against a workspace's districts and layers.

    ``anchors`` names the layers that are known to be in the right place; without any, all of the workspace's are
    taken. The file's own layer is never its anchor. ``reading`` says which of several layers, and the encoding. Features
    without a usable geometry are counted and left out.

    Raises
    ------
    JinanGeoError
        The file cannot be read, a layer is unknown, or a layer of the workspace cannot be read.
    """
    source = read_source(path, path.name, reading)
    return examine_source(source, path, workspace, anchors=anchors)


def examine_source(
    source: Source, path: Path, workspace: Workspace | None, *, anchors: Sequence[str] = ()
) -> Examined:
    """Diagnose a file that was read already, as ``examine_file`` does."""
    frame = source.frame
    districts = known = None
    if workspace is not None:
        own = path.resolve()
        folders = [workspace.layer(anchor) for anchor in anchors] or list(workspace.layers)
        layers = {
            folder.id: to_shown(read_layer(folder)[0])
            for folder in folders
            if folder.features_path.resolve() != own
        }
        chosen = workspace.manifest.districts
        outlines = (
            layers[chosen] if chosen in layers else to_shown(read_layer(workspace.layer(chosen))[0])
        )
        districts = outlines.geometry.dropna().to_numpy()
        known = match_anchors(frame, layers) if layers else None
    diagnosis = diagnose(
        frame.geometry.to_numpy(), ground_of(districts), anchors=known, declared=_declared(frame)
    )
    notes = [note.message() for note in source.notes]
    unusable = int(frame["geometry_fault"].notna().sum())
    return Examined(
        path.name,
        source.format,
        source.encoding,
        unusable,
        replace(diagnosis, evidence=(*notes, *diagnosis.evidence)),
    )


def _declared(frame: gpd.GeoDataFrame) -> str | None:
    """Name the CRS that the file states, heights left out."""
    code = None if frame.crs is None else frame.crs.to_2d().to_epsg(LIKELY)
    return None if code is None else f"EPSG:{code}"
