"""Who must act on what is behind: how late, why, what is next; the action list (督办单)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from jinan_geo.answers.causes import BEHIND, UNRECOGNISED, UNSTATED, CauseReader, list_causes
from jinan_geo.answers.forecast import FINISHES, Forecaster
from jinan_geo.manifest.closed import Text, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.answers.forecast import Outlook
    from jinan_geo.city.city import Layer
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Action", "cause_names", "count_causes", "group_actions", "list_actions"]

LateOf = Literal["expected", "overdue", "start"]
Groups = Literal["unit", "district"]


@dataclass(frozen=True)
class Action:
    """A project that is red or yellow, and who answers for it.

    ``lag`` is in percentage points, negative where it is ahead and red for its late start; it says
    nothing of days. ``late_days`` counts by the clock that ``late_of`` names: ``expected``, the
    finish now expected after the planned one; ``overdue``, the data date after the planned finish;
    ``start``, the data date after the planned start of what has not begun. ``cause_said`` is the
    day of the report that named the cause. ``next`` is what must be reached next, ``start`` or
    ``finish``, with the planned and the expected day, and ``resume`` for work that is stopped.
    ``finish_early`` to ``finish_late`` is the band that its curve foretells (80 %), which takes
    no place of the day the unit expects; ``finish_unsaid`` is why there is none.
    ``districts`` has the largest share first.
    """

    layer: str
    id: str
    name_zh: str | None
    name_en: str | None
    unit_zh: str | None
    unit_en: str | None
    districts: tuple[str, ...]
    light: str
    lag: float | None
    late_days: int | None
    late_of: LateOf | None
    cause: str
    cause_said: dt.date | None
    remark: str | None
    next: Literal["start", "finish", "resume"]
    next_planned: dt.date | None
    next_expected: dt.date | None
    finish_early: dt.date | None
    finish_expected: dt.date | None
    finish_late: dt.date | None
    finish_unsaid: str | None
    last_report: dt.date | None
    sample: bool

    def as_json(self) -> dict[str, object]:
        """Give it for a machine, days as ISO."""
        told = {**vars(self), "districts": [*self.districts]}
        return {
            key: value.isoformat() if isinstance(value, dt.date) else value
            for key, value in told.items()
        }


def list_actions(city: PublishedCity, edition: int | None = None) -> list[Action]:
    """Give what is red or yellow at an edition, by default the last; the worst first.

    Red before yellow, then by the lag, what has none last; equals in the order of the layers.
    """
    at = len(city.editions) - 1 if edition is None else edition
    reader = CauseReader.of(city.workspace.manifest)
    asker = Forecaster(city.editions)
    found: list[Action] = []
    for layer in city.layers if city.editions else ():
        if layer.is_projects and layer.states is not None:
            found += _of_layer(layer, (at, city.editions[at]), reader, asker.of(layer))
    return sorted(found, key=_badness)


def _badness(one: Action) -> tuple[int, bool, float]:
    return BEHIND.index(one.light), one.lag is None, -(one.lag or 0)


def _of_layer(
    layer: Layer, edition: tuple[int, dt.date], reader: CauseReader, outlook: Outlook | None
) -> list[Action]:
    at, day = edition
    states = layer.states
    if states is None:
        return []
    count = len(layer.features)
    now = states.iloc[at * count : (at + 1) * count].reset_index(drop=True)
    causes, said = reader.follow(layer)
    samples = layer.is_sample(at)
    districts = _districts_of(layer)
    features = layer.features.to_dict("list")
    stages = {stage.id: stage.started for stage in layer.stages}
    rows = []
    for feature in np.flatnonzero(now["light"].isin(BEHIND)):
        own = {str(key): _plain(values[feature]) for key, values in features.items()}
        state = {str(key): _plain(value) for key, value in now.iloc[feature].items()}
        state |= {"cause": causes[at, feature], "said": _plain(said[at, feature])}
        reached = state["stage_before"] if state["paused_since"] else state["stage"]
        state["started"] = stages.get(reached, (state["done_pct"] or 0) > 0)
        told = _tell(own, state, day)
        told |= {"districts": districts.get(int(feature), ()), "sample": bool(samples[feature])}
        told |= _foretell(outlook, at, int(feature))
        rows.append(Action(layer=layer.id, **told))
    return rows


def _tell(own: Mapping[str, Any], state: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
    late_days, late_of = _lateness(own, state, day)
    begun = state["started"]
    lead = state["lead"]
    return {
        "id": own["id"],
        "name_zh": own["name_zh"],
        "name_en": own["name_en"],
        "unit_zh": own["responsible_zh"],
        "unit_en": own["responsible_en"],
        "light": state["light"],
        "lag": None if lead is None else round(0.0 - lead, 2),
        "late_days": late_days,
        "late_of": late_of,
        "cause": state["cause"],
        "cause_said": state["said"],
        "remark": state["remark"],
        "next": "resume" if state["paused_since"] else "finish" if begun else "start",
        "next_planned": own["planned_finish" if begun else "planned_start"],
        "next_expected": state["est_finish"] if begun else None,
        "last_report": state["record_date"],
    }


def _foretell(outlook: Outlook | None, at: int, feature: int) -> dict[str, Any]:
    """When it is expected to be done by its curve, or why that cannot be said."""
    if outlook is None:
        return dict.fromkeys([*FINISHES, "finish_unsaid"])
    days = {name: _plain(getattr(outlook, own)[at, feature]) for name, own in FINISHES.items()}
    return {**days, "finish_unsaid": outlook.unsaid[at, feature] or None}


def _lateness(
    own: Mapping[str, Any], state: Mapping[str, Any], day: dt.date
) -> tuple[int | None, LateOf | None]:
    """Days late and by which clock: what is expected, unless that day is over; then what is so."""
    start, finish, expected = own["planned_start"], own["planned_finish"], state["est_finish"]
    if finish and expected and expected > finish and expected >= day:
        return (expected - finish).days, "expected"
    if finish and finish < day:
        return (day - finish).days, "overdue"
    if start and start < day and not state["started"]:
        return (day - start).days, "start"
    return None, None


def _districts_of(layer: Layer) -> dict[int, tuple[str, ...]]:
    ordered = layer.shares.sort_values("share", ascending=False, kind="stable")
    grouped = ordered.groupby("feature", sort=False)["district"]
    return {int(at): tuple(codes) for at, codes in grouped.agg(list).items()}  # type: ignore[call-overload]


def _plain(value: Any) -> Any:  # noqa: ANN401 - any cell of a frame
    """Give a cell as plain Python: a day as a date, what is missing or empty as None."""
    if isinstance(value, pd.Timestamp | np.datetime64):
        return None if pd.isna(value) else pd.Timestamp(value).date()
    is_missing = value is None or value == "" or (isinstance(value, float) and np.isnan(value))
    return None if is_missing or value is pd.NaT or value is pd.NA else value


def cause_names(city: PublishedCity) -> dict[str, Text]:
    """Give what each cause is called, and what stands for none, in the order of the files."""
    declared = list_causes(city.workspace.manifest)
    return {one.id: one.name for one in declared} | texts("answers.actions.causes")


def count_causes(rows: Iterable[Action]) -> dict[str, int]:
    """Count the causes, the most frequent first; what is not known comes last."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.cause] = counts.get(row.cause, 0) + 1
    last = (UNRECOGNISED, UNSTATED)
    return dict(sorted(counts.items(), key=lambda one: (one[0] in last, -one[1])))


def group_actions(
    city: PublishedCity, rows: Sequence[Action], by: Groups, lang: str
) -> dict[str, list[Action]]:
    """Part the rows by who answers, or by district, the group with the most first.

    A project in several districts stands in each of them. What names nobody comes last, under "".
    """
    named = dict(zip(city.districts.codes, _district_names(city, lang), strict=True))
    groups: dict[str, list[Action]] = {}
    for row in rows:
        units = (row.unit_zh, row.unit_en)[:: 1 if lang == "zh" else -1]
        unit = units[0] or units[1] or ""
        places = [named.get(code, code) for code in row.districts] or [""]
        for name in [unit] if by == "unit" else places:
            groups.setdefault(name, []).append(row)
    return dict(sorted(groups.items(), key=lambda one: (not one[0], -len(one[1]))))


def _district_names(city: PublishedCity, lang: str) -> Sequence[str]:
    return city.districts.names_zh if lang == "zh" else city.districts.names_en
