"""What a promise's comparator asks of a value: kept, or more than the most; ahead, or behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from jinan_geo.manifest.commitments import Comparator

__all__ = ["CEILINGS", "Promise", "lead_of", "meets", "most_of", "passes"]

CEILINGS = ("<=", "<")


class Promise(Protocol):
    """What is promised, as a target declares it and as a page carries it."""

    @property
    def comparator(self) -> Comparator:
        """How a value is compared."""

    @property
    def value(self) -> float:
        """The number; of a range the lower end."""

    @property
    def upper(self) -> float | None:
        """The upper end of a range."""


def most_of(promise: Promise) -> float | None:
    """Give the most that a promise allows; None where it sets no ceiling."""
    return promise.value if promise.comparator in CEILINGS else promise.upper


def passes(promise: Promise, actual: float) -> bool:
    """Tell whether a value is more than a promise allows; that of ``<`` does at the number."""
    most = most_of(promise)
    if most is None:
        return False
    return actual >= most if promise.comparator == "<" else actual > most


def meets(promise: Promise, actual: float) -> bool:
    """Tell whether a value keeps a promise.

    More than was promised keeps it too, unless it sets a ceiling. About (``~``) is kept from the
    number on.
    """
    if promise.comparator in CEILINGS or passes(promise, actual):
        return not passes(promise, actual)
    return actual > promise.value if promise.comparator == ">" else actual >= promise.value


def lead_of(promise: Promise, actual: float, schedule_pct: float) -> float | None:
    """Give how many points a value is ahead of its schedule; behind is negative.

    What should grow: its share of the promised less the share of time. Under a ceiling the other
    way round: what is used up before its time is behind. Of a range the lower end counts, and above
    the upper one what is too much. None where nothing (0) is the ceiling: no share can be formed.
    """
    if not promise.value and promise.comparator in CEILINGS:
        return None
    if promise.comparator in CEILINGS:
        return round(schedule_pct - _percent(actual, promise.value), 2)
    if promise.upper is not None and passes(promise, actual):
        return round(100 - _percent(actual, promise.upper), 2)
    return round(_percent(actual, promise.value) - schedule_pct, 2)


def _percent(actual: float, of: float) -> float:
    return round(actual / of * 100, 2)
