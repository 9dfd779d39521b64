"""Online backgrounds in a real browser.

Right to the pixel, only from the declared host, and never needed.
"""

from __future__ import annotations

import base64
import io
import math
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from jinan_geo.coordinates.shifted import wgs84_to_gcj02
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from tests.page.test_print import HIDE, SHOW
from tests.tools.browser import FLAGS, visit
from tests.tools.tiny_city import FILES, write_city

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

TILE = 256
LOADED = """() => {
  const tiles = [...document.querySelectorAll('.leaflet-jg-backdrop-pane img')];
  return tiles.length > 0 && tiles.every((tile) => tile.classList.contains('leaflet-tile-loaded'));
}"""
FREE = """() => {
  const box = document.querySelector('.jg-map').getBoundingClientRect();
  const found = [];
  for (let y = box.top + 20; y < box.bottom; y += 90)
    for (let x = box.left + 20; x < box.right; x += 110) {
    const at = document.elementFromPoint(x, y);
    if (at.closest('.jg-map') && !at.closest('.leaflet-control')) found.push([x, y]);
  }
  return {left: box.left, top: box.top, width: box.width, height: box.height, points: found};
}"""
TABLE = (
    '[[basemaps]]\nid = "{id}"\nname = {{ zh = "{id}底图" }}\nattribution = {{ zh = "测试瓦片" }}\n'
)


def paint_tile(column: int, row: int) -> bytes:
    """A tile that tells of each pixel where it is.

    Red across, green down, blue the tile's own number.
    """
    across, down = np.meshgrid(np.arange(TILE), np.arange(TILE))
    pixels = np.dstack(
        [across, down, np.full_like(across, (column & 15) << 4 | (row & 15))]
    ).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@dataclass
