"""Rules on cells as they are written.

``cells.traces`` has them, for the ledger is held to them too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cells.traces import check_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinan_geo.check.subject import Subject
    from jinan_geo.issues.issue import Issue

__all__ = ["check_written"]


def check_written(subject: Subject) -> Iterator[Issue]:
    """Find cells that carry traces of other programs."""
    yield from check_cells(subject.cells)
