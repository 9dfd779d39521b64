"""What columns and coded values are called in an export: data, read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinan_geo.manifest.closed import Text
from jinan_geo.words import Speech, current_speech, fill_standing, pair_of, written_language

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


def standard_columns() -> tuple[StandardColumn, ...]:
    """Give the columns in the order in which they stand in a table."""
    return _columns_said(current_speech(), written_language())


@cache
def _columns_said(_speech: Speech, _files: str) -> tuple[StandardColumn, ...]:
    return tuple(
        StandardColumn(
            row["id"],
            row["kind"],
            row["scope"],
            _said(f"columns.{row['id']}", row["name_zh"], row["name_en"]),
            _said(f"units.{row['id']}", row["unit_zh"], row["unit_en"]) if row["unit_zh"] else None,
        )
        for row in _rows("export-columns.csv")
    )


def labels_of(column: str) -> Mapping[str, Text]:
    """Give the label of each value that a coded column may hold."""
    return _labels_said(column, current_speech(), written_language())


@cache
def _labels_said(column: str, _speech: Speech, _files: str) -> Mapping[str, Text]:
    rows = [row for row in _rows("export-labels.csv") if row["column"] == column]
    return {
        row["value"]: _said(f"labels.{column}.{row['value']}", row["zh"], row["en"]) for row in rows
    }


def _said(key: str, zh: str, en: str) -> Text:
    """Give a text of a table in both languages, as the workspace at hand speaks."""
    both = pair_of(f"manifest.{key}", zh, en)
    return Text(**{lang: fill_standing(text, lang) for lang, text in both})


@cache
def _rows(name: str) -> list[dict[str, str]]:
    text = files("jinan_geo").joinpath(f"data/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
