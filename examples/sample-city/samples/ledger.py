"""Turns a project's schedule and story into ten monthly reports, with real gaps and slips."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .schedule import AS_OF, month_end, planned_pct

if TYPE_CHECKING:
    import numpy as np

    from .projects import Project

MONTHS = [month_end(dt.date(2025, month, 1)) for month in range(1, 11)]
MISSING_SHARE = 0.04
BLANK_SHARE = 0.012
REGRESSION_SHARE = 0.04
UNREPORTED_BY = "示例填报单位"
REMARKS = {
    "slow": [
        "征迁协调中",
        "管线迁改滞后",
        "资金拨付滞后",
        "设计变更审批中",
        "施工组织调整",
        "扬尘管控停工",
    ],
    "late": ["手续办理中", "用地尚未交付", "招标流标，重新组织"],
    "fall": "核减上期进度",
    "blank": "待定",
    "done": ["已完工", "完工待验收"],
    "accepted": "通过验收",
}


@dataclass
class Month:
    """One report while it is made."""

    day: dt.date
    stage: str = "planning"
    done: float | None = 0.0
    estimate: dt.date | None = None
    remark: str = ""


def make_ledger(rng: np.random.Generator, projects: list[Project]) -> list[dict[str, object]]:
    """All reports of a layer in the order they came in: by date, then as in the features file."""
    reports = [_report(rng, project) for project in projects]
    rows = []
    for index in range(len(MONTHS)):
        for project, months in zip(projects, reports, strict=True):
            month = months.get(index)
            if month is not None:
                rows.append(_row(project, month))
    return rows


def _report(rng: np.random.Generator, project: Project) -> dict[int, Month]:
    """The months a project reports, by their place in the year."""
    story, properties = project.story, project.properties
    if story == "never":
        return {}
    done = _progress(rng, properties, story)
    months = [Month(day, done=round(value)) for day, value in zip(MONTHS, done, strict=True)]
    _set_stages(rng, properties, months, story)
    _set_estimates(rng, properties, months, story)
    _add_remarks(rng, months, story)
    if properties["sample"]:
        _add_regression(rng, months)
    kept = _drop_gaps(rng, months, story, sample=bool(properties["sample"]))
    for index, month in kept.items():
        if index > 0 and month.done not in (0, 100) and rng.uniform() < BLANK_SHARE:
            kept[index] = Month(month.day, month.stage, None, month.estimate, REMARKS["blank"])
    return kept


def _progress(rng: np.random.Generator, properties: dict[str, Any], story: str) -> list[float]:
    """Reported percentage at each month end, before regressions and gaps."""
    planned = [planned_pct(properties, day) for day in MONTHS]
    if story in ("late_yellow", "late_red", "notdue"):
        return [0.0] * len(MONTHS)
    if story == "done":
        return _finish_early_or_late(rng, properties)
    goal = planned[-1] or 1.0
    if story == "yellow":
        final = goal - min(rng.uniform(12.5, 27.5), goal * 0.9)
    elif story == "red":
        final = goal - max(33.5, min(rng.uniform(34, 62), goal - 6))
    elif story == "ahead":
        final = min(98.0, goal + rng.uniform(6, 18))
    else:
        final = min(97.0, goal - rng.uniform(-4, 6.5))
    final = max(final, 2.0)
    if story in ("yellow", "red") and rng.uniform() < 0.5:
        # It kept to the plan, then stood still.
        return [min(value, final * (0.9 + index / 90)) for index, value in enumerate(planned)]
    bend = rng.uniform(0.9, 1.25)
    return [final * (min(value, goal) / goal) ** bend for value in planned]


def _finish_early_or_late(rng: np.random.Generator, properties: dict[str, Any]) -> list[float]:
    """An S-curve from the planned start to a month end up to October."""
    start = dt.date.fromisoformat(properties["planned_start"])
    planned_finish = dt.date.fromisoformat(properties["planned_finish"])
    wished = planned_finish + dt.timedelta(days=int(rng.integers(-60, 45)))
    latest = MONTHS[int(rng.choice([6, 7, 8, 9], p=[0.1, 0.15, 0.3, 0.45]))]
    finish = max(month_end(min(wished, latest)), month_end(start + dt.timedelta(days=60)))
    finish = min(finish, AS_OF)
    values = []
    for day in MONTHS:
        share = min(1.0, max(0.0, (day - start).days / (finish - start).days))
        values.append(100 * (0.4 * share + 0.6 * share * share * (3 - 2 * share)))
    return values


def _set_stages(
    rng: np.random.Generator, properties: dict[str, Any], months: list[Month], story: str
) -> None:
    """Stages follow the percentage.

    Planned, approved shortly before work, begun, built, done, accepted.
    """
    start_text = properties.get("planned_start")
    start = dt.date.fromisoformat(start_text) if start_text else None
    approved_days = int(rng.integers(20, 100))
    accepted_after = int(rng.integers(1, 4))
    finished = 0
    for month in months:
        assert month.done is not None  # noqa: S101 - blanks come later
        if month.done >= 100:
            finished += 1
            month.stage = "accepted" if finished > accepted_after else "completed"
        elif month.done > 0:
            month.stage = "started" if month.done < 12 else "construction"
        elif start and (start - month.day).days < approved_days:
            month.stage = "approved"
        if (
            month.stage == "approved"
            and story not in ("late_yellow", "late_red", "notdue")
            and start
        ):
            month.stage = "started" if month.day > start else "approved"


def _set_estimates(
    rng: np.random.Generator, properties: dict[str, Any], months: list[Month], story: str
) -> None:
    """The estimated finish: the planned one, later ones where work lags, at last the real one."""
    text = properties.get("planned_finish")
    if not text:
        return
    planned = dt.date.fromisoformat(text)
    slips = story in ("yellow", "red", "late_yellow", "late_red")
    first_slip = int(rng.integers(3, 8))
    step_days = int(rng.integers(1, 4)) * 15 * (2 if story in ("red", "late_red") else 1)
    ended = next((month.day for month in months if month.done == 100), None)
    real = ended - dt.timedelta(days=int(rng.integers(0, 20))) if ended else None
    for index, month in enumerate(months):
        month.estimate = planned
        if slips and index >= first_slip:
            month.estimate = planned + dt.timedelta(
                days=step_days * (1 + (index - first_slip) // 2)
            )
        if real and ended and (month.day >= ended or (ended - month.day).days < 65):
            month.estimate = real
        if month.stage == "planning" and index < 2:
            month.estimate = None


def _add_remarks(rng: np.random.Generator, months: list[Month], story: str) -> None:
    """Short, and mostly empty."""
    before = ""
    for month in months:
        if month.stage != before and month.stage == "accepted":
            month.remark = REMARKS["accepted"]
        elif month.stage != before and month.stage == "completed":
            month.remark = str(rng.choice(REMARKS["done"]))
        elif story in ("yellow", "red") and month.stage == "construction" and rng.uniform() < 0.22:
            month.remark = str(rng.choice(REMARKS["slow"]))
        elif story.startswith("late") and month.day >= MONTHS[5] and rng.uniform() < 0.35:
            month.remark = str(rng.choice(REMARKS["late"]))
        before = month.stage


def _add_regression(rng: np.random.Generator, months: list[Month]) -> None:
    """A few had reported too much for two months and take it back."""
    if rng.uniform() >= REGRESSION_SHARE:
        return
    middle = [i for i in range(3, 10) if 12 < (months[i].done or 0) < 90]
    if not middle:
        return
    fall = int(rng.choice(middle))
    excess = int(rng.integers(7, 12))
    for earlier in (fall - 1, fall - 2):
        before = months[earlier].done or 0
        if before > 0:
            months[earlier].done = round(min(97, before + excess))
    months[fall].remark = REMARKS["fall"]


def _drop_gaps(
    rng: np.random.Generator, months: list[Month], story: str, *, sample: bool
) -> dict[int, Month]:
    """Missing months, and projects that fall silent, stop after acceptance, or begin late.

    Named places are few, so of them only those with a silent story have gaps.
    """
    first = int(rng.integers(1, 4)) if sample and rng.uniform() < 0.08 else 0
    last = int(rng.integers(3, 8)) if story == "silent" else len(months) - 1
    stops = story == "done" and rng.uniform() < 0.4
    kept: dict[int, Month] = {}
    for index, month in enumerate(months):
        missing = sample and rng.uniform() < MISSING_SHARE
        # The month of completion is always reported: without it the year's work would be lost, not
        # just late.
        completes = month.stage == "completed" and months[index - 1].stage != "completed"
        if (missing and not completes) or not first <= index <= last:
            continue
        if stops and month.stage == "accepted" and months[index - 1].stage == "accepted":
            break
        kept[index] = month
    return kept


def _row(project: Project, month: Month) -> dict[str, object]:
    properties = project.properties
    wan = properties.get("investment_wan")
    spent = None
    if wan is not None and month.done is not None:
        # A fixed share of each project, so that money only falls where the percentage does.
        thrift = 0.9 + (sum(map(ord, properties["id"])) % 16) / 100
        spent = round(float(wan) * month.done / 100 * thrift)
    return {
        "id": properties["id"],
        "as_of": month.day.isoformat(),
        "stage": month.stage,
        "done_pct": None if month.done is None else int(month.done),
        "invested_wan": spent,
        "est_finish": month.estimate.isoformat() if month.estimate else None,
        "remark": month.remark,
        "reported_by": properties.get("responsible_zh") or UNREPORTED_BY,
        "sample": "true",
    }
