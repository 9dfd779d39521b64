"""How far the open edition is: who owes a report for it, who gave one, by district and by day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jinan_geo.answers.reports import EVERYWHERE, districts_of, due_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterable, Iterator, Sequence

    import pandas as pd

    from jinan_geo.issues.issue import Issue
    from jinan_geo.publish.published import PublishedCity

__all__ = ["COLLECTED_COLUMNS", "Collection", "collect", "count_open"]

Counts = dict[str, Any]
COLLECTED_COLUMNS = ("district", "due", "reported", "late", "awaited", "set_aside")


@dataclass(frozen=True)
class Collection:
    """The open edition, with a row for each project that owes a report for it, as ``list_due``.

    ``aside`` has the districts of each project, or row of none, of which something came that was
    set aside and is not mended yet.
    """

    date: dt.date
    due_by: dt.date | None
    due: pd.DataFrame
    districts: Sequence[str]
    aside: Sequence[tuple[str, ...]] = ()

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
        owed, came = _count(self.due["districts"]), self.due["reported"].astype(bool)
        late = _count(self.due["districts"][self.due["late"].astype(bool)])
        reported, aside = _count(self.due["districts"][came]), _count(self.aside)
        rows = []
        for code in (EVERYWHERE, *self.districts, ""):
            counts = [owed[code], reported[code], late[code], owed[code] - reported[code]]
            if owed[code] or aside[code] or code == EVERYWHERE:
                told = (code, *counts, aside[code])
                rows.append(dict(zip(COLLECTED_COLUMNS, told, strict=True)))
        return rows

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
            "late": self.by_district[0]["late"],
            "set_aside": self.by_district[0]["set_aside"],
            "districts": self.by_district,
            "days": self.by_day,
        }


def collect(city: PublishedCity) -> Collection | None:
    """Give how far the open edition is; None where none is open."""
    day = city.calendar.open
    if day is None:
        return None
    due = due_in(city, day)
    return Collection(day, city.calendar.due(day), due, city.districts.codes, [*_aside(city)])


def _count(places: Iterable[tuple[str, ...]]) -> Counter[str]:
    """Count projects by district; one in two counts in both, and once in ``EVERYWHERE``."""
    counts: Counter[str] = Counter()
    for codes in places:
        counts.update((EVERYWHERE, *(codes or ("",))))
    return counts


def _aside(city: PublishedCity) -> Iterator[tuple[str, ...]]:
    """The districts of each project of which something that came is set aside to this day."""
    found = {(issue.layer, issue.feature or issue.value) for issue in city.issues if _waits(issue)}
    for layer in city.layers:
        own = [str(key) for of, key in found if of == layer.id]
        if own:
            places = dict(zip(layer.features["id"], districts_of(layer), strict=True))
            yield from (places.get(key, ()) for key in own)


def _waits(issue: Issue) -> bool:
    """Tell whether it is of something that came and cannot be used yet; a comment is not."""
    return issue.age is not None and issue.severity != "info"


def count_open(found: Collection | None, keys: Container[tuple[str, str]] | None) -> Counts | None:
    """Give what a page says of an open edition: of all projects, or of those it has."""
    if found is None:
        return None
    due = found.due
    if keys is not None:
        pairs = zip(due["layer"], due["id"], strict=True)
        due = due[[pair in keys for pair in pairs]]
    reported = int(due["reported"].astype(bool).sum())
    return {"date": found.date, "reported": reported, "of": len(due), "due": found.due_by}
