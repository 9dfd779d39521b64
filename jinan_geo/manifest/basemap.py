"""Online backgrounds as ``workspace.toml`` declares them: tiles of other hosts."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from jinan_geo.manifest.closed import Closed, Identifier, Text
from jinan_geo.words import say

__all__ = ["TILE_HOLES", "Basemap"]

TileAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s'\";,<>]+$")]
# What an address may leave open: XYZ, TMS and WMTS call the same three numbers by different names.
TILE_HOLES = {
    "z": "z",
    "x": "x",
    "y": "y",
    "-y": "-y",
    "TileMatrix": "z",
    "TileCol": "x",
    "TileRow": "y",
}
KNOWN_HOLES = {*TILE_HOLES, "s", "key"}
HOLE = re.compile(r"\{([^{}]*)\}")


class Basemap(Closed):
    """Map tiles from another host, only for workspaces that may use the network.

    Tiles in Web Mercator.
    """

    id: Identifier = Field(description="stable id")
    name: Text = Field(description="label in the list of backgrounds")
    url: TileAddress = Field(
        description="address with {z}, {x} and {y} (XYZ), {-y} (TMS), or {TileMatrix}, {TileCol} "
        "and {TileRow} (WMTS); "
        "{s} and {key} where the server wants them"
    )
    labels: TileAddress | None = Field(
        None, description="address of a second set of tiles, drawn above: place names"
    )
    key: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9_.-]+$",
        description="what stands for {key}; it can be read by whoever has the page",
    )
    key_env: str | None = Field(
        None,
        pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
        description="environment variable with the key, read at each build",
    )
    subdomains: list[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$")]] = Field(
        default_factory=list, description="what may stand for {s}"
    )
    attribution: Text = Field(description="whose tiles they are")
    shift: Literal["none", "GCJ-02"] = Field(
        "none", description="the tiles' offset against WGS84; the page undoes it"
    )
    min_zoom: int = Field(
        0, ge=0, le=22, description="zoom below which the tiles are not asked for"
    )
    max_zoom: int = Field(18, ge=1, le=22, description="deepest zoom the server has")
    shown: bool = Field(
        default=False, description="shown when the page opens; else only when the reader chooses it"
    )

    @model_validator(mode="after")
    def _address_can_be_filled(self) -> Self:
        for address in filter(None, (self.url, self.labels)):
            _check_address(address, self)
        if self.key is not None and self.key_env is not None:
            msg = say("manifest.errors.two_keys")
            raise ValueError(msg)
        if self.min_zoom > self.max_zoom:
            msg = say("manifest.errors.zooms", low=self.min_zoom, high=self.max_zoom)
            raise ValueError(msg)
        return self


def _check_address(address: str, basemap: Basemap) -> None:
    holes = HOLE.findall(address)
    unknown = [hole for hole in holes if hole not in KNOWN_HOLES]
    if unknown:
        listed = ", ".join(f"{{{hole}}}" for hole in sorted(KNOWN_HOLES))
        hole = f"{{{unknown[0]}}}"
        msg = say("manifest.errors.unknown_hole", address=address, hole=hole, listed=listed)
        raise ValueError(msg)
    filled = {TILE_HOLES.get(hole, hole) for hole in holes}
    _check_filled(address, filled)
    _check_given(address, filled, basemap)


def _check_given(address: str, filled: set[str], basemap: Basemap) -> None:
    """What stands for a subdomain or a key is said."""
    has_key = basemap.key is not None or basemap.key_env is not None
    if ("s" in filled and not basemap.subdomains) or ("key" in filled and not has_key):
        msg = say("manifest.errors.empty_hole", address=address, s="{s}", key="{key}")
        raise ValueError(msg)


def _check_filled(address: str, filled: set[str]) -> None:
    """An address says which tile, and opens no host that is not named."""
    if not {"z", "x"} <= filled or not filled & {"y", "-y"}:
        either, other = "{z} {x} {y}", "{TileMatrix} {TileCol} {TileRow}"
        msg = say("manifest.errors.no_holes", address=address, either=either, other=other)
        raise ValueError(msg)
    host = "/".join(address.split("/", 3)[:3])
    if not {*HOLE.findall(host)} <= {"s"}:
        msg = say("manifest.errors.host", address=address, s="{s}")
        raise ValueError(msg)
