"""What ``provision`` prints: reports due, come and overdue by district, and the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.reports import EVERYWHERE
from jinan_geo.cli.tables import print_table, tell
from jinan_geo.manifest.labels import labels_of
from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from jinan_geo.publish.published import PublishedCity

__all__ = ["print_provision"]


def print_provision(  # noqa: PLR0913 - what is known, and where it went
    city: PublishedCity, matrix: pd.DataFrame, file: Path, size: int, lang: str, *, knows_days: bool
) -> None:
    """Print the counts of the newest month, and what was written."""
    if matrix.empty:
        tell(say("cli.provision.nothing", lang))
    elif "truth" not in matrix:
        _print_month(city, matrix, lang, knows_days=knows_days)
    else:
        for kind, part in matrix.groupby("truth", sort=False):
            label = getattr(labels_of("truth")[str(kind)], lang)
            _print_month(city, part, lang, knows_days=knows_days, kind=f" · {label}")
    if not (matrix.empty or knows_days):
        tell(say("cli.provision.unknown", lang))
    tell(say("cli.provision.written", lang, file=file, size=round(size / 1000)))


def _print_month(
    city: PublishedCity, matrix: pd.DataFrame, lang: str, *, knows_days: bool, kind: str = ""
) -> None:
    names = city.districts.names_zh if lang == "zh" else city.districts.names_en
    places = words_of("cli.provision.places", lang)
    called = {
        EVERYWHERE: places["all"],
        "": places["none"],
        **dict(zip(city.districts.codes, names, strict=True)),
    }
    headings = dict(words_of("cli.provision.columns", lang))
    if not knows_days:
        del headings["late"]
    counts = [name for name in headings if name != "district"]
    month = matrix["month"].max()
    rows = []
    for row in matrix[matrix["month"] == month].to_dict("records"):
        numbers = [row[name] for name in counts]
        rows.append([called[row["district"]], *numbers])
    title = say("cli.provision.title", lang, month=month) + kind
    print_table(headings, rows, right=counts, title=title, boxed=True)
