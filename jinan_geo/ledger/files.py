"""A ledger in a file: ``progress.csv``, with ``progress.journal.jsonl`` beside it.

Recording writes three files beside their places first (the journal with the change pending, the
ledger, the journal with it done) and then puts them there in this order. Whoever is stopped in
between leaves the ledger old or new, and a pending line by which the next writer sees which.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from jinan_geo.errors import InputError, LockedError, UsageError
from jinan_geo.ledger.closed import refuse_rewriting
from jinan_geo.ledger.entry import Entry, Origin, measure
from jinan_geo.ledger.journal import Journal, JournalLine, difference
from jinan_geo.ledger.lines import EMPTY_FILE, extend_file, write_cells
from jinan_geo.ledger.lock import WAIT_SECONDS, hold_lock, lock_of
from jinan_geo.ledger.state import State, load_state
from jinan_geo.ledger.store import Ledger
from jinan_geo.read import read_bytes, read_table
from jinan_geo.words import say
from jinan_geo.write.files import stage_bytes, write_bytes
from jinan_geo.write.parts import PART, part_prefix

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = ["FileLedger"]


class FileLedger(Ledger):
    """A ledger in a file; see the module."""

    empty = EMPTY_FILE

    def __init__(
        self, folder: LayerFolder, workspace: Workspace, *, wait: float = WAIT_SECONDS
    ) -> None:
        super().__init__(folder, workspace, wait=wait)
        self.path = folder.progress_path.resolve()
        self.journal_path = folder.journal_path.resolve()
        self._holder: int | None = None
        self._seen = self._count()

    def _count(self) -> int:
        try:
            return len(load_state(self.folder).journal.lines)
        except (
            InputError
        ):  # a damaged journal is refused where something is done, and may be accepted anew
            return -1

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock; on entering, a change stopped half-way is finished or taken back."""
        with self._holding() as is_first:
            if is_first:
                state = load_state(self.folder)
                state.refuse_damage()
                self._heal(state)
                self._seen = len(state.journal.lines)
            yield

    @contextmanager
    def _holding(self) -> Iterator[bool]:
        if self._holder == threading.get_ident():
            yield False
            return
        with hold_lock(lock_of(self.path), self.folder.progress_file, self.wait):
            self._holder = threading.get_ident()
            try:
                yield True
            finally:
                self._holder = None

    def entries(self) -> list[Entry]:
        """Give the journal; see ``Ledger.entries``."""
        return load_state(self.folder).journal.entries

    def append(
        self, records: pd.DataFrame, origin: Origin, *, set_aside: int, unchanged: int
    ) -> Entry:
        """Record at the end of the file; see ``Ledger.append``."""
        seen, cells = self._seen, write_cells(records)
        with self.locked():
            if self._seen != seen:
                name = self.folder.progress_file
                msg = say("ledger.errors.in_between", name=name)
                raise LockedError(msg)
            state = self._begun(load_state(self.folder))
            number = state.journal.entries[-1].number + 1
            after = state.recorded
            if len(cells):
                known = {
                    "source_file": origin.file,
                    "import_no": str(number),
                    "source_sha256": origin.sha256,
                }
                folder = self.folder
                after = extend_file(
                    after,
                    cells.assign(**known),
                    folder.manifest,
                    folder.progress_file,
                    folder.locale,
                )
            counts = {"recorded": len(cells), "set_aside": set_aside, "unchanged": unchanged}
            entry = Entry(
                number, "import", origin, measure(state.recorded), measure(after), **counts
            )
            return self._commit(
                state, JournalLine(entry, *difference(state.recorded, after)), after
            )

    def _turn(
        self, what: Literal["undo", "redo"], number: int | None, by: str | None, at: str | None
    ) -> Entry:
        with self.locked():
            state = load_state(self.folder)
            entries = state.journal.entries
            about, held, origin = self.prepare_turn(entries, what, number, (by, at))
            after = state.journal.replay(held)
            extents = (measure(state.recorded), measure(after))
            last = entries[-1].number + 1
            entry = Entry(last, what, origin, *extents, of=about.number, recorded=about.recorded)
            return self._commit(state, JournalLine(entry, 0, b""), after)

    @property
    def is_sound(self) -> bool:
        """Whether file and journal agree."""
        try:
            return load_state(self.folder).fault is None
        except InputError:
            return False

    def accept(
        self, *, by: str | None = None, note: str | None = None, recorded_at: str | None = None
    ) -> Entry:
        """Take the file as it is, edited by hand, as the ledger.

        A damaged journal is kept aside and begun anew.

        Raises
        ------
        UsageError
            The ledger is as recorded.
        InputError
            The file is no table that can be read.
        """
        with self._holding():
            read_table(self.path, self.folder.progress_file, self.folder.manifest.progress_table)
            try:
                state = load_state(self.folder)
            except InputError:
                self._keep_aside(self.journal_path)
                found = read_bytes(self.path)
                state = State(found, found, Journal())
            if state.journal.last is None:
                state = self._begun(state, self._by_hand(state, by, note, recorded_at))
                write_bytes(self.journal_path, state.journal.to_bytes(), kept=True)
                return state.journal.entries[-1]
            if state.fault is None or state.found is None:
                msg = say(
                    "ledger.errors.nothing_to_accept", progress_file=self.folder.progress_file
                )
                raise UsageError(msg)
            refuse_rewriting(self.folder, self.workspace, state.recorded, state.found)
            number = state.journal.entries[-1].number + 1
            origin = self._by_hand(state, by, note, recorded_at)
            entry = Entry(number, "accept", origin, measure(state.recorded), measure(state.found))
            return self._commit(
                state, JournalLine(entry, *difference(state.recorded, state.found)), state.found
            )

    def restore(
        self, *, by: str | None = None, note: str | None = None, recorded_at: str | None = None
    ) -> Entry:
        """Give the file its recorded bytes again; what it holds now is kept beside it.

        Raises
        ------
        UsageError
            The ledger is as recorded.
        """
        with self._holding():
            state = load_state(self.folder)
            if state.fault is None:
                msg = say(
                    "ledger.errors.nothing_to_restore", progress_file=self.folder.progress_file
                )
                raise UsageError(msg)
            if state.found is not None:
                self._keep_aside(self.path)
            number = state.journal.entries[-1].number + 1
            origin = self._by_hand(state, by, note, recorded_at)
            entry = Entry(
                number, "restore", origin, measure(state.found or b""), measure(state.recorded)
            )
            return self._commit(state, JournalLine(entry, len(state.recorded), b""), state.recorded)

    def _by_hand(
        self, state: State, by: str | None, note: str | None, recorded_at: str | None
    ) -> Origin:
        """What stands in the journal of a change that no import made."""
        return Origin(self.path.name, measure(state.found or b"").sha256, by, note, recorded_at)

    def _begun(self, state: State, origin: Origin | None = None) -> State:
        """A ledger without a journal gets one, which begins with the file as it is."""
        if state.journal.last is not None:
            return state
        text = state.recorded or self.empty
        extent = measure(text)
        line = JournalLine(
            Entry(_last_import(self.folder, state), "begin", origin, extent, extent), 0, text
        )
        return replace(state, recorded=text, journal=Journal((line,)))

    def _commit(self, state: State, line: JournalLine, after: bytes | None) -> Entry:
        """Put journal and ledger in place, so that at every instant the ledger is old or new."""
        done = Journal((*state.journal.lines, line))
        with ExitStack() as stack:
            steps = []
            if after is not None and after != state.found:
                pending = Journal((*state.journal.lines, replace(line, pending=True)))
                steps.append(
                    stack.enter_context(stage_bytes(self.journal_path, pending.to_bytes()))
                )
                steps.append(stack.enter_context(stage_bytes(self.path, after)))
            steps.append(stack.enter_context(stage_bytes(self.journal_path, done.to_bytes())))
            for step in steps:
                step.commit()
        self._seen = len(done.lines)
        return line.entry

    def _heal(self, state: State) -> None:
        """Finish the journal of a writer that was stopped, and take away what it left.

        Nobody else writes now.
        """
        for path in (self.path, self.journal_path):
            for stray in path.parent.glob(f"{part_prefix(path)}*{PART}"):
                stray.unlink(missing_ok=True)
        if state.is_halfway:
            write_bytes(self.journal_path, state.journal.to_bytes(), kept=True)

    def _keep_aside(self, path: Path) -> None:
        data = read_bytes(path)
        name = f"{path.stem}.damaged-{measure(data).sha256[:8]}{path.suffix}"
        write_bytes(path.with_name(name), data, kept=True)


def _last_import(folder: LayerFolder, state: State) -> int:
    """Give the highest import number that stands in a file whose journal is lost.

    0 where there is none.
    """
    if not state.found:
        return 0
    cells = read_table(
        folder.progress_path, folder.progress_file, folder.manifest.progress_table
    ).cells
    numbers = [text for text in cells.get("import_no", []) if text.isdecimal()]
    return max(map(int, numbers), default=0)
