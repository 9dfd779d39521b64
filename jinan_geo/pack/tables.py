"""The workbooks of packs: a district's projects, targets, changes, issues and reports due; the city's ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.export.workbook import Heading, Sheet
from jinan_geo.manifest.labels import labels_of
from jinan_geo.manifest.signs import LIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinan_geo.pack.contents import Pack, Project
    from jinan_geo.publish.published import PublishedCity

__all__ = ["RANKING", "pack_sheets", "rank_districts", "ranking_sheets", "review_words"]

PROJECTS = [
    Heading("图层"), Heading("编号"), Heading("名称", width=30), Heading("阶段"), Heading("红黄绿灯"),
    Heading("亮灯原因"), Heading("完成（%）", "percent"), Heading("应完成（%）", "percent"),
    Heading("超前或滞后（百分点）", "points"), Heading("本区份额（%）", "percent"),
    Heading("计划投资全额（万元）", "money"), Heading("计划投资本区份额（万元）", "money"),
    Heading("累计完成投资全额（万元）", "money"), Heading("填报日期", "date"), Heading("责任单位", width=20),
    Heading("进度备注", width=30),
]  # fmt: skip
RANKING = ("projects", "red", "yellow", "green", "grey", "investment_wan", "invested_wan")
REST = "未分到区县"


def review_words(pack: Pack) -> str:
    """The map review number, where the operator supplied one."""
    return f"审图号 {pack.page.review_number}" if pack.page.review_number else "未送审·仅供内部"


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
        [labels_of("severity")[one.severity].zh, names.get(one.layer, one.layer), one.feature, one.field, one.value,
         one.message.zh] for one in pack.issues
    ]  # fmt: skip
    return [
        _cover(pack),
        Sheet("项目", PROJECTS, [_row(one, names) for one in pack.projects], 3),
        Sheet(
            "目标",
            [Heading("编号"), Heading("目标", width=36), Heading("单位"), Heading("目标值", "number"),
             Heading("全市完成", "number"), Heading("其中本区", "number"), Heading("红黄绿灯"),
             Heading("超前或滞后（百分点）", "points")],
            targets, 2,
        ),
        Sheet(
            "变化",
            [Heading("编号"), Heading("名称", width=30), Heading("内容"), Heading("之前", width=18),
             Heading("现在", width=18), Heading("倒退", width=14)],
            [[one.id, one.name, one.field, _plain(one.before), _plain(one.after), one.setback] for one in pack.changes],
            2,
        ),
        Sheet(
            "问题",
            [Heading("级别"), Heading("图层"), Heading("要素编号"), Heading("字段"), Heading("值", width=20),
             Heading("问题", width=60)],
            issues, 1,
        ),
        Sheet(
            "应报",
            [Heading("编号"), Heading("名称", width=30), Heading("应报", width=40)],
            [[one.id, one.name, one.owed] for one in pack.due], 2,
        ),
    ]  # fmt: skip


def _cover(pack: Pack) -> Sheet:
    shared = sum(one.share < 1 for one in pack.projects)
    rows: list[tuple[str, object]] = [
        ("标题", pack.page.title.zh),
        ("数据截止日", pack.page.as_of),
        ("变化对比自", pack.since),
        ("发布范围", labels_of("audience")[pack.page.audience].zh),
        ("审图", review_words(pack)),
        ("示例", "含示例数据，非官方" if pack.page.sample else "无"),
        ("项目", f"{len(pack.projects)} 个，其中 {shared} 个与其他区县共有，按份额计"),
        ("来源", "；".join(dict.fromkeys(layer.source.zh for layer in pack.page.layers))),
    ]
    return Sheet("说明", [Heading("项", width=16), Heading("内容", width=90)], rows)


def _row(one: Project, names: dict[str, str]) -> list[object]:
    part = None if one.investment_wan is None else round(one.investment_wan * one.share, 2)
    return [
        names[one.layer], one.id, one.name, one.stage, LIGHTS[one.light][1].zh, one.reason, one.done_pct,
        one.planned_pct, one.lead, round(one.share * 100, 2), one.investment_wan, part, one.invested_wan,
        one.record_date, one.responsible, one.remark,
    ]  # fmt: skip


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, str) else str(value)


def rank_districts(packs: Sequence[Pack], city: Pack) -> dict[str, dict[str, float]]:
    """Add up each district by shares, what lies in none, and the city; the parts sum to the city.

    Districts with the largest ``behind``, the share of red and yellow projects between 0 and 1, come first.
    """
    parts = {pack.name: _sum(pack.projects) for pack in packs}
    whole = _sum(city.projects)
    rest = {
        key: round(whole[key] - sum(part[key] for part in parts.values()), 6) for key in RANKING
    }
    for one in (*parts.values(), rest, whole):
        one["behind"] = (one["red"] + one["yellow"]) / one["projects"] if one["projects"] else 0.0
    ordered = dict(sorted(parts.items(), key=lambda item: -item[1]["behind"]))
    return {**ordered, REST: rest, "全市": whole}


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
    counts = {pack.name: pack for pack in packs}
    rows: list[list[object]] = []
    for place, (name, one) in enumerate(rank_districts(packs, whole).items(), start=1):
        pack = counts.get(name)
        rows.append(
            [place if pack else None, name, len(pack.projects) if pack else None,
             sum(each.share < 1 for each in pack.projects) if pack else None, *(round(one[key], 2) for key in RANKING),
             round(100 * one["behind"], 1), len(pack.due) if pack else None, len(pack.issues) if pack else None]
        )  # fmt: skip
    headings = [
        Heading("名次", "integer"),
        Heading("区县", width=14),
        Heading("涉及项目", "integer"),
        Heading("其中共有", "integer"),
        Heading("项目（按份额）", "money"),
        *(Heading(f"{word.zh}（按份额）", "money") for _, word in LIGHTS.values()),
        Heading("计划投资（万元）", "money"),
        Heading("累计完成投资（万元）", "money"),
        Heading("红黄占比（%）", "percent"),
        Heading("应报", "integer"),
        Heading("问题", "integer"),
    ]
    cover, *others = pack_sheets(city, whole)
    return [cover, Sheet("区县排名", headings, rows, 2), *others]
