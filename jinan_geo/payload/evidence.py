"""The evidence of a page: what its projects and commitments name, and what is about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.ledger.evidence import split_ids
from jinan_geo.page.model import EvidenceInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from jinan_geo.ledger.evidence import Evidence, Register
    from jinan_geo.page.model import TargetInfo

__all__ = ["evidence_here"]


def evidence_here(
    register: Register,
    features: Iterable[pd.DataFrame],
    states: Iterable[pd.DataFrame],
    targets: Iterable[TargetInfo],
) -> list[EvidenceInfo]:
    """Give, in the order of the files, what the page's values name and what is about its things.

    ``features`` and ``states`` are those of the page's layers.
    """
    features, targets = [*features], [*targets]
    named = {key for frame in (*features, *states) for key in _named(frame)}
    named |= {key for target in targets for state in target.states for key in state.evidence}
    here = {str(key) for frame in features for key in frame["id"]}
    here |= {target.id for target in targets}
    return [
        _info(one)
        for key, one in register.items()
        if key in named or any(part.partition(".")[0] in here for part in one.about)
    ]


def _named(frame: pd.DataFrame) -> Iterator[str]:
    for cell in frame["evidence"].dropna().unique():
        yield from split_ids(cell)


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
