"""The file in which a city tells its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from jinan_geo.errors import InputError
from jinan_geo.manifest.faults import word_fault
from jinan_geo.manifest.summary import CitySummary
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_summary"]

MOST_BYTES = 20_000_000  # many thousand times what sums and an outline take


def read_summary(path: Path) -> CitySummary:
    """Read what ``export summary`` wrote.

    Raises
    ------
    InputError
        It is no such file, or something in it is wrong; every fault is named.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(say("read.errors.no_summary", file=path))
        return CitySummary.model_validate_json(path.read_bytes())
    except OSError as fault:
        raise InputError(say("read.errors.summary_closed", file=path, why=fault)) from None
    except ValidationError as fault:
        raise InputError(_worded(path, fault)) from None


def _worded(path: Path, fault: ValidationError) -> str:
    items = fault.errors()
    if any(item["loc"][:1] in {(), ("format",)} for item in items):
        return say("read.errors.no_summary", file=path)
    return "\n".join(word_fault(str(path), CitySummary, item) for item in items)
