"""Layers as an earlier run prepared them, where nothing changed that they were made from."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from jinan_geo.city.city import Layer
from jinan_geo.city.districts import Districts
from jinan_geo.city.steps import list_days
from jinan_geo.issues.alike import Alike, IssueList
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
# What issues that are alike have in common, and what they say nothing of.
ALIKE = ("type", "layer", "file", "field")
NOT_ALIKE = ("row", "value", "sheet", "cell")


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
    ) -> dict[str, tuple[Layer, IssueList]]:
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
        issues: IssueList,
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
            own = [piece for piece in issues.pieces if piece.one.layer == layer.id]
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


def _said_of(layer: Layer, issues: Sequence[Alike]) -> dict[str, Any]:
    """A layer and its issues as what can be packed."""
    said: dict[str, Any] = {name: getattr(layer, name) for name in PACKED}
    account = None if layer.account is None else layer.account.model_dump()
    told = _say_issues(issues)
    return {**said, "photos": dict(layer.photos), "account": account, "issues": told}


def _layer(
    workspace: Workspace, folder: LayerFolder, said: dict[str, Any]
) -> tuple[Layer, IssueList]:
    account = said["account"]
    layer = Layer(
        folder=folder,
        stages=folder.manifest.stages or workspace.stages,
        account=None if account is None else Account.model_validate(account),
        **{name: said[name] for name in PACKED},
    )
    return layer, _hear_issues(said["issues"])


def _say_issues(pieces: Sequence[Alike]) -> dict[str, Any]:
    """Issues as columns: what many have in common is said once."""
    said: dict[str, Any] = {}
    counts = [*map(len, pieces)]
    for one in fields(Issue):
        cells = [getattr(piece.one, one.name) for piece in pieces]
        said[one.name] = np.repeat(np.fromiter(cells, object, len(cells)), counts)
    for piece, end in zip(pieces, itertools.accumulate(counts), strict=True):
        if piece.features is not None:
            said["feature"][end - len(piece) : end] = piece.features
    for name, (_, say) in WHOLE.items():
        at = np.flatnonzero(said[name].astype(bool))
        said[name] = [at, [say(one) for one in said[name][at]]]
    return said


def _hear_issues(said: dict[str, Any]) -> IssueList:
    """Issues of columns; those that say nothing but their feature are alike."""
    cuts = _where_alike(said)
    for name, (blank, _) in WHOLE.items():
        (at, told), cells = said[name], [blank] * len(said["type"])
        for place, one in zip(at.tolist(), told, strict=True):
            cells[place] = Age(**one) if name == "age" else one
        said[name] = cells
    names = [one.name for one in fields(Issue)]
    pieces = []
    for start, end in itertools.pairwise(cuts):
        row = {name: said[name][start] for name in names}
        features = said["feature"][start:end] if end - start > 1 else None
        alone = row if features is None else {**row, "feature": None}
        pieces.append(Alike(Issue(**alone), features))
    return IssueList.of_pieces(pieces)


def _where_alike(said: dict[str, Any]) -> list[int]:
    """Where each piece of issues starts, and the end of the last."""
    count = len(said["type"])
    plain = np.ones(count, dtype=bool)
    for name in WHOLE:
        plain[said[name][0]] = False
    for name in NOT_ALIKE:
        plain &= np.fromiter((cell is None for cell in said[name]), bool, count)
    ends = plain[1:] & plain[:-1]
    for name in ALIKE:
        cells = said[name]
        ends &= cells[1:] == cells[:-1]
    return [*np.flatnonzero(np.append(True, ~ends)).tolist(), count] if count else []


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
