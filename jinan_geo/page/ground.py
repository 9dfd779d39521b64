"""The ground in the head of a page: whose it is, and where its chunks stand in the block."""

from __future__ import annotations

from pydantic import Field

from jinan_geo.manifest.closed import Closed, Text

__all__ = ["GridInfo", "GroundChunk", "GroundInfo", "GroundTier"]


class GridInfo(Closed):
    """The system of the kilometre grid, a transverse Mercator projection from the equator."""

    name: str
    meridian: float = Field(description="its central meridian, in degrees")
    scale: float = Field(description="on the meridian")
    false_east_m: float
    false_north_m: float
    semi_major_m: float
    inverse_flattening: float


class GroundChunk(Closed):
    """A part of a tier that can be decoded and drawn alone."""

    at: int = Field(description="where its text begins in the block")
    length: int
    bounds: tuple[float, float, float, float] = Field(description="west, south, east, north")


class GroundTier(Closed):
    """The ground in as much detail as some zooms need."""

    from_zoom: int
    to_zoom: int
    chunks: list[GroundChunk]


class GroundInfo(Closed):
    """Roads, water and names under the data; script element ``jg-ground`` holds them."""

    credit: Text = Field(description="whose it is, as the map, print and picture say")
    licence: str
    is_open: bool = Field(description="all of it comes under a licence that lets it be given away")
    tiers: list[GroundTier] = Field(description="from far to near; a zoom beyond them has none")
