"""Files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from jinan_geo.errors import EnvironmentFault

__all__ = ["write_text"]


def write_text(path: Path, text: str) -> int:
    """Write UTF-8 text beside ``path``, then put it in its place; gives the number of bytes.

    Raises
    ------
    EnvironmentFault
        The disk or the rights do not allow it; an older file at ``path`` is left as it was.
    """
    data = text.encode("utf-8", "backslashreplace")  # a lone surrogate has no UTF-8 form; it must not stop a table
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        msg = (
            f"{path}: cannot be written ({error.strerror or error}); check the disk, the rights, and that it is closed"
        )
        raise EnvironmentFault(msg) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
    return len(data)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
