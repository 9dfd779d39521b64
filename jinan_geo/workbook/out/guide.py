"""The guide sheet of a progress workbook: how to fill it in, what the colours mean, where to send it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.export.workbook import fit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.workbook.out.contents import Workbook
    from jinan_geo.workbook.out.look import SheetLook

__all__ = ["GUIDE_SHEET", "write_guide"]

GUIDE_SHEET = "填报说明"
STEPS = (
    ("一", "打开下方各项目表，找到自己负责的项目。"),
    (
        "二",
        "只填黄框白底的格子：截止日已按本期填好，阶段从下拉列表选，完成比例填 0 至 100 的数，金额单位是万元。",
    ),
    ("三", "没有变化的项目也要报：把完成比例照上期数再填一次即可。一格都不填，就是本期没有报。"),
    ("四", "有变化的项目：只填变了的格子，留空的格子表示与上期相同；备注不沿用。"),
    ("五", "完成比例、累计投资比上期低的，格子会变橙色；确实要调低，请在备注写明原因。"),
    ("六", "看“待改问题”表：每一条都能点到要改的格子，改好后一起交回。"),
    ("七", "保存为 xlsx 格式，整个文件交回；可以排序、筛选、调列宽，不要改项目编号。"),
)
SHARED = ("八", "跨区项目注明了本区份额：请填整个项目的数，不要按份额折算。")


def write_guide(page: Any, workbook: Workbook, sheets: Sequence[str], look: SheetLook) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Write the sheet."""
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 92)
    page.hide_gridlines(2)
    page.set_row(0, 34)
    page.write_string(
        0, 0, fit_text(f"{workbook.workspace}{workbook.district.zh} 城市更新进度填报"), look.title
    )
    at = _write_facts(page, workbook, look) + 1
    page.write_string(at, 0, "怎么填", look.heading)
    steps = [*STEPS, SHARED] if any(form.shared for form in workbook.forms) else STEPS
    for number, text in steps:
        at += 1
        page.write_string(at, 0, number, look.strong)
        page.write_string(at, 1, text, look.text)
    at += 2
    page.write_string(at, 0, "颜色", look.heading)
    samples = (
        (look.fill_sample, "请填", "黄框白底：由你填写。"),
        (look.given_sample, "已报", "灰底：上期报过的数和项目信息，已锁定，改了也不会被采用。"),
        (look.fallen_sample, "调低", "橙底红字：比上期低，请核对。"),
    )
    for style, word, text in samples:
        at += 1
        page.write_string(at, 0, word, style)
        page.write_string(at, 1, text, look.text)
    at += 2
    page.write_string(at, 0, "本文件有哪些表", look.heading)
    for sheet, form in zip(sheets, workbook.forms, strict=True):
        at += 1
        page.write_url(at, 0, f"internal:'{_quote(sheet)}'!A1", look.link, fit_text(sheet))
        page.write_string(at, 1, f"{len(form.rows)} 个项目", look.text)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.protect("", {"format_columns": True, "format_rows": True})


def _write_facts(page: Any, workbook: Workbook, look: SheetLook) -> int:  # noqa: ANN401 - xlsxwriter has no types
    rule = workbook.forms[0].reporting
    facts = [
        ("填报区县", f"{workbook.district.zh}（{workbook.code}）"),
        ("填报截止日", f"{workbook.as_of}（数据截至这一天）"),
        ("已有数据", f"截至 {workbook.edition}" if workbook.edition else "尚无填报"),
        ("交给谁", rule.to.zh if rule.to else "交回发给你本文件的单位"),
    ]
    if rule.by:
        facts.insert(1, ("填报单位", rule.by.zh))
    if rule.grace_days:
        facts.insert(3, ("最晚交回", f"填报截止日后 {rule.grace_days} 天内"))
    for at, (word, text) in enumerate(facts, start=1):
        page.write_string(at, 0, word, look.strong)
        page.write_string(at, 1, fit_text(text), look.text)
    return len(facts) + 1


def _quote(sheet: str) -> str:
    return sheet.replace("'", "''")
