"""Online backgrounds as a page gets them.

Addresses with their key filled in, and the hosts it may ask.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.basemap import TILE_HOLES
from jinan_geo.page.model import BasemapInfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinan_geo.manifest.basemap import Basemap

__all__ = ["basemap_infos", "check_basemaps", "tile_origins"]

KEY = re.compile(r"[A-Za-z0-9_.-]+")


def check_basemaps(
    basemaps: Sequence[Basemap], environment: Mapping[str, str] = os.environ
) -> list[Issue]:
    """Give an issue for each background without its key in the environment.

    Pages must do without such a background.
    """
    return [
        Issue(
            "basemap-without-key",
            "",
            "workspace.toml",
            feature=basemap.id,
            field="key_env",
            value=basemap.key_env,
        )
        for basemap in basemaps
        if basemap.key_env and _key_of(basemap, environment) is None
    ]


def basemap_infos(
    basemaps: Sequence[Basemap], environment: Mapping[str, str] = os.environ
) -> list[BasemapInfo]:
    """Give the backgrounds that can be asked for; one whose key is missing is left out."""
    usable = [(basemap, _key_of(basemap, environment)) for basemap in basemaps]
    return [_info(basemap, key or "") for basemap, key in usable if key or not basemap.key_env]


def tile_origins(infos: Sequence[BasemapInfo]) -> list[str]:
    """Give the origins that the tiles come from; ``{s}`` stands for each subdomain."""
    origins = []
    for info in infos:
        for address in filter(None, (info.url, info.labels)):
            origin = "/".join(address.split("/", 3)[:3])
            origins += (
                [origin.replace("{s}", part) for part in info.subdomains]
                if "{s}" in origin
                else [origin]
            )
    return origins


def _key_of(basemap: Basemap, environment: Mapping[str, str]) -> str | None:
    if basemap.key_env is None:
        return basemap.key
    found = environment.get(basemap.key_env, "").strip()
    return found if KEY.fullmatch(found) else None


def _info(basemap: Basemap, key: str) -> BasemapInfo:
    def fill(address: str) -> str:
        for hole, name in TILE_HOLES.items():
            address = address.replace(f"{{{hole}}}", f"{{{name}}}")
        return address.replace("{key}", key)

    return BasemapInfo(
        id=basemap.id,
        name=basemap.name,
        url=fill(basemap.url),
        labels=fill(basemap.labels) if basemap.labels else None,
        subdomains=basemap.subdomains,
        attribution=basemap.attribution,
        shift=basemap.shift,
        min_zoom=basemap.min_zoom,
        max_zoom=basemap.max_zoom,
        shown=basemap.shown,
    )
