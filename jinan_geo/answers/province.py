"""Several cities in one count: sums and shares of what each of them told of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.errors import UsageError, show
from jinan_geo.manifest.summary import Counts
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.summary import CitySummary, Counted

__all__ = ["CityRow", "Province", "roll_up"]

NOTHING = Counts(red=0, yellow=0, green=0, grey=0)


@dataclass(frozen=True)
class CityRow:
    """A city as the province sees it; ``is_sample`` where all it has are samples.

    ``before`` are the lights at the edition before the last, None where there was none.
    """

    summary: CitySummary
    counted: Counted
    is_sample: bool
    before: Counts | None

    @property
    def behind_share(self) -> float | None:
        """Red and yellow of all projects, 0 to 1; None where most cannot be judged."""
        lights = self.counted.lights
        is_known = lights.projects and lights.grey <= lights.projects / 2
        return lights.behind / lights.projects if is_known else None


@dataclass(frozen=True)
class Province:
    """The cities, those that need attention first, and their sums.

    ``cities`` are those that the sums are of; ``beside`` those that have samples alone, where
    others have what is sourced. ``months`` has the sums at each month's end, oldest first, from
    when each city had told something; a city counts with its last edition until then. ``rules``
    has the rules by which lights are judged, each with its cities, in their order.
    """

    cities: Sequence[CityRow]
    beside: Sequence[CityRow]
    lights: Counts
    unlocated: int
    reported: int
    months: dict[str, Counts]
    rules: Sequence[tuple[Text, Sequence[Text]]]
    days: Sequence[dt.date]

    @property
    def is_sample(self) -> bool:
        """Whether all that is counted are samples."""
        return all(row.is_sample for row in self.cities)


def roll_up(summaries: Sequence[CitySummary]) -> Province:
    """Add up the cities; samples are never added to what is sourced.

    Raises
    ------
    UsageError
        None is given, a city is given twice, or one has nothing that could be counted.
    """
    _refuse_twice(summaries)
    rows = [_row(summary) for summary in summaries]
    chosen, beside = _parted(rows)
    days = {row.summary.as_of for row in chosen}
    return Province(
        cities=_worst_first(chosen),
        beside=_worst_first(beside),
        lights=_added(row.counted.lights for row in chosen),
        unlocated=sum(row.counted.unlocated for row in chosen),
        reported=sum(row.counted.reported for row in chosen),
        months=_months(chosen),
        rules=_rules(rows),
        days=sorted(day for day in days if day),
    )


def _parted(rows: Sequence[CityRow]) -> tuple[list[CityRow], list[CityRow]]:
    """Those that are counted, and those beside them: samples, where others have what is sourced."""
    sourced = [row for row in rows if not row.is_sample]
    samples = [row for row in rows if row.is_sample]
    return (sourced, samples) if sourced else (samples, [])


def _added(lights: Iterable[Counts]) -> Counts:
    total = NOTHING
    for one in lights:
        total += one
    return total


def _refuse_twice(summaries: Sequence[CitySummary]) -> None:
    if not summaries:
        raise UsageError(say("answers.province.none"))
    seen: set[str] = set()
    for one in summaries:
        if one.name.zh in seen:
            raise UsageError(say("answers.province.twice", city=show(one.name.here)))
        seen.add(one.name.zh)


def _row(summary: CitySummary) -> CityRow:
    counted = summary.sourced or summary.samples
    if counted is None:
        raise UsageError(say("answers.province.nothing", city=show(summary.name.here)))
    told = [*counted.editions.values()]
    before = told[-2] if len(told) > 1 else None
    return CityRow(summary, counted, summary.sourced is None, before)


def _worst_first(rows: Sequence[CityRow]) -> list[CityRow]:
    """By the share behind; those that cannot be judged last."""
    return sorted(
        rows,
        key=lambda row: (
            row.behind_share is None,
            -(row.behind_share or 0),
            -row.counted.lights.behind,
            row.summary.name.zh,
        ),
    )


def _months(rows: Sequence[CityRow]) -> dict[str, Counts]:
    if not all(row.counted.editions for row in rows):
        return {}
    first = max(min(row.counted.editions) for row in rows)
    last = max(max(row.counted.editions) for row in rows)
    found = {}
    month = first.replace(day=1)
    while month <= last:
        after = (month + dt.timedelta(days=32)).replace(day=1)
        day = max(first, after - dt.timedelta(days=1))
        found[month.strftime("%Y-%m")] = _added(_at(row.counted, day) for row in rows)
        month = after
    return found


def _at(counted: Counted, day: dt.date) -> Counts:
    """The lights at the last edition that is not after a day."""
    return counted.editions[max(one for one in counted.editions if one <= day)]


def _rules(rows: Sequence[CityRow]) -> list[tuple[Text, list[Text]]]:
    found: dict[str, tuple[Text, list[Text]]] = {}
    for row in rows:
        rule = found.setdefault(row.summary.rule_key, (row.summary.rule, []))
        rule[1].append(row.summary.name)
    return sorted(found.values(), key=lambda one: -len(one[1]))
