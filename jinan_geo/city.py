"""A city ready to be shown: layers placed and judged at every edition, targets evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd

    from jinan_geo.issues import Issue
    from jinan_geo.manifest import Stage
    from jinan_geo.payload.model import Account, TargetInfo
    from jinan_geo.place import Districts
    from jinan_geo.workspace import LayerFolder, Workspace

__all__ = ["City", "Layer"]


@dataclass(frozen=True)
class Layer:
    """One layer after join, place and appraise.

    ``features`` is in WGS84, one row a feature; ``shares`` has a row for each district a feature lies in;
    ``states`` has a frame for each edition, rows as in ``features``; ``records`` is the matched ledger.
    """

    folder: LayerFolder
    features: gpd.GeoDataFrame
    shares: pd.DataFrame
    records: pd.DataFrame
    states: Sequence[pd.DataFrame]
    stages: Sequence[Stage]
    account: Account | None

    @property
    def id(self) -> str:
        return self.folder.id

    @property
    def is_projects(self) -> bool:
        return self.folder.manifest.role == "projects"


@dataclass(frozen=True)
class City:
    """Everything the pages are made of; ``editions`` are the report dates, oldest first."""

    workspace: Workspace
    layers: Sequence[Layer]
    districts: Districts
    editions: Sequence[dt.date]
    targets: Sequence[TargetInfo]
    issues: Sequence[Issue]
