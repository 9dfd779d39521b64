"""What the workbook verbs of the ledger print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import make_console, make_safe

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.workbook.out.contents import Workbook

__all__ = ["print_template"]

WORDS = {
    "zh": {
        "written": "已写入 {file}：{district}，填报截至 {as_of}",
        "form": "  {layer}：{projects} 个项目，其中 {due} 个本期应报，{owed} 个欠报",
        "todo": "  待改问题 {issues} 条",
    },
    "en": {
        "written": "Wrote {file}: {district}, to report for {as_of}",
        "form": "  {layer}: {projects} projects, {due} due, {owed} owing earlier reports",
        "todo": "  {issues} open issues",
    },
}


def print_template(path: Path, workbook: Workbook, lang: str) -> None:
    """Say what the workbook holds."""
    console, words = make_console(), WORDS[lang]
    district = workbook.district.zh if lang == "zh" else workbook.district.en
    lines = [words["written"].format(file=path, district=district, as_of=workbook.as_of)]
    for form in workbook.forms:
        due = sum(row.as_of is not None for row in form.rows)
        owed = sum("欠报" in row.owed for row in form.rows)
        name = form.name.zh if lang == "zh" else form.name.en
        lines.append(words["form"].format(layer=name, projects=len(form.rows), due=due, owed=owed))
    lines.append(words["todo"].format(issues=len(workbook.issues)))
    for line in lines:
        console.print(make_safe(line), soft_wrap=True)
