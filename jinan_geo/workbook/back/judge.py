"""Each returned row judged: recorded, unchanged, or set aside with the cell and the reason.

No row lost, none twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from jinan_geo.check.pauses import in_order
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.stagewords import fold_word, stage_words
from jinan_geo.words import current_language, say
from jinan_geo.workbook.back.cells import (
    Unfit,
    Written,
    has_plain_shares,
    read_amount,
    read_day,
    read_percent,
)
from jinan_geo.workbook.back.lines import VALUES
from jinan_geo.workbook.back.plain import plain_day, plain_value, same_values
from jinan_geo.workbook.back.threeway import NOTHING_DECIDED, Decided, hold_against
from jinan_geo.workbook.out.form import as_base

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from jinan_geo.manifest.closed import Text
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.workbook.back.lines import Customs, Line, Returned
    from jinan_geo.workbook.back.projects import Projects

__all__ = ["Change", "Faults", "Judged", "Rules", "find_falls", "judge_sheet"]

Outcome = Literal["recorded", "unchanged", "set_aside"]
CARRIED = ("stage", "done_pct", "invested_wan", "est_finish", "reported_by")
SET = ("stage", "done_pct", "invested_wan", "est_finish")  # by the leading district alone
NOTHING = Written("")


@dataclass(frozen=True)
class Rules:
    """What rows are judged by: the layer's stages, today's date, and whether numbers may fall.

    ``closed`` is the newest closed edition where that is not to be corrected, ``levelled`` are the
    columns that a form may not have, ``origin_of`` tells who recorded a record, and when; ``leads``
    says that of a shared project only its leading district's form sets values. ``words`` are the
    layer's own for stages.
    """

    layer: str
    file: str
    stages: Sequence[Stage]
    today: dt.date
    accept_regressions: bool = False
    decided: Decided = NOTHING_DECIDED
    closed: dt.date | None = None
    levelled: Collection[str] = ()
    leads: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    origin_of: Callable[[Mapping[str, Any]], tuple[str, str]] = lambda _: ("", "")

    def accepts_falls(self, project: str, row: int) -> bool:
        """Tell whether numbers may fall in a project's row."""
        return self.accept_regressions and self.decided.is_about(project, row)

    def leader(self, projects: Projects, project: str, customs: Customs) -> Text | None:
        """Give the district that alone sets a project's values, where the form is another's."""
        return projects.leader_beside(project, customs.district) if self.leads else None


@dataclass(frozen=True)
class Change:
    """One value that the import changes in what is known of a project."""

    project: str
    name: str
    field: str
    before: object
    after: object


@dataclass(frozen=True)
class Judged:
    """A row and what becomes of it.

    ``issues`` say why it is set aside, ``record`` is what the ledger gets; ``comments`` are what a
    district says of a project that another leads.
    """

    line: Line
    outcome: Outcome
    project: str | None = None
    record: Mapping[str, Any] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    issues: Sequence[Issue] = ()
    comments: Sequence[Issue] = ()


def judge_sheet(returned: Returned, projects: Projects, rules: Rules) -> list[Judged]:
    """Judge every line of a sheet, in its order."""
    column = [line.cells["done_pct"] for line in returned.lines if "done_pct" in line.cells]
    shares = has_plain_shares(column)
    judged = [
        _judge_line(line, returned.customs, projects, rules, shares=shares)
        for line in returned.lines
    ]
    return _settle_repeats(judged, rules)


def _judge_line(
    line: Line, customs: Customs, projects: Projects, rules: Rules, *, shares: bool
) -> Judged:
    faults = Faults(line, rules)
    key_field = "id" if "id" in line.cells else "name"
    project = faults.read(key_field, lambda _: projects.find(line.cells, customs))
    faults.project = project
    if project is not None and (not line.edited or _is_blank(line)):
        return Judged(line, "unchanged", project)
    record = _read_record(line, customs, faults, rules, shares=shares)
    if faults.found or project is None:
        return Judged(line, "set_aside", project, issues=faults.found)
    day = record["as_of"]
    before = projects.record_before(project, day, or_on=True)
    _refuse_closed(day, faults, rules)
    # First, so that what the leader reported meanwhile is not taken for the follower's word.
    record = _settle_clashes(line, record, before, faults, rules)
    lead = rules.leader(projects, project, customs)
    if lead is not None:
        return _judge_follower(line, record, before, lead, faults)
    record = _complete(record, line, customs, before)
    record |= {"id": project, "sample": _is_sample(project, customs, projects)}
    find_falls(record, projects.standing(project, day, rules.stages), faults, rules)
    if faults.found:
        return Judged(line, "set_aside", project, issues=faults.found)
    if _is_same(record, projects.record_on(project, day)):
        return Judged(line, "unchanged", project, record)
    changes = _changes(record, before, project, projects.names[project])
    return Judged(line, "recorded", project, record, changes)


