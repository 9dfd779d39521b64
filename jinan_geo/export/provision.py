"""Who owes which report, as a workbook.

Districts by month, every overdue project, and how to read them.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from jinan_geo.answers.reports import EVERYWHERE, count_provision, list_due, overdue_now
from jinan_geo.export.workbook import Heading, Sheet, write_workbook
from jinan_geo.manifest.closed import Text, text, texts

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd

    from jinan_geo.publish.published import PublishedCity

__all__ = ["provision_sheets", "write_provision"]

COUNTS = texts("export.provision.counts")
OVERDUE = texts("export.provision.columns")
NOTES = (
    text("export.provision.due"),
    text("export.provision.note_monthly"),
    text("export.provision.note_overdue"),
    text("export.provision.note_shared"),
)
LATE = text("export.provision.late")
UNKNOWN = text("export.provision.unknown")
SAMPLE = text("export.provision.sample")


def write_provision(path: Path, city: PublishedCity, lang: str) -> int:
    """Write the workbook; gives the number of bytes."""
    day = city.editions[-1] if city.editions else None
    return write_workbook(path, provision_sheets(city, list_due(city), lang, day), day)


def provision_sheets(
    city: PublishedCity, due: pd.DataFrame, lang: str, day: dt.date | None
) -> list[Sheet]:
    """The sheets of what ``list_due`` gave; also for a workbook of more."""
    knows_days = bool(due["recorded_on"].notna().any())
    shown = [layer for layer in city.layers if layer.id in set(due["layer"])]
    has_sample = any(
        layer.folder.manifest.sample or layer.records["sample"].astype(bool).any()
        for layer in shown
    )
    notes = [*NOTES, LATE if knows_days else UNKNOWN, *([SAMPLE] if has_sample else [])]
    rows: list[tuple[object, object]] = [(_in(text("export.provision.as_of"), lang), day)]
    rows += [(None, _in(note, lang)) for note in notes]
    about = Sheet(
        _in(text("export.provision.about"), lang),
        [Heading(" ", width=14), Heading(" ", width=90)],
        rows,
    )
    return [_matrix(city, due, lang, knows_days=knows_days), _overdue(city, due, lang), about]


def _matrix(city: PublishedCity, due: pd.DataFrame, lang: str, *, knows_days: bool) -> Sheet:
    counts = [name for name in COUNTS if knows_days or name != "late"]
    table = count_provision(due, city.districts.codes)
    months = sorted(table["month"].unique(), reverse=True)
    columns = list(product(months, counts))
    headings = [Heading(_in(OVERDUE["district"], lang), width=14)]
    for month, count in columns:
        headings.append(Heading(f"{month} {_in(COUNTS[count], lang)}", "integer", 10))
    cells = {(row["district"], row["month"]): row for row in table.to_dict("records")}
    present = set(table["district"])
    rows = []
    for place, name in _places(city, lang):
        if place in present:
            numbers = [int(cells.get((place, month), {}).get(one, 0)) for month, one in columns]
            rows.append([name, *numbers])
    return Sheet(_in(text("export.provision.matrix"), lang), headings, rows, frozen=1)


def _overdue(city: PublishedCity, due: pd.DataFrame, lang: str) -> Sheet:
    """A row for each overdue project and district, by district; the longest overdue first."""
    places = _places(city, lang)
    layers = {layer.id: _in(layer.folder.manifest.name, lang) for layer in city.layers}
    owing = overdue_now(due).to_dict("records")
    rows = [
        [
            name,
            layers[row["layer"]],
            row["id"],
            row[f"name_{lang}"] or row["name_zh"] or row["name_en"],
            row["month"],
            row["last_day"],
            row["newest"],
            row["owed"],
            row[f"by_{lang}"] or row["by_zh"],
        ]
        for place, name in places[1:]
        for row in owing
        if place in (row["districts"] or ("",))
    ]
    kinds = {"owed": "integer", "last_day": "date", "newest": "date"}
    headings = [Heading(_in(text, lang), kinds.get(name, "text")) for name, text in OVERDUE.items()]
    return Sheet(_in(text("export.provision.overdue"), lang), headings, rows, frozen=4)


def _places(city: PublishedCity, lang: str) -> list[tuple[str, str]]:
    names = city.districts.names_zh if lang == "zh" else city.districts.names_en
    whole, none = text("export.provision.everywhere"), text("export.provision.nowhere")
    return [
        (EVERYWHERE, _in(whole, lang)),
        *zip(city.districts.codes, names, strict=True),
        ("", _in(none, lang)),
    ]


def _in(text: Text, lang: str) -> Any:  # noqa: ANN401 - a string, as the model has it
    return getattr(text, lang)
