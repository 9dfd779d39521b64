"""A form taken over: its texts and figures into ``tasks.csv``, what they become into the record."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pandas as pd

from jinan_geo.errors import LockedError
from jinan_geo.ledger import open_ledger
from jinan_geo.ledger.tasks import TASK_FILE, publisher_of
from jinan_geo.words import say
from jinan_geo.workbook.quarter.confirm import rows_of
from jinan_geo.workbook.quarter.store import figure_of, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinan_geo.cells.prose import Proposal
    from jinan_geo.ledger import Entry, Origin
    from jinan_geo.ledger.tasks import TaskLedger
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.workbook.quarter.confirm import Becomes
    from jinan_geo.workbook.quarter.incoming import IncomingForm
    from jinan_geo.workbook.quarter.store import Figure

    Figures = dict[tuple[int, int], list[Figure]]

__all__ = ["is_known", "record_form"]

ROW = re.compile(r"R(\d+)C|[A-Z](\d+)$")  # of T1!R3C4 and of Sheet!D3
PLACE = ("field", "start", "end", "value")


def record_form(  # noqa: PLR0913 - what is recorded, where, and who says so
    workspace: Workspace,
    tasks: TaskLedger,
    incoming: IncomingForm,
    taken: Sequence[Proposal],
    planned: Sequence[Becomes],
    *,
    origin: Origin,
) -> Entry:
    """Record a form, what was taken from it, and what that becomes; gives the entry of the form.

    Every ledger is held before the first is written. The evidence is the line of the form, so it is
    written before the records that name it.

    Raises
    ------
    LockedError
        Another form came in since this one was read.
    """
    layers = sorted({one.layer for one in planned} - {""})
    ledgers = {layer: open_ledger(workspace.layer(layer), workspace) for layer in layers}
    with ExitStack() as stack:
        for ledger in (tasks, *ledgers.values()):
            stack.enter_context(ledger.locked())
        if tasks.rows() != [*incoming.known]:
            msg = say("ledger.errors.in_between", name=TASK_FILE)
            raise LockedError(msg)
        number = tasks.next_entry()
        figures = _figures(incoming, taken, planned, number)
        rows = plain(incoming.quarter, incoming.matches, figures, _about(incoming, origin))
        entry = tasks.add(rows, origin)
        for layer, ledger in ledgers.items():
            own = [one for one in planned if one.layer == layer]
            frame = pd.DataFrame([*_records(incoming, own, number)], dtype=object)
            ledger.append(frame, origin, set_aside=0, unchanged=0)
    return entry


def _about(incoming: IncomingForm, origin: Origin) -> dict[str, str]:
    return {
        "quarter": incoming.quarter.quarter or "",
        "file": incoming.file,
        "sha256": incoming.sha256,
        "by": origin.by or "",
        "recorded_at": origin.recorded_at or "",
    }


def is_known(incoming: IncomingForm, taken: Sequence[Proposal], planned: Sequence[Becomes]) -> bool:
    """Tell whether this very file is recorded with all that is taken now."""
    if not incoming.again:
        return False
    known = _kept(incoming)
    told = [_key(figure) for figures in known.values() for figure in figures]
    records = [figure.get("record") for figures in known.values() for figure in figures]
    if not all(_key(figure_of(one)) in told for one in taken):
        return False
    return all(_is_recorded(one, records) for one in planned)


def _is_recorded(one: Becomes, records: Sequence[object]) -> bool:
    return any(_is_same(one, record) for record in records)


def _is_same(one: Becomes, record: object) -> bool:
    keys = ("layer", "about", "field", "as_of", "value")
    return isinstance(record, dict) and all(record[key] == getattr(one, key) for key in keys)


def _key(figure: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(figure[key] for key in (*PLACE, "at"))


def _kept(incoming: IncomingForm) -> Figures:
    """What was taken from this very file before, by task and row."""
    found: Figures = {}
    if not incoming.again:
        return found
    places = {match.id: match.task for match in incoming.matches if match.task is not None}
    seen: defaultdict[str, int] = defaultdict(int)
    for row in incoming.before:
        if row["task"] in places:
            at = (places[row["task"]], seen[row["task"]])
            seen[row["task"]] += 1
            if row["figures"]:
                found[at] = json.loads(row["figures"])
    return found


def _figures(
    incoming: IncomingForm, taken: Sequence[Proposal], planned: Sequence[Becomes], number: int
) -> Figures:
    found = _kept(incoming)
    becomes = {incoming.proposals[one.number - 1]: one for one in planned}
    for one in taken:
        figure = figure_of(one)
        if one in becomes:
            figure["record"] = _record(incoming, becomes[one], number)
        own = found.setdefault((one.task, one.row), [])
        own[:] = [other for other in own if _key(other) != _key(figure)]
        own.append(figure)
    return found


def _evidence_id(one: Becomes, number: int) -> str:
    return f"form-{number}-{one.number}"


def _statement(incoming: IncomingForm, one: Becomes) -> str:
    return incoming.clause_of(incoming.proposals[one.number - 1])


def _record(incoming: IncomingForm, one: Becomes, number: int) -> dict[str, str]:
    keys = ("layer", "about", "field", "as_of", "value", "unit", "counts")
    told = {key: str(getattr(one, key)) for key in keys}
    return {
        "evidence": _evidence_id(one, number),
        **told,
        "statement": _statement(incoming, one),
    }


def _records(
    incoming: IncomingForm, planned: Sequence[Becomes], number: int
) -> Iterator[dict[str, str]]:
    """Give the records of a layer: one a project and day."""
    for (_, about, as_of), own in rows_of(planned):
        sheet, _, cell = incoming.proposals[own[0].number - 1].at.rpartition("!")
        row = ROW.search(cell)
        yield {
            "id": about,
            "as_of": as_of,
            **{one.field: one.value for one in own},
            "remark": " ".join(dict.fromkeys(_statement(incoming, one) for one in own)),
            "reported_by": publisher_of(incoming.quarter.office),
            "evidence": ";".join(_evidence_id(one, number) for one in own),
            "source_sheet": sheet,
            "source_row": (row[1] or row[2]) if row else "",
        }
