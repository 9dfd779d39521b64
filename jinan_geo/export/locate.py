"""Where each issue is: the exact spot, else the feature, also one that was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from jinan_geo.coordinates.crs import SHOWN, stored_crs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.issues.issue import Issue

__all__ = ["locate_issues"]

COLLECTION = 7  # as GEOS counts types


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
        in_features = issue.file == layer.folder.features_file
        if in_features and layer.aside is not None and issue.row in layer.aside.index:
            found[at] = layer.aside.loc[issue.row]
        else:
            found[at] = shapes[layer.id].get(issue.feature or "")
    empty = shapely.is_missing(found) | shapely.is_empty(found)
    found[empty] = None
    mixed = shapely.get_type_id(found) == COLLECTION
    found[mixed] = shapely.point_on_surface(found[mixed])
    return found


def _shapes_of(layer: Layer) -> dict[str, Any]:
    return dict(zip(layer.features["id"], layer.features.geometry.to_numpy(), strict=True))


def _to_shown(layer: Layer) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(stored_crs(layer.folder.manifest.crs), SHOWN, always_xy=True)
