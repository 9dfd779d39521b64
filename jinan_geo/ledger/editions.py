"""The editions of a workspace: ``editions.csv`` at its root, a line for each thing done to one.

Lines are only added. Each holds a hash of itself and of the line before it, so that a file that was
changed by hand is found. Without the file no editions are declared, and every month with a record
is one.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from jinan_geo.errors import InputError, UsageError
from jinan_geo.ledger.lock import hold_lock
from jinan_geo.words import say
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = [
    "EDITIONS_FILE",
    "UNDECLARED",
    "Act",
    "Calendar",
    "LedgerMark",
    "add_acts",
    "read_calendar",
]

EDITIONS_FILE = "editions.csv"
COLUMNS = ("number", "what", "edition", "due", "by", "recorded_at", "why", "ledgers", "archive")
CHECK = "check"
# ``earlier`` is a date that was shown before editions were declared, and is closed by the first.
Done = Literal["earlier", "open", "close", "reopen", "archive"]
KINDS = get_args(Done)


class LedgerMark(NamedTuple):
    """How far a ledger was when an edition closed.

    ``rows`` is how many rows it had, ``entry`` the number of its newest import, 0 where it has
    none.
    """

    rows: int
    entry: int


@dataclass(frozen=True)
class Act:
    """A line of the file.

    ``ledgers`` has by its layer's id how far each ledger was, where the act closes an edition;
    ``archive`` names the folder below ``archive`` and the hash of its list of hashes.
    """

    what: Done
    edition: dt.date
    due: dt.date | None = None
    by: str | None = None
    recorded_at: str | None = None
    why: str | None = None
    ledgers: Mapping[str, LedgerMark] = field(default_factory=dict)
    archive: str | None = None

    def cells(self, number: int) -> list[str]:
        """Give the line's cells but the last."""
        marks = {layer: [*mark] for layer, mark in sorted(self.ledgers.items())}
        said = (self.due, self.by, self.recorded_at, self.why)
        blank = [str(one) if one else "" for one in said]
        told = json.dumps(marks, separators=(",", ":")) if marks else ""
        return [str(number), self.what, str(self.edition), *blank, told, self.archive or ""]


@dataclass(frozen=True)
class Calendar:
    """Which editions are declared and how they stand; empty where none are."""

    acts: Sequence[Act] = ()

    @property
    def is_declared(self) -> bool:
        """Whether the workspace declares editions."""
        return bool(self.acts)

    @cached_property
    def states(self) -> dict[dt.date, Done]:
        """What came last to each edition, archives apart; in the order of their dates."""
        last = {act.edition: act.what for act in self.acts if act.what != "archive"}
        return dict(sorted(last.items()))

    @property
    def closed(self) -> list[dt.date]:
        """The closed editions, oldest first."""
        return [day for day, what in self.states.items() if what in {"earlier", "close"}]

    @property
    def open(self) -> dt.date | None:
        """The open edition; there is never more than one."""
        return next((day for day, what in self.states.items() if what in {"open", "reopen"}), None)

    @property
    def last_closed(self) -> dt.date | None:
        """The newest closed edition."""
        return max(self.closed, default=None)

    def of(self, day: dt.date, *kinds: Done) -> list[Act]:
        """Give what was done to an edition, oldest first; all, or these kinds of it."""
        return [act for act in self.acts if act.edition == day and (not kinds or act.what in kinds)]

    def due(self, day: dt.date) -> dt.date | None:
        """Give the last day on which a report for an edition is in time, where that is stated."""
        return next((act.due for act in reversed(self.of(day)) if act.due), None)

    def marks(self, day: dt.date) -> Mapping[str, LedgerMark]:
        """Give how far each ledger was when an edition closed; nothing where it did not."""
        if day not in self.closed:
            return {}
        if self.states[day] == "earlier":  # all of them closed at once, as the last of them says
            return next(act.ledgers for act in reversed(self.acts) if act.what == "earlier")
        return self.of(day, "close")[-1].ledgers

    def is_archived(self, day: dt.date) -> bool:
        """Tell whether an edition was archived since it was last closed."""
        acts = self.of(day, "close", "archive")
        return bool(acts) and acts[-1].what == "archive"

    def covering(self, day: dt.date) -> dt.date | None:
        """Give the edition that records of a day belong to; None where it is not declared yet."""
        return next((one for one in self.states if day <= one), None)

    def before(self, day: dt.date) -> dt.date | None:
        """Give the edition before a day; None where there is none."""
        return max((one for one in self.states if one < day), default=None)

    def shown(self, as_of: dt.date | None) -> list[dt.date]:
        """Give the editions to be shown: those closed by a day; the open one if it is that day.

        Raises
        ------
        UsageError
            None is as old as that.
        """
        closed = [day for day in self.closed if as_of is None or day <= as_of]
        days = [*closed, as_of] if as_of is not None and as_of == self.open else closed
        if as_of is not None and not days:
            first = next(iter(self.states), "none")
            raise UsageError(say("city.errors.too_early", as_of=as_of, first=first))
        return days


