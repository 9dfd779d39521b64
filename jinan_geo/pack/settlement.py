"""How a plan ended, and what goes on, as a file: a Word document, or a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.handover import taken_over
from jinan_geo.export.handover import handover_sheets, works_sheet
from jinan_geo.export.settlement import settlement_sheets
from jinan_geo.export.workbook import write_workbook
from jinan_geo.manifest.closed import text
from jinan_geo.pack.document import add_paragraph, add_table, new_document, save_document
from jinan_geo.words import spoken_as
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from jinan_geo.answers.handover import Handover
    from jinan_geo.answers.settlement import Settled
    from jinan_geo.export.workbook import Sheet
    from jinan_geo.publish.published import PublishedCity

    Tables = Sequence[tuple[Sheet, Mapping[int, float]]]

__all__ = ["write_handover", "write_settlement"]

# In centimetres, of the columns of a table that a sheet of paper holds.
COMMITMENTS = {0: 1.5, 1: 4.4, 2: 1.8, 3: 7.2, 5: 2.5}
EVIDENCE = {0: 1.2, 1: 4.9, 2: 1.2, 3: 2.3, 4: 1.9, 5: 1.9, 7: 2.9, 8: 1.1}
WORKS = {1: 4.2, 2: 2.3, 4: 2.1, 5: 2.1, 6: 1.5, 7: 2.1, 8: 3.1}
PROMISED = {0: 1.8, 1: 5.6, 2: 4.4, 3: 2.4, 5: 3.2}


def write_settlement(path: Path, city: PublishedCity, settled: Sequence[Settled], lang: str) -> int:
    """Write a .docx or a workbook, as the name says; gives the number of bytes.

    Once the plan's year is over it has the works that go on into the next as well. The same
    settlement gives the same bytes.
    """
    with spoken_as(city.speech):
        given = taken_over(city)
        first, rest = settlement_sheets(settled, city.evidence, lang, given)
        tables = [(first, COMMITMENTS), (rest, EVIDENCE)]
        if given is not None:
            tables.insert(1, (works_sheet(given, lang), WORKS))
        title = text("pack.settlement.title", name=city.workspace.manifest.name)
        return _write(path, city, getattr(title, lang), tables, lang)


def write_handover(path: Path, city: PublishedCity, given: Handover, lang: str) -> int:
    """Write what a year takes over, as ``write_settlement`` does."""
    widths = (WORKS, COMMITMENTS, PROMISED, EVIDENCE)
    with spoken_as(city.speech):
        sheets = handover_sheets(given, city.evidence, lang)
        title = text("pack.handover.title", name=city.workspace.manifest.name, year=given.of.label)
        return _write(path, city, getattr(title, lang), [*zip(sheets, widths, strict=True)], lang)


def _write(path: Path, city: PublishedCity, title: str, tables: Tables, lang: str) -> int:
    day = city.editions[-1] if city.editions else None
    if path.suffix.lower() == ".docx":
        return write_bytes(path, _draw(title, tables, day, lang))
    return write_workbook(path, [sheet for sheet, _ in tables], day)


def _draw(title: str, tables: Tables, day: dt.date | None, lang: str) -> bytes:
    document = new_document()
    add_paragraph(document, title, size=18, bold=True)
    add_paragraph(document, getattr(text("pack.settlement.as_of", day=day or "—"), lang))
    for sheet, widths in tables:
        add_paragraph(document, sheet.name, size=12, bold=True)
        head = [sheet.headings[at].title for at in widths]
        rows = [_chosen(row, widths) for row in sheet.rows]
        add_table(document, head, rows, tuple(widths.values()))
    return save_document(document, title, day)


def _chosen(row: Sequence[object], columns: Iterable[int]) -> list[str]:
    return [str(row[at]) for at in columns]
