"""What may be in a file of degrees without being seen.

The power of the witnesses, and what is said of it.

A file is called as stated because those of its features that can tell say so. Of the others a share
could be of another system. Where a tenth could, nobody may be told with confidence that all is
well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.coordinates.chance import SYSTEMS
from jinan_geo.coordinates.systems import PLAIN_DEGREES
from jinan_geo.manifest.closed import text, texts

if TYPE_CHECKING:
    from jinan_geo.coordinates.borders import Claimed
    from jinan_geo.coordinates.evidence import Case
    from jinan_geo.manifest.closed import Text

__all__ = ["POWERLESS", "cap_confidence", "say_unseen"]

WORTH_SAYING = 0.01
POWERLESS = 0.1  # what could hide a tenth is no reason to be sure
WHO = texts("coordinates.unseen.who")
MOST_SURE = 0.79  # below what may be called sure


def say_unseen(case: Case) -> list[Text]:
    """Say what part of the file could be of another system.

    And what would be explained if it were.
    """
    judged = case.judged
    if not judged.by:
        return _say_suspects(judged.claimed)
    systems = {name for name in judged.names if name is not None}
    if judged.hidden < WORTH_SAYING or len(systems) != 1:
        return []
    name = next(iter(systems))
    others = "/".join(other for other in SYSTEMS if other != name)
    share, who = judged.hidden, WHO[judged.by]
    return [text("coordinates.unseen.hidden", who=who, share=share, name=name, others=others)]


def _say_suspects(claimed: Claimed | None) -> list[Text]:
    if claimed is None or not claimed.crossing:
        return []
    return [
        text(
            "coordinates.unseen.suspects",
            count=claimed.crossing,
            every=claimed.compared,
            name=SYSTEMS[claimed.best_of_two],
            other=SYSTEMS[claimed.other],
        )
    ]


def cap_confidence(confidence: float, case: Case) -> float:
    """Bring down how sure it is that degrees are plain.

    Where a tenth of them could be shifted unseen.
    """
    names = {name for name in case.names if name is not None}
    weak = case.judged.hidden > POWERLESS and names <= PLAIN_DEGREES
    return min(confidence, MOST_SURE) if weak else confidence
