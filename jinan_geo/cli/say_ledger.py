"""What the verbs of the ledger print: the story of the imports, and a project's records with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.table import Table

from jinan_geo.cli.tables import make_console, make_safe
from jinan_geo.manifest.attributes import LEDGER_COLUMNS, SOURCE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.ledger import Entry
    from jinan_geo.manifest.models import Stage

__all__ = ["history_json", "print_history", "print_log"]

WORDS = {
    "zh": {
        "none": "还没有导入记录",
        "layer": "图层 {layer}",
        "number": "序号",
        "what": "事项",
        "file": "来源文件",
        "by": "经手人",
        "recorded_at": "时间",
        "recorded": "记录",
        "set_aside": "搁置",
        "unchanged": "未变",
        "size": "台账字节",
        "hash": "哈希",
        "begin": "开始",
        "import": "导入",
        "undo": "撤销第 {of} 号",
        "redo": "恢复第 {of} 号",
        "accept": "认可手工修改",
        "restore": "按记录还原",
        "records": "{project}：{count} 条记录（图层 {layer}）",
        "as_of": "数据日期",
        "stage": "阶段",
        "done_pct": "完成（%）",
        "invested_wan": "投资（万元）",
        "est_finish": "预计完工",
        "remark": "备注",
        "reported_by": "填报",
        "source": "来源",
        "by_hand": "手工台账",
        "row": "第 {row} 行",
    },
    "en": {
        "none": "Nothing was imported yet",
        "layer": "Layer {layer}",
        "number": "no.",
        "what": "what",
        "file": "source file",
        "by": "by",
        "recorded_at": "at",
        "recorded": "recorded",
        "set_aside": "set aside",
        "unchanged": "unchanged",
        "size": "ledger bytes",
        "hash": "hash",
        "begin": "begun",
        "import": "import",
        "undo": "undo of {of}",
        "redo": "redo of {of}",
        "accept": "edit by hand accepted",
        "restore": "restored as recorded",
        "records": "{project}: {count} records (layer {layer})",
        "as_of": "as of",
        "stage": "stage",
        "done_pct": "done (%)",
        "invested_wan": "invested (10,000 CNY)",
        "est_finish": "expected finish",
        "remark": "remark",
        "reported_by": "reported by",
        "source": "source",
        "by_hand": "kept by hand",
        "row": "row {row}",
    },
}
SHOWN_HASH = 8


def print_log(told: Mapping[str, Sequence[Entry]], lang: str) -> None:
    """Print the journal of each ledger that has one."""
    words, console = WORDS[lang], make_console()
    if not any(told.values()):
        console.print(words["none"])
    for layer, entries in told.items():
        if not entries:
            continue
        console.print(make_safe(words["layer"].format(layer=layer)))
        table = Table(box=None, pad_edge=False)
        for column in ("number", "recorded", "set_aside", "unchanged", "size"):
            table.add_column(words[column], justify="right")
        for column in ("what", "file", "hash", "by", "recorded_at"):
            table.add_column(words[column], overflow="fold")
        for entry in entries:
            origin = entry.origin
            cells: list[object] = [
                entry.number,
                entry.recorded,
                entry.set_aside,
                entry.unchanged,
                entry.after.size,
            ]
            cells += [words[entry.what].format(of=entry.of), origin.file if origin else ""]
            cells += [origin.sha256[:SHOWN_HASH] if origin else "", (origin and origin.by) or ""]
            cells.append((origin and origin.recorded_at) or "")
            table.add_row(*[make_safe(cell) for cell in cells])
        console.print(table)


def print_history(
    project: str,
    found: Mapping[str, pd.DataFrame],
    stages: Mapping[str, Sequence[Stage]],
    lang: str,
) -> None:
    """Print the records of a project, each with the cell it came from; ``stages`` are those of each layer."""
    words, console = WORDS[lang], make_console()
    shown = [column for column in LEDGER_COLUMNS if column not in {"id", "sample"}]
    for layer, records in found.items():
        title = words["records"].format(project=project, count=len(records), layer=layer)
        console.print(make_safe(title), soft_wrap=True)
        table = Table(box=None, pad_edge=False)
        for column in (*shown, "source"):
            table.add_column(words[column], overflow="fold")
        names = {stage.id: getattr(stage.name, lang) for stage in stages[layer]}
        for record in records.to_dict("records"):
            record["stage"] = names.get(record["stage"], record["stage"])
            cells = [_cell(record[column]) for column in shown]
            table.add_row(*[make_safe(cell) for cell in [*cells, _source(record, words)]])
        console.print(table)


def history_json(found: Mapping[str, pd.DataFrame]) -> dict[str, list[dict[str, str | None]]]:
    """Give the same for a machine: every value as text, None where missing."""
    columns = [*LEDGER_COLUMNS, "line", *SOURCE_COLUMNS]
    return {
        layer: [
            {column: _cell(record[column]) or None for column in columns}
            for record in records.to_dict("records")
        ]
        for layer, records in found.items()
    }


def _source(record: Mapping[Any, Any], words: Mapping[str, str]) -> str:
    if not record["source_file"]:
        return words["by_hand"]
    row = words["row"].format(row=record["source_row"]) if record["source_row"] else ""
    parts = [record["source_file"], record["source_sheet"], row, f"#{record['import_no']}"]
    return " ".join(part for part in [*parts, (record["source_sha256"] or "")[:SHOWN_HASH]] if part)


def _cell(value: object) -> str:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
