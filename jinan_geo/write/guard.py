"""Nothing that is read is written over: the places that no output may take."""

from __future__ import annotations

import os
import tomllib
import unicodedata
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jinan_geo.errors import RefusedError
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MANIFEST", "kept_files", "protecting", "reads_database", "refuse_output"]

MANIFEST = "workspace.toml"
FOLDERS = ("layers", "ground", "profiles")
ARCHIVE = "archive"  # kept too; of it the settlements alone are read to make anything
SETTLED = "*/settlement/settlement.json"
FILES = ("editions.csv", "evidence.csv", "tasks.csv", "tasks.journal.jsonl")
# Files that belong to the one a person names: the parts of a Shapefile, a MapInfo table or
# interchange file, a journal.
PARTS = {
    ".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".qpj", ".sbn", ".sbx", ".shp.xml", ".tab",
    ".dat", ".map", ".id",
    ".ind", ".mif", ".mid", ".csvt", ".journal.jsonl", ".issues.jsonl", ".gpkg-wal", ".gpkg-shm",
}  # fmt: skip


def refuse_output(path: Path) -> None:
    """Refuse to write to a path that is read, that is no file, or where a workspace keeps its own.

    The workspaces are those found upward from the path; links and letter case are seen through.
    Pages in ``maps/`` may be replaced, manifests there may not.

    Raises
    ------
    RefusedError
        Says which, and what to do.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        # A device or a pipe: a file put in its place would be the end of it for every program.
        raise RefusedError(say("write.errors.no_file", path=path))
    wanted = _Place(path)
    protected = PROTECTED.get() or _Protected()
    if protected.holds(wanted):
        msg = say("write.errors.read_here", path=path)
        raise RefusedError(msg)
    for root in wanted.roots:
        kept = protected.roots.setdefault(root, _Kept(root))
        what = kept.holding(wanted)
        if what is not None:
            msg = say("write.errors.kept", path=path, root=root, what=what)
            raise RefusedError(msg)


@contextmanager
def protecting(paths: Iterable[Path]) -> Iterator[None]:
    """Refuse, within, every output that would take the place of these files or folders.

    A file's parts are files as well.
    """
    token = PROTECTED.set(_Protected([_Place(one) for path in paths for one in _parts(path)]))
    try:
        yield
    finally:
        PROTECTED.reset(token)


def kept_files(root: Path) -> list[Path]:
    """Give every file that a workspace keeps: manifests, what lies in its folders, what they name.

    Manifests need not be right. Hidden files are none of it unless a manifest names them.
    """
    kept = _Kept(root)
    inside = [path for path in kept.inside if not path.name.startswith(".")]
    named = [file for place in kept.named for file in _files_of(place.spelled)]
    settled = (root / ARCHIVE).glob(SETTLED)
    return sorted({*inside, *named, *settled})


def reads_database(root: Path) -> bool:
    """Tell whether a workspace reads what is in no file: features or a ledger of a database."""
    manifests = [root / MANIFEST, *(root / "layers").glob("*/layer.toml")]
    stated = [_read(manifest) for manifest in manifests]
    return any("://" in str(one.get(key)) for one in stated for key in ("features", "ledger"))


class _Place:
    """A path as it is spelled and as its links lead, in one letter case; and which file that is."""

    def __init__(self, path: Path) -> None:
        self.spelled = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
        self.resolved = _resolve(path)
        self.names = {_fold(self.spelled), _fold(self.resolved)}

    @cached_property
    def file(self) -> tuple[int, int] | None:
        """What the disk calls the file, under whichever name; None where there is none."""
        try:
            status = self.resolved.stat()
        except OSError:
            return None
        return (status.st_dev, status.st_ino)

    @cached_property
    def is_linked(self) -> bool:
        """Tell whether the file has a second name."""
        try:
            return self.resolved.is_file() and self.resolved.stat().st_nlink > 1
        except OSError:
            return False

    @cached_property
    def roots(self) -> list[Path]:
        """The workspaces that the path lies in."""
        folders = dict.fromkeys([*self.spelled.parents, *self.resolved.parents])
        return [folder for folder in folders if (folder / MANIFEST).is_file()]

    def is_in(self, folder: _Place) -> bool:
        """Tell whether it is the folder or lies in it."""
        return any(
            mine == other or mine.startswith(other.rstrip(os.sep) + os.sep)
            for mine in self.names
            for other in folder.names
        )

    def is_same(self, other: _Place) -> bool:
        """Tell whether both are one file."""
        return bool(self.names & other.names) or (self.file is not None and self.file == other.file)


@dataclass
class _Protected:
    """What the running command reads, and the workspaces that were looked at."""

    inputs: list[_Place] = field(default_factory=list)
    roots: dict[Path, _Kept] = field(default_factory=dict)

    def holds(self, wanted: _Place) -> bool:
        """Tell whether the place is one of the inputs, or in one that is a folder."""
        return any(
            wanted.is_same(one) or (one.resolved.is_dir() and wanted.is_in(one))
            for one in self.inputs
        )


class _Kept:
    """What a workspace keeps, found without trusting that its manifests are right."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def holding(self, wanted: _Place) -> str | None:
        """Say what is kept at a place; None where an output may lie."""
        for name, folder in self.folders.items():
            if wanted.is_in(folder):
                return say("write.errors.kept_folder", name=name)
        here = _Place(self.root)
        if any(name.endswith(".toml") for name in wanted.names) and wanted.is_in(here):
            return say("write.errors.kept_manifests")
        if any(wanted.is_same(one) for one in self.named):
            return say("write.errors.kept_named")
        if wanted.is_linked and wanted.file in self.files:
            return say("write.errors.kept_linked")
        return None

    @cached_property
    def folders(self) -> dict[str, _Place]:
        """The folders of which every file is kept."""
        return {name: _Place(self.root / name) for name in (*FOLDERS, ARCHIVE)}

    @cached_property
    def named(self) -> list[_Place]:
        """Files that manifests name, wherever they lie."""
        found = [self.root / name for name in FILES]
        stated = _read(self.root / MANIFEST)
        found += [self.root / str(stated[key]) for key in ("targets", "lights") if key in stated]
        for manifest in sorted((self.root / "layers").glob("*/layer.toml")):
            found += _named_by(manifest)
        return [_Place(part) for path in found for part in _parts(path)]

    @cached_property
    def files(self) -> set[tuple[int, int] | None]:
        """Every kept file as the disk knows it."""
        return {_Place(path).file for path in self.inside} - {None}

    @property
    def inside(self) -> list[Path]:
        """The manifests, and every file of the folders."""
        inside = [
            path for name in FOLDERS for path in (self.root / name).rglob("*") if path.is_file()
        ]
        return [*inside, *self.root.glob("*.toml"), *(self.root / "maps").glob("*.toml")]


