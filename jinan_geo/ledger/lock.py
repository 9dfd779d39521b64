"""One writer of a ledger at a time.

A lock that the system frees when its owner ends, however it ends.
"""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jinan_geo.errors import EnvironmentFault, LockedError, show
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["WAIT_SECONDS", "hold_lock", "lock_of"]

WAIT_SECONDS = 30.0
LAYERS = "layers"


def lock_of(path: Path) -> Path:
    """Give the place of the lock of a file, or of a layer's folder.

    That of a file of a layer lies beside the layer's folder: Windows renames no folder in which a
    file is open.
    """
    folder = path.parent
    if folder.parent.name == LAYERS:
        return folder.with_name(f".{folder.name}.{path.name}.lock")
    return path.with_name(f".{path.name}.lock")


@contextmanager
def hold_lock(path: Path, name: str, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock file at ``path``, which stays there: deleting it would let two hold it at once.

    On disks that know no such locks (some network drives) a mark with the owner's process and
    machine stands in for it; that of an owner who is gone from this machine is taken over.

    Raises
    ------
    LockedError
        Another has it for longer than ``wait`` seconds; says who.
    EnvironmentFault
        The lock file cannot be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - 30 ms that who only reads need not pay

    lock = FileLock(path, timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        msg = say("ledger.errors.file_in_use", name=name, holder=_holder(path))
        raise LockedError(msg) from None
    except OSError as error:
        reason = error.strerror or error
        msg = say("ledger.errors.not_written", path=path, reason=reason)
        raise EnvironmentFault(msg) from error
    try:
        if (
            type(lock).__name__ != "SoftFileLock"
        ):  # that one says so by itself, and becomes so while waiting
            _sign(path)
        yield
    finally:
        lock.release()


def _sign(path: Path) -> None:
    """Say who holds the lock; after the first byte, which Windows locks.

    It is only for the message.
    """
    try:
        with path.open("r+b") as file:
            file.write(f" process {os.getpid()} on {socket.gethostname()}\n".encode())
            file.truncate()
    except OSError:
        return


def _holder(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(1)
            words = file.read(200).decode("utf-8", "replace").split()
    except OSError:
        words = []
    return show(" ".join(words)).strip("'") if words else say("ledger.errors.another")
