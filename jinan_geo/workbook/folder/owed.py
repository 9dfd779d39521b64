"""Which projects are to be reported for a period, of which district, and which are already.

They are those that ``provision`` counts and the open edition waits for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.answers.reports import due_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from jinan_geo.city.city import City

__all__ = ["OwedProject", "list_owed"]


@dataclass(frozen=True)
class OwedProject:
    """A project to be reported for the period; ``is_reported`` where the ledger has it."""

    layer: str
    id: str
    name: str
    districts: Sequence[str]
    is_reported: bool


def list_owed(city: City, day: dt.date) -> list[OwedProject]:
    """List the projects to be reported for the period that ends with the month of a day."""
    columns = ("layer", "id", "name_zh", "districts", "reported")
    rows = due_in(city, day)[[*columns]].itertuples(index=False)
    return [
        OwedProject(layer, key, name or key, places, bool(came))
        for layer, key, name, places, came in rows
    ]
