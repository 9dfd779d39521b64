"""What was recorded of a closed edition after it closed: a correction, and told as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.issues.issue import Issue
from jinan_geo.ledger import open_ledger
from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from jinan_geo.ledger import Entry
    from jinan_geo.ledger.editions import Calendar
    from jinan_geo.manifest.workspace import LayerFolder, Workspace

__all__ = ["find_corrections"]


def find_corrections(
    folder: LayerFolder, records: pd.DataFrame, workspace: Workspace, calendar: Calendar
) -> Iterator[Issue]:
    """Give an issue for each record of a closed edition that its closing did not know.

    ``records`` are those joined to the features.
    """
    edition = {day: calendar.covering(day) for day in records["as_of"].dt.date.unique()}
    known = {day: calendar.marks(day).get(folder.id) for day in calendar.closed}
    entries: Mapping[str, Entry] | None = None
    columns = ("id", "as_of", "seq", "line", "import_no")
    for key, as_of, seq, line, number in zip(*(records[one] for one in columns), strict=True):
        day: dt.date | None = edition[as_of.date()]
        mark = known.get(day) if day else None
        if mark is None or seq < mark.rows:
            continue
        if entries is None:
            entries = _entries_of(folder, workspace)
        told = {"edition": str(day), **_said(entries.get(str(number)))}
        found = (folder.id, folder.progress_file, int(line), key, "as_of", f"{as_of.date()}")
        yield Issue("corrected-edition", *found, told)


def _entries_of(folder: LayerFolder, workspace: Workspace) -> dict[str, Entry]:
    return {str(one.number): one for one in open_ledger(folder, workspace).entries()}


def _said(entry: Entry | None) -> dict[str, str]:
    """Who recorded it, when and why, as the journal says."""
    unsaid = text("city.corrections.unsaid")
    origin = entry.origin if entry else None
    if origin is None:
        return {"on": "—", "by": "—", **unsaid.detail("reason")}
    why = {"reason": origin.note, "reason_en": origin.note} if origin.note else None
    return {
        "on": (origin.recorded_at or "—")[:10],
        "by": origin.by or origin.file,
        **(why or unsaid.detail("reason")),
    }
