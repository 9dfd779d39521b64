"""A workspace: the folder with ``workspace.toml``, ``layers/`` and ``maps/``."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

from jinan_geo.errors import ManifestError, UsageError, show, suggest
from jinan_geo.manifest.agreement import check_agreement, check_cost
from jinan_geo.manifest.closed import texts
from jinan_geo.manifest.commitments import TargetsFile
from jinan_geo.manifest.delivered import SNAPSHOT, snapshot_of
from jinan_geo.manifest.lightrules import LightRules
from jinan_geo.manifest.locale import Locale, speak_of
from jinan_geo.manifest.models import LayerManifest, MapManifest, WorkspaceManifest
from jinan_geo.manifest.reading import load_manifest, try_manifest
from jinan_geo.manifest.stages import Stage
from jinan_geo.words import Speech, say, speak_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.manifest.delivered import PastFile

__all__ = ["LayerFolder", "LeftOut", "MapFile", "Workspace"]

MANIFEST = "workspace.toml"
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class LayerFolder:
    """A layer as found on disk."""

    id: str
    path: Path
    manifest: LayerManifest
    ledger: str | None = (
        None  # the address of the database that holds the ledger; None: it is a file
    )
    locale: Locale = field(default_factory=Locale)  # of the workspace: the unit of its money

    @property
    def has_manifest(self) -> bool:
        """Tell whether there is a layer.toml, in which a remedy can be written."""
        return True

    @property
    def features_path(self) -> Path:
        """The features file."""
        return self.path / self.manifest.features

    @property
    def progress_path(self) -> Path:
        """The ledger file."""
        return self.path / self.manifest.progress

    @property
    def journal_path(self) -> Path:
        """The journal of the ledger file."""
        return self.progress_path.with_suffix(".journal.jsonl")

    @property
    def features_file(self) -> str:
        """Name for messages: the same on every machine; of a database its address and table."""
        if "://" in self.manifest.features:
            return (
                f"{self.manifest.features}#{self.manifest.layer}"
                if self.manifest.layer
                else self.manifest.features
            )
        return f"layers/{self.id}/{self.manifest.features}"

    @property
    def progress_file(self) -> str:
        """Name for messages: the same on every machine."""
        if self.ledger is not None:
            return f"{self.ledger}#jinan_geo.progress, layer {self.id}"
        return f"layers/{self.id}/{self.manifest.progress}"

    @property
    def journal_file(self) -> str:
        """Name for messages: the same on every machine."""
        return f"layers/{self.id}/{self.journal_path.name}"


@dataclass(frozen=True)
class LeftOut:
    """A layer that cannot be used, and why; its manifest where that can be read."""

    id: str
    faults: tuple[str, ...]
    manifest: LayerManifest | None = None


@dataclass(frozen=True)
class MapFile:
    """A map manifest as found on disk."""

    id: str
    manifest: MapManifest


@dataclass(frozen=True)
class Workspace:
    """Everything a build needs to know before it reads data; made by ``open``."""

    root: Path
    manifest: WorkspaceManifest
    layers: tuple[LayerFolder, ...]
    maps: tuple[MapFile, ...]
    targets: TargetsFile
    lights: LightRules
    stages: tuple[Stage, ...]
    left_out: tuple[LeftOut, ...] = ()
    speech: Speech = field(default_factory=Speech)

    def __repr__(self) -> str:
        """Say which workspace it is, not all that is in it."""
        name, layers, maps = self.manifest.name.zh, len(self.layers), len(self.maps)
        return f"<Workspace {name!r} in {str(self.root)!r}: {layers} layers, {maps} maps>"

    @classmethod
    def open(cls, path: str | Path = ".", *, leave_out: bool = False) -> Self:
        """Open the workspace at ``path`` or in a folder above it.

        ``leave_out`` leaves a layer out whose manifest is wrong, with what is wrong in it; targets
        and rules do without it.

        Raises
        ------
        UsageError
            No ``workspace.toml`` there or above.
        ManifestError
            One or more manifests are wrong; every fault of every manifest is in the message.
        """
        root = _find_root(Path(path))
        faults: list[str] = []
        bad: dict[str, list[str]] = {}
        manifest = try_manifest(faults, WorkspaceManifest, root / MANIFEST, root)
        layers, maps = _open_layers(root, bad), _open_maps(root, faults)
        if manifest is None:
            raise ManifestError([*faults, *chain(*bad.values())])
        speech = _speech_of(manifest, root, faults)
        speak_as(speech)
        years = manifest.locale.years
        targets = try_manifest(faults, TargetsFile, root / manifest.targets, root, years)
        lights = try_manifest(faults, LightRules, _lights_path(root, manifest.lights, faults), root)
        faults += _agree(manifest, layers, maps, targets, bad)
        faults += check_cost(manifest.lights, lights, layers)
        if faults or not leave_out or manifest.districts in bad:
            faults += chain(*bad.values())
        if faults or targets is None or lights is None:
            raise ManifestError(faults)
        placed = tuple(
            replace(one, ledger=_ledger_of(one.manifest, manifest), locale=manifest.locale)
            for one in layers
        )
        opened = cls(root, manifest, placed, tuple(maps), targets, lights, preset_stages())
        return replace(opened, speech=speech).without(_gone(layers, bad))

    @classmethod
    def begun(cls, root: Path) -> Self:
        """Open a workspace that has no layers yet, not even the districts that it names.

        Raises
        ------
        ManifestError
            A manifest is wrong.
        """
        manifest = load_manifest(WorkspaceManifest, root / MANIFEST, root)
        speech = speak_of(manifest.locale, root)
        speak_as(speech)
        years = manifest.locale.years
        targets = load_manifest(TargetsFile, root / manifest.targets, root, years)
        path = _lights_path(root, manifest.lights, [])
        lights = load_manifest(LightRules, path or root / manifest.lights, root)
        return cls(root, manifest, (), (), targets, lights, preset_stages(), speech=speech)

    def without(self, gone: Sequence[LeftOut]) -> Self:
        """Give the workspace without some layers.

        Targets measured in them have no data, and rules about them are gone.
        """
        ids = {one.id for one in gone}
        targets = [
            target.model_copy(update={"measure": None})
            if target.measure and target.measure.layer in ids
            else target
            for target in self.targets.targets
        ]
        return replace(
            self,
            layers=tuple(_forget(folder, ids) for folder in self.layers if folder.id not in ids),
            targets=self.targets.model_copy(update={"targets": targets}),
            left_out=(*self.left_out, *gone),
        )

    @classmethod
    def find(cls, path: Path, *, leave_out: bool = False) -> Self | None:
        """Open the workspace at ``path`` or above it; None where there is none."""
        start = path.resolve()
        return (
            cls.open(start, leave_out=leave_out)
            if any((folder / MANIFEST).is_file() for folder in (start, *start.parents))
            else None
        )

    def require(self, layer_ids: Iterable[str]) -> None:
        """Refuse ids that name no layer, or one that was left out; as ``layer``."""
        for layer_id in layer_ids:
            self.layer(layer_id)

    def layer(self, layer_id: str) -> LayerFolder:
        """Give one layer.

        Raises
        ------
        UsageError
            There is none; names the nearest.
        ManifestError
            It was left out; says why.
        """
        for folder in self.layers:
            if folder.id == layer_id:
                return folder
        for one in self.left_out:
            if one.id == layer_id:
                raise ManifestError(one.faults)
        known = [folder.id for folder in self.layers]
        msg = say(
            "manifest.errors.no_layer",
            layer_id=show(layer_id),
            root=self.root / "layers",
            hint=suggest(layer_id, known),
        )
        raise UsageError(msg)


def _speech_of(manifest: WorkspaceManifest, root: Path, faults: list[str]) -> Speech:
    try:
        return speak_of(manifest.locale, root)
    except ManifestError as error:
        faults += error.faults
        return Speech()


def _gone(layers: Sequence[LayerFolder], bad: Mapping[str, Sequence[str]]) -> list[LeftOut]:
    manifests = {folder.id: folder.manifest for folder in layers}
    return [LeftOut(key, tuple(found), manifests.get(key)) for key, found in bad.items()]


def _agree(
    manifest: WorkspaceManifest,
    layers: Sequence[LayerFolder],
    maps: Sequence[MapFile],
    targets: TargetsFile | None,
    bad: dict[str, list[str]],
) -> list[str]:
    """Give the faults between manifests; those of one layer's manifest are put with its own."""
    rest = []
    for fault in check_agreement(manifest, layers, maps, targets, left_out=list(bad)):
        where = re.match(r"layers/([^/]+)/layer\.toml[:\uff1a]", fault)
        if where:
            bad.setdefault(where[1], []).append(fault)
        else:
            rest.append(fault)
    return rest


