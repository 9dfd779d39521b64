"""Files and folders on their way.

Each has an owner, and what the dead left is swept by whoever comes next.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import re
import shutil
import socket
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Windows has no such locks; it does not let a file be deleted that is open.
fcntl: Any = None if os.name == "nt" else importlib.import_module("fcntl")

__all__ = ["PART", "part_file", "part_folder", "part_prefix", "scratch_folder", "sweep"]

PART = ".part"
# A file this young may have an owner that has not locked it yet.
YOUNG_SECONDS = 5.0
# Where there are no locks, an owner on another machine is given this long.
LONG_SECONDS = 24 * 3600.0
HOST = hashlib.sha256(socket.gethostname().encode("utf-8", "replace")).hexdigest()[:8]
NAMED = re.compile(r"\..*\.(?P<host>[0-9a-f]{8})-(?P<process>\d+)-[^.]+\.part", re.DOTALL)


def part_prefix(path: Path) -> str:
    """How the name of a file begins that is being written for ``path``; it ends in ``.part``."""
    return f".{path.name[:40]}."


@contextmanager
def part_file(path: Path) -> Iterator[tuple[int, Path]]:
    """Open a file beside ``path`` that is to take its place.

    What is still there at the end is deleted.

    Strays of the dead in the folder are swept first. The number of the open file is the caller's to
    close.
    """
    sweep(path.parent)
    handle, name = tempfile.mkstemp(prefix=_prefix(path), suffix=PART, dir=path.parent)
    held = None if fcntl is None else os.dup(handle)
    try:
        if held is not None:
            _lock(held)
        yield handle, Path(name)
    finally:
        if held is not None:
            os.close(held)
        Path(name).unlink(missing_ok=True)


@contextmanager
def part_folder(path: Path) -> Iterator[Path]:
    """Make a folder beside ``path`` for what is to become it.

    It is deleted at the end with what is still in it.

    Strays of the dead beside it are swept first.
    """
    sweep(path.parent)
    folder = Path(tempfile.mkdtemp(prefix=_prefix(path), suffix=PART, dir=path.parent))
    held = None
    try:
        if fcntl is not None:
            held = os.open(folder, os.O_RDONLY)
            _lock(held)
        yield folder
    finally:
        if held is not None:
            os.close(held)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder for what is unpacked or tried, where the system keeps such.

    As ``part_folder``.
    """
    with part_folder(Path(tempfile.gettempdir()) / "jinan-geo") as folder:
        yield folder


def sweep(folder: Path) -> None:
    """Delete what killed runs left in a folder.

    What belongs to a living one, or to another program, stays.
    """
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            match = NAMED.fullmatch(entry.name)
            if match and _is_left(Path(entry.path), match["host"], int(match["process"])):
                _delete(Path(entry.path))


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _is_left(path: Path, host: str, process: int) -> bool:
    """Tell whether the owner is gone.

    By the lock, by its process where it is too early for a lock, else by age.
    """
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return False
    is_here = host == HOST
    is_gone = is_here and process != os.getpid() and not _lives(process)
    held = _is_held(path)
    if held is None:
        return is_gone or (not is_here and age > LONG_SECONDS)
    return not held and (is_gone or age > YOUNG_SECONDS)


def _is_held(path: Path) -> bool | None:
    """Tell whether another has the lock; None where the disk knows no locks."""
    if fcntl is None:
        return None
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(handle)
    return False


def _lives(process: int) -> bool:
    if os.name == "nt":
        return True  # to ask may end it there; its files cannot be deleted while it lives
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True


def _lock(handle: int) -> None:
    if fcntl is not None:
        with suppress(OSError):  # some network drives know no locks
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _prefix(path: Path) -> str:
    return f"{part_prefix(path)}{HOST}-{os.getpid()}-"