PROTECTED: ContextVar[_Protected | None] = ContextVar("protected", default=None)


def _named_by(manifest: Path) -> list[Path]:
    """The files of a layer, as far as they are files."""
    stated = _read(manifest)
    names = [str(stated[key]) for key in ("features", "progress") if key in stated]
    return [manifest.parent / name for name in names if "://" not in name]


def _parts(path: Path) -> list[Path]:
    """A file with those that belong to it."""
    try:
        beside = list(path.parent.iterdir()) if path.is_file() else []
    except OSError:
        beside = []
    begin = f"{path.stem}."
    parts = [one for one in beside if one.name.startswith(begin) and _ending(one, path) in PARTS]
    return [path, *parts]


def _files_of(path: Path) -> list[Path]:
    """A file; of a folder that is read as one, its files; nothing where there is none."""
    if path.is_dir():
        return [one for one in path.rglob("*") if one.is_file()]
    return [path] if path.is_file() else []


def _ending(part: Path, path: Path) -> str:
    return part.name[len(path.stem) :].lower()


def _read(manifest: Path) -> dict[str, object]:
    try:
        return tomllib.loads(manifest.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _resolve(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a circle of links leads nowhere
        return Path(os.path.abspath(path))  # noqa: PTH100 - as above


def _fold(path: Path) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()
