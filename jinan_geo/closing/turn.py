"""The turn of the year: one that is closed and put away, and the next one begun beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.answers.closed import archive_of
from jinan_geo.answers.handover import hand_over
from jinan_geo.answers.settlement import settle
from jinan_geo.closing.acts import open_edition
from jinan_geo.closing.archive import archive_year, year_folder
from jinan_geo.closing.promised import plain_text, with_answers, with_endings
from jinan_geo.closing.promises import list_questions
from jinan_geo.errors import InputError, LockedError, RefusedError
from jinan_geo.read import read_bytes
from jinan_geo.words import say
from jinan_geo.workbook.out.contents import period_end
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinan_geo.answers.handover import Handover
    from jinan_geo.closing.promises import Pledge, Question
    from jinan_geo.ledger.editions import Calendar
    from jinan_geo.manifest.fiscal import FiscalYear
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Turn", "begin_year", "last_day_of", "plan_turn"]


@dataclass(frozen=True)
class Turn:
    """A year that begins, and the one before it as it stood on ``day``.

    ``archive`` is where that lies, None where it is put away only now; ``opens`` the edition to
    open, None where one is open or no rule says which.
    """

    year: int
    old: int
    ended: FiscalYear
    day: dt.date
    archive: Path | None
    endings: Mapping[str, int]
    carried: Handover
    questions: Sequence[Question]
    opens: dt.date | None
    text: str

    @property
    def asked(self) -> list[Question]:
        """The commitments of which nobody said yet what becomes of them."""
        return [one for one in self.questions if one.is_asked]


def last_day_of(
    workspace: Workspace, calendar: Calendar, shown: Sequence[dt.date], old: int, today: dt.date
) -> dt.date:
    """Give the edition that a year ended with; where none is declared it is the year's last day.

    What was promised for the end of a year is due then, whenever its last record was made.

    Raises
    ------
    RefusedError
        The year is not over, or its last edition is open or not closed; says how to close it.
    InputError
        There is no record of it.
    """
    year = workspace.manifest.locale.years.named(old)
    called = year.apart.here
    if today <= year.last:
        raise RefusedError(say("closing.errors.not_over", year=called, today=today))
    if calendar.open is not None and calendar.open <= year.last:
        raise RefusedError(say("closing.errors.year_open", day=calendar.open, year=old + 1))
    days = [day for day in (calendar.closed or shown) if year.first <= day <= year.last]
    if not days:
        raise InputError(say("closing.errors.no_edition", year=called))
    if not calendar.is_declared:
        return year.last
    first, due = _closing_days(workspace, year)
    if max(days) < first:
        told = {"day": due, "last": max(days), "year": called}
        raise RefusedError(say("closing.errors.not_closed", **told))
    return max(days)


def _closing_days(workspace: Workspace, year: FiscalYear) -> tuple[dt.date, dt.date]:
    """From which day on an edition closes a year, and the one that is expected to.

    Any of the last month does, where the rhythm of editions has one on the year's last day; where
    it has none, that day alone.
    """
    rule, last = workspace.manifest.editions, year.last
    month_end = period_end(last, rule.every if rule else "month")
    return (last.replace(day=1) if month_end == last else last), last


def plan_turn(
    city: PublishedCity, year: int, old: int, text: str, shown: Sequence[dt.date]
) -> Turn:
    """Say what the turn of a year does; nothing is written.

    ``city`` is as it stood at the old year's last edition, ``text`` the file of commitments,
    ``shown`` are the editions to this day.

    Raises
    ------
    InputError
        As ``list_questions``.
    """
    workspace, calendar, day = city.workspace, city.calendar, city.editions[-1]
    settled = settle(city)
    questions = list_questions(workspace.targets, settled, year, old, text)
    mine = {one.old.id for one in questions}
    endings: Counter[str] = Counter(one.ending for one in settled if one.target.id in mine)
    carried = hand_over(city, year)
    assert carried is not None  # noqa: S101 - there is an edition, and the year is given
    folder = archive_of(workspace.root, calendar, day) or year_folder(workspace.root, old)
    opens = _next_edition(workspace, calendar, year, shown)
    archive = folder if folder.is_dir() else None
    ended = workspace.manifest.locale.years.named(old)
    return Turn(year, old, ended, day, archive, dict(endings), carried, questions, opens, text)


def _next_edition(
    workspace: Workspace, calendar: Calendar, year: int, shown: Sequence[dt.date]
) -> dt.date | None:
    """Give the edition to open; none where one is open, or the year is shown without any."""
    rule = workspace.manifest.editions
    ended = workspace.manifest.locale.years.named(year - 1).last
    if rule is None or calendar.open is not None:
        return None
    if not calendar.is_declared and max(shown) > ended:
        return None
    return period_end(max([ended, *calendar.closed]), rule.every, after=True)


def begin_year(  # noqa: PLR0913 - what is planned, what is answered, and by whom
    workspace: Workspace,
    turn: Turn,
    answers: Mapping[str, Pledge],
    shown: Sequence[dt.date],
    *,
    by: str | None,
    recorded_at: str | None,
    lang: str,
) -> Path:
    """Put the old year away where nobody did, write its successors, and open the first edition.

    Gives where the old year lies. Each step that is done already is left as it is.

    Raises
    ------
    LockedError
        The file of commitments changed meanwhile.
    JinanGeoError
        As ``with_answers``, ``archive_year`` and ``open_edition``.
    """
    path = workspace.root / workspace.manifest.targets
    name = workspace.manifest.targets
    after = with_answers(turn.text, turn.questions, answers, name=name, lang=lang)
    archive = turn.archive or archive_year(workspace, turn.old, turn.day).folder
    before = read_bytes(path)
    if plain_text(before) != turn.text:
        raise LockedError(say("closing.errors.targets_changed", name=name))
    if after != turn.text:
        write_bytes(path, with_endings(before, after), kept=True)
    if turn.opens is not None:
        open_edition(workspace, shown, turn.opens, by=by, recorded_at=recorded_at)
    return archive
