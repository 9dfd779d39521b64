"""Progress records: a layer's append-only ledger as a typed frame, with every row accounted for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from jinan_geo.attributes import LEDGER_COLUMNS
from jinan_geo.check.cells import Cells, check_cells
from jinan_geo.check.misfit import word_misfit
from jinan_geo.errors import InputError
from jinan_geo.issues import Issue
from jinan_geo.read import read_table
from jinan_geo.values import parse_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.manifest import Stage
    from jinan_geo.workspace import LayerFolder

__all__ = ["EMPTY_LEDGER", "read_ledger"]

REQUIRED = ("id", "as_of")
EMPTY_LEDGER = pd.DataFrame({column: pd.Series(dtype=object) for column in [*LEDGER_COLUMNS, "seq", "line"]})


def read_ledger(layer: LayerFolder, stages: Sequence[Stage]) -> tuple[pd.DataFrame, list[Issue], int]:
    """Read a layer's progress file.

    Returns the usable records (columns of ``LEDGER_COLUMNS``, plus ``seq``, the order of recording, and
    ``line``, the line of the file), the issues, and the number of rows read. A row with an unusable id, date,
    percentage or stage is set aside whole; a blank percentage stays missing.
    """
    name = layer.progress_file
    table = read_table(layer.progress_path, name)
    names = {column: layer.manifest.progress_columns.get(column, column) for column in LEDGER_COLUMNS}
    absent = [names[column] for column in REQUIRED if names[column] not in table.cells]
    if absent:
        msg = f"{name} line 1: no column {', '.join(absent)}; add it or map it under progress_columns in layer.toml"
        raise InputError(msg)
    issues = [replace(note, layer=layer.id) for note in table.notes]
    bad_rows: set[int] = set()
    records = pd.DataFrame(index=range(len(table.lines)))
    for column, kind in LEDGER_COLUMNS.items():
        cells = table.cells[names[column]] if names[column] in table.cells else [None] * len(table.lines)
        parsed = parse_values(cells, kind)
        records[column] = parsed.cells
        for at, value in parsed.bad:
            bad_rows.add(at)
            found = (layer, table.lines[at], records["id"].iloc[at], names[column], value)
            issues.append(_bad(*found, word_misfit(value, kind)))
    ids = [None if key is None else key.strip() for key in records["id"]]
    issues += check_cells(Cells(layer.id, name, table.cells, ids, table.lines, names, LEDGER_COLUMNS))
    records["seq"] = range(len(records))
    records["line"] = table.lines
    known = {stage.id for stage in stages}
    for at, (key, day, stage) in enumerate(zip(records["id"], records["as_of"], records["stage"], strict=True)):
        missing = next((column for column, value in zip(REQUIRED, (key, day), strict=True) if pd.isna(value)), None)
        if missing and at not in bad_rows:
            reason = {"reason": "缺少必填值", "reason_en": "a required value is missing"}
            bad_rows.add(at)
            issues.append(_bad(layer, table.lines[at], key, names[missing], "", reason))
        elif stage is not None and stage not in known:
            reason = {"reason": "未知阶段", "reason_en": "unknown stage"}
            bad_rows.add(at)
            issues.append(_bad(layer, table.lines[at], key, names["stage"], stage, reason))
    records["id"] = ids
    used = records.drop(index=sorted(bad_rows)).reset_index(drop=True)
    return used, issues, len(table.lines)


def _bad(  # noqa: PLR0913 - one argument a column of the issue
    layer: LayerFolder, line: int, key: str | None, field: str, value: object, details: Mapping[str, object]
) -> Issue:
    return Issue("bad-record", layer.id, layer.progress_file, line, key, field, value, details)
