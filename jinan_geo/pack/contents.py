"""What a pack holds: a district's projects with share, targets, changes, issues, reports due."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.answers.changes import changes_in
from jinan_geo.errors import UsageError
from jinan_geo.export.changes import KIND_NAMES
from jinan_geo.manifest.closed import pick
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.signs import LIGHTS
from jinan_geo.page.model import NO_RECORD
from jinan_geo.words import say, words_of
from jinan_geo.workbook.out.contents import Workbook, gather_workbook

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from jinan_geo.city.city import Layer
    from jinan_geo.issues.issue import Issue
    from jinan_geo.page.issues import IssueInfo
    from jinan_geo.page.model import Page
    from jinan_geo.payload.build import PageData
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Due", "Pack", "PackChange", "Project", "gather_pack", "list_projects", "names_others"]

SPLIT = re.compile(r"[\s,;:+，；：、'\"“”‘’（）()]+")


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
    sample: bool = False

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
    blocks: Mapping[str, str]
    projects: Sequence[Project]
    changes: Sequence[PackChange]
    since: dt.date | None
    due: Sequence[Due]
    form: Workbook | None
    issues: Sequence[IssueInfo] = field(default_factory=list)
    ground: str | None = None

    def lights(self) -> dict[str, int]:
        """How many projects have each light."""
        counted = Counter(one.light for one in self.projects)
        return {light: counted[light] for light in LIGHTS}

    @property
    def sample_ids(self) -> set[str]:
        """The ids of the projects that are samples at the data date."""
        return {one.id for one in self.projects if one.sample}

    def by_kind(self) -> dict[str, Pack]:
        """Part what it counts into what is sourced and samples, which are never added.

        Under "" where the page has one kind only.
        """
        if not self.page.is_mixed:
            return {"": self}
        return {kind: self.of_kind(kind) for kind in ("sourced", "sample")}

    def of_kind(self, kind: str) -> Pack:
        """Keep what it counts of one kind: ``sourced`` or ``sample``; the rest stays as it is."""
        sample = kind == "sample"
        totals = self.page.samples if sample else self.page.totals
        page = self.page.model_copy(update={"totals": totals, "samples": []})
        projects = [one for one in self.projects if one.sample == sample]
        ids = self.sample_ids
        return replace(
            self,
            page=page,
            projects=projects,
            changes=[one for one in self.changes if (one.id in ids) == sample],
            due=[one for one in self.due if (one.id in ids) == sample],
            issues=[one for one in self.issues if (one.feature in ids) == sample],
        )


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
    projects = _projects_in(code, everything)
    here = {(one.layer, one.id) for one in projects}
    others = {one.id for one, _ in everything} - {one.id for one in projects}
    listed = data.page.issues if code is None else _issues_of(data.page, here)
    issues = [one for one in listed if not _issue_names(one, others)]
    form = _form(city, code, others) if code is not None else None
    return Pack(
        code=code,
        name=_name(city, code),
        page=_page_alone(data.page, issues),
        blocks=data.blocks,
        ground=data.ground,
        projects=sorted(projects, key=_badness),
        changes=list(_changes(city, code, changes, here)),
        since=city.editions[-2] if len(city.editions) > 1 else None,
        due=[] if form is None else list(_list_due(form)),
        form=form,
        issues=issues,
    )


def _page_alone(page: Page, issues: Sequence[IssueInfo]) -> Page:
    """The page without links to what a pack does not hold: only the city's has the settlement."""
    settlement = None if page.district else page.settlement
    return page.model_copy(update={"home": None, "settlement": settlement, "issues": issues})


def _projects_in(
    code: str | None, everything: Sequence[tuple[Project, dict[str, float]]]
) -> list[Project]:
    """All projects, or those of one district with the part of each that lies there."""
    if code is None:
        return [one for one, _ in everything]
    return [replace(one, share=shares[code]) for one, shares in everything if code in shares]


def _name(city: PublishedCity, code: str | None) -> str:
    if code is None:
        return say("pack.whole")
    return city.districts.names_here[city.districts.codes.index(code)]


