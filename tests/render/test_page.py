"""What Folium wrote of a map is kept, and stands for it only where it would write the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from jinan_geo.kept.cache import Cache
from jinan_geo.render import elements
from jinan_geo.render.page import KeptMaps, make_map, render_page

if TYPE_CHECKING:
    from pathlib import Path

    from jinan_geo.payload.build import PageData


class DrawnError(Exception):
    """A map was drawn that was kept."""


def never(*_: object) -> None:
    raise DrawnError


@pytest.fixture
def kept(tmp_path: Path) -> KeptMaps:
    return KeptMaps(Cache(tmp_path), "program")


def test_a_page_whose_map_was_kept_is_the_page_that_folium_draws(
    pages: dict[str, PageData], kept: KeptMaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pages["city"]
    drawn = make_map(data.page, data.blocks, ground=data.ground).figure.render()
    assert render_page(data, kept=kept) == drawn
    monkeypatch.setattr(elements, "draw_map", never)
    assert render_page(data, kept=kept) == drawn


def test_a_map_is_drawn_anew_where_it_opens_elsewhere_has_other_layers_or_another_program_made_it(
    pages: dict[str, PageData], kept: KeptMaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pages["city"]
    west, south, east, north = data.page.bounds
    moved = data.page.model_copy(update={"bounds": (west, south, east + 0.1, north)})
    fewer = {layer: block for layer, block in data.blocks.items() if layer != "sites"}
    kept.find(data)
    monkeypatch.setattr(elements, "draw_map", never)
    kept.find(data)
    for other in (replace(data, page=moved), replace(data, blocks=fewer)):
        with pytest.raises(DrawnError):
            kept.find(other)
    with pytest.raises(DrawnError):
        replace(kept, program="another").find(data)
    with pytest.raises(DrawnError):
        replace(kept, program="").find(data)
