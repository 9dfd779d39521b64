"""A workbook as judged: its sheets, what becomes of their rows, and what it proposes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.read.unread import Unread
    from jinan_geo.workbook.back.judge import Change, Judged
    from jinan_geo.workbook.back.lines import Returned
    from jinan_geo.workbook.back.proposals import ProposedProject
    from jinan_geo.workbook.back.totals import Control

__all__ = ["Incoming", "IncomingSheet", "SheetAccount"]


@dataclass(frozen=True)
class SheetAccount:
    """Every row of a sheet below its heading: ``rows`` is the sum of the other four."""

    rows: int
    recorded: int
    unchanged: int
    set_aside: int
    excluded: int


@dataclass(frozen=True)
class IncomingSheet:
    """One layer's sheet as judged, and the projects ``proposed`` for the layer.

    ``gone`` are the ids and names of projects that went out in the workbook and did not come back.
    """

    returned: Returned
    judged: Sequence[Judged]
    controls: Sequence[Control]
    gone: Mapping[str, str] = field(default_factory=dict)
    stages: Sequence[Stage] = ()
    proposed: Sequence[ProposedProject] = ()

    @property
    def absent(self) -> int:
        """How many projects did not come back."""
        return len(self.gone)

    @property
    def layer(self) -> str:
        """The layer whose ledger the rows go to."""
        return self.returned.layer

    @property
    def account(self) -> SheetAccount:
        """The rows by what becomes of them."""
        counts = dict.fromkeys(("recorded", "unchanged", "set_aside"), 0)
        for one in self.judged:
            counts[one.outcome] += 1
        excluded = len(self.returned.totals) + self.returned.remarks + self.returned.blanks
        return SheetAccount(rows=self.returned.rows, excluded=excluded, **counts)

    @property
    def records(self) -> list[Mapping[str, Any]]:
        """What the ledger gets, with ``source_sheet`` and ``source_row``."""
        return [
            {**one.record, "source_sheet": self.returned.sheet, "source_row": one.line.row}
            for one in self.judged
            if one.outcome == "recorded"
        ]

    @property
    def changes(self) -> list[Change]:
        """What changes, value by value."""
        return [change for one in self.judged for change in one.changes]

    @property
    def issues(self) -> list[Issue]:
        """Why rows are set aside, and which totals do not agree."""
        totals = [control.issue for control in self.controls if control.issue]
        return [issue for one in self.judged for issue in one.issues] + totals

    @property
    def proposals(self) -> list[Issue]:
        """The new projects, for whoever keeps the layer."""
        return [one.told for one in self.proposed if one.told]

    @property
    def refused(self) -> list[Issue]:
        """Why proposals cannot be used; they are no rows of the sheet, and not remembered."""
        return [issue for one in self.proposed for issue in one.faults]

    @property
    def comments(self) -> list[Issue]:
        """What the district says of projects that another leads."""
        return [issue for one in self.judged for issue in one.comments]

    @property
    def edition(self) -> dt.date | None:
        """The newest day that is reported on."""
        days = [one.record["as_of"] for one in self.judged if one.outcome == "recorded"]
        stated = self.returned.customs.as_of
        return max([*days, *([stated] if stated else [])], default=None)


@dataclass(frozen=True)
class Incoming:
    """A file as read and judged; nothing is recorded yet.

    ``is_decided`` tells that a person decided something of it, so that it may come again.
    """

    file: str
    sha256: str
    source: str
    district: str | None
    sheets: Sequence[IncomingSheet]
    unread: Sequence[Unread] = ()
    is_decided: bool = False

    @property
    def proposals(self) -> list[Issue]:
        """The new projects that it proposes."""
        return [issue for sheet in self.sheets for issue in sheet.proposals]

    @property
    def set_aside(self) -> int:
        """How many rows were set aside, or stand under the same headings in a sheet not read.

        And how many totals do not agree with their rows.
        """
        rows = sum(sheet.account.set_aside for sheet in self.sheets)
        rows += sum(bool(one.faults) for sheet in self.sheets for one in sheet.proposed)
        rows += sum(one.rows for one in self.unread if one.is_alike)
        return rows + sum(bool(one.issue) for sheet in self.sheets for one in sheet.controls)
