"""Records as lines of a ledger file.

Under its own headings, in its own units, after what stands there.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.cells.scales import OWN, money_shift
from jinan_geo.cells.values import parse_values
from jinan_geo.errors import InputError, show
from jinan_geo.manifest.attributes import LEDGER_COLUMNS, SOURCE_COLUMNS
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.manifest.locale import Locale
    from jinan_geo.manifest.models import LayerManifest

__all__ = ["EMPTY_FILE", "extend_file", "keep_literal", "read_literal", "write_cells", "write_row"]

REQUIRED = ("id", "as_of")
COLUMNS = {**LEDGER_COLUMNS, **SOURCE_COLUMNS}
EMPTY_FILE = (",".join(LEDGER_COLUMNS) + "\n").encode()
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# Text that a spreadsheet would run; an apostrophe before it says that it is text, and reading takes
# that off again.
FORMULA = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
QUOTED = re.compile("'+[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(r"[+-]?[\d.,]+%?|-+")


def read_literal(text: str) -> str:
    """Give the text that ``write_cells`` wrote with an apostrophe before it."""
    return text[1:] if QUOTED.match(text) else text


def keep_literal(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run.

    ``read_literal`` takes it off again.
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def write_cells(records: pd.DataFrame) -> pd.DataFrame:
    """Give the records as text, percentages in points, money in its unit; a missing value is blank.

    Raises
    ------
    InputError
        A record has no id or date, or a value that could not be read back.
    """
    given = [name for name in COLUMNS if name in records]
    written = {name: list(map(_text, records[name])) for name in given}
    cells = pd.DataFrame(written, index=range(len(records)), dtype=object)
    for name, kind in LEDGER_COLUMNS.items():
        if name not in cells:
            cells[name] = ""
        bad = parse_values(cells[name], kind).bad
        bad += [
            (at, text)
            for at, text in enumerate(cells[name])
            if name in REQUIRED and not text.strip()
        ]
        if bad:
            at, value = bad[0]
            msg = say("ledger.errors.not_recordable", at=at + 1, name=name, value=show(value))
            raise InputError(msg)
    return cells


def extend_file(
    before: bytes, cells: pd.DataFrame, manifest: LayerManifest, name: str, locale: Locale
) -> bytes:
    """Give the ledger file with more records at its end.

    Columns that the file lacks are added on its right, blank in the older rows; nothing else of
    them changes.

    Raises
    ------
    InputError
        The ledger is no CSV in UTF-8, or cannot hold such records as its manifest stands.
    """
    text = _decode(before, name)
    names = {column: manifest.progress_columns.get(column, column) for column in COLUMNS}
    heading, line_end, head_at = _heading(text, manifest, name)
    filled = [column for column in COLUMNS if column in cells and (cells[column] != "").any()]
    added = [names[column] for column in filled if names[column] not in heading]
    if added:
        text = _widen(text, head_at, added)
    _refuse_filled_down(manifest, cells, names, name)
    columns = {
        names[column]: _scaled(column, cells[column], manifest, locale, name) for column in filled
    }
    glue = "" if text.endswith(("\n", "\r")) else line_end
    lines = _lines([*heading, *added], columns, len(cells), line_end)
    return (text + glue + lines).encode("utf-8", "backslashreplace")


def _lines(
    titles: Sequence[str], columns: Mapping[str, Sequence[str]], count: int, line_end: str
) -> str:
    """Write ``count`` records under the headings, blank where they have no such column."""
    blank = [""] * count
    rows = zip(*(columns.get(title, blank) for title in titles), strict=True)
    return "".join(write_row(row) + line_end for row in rows)


def write_row(row: Sequence[str]) -> str:
    """Write cells as a line of CSV, without its end."""
    return ",".join(
        f'"{cell.replace(chr(34), chr(34) * 2)}"' if re.search('[",\r\n]', cell) else cell
        for cell in row
    )


def _decode(before: bytes, name: str) -> str:
    if before.startswith(WORKBOOKS):
        msg = say("ledger.errors.workbook", name=name)
        raise InputError(msg)
    try:
        return before.decode("utf-8")
    except UnicodeDecodeError as error:
        msg = say("ledger.errors.not_utf8", name=name, start=error.start)
        raise InputError(msg) from None


def _heading(text: str, manifest: LayerManifest, name: str) -> tuple[list[str], str, int]:
    """Give the headings, how lines end, and where the heading begins."""
    table = manifest.progress_table
    skipped = table.skip_rows or 0 if table else 0
    lines = io.StringIO(text, newline="")
    above = "".join(itertools.islice(lines, skipped))
    try:
        row = next(csv.reader(lines, strict=True), [])
    except csv.Error as error:
        msg = say("ledger.errors.quotes", name=name, error=error)
        raise InputError(msg) from None
    first = io.StringIO(text, newline="").readline()
    line_end = "\r\n" if first.endswith("\r\n") else "\n"
    if not skipped and row:
        row[0] = row[0].removeprefix("\ufeff")
    return row, line_end, len(above)


def _widen(text: str, head_at: int, added: Sequence[str]) -> str:
    """Put headings after the last one, and as many blank cells after each row.

    Every other character stays.
    """
    lines = io.StringIO(text[head_at:], newline="")
    taken: list[str] = []

    def feed() -> Any:  # noqa: ANN401 - a generator of lines
        for line in lines:
            taken.append(line)
            yield line

    written = [text[:head_at]]
    more = "," + write_row(added)
    for row in csv.reader(feed(), strict=True):
        whole = "".join(taken)
        taken.clear()
        body = whole.rstrip("\r\n") if row else ""
        written.append(body + (more if row else "") + whole[len(body) :])
        more = "," * len(added) if row else more
    return "".join(written)


def _scaled(
    column: str, cells: pd.Series[Any], manifest: LayerManifest, locale: Locale, name: str
) -> list[str]:
    """Write a column in the file's own scale, so that reading gives the same values again."""
    kind = COLUMNS[column]
    if kind == "text":
        return [keep_literal(text) for text in cells]
    if kind == "percent":
        return _scaled_percents(cells, manifest, name)
    if kind == "money":
        shift = money_shift(manifest.units.get(column, OWN), locale, column)
        return [_plain(Decimal(text).scaleb(shift)) if text and shift else text for text in cells]
    return list(cells)