UNDECLARED = Calendar()


def read_calendar(root: Path) -> Calendar:
    """Read the editions of a workspace.

    Raises
    ------
    InputError
        A line is not as it was written; names it.
    """
    path = root / EDITIONS_FILE
    return Calendar(tuple(_parse(path.read_bytes()))) if path.is_file() else UNDECLARED


def add_acts(root: Path, seen: Calendar, acts: Sequence[Act]) -> Calendar:
    """Add lines to what was read as ``seen``.

    Raises
    ------
    UsageError
        Another changed the editions meanwhile.
    InputError
        As ``read_calendar``.
    """
    path = root / EDITIONS_FILE
    with hold_lock(path.with_name(f".{path.name}.lock"), path.name):
        now = read_calendar(root)
        if len(now.acts) != len(seen.acts):
            raise UsageError(say("ledger.errors.editions_in_between", name=EDITIONS_FILE))
        after = Calendar((*now.acts, *acts))
        write_bytes(path, _write(after.acts), kept=True)
    return after


def _write(acts: Sequence[Act]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, CHECK])
    check = ""
    for number, act in enumerate(acts, start=1):
        cells = act.cells(number)
        check = _check(check, cells)
        writer.writerow([*cells, check])
    return out.getvalue().encode()


def _parse(data: bytes) -> list[Act]:
    """Read the lines; a file that was saved with a mark or other line ends is the same."""
    try:
        lines = [*csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)]
    except (UnicodeDecodeError, csv.Error):
        raise _damaged(1) from None
    if not lines or tuple(lines[0]) != (*COLUMNS, CHECK):
        raise _damaged(1)
    acts: list[Act] = []
    check = ""
    for number, (*cells, stated) in enumerate(filter(None, lines[1:]), start=1):
        check = _check(check, cells)
        if stated != check or len(cells) != len(COLUMNS):
            raise _damaged(number + 1)
        acts.append(_act(cells, number))
    return acts


def _act(cells: Sequence[str], number: int) -> Act:
    said = dict(zip(COLUMNS, cells, strict=True))
    by, recorded_at, why = (said[key] or None for key in ("by", "recorded_at", "why"))
    try:
        what = next(kind for kind in KINDS if kind == said["what"])
        marks = json.loads(said["ledgers"] or "{}")
        return Act(
            what,
            dt.date.fromisoformat(said["edition"]),
            dt.date.fromisoformat(said["due"]) if said["due"] else None,
            by,
            recorded_at,
            why,
            {layer: LedgerMark(*map(int, mark)) for layer, mark in marks.items()},
            said["archive"] or None,
        )
    except (ValueError, TypeError, AttributeError, StopIteration):
        raise _damaged(number + 1) from None


def _check(before: str, cells: Sequence[str]) -> str:
    text = "\x1f".join([before, *cells])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _damaged(line: int) -> InputError:
    return InputError(say("ledger.errors.editions_damaged", name=EDITIONS_FILE, line=line))
