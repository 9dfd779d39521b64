"""What goes on into the next year: works not done, commitments not kept, and what is promised."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from jinan_geo.answers.settlement import plain_number, settle
from jinan_geo.city.truth import holds_both
from jinan_geo.ledger.evidence import split_ids
from jinan_geo.manifest.closed import Text, text, texts
from jinan_geo.manifest.signs import COMPARATORS, write_bounds

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.answers.settlement import Settled
    from jinan_geo.city.city import Layer
    from jinan_geo.ledger.evidence import Register
    from jinan_geo.manifest.commitments import Target
    from jinan_geo.manifest.fiscal import FiscalYear, FiscalYears
    from jinan_geo.page.model import TargetInfo
    from jinan_geo.publish.published import PublishedCity

__all__ = [
    "STATES",
    "Carried",
    "Handover",
    "Promised",
    "State",
    "hand_over",
    "plan_year",
    "taken_over",
]

State = Literal["overdue", "expected", "undated", "finished"]
STATES: Mapping[State, Text] = texts("answers.handover.states")  # type: ignore[assignment]


READ = ("id", "name_zh", "name_en", "planned_finish", "ended", "evidence")  # of the features


@dataclass(frozen=True)
class Carried:
    """A work that was not done when the year ended; its id is what it was.

    ``first`` is the finish that was promised first and never changes; ``planned`` the plan as it
    stands, ``forecast`` the newest that was said. ``known`` is the day of the record in force.
    """

    layer: str
    id: str
    name: Text
    state: State
    stage: Text | None
    first: dt.date | None
    planned: dt.date | None
    forecast: dt.date | None
    known: dt.date | None
    evidence: tuple[str, ...]

    @property
    def expected(self) -> dt.date | None:
        """The newest day said for the finish: a forecast, else the plan."""
        return self.forecast or self.planned

    @property
    def late_days(self) -> int | None:
        """Days that the newest day said is after the first promise; None where either is not."""
        last = self.forecast if self.state == "finished" else self.expected
        return None if self.first is None or last is None else (last - self.first).days

    def as_json(self) -> dict[str, object]:
        """Give it for a machine."""
        return {
            "layer": self.layer,
            "id": self.id,
            "name": self.name.model_dump(),
            "state": self.state,
            "stage": self.stage.model_dump() if self.stage else None,
            "first_promised": _iso(self.first),
            "planned": _iso(self.planned),
            "forecast": _iso(self.forecast),
            "late_days": self.late_days,
            "as_of": _iso(self.known),
            "evidence": [*self.evidence],
        }


@dataclass(frozen=True)
class Promised:
    """A commitment of the year that comes; ``first_due`` is set where it was promised before."""

    target: Target
    first_due: dt.date | None
    evidence: tuple[str, ...]

    @property
    def number(self) -> Text:
        """What is promised: the number with its bound and its unit."""
        bound, unit = COMPARATORS[self.target.comparator], self.target.unit
        amount = write_bounds(self.target.value, self.target.upper, plain_number)
        return text("answers.handover.number", bound=bound, amount=amount, unit=unit)

    def as_json(self) -> dict[str, object]:
        """Give it for a machine."""
        target = self.target
        return {
            "id": target.id,
            "name": target.name.model_dump(),
            "comparator": target.comparator,
            "promised": float(target.value),
            "unit": target.unit.model_dump(),
            "due": _iso(target.due),
            "first_due": _iso(self.first_due),
            "evidence": [*self.evidence],
        }


@dataclass(frozen=True)
class Handover:
    """What the year ``year`` takes over from the one before, as known on ``day``.

    ``of`` is that year: its days, and what it is called. ``unknown`` is the number of works of
    which nobody published whether they are done.
    """

    year: int
    of: FiscalYear
    day: dt.date
    works: tuple[Carried, ...]
    commitments: tuple[Settled, ...]
    promised: tuple[Promised, ...]
    unknown: int

    def as_json(self) -> dict[str, object]:
        """Give it for a machine."""
        return {
            "year": self.year,
            "as_of": self.day.isoformat(),
            "works": [one.as_json() for one in self.works],
            "unknown": self.unknown,
            "commitments": [one.as_json() for one in self.commitments],
            "promised": [one.as_json() for one in self.promised],
        }


def plan_year(targets: Iterable[TargetInfo], years: FiscalYears) -> int | None:
    """Give the year that most of the commitments are due in; None where none has a due date."""
    found = Counter(years.of(one.due).name for one in targets if one.due)
    return min(found, key=lambda year: (-found[year], year)) if found else None


def taken_over(city: PublishedCity) -> Handover | None:
    """Give what the year after the plan's took over; None while that of the plan is not over."""
    ended = _plan_of(city)
    if ended is None or not city.editions or _years(city).of(city.editions[-1]).name <= ended:
        return None
    return hand_over(city)


