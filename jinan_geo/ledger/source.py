"""A file that is being imported must be the same at the end as it was at the beginning."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jinan_geo.errors import EnvironmentFault, InputError
from jinan_geo.read import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["keep_still"]


@contextmanager
def keep_still(path: Path, name: str) -> Iterator[str]:
    """Give the sha256 of a file, and make sure at the end that it still has it.

    Read the file within.

    Raises
    ------
    InputError
        The file is missing, or was changed while it was being read.
    EnvironmentFault
        It may not be read.
    """
    first = _hash(path, name)
    yield first
    if _hash(path, name) != first:
        msg = f"{name}: changed while it was being read; save and close it, and run again"
        raise InputError(msg)


def _hash(path: Path, name: str) -> str:
    try:
        return hashlib.sha256(read_bytes(path)).hexdigest()
    except FileNotFoundError:
        msg = f"{name}: the file is missing; check its name"
        raise InputError(msg) from None
    except OSError as error:
        msg = (
            f"{name}: cannot be read ({error.strerror or error}); "
            "check that it is a file and may be read"
        )
        raise EnvironmentFault(msg) from error
