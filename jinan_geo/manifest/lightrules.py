"""When a project is red, yellow or green: the rule, and its bounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from jinan_geo.manifest.closed import Closed, Text
from jinan_geo.words import say

__all__ = ["LightRules", "Rule"]

Rule = Literal["lag", "days-late", "earned-value"]
Index = Annotated[Decimal, Field(gt=0, lt=10)]
# What each rule needs to be told, in pairs of yellow and red.
NEEDS: dict[Rule, tuple[str, ...]] = {
    "lag": (),
    "days-late": ("yellow_from_days", "red_above_days"),
    "earned-value": ("yellow_below_spi", "red_below_spi"),
}
COST = ("yellow_below_cpi", "red_below_cpi")
# The first is never above the second.
ORDERED = (
    ("yellow_from_days", "red_above_days"),
    ("red_below_spi", "yellow_below_spi"),
    ("red_below_cpi", "yellow_below_cpi"),
)
BOUNDS = (*NEEDS["days-late"], *NEEDS["earned-value"], *COST)


class LightRules(Closed):
    """When a project is red, yellow or green; lags are in percentage points."""

    name: Text = Field(description="what the rule is called on the page")
    source: Text = Field(description="where the rule comes from")
    by: Rule = Field(
        "lag",
        description="what projects are judged by: percent behind the plan, days after planned "
        "days, or the indices of earned value",
    )
    yellow_from_lag: Decimal = Field(
        description="a lag of this many points or more is yellow; of commitments by any rule"
    )
    red_above_lag: Decimal = Field(
        description="a lag of more than this many points is red; of commitments by any rule"
    )
    late_start_yellow_months: int = Field(
        0,
        description="by lag: not started by the end of the planned month plus this many months is "
        "yellow",
    )
    late_start_red_months: int = Field(
        3,
        description="by lag: not started by the end of the planned month plus this many months is "
        "red",
    )
    yellow_from_days: Annotated[int, Field(ge=1)] | None = Field(
        None, description="days-late: late by this many days or more is yellow"
    )
    red_above_days: Annotated[int, Field(ge=1)] | None = Field(
        None, description="days-late: late by more days than this is red"
    )
    yellow_below_spi: Index | None = Field(
        None, description="earned-value: a schedule performance index below this is yellow"
    )
    red_below_spi: Index | None = Field(
        None, description="earned-value: a schedule performance index below this is red"
    )
    yellow_below_cpi: Index | None = Field(
        None,
        description="earned-value: a cost performance index below this is yellow; without it and "
        "the next cost is not judged",
    )
    red_below_cpi: Index | None = Field(
        None, description="earned-value: a cost performance index below this is red"
    )
    stopped: Literal["red", "yellow"] = Field(
        "red",
        description="the light of work that is reported as stopped, at once and at least; the "
        "default is this program's",
    )

    @property
    def judges_cost(self) -> bool:
        """Whether planned and actual cost are part of the light."""
        return self.by == "earned-value" and self.red_below_cpi is not None

    @model_validator(mode="after")
    def _bounds_are_of_the_rule(self) -> Self:
        stated = {key for key in BOUNDS if getattr(self, key) is not None}
        lacks = [key for key in NEEDS[self.by] if key not in stated]
        may = {*NEEDS[self.by], *(COST if self.by == "earned-value" else ())}
        if lacks:
            raise ValueError(say("manifest.errors.rule_lacks", by=self.by, keys=", ".join(lacks)))
        if strange := sorted(stated - may):
            told = {"by": self.by, "keys": ", ".join(strange)}
            raise ValueError(say("manifest.errors.rule_has_no", **told))
        return self

    @model_validator(mode="after")
    def _red_is_worse(self) -> Self:
        if (self.yellow_below_cpi is None) != (self.red_below_cpi is None):
            raise ValueError(say("manifest.errors.rule_lacks", by=self.by, keys=", ".join(COST)))
        for low, high in ORDERED:
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and least > most:
                raise ValueError(say("manifest.errors.rule_turned", low=low, high=high))
        return self
