"""What is drawn has the colours of the legend, measured on the screen."""

from __future__ import annotations

import io
import json
import tomllib
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image

from jinan_geo.manifest.palette import color, light_colors
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.tools.browser import SAMPLE_CITY, visit
from tests.tools.seen import difference, without_green
from tests.tools.tiny_city import FILES, SHIZHONG, SITES_LAYER, write_city

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Browser, FloatRect

    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser

GREEN = "#2E6F40"
TREES = f"""
name = {{ zh = "树", en = "Trees" }}
role = "context"
order = 40
geometry = ["point"]
source = {{ zh = "测试数据" }}
accuracy = "schematic"
audience = "public"
style = {{ color = "{GREEN}" }}
"""
AROUND = 3  # pixels about a symbol's middle
MIDDLE: str = """() => {
  const {x, y, width, height} = document.querySelector('.jg-map').getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""
SWATCHES = """() => [...document.querySelectorAll('.jg-coloring ~ .jg-entry path')].map(one =>
  one.getAttribute('fill') === 'none' ? one.getAttribute('stroke') : one.getAttribute('fill'))"""
DRAWN = """() => [...document.querySelectorAll('.jg-legend svg *')]
    .flatMap((one) => ['fill', 'stroke'].map((name) => one.getAttribute(name)))"""
OPAQUE = "getComputedStyle(document.querySelector('.jg-legend')).backgroundColor.startsWith('rgb(')"


def see(opened: Visit, reach: int) -> NDArray[np.uint8]:
    """Give the pixels about the middle of the map, once it is painted."""
    opened.settled("jinanGeo.labels()")
    x, y = opened.evaluate(MIDDLE)
    side = 2 * reach + 1
    clip: FloatRect = {"x": round(x) - reach, "y": round(y) - reach, "width": side, "height": side}
    with Image.open(io.BytesIO(opened.page.screenshot(clip=clip))) as image:
        return np.asarray(image.convert("RGB")).reshape(-1, 3)


def pixels_at(opened: Visit, lon: float, lat: float) -> list[str]:
    """Give the colours about a place."""
    opened.set(map={"zoom": 18, "lat": lat, "lon": lon})
    return [f"#{bytes(one).hex().upper()}" for one in see(opened, AROUND)]


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


@pytest.mark.slow
def test_symbols_of_two_layers_differ_on_the_screen_also_without_green(
    browser: Browser, sample_pages: Path
) -> None:
    seen = {}
    with visit(browser, sample_pages / "city.html") as opened:
        opened.set(colorBy="layer")
        for folder in sorted((SAMPLE_CITY / "layers").iterdir()):
            text = (folder / "features.geojson").read_text(encoding="utf-8")
            features = json.loads(text)["features"]
            points = [one for one in features if (one["geometry"] or {}).get("type") == "Point"]
            if not points:
                continue  # lines and outlines; their colours are told apart in the palette's test
            opened.set(layersOn=[folder.name])
            pixels = pixels_at(opened, *points[0]["geometry"]["coordinates"])
            seen[folder.name] = pixels[len(pixels) // 2]
            assert seen[folder.name] in opened.evaluate(DRAWN)
    assert len(seen) >= 4
    for one, other in combinations(seen.values(), 2):
        assert difference(one, other) >= 15, seen
        assert difference(without_green(one), without_green(other)) >= 15, seen


def test_what_stands_by_keeps_its_colour_however_close_together(
    browser: Browser, tmp_path: Path
) -> None:
    places = [
        {"id": f"t-{at}", "name_zh": "树", "geometry": shapely.Point(117.17 + x, 36.62 + y)}
        for at, (x, y) in enumerate(product(np.linspace(-0.004, 0.004, 25), repeat=2))
    ]
    frame = gpd.GeoDataFrame(places, crs="EPSG:4326")
    root = write_city(
        tmp_path,
        {"layers/trees/layer.toml": TREES, "layers/trees/features.geojson": frame.to_json()},
    )
    build_workspace(Workspace.open(root), tmp_path / "out", only="city")
    with visit(browser, tmp_path / "out" / "city.html") as opened:
        opened.set(map={"zoom": 13, "lat": 36.62, "lon": 117.17})
        seen = see(opened, 15)
    # 625 in 47 by 58 pixels: the halo of one had covered the heart of the one before.
    away = np.abs(seen.astype(int) - list(bytes.fromhex(GREEN[1:]))).max(axis=1)
    assert (away <= 12).mean() > 0.95


@pytest.mark.slow
def test_what_is_as_large_as_a_district_is_hatched_in_the_colour_of_its_swatch(
    browser: Browser, tmp_path: Path
) -> None:
    name = "layers/sites/features.geojson"
    sites = json.loads(FILES[name])
    chosen = next(one for one in sites["features"] if one["properties"]["id"] == "s-1")
    chosen["geometry"] = json.loads(shapely.to_geojson(SHIZHONG.buffer(-0.01)))
    root = write_city(tmp_path, {name: json.dumps(sites)})
    build_workspace(Workspace.open(root), tmp_path / "out", only="city")
    with visit(browser, tmp_path / "out" / "city.html") as opened:
        opened.set(map={"zoom": 13, "lat": 36.518, "lon": 117.056}, colorBy="layer")
        pixels = see(opened, 25).astype(int)  # between lines of the grid, names and others
    swatch = tomllib.loads(SITES_LAYER)["style"]["color"]
    ground, swatch = (np.array(list(bytes.fromhex(one[1:]))) for one in (color("district"), swatch))
    ink = swatch - ground
    share = (pixels - ground) @ ink / (ink @ ink)
    # Each is so much of the one and so much of the other, and of nothing else.
    assert np.abs(pixels - ground - share[:, None] * ink).max() <= 2
    assert share.max() > 0.8  # a line has the colour of the swatch
    assert (share < 0.02).mean() > 0.6  # and between the lines the district keeps its own
    assert (share > 0.3).mean() > 0.05
