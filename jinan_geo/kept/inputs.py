"""All that the pages of a workspace are made of, each by its hash.

That is every file that the workspace keeps, this program, and the libraries beside it. Contents are
hashed, never dates: a file that was copied or checked out anew is the same file.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sysconfig
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinan_geo.write.guard import MANIFEST, kept_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["PROGRAM", "find_root", "hash_file", "hash_inputs", "hash_package", "hash_variables"]

PACKAGE = Path(__file__).resolve().parents[1]
PROGRAM = "jinan-geo"  # the name of the program among the inputs
# Of the package only these are no part of what it does: the page's program is what was built of it.
BESIDE = {"__pycache__", "web"}
BUILT = Path("web") / "dist"


def find_root(path: Path) -> Path | None:
    """Give the workspace at ``path`` or above it; None where there is none."""
    start = path.resolve()
    return next((one for one in (start, *start.parents) if (one / MANIFEST).is_file()), None)


def hash_inputs(root: Path) -> dict[str, str]:
    """Give the hash of each input by its name: its path below ``root``, or whole if it is outside.

    Raises
    ------
    OSError
        A file cannot be read, or went while it was looked for.
    """
    files = {_name_of(path, root): hash_file(path) for path in kept_files(root)}
    return {**files, PROGRAM: _hash_program()}


def hash_variables(names: Iterable[str]) -> dict[str, str]:
    """Give the hash of what each of these variables of the environment holds, by ``$`` and name.

    Their values are keys of map services, which no file may hold.
    """
    return {f"${name}": _hash(os.environ.get(name, "")) for name in names}


def hash_file(path: Path) -> str:
    """Give the hash of what is in a file.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _name_of(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


@cache
def _hash_program() -> str:
    """Every file of the package, and the names and versions of all that is installed beside it."""
    parts = [platform.python_version(), platform.machine()]
    beside = Path(sysconfig.get_path("purelib"))
    parts += sorted(one.name for one in beside.iterdir() if one.suffix == ".dist-info")
    return _hash("\n".join([*parts, hash_package()]))


def hash_package() -> str:
    """Give one hash of every file of this program."""
    files = [*_own_files("")]
    files += _own_files(f"{BUILT}{os.sep}") if (PACKAGE / BUILT).is_dir() else []
    return _hash("\n".join(f"{name} {hash_file(PACKAGE / name)}" for name in files))


def _own_files(folder: str) -> Iterator[str]:
    """Give the files in a folder of the package, and those in its folders, by their paths in it."""
    with os.scandir(PACKAGE / folder) as found:
        entries = sorted(found, key=lambda one: one.name)
    for one in entries:
        if one.name in BESIDE or one.name.startswith("."):
            continue
        if one.is_dir():
            yield from _own_files(f"{folder}{one.name}{os.sep}")
        else:
            yield f"{folder}{one.name}"
