"""What was seen in a form, as rows of the table of issues.

In the preview, and for as long as the form is the newest of its office.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.ledger.tasks import latest_tasks, read_tasks
from jinan_geo.manifest.closed import Text, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.ledger.tasks import Row
    from jinan_geo.workbook.quarter.model import Remark

__all__ = ["form_issues", "issue_of"]

TYPES = {
    "no_node": "task-without-node",
    "no_task": "row-without-task",
    "no_lead": "lead-not-bold",
    "unread_column": "form-part-unread",
    "hidden_sheet": "form-part-unread",
    "no_result": "form-part-unread",
    "hidden_rows": "form-cells-hidden",
    "hidden_columns": "form-cells-hidden",
    "watch_dropped": "private-dropped",
    "phone_masked": "private-dropped",
    "name_masked": "private-dropped",
}


def issue_of(remark: Remark, file: str) -> Issue:
    """Give a remark as a row; its place is that in the form."""
    sheet, _, cell = remark.at.partition("!")
    what = _what(remark).detail("what")
    kind = TYPES[remark.kind]
    return Issue(kind, "", file, value=remark.about, details=what, sheet=sheet, cell=cell or None)


def _what(remark: Remark) -> Text:
    """Word what it is, for the kinds of which several are one type."""
    told = {"at": remark.at, "about": remark.about, "n": remark.count}
    worded = {
        "unread_column": text("workbook.quarter.unread_column", **told),
        "hidden_sheet": text("workbook.quarter.hidden_sheet", **told),
        "no_result": text("workbook.quarter.no_result", **told),
        "hidden_rows": text("workbook.quarter.hidden_rows", **told),
        "hidden_columns": text("workbook.quarter.hidden_columns", **told),
        "watch_dropped": text("workbook.quarter.watch_dropped", **told),
        "phone_masked": text("workbook.quarter.phone_masked", **told),
        "name_masked": text("workbook.quarter.name_masked", **told),
    }
    return worded.get(remark.kind, Text(zh=remark.about, en=remark.about))


def form_issues(root: Path) -> list[Issue]:
    """Give what is to be seen to in the newest form of each office, and how its tasks changed.

    A file of tasks that is damaged has none: reading the evidence lists it.
    """
    try:
        rows = read_tasks(root)
        return [issue for own in _newest(rows) for issue in _issues(own, rows)]
    except InputError:
        return []


def _newest(rows: Sequence[Row]) -> Iterator[list[Row]]:
    for office, form in dict.fromkeys((row["office"], row["form"]) for row in rows):
        yield latest_tasks(rows, office, form)


def _issues(own: Sequence[Row], rows: Sequence[Row]) -> Iterator[Issue]:
    from jinan_geo.workbook.quarter import model  # noqa: PLC0415 - only where there is a form

    first = own[0]
    for one in json.loads(first["remarks"] or "[]"):
        yield issue_of(model.Remark(**one), first["file"])
    earlier = latest_tasks(rows, first["office"], first["form"], before=first["quarter"])
    told = {row["task"]: row for row in reversed(own)} if earlier else {}
    for row in reversed(told.values()):
        if row["state"] != "same":
            yield _changed(row)


def _changed(row: Mapping[str, str]) -> Issue:
    states = {
        "new": text("workbook.quarter.task_new"),
        "changed": text("workbook.quarter.task_changed"),
        "dropped": text("workbook.quarter.task_dropped"),
    }
    details = {**states[row["state"]].detail("state"), "task": row["task"]}
    return Issue("task-changed", "", row["file"], value=row["main"], details=details)
