"""What ``actions`` prints: a row for each project that is behind, the causes, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.actions import cause_names, count_causes, group_actions
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.export.actions import ActionWords
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.answers.actions import Action, Groups
    from jinan_geo.publish.published import PublishedCity

__all__ = ["print_actions"]


def print_actions(
    city: PublishedCity,
    rows: Sequence[Action],
    by: Groups,
    file: tuple[Path | None, int],
    lang: str,
) -> None:
    """Print the list grouped as said, how often each cause stands in it, and what was written."""
    if rows:
        _print_rows(city, rows, by, lang)
    else:
        tell(say("cli.actions.none", lang, grey=_count_grey(city)))
    path, size = file
    if path is not None:
        tell(say("cli.actions.written", lang, file=path, size=round(size / 1000)))


def _print_rows(city: PublishedCity, rows: Sequence[Action], by: Groups, lang: str) -> None:
    words = ActionWords(city, lang)
    groups = group_actions(city, rows, by, lang)
    listed = [_cells(row, words) for own in groups.values() for row in own]
    headings = words_of("cli.actions.columns", lang)
    red = sum(row.light == "red" for row in rows)
    day = city.editions[-1]
    title = say("cli.actions.title", lang, day=day, red=red, yellow=len(rows) - red)
    samples = sum(row.sample for row in rows)
    if samples:
        title += say("cli.actions.samples", lang, n=samples)
    print_table(
        headings, listed, right=["lag"], fold=["unit", "project", "late", "next"], title=title
    )
    names = cause_names(city)
    counts = [
        say("cli.actions.count", lang, cause=words.of(names[cause]), n=n)
        for cause, n in count_causes(rows).items()
    ]
    causes = say("cli.actions.between", lang).join(counts)
    tell(say("cli.actions.causes", lang, causes=causes))


def _cells(row: Action, words: ActionWords) -> list[str]:
    return [words.unit(row), words.name(row), *words.cells(row)]


def _count_grey(city: PublishedCity) -> int:
    last = [layer.lights[-1] for layer in city.layers if layer.is_projects and layer.editions]
    return sum(int((lights == "grey").sum()) for lights in last)
