"""Writes the ledger of a layer so that equal data are equal bytes."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

LEDGER_COLUMNS = (
    "id",
    "as_of",
    "stage",
    "done_pct",
    "invested_wan",
    "est_finish",
    "remark",
    "reported_by",
    "sample",
)


def write_ledger(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write ledger rows as CSV in UTF-8 without a byte order mark; missing values are empty."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, LEDGER_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