def _scaled_percents(cells: pd.Series[Any], manifest: LayerManifest, name: str) -> list[str]:
    if manifest.percent_up_to is None:
        parts = [text for text in cells if text and 0 < Decimal(text) < 1]
        if parts:
            msg = say("ledger.errors.percent", name=name, parts=parts[0])
            raise InputError(msg)
    if manifest.percent_up_to == 1:
        return [_plain(Decimal(text) / 100) if text else text for text in cells]
    return list(cells)


def _refuse_filled_down(
    manifest: LayerManifest, cells: pd.DataFrame, names: Mapping[str, str], name: str
) -> None:
    """A blank cell in a column that is filled down would stand for the value above it."""
    down = manifest.progress_table.fill if manifest.progress_table else []
    for column, title in names.items():
        if title in down and column in cells and (cells[column] == "").any():
            msg = say("ledger.errors.blank_filled", name=name, title=title, title2=show(title))
            raise InputError(msg)


def _text(value: Any) -> str:  # noqa: ANN401 - a cell
    if _is_missing(value):
        return ""
    if isinstance(value, str):
        return value
    if pd.api.types.is_bool(value):
        return "true" if value else ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    if isinstance(value, Decimal) or pd.api.types.is_number(value):
        return _plain(Decimal(str(value)))
    return str(value)


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _plain(number: Decimal) -> str:
    """Write a number without an exponent and without zeros that say nothing."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
