"""The workbooks of packs: a district's projects, targets, changes, issues and reports due.

The city's ranking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from jinan_geo.export.statements import statement_sheet
from jinan_geo.export.workbook import Heading, Sheet
from jinan_geo.manifest.closed import here, texts
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.signs import LIGHTS
from jinan_geo.words import say, words_of, written_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from jinan_geo.manifest.closed import Text
    from jinan_geo.pack.contents import Due, Pack, PackChange, Project
    from jinan_geo.page.model import Page, TargetInfo, TargetState
    from jinan_geo.publish.published import PublishedCity

T = TypeVar("T", "PackChange", "Due")

__all__ = [
    "RANKING",
    "pack_sheets",
    "rank_apart",
    "rank_districts",
    "ranking_sheets",
    "reached",
    "review_words",
    "told_apart",
]

# Of the sheets' columns that hold no short text: what they hold, and how wide they are.
KINDS = {
    "projects": {
        "done_pct": "percent", "planned_pct": "percent", "lead": "points", "share": "percent",
        "investment_wan": "money", "investment_part": "money", "invested_wan": "money",
        "record_date": "date",
    },
    "targets": {"value": "number", "actual": "number", "here": "number", "lead": "points"},
    "ranking": {
        "place": "integer", **dict.fromkeys(LIGHTS, "money"), "count": "integer",
        "shared": "integer", "projects": "money",
        "investment_wan": "money", "invested_wan": "money", "behind": "percent", "due": "integer",
        "issues": "integer",
    },
}  # fmt: skip
WIDTHS = {
    "about": {"item": 16, "content": 90},
    "projects": {"name": 30, "responsible": 20, "remark": 30},
    "targets": {"name": 36},
    "changes": {"name": 30, "before": 18, "after": 18, "setback": 14},
    "issues": {"value": 20, "message": 60},
    "due": {"name": 30, "owed": 40},
    "ranking": {"district": 14},
}
RANKING = ("projects", "red", "yellow", "green", "grey", "investment_wan", "invested_wan")
# What the columns of each sheet are called, in their order.
COLUMNS = {
    "about": texts("pack.columns.about"),
    "projects": texts("pack.columns.projects"),
    "targets": texts("pack.columns.targets"),
    "changes": texts("pack.columns.changes"),
    "issues": texts("pack.columns.issues"),
    "due": texts("pack.columns.due"),
}
RANKED = ("place", "district", "count", "shared", *RANKING, "behind", "due", "issues")


def told_apart(pack: Pack, tell: Callable[[Pack], object], lang: str | None = None) -> str:
    """Say something of a pack; where it has both kinds, of each: 真实 7 · 示例 12."""
    labels = labels_of("truth")
    parts = pack.by_kind().items()
    told = [
        f"{getattr(labels[kind], lang or here())} {tell(one)}" if kind else f"{tell(one)}"
        for kind, one in parts
    ]
    return " · ".join(told)


def said_of(texts: Mapping[str, Text]) -> dict[str, str]:
    """Give texts in the language that is spoken, by their names."""
    return {name: text.here for name, text in texts.items()}


def review_words(pack: Pack) -> str:
    """The map review number, where the operator supplied one."""
    number = pack.page.review_number
    if number:
        return say("pack.about.reviewed", number=number)
    return say("pack.about.not_reviewed")


@written_whole
def pack_sheets(city: PublishedCity, pack: Pack) -> list[Sheet]:
    """Give the sheets of a pack's workbook."""
    names = {layer.id: layer.folder.manifest.name.here for layer in city.layers}
    issues = [
        [labels_of("severity")[one.severity].here, names.get(one.layer, one.layer), one.feature,
         one.field, one.value,
         one.message.here] for one in pack.issues
    ]  # fmt: skip
    return [
        _cover(pack),
        _sheet_apart("projects", _project_rows(pack, names), 3),
        _sheet_apart("targets", _target_rows(pack), 2),
        _sheet_apart("changes", _rows_of(pack, pack.changes, _change), 2),
        _sheet("issues", issues, 1),
        _sheet_apart("due", _rows_of(pack, pack.due, _due), 2),
        *_evidence(city, pack),
    ]


