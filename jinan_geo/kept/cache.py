"""What builds prepared, by the hash of what it was made from.

It lies in ``.jinan-geo/cache/`` of the workspace and may be deleted at any time. A file there is
believed only where it was written: a workspace that came from somewhere else brings none along.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jinan_geo.write.parts import part_file

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Cache", "join_hashes", "make_mark", "read_mark"]

OWN = Path(".jinan-geo")
FOLDER = OWN / "cache"
MARK = OWN / "mark"
SIZE = 32  # bytes of a digest
MOST = 3  # files of one name: what was made before the last changes may come back


def join_hashes(parts: Iterable[object]) -> str:
    """Give one hash of several things, each said as text; no two rows of things are said alike.

    Bytes are text already.
    """
    found = hashlib.sha256()
    for part in parts:
        said = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogateescape")
        found.update(f"{len(said)} ".encode())
        found.update(said)
    return found.hexdigest()


def read_mark(root: Path) -> bytes | None:
    """Give what nobody can give to a workspace from outside: when this disk made its mark, where.

    None where it has none.
    """
    try:
        status = (root / MARK).stat()
    except OSError:
        return None
    return f"{status.st_ino} {status.st_ctime_ns}".encode()


def make_mark(root: Path) -> None:
    """Mark what is kept of a workspace as written here, unless it is.

    Raises
    ------
    OSError
        The folder cannot be written to.
    """
    (root / OWN).mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), (root / MARK).open("x"):
        pass


class Cache:
    """Bytes by name and key; what cannot be read, written or believed is not there.

    With ``writes`` False nothing is added.
    """

    def __init__(self, root: Path, *, writes: bool = True) -> None:
        self.root = root
        self.folder = root / FOLDER
        self.writes = writes

    def find(self, name: str, key: str) -> bytes | None:
        """Give what is kept of this name for this key."""
        if self._salt is None:
            return None
        try:
            data = self._file(name, key).read_bytes()
        except OSError:
            return None
        body = data[SIZE:]
        return body if data[:SIZE] == self._digest(name, key, body) else None

    def keep(self, name: str, key: str, *parts: bytes | memoryview) -> None:
        """Keep it, whole or not at all; of what was kept before under the name only the newest."""
        if not self.writes:
            return
        with suppress(OSError):
            self._make_mark()
            self.folder.mkdir(exist_ok=True)
            file = self._file(name, key)
            with part_file(file) as (handle, temporary):
                with os.fdopen(handle, "wb") as whole:
                    whole.write(self._digest(name, key, *parts))
                    whole.writelines(parts)
                temporary.replace(file)
            self._forget_oldest(name)

    @cached_property
    def _salt(self) -> bytes | None:
        return read_mark(self.root)

    def _make_mark(self) -> None:
        if self._salt is None:
            make_mark(self.root)
            del self._salt

    def _file(self, name: str, key: str) -> Path:
        return self.folder / f"{name}-{key[:SIZE]}"

    def _digest(self, name: str, key: str, *parts: bytes | memoryview) -> bytes:
        found = hashlib.blake2b(digest_size=SIZE, key=hashlib.sha256(self._salt or b"").digest())
        for part in parts:
            found.update(part)
        found.update(f"{name} {key}".encode())
        return found.digest()

    def _forget_oldest(self, name: str) -> None:
        files = [
            one for one in self.folder.glob(f"{name}-*") if len(one.name) == len(name) + 1 + SIZE
        ]
        files.sort(key=lambda one: one.stat().st_mtime_ns)
        for one in files[:-MOST]:
            one.unlink(missing_ok=True)
