"""Where each feature lies: districts, shares, area, length, a point on it, location status."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from jinan_geo.city.districts import Districts, is_id
from jinan_geo.city.squares import UNSURE, find_plain
from jinan_geo.coordinates.crs import to_measured, to_shown
from jinan_geo.coordinates.parts import valid_shapes, widest_parts
from jinan_geo.errors import InputError, show
from jinan_geo.issues.alike import Alike, IssueList
from jinan_geo.issues.issue import Issue
from jinan_geo.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import pyproj
    from numpy.typing import NDArray

    from jinan_geo.manifest.workspace import LayerFolder

__all__ = ["Placed", "locate_districts", "place_features"]

POINT, LINE, POLYGON = 0, 1, 2
EXACT = ("precise", "area")  # said of what has a geometry
STATUS_OF_ACCURACY = {
    "surveyed": "precise",
    "digitised": "precise",
    "approximate": "area",
    "schematic": "district",
}


@dataclass(frozen=True)
class Placed:
    """Features in WGS84 with measures, and one row a district they lie in."""

    features: gpd.GeoDataFrame
    shares: pd.DataFrame
    issues: IssueList


def locate_districts(frame: gpd.GeoDataFrame, crs: pyproj.CRS) -> Districts:
    """Prepare the districts layer for placing; ``crs`` is the metric one.

    Raises
    ------
    InputError
        A district has no geometry, no name, or an id that cannot be written in a list.
    """
    _check_districts(frame)
    shown = _areas_of(to_shown(frame).geometry.to_numpy())
    # The pole of inaccessibility sits where a label has most room.
    at = shapely.get_coordinates(
        [shapely.maximum_inscribed_circle(shape, tolerance=0.001) for shape in shown]
    )[::2]
    return Districts(
        codes=list(frame["id"]),
        names_zh=list(frame["name_zh"]),
        names_en=list(frame["name_en"].fillna(frame["name_zh"])),
        label_at=[(round(float(x), 6), round(float(y), 6)) for x, y in at],
        shapes=_areas_of(to_measured(frame, crs).geometry.to_numpy()),
    )


def _areas_of(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give what of each shape is area.

    Outlines that cross themselves or run out and back leave lines beside it.
    """
    return shapely.make_valid(widest_parts(valid_shapes(shapes)), method="structure")


def _check_districts(frame: gpd.GeoDataFrame) -> None:
    """Ids are any text of a line that lists of ids (``A;B``) can hold; all faults come at once."""
    faults = []
    for code, name, shape in zip(frame["id"], frame["name_zh"], frame.geometry, strict=True):
        if not is_id(code):
            faults.append(say("city.errors.no_code", code=show(code), open="{", close="}"))
        if pd.isna(name):
            faults.append(say("city.errors.no_name", code=show(code)))
        if shape is None:
            faults.append(say("city.errors.no_geometry", code=show(code)))
        elif not valid_shapes(np.array([shape], dtype=object))[0].area:
            faults.append(say("city.errors.no_area", code=show(code)))
    if not len(frame):
        faults.append(say("city.errors.no_districts"))
    if faults:
        raise InputError("\n".join(faults))


def place_features(  # noqa: PLR0913 - the features, the districts, and how both are measured
    folder: LayerFolder,
    features: gpd.GeoDataFrame,
    districts: Districts,
    *,
    crs: pyproj.CRS,
    min_share: float,
    measured: NDArray[np.object_] | None = None,
) -> Placed:
    """Place every feature of a layer.

    Adds ``area_m2`` and ``length_m`` (metric CRS; missing where the type has none), ``lon`` and
    ``lat`` of a point on the feature (missing without geometry), and fills ``location``. Shares go
    by area, by length, or by number of points, over the part inside the districts, and sum to 1 for
    each feature in any; a feature without geometry shares equally over the districts that its
    ``district`` attribute states. ``measured`` has the shapes in the metric CRS, valid, where they
    are known already.
    """
    if measured is None:
        measured = valid_shapes(to_measured(features, crs).geometry.to_numpy())
    shown = to_shown(features)
    dimension = shapely.get_dimensions(measured)
    size = _sizes(measured, dimension)
    on_feature = shapely.point_on_surface(shown.geometry.to_numpy())
    location, contradicted = _location_status(folder, features)
    issues = IssueList(contradicted)
    stated, found = _stated_districts(folder, features, districts)
    issues += found
    shares, other = _shares(folder, features, measured, dimension, districts, stated, min_share)
    issues += other
    shown = shown.assign(
        area_m2=np.where(dimension == POLYGON, size, np.nan),
        length_m=np.where(dimension == LINE, size, np.nan),
        lon=shapely.get_x(on_feature),
        lat=shapely.get_y(on_feature),
        location=location,
    )
    return Placed(shown, shares, issues)


