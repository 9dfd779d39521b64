"""What the commands print: tables of pages, accounts and issues, in Chinese or English."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from jinan_geo.city.city import Layer
    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.page.model import Page
    from jinan_geo.pipeline import Built

__all__ = [
    "make_console",
    "make_safe",
    "page_progress",
    "print_accounts",
    "print_error",
    "print_issue_counts",
    "print_issues",
    "print_map",
    "print_pages",
]

WORDS = {
    "zh": {
        "building": "生成页面",
        "page": "页面",
        "title": "标题",
        "projects": "项目",
        "located": "已落图",
        "unlocated": "未落图",
        "red": "红",
        "yellow": "黄",
        "green": "绿",
        "grey": "灰",
        "size": "大小",
        "layer": "图层",
        "features": "要素",
        "rows": "记录行",
        "matched": "匹配",
        "unmatched": "未匹配",
        "excluded": "剔除",
        "silent": "从未填报",
        "written": "已写入 {count} 个页面和 index.html：{folder}",
        "issues": "问题：错误 {error}，警告 {warning}，提示 {info}；清单：{file}",
        "no_issues": "未发现问题",
        "severity": "级别",
        "place": "位置",
        "what": "内容",
        "fix": "处理",
        "error": "错误",
        "warning": "警告",
        "info": "提示",
        "map": "已写入 {file}({size})：表 {rows} 行 = 匹配 {matched} + 未匹配 {unmatched}；"
        "图上 {located}，未落图 {unlocated}",
        "faulty": "{count} 个要素的几何无法读取，列入未落图",
    },
    "en": {
        "building": "Building pages",
        "page": "page",
        "title": "title",
        "projects": "projects",
        "located": "on map",
        "unlocated": "not on map",
        "red": "red",
        "yellow": "yellow",
        "green": "green",
        "grey": "grey",
        "size": "size",
        "layer": "layer",
        "features": "features",
        "rows": "rows",
        "matched": "matched",
        "unmatched": "unmatched",
        "excluded": "excluded",
        "silent": "never reported",
        "written": "Wrote {count} pages and index.html to {folder}",
        "issues": "Issues: {error} errors, {warning} warnings, {info} notes; listed in {file}",
        "no_issues": "No issues found",
        "severity": "severity",
        "place": "where",
        "what": "what",
        "fix": "what to do",
        "error": "error",
        "warning": "warning",
        "info": "note",
        "map": "Wrote {file} ({size}): {rows} table rows = {matched} matched + {unmatched} unmatched; "
        "{located} on the map, {unlocated} not",
        "faulty": "{count} features with unreadable geometry are listed as not on the map",
    },
}
SHOWN_ISSUES = 200
NARROWEST = 100


class Terminal(Console):
    """A console that leaves a closed pipe to the door of the program; rich would end it with 1."""

    def on_broken_pipe(self) -> None:
        """Raise it on."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def make_console() -> Console:
    """A terminal as wide as it is; a pipe or a log gets lines long enough for the tables."""
    console = Terminal(highlight=False)
    if console.is_terminal:
        return console
    return Terminal(highlight=False, width=max(console.width, NARROWEST + 40))


@contextmanager
def page_progress(
    workspace: Workspace, only: str | None, lang: str
) -> Iterator[Callable[[Built], None]]:
    """Show a bar that moves with each page written; on a pipe it shows nothing."""
    from jinan_geo.pipeline import count_pages  # noqa: PLC0415 - heavy, and only here

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[path]}"),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True
    ) as progress:
        task = progress.add_task(
            WORDS[lang]["building"], total=count_pages(workspace, only), path=""
        )
        yield lambda built: progress.update(task, advance=1, path=built.path)


def print_error(error: str) -> None:
    """Print an error to standard error, control characters made visible."""
    lines = [f"jinan-geo: {line}" for line in error.splitlines()]
    Console(stderr=True, highlight=False, soft_wrap=True).print(make_safe("\n".join(lines)))


