"""The commitments of a year that ended, and what the next one makes of each; no number is made up.

An answer is a new number, the old one again where a person says so, or that it is not promised any
more. What nobody answered stays a draft.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal
from unicodedata import normalize

from jinan_geo.answers.settlement import ENDINGS, plain_number
from jinan_geo.errors import InputError, show
from jinan_geo.manifest.closed import texts
from jinan_geo.manifest.commitments import Period
from jinan_geo.manifest.signs import COMPARATORS, write_bounds
from jinan_geo.read import read_table
from jinan_geo.words import say
from jinan_geo.workbook.back.cells import Unfit, Written, read_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinan_geo.answers.settlement import Settled
    from jinan_geo.manifest.commitments import Target, TargetsFile
    from jinan_geo.manifest.fiscal import FiscalYear
    from jinan_geo.read import Table

__all__ = [
    "COLUMNS",
    "HEADINGS",
    "Pledge",
    "Question",
    "is_of_year",
    "list_questions",
    "read_answers",
    "read_due",
    "read_value",
    "rows_of",
    "shift_day",
]

State = Literal["open", "drafted", "there", "next", "dropped"]
Said = Literal["new", "carry", "drop"]
COLUMNS = ("id", "name", "old", "unit", "actual", "ending", "value", "due", "what")
ASKED = ("value", "due", "what")
HEADINGS = texts("closing.year.columns")
SAID = texts("closing.year.said")


@dataclass(frozen=True)
class Pledge:
    """What a person says of a commitment: a new number and day, the same again, or no more."""

    what: Said
    value: Decimal | None = None
    due: dt.date | None = None


@dataclass(frozen=True)
class Question:
    """A commitment of the year that ended; ``key`` is the id of the one that follows it.

    ``state`` says whether the next year has it: not yet, as a draft, under its own id, among those
    that were announced (``[[next]]``), or not any more.
    """

    old: Target
    key: str
    period: int | Period
    state: State
    settled: Settled | None

    @property
    def is_asked(self) -> bool:
        """Whether nobody said yet what becomes of it."""
        return self.state in {"open", "drafted"}

    @property
    def year(self) -> int:
        """The year that begins."""
        return int(self.key.rpartition("-")[2])

    @property
    def span(self) -> Period:
        """The days of its new period."""
        return Period.of(self.begins) if isinstance(self.period, int) else self.period

    @property
    def begins(self) -> FiscalYear:
        """The year that begins: its days, and what it is called."""
        return self.old.years.named(self.year)

    @property
    def actual(self) -> str:
        """What was reached, as a text; a dash where nobody published it."""
        known = self.settled.actual if self.settled else None
        return "—" if known is None else plain_number(known)

    def ending(self, lang: str) -> str:
        """Say how it ended."""
        return getattr(ENDINGS[self.settled.ending], lang) if self.settled else "—"

    def word(self, lang: str) -> str:
        """Say what was promised and how it ended, in one line."""
        old = self.old
        return say(
            "closing.year.ended",
            lang,
            id=old.id,
            name=getattr(old.name, lang),
            bound=getattr(COMPARATORS[old.comparator], lang),
            value=write_bounds(old.value, old.upper, plain_number),
            unit=getattr(old.unit, lang),
            ending=self.ending(lang),
            actual=self.actual,
        )

    def as_json(self) -> dict[str, object]:
        """Give it for a machine."""
        return {
            "id": self.old.id,
            "name": self.old.name.model_dump(),
            "promised": float(self.old.value),
            "ending": self.settled.ending if self.settled else None,
            "actual": self.settled.actual if self.settled else None,
            "new_id": self.key,
            "state": self.state,
        }


def is_of_year(target: Target, year: int) -> bool:
    """Tell whether a commitment ends with a year: by its period, else by its due date."""
    last = target.span.last if target.span else target.due
    return last is not None and target.years.of(last).name == year


def list_questions(
    stated: TargetsFile, settled: Sequence[Settled], year: int, old: int, text: str
) -> list[Question]:
    """Give each commitment of the year ``old``, and whether ``year`` has it already.

    ``text`` is the file, for its drafts.

    Raises
    ------
    InputError
        The id that one should get belongs to a commitment of another year.
    """
    endings = {one.target.id: one for one in settled}
    ends = [one for one in stated.targets if is_of_year(one, old)]
    keys = _new_ids([one.id for one in ends], (year, old))
    return [
        _ask(one, key, endings.get(one.id), stated, (year, old), text)
        for one, key in zip(ends, keys, strict=True)
    ]


def _new_ids(ids: Sequence[str], years: tuple[int, int]) -> list[str]:
    """Give each the new year in place of the old one; of two alike the second a number too."""
    year, before = years
    stems = [key.removesuffix(f"-{before}") for key in ids]
    first: dict[str, int] = {}
    for at in sorted(range(len(ids)), key=lambda at: ids[at] == stems[at]):  # those with a year
        first.setdefault(stems[at], at)
    used = set(stems)
    for at, stem in enumerate(stems):
        if first[stem] != at:
            numbered = (f"{stem}-{count}" for count in itertools.count(2))
            stems[at] = next(one for one in numbered if one not in used)
            used.add(stems[at])
    return [f"{stem}-{year}" for stem in stems]


def _ask(  # noqa: PLR0913 - what is promised, how it ended, what stands there, and of which years
    old: Target,
    key: str,
    settled: Settled | None,
    stated: TargetsFile,
    years: tuple[int, int],
    text: str,
) -> Question:
    year = years[0]
    taken = next((one for one in stated.targets if one.id == key), None)
    if taken is not None and not is_of_year(taken, year):
        called = old.years.named(year).apart.here
        raise InputError(say("closing.errors.id_taken", id=key, old=old.id, year=called))
    announced = {one.id for one in stated.next if is_of_year(one, year)}
    found: dict[State, bool] = {
        "there": taken is not None,
        "dropped": old.id in stated.dropped.get(str(year), ()),
        "next": bool(announced & {key, old.id}),
        "drafted": f'\n# id = "{key}"\n' in text,
    }
    state: State = next((name for name, holds in found.items() if holds), "open")
    return Question(old, key, _period_after(old, years), state, settled)


def _period_after(old: Target, years: tuple[int, int]) -> int | Period:
    """The same days of the next year; the year itself where the old one states no other span."""
    span = old.span
    if span is None or old.years.whole(span.first, span.last) is not None:
        return years[0]
    first, last = (shift_day(day, years[0] - years[1]) for day in (span.first, span.last))
    return Period(first=first, last=last)


def shift_day(day: dt.date, years: int) -> dt.date:
    """Give the same day some years on; the last of a month stays the last."""
    month_end = (day + dt.timedelta(days=1)).day == 1
    if month_end:
        after = day + dt.timedelta(days=1)
        return after.replace(year=after.year + years) - dt.timedelta(days=1)
    return day.replace(year=day.year + years)


def rows_of(questions: Sequence[Question], lang: str) -> list[list[object]]:
    """Give the table that a person fills in: what was promised, how it ended, and three blanks."""
    rows: list[list[object]] = []
    for one in questions:
        old = one.old
        told = [old.id, getattr(old.name, lang), float(old.value), getattr(old.unit, lang)]
        rows.append([*told, one.actual, one.ending(lang), None, None, None])
    return rows


def read_answers(path: Path, name: str, questions: Sequence[Question]) -> dict[str, Pledge]:
    """Read the table of answers by the old commitment's id; a row without any is none.

    Raises
    ------
    InputError
        Names every cell that is no answer, with its row and what it may be.
    """
    table = read_table(path, name)
    columns = _columns(table, name)
    asked = {one.old.id: one for one in questions}
    asked |= {one.key: one for one in questions}
    faults: list[str] = []
    answers: dict[str, Pledge] = {}
    for at, line in enumerate(table.lines):
        cells = {key: str(table.cells[column].iloc[at]).strip() for key, column in columns.items()}
        try:
            one, answer = _read_row(cells, asked)
        except ValueError as fault:
            faults.append(say("closing.errors.row", name=name, line=line, why=fault))
            continue
        if answer is not None and answers.setdefault(one.old.id, answer) != answer:
            faults.append(say("closing.errors.twice", name=name, line=line, id=one.old.id))
    if faults:
        raise InputError("\n".join(faults))
    return answers


def _columns(table: Table, name: str) -> dict[str, str]:
    """The table's own name of each column, by its heading in either language or its key."""
    words = {
        word.casefold(): key
        for key in ("id", *ASKED)
        for word in (key, HEADINGS[key].zh, HEADINGS[key].en)
    }
    found = {words.get(str(head).strip().casefold()): str(head) for head in table.cells.columns}
    columns = {key: head for key, head in found.items() if key is not None}
    if "id" not in columns or not columns.keys() & {"value", "what"}:
        heads = ", ".join(str(head) for head in table.cells.columns)
        raise InputError(say("closing.errors.columns", name=name, heads=show(heads)))
    return columns


