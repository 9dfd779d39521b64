"""What a district's workbook holds.

Its projects, what they last reported, what they owe, and their open issues.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.check.provision import PARTS, count_due, word_period
from jinan_geo.errors import UsageError, show
from jinan_geo.issues.issue import catalogue
from jinan_geo.manifest.closed import Text
from jinan_geo.manifest.models import Reporting
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.city.city import Layer
    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.models import Stage
    from jinan_geo.publish.published import PublishedCity

__all__ = ["FormRow", "LayerForm", "Workbook", "gather_workbook", "period_end"]

MOST_OWED = 3  # periods named in a cell; how many more there are is said


@dataclass(frozen=True)
class FormRow:
    """A project on the form; ``last`` has the record in force by ledger column, stage as named.

    ``owed`` words what is due; ``overdue`` tells whether earlier reports are, ``settled`` that the
    project is done and nothing is.
    """

    id: str
    name: str
    share: float
    owed: str
    as_of: dt.date | None
    last: Mapping[str, Any]
    overdue: bool = False
    settled: bool = False


@dataclass(frozen=True)
class LayerForm:
    """One layer's sheet; ``titles`` gives the ledger column of each name that issues call it by."""

    layer: str
    name: Text
    stages: Sequence[Stage]
    rows: Sequence[FormRow]
    reporting: Reporting
    titles: Mapping[str, str]

    @property
    def shared(self) -> bool:
        """Tell whether a project lies in another district too."""
        return any(row.share < 1 for row in self.rows)


@dataclass(frozen=True)
class Workbook:
    """A district's workbook; ``edition`` is its data date, ``as_of`` the day to report for."""

    workspace: str
    code: str
    district: Text
    edition: dt.date | None
    as_of: dt.date
    forms: Sequence[LayerForm]
    issues: Sequence[Issue] = field(default_factory=list)


def gather_workbook(
    city: PublishedCity,
    code: str,
    only: str | None = None,
    *,
    as_of: dt.date | None = None,
) -> Workbook:
    """Collect what a district's workbook holds.

    ``only`` is one layer, ``as_of`` the day to report for.

    Raises
    ------
    UsageError
        No such district, a layer without projects there, or no record yet to tell which period
        comes next.
    RefusedError
        The layer is for fewer eyes than the audience.
    """
    name = _district_name(city, code)
    layers = _choose_layers(city, only)
    rules = {layer.id: _reporting(city, layer) for layer in layers}
    edition = city.editions[-1] if city.editions else None
    if as_of is None:
        if edition is None:
            msg = say("workbook.errors.no_records")
            raise UsageError(msg)
        as_of = max(period_end(edition, rule.every, after=True) for rule, _ in rules.values())
    forms = []
    for layer in layers:
        rule, declared = rules[layer.id]
        rows = _rows(layer, code, rule, as_of, edition if declared else None)
        if rows:
            stages = layer.folder.manifest.stages or city.workspace.stages
            titles = {
                title: column for column, title in layer.folder.manifest.progress_columns.items()
            }
            forms.append(
                LayerForm(layer.id, layer.folder.manifest.name, stages, rows, rule, titles)
            )
    if not forms:
        where = f"layer {show(only)}" if only else "any layer"
        msg = say("workbook.errors.nobody_reports", code=code, where=where)
        raise UsageError(msg)
    here = {(form.layer, row.id) for form in forms for row in form.rows}
    issues = [
        issue
        for issue in city.issues
        if (issue.layer, issue.feature) in here
        and issue.severity != "info"
        and catalogue()[issue.type].responsible == "district"
    ]
    return Workbook(city.workspace.manifest.name.zh, code, name, edition, as_of, forms, issues)


