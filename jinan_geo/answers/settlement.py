"""How each commitment ended: what was promised, what is known of it, and what that rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Literal

from jinan_geo.answers.closed import closing_of, read_closed
from jinan_geo.check.subject import select
from jinan_geo.city.bounds import meets, most_of, passes
from jinan_geo.city.truth import holds_both, mark_entered
from jinan_geo.manifest.closed import Text, join, text, texts
from jinan_geo.manifest.signs import COMPARATORS, write_bounds
from jinan_geo.page.model import POSTPONED, TargetState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinan_geo.answers.closed import AsClosed
    from jinan_geo.city.city import Layer
    from jinan_geo.manifest.commitments import Entered, NamedWorks, Target
    from jinan_geo.page.model import TargetInfo
    from jinan_geo.publish.published import PublishedCity

    Closings = list[tuple[dt.date, dict[str, AsClosed]]]

__all__ = ["ENDINGS", "Ending", "Settled", "plain_number", "settle"]

Ending = Literal["met", "partly", "missed", "other-count", "not-published", "not-due"]
ENDINGS: Mapping[Ending, Text] = texts("answers.settlement.endings")  # type: ignore[assignment]


@dataclass(frozen=True)
class Settled:
    """A commitment as it stands at the data date.

    ``actual`` is the value of the promise itself, None where nobody published one; ``works`` are
    the projects known by name as (layer, id), None where the commitment has no list; ``others``
    what was counted otherwise. ``evidence`` has the ids of what the ending rests on, which are
    ``resting``, and of whatever else is about the commitment. Once its time is over and that
    edition was put away it stays as it was ``closed`` on that day; ``later`` has the ending and the
    value that corrections since would give, None where they change neither.
    """

    target: TargetInfo
    ending: Ending
    actual: float | None
    as_of: dt.date | None
    works: tuple[tuple[str, str], ...] | None
    arithmetic: Text
    others: tuple[Entered, ...]
    resting: tuple[str, ...]
    evidence: tuple[str, ...]
    closed: dt.date | None = None
    later: tuple[Ending, float | None] | None = None

    @property
    def named(self) -> int | None:
        """How many projects are known by name; None where the commitment has no list."""
        return None if self.works is None else len(self.works)

    def on_page(self) -> TargetInfo:
        """Give the commitment with its works, and with its ending unless it is not due yet."""
        told: dict[str, object] = {"named": list(self.works or ())}
        if self.ending != "not-due":
            told |= {"ending": self.ending, "settled": self.arithmetic}
        return self.target.model_copy(update=told)

    def as_json(self) -> dict[str, object]:
        """Give it for a machine."""
        target = self.target
        return {
            "id": target.id,
            "name": target.name.model_dump(),
            "comparator": target.comparator,
            "promised": target.value,
            **({} if target.upper is None else {"upper": target.upper}),
            "unit": target.unit.model_dump(),
            "due": target.due.isoformat() if target.due else None,
            "period": target.period.model_dump() if target.period else None,
            "ending": self.ending,
            "actual": self.actual,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "named": self.named,
            "arithmetic": self.arithmetic.model_dump(),
            "evidence": [*self.evidence],
            "closed": self.closed.isoformat() if self.closed else None,
            "later": dict(zip(("ending", "actual"), self.later, strict=True))
            if self.later
            else None,
        }


def settle(city: PublishedCity) -> list[Settled]:
    """Tell how every commitment stands at the last edition, in the order of the plan.

    Met, partly and missed compare the newest value of the promise with it, by its comparator; about
    (``~``) is met from the number on. A commitment that is not due yet is ``not-due``. Where nobody
    published the value of the end it is ``not-published``, or ``other-count`` where something else
    was counted: what was reached half-way says nothing of the end, unless it only grows and the
    promise is kept already. What is known by name alone is told and never counted. Where there are
    sourced values and samples, no sample settles a promise.

    What was put away at the closing of its time stays so: a later correction, or a record of the
    next year, is told beside it.
    """
    apart = holds_both(city.layers, city.targets)
    specs = {spec.id: spec for spec in city.workspace.targets.targets}
    day = city.editions[-1] if city.editions else dt.date.min
    settled = [_settle(city, info, specs[info.id], day, apart=apart) for info in city.targets]
    closed = read_closed(city.workspace.root, city.calendar)
    return [_as_closed(one, closed, day) for one in settled] if closed else settled


def _as_closed(live: Settled, closed: Closings, day: dt.date) -> Settled:
    """Give a commitment as it was when its time was closed, with what came of it since."""
    due = live.target.due
    then = closing_of(closed, live.target.id, due, day) if due else None
    if then is None:
        return live
    later, arithmetic = None, then.arithmetic
    if (live.ending, live.actual) != (then.ending, then.actual):
        later = (live.ending, live.actual)
        known = "—" if live.actual is None else plain_number(live.actual)
        told = {"day": then.day, "ending": ENDINGS[live.ending], "amount": known}
        since = text("answers.settlement.later", unit=live.target.unit, **told)
        arithmetic = join("answers.settlement.between", [arithmetic, since])
    return replace(
        live,
        ending=then.ending,
        actual=then.actual,
        as_of=then.as_of,
        arithmetic=arithmetic,
        closed=then.day,
        later=later,
    )


def _settle(
    city: PublishedCity, info: TargetInfo, spec: Target, day: dt.date, *, apart: bool
) -> Settled:
    state = _last(info, apart=apart)
    others = _others(city, spec, day, apart=apart)
    works = _list_named(city, spec.named, apart=apart)
    ending = _ending(info, state, day, has_other=bool(others))
    parts = [_promised(info), *_found(info, state, ending, day)]
    parts += [*_put_off(city, state), *(_other(one, info) for one in others)]
    if works is not None:
        parts.append(text("answers.settlement.named", count=len(works)))
    arithmetic = join("answers.settlement.between", parts)
    known = None if state.actual is None else state.as_of or day
    resting = _resting(city, state, others)
    evidence = tuple(dict.fromkeys([*resting, *_about(city, info)]))
    actual = state.actual
    return Settled(info, ending, actual, known, works, arithmetic, tuple(others), resting, evidence)


def _last(info: TargetInfo, *, apart: bool) -> TargetState:
    """What was reached at last, by sourced values alone where there are samples too."""
    if apart:
        return info.at_last(sample=False) or _nothing()
    return info.states[-1] if info.states else _nothing()


def _others(city: PublishedCity, spec: Target, day: dt.date, *, apart: bool) -> list[Entered]:
    """The values that count something else; without samples where there are sourced values."""
    past = [one for one in spec.entered if one.counts == "other" and one.as_of <= day]
    return [one for one in past if not (apart and mark_entered(one, city.evidence).sample)]


def _resting(city: PublishedCity, state: TargetState, others: Iterable[Entered]) -> tuple[str, ...]:
    """What the ending rests on; what an audience may not read is not named to it either."""
    named = [*state.evidence, *chain.from_iterable(one.evidence for one in others)]
    return tuple(dict.fromkeys(key for key in named if key in city.evidence))


def _about(city: PublishedCity, info: TargetInfo) -> list[str]:
    return [key for key, one in city.evidence.items() if info.id in one.about]


def _nothing() -> TargetState:
    blank = dict.fromkeys(
        ("actual", "completion_pct", "schedule_pct", "planned", "lead", "here", "as_of")
    )
    return TargetState.model_validate(
        {**blank, "light": "grey", "uncounted": 0, "counted": [], "unknown": [], "sample": False}
    )


def _ending(info: TargetInfo, state: TargetState, day: dt.date, *, has_other: bool) -> Ending:
    if info.due is not None and info.due > day:
        return "not-due"
    if state.actual is not None and _tells_end(info, state, day):
        return _verdict(info, state.actual)
    return "other-count" if has_other else "not-published"


def _tells_end(info: TargetInfo, state: TargetState, day: dt.date) -> bool:
    """Whether the value tells the end of the period.

    One of before the due date does where what only grows has come as far as was promised, or has
    passed the most that was; projects that nobody could judge may be what is missing.
    """
    actual = state.actual or 0
    is_lost = passes(info, actual)
    is_kept = most_of(info) is None and meets(info, actual)
    if info.nature == "cumulative" and (is_lost or is_kept):
        return True
    is_of_end = info.due is None or (state.as_of or day) >= info.due
    return is_of_end and not state.uncounted


def _verdict(info: TargetInfo, actual: float) -> Ending:
    if meets(info, actual):
        return "met"
    is_some = info.nature == "cumulative" and actual > 0 and not passes(info, actual)
    return "partly" if is_some else "missed"


def _promised(info: TargetInfo) -> Text:
    bound = COMPARATORS[info.comparator]
    amount = write_bounds(info.value, info.upper, plain_number)
    return text("answers.settlement.promised", bound=bound, amount=amount, unit=info.unit)


def _found(info: TargetInfo, state: TargetState, ending: Ending, day: dt.date) -> list[Text]:
    """The value and how it compares; nothing where none was published."""
    if state.actual is None:
        return [text("answers.settlement.none")]
    said = {"amount": plain_number(state.actual), "unit": info.unit, "as_of": state.as_of or day}
    found = [text("answers.settlement.found", **said)]
    if ending in {"partly", "missed"}:
        found.append(_missing(info, state.actual))
    return found


def _missing(info: TargetInfo, actual: float) -> Text:
    """How much is lacking, or more than the most that was promised."""
    most = most_of(info)
    if most is not None and passes(info, actual):
        return text("answers.settlement.over", amount=plain_number(actual - most), unit=info.unit)
    return text("answers.settlement.left", amount=plain_number(info.value - actual), unit=info.unit)


def _put_off(city: PublishedCity, state: TargetState) -> list[Text]:
    """How many of the projects that nobody can judge are postponed; nothing where none is."""
    here = {*state.unknown}
    off = {pair for layer in city.layers for pair in _postponed_in(layer)} if here else set()
    count = len(here & off)
    return [text("answers.settlement.put_off", count=count)] if count else []


def _postponed_in(layer: Layer) -> list[tuple[str, str]]:
    if not layer.ever_paused or not layer.editions:
        return []
    ids = layer.features["id"].to_numpy(object)[layer.reasons[-1] == POSTPONED]
    return [(layer.id, str(key)) for key in ids]


def _other(one: Entered, info: TargetInfo) -> Text:
    unit = one.unit or info.unit
    return text("answers.settlement.other", amount=plain_number(float(one.value)), unit=unit)


def _list_named(
    city: PublishedCity, named: NamedWorks | None, *, apart: bool
) -> tuple[tuple[str, str], ...] | None:
    """The projects known by name; None where there is no list, or not its layer."""
    layer = next((one for one in city.layers if named and one.id == named.layer), None)
    if layer is None or named is None:
        return None
    chosen = select(layer.features, named.where)
    if apart:
        chosen = chosen & ~layer.is_sample(None)
    return tuple((layer.id, key) for key in layer.features["id"][chosen])


def plain_number(number: float) -> str:
    """Give a number with at most two decimals, and none where it is whole."""
    return f"{number:,.2f}".rstrip("0").rstrip(".")
