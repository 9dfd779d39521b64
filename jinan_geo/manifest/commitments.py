"""What a city promises, how it is counted, and when a project is on schedule."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import (
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from jinan_geo.manifest.closed import Closed, Identifier, Text
from jinan_geo.manifest.fiscal import CALENDAR, FiscalYear, FiscalYears
from jinan_geo.manifest.models import Audience
from jinan_geo.words import say

__all__ = [
    "Comparator",
    "Entered",
    "Measure",
    "NamedWorks",
    "Period",
    "Target",
    "TargetsFile",
]


Comparator = Literal["=", ">=", ">", "~", "<=", "<", "between"]


class Period(Closed):
    """The days, both included, within which a target counts: `{ from = DAY, to = DAY }`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    first: dt.date = Field(alias="from", description="the first day")
    last: dt.date = Field(alias="to", description="the last day")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            msg = say("manifest.errors.period_ends_first", first=self.first, last=self.last)
            raise ValueError(msg)
        return self

    @classmethod
    def of(cls, year: FiscalYear) -> Period:
        """Give the days of a year."""
        return cls(first=year.first, last=year.last)


class Measure(Closed):
    """How a target is computed from a layer: a count of projects or a sum of a field."""

    layer: Identifier = Field(description="the layer that carries the target")
    sum: str | None = Field(
        None, description="numeric field to add up; without it projects are counted"
    )
    reached: Literal["any", "started", "done"] = Field(description="which projects count, by stage")
    within: Literal["finished", "started", "due", "open"] | None = Field(
        None,
        description="which projects belong to the target's period: those `finished` or `started` "
        "between its days, of those planned to finish in it (`due`), or those not finished before "
        "it (`open`); default `finished` where it counts what is done, else `open`",
    )
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
    comparator: Comparator = Field(
        description="exactly, at least, more than, about; at most, less than; or `between`, both "
        "ends included"
    )
    value: Annotated[Decimal, Field(ge=0)] = Field(
        description="the number; of a range the lower end; 0 only with `<=`"
    )
    upper: Decimal | None = Field(None, description="with `between`: the upper end of the range")
    unit: Text = Field(description="unit of the number")
    period: Annotated[int, Field(ge=1900, le=2999)] | Period | None = Field(
        None,
        description="the year, or `{ from, to }`, that it belongs to: nothing of another counts "
        "for it; without one all that is known by a day counts",
    )
    start: dt.date | None = Field(
        None,
        description="first day of the schedule; default that of the period, else of the year "
        "that it is due in",
    )
    due: dt.date | None = Field(
        default=None,
        description="day by which it is promised; default the last of the period; without either "
        "it is not judged",
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
    def _bounds_fit(self) -> Self:
        if (self.comparator == "between") != (self.upper is not None):
            raise ValueError(say("manifest.errors.upper"))
        if self.upper is not None and self.upper <= self.value:
            told = {"value": self.value, "upper": self.upper}
            raise ValueError(say("manifest.errors.upper_is_lower", **told))
        if not self.value and self.comparator != "<=":
            raise ValueError(say("manifest.errors.promised_nothing"))
        return self

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if self.measure and self.entered:
            msg = say("manifest.errors.measured_and_entered")
            raise ValueError(msg)
        return self

    _years: FiscalYears = PrivateAttr(CALENDAR)

    @model_validator(mode="after")
    def _take_period(self, info: ValidationInfo) -> Self:
        """Give a target of a period its days, and refuse what lies outside of them.

        What begins a year is the workspace's to say, and comes as the context of the reading.
        """
        self._years = info.context if isinstance(info.context, FiscalYears) else CALENDAR
        span = self.span
        if span is None:
            if self.measure and self.measure.within:
                raise ValueError(say("manifest.errors.within_no_period"))
            return self
        for key, day in (("start", span.first), ("due", span.last)):
            if getattr(self, key) is None:
                object.__setattr__(self, key, day)
        for key, day in self._days():
            if not span.first <= day <= span.last:
                told = {"key": key, "day": day, "first": span.first, "last": span.last}
                raise ValueError(say("manifest.errors.outside_period", **told))
        return self

    def _days(self) -> list[tuple[str, dt.date]]:
        """The days that it states, each by what it is."""
        days = [("start", self.start), ("due", self.due)]
        own = [("entered", one.as_of) for one in self.entered if one.counts == "promise"]
        return [*((key, day) for key, day in days if day), *own]

    @property
    def years(self) -> FiscalYears:
        """The years of its workspace."""
        return self._years

    @property
    def span(self) -> Period | None:
        """The days that it belongs to; None where it states no period."""
        if isinstance(self.period, int):
            return Period.of(self._years.named(self.period))
        return self.period


class TargetsFile(Closed):
    """``targets.toml``: the commitments, in the order the plan lists them."""

    source: Text = Field(description="where the commitments come from")
    targets: list[Target] = Field(default_factory=list, description="one table each")
    next: list[Target] = Field(
        default_factory=list,
        description="those of the year that comes, as `[[next]]`; they stand beside the others and "
        "are not settled, and one with the id of another continues it",
    )
    dropped: dict[str, list[str]] = Field(
        default_factory=dict,
        description="by the year that began, ids of the year before that are not promised again: "
        '`{ 2026 = ["T-1"] }`',
    )