def _list_due(form: Workbook) -> Iterator[Due]:
    for one in form.forms:
        for row in one.rows:
            if not row.settled:
                yield Due(row.id, row.name, row.owed)


def _issues_of(page: Page, here: set[tuple[str, str]]) -> list[IssueInfo]:
    return [one for one in page.issues if (one.layer, one.feature) in here]


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
    stages = {stage.id: stage.name.here for stage in layer.stages}
    rows = layer.features.drop(columns="geometry").to_dict("records")
    states = _last_states(layer)
    for row, state, share in zip(rows, states, _shares(layer), strict=True):
        project = _project(layer.id, row, state, stages)
        yield replace(project, sample=bool(row["sample"] or state.get("sample"))), share


def _shares(layer: Layer) -> list[dict[str, float]]:
    """The part of each feature that lies in each of its districts."""
    shares: list[dict[str, float]] = [{} for _ in range(len(layer.features))]
    columns = (layer.shares[name] for name in ("feature", "district", "share"))
    for at, code, share in zip(*columns, strict=True):
        shares[int(at)][code] = float(share)
    return shares


def _last_states(layer: Layer) -> list[dict[Hashable, Any]]:
    """The state of each feature at the last edition; of nothing where there is none."""
    count = len(layer.features)
    if layer.states is None or layer.editions <= 0:
        return [{} for _ in range(count)]
    return layer.states.iloc[(layer.editions - 1) * count :].to_dict("records")


def _project(
    layer: str, row: Mapping[Hashable, Any], state: Mapping[Hashable, Any], stages: dict[str, str]
) -> Project:
    """A feature and its state as one; the whole of it."""
    reasons = labels_of("reason")
    reason = str(state.get("reason", NO_RECORD))
    return Project(
        layer=layer,
        id=row["id"],
        name=pick(row, "name") or row["id"],
        stage=stages.get(state.get("stage", "")),
        done_pct=_number(state.get("done_pct")),
        planned_pct=_number(state.get("planned_pct")),
        light=str(state.get("light", "grey")),
        reason=reasons[reason].here if reason in reasons else reason,
        investment_wan=_number(row["investment_wan"]),
        invested_wan=_number(state.get("invested_wan")),
        share=1.0,
        record_date=_date(state.get("record_date")),
        responsible=pick(row, "responsible") or None,
        remark=_text(state.get("remark")),
    )


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
    words = {stage.id: stage.name.here for layer in city.layers for stage in layer.stages}
    words |= {key: word.here for key, (_, word) in LIGHTS.items()}
    ordered = table.assign(calm=table["setback"] == "").sort_values("calm", kind="stable")
    for row in ordered.to_dict("records"):
        if (row["layer"], row["id"]) in here:
            yield _change(row, words)


def _change(row: Mapping[Hashable, Any], words: Mapping[str, str]) -> PackChange:
    is_area = row["field"] == "geometry" and row["is_area"]
    units = words_of("pack.units")
    unit = units["area"] if is_area else units.get(str(row["field"]), "")
    return PackChange(
        id=row["id"],
        name=pick(row, "name") or row["id"],
        field=KIND_NAMES[row["field"]].here + unit,
        before=_side(row["before"], words),
        after=_side(row["after"], words),
        setback=KIND_NAMES[row["setback"]].here if row["setback"] else "",
    )


def _side(cell: Any, words: Mapping[str, str]) -> object:  # noqa: ANN401 - a cell
    if pd.isna(cell):
        return None
    return words.get(cell, cell) if isinstance(cell, str) else cell


def _read(issue: Issue) -> str:
    """All that is read of an issue, in both languages."""
    said = issue.message()
    return f"{said.zh} {said.en} {issue.value or ''}"


def _form(city: PublishedCity, code: str, others: set[str]) -> Workbook | None:
    """The district's workbook to fill in; None where it has nothing to report."""
    try:
        form = gather_workbook(city, code)
    except UsageError:
        return None
    issues = [issue for issue in form.issues if not names_others(_read(issue), others)]
    return Workbook(
        form.workspace, form.code, form.district, form.edition, form.as_of, form.forms, issues
    )