def period_end(day: dt.date, every: str, *, after: bool = False) -> dt.date:
    """Give the last day of the month or quarter that ``day`` is in.

    Of the next one if it is that day and ``after``.
    """
    months = 12 // PARTS[every]
    last = (day.month - 1) // months * months + months
    end = (dt.date(day.year + last // 12, last % 12 + 1, 1)) - dt.timedelta(days=1)
    return period_end(end + dt.timedelta(days=1), every) if after and end <= day else end


def _district_name(city: PublishedCity, code: str) -> Text:
    if code not in city.districts.codes:
        known = say("workbook.owed.between", "zh").join(
            f"{key} {name}"
            for key, name in zip(city.districts.codes, city.districts.names_zh, strict=True)
        )
        msg = say("workbook.errors.no_district", code=show(code), known=known)
        raise UsageError(msg)
    at = city.districts.codes.index(code)
    return Text(zh=city.districts.names_zh[at], en=city.districts.names_en[at])


def _choose_layers(city: PublishedCity, only: str | None) -> list[Layer]:
    named = [] if only is None else [only]
    layers = city.chosen(named, "make the workbook for another audience; nothing was written")
    if only is not None:
        city.workspace.layer(only)  # refuses an unknown one with the nearest name
    chosen = [layer for layer in layers if layer.is_projects]
    if only is not None and not chosen:
        msg = say("workbook.errors.no_projects", only=show(only))
        raise UsageError(msg)
    return chosen


def _reporting(city: PublishedCity, layer: Layer) -> tuple[Reporting, bool]:
    """How often the layer is reported on, and whether that was declared.

    Only then something can be overdue.
    """
    stated = layer.folder.manifest.reporting or city.workspace.manifest.reporting
    return stated or Reporting(every="month", grace_days=0, since=None, by=None), stated is not None


def _rows(
    layer: Layer, code: str, rule: Reporting, as_of: dt.date, edition: dt.date | None
) -> list[FormRow]:
    """The district's projects that have not ended, those done last.

    ``edition`` judges what is overdue.
    """
    features = layer.features
    shares = layer.shares[layer.shares["district"] == code].set_index("feature")["share"]
    records = layer.records[layer.records["feature"].isin(shares.index)]
    ordered = records.sort_values(["as_of", "seq"], kind="stable").drop_duplicates(
        "feature", keep="last"
    )
    newest = {int(row["feature"]): row for row in ordered.to_dict("records")}
    owed = _owed(layer, rule, edition, set(shares.index)) if edition else {}
    done = {stage.id for stage in layer.stages if stage.done}
    names = {stage.id: stage.name.zh for stage in layer.stages}
    period = word_period(_count(as_of, rule), rule)
    rows = []
    for at in sorted(int(label) for label in shares.index):
        ended = features["ended"].iloc[at]
        if pd.notna(ended) and ended <= pd.Timestamp(as_of):
            continue
        last: dict[str, Any] = {
            str(key): None if pd.isna(value) else value for key, value in newest.get(at, {}).items()
        }
        is_over = last.get("stage") in done
        last["stage"] = names.get(str(last.get("stage")), last.get("stage"))
        overdue = [one for one in owed.get(at, []) if one != period]
        is_settled = is_over and not owed.get(at)
        text = say("workbook.owed.done", "zh") if is_settled else _word_owed(period, overdue)
        name = features["name_zh"].iloc[at] or features["id"].iloc[at]
        # A project that is done owes nothing, so no date stands ready for it.
        rows.append(
            FormRow(
                features["id"].iloc[at],
                name,
                float(shares[at]),
                text,
                None if is_over else as_of,
                last,
                bool(overdue),
                is_settled,
            )
        )
    return sorted(rows, key=lambda row: row.as_of is None)


def _count(day: dt.date, rule: Reporting) -> int:
    parts = PARTS[rule.every]
    return day.year * parts + (day.month - 1) // (12 // parts)


def _owed(layer: Layer, rule: Reporting, edition: dt.date, here: set[int]) -> dict[int, list[str]]:
    known = layer.records[layer.records["as_of"] <= pd.Timestamp(edition)]
    table = count_due(layer.features, known, layer.stages, rule, edition)
    missing = table[~table["reported"].astype(bool) & table["feature"].isin(here)]
    found: dict[int, list[str]] = {}
    for at, period in zip(missing["feature"], missing["period"], strict=True):
        found.setdefault(int(at), []).append(word_period(period, rule))
    return found


def _word_owed(period: str, overdue: Sequence[str]) -> str:
    if not overdue:
        return period
    shown = say("workbook.owed.between", "zh").join(overdue[-MOST_OWED:])
    if len(overdue) <= MOST_OWED:
        return say("workbook.owed.overdue", "zh", period=period, owed=shown)
    return say("workbook.owed.more", "zh", period=period, owed=shown, n=len(overdue))
