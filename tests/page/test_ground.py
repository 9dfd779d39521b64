"""The ground in a real browser: under the data, off by one click, sealed, and said whose it is."""

from __future__ import annotations

import base64
import io
import json
import math
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import shapely
from PIL import Image
from shapely import box

from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from jinan_geo.read.ground import GROUND_FILE
from tests.page.test_names import OVER, meet
from tests.page.test_print import HIDE, SHOW
from tests.payload.test_ground import FULL, OSM, rows_of
from tests.tools.browser import visit
from tests.tools.ground_city import keep_ground
from tests.tools.tiny_city import write_city
from tests.tools.written import likeness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Browser

    from tests.tools.browser import Visit

pytestmark = pytest.mark.browser

NEAR = {"zoom": 15, "lat": 36.665, "lon": 117.02}
NEARBY = "#map=15/36.665/117.02"
WATER = (0xC3, 0xD5, 0xDE)
COUNT = """(() => {
    const fills = window.fills = new Map();
    const fill = CanvasRenderingContext2D.prototype.fill;
    CanvasRenderingContext2D.prototype.fill = function (path, ...rest) {
        if (path instanceof Path2D) {
            const counts = fills.get(this.canvas) ?? {};
            const key = `${this.fillStyle} ${this.canvas.width} ${this.canvas.height}`;
            counts[key] = (counts[key] ?? 0) + 1;
            fills.set(this.canvas, counts);
        }
        return path ? fill.call(this, path, ...rest) : fill.call(this);
    };
})()"""
NO_WORKER = "window.Worker = undefined;"
# What an old shell or a strict office lacks or refuses, and a worker that dies.
LAMES = {
    "worker": NO_WORKER,
    "canvas": "window.OffscreenCanvas = undefined;",
    "refused": "window.Worker = class { constructor() { throw new Error('refused'); } };",
    "dead": """window.Worker = class extends Worker {
        postMessage() { queueMicrotask(() => this.onerror(new ErrorEvent('error'))); }
    };""",
}
WATERS = """jinanGeo.ready.then(() => {
    let waters = 0;
    for (const one of document.querySelectorAll('.leaflet-jg-ground-pane canvas')) {
        const {data} = one.getContext('2d').getImageData(0, 0, one.width, one.height);
        for (let at = 0; at < data.length; at += 4)
            waters += data[at] === 0xC3 && data[at + 1] === 0xD5 && data[at + 2] === 0xDE;
    }
    return waters;
})"""
# What the page asks of its worker, and what canvases and pictures that makes.
ASKS = """window.asks = []; window.Worker = class extends Worker {
    postMessage(asked) { asks.push(asked); super.postMessage(asked); }
};"""
NEAR_ASKED = "asks.some(({strokes}) => strokes && strokes.frame.scale === 256 * 2 ** 15)"
IDLE = "new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))"
MAKES = """() => {
    self.made = {canvases: 0, pictures: 0};
    const [Own, make] = [OffscreenCanvas, createImageBitmap];
    self.OffscreenCanvas = function (...size) { made.canvases++; return new Own(...size); };
    self.createImageBitmap = (...all) => { made.pictures++; return make(...all); };
}"""
COUNTED = """() => [...fills].filter(([canvas]) => canvas.closest('.leaflet-jg-ground-pane'))
    .map(([, counts]) => counts)"""

