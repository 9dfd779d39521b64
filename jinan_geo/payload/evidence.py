"""The evidence of a page: what its projects and commitments name, and what is about them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from jinan_geo.ledger.evidence import split_ids
from jinan_geo.page.model import EvidenceInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinan_geo.ledger.evidence import Evidence, Register
    from jinan_geo.page.model import TargetInfo

__all__ = ["evidence_here"]


def evidence_here(
    register: Register,
    ids: Iterable[str],
    cells: Iterable[object],
    targets: Iterable[TargetInfo],
    coming: Iterable[str] = (),
) -> list[EvidenceInfo]:
    """Give, in the order of the files, what the page's values name and what is about its things.

    ``ids`` are those of the page's features, ``cells`` what these and their states name, ``coming``
    the ids of commitments of the next year.
    """
    targets = [*targets]
    named = set(chain.from_iterable(map(split_ids, cells)))
    states_of = chain.from_iterable((*target.states, *target.samples) for target in targets)
    named.update(*(state.evidence for state in states_of))
    here = {*coming, *ids, *(target.id for target in targets)}
    return [_info(one) for one in register.values() if one.id in named or _is_about(one, here)]


def _is_about(one: Evidence, here: set[str]) -> bool:
    return any(part.partition(".")[0] in here for part in one.about)


def _info(one: Evidence) -> EvidenceInfo:
    return EvidenceInfo(
        id=one.id,
        about=[*one.about],
        as_of=one.as_of,
        published=one.published,
        publisher=one.publisher,
        title=one.title,
        address=one.address,
        tier=one.tier,
        statement=one.statement,
        contradicts=[*one.contradicts],
        recheck=one.recheck,
    )
