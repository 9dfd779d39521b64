"""What a confirmed figure becomes: a dated value of a commitment, or a field of a project's record.

Nothing is matched by itself: a person says which figure is for which id, and sees it before it is
recorded.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from jinan_geo.cells.prose import TIMES, propose
from jinan_geo.cells.scales import OtherCurrencyError, money_shift, own_unit
from jinan_geo.errors import UsageError, show, suggest
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinan_geo.cells.prose import Proposal
    from jinan_geo.manifest.commitments import Target
    from jinan_geo.manifest.locale import Locale
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.workbook.quarter.incoming import IncomingForm

__all__ = ["Becomes", "Wish", "plan_records", "read_wish", "rows_of"]

WISH = re.compile(
    r"(?P<number>\d{1,5})=(?:(?P<layer>[\w-]+)/)?(?P<about>[^@=/]+?)"
    r"(?:\.(?P<field>done_pct|invested_wan|est_finish))?"
    r"(?:@(?P<day>\d{4}-\d{2}-\d{2}))?"
)
OTHER = ":other"
FIELDS = {"%": "done_pct", "元": "invested_wan", "": "est_finish"}
UNITS = {field: unit for unit, field in FIELDS.items()}


@dataclass(frozen=True)
class Wish:
    """What a person says of one proposal: ``3=T1-05``, ``4=places/site-7.done_pct@2025-08-31``."""

    said: str
    number: int
    layer: str
    about: str
    field: str
    day: str
    is_other: bool


@dataclass(frozen=True)
class Becomes:
    """What one proposal will become; ``layer`` and ``field`` are empty for a commitment.

    ``counts`` is that of an entered value: ``other`` is shown beside the promise and never
    compared.
    """

    number: int
    layer: str
    about: str
    name: str
    field: str
    as_of: str
    value: str
    unit: str
    counts: str


def read_wish(said: str) -> Wish:
    """Read what stands after ``--record``.

    Raises
    ------
    UsageError
        It is no such wish, or its day is none.
    """
    found = WISH.fullmatch(said.strip().replace(OTHER, "", 1))
    if not found or (found["day"] and not _is_day(found["day"])):
        msg = say("workbook.errors.bad_record", said=show(said))
        raise UsageError(msg)
    parts = {key: found[key] or "" for key in ("layer", "about", "field", "day")}
    return Wish(said, int(found["number"]), **parts, is_other=OTHER in said)


def _is_day(said: str) -> bool:
    try:
        dt.date.fromisoformat(said)
    except ValueError:
        return False
    return True


def plan_records(
    workspace: Workspace,
    names: Mapping[str, Mapping[str, str]],
    wishes: Sequence[Wish],
    incoming: IncomingForm,
) -> list[Becomes]:
    """Tell what each figure becomes.

    ``names`` has by layer the projects' ids and names.

    Raises
    ------
    UsageError
        Unknown id, an id of several layers, a unit or field that does not fit, a commitment that is
        measured from a layer, a plan, a day that the text leaves open, or the same value twice.
    """
    targets = {target.id: target for target in workspace.targets.targets}
    planned = []
    for wish in wishes:
        one = incoming.proposals[wish.number - 1]
        if one.kind == "figure" and one.field == "next":
            msg = say("workbook.errors.record_plan", said=wish.said, words=show(one.words))
            raise UsageError(msg)
        as_of = _day_of(wish, one, incoming)
        if wish.about in targets and not (wish.layer or wish.field):
            planned.append(_of_target(wish, one, targets[wish.about], as_of))
        else:
            planned.append(_of_project(wish, one, names, as_of, workspace))
    _refuse_twice(wishes, planned)
    return planned


def _refuse_twice(wishes: Sequence[Wish], planned: Sequence[Becomes]) -> None:
    """One figure becomes one value, and one value comes from one figure."""
    numbers: dict[object, str] = {}
    for wish, one in zip(wishes, planned, strict=True):
        for key in (one.number, (one.layer, one.about, one.field, one.as_of, one.counts)):
            if key in numbers:
                msg = say("workbook.errors.record_twice", said=wish.said, other=numbers[key])
                raise UsageError(msg)
            numbers[key] = wish.said


def _day_of(wish: Wish, one: Proposal, incoming: IncomingForm) -> str:
    """Give the day a figure is of: the end of its quarter, unless its words name another time."""
    quarter = incoming.quarter.quarter or ""
    year, number = int(quarter[:4]), int(quarter[-1])
    last = _last_day(year, number * 3)
    if wish.day or one.kind == "date":
        return wish.day or last
    own = {last, last[:7], f"{year}-Q{number}", f"{year}-H{number / 2:g}"}
    others = [date for date in propose(incoming.clause_of(one), year) if date.kind == "date"]
    told = [date.words for date in others if date.value not in own]
    if told:
        msg = say("workbook.errors.record_day", said=wish.said, words=show(told[0]), last=last)
        raise UsageError(msg)
    return last


def _last_day(year: int, month: int) -> str:
    return dt.date(year, month, calendar.monthrange(year, month)[1]).isoformat()


def _of_target(wish: Wish, one: Proposal, target: Target, as_of: str) -> Becomes:
    if target.measure:
        msg = say("workbook.errors.record_measured", said=wish.said, layer=target.measure.layer)
        raise UsageError(msg)
    if one.kind != "figure":
        msg = say("workbook.errors.record_date", said=wish.said, words=show(one.words))
        raise UsageError(msg)
    place = ("", target.id, target.name.zh, "", as_of)
    if wish.is_other:
        return Becomes(wish.number, *place, one.value, one.unit, "other")
    value = _in_unit(one, target.unit.zh)
    if value is None:
        msg = say(
            "workbook.errors.record_unit", said=wish.said, words=show(one.words),
            unit=target.unit.zh,
        )  # fmt: skip
        raise UsageError(msg)
    return Becomes(wish.number, *place, value, target.unit.zh, "promise")


def _in_unit(one: Proposal, unit: str) -> str | None:
    """Give a figure in the unit of a commitment; None where it counts something else."""
    for sign in sorted(TIMES, key=len, reverse=True):
        if unit == sign + one.unit:
            return f"{(Decimal(one.value) / TIMES[sign]).normalize():f}"
    return None


def _of_project(
    wish: Wish,
    one: Proposal,
    names: Mapping[str, Mapping[str, str]],
    as_of: str,
    workspace: Workspace,
) -> Becomes:
    found = [
        layer
        for layer, projects in names.items()
        if wish.about in projects and wish.layer in {"", layer}
    ]
    if len(found) != 1:
        targets = [target.id for target in workspace.targets.targets]
        raise UsageError(_word_place(wish, found, names, targets))
    unit = "" if one.kind == "date" else one.unit
    field = wish.field or FIELDS.get(unit, "")
    if not field or UNITS[field] != unit:
        msg = say("workbook.errors.record_field", said=wish.said, words=show(one.words))
        raise UsageError(msg)
    value, told = _value_of(one, field, workspace.manifest.locale)
    name = names[found[0]][wish.about]
    return Becomes(
        wish.number, found[0], wish.about, name, field, as_of, value, told, "promise"
    )  # fmt: skip


def _word_place(
    wish: Wish,
    found: Sequence[str],
    names: Mapping[str, Mapping[str, str]],
    targets: Sequence[str],
) -> str:
    if found:
        ways = ", ".join(f"{layer}/{wish.about}" for layer in found)
        return say("workbook.errors.record_several", said=wish.said, ways=ways)
    known = [*targets, *(key for projects in names.values() for key in projects)]
    hint = suggest(wish.about, known)
    return say("workbook.errors.record_unknown", said=wish.said, hint=hint)


def _value_of(one: Proposal, field: str, locale: Locale) -> tuple[str, str]:
    """Give the value as a record has it, with its unit; a time that is no day is its last day."""
    if field == "invested_wan":
        try:
            shift = money_shift("元", locale, one.words)
        except OtherCurrencyError as error:
            raise UsageError(str(error)) from None
        return f"{Decimal(one.value).scaleb(-shift).normalize():f}", own_unit(locale)
    return (_end_of(one.value), "") if field == "est_finish" else (one.value, one.unit)


def _end_of(value: str) -> str:
    year, _, rest = value.partition("-")
    if rest[:1] in {"Q", "H"}:
        return _last_day(int(year), int(rest[1:]) * (3 if rest[0] == "Q" else 6))
    return value if "-" in rest else _last_day(int(year), int(rest))


def rows_of(planned: Sequence[Becomes]) -> Iterator[tuple[tuple[str, str, str], list[Becomes]]]:
    """Give the figures of each project and day together, as they make one record."""
    found: dict[tuple[str, str, str], list[Becomes]] = {}
    for one in planned:
        if one.layer:
            found.setdefault((one.layer, one.about, one.as_of), []).append(one)
    yield from found.items()