class Tiles:
    """A tile server of the test, and what it was asked for."""

    origin: str
    server: ThreadingHTTPServer
    asked: list[str] = field(default_factory=list)
    broken: bool = False

    def basemap(self, name: str, path: str = "/{z}/{x}/{y}.png", more: str = "") -> str:
        return f'{TABLE.format(id=name)}url = "{self.origin}{path}"\n{more}\n'


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    """Serve tiles on this machine under /z/x/y.png, and as WMTS with the row and column in the
    query.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            if found.broken:
                self.send_error(503)
                return
            path = self.path
            if "?" in path:
                query = dict(part.split("=") for part in path.split("?")[1].split("&"))
                path = f"/{query['TILEMATRIX']}/{query['TILECOL']}/{query['TILEROW']}.png"
            _, _, column, row = path.removesuffix(".png").split("/")
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # the page left meanwhile
                self.wfile.write(paint_tile(int(column), int(row)))

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Tiles(f"http://127.0.0.1:{server.server_address[1]}", server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def online(browser: Browser, browser_path: str) -> Iterator[Browser]:
    """A browser that finds this machine and nothing else."""
    playwright = browser.browser_type  # the one driver of the session
    flags = [flag for flag in FLAGS if "host-resolver" not in flag]
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    started = playwright.launch(
        executable_path=browser_path, args=[*flags, rules, "--force-color-profile=srgb"]
    )
    yield started
    started.close()


def build(root: Path, basemaps: str) -> Path:
    files = {"workspace.toml": FILES["workspace.toml"] + basemaps}
    build_workspace(Workspace.open(write_city(root, files)), root / "out", only="city")
    return root / "out" / "city.html"


@contextmanager
def look(online: Browser, page: Path, zoom: int, fragment: str = "") -> Iterator[Visit]:
    """Open the page on bare ground at a known place, with the network on."""
    with visit(online, page, offline=False, fragment=fragment) as opened:
        opened.set(layersOn=[], map={"zoom": zoom, "lat": 36.6512, "lon": 117.0345})
        yield opened


def world(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    """Pixels of the world from its north-west corner, as every tile server counts them."""
    scale, sine = TILE * 2**zoom, math.sin(math.radians(lat))
    return (lon / 360 + 0.5) * scale, (
        0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    ) * scale


def degrees(x: float, y: float, zoom: int) -> tuple[float, float]:
    scale = TILE * 2**zoom
    return (x / scale - 0.5) * 360, math.degrees(
        math.atan(math.sinh(math.pi * (1 - 2 * y / scale)))
    )


def read_places(opened: Visit, zoom: int) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """For places on the map: where the tile's pixel says it is, and where the map does, in pixels
    of the world.
    """
    opened.until(LOADED)
    box = opened.evaluate(FREE)
    centre = opened.evaluate("jinanGeo.state().map")
    shot = Image.open(io.BytesIO(opened.page.screenshot())).convert("RGB")
    middle_x, middle_y = world(centre["lon"], centre["lat"], zoom)
    origin_x, origin_y = round(middle_x - box["width"] / 2), round(middle_y - box["height"] / 2)
    found = []
    for x, y in box["points"]:
        map_x, map_y = origin_x + x - box["left"], origin_y + y - box["top"]
        red, green, blue = shot.getpixel((x, y))  # type: ignore[misc]
        # The tile's number is known to 16 tiles; the rest is that of the map.
        column, row = (
            at + (part - at + 8) % 16 - 8
            for at, part in ((int(map_x // TILE), blue >> 4), (int(map_y // TILE), blue & 15))
        )
        found.append(((column * TILE + red, row * TILE + green), (map_x, map_y)))
    assert len(found) > 20
    return found


WMTS = "/wmts?LAYER=vec&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}&FORMAT=tiles"


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/{z}/{x}/{y}.png", WMTS])
def test_tiles_lie_right_to_the_pixel(
    online: Browser, tiles: Tiles, tmp_path: Path, path: str
) -> None:
    page = build(tmp_path, tiles.basemap("plain", path))
    with look(online, page, 15) as opened:
        assert opened.requests == [page.as_uri()]  # until the reader wants it, nobody is asked
        assert opened.set(basemap="plain")["basemap"] == "plain"
        for said, mapped in read_places(opened, 15):
            assert said == mapped
        assert opened.complaints == []
    assert tiles.asked
    assert {
        address for address in opened.requests[1:] if not address.startswith(f"{tiles.origin}/")
    } == set()


@pytest.mark.browser
def test_tms_counts_rows_from_the_south(online: Browser, tiles: Tiles, tmp_path: Path) -> None:
    page = build(tmp_path, tiles.basemap("tms", "/{z}/{x}/{-y}.png", "shown = true"))
    with look(online, page, 12) as opened:
        opened.until(LOADED)
    rows = {
        int(path.split("/")[3].removesuffix(".png"))
        for path in tiles.asked
        if path.startswith("/12/")
    }
    assert 2**12 - 1 - int(world(117.03, 36.65, 12)[1] // TILE) in rows


@pytest.mark.browser
@pytest.mark.parametrize("zoom", [11, 16])
def test_tiles_in_gcj02_lie_where_the_formula_says(
    online: Browser, tiles: Tiles, tmp_path: Path, zoom: int
) -> None:
    page = build(tmp_path, tiles.basemap("gcj", more='shift = "GCJ-02"'))
    with look(online, page, zoom) as opened:
        opened.set(basemap="gcj")
        unmoved = [said[0] - mapped[0] for said, mapped in check_shift(opened, zoom, 1.8)]
        assert min(map(abs, unmoved)) > (200 if zoom == 16 else 5)
        # And elsewhere: the shift is that of the place, not that of the first view.
        opened.page.mouse.move(900, 450)
        opened.page.mouse.down()
        opened.page.mouse.move(620, 300, steps=4)
        opened.page.mouse.up()
        opened.until("jinanGeo.state().map.lon > 117.0346")
        check_shift(opened, zoom, 2.5)  # the link's place is rounded


def check_shift(
    opened: Visit, zoom: int, limit: float
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Every place on the map shows what the tiles have where GCJ-02 says it is.

    Whole pixels, a tile at a time.
    """
    places = read_places(opened, zoom)
    for said, (map_x, map_y) in places:
        lon, lat = wgs84_to_gcj02(*degrees(map_x + 0.5, map_y + 0.5, zoom))
        x, y = world(float(lon[0]), float(lat[0]), zoom)
        assert max(abs(said[0] + 0.5 - x), abs(said[1] + 0.5 - y)) < limit
    return places


@pytest.mark.browser
def test_the_reader_chooses_and_the_link_remembers(
    online: Browser, tiles: Tiles, tmp_path: Path
) -> None:
    labelled = f"shown = true\nlabels = '{tiles.origin}/{{z}}/{{x}}/{{y}}.png'"
    page = build(tmp_path, tiles.basemap("one") + tiles.basemap("two", more=labelled))
    with visit(online, page, offline=False) as opened:
        opened.until(LOADED)
        assert opened.evaluate("jinanGeo.state().basemapState") == "shown"
        assert opened.page.locator(".jg-attribution").inner_text() == "测试瓦片"
        assert opened.page.locator(".jg-header .jg-badge >> text=可联网取底图").get_attribute(
            "title"
        )
        group = opened.page.get_by_role("radiogroup", name="底图")
        assert group.get_by_role("radio", checked=True).get_attribute("name") == "jg-basemap"
        group.get_by_label("无底图").check()
        assert opened.page.locator(".leaflet-jg-backdrop-pane img").count() == 0
        assert "base=" in opened.link()
        group.get_by_label("one底图").check()
        opened.until(LOADED)
        address = opened.link()
        assert "base=one" in address
    with visit(online, page, offline=False, fragment="#" + address.split("#")[1]) as opened:
        assert opened.evaluate("jinanGeo.state().basemap") == "one"
        said = opened.evaluate(
            "(() => { try { jinanGeo.set({basemap: 'no'}) } catch (e) { return e.message } })()"
        )
        assert "one, two" in said