def _refuse_closed(day: dt.date, faults: Faults, rules: Rules) -> None:
    if rules.closed is not None and day <= rules.closed:
        faults.add("closed-edition", "as_of", NOTHING, {"closed": rules.closed}, day.isoformat())


def _judge_follower(
    line: Line,
    record: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    lead: Text,
    faults: Faults,
) -> Judged:
    """Set aside what the form of a district changes of a project that another leads.

    A remark alone is a comment, and no report.
    """
    old, remark = before or {}, record["remark"]
    for key in SET:
        if record[key] is not None and plain_value(record[key]) != plain_value(old.get(key)):
            told = {**lead.detail("lead"), "remark": remark or "—"}
            faults.add("not-leading", key, NOTHING, told, as_base(record[key]))
    if faults.found:
        return Judged(line, "set_aside", faults.project, issues=faults.found)
    if remark:
        faults.add("district-comment", "remark", NOTHING, lead.detail("lead"), remark)
    return Judged(line, "unchanged", faults.project, comments=faults.found)


def _settle_clashes(
    line: Line,
    record: dict[str, Any],
    before: Mapping[str, Any] | None,
    faults: Faults,
    rules: Rules,
) -> dict[str, Any]:
    """Keep what the ledger alone changed; what both did is a fault until a person decides."""
    merged, clashes = hold_against(line, record, before, rules.levelled)
    side = rules.decided.side(str(faults.project), line.row)
    for clash in clashes:
        if side == "ours":
            merged[clash.key] = None
        elif side is None:
            by, when = rules.origin_of(before or {})
            details = {"base": clash.base or "—", "ours": clash.ours or "—", "by": by, "at": when}
            faults.add("edit-conflict", clash.key, NOTHING, details, clash.theirs)
    return merged


def _is_sample(project: str, customs: Customs, projects: Projects) -> bool:
    return projects.samples[project] if customs.sample is None else customs.sample


def _is_same(record: Mapping[str, Any], there: Mapping[str, Any] | None) -> bool:
    """Tell whether the ledger already has for that day what a row reports."""
    return there is not None and same_values(record, there)


def _is_blank(line: Line) -> bool:
    """Tell whether a row reports nothing at all, be there a date or not."""
    cells = [line.cells.get(key, NOTHING) for key in VALUES]
    return not any(cell.text or cell.error for cell in cells)


class Faults:
    """Reads cells one by one and keeps why they cannot be used."""

    def __init__(self, line: Line, rules: Rules) -> None:
        self.line, self.rules = line, rules
        self.project: str | None = None
        self.found: list[Issue] = []

    def read(self, key: str, reader: Callable[[Written], Any]) -> Any:  # noqa: ANN401 - whatever the column holds
        """Give the cell's value, or None with an issue."""
        cell = self.line.cells.get(key, NOTHING)
        if cell.error:
            self.add("error-cell", key, cell, {}, cell.error)
            return None
        try:
            return reader(cell)
        except Unfit as fault:
            details = dict(fault.details)
            self.add(
                fault.kind,
                str(details.pop("of", key)),
                cell,
                details,
                details.pop("value", cell.text),
            )
            return None

    def add(
        self, kind: str, key: str, cell: Written, details: Mapping[str, object], value: object
    ) -> None:
        """Note why a cell cannot be used."""
        who = self.project or self.line.cells.get("id", self.line.cells.get("name", NOTHING)).text
        cell = self.line.cells.get(key, cell)
        found = (self.rules.layer, self.rules.file, self.line.row, who, key, value, details)
        self.found.append(Issue(kind, *found, sheet=cell.sheet, cell=cell.cell))


def _read_record(
    line: Line, customs: Customs, faults: Faults, rules: Rules, *, shares: bool
) -> dict[str, Any]:
    """Read the cells that are filled; a blank day is that of the whole sheet."""
    words = stage_words(rules.stages, {**rules.words, **customs.stages})

    def stage(cell: Written) -> str:
        found = words.get(fold_word(cell.text))
        if found is None:
            names = [getattr(one.name, current_language(), one.name.en) for one in rules.stages]
            known = say("workbook.back.between").join(names)
            raise Unfit(kind="unlisted-value", known=known, why="", why_en="")
        return found

    def day(cell: Written) -> dt.date:
        found = read_day(cell, customs.days)
        if found > rules.today:
            raise Unfit(kind="date-ahead", today=rules.today.isoformat())
        return found

    readers: dict[str, Callable[[Written], Any]] = {
        "as_of": day,
        "stage": stage,
        "done_pct": lambda cell: read_percent(cell, customs.percent_up_to, shares=shares),
        "invested_wan": lambda cell: read_amount(cell, customs.shift),
        "est_finish": lambda cell: read_day(cell, customs.days),
        "remark": lambda cell: cell.text,
        "reported_by": lambda cell: cell.text,
    }
    record: dict[str, Any] = {}
    for key, reader in readers.items():
        cell = line.cells.get(key, NOTHING)
        record[key] = faults.read(key, reader) if cell.text or cell.error else None
    if record["as_of"] is None and not line.cells.get("as_of", NOTHING).text:
        record["as_of"] = customs.as_of
        if customs.as_of is None:
            faults.add("missing-value", "as_of", NOTHING, {"why": "", "why_en": ""}, "")
        elif customs.as_of > rules.today:
            details = {"today": rules.today.isoformat()}
            faults.add("date-ahead", "as_of", NOTHING, details, customs.as_of.isoformat())
    return record


