"""What columns and coded values are called in an export: data, read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinan_geo.manifest.closed import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["StandardColumn", "labels_of", "standard_columns"]


@dataclass(frozen=True)
class StandardColumn:
    """A column that every layer has, or every layer of projects."""

    id: str
    kind: str
    scope: str
    name: Text
    unit: Text | None


@cache
def standard_columns() -> tuple[StandardColumn, ...]:
    """Give the columns in the order in which they stand in a table."""
    return tuple(
        StandardColumn(
            row["id"],
            row["kind"],
            row["scope"],
            Text(zh=row["name_zh"], en=row["name_en"]),
            Text(zh=row["unit_zh"], en=row["unit_en"]) if row["unit_zh"] else None,
        )
        for row in _rows("export-columns.csv")
    )


@cache
def labels_of(column: str) -> Mapping[str, Text]:
    """Give the label of each value that a coded column may hold."""
    rows = [row for row in _rows("export-labels.csv") if row["column"] == column]
    return {row["value"]: Text(zh=row["zh"], en=row["en"]) for row in rows}


def _rows(name: str) -> list[dict[str, str]]:
    text = files("jinan_geo").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
