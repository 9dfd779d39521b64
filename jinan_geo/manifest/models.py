"""The manifests a workspace is made of, as closed models: what may be written, and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from jinan_geo.manifest.basemap import Basemap
from jinan_geo.manifest.causes import Cause, find_unfit
from jinan_geo.manifest.closed import Closed, Identifier, Text
from jinan_geo.manifest.delivered import (
    READ_AS,
    CoordinateSpec,
    Ending,
    GeometryKind,
    MoneyUnit,
    PastFile,
    QuerySpec,
    TableSpec,
)
from jinan_geo.manifest.expectation import Expectation
from jinan_geo.manifest.ground import GroundSpec
from jinan_geo.manifest.locale import Locale
from jinan_geo.manifest.oc4ids import Oc4idsSpec
from jinan_geo.manifest.palette import color
from jinan_geo.manifest.stages import Stage
from jinan_geo.words import say

__all__ = [
    "Accuracy",
    "Audience",
    "EditionsRule",
    "FieldLabel",
    "FieldSpec",
    "LayerManifest",
    "LayerStyle",
    "Level",
    "LocationStatus",
    "MapManifest",
    "Reporting",
    "Style",
    "WorkspaceManifest",
]

Accuracy = Literal["surveyed", "digitised", "approximate", "schematic"]
LocationStatus = Literal["precise", "area", "street", "district", "city", "unlocated"]
Audience = Literal["public", "internal", "restricted"]
FieldType = Literal["text", "integer", "number", "percent", "money", "date", "boolean", "link"]
Repair = Literal["make-valid", "drop-repeated-points", "close-rings"]
Below = Literal["drop", "coarsen"]
Step = Annotated[Decimal, Field(gt=0)]
DatePart = Literal["month", "quarter", "year"]
Coarser = Step | Annotated[list[Decimal], Field(min_length=1)] | DatePart
# Standard attributes and ledger columns that no light, stage or place is made from, so that they
# can be withheld.
Levelled = Literal[
    "responsible", "note", "photos", "investment_wan", "invested_wan", "remark", "reported_by"
]


class FieldLabel(Closed):
    """What a reader is told of a field."""

    name: Text = Field(description="label of the field")
    type: FieldType = Field(default="text", description="how its values are read and shown")
    unit: Text | None = Field(
        None, description="shown after the value; money is in the workspace's unit"
    )
    values: dict[str, Text] | None = Field(None, description="labels of a coded value list")
    audience: Audience = Field(default="internal", description="who may see the field")


class FieldSpec(FieldLabel):
    """One attribute of a layer beyond the standard ones."""

    below: Below | None = Field(
        None,
        description="what those get who may not see it: nothing, or coarser values; "
        "else their build is refused",
    )
    coarsen: Coarser | None = Field(
        None,
        description='with `below = "coarsen"`: a step to round to, bounds of classes, or the part '
        "of a date",
    )


class Level(Closed):
    """The publication level of a standard attribute or ledger column."""

    audience: Audience = Field(description="who may see it")
    below: Below | None = Field(None, description="as of a field")
    coarsen: Step | None = Field(None, description="as of a field: a step to round to")


class Style(Closed):
    """How a layer is told apart from the others on the map."""

    color: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")] = Field(
        default=color("accent"), description="colour of the layer where colours tell layers apart"
    )
    size_by: str | None = Field(None, description="a numeric field that sets the point's area")


class LayerStyle(Style):
    """As ``Style``, and what becomes of it where its field is withheld."""

    below: Literal["drop"] | None = Field(
        None,
        description="`drop`: points of one size for those who may not see the field of `size_by`",
    )


class Reporting(Closed):
    """How often each project must be reported on, and by whom: due, reported, overdue."""

    every: Literal["month", "quarter"] = Field(description="the period that each report is for")
    grace_days: int = Field(
        0, ge=0, le=92, description="days after a period's end in which its report may still come"
    )
    since: dt.date | None = Field(
        None, description="first period that is due; default that of the first record"
    )
    by: Text | None = Field(None, description="who must report; stands in the message")
    to: Text | None = Field(
        None, description="whom the filled-in workbook goes to; stands in its guide"
    )


class EditionsRule(Closed):
    """By which rule editions follow one another; each is opened and closed by a person."""

    every: Literal["month", "quarter"] = Field(description="an edition ends with each of these")
    due_days: int | None = Field(
        None, ge=0, le=92, description="days after an edition's date in which reports are in time"
    )


class LayerManifest(Closed):
    """``layers/<id>/layer.toml``; the folder's name is the layer's id."""

    name: Text = Field(description="the layer in lists and legends")
    alias: Text | None = Field(None, description="another name people use; shown beside the name")
    note: Text | None = Field(None, description="what a reader should know of this layer")
    role: Literal["projects", "districts", "context"] = Field(
        default="projects",
        description="projects have a ledger; districts divide the city; context is only drawn",
    )
    theme: Identifier | None = Field(None, description="default theme of the layer's features")
    order: int = Field(100, description="place in lists and on the map, small first")
    geometry: list[GeometryKind] = Field(description="the geometry types a feature may have")
    crs: str = Field(
        "EPSG:4326",
        description="CRS of the stored coordinates: an EPSG code, `GCJ-02`, `BD-09`, a WKT, or "
        "the name of the .prj beside the features; converted as declared",
    )
    swapped: bool = Field(default=False, description="the file has latitude or northing first")
    features: str = Field(
        "features.geojson",
        description="file in the layer's folder, of any format in docs/formats.md; "
        "or `postgresql://user@host/database`",
    )
    layer: str | None = Field(
        None, description="which layer, where the file holds several; which table of a database"
    )
    query: QuerySpec | None = Field(
        None, description="which rows and columns of a database's table; default all"
    )
    encoding: str | None = Field(
        None,
        description="encoding of the texts, where it is found wrong: "
        "UTF-8, GBK, UTF-16, Big5, Shift-JIS, EUC-KR, Windows-1252 ...",
    )
    table: TableSpec | None = Field(
        None, description="where the table stands, for features in a workbook or CSV"
    )
    coordinates: CoordinateSpec | None = Field(
        None, description="columns with the geometry, for features in a table"
    )
    past: dict[dt.date, str | PastFile] = Field(
        default_factory=dict,
        description="date = file with the features as they were up to that day, read as `features` "
        "is; or a table of it and how it is read",
    )
    ended: dict[str, Ending] = Field(
        default_factory=dict,
        description="id = from when on and why a feature is gone from the file; it is kept as the "
        "past file has it that had it last",
    )
    ids: dict[str, str] = Field(
        default_factory=dict,
        description="id in the file = the id it has here, which it keeps though it was numbered "
        "anew",
    )
    progress: str = Field("progress.csv", description="ledger file in the layer's folder")
    ledger: str | None = Field(
        None,
        description="`postgresql://user@host/database` for a ledger there, `file` for one in the "
        "layer's folder",
    )
    fold_keys: bool = Field(
        default=False,
        description="join ids that differ only in case, width, spaces, dashes, leading zeros or "
        "`.0`; each is listed",
    )
    progress_table: TableSpec | None = Field(
        None, description="where the table stands in the ledger file"
    )
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="standard attribute = the name it has in the features file",
    )
    progress_columns: dict[str, str] = Field(
        default_factory=dict,
        description="standard ledger column = the name it has in the progress file",
    )
    source: Text = Field(
        description="where the features come from, unless a feature says so itself"
    )
    accuracy: Accuracy | None = Field(None, description="default accuracy of the features")
    sample: bool = Field(default=False, description="all features are sample data, not official")
    provision: Literal["monthly", "none"] = Field(
        "monthly", description="how often each must report"
    )
    audience: Audience = Field(default="internal", description="who may see the layer")
    below: Below | None = Field(
        None,
        description="what those get who may not see it: nothing, or each feature moved to a point "
        "inside its district; "
        "else their build is refused",
    )
    levels: dict[Levelled, Level] = Field(
        default_factory=dict,
        description="standard attributes and ledger columns for fewer eyes than the layer",
    )
    style: LayerStyle = Field(default_factory=LayerStyle, description="how the layer looks")
    fields: dict[str, FieldSpec] = Field(
        default_factory=dict, description="attributes beyond the standard ones"
    )
    kinds: dict[str, Text] = Field(
        default_factory=dict, description="labels of the `kind` attribute"
    )
    stages: list[Stage] | None = Field(None, description="the layer's own stages, else the preset")
    stage_words: dict[str, Identifier] = Field(
        default_factory=dict, description="word in tables of progress = id of the stage"
    )
    reporting: Reporting | None = Field(
        None, description="which reports are due; default that of workspace.toml"
    )
    renumbered: dict[str, str] = Field(
        default_factory=dict,
        description="old id = new id: accepted, and records of the old one go to the new",
    )
    leads: dict[str, str] | Literal["all"] = Field(
        default_factory=dict,
        description="project id = code of the district that leads where several share it, else "
        "that of its largest share; the others comment in their forms; with `all` they set too",
    )
    declined: dict[str, str] = Field(
        default_factory=dict,
        description="name of a project that a district proposed = why the layer does not take it",
    )
    repair: list[Repair] = Field(
        default_factory=list, description="what may be repaired; each repair is recorded"
    )
    percent_up_to: Literal[1, 100] | None = Field(
        None,
        description="1 or 100: what stands for all; needed where percentages lie between 0 and 1",
    )
    units: dict[str, MoneyUnit] = Field(
        default_factory=dict,
        description="attribute of money = the unit that the file has it in; converted to the "
        "workspace's unit",
    )
    expect: list[Expectation] = Field(
        default_factory=list, description="what the layer expects of its data"
    )

    def of_past(self, day: dt.date) -> LayerManifest:
        """Give the manifest by which the past file of a day is read."""
        file = self.past[day]
        if isinstance(file, str):
            return self.model_copy(update={"features": file})
        own = self.model_fields_set - {*READ_AS, "features"}
        stated = {name: getattr(self, name) for name in own}
        stated |= {name: getattr(file, name) for name in file.model_fields_set & {*READ_AS}}
        return LayerManifest.model_construct({*stated, "features"}, **stated, features=file.file)


class MapManifest(Closed):
    """``maps/<id>.toml``: one page, or one page for each district."""

    title: Text = Field(
        description="heading of the page; after the name of the district where there is one for "
        "each"
    )
    scope: Literal["city", "theme", "districts"] = Field(
        description="everything, one theme, or a page for each district"
    )
    theme: Identifier | None = Field(None, description="for scope theme: which")
    layers: list[Identifier] | None = Field(
        None, description="layers shown; default all that apply"
    )
    order: int = Field(default=100, description="place on the index page, small first")

    @model_validator(mode="after")
    def _theme_matches_scope(self) -> Self:
        if (self.scope == "theme") != (self.theme is not None):
            msg = say("manifest.errors.scope")
            raise ValueError(msg)
        return self


class WorkspaceManifest(Closed):
    """``workspace.toml``."""

    name: Text = Field(description="the city")
    title: Text = Field(description="heading of the index page")
    locale: Locale = Field(default_factory=Locale, description="how the workspace speaks")
    metric_crs: str = Field(description="projected CRS for areas and lengths, in metres")
    districts: Identifier = Field(
        description="the layer whose features are the districts, keyed by code"
    )
    themes: dict[Identifier, Text] = Field(description="fields of work, in the order of the plan")
    targets: str = Field("targets.toml", description="file with the commitments")
    lights: str = Field("yinchuan-2025", description="a preset's name, or a file ending in .toml")
    min_share: float = Field(
        0.01,
        ge=0,
        lt=0.5,
        description="a district's share of a feature below this is left out, with an issue",
    )
    basemaps: list[Basemap] = Field(
        default_factory=list,
        description="online backgrounds; with any, pages may ask their hosts for pictures",
    )
    ground: GroundSpec | None = Field(
        None, description="whose roads, water and names lie under the data"
    )
    reporting: Reporting | None = Field(
        None, description="which reports are due, where a layer does not say"
    )
    editions: EditionsRule | None = Field(
        None, description="by which rule the next edition is opened when one closes"
    )
    ledger: str | None = Field(
        None,
        description="`postgresql://user@host/database` where ledgers stand, unless a layer says "
        "otherwise",
    )
    evidence: Literal["required", "optional"] = Field(
        "optional",
        description="whether values of named works must rest on evidence, in every layer or in "
        "those alone that have an evidence.csv",
    )
    released: list[str] = Field(
        default_factory=list,
        description="ids of confirmed figures of quarterly forms, as `form-1-2`, whose evidence "
        "the public may read",
    )
    oc4ids: Oc4idsSpec | None = Field(
        None, description="what `export oc4ids` needs before its file may be published"
    )
    review_number: str | None = Field(
        None, description="map review number (审图号), only from the operator"
    )
    audience: Audience = Field(
        default="internal", description="for whom pages are built unless the command says so"
    )
    causes: list[Cause] = Field(
        default_factory=list,
        description="why projects are behind: further causes, and words of known ones",
    )

    @model_validator(mode="after")
    def _causes_are_fit(self) -> Self:
        if unfit := find_unfit(self.causes):
            raise ValueError(say("manifest.errors.causes", ids=", ".join(unfit)))
        return self

    @model_validator(mode="after")
    def _basemaps_are_told_apart(self) -> Self:
        ids = [basemap.id for basemap in self.basemaps]
        if len(set(ids)) < len(ids) or sum(basemap.shown for basemap in self.basemaps) > 1:
            msg = say("manifest.errors.basemaps")
            raise ValueError(msg)
        return self
