"""A judged workbook taken over: its records into the ledger, its issues into the register.

The same file only once.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.errors import JinanGeoError
from jinan_geo.ledger import open_ledger
from jinan_geo.words import say
from jinan_geo.workbook.back.importing import register_events
from jinan_geo.workbook.back.register import append_events, read_events, track, undone_imports

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from jinan_geo.ledger import Entry, Ledger, Origin
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.workbook.back.incoming import Incoming, IncomingSheet
    from jinan_geo.workbook.back.register import Event

__all__ = ["Recorded", "hold_ledgers", "open_ledgers", "record_incoming"]


@dataclass(frozen=True)
class Recorded:
    """What became of one sheet.

    Its entry in the journal, ``again`` where this very file had been imported before.

    ``issues`` counts what happened to the remembered issues: opened, seen, fixed, reopened.
    """

    sheet: IncomingSheet
    entry: Entry
    again: bool
    issues: Mapping[str, int]


def open_ledgers(workspace: Workspace, layers: Iterable[str]) -> dict[str, Ledger]:
    """Open the ledgers that a workbook is for, before it is judged.

    What comes in between is noticed.
    """
    return {layer: open_ledger(workspace.layer(layer), workspace) for layer in sorted(layers)}


def hold_ledgers(ledgers: Mapping[str, Ledger]) -> ExitStack:
    """Keep every other writer out until the stack is closed.

    Always in the order of the layers' ids.
    """
    with ExitStack() as stack:
        for _, ledger in sorted(ledgers.items()):
            stack.enter_context(ledger.locked())
        return stack.pop_all()


def record_incoming(
    ledgers: Mapping[str, Ledger], incoming: Incoming, origin: Origin, fallback: dt.date
) -> list[Recorded]:
    """Record every sheet, layer by layer; ``fallback`` is the edition of one that states no day.

    A file that a layer's journal has already is not recorded again; if the program was stopped
    between ledger and register, the register is brought up to date.

    Raises
    ------
    LockedError
        Another import came in between, so that the sheet was judged against older records.
    """
    done: list[Recorded] = []
    for sheet in incoming.sheets:
        try:
            done.append(_record(ledgers[sheet.layer], incoming, sheet, origin, fallback))
        except JinanGeoError as error:
            error.add_note(_so_far(done, incoming))
            raise
    return done


def _so_far(done: list[Recorded], incoming: Incoming) -> str:
    """Say which ledgers are written when the next one cannot be, and how to go on."""
    rest = [sheet.layer for sheet in incoming.sheets[len(done) :]]
    written = [one.sheet.layer for one in done]
    return say(
        "workbook.errors.so_far",
        written=", ".join(written) or say("workbook.errors.none"),
        rest=", ".join(rest),
    )


def _record(
    ledger: Ledger, incoming: Incoming, sheet: IncomingSheet, origin: Origin, fallback: dt.date
) -> Recorded:
    known = ledger.find_import(incoming.sha256)
    if known is None or (incoming.is_decided and sheet.account.recorded):
        known = None
        account = sheet.account
        entry = ledger.append(
            _frame(sheet), origin, set_aside=account.set_aside, unchanged=account.unchanged
        )
    else:
        entry = known
    with ledger.locked():
        events = read_events(ledger.folder, undone_imports(ledger.entries()))
        happened: list[Event] = []
        if entry.number not in {event.entry for event in events}:
            happened = register_events(incoming, sheet, track(events), fallback, entry.number)
            append_events(ledger.folder, happened)
    return Recorded(sheet, entry, known is not None, Counter(event.event for event in happened))


def _frame(sheet: IncomingSheet) -> pd.DataFrame:
    return pd.DataFrame(list(map(_row, sheet.records)), dtype=object)


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _cell(value) for key, value in record.items()}


def _cell(value: Any) -> Any:  # noqa: ANN401 - a cell of a record
    """Write exact numbers without an exponent."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
