"""How commitments stood when their year was closed, as the archive has it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinan_geo.kept.inputs import hash_file
from jinan_geo.manifest.closed import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from jinan_geo.answers.settlement import Ending
    from jinan_geo.ledger.editions import Calendar

__all__ = ["AsClosed", "archive_of", "closing_of", "read_closed"]

ARCHIVE = "archive"
FILE = "settlement/settlement.json"
SUMS = "SHA256SUMS"
# A year that closed without declared editions: the same files, made by ``year new``.
YEARS = "year-*"


@dataclass(frozen=True)
class AsClosed:
    """A commitment as it stood on the day of the edition that closed its time."""

    day: dt.date
    ending: Ending
    actual: float | None
    as_of: dt.date | None
    arithmetic: Text


def read_closed(root: Path, calendar: Calendar) -> list[tuple[dt.date, dict[str, AsClosed]]]:
    """Read the settlements that were put away, oldest first, each by the commitment's id.

    One that is not as its list of hashes has it, or cannot be read, is none.
    """
    found = []
    for day, folder in _folders(root, calendar):
        told = _read(folder)
        on = day or _day(told.get("as_of"))
        if on is not None:
            rows = told.get("commitments", [])
            found.append((on, {str(row["id"]): _as_closed(on, row) for row in rows}))
    return sorted(found, key=lambda one: one[0])


def closing_of(
    closed: list[tuple[dt.date, dict[str, AsClosed]]], key: str, due: dt.date, day: dt.date
) -> AsClosed | None:
    """Give how a commitment stood at the first closing from its due day on, up to a day."""
    first = next((rows for on, rows in closed if due <= on <= day and key in rows), None)
    one = first[key] if first else None
    return None if one is None or one.ending == "not-due" else one


def archive_of(root: Path, calendar: Calendar, day: dt.date) -> Path | None:
    """Give the folder in which the edition of a day was put away; None where it was not."""
    if not calendar.is_archived(day):
        return None
    (*_, last) = calendar.of(day, "archive")
    return root / ARCHIVE / str(last.archive).split(" ", maxsplit=1)[0]


def _folders(root: Path, calendar: Calendar) -> Iterator[tuple[dt.date | None, Path]]:
    """The archives of closed editions by their day, and those of years, which say it themselves."""
    for day in calendar.closed:
        folder = archive_of(root, calendar, day)
        if folder is not None:
            yield day, folder
    for folder in sorted((root / ARCHIVE).glob(YEARS)):
        yield None, folder


def _read(folder: Path) -> dict[str, Any]:
    try:
        sums = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        if f"{hash_file(folder / FILE)}  {FILE}" not in sums:
            return {}
        told: dict[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told


def _as_closed(day: dt.date, row: Mapping[str, Any]) -> AsClosed:
    words = Text(**row["arithmetic"])
    return AsClosed(day, row["ending"], row["actual"], _day(row["as_of"]), words)


def _day(stated: str | None) -> dt.date | None:
    return dt.date.fromisoformat(stated) if stated else None
