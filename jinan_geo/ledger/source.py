"""A file that is being imported must be the same at the end as it was at the beginning."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jinan_geo.errors import EnvironmentFault, InputError
from jinan_geo.read import read_bytes
from jinan_geo.words import say

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
        msg = say("ledger.errors.changed", name=name)
        raise InputError(msg)


def _hash(path: Path, name: str) -> str:
    try:
        return hashlib.sha256(read_bytes(path)).hexdigest()
    except FileNotFoundError:
        msg = say("ledger.errors.missing", name=name)
        raise InputError(msg) from None
    except OSError as error:
        msg = say("ledger.errors.unreadable", name=name, strerror=error.strerror or error)
        raise EnvironmentFault(msg) from error