LIKE, UNLIKE = 0.9, 0.7  # of words in pixels
FOOT = """(() => {
    const {x, bottom, width} = document.querySelector('.jg-map').getBoundingClientRect();
    return {x, y: bottom - 60, width, height: 60};
})()"""
SIZE_OF = "(where) => parseFloat(getComputedStyle(document.querySelector(where)).fontSize)"
TILES = ".leaflet-jg-ground-pane canvas"
WHOLE = f"""() => [...document.querySelectorAll('{TILES}')]
    .filter(({{width, height}}) => width === 513 && height === 513)"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_city(tmp_path_factory.mktemp("ground"), FULL)
    keep_ground(root / GROUND_FILE, rows_of())
    build_workspace(Workspace.open(root), root / "out", only="city")
    return root / "out" / "city.html"


@pytest.fixture
def opened(browser: Browser, page: Path) -> Iterator[Visit]:
    with visit(browser, page) as shown:
        yield shown


def see_first(browser: Browser, page: Path, first: str = "") -> tuple[NDArray[np.int64], int]:
    """Give the map as soon as the page is ready, and how many workers it has."""
    with visit(browser, page, fragment=NEARBY, first=first) as shown:
        assert shown.evaluate(WATERS) > 1000  # ready is not said before it is painted
        names = "jinanGeo.labels().then((all) => all.some(({kind}) => kind === 'road'))"
        shown.until(names)
        shown.settled("jinanGeo.labels()")
        picture = shown.page.locator(".jg-map").screenshot()
        assert not shown.complaints
        pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(np.int64)
        return pixels, len(shown.page.workers)


@pytest.fixture(scope="module")
def by_worker(browser: Browser, page: Path) -> NDArray[np.int64]:
    pixels, workers = see_first(browser, page)
    assert workers == 1
    return pixels


@pytest.mark.parametrize("lame", LAMES)
@pytest.mark.first_whole(1)
def test_where_no_worker_draws_it_the_page_draws_the_same(
    browser: Browser, page: Path, by_worker: NDArray[np.int64], lame: str
) -> None:
    pixels, workers = see_first(browser, page, LAMES[lame])
    assert workers == (lame == "dead")
    # A picture that is laid on is rounded once more than what is drawn in place.
    assert np.abs(pixels - by_worker).max() <= 6


def test_once_the_page_is_ready_a_view_from_near_is_rehearsed_where_a_ground_is_shown(
    browser: Browser, page: Path
) -> None:
    with visit(browser, page, first=ASKS) as shown:
        shown.until(NEAR_ASKED)
    with visit(browser, page, fragment="#ground=off", first=ASKS) as shown:
        shown.evaluate(IDLE)
        assert shown.evaluate("asks") == []
        shown.set(ground=True, map=NEAR)
        wait_for_water(shown, there=True)


def test_the_worker_makes_no_canvas_anew_for_which_it_would_wait_for_the_page(
    opened: Visit,
) -> None:
    opened.set(map=NEAR)
    wait_for_water(opened, there=True)
    (worker,) = opened.page.workers
    worker.evaluate(MAKES)
    opened.set(map={**NEAR, "zoom": 14})
    opened.settled("jinanGeo.labels()")
    made = worker.evaluate("made")
    assert made["pictures"] > 0
    assert made["canvases"] == 0


def count_water(data: bytes) -> int:
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    return int((pixels == WATER).all(axis=2).sum())


def wait_for_water(opened: Visit, *, there: bool) -> None:
    shown = opened.page.locator(".jg-map")
    for _ in range(100):
        if (count_water(shown.screenshot()) > 1000) is there:
            return
        opened.page.wait_for_timeout(50)
    pytest.fail(f"water on the map: never {there}")


def test_it_is_drawn_and_goes_by_one_click(opened: Visit) -> None:
    assert opened.evaluate("jinanGeo.state().ground") == {
        "shown": True,
        "tiers": [[0, 11], [12, 13], [14, 24]],
        "bytes": opened.evaluate("document.getElementById('jg-ground').textContent.trim().length"),
        "credit": "© OSM",
    }
    opened.set(map=NEAR)
    wait_for_water(opened, there=True)
    opened.page.get_by_label("底图").uncheck()
    wait_for_water(opened, there=False)
    assert not opened.evaluate("jinanGeo.state().ground.shown")
    assert "#ground=off&" in opened.link()
    assert not opened.page.get_by_text("© OSM").is_visible()
    opened.set(ground=True)
    wait_for_water(opened, there=True)
    assert "ground=" not in opened.link()
    assert opened.page.get_by_text("© OSM").is_visible()
    assert not opened.complaints
    assert all(one.startswith(("file:", "blob:", "data:")) for one in opened.requests)


@pytest.mark.slow
def test_each_tile_of_a_first_view_is_painted_once_in_sight_and_once_whole(
    browser: Browser, page: Path
) -> None:
    with visit(browser, page, fragment=NEARBY, first=NO_WORKER + COUNT) as shown:
        wait_for_water(shown, there=True)
        counted = shown.evaluate(COUNTED)
        assert any(key.startswith("#c3d5de") for counts in counted for key in counts)
        assert {number for counts in counted for number in counts.values()} == {1}
        shown.until(f"({WHOLE})().length === document.querySelectorAll('{TILES}').length")


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_roads_and_waters_are_named_where_nothing_else_is_written(
    browser: Browser, page: Path, size: tuple[int, int]
) -> None:
    with visit(browser, page, width=size[0], height=size[1]) as shown:
        if size[0] < 500:
            shown.open_tools()  # the map alone
        shown.set(map=NEAR)
        shown.until("jinanGeo.labels().then((all) => all.some(({kind}) => kind === 'road'))")
        labels = shown.settled("jinanGeo.labels()")
        texts = {label["text"]: label["kind"] for label in labels}
        assert texts["大明湖"] == "water"
        assert texts["芙蓉街"] == "road"
        covered = shown.evaluate(OVER)
        for one, other in combinations([label["box"] for label in labels], 2):
            assert not meet(one, other)
        for label in labels:
            assert not any(meet(label["box"], box) for box in covered), label
        street = next(label for label in labels if label["text"] == "芙蓉街")
        assert street["box"][3] > 2 * street["box"][2]  # it stands along a street to the north
        shown.set(ground=False)
        shown.until("jinanGeo.labels().then((all) => all.every(({kind}) => kind !== 'road'))")


@pytest.mark.slow
@pytest.mark.parametrize("zoom", [12.5, 15])
def test_where_there_is_no_ground_the_grid_stands_where_its_coordinates_say(
    browser: Browser, sample_pages: Path, zoom: float
) -> None:
    to_grid = pyproj.Transformer.from_crs("EPSG:4490", "EPSG:4548", always_xy=True).transform
    pixel = 40_075_017 * math.cos(math.radians(36.66)) / 256 / 2**zoom
    with visit(browser, sample_pages / "city.html") as shown:
        shown.set(map={"zoom": zoom, "lat": 36.66, "lon": 117.02}, layersOn=["districts"])
        shown.until("jinanGeo.labels().then((all) => all.some(({kind}) => kind === 'grid'))")
        labels = [one for one in shown.settled("jinanGeo.labels()") if one["kind"] == "grid"]
        covered = shown.evaluate(OVER)
        assert {one["id"][0] for one in labels} == {"E", "N"}
        for one in labels:
            east, north = to_grid(one["lon"], one["lat"])
            stands = east if one["id"][0] == "E" else north
            assert abs(stands - float(one["id"][1:])) < 2 * pixel, one
            assert float(one["text"].split()[0]) * 1000 == float(one["id"][1:])
            assert not any(meet(one["box"], box) for box in covered), one
        assert shown.page.get_by_text("公里网：CGCS2000 / 3-degree").is_visible()


def test_open_data_are_given_on_with_their_licence(opened: Visit) -> None:
    given = json.loads(base64.b64decode(opened.evaluate("jinanGeo.export('ground')")))
    assert (given["licence"], given["credit"]) == ("ODbL 1.0", "© OSM")
    kinds = Counter(
        (one["properties"]["class"], one["geometry"]["type"]) for one in given["features"]
    )
    assert kinds["water", "Polygon"] == 2
    assert kinds["local", "LineString"] == 1
    lake = next(one for one in given["features"] if one["properties"]["name_zh"] == "大明湖")
    assert shapely.geometry.shape(lake["geometry"]).equals(box(117.01, 36.67, 117.03, 36.68))
    opened.page.click(".jg-export > button")
    assert opened.page.get_by_role("button", name="底图数据（ODbL）").is_visible()


@pytest.mark.slow
def test_it_is_mixed_into_no_export_of_projects(
    browser: Browser, opened: Visit, tmp_path: Path
) -> None:
    build_workspace(Workspace.open(write_city(tmp_path)), tmp_path / "out", only="city")
    opened.set(map=NEAR)
    wait_for_water(opened, there=True)
    opened.evaluate("jinanGeo.export('ground')")  # all of it is decoded
    with visit(browser, tmp_path / "out" / "city.html") as bare:
        for kind in ("csv", "xlsx", "geojson"):
            given = opened.evaluate("kind => jinanGeo.export(kind)", kind)
            assert given == bare.evaluate("kind => jinanGeo.export(kind)", kind), kind


def test_page_sheet_and_picture_have_it_with_its_credit_in_pixels(opened: Visit) -> None:
    opened.set(map=NEAR)
    wait_for_water(opened, there=True)
    picture = base64.b64decode(opened.evaluate("jinanGeo.export('png')"))
    assert count_water(picture) > 1000
    assert likeness(opened, head_of(picture), OSM.credit, 13, ratio=2) > LIKE
    assert (
        likeness(opened, foot_of(opened), OSM.credit, opened.evaluate(SIZE_OF, ".jg-under")) > LIKE
    )
    opened.page.emulate_media(media="print")
    opened.evaluate(SHOW)
    size = opened.evaluate(SIZE_OF, ".jg-p-credit")
    sheet = opened.page.locator(".jg-p-map").screenshot()
    printed = opened.evaluate("document.querySelector('.jg-p-map canvas').toDataURL()")
    opened.evaluate(HIDE)
    opened.page.emulate_media(media="screen")
    assert count_water(base64.b64decode(printed.partition(",")[2])) > 1000
    assert likeness(opened, sheet, OSM.credit, size) > LIKE
    opened.set(ground=False)
    picture = base64.b64decode(opened.evaluate("jinanGeo.export('png')"))
    assert count_water(picture) == 0
    assert likeness(opened, head_of(picture), OSM.credit, 13, ratio=2) < UNLIKE
    assert likeness(opened, foot_of(opened), OSM.credit, 12) < UNLIKE


def foot_of(opened: Visit) -> bytes:
    return opened.page.screenshot(clip=opened.evaluate(FOOT))


def head_of(picture: bytes) -> bytes:
    whole, head = Image.open(io.BytesIO(picture)), io.BytesIO()
    whole.crop((0, 0, whole.width, 160)).save(head, "PNG")
    return head.getvalue()


def test_a_chunk_that_is_damaged_leaves_the_page_whole(browser: Browser, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    head, rest = text.split('id="jg-ground">', 1)
    broken = page.with_name("broken.html")
    broken.write_text(f'{head}id="jg-ground">{"A" * 400}{rest[400:]}', encoding="utf-8")
    with visit(browser, broken) as shown:
        assert shown.evaluate("jinanGeo.ready.then((ready) => ready.failures)") == []
        assert OSM.credit in shown.evaluate("jinanGeo.state().ground.credit")
