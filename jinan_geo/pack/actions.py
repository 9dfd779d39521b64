"""The action list as a file: a workbook, or a Word document with a page for each who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.actions import cause_names, count_causes, group_actions
from jinan_geo.export.actions import ActionWords, action_sheets, nobody
from jinan_geo.export.workbook import write_workbook
from jinan_geo.manifest.closed import texts
from jinan_geo.pack.document import add_paragraph, add_table, new_document, save_document
from jinan_geo.words import say
from jinan_geo.write.files import write_bytes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from jinan_geo.answers.actions import Action, Groups
    from jinan_geo.publish.published import PublishedCity

__all__ = ["write_actions"]

COLUMNS = texts("pack.actions.columns")
WIDTHS = (3.6, 0.9, 1.5, 2.6, 2.1, 2.7, 2.3, 1.9)  # in centimetres


def write_actions(
    path: Path, city: PublishedCity, rows: Sequence[Action], by: Groups, lang: str
) -> int:
    """Write a .docx or a workbook, as the name says; gives the number of bytes.

    The document begins a page for each group, to be handed to each apart. The same rows give the
    same bytes.
    """
    day = city.editions[-1] if city.editions else None
    if path.suffix.lower() == ".docx":
        return write_bytes(path, _draw(city, rows, by, lang, day))
    return write_workbook(path, action_sheets(city, rows, by, lang), day)


def _draw(
    city: PublishedCity, rows: Sequence[Action], by: Groups, lang: str, day: dt.date | None
) -> bytes:
    from docx.enum.text import WD_BREAK  # noqa: PLC0415 - takes a third of a second to load

    words = ActionWords(city, lang)
    title = say("pack.actions.title", lang, name=getattr(city.workspace.manifest.name, lang))
    document = new_document()
    groups = group_actions(city, rows, by, lang)
    for at, (group, own) in enumerate(groups.items()):
        if at:
            document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        called = group or words.of(nobody(by))
        _add_group(document, words, (title, called), own, day)
    if not groups:
        add_paragraph(document, title, size=16, bold=True)
        add_paragraph(document, say("export.actions.text_empty", lang))
    return save_document(document, title, day)


def _add_group(
    document: object,
    words: ActionWords,
    titles: tuple[str, str],
    rows: Sequence[Action],
    day: dt.date | None,
) -> None:
    lang = words.lang
    title, name = titles
    names = cause_names(words.city)
    counts = [
        say("pack.actions.count", lang, cause=words.of(names[cause]), n=n)
        for cause, n in count_causes(rows).items()
    ]
    causes = say("export.actions.between", lang).join(counts)
    add_paragraph(document, title, size=16, bold=True)
    add_paragraph(
        document, say("pack.actions.group", lang, name=name, n=len(rows)), size=13, bold=True
    )
    add_paragraph(document, say("pack.actions.as_of", lang, day=day or "—"))
    add_paragraph(document, say("pack.actions.causes", lang, causes=causes))
    head = [words.of(one) for one in COLUMNS.values()]
    add_table(document, head, [_cells(row, words) for row in rows], WIDTHS)
    add_paragraph(document, say("export.actions.note", lang), size=8)


def _cells(row: Action, words: ActionWords) -> list[str]:
    sample = say("export.actions.sample", words.lang)
    name = f"{words.name(row)} ({words.places(row)})" + (f" · {sample}" if row.sample else "")
    *told, last = words.cells(row)
    return [name, *told, words.forecast(row), last]
