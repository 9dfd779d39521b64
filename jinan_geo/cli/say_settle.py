"""What ``settle`` prints: a line for each commitment, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.settlement import ENDINGS
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    import datetime as dt
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
    for day, ones in sorted(_by_closing(settled).items()):
        then, now = (kind.count("met") for kind in zip(*ones, strict=True))
        tell(say("cli.settle.counted", lang, day=day, met=then, now=now))
    if file is not None:
        tell(say("cli.settle.written", lang, file=file, size=round(size / 1000)))


def _by_closing(settled: Sequence[Settled]) -> dict[dt.date, list[tuple[str, str]]]:
    """Endings as closed and as they would be now, by the closing, where corrections change any."""
    found: dict[dt.date, list[tuple[str, str]]] = {}
    for one in settled:
        if one.closed is not None:
            now = one.later[0] if one.later else one.ending
            found.setdefault(one.closed, []).append((one.ending, now))
    changed = {one.closed for one in settled if one.later}
    return {day: pairs for day, pairs in found.items() if day in changed}
