"""What a manifest says of a file that was delivered: how it is read, today's or a past one."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from jinan_geo.manifest.closed import Closed
from jinan_geo.manifest.condition import check_condition
from jinan_geo.words import say

__all__ = [
    "READ_AS",
    "SNAPSHOT",
    "CoordinateSpec",
    "Ending",
    "GeometryKind",
    "MoneyUnit",
    "PastFile",
    "QuerySpec",
    "TableSpec",
    "file_of",
    "snapshot_of",
]

# Units of yuan, and how many of the workspace's own currency one is.
MoneyUnit = Literal[
    "元", "千元", "万元", "百万元", "亿元",
    "one", "thousand", "ten-thousand", "million", "hundred-million", "billion",
]  # fmt: skip
GeometryKind = Literal["point", "line", "polygon"]


class TableSpec(Closed):
    """Where the table stands in a sheet; what is left out is found, see docs/formats.md."""

    sheet: str | None = Field(None, description="name of the sheet; default the first visible one")
    skip_rows: int | None = Field(None, ge=0, le=100, description="rows above the headings")
    header_rows: int | None = Field(
        None, ge=1, le=5, description="rows of headings; several are joined by /"
    )
    total_rows: list[str] | None = Field(
        None, description="words that mark a row of totals; default 合计, 总计, 小计 …"
    )
    fill: list[str] = Field(
        default_factory=list,
        description="columns whose blank cells stand for the value above, as merged cells leave "
        "them",
    )
    unmerge: bool = Field(
        default=False,
        description="a cell merged down several rows stands for each of them, amounts apart",
    )


class CoordinateSpec(Closed):
    """Columns of a table that hold the geometry: x and y, both in one, or a geometry as text."""

    x: str | None = Field(None, description="column of the longitude or easting")
    y: str | None = Field(None, description="column of the latitude or northing")
    pair: str | None = Field(None, description="column of both, as in 117.02,36.66")
    wkt: str | None = Field(
        None, description="column of the geometry as WKT, GeoJSON or hexadecimal WKB"
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [way for way in (self.x or self.y, self.pair, self.wkt) if way is not None]
        if (self.x is None) != (self.y is None) or len(ways) != 1:
            msg = say("manifest.errors.x_y")
            raise ValueError(msg)
        return self


class QuerySpec(Closed):
    """Which rows and columns of a database's table are asked for; the server leaves out others."""

    where: Annotated[str, AfterValidator(check_condition)] | None = Field(
        None, description="condition of SQL for the rows, as `status <> 'withdrawn'`"
    )
    extent: tuple[float, float, float, float] | None = Field(
        None,
        description="west, south, east, north in degrees of WGS84; rows whose box is outside of it "
        "are not asked for, those without geometry are",
    )
    only: list[str] = Field(
        default_factory=list, description="columns beside the geometry; default all"
    )
    timeout_s: int = Field(
        600, ge=1, le=86_400, description="how long the server may take for each part, in seconds"
    )

    @model_validator(mode="after")
    def _is_box(self) -> Self:
        west, south, east, north = self.extent or (0, 0, 1, 1)
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - degrees
            raise ValueError(say("manifest.errors.extent"))
        return self

    @property
    def is_part(self) -> bool:
        """Whether rows of the table are left out."""
        return self.where is not None or self.extent is not None


class PastFile(Closed):
    """A past file that is read otherwise than today's; every key is as in ``layer.toml``."""

    file: str = Field(description="file in the layer's folder")
    geometry: list[GeometryKind] = Field(description="the geometry types a feature may have")
    crs: str = Field("EPSG:4326", description="CRS of the stored coordinates")
    swapped: bool = Field(default=False, description="the file has latitude or northing first")
    layer: str | None = Field(None, description="which layer, where the file holds several")
    encoding: str | None = Field(None, description="encoding of the texts")
    table: TableSpec | None = Field(None, description="where the table stands")
    coordinates: CoordinateSpec | None = Field(None, description="columns with the geometry")
    columns: dict[str, str] = Field(
        default_factory=dict, description="standard attribute = the name it has in this file"
    )
    units: dict[str, MoneyUnit] = Field(
        default_factory=dict, description="attribute of money = the unit that this file has it in"
    )
    percent_up_to: Literal[1, 100] | None = Field(None, description="1 or 100: what stands for all")
    ids: dict[str, str] = Field(
        default_factory=dict, description="id in this file = the id it has here"
    )


class Ending(Closed):
    """Since when a feature is no more, and why."""

    on: dt.date = Field(description="first day on which it is no more")
    why: Annotated[str, StringConstraints(min_length=1)] = Field(
        description="why; stands where the feature is shown"
    )


def file_of(past: str | PastFile) -> str:
    """Give the name of a past file, however it is stated."""
    return past if isinstance(past, str) else past.file


SNAPSHOT = "snapshot.geojson"  # below past/<day>/: what a database held


def snapshot_of(file: str, kinds: list[GeometryKind]) -> PastFile:
    """Say how a snapshot is read: by attribute, in WGS84, money in 万元, percentages to 100."""
    return PastFile(file=file, geometry=kinds, percent_up_to=100)


# The keys of a layer by which its file is read.
READ_AS = tuple(name for name in PastFile.model_fields if name != "file")
