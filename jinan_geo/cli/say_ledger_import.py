"""What ``ledger import`` prints: what would change, what is set aside and why, the account, and what was recorded."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.table import Table

from jinan_geo.cli.tables import make_console, make_safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from jinan_geo.issues.issue import Issue
    from jinan_geo.workbook.back.importing import Incoming, IncomingSheet
    from jinan_geo.workbook.back.recording import Recorded

__all__ = ["as_json", "print_preview", "print_recorded"]

MOST = 60  # lines of a table in the terminal; --json gives them all
WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "columns": ("项目", "名称", "字段", "原来", "现在"),
        "aside": ("单元格", "项目", "问题", "说明"),
        "account": "{layer}（{sheet}）：{rows} 行 = 记录 {recorded} + 未变 {unchanged} + 搁置 {set_aside} "
        "+ 不计 {excluded}",
        "more": "……另有 {n} 条，用 --json 查看全部",
        "total": "  第 {row} 行合计 {stated} 万元，各行之和 {found} 万元：{verdict}",
        "equal": "相符",
        "unequal": "不符",
        "locked": "  {n} 行的灰色单元格被改动，未采用",
        "absent": "  {n} 个项目不在交回的表中",
        "again": "{layer}：这份文件已导入过（第 {number} 次记录），未重复记录",
        "recorded": "{layer}：已记入台账（第 {number} 次记录），{n} 条；撤销用 jinan-geo ledger undo",
        "nothing": "{layer}：没有要记录的变化",
        "issues": "  问题：新增 {opened}，仍未改 {seen}，已改正 {fixed}，再次出现 {reopened}",
        "dry": "未记录",
    },
    "en": {
        "columns": ("project", "name", "field", "from", "to"),
        "aside": ("cell", "project", "issue", "why"),
        "account": "{layer} ({sheet}): {rows} rows = {recorded} recorded + {unchanged} unchanged + {set_aside} set "
        "aside + {excluded} left out",
        "more": "… {n} more; --json shows them all",
        "total": "  total in row {row}: {stated}, the rows come to {found} (10,000 CNY): {verdict}",
        "equal": "equal",
        "unequal": "not equal",
        "locked": "  the grey cells of {n} rows were changed; not used",
        "absent": "  {n} projects are not in the returned sheet",
        "again": "{layer}: this file was imported before (entry {number}); not recorded again",
        "recorded": "{layer}: recorded (entry {number}), {n} records; jinan-geo ledger undo takes them back",
        "nothing": "{layer}: nothing to record",
        "issues": "  issues: {opened} new, {seen} still open, {fixed} fixed, {reopened} reopened",
        "dry": "Nothing was recorded",
    },
}
FIELDS: dict[str, dict[str, str]] = {
    "zh": {
        "as_of": "截止日", "stage": "阶段", "done_pct": "完成比例", "invested_wan": "累计投资（万元）",
        "est_finish": "预计完工", "remark": "备注", "reported_by": "填报单位",
    },
    "en": {},
}  # fmt: skip


def print_preview(incoming: Incoming, lang: str) -> None:
    """Show what the import would change, row by row, and what it sets aside, cell by cell."""
    console, words = make_console(), WORDS[lang]
    for sheet in incoming.sheets:
        _print_changes(console, sheet, lang)
        _print_aside(console, sheet, lang)
        account = words["account"].format(
            layer=sheet.layer, sheet=sheet.returned.sheet, **vars(sheet.account)
        )
        console.print(make_safe(account), soft_wrap=True)
        for control in sheet.controls:
            verdict = words["unequal" if control.issue else "equal"]
            amounts = {"stated": _show(control.stated), "found": _show(control.found)}
            line = words["total"].format(row=control.row, verdict=verdict, **amounts)
            console.print(make_safe(line), soft_wrap=True)
        for key, count in (("locked", sheet.returned.locked), ("absent", sheet.absent)):
            if count:
                console.print(words[key].format(n=count), soft_wrap=True)


def print_recorded(recorded: Sequence[Recorded], lang: str) -> None:
    """Say what was recorded, and what became of the remembered issues."""
    console, words = make_console(), WORDS[lang]
    if not recorded:
        console.print(words["dry"])
    for one in recorded:
        key = "again" if one.again else "recorded" if one.entry.recorded else "nothing"
        line = words[key].format(
            layer=one.sheet.layer, number=one.entry.number, n=one.entry.recorded
        )
        console.print(make_safe(line), soft_wrap=True)
        if any(one.issues.get(happened) for happened in ("opened", "seen", "fixed", "reopened")):
            counts = {
                happened: one.issues.get(happened, 0)
                for happened in ("opened", "seen", "fixed", "reopened")
            }
            console.print(words["issues"].format(**counts), soft_wrap=True)


def as_json(incoming: Incoming, recorded: Sequence[Recorded]) -> dict[str, Any]:
    """Give everything for a machine."""
    done = {one.sheet.layer: one for one in recorded}
    sheets = []
    for sheet in incoming.sheets:
        one = done.get(sheet.layer)
        sheets.append(
            {
                "layer": sheet.layer,
                "sheet": sheet.returned.sheet,
                "account": vars(sheet.account),
                "changes": [
                    {key: _show(value) for key, value in vars(change).items()}
                    for change in sheet.changes
                ],
                "set_aside": [_issue(issue) for issue in sheet.issues],
                "totals": [
                    {
                        "row": control.row,
                        "stated": _show(control.stated),
                        "found": _show(control.found),
                        "equal": control.issue is None,
                    }
                    for control in sheet.controls
                ],
                "entry": one.entry.number if one else None,
                "again": bool(one and one.again),
                "issues": dict(one.issues) if one else {},
            }
        )
    return {
        "file": incoming.file,
        "sha256": incoming.sha256,
        "source": incoming.source,
        "sheets": sheets,
    }


def _print_changes(console: Console, sheet: IncomingSheet, lang: str) -> None:
    words, changes = WORDS[lang], sheet.changes
    if not changes:
        return
    table = Table(box=None, pad_edge=False)
    for title in words["columns"]:
        table.add_column(title, overflow="fold")
    before = ""
    for change in changes[:MOST]:
        who = (change.project, change.name) if change.project != before else ("", "")
        before = change.project
        name = FIELDS[lang].get(change.field, change.field)
        table.add_row(
            *(make_safe(text) for text in (*who, name, _show(change.before), _show(change.after)))
        )
    console.print(table)
    if len(changes) > MOST:
        console.print(words["more"].format(n=len(changes) - MOST))


def _print_aside(console: Console, sheet: IncomingSheet, lang: str) -> None:
    words, issues = WORDS[lang], sheet.issues
    if not issues:
        return
    table = Table(box=None, pad_edge=False)
    for title in words["aside"]:
        table.add_column(title, overflow="fold")
    for issue in issues[:MOST]:
        told = _issue(issue)
        message = told["message_zh"] if lang == "zh" else told["message_en"]
        name = told["name_zh"] if lang == "zh" else told["name_en"]
        table.add_row(
            *(make_safe(str(text or "")) for text in (told["cell"], told["project"], name, message))
        )
    console.print(table)
    if len(issues) > MOST:
        console.print(words["more"].format(n=len(issues) - MOST))


def _issue(issue: Issue) -> dict[str, Any]:
    from jinan_geo.issues.issue import catalogue  # noqa: PLC0415 - only where a row was set aside

    kind, message = catalogue()[issue.type], issue.message()
    return {
        "cell": f"{issue.sheet}!{issue.cell}" if issue.sheet else issue.cell,
        "row": issue.row,
        "project": issue.feature,
        "field": issue.field,
        "type": issue.type,
        "name_zh": kind.name_zh,
        "name_en": kind.name_en,
        "message_zh": message.zh,
        "message_en": message.en,
    }


def _show(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
