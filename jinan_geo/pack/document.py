"""A brief as a Word document: A4, two pages, the fonts of a Chinese office."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

from jinan_geo.words import say, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "add_paragraph",
    "add_table",
    "lists_of_brief",
    "new_document",
    "save_document",
    "write_document",
]

LATIN = "Microsoft YaHei"
PICTURE_CM = 10.6  # high; what is left of the page holds twelve targets
# How wide the columns of the lists are, in centimetres.
WIDTHS = {
    "targets": {"light": 1.4, "target": 6.2, "value": 6.9, "lead": 2.9},
    "late": {"light": 1.4, "project": 6.2, "stage": 2.0, "done": 2.2, "lead": 3.0, "reason": 2.6},
    "changes": {"project": 6.0, "field": 3.4, "sides": 5.4, "setback": 2.6},
    "issues": {"severity": 1.4, "project": 6.0, "message": 10.0},
    "due": {"project": 7.0, "due": 10.4},
}


def lists_of_brief() -> dict[str, tuple[str, tuple[str, ...], tuple[float, ...]]]:
    """Give of each list its title, the heads of its columns and their widths in centimetres."""
    titles, heads = words_of("pack.lists"), words_of("pack.lists.heads")
    return {
        key: (titles[key], tuple(map(heads.__getitem__, widths)), tuple(widths.values()))
        for key, widths in WIDTHS.items()
    }


def write_document(words: Mapping[str, Any], picture: bytes, *, day: dt.date | None) -> bytes:
    """Write the brief; the same words, picture and day give the same bytes."""
    from docx.enum.text import WD_BREAK  # noqa: PLC0415 - takes a third of a second to load
    from docx.shared import Cm  # noqa: PLC0415 - as above

    document = new_document()
    add_paragraph(document, words["title"], size=20, bold=True)
    gap = say("pack.brief.gap")
    as_of = say("pack.brief.as_of", as_of=words["as_of"])
    add_paragraph(document, gap.join([words["workspace"], as_of, *words["marks"]]))
    lights = [f"{shape}{word} {count}" for _, shape, word, count in words["lights"]]
    add_paragraph(document, gap.join(lights), size=13, bold=True)
    add_paragraph(document, say("pack.brief.between").join(words["facts"]))
    document.add_picture(io.BytesIO(picture), height=Cm(PICTURE_CM))
    add_paragraph(document, words["picture"], size=8)
    _add_list(document, words, "targets")
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    if words["ranking"]:
        add_paragraph(document, say("pack.brief.ranking"), size=12, bold=True)
        head, *rows = words["ranking"]
        add_table(document, head, rows, (1.2, 3.2, 2.6, 2.0, 2.0, 2.0, 2.0, 2.4))
    for key in ("late", "changes", "issues", "due"):
        if not words["ranking"] or key in {"late", "changes"}:
            _add_list(document, words, key)
    return save_document(document, words["title"], day)


def new_document() -> Any:  # noqa: ANN401 - python-docx has no types
    """Begin a document: A4, upright, in the fonts of a Chinese office."""
    from docx import Document  # noqa: PLC0415 - takes a third of a second to load
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Cm, Pt  # noqa: PLC0415 - as above

    document = Document()
    (section,) = document.sections
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.4)
    style = document.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(9)  # of the cells, which are most of it
    style.element.rPr.rFonts.set(qn("w:eastAsia"), say("pack.brief.font"))
    style.paragraph_format.space_after = Pt(0)
    return document


def add_paragraph(document: Any, text: str, *, size: float = 9, bold: bool = False) -> None:  # noqa: ANN401 - as above
    """Add a paragraph of one kind of letters, ``size`` in points."""
    from docx.shared import Pt  # noqa: PLC0415 - as above

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6 if bold else 0)
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _add_list(document: Any, words: Mapping[str, Any], key: str) -> None:  # noqa: ANN401 - as above
    title, head, widths = lists_of_brief()[key]
    since = say("pack.brief.since", since=words["since"]) if key == "changes" else ""
    add_paragraph(document, title + since, size=12, bold=True)
    one = words["lists"][key]
    if one["rows"]:
        add_table(document, head, one["rows"], widths)
    add_paragraph(document, one["more"] or ("" if one["rows"] else say("pack.brief.none")), size=8)


def add_table(
    document: Any,  # noqa: ANN401 - docx carries no types
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
) -> None:
    """Add a table with lines round its cells; ``widths`` of the columns are in centimetres."""
    from docx.shared import Cm  # noqa: PLC0415 - as above

    table = document.add_table(rows=1 + len(rows), cols=len(head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for at, (line, texts) in enumerate(zip(table.rows, [head, *rows], strict=True)):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.paragraphs[0].add_run(text).bold = at == 0


def save_document(document: Any, title: str, day: dt.date | None) -> bytes:  # noqa: ANN401 - as above
    """Save with fixed dates: in the properties, and of each part of the zip."""
    stamp = dt.datetime.combine(day or dt.date(1980, 1, 1), dt.time(), dt.UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.author, properties.created, properties.modified = (
        title,
        "jinan_geo",
        stamp,
        stamp,
    )
    held, fixed = io.BytesIO(), io.BytesIO()
    document.save(held)
    with (
        zipfile.ZipFile(held) as before,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)),
                before.read(name),
                zipfile.ZIP_DEFLATED,
            )
    return fixed.getvalue()
