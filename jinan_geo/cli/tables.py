"""What the commands print: tables of pages, accounts and issues, in Chinese or English."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
    "print_facts",
    "print_issue_counts",
    "print_issues",
    "print_map",
    "print_pages",
    "print_table",
    "size_of",
    "tell",
    "tell_grey",
]

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
    from jinan_geo.pipeline import count_pages  # noqa: PLC0415 - saves 1291 ms of every start

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
            say("cli.pages.building", lang), total=count_pages(workspace, only), path=""
        )
        yield lambda built: progress.update(task, advance=1, path=built.path)


def print_error(error: str) -> None:
    """Print an error to standard error, control characters made visible."""
    lines = [f"jinan-geo: {line}" for line in error.splitlines()]
    Console(stderr=True, highlight=False, soft_wrap=True).print(make_safe("\n".join(lines)))


def tell(text: str) -> None:
    """Print a line; what it quotes of the data is shown as it is, and nothing wraps it."""
    make_console().print(make_safe(text), soft_wrap=True)


def tell_grey(text: str) -> None:
    """Print what could not be used, as what is grey on the map."""
    make_console().print(make_safe(text), soft_wrap=True, style="bright_black")


def print_table(  # noqa: PLR0913 - what is in it, and how the few that look otherwise do
    headings: Mapping[str, str],
    rows: Iterable[Sequence[object]],
    *,
    right: Collection[str] = (),
    fold: Collection[str] = (),
    title: str | None = None,
    boxed: bool = False,
) -> None:
    """Print a table; ``headings`` are by the names of its columns.

    ``right`` names those of numbers, ``fold`` those of long words.
    """
    shape: dict[str, Any] = {} if boxed else {"box": None, "pad_edge": False}
    table = Table(title=title, title_justify="center" if boxed else "left", **shape)
    for name, heading in headings.items():
        table.add_column(
            heading,
            justify="right" if name in right else "left",
            overflow="fold" if name in fold else "ellipsis",
        )
    for row in rows:
        table.add_row(*map(make_safe, row))
    make_console().print(table)


def print_facts(headings: Mapping[str, str], facts: Mapping[str, str]) -> None:
    """Print what is known of one thing, a line each."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, fact in facts.items():
        table.add_row(headings[name], make_safe(fact))
    make_console().print(table)


def print_pages(built: Sequence[Built], folder: Path, lang: str) -> None:
    """Print what was built: each page with its numbers and its size."""
    headings = dict(words_of("cli.pages.columns", lang))
    if not any(entry.page.is_mixed for entry in built):
        del headings["truth"]
    counts = [name for name in headings if name not in {"page", "title", "truth", "size"}]
    rows = [row for entry in built for row in _page_rows(entry, headings, lang)]
    print_table(headings, rows, right=[*counts, "size"])
    tell(say("cli.pages.written", lang, count=len(built), folder=folder))


def _page_rows(entry: Built, headings: Mapping[str, str], lang: str) -> Iterator[list[str]]:
    """The numbers of a page; of one with both kinds those of what is sourced, and of samples."""
    from jinan_geo.manifest.labels import labels_of  # noqa: PLC0415 - keeps pydantic out of every start

    page = entry.page
    parts = {"sourced": page.totals, "sample": page.samples} if page.is_mixed else {"": page.totals}
    for kind, totals in parts.items():
        told = {"page": entry.path, "title": getattr(page.title, lang), "size": size_of(entry.size)}
        if kind == "sample":
            told = dict.fromkeys(told, "")
        told["truth"] = getattr(labels_of("truth")[kind], lang) if kind else ""
        numbers = totals[-1] if totals else None
        yield [
            told[name] if name in told else str(getattr(numbers, name, "—")) for name in headings
        ]


def print_accounts(layers: Sequence[Layer], lang: str) -> None:
    """Print how every row of every ledger was used."""
    headings = words_of("cli.accounts.columns", lang)
    counts = [name for name in headings if name != "layer"]
    rows = []
    for layer in layers:
        if layer.account is not None:
            numbers = [getattr(layer.account, name) for name in counts]
            rows.append([layer.id, *numbers])
    print_table(headings, rows, right=counts)


def print_issue_counts(counts: Mapping[str, int], file: Path, lang: str) -> None:
    """Print how many issues there are by their severity, and where they are listed."""
    tell(say("cli.issues.counts", lang, **counts, file=file))


def print_issues(issues: Sequence[Issue], lang: str) -> None:
    """Print the issues, errors first; a long list is cut with its true length stated."""
    if not issues:
        tell(say("cli.issues.none", lang))
        return
    severities = words_of("cli.issues.severities", lang)
    ranked = sorted(issues, key=lambda issue: list(severities).index(issue.severity))
    rows = [_issue_row(issue, severities, lang) for issue in ranked[:SHOWN_ISSUES]]
    print_table(words_of("cli.issues.columns", lang), rows, fold=["place", "what", "fix"])
    if len(issues) > SHOWN_ISSUES:
        tell(f"{SHOWN_ISSUES} / {len(issues)}")


def _issue_row(issue: Issue, severities: Mapping[str, str], lang: str) -> list[object]:
    from jinan_geo.issues.issue import issue_row  # noqa: PLC0415 - saves 78 ms of every start

    row = issue_row(issue)
    number = f"#{issue.row}" if issue.row else ""
    place = [issue.file, number, issue.feature or "", issue.field or ""]
    return [
        severities[issue.severity],
        " ".join(part for part in place if part),
        row[f"message_{lang}"],
        row[f"fix_{lang}"],
    ]


def print_map(file: Path, size: int, page: Page, faulty: int, lang: str) -> None:
    """Print the account of one page made from one file or two."""
    account, totals = page.layers[0].account, page.totals[0]
    if account is None:
        return
    places = {"located": totals.located, "unlocated": totals.unlocated}
    written = {"file": file, "size": size_of(size)}
    if account.rows:
        rows = {name: getattr(account, name) for name in ("rows", "matched", "unmatched")}
        tell(say("cli.map.written", lang, **written, **rows, **places))
    else:
        tell(say("cli.map.alone", lang, **written, features=account.features, **places))
    if faulty:
        tell(say("cli.map.faulty", lang, count=faulty))


def make_safe(text: object) -> str:
    """Make data safe for a terminal: its markup is text, its control characters are visible."""
    shown = [
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode()
        for c in str(text)
    ]
    return escape("".join(shown))


def size_of(count: int) -> str:
    """Give a number of bytes as people read it."""
    return f"{count / 1_000_000:.2f} MB" if count >= 1_000_000 else f"{count / 1_000:.0f} kB"  # noqa: PLR2004 - bytes in a MB
