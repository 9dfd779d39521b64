"""The evidence of a page: what its projects and commitments name, and what is about them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from jinan_geo.ledger.evidence import split_ids
from jinan_geo.page.model import EvidenceInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinan_geo.ledger.evidence import Evidence, Register
    from jinan_geo.page.model import CarriedInfo, TargetInfo
    from jinan_geo.payload.cut import Cut

__all__ = ["evidence_here"]


def evidence_here(
    register: Register,
    projects: Sequence[Cut],
    targets: Sequence[TargetInfo],
    carried: CarriedInfo | None = None,
) -> list[EvidenceInfo]:
    """Give, in the order of the files, what the page's values name and what is about its things.

    These are its ``projects``, what these and their states name, its ``targets``, and the
    commitments of the next year in ``carried``.
    """
    if not register:
        return []
    named = set(chain.from_iterable(map(split_ids, _cells_naming(projects))))
    for state in chain.from_iterable((*target.states, *target.samples) for target in targets):
        named.update(state.evidence)
    here = _ids_of(projects) | {one.id for one in (*targets, *(carried.coming if carried else ()))}
    return [_info(one) for one in register.values() if one.id in named or _is_about(one, here)]


def _ids_of(projects: Iterable[Cut]) -> set[str]:
    """The ids of the page's features."""
    ids = (cut.layer.features["id"].to_numpy(object)[cut.index] for cut in projects)
    return {*chain.from_iterable(ids)}


def _cells_naming(projects: Iterable[Cut]) -> set[str]:
    """The cells by which the page's features and their states name evidence."""
    found: set[object] = set()
    for cut in projects:
        layer = cut.layer
        found |= {*layer.features["evidence"].to_numpy(object)[cut.index]}
        if layer.states is not None:
            states = layer.states["evidence"].to_numpy(object)
            found |= {*states.reshape(layer.editions, len(layer.features))[:, cut.index].ravel()}
    return {cell for cell in found if isinstance(cell, str)}


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
