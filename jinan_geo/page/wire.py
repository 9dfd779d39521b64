"""What every model that travels to a page is, and what a page is told of an open edition."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from jinan_geo.manifest.closed import Text

__all__ = ["Named", "OpenEdition", "Wire"]


class Wire(BaseModel):
    """A model as it travels; unknown keys are refused so that nothing leaks by accident."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(Wire):
    """An id with its label."""

    id: str
    name: Text


class OpenEdition(Wire):
    """An edition for which reports are still coming."""

    date: dt.date
    reported: int = Field(description="projects that gave a report for it")
    of: int = Field(description="projects that owe one, those that gave it among them")
    due: dt.date | None = Field(description="last day on which a report is in time, if declared")
