"""The record of the last build of each kind: what was asked, what it read, what it wrote.

It lies in ``.jinan-geo/builds/`` of the workspace, a file for each output folder and audience. It
may be deleted at any time: then the next build builds.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import EnvironmentFault
from jinan_geo.kept.cache import make_mark, read_mark
from jinan_geo.kept.inputs import hash_file, hash_inputs, hash_variables
from jinan_geo.write.files import write_text
from jinan_geo.write.guard import reads_database

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinan_geo.manifest.models import Audience

__all__ = ["AskedPages", "Kept", "SinceBuild", "find_changes", "remember"]

FOLDER = Path(".jinan-geo") / "builds"
FORMAT = 2


@dataclass(frozen=True)
class AskedPages:
    """What a build was asked for; ``out`` is the folder of its pages."""

    root: Path
    out: Path
    only: str | None
    as_of: str | None
    audience: Audience | None

    @property
    def is_inside(self) -> bool:
        """Tell whether the pages lie in the workspace; elsewhere it is left as it is."""
        return self.out.resolve().is_relative_to(self.root.resolve())

    @property
    def file(self) -> Path:
        """Where such a build is remembered."""
        said = [str(self.out.resolve()), self.only, self.as_of, self.audience]
        name = hashlib.sha256(json.dumps(said).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return self.root / FOLDER / f"{name}.json"


@dataclass(frozen=True)
class Kept:
    """What a build left: the hashes of what it read and wrote, and what it had to say.

    ``variables`` are those of the environment that it looks up; ``pages`` gives the layers of each
    page by its path, ``keys`` the hash of what it is made from, where that is known; ``said`` is
    the verb's own.
    """

    inputs: dict[str, str]
    variables: dict[str, str]
    outputs: dict[str, str]
    pages: dict[str, list[str]]
    keys: dict[str, str]
    said: dict[str, Any]


@dataclass(frozen=True)
class SinceBuild:
    """What is otherwise than at the last build of this kind.

    ``before`` is None where none is remembered. ``inputs`` names what was added, removed or
    changed, ``outputs`` the files that are gone or no longer as they were written.
    """

    before: Kept | None
    now: dict[str, str]  # empty where it cannot be told
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()

    @property
    def are_none(self) -> bool:
        """Tell whether the build would write what is there."""
        return self.before is not None and not self.inputs and not self.outputs

    @property
    def standing(self) -> dict[str, str]:
        """The keys of the pages that are there as they were written, by their paths."""
        keys = {} if self.before is None else self.before.keys
        return {path: key for path, key in keys.items() if path not in self.outputs}

    def of_page(self, path: str, layers: Iterable[str]) -> list[str]:
        """Give the changed inputs that a page may show: of its layers, and those of no layer.

        The page itself is among them if it is no longer as it was written.
        """
        shown = tuple(f"layers/{layer}/" for layer in layers)
        mine = [
            name for name in self.inputs if not name.startswith("layers/") or name.startswith(shown)
        ]
        return [*mine, *(one for one in self.outputs if one == path)]


def find_changes(asked: AskedPages) -> SinceBuild:
    """Compare the files of a workspace with those of its last build.

    A workspace that reads a database is never as it was: nobody can tell.
    """
    if reads_database(asked.root):
        return SinceBuild(None, {})
    try:
        now = hash_inputs(asked.root)
    except OSError:  # a file that comes and goes: the build will say what is wrong with it
        return SinceBuild(None, {})
    before = _recall(asked)
    if before is None:
        return SinceBuild(None, now)
    was = {**before.inputs, **before.variables}
    today = {**now, **hash_variables(name.removeprefix("$") for name in before.variables)}
    names = sorted(today.keys() | was.keys())
    inputs = tuple(name for name in names if today.get(name) != was.get(name))
    outputs = tuple(
        name for name, mark in before.outputs.items() if _hash_of(asked.out / name) != mark
    )
    return SinceBuild(before, now, inputs, outputs)


def remember(asked: AskedPages, kept: Kept) -> None:
    """Keep what a build did; where that cannot be told or written, the next builds again.

    Of pages elsewhere nothing is kept: the workspace is left as it is.
    """
    if not kept.inputs or not asked.is_inside or not _are_still(asked.root, kept.inputs):
        return
    with suppress(OSError, EnvironmentFault):
        make_mark(asked.root)
        said = {"format": FORMAT, "mark": _mark_here(asked), **asdict(kept)}
        text = json.dumps(said, ensure_ascii=False, indent=1)
        write_text(asked.file, text + "\n", kept=True)


def _are_still(root: Path, inputs: dict[str, str]) -> bool:
    """Tell whether the files are those that were hashed before they were read."""
    try:
        return hash_inputs(root) == inputs
    except OSError:
        return False


def _recall(asked: AskedPages) -> Kept | None:
    """Give what was remembered, here: not what came along with a workspace from somewhere else."""
    try:
        found = json.loads(asked.file.read_text(encoding="utf-8"))
        told = (found.pop("format"), found.pop("mark"))
        return Kept(**found) if told == (FORMAT, _mark_here(asked)) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _mark_here(asked: AskedPages) -> str | None:
    mark = read_mark(asked.root)
    return None if mark is None else hashlib.sha256(mark).hexdigest()


def _hash_of(file: Path) -> str | None:
    try:
        return hash_file(file)
    except OSError:
        return None
