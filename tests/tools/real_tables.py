"""Tables that nobody here made, and what two readers that are not ours make of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import sys
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import python_calamine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["RealTable", "fetch_readers", "tables_in"]

KINDS = {".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"}
READERS = ("xlrd", "odfpy", "defusedxml")  # of .xls and .ods; the project itself needs neither


@dataclass(frozen=True)
class RealTable:
    """A file, and its cells on the lines on which something stands."""

    path: Path
    rows: list[list[Any]]

    def best_key(self) -> tuple[str, list[str]] | None:
        """Give a column below the first line that tells the rows apart: its heading, its values."""
        heading, *body = self.rows
        for at, title in enumerate(heading):
            values = [_text(row[at]) for row in body if at < len(row) and not _is_blank(row[at])]
            if len(body) > 1 and len({*values}) == len(body) and not _is_blank(title):
                return _text(title), values
        return None


def fetch_readers(folder: Path) -> bool:
    """Make the readers of other formats importable from a folder; tell whether that went."""
    line = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
    done = subprocess.run([*line, *READERS], capture_output=True, check=False)
    sys.path.append(str(folder))
    return done.returncode == 0


def tables_in(folder: Path) -> Iterator[RealTable]:
    """Give every file in which two readers see the same one table, each content once."""
    seen = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in KINDS or not path.is_file():
            continue
        content = path.read_bytes()
        rows = None if content in seen else _agreed(path)
        seen.add(content)
        if rows is not None and len(rows) > 1:
            yield RealTable(path, rows)


def _agreed(path: Path) -> list[list[Any]] | None:
    """The filled rows, where both readers fill the same cells of them; else None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            one, other = _two_ways(path)
        except BaseException:  # noqa: BLE001 - what a reader cannot read, for whatever reason, is no table of two
            return None
    rows = _filled(one)
    return rows if _pattern(rows) == _pattern(_filled(other)) else None


def _two_ways(path: Path) -> tuple[list[list[Any]], list[list[Any]]]:
    if path.suffix.lower() in {".csv", ".tsv"}:
        return _as_text(path)
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        sheets = book.sheets_metadata
        seen = [sheet.name for sheet in sheets if str(sheet.visible).endswith("Visible")]
        name = seen[0]
        one = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return one, _by_another(path, name)


def _by_another(path: Path, sheet: str) -> list[list[Any]]:
    suffix = path.suffix.lower()
    if suffix in {".xlsx", ".xlsm"}:
        book = openpyxl.load_workbook(path, data_only=True)
        return [list(row) for row in book[sheet].iter_rows(values_only=True)]
    if suffix == ".xls":
        import xlrd  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415 - fetched

        found = xlrd.open_workbook(str(path), logfile=io.StringIO()).sheet_by_name(sheet)
        return [found.row_values(at) for at in range(found.nrows)]
    frame = pd.read_excel(path, sheet_name=sheet, header=None, engine="odf", keep_default_na=False)
    return [list(row) for row in frame.itertuples(index=False)]


def _as_text(path: Path) -> tuple[list[list[Any]], list[list[Any]]]:
    text = path.read_bytes().decode("utf-8-sig")
    sign = max(",\t;|", key=text.count)
    one = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
    kept: dict[str, Any] = {"header": None, "dtype": str, "keep_default_na": False}
    frame = pd.read_csv(io.StringIO(text), sep=sign, skip_blank_lines=True, **kept)
    return one, [list(row) for row in frame.itertuples(index=False)]


def _filled(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(row) for row in rows if not all(map(_is_blank, row))]


def _pattern(rows: Sequence[Sequence[Any]]) -> list[int]:
    """How many cells each row fills."""
    return [len(row) - sum(map(_is_blank, row)) for row in rows]


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value).strip()
