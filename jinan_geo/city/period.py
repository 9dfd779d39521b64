"""What of a layer belongs to a target's period: finished in it, started in it, due in it, or open.

A work is finished on the day of the record that first says so, of those in force without a break
since; the same goes for its start. A record of the first day of a period belongs to it, as does one
of the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from jinan_geo.check.pauses import reached_stages
from jinan_geo.manifest.closed import Text, text, texts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.manifest.commitments import Measure, Period, Target

__all__ = [
    "counted_within",
    "name_period",
    "planned_within",
    "position_within",
    "reached_by",
    "word_within",
]

Within = Literal["finished", "started", "due", "open"]
WITHIN = texts("city.targets.within")


def name_period(target: Target) -> Text | None:
    """Give the period of a target in words; None where it states none."""
    span = target.span
    if span is None:
        return None
    year = target.years.whole(span.first, span.last)
    if year is not None:
        return text("city.targets.of_year", year=year.label)
    return text("city.targets.between", first=span.first, last=span.last)


def word_within(target: Target, how: Text) -> Text:
    """Say of how a number is made that it is of the target's period alone."""
    period = name_period(target)
    if period is None or target.measure is None:
        return how
    within = WITHIN[_within(target.measure)]
    return text("city.targets.in_period", how=how, period=period, within=within)


def position_within(editions: Sequence[dt.date], at: int, span: Period | None) -> int | None:
    """Give the edition that tells how a target stood at an edition.

    That is the last within its period, once the period is over; None before it begins.
    """
    if span is None or editions[at] <= span.last:
        return None if span is not None and editions[at] < span.first else at
    inside = [one for one, day in enumerate(editions) if span.first <= day <= span.last]
    return inside[-1] if inside else None


def reached_by(layer: Layer, passed: Collection[str], day: dt.date) -> NDArray[np.bool_]:
    """Tell which projects were in one of some stages by the records up to a day."""
    return ~np.isnat(_since(layer, passed, day))


def counted_within(
    measure: Measure, layer: Layer, span: Period, day: dt.date, reached: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which projects belong to a period, or may, by the records up to a day.

    Of those that are not ``reached`` yet nobody knows when they will be.
    """
    within = _within(measure)
    if within == "due":
        return planned_within(layer, span)
    done = {stage.id for stage in layer.stages if stage.done}
    finished = _since(layer, done, day)
    if within == "finished":
        return ~reached | _is_in(finished, span)
    if within == "started":
        started = {stage.id for stage in layer.stages if stage.started}
        return ~reached | _is_in(_since(layer, started, day), span)
    return ~(finished < np.datetime64(span.first))


def planned_within(layer: Layer, span: Period) -> NDArray[np.bool_]:
    """Tell which projects are planned to finish in a period."""
    return _is_in(layer.features["planned_finish"].to_numpy("datetime64[D]"), span)


def _within(measure: Measure) -> Within:
    return measure.within or ("finished" if measure.reached == "done" else "open")


def _is_in(days: NDArray[np.datetime64], span: Period) -> NDArray[np.bool_]:
    first, last = np.datetime64(span.first), np.datetime64(span.last)
    return np.asarray((days >= first) & (days <= last), dtype=bool)


def _since(layer: Layer, stages: Collection[str], day: dt.date) -> NDArray[np.datetime64]:
    """The day since which each project is in these stages; NaT where it is not.

    Of several records of one day the last counts.
    """
    since = np.full(len(layer.features), "NaT", dtype="datetime64[D]")
    records = layer.records.sort_values(["as_of", "seq"], kind="stable")
    records = records.drop_duplicates(["feature", "as_of"], keep="last")
    days = records["as_of"].to_numpy("datetime64[D]")
    is_past = days <= np.datetime64(day)
    inside = reached_stages(records, layer.stages).isin(set(stages)).to_numpy(bool)
    places = records["feature"].to_numpy(int)
    for at, when, holds in zip(places[is_past], days[is_past], inside[is_past], strict=True):
        if not holds:
            since[at] = np.datetime64("NaT")
        elif np.isnat(since[at]):
            since[at] = when
    return since