def _evidence(city: PublishedCity, pack: Pack) -> list[Sheet]:
    """The statements that the pack's page holds; no sheet where there are none."""
    told = [city.evidence[one.id] for one in pack.page.evidence]
    return [statement_sheet(told)] if told else []


def _project_rows(pack: Pack, names: dict[str, str]) -> Iterator[tuple[str, list[object]]]:
    """The projects, each with its kind where there are both."""
    for one in pack.projects:
        yield _kind(pack, sample=one.sample), _row(one, names)


def _target_rows(pack: Pack) -> Iterator[tuple[str, list[object]]]:
    """The commitments by values of each kind that the page has."""
    for one in pack.page.targets:
        for kind, state in reached(pack.page, one):
            cells = [one.id, one.name.here, one.unit.here, one.value]
            cells += [state.actual, state.here, LIGHTS[state.light][1].here, state.lead]
            yield kind, cells


def reached(page: Page, target: TargetInfo) -> list[tuple[str, TargetState]]:
    """Give what was reached at last; where the page has both kinds, by each that it has."""
    if not page.is_mixed:
        return [("", state) for state in target.states[-1:]]
    labels = labels_of("truth")
    both = [
        (labels[kind].here, target.at_last(sample=kind == "sample"))
        for kind in ("sourced", "sample")
    ]
    told = [(kind, state) for kind, state in both if state and state.actual is not None]
    return told or [("", state) for state in target.states[-1:]]


def _rows_of(
    pack: Pack, rows: Sequence[T], tell: Callable[[T], list[object]]
) -> Iterator[tuple[str, list[object]]]:
    """Changes or reports due, each with its project's kind where there are both."""
    ids = pack.sample_ids
    for one in rows:
        yield _kind(pack, sample=one.id in ids), tell(one)


def _due(one: Due) -> list[object]:
    return [one.id, one.name, one.owed]


def _kind(pack: Pack, *, sample: bool) -> str:
    return labels_of("truth")["sample" if sample else "sourced"].here if pack.page.is_mixed else ""


def _sheet_apart(
    name: str,
    told: Iterable[tuple[str, list[object]]],
    frozen: int,
    titles: Mapping[str, str] | None = None,
) -> Sheet:
    """A sheet whose rows begin with their kind, where there are both."""
    pairs = [*told]
    headings = _headings(name, titles or said_of(COLUMNS[name]))
    rows = [row for _, row in pairs]
    if any(kind for kind, _ in pairs):
        headings = [Heading(say("pack.kind"), "text", 8), *headings]
        rows = [[kind, *row] for kind, row in pairs]
        frozen += 1
    return Sheet(words_of("pack.sheets")[name], headings, rows, frozen)


def _sheet(name: str, rows: Sequence[Sequence[object]], frozen: int) -> Sheet:
    return Sheet(
        words_of("pack.sheets")[name],
        _headings(name, said_of(COLUMNS[name])),
        rows,
        frozen,
    )


def _headings(sheet: str, titles: Mapping[str, str]) -> list[Heading]:
    kinds, widths = KINDS.get(sheet, {}), WIDTHS.get(sheet, {})
    return [
        Heading(title, kinds.get(name, "text"), widths.get(name)) for name, title in titles.items()
    ]


def _change(one: PackChange) -> list[object]:
    return [one.id, one.name, one.field, _plain(one.before), _plain(one.after), one.setback]


def _cover(pack: Pack) -> Sheet:
    shared = told_apart(pack, lambda one: sum(each.share < 1 for each in one.projects))
    counts = told_apart(pack, lambda one: len(one.projects))
    sources = dict.fromkeys(layer.source.here for layer in pack.page.layers)
    facts = {
        "title": pack.page.title.here,
        "as_of": pack.page.as_of,
        "since": pack.since,
        "audience": labels_of("audience")[pack.page.audience].here,
        "review": review_words(pack),
        "sample": say("pack.about.sample") if pack.page.sample else None,
        "projects": say("pack.about.projects", n=counts, shared=shared),
        "source": say("pack.about.between").join(sources),
    }
    words = words_of("pack.about.facts")
    told = {name: fact for name, fact in facts.items() if fact is not None or name != "sample"}
    return _sheet("about", [[words[name], fact] for name, fact in told.items()], 0)


