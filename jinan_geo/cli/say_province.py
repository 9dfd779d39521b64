"""What ``province`` prints: a line for each of the first cities, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import print_table, tell
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.answers.province import Province

__all__ = ["print_province"]

MOST_LINES = 30
NUMBERS = ("projects", "red", "yellow", "green", "grey", "share")


def print_province(province: Province, file: Path, size: int, lang: str) -> None:
    """Print the cities, those that need attention first, and what was written."""
    headings = words_of("cli.province.columns", lang)
    rows = []
    cities = [*province.cities, *province.beside]
    for row in cities[:MOST_LINES]:
        lights, share = row.counted.lights, row.behind_share
        told = "—" if share is None else f"{share * 100:.1f} %"
        name = getattr(row.summary.name, lang)
        counts = (lights.projects, lights.red, lights.yellow, lights.green, lights.grey)
        rows.append([name, *(f"{count:,}" for count in counts), told, row.summary.as_of or "—"])
    print_table(headings, rows, right=NUMBERS, title=say("cli.province.title", lang))
    if len(cities) > MOST_LINES:
        tell(say("cli.province.more", lang, n=len(cities) - MOST_LINES))
    said = {"cities": len(province.cities), "projects": province.lights.projects}
    tell(say("cli.province.written", lang, file=file, size=round(size / 1000), **said))