@pytest.mark.browser
def test_without_the_server_the_page_keeps_its_ground_and_says_so(
    online: Browser, tiles: Tiles, tmp_path: Path
) -> None:
    page = build(tmp_path, tiles.basemap("plain", more="shown = true"))
    tiles.broken = True
    with look(online, page, 13) as opened:
        opened.until("jinanGeo.state().basemapState === 'unavailable'")
        assert opened.page.locator(".jg-attribution").inner_text() == "底图不可用"
        assert opened.page.locator(".leaflet-jg-backdrop-pane img").count() == 0
        ground = opened.set(layersOn=["districts"])
        assert ground["basemap"] == "plain"
        opened.until(COLOR_OF_GROUND)
        assert [said for said in opened.complaints if "503" not in said] == []
        tiles.broken = False
        opened.page.get_by_role("button", name="重试").click()
        opened.until(LOADED)
        assert opened.evaluate("jinanGeo.state().basemapState") == "shown"
        opened.until(f"!({COLOR_OF_GROUND})()")


COLOR_OF_GROUND = """() => [...document.querySelectorAll('.leaflet-jg-ground-pane canvas')]
  .some((tile) => {
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [tile.width, tile.height];
  const pen = copy.getContext('2d', {willReadFrequently: true});
  pen.drawImage(tile, 0, 0);
  const {data} = pen.getImageData(0, 0, tile.width, tile.height);
  for (let at = 0; at < data.length; at += 4)
    if (data[at] === 0xEC && data[at + 1] === 0xE8
        && data[at + 2] === 0xDF && data[at + 3] === 255) return true;
  return false;
})"""


@pytest.mark.browser
def test_offline_nobody_is_asked(browser: Browser, tiles: Tiles, tmp_path: Path) -> None:
    page = build(tmp_path, tiles.basemap("plain", more="shown = true"))
    with visit(browser, page) as opened:
        assert opened.evaluate("jinanGeo.state().basemapState") == "unavailable"
        opened.until(COLOR_OF_GROUND)
        assert opened.requests == [page.as_uri()]
        assert opened.complaints == []
    assert tiles.asked == []


@pytest.mark.browser
def test_a_page_without_backgrounds_asks_nobody_and_offers_none(
    online: Browser, tmp_path: Path
) -> None:
    page = build(tmp_path, "")
    with look(online, page, 13) as opened:
        assert opened.page.get_by_role("radiogroup", name="底图").count() == 0
        assert opened.page.locator("text=可联网取底图").count() == 0
        assert opened.requests == [page.as_uri()]


@pytest.mark.browser
def test_no_other_host_can_be_asked(online: Browser, tiles: Tiles, tmp_path: Path) -> None:
    page = build(tmp_path, tiles.basemap("plain"))
    with look(online, page, 13) as opened:
        opened.evaluate("""() => new Promise((done) => {
          const picture = new Image();
          picture.onerror = done;
          picture.src = 'http://127.0.0.2:9/x.png';
        })""")
        assert any("Content Security Policy" in said for said in opened.complaints)


@pytest.mark.browser
def test_beyond_the_zooms_of_the_server_nothing_is_asked(
    online: Browser, tiles: Tiles, tmp_path: Path
) -> None:
    page = build(tmp_path, tiles.basemap("deep", more="shown = true\nmin_zoom = 14\nmax_zoom = 15"))
    with look(online, page, 12) as opened:
        assert opened.evaluate("jinanGeo.state().basemapState") == "far"
        assert tiles.asked == []
        opened.set(map={"zoom": 17, "lat": 36.65, "lon": 117.03})
        opened.until(LOADED)
        assert opened.evaluate("jinanGeo.state().basemapState") == "shown"
    assert {path.split("/")[1] for path in tiles.asked} == {"15"}


@pytest.mark.browser
def test_picture_and_sheet_leave_the_tiles_out_and_say_so(
    online: Browser, tiles: Tiles, tmp_path: Path
) -> None:
    page = build(tmp_path, tiles.basemap("plain"))
    with visit(online, page, offline=False) as opened:
        before = opened.evaluate("jinanGeo.export('png')")
        opened.set(basemap="plain")
        opened.until(LOADED)
        after = opened.evaluate("jinanGeo.export('png')")
        opened.evaluate(SHOW)
        assert "底图未含" in (opened.page.locator(".jg-p-head").first.text_content() or "")
        opened.evaluate(HIDE)
        assert opened.complaints == []
    pictures = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB"))
        for text in (before, after)
    ]
    differs = np.flatnonzero((pictures[0] != pictures[1]).any(axis=(1, 2)))
    assert differs.size > 0  # the words
    assert differs.max() < 160  # and nothing below the head
