"""What a page tells of the year that took over from the plan's: works that go on, new promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.answers.handover import STATES
from jinan_geo.page.model import CarriedInfo, CarriedWork, ComingTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinan_geo.answers.handover import Carried, Handover, Promised
    from jinan_geo.payload.cut import Cut

__all__ = ["carried_here"]


def carried_here(
    given: Handover | None, cuts: Sequence[Cut], theme: str | None, *, whole: bool
) -> CarriedInfo | None:
    """Give the works on a page that go on, and what is promised for the new year.

    New promises are the city's, so a page of a district (not ``whole``) has none. None where the
    plan's year is not over, or nothing is to be told.
    """
    if given is None:
        return None
    here = {cut.layer.id: {*cut.layer.features["id"].iloc[cut.index]} for cut in cuts}
    works = [_info(one) for one in given.works if one.id in here.get(one.layer, ())]
    promised = given.promised if whole else ()
    coming = [*map(_coming, _of_theme(promised, theme))]
    told = CarriedInfo(year=given.year, label=given.of.label, works=works, coming=coming)
    return told if works or coming else None


def _info(one: Carried) -> CarriedWork:
    return CarriedWork(
        layer=one.layer,
        feature=one.id,
        state=one.state,
        said=STATES[one.state],
        first=one.first,
        expected=one.expected,
        late_days=one.late_days,
    )


def _of_theme(promised: Sequence[Promised], theme: str | None) -> list[Promised]:
    return [one for one in promised if theme in (None, one.target.theme)]


def _coming(one: Promised) -> ComingTarget:
    target = one.target
    return ComingTarget(
        id=target.id,
        name=target.name,
        promised=one.number,
        due=target.due,
        first_due=one.first_due,
    )