def _read_row(
    cells: Mapping[str, str], asked: Mapping[str, Question]
) -> tuple[Question, Pledge | None]:
    key = cells["id"]
    if key not in asked:
        known = ", ".join(dict.fromkeys(one.old.id for one in asked.values()))
        raise ValueError(say("closing.errors.no_such", id=show(key), known=known))
    one = asked[key]
    what = _read_said(cells.get("what", ""))
    value, due = read_value(cells.get("value", "")), read_due(cells.get("due", ""), one)
    if what is None and value is None and due is None:
        return one, None
    answer = Pledge(what or "new", value, due)
    _refuse_contradiction(answer, one.old.id)
    _refuse_late(answer, one)
    return one, answer


def _refuse_late(answer: Pledge, one: Question) -> None:
    """Refuse what contradicts an earlier answer; the other number of one is found later."""
    told = {"id": one.old.id, "year": one.begins.apart.here}
    if one.state == "dropped" and answer.what != "drop":
        raise ValueError(say("closing.errors.dropped_before", **told))
    if one.state in {"there", "next"} and answer.what == "drop":
        raise ValueError(say("closing.errors.stated_before", **told))


def _refuse_contradiction(answer: Pledge, key: str) -> None:
    if answer.what != "new":
        if answer.value is not None:
            raise ValueError(say("closing.errors.both", id=key, value=answer.value))
    elif answer.value is None and answer.due is not None:
        raise ValueError(say("closing.errors.due_alone", id=key, due=answer.due))
    elif answer.value is None:
        raise ValueError(say("closing.errors.no_value", id=key))


