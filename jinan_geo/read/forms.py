"""Tables of prose as offices publish them: each cell's text, its place and what is bold in it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from jinan_geo.errors import InputError, JinanGeoError, show
from jinan_geo.read.sheetparts import read_part
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    Reader = Callable[[zipfile.ZipFile, str], list[list["FormCell"]]]

__all__ = [
    "MOST_CELLS",
    "FormCell",
    "FormGrid",
    "FormNote",
    "Piece",
    "lay_cells",
    "parse_part",
    "read_form",
    "text_of",
]

UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff\u200b]")
MOST_CELLS = 200_000  # a form has a few hundred


@dataclass(frozen=True)
class FormCell:
    """The text of a cell, where it stands, and which stretches of it are bold."""

    text: str
    at: str
    bold: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class FormNote:
    """What a file has that its reader must hear of: ``kind``, the place, and what is there."""

    kind: str
    at: str
    about: str = ""
    count: int = 1


@dataclass(frozen=True)
class Piece:
    """A cell as it is written, with the columns and rows it spans."""

    cell: FormCell
    wide: int = 1
    high: int = 1


@dataclass(frozen=True)
class FormGrid:
    """The rows of a file's tables, one below the other.

    A cell that spans several places is the same object in each of them.
    """

    file: str
    data: bytes
    rows: tuple[tuple[FormCell, ...], ...]
    above: tuple[str, ...] = ()
    notes: tuple[FormNote, ...] = ()


def read_form(path: Path) -> FormGrid:
    """Read every table of an xlsx, a docx or a page of HTML.

    Raises
    ------
    InputError
        The file is none of these, is damaged or cannot be opened.
    RefusedError, ResourceLimitError
        A part of it declares entities, or is too large.
    """
    from jinan_geo.read.formbook import read_book  # noqa: PLC0415 - it needs what is above
    from jinan_geo.read.formtext import read_page, read_text_document  # noqa: PLC0415 - as above

    try:
        data = path.read_bytes()
    except OSError as error:
        msg = say("read.errors.form_unread", name=path.name, error=error.strerror or error)
        raise InputError(msg) from None
    above: list[str] = []
    notes: list[FormNote] = []
    if data.startswith(b"PK"):

        def of_document(archive: zipfile.ZipFile, name: str) -> list[list[FormCell]]:
            return read_text_document(archive, name, above)

        def of_book(archive: zipfile.ZipFile, name: str) -> list[list[FormCell]]:
            return read_book(archive, name, notes)

        rows = _read_archive(data, path.name, of_book, of_document)
    elif b"<table" in data[:4_000_000].lower():
        rows = read_page(data, path.name, above)
    else:
        msg = say("read.errors.form_kind", name=path.name)
        raise InputError(msg)
    return FormGrid(path.name, data, tuple(map(tuple, rows)), tuple(above), tuple(notes))


def _read_archive(data: bytes, name: str, book: Reader, document: Reader) -> list[list[FormCell]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                return book(archive, name)
            if "word/document.xml" in names:
                return document(archive, name)
    except JinanGeoError:
        raise
    except Exception as error:  # noqa: BLE001 - the libraries meet damage with errors of any kind
        msg = say("read.errors.form_damaged", name=name, error=show(str(error)))
        raise InputError(msg) from None
    msg = say("read.errors.form_kind", name=name)
    raise InputError(msg)


def parse_part(archive: zipfile.ZipFile, part: str, name: str) -> ET.Element:
    """Parse one part of an archive, within bounds and without entities."""
    return ET.fromstring(read_part(archive, part, name))  # noqa: S314 - see read_part


def text_of(runs: Iterable[tuple[str, bool]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Join runs of text; gives what is bold as stretches of the joined and trimmed text."""
    text = ""
    bold: list[tuple[int, int]] = []
    for raw, is_bold in runs:
        said = UNSEEN.sub("", raw).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
        start, text = len(text), text + said
        if not is_bold or not said.strip():
            continue
        if bold and bold[-1][1] == start:
            start = bold.pop()[0]
        bold.append((start, len(text)))
    shift = len(text) - len(text.lstrip())
    text = text.strip()
    kept = ((max(0, a - shift), min(len(text), b - shift)) for a, b in bold)
    return text, tuple((a, b) for a, b in kept if a < b)


def lay_cells(rows: Sequence[Sequence[Piece]]) -> list[list[FormCell]]:
    """Put cells where they stand, each at every place it spans; short rows are filled up."""
    held: dict[tuple[int, int], FormCell] = {}
    for at, row in enumerate(rows):
        column = 0
        for piece in row:
            while (at, column) in held:
                column += 1
            _hold(held, piece, at, column, len(rows))
            column += piece.wide
    width = max((column for _, column in held), default=-1) + 1
    return _filled(held, len(rows), width)


def _hold(
    held: dict[tuple[int, int], FormCell], piece: Piece, at: int, column: int, last: int
) -> None:
    for row in range(at, min(at + max(1, piece.high), last)):
        for place in range(column, column + max(1, piece.wide)):
            held[row, place] = piece.cell
    if len(held) > MOST_CELLS:
        msg = say("read.errors.form_large", most=MOST_CELLS)
        raise InputError(msg)


def _filled(held: dict[tuple[int, int], FormCell], height: int, width: int) -> list[list[FormCell]]:
    return [_row(held, at, width) for at in range(height)]


def _row(held: dict[tuple[int, int], FormCell], at: int, width: int) -> list[FormCell]:
    return [held.get((at, column), FormCell("", "")) for column in range(width)]
