"""What a caller may say in more than one way: where a workspace is, a day, for whom."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from jinan_geo.errors import UsageError, show, suggest
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.publish.audience import AUDIENCES
from jinan_geo.words import say, spoken_apart

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.manifest.models import Audience

__all__ = ["Day", "as_audience", "as_day", "as_workspace"]

Day = dt.date | str


def as_workspace(given: Workspace | str | Path) -> Workspace:
    """Give a workspace as it is; one named by its path, or a path in it, is opened.

    Raises
    ------
    UsageError
        There is no workspace there or above.
    ManifestError
        One or more of its manifests are wrong.
    """
    if isinstance(given, Workspace):
        return given
    with spoken_apart():
        return Workspace.open(given)


def as_day(given: Day | None) -> dt.date | None:
    """Give a day without its time; a text is read as ``2025-11-30``.

    Raises
    ------
    UsageError
        It is no day.
    """
    if given is None:
        return None
    try:
        if isinstance(given, dt.datetime):  # pandas' Timestamp is one too, and its NaT
            return dt.date(given.year, given.month, given.day)  # of NaT they are no numbers
        return given if isinstance(given, dt.date) else dt.date.fromisoformat(given)
    except (TypeError, ValueError):
        raise UsageError(say("analyst.errors.no_day", day=show(given))) from None


def as_audience(given: str | None, usual: Audience) -> Audience:
    """Give for whom something is; by default the ``usual``.

    Raises
    ------
    UsageError
        There is no such audience.
    """
    if given is None:
        return usual
    for one in AUDIENCES:
        if given == one:
            return one
    hint = suggest(str(given), AUDIENCES)
    raise UsageError(say("analyst.errors.no_audience", audience=show(given), hint=hint))
