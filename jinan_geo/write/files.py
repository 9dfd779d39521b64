"""Files appear whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from jinan_geo.errors import EnvironmentFault, JinanGeoError
from jinan_geo.words import say
from jinan_geo.write.guard import refuse_output
from jinan_geo.write.parts import part_file, part_folder, scratch_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = [
    "Staged",
    "listing_written",
    "stage_bytes",
    "write_bytes",
    "write_made",
    "write_text",
]

# How libraries say that a disk is full or fails; they raise errors of their own.
DISK = re.compile(
    r"disk is full|disk i/o|no space|input/output error|file too large|quota|short write",
    re.IGNORECASE,
)
PAGE = 65_536  # bytes
NEXT_TO_NOTHING = 64 * 1024  # bytes

WRITTEN: ContextVar[list[Path] | None] = ContextVar("written", default=None)


@contextmanager
def listing_written() -> Iterator[list[Path]]:
    """Give a list that holds, at the end, every file that was put in its place within."""
    written: list[Path] = []
    token = WRITTEN.set(written)
    try:
        yield written
    finally:
        WRITTEN.reset(token)


def write_text(path: Path, text: str, *, kept: bool = False) -> int:
    """Write UTF-8 text as ``write_bytes`` does."""
    data = text.encode("utf-8", "backslashreplace")  # a lone surrogate must not stop a table
    return write_bytes(path, data, kept=kept)


def write_bytes(path: Path, data: bytes, *, kept: bool = False) -> int:
    """Write beside ``path``, then put it in its place; gives the number of bytes.

    ``kept`` says that the file is one that a workspace keeps, and the caller its owner.

    Raises
    ------
    EnvironmentFault
        The disk or the rights do not allow it; an older file at ``path`` is left as it was.
    RefusedError
        The file is read by this command, or kept by a workspace.
    """
    if not kept:
        refuse_output(path)
    with stage_bytes(path, data) as staged:
        staged.commit()
    return len(data)


class Staged:
    """A file that lies whole and safe beside its place.

    ``commit`` puts it there and needs no more of the disk.
    """

    def __init__(self, path: Path, temporary: Path) -> None:
        self.path, self.temporary = path, temporary

    def commit(self) -> None:
        """Put the file in its place, and make that survive a power cut."""
        try:
            self.temporary.replace(self.path)
            _put(self.path)
        except OSError as error:
            raise _fault(self.path, error) from error


@contextmanager
def stage_bytes(path: Path, data: bytes) -> Iterator[Staged]:
    """Write beside ``path`` and give what puts it in its place.

    What was not put there is gone at the end.

    Where several files must change together, all are staged first: a full disk then shows before
    any has changed.

    Raises
    ------
    EnvironmentFault
        The disk or the rights do not allow it; an older file at ``path`` is left as it was.
    """
    with ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = stack.enter_context(part_file(path))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(_mode_of(path))
        except OSError as error:
            raise _fault(path, error) from error
        yield Staged(path, temporary)


def _mode_of(path: Path) -> int:
    """A file keeps the rights it has, so that a shared one stays shared.

    A new one can be read by all.
    """
    return stat.S_IMODE(path.stat().st_mode) if path.is_file() else 0o644


def write_made(path: Path, make: Callable[[Path], None], *, kept: bool = False) -> int:
    """Let ``make`` write a file beside ``path``, then put it in place as ``write_bytes`` does.

    It writes in a folder of its own.

    For programs that write to a path by themselves, with helper files of their own.
    """
    if not kept:
        refuse_output(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_named = str(path.absolute()).isprintable()  # libraries take no name that is not Unicode
        with part_folder(path) if is_named else scratch_folder() as folder:
            made = folder / f"made{path.suffix if is_named else ''}"
            _make(make, made, path)
            if not is_named:
                return write_bytes(path, made.read_bytes(), kept=kept)
            with made.open("rb+") as file:
                os.fsync(file.fileno())
            made.chmod(_mode_of(path))
            size = made.stat().st_size
            made.replace(path)
            _put(path)
    except OSError as error:
        raise _fault(path, error) from error
    return size


def _make(make: Callable[[Path], None], made: Path, path: Path) -> None:
    """Let a library write; what it says of the disk in its own words is a fault of the disk."""
    try:
        make(made)
    except (OSError, JinanGeoError):
        raise
    except Exception as error:
        if DISK.search(str(error)) or not _takes_more(made):
            raise _fault(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) from error
        raise


def _takes_more(made: Path) -> bool:
    """Tell whether the disk, a quota or a limit would let a file that is being made grow."""
    if shutil.disk_usage(made.parent).free < NEXT_TO_NOTHING:
        return False
    try:
        with made.open("ab") as file:
            file.write(bytes(PAGE))
    except OSError:
        return False
    return True


def _fault(path: Path, error: OSError) -> EnvironmentFault:
    msg = say("write.errors.written", path=path, strerror=error.strerror or error)
    return EnvironmentFault(msg)


def _put(path: Path) -> None:
    """A file is in its place: make that last, and tell who lists what is written."""
    _sync_folder(path.parent)
    written = WRITTEN.get()
    if written is not None:
        written.append(path)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
