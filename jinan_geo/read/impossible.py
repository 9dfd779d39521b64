"""Places that cannot be: each set aside by name; what is only doubtful is told once a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.coordinates.crs import SHOWN
from jinan_geo.coordinates.datum import find_approximate
from jinan_geo.coordinates.possible import Impossible, find_impossible
from jinan_geo.issues.issue import Issue
from jinan_geo.manifest.closed import text
from jinan_geo.words import current_language, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from jinan_geo.coordinates.datum import Approximate

__all__ = ["AskedPlaces", "find_places", "without_impossible", "write_place"]

# These may be right all the same: a CRS is used beyond its area, four digits may be chance, and
# there are ships at sea.
DOUBTFUL = {"outside", "packed", "mirrored", "radians", "turned"}
NORTHMOST = 90.0 + 1e-6  # degrees; Natural Earth's -90.00000000000003 is -90
SAME_UNITS = 1.0  # there and back again
BEYOND = text("read.impossible.beyond")


@dataclass(frozen=True)
class AskedPlaces:
    """By position from 0, why a place is impossible; what is doubtful of many, or rough of all."""

    located: int
    impossible: dict[int, Impossible] = field(default_factory=dict)
    doubtful: list[Impossible] = field(default_factory=list)
    approximate: Approximate | None = None

    @property
    def is_hopeless(self) -> bool:
        """Tell whether most of what has a place has an impossible one: not some are wrong."""
        return len(self.impossible) * 2 > self.located

    @property
    def is_turned(self) -> bool:
        """Tell whether every place is possible with the axes exchanged, and none as it is."""
        kinds = {one.kind for one in self.impossible.values()}
        return len(self.impossible) == self.located and kinds == {"swapped"}

    @property
    def first(self) -> Impossible | None:
        """The first impossible one."""
        return next(iter(self.impossible.values()), None)

    def word(self, file: str) -> str:
        """Say how many are impossible, and why the first one is, in the language of the run."""
        value, what = ("", "") if self.first is None else (self.first.value, self.first.text)
        count = len(self.impossible)
        said = text(
            "read.impossible.hopeless",
            file=file,
            count=count,
            located=self.located,
            value=value,
            what=what,
        )
        return str(getattr(said, current_language(), said.en))

    def word_of_file(self, file: str) -> str:
        """Say it of a file that no manifest declares, with the option that settles turned axes."""
        said = self.word(file)
        return say("read.impossible.turned", said=said) if self.is_turned else said

    def doubts(self, file: str, lines: Sequence[int]) -> list[Issue]:
        """Give an issue for each kind of doubt at the first feature, and one for a rough datum."""
        issues = []
        for one in self.doubtful:
            line, details = lines[int(one.at[0])], {**one.text.detail("what"), "count": len(one.at)}
            issues.append(
                Issue("doubtful-place", "", file, row=line, value=one.value, details=details)
            )
        rough = self.approximate
        if rough is not None:
            what = rough.text.detail("what")
            issues.append(Issue("datum-approximate", "", file, value=rough.name, details=what))
        return issues


def find_places(
    shapes: Sequence[Any] | NDArray[np.object_],
    crs: pyproj.CRS | None,
    *,
    swapped: bool = False,
    manifest: bool = False,
) -> AskedPlaces:
    """Ask each place whether it is possible in ``crs``; numbers as the file has them.

    ``manifest``: a layer.toml can declare what is said to do.
    """
    every = np.asarray(shapes, dtype=object)
    located = int((shapely.get_num_coordinates(every) > 0).sum())
    found = find_impossible(every, crs, swapped=swapped, manifest=manifest)
    if _is_few(found, located):  # no line of a manifest is right for single rows
        found = find_impossible(every, crs, swapped=swapped)
    impossible = {
        int(at): one for one in found if one.kind not in DOUBTFUL for at in one.at.tolist()
    }
    doubtful = [one for one in found if one.kind in DOUBTFUL]
    for one in doubtful:
        if one.kind == "outside":
            lost = _lost(every, one.at.tolist(), crs, swapped=swapped)
            beyond = Impossible("beyond", one.at, one.value, BEYOND)
            impossible |= dict.fromkeys(lost, beyond)
    rough = _rough(every, crs, swapped=swapped) if located > len(impossible) else None
    return AskedPlaces(located, impossible, doubtful, rough)


def _rough(
    shapes: NDArray[np.object_], crs: pyproj.CRS | None, *, swapped: bool
) -> Approximate | None:
    """Tell whether the datum can be brought to WGS84 only roughly."""
    bounds = shapely.total_bounds(shapes)
    return find_approximate(crs, bounds[[1, 0, 3, 2]] if swapped else bounds)


def _is_few(found: Sequence[Impossible], located: int) -> bool:
    """Tell whether some places have exchanged axes, and by far the most have not."""
    return any(one.kind == "swapped" and len(one.at) * 2 <= located for one in found)


def _lost(
    shapes: NDArray[np.object_], at: list[int], crs: pyproj.CRS | None, *, swapped: bool
) -> list[int]:
    """Tell which of these have no place in degrees, or come back from it to another."""
    if not at or crs is None:
        return []
    import geopandas as gpd  # noqa: PLC0415 - only where something is far outside

    turned = (
        shapely.transform(shapes[at], lambda numbers: numbers[:, ::-1]) if swapped else shapes[at]
    )
    shown = gpd.GeoSeries(turned, crs=crs).to_crs(SHOWN).to_numpy()
    numbers, owner = shapely.get_coordinates(shown, return_index=True)
    there = np.isfinite(numbers).all(axis=1) & (np.abs(numbers[:, 1]) <= NORTHMOST)
    if not crs.is_geographic:
        there &= _comes_back(turned, numbers, crs)
    bad = set(owner[~there].tolist())
    return [place for index, place in enumerate(at) if index in bad]


def _comes_back(shapes: NDArray[np.object_], shown: NDArray[Any], crs: pyproj.CRS) -> Any:  # noqa: ANN401 - an array of bools
    """Tell which vertices have the numbers that their degrees have in the CRS."""
    given = shapely.get_coordinates(shapes)
    back = pyproj.Transformer.from_crs(SHOWN, crs, always_xy=True).transform(*shown.T)
    with np.errstate(invalid="ignore"):
        return np.hypot(*(np.stack(back, axis=1) - given).T) < SAME_UNITS


def without_impossible(
    frame: gpd.GeoDataFrame, file: str, lines: Sequence[int]
) -> tuple[gpd.GeoDataFrame, list[Issue], AskedPlaces]:
    """Take impossible places off a frame, with an issue for each.

    The features stay, without a place. ``lines`` says where they stand in the file.
    """
    places = find_places(frame.geometry.to_numpy(), frame.crs)
    issues = []
    for at, one in places.impossible.items():
        value, what = write_place(frame.geometry.iloc[at]), one.text.detail("what")
        issues.append(Issue("impossible-place", "", file, row=lines[at], value=value, details=what))
    if places.impossible:
        shapes = frame.geometry.to_numpy().copy()
        shapes[list(places.impossible)] = None
        frame = frame.set_geometry(type(frame.geometry)(shapes, index=frame.index, crs=frame.crs))
    return frame, [*issues, *places.doubts(file, lines)], places


def write_place(shape: Any) -> str:  # noqa: ANN401 - a shape
    """Write the first numbers of a shape, as the file has them."""
    x, y = shapely.get_coordinates(shape)[0].tolist()
    return f"{x:.10g}, {y:.10g}"
