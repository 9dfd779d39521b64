"""What the next year took over, as the settlement page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.answers.handover import STATES
from jinan_geo.manifest.closed import text
from jinan_geo.render.statements import draw_statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinan_geo.answers.handover import Carried, Handover, Promised
    from jinan_geo.ledger.evidence import Register

__all__ = ["draw_carried"]


def draw_carried(given: Handover | None, evidence: Register) -> dict[str, Any] | None:
    """Give the works by their state, then what is promised; None while the year is not over."""
    if given is None or not (given.works or given.promised):
        return None
    groups: dict[str, list[dict[str, Any]]] = {key: [] for key in STATES}
    for one in given.works:
        groups[one.state].append(_work(one, evidence))
    return {
        "title": text("render.settlement.carried", year=given.of.apart),
        "count": len(given.works),
        "groups": [(words, groups[key]) for key, words in STATES.items() if groups[key]],
        "unknown": text("render.settlement.carried_unknown", count=given.unknown),
        "silent": given.unknown,
        "next": text("render.settlement.promised_next", year=given.of.apart),
        "promised": [_promised(one, evidence) for one in given.promised],
    }


def _work(one: Carried, evidence: Register) -> dict[str, Any]:
    late = one.late_days
    return {
        "id": one.id,
        "name": one.name,
        "stage": one.stage,
        "first": one.first,
        "expected": one.expected,
        "late": text("render.settlement.late", days=late) if late else None,
        "known": one.known,
        "said": _said(one.evidence, evidence),
    }


def _promised(one: Promised, evidence: Register) -> dict[str, Any]:
    return {
        "id": one.target.id,
        "name": one.target.name,
        "number": one.number,
        "due": one.target.due,
        "said": _said(one.evidence, evidence),
    }


def _said(ids: Iterable[str], evidence: Register) -> list[dict[str, Any]]:
    return [draw_statement(evidence[key]) for key in ids]
