"""Cells as they compare, however they are written."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.workbook.back.lines import VALUES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["plain_day", "plain_value", "same_values"]


def same_values(
    one: Mapping[str, Any], other: Mapping[str, Any], keys: Iterable[str] = VALUES
) -> bool:
    """Tell whether two records say the same, however their numbers and days are written."""
    return all(plain_value(one[key]) == plain_value(other[key]) for key in keys)


def plain_value(value: Any) -> Any:  # noqa: ANN401 - a cell
    """A value as it compares: days without time, numbers exact, nothing as None."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, (float, int, Decimal)) and not isinstance(value, bool):
        return Decimal(str(value)).normalize()
    return value


def plain_day(value: Any) -> dt.date:  # noqa: ANN401 - a cell
    """Give the day that stands in a cell."""
    day: dt.date = plain_value(value)
    return day
