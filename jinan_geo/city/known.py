"""Layers as an earlier run prepared them, where nothing changed that they were made from."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.city.city import Layer
from jinan_geo.city.districts import Districts
from jinan_geo.city.steps import list_days
from jinan_geo.issues.issue import Age, Issue
from jinan_geo.kept.cache import Cache, join_hashes
from jinan_geo.kept.inputs import hash_inputs
from jinan_geo.kept.packed import Unpackable, pack_parts, unpack
from jinan_geo.ledger.evidence import FILE as EVIDENCE
from jinan_geo.manifest.delivered import file_of
from jinan_geo.page.model import Account
from jinan_geo.write.guard import reads_database

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from jinan_geo.city.steps import Joined
    from jinan_geo.manifest.models import LayerManifest
    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = ["NOTHING_KNOWN", "KnownLayers", "recall_layers"]

# What a layer is packed by; its folder and stages stand in the manifests.
PACKED = ("features", "shares", "records", "moves", "photos", "aside", "states", "editions")

# Of an issue what is no plain cell and most have not: what these have, and how it is said.
WHOLE: Mapping[str, tuple[Any, Callable[[Any], Any]]] = {
    "details": ({}, dict),
    "shows": ((), tuple),
    "age": (None, asdict),
}


@dataclass(frozen=True)
class KnownLayers:
    """The layers of a workspace in its cache; without one nothing is known.

    ``inputs`` has the hash of each file that the workspace keeps. ``keys`` has by its id that of
    each layer that was given or made, ``made`` what ``keep`` is to write.
    """

    root: Path
    cache: Cache | None
    inputs: Mapping[str, str]
    keys: dict[str, str] = field(default_factory=dict)
    made: list[tuple[str, str, object]] = field(default_factory=list)

    def find_days(self, workspace: Workspace) -> dict[str, list[dt.date]]:
        """Give the days that a layer's records are of, by the ids of layers not to be read."""
        keys = {folder.id: self._key_of_files(workspace, folder) for folder in workspace.layers}
        found = {layer: self._find(f"days-{layer}", key) for layer, key in keys.items()}
        return {layer: days for layer, days in found.items() if days is not None}

    def find_districts(self, workspace: Workspace) -> Districts | None:
        """Give the districts, prepared; None where they must be made."""
        folder = workspace.layer(workspace.manifest.districts)
        found = self._find("districts", self._key_of_files(workspace, folder))
        return None if found is None else Districts(**found)

    def find_layers(
        self, workspace: Workspace, editions: Sequence[dt.date]
    ) -> dict[str, tuple[Layer, list[Issue]]]:
        """Give the layers, judged at the editions, each with its issues; not those to be made."""
        given = {}
        for folder in workspace.layers:
            key = self._key(workspace, folder, editions)
            found = self._find(f"layer-{folder.id}", key)
            if found is not None:
                self.keys[folder.id] = key
                given[folder.id] = _layer(workspace, folder, found)
        return given

    def take(  # noqa: PLR0913 - all that was made
        self,
        workspace: Workspace,
        joined: Iterable[Joined],
        districts: Districts,
        layers: Iterable[Layer],
        issues: Sequence[Issue],
        editions: Sequence[dt.date],
    ) -> None:
        """Take what was read and made, to be kept."""
        if self.cache is None:
            return
        for one in joined:
            key = self._key_of_files(workspace, one.folder)
            self.made.append((f"days-{one.folder.id}", key, list_days(one)))
        folder = workspace.layer(workspace.manifest.districts)
        said = {one.name: getattr(districts, one.name) for one in fields(Districts)}
        self.made.append(("districts", self._key_of_files(workspace, folder), said))
        for layer in layers:
            key = self.keys[layer.id] = self._key(workspace, layer.folder, editions)
            own = [issue for issue in issues if issue.layer == layer.id]
            self.made.append((f"layer-{layer.id}", key, _said_of(layer, own)))

    def _key(self, workspace: Workspace, folder: LayerFolder, editions: Sequence[dt.date]) -> str:
        """Of its own files, the districts, the layers its rules name, and the editions."""
        named = {getattr(rule, "layer", None) for rule in folder.manifest.expect}
        others = [one for one in workspace.layers if one.id in named]
        read = [folder, workspace.layer(workspace.manifest.districts), *others]
        files = [self._key_of_files(workspace, one) for one in read]
        gone = sorted(one.id for one in workspace.left_out)
        return join_hashes([*files, "editions", *editions, "gone", *gone])

    def _key_of_files(self, workspace: Workspace, folder: LayerFolder) -> str:
        """Give one hash of every file that is read for a layer.

        Those are its own, the program, and what belongs to no layer but pages and commitments; of
        other layers the evidence alone, which may be about any; all, where it names files out of
        its folder.
        """
        if self.cache is None:
            return ""
        names = sorted(self.inputs)
        if not _reaches_out(folder.manifest):
            names = [name for name in names if _is_read(name, folder.id, workspace)]
        return join_hashes([folder.id, *(f"{name} {self.inputs[name]}" for name in names)])

    def _find(self, name: str, key: str) -> Any:  # noqa: ANN401 - whatever was kept
        data = None if self.cache is None else self.cache.find(name, key)
        with suppress(ValueError):
            return None if data is None else unpack(data)
        return None

    def keep(self) -> None:
        """Write what is to be kept, unless the files are no longer those it was to be made from."""
        if self.cache is not None and self._is_still():
            for name, key, value in self.made:
                with suppress(Unpackable):
                    self.cache.keep(name, key, *pack_parts(value))
        self.made.clear()

    def _is_still(self) -> bool:
        with suppress(OSError):
            return bool(self.made) and hash_inputs(self.root) == self.inputs
        return False


