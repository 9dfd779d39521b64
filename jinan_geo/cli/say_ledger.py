"""What the verbs of the ledger print.

The story of the imports, and a project's records with their sources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.cli.tables import print_table, tell
from jinan_geo.manifest.attributes import LEDGER_COLUMNS, SOURCE_COLUMNS
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.ledger import Entry
    from jinan_geo.manifest.stages import Stage

__all__ = ["history_json", "print_history", "print_log"]

SHOWN_HASH = 8


def print_log(told: Mapping[str, Sequence[Entry]], lang: str) -> None:
    """Print the journal of each ledger that has one."""
    if not any(told.values()):
        tell(say("cli.ledger.none", lang))
    for layer, entries in told.items():
        if not entries:
            continue
        tell(say("cli.ledger.layer", lang, layer=layer))
        headings = words_of("cli.ledger.log", lang)
        counts = ("number", "recorded", "set_aside", "unchanged", "size")
        rows = [_entry_row(entry, lang) for entry in entries]
        print_table(headings, rows, right=counts, fold=set(headings) - set(counts))


def _entry_row(entry: Entry, lang: str) -> list[object]:
    origin = entry.origin
    cells: list[object] = [entry.number, entry.recorded, entry.set_aside, entry.unchanged]
    cells += [entry.after.size, _what(entry, lang), origin.file if origin else ""]
    cells += [origin.sha256[:SHOWN_HASH] if origin else "", (origin and origin.by) or ""]
    return [*cells, (origin and origin.recorded_at) or ""]


def _what(entry: Entry, lang: str) -> str:
    if entry.what == "undo":
        return say("cli.ledger.undo", lang, of=entry.of)
    if entry.what == "redo":
        return say("cli.ledger.redo", lang, of=entry.of)
    return words_of("cli.ledger.entries", lang)[entry.what]


def print_history(
    project: str,
    found: Mapping[str, pd.DataFrame],
    stages: Mapping[str, Sequence[Stage]],
    lang: str,
) -> None:
    """Print the records of a project, each with the cell it came from.

    ``stages`` are those of each layer.
    """
    headings = words_of("cli.ledger.history", lang)
    for layer, records in found.items():
        tell(say("cli.ledger.records", lang, project=project, count=len(records), layer=layer))
        names = {stage.id: getattr(stage.name, lang) for stage in stages[layer]}
        shown = _columns_shown(records)
        rows = []
        for record in records.to_dict("records"):
            record["stage"] = names.get(record["stage"], record["stage"])
            rows.append([*(_cell(record[column]) for column in shown), _source(record, lang)])
        print_table({name: headings[name] for name in (*shown, "source")}, rows, fold=headings)


def _columns_shown(records: pd.DataFrame) -> list[str]:
    """Of a ledger that names no evidence there is no such column."""
    unsaid = {"id", "sample"} | (set() if records["evidence"].notna().any() else {"evidence"})
    return [column for column in LEDGER_COLUMNS if column not in unsaid]


def history_json(found: Mapping[str, pd.DataFrame]) -> dict[str, list[dict[str, str | None]]]:
    """Give the same for a machine: every value as text, None where missing."""
    return {
        layer: list(map(_record_json, records.to_dict("records")))
        for layer, records in found.items()
    }


def _record_json(record: Mapping[Any, Any]) -> dict[str, str | None]:
    columns = [*LEDGER_COLUMNS, "line", *SOURCE_COLUMNS]
    return {column: _cell(record[column]) or None for column in columns}


def _source(record: Mapping[Any, Any], lang: str) -> str:
    if not record["source_file"]:
        return say("cli.ledger.by_hand", lang)
    number = record["source_row"]
    row = say("cli.ledger.row", lang, row=number) if number else ""
    parts = [record["source_file"], record["source_sheet"], row, f"#{record['import_no']}"]
    return " ".join(part for part in [*parts, (record["source_sha256"] or "")[:SHOWN_HASH]] if part)


def _cell(value: object) -> str:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