def _forget(folder: LayerFolder, ids: set[str]) -> LayerFolder:
    """Give a layer without its rules about other layers that are gone."""
    rules = [rule for rule in folder.manifest.expect if getattr(rule, "layer", None) not in ids]
    return replace(folder, manifest=folder.manifest.model_copy(update={"expect": rules}))


def _ledger_of(layer: LayerManifest, workspace: WorkspaceManifest) -> str | None:
    """The database that holds a layer's ledger; None: it is a file."""
    address = layer.ledger or workspace.ledger
    return None if address == "file" or layer.role != "projects" else address


def preset_stages() -> tuple[Stage, ...]:
    """Give the stages that hold where a layer declares none, named as the workspace speaks."""
    text = files("jinan_geo").joinpath("data/stages.toml").read_text(encoding="utf-8")
    names = texts("manifest.stages")
    rows = tomllib.loads(text)["stages"]
    return tuple(Stage(name=names[row["id"]], **row) for row in rows)


def _find_root(path: Path) -> Path:
    start = path.resolve()
    for folder in (start, *start.parents):
        if (folder / MANIFEST).is_file():
            return folder
    msg = say("manifest.errors.no_workspace", manifest=MANIFEST, start=start)
    raise UsageError(msg)


def _open_layers(root: Path, bad: dict[str, list[str]]) -> list[LayerFolder]:
    """Give the layers in their order; the faults of those that cannot be opened go by their ids."""
    found = []
    for file in sorted((root / "layers").glob("*/layer.toml")):
        name = file.parent.name
        faults: list[str] = []
        if not IDENTIFIER.fullmatch(name):
            faults.append(say("manifest.errors.no_layer_id", name=show(name)))
        manifest = None if faults else try_manifest(faults, LayerManifest, file, root)
        if manifest:
            manifest = _with_projection(manifest, file.parent, faults)
            manifest = _with_snapshots(manifest, file.parent)
        if manifest and not faults:
            found.append(LayerFolder(name, file.parent, manifest))
        else:
            bad[name] = faults
    return sorted(found, key=lambda folder: (folder.manifest.order, folder.id))


