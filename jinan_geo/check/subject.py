"""What rules look at: a layer's usable features, as stored and in metres, and its records.

Each comes with its place in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, SupportsIndex

import numpy as np
import pandas as pd
import shapely

from jinan_geo.cells.traces import Cells
from jinan_geo.check.engine import ALONE, Engine
from jinan_geo.coordinates.crs import to_measured
from jinan_geo.coordinates.outlines import are_valid
from jinan_geo.coordinates.parts import valid_shapes
from jinan_geo.issues.issue import Issue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import geopandas as gpd
    import pyproj
    from numpy.typing import NDArray

    from jinan_geo.manifest.models import Reporting
    from jinan_geo.manifest.stages import Stage
    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["LINE", "POINT", "POLYGON", "Seen", "Subject", "select"]

POINT = 0
LINE = 1
POLYGON = 2


NO_CELLS = Cells("", "", pd.DataFrame(), [], [], {}, {})


class Seen(NamedTuple):
    """What parts of a layer told of all its shapes in metres, so that nobody moves them again.

    ``dimension`` as ``Subject.dimension``; ``boxes`` are the bounds of ``Subject.solid``.
    """

    dimension: NDArray[np.int32]
    boxes: NDArray[np.float64]


@dataclass(frozen=True)
class Subject:
    """A layer under examination.

    ``lines`` says where in the file each feature stands, -1 of one that ended and is gone from it,
    which come last. ``crs`` is the metric one, ``cells`` is
    the file word by word. ``records`` are those joined to the features, None where the layer keeps
    none; ``stages`` are theirs. ``others`` has every layer of the workspace by id. ``reporting``
    says who must report, None where nobody must, and ``day`` is the last edition, None where there
    is none yet, ``closes`` that it is a declared one that closed, so that nothing of it is waited
    for. ``keeps_evidence`` tells that values of named works must rest on evidence. ``told`` has
    what rules have found already, part by part, ``seen`` what the parts told of their shapes, and
    ``engine`` is who works on what is much.
    """

    folder: LayerFolder
    features: gpd.GeoDataFrame
    lines: NDArray[np.int64]
    crs: pyproj.CRS
    cells: Cells
    records: pd.DataFrame | None = None
    stages: Sequence[Stage] = ()
    others: Mapping[str, Subject] = field(default_factory=dict, repr=False, compare=False)
    reporting: Reporting | None = None
    keeps_evidence: bool = False
    day: dt.date | None = None
    closes: bool = False
    told: Mapping[object, Sequence[Issue]] = field(default_factory=dict, repr=False, compare=False)
    seen: Seen | None = field(default=None, repr=False, compare=False)
    engine: Engine = field(default=ALONE, repr=False, compare=False)

    def bare(self) -> Subject:
        """Give what is the same for every part of the layer: all but features and their like."""
        none = replace(self, features=self.features.iloc[:0], lines=self.lines[:0], records=None)
        return replace(none, others={}, cells=NO_CELLS, told={}, seen=None, engine=ALONE)

    def found_by(self, rule: Callable[[Subject], Iterable[Issue]]) -> Iterable[Issue]:
        """Give what a rule finds, or has found."""
        return self.told[rule] if rule in self.told else rule(self)

    @cached_property
    def stored(self) -> NDArray[np.object_]:
        """Shapes in the CRS of the file."""
        return np.asarray(self.features.geometry.to_numpy(), dtype=object)

    @cached_property
    def measured(self) -> NDArray[np.object_]:
        """Shapes in metres, as they are: invalid ones too."""
        return np.asarray(to_measured(self.features, self.crs).geometry.to_numpy(), dtype=object)

    @cached_property
    def stored_bounds(self) -> NDArray[np.float64]:
        """Smallest x and y, largest x and y of each shape in the CRS of the file; NaN of none."""
        return np.asarray(shapely.bounds(self.stored))

    @cached_property
    def measured_bounds(self) -> NDArray[np.float64]:
        """Smallest x and y, largest x and y of each shape in metres; NaN of none."""
        return np.asarray(shapely.bounds(self.measured))

    @cached_property
    def solid(self) -> NDArray[np.object_]:
        """Shapes in metres, fit for overlays.

        What is invalid is made valid for this purpose alone.
        """
        sound = are_valid(self.measured) | shapely.is_missing(self.measured)
        if sound.all():
            return self.measured
        shapes = self.measured.copy()
        shapes[~sound] = valid_shapes(shapes[~sound])
        return shapes

    @cached_property
    def dimension(self) -> NDArray[np.int32]:
        """0 for points, 1 for lines, 2 for polygons, -1 without geometry."""
        if self.seen is not None:
            return self.seen.dimension
        return np.asarray(shapely.get_dimensions(self.measured))

    @cached_property
    def _ids(self) -> list[str]:
        return [*self.features["id"]]

    @cached_property
    def living(self) -> Subject:
        """The features that stand in the file, with their records; others come after them."""
        here = self.lines > 0
        if here.all():
            return self
        records = self.records
        if records is not None:
            records = records[records["feature"] < here.sum()]
        features, seen = self.features[here], self.seen
        seen = seen and Seen(seen.dimension[here], seen.boxes[here])
        living = replace(self, features=features, lines=self.lines[here], records=records)
        return replace(living, seen=seen)

    def issue(
        self,
        kind: str,
        at: SupportsIndex,
        *,
        field: str | None = None,
        value: object = None,
        shows: Sequence[tuple[str, str | None]] = (),
        **details: object,
    ) -> Issue:
        """Make the issue of one feature; ``shows`` as in ``Issue``."""
        key, line = str(self._ids[int(at)]), int(self.lines[int(at)])
        stands = line > 0
        return Issue(
            kind,
            self.folder.id,
            self.folder.features_file,
            line if stands else None,
            key,
            field,
            value,
            details,
            tuple(shows),
        )

    def feature_issue(
        self, kind: str, at: SupportsIndex, *, field: str, value: object, **details: object
    ) -> Issue:
        """Make the issue of one feature, told by its key alone, without its line of the file."""
        key = self._ids[int(at)]
        name = self.folder.features_file
        return Issue(kind, self.folder.id, name, None, key, field, value, details)

    def layer_issue(
        self, kind: str, *, field: str | None = None, value: object = None, **details: object
    ) -> Issue:
        """Make the issue of the layer as a whole."""
        return Issue(
            kind,
            self.folder.id,
            self.folder.features_file,
            field=field,
            value=value,
            details=details,
        )


def select(features: pd.DataFrame, where: Mapping[str, str | bool]) -> NDArray[np.bool_]:
    """Tell which features have all of these values."""
    chosen = np.ones(len(features), dtype=bool)
    for key, value in where.items():
        chosen &= (features[key] == value).to_numpy(dtype=bool)
    return chosen
