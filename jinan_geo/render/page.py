"""One page: a Folium map with a data layer for each block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinan_geo.payload.build import PageData, pack_head
from jinan_geo.render.elements import DataLayer, SealedMap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinan_geo.page.model import Page
    from jinan_geo.render.outline import Outline

__all__ = ["make_map", "render_page"]


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
    sealed = SealedMap(page, pack_head(page, head), outline)
    sealed.figure.ground = ground
    for layer_id, block in blocks.items():
        DataLayer(layer_id, block).add_to(sealed, name=layer_id)
    return sealed


def render_page(data: PageData, outline: Outline | None = None) -> str:
    """Render a page as one HTML text; ``outline`` as in ``make_map``."""
    sealed = make_map(data.page, data.blocks, outline, ground=data.ground, head=data.head)
    return sealed.figure.render()
