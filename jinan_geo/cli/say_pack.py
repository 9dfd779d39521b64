"""What ``pack`` prints: each pack with its numbers, and how its brief was made."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from jinan_geo.cli.tables import print_table, tell
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from jinan_geo.pack.contents import Pack
    from jinan_geo.pack.deliver import Delivery

__all__ = ["pack_progress", "print_packs"]


COUNTS: tuple[Callable[[Pack], int], ...] = (
    lambda pack: len(pack.projects),
    lambda pack: sum(project.share < 1 for project in pack.projects),
    lambda pack: len(pack.changes),
    lambda pack: len(pack.due),
)


@contextmanager
def pack_progress(lang: str) -> Iterator[Callable[[Delivery], None]]:
    """Show a bar that moves with each pack; on a pipe it shows nothing."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[name]}"))
    with Progress(
        *columns, console=console, disable=not console.is_terminal, transient=True
    ) as progress:
        task = progress.add_task(say("cli.pack.making", lang), total=None, name="")
        yield lambda made: progress.update(task, advance=1, name=made.folder.name)


def print_packs(made: Sequence[Delivery], folder: Path, lang: str) -> None:
    """Print what was made."""
    headings = words_of("cli.pack.columns", lang)
    counts = set(headings) - {"pack", "files"}
    print_table(headings, [_row(one, lang) for one in made], right=counts)
    tell(say("cli.pack.written", lang, count=len(made), folder=folder))
    plain = [one for one in made if not one.by_page]
    if plain:
        font = plain[0].font or say("cli.pack.no_font", lang)
        tell(say("cli.pack.plain", lang, font=font))
    else:
        tell(say("cli.pack.page", lang))


def _row(one: Delivery, lang: str) -> list[object]:
    """The numbers of a pack; where it has sourced values and samples, of each."""
    from jinan_geo.pack.tables import told_apart  # noqa: PLC0415 - saves 710 ms of every start

    counts = [told_apart(one.pack, tell, lang) for tell in COUNTS]
    counts.insert(3, str(len(one.pack.issues)))
    return [one.folder.name, *counts, " ".join(one.files)]
