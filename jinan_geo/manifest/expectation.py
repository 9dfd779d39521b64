"""What a layer may expect of its own data, one model a rule: ``[[expect]]`` in ``layer.toml``.

Whatever does not come up to an expectation is an issue; no feature is changed or left out for it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from jinan_geo.manifest.closed import Closed, Identifier, Text
from jinan_geo.words import say

__all__ = [
    "Apart",
    "Compare",
    "Count",
    "Expectation",
    "Expected",
    "Form",
    "InDistrict",
    "Listed",
    "Located",
    "Near",
    "NoGap",
    "NoOverlap",
    "Range",
    "Required",
    "Size",
    "Total",
    "Unique",
    "Vertices",
    "Within",
]

Amount = float | dt.date


class Expected(Closed):
    """What all expectations have."""

    where: dict[str, str | bool] = Field(
        default_factory=dict,
        description="attribute = value: only features that have it; default all",
    )
    why: Text | None = Field(None, description="why it is expected; stands in the message")


class Required(Expected):
    """Every feature has a value."""

    rule: Literal["required"]
    fields: list[str] = Field(min_length=1, description="attributes that may not be blank")


class Range(Expected):
    """A number or date lies within bounds, both included."""

    rule: Literal["range"]
    field: str = Field(description="an attribute of numbers or dates")
    min: Amount | None = Field(None, description="smallest value, or first day")
    max: Amount | None = Field(None, description="largest value, or last day")

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.min is None and self.max is None:
            msg = say("manifest.errors.min_max")
            raise ValueError(msg)
        return self


class Listed(Expected):
    """A value is one of a list."""

    rule: Literal["listed"]
    field: str = Field(description="an attribute of texts")
    values: list[str] | None = Field(
        None, description="the list; default the labels that the layer declares for it"
    )


class Form(Expected):
    """A text has a form, given as a regular expression for the whole of it."""

    rule: Literal["form"]
    field: str = Field(description="an attribute of texts")
    pattern: str = Field(description='regular expression, for example "JN-[0-9]{4}"')

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        try:
            re.compile(self.pattern)
        except re.error as error:
            msg = say("manifest.errors.pattern", error=error)
            raise ValueError(msg) from None
        return self


class Unique(Expected):
    """No two features have the same values; blanks do not count."""

    rule: Literal["unique"]
    fields: list[str] = Field(
        min_length=1, description="attributes that together may stand only once"
    )


class Compare(Expected):
    """Two attributes of one feature stand in a relation.

    Such as start before finish, done at most planned.
    """

    rule: Literal["compare"]
    field: str = Field(description="an attribute of numbers or dates")
    op: Literal["<", "<=", "=", ">=", ">"] = Field(description="how the first stands to the other")
    other: str = Field(description="another attribute of the same type")


class Count(Expected):
    """The layer holds a number of features."""

    rule: Literal["count"]
    min: int = Field(0, ge=0, description="fewest features")
    max: int | None = Field(None, ge=0, description="most features")


class Total(Expected):
    """An attribute adds up to a control total, such as the 合计 of the sheet it comes from."""

    rule: Literal["total"]
    field: str = Field(description="an attribute of numbers")
    equals: float = Field(description="the control total")
    tolerance: float = Field(0, ge=0, description="difference that is still taken as equal")


class Located(Expected):
    """Every feature has a geometry."""

    rule: Literal["located"]


class Vertices(Expected):
    """A geometry has a number of vertices."""

    rule: Literal["vertices"]
    min: int = Field(1, ge=1, description="fewest vertices")
    max: int | None = Field(None, ge=1, description="most vertices")


class Size(Expected):
    """A polygon has an area, or a line a length, within bounds: m2 or m in the metric CRS."""

    rule: Literal["size"]
    min: float = Field(0, ge=0, description="smallest area in m2, or length in m")
    max: float | None = Field(None, ge=0, description="largest area in m2, or length in m")


class NoOverlap(Expected):
    """Polygons of the layer do not overlap one another."""

    rule: Literal["no-overlap"]
    tolerance_m2: float = Field(
        1, ge=0, description="overlap up to this area is taken for drawing error"
    )


class NoGap(Expected):
    """Polygons of the layer leave no hole between them."""

    rule: Literal["no-gap"]
    tolerance_m2: float = Field(
        1, ge=0, description="gap up to this area is taken for drawing error"
    )


class InDistrict(Expected):
    """A feature with a geometry lies in the district that it states, to a share."""

    rule: Literal["in-district"]
    share: float = Field(0.99, gt=0, le=1, description="share of the feature that must lie there")


class _Related(Expected):
    layer: Identifier = Field(description="the other layer")
    among: dict[str, str | bool] = Field(
        default_factory=dict,
        description="attribute = value: only these features of the other layer; default all",
    )


class Within(_Related):
    """A feature lies within those of another layer, such as a facility in the start-up zone."""

    rule: Literal["within"]
    tolerance_m: float = Field(0, ge=0, description="how far it may reach beyond them, in metres")


class Apart(_Related):
    """A feature does not lie on the features of another layer, such as a car park on water."""

    rule: Literal["apart"]
    tolerance_m: float = Field(0, ge=0, description="how far it may reach into them, in metres")


class Near(_Related):
    """A feature lies near a feature of another layer, such as an entrance at a street."""

    rule: Literal["near"]
    distance_m: float = Field(gt=0, description="largest distance to the nearest one, in metres")


Expectation = Annotated[
    Required
    | Range
    | Listed
    | Form
    | Unique
    | Compare
    | Count
    | Total
    | Located
    | Vertices
    | Size
    | NoOverlap
    | NoGap
    | InDistrict
    | Within
    | Apart
    | Near,
    Field(discriminator="rule"),
]
