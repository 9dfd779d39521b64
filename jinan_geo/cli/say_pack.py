"""What ``pack`` prints: each pack with its numbers, and how its brief was made."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from jinan_geo.cli.tables import make_console, make_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from jinan_geo.pack.deliver import Delivery

__all__ = ["pack_progress", "print_packs"]

WORDS = {
    "zh": {
        "making": "生成区县包", "pack": "包", "projects": "项目", "shared": "共有", "changes": "变化", "issues": "问题",
        "due": "应报", "files": "文件", "written": "已写入 {count} 个包：{folder}",
        "page": "简报地图由页面在无界面浏览器中绘制",
        "plain": "没有可用的浏览器：简报地图为简图（字体：{font}），没有 PDF；"
        "装好 Chromium、Chrome 或 Edge，并 pip install jinan-geo[brief]，再做一次即可",
        "no_font": "未找到中文字体",
    },
    "en": {
        "making": "Making packs", "pack": "pack", "projects": "projects", "shared": "shared", "changes": "changes",
        "issues": "issues", "due": "due", "files": "files", "written": "Wrote {count} packs to {folder}",
        "page": "Maps of the briefs were drawn by the pages in a browser without a window",
        "plain": "No browser to use: maps of the briefs are plain (font: {font}) and there is no PDF; "
        "install Chromium, Chrome or Edge, and pip install jinan-geo[brief]",
        "no_font": "no Chinese font found",
    },
}  # fmt: skip


@contextmanager
def pack_progress(lang: str) -> Iterator[Callable[[Delivery], None]]:
    """Show a bar that moves with each pack; on a pipe it shows nothing."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[name]}"))
    with Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True
    ) as progress:
        task = progress.add_task(WORDS[lang]["making"], total=None, name="")
        yield lambda made: progress.update(task, advance=1, name=made.folder.name)


def print_packs(made: Sequence[Delivery], folder: Path, lang: str) -> None:
    """Print what was made."""
    words = WORDS[lang]
    table = Table(box=None, pad_edge=False)
    table.add_column(words["pack"])
    for column in ("projects", "shared", "changes", "issues", "due"):
        table.add_column(words[column], justify="right")
    table.add_column(words["files"])
    for one in made:
        pack = one.pack
        shared = sum(project.share < 1 for project in pack.projects)
        counts = (len(pack.projects), shared, len(pack.changes), len(pack.issues), len(pack.due))
        table.add_row(make_safe(one.folder.name), *map(str, counts), " ".join(one.files))
    console = make_console()
    console.print(table)
    console.print(
        make_safe(words["written"].format(count=len(made), folder=folder)), soft_wrap=True
    )
    plain = [one for one in made if not one.by_page]
    said = words["plain"].format(font=plain[0].font or words["no_font"]) if plain else words["page"]
    console.print(make_safe(said), soft_wrap=True)
