"""What ``compare`` prints: how many projects of each kind, each setback by name, and the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from jinan_geo.answers.changes import KINDS, SETBACKS, count_kinds
from jinan_geo.cli.tables import make_console, make_safe
from jinan_geo.export.changes import KIND_NAMES, change_cells

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from jinan_geo.city.city import City

__all__ = ["print_changes"]

WORDS = {
    "zh": {
        "title": "{since} 至 {until} 的变化：{projects} 个项目，{rows} 处", "kind": "类别", "count": "项目",
        "setbacks": "倒退", "more": "其余 {count} 处见工作簿。", "written": "已写入 {file}：{size} kB",
        "nothing": "{since} 至 {until} 没有变化。",
    },
    "en": {
        "title": "Changes from {since} to {until}: {projects} projects, {rows} changes", "kind": "Kind",
        "count": "Projects", "setbacks": "Set back", "more": "The workbook has {count} more.",
        "written": "Wrote {file}: {size} kB", "nothing": "Nothing changed from {since} to {until}.",
    },
}  # fmt: skip
MOST = 20  # setbacks that are printed
ID, NAME, PLACE, SETBACK, BEFORE, AFTER = 1, 2, 3, 6, 7, 8  # of the workbook's cells


def print_changes(  # noqa: PLR0913 - what changed, between which days, where it was written
    city: City,
    changes: pd.DataFrame,
    since: dt.date,
    until: dt.date,
    files: Sequence[tuple[Path, int]],
    lang: str,
) -> None:
    """Print the counts, then the setbacks, then each file."""
    console, words = make_console(), WORDS[lang]
    told = {"since": since, "until": until, "rows": len(changes)}
    if changes.empty:
        console.print(words["nothing"].format(**told))
    else:
        counts = count_kinds(changes, city.districts.codes)["all"]
        projects = len(changes[["layer", "id"]].drop_duplicates())
        console.print(words["title"].format(**told, projects=projects), soft_wrap=True)
        table = Table()
        table.add_column(words["kind"])
        table.add_column(words["count"], justify="right")
        for kind in KINDS:
            if counts[kind]:
                table.add_row(getattr(KIND_NAMES[kind], lang), str(counts[kind]))
        console.print(table)
        _print_setbacks(city, changes[changes["setback"] != ""], lang)
    for file, size in files:
        console.print(
            make_safe(words["written"].format(file=file, size=round(size / 1000))), soft_wrap=True
        )


def _print_setbacks(city: City, changes: pd.DataFrame, lang: str) -> None:
    console, words = make_console(), WORDS[lang]
    if changes.empty:
        return
    console.print(words["setbacks"])
    rank = changes["setback"].map(SETBACKS.index)
    changes = changes.assign(rank=rank).sort_values(
        ["rank", "by"], ascending=[True, False], kind="stable"
    )
    for cells in change_cells(city, changes.head(MOST), lang):
        before, after = ("—" if cells[at] is None else cells[at] for at in (BEFORE, AFTER))
        line = f"  {cells[ID]}  {cells[NAME]}  {cells[PLACE]}  {cells[SETBACK]}  {before} → {after}"
        console.print(make_safe(line), soft_wrap=True)
    if len(changes) > MOST:
        console.print(words["more"].format(count=len(changes) - MOST))
