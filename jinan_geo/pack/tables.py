"""The workbooks of packs: a district's projects, targets, changes, issues and reports due.

The city's ranking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.export.workbook import Heading, Sheet
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.signs import LIGHTS
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.pack.contents import Pack, PackChange, Project
    from jinan_geo.publish.published import PublishedCity

__all__ = ["RANKING", "pack_sheets", "rank_districts", "ranking_sheets", "review_words"]

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
    "about": words_of("pack.columns.about", "zh"),
    "projects": words_of("pack.columns.projects", "zh"),
    "targets": words_of("pack.columns.targets", "zh"),
    "changes": words_of("pack.columns.changes", "zh"),
    "issues": words_of("pack.columns.issues", "zh"),
    "due": words_of("pack.columns.due", "zh"),
}
REST = say("pack.rest", "zh")
RANKED = ("place", "district", "count", "shared", *RANKING, "behind", "due", "issues")


def review_words(pack: Pack) -> str:
    """The map review number, where the operator supplied one."""
    number = pack.page.review_number
    if number:
        return say("pack.about.reviewed", "zh", number=number)
    return say("pack.about.not_reviewed", "zh")


def pack_sheets(city: PublishedCity, pack: Pack) -> list[Sheet]:
    """Give the sheets of a pack's workbook."""
    names = {layer.id: layer.folder.manifest.name.zh for layer in city.layers}
    targets = [
        [
            one.id,
            one.name.zh,
            one.unit.zh,
            one.value,
            state.actual,
            state.here,
            LIGHTS[state.light][1].zh,
            state.lead,
        ]
        for one in pack.page.targets
        for state in one.states[-1:]
    ]
    issues = [
        [labels_of("severity")[one.severity].zh, names.get(one.layer, one.layer), one.feature,
         one.field, one.value,
         one.message.zh] for one in pack.issues
    ]  # fmt: skip
    return [
        _cover(pack),
        _sheet("projects", [_row(one, names) for one in pack.projects], 3),
        _sheet("targets", targets, 2),
        _sheet("changes", [_change(one) for one in pack.changes], 2),
        _sheet("issues", issues, 1),
        _sheet("due", [[one.id, one.name, one.owed] for one in pack.due], 2),
    ]


def _sheet(name: str, rows: Sequence[Sequence[object]], frozen: int) -> Sheet:
    return Sheet(words_of("pack.sheets", "zh")[name], _headings(name, COLUMNS[name]), rows, frozen)


def _headings(sheet: str, titles: Mapping[str, str]) -> list[Heading]:
    kinds, widths = KINDS.get(sheet, {}), WIDTHS.get(sheet, {})
    return [
        Heading(title, kinds.get(name, "text"), widths.get(name)) for name, title in titles.items()
    ]


def _change(one: PackChange) -> list[object]:
    return [one.id, one.name, one.field, _plain(one.before), _plain(one.after), one.setback]


def _cover(pack: Pack) -> Sheet:
    shared = sum(one.share < 1 for one in pack.projects)
    sources = dict.fromkeys(layer.source.zh for layer in pack.page.layers)
    facts = {
        "title": pack.page.title.zh,
        "as_of": pack.page.as_of,
        "since": pack.since,
        "audience": labels_of("audience")[pack.page.audience].zh,
        "review": review_words(pack),
        "sample": say("pack.about.sample" if pack.page.sample else "pack.about.none", "zh"),
        "projects": say("pack.about.projects", "zh", n=len(pack.projects), shared=shared),
        "source": say("pack.about.between", "zh").join(sources),
    }
    words = words_of("pack.about.facts", "zh")
    return _sheet("about", [[words[name], fact] for name, fact in facts.items()], 0)


def _row(one: Project, names: dict[str, str]) -> list[object]:
    part = None if one.investment_wan is None else round(one.investment_wan * one.share, 2)
    return [
        names[one.layer],
        one.id,
        one.name,
        one.stage,
        LIGHTS[one.light][1].zh,
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
    return {**ordered, REST: rest, say("pack.whole", "zh"): whole}


def _sum(projects: Iterable[Project]) -> dict[str, float]:
    total = dict.fromkeys(RANKING, 0.0)
    for one in projects:
        total["projects"] += one.share
        total[one.light] += one.share
        total["investment_wan"] += (one.investment_wan or 0) * one.share
        total["invested_wan"] += (one.invested_wan or 0) * one.share
    return total


def ranking_sheets(city: PublishedCity, packs: Sequence[Pack], whole: Pack) -> list[Sheet]:
    """Give the sheets of the city's workbook: the ranking before those of a pack."""
    known = {pack.name: pack for pack in packs}
    ranked = rank_districts(packs, whole)
    rows: list[list[object]] = []
    for place, (name, one) in enumerate(ranked.items(), start=1):
        counts = _counts(place, known.get(name))
        cells: dict[str, object] = {"district": name, **counts, **_rounded(one)}
        rows.append([cells[key] for key in RANKED])
    titles = dict(words_of("pack.columns.ranking", "zh"))
    titles |= {
        light: say("pack.light_shares", "zh", light=word.zh) for light, (_, word) in LIGHTS.items()
    }
    headings = _headings("ranking", {name: titles[name] for name in RANKED})
    cover, *others = pack_sheets(city, whole)
    return [cover, Sheet(words_of("pack.sheets", "zh")["ranking"], headings, rows, 2), *others]


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