def _row(one: Project, names: dict[str, str]) -> list[object]:
    part = None if one.investment_wan is None else round(one.investment_wan * one.share, 2)
    return [
        names[one.layer],
        one.id,
        one.name,
        one.stage,
        LIGHTS[one.light][1].here,
        one.reason,
        one.done_pct,
        one.planned_pct,
        one.lead,
        round(one.share * 100, 2),
        one.investment_wan,
        part,
        one.invested_wan,
        one.record_date,
        one.responsible,
        one.remark,
    ]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str) else str(value)


def rank_districts(packs: Sequence[Pack], city: Pack) -> dict[str, dict[str, float]]:
    """Add up each district by shares, what lies in none, and the city; the parts sum to the city.

    Districts with the largest ``behind``, the share of red and yellow projects between 0 and 1,
    come first.
    """
    parts = {pack.name: _sum(pack.projects) for pack in packs}
    whole = _sum(city.projects)
    rest: dict[str, float] = {}
    for key in RANKING:
        local = sum(part[key] for part in parts.values())
        rest[key] = round(whole[key] - local, 6)
    for one in (*parts.values(), rest, whole):
        one["behind"] = (one["red"] + one["yellow"]) / one["projects"] if one["projects"] else 0.0
    ordered = dict(sorted(parts.items(), key=lambda item: -item[1]["behind"]))
    return {**ordered, say("pack.rest"): rest, say("pack.whole"): whole}


def _sum(projects: Iterable[Project]) -> dict[str, float]:
    total = dict.fromkeys(RANKING, 0.0)
    for one in projects:
        total["projects"] += one.share
        total[one.light] += one.share
        total["investment_wan"] += (one.investment_wan or 0) * one.share
        total["invested_wan"] += (one.invested_wan or 0) * one.share
    return total


@written_whole
def ranking_sheets(city: PublishedCity, packs: Sequence[Pack], whole: Pack) -> list[Sheet]:
    """Give the sheets of the city's workbook: the ranking before those of a pack."""
    told = [
        (kind, row)
        for kind, (parts, city_part) in rank_apart(packs, whole).items()
        for row in _ranked(parts, city_part)
    ]
    titles = dict(words_of("pack.columns.ranking"))
    titles |= {
        light: say("pack.light_shares", light=word.here) for light, (_, word) in LIGHTS.items()
    }
    columns = {name: titles[name] for name in RANKED}
    cover, *others = pack_sheets(city, whole)
    return [cover, _sheet_apart("ranking", told, 2, columns), *others]


def rank_apart(packs: Sequence[Pack], whole: Pack) -> dict[str, tuple[Sequence[Pack], Pack]]:
    """Give the districts' packs and the city's to be ranked; where there are both kinds, of each.

    By what the kind is called; under "" where there is one.
    """
    if not whole.page.is_mixed:
        return {"": (packs, whole)}
    found: dict[str, tuple[Sequence[Pack], Pack]] = {}
    for kind in ("sourced", "sample"):
        parts = [one.of_kind(kind) for one in packs]
        found[labels_of("truth")[kind].here] = (parts, whole.of_kind(kind))
    return found


def _ranked(packs: Sequence[Pack], whole: Pack) -> Iterator[list[object]]:
    known = {pack.name: pack for pack in packs}
    for place, (name, one) in enumerate(rank_districts(packs, whole).items(), start=1):
        counts = _counts(place, known.get(name))
        cells: dict[str, object] = {"district": name, **counts, **_rounded(one)}
        yield [cells[key] for key in RANKED]


def _counts(place: int, pack: Pack | None) -> dict[str, object]:
    """What is whole of a district; the city, and what lies in no district, have no such pack."""
    if pack is None:
        return dict.fromkeys(("place", "count", "shared", "due", "issues"))
    return {
        "place": place,
        "count": len(pack.projects),
        "shared": sum(each.share < 1 for each in pack.projects),
        "due": len(pack.due),
        "issues": len(pack.issues),
    }


def _rounded(one: Mapping[str, float]) -> dict[str, float]:
    sums = {key: round(one[key], 2) for key in RANKING}
    return {**sums, "behind": round(100 * one["behind"], 1)}
