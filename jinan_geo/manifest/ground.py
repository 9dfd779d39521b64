"""The ground under the data: what ``workspace.toml`` says of it, and its classes."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from jinan_geo.manifest.closed import Closed, Text

__all__ = ["CLASSES", "GroundClass", "GroundSpec"]

# In the order they are drawn, from below.
GroundClass = Literal[
    "urban", "green", "water", "river", "coast", "building", "service", "local", "tertiary",
    "secondary", "primary", "trunk", "motorway", "metro", "rail", "station", "place",
]  # fmt: skip
CLASSES: tuple[str, ...] = get_args(GroundClass)


class GroundSpec(Closed):
    """``[ground]``: whose roads, water and names lie under the data, and how much of them."""

    source: Text | None = Field(None, description="where the ground comes from")
    credit: Text | None = Field(
        None, description="what pages say of whose ground it is, beside what OpenStreetMap asks for"
    )
    licence: str | None = Field(None, description="the licence that it may be shown under")
    detail: Literal["main", "full"] = Field(
        "main", description="`full` has service roads and buildings too"
    )
    classes: dict[str, dict[str, GroundClass]] = Field(
        default_factory=dict,
        description="for a column of the bureau's own, which class each of its values is; a value "
        "may end in * (codes of GB/T 13923)",
    )
