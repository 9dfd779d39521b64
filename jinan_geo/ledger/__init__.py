"""A layer's ledger: its progress records are read here and recorded here, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.ledger.database import DatabaseLedger
from jinan_geo.ledger.entry import Entry, Extent, Origin, find_live, find_undone
from jinan_geo.ledger.files import FileLedger
from jinan_geo.ledger.lock import WAIT_SECONDS
from jinan_geo.ledger.records import EMPTY_LEDGER, read_ledger
from jinan_geo.ledger.source import keep_still
from jinan_geo.ledger.store import Ledger

if TYPE_CHECKING:
    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = [
    "EMPTY_LEDGER",
    "DatabaseLedger",
    "Entry",
    "Extent",
    "FileLedger",
    "Ledger",
    "Origin",
    "find_live",
    "find_undone",
    "keep_still",
    "open_ledger",
    "read_ledger",
]


def open_ledger(folder: LayerFolder, workspace: Workspace, *, wait: float = WAIT_SECONDS) -> Ledger:
    """Open a layer's ledger for recording.

    ``wait`` is how many seconds another writer is waited for.
    """
    kind = FileLedger if folder.ledger is None else DatabaseLedger
    return kind(folder, workspace, wait=wait)