def _is_read(name: str, layer: str, workspace: Workspace) -> bool:
    if name.startswith("layers/"):
        return name.startswith(f"layers/{layer}/") or name.endswith(f"/{EVIDENCE}")
    return not name.startswith("maps/") and name != workspace.manifest.targets


def _reaches_out(manifest: LayerManifest) -> bool:
    """Tell whether a layer names a file that may lie out of its own folder."""
    named = [manifest.features, manifest.progress, *map(file_of, manifest.past.values())]
    paths = [PurePath(name) for name in named]
    return any(path.is_absolute() or ".." in path.parts for path in paths)


def _said_of(layer: Layer, issues: Iterable[Issue]) -> dict[str, Any]:
    """A layer and its issues as what can be packed."""
    said: dict[str, Any] = {name: getattr(layer, name) for name in PACKED}
    account = None if layer.account is None else layer.account.model_dump()
    told = _say_issues([*issues])
    return {**said, "photos": dict(layer.photos), "account": account, "issues": told}


def _layer(
    workspace: Workspace, folder: LayerFolder, said: dict[str, Any]
) -> tuple[Layer, list[Issue]]:
    account = said["account"]
    layer = Layer(
        folder=folder,
        stages=folder.manifest.stages or workspace.stages,
        account=None if account is None else Account.model_validate(account),
        **{name: said[name] for name in PACKED},
    )
    return layer, _hear_issues(said["issues"])


def _say_issues(issues: Sequence[Issue]) -> dict[str, Any]:
    """Issues as columns: what many have in common is said once."""
    said: dict[str, Any] = {}
    for one in fields(Issue):
        cells = [getattr(issue, one.name) for issue in issues]
        said[one.name] = np.fromiter(cells, object, len(cells))
    for name, (_, say) in WHOLE.items():
        at = np.flatnonzero(said[name].astype(bool))
        said[name] = [at, [say(one) for one in said[name][at]]]
    return said


def _hear_issues(said: dict[str, Any]) -> list[Issue]:
    for name, (blank, _) in WHOLE.items():
        (at, told), cells = said[name], [blank] * len(said["type"])
        for place, one in zip(at.tolist(), told, strict=True):
            cells[place] = Age(**one) if name == "age" else one
        said[name] = cells
    rows = zip(*(said[one.name] for one in fields(Issue)), strict=True)
    return [Issue(*row) for row in rows]


def recall_layers(workspace: Workspace) -> KnownLayers:
    """Give what builds of a workspace left, to be read and not added to.

    Nothing where the workspace reads a database, or its files come and go.
    """
    if reads_database(workspace.root):
        return NOTHING_KNOWN
    try:
        inputs = hash_inputs(workspace.root)
    except OSError:
        return NOTHING_KNOWN
    return KnownLayers(workspace.root, Cache(workspace.root, writes=False), inputs)


NOTHING_KNOWN = KnownLayers(Path(), None, {})
