"""What a pack holds: a district's projects with share, targets, changes, issues, reports due."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.answers.changes import changes_in
from jinan_geo.errors import UsageError
from jinan_geo.export.changes import KIND_NAMES
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.signs import LIGHTS
from jinan_geo.page.model import NO_RECORD
from jinan_geo.words import say, words_of
from jinan_geo.workbook.out.contents import Workbook, gather_workbook

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from jinan_geo.city.city import Layer
    from jinan_geo.page.model import IssueInfo, Page
    from jinan_geo.payload.build import PageData
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Due", "Pack", "PackChange", "Project", "gather_pack", "list_projects", "names_others"]

SPLIT = re.compile(r"[\s,;:+，；：、'\"“”‘’（）()]+")
UNITS = words_of("pack.units", "zh")


@dataclass(frozen=True)
class Project:
    """A project as last reported; ``share`` is the part of it that lies here."""

    layer: str
    id: str
    name: str
    stage: str | None
    done_pct: float | None
    planned_pct: float | None
    light: str
    reason: str
    investment_wan: float | None
    invested_wan: float | None
    share: float
    record_date: dt.date | None
    responsible: str | None
    remark: str | None

    @property
    def lead(self) -> float | None:
        """Points ahead of plan; negative is a lag."""
        if self.done_pct is None or self.planned_pct is None:
            return None
        return round(self.done_pct - self.planned_pct, 2)


@dataclass(frozen=True)
class PackChange:
    """One change since the edition before."""

    id: str
    name: str
    field: str
    before: object
    after: object
    setback: str


@dataclass(frozen=True)
class Due:
    """A report that a project owes."""

    id: str
    name: str
    owed: str


@dataclass(frozen=True)
class Pack:
    """One district's pack, or the city's with ``code`` None.

    ``since`` is the edition that changes are counted from.
    """

    code: str | None
    name: str
    page: Page
    blocks: dict[str, str]
    projects: Sequence[Project]
    changes: Sequence[PackChange]
    since: dt.date | None
    due: Sequence[Due]
    form: Workbook | None
    issues: Sequence[IssueInfo] = field(default_factory=list)

    def lights(self) -> dict[str, int]:
        """How many projects have each light."""
        return {light: sum(one.light == light for one in self.projects) for light in LIGHTS}


def gather_pack(
    city: PublishedCity,
    data: PageData,
    everything: Sequence[tuple[Project, dict[str, float]]],
    changes: pd.DataFrame | None,
) -> Pack:
    """Collect a page's pack from a published city, its projects, its changes since last edition.

    Nothing in a district's pack names a project that lies in other districts alone.
    """
    code = data.page.district
    projects = [
        one if code is None else replace(one, share=shares[code])
        for one, shares in everything
        if code is None or code in shares
    ]
    here = {(one.layer, one.id) for one in projects}
    others = {one.id for one, _ in everything} - {one.id for one in projects}
    listed = [one for one in data.page.issues if code is None or (one.layer, one.feature) in here]
    issues = [one for one in listed if not _issue_names(one, others)]
    page = data.page.model_copy(update={"home": None, "issues": issues})
    form = _form(city, code, others) if code is not None else None
    since = city.editions[-2] if len(city.editions) > 1 else None
    name = (
        say("pack.whole", "zh")
        if code is None
        else city.districts.names_zh[city.districts.codes.index(code)]
    )
    due = [] if form is None else list(_list_due(form))
    return Pack(
        code, name, page, data.blocks, sorted(projects, key=_badness), list(_changes(city, code, changes, here)),
        since, due, form, issues,
    )  # fmt: skip


def _list_due(form: Workbook) -> Iterator[Due]:
    for one in form.forms:
        for row in one.rows:
            if not row.settled:
                yield Due(row.id, row.name, row.owed)


def _issue_names(issue: IssueInfo, others: set[str]) -> bool:
    text = f"{issue.message.zh} {issue.message.en} {issue.value or ''}"
    return names_others(text, others)


def names_others(text: str, others: set[str]) -> bool:
    """Tell whether a text names one of these projects."""
    return not others.isdisjoint(SPLIT.split(text))


def _badness(project: Project) -> tuple[int, float]:
    lead = project.lead
    return (list(LIGHTS).index(project.light), 0.0 if lead is None else lead)


def list_projects(city: PublishedCity) -> list[tuple[Project, dict[str, float]]]:
    """Give every project of a published city, and its share in each district it lies in."""
    return [pair for layer in city.layers if layer.is_projects for pair in _list_layer(layer)]


def _list_layer(layer: Layer) -> Iterator[tuple[Project, dict[str, float]]]:
    count = len(layer.features)
    shares: list[dict[str, float]] = [{} for _ in range(count)]
    for at, code, share in zip(
        *(layer.shares[name] for name in ("feature", "district", "share")), strict=True
    ):
        shares[int(at)][code] = float(share)
    stages = {stage.id: stage.name.zh for stage in layer.stages}
    reasons = labels_of("reason")
    states: list[dict[str, Any]] = [{} for _ in range(count)]
    if layer.states is not None and layer.editions > 0:
        states = layer.states.iloc[(layer.editions - 1) * count :].to_dict("records")  # type: ignore[assignment]
    rows = layer.features.drop(columns="geometry").to_dict("records")
    for row, state, share in zip(rows, states, shares, strict=True):
        reason = str(state.get("reason", NO_RECORD))
        yield Project(
            layer.id, row["id"], row["name_zh"] or row["id"], stages.get(state.get("stage", "")),
            _number(state.get("done_pct")), _number(state.get("planned_pct")),
            str(state.get("light", "grey")),
            reasons[reason].zh if reason in reasons else reason, _number(row["investment_wan"]),
            _number(state.get("invested_wan")), 1.0, _date(state.get("record_date")),
            _text(row["responsible_zh"]), _text(state.get("remark")),
        ), share  # fmt: skip


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else round(float(value), 2)  # type: ignore[call-overload,arg-type]


def _date(value: object) -> dt.date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload,arg-type]


def _text(value: object) -> str | None:
    return None if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def _changes(
    city: PublishedCity, code: str | None, table: pd.DataFrame | None, here: set[tuple[str, str]]
) -> Iterator[PackChange]:
    if table is None:
        return
    table = table if code is None else changes_in(table, code)
    stages = {stage.id: stage.name.zh for layer in city.layers for stage in layer.stages}
    lights = {key: word.zh for key, (_, word) in LIGHTS.items()}
    words = {**stages, **lights}
    ordered = table.assign(calm=table["setback"] == "").sort_values("calm", kind="stable")
    for row in ordered.to_dict("records"):
        if (row["layer"], row["id"]) in here:
            before, after = (
                None if pd.isna(cell) else words.get(cell, cell) if isinstance(cell, str) else cell
                for cell in (row["before"], row["after"])
            )
            setback = KIND_NAMES[row["setback"]].zh if row["setback"] else ""
            is_area = row["field"] == "geometry" and row["is_area"]
            unit = UNITS["area"] if is_area else UNITS.get(row["field"], "")
            field = KIND_NAMES[row["field"]].zh + unit
            yield PackChange(row["id"], row["name_zh"] or row["id"], field, before, after, setback)


def _form(city: PublishedCity, code: str, others: set[str]) -> Workbook | None:
    """The district's workbook to fill in; None where it has nothing to report."""
    try:
        form = gather_workbook(city, code)
    except UsageError:
        return None
    issues = [
        issue
        for issue in form.issues
        if not names_others(f"{issue.message().zh} {issue.value or ''}", others)
    ]
    return Workbook(
        form.workspace, form.code, form.district, form.edition, form.as_of, form.forms, issues
    )
