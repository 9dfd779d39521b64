"""One page: a Folium map with a data layer for each block.

What Folium writes of a map follows from where it opens and which layers it has, so a build keeps
it: a page whose map is as it was needs no Folium.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from jinan_geo.kept.cache import join_hashes
from jinan_geo.payload.build import PageData, pack_head
from jinan_geo.render.filled import Filling, Markings, fill_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinan_geo.kept.cache import Cache
    from jinan_geo.page.model import Page
    from jinan_geo.render.elements import SealedMap
    from jinan_geo.render.outline import Outline

__all__ = ["NONE_KEPT", "KeptMaps", "make_map", "render_page"]


@dataclass(frozen=True)
class KeptMaps:
    """What Folium wrote of the maps of a workspace, in its cache; without one nothing is kept.

    ``program`` is the hash of this program and of what is installed beside it.
    """

    cache: Cache | None = None
    program: str = ""

    def find(self, data: PageData) -> Markings:
        """Give what Folium writes of a page's map."""
        page = data.page
        key = join_hashes([self.program, json.dumps([page.bounds, [*data.blocks]])])
        cache, name = self.cache if self.program else None, f"map-{page.id}"
        found = None if cache is None else cache.find(name, key)
        if found is not None:
            return Markings(**json.loads(found))
        from jinan_geo.render.elements import draw_map  # noqa: PLC0415 - Folium: 0.4 s

        marks = draw_map(page, data.blocks)
        if cache is not None:
            cache.keep(name, key, json.dumps(asdict(marks)).encode("ascii"))
        return marks


NONE_KEPT = KeptMaps()


def make_map(
    page: Page,
    blocks: Mapping[str, str],
    outline: Outline | None = None,
    *,
    ground: str | None = None,
    head: bytes | None = None,
) -> SealedMap:
    """Make the Folium map of a page; ``map.figure.render()`` is the whole page.

    ``outline`` draws the districts in what the page shows before its program runs; ``ground`` is
    the block of what lies under the layers; ``head`` is the page as JSON, if that was made already.
    """
    from jinan_geo.render.elements import DataLayer, SealedMap  # noqa: PLC0415 - as above

    sealed = SealedMap(page, pack_head(page, head), outline)
    sealed.figure.ground = ground
    for layer_id, block in blocks.items():
        DataLayer(layer_id, block).add_to(sealed, name=layer_id)
    return sealed


def render_page(data: PageData, outline: Outline | None = None, kept: KeptMaps = NONE_KEPT) -> str:
    """Render a page as one HTML text; ``outline`` as in ``make_map``.

    ``kept`` are the maps that earlier builds left.
    """
    head = pack_head(data.page, data.head)
    filling = Filling(data.page, head, data.blocks, data.ground, outline)
    return fill_page(filling, kept.find(data))
