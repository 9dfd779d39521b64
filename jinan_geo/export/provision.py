"""Who owes which report, as a workbook.

Districts by month, every overdue project, and how to read them.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.answers.collection import COLLECTED_COLUMNS, collect
from jinan_geo.answers.reports import (
    EVERYWHERE,
    count_by_kind,
    due_by_kind,
    list_due,
    overdue_now,
)
from jinan_geo.export.workbook import Heading, Sheet, write_workbook
from jinan_geo.manifest.closed import Text, text, texts
from jinan_geo.manifest.labels import labels_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterator, Sequence, Sized
    from pathlib import Path

    from jinan_geo.answers.collection import Collection
    from jinan_geo.publish.published import PublishedCity

__all__ = ["provision_sheets", "write_provision"]

COUNTS = texts("export.provision.counts")
COLLECTED = texts("export.provision.collected")
OVERDUE = texts("export.provision.columns")
NOTES = (
    text("export.provision.due"),
    text("export.provision.note_monthly"),
    text("export.provision.note_overdue"),
    text("export.provision.note_shared"),
)
LATE = text("export.provision.late")
UNKNOWN = text("export.provision.unknown")
TRUTHS = labels_of("truth")
SAMPLE = text("export.provision.sample")


def write_provision(path: Path, city: PublishedCity, lang: str) -> int:
    """Write the workbook, first of all how far an open edition is; gives the number of bytes."""
    day = city.editions[-1] if city.editions else None
    found = collect(city)
    first = [] if found is None else [_open_sheet(city, found, lang)]
    return write_workbook(path, [*first, *provision_sheets(city, list_due(city), lang, day)], day)


def _open_sheet(city: PublishedCity, found: Collection, lang: str) -> Sheet:
    """The open edition by district, with the numbers of ``provision --json`` and of the pages."""
    title = text("export.provision.open", day=found.date)
    names = dict(_places(city, lang))
    counted = COLLECTED_COLUMNS[1:]
    told = pd.DataFrame(found.by_district)
    rows = [[*row] for row in told.assign(district=told["district"].map(names)).to_numpy(object)]
    headings = [Heading(_in(COLLECTED[key], lang), "integer", 10) for key in counted]
    district = Heading(_in(OVERDUE["district"], lang), width=14)
    return Sheet(_in(title, lang), [district, *headings], rows, frozen=1)


def provision_sheets(
    city: PublishedCity, due: pd.DataFrame, lang: str, day: dt.date | None
) -> list[Sheet]:
    """The sheets of what ``list_due`` gave; also for a workbook of more."""
    knows_days = bool(due["recorded_on"].notna().any())
    has_sample = bool(due["sample"].any())
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
    """Districts by month; where there are both kinds, the rows of each under its name."""
    table = count_by_kind(due, city.districts.codes)
    columns = _counted(table, knows_days=knows_days)
    parts = dict([*table.groupby("truth", sort=False)]) if "truth" in table else {}
    headings = _kind_heading(parts, lang)
    headings.append(Heading(_in(OVERDUE["district"], lang), width=14))
    for month, count in columns:
        headings.append(Heading(f"{month} {_in(COUNTS[count], lang)}", "integer", 10))
    rows = [] if parts else [*_rows_of(city, table, columns, lang)]
    for kind, part in parts.items():
        name = _in(TRUTHS[str(kind)], lang)
        rows += [[name, *row] for row in _rows_of(city, part, columns, lang)]
    title = _in(text("export.provision.matrix"), lang)
    return Sheet(title, headings, rows, frozen=1 + bool(parts))


def _counted(table: pd.DataFrame, *, knows_days: bool) -> list[tuple[str, str]]:
    """The newest month first, and of each what is counted."""
    counts = [name for name in COUNTS if knows_days or name != "late"]
    return list(product(sorted(table["month"].unique(), reverse=True), counts))


def _kind_heading(kinds: Sized, lang: str) -> list[Heading]:
    """The column that says which kind a row is of; none where there is one kind only."""
    return [Heading(_in(text("export.provision.truth"), lang), width=8)] if kinds else []


def _rows_of(
    city: PublishedCity, table: pd.DataFrame, columns: Sequence[tuple[str, str]], lang: str
) -> Iterator[list[object]]:
    cells = {(row["district"], row["month"]): row for row in table.to_dict("records")}
    present = set(table["district"])
    for place, name in _places(city, lang):
        if place in present:
            numbers = [int(cells.get((place, month), {}).get(one, 0)) for month, one in columns]
            yield [name, *numbers]


def _overdue(city: PublishedCity, due: pd.DataFrame, lang: str) -> Sheet:
    """A row for each overdue project and district, by district; the longest overdue first."""
    kinds = [kind for kind in due_by_kind(due) if kind]
    rows: list[list[object]] = []
    for row, told in _owing(city, due, lang):
        kind = "sample" if row["sample"] else "sourced"
        rows.append([_in(TRUTHS[kind], lang), *told] if kinds else told)
    cells = {"owed": "integer", "last_day": "date", "newest": "date"}
    headings = _kind_heading(kinds, lang)
    headings += [Heading(_in(one, lang), cells.get(name, "text")) for name, one in OVERDUE.items()]
    title = _in(text("export.provision.overdue"), lang)
    return Sheet(title, headings, rows, frozen=4 + bool(kinds))


def _owing(
    city: PublishedCity, due: pd.DataFrame, lang: str
) -> Iterator[tuple[dict[Hashable, Any], list[object]]]:
    """Each project that owes a report, in each of its districts, with its cells."""
    layers = {layer.id: _in(layer.folder.manifest.name, lang) for layer in city.layers}
    owing = overdue_now(due).to_dict("records")
    for place, name in _places(city, lang)[1:]:
        here = [row for row in owing if place in (row["districts"] or ("",))]
        yield from ((row, _cells_of(row, name, layers, lang)) for row in here)


def _cells_of(
    row: dict[Hashable, Any], district: str, layers: dict[str, str], lang: str
) -> list[object]:
    return [
        district,
        layers[row["layer"]],
        row["id"],
        row[f"name_{lang}"] or row["name_zh"] or row["name_en"],
        row["month"],
        row["last_day"],
        row["newest"],
        row["owed"],
        row[f"by_{lang}"] or row["by_zh"],
    ]


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
