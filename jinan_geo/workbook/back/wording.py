"""What an import changes, in the words that a clerk knows: stages by their names."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.manifest.stages import Stage
    from jinan_geo.workbook.back.judge import Change

__all__ = ["show_value", "word_change"]


def word_change(change: Change, stages: Sequence[Stage], lang: str) -> tuple[str, str]:
    """Word what a value was and what it is to be."""
    names: dict[object, str] = {}
    if change.field == "stage":
        names = {stage.id: getattr(stage.name, lang) or stage.name.zh for stage in stages}
    before, after = (show_value(names.get(one, one)) for one in (change.before, change.after))
    return before, after


def show_value(value: object) -> str:
    """Write a value as it reads: numbers without an exponent, nothing for none."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