def _plan_of(city: PublishedCity) -> int | None:
    """The year whose works are handed on; where commitments have periods the last that is over."""
    if city.editions and any(one.period for one in city.targets):
        years = _years(city)
        after = years.of(city.editions[-1] + dt.timedelta(days=1)).name  # its last day ends a year
        due = [years.of(one.due).name for one in city.targets if one.due]
        over = [year for year in due if year < after]
        return max(over) if over else min(due, default=None)
    return plan_year(city.targets, _years(city))


def _years(city: PublishedCity) -> FiscalYears:
    return city.workspace.manifest.locale.years


def hand_over(city: PublishedCity, year: int | None = None) -> Handover | None:
    """Tell what a year takes over, by default the one after the plan's.

    A work goes on where it was begun, or has a date, and was not done at the end of the year
    before: one that has been finished since is told as such. One that is expected to be done before
    the year begins does not. Commitments go on that were not met. Where there are sourced values
    and samples, no sample goes on. None where there is no edition, or no year is given and no
    commitment has a due date.
    """
    begins = year or _year_after(city)
    if not city.editions or begins is None:
        return None
    of = _years(city).named(begins)
    apart = holds_both(city.layers, city.targets)
    works: list[Carried] = []
    unknown = 0
    for layer in city.layers:
        if layer.is_projects:
            carried, silent = _of_layer(city, layer, of.first, apart=apart)
            works += carried
            unknown += silent
    order = [*STATES]
    works.sort(key=lambda one: (order.index(one.state), one.expected or dt.date.max))
    left, promised = _left_over(city, of.first), tuple(_promised(city, of.first))
    return Handover(begins, of, city.editions[-1], tuple(works), left, promised, unknown)


def _left_over(city: PublishedCity, begin: dt.date) -> tuple[Settled, ...]:
    """The commitments of before a year that were not met."""
    before = [one for one in settle(city) if not _begins_in(one.target, begin)]
    return tuple(one for one in before if one.ending != "met")


def _begins_in(target: TargetInfo, begin: dt.date) -> bool:
    """Whether a commitment belongs to a period of the year that begins then, or of a later one."""
    return target.period is not None and target.start is not None and target.start >= begin


def _year_after(city: PublishedCity) -> int | None:
    """Give the year after the plan's; None where no commitment has a due date."""
    ends = _plan_of(city)
    return None if ends is None else ends + 1


def _of_layer(
    city: PublishedCity, layer: Layer, begin: dt.date, *, apart: bool
) -> tuple[list[Carried], int]:
    """The layer's works that go on, and how many there are of which nothing is known."""
    day = city.editions[-1]
    was_done = _done_before(city, layer, begin)
    if apart:
        was_done = was_done | layer.is_sample(layer.editions - 1)
    said, olds = _said(layer, day), _old_plans(layer)
    works, unknown = [], 0
    latest = _in_force(layer)
    for at, row in enumerate(layer.features[[*READ]].to_dict("records")):
        ended = _day(row["ended"])
        if was_done[at] or (ended is not None and ended <= day):
            continue
        known = {**row, "now": latest[at], "olds": olds.get(at, [])}
        one = _work(city, layer, at, known, said.get(str(row["id"]), []))
        unknown += one is None
        if one is not None and _goes_on(one, begin, day):
            works.append(one)
    return works, unknown


def _done_before(city: PublishedCity, layer: Layer, begin: dt.date) -> NDArray[np.bool_]:
    """Which works were done at the last edition before a day."""
    before = [at for at, day in enumerate(city.editions) if day < begin]
    if not before:
        return np.zeros(len(layer.features), dtype=bool)
    return np.asarray(layer.reasons[before[-1]] == "done", dtype=bool)


def _goes_on(one: Carried, begin: dt.date, day: dt.date) -> bool:
    """Whether a work goes on; not one that is expected, or was finished, before the year begins.

    The last day of a year ends it: what is not done by then goes on, whatever was expected.
    """
    last = one.forecast if one.state == "finished" else one.expected
    if last is None or last >= begin:
        return True
    is_over = begin <= day + dt.timedelta(days=1)
    return is_over and one.state != "finished"


