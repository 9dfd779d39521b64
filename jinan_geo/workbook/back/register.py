"""Issues that outlive an import.

Each with its identity, when it was first seen, and whether it is fixed by now.

``layers/<id>/issues.jsonl`` has a line for everything that happened to an issue; lines are only
ever added.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Age, Issue, catalogue
from jinan_geo.words import say
from jinan_geo.write.files import write_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.ledger import Entry
    from jinan_geo.manifest.workspace import LayerFolder

__all__ = [
    "PROPOSED",
    "Event",
    "Tracked",
    "advance",
    "append_events",
    "has_register",
    "open_issues",
    "read_events",
    "track",
    "undone_imports",
]

FILE = "issues.jsonl"
PROPOSED = "project-proposed"
Happened = Literal["imported", "opened", "seen", "fixed", "reopened"]
KEYS = ("id", "name", "district")
Identity = tuple[str, str, str]


@dataclass(frozen=True)
class Event:
    """What happened to one issue in one import, by its entry in the journal.

    ``imported`` is the import itself.
    """

    event: Happened
    entry: int
    sha256: str
    edition: str
    source: str
    project: str = ""
    field: str = ""
    type: str = ""
    file: str = ""
    row: int | None = None
    sheet: str | None = None
    cell: str | None = None
    value: str = ""
    details: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        """What makes it the same issue in every edition.

        Project, field and type, within a layer.
        """
        return self.project, self.field, self.type


@dataclass(frozen=True)
class Tracked:
    """An issue as it stands: newest event, edition first seen at, whether fixed before."""

    last: Event
    first_seen: str
    is_open: bool
    was_reopened: bool


def read_events(folder: LayerFolder, undone: Collection[int] = ()) -> list[Event]:
    """Read what happened, in order.

    Nothing of imports that were undone, given by their entry's number.

    Raises
    ------
    InputError
        A line is damaged.
    """
    path = _path(folder)
    if not path.is_file():
        return []
    events = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            events.append(Event(**json.loads(line)))
        except (ValueError, TypeError):
            msg = say("workbook.errors.register", layer=folder.id, file=FILE, number=number)
            raise InputError(msg) from None
    return [event for event in events if event.entry not in undone]


def append_events(folder: LayerFolder, events: Sequence[Event]) -> None:
    """Add lines to what is there; the file is whole at any time."""
    path = _path(folder)
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    lines = [json.dumps(vars(event), ensure_ascii=False, sort_keys=True) for event in events]
    write_text(path, before + "".join(f"{line}\n" for line in lines), kept=True)


def has_register(folder: LayerFolder) -> bool:
    """Tell whether any import was ever remembered."""
    return _path(folder).is_file()


def undone_imports(entries: Iterable[Entry]) -> set[int]:
    """Give the numbers of the journal's entries that are undone and not redone."""
    turns = {entry.of: entry.what for entry in entries if entry.of is not None}
    return {number for number, what in turns.items() if what == "undo"}


def track(events: Iterable[Event], until: dt.date | None = None) -> dict[Identity, Tracked]:
    """Follow each issue through its events, up to those of an edition."""
    found: dict[Identity, Tracked] = {}
    for event in events:
        if event.event == "imported" or (until is not None and event.edition > until.isoformat()):
            continue
        known = found.get(event.identity)
        first = known.first_seen if known else event.edition
        again = event.event == "reopened" or (
            known is not None and known.was_reopened and event.event == "seen"
        )
        found[event.identity] = Tracked(event, first, event.event != "fixed", again)
    return found


def advance(
    known: dict[Identity, Tracked],
    issues: Sequence[Issue],
    settled: Collection[str],
    stamp: Event,
    names: Collection[str],
) -> list[Event]:
    """Give what an import does to the issues: those it raises, and those that it settles.

    ``settled`` are projects whose row was taken over; ``names`` all keys that stand in the sheet,
    so that an issue about a key that is no project ends when the same sender's sheet no longer has
    it. ``stamp`` says which import.
    """
    events: list[Event] = [replace(stamp, event="imported")]
    raised: set[Identity] = set()
    for issue in issues:
        event = _raise(known, issue, stamp)
        if event.identity not in raised:
            raised.add(event.identity)
            events.append(event)
    for identity, one in known.items():
        if not one.is_open or identity in raised:
            continue
        if _is_said(one, stamp):
            continue
        if identity[0] in settled or _is_gone(one, stamp, names):
            events.append(_fix(one, stamp))
    return events


def _is_said(one: Tracked, stamp: Event) -> bool:
    """Tell whether it is what a district proposed, or said of the edition being reported on."""
    if one.last.type == PROPOSED:  # it stands until a layer has it, or its import is undone
        return True
    return one.last.type == "district-comment" and one.last.edition >= stamp.edition


def _raise(known: Mapping[Identity, Tracked], issue: Issue, stamp: Event) -> Event:
    """An issue of this import, by whether it was known before and open."""
    found = replace(
        stamp,
        project=str(issue.feature or ""),
        field=str(issue.field or ""),
        type=issue.type,
        file=issue.file,
        row=issue.row,
        sheet=issue.sheet,
        cell=issue.cell,
        value="" if issue.value is None else str(issue.value),
        details={key: str(value) for key, value in issue.details.items()},
    )
    before = known.get(found.identity)
    if before is None:
        return replace(found, event="opened")
    return replace(found, event="seen" if before.is_open else "reopened")


def _is_gone(one: Tracked, stamp: Event, names: Collection[str]) -> bool:
    """Tell whether it was about the sheet, or a key in it, and the sender's new one is without."""
    project = one.last.project
    about_sheet = not project or (one.last.field in KEYS and project not in names)
    return about_sheet and one.last.source == stamp.source


def _fix(one: Tracked, stamp: Event) -> Event:
    return replace(
        one.last,
        event="fixed",
        entry=stamp.entry,
        sha256=stamp.sha256,
        edition=stamp.edition,
    )


def open_issues(
    folder: LayerFolder,
    editions: Sequence[dt.date],
    until: dt.date | None = None,
    undone: Collection[int] = (),
) -> list[Issue]:
    """Give the layer's open issues with their age, counted in the city's editions."""
    found = []
    for one in track(read_events(folder, undone), until).values():
        if one.is_open and one.last.type in catalogue():
            last = one.last
            # A key that is no project of the sender must not be laid at the door of the project
            # that has it.
            of_key = last.field in KEYS and last.type != "repeated-value"
            who = None if of_key else last.project or None
            facts = (
                folder.id,
                last.file,
                last.row,
                who,
                last.field,
                last.value,
                dict(last.details),
            )
            found.append(
                Issue(last.type, *facts, sheet=last.sheet, cell=last.cell, age=_age(one, editions))
            )
    return found


def _age(one: Tracked, editions: Sequence[dt.date]) -> Age:
    first = dt.date.fromisoformat(one.first_seen)
    count = max(1, sum((day.year, day.month) >= (first.year, first.month) for day in editions))
    return Age(
        "reopened" if one.was_reopened else "new" if count == 1 else "persisting", first, count
    )


def _path(folder: LayerFolder) -> Path:
    return folder.path / FILE
