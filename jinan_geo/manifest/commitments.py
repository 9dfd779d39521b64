"""What a city promises, how it is counted, and when a project is on schedule."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from jinan_geo.manifest.closed import Closed, Identifier, Text
from jinan_geo.manifest.models import Audience
from jinan_geo.words import say

__all__ = ["Entered", "LightRules", "Measure", "NamedWorks", "Target", "TargetsFile"]


class LightRules(Closed):
    """When a project is red, yellow or green; lags are in percentage points."""

    name: Text = Field(description="what the rule is called on the page")
    source: Text = Field(description="where the rule comes from")
    yellow_from_lag: Decimal = Field(description="a lag of this many points or more is yellow")
    red_above_lag: Decimal = Field(description="a lag of more than this many points is red")
    late_start_yellow_months: int = Field(
        description="not started by the end of the planned month plus this many months is yellow"
    )
    late_start_red_months: int = Field(
        description="not started by the end of the planned month plus this many months is red"
    )


class Measure(Closed):
    """How a target is computed from a layer: a count of projects or a sum of a field."""

    layer: Identifier = Field(description="the layer that carries the target")
    sum: str | None = Field(
        None, description="numeric field to add up; without it projects are counted"
    )
    reached: Literal["any", "started", "done"] = Field(description="which projects count, by stage")
    where: dict[str, str | bool] = Field(
        default_factory=dict, description="attribute = value that a project must have"
    )
    at_least: dict[str, Decimal] = Field(
        default_factory=dict, description="numeric attribute = smallest value that counts"
    )


class NamedWorks(Closed):
    """The projects of a layer that are known by name and belong to a promise.

    They stand beside the number and are never counted for it.
    """

    layer: Identifier = Field(description="the layer that has them")
    where: dict[str, str | bool] = Field(
        default_factory=dict, description="attribute = value that a project must have"
    )


class Entered(Closed):
    """A value of a target entered by hand."""

    as_of: dt.date = Field(description="the day the value is of")
    value: Decimal = Field(description="the value, in the unit of the target")
    source: Text = Field(description="who says so")
    sample: bool = Field(default=False, description="not official")
    counts: Literal["promise", "other"] = Field(
        "promise",
        description="`other`: it counts something else than the promise, such as another kind of "
        "street; shown beside it and never compared",
    )
    unit: Text | None = Field(None, description="its unit, where it counts something else")
    evidence: list[str] = Field(
        default_factory=list, description="ids of what it rests on in evidence.csv"
    )


class Target(Closed):
    """A city commitment: a number, a comparator and a due date."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$")] = Field(
        description="stable id"
    )
    theme: Identifier = Field(description="field of work")
    name: Text = Field(description="what is promised")
    comparator: Literal["=", ">=", ">", "~"] = Field(
        description="exactly, at least, more than, about"
    )
    value: Annotated[Decimal, Field(gt=0)]
    unit: Text = Field(description="unit of the number")
    start: dt.date | None = Field(
        None, description="first day of the period; default 1 January of the due year"
    )
    due: dt.date | None = Field(
        default=None, description="day by which it is promised; without one it is not judged"
    )
    nature: Literal["cumulative", "level"] = Field(
        "cumulative",
        description="cumulative grows from zero over the period; level must be held (a rate)",
    )
    measure: Measure | None = Field(default=None, description="how it is computed from a layer")
    entered: list[Entered] = Field(
        default_factory=list, description="values entered by hand, by date"
    )
    named: NamedWorks | None = Field(
        default=None, description="projects known by name that belong to the promise"
    )
    note: Text | None = Field(default=None, description="what a reader should know")
    audience: Audience | None = Field(
        None,
        description="who may see its number; default: those who may see what it is measured from",
    )
    below: Literal["drop"] | None = Field(
        None,
        description="`drop`: left out for those who may not see it; else their build is refused",
    )

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.measure and self.entered:
            msg = say("manifest.errors.measured_and_entered")
            raise ValueError(msg)
        return self


class TargetsFile(Closed):
    """``targets.toml``: the commitments, in the order the plan lists them."""

    source: Text = Field(description="where the commitments come from")
    targets: list[Target] = Field(description="one table each")
    next: list[Target] = Field(
        default_factory=list,
        description="those of the year that comes, as `[[next]]`; they stand beside the others and "
        "are not settled, and one with the id of another continues it",
    )