def print_pages(built: Sequence[Built], folder: Path, lang: str) -> None:
    """Print what was built: each page with its numbers and its size."""
    words = WORDS[lang]
    table = Table(box=None, pad_edge=False)
    for column in ("page", "title"):
        table.add_column(words[column])
    counts = ("projects", "located", "unlocated", "red", "yellow", "green", "grey")
    for column in (*counts, "size"):
        table.add_column(words[column], justify="right")
    for entry in built:
        totals = entry.page.totals[-1] if entry.page.totals else None
        numbers = [str(getattr(totals, name, "—")) for name in counts]
        table.add_row(
            entry.path, make_safe(getattr(entry.page.title, lang)), *numbers, _size(entry.size)
        )
    make_console().print(table)
    make_console().print(
        make_safe(words["written"].format(count=len(built), folder=folder)), soft_wrap=True
    )


def print_accounts(layers: Sequence[Layer], lang: str) -> None:
    """Print how every row of every ledger was used."""
    words = WORDS[lang]
    table = Table(box=None, pad_edge=False)
    table.add_column(words["layer"])
    counts = ("features", "rows", "matched", "unmatched", "excluded", "silent")
    for column in counts:
        table.add_column(words[column], justify="right")
    for layer in layers:
        if layer.account is not None:
            table.add_row(layer.id, *[str(getattr(layer.account, name)) for name in counts])
    make_console().print(table)


def print_issue_counts(issues: Sequence[Issue], file: Path, lang: str) -> None:
    """Print how many issues there are, and where they are listed."""
    from jinan_geo.issues.issue import count_by_severity  # noqa: PLC0415

    text = WORDS[lang]["issues"].format(**count_by_severity(issues), file=file)
    make_console().print(make_safe(text), soft_wrap=True)


def print_issues(issues: Sequence[Issue], lang: str) -> None:
    """Print the issues, errors first; a long list is cut with its true length stated."""
    from jinan_geo.issues.issue import issue_row  # noqa: PLC0415

    words = WORDS[lang]
    if not issues:
        make_console().print(words["no_issues"])
        return
    table = Table(box=None, pad_edge=False)
    for column in ("severity", "place", "what", "fix"):
        table.add_column(words[column])
    ranked = sorted(issues, key=lambda issue: ("error", "warning", "info").index(issue.severity))
    for issue in ranked[:SHOWN_ISSUES]:
        row = issue_row(issue)
        place = [
            issue.file,
            f"#{issue.row}" if issue.row else "",
            issue.feature or "",
            issue.field or "",
        ]
        cells = [
            words[issue.severity],
            " ".join(part for part in place if part),
            row[f"message_{lang}"],
            row[f"fix_{lang}"],
        ]
        table.add_row(*[make_safe(cell) for cell in cells])
    make_console().print(table)
    if len(issues) > SHOWN_ISSUES:
        make_console().print(f"{SHOWN_ISSUES} / {len(issues)}")


def print_map(file: Path, size: int, page: Page, faulty: int, lang: str) -> None:
    """Print the account of one page made from two files."""
    account, totals = page.layers[0].account, page.totals[0]
    if account is None:
        return
    text = WORDS[lang]["map"].format(
        file=file,
        size=_size(size),
        rows=account.rows,
        matched=account.matched,
        unmatched=account.unmatched,
        located=totals.located,
        unlocated=totals.unlocated,
    )
    make_console().print(make_safe(text), soft_wrap=True)
    if faulty:
        make_console().print(WORDS[lang]["faulty"].format(count=faulty))


def make_safe(text: object) -> str:
    """Make data safe for a terminal: its markup is text, its control characters are visible."""
    shown = [
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode()
        for c in str(text)
    ]
    return escape("".join(shown))


def _size(count: int) -> str:
    return f"{count / 1_000_000:.2f} MB" if count >= 1_000_000 else f"{count / 1_000:.0f} kB"  # noqa: PLR2004
