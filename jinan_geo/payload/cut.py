"""Which features of a layer a page shows, each with the share of it that lies there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jinan_geo.city.city import Layer
    from jinan_geo.manifest.models import MapManifest
    from jinan_geo.manifest.workspace import MapFile
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Cut", "cut_city", "cut_layer", "list_pages", "name_page"]


@dataclass(frozen=True)
class Cut:
    """The features of one layer that a page shows, as positions, with each one's share there."""

    layer: Layer
    index: NDArray[np.int64]
    share: NDArray[np.float64]

    def is_sample(self, edition: int | None) -> NDArray[np.bool_]:
        """Tell which of them count as samples at an edition; without one, by themselves."""
        return self.layer.is_sample(edition)[self.index]

    def of_kind(self, edition: int | None, *, sample: bool) -> Cut:
        """Keep the samples alone, or what is sourced."""
        keep = self.is_sample(edition) == sample
        return replace(self, index=self.index[keep], share=self.share[keep])


def cut_layer(layer: Layer, manifest: MapManifest, district: str | None) -> Cut | None:
    """Choose a layer's features for a page; None where the layer is not on it at all."""
    everything = np.arange(len(layer.features))
    if layer.folder.manifest.role == "districts":
        return Cut(layer, everything, np.ones(len(everything)))
    if manifest.layers is not None and layer.id not in manifest.layers:
        return None
    share = np.ones(len(everything))
    if manifest.scope == "theme":
        keep = layer.themes == manifest.theme
    elif manifest.scope == "districts":
        share = np.zeros(len(everything))
        if district in layer.by_district:
            at, parts = layer.by_district[district]
            share[at] = parts
        keep = share > 0
    else:
        keep = np.ones(len(everything), dtype=bool)
    if manifest.scope != "city" and not keep.any():
        return None
    return Cut(layer, everything[keep], share[keep])


def cut_city(city: PublishedCity, manifest: MapManifest, district: str | None) -> list[Cut]:
    """Give the layers that a page shows, each cut to its features there."""
    cuts = (cut_layer(layer, manifest, district) for layer in city.layers)
    return [cut for cut in cuts if cut is not None]


def list_pages(city: PublishedCity, only: Sequence[str] = ()) -> list[tuple[MapFile, str | None]]:
    """Give each page's map manifest, and the district that it is of; of ``only`` some, or all."""
    pages: list[tuple[MapFile, str | None]] = []
    for entry in city.workspace.maps:
        if not only or entry.id in only:
            is_split = entry.manifest.scope == "districts"
            codes = city.districts.codes if is_split else [None]
            pages += [(entry, code) for code in codes]
    return pages


def name_page(city: PublishedCity, entry: MapFile, district: str | None) -> str:
    """Give the id of a page."""
    return entry.id if district is None else city.districts.pages[district]
