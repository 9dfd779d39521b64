"""What a year takes over as tables: works, commitments of both years, and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.handover import STATES
from jinan_geo.export.settlement import commitment_sheet, evidence_sheet
from jinan_geo.export.workbook import Heading, Sheet
from jinan_geo.manifest.closed import text, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinan_geo.answers.handover import Carried, Handover, Promised
    from jinan_geo.ledger.evidence import Register
    from jinan_geo.manifest.closed import Text

__all__ = ["handover_sheets", "work_row", "works_sheet"]

WORKS = texts("export.handover.works")
PROMISED = texts("export.handover.promised")
WIDE = {"name": 34, "evidence": 20, "state": 20}
NONE = "—"


def handover_sheets(given: Handover, evidence: Register, lang: str) -> list[Sheet]:
    """Four sheets: works, the commitments that go on, those of the year, and every statement."""
    title = text("export.handover.sheets.promised", year=given.of.label)
    new = [_promised_row(one, lang) for one in given.promised]
    named = [key for one in given.works for key in one.evidence]
    named += [key for one in given.commitments for key in one.evidence]
    named += [key for one in given.promised for key in one.evidence]
    return [
        works_sheet(given, lang),
        commitment_sheet(text("export.handover.sheets.left"), given.commitments, lang),
        Sheet(getattr(title, lang), _headings(PROMISED, lang), new, frozen=2),
        evidence_sheet(named, evidence, lang),
    ]


def works_sheet(given: Handover, lang: str) -> Sheet:
    """Give the works that go on, as one sheet."""
    rows = [work_row(one, lang) for one in given.works]
    title = text("export.handover.sheets.works", year=given.of.label)
    return Sheet(getattr(title, lang), _headings(WORKS, lang), rows, frozen=2)


def work_row(one: Carried, lang: str) -> list[str]:
    """Give a work as texts, in the order of the sheet's columns."""
    late = one.late_days
    return [
        one.id,
        getattr(one.name, lang),
        getattr(STATES[one.state], lang),
        getattr(one.stage, lang) if one.stage else NONE,
        one.first.isoformat() if one.first else NONE,
        one.expected.isoformat() if one.expected else NONE,
        str(late) if late else NONE,
        one.known.isoformat() if one.known else NONE,
        ";".join(one.evidence) or NONE,
    ]


def _headings(columns: Mapping[str, Text], lang: str) -> list[Heading]:
    return [Heading(getattr(name, lang), width=WIDE.get(key, 14)) for key, name in columns.items()]


def _promised_row(one: Promised, lang: str) -> list[str]:
    return [
        one.target.id,
        getattr(one.target.name, lang),
        getattr(one.number, lang),
        one.target.due.isoformat() if one.target.due else NONE,
        one.first_due.isoformat() if one.first_due else NONE,
        ";".join(one.evidence) or NONE,
    ]
