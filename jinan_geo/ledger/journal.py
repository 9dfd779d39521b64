"""The journal beside a ledger.

What was recorded, by whom, from which file, and every byte that was added.

One JSON object a line. Each line holds a hash of itself and of the line before it, so that a
journal that was changed is found; and it holds how the ledger's bytes follow from the earlier ones
(``keep`` so many, then ``tail``), so that any earlier state can be given back exactly. ``pending``
marks a change that may not have reached the ledger yet.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import InputError
from jinan_geo.ledger.entry import Entry, find_live, measure
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Journal", "JournalLine", "difference", "parse_journal"]


@dataclass(frozen=True)
class JournalLine:
    """An entry, how the ledger's bytes follow from those before, and if they may be missing."""

    entry: Entry
    keep: int
    tail: bytes
    pending: bool = False

    def apply(self, before: bytes) -> bytes:
        """Give the ledger after the entry.

        Lines that were only added are added to whatever stands before them now.

        Raises
        ------
        InputError
            It changed what stands in lines that are no longer there.
        """
        if self.entry.what == "begin" or measure(before) == self.entry.before:
            return before[: self.keep] + self.tail
        if self.keep != self.entry.before.size:
            raise InputError(say("ledger.errors.built_on", number=self.entry.number))
        glue = b"" if before.endswith((b"\n", b"\r")) or not before else b"\n"
        return before + glue + self.tail


@dataclass(frozen=True)
class Journal:
    """The lines of a journal, oldest first; an empty one is that of a ledger kept by hand alone."""

    lines: tuple[JournalLine, ...] = field(default=())

    @property
    def entries(self) -> list[Entry]:
        """What was done, oldest first."""
        return [line.entry for line in self.lines]

    @property
    def last(self) -> JournalLine | None:
        """The newest line."""
        return self.lines[-1] if self.lines else None

    def settled(self) -> Journal:
        """The same with its newest change done."""
        return Journal((*self.lines[:-1], replace(self.lines[-1], pending=False)))

    def without_last(self) -> Journal:
        """The same without its newest line."""
        return Journal(self.lines[:-1])

    def replay(self, live: Sequence[Entry] | None = None) -> bytes:
        """Give the ledger as recorded, or as it is when only these of its changes hold."""
        text = b""
        numbers = {entry.number for entry in (find_live(self.entries) if live is None else live)}
        for line in self.lines:
            if line.entry.what == "begin" or line.entry.number in numbers:
                text = line.apply(text)
        return text

    def to_bytes(self) -> bytes:
        """Write the journal; the same entries give the same bytes."""
        written, check = [], ""
        for line in self.lines:
            tail = base64.b64encode(zlib.compress(line.tail, 9)).decode("ascii")
            fields: dict[str, Any] = {**line.entry.as_json(), "keep": line.keep, "tail": tail}
            if line.pending:
                fields["pending"] = True
            check = _check(check, fields)
            written.append(json.dumps({**fields, "check": check}, ensure_ascii=False) + "\n")
        return "".join(written).encode("utf-8", "backslashreplace")


def parse_journal(data: bytes, name: str) -> Journal:
    """Read a journal.

    Raises
    ------
    InputError
        A line is not as it was written; names it.
    """
    lines, check = [], ""
    for at, raw in enumerate(data.splitlines(), 1):
        try:
            fields = json.loads(raw.decode("utf-8"))
            stated = fields.pop("check")
            check = _check(check, fields)
            _refuse_other(stated, check)
            tail = zlib.decompress(base64.b64decode(fields["tail"], validate=True))
            lines.append(
                JournalLine(
                    Entry.from_json(fields), int(fields["keep"]), tail, bool(fields.get("pending"))
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error):
            msg = say("ledger.errors.journal", name=name, at=at)
            raise InputError(msg) from None
    return Journal(tuple(lines))


def difference(before: bytes, after: bytes) -> tuple[int, bytes]:
    """Say how one text becomes the other: how many bytes to keep, and what follows them."""
    low, high = 0, min(len(before), len(after))
    while low < high:  # the longest common beginning, halving
        middle = (low + high + 1) // 2
        low, high = (middle, high) if before[low:middle] == after[low:middle] else (low, middle - 1)
    return low, after[low:]


def _refuse_other(stated: object, check: str) -> None:
    if stated != check:
        raise ValueError(stated)


def _check(before: str, fields: dict[str, Any]) -> str:
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{before}\n{text}".encode("utf-8", "backslashreplace")).hexdigest()
