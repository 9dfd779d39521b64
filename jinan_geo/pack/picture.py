"""Pictures and PDFs by a browser without a window, where there is one; else a plain map."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import shapely

from jinan_geo.errors import EnvironmentFault
from jinan_geo.export.look import BOUNDARY, DISTRICT, LIGHT_COLORS
from jinan_geo.manifest.signs import LIGHTS
from jinan_geo.render.templates import render_template
from jinan_geo.words import say
from jinan_geo.write.parts import scratch_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from jinan_geo.pack.contents import Pack
    from jinan_geo.publish.published import PublishedCity

__all__ = ["Studio", "draw_plain", "find_browser", "open_studio"]

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
SWITCHES = (
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
WINDOW: Any = {
    "width": 1000,
    "height": 620,
}  # leaves the map 640 pixels wide, which its picture doubles
PATIENCE_MS = 60_000
FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
)
MARKS = {"red": "^", "yellow": "D", "green": "o", "grey": "o"}


def find_browser() -> str | None:
    """Give the path of a Chromium, Chrome or Edge; None where there is none."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


class Studio:
    """A browser without window or network, driven from its own thread while others work on.

    The city's page is opened once and draws the maps of all packs, since opening one takes longer
    than all the drawing.
    """

    def __init__(self, path: str) -> None:
        # What drives the browser may be used by the thread that made it alone.
        self._thread = ThreadPoolExecutor(1)
        self._stack = ExitStack()
        self._page: Future[Any] = self._thread.submit(self._start, path)

    def show(self, text: str) -> None:
        """Open a page that maps are to be drawn by."""
        self._thread.submit(self._show, text)

    def photograph(self, district: str | None) -> Future[bytes | None]:
        """Let the page draw its map of one district, or of all, as a JPEG with its legend.

        None where it fails.
        """
        return self._thread.submit(self._photograph, district)

    def print_pdf(self, text: str, day: dt.date | None) -> Future[bytes | None]:
        """Print HTML as PDF, dated ``day`` rather than now; None where it fails."""
        return self._thread.submit(self._print, text, day)

    def tell_slides(self, lang: str) -> Future[list[dict[str, Any]] | None]:
        """Let the page tell the slides of its briefing; None where it fails."""
        return self._thread.submit(self._tell_slides, lang)

    def print_slides(self, lang: str, day: dt.date | None) -> Future[bytes | None]:
        """Print the slides of the page's briefing as PDF, a sheet each; None where it fails."""
        return self._thread.submit(self._print_slides, lang, day)

    def close(self) -> None:
        """Let the browser end, once it has done all it was asked for."""
        self._thread.submit(self._stack.close).result()
        self._thread.shutdown()

    def _start(self, path: str) -> Any:  # noqa: ANN401 - of the extra `brief`
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - as above

        driver = self._stack.enter_context(sync_playwright())
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        try:
            browser = driver.chromium.launch(
                executable_path=path, args=list(SWITCHES), chromium_sandbox=not is_root
            )
        except Error:
            return None
        self._stack.callback(browser.close)
        page = browser.new_page(
            viewport=WINDOW, offline=True, locale="zh-CN", reduced_motion="reduce"
        )
        page.set_default_timeout(PATIENCE_MS)
        return page

    def _show(self, text: str) -> None:
        from playwright.sync_api import Error  # noqa: PLC0415 - of the extra `brief`

        path = self._stack.enter_context(scratch_folder()) / "map.html"
        path.write_text(text, encoding="utf-8")
        page = self._page.result()
        try:
            if page:
                page.goto(path.resolve().as_uri())
                page.evaluate("jinanGeo.ready.then(() => 0)")
        except Error:
            self._page = Future()
            self._page.set_result(None)

    def _photograph(self, district: str | None) -> bytes | None:
        from playwright.sync_api import Error  # noqa: PLC0415 - of the extra `brief`

        page = self._page.result()
        if page is None:
            return None
        try:
            return base64.b64decode(page.evaluate(render_template("draw.js", {}), district))
        except Error:
            return None

    def _tell_slides(self, lang: str) -> list[dict[str, Any]] | None:
        from playwright.sync_api import Error  # noqa: PLC0415 - of the extra `brief`

        page = self._page.result()
        asked = {"lang": lang, "shown": False}
        try:
            told: list[dict[str, Any]] | None = page and page.evaluate(
                render_template("slides.js", {}), asked
            )
        except Error:
            return None
        return told

    def _print_slides(self, lang: str, day: dt.date | None) -> bytes | None:
        from playwright.sync_api import Error  # noqa: PLC0415 - of the extra `brief`

        page = self._page.result()
        if page is None:
            return None
        try:
            page.evaluate(render_template("slides.js", {}), {"lang": lang, "shown": True})
            data: bytes = page.pdf(prefer_css_page_size=True, print_background=True)
        except Error:
            return None
        return _dated(data, day)

    def _print(self, text: str, day: dt.date | None) -> bytes | None:
        from playwright.sync_api import Error  # noqa: PLC0415 - of the extra `brief`

        page = self._page.result()
        if page is None:
            return None
        try:
            page.goto("about:blank")
            page.set_content(text)
            data: bytes = page.pdf(prefer_css_page_size=True, print_background=True)
        except Error:
            return None
        return _dated(data, day)