def _complete(
    record: dict[str, Any], line: Line, customs: Customs, before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Take over what stood before, where a blank cell or an absent column stands for that."""
    kept = dict(record)
    for key in _carried(record, before):
        is_same = customs.blank_is_same or key not in line.cells
        if kept[key] is None and is_same and before is not None:
            kept[key] = plain_value(before[key])
    if record["reported_by"] is None and customs.reported_by:
        kept["reported_by"] = customs.reported_by
    return kept


def _carried(record: Mapping[str, Any], before: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The columns that go from one record to the next; a remark only within its day."""
    is_same_day = before is not None and plain_day(before["as_of"]) == record["as_of"]
    return (*CARRIED, "remark") if is_same_day else CARRIED


def find_falls(
    record: Mapping[str, Any], before: Mapping[str, Any] | None, faults: Faults, rules: Rules
) -> None:
    """Numbers and stages that are lower than before, of which ``before`` has what is last known.

    Mostly slips, so they wait until somebody accepts them.
    """
    if before is None or rules.accepts_falls(str(faults.project), faults.line.row):
        return
    dates = {
        "before_date": plain_day(before["as_of"]).isoformat(),
        "date": record["as_of"].isoformat(),
    }
    for key, kind in (("done_pct", "progress-regression"), ("invested_wan", "spending-fell")):
        was, now = plain_value(before[key]), record[key]
        if was is None or now is None or Decimal(str(now)) >= Decimal(str(was)):
            continue
        shown = f"{float(now):.12g}"
        told_on = {**dates, "before_date": before["days"][key].isoformat()}
        details = {**told_on, "before": f"{float(was):.12g}", "now": shown}
        faults.add(kind, key, NOTHING, details, shown)
    _find_step_back(str(before["stage"]), str(record["stage"]), dates, faults, rules)


def _find_step_back(
    was: str, now: str, dates: Mapping[str, str], faults: Faults, rules: Rules
) -> None:
    order = in_order(rules.stages)
    if was not in order or now not in order or order[now] >= order[was]:
        return
    old, new = rules.stages[order[was]].name, rules.stages[order[now]].name
    details = {**dates, "was": old.zh, "was_en": old.en, "now": new.zh, "now_en": new.en}
    faults.add("stage-regression", "stage", NOTHING, details, now)


def _changes(
    record: Mapping[str, Any], before: Mapping[str, Any] | None, project: str, name: str
) -> list[Change]:
    old = before or {}
    keys = ("as_of", *VALUES)
    pairs = [(key, plain_value(old.get(key)), plain_value(record[key])) for key in keys]
    return [Change(project, name, key, was, now) for key, was, now in pairs if was != now]


def _settle_repeats(judged: list[Judged], rules: Rules) -> list[Judged]:
    """Of rows of one project and day that say the same the first counts.

    Where they differ none does.
    """
    settled = list(judged)
    for first, *others in _same_days(judged):
        if all(judged[at].record == judged[first].record for at in others):
            for at in others:
                settled[at] = replace(judged[at], outcome="unchanged", changes=())
            continue
        for at in (first, *others):
            lines = [judged[other].line for other in (first, *others) if other != at]
            settled[at] = _refuse_repeat(judged[at], lines, rules)
    return settled


def _same_days(judged: Sequence[Judged]) -> Iterable[list[int]]:
    """The places of the rows to record, by project and day."""
    groups: dict[tuple[str, dt.date], list[int]] = {}
    for at, one in enumerate(judged):
        if one.outcome == "recorded" and one.project:
            groups.setdefault((one.project, one.record["as_of"]), []).append(at)
    return groups.values()


def _refuse_repeat(one: Judged, others: Sequence[Line], rules: Rules) -> Judged:
    """Set a row aside that others of its project and day contradict."""
    faults = Faults(one.line, rules)
    faults.project = one.project
    key = "id" if "id" in one.line.cells else "name"
    cell = one.line.cells[key]
    places = ", ".join(line.cells[key].place for line in others)
    details = {"other": places, "why": "", "why_en": ""}
    faults.add("repeated-value", key, cell, details, cell.text)
    return replace(one, outcome="set_aside", changes=(), issues=faults.found)
