"""A form on its way in: what it says, what is proposed, what changed, and what is recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jinan_geo.cells.prose import Proposal, clauses_of, propose, stands
from jinan_geo.errors import UsageError, show
from jinan_geo.ledger.tasks import latest_tasks
from jinan_geo.read.forms import read_form
from jinan_geo.words import say
from jinan_geo.workbook.quarter.model import FormText
from jinan_geo.workbook.quarter.recognise import read_quarter
from jinan_geo.workbook.quarter.store import Match, match_tasks, sha256_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from jinan_geo.workbook.quarter.model import Quarter
    from jinan_geo.workbook.quarter.store import Row

__all__ = ["IncomingForm", "propose_all", "read_incoming_form", "read_numbers"]


@dataclass(frozen=True)
class IncomingForm:
    """A form that was read, against what is known of its office.

    ``refused`` are proposals whose value does not stand in their words: they cannot be taken.
    ``known`` has every line of the file of tasks, ``before`` those of the newest entry of its
    quarter, ``again`` where they are of this very file.
    """

    file: str
    sha256: str
    quarter: Quarter
    matches: tuple[Match, ...]
    proposals: tuple[Proposal, ...]
    refused: tuple[int, ...]
    known: tuple[Row, ...]
    before: tuple[Row, ...]
    again: bool

    @property
    def faults(self) -> int:
        """How many rows and proposals need somebody to see to them."""
        return sum(one.is_fault for one in self.quarter.remarks) + len(self.refused)

    def take(self, numbers: Collection[int]) -> list[Proposal]:
        """Give the proposals of these numbers.

        Raises
        ------
        UsageError
            A number is none, or is that of a proposal that is refused.
        """
        for number in sorted(numbers):
            if not 0 < number <= len(self.proposals):
                msg = say("workbook.errors.no_proposal", number=number, last=len(self.proposals))
                raise UsageError(msg)
            one = self.proposals[number - 1]
            if number in self.refused:
                msg = say(
                    "workbook.errors.not_in_words", number=number, value=one.value, words=one.words
                )
                raise UsageError(msg)
        return [self.proposals[number - 1] for number in sorted(numbers)]

    def clause_of(self, one: Proposal) -> str:
        """Give the part of the text in which a proposal stands."""
        text = self.quarter.tasks[one.task].nodes[one.row].texts[one.field].text
        parts = [part for part in clauses_of(text) if part.start <= one.start < part.end]
        return parts[0].text if parts else text


def read_numbers(said: str | None) -> set[int]:
    """Read numbers of proposals: ``1,3-5``.

    Raises
    ------
    UsageError
        They are none.
    """
    numbers: set[int] = set()
    for part in (said or "").split(",") if said else ():
        found = re.fullmatch(r"\s*(\d{1,5})(?:-(\d{1,5}))?\s*", part)
        if not found:
            msg = say("workbook.errors.bad_take", said=show(said))
            raise UsageError(msg)
        numbers |= set(range(int(found[1]), int(found[2] or found[1]) + 1))
    return numbers


def read_incoming_form(
    rows: Sequence[Row], path: Path, *, quarter: str | None, office: str | None
) -> IncomingForm:
    """Read a form and hold it against the quarter before.

    Raises
    ------
    InputError
        The file is no such form.
    UsageError
        Neither its title nor the caller says which quarter it is, or they differ.
    """
    grid = read_form(path)
    read = read_quarter(grid)
    if quarter and read.quarter and quarter != read.quarter:
        msg = say("workbook.errors.other_quarter", name=grid.file, said=quarter, found=read.quarter)
        raise UsageError(msg)
    known = quarter or read.quarter
    if not known:
        msg = say("workbook.errors.no_quarter", name=grid.file)
        raise UsageError(msg)
    read = replace(read, quarter=known, office=office or read.office)
    year = int(known[:4])
    digest = sha256_of(grid.data)
    now = latest_tasks(rows, read.office, read.form, at=known)
    before = now or latest_tasks(rows, read.office, read.form, before=known)
    proposals = tuple(propose_all(read, year))
    return IncomingForm(
        grid.file,
        digest,
        read,
        tuple(match_tasks(read, before, rows)),
        proposals,
        tuple(_refused(read, proposals, year)),
        tuple(rows),
        tuple(now),
        bool(now) and now[0]["sha256"] == digest,
    )


def propose_all(quarter: Quarter, year: int | None) -> list[Proposal]:
    """Give the proposals of every text of a form, with task, row, field, cell and clause."""
    found: list[Proposal] = []
    for number, task in enumerate(quarter.tasks):
        for row, node in enumerate(task.nodes):
            for name in ("progress", "effect", "next"):
                text = node.texts.get(name, FormText())
                place = (number, row, name, text.at)
                found += [_placed(one, text.text, place) for one in propose(text.text, year)]
    return found


def _placed(one: Proposal, text: str, place: tuple[int, int, str, str]) -> Proposal:
    inside = [at for at, part in enumerate(clauses_of(text), start=1) if part.start <= one.start]
    task, row, field, at = place
    clause = inside[-1] if inside else 0
    return replace(one, task=task, row=row, field=field, at=at, clause=clause)


def _refused(quarter: Quarter, proposals: tuple[Proposal, ...], year: int) -> list[int]:
    wrong = []
    for number, one in enumerate(proposals, start=1):
        text = quarter.tasks[one.task].nodes[one.row].texts[one.field].text
        if not stands(one, text, year):
            wrong.append(number)
    return wrong
