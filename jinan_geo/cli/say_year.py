"""What ``year`` prints: the works that go on, the commitments of both years, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.settlement import ENDINGS
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.export.handover import work_row
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.answers.handover import Carried, Handover

__all__ = ["print_handover"]

SHOWN = [1, 2, 4, 5, 7, 8]  # of the columns of a work, those that fit on a screen


def print_handover(given: Handover, file: Path | None, size: int, lang: str) -> None:
    """Print what a year takes over, and what was written."""
    rows = [_shown(one, lang) for one in given.works]
    year = getattr(given.of.label, lang)
    said = {"year": year, "day": given.day, "count": len(given.works)}
    title = say("cli.year.works_title", lang, **said)
    print_table(words_of("cli.year.works", lang), rows, title=title, fold=["name"])
    tell(say("cli.year.unknown", lang, count=given.unknown))
    _print_commitments(given, lang)
    if file is not None:
        tell(say("cli.year.written", lang, file=file, size=round(size / 1000)))


def _shown(one: Carried, lang: str) -> list[str]:
    row = work_row(one, lang)
    return [row[at] for at in SHOWN]


def _print_commitments(given: Handover, lang: str) -> None:
    head = words_of("cli.year.commitments", lang)
    kept = [
        [one.target.id, getattr(one.target.name, lang), getattr(ENDINGS[one.ending], lang)]
        for one in given.commitments
    ]
    title = say("cli.year.commitments_title", lang, count=len(kept))
    print_table(head, kept, title=title, fold=["name"])
    new = [
        [one.target.id, getattr(one.target.name, lang), getattr(one.number, lang)]
        for one in given.promised
    ]
    if new:
        title = say(
            "cli.year.promised_title", lang, year=getattr(given.of.label, lang), count=len(new)
        )
        print_table(words_of("cli.year.promised", lang), new, title=title, fold=["name"])
