"""Maps of ECharts: GeoJSON whose positions are written as letters, each from the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinan_geo.read.source import Translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinan_geo.read.untyped import Json

__all__ = ["is_chart_map", "translate_chart_map"]

SCALE = 1024  # steps a degree, where UTF8Scale does not say it
ZERO = 64  # the sign of no step: "@"
PLAIN = "EPSG:4326"


def is_chart_map(data: Json) -> bool:
    """Tell a map whose member says that its positions are packed."""
    is_packed = isinstance(data, dict) and data.get("UTF8Encoding") is True
    return is_packed and isinstance(data.get("features"), list)


def translate_chart_map(data: Mapping[str, Any]) -> Translated:
    """Give its features as GeoJSON has them; rings are closed, which ECharts leaves to the reader.

    What is no packed position is left as it stands, and named where shapes are built.
    """
    said = data.get("UTF8Scale")
    scale = float(said) if isinstance(said, int | float) and said > 0 else SCALE
    features = [_feature(one, scale) for one in data["features"]]
    return Translated(features, "ECharts JSON", PLAIN)


def _feature(feature: Json, scale: float) -> Json:
    shape = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(shape, dict) or "encodeOffsets" not in shape:
        return feature
    kept = {key: value for key, value in shape.items() if key != "encodeOffsets"}
    rings = _unpack(shape.get("coordinates"), shape["encodeOffsets"], scale)
    return {**feature, "geometry": {**kept, "coordinates": rings}}


def _unpack(packed: Json, starts: Json, scale: float) -> Json:
    if isinstance(packed, str):
        return _ring(packed, starts, scale)
    if not isinstance(packed, list) or not isinstance(starts, list):
        return packed
    return [_unpack(one, start, scale) for one, start in zip(packed, starts, strict=False)]


def _ring(packed: str, start: Json, scale: float) -> Json:
    """Add up the steps of a ring, each of two letters; after ECharts' decoder of its own maps."""
    if not isinstance(start, list) or [*map(type, start)] != [int, int] or len(packed) < len("xy"):
        return packed
    at, found = list(start), []
    for east, north in zip(packed[::2], packed[1::2], strict=False):
        at = [at[0] + _step(east), at[1] + _step(north)]
        found.append([at[0] / scale, at[1] / scale])
    return found if found[:1] == found[-1:] else [*found, found[0]]


def _step(letter: str) -> int:
    turned = ord(letter) - ZERO
    return (turned >> 1) ^ -(turned & 1)
