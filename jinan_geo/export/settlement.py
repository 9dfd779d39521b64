"""The settlement of a plan as tables: each commitment's ending, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.settlement import ENDINGS
from jinan_geo.export.workbook import Heading, Sheet
from jinan_geo.manifest.closed import text, texts
from jinan_geo.manifest.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinan_geo.answers.handover import Handover
    from jinan_geo.answers.settlement import Settled
    from jinan_geo.ledger.evidence import Evidence, Register
    from jinan_geo.manifest.closed import Text

__all__ = ["commitment_sheet", "evidence_sheet", "settlement_sheets"]

COLUMNS = texts("export.settlement.columns")
EVIDENCE = texts("export.settlement.evidence")
WIDE = {"name": 30, "arithmetic": 60, "statement": 60, "address": 50, "title": 30}


def settlement_sheets(
    settled: Sequence[Settled], evidence: Register, lang: str, given: Handover | None = None
) -> list[Sheet]:
    """Two sheets: the commitments, and every statement that one of them names.

    So does a work that goes on; last stand the statements about nothing that has an id.
    """
    named = [key for one in settled for key in one.evidence]
    named += [key for one in (given.works if given else ()) for key in one.evidence]
    named += [key for key, one in evidence.items() if not one.about]
    title = text("export.settlement.sheets.commitments")
    return [commitment_sheet(title, settled, lang), evidence_sheet(named, evidence, lang)]


def commitment_sheet(title: Text, settled: Sequence[Settled], lang: str) -> Sheet:
    """Give commitments with their endings, as one sheet."""
    rows = [_commitment_row(one, lang) for one in settled]
    return Sheet(getattr(title, lang), _headings(COLUMNS, lang), rows, frozen=2)


def evidence_sheet(named: Iterable[str], evidence: Register, lang: str) -> Sheet:
    """Give the statements of these ids, each once, as one sheet."""
    told = [_evidence_row(evidence[key], lang) for key in dict.fromkeys(named) if key in evidence]
    title = getattr(text("export.settlement.sheets.evidence"), lang)
    return Sheet(title, _headings(EVIDENCE, lang), told, frozen=1)


def _headings(columns: Mapping[str, Text], lang: str) -> list[Heading]:
    return [Heading(getattr(name, lang), width=WIDE.get(key, 14)) for key, name in columns.items()]


def _commitment_row(one: Settled, lang: str) -> list[str]:
    """Give a commitment as texts, in the order of ``COLUMNS``."""
    target = one.target
    return [
        target.id,
        getattr(target.name, lang),
        getattr(ENDINGS[one.ending], lang),
        getattr(one.arithmetic, lang),
        target.due.isoformat() if target.due else "—",
        ";".join(one.evidence) or "—",
    ]


def _evidence_row(one: Evidence, lang: str) -> list[str]:
    recheck = text("export.settlement.recheck") if one.recheck else text("export.settlement.kept")
    return [
        one.id,
        getattr(one.statement, lang),
        getattr(labels_of("tier")[one.tier], lang),
        one.publisher,
        one.published,
        one.as_of,
        one.title,
        one.address,
        getattr(recheck, lang),
    ]
