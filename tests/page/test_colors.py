"""What is drawn has the colours of the legend, measured on the screen."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from jinan_geo.manifest.palette import light_colors
from tests.tools.browser import SAMPLE_CITY, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, FloatRect

    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser

AROUND = 3  # pixels about a symbol's middle
MIDDLE: str = """() => {
  const {x, y, width, height} = document.querySelector('.jg-map').getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""
SWATCHES = """() => [...document.querySelectorAll('.jg-coloring ~ .jg-entry path')].map(one =>
  one.getAttribute('fill') === 'none' ? one.getAttribute('stroke') : one.getAttribute('fill'))"""

OPAQUE = "getComputedStyle(document.querySelector('.jg-legend')).backgroundColor.startsWith('rgb(')"


def pixels_at(opened: Visit, lon: float, lat: float) -> list[str]:
    """Give the colours about a place, once the map is painted there."""
    opened.set(map={"zoom": 18, "lat": lat, "lon": lon})
    opened.settled("jinanGeo.labels()")
    x, y = opened.evaluate(MIDDLE)
    clip: FloatRect = {
        "x": round(x) - AROUND,
        "y": round(y) - AROUND,
        "width": 2 * AROUND + 1,
        "height": 2 * AROUND + 1,
    }
    with Image.open(io.BytesIO(opened.page.screenshot(clip=clip))) as image:
        data = image.convert("RGB").tobytes()
    return [f"#{data[at : at + 3].hex().upper()}" for at in range(0, len(data), 3)]


def test_a_symbol_has_the_colour_of_its_swatch(browser: Browser, sample_pages: Path) -> None:
    path = SAMPLE_CITY / "layers" / "parking_sites" / "features.geojson"
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    places = {one["properties"]["id"]: one["geometry"] for one in features if one["geometry"]}
    with visit(browser, sample_pages / "city.html") as opened:
        assert set(opened.evaluate(SWATCHES)) == set(light_colors().values())
        assert opened.evaluate(OPAQUE)
        for light in ("red", "yellow", "green"):
            opened.set(filters={"light": [light], "layer": ["parking_sites"]})
            ids = [one["id"] for one in opened.evaluate("jinanGeo.listed()")]
            found = next(one for one in ids if one in places)
            seen = pixels_at(opened, *places[found]["coordinates"])
            assert seen.count(light_colors()[light]) > len(seen) / 3, (light, seen)
            # All places of the sample are schematic: the symbol's edge says so, its heart is full.
            assert seen[len(seen) // 2] == light_colors()[light]
