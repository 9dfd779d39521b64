"""Progress records: a layer's append-only ledger as a typed frame, with every row accounted for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from jinan_geo.cells.misfit import word_misfit
from jinan_geo.cells.scales import SourceColumn, to_standard
from jinan_geo.cells.traces import Cells, check_cells
from jinan_geo.cells.values import blank_column, parse_values
from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.kept.coded import blank_texts, code_of, code_texts, map_texts
from jinan_geo.ledger.lines import read_literal
from jinan_geo.ledger.state import load_state
from jinan_geo.ledger.tables import read_progress
from jinan_geo.manifest.attributes import BLANKS, LEDGER_COLUMNS, SOURCE_COLUMNS
from jinan_geo.manifest.closed import text
from jinan_geo.manifest.stagewords import fold_word, stage_words
from jinan_geo.read import read_table
from jinan_geo.read.rowkinds import is_total
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from jinan_geo.manifest.stages import Stage
    from jinan_geo.manifest.workspace import LayerFolder
    from jinan_geo.read import Table

__all__ = ["EMPTY_LEDGER", "read_ledger"]

REQUIRED = ("id", "as_of")
EMPTY_LEDGER = pd.DataFrame(
    {
        column: pd.Series(dtype=object)
        for column in [*LEDGER_COLUMNS, "seq", "line", *SOURCE_COLUMNS]
    }
)


def read_ledger(
    folder: LayerFolder, stages: Sequence[Stage]
) -> tuple[pd.DataFrame, list[Issue], int]:
    """Read a layer's progress file.

    Returns the usable records (columns of ``LEDGER_COLUMNS``, plus ``seq``, the order of recording,
    ``line``, the line of the file, and those of ``SOURCE_COLUMNS`` as text, missing where not
    stated), the issues, and the number of rows read. A row with an unusable id, date, percentage or
    stage is set aside whole; a blank percentage stays missing. A ledger that is not as its journal
    has it is refused.
    """
    folder, table = _open_table(folder)
    names = _names_of(folder, table)
    keys = _mapped(table.cells[names["id"]], _bare)
    ids: list[str] = keys.tolist()
    totals = _find_totals(ids)
    records, bad, notes = _parse_records(folder, table, names)
    records["stage"] = _stages_of(records["stage"], folder, stages)
    bad += _find_incomplete(folder, table, records, names, stages, {at for at, _ in bad})
    notes += _note_cells(folder, table, names, ids)
    for at in totals:
        found = (folder.id, folder.progress_file, table.lines[at], None, names["id"], ids[at])
        notes.append(Issue("total-row", *found))
    records["id"] = pd.Series(keys, dtype=object, copy=False)
    records = records.assign(seq=range(len(records)), line=table.lines)
    for column in SOURCE_COLUMNS:
        records[column] = _texts(table, column)
    unused = {*totals, *(at for at, _ in bad)}
    used = records.drop(index=sorted(unused)).reset_index(drop=True) if unused else records
    return used, notes + [issue for at, issue in bad if at not in totals], len(table.lines)


def _find_totals(ids: Sequence[str]) -> list[int]:
    """The rows whose key says that they add up others; each key is asked once."""
    said = {key for key in set(ids) if is_total(key)}
    return [at for at, key in enumerate(ids) if key in said]


def _stages_of(
    cells: pd.Series[Any], folder: LayerFolder, stages: Sequence[Stage]
) -> pd.Series[Any]:
    """Give the ids of stages that are written by their names, or by the layer's own words."""
    words = stage_words(stages, folder.manifest.stage_words)
    told = _mapped(cells, lambda cell: words.get(fold_word(cell), cell))
    return pd.Series(told, dtype=object, copy=False)


def _names_of(folder: LayerFolder, table: Table) -> dict[str, str]:
    """The table's own name of each column; those of ``REQUIRED`` must be there."""
    own = folder.manifest.progress_columns
    names = {column: own.get(column, column) for column in LEDGER_COLUMNS}
    absent = [names[column] for column in REQUIRED if names[column] not in table.cells]
    if absent:
        name = folder.progress_file
        msg = say("ledger.errors.no_columns", name=name, absent=", ".join(absent))
        raise InputError(msg)
    return names


def _note_cells(
    folder: LayerFolder, table: Table, names: Mapping[str, str], ids: Sequence[str]
) -> list[Issue]:
    """What reading the table noted, and traces of other programs in its cells."""
    notes = [replace(note, layer=folder.id) for note in table.notes]
    name, lines = folder.progress_file, table.lines
    cells = Cells(folder.id, name, table.cells, ids, lines, names, LEDGER_COLUMNS, table.typed)
    return [*notes, *check_cells(cells)]


