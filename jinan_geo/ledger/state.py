"""A ledger file as it is, against its journal: whole, half-way, or not as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.errors import EnvironmentFault, InputError
from jinan_geo.ledger.entry import measure
from jinan_geo.ledger.journal import Journal, difference, parse_journal
from jinan_geo.read import read_bytes
from jinan_geo.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["State", "load_state"]

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class State:
    """What the file holds (None: no file), what the journal says, and what the file should hold.

    A pending change is settled here: ``journal`` has it where the file has it. ``is_halfway`` says
    that the journal's file does not show that yet; ``fault`` that file and journal do not agree.
    """

    found: bytes | None
    recorded: bytes
    journal: Journal
    is_halfway: bool = False
    fault: str | None = None

    def refuse_damage(self) -> None:
        """Stop where the ledger is not as it was recorded.

        Raises
        ------
        InputError
            Names the file and the place, and the two ways on.
        """
        if self.fault:
            raise InputError(self.fault)


def load_state(folder: LayerFolder) -> State:
    """Read ledger and journal as they were at one moment, without a lock.

    Raises
    ------
    InputError
        The journal itself is not as it was written.
    EnvironmentFault
        One of them may not be read.
    """
    raw, found = _read_both(folder)
    journal = parse_journal(raw or b"", folder.journal_file)
    last = journal.last
    if last is None:
        return State(found, found or b"", journal)
    extent = None if found is None else measure(found)
    if found is not None and extent == last.entry.after:
        return State(found, found, journal.settled(), is_halfway=last.pending)
    if found is not None and last.pending and extent == last.entry.before:
        return State(found, found, journal.without_last(), is_halfway=True)
    recorded = journal.replay()
    fault = _word_fault(folder.progress_file, found, recorded, journal)
    return State(found, recorded, journal.settled(), last.pending, fault)


def _read_both(folder: LayerFolder) -> tuple[bytes | None, bytes | None]:
    """Journal and file of one moment; a writer may come in between the two."""
    while True:
        raw = _read(folder.journal_path)
        found = _read(folder.progress_path)
        if _read(folder.journal_path) == raw:
            return raw, found


def _read(path: Path) -> bytes | None:
    try:
        return read_bytes(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        msg = say("ledger.errors.unreadable_state", path=path, strerror=error.strerror or error)
        raise EnvironmentFault(msg) from error


def _plain(text: bytes) -> bytes:
    return text.removeprefix(BOM).replace(b"\r\n", b"\n")


def _word_fault(name: str, found: bytes | None, recorded: bytes, journal: Journal) -> str | None:
    """Say what is wrong and where, and how to go on; None where a program changed line ends."""
    ways, bytes_kept = say("ledger.errors.ways"), len(recorded)
    if found is None:
        return say("ledger.errors.lost", name=name, recorded=bytes_kept, ways=ways)
    if _plain(found) == _plain(recorded):
        return None
    same, _ = difference(recorded, found)
    line = recorded[:same].count(b"\n") + 1
    if same == len(found):
        what = say("ledger.errors.cut", line=line, same=same, recorded=bytes_kept)
    else:
        at, size = same + 1, len(found)
        what = say("ledger.errors.differs", line=line, byte=at, found=size, recorded=bytes_kept)
    extent = measure(found)
    known = [entry.number for entry in journal.entries if entry.after == extent]
    more = say("ledger.errors.as_after", number=known[-1]) if known else ""
    return say("ledger.errors.not_as_recorded", name=name, what=what, more=more, ways=ways)
