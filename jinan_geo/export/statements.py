"""What an export rests on: the published statements, as a table beside the layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.export.table import ExportColumn
from jinan_geo.export.workbook import Heading, Sheet
from jinan_geo.ledger.evidence import split_ids
from jinan_geo.manifest.closed import text, texts
from jinan_geo.manifest.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from jinan_geo.export.table import ExportTable
    from jinan_geo.ledger.evidence import Evidence, Register
    from jinan_geo.manifest.closed import Text

__all__ = ["STATEMENTS", "statement_columns", "statement_sheet", "statements_of"]

STATEMENTS = "evidence"  # what the table is called where programs read it
COLUMNS = texts("export.statements.columns")
WIDE = {"statement_zh": 60, "statement_en": 60, "address": 50, "title": 30, "about": 24}


def statements_of(register: Register, tables: Iterable[ExportTable]) -> list[Evidence]:
    """Give what the features of these tables name, and what is about them, as the files have it."""
    here: set[str] = set()
    named: set[str] = set()
    for table in tables:
        here.update(_cells(table, "id"))
        for cell in _cells(table, "evidence"):
            named.update(split_ids(cell))
    return [one for one in register.values() if one.id in named or _is_about(one, here)]


def _cells(table: ExportTable, name: str) -> Iterator[str]:
    column = table.column(name)
    return (cell for cell in (() if column is None else column.cells) if cell is not None)


def _is_about(one: Evidence, here: set[str]) -> bool:
    return any(part.partition(".")[0] in here for part in one.about)


def statement_columns(statements: Sequence[Evidence]) -> list[ExportColumn]:
    """Give the columns of ``evidence.csv``, and no word on where a statement was kept."""
    rows = [_row(one) for one in statements]
    columns = []
    for at, (key, name) in enumerate(COLUMNS.items()):
        cells = np.array([row[at] or None for row in rows], dtype=object)
        labels = _tiers(cells) if key == "tier" else {}
        columns.append(ExportColumn(key, name, "text", cells, labels=labels))
    return columns


def _tiers(cells: NDArray[np.object_]) -> dict[str, Text]:
    """The words of the tiers that occur; of what is made up no word where nothing is."""
    present = {*cells}
    return {tier: name for tier, name in labels_of("tier").items() if tier in present}


def _row(one: Evidence) -> list[str]:
    """A statement in the order of ``COLUMNS``."""
    return [
        one.id,
        ";".join(one.about),
        one.as_of,
        one.published,
        one.publisher,
        one.title,
        one.address,
        one.tier,
        one.statement.here,
        one.statement.en,
        ";".join(one.contradicts),
        one.recheck,
    ]


def statement_sheet(statements: Sequence[Evidence]) -> Sheet:
    """Give the statements as a sheet in Chinese, with words for codes."""
    tiers = labels_of("tier")
    at = list(COLUMNS).index("tier")
    rows = [_row(one) for one in statements]
    for row in rows:
        row[at] = tiers[row[at]].here
    headings = [Heading(name.here, width=WIDE.get(key, 14)) for key, name in COLUMNS.items()]
    return Sheet(text("export.statements.title").here, headings, rows, frozen=1)
