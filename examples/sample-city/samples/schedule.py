"""Planned dates that make a story possible, and the planned curve they imply."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from .recipes import Recipe

AS_OF = dt.date(2025, 10, 31)
# Windows of the planned start where a project has not begun: two months late is yellow, five and
# more red.
LATE_STARTS = {
    "late_yellow": ("2025-09-03", "2025-09-26"),
    "late_red": ("2025-03-05", "2025-06-25"),
    "notdue": ("2025-11-10", "2025-12-20"),
}
OWN_CURVE_SHARE = 0.16
LAST_OF_YEAR = "2025-12-31"


def pick_day(rng: np.random.Generator, first: str, last: str) -> dt.date:
    """A day between two, both included."""
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return start + dt.timedelta(days=int(rng.integers(0, (end - start).days + 1)))


def month_end(day: dt.date) -> dt.date:
    """Last day of the day's month."""
    following = day.replace(day=28) + dt.timedelta(days=4)
    return following.replace(day=1) - dt.timedelta(days=1)


def choose_schedule(rng: np.random.Generator, recipe: Recipe, story: str) -> dict[str, Any]:
    """Planned start and finish as ISO dates, and for a few a planned curve of their own."""
    finish = month_end(pick_day(rng, *recipe.finishes))
    start = pick_day(rng, *LATE_STARTS.get(story, recipe.starts))
    if story in LATE_STARTS:
        # Long enough that being late, not the lag, decides the light.
        finish = max(finish, month_end(start + dt.timedelta(days=int(rng.integers(220, 420)))))
    if story == "done" and recipe.finishes[1] <= LAST_OF_YEAR:
        # What is done by October was mostly due by October, spread over the year.
        finish = month_end(pick_day(rng, "2025-03-01", "2025-11-30"))
    finish = max(finish, month_end(start + dt.timedelta(days=75)))
    schedule: dict[str, Any] = {
        "planned_start": start.isoformat(),
        "planned_finish": finish.isoformat(),
    }
    if story in ("ontrack", "yellow", "red") and rng.uniform() < OWN_CURVE_SHARE:
        schedule["plan"] = _own_curve(rng, start, finish)
    return schedule


def _own_curve(rng: np.random.Generator, start: dt.date, finish: dt.date) -> str:
    """Slow at first, quick in the middle: two month ends between start and finish."""
    span = (finish - start).days
    first = month_end(start + dt.timedelta(days=span // 4))
    second = month_end(start + dt.timedelta(days=span * 3 // 5))
    early, late = int(rng.integers(2, 5)) * 5, int(rng.integers(10, 15)) * 5
    return f"{start}:0;{first}:{early};{second}:{late};{finish}:100"


def planned_pct(properties: dict[str, Any], day: dt.date) -> float:
    """Planned percentage on a day: the project's own curve, else linear from start to finish."""
    if not properties.get("planned_start"):
        return 0.0
    if properties.get("plan"):
        points = [part.split(":") for part in properties["plan"].split(";")]
        curve = [(dt.date.fromisoformat(date), float(pct)) for date, pct in points]
    else:
        curve = [
            (dt.date.fromisoformat(properties["planned_start"]), 0.0),
            (dt.date.fromisoformat(properties["planned_finish"]), 100.0),
        ]
    if day <= curve[0][0]:
        return curve[0][1]
    for (left, low), (right, high) in pairwise(curve):
        if day <= right:
            return low + (high - low) * (day - left).days / (right - left).days
    return curve[-1][1]
