"""What ``compare`` prints: how many projects of each kind, each setback by name, and the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.changes import KINDS, SETBACKS, changes_by_kind, count_kinds
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.export.changes import KIND_NAMES, change_cells
from jinan_geo.manifest.labels import labels_of
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
        for kind, part in changes_by_kind(changes).items():
            label = f" · {getattr(labels_of('truth')[kind], lang)}" if kind else ""
            _print_counts(city, part, {"since": since, "until": until}, lang, label)
        apart = len(changes_by_kind(changes)) > 1
        _print_setbacks(city, changes[changes["setback"] != ""], lang, apart=apart)
    for file, size in files:
        tell(say("cli.compare.written", lang, file=file, size=round(size / 1000)))


def _print_counts(
    city: PublishedCity, changes: pd.DataFrame, days: dict[str, dt.date], lang: str, label: str
) -> None:
    """How many projects of each kind; ``label`` says whether they are sourced or samples."""
    counts = count_kinds(changes, city.districts.codes)["all"]
    projects = len(changes[["layer", "id"]].drop_duplicates())
    told = {**days, "rows": len(changes), "projects": projects}
    tell(say("cli.compare.title", lang, **told) + label)
    rows = [(getattr(KIND_NAMES[kind], lang), counts[kind]) for kind in KINDS if counts[kind]]
    print_table(words_of("cli.compare.columns", lang), rows, right=["count"], boxed=True)


def _print_setbacks(city: PublishedCity, changes: pd.DataFrame, lang: str, *, apart: bool) -> None:
    if changes.empty:
        return
    tell(say("cli.compare.setbacks", lang))
    rank = changes["setback"].map(SETBACKS.index)
    changes = changes.assign(rank=rank).sort_values(
        ["rank", "by"], ascending=[True, False], kind="stable"
    )
    shown = changes.head(MOST)
    for cells, is_sample in zip(change_cells(city, shown, lang), shown["sample"], strict=True):
        before, after = ("—" if cells[at] is None else cells[at] for at in (BEFORE, AFTER))
        mark = f"  {getattr(labels_of('truth')['sample'], lang)}" if is_sample and apart else ""
        place = f"{mark}  {cells[ID]}  {cells[NAME]}  {cells[PLACE]}"
        tell(f"{place}  {cells[SETBACK]}  {before} → {after}")
    if len(changes) > MOST:
        tell(say("cli.compare.more", lang, count=len(changes) - MOST))