def _with_projection(manifest: LayerManifest, folder: Path, faults: list[str]) -> LayerManifest:
    """Take the text of the .prj beside the features for its name, where ``crs`` names one."""
    if not manifest.crs.lower().endswith(".prj"):
        return manifest
    try:
        text = (folder / Path(manifest.crs).name).read_text(encoding="utf-8", errors="replace")
    except OSError:
        file = f"layers/{folder.name}/layer.toml"
        faults.append(say("manifest.errors.no_prj", file=file, crs=show(manifest.crs)))
        return manifest
    return manifest.model_copy(update={"crs": text.strip()})


def _with_snapshots(manifest: LayerManifest, folder: Path) -> LayerManifest:
    """Add to the past files those that builds left of what a database held."""
    if "://" not in manifest.features:
        return manifest
    found: dict[dt.date, str | PastFile] = {}
    for file in sorted(folder.glob(f"past/*/{SNAPSHOT}")):
        with suppress(ValueError):
            day = dt.date.fromisoformat(file.parent.name)
            name = file.relative_to(folder).as_posix()
            found[day] = snapshot_of(name, manifest.geometry)
    return manifest.model_copy(update={"past": {**found, **manifest.past}}) if found else manifest


def _open_maps(root: Path, faults: list[str]) -> list[MapFile]:
    found = []
    for file in sorted((root / "maps").glob("*.toml")):
        if not IDENTIFIER.fullmatch(file.stem) or file.stem == "index":
            faults.append(say("manifest.errors.no_map_id", name=show(file.name)))
            continue
        manifest = try_manifest(faults, MapManifest, file, root)
        if manifest:
            found.append(MapFile(file.stem, manifest))
    return sorted(found, key=lambda page: (page.manifest.order, page.id))


def _lights_path(root: Path, name: str, faults: list[str]) -> Path | None:
    if name.endswith(".toml"):
        return root / name
    presets = Path(str(files("jinan_geo").joinpath("data/lights")))
    known = sorted(file.stem for file in presets.glob("*.toml"))
    if name in known:
        return presets / f"{name}.toml"
    hint = suggest(name, known)
    faults.append(say("manifest.errors.no_preset", manifest=MANIFEST, name=show(name), hint=hint))
    return None