def _work(
    city: PublishedCity, layer: Layer, at: int, row: Mapping[str, Any], said: Sequence[Forecast]
) -> Carried | None:
    """A work as known at the last edition; None where nothing says that it goes on."""
    now = row["now"]
    stages = {one.id: one for one in layer.stages}
    stage, reached = stages.get(now["stage"]), stages.get(layer.reached_ids[-1][at])
    is_done = layer.reasons[-1][at] == "done"
    planned = _day(row["planned_finish"])
    # What the record of a work that is done states is when that was; older ones only foretold it.
    forecast = _day(now["est_finish"]) if is_done else _last(said)
    expected = forecast or planned
    if expected is None and not is_done and not (reached and reached.started):
        return None
    return Carried(
        layer=layer.id,
        id=str(row["id"]),
        name=Text(zh=str(row["name_zh"]), en=_words(row["name_en"])),
        state="finished" if is_done else _state(expected, city.editions[-1]),
        stage=stage.name if stage else None,
        first=_first(row["olds"], planned, said),
        planned=planned,
        forecast=forecast,
        known=_day(now["record_date"]),
        evidence=_resting(now["evidence"], said, row["evidence"], register=city.evidence),
    )


def _in_force(layer: Layer) -> list[dict[Hashable, Any]]:
    """What is known of each feature at the last edition."""
    assert layer.states is not None  # noqa: S101 - a published layer of projects is judged
    newest = layer.states[["stage", "est_finish", "record_date", "evidence"]]
    count = len(layer.features)
    return newest.iloc[(layer.editions - 1) * count :].to_dict("records")


def _last(said: Sequence[Forecast]) -> dt.date | None:
    return said[-1].finish if said else None


def _words(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _state(expected: dt.date | None, day: dt.date) -> State:
    if expected is None:
        return "undated"
    return "overdue" if expected < day else "expected"


def _resting(
    record: object, said: Sequence[Forecast], feature: object, *, register: Register
) -> tuple[str, ...]:
    """The open evidence of the record, of the last finish that was said, and of the feature."""
    cells = [record, *(one.evidence for one in said[-1:]), feature]
    named = [key for cell in cells for key in split_ids(cell)]
    return tuple(dict.fromkeys(key for key in named if key in register))


@dataclass(frozen=True)
class Forecast:
    """A finish that a record states."""

    finish: dt.date
    evidence: object


def _said(layer: Layer, day: dt.date) -> dict[str, list[Forecast]]:
    """The finishes that records state up to a day, by the work and in their order."""
    records = layer.records
    is_stating = records["est_finish"].notna() & (records["as_of"] <= pd.Timestamp(day))
    stating = records.loc[is_stating, ["as_of", "seq", "id", "est_finish", "evidence"]]
    said: dict[str, list[Forecast]] = {}
    for row in stating.sort_values(["as_of", "seq"], kind="stable").to_dict("records"):
        finish = _day(row["est_finish"])
        if finish is not None:
            said.setdefault(str(row["id"]), []).append(Forecast(finish, row["evidence"]))
    return said


def _old_plans(layer: Layer) -> dict[int, list[dt.date | None]]:
    """The planned finishes of past files by the feature's position, the oldest first."""
    changed = layer.moves[layer.moves["kind"] == "replanned"].sort_values("until", kind="stable")
    olds: dict[int, list[dt.date | None]] = {}
    for at, cell in zip(changed["feature"], changed["finish_before"], strict=True):
        olds.setdefault(int(at), []).append(_day(cell))
    return olds


def _first(
    olds: Sequence[dt.date | None], planned: dt.date | None, said: Sequence[Forecast]
) -> dt.date | None:
    """The finish promised first: by the plan of the oldest past file, by today's, by a record."""
    days = [*olds, planned, *(one.finish for one in said)]
    return next((day for day in days if day is not None), None)


def _promised(city: PublishedCity, begin: dt.date) -> Iterator[Promised]:
    """The commitments of the year that comes, in the order of their file."""
    shown = {one.id for one in city.targets if _begins_in(one, begin)}
    before = {one.id: one.due for one in city.targets if one.id not in shown}
    stated = [one for one in city.workspace.targets.targets if one.id in shown]
    for target in (*stated, *city.workspace.targets.next):
        about = (key for key, one in city.evidence.items() if target.id in one.about)
        yield Promised(target, before.get(target.id), tuple(about))


def _day(cell: Any) -> dt.date | None:  # noqa: ANN401 - a cell of a frame
    return None if cell is None or pd.isna(cell) else pd.Timestamp(cell).date()


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