def _dated(data: bytes, day: dt.date | None) -> bytes:
    """A PDF with a stated day in place of now."""
    stamp = b"D:" + (day.strftime("%Y%m%d") if day else "19700101").encode() + b"000000+00'00'"
    return re.sub(rb"D:\d{14}[+-]\d\d'\d\d'", stamp, data)


@contextmanager
def open_studio() -> Iterator[Studio | None]:
    """Start the browser; None where there is none, or nothing to drive it by."""
    path = find_browser()
    if path is None or find_spec("playwright") is None:
        yield None
        return
    with closing(Studio(path)) as studio:
        yield studio


def draw_plain(city: PublishedCity, pack: Pack) -> tuple[bytes, str]:
    """Draw districts and projects by matplotlib.

    Gives the JPEG and the font of its words, or "" where none was found.

    Raises
    ------
    EnvironmentFault
        matplotlib is not installed.
    """
    try:
        from matplotlib import font_manager  # noqa: PLC0415 - of the extra `brief`
        from matplotlib.figure import Figure  # noqa: PLC0415 - as above
    except ImportError:
        msg = say("pack.errors.no_drawing")
        raise EnvironmentFault(msg) from None
    known = {font.name for font in font_manager.fontManager.ttflist}
    font = next((name for name in FONTS if name in known), "")
    figure = Figure(figsize=(6.4, 6.4), dpi=200)
    _draw_map(figure.add_axes((0, 0.06, 1, 0.88)), city, pack)
    words: dict[str, Any] = {"fontfamily": font} if font else {}
    name = pack.name if font else pack.code or "city"
    figure.text(0.02, 0.96, name, fontsize=13, fontweight="bold", va="center", **words)
    for at, (light, (_, word)) in enumerate(LIGHTS.items()):
        left = 0.04 + at * 0.12
        figure.text(
            left + 0.02, 0.03, word.here if font else light, fontsize=9, va="center", **words
        )
        figure.add_artist(_mark(light, left))
    held = io.BytesIO()
    figure.savefig(held, format="jpeg", pil_kwargs={"quality": 92})
    return held.getvalue(), font


def _draw_map(axes: Any, city: PublishedCity, pack: Pack) -> None:  # noqa: ANN401 - matplotlib is an extra
    """The districts, and on them a mark for each project that has a place."""
    for one in _grounds(city):
        x, y = one.exterior.xy
        axes.fill(x, y, facecolor=DISTRICT, edgecolor=BOUNDARY, linewidth=0.8)
    for lon, lat, light in _places(city, pack):
        axes.plot(lon, lat, MARKS[light], color=LIGHT_COLORS[light], markersize=4, alpha=0.8)
    west, south, east, north = pack.page.bounds
    wide, high = (east - west) * 0.03, (north - south) * 0.03
    axes.set(xlim=(west - wide, east + wide), ylim=(south - high, north + high), aspect=1 / 0.8)
    axes.axis("off")


def _grounds(city: PublishedCity) -> Iterator[Any]:
    """The polygons of the districts."""
    for layer in city.layers:
        if layer.folder.manifest.role == "districts":
            yield from shapely.get_parts(layer.features.geometry.to_numpy())
            return


def _places(city: PublishedCity, pack: Pack) -> Iterator[tuple[float, float, str]]:
    """Longitude, latitude and light of each project of the pack that has a place."""
    here = {(one.layer, one.id): one.light for one in pack.projects}
    for layer in city.layers:
        placed = layer.features[layer.features["lon"].notna()]
        for key, lon, lat in zip(placed["id"], placed["lon"], placed["lat"], strict=True):
            light = here.get((layer.id, key))
            if light:
                yield lon, lat, light


def _mark(light: str, left: float) -> Any:  # noqa: ANN401 - of the extra `brief`
    from matplotlib.lines import Line2D  # noqa: PLC0415 - of the extra `brief`

    return Line2D(
        [left], [0.03], marker=MARKS[light], color=LIGHT_COLORS[light], linestyle="", markersize=6
    )
