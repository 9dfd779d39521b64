"""What ``compare`` prints: how many projects of each kind, each setback by name, and the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.changes import KINDS, SETBACKS, count_kinds
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.export.changes import KIND_NAMES, change_cells
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from jinan_geo.publish.published import PublishedCity

__all__ = ["print_changes"]

MOST = 20  # setbacks that are printed
ID, NAME, PLACE, SETBACK, BEFORE, AFTER = 1, 2, 3, 6, 7, 8  # of the workbook's cells


def print_changes(  # noqa: PLR0913 - what changed, between which days, where it was written
    city: PublishedCity,
    changes: pd.DataFrame,
    since: dt.date,
    until: dt.date,
    files: Sequence[tuple[Path, int]],
    lang: str,
) -> None:
    """Print the counts, then the setbacks, then each file."""
    if changes.empty:
        tell(say("cli.compare.nothing", lang, since=since, until=until))
    else:
        counts = count_kinds(changes, city.districts.codes)["all"]
        projects = len(changes[["layer", "id"]].drop_duplicates())
        told = {"since": since, "until": until, "rows": len(changes), "projects": projects}
        tell(say("cli.compare.title", lang, **told))
        rows = [(getattr(KIND_NAMES[kind], lang), counts[kind]) for kind in KINDS if counts[kind]]
        print_table(words_of("cli.compare.columns", lang), rows, right=["count"], boxed=True)
        _print_setbacks(city, changes[changes["setback"] != ""], lang)
    for file, size in files:
        tell(say("cli.compare.written", lang, file=file, size=round(size / 1000)))


def _print_setbacks(city: PublishedCity, changes: pd.DataFrame, lang: str) -> None:
    if changes.empty:
        return
    tell(say("cli.compare.setbacks", lang))
    rank = changes["setback"].map(SETBACKS.index)
    changes = changes.assign(rank=rank).sort_values(
        ["rank", "by"], ascending=[True, False], kind="stable"
    )
    for cells in change_cells(city, changes.head(MOST), lang):
        before, after = ("—" if cells[at] is None else cells[at] for at in (BEFORE, AFTER))
        tell(f"  {cells[ID]}  {cells[NAME]}  {cells[PLACE]}  {cells[SETBACK]}  {before} → {after}")
    if len(changes) > MOST:
        tell(say("cli.compare.more", lang, count=len(changes) - MOST))
