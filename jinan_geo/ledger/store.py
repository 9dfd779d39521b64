"""What every ledger can do, whether its records are lines of a file or rows of a table."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from jinan_geo.errors import UsageError
from jinan_geo.ledger.closed import refuse_turn
from jinan_geo.ledger.entry import find_live, find_undone
from jinan_geo.ledger.lock import WAIT_SECONDS
from jinan_geo.ledger.records import read_ledger
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    import pandas as pd

    from jinan_geo.ledger.entry import Entry, Origin
    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = ["Ledger", "choose_turn", "nothing"]


class Ledger(ABC):
    """A layer's ledger, open for recording; made by ``open_ledger``.

    It remembers how many entries the journal had when it was opened. ``append`` refuses with
    ``LockedError`` when another import came in between, because what would be recorded was compared
    with older records. To wait instead, read, compare and append within ``with ledger.locked():``,
    which takes the lock and looks at the journal anew::

        with ledger.locked():
            if ledger.find_import(sha256) is None:
                records, *_ = read_ledger(layer, stages)
                ledger.append(changed(records, sheet), origin, set_aside=4, unchanged=40)
    """

    def __init__(
        self, folder: LayerFolder, workspace: Workspace, *, wait: float = WAIT_SECONDS
    ) -> None:
        self.folder, self.workspace, self.wait = folder, workspace, wait

    @abstractmethod
    def locked(self) -> AbstractContextManager[None]:
        """Keep every other writer out; may be entered again inside itself.

        Raises
        ------
        LockedError
            Another has the ledger for longer than ``wait`` seconds.
        InputError
            The ledger is not as the journal has it: damaged, or edited by hand.
        """

    @abstractmethod
    def append(
        self, records: pd.DataFrame, origin: Origin, *, set_aside: int, unchanged: int
    ) -> Entry:
        """Record at the end of the ledger, all or nothing.

        ``records`` has the columns of ``LEDGER_COLUMNS``, typed as ``read_ledger`` gives them or as
        text of the same form (percentages 0 to 100, money in 万元), and ``source_sheet`` and
        ``source_row``. Without rows the ledger stays as it is, and only the journal says that the
        file was seen.
        """

    def undo(
        self, number: int | None = None, *, by: str | None = None, recorded_at: str | None = None
    ) -> Entry:
        """Give the ledger the bytes it would have without its newest change that holds.

        Or without the one of this number; what came later of other projects stays.

        Raises
        ------
        UsageError
            There is none, or a later change that holds is about the same projects.
        """
        return self._turn("undo", number, by, recorded_at)

    def redo(
        self, number: int | None = None, *, by: str | None = None, recorded_at: str | None = None
    ) -> Entry:
        """Bring back what the newest undo took, or that of this number; a later import forgets it.

        Raises
        ------
        UsageError
            There is none.
        """
        return self._turn("redo", number, by, recorded_at)

    @abstractmethod
    def _turn(
        self, what: Literal["undo", "redo"], number: int | None, by: str | None, at: str | None
    ) -> Entry:
        """Let a change hold no longer, or again."""

    def prepare_turn(
        self,
        entries: Sequence[Entry],
        what: Literal["undo", "redo"],
        number: int | None,
        who: tuple[str | None, str | None],
    ) -> tuple[Entry, list[Entry], Origin | None]:
        """Give the change that is turned, those that hold then, and its origin as ``who`` has it.

        ``who`` does it, and when.

        Raises
        ------
        UsageError
            There is none, it was closed, or a later one that holds is built on it.
        """
        live, undone = find_live(entries), find_undone(entries)
        fault = nothing(what, self.folder.progress_file)
        about = choose_turn(live if what == "undo" else undone, number, fault)
        refuse_turn(self.folder, self.workspace, about.number)
        held = [*live, about]
        if what == "undo":
            self.refuse_undo(about.number)
            held = [entry for entry in live if entry != about]
        by, at = who
        origin = replace(about.origin, by=by, recorded_at=at) if about.origin else None
        return about, held, origin

    def refuse_undo(self, number: int) -> None:
        """See to it that nothing that holds was built on a change.

        Raises
        ------
        UsageError
            Names the later import that is about the same projects.
        """
        live = find_live(self.entries())
        later = [entry for entry in live if entry.number > number]
        own = self.projects_of(number) if later else set()
        for entry in later:
            if entry.what != "import" or own & self.projects_of(entry.number):
                name = entry.origin.file if entry.origin else "—"
                known = {"name": self.folder.progress_file, "number": entry.number, "file": name}
                raise UsageError(say("ledger.errors.built_on_by", **known))

    def projects_of(self, number: int) -> set[str]:
        """Give the ids that the records of an import are about."""
        stages = self.folder.manifest.stages or self.workspace.stages
        records, _, _ = read_ledger(self.folder, stages)
        return set(records[records["import_no"] == str(number)]["id"])

    @abstractmethod
    def entries(self) -> list[Entry]:
        """Give the journal, oldest first; empty where nothing was imported yet."""

    def find_import(self, sha256: str) -> Entry | None:
        """Give the newest import of these bytes not undone, also one that recorded nothing."""
        entries = self.entries()
        gone = {number for number, last in _last_turns(entries).items() if last == "undo"}
        found = [
            entry
            for entry in entries
            if entry.what == "import"
            and entry.origin
            and entry.origin.sha256 == sha256
            and entry.number not in gone
        ]
        return found[-1] if found else None

    def history(self, project_id: str) -> pd.DataFrame:
        """Give a project's records in the order of recording, columns as in ``read_ledger``."""
        stages = self.folder.manifest.stages or self.workspace.stages
        records, _, _ = read_ledger(self.folder, stages)
        return records[records["id"] == project_id].reset_index(drop=True)


def _last_turns(entries: list[Entry]) -> dict[int, str]:
    """Give for each import that was ever undone what came last: undo or redo."""
    return {entry.of: entry.what for entry in entries if entry.of is not None}


def choose_turn(entries: Sequence[Entry], number: int | None, fault: UsageError) -> Entry:
    """Give the entry that an undo or redo is about: the last, or the one of a number.

    Raises
    ------
    UsageError
        There is none.
    """
    found = [entry for entry in entries if number in (None, entry.number)]
    if not found:
        raise fault
    return found[-1]


def nothing(what: str, name: str) -> UsageError:
    """Word that there is nothing to undo or redo."""
    return UsageError(say("ledger.errors.nothing_to", name=name, what=what))
