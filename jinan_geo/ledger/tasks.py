"""What offices reported in their quarterly forms: ``tasks.csv`` at the root of the workspace.

It is a ledger in a file like any other, with its journal beside it: lines are only added, and undo
gives back the bytes from before. A figure that a person confirmed for a commitment is a value of
it, and every confirmed one is evidence of the tier "reported"; both rest on their line here alone.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import InputError
from jinan_geo.ledger.entry import Entry, Origin, measure
from jinan_geo.ledger.files import FileLedger
from jinan_geo.ledger.journal import JournalLine, difference
from jinan_geo.ledger.state import load_state
from jinan_geo.manifest.models import LayerManifest
from jinan_geo.manifest.workspace import LayerFolder
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from jinan_geo.manifest.workspace import Workspace

    Row = dict[str, str]

__all__ = [
    "TASKS",
    "TASK_COLUMNS",
    "TASK_FILE",
    "Confirmed",
    "TaskFolder",
    "TaskLedger",
    "confirmed_figures",
    "latest_tasks",
    "publisher_of",
    "read_tasks",
]

TASKS = "tasks"
TASK_FILE = f"{TASKS}.csv"
TASK_COLUMNS = (
    "entry", "quarter", "form", "office", "task", "state", "title", "section", "seq", "main",
    "node", "progress", "effect", "next", "lead", "bold", "figures", "file", "sha256", "by",
    "recorded_at", "remarks",
)  # fmt: skip
EARLIER = TASK_COLUMNS[:-1]  # of files begun before remarks were kept


class TaskFolder(LayerFolder):
    """Where the file of tasks lies, for the parts of a ledger that ask a layer."""

    @property
    def progress_file(self) -> str:
        """Name for messages."""
        return TASK_FILE

    @property
    def journal_file(self) -> str:
        """Name for messages."""
        return self.journal_path.name


class TaskLedger(FileLedger):
    """The file of tasks of one workspace."""

    empty = (",".join(TASK_COLUMNS) + "\n").encode()

    def __init__(self, workspace: Workspace) -> None:
        own: dict[str, Any] = {"progress": TASK_FILE}  # the rest is that of any layer
        manifest = LayerManifest.model_construct(**own)
        super().__init__(TaskFolder(TASKS, workspace.root, manifest), workspace)

    def rows(self) -> list[Row]:
        """Give every line, oldest first; see ``read_tasks``."""
        return read_tasks(self.workspace.root)

    def history(self, project_id: str) -> pd.DataFrame:
        """Give no records: what is confirmed of a project stands in its layer's ledger."""
        from jinan_geo.ledger.records import EMPTY_LEDGER  # noqa: PLC0415 - only who asks

        del project_id
        return EMPTY_LEDGER

    def projects_of(self, number: int) -> set[str]:
        """Give one mark for every import: later forms are told apart from earlier ones."""
        del number
        return {TASKS}

    def next_entry(self) -> int:
        """Give the number that the next import will have; none is ever given twice."""
        numbers = [int(row["entry"]) for row in self.rows()]
        return max([0, *numbers, *(entry.number for entry in self.entries())]) + 1

    def add(self, rows: Sequence[Row], origin: Origin) -> Entry:
        """Add the lines of one import, all or none; each gets its number."""
        with self.locked():
            number = self.next_entry()
            state = self._begun(load_state(self.folder))
            told = [{**row, "entry": str(number)} for row in rows]
            after = _write([*_parse(state.recorded), *told])
            extents = (measure(state.recorded), measure(after))
            entry = Entry(number, "import", origin, *extents, recorded=len(told))
            line = JournalLine(entry, *difference(state.recorded, after))
            return self._commit(state, line, after)


def read_tasks(root: Path) -> list[Row]:
    """Give every line of the file of tasks, oldest first; none where there is no file.

    Raises
    ------
    InputError
        The file has other columns than those written here, or is no text.
    """
    path = root / TASK_FILE
    return _parse(path.read_bytes()) if path.is_file() else []


def latest_tasks(
    rows: Sequence[Row], office: str, form: str, *, before: str = "9", at: str = ""
) -> list[Row]:
    """Give the newest entry of an office: of the quarter ``at``, or the newest before one."""
    own = [row for row in rows if (row["office"], row["form"]) == (office, form)]
    quarters = {row["quarter"] for row in own}
    wanted = at or max(filter(before.__gt__, quarters), default="")
    own = [row for row in own if row["quarter"] == wanted]
    last = max((int(row["entry"]) for row in own), default=0)
    return [row for row in own if int(row["entry"]) == last]


def _parse(data: bytes) -> list[Row]:
    try:
        text = data.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        lines = []
    columns = tuple(lines[0]) if lines else ()
    if columns not in {TASK_COLUMNS, EARLIER} or any(len(x) != len(columns) for x in lines):
        msg = say("workbook.errors.tasks_damaged", path=TASK_FILE)
        raise InputError(msg)
    rows = [dict(zip(columns, line, strict=True)) for line in lines[1:]]
    return [{"remarks": "", **row} for row in rows]


def _write(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(TASK_COLUMNS)
    for row in rows:
        writer.writerow([row.get(name, "") for name in TASK_COLUMNS])
    return out.getvalue().encode()


@dataclass(frozen=True)
class Confirmed:
    """A figure of a form that a person confirmed for a commitment or a project.

    ``about`` is the id, ``field`` that of a project's record and empty for a commitment; ``value``
    is in ``unit``, and ``counts`` as of an entered value. ``layer`` is empty for a commitment.
    """

    id: str
    layer: str
    about: str
    field: str
    as_of: str
    value: str
    unit: str
    counts: str
    words: str
    statement: str
    line: int
    row: Row

    @property
    def publisher(self) -> str:
        """The office, without what its form is called."""
        return publisher_of(self.row["office"])


def publisher_of(office: str) -> str:
    """Give an office without what its form is called."""
    return office.partition("《")[0] or office


def confirmed_figures(rows: Sequence[Row]) -> Iterator[Confirmed]:
    """Give what was confirmed, oldest first; ``line`` is that of the file's row, not of its text.

    Raises
    ------
    InputError
        A cell is not as it was written here.
    """
    for line, row in enumerate(rows, start=2):
        try:
            figures = json.loads(row["figures"]) if row["figures"] else []
            told = [_confirmed(one, line, row) for one in figures if one.get("record")]
        except (ValueError, KeyError, TypeError, AttributeError):
            msg = say("workbook.errors.tasks_damaged", path=TASK_FILE)
            raise InputError(msg) from None
        yield from told


def _confirmed(one: dict[str, Any], line: int, row: Row) -> Confirmed:
    to = one["record"]
    return Confirmed(
        to["evidence"], to["layer"], to["about"], to["field"], to["as_of"], to["value"], to["unit"],
        to["counts"], one["words"], to["statement"], line, row,
    )  # fmt: skip
