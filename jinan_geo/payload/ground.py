"""The ground as a page gets it: what lies in the part of the city, whose it is, its block."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from jinan_geo.coordinates.crs import SHOWN, metric_crs
from jinan_geo.coordinates.parts import clip_parts
from jinan_geo.errors import InputError
from jinan_geo.issues.issue import Issue
from jinan_geo.kept.cache import join_hashes
from jinan_geo.kept.inputs import hash_file
from jinan_geo.manifest.closed import Text, join
from jinan_geo.page.ground import GroundInfo
from jinan_geo.payload.tiers import TierWriter, cut_tiers
from jinan_geo.read.ground import GROUND_FILE, GroundRows, ground_sources, read_ground

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from jinan_geo.kept.cache import Cache
    from jinan_geo.manifest.workspace import Workspace
    from jinan_geo.publish.published import PublishedCity
    from jinan_geo.read.ground import GroundSource

__all__ = ["GroundMaker", "PageGround", "check_ground"]

MARGIN_M = 3000.0  # about a district: as much as about the city
SMOOTH_M = 100.0
OPEN = "odbl"  # begins the name of a licence under which the data may, and must, be given on


def check_ground(workspace: Workspace) -> list[Issue]:
    """Give an issue where a ground is declared or kept and pages must do without it."""
    try:
        sources = ground_sources(workspace.root / GROUND_FILE)
    except InputError:
        return [Issue("ground-left-out", "", GROUND_FILE)]
    if sources or workspace.manifest.ground is None:
        return []
    return [Issue("ground-left-out", "", "workspace.toml", field="ground")]


@dataclass(frozen=True)
class PageGround:
    """What the head of a page says of its ground, and the ground itself as a block.

    Both are None where a page has none.
    """

    info: GroundInfo | None = None
    block: str | None = None


@dataclass
class GroundMaker:
    """Makes the grounds of the pages of one city, or takes them from the cache."""

    city: PublishedCity
    cache: Cache | None = None
    program: str = ""
    whole: dict[str | None, PageGround] = field(default_factory=dict)

    def make(self, district: str | None) -> PageGround:
        """Give the ground of a district with a margin, or of the city.

        Empty where there is none, or it cannot be read, which ``check_ground`` tells.
        """
        if district not in self.whole:
            has = self._file.is_file()
            self.whole[district] = self._find(district) if has else PageGround()
        return self.whole[district]

    def _find(self, district: str | None) -> PageGround:
        if self.cache is None or not self.program:
            return self._make(district)
        spec = self.city.workspace.manifest.ground
        said = spec.model_dump_json() if spec else ""
        area = self._area(district)
        parts = [self.program, hash_file(self._file), said, shapely.to_wkt(area) if area else ""]
        key, name = join_hashes(parts), f"ground-{district or ''}"
        found = self.cache.find(name, key)
        if found is not None:
            kept = json.loads(found)
            return PageGround(GroundInfo.model_validate(kept["info"]), kept["block"])
        made = self._make(district)
        if made.info is not None:
            kept = {"info": made.info.model_dump(mode="json"), "block": made.block}
            self.cache.keep(name, key, json.dumps(kept).encode("ascii"))
        return made

    def _make(self, district: str | None) -> PageGround:
        rows = self._rows
        if rows is None:
            return PageGround()
        spec = self.city.workspace.manifest.ground
        writer = TierWriter()
        table, shapes = _cut(rows, self._area(district))
        full = spec is not None and spec.detail == "full"
        tiers = cut_tiers(table, shapes, full=full, writer=writer)
        if not tiers:
            return PageGround()
        sources = [one for one in rows.sources if (table["source"] == one.key).any()]
        licences = [one.licence for one in sources]
        info = GroundInfo(
            credit=join("publish.coarse.between", _credits(spec.credit if spec else None, sources)),
            licence=", ".join(dict.fromkeys(filter(None, licences))),
            is_open=all(one.lower().startswith(OPEN) for one in licences),
            tiers=tiers,
        )
        return PageGround(info, "".join(writer.texts))

    @property
    def _file(self) -> Path:
        return self.city.workspace.root / GROUND_FILE

    @cached_property
    def _rows(self) -> GroundRows | None:
        try:
            return read_ground(self._file)
        except InputError:
            return None

    def _area(self, district: str | None) -> BaseGeometry | None:
        """Give a district with its margin, in degrees; None of the city, which is kept with one."""
        if district is None:
            return None
        parts = self.city.districts
        shape = parts.shapes[parts.codes.index(district)]
        wide = shape.simplify(SMOOTH_M).buffer(MARGIN_M, quad_segs=4)
        crs = metric_crs(self.city.workspace.manifest.metric_crs)
        shown: BaseGeometry = gpd.GeoSeries([wide], crs=crs).to_crs(SHOWN).iloc[0]
        return shown


def _credits(own: Text | None, sources: list[GroundSource]) -> list[Text]:
    named = [Text(zh=one.credit) for one in sources if one.credit]
    return [*dict.fromkeys([own, *named] if own else named)]


def _cut(rows: GroundRows, area: BaseGeometry | None) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Take what lies in an area; small scales show what is around it too."""
    if area is None:
        return rows.table, rows.shapes
    pieces, owner = clip_parts(rows.shapes, area)
    return rows.table.iloc[owner].reset_index(drop=True), pieces
