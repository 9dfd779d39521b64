"""A city ready to be shown: layers placed and judged at every edition, targets evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from jinan_geo.ledger.editions import UNDECLARED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from jinan_geo.city.districts import Districts
    from jinan_geo.issues.issue import Issue
    from jinan_geo.ledger.editions import Calendar
    from jinan_geo.ledger.evidence import Register
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.manifest.workspace import LayerFolder, Workspace
    from jinan_geo.page.model import Account, TargetInfo
    from jinan_geo.words import Speech

__all__ = ["City", "Layer"]


@dataclass(frozen=True)
class Layer:
    """One layer after join, place and appraise.

    ``features`` is in WGS84, one row a feature; ``shares`` has a row for each district a feature
    lies in; ``records`` is the matched ledger; ``moves`` has a row for each change of geometry (see
    ``compare``); ``photos`` gives the data URI of each photo by its file name; ``states`` has,
    edition by edition, a row for each feature (see ``lights.STATE_COLUMNS``), and is None until
    the layer is judged. ``aside`` has the geometries of the features set aside, in WGS84, by their
    line of the file.
    """

    folder: LayerFolder
    features: gpd.GeoDataFrame
    shares: pd.DataFrame
    records: pd.DataFrame
    stages: Sequence[Stage]
    account: Account | None
    moves: pd.DataFrame
    photos: Mapping[str, str]
    aside: gpd.GeoSeries | None = None
    states: pd.DataFrame | None = None
    editions: int = 0

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.id

    @property
    def is_projects(self) -> bool:
        """Tell whether the features are projects, with progress."""
        return self.folder.manifest.role == "projects"

    @cached_property
    def lights(self) -> NDArray[np.object_]:
        """Lights of every edition: one row an edition, one column a feature."""
        return self.by_edition("light")

    @cached_property
    def stage_ids(self) -> NDArray[np.object_]:
        """Stages as the records in force state them; shaped as ``lights``."""
        return self.by_edition("stage")

    @cached_property
    def reached_ids(self) -> NDArray[np.object_]:
        """Stages that projects have reached, whatever pause they are in; shaped as ``lights``."""
        if self.states is None or not self.ever_paused:
            return self.stage_ids
        since = self.states["paused_since"].notna().to_numpy()
        is_paused = since.reshape(self.stage_ids.shape)
        return np.where(is_paused, self.by_edition("stage_before"), self.stage_ids)

    @cached_property
    def ever_paused(self) -> set[str]:
        """The pauses that projects were in at any edition, by the ids of their stages."""
        if self.states is None or "paused_since" not in self.states:
            return set()
        return {*self.states["stage"][self.states["paused_since"].notna()]}

    @cached_property
    def reasons(self) -> NDArray[np.object_]:
        """Why each light is what it is; shaped as ``lights``."""
        return self.by_edition("reason")

    @cached_property
    def reported(self) -> NDArray[np.object_]:
        """1 where there is a record of the edition's date; shaped as ``lights``."""
        return self.by_edition("reported")

    def is_sample(self, edition: int | None) -> NDArray[np.bool_]:
        """Tell which features count as samples at an edition (see ``truth``).

        Without an edition it is those that are samples themselves.
        """
        return self._own_samples if edition is None else self._samples[edition]

    @cached_property
    def _own_samples(self) -> NDArray[np.bool_]:
        return np.asarray(self.features["sample"], dtype=bool)

    @cached_property
    def _samples(self) -> NDArray[np.bool_]:
        return np.asarray(self._own_samples | self.by_edition("sample").astype(bool), dtype=bool)

    @cached_property
    def by_district(self) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """The features that lie in each district, as positions, each with its share there."""
        at = self.shares["feature"].to_numpy(int)
        share = self.shares["share"].to_numpy(float)
        rows = self.shares.groupby("district", sort=False).indices
        return {str(code): (at[chosen], share[chosen]) for code, chosen in rows.items()}

    def by_edition(self, column: str) -> NDArray[np.object_]:
        """Give a column of the states: one row an edition, one column a feature."""
        cells = (
            np.array([], dtype=object)
            if self.states is None
            else self.states[column].to_numpy(object)
        )
        return cells.reshape(self.editions, len(self.features))

    @cached_property
    def located(self) -> NDArray[np.bool_]:
        """Which features have a geometry."""
        return np.asarray(self.features.geometry.notna(), dtype=bool)

    @cached_property
    def investment_wan(self) -> NDArray[np.float64]:
        """Planned investment in 万元 as numbers to add up; NaN where it is missing."""
        return np.asarray(self.features["investment_wan"].astype(float), dtype=float)

    @cached_property
    def themes(self) -> NDArray[np.object_]:
        """Theme of each feature: its own, else the layer's; empty where there is none."""
        return np.asarray(
            self.features["theme"].fillna(self.folder.manifest.theme or ""), dtype=object
        )


@dataclass(frozen=True, repr=False)
class City:
    """Everything that is known; ``editions`` are the report dates, oldest first.

    ``evidence`` has by its id what was published of features and commitments, ``calendar`` the
    editions that are declared.
    Nothing leaves the workspace as it is here: outputs are made from what ``publish`` gives.
    """

    workspace: Workspace
    layers: Sequence[Layer]
    districts: Districts
    editions: Sequence[dt.date]
    targets: Sequence[TargetInfo]
    issues: Sequence[Issue]
    evidence: Register = field(default_factory=dict)
    calendar: Calendar = UNDECLARED

    @property
    def speech(self) -> Speech:
        """How its workspace speaks."""
        return self.workspace.speech

    def __repr__(self) -> str:
        """Say which city it is, not all that is in it."""
        name = self.workspace.manifest.name.zh
        return f"<City {name!r}: {len(self.layers)} layers, {len(self.editions)} editions>"
