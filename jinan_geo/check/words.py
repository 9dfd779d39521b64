"""How findings are worded: names of fields, values, places and reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from jinan_geo.manifest.closed import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinan_geo.check.subject import Subject
    from jinan_geo.issues.issue import Issue
    from jinan_geo.manifest.expectation import Expected

__all__ = ["show_choice", "show_place", "show_value", "title_of", "why"]


def show_place(x: float, y: float) -> str:
    """Write a position of the file: degrees to 0.1 m, metres to 0.1."""
    return f"{x:.6f}, {y:.6f}" if max(abs(x), abs(y)) <= 360 else f"{x:.1f}, {y:.1f}"  # noqa: PLR2004 - degrees


def show_choice(issue: Issue, subject: Subject, where: Iterable[str]) -> Issue:
    """Note that an issue shows the attributes its features were chosen by.

    That it is there tells their values.
    """
    shows = tuple((subject.folder.id, title_of(subject, field)) for field in where)
    return replace(issue, shows=(*issue.shows, *shows)) if shows else issue


def title_of(subject: Subject, field: str) -> str:
    """Give the name of an attribute in the layer's file, as issues name it."""
    return subject.folder.manifest.columns.get(field, field)


def why(expected: Expected) -> dict[str, Any]:
    """Give the reason that the manifest states, to end the message with."""
    if expected.why is None:
        return {"why": "", "why_en": ""}
    return text("check.words.why", why=expected.why).detail("why")


def show_value(value: Any) -> str:  # noqa: ANN401 - a cell
    """Write a typed cell as the file has it: dates as days, whole numbers without a point."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:.12g}" if isinstance(value, float) else str(value)
