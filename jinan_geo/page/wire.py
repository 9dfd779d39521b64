"""What every model that travels to a page is, and what a page is told of an open edition."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from jinan_geo.manifest.closed import Text

__all__ = ["Named", "OpenEdition", "TargetForecast", "Wire", "YearInfo"]


class Wire(BaseModel):
    """A model as it travels; unknown keys are refused so that nothing leaks by accident."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def of_checked(cls, told: dict[str, Any]) -> Self:
        """Take all its fields as they are, where they are of its types: of very many models."""
        made = cls.__new__(cls)
        made.__setstate__(
            {
                "__dict__": told,
                "__pydantic_fields_set__": _all_fields(cls),
                "__pydantic_extra__": None,
                "__pydantic_private__": None,
            }
        )
        return made


@cache
def _all_fields(model: type[Wire]) -> set[str]:
    """The names of all its fields: one set, as one for each would be larger than what they hold."""
    return set(model.model_fields)


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


class TargetForecast(Wire):
    """What a commitment is expected to reach by its day, in a band that eight of ten hold in."""

    low: float | None = Field(None, description="null where it cannot be said")
    high: float | None = Field(None, description="null where it cannot be said")
    unsaid: Literal["starts", "open"] | None = Field(
        None,
        description="why not: it counts what has begun, of which no end tells; or of more than a "
        "tenth of its projects nothing can be foretold",
    )
    unforetold: int = Field(0, description="projects of which nothing can be foretold")
    held: int = Field(0, description="earlier forecasts of the city's counts that held")
    of: int = Field(0, description="of so many whose day has come")


class YearInfo(Wire):
    """The plan's year that a day belongs to."""

    label: Text = Field(description="what it is called, as 2026 or FY2026")
    first: dt.date
    last: dt.date
    gone: float = Field(description="per cent of it that has gone at the end of the day")
