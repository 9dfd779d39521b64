"""Thirty sheets as districts really send them, built here, each with its known answer.

All are about the tiny city's ``sites``; an answer says which rows are recorded, unchanged, set
aside and left out, what is read of each project, which kinds of issues are raised, and what the
sheet's own totals come to.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

__all__ = ["SHEETS", "Foreign"]

HEAD = ("编号", "截止日期", "阶段", "完成比例", "累计投资（万元）", "备注")
COLUMNS = {
    "id": "编号", "as_of": "截止日期", "stage": "阶段", "done_pct": "完成比例",
    "invested_wan": "累计投资（万元）",
    "remark": "备注",
}  # fmt: skip
MARCH = dt.date(2025, 3, 31)
ROWS = (
    ("s-1", "2025-03-31", "在建", 45, 400.5, None),
    ("s-2", "2025-03-31", "开工", 10, 50, "基础施工"),
    ("s-4", "2025-03-31", "开工", 5, 20.25, None),
)
READ = {"s-1": (45, "400.5"), "s-2": (10, "50"), "s-4": (5, "20.25")}


@dataclass(frozen=True)
class Foreign:
    """A sheet: how it is made, its profile, and the answer.

    ``read`` gives percent and money in 万元 by project.
    """

    name: str
    make: Callable[[Any], None] | str
    profile: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=lambda: COLUMNS)
    account: tuple[int, int, int, int] = (3, 0, 0, 0)
    read: Mapping[str, tuple[float | None, str | None]] = field(default_factory=lambda: READ)
    issues: Sequence[str] = ()
    totals: Sequence[tuple[str, str, bool]] = ()
    day: dt.date = MARCH

    def __str__(self) -> str:
        return self.name

    def write(self, folder: Path) -> Path:
        """Make the file."""
        if isinstance(self.make, str):
            path = folder / "报表.csv"
            path.write_bytes(self.make.encode(str(self.profile.get("encoding", "utf-8"))))
            return path
        path = folder / "报表.xlsx"
        book = openpyxl.Workbook()
        self.make(book)
        book.save(path)
        return path


def rows(
    *lines: Sequence[object], head: Sequence[Sequence[object]] = (HEAD,),
    before: Sequence[Sequence[object]] = (),
    merge: Sequence[str] = (), percents: Sequence[str] = (),
) -> Callable[[Any], None]:  # fmt: skip
    """A sheet of title rows, headings and lines.

    Ranges to merge, and cells shown with a percent sign.
    """

    def make(book: Any) -> None:
        page = book.active
        for line in [*before, *head, *lines]:
            page.append(list(line))
        for area in merge:
            page.merge_cells(area)
        for cell in percents:
            page[cell].number_format = "0%"

    return make


def without(*keys: str) -> dict[str, str]:
    """The usual columns without some."""
    return {key: title for key, title in COLUMNS.items() if key not in keys}


def with_day(*days: object) -> tuple[tuple[object, ...], ...]:
    """The usual rows with other days."""
    return tuple((row[0], day, *row[2:]) for row, day in zip(ROWS, days, strict=True))


def with_percent(*percents: object) -> tuple[tuple[object, ...], ...]:
    """The usual rows with other percentages."""
    return tuple((*row[:3], percent, *row[4:]) for row, percent in zip(ROWS, percents, strict=True))


def with_money(*amounts: object) -> tuple[tuple[object, ...], ...]:
    """The usual rows with other amounts."""
    return tuple((*row[:4], amount, row[5]) for row, amount in zip(ROWS, amounts, strict=True))


def headed(title: str) -> tuple[tuple[str, ...], ...]:
    """The usual heading with another name for the money."""
    return ((*HEAD[:4], title, HEAD[5]),)


def with_yuan(title: str) -> dict[str, str]:
    """The usual columns with another heading of the money."""
    return {**COLUMNS, "invested_wan": title}


TITLE = [["历下区等城市更新项目进度表"], ["填报单位：市更新办", None, None, None, "单位：万元"]]
TWO = [
    ("编号", "截止日期", "进度", None, "投资", None),
    (None, None, "阶段", "完成比例", "累计（万元）", "备注"),
]
TWO_MERGED = ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]
TWO_COLUMNS = {
    "id": "编号", "as_of": "截止日期", "stage": "进度/阶段", "done_pct": "进度/完成比例",
    "invested_wan": "投资/累计（万元）", "remark": "投资/备注",
}  # fmt: skip
NAMED = (
    ("明府城停车楼", "历下区", "2025-03-31", "在建", 45, 400.5),
    ("洪家楼片区", "历城区", "2025-03-31", "开工", 10, 50),
    ("雪山车库", None, "2025-03-31", "开工", 5, 20.25),
)
NAMED_HEAD = ("项目名称", "所属区县", "截止日期", "阶段", "完成比例", "累计投资（万元）")
NAMED_COLUMNS = {
    "name": "项目名称", "district": "所属区县", "as_of": "截止日期", "stage": "阶段",
    "done_pct": "完成比例",
    "invested_wan": "累计投资（万元）",
}  # fmt: skip
TOTAL = ("合计", None, None, None, 470.75, None)
CSV_HEAD = "编号,截止日期,阶段,完成比例,累计投资（万元）,备注\n"
CSV = (
    CSV_HEAD
    + "s-1,2025-03-31,在建,45,400.5,\ns-2,2025-03-31,开工,10,50,基础施工\n"
    + "s-4,2025-03-31,开工,5,20.25,\n"
)


def hidden_and_other(book: Any) -> None:
    """A cover sheet, a hidden sheet of old figures, and the table on a sheet of its own name."""
    book.active.title = "封面"
    book.active["A1"] = "历下区"
    old = book.create_sheet("旧表")
    old.append(["编号", "作废"])
    old.sheet_state = "hidden"
    page = book.create_sheet("三月")
    for line in (HEAD, *ROWS):
        page.append(list(line))
    page.row_dimensions[3].hidden = True


def with_error(book: Any) -> None:
    """A formula that divides by zero, and one that was never computed."""
    rows(*with_money(400.5, "=1/0", "=A1*2"))(book)


def far_away(book: Any) -> None:
    """Formatting down to row 5,000 below three rows."""
    rows(*ROWS)(book)
    for row in range(5, 5000):
        book.active.cell(row, 1).number_format = "@"


SHEETS = [
    Foreign("plain", rows(*ROWS)),
    Foreign("title rows", rows(*ROWS, before=TITLE, merge=["A1:F1"])),
    Foreign("two rows of merged headings", rows(*ROWS, head=TWO, merge=TWO_MERGED),
            columns=TWO_COLUMNS),
    Foreign(
        "total and remark below", rows(*ROWS, TOTAL, ("注：投资为累计数",)),
        account=(3, 0, 0, 2), totals=[("470.75", "470.75", True)],
    ),
    Foreign("total on top", rows(TOTAL, *ROWS), account=(3, 0, 0, 1),
            totals=[("470.75", "470.75", True)]),
    Foreign(
        "total a cent off", rows(*ROWS, ("合 计：", None, None, None, 470.750001, None)),
        account=(3, 0, 0, 1), totals=[("470.750001", "470.75", False)], issues=["wrong-total"],
    ),
    Foreign(
        "total in floating point",
        rows(*with_money(300.1, 50.2, 20.3), ("合计", None, None, None, 300.1 + 50.2 + 20.3)),
        account=(2, 0, 1, 1), totals=[("370.6", "370.6", True)], issues=["spending-fell"],
        read={"s-2": (10, "50.2"), "s-4": (5, "20.3")},
    ),
    Foreign(
        "subtotals of groups", rows(ROWS[0], ("小计", None, None, None, 400.5), *ROWS[1:],
                                    ("小计", None, None, None, 70.25), TOTAL),
        account=(3, 0, 0, 3),
        totals=[("400.5", "400.5", True), ("70.25", "70.25", True), ("470.75", "470.75", True)],
    ),
    Foreign(
        "subtotals above their groups", rows(("小计", None, None, None, 400.5), ROWS[0],
                                             ("小计", None, None, None, 70), *ROWS[1:]),
        account=(3, 0, 0, 2), totals=[("400.5", "400.5", True), ("70", "70.25", False)],
        issues=["wrong-total"],
    ),
    Foreign(
        "totals of pages, headings again",
        rows(ROWS[0], ("本页小计", None, None, None, 400.5), ("第 1 页，共 2 页",), HEAD, *ROWS[1:],
             ("本页小计", None, None, None, 70.25), ("全市合计", None, None, None, 470.75)),
        account=(3, 0, 0, 5),
        totals=[("400.5", "400.5", True), ("70.25", "70.25", True), ("470.75", "470.75", True)],
    ),
    Foreign(
        "a page's total that is wrong",
        rows(ROWS[0], ("本页合计", None, None, None, 400), *ROWS[1:],
             ("本页合计", None, None, None, 70.25)),
        account=(3, 0, 0, 2), issues=["wrong-total"],
        totals=[("400", "400.5", False), ("70.25", "70.25", True)],
    ),
    Foreign(
        "pages within groups",
        rows(ROWS[0], ("本页小计", None, None, None, 400.5), ROWS[1],
             ("历下区小计", None, None, None, 450.5), ROWS[2],
             ("本页小计", None, None, None, 70.25), ("市中区小计", None, None, None, 20.25)),
        account=(3, 0, 0, 4),
        totals=[("400.5", "400.5", True), ("450.5", "450.5", True), ("70.25", "70.25", True),
                ("20.25", "20.25", True)],
    ),
    Foreign(
        "totals of districts, and what has come so far",
        rows(ROWS[0], ("历下区合计", None, None, None, 400.5), ROWS[1],
             ("以上累计", None, None, None, 450.5), ROWS[2],
             ("市中区合计", None, None, None, 70.25), ("济南市合计", None, None, None, 470.75)),
        account=(3, 0, 0, 4),
        totals=[("400.5", "400.5", True), ("450.5", "450.5", True), ("70.25", "70.25", True),
                ("470.75", "470.75", True)],
    ),
    Foreign("blank rows between", rows(ROWS[0], (), ROWS[1], (), (), ROWS[2]),
            account=(3, 0, 0, 3)),
    Foreign(
        "hundreds of millions",
        rows(*with_money(0.04005, 0.005, 0.002025), head=headed("累计投资（亿元）")),
        columns=with_yuan("累计投资（亿元）"),
    ),
    Foreign(
        "yuan, declared",
        rows(*with_money(4005000, "500,000", "202,500.00"), head=headed("累计投资")),
        profile={"unit": "元"}, columns=with_yuan("累计投资"),
    ),
    Foreign(
        "amounts with words", rows(*with_money("约400万", "50万元", "待核")), account=(0, 0, 3, 0),
        read={},
        issues=["approximate-number", "number-with-unit", "placeholder-value"],
    ),
    Foreign("dates as 2025.3", rows(*with_day("2025.3", "2025年3月底", "2025-03")),
            profile={"days": ["month"]}),
    Foreign(
        "2025.1 as a number", rows(*with_day(2025.1, "2025.3", "2025年3月")),
        profile={"days": ["month"]},
        account=(2, 0, 1, 0), issues=["ambiguous-date"],
        read={"s-2": READ["s-2"], "s-4": READ["s-4"]},
    ),
    Foreign("serial dates", rows(*with_day(45747, 45747, dt.date(2025, 3, 31))),
            profile={"days": ["serial"]}),
    Foreign("quarters", rows(*with_day("2025年一季度", "2025Q1", "2025年第1季度")),
            profile={"days": ["quarter"]}),
    Foreign(
        "months that were not declared", rows(*with_day("2025.3", "31/3/25", "2025-02-30")),
        account=(0, 0, 3, 0), read={}, issues=["date-form", "ambiguous-date", "impossible-date"],
    ),
    Foreign(
        "the day stands in the title",
        rows(*(row[:1] + row[2:] for row in ROWS), head=[HEAD[:1] + HEAD[2:]],
                                            before=[["截至2025年3月底进度表"]], merge=["A1:E1"]),
        profile={"as_of": "title"}, columns=without("as_of"),
    ),
    Foreign(
        "percent in every way", rows(*with_percent(0.45, "10 %", 0.05), percents=["D2"]),
        account=(2, 0, 1, 0), issues=["percent-scale"],
        read={"s-1": READ["s-1"], "s-2": READ["s-2"]},
    ),
    Foreign("percent as shares", rows(*with_percent(0.45, 0.1, "5%")),
            profile={"percent_up_to": 1}),
    Foreign(
        "85 in a column of shares", rows(*with_percent(85, 0.1, 0.05)),
        profile={"percent_up_to": 1},
        account=(2, 0, 1, 0), issues=["percent-scale"],
        read={"s-2": READ["s-2"], "s-4": READ["s-4"]},
    ),
    Foreign(
        "percent in words", rows(*with_percent("八成五", "约80%", 120)), account=(0, 0, 3, 0),
        read={},
        issues=["approximate-number", "approximate-number", "percent-range"],
    ),
    Foreign(
        "stage words",
        rows(*((*row[:2], word, *row[3:]) for row, word in zip(ROWS, ("主体施工", "已开工", "快了"),
                                                                            strict=True))),
        profile={"stages": {"主体施工": "construction", "已开工": "started"}}, account=(2, 0, 1, 0),
        issues=["unlisted-value"], read={"s-1": READ["s-1"], "s-2": READ["s-2"]},
    ),
    Foreign("names and districts", rows(*NAMED, head=[NAMED_HEAD]), columns=NAMED_COLUMNS),
    Foreign(
        "districts once above their rows", rows(*((*row[:1], None, *row[2:]) if at else row
                                                  for at, row in enumerate(NAMED)),
                                                 head=[NAMED_HEAD]),
        profile={"table": {"fill": ["所属区县"]}}, columns=NAMED_COLUMNS, account=(2, 0, 1, 0),
        issues=["other-district"], read={"s-1": READ["s-1"], "s-2": READ["s-2"]},
    ),
    Foreign(
        "ids that are none",
        rows(*ROWS, ("S-1", *ROWS[0][1:]), ("s-77", *ROWS[0][1:]), (None, *ROWS[0][1:])),
        account=(3, 0, 3, 0), issues=["near-key", "orphan-record", "missing-value"],
    ),
    Foreign(
        "one project twice", rows(*ROWS, ("s-1", "2025-03-31", "在建", 50, 410, None), ROWS[1]),
        account=(2, 1, 2, 0), issues=["repeated-value", "repeated-value"],
        read={"s-2": READ["s-2"], "s-4": READ["s-4"]},
    ),
    Foreign(
        "errors of formulas", with_error, account=(1, 0, 2, 0), issues=["error-cell", "error-cell"],
        read={"s-1": READ["s-1"]},
    ),
    Foreign("several sheets, hidden ones and rows", hidden_and_other,
            profile={"table": {"sheet": "三月"}}),
    Foreign("formatted far down", far_away),
    Foreign("nothing reported in a row", rows(*ROWS, ("s-5", "2025-03-31", None, None, None, None)),
            account=(3, 1, 0, 0)),
    Foreign("lower than before", rows(*with_percent(20, 10, 5)), account=(2, 0, 1, 0),
            issues=["progress-regression"],
            read={"s-2": READ["s-2"], "s-4": READ["s-4"]}),
    Foreign("CSV in GBK", CSV, profile={"encoding": "GBK"}),
    Foreign("CSV with semicolons and a total", CSV.replace(",", ";") + "合计;;;;470.75;\n",
            account=(3, 0, 0, 1),
            totals=[("470.75", "470.75", True)]),
    Foreign("what the ledger already says",
            rows(("s-1", "2025-02-28", "在建", 30, 300.5, "进展顺利"), *ROWS[1:]),
            account=(2, 1, 0, 0), read={"s-2": READ["s-2"], "s-4": READ["s-4"]}),
]  # fmt: skip
