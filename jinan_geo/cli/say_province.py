"""What ``province`` prints: a line for each city, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.cli.tables import print_table, tell
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.answers.province import Province

__all__ = ["print_province"]


def print_province(province: Province, file: Path, size: int, lang: str) -> None:
    """Print the cities, those that need attention first, and what was written."""
    headings = words_of("cli.province.columns", lang)
    rows = []
    for row in [*province.cities, *province.beside]:
        lights, share = row.counted.lights, row.behind_share
        told = "—" if share is None else f"{share * 100:.1f} %"
        name = getattr(row.summary.name, lang)
        counts = (lights.projects, lights.red, lights.yellow, lights.green, lights.grey)
        rows.append([name, *counts, told, row.summary.as_of or "—"])
    print_table(headings, rows, title=say("cli.province.title", lang))
    said = {"cities": len(province.cities), "projects": province.lights.projects}
    tell(say("cli.province.written", lang, file=file, size=round(size / 1000), **said))
