"""The rules that lights are made by, beside the lag: days late, and the indices of earned value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import NDArray

    from jinan_geo.manifest.lightrules import LightRules
    from jinan_geo.page.model import Reason

    Numbers = NDArray[np.float64]
    Told = dict[str, Numbers]
    Judged = tuple[NDArray[np.str_], NDArray[np.str_], Told]

__all__ = ["OWN_COLUMNS", "Facts", "by_days", "by_index"]

LIGHTS = ("green", "yellow", "red")
OWN_COLUMNS = ("rule_days", "spi", "cpi")  # what a rule beside the lag tells of each project


@dataclass(frozen=True)
class Facts:
    """What projects are judged by, a row each: percentages, dates, and money in one unit."""

    planned: Numbers
    done: Numbers
    is_started: NDArray[np.bool_]
    day: NDArray[np.datetime64]
    start: NDArray[np.datetime64]
    finish: NDArray[np.datetime64]
    expected: NDArray[np.datetime64]
    budget: Numbers
    spent: Numbers


def by_days(facts: Facts, rules: LightRules) -> Judged:
    """Judge by days late: the most of three counts, and without any it is grey.

    After the planned start until it is begun, after the planned finish until it is done, or those
    by which the finish is expected after it.
    """
    overdue = _days(facts.day, facts.finish)
    expected = _days(facts.expected, facts.finish)
    unbegun = np.where(facts.is_started, np.nan, _days(facts.day, facts.start))
    late = np.fmax(np.fmax(overdue, expected), unbegun)
    # Begun, or with no day to begin by: only the planned finish can tell.
    cannot = np.isnan(late) | (np.isnan(overdue) & ~(unbegun > 0))
    late = np.where(cannot, np.nan, np.fmax(late, 0))
    yellow, red = float(rules.yellow_from_days or 0), float(rules.red_above_days or 0)
    level = np.select([late > red, late >= yellow], [2, 1], 0)
    light = np.where(cannot, "grey", np.take(LIGHTS, level))
    reason = np.select([cannot, level > 0], ["no_plan", "days_late"], "in_time")
    return light, reason, {"rule_days": late}


def by_index(facts: Facts, rules: LightRules) -> Judged:
    """Judge by earned value: SPI = EV / PV, and CPI = EV / AC where the rules have bounds for it.

    EV is the planned cost times the percentage done, PV times the planned one, AC what was spent.
    Both are rounded to hundredths before they are compared. Where nothing is planned yet nothing is
    due; where nothing is earned nor spent no cost runs over. The worse counts; what cannot be told
    makes grey what the other does not make yellow or red.
    """
    spi = _quotient(facts.done, facts.planned)
    earned = facts.budget * facts.done / 100
    cpi = _quotient(earned, facts.spent)
    by_spi = _level(spi, rules.yellow_below_spi, rules.red_below_spi)
    by_spi = np.where((facts.planned == 0) & ~np.isnan(facts.done), 0, by_spi)
    by_cpi = np.zeros(len(spi), dtype=int)
    told = {"spi": spi}
    if rules.judges_cost:
        by_cpi = _level(cpi, rules.yellow_below_cpi, rules.red_below_cpi)
        by_cpi = np.where((earned == 0) & (facts.spent == 0), 0, by_cpi)
        told["cpi"] = cpi
    worst = np.maximum(by_spi, by_cpi)
    cannot = (worst < 1) & ((by_spi < 0) | (by_cpi < 0))
    why: dict[Reason, NDArray[np.bool_]] = {
        "below_index": worst > 0,
        "no_plan": cannot & np.isnan(facts.planned),
        "no_percent": cannot & np.isnan(facts.done),
        "no_cost": cannot,
        "at_index": ~cannot,
    }
    light = np.where(cannot, "grey", np.take(LIGHTS, np.maximum(worst, 0)))
    return light, np.select([*why.values()], [*why], ""), told


def _days(later: NDArray[np.datetime64], earlier: NDArray[np.datetime64]) -> Numbers:
    """Days between; missing where either is."""
    span = (later - earlier).astype("timedelta64[D]")
    return np.where(np.isnat(span), np.nan, span.astype(float))


def _quotient(part: Numbers, of: Numbers) -> Numbers:
    """Give one over the other in hundredths; missing where either is, and over nothing."""
    found = np.divide(part, of, out=np.full(len(part), np.nan), where=of > 0)
    return np.asarray(np.round(found, 2), dtype=float)


def _level(index: Numbers, yellow: Decimal | None, red: Decimal | None) -> NDArray[np.int64]:
    """2 below the red bound, 1 below the yellow one, 0 else; -1 where there is no index."""
    low, high = float(red or 0), float(yellow or 0)
    return np.select([np.isnan(index), index < low, index < high], [-1, 2, 1], 0)
