"""What the journal of a ledger says.

One entry for each import, undo, or change accepted by hand.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Entry", "Extent", "Origin", "What", "find_live", "find_undone", "measure"]

What = Literal["begin", "import", "undo", "redo", "accept", "restore"]
KINDS = get_args(What)


@dataclass(frozen=True)
class Origin:
    """Where the records of an import come from: name and hash of the file, and who gave it.

    ``recorded_at`` is only information, as the caller states it; the order of imports is that of
    their numbers.
    """

    file: str
    sha256: str
    by: str | None = None
    note: str | None = None
    recorded_at: str | None = None


@dataclass(frozen=True)
class Extent:
    """How long a ledger is, in bytes, and its hash."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Entry:
    """One line of the journal.

    ``number`` is the recorded sequence, and stands in the records as ``import_no``.

    ``of`` is the number of the entry that an undo or redo is about. ``before`` and ``after`` are
    the ledger's.
    """

    number: int
    what: What
    origin: Origin | None
    before: Extent
    after: Extent
    of: int | None = None
    recorded: int = 0
    set_aside: int = 0
    unchanged: int = 0

    def as_json(self) -> dict[str, Any]:
        """Give the entry for a machine; ``from_json`` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Entry:
        """Read an entry; what does not fit raises KeyError, TypeError or ValueError."""
        if data["what"] not in KINDS:
            raise ValueError(data["what"])
        origin = Origin(**data["origin"]) if data["origin"] else None
        before, after = (Extent(**data[key]) for key in ("before", "after"))
        number, *counts = (
            int(data[key]) for key in ("number", "recorded", "set_aside", "unchanged")
        )
        return cls(number, data["what"], origin, before, after, data["of"], *counts)

    @property
    def changes(self) -> bool:
        """Whether the ledger was another afterwards; an import may have recorded nothing."""
        return self.before != self.after


def measure(data: bytes) -> Extent:
    """Measure a ledger."""
    return Extent(len(data), hashlib.sha256(data).hexdigest())


def find_live(entries: Iterable[Entry]) -> list[Entry]:
    """Give the changes that hold: imports and accepted edits that are not undone, oldest first."""
    return _stacks(entries)[0]


def find_undone(entries: Iterable[Entry]) -> list[Entry]:
    """Give the changes that a redo would bring back, the next one last.

    A new change forgets them.
    """
    return _stacks(entries)[1]


def _stacks(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    live: list[Entry] = []
    undone: list[Entry] = []
    for entry in entries:
        if entry.what == "undo":
            undone.append(_take(live, entry.of))
        elif entry.what == "redo":
            live.append(_take(undone, entry.of))
        elif entry.what in {"import", "accept"} and entry.changes:
            live.append(entry)
            undone.clear()
    return live, undone


def _take(stack: list[Entry], number: int | None) -> Entry:
    """Take an entry off a stack, wherever in it it is."""
    return stack.pop(next(at for at, one in enumerate(stack) if one.number == number))