def _sizes(
    shapes: np.ndarray[Any, Any], dimension: np.ndarray[Any, Any]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Area of polygons, length of lines, number of points: what a share is a share of."""
    sizes = np.where(dimension == POLYGON, shapely.area(shapes), shapely.length(shapes))
    return np.where(dimension == POINT, shapely.get_num_geometries(shapes), sizes)


def _location_status(
    folder: LayerFolder, features: gpd.GeoDataFrame
) -> tuple[list[str], list[Issue]]:
    missing = shapely.is_missing(features.geometry.to_numpy())
    has_district = features["district"].to_numpy(object).astype(bool)
    without = np.where(has_district, "district", "unlocated")
    accuracy = features["accuracy"].to_numpy(object)
    codes, stated = pd.factorize(accuracy)
    told = [one or folder.manifest.accuracy for one in (*stated, None)]  # code -1 is missing
    by_accuracy = np.array([STATUS_OF_ACCURACY.get(one or "", "area") for one in told], object)
    said = features["location"].to_numpy(object)
    is_contradicted = missing & features["location"].isin(EXACT).to_numpy()
    silent = ~said.astype(bool) | is_contradicted
    status = np.where(silent, np.where(missing, without, by_accuracy[codes]), said)
    keys = features["id"].to_numpy(object)
    kind, name = "location-without-geometry", folder.features_file
    issues = [
        Issue(kind, folder.id, name, None, keys[at], "location", said[at])
        for at in np.flatnonzero(is_contradicted).tolist()
    ]
    return status.tolist(), issues


def _stated_districts(
    folder: LayerFolder, features: gpd.GeoDataFrame, districts: Districts
) -> tuple[list[list[int]], list[Issue]]:
    """Positions of the districts that each feature's attribute states.

    A district is stated by its id, or by a name that no other has. Others become issues.
    """
    texts = features["district"].tolist()
    found = {text: districts.find_all(text) for text in {*texts}}
    known = {text: _places_of(stated) for text, stated in found.items()}
    issues = [
        Issue("unknown-district", folder.id, folder.features_file, None, key, "district", stated)
        for key, text in zip(features["id"], texts, strict=True)
        for stated, at in found[text]
        if at is None
    ]
    return [known[text] for text in texts], issues


def _places_of(stated: Sequence[tuple[str, int | None]]) -> list[int]:
    return sorted({at for _, at in stated if at is not None})


def _small_parts(parts: Mapping[int, float], min_share: float) -> dict[int, float]:
    """The shares below the least one that counts; the largest part always does."""
    total, most = sum(parts.values()), max(parts.values(), default=0)
    shares = {code: part / total for code, part in parts.items() if part < most}
    return {code: share for code, share in shares.items() if share < min_share}


def _shares(  # noqa: PLR0913 - the frame, its geometry twice described, and the rules
    folder: LayerFolder,
    features: gpd.GeoDataFrame,
    measured: np.ndarray[Any, Any],
    dimension: np.ndarray[Any, Any],
    districts: Districts,
    stated: Sequence[Sequence[int]],
    min_share: float,
) -> tuple[pd.DataFrame, IssueList]:
    feature, district = _find_pairs(measured, districts)
    is_stated = np.fromiter(map(bool, stated), bool, len(stated))
    pairs_of = np.bincount(feature, minlength=len(measured))
    alone = (pairs_of == 1) & ~is_stated
    is_plain = alone[feature]  # in one district, and nothing is stated: nothing can be wrong
    others = ~is_plain
    pairs = _measure_pairs(measured, dimension, districts, feature[others], district[others])
    is_nowhere = ~alone
    is_nowhere[[*pairs]] = False
    rows: list[tuple[int, int, float, int]] = []
    for at in np.flatnonzero(is_nowhere & is_stated).tolist():
        rows += [(at, code, 1 / len(stated[at]), 1) for code in stated[at]]
    # What lies too far away to be measured has a place all the same, and it is not in the city.
    # Without a place, and nothing stated: nothing can be said.
    outside = np.flatnonzero(is_nowhere & ~shapely.is_missing(features.geometry.to_numpy()))
    keys = features["id"].to_numpy(object)
    issues: dict[int, list[Issue]] = {}
    for at, parts in pairs.items():
        key, own = keys[at], issues.setdefault(at, [])
        small = _small_parts(parts, min_share)
        for code, share in small.items():
            details = {
                "district": districts.codes[code],
                "share": f"{share:.4%}",
                "limit": f"{min_share:.0%}",
            }
            own.append(_issue(folder, "small-share-dropped", key, f"{share:.4%}", details))
            del parts[code]
        total = sum(parts.values())
        rows += [(at, code, part / total, 0) for code, part in sorted(parts.items())]
        if not set(stated[at]) <= set(parts) | set(small):
            says, found = _listed(districts, stated[at]), _listed(districts, sorted(parts))
            own.append(_issue(folder, "district-mismatch", key, says, {"found": found}))
    told = _in_order(issues, outside, _issue(folder, "outside-city", None, None, {}), keys)
    return _share_table(rows, feature[is_plain], district[is_plain], districts), told


def _in_order(
    issues: Mapping[int, Sequence[Issue]],
    outside: NDArray[np.int64],
    one: Issue,
    keys: NDArray[np.object_],
) -> IssueList:
    """Give the issues of single features and those of all that lie outside, by feature."""
    told = IssueList()
    places = [at for at, own in issues.items() if own]
    cuts = np.searchsorted(outside, places)
    for at, some in zip(places, np.split(outside, cuts), strict=False):
        told += IssueList.of_pieces([Alike(one, keys[some])])
        told += issues[at]
    rest = outside[cuts[-1] :] if len(cuts) else outside
    told += IssueList.of_pieces([Alike(one, keys[rest])])
    return told


def _share_table(
    rows: Sequence[tuple[int, int, float, int]],
    feature: NDArray[np.int64],
    district: NDArray[np.int64],
    districts: Districts,
) -> pd.DataFrame:
    """Give all shares by feature: ``rows``, and those of features that lie in one district."""
    told = pd.DataFrame(rows, columns=["feature", "district", "share", "inferred"])
    whole = pd.DataFrame({"feature": feature, "district": district, "share": 1.0, "inferred": 0})
    shares = pd.concat([one for one in (told, whole) if len(one)] or [told])
    shares = shares.sort_values("feature", kind="stable", ignore_index=True)
    codes = np.array(districts.codes, dtype=object)
    shares["district"] = codes[shares["district"].to_numpy(int)]
    return shares


def _listed(districts: Districts, places: Iterable[int]) -> str:
    return ";".join(districts.codes[at] for at in places)


def _issue(
    folder: LayerFolder, kind: str, key: str | None, value: object, details: Mapping[str, object]
) -> Issue:
    return Issue(kind, folder.id, folder.features_file, None, key, None, value, details)


def _find_pairs(
    measured: NDArray[np.object_], districts: Districts
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give every feature with every district that it touches, by feature and district.

    Asked of the districts: they are few and have many corners, so each is prepared once.
    """
    plain = find_plain(measured, districts.shapes)
    sure, rest = np.flatnonzero(plain >= 0), np.flatnonzero(plain == UNSURE)
    tree = shapely.STRtree(measured[rest])
    near, asked = tree.query(districts.shapes, predicate="intersects")
    feature = np.concatenate([sure, rest[asked]])
    district = np.concatenate([plain[sure], near])
    order = np.lexsort((district, feature))
    return feature[order], district[order]


def _measure_pairs(
    measured: NDArray[np.object_],
    dimension: NDArray[Any],
    districts: Districts,
    feature: NDArray[np.int64],
    district: NDArray[np.int64],
) -> dict[int, dict[int, float]]:
    """How much of each feature lies in each district: m2, m or number of points."""
    alone = np.bincount(feature, minlength=len(measured))[feature] == 1
    points = dimension[feature] == POINT
    # In one district only: the share is whole however it is measured.
    sizes = np.ones(len(feature))
    cut = ~alone & ~points
    parts = shapely.intersection(measured[feature[cut]], districts.shapes[district[cut]])
    sizes[cut] = _sizes(parts, dimension[feature[cut]])
    for at in np.flatnonzero(~alone & points).tolist():
        places = shapely.get_parts(measured[feature[at]])
        sizes[at] = shapely.intersects(places, districts.shapes[district[at]]).sum()
    pairs: dict[int, dict[int, float]] = {}
    single = shapely.get_num_geometries(measured) == 1
    rows = zip(feature.tolist(), district.tolist(), sizes.tolist(), strict=True)
    for at, code, size in rows:
        if size > 0 and not (at in pairs and dimension[at] == POINT and single[at]):
            pairs.setdefault(at, {})[code] = size  # a point on a shared border counts once
    return pairs
