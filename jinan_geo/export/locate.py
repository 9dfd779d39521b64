"""Where each issue is: the exact spot, else the feature, also one that was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.coordinates.crs import SHOWN, stored_crs
from jinan_geo.coordinates.parts import COLLECTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.issues.issue import Issue

__all__ = ["locate_issues"]


def locate_issues(known: Sequence[Layer], issues: Sequence[Issue]) -> NDArray[np.object_]:
    """Give a shape in WGS84 for each issue, or None where it has no place.

    Of a mixed collection a point on it.
    """
    layers = {layer.id: layer for layer in known}
    shapes = {layer.id: _shapes_of(layer) for layer in known}
    plain = {layer.id: _to_shown(layer) for layer in known}
    found = np.empty(len(issues), dtype=object)
    for at, issue in enumerate(issues):
        layer = layers.get(issue.layer)
        if layer is None:
            continue
        spot: Any = issue.details.get("spot")
        if spot is not None:
            found[at] = shapely.Point(plain[layer.id].transform(*spot))
            continue
        aside = _aside_of(layer, issue.file)
        if aside is not None and issue.row in aside.index:
            found[at] = aside.loc[issue.row]
        else:
            found[at] = shapes[layer.id].get(issue.feature or "")
    empty = shapely.is_missing(found) | shapely.is_empty(found)
    found[empty] = None
    mixed = shapely.get_type_id(found) == COLLECTION
    found[mixed] = shapely.point_on_surface(found[mixed])
    return found


def _aside_of(layer: Layer, file: str) -> gpd.GeoSeries | None:
    """The shapes that were set aside of a layer's features; of its other files there are none."""
    return layer.aside if file == layer.folder.features_file else None


def _shapes_of(layer: Layer) -> dict[str, Any]:
    return dict(zip(layer.features["id"], layer.features.geometry.to_numpy(), strict=True))


def _to_shown(layer: Layer) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(stored_crs(layer.folder.manifest.crs), SHOWN, always_xy=True)
