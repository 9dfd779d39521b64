"""Which columns may be the coordinates where nothing says so: proposed, never taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.cells.degrees import is_no_place
from jinan_geo.errors import show
from jinan_geo.manifest.closed import Text, text
from jinan_geo.read.places import ordinate_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["say_likely"]

SAMPLE = 200  # cells of a column that are looked at
# Eastings and northings by size: degrees, metres without and with a zone number.
SIZES = (
    ((-180.0, 180.0), (-90.0, 90.0)),
    ((1e5, 1e6), (1e6, 1e7)),
    ((1.3e7, 6e7), (1e6, 1e7)),
)
CHINA = ((73.0, 136.0), (3.0, 54.0))


def say_likely(cells: pd.DataFrame) -> Text:
    """Word the options that would take the two columns whose numbers can be places; or nothing.

    Of several columns that can be, nothing is said.
    """
    numbers = {str(title): _numbers(cells[title]) for title in cells}
    held = {title: values for title, values in numbers.items() if values}
    for east, north in (CHINA, *SIZES):
        ys = _fitting(held, north)
        xs = [title for title in _fitting(held, east) if title not in ys]
        if len(xs) == len(ys) == 1:
            return text("read.places.likely", x=show(xs[0]), y=show(ys[0]))
    return Text(zh="")


def _fitting(held: Mapping[str, Sequence[float]], bounds: tuple[float, float]) -> list[str]:
    return [title for title, values in held.items() if _within(values, bounds)]


def _numbers(cells: pd.Series[Any]) -> list[float]:
    """The numbers of a column; none where some of its cells are none."""
    said = [str(cell).strip() for cell in cells[:SAMPLE] if cell is not None]
    filled = [one for one in said if not is_no_place(one)]
    found = [ordinate_of(one, decimal_comma=True) for one in filled]
    return [one.value for one in found if one] if all(found) else []


def _within(values: Sequence[float], bounds: tuple[float, float]) -> bool:
    has_parts = any(value != round(value) for value in values)
    return has_parts and all(bounds[0] <= value <= bounds[1] for value in values)
