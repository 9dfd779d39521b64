"""A city cut for one audience.

The only kind that pages, exports, packs and workbooks are made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinan_geo.errors import RefusedError
from jinan_geo.ledger.editions import UNDECLARED
from jinan_geo.words import say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from jinan_geo.city.city import Layer
    from jinan_geo.city.districts import Districts
    from jinan_geo.issues.issue import Issue
    from jinan_geo.ledger.editions import Calendar
    from jinan_geo.ledger.evidence import Register
    from jinan_geo.manifest.models import Audience
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.page.model import TargetInfo
    from jinan_geo.words import Speech

__all__ = ["PublishedCity"]


@dataclass(frozen=True, repr=False)
class PublishedCity:
    """What an audience may have of a city; ``publish`` makes it, and nothing else does.

    No ``City`` fits where this is asked for, so an output cannot forget to publish. ``withheld``
    has the ids of the layers that are not there.
    """

    workspace: Workspace
    layers: Sequence[Layer]
    districts: Districts
    editions: Sequence[dt.date]
    targets: Sequence[TargetInfo]
    issues: Sequence[Issue]
    audience: Audience
    withheld: Sequence[str]
    evidence: Register
    calendar: Calendar = UNDECLARED

    @property
    def speech(self) -> Speech:
        """How its workspace speaks."""
        return self.workspace.speech

    def __repr__(self) -> str:
        """Say which city it is and for whom, not all that is in it."""
        name, layers = self.workspace.manifest.name.zh, len(self.layers)
        return f"<PublishedCity {name!r} for {self.audience}: {layers} layers>"

    def chosen(self, only: Sequence[str], instead: str) -> list[Layer]:
        """Give the layers named, or all where none is; ``instead`` says what else can be done.

        Raises
        ------
        RefusedError
            A layer is named that must not reach the audience.
        """
        refused = [key for key in only if key in self.withheld]
        if refused:
            msg = say(
                "publish.errors.fewer_eyes",
                refused=refused[0],
                audience=self.audience,
                instead=instead,
            )
            raise RefusedError(msg)
        return [layer for layer in self.layers if not only or layer.id in only]
