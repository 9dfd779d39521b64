"""Quarterly forms as offices publish them, built in code: both layouts, three kinds of file."""

from __future__ import annotations

import html
import io
from typing import Any

import openpyxl
from docx import Document
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

__all__ = ["HEADS", "KINDS", "TITLE", "bureau_rows", "district_rows", "make_form"]

HEADS = {
    "bureau": [
        "序号", "主要任务", "节点任务", "进展情况", "取得成效", "后续举措", "监督方式",
    ],
    "district": [
        "序号", "重点任务", "任务目标\n完成情况", "下一步计划", "责任单位（加黑为牵头单位）",
        "监督科室", "监督电话",
    ],
}  # fmt: skip
KINDS = ("xlsx", "docx", "html")
TITLE = "某市某局{dated}《政府工作报告》重点任务落实情况"
PHONE = "0531-81234567"
# A cell: its text, where ** stands around what is bold; None goes on from the cell above.
Rows = list[list[str | None]]


def bureau_rows(count: int = 24) -> Rows:
    """Tasks of one or two nodes; the second row of a task is merged with its first."""
    rows: Rows = []
    for number in range(1, count + 1):
        said = f"一是完成投资{number}.7亿元，占年度计划的{50 + number}%。二是{number}号泵站已完工。"
        plan = f"预计9月底前完成管网{number}公里。"
        effect = f"惠及居民{number}00余户。"
        task = f"实施第{number}片区更新提升工程，改善居住条件"
        rows.append([str(number), task, f"完成{number}处施工", said, effect, plan, f"科室 {PHONE}"])
        if number % 3 == 0:
            rows.append([None, None, f"开工{number}条道路", "正在招标。", "", "加快推进。", "8123"])
    return rows


def district_rows(count: int = 20) -> Rows:
    """Tasks whose leading unit is bold."""
    rows: Rows = []
    for number in range(1, count + 1):
        said = f"（一）改造小区{number}个。（二）截至8月底完成{number}万平方米。"
        units = f"**某区住建局**、第{number}街道、某区财政局"
        plan = "年底前全部完成。"
        rows.append([str(number), f"改造第{number}批老旧小区", said, plan, units, "某科", PHONE])
    return rows


def make_form(form: str, kind: str, rows: Rows, dated: str = "2025年第三季度") -> bytes:
    """Write the rows with a title, and the headings again after ten rows as on a new page."""
    title = TITLE.format(dated=dated)
    paged: Rows = []
    for at, row in enumerate(rows):
        if at and at % 10 == 0 and row[0] is not None:
            paged += [list(HEADS[form]), [""] * len(row)]
        paged.append(row)
    lines = [list(HEADS[form]), *paged]
    return {"xlsx": _book, "docx": _document, "html": _page}[kind](title, lines)


def _runs(text: str) -> list[tuple[str, bool]]:
    return [(part, at % 2 == 1) for at, part in enumerate(text.split("**")) if part]


def _book(title: str, lines: Rows) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append([title])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(lines[0]))
    for at, line in enumerate(lines, start=2):
        for column, text in enumerate(line, start=1):
            if text is None:
                sheet.merge_cells(
                    start_row=at - 1, end_row=at, start_column=column, end_column=column
                )
            elif "**" in text:
                parts = [TextBlock(InlineFont(b=bold), said) for said, bold in _runs(text)]
                sheet.cell(at, column, CellRichText(*parts))
            elif text:
                sheet.cell(at, column, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _document(title: str, lines: Rows) -> bytes:
    document = Document()
    document.add_paragraph(title)
    table = document.add_table(rows=len(lines), cols=len(lines[0]))
    cells = [row.cells for row in table.rows]
    for at, line in enumerate(lines):
        for column, text in enumerate(line):
            if text is None:
                cells[at - 1][column].merge(cells[at][column])
                continue
            for said, bold in _runs(text):
                cells[at][column].paragraphs[0].add_run(said).bold = bold
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(title: str, lines: Rows) -> bytes:
    said = [f"<html><meta charset='utf-8'><body><h1>{title}</h1><table>"]
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else []
        said.append("<tr>")
        for column, text in enumerate(line):
            if text is not None:
                high = 2 if below and below[column] is None else 1
                runs = "".join(map(_marked, _runs(text)))
                said.append(f"<td rowspan={high}>{runs}</td>")
        said.append("</tr>")
    return "".join([*said, "</table></body></html>"]).encode()


def _marked(run: tuple[str, bool]) -> str:
    text = html.escape(run[0]).replace("\n", "<br>")
    return f"<strong>{text}</strong>" if run[1] else text
