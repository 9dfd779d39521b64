"""The words of a brief: two pages, each list cut to what fits; the workbook holds the rest.

Each list says how many more stand there.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from jinan_geo.export.changes import KIND_NAMES
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.signs import COMPARATORS, LIGHTS, write_bounds
from jinan_geo.pack.tables import reached, review_words, told_apart
from jinan_geo.words import say, written_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jinan_geo.pack.contents import Due, Pack, PackChange, Project

    Mark = Callable[[Project | PackChange | Due], str]
    from jinan_geo.page.model import TargetInfo, TargetState

__all__ = ["brief_words"]

MOST = {"targets": 14, "late": 9, "changes": 8, "issues": 5, "due": 7}
LONGEST = {"name": 24, "text": 36}
TELLING = ("new", "ended", "light", "stage", "plan", "finish")


@written_whole
def brief_words(
    pack: Pack, *, by_page: bool, ranking: Sequence[Sequence[str]] = ()
) -> dict[str, Any]:
    """Give everything a brief says, as texts."""
    marks = []
    if pack.page.is_mixed:
        marks.append(say("pack.about.sample"))
    elif pack.page.sample:
        marks.append(say("pack.brief.sample"))
    audience = labels_of("audience")[pack.page.audience].here
    marks += [review_words(pack), say("pack.brief.audience", audience=audience)]
    return {
        "title": say("pack.brief.title", name=pack.name),
        "workspace": pack.page.workspace.here,
        "as_of": pack.page.as_of.isoformat() if pack.page.as_of else "—",
        "since": pack.since.isoformat() if pack.since else "—",
        "marks": marks,
        "lights": [
            (key, shape, word.here, _count_light(pack, key))
            for key, (shape, word) in LIGHTS.items()
        ],
        "facts": _facts(pack),
        "picture": say("pack.brief.by_page" if by_page else "pack.brief.plain"),
        "ranking": list(ranking),
        "lists": {
            key: {"rows": rows[: MOST[key]], "more": _more(len(rows) - MOST[key])}
            for key, rows in _list_rows(pack).items()
        },
    }


def _count_light(pack: Pack, light: str) -> str:
    return told_apart(pack, lambda one: one.lights()[light])


def _facts(pack: Pack) -> list[str]:
    """Projects, money and places; where there are both kinds, of each."""
    labels = labels_of("truth")
    facts = []
    for kind, one in pack.by_kind().items():
        first, *others = _facts_of(one)
        facts += [f"{labels[kind].here}{first}" if kind else first, *others]
    return facts


def _facts_of(pack: Pack) -> list[str]:
    totals = pack.page.totals[-1]
    shared = sum(one.share < 1 for one in pack.projects)
    located = {"located": totals.located, "unlocated": totals.unlocated}
    return [
        say("pack.brief.projects_shared", n=totals.projects, shared=shared)
        if shared
        else say("pack.brief.projects", n=totals.projects),
        say("pack.brief.investment", amount=totals.investment_wan),
        say("pack.brief.located", **located),
        *_evidence_fact(pack),
    ]


def _evidence_fact(pack: Pack) -> list[str]:
    """How many statements it rests on, and how many are to be looked up again."""
    told = pack.page.evidence
    if not told:
        return []
    unsure = sum(bool(one.recheck) for one in told)
    return [say("pack.brief.evidence", n=len(told), unsure=unsure)]


def _list_rows(pack: Pack) -> dict[str, list[list[str]]]:
    """The rows of each list, all of them, the most telling first."""
    late = [one for one in pack.projects if one.light in {"red", "yellow"}]
    local, mark = pack.code is not None, _marking(pack)
    told = [
        (state, _target(one, state, kind, local=local))
        for one in pack.page.targets
        for kind, state in reached(pack.page, one)
    ]
    told.sort(key=lambda one: list(LIGHTS).index(one[0].light))
    return {
        "targets": [row for _, row in told],
        "late": [_late(one, mark) for one in late],
        "changes": [_change(one, mark) for one in sorted(pack.changes, key=_calm)],
        "issues": _issue_rows(pack),
        "due": [[mark(one), _cut(one.owed, "text")] for one in pack.due],
    }


def _marking(pack: Pack) -> Mark:
    """Names as they are listed; where there are both kinds, a sample's with what it is."""
    ids = pack.sample_ids if pack.page.is_mixed else set()
    kind = labels_of("truth")["sample"].here

    def mark(one: Project | PackChange | Due) -> str:
        return _of_kind(_cut(one.name, "name"), kind if one.id in ids else "")

    return mark


def _issue_rows(pack: Pack) -> list[list[str]]:
    names = {(one.layer, one.id): _cut(one.name, "name") for one in pack.projects}
    severities = labels_of("severity")
    rows = []
    for one in pack.issues:
        name = names.get((one.layer, one.feature or ""), "—")
        rows.append([severities[one.severity].here, name, _cut(one.message.here, "text")])
    return rows


def _calm(change: PackChange) -> tuple[bool, int]:
    """Setbacks first, then what tells most; mere progress last."""
    telling = [KIND_NAMES[kind].here for kind in TELLING]
    at = telling.index(change.field) if change.field in telling else len(telling)
    return not change.setback, at


def _late(project: Project, mark: Mark) -> list[str]:
    done, lead = _number(project.done_pct), _lead(project.lead)
    return [
        _light(project.light),
        mark(project),
        project.stage or "—",
        done,
        lead,
        project.reason,
    ]


def _change(change: PackChange, mark: Mark) -> list[str]:
    sides = f"{_plain(change.before)} → {_plain(change.after)}"
    return [mark(change), change.field, _cut(sides, "name"), change.setback]


def _of_kind(name: str, kind: str) -> str:
    return say("pack.brief.of_kind", name=name, kind=kind) if kind else name


def _target(target: TargetInfo, state: TargetState, kind: str, *, local: bool) -> list[str]:
    done = say("pack.brief.no_data") if state.actual is None else _number(state.actual)
    here = ""
    if local and state.here is not None:
        here = say("pack.brief.here", amount=_number(state.here))
    bounds = write_bounds(target.value, target.upper, _number)
    promised = f"{COMPARATORS[target.comparator].here}{bounds}"
    return [
        _light(state.light),
        _of_kind(_cut(target.name.here, "name"), kind),
        f"{done} / {promised} {target.unit.here}{here}",
        _lead(state.lead),
    ]


def _light(light: str) -> str:
    shape, word = LIGHTS[light]
    return shape + word.here


def _lead(lead: float | None) -> str:
    if lead is None:
        return "—"
    return say("pack.brief.ahead" if lead >= 0 else "pack.brief.behind", points=abs(lead))


def _more(count: int) -> str:
    return say("pack.brief.more", n=count) if count > 0 else ""


def _cut(text: str, kind: str) -> str:
    return text if len(text) <= LONGEST[kind] else f"{text[: LONGEST[kind] - 1]}…"


def _plain(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.1f}".removesuffix(".0")
