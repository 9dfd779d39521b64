"""A statement of the evidence as pages of plain markup show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.manifest.closed import Text, join, text
from jinan_geo.manifest.labels import labels_of

if TYPE_CHECKING:
    from jinan_geo.ledger.evidence import Evidence

__all__ = ["draw_statement"]


def draw_statement(one: Evidence) -> dict[str, Any]:
    """Give a statement as its list item tells it: what was said, by whom, when, and where."""
    dates = []
    if one.published:
        dates.append(text("render.settlement.published", period=one.published))
    if one.as_of and one.as_of != one.published:
        dates.append(text("render.settlement.holds", period=one.as_of))
    doubt = join("render.settlement.between", [Text(zh=key) for key in one.contradicts])
    return {
        "id": one.id,
        "said": one.statement,
        "tier": labels_of("tier")[one.tier],
        "publisher": one.publisher,
        "title": one.title,
        "address": one.address,
        "dates": dates or [text("render.settlement.undated")],
        "doubt": text("render.settlement.doubt", ids=doubt) if one.contradicts else None,
        "recheck": bool(one.recheck),
    }
