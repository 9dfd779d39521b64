"""What came back in a sheet.

Its rows by ledger column, how they are to be understood, and every other row by why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinan_geo.read.excel import cell_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from jinan_geo.manifest.profile import DayForm
    from jinan_geo.read.excel import ExcelSheet
    from jinan_geo.workbook.back.cells import Written

__all__ = ["VALUES", "Customs", "Hidden", "Line", "Returned", "Taken", "count_rows", "hidden_in"]

# Rows from 1, and columns by their letters.
Hidden = tuple[Sequence[int], Sequence[str]]

# The ledger columns that a row reports, apart from whom and when.
VALUES = ("stage", "done_pct", "invested_wan", "est_finish", "remark", "reported_by")


@dataclass(frozen=True)
class Customs:
    """How a sheet writes its values.

    ``source`` names who sends such sheets: a district's code, or a profile.

    ``district`` is the only one whose projects may stand in it; ``shift`` brings its money to that
    of the ledger; ``blank_is_same`` says that a blank cell stands for what was reported before.
    """

    source: str
    district: str | None = None
    as_of: dt.date | None = None
    days: Collection[DayForm] = ()
    percent_up_to: int | None = None
    shift: int = 0
    stages: Mapping[str, str] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)
    blank_is_same: bool = True
    reported_by: str | None = None
    sample: bool | None = None


@dataclass(frozen=True)
class Taken:
    """A column and the field that it was taken for, None where it was not; ``why`` in words."""

    title: str
    field: str | None
    why: str


@dataclass(frozen=True)
class Line:
    """A row by ledger column, and ``name`` and ``district``.

    Not ``edited`` where it is as it went out. ``label`` is the cell that makes a row one of totals.
    ``base`` is what the ledger had of the project when the form went out, None where it does not
    say.
    """

    row: int
    cells: Mapping[str, Written]
    edited: bool = True
    label: str = ""
    base: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Returned:
    """A sheet of one layer: lines, rows of totals, and how many rows hold remarks or nothing.

    ``titles`` gives the heading of each column; ``locked`` counts rows whose locked cells were
    changed. ``hidden`` has the rows, from 1, and the columns, by their letters, that are hidden in
    the sheet and were read all the same. ``taken`` and ``told`` say of a plain table what each
    column was taken for, and what else was done to read it.
    """

    layer: str
    sheet: str
    customs: Customs
    lines: Sequence[Line]
    titles: Mapping[str, str]
    totals: Sequence[Line] = ()
    remarks: int = 0
    blanks: int = 0
    locked: int = 0
    hidden: Hidden = ((), ())
    taken: Sequence[Taken] = ()
    told: Sequence[str] = ()

    @property
    def rows(self) -> int:
        """All rows below the heading, down to the last that holds something."""
        return len(self.lines) + len(self.totals) + self.remarks + self.blanks


def hidden_in(sheet: ExcelSheet) -> Hidden:
    """Give the hidden rows that hold something, from 1, and the hidden columns by their letters."""
    rows, columns = sheet.hidden
    filled = [row for row in rows if row <= len(sheet.rows) and any(sheet.rows[row - 1])]
    return filled, [cell_name((0, column)).rstrip("1") for column in columns]


def count_rows(sheet: ExcelSheet) -> int:
    """Count a sheet's rows down to the last that holds something."""
    filled = (at for at, row in enumerate(sheet.rows, start=1) if any(map(str.strip, row)))
    return max(filled, default=0)
