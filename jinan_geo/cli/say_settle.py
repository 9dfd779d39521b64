"""What ``settle`` prints: a line for each commitment, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.settlement import ENDINGS
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.answers.settlement import Settled
    from jinan_geo.publish.published import PublishedCity

__all__ = ["print_settlement"]


def print_settlement(
    city: PublishedCity, settled: Sequence[Settled], file: Path | None, size: int, lang: str
) -> None:
    """Print how each commitment ended, and what was written."""
    headings = words_of("cli.settle.columns", lang)
    rows = [
        [
            one.target.id,
            getattr(one.target.name, lang),
            getattr(ENDINGS[one.ending], lang),
            getattr(one.arithmetic, lang),
        ]
        for one in settled
    ]
    day = city.editions[-1] if city.editions else "—"
    title = say("cli.settle.title", lang, day=day)
    print_table(headings, rows, title=title, fold=["name", "arithmetic"])
    if file is not None:
        tell(say("cli.settle.written", lang, file=file, size=round(size / 1000)))