def _open_table(folder: LayerFolder) -> tuple[LayerFolder, Table]:
    """The ledger's table, and the layer with its manifest saying how that table is written."""
    manifest = folder.manifest
    if folder.ledger is not None:
        # In a database the table is written in the standard way, whatever a file was.
        standard = {"progress_columns": {}, "units": {}, "percent_up_to": 100}
        table = read_progress(folder)
        return replace(folder, manifest=manifest.model_copy(update=standard)), table
    if folder.journal_path.exists():
        load_state(folder).refuse_damage()
    return folder, read_table(folder.progress_path, folder.progress_file, manifest.progress_table)


# A row to set aside, by its position, and why.
Bad = list[tuple[int, Issue]]


def _parse_records(
    folder: LayerFolder, table: Table, names: Mapping[str, str]
) -> tuple[pd.DataFrame, Bad, list[Issue]]:
    bad: Bad = []
    notes: list[Issue] = []
    records = {}
    for column, kind in LEDGER_COLUMNS.items():
        title = names[column]
        place = SourceColumn(column, kind, title, folder.progress_file, table.lines, None)
        if title not in table.cells:
            records[column] = blank_column(len(table.lines), kind, blank=BLANKS.get(column))
            _, found = to_standard(place.without_cells(), [], folder.manifest, folder.locale)
            notes += [replace(note, layer=folder.id) for note in found]
            continue
        written = _texts(table, title) if kind == "text" else table.cells[title]
        values, found = to_standard(place, written, folder.manifest, folder.locale)
        notes += [replace(note, layer=folder.id) for note in found]
        parsed = parse_values(values, kind, blank=BLANKS.get(column))
        records[column] = parsed.cells
        for at, _ in parsed.bad:
            value, key = written.iloc[at], records["id"].iloc[at]
            reason = word_misfit(value, kind)
            bad.append((at, _bad(folder, table.lines[at], key, title, value, reason)))
    return pd.DataFrame(records, copy=False), bad, notes


def _texts(table: Table, title: str) -> pd.Series[Any]:
    """Give a column of text, blank as missing.

    The apostrophe that keeps spreadsheets from running it is taken off.
    """
    rows = len(table.lines)
    known = title in table.cells
    cells = _mapped(table.cells[title], _text) if known else blank_texts(rows)
    return pd.Series(cells, dtype=object, copy=False)


def _mapped(cells: pd.Series[Any], change: Callable[[str], str | None]) -> NDArray[np.object_]:
    """Each text changed once, however many cells say it."""
    return map_texts(code_of(cells) or code_texts(cells.tolist()), change)


def _bare(text: str) -> str:
    return read_literal(text).strip()


def _text(text: str) -> str | None:
    return read_literal(text) if text.strip() else None


def _find_incomplete(  # noqa: PLR0913 - what is looked through, by which names and stages, what is known to be bad
    folder: LayerFolder,
    table: Table,
    records: pd.DataFrame,
    names: Mapping[str, str],
    stages: Sequence[Stage],
    known_bad: set[int],
) -> Bad:
    """Find rows without an id or a date, and with a stage that the layer does not have."""
    known = {stage.id for stage in stages}
    absent = {column: records[column].isna().to_numpy(bool) for column in REQUIRED}
    is_other = (records["stage"].notna() & ~records["stage"].isin(known)).to_numpy(bool)
    bad: Bad = []
    for at in np.flatnonzero(np.logical_or.reduce([*absent.values(), is_other])).tolist():
        key, stage = records["id"].iloc[at], records["stage"].iloc[at]
        missing = next((column for column in REQUIRED if absent[column][at]), None)
        if missing and at not in known_bad:
            reason = text("ledger.records.missing").detail("reason")
            bad.append((at, _bad(folder, table.lines[at], key, names[missing], "", reason)))
        elif is_other[at]:
            reason = text("ledger.records.unknown_stage").detail("reason")
            bad.append((at, _bad(folder, table.lines[at], key, names["stage"], stage, reason)))
    return bad


def _bad(  # noqa: PLR0913 - one argument a column of the issue
    folder: LayerFolder,
    line: int,
    key: str | None,
    field: str,
    value: object,
    details: Mapping[str, object],
) -> Issue:
    return Issue("bad-record", folder.id, folder.progress_file, line, key, field, value, details)