def _read_said(said: str) -> Said | None:
    if not said:
        return None
    for key, words in SAID.items():
        if said.casefold() in {key, words.zh, words.en.casefold()}:
            return next(one for one in ("new", "carry", "drop") if one == key)
    known = "/".join(f"{words.zh} ({key})" for key, words in SAID.items())
    raise ValueError(say("closing.errors.said", said=show(said), known=known))


def read_value(said: str) -> Decimal | None:
    """Read a promised number; None of a blank.

    Raises
    ------
    ValueError
        It is no number above 0, written plainly.
    """
    if not said:
        return None
    try:
        value = Decimal(normalize("NFKC", said))
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or value <= 0:
        raise ValueError(say("closing.errors.value", said=show(said)))
    return value


def read_due(said: str, one: Question) -> dt.date | None:
    """Read the day by which it is promised; None of a blank.

    Raises
    ------
    ValueError
        It is no day, or none of the new period.
    """
    if not said:
        return None
    try:
        day = read_day(Written(said), ())
    except Unfit:
        raise ValueError(say("closing.errors.due", said=show(said))) from None
    if not one.span.first <= day <= one.span.last:
        bounds = {"first": one.span.first, "last": one.span.last}
        raise ValueError(say("closing.errors.due_outside", due=day, **bounds))
    return day
