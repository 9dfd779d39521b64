"""How far the open edition is: who owes a report for it, who gave one, by district and by day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jinan_geo.answers.reports import EVERYWHERE, due_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from jinan_geo.publish.published import PublishedCity

__all__ = ["COLLECTED_COLUMNS", "Collection", "collect", "reported_line"]

COLLECTED_COLUMNS = ("district", "due", "reported", "late", "awaited")


@dataclass(frozen=True)
class Collection:
    """The open edition, with a row for each project that owes a report for it, as ``list_due``."""

    date: dt.date
    due_by: dt.date | None
    due: pd.DataFrame
    districts: Sequence[str]

    @property
    def of(self) -> int:
        """How many projects owe a report."""
        return len(self.due)

    @property
    def reported(self) -> int:
        """How many of these gave one."""
        return int(self.due["reported"].astype(bool).sum())

    @cached_property
    def by_district(self) -> list[dict[str, Any]]:
        """Count by district, columns ``COLLECTED_COLUMNS``; the whole city first.

        A project in two districts counts in both, and once in ``EVERYWHERE``; ``""`` has those
        that lie in none.
        """
        counts = {code: [0, 0, 0] for code in (EVERYWHERE, *self.districts, "")}
        rows = zip(self.due["districts"], self.due["reported"], self.due["late"], strict=True)
        for codes, came, late in rows:
            for code in (EVERYWHERE, *(codes or ("",))):
                counts[code][0] += 1
                counts[code][1] += bool(came)
                counts[code][2] += bool(late)
        return [
            dict(zip(COLLECTED_COLUMNS, (code, due, came, late, due - came), strict=True))
            for code, (due, came, late) in counts.items()
            if due or code == EVERYWHERE
        ]

    @property
    def by_day(self) -> list[dict[str, Any]]:
        """How many reports were recorded on each day, where the ledgers' journals tell it."""
        came = self.due[self.due["reported"].astype(bool)]
        days = came["recorded_on"].dropna().value_counts().sort_index()
        return [{"day": f"{day}", "reported": int(count)} for day, count in days.items()]

    def as_json(self) -> dict[str, Any]:
        """Give it for a machine."""
        return {
            "date": f"{self.date}",
            "state": "open",
            "due_by": f"{self.due_by}" if self.due_by else None,
            "reported": self.reported,
            "of": self.of,
            "districts": self.by_district,
            "days": self.by_day,
        }


def collect(city: PublishedCity) -> Collection | None:
    """Give how far the open edition is; None where none is open."""
    day = city.calendar.open
    if day is None:
        return None
    return Collection(day, city.calendar.due(day), due_in(city, day), city.districts.codes)


def reported_line(found: Collection | None) -> dict[str, Any] | None:
    """Give what a page says of an open edition."""
    if found is None:
        return None
    return {"date": found.date, "reported": found.reported, "of": found.of, "due": found.due_by}
