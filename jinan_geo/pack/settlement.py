"""The settlement of a plan as a file: a Word document, or a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.export.settlement import settlement_sheets
from jinan_geo.export.workbook import write_workbook
from jinan_geo.manifest.closed import text
from jinan_geo.pack.document import add_paragraph, add_table, new_document, save_document
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from jinan_geo.answers.settlement import Settled
    from jinan_geo.export.workbook import Sheet
    from jinan_geo.publish.published import PublishedCity

__all__ = ["write_settlement"]

# In centimetres, of the columns of either table that a sheet of paper holds.
COMMITMENTS = {0: 1.5, 1: 4.4, 2: 1.8, 3: 7.2, 5: 2.5}
EVIDENCE = {0: 1.5, 1: 8.6, 2: 1.6, 3: 3.2, 4: 2.5}


def write_settlement(path: Path, city: PublishedCity, settled: Sequence[Settled], lang: str) -> int:
    """Write a .docx or a workbook, as the name says; gives the number of bytes.

    The same settlement gives the same bytes.
    """
    day = city.editions[-1] if city.editions else None
    sheets = settlement_sheets(settled, city.evidence, lang)
    if path.suffix.lower() == ".docx":
        title = getattr(text("pack.settlement.title", name=city.workspace.manifest.name), lang)
        return write_bytes(path, _draw(title, sheets, day, lang))
    return write_workbook(path, sheets, day)


def _draw(title: str, sheets: Sequence[Sheet], day: dt.date | None, lang: str) -> bytes:
    document = new_document()
    add_paragraph(document, title, size=18, bold=True)
    add_paragraph(document, getattr(text("pack.settlement.as_of", day=day or "—"), lang))
    for sheet, widths in zip(sheets, (COMMITMENTS, EVIDENCE), strict=True):
        add_paragraph(document, sheet.name, size=12, bold=True)
        head = [sheet.headings[at].title for at in widths]
        rows = [_chosen(row, widths) for row in sheet.rows]
        add_table(document, head, rows, tuple(widths.values()))
    return save_document(document, title, day)


def _chosen(row: Sequence[object], columns: Iterable[int]) -> list[str]:
    return [str(row[at]) for at in columns]
