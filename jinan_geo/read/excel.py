"""One sheet of a workbook as rows of text cells, within bounds.

Nothing in it is run or followed.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jinan_geo.errors import EnvironmentFault, InputError, JinanGeoError, show
from jinan_geo.read.sheetparts import SheetParts, check_parts, read_part
from jinan_geo.read.source import open_file
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from jinan_geo.issues.issue import Issue
    from jinan_geo.read.untyped import Cell

__all__ = [
    "ExcelSheet",
    "as_usual",
    "cell_name",
    "cell_text",
    "read_sheet",
    "sheet_names",
    "visible_sheets",
]

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
NAMESPACES = (
    (STRICT, b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Before it Excel counts a 29 February 1900 that never was, so that day 60 has no date and those
# before are in doubt.
FIRST_SURE_DAY = dt.date(1900, 3, 1)
EXACT = 1e15  # from here on not every whole number is one
PLAIN = re.compile(r"\s*-?\d{1,15}(?:\.\d+)?\s*")


@dataclass(frozen=True)
class ExcelSheet:
    """Rows from the sheet's first, as text.

    ``merged`` ranges as (row, column) to (row, column), from 0.

    ``typed`` tells by column and row which cells are a ``date`` or a number in ``scientific`` form:
    as keys they are what Excel made of something else. ``errors``, ``doubtful`` dates and ``texts``
    among numbers are given by cell, as A1, and value. ``values`` are the cells as numbers, dates
    and texts; ``percents`` the places of numbers that the sheet shows with a percent sign, which
    therefore are shares of 1.
    """

    name: str
    rows: list[list[str]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    others: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    typed: dict[int, dict[int, str]] = field(default_factory=dict)
    values: list[list[Any]] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)
    notes: list[Issue] = field(default_factory=list)
    hidden: tuple[list[int], list[int]] = ([], [])
    is_alone: bool = True


def read_sheet(path: Path, name: str, sheet: str | None) -> ExcelSheet:
    """Read the sheet of that name, else the first visible one that holds a table.

    Raises
    ------
    InputError
        Encrypted, damaged, or without such a sheet.
    ResourceLimitError
        A cell far away from the others makes the sheet larger than can be held.
    """
    _refuse_encrypted(path, name)
    with _opened(path, name) as (book, parts_of):
        seen = _visible(book)
        if sheet and sheet not in book.sheet_names:
            known = ", ".join(show(title) for title in book.sheet_names)
            msg = say("read.errors.no_sheet", name=name, chosen=show(sheet), known=known)
            raise InputError(msg)
        asked = [sheet] if sheet else seen or book.sheet_names
        chosen, found, parts = _first_table(book, parts_of, asked, name)
        cells = found.to_python(skip_empty_area=False)
        merged = list(found.merged_cell_ranges or [])
        is_alone = len(book.sheet_names) == 1
    others = [title for title in seen if title != chosen]
    return replace(_sheet_of(chosen, cells, merged, others, parts), is_alone=is_alone)


def _first_table(
    book: Any,  # noqa: ANN401 - calamine's workbook
    parts_of: Path | io.BytesIO | None,
    titles: Sequence[str],
    name: str,
) -> tuple[str, Any, SheetParts]:
    """Give the first sheet with two cells in a row, else the first: a cover page is no table."""
    opened: list[tuple[str, Any, SheetParts]] = []
    for title in titles:
        parts = check_parts(parts_of, name, title) if parts_of else SheetParts()
        opened.append((title, book.get_sheet_by_name(title), parts))
        if len(titles) == 1 or any(map(_is_wide, opened[-1][1].iter_rows())):
            return opened[-1]
    return opened[0]


def _is_wide(row: Sequence[Any]) -> bool:
    return sum(str(cell).strip() != "" for cell in row) > 1


def _sheet_of(
    chosen: str,
    cells: list[list[Any]],
    merged: list[tuple[tuple[int, int], tuple[int, int]]],
    others: list[str],
    parts: SheetParts,
) -> ExcelSheet:
    """Write the cells as text, and note by cell what is odd."""
    rows = [list(map(cell_text, row)) for row in cells]
    typed = {column: dict.fromkeys(places, "date") for column, places in _dates(cells).items()}
    for row, column in parts.scientific:
        typed.setdefault(column, {})[row] = "scientific"

    def told(place: tuple[int, int]) -> tuple[str, str]:
        row, column = place
        return cell_name(place), rows[row][column]

    return ExcelSheet(
        chosen,
        rows,
        merged,
        others,
        parts.errors,
        list(map(told, _doubtful(cells, typed))),
        list(map(told, _text_numbers(cells))),
        typed,
        cells,
        parts.percents,
        hidden=parts.hidden,
    )


def sheet_names(path: Path, name: str) -> list[str]:
    """Give the names of a workbook's sheets, hidden ones too; none where it is no workbook.

    Raises
    ------
    InputError
        Encrypted or damaged.
    """
    with open_file(path, name) as file:
        if file.read(4) not in WORKBOOKS:
            return []
    _refuse_encrypted(path, name)
    with _opened(path, name) as (book, _):
        return list(book.sheet_names)


def visible_sheets(path: Path, name: str) -> list[str]:
    """Give the names of a workbook's sheets that are not hidden.

    Raises
    ------
    InputError
        Encrypted or damaged.
    """
    with _opened(path, name) as (book, _):
        return _visible(book)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[tuple[Any, Path | io.BytesIO | None]]:
    """Open a workbook, and give the archive that it is, if it is one.

    What the reader cannot do is worded.

    Raises
    ------
    InputError
        Encrypted or damaged.
    """
    try:
        import python_calamine as calamine  # noqa: PLC0415 - only for who has a workbook
    except ImportError:
        msg = say("read.errors.calamine", name=name)
        raise EnvironmentFault(msg) from None
    try:
        usual = as_usual(path, name)
        if usual is not None:
            with calamine.CalamineWorkbook.from_filelike(usual) as book:
                yield book, usual
            return
        with _load(path) as book:
            yield book, path if zipfile.is_zipfile(path) else None
    except calamine.PasswordError:
        msg = say("read.errors.excel_password", name=name)
        raise InputError(msg) from None
    except JinanGeoError:
        raise
    except BaseException as error:
        # What the reader meets in a damaged file may be a panic, which is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        if isinstance(error, MemoryError):
            raise
        msg = say("read.errors.excel_unreadable", name=name, error=show(str(error)))
        raise InputError(msg) from None


def _load(path: Path) -> Any:  # noqa: ANN401 - calamine's workbook
    """Open a workbook as its name says; where it is another kind than that, as its bytes say."""
    import python_calamine as calamine  # noqa: PLC0415 - only for who has a workbook

    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except (calamine.CalamineError, OSError) as error:
        if isinstance(error, calamine.PasswordError):
            raise
        try:
            return calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        except calamine.CalamineError:
            raise error from None


def _visible(book: Any) -> list[str]:  # noqa: ANN401 - calamine's workbook
    return [item.name for item in book.sheets_metadata if str(item.visible).endswith("Visible")]


def as_usual(path: Path | io.BytesIO, name: str) -> io.BytesIO | None:
    """Give a Strict Open XML workbook as Excel writes others; None where it is none.

    Only the names of the namespaces differ; the reader knows the usual ones.
    """
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        book = "xl/workbook.xml"
        if book not in names or STRICT not in read_part(archive, book, name):
            return None
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as usual:
            for part in dict.fromkeys(names):
                if part.endswith((".xml", ".rels")):
                    usual.writestr(part, _as_usual_part(read_part(archive, part, name)))
    made.seek(0)
    return made


def _as_usual_part(data: bytes) -> bytes:
    for strict, known in NAMESPACES:
        data = data.replace(strict, known)
    return data


def _refuse_encrypted(path: Path, name: str) -> None:
    with open_file(path, name) as file:
        if file.read(4) != b"PK\x03\x04" and ENCRYPTED in file.read():
            msg = say("read.errors.excel_password", name=name)
            raise InputError(msg)


def cell_name(place: tuple[int, int]) -> str:
    """Write a place (row, column), from 0, as A1."""
    row, column = place
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _dates(cells: list[list[Any]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            if isinstance(value, dt.date):
                found.setdefault(column, []).append(row)
    return found


def _doubtful(
    cells: list[list[Any]], typed: dict[int, dict[int, str]]
) -> Iterator[tuple[int, int]]:
    for column, places in typed.items():
        for row, kind in places.items():
            value = cells[row][column]
            day = value.date() if isinstance(value, dt.datetime) else value
            if kind == "date" and day < FIRST_SURE_DAY:
                yield row, column


def _text_numbers(cells: list[list[Any]]) -> Iterator[tuple[int, int]]:
    """Numbers stored as text below true ones, in columns that mostly hold true ones.

    Excel leaves them out of sums.
    """
    for column in range(max(map(len, cells), default=0)):
        values = [row[column] if column < len(row) else None for row in cells]
        yield from ((at, column) for at in _texts_among(values))


def _texts_among(values: list[Any]) -> list[int]:
    numbers = [at for at, value in enumerate(values) if isinstance(value, float)]
    texts = [at for at, value in enumerate(values) if _is_text_number(value)]
    return [at for at in texts if at > numbers[0]] if len(numbers) > len(texts) else []


def _is_text_number(value: Cell) -> bool:
    return isinstance(value, str) and PLAIN.fullmatch(value) is not None


def cell_text(cell: Cell) -> str:
    """Write a cell as it reads: whole numbers without a point, dates as 2025-01-31."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        is_exact = cell.is_integer() and abs(cell) < EXACT
        return str(int(cell)) if is_exact else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)
