"""Sheets of a workbook that an import does not read: each is named, so that no row is missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.read.excel import read_sheet, sheet_names
from jinan_geo.read.rowkinds import is_total

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

__all__ = ["Unread", "list_unread"]


HEADING_ROWS = 3


@dataclass(frozen=True)
class Unread:
    """A sheet that is not read, and its rows.

    ``is_alike`` where it has the headings of those that are read.
    """

    sheet: str
    rows: int
    is_alike: bool


def list_unread(
    path: Path, name: str, read: Collection[str], headings: Collection[str]
) -> Iterator[Unread]:
    """List the other sheets with anything in them; totals below the same headings are no rows."""
    wanted = {_plain(heading) for heading in headings} - {""}
    for title in sheet_names(path, name):
        if title in read:
            continue
        rows = read_sheet(path, name, title).rows
        at = _heading_at(rows, wanted)
        count = sum(map(_is_filled, rows if at is None else rows[at + 1 :]))
        if at is not None:
            count -= sum(map(_is_total_row, rows[at + 1 :]))
        if count:
            yield Unread(title, count, at is not None)


def _is_filled(row: Sequence[str]) -> bool:
    return any(map(str.strip, row))


def _is_total_row(row: Sequence[str]) -> bool:
    return any(is_total(cell.strip()) for cell in row if cell.strip())


def _heading_at(rows: Sequence[Sequence[str]], wanted: set[str]) -> int | None:
    """Give the last row of the headings; of those in several rows each part stands in one."""
    for at in range(len(rows) if wanted else 0):
        found: set[str] = set()
        for end in range(at, min(at + HEADING_ROWS, len(rows))):
            found |= {_plain(cell) for cell in rows[end]}
            if all(one in found or found.issuperset(one.split("/")) for one in wanted):
                return end
    return None


def _plain(text: str) -> str:
    return "".join(text.split())
