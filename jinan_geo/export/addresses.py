"""The cell of a workbook that an issue is about, as Excel calls it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jinan_geo.read import Reading, read_cells
from jinan_geo.read.excel import cell_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.workspace import LayerFolder
    from jinan_geo.read import Table

__all__ = ["add_addresses"]

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}


def add_addresses(layers: Iterable[LayerFolder], issues: Iterable[Issue]) -> list[Issue]:
    """Give each issue of a workbook its sheet, and its cell where row and field are known.

    Others stay as they are.
    """
    known = {
        file: (folder, file)
        for folder in layers
        for file in (folder.features_file, folder.progress_file)
    }
    tables: dict[str, Table | None] = {}
    found = []
    for issue in issues:
        if issue.file not in tables:
            tables[issue.file] = _read(*known[issue.file]) if issue.file in known else None
        found.append(_addressed(issue, tables[issue.file]))
    return found


def _read(folder: LayerFolder, file: str) -> Table | None:
    """Read the headings once more; only for a workbook that has issues."""
    is_features = file == folder.features_file
    path = folder.features_path if is_features else folder.progress_path
    if path.suffix.lower() not in WORKBOOKS or not path.is_file():
        return None
    table = folder.manifest.table if is_features else folder.manifest.progress_table
    return read_cells(path, file, Reading(table=table))


def _addressed(issue: Issue, table: Table | None) -> Issue:
    if table is None or table.sheet is None:
        return issue
    sheet, _, cell = (issue.field or "").partition("!")
    if sheet == table.sheet and cell:  # found in the sheet, wherever its table stands
        return replace(issue, sheet=sheet, cell=cell)
    places = dict(zip(table.cells.columns, table.columns, strict=True))
    if issue.row is None or issue.field not in places:
        return replace(issue, sheet=table.sheet)
    cell = cell_name((issue.row - 1, places[issue.field]))
    return replace(issue, sheet=table.sheet, cell=cell)
