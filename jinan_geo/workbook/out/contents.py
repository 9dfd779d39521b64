"""What a district's workbook holds.

Its projects, what they last reported, what they owe, and their open issues.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from jinan_geo.check.pauses import pauses_of, reached_stages
from jinan_geo.check.provision import PARTS, count_due, word_period
from jinan_geo.errors import UsageError, show
from jinan_geo.issues.issue import catalogue
from jinan_geo.manifest.closed import Text, pick
from jinan_geo.manifest.models import Reporting
from jinan_geo.words import say, speaking, written_language
from jinan_geo.workbook.out.form import BASE, as_base

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from jinan_geo.city.city import Layer
    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.publish.published import PublishedCity

__all__ = ["FormRow", "LayerForm", "Workbook", "gather_workbook", "period_end"]

MOST_OWED = 3  # periods named in a cell; how many more there are is said


@dataclass(frozen=True)
class FormRow:
    """A project on the form; ``last`` has the record in force by ledger column, stage as named.

    ``owed`` words what is due; ``overdue`` tells whether earlier reports are, ``settled`` that the
    project is done and nothing is. ``base`` has the same record as the hidden sheet tells it.
    """

    id: str
    name: str
    share: float
    owed: str
    as_of: dt.date | None
    last: Mapping[str, Any]
    overdue: bool = False
    settled: bool = False
    base: Mapping[str, str] = field(default_factory=dict)


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
    code = city.districts.require(code)
    name = _district_name(city, code)
    layers = _choose_layers(city, only)
    edition = city.editions[-1] if city.editions else None
    as_of = as_of or _next_day(city, layers, edition)
    with speaking(written_language()):
        called = city.workspace.manifest.name.here
        drafts = [_form(city, layer, code, as_of, edition) for layer in layers]
    forms = [form for form in drafts if form.rows]
    if not forms:
        if only:
            raise UsageError(say("workbook.errors.nobody_in", code=code, layer=show(only)))
        raise UsageError(say("workbook.errors.nobody_reports", code=code))
    issues = _open_issues(city, forms)
    return Workbook(called, code, name, edition, as_of, forms, issues)


def _next_day(city: PublishedCity, layers: Sequence[Layer], edition: dt.date | None) -> dt.date:
    """The end of the period that comes after the edition; of several rhythms the latest."""
    if edition is None:
        msg = say("workbook.errors.no_records")
        raise UsageError(msg)
    rhythms = [_reporting(city, layer)[0].every for layer in layers]
    ends = [period_end(edition, every, after=True) for every in rhythms]
    return max(ends, default=edition)


def _form(
    city: PublishedCity, layer: Layer, code: str, as_of: dt.date, edition: dt.date | None
) -> LayerForm:
    rule, is_declared = _reporting(city, layer)
    rows = _rows(layer, code, rule, as_of, edition if is_declared else None)
    manifest = layer.folder.manifest
    stages = manifest.stages or city.workspace.stages
    titles = {title: column for column, title in manifest.progress_columns.items()}
    return LayerForm(layer.id, manifest.name, stages, rows, rule, titles)


def _open_issues(city: PublishedCity, forms: Sequence[LayerForm]) -> list[Issue]:
    """Those of the projects on the forms that the district can do something about."""
    here = {(form.layer, row.id) for form in forms for row in form.rows}
    return [
        issue
        for issue in city.issues
        if (issue.layer, issue.feature) in here
        and issue.severity != "info"
        and catalogue()[issue.type].responsible == "district"
    ]


def period_end(day: dt.date, every: str, *, after: bool = False) -> dt.date:
    """Give the last day of the month or quarter that ``day`` is in.

    Of the next one if it is that day and ``after``.
    """
    months = 12 // PARTS[every]
    last = (day.month - 1) // months * months + months
    end = (dt.date(day.year + last // 12, last % 12 + 1, 1)) - dt.timedelta(days=1)
    return period_end(end + dt.timedelta(days=1), every) if after and end <= day else end


def _district_name(city: PublishedCity, code: str) -> Text:
    at = city.districts.codes.index(code)
    return Text(zh=city.districts.names_zh[at], en=city.districts.names_en[at])


def _choose_layers(city: PublishedCity, only: str | None) -> list[Layer]:
    named = [] if only is None else [only]
    layers = city.chosen(named, say("workbook.errors.instead"))
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
    shares = layer.shares[layer.shares["district"] == code].set_index("feature")["share"]
    here = sorted(int(label) for label in shares.index)
    newest = _newest_records(layer, here)
    owed = _owed(layer, rule, edition, set(here)) if edition else {}
    period = word_period(_count(as_of, rule), rule)
    rows = [
        _row(layer, at, float(shares[at]), as_of, newest.get(at, {}), owed.get(at, []), period)
        for at in here
        if not _has_ended(layer, at, as_of)
    ]
    return sorted(rows, key=lambda row: row.as_of is None)


def _newest_records(layer: Layer, here: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Each project's record in force, with nothing as None."""
    known = layer.records.assign(reached=reached_stages(layer.records, layer.stages))
    records = known[known["feature"].isin(here)]
    ordered = records.sort_values(["as_of", "seq"], kind="stable")
    newest = ordered.drop_duplicates("feature", keep="last")
    return {int(row["feature"]): _filled(row) for row in newest.to_dict("records")}


def _filled(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {str(key): None if pd.isna(value) else value for key, value in row.items()}


def _has_ended(layer: Layer, at: int, as_of: dt.date) -> bool:
    ended = layer.features["ended"].iloc[at]
    return bool(pd.notna(ended) and ended <= pd.Timestamp(as_of))


def _row(  # noqa: PLR0913 - what is known of a project, from as many places
    layer: Layer,
    at: int,
    share: float,
    as_of: dt.date,
    record: Mapping[str, Any],
    owed: Sequence[str],
    period: str,
) -> FormRow:
    """A project's row; ``owed`` are the periods it did not report, ``period`` the one to come."""
    key = layer.features["id"].iloc[at]
    name = pick(layer.features.iloc[at], "name") or key
    stage = record.get("stage")
    names = {one.id: one.name.here for one in layer.stages}
    last = {**record, "stage": names.get(str(stage), stage)}
    overdue = [one for one in owed if one != period]
    resting = _resting(layer, record)
    is_settled = resting == "done" and not owed
    text = _word_owed(period, overdue)
    if resting and not owed:
        done, off = say("workbook.owed.done"), say("workbook.owed.postponed")
        text = done if resting == "done" else off
    # A project that is done or put off owes nothing, so no date stands ready for it.
    day = None if resting else as_of
    base = _base_of(record)
    return FormRow(key, name, share, text, day, last, bool(overdue), is_settled, base)


def _resting(layer: Layer, record: Mapping[str, Any]) -> Literal["done", "postponed"] | None:
    """Tell why a project owes no report from now on; None where it does."""
    if record.get("reached") in {one.id for one in layer.stages if one.done}:
        return "done"
    pause = pauses_of(layer.stages).get(str(record.get("stage")))
    return "postponed" if pause == "postponed" else None


def _base_of(record: Mapping[str, Any]) -> dict[str, str]:
    return {name: as_base(record.get(name)) for name in ("as_of", *BASE)}


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
    shown = say("workbook.owed.between").join(overdue[-MOST_OWED:])
    if len(overdue) <= MOST_OWED:
        return say("workbook.owed.overdue", period=period, owed=shown)
    return say("workbook.owed.more", period=period, owed=shown, n=len(overdue))
