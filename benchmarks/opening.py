"""What a page of whatever tool does in a browser: opens, moves, answers; as JSON.

    python benchmarks/opening.py PAGE RESULT.json ASSETS SECONDS [BUNDLE]

Everything is measured from outside, alike for each tool:

- ``drawn_offline``, ``requests``: opened with no network; whether the middle of the window then
  shows more than one colour on a canvas or as SVG, and how many addresses of other hosts it asked.
- ``first_paint_ms``: the browser's own first contentful paint. What follows is of a visit in which
  other hosts answer from a local folder at once (``assets.py``).
- ``whole_ms``: the first frame with 95 % of the change from a blank window to the last picture.
- ``interactive_ms``: the end of the last busy time (a task of more than 50 ms, or no frame for half
  a second) before two quiet seconds, and not before ``whole_ms``.
- ``after_whole_ms``: how much of the time from ``whole_ms`` to ``interactive_ms`` went into such
  tasks: what a reader may wait for in sum who acts as soon as the picture stands.
- ``main_cpu_ms``: processor time of the page's main thread until then, whatever else ran on the
  machine; not what its workers did, nor the process that draws WebGL.
- ``longest_block_ms``: the longest task until then.
- ``pan_ms``: the longest time without a frame while the map is dragged, and a second after.
- ``search_ms``: from a search to the second frame after it, where the page has a search.
- ``click_ms``: from the pointer's first move onto a feature, once zoomed in, which it then clicks,
  until its name or id is in the page. Six places near the middle are tried, in turns of the
  commonest colour there and of another: which of them is a feature, no tool tells.
"""

from __future__ import annotations

import base64
import io
import itertools
import json
import re
import shutil
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from assets import PAGE, Assets, serve
from page_speed import FRAMES
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# No graphics card is asked for: WebGL is drawn by the processor.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--ignore-certificate-errors",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
]
SIZE = (1440, 900)
SMALL = (480, 300)  # of the frames that are compared
QUIET_MS = 2000
TRIES = 3  # clicks on each of two colours
APART = 40  # pixels between them
WATCH = f"""(() => {{
  const seen = window.benchSeen = {{tasks: [], gaps: [], busy: 0}};
  new PerformanceObserver(list => {{
    for (const one of list.getEntries()) {{
      seen.tasks.push([one.startTime, one.duration]);
      seen.busy = Math.max(seen.busy, one.startTime + one.duration);
    }}
  }}).observe({{type: 'longtask', buffered: true}});
  let before = performance.now();
  const step = now => {{
    const at = performance.now();
    seen.gaps.push([at, at - before]);
    if (at - before > 500) seen.busy = Math.max(seen.busy, at);
    before = at;
    requestAnimationFrame(step);
  }};
  requestAnimationFrame(step);
  window.benchQuiet = () => performance.now() - seen.busy > {QUIET_MS};
}})()"""
PAINT = "(performance.getEntriesByName('first-contentful-paint')[0] || {startTime: null}).startTime"
HEARD = r"""() => {
  window.benchNamed = new Promise(done => {
    const name = /JN\d{7}|地块\d+号/;
    const told = node => name.test(node.textContent || '');
    const watch = new MutationObserver(list => {
      const added = list.flatMap(one =>
        one.type === 'childList' ? [...one.addedNodes] : [one.target]);
      if (added.some(told)) {
        watch.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
      }
    });
    watch.observe(document.body,
      {childList: true, subtree: true, characterData: true, attributes: false});
  });
  window.benchStart = null;
  for (const event of ['pointermove', 'pointerdown']) {
    addEventListener(event, () => { window.benchStart ??= performance.now(); }, {capture: true});
  }
}"""
ANSWERED = """limit => Promise.race([
  window.benchNamed.then(at => at - window.benchStart),
  new Promise(done => setTimeout(() => done(null), limit))])"""
SEARCH = f"""async () => {{
  const start = performance.now();
  jinanGeo.set({{query: '7号'}});
  await {FRAMES};
  const took = performance.now() - start;
  jinanGeo.set({{query: ''}});
  await {FRAMES};
  return took;
}}"""
NEAR = "() => { jinanGeo.set({map: {zoom: 15, lat: 36.65, lon: 117.0}}); }"
ON_PICTURE = """() => {
  const found = document.elementsFromPoint(innerWidth / 2, innerHeight / 2);
  return found.some(one => one.closest('svg') || one.tagName === 'CANVAS'
    || one.querySelector('canvas, svg path'));
}"""


class Visit:
    """A page, the frames that it showed and what it asked other hosts for."""

    def __init__(self, browser: Browser, limit: float) -> None:
        """Open an empty window."""
        context = browser.new_context(viewport={"width": SIZE[0], "height": SIZE[1]})
        self.page: Page = context.new_page()
        self.page.set_default_timeout(limit * 1000)
        self.page.add_init_script(WATCH)
        self.limit = limit
        self.asked: list[str] = []
        self.said: list[str] = []
        self.frames: list[tuple[float, bytes]] = []
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.said.append(str(error)[:200]))
        self.session = context.new_cdp_session(self.page)
        self.session.on("Page.screencastFrame", self._keep)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def _note(self, request: Any) -> None:  # noqa: ANN401 - playwright's own
        if request.url.startswith("http"):
            self.asked.append(request.url)

    def _keep(self, frame: dict[str, Any]) -> None:
        self.frames.append((frame["metadata"]["timestamp"], frame["data"]))
        self.session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    def open(self, address: str) -> None:
        """Begin to load a page, and to keep its frames."""
        self.session.send(
            "Page.startScreencast",
            {"format": "jpeg", "quality": 70, "maxWidth": SMALL[0], "maxHeight": SMALL[1]},
        )
        self.page.goto(address, wait_until="commit")

    def settle(self, seconds: float, patience: int = 24) -> bool:
        """Wait until the page shows something and is quiet; tell whether that came in time.

        A page that is quiet and shows nothing is looked at ``patience`` times more.
        """
        end = time.monotonic() + seconds
        idle = 0
        while time.monotonic() < end and idle < patience:
            quiet = self.page.evaluate("document.readyState === 'complete' && benchQuiet()")
            if quiet and self.draws():
                return True
            idle += quiet
            self.page.wait_for_timeout(250)
        return False

    def draws(self) -> bool:
        """Tell whether the middle of the window is a canvas or SVG of more than one colour."""
        if not self.page.evaluate(ON_PICTURE):
            return False
        return is_drawn(shrink(self.page.screenshot(type="jpeg", timeout=60_000)))

    def close(self) -> None:
        """Close the window."""
        self.page.context.close()


def shrink(picture: bytes) -> np.ndarray:
    """Give the small picture of a screenshot."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB").resize(SMALL), dtype=np.int16)


def is_drawn(picture: np.ndarray) -> bool:
    """Tell whether a fiftieth of the middle differs from its commonest colour."""
    width, height = SMALL
    middle = picture[height // 4 : -height // 4, width // 3 : -width // 3] // 16
    colours = Counter(map(tuple, middle.reshape(-1, 3)))
    return colours.most_common(1)[0][1] < 0.98 * sum(colours.values())


def find_whole(frames: list[tuple[float, bytes]], begun: float) -> float | None:
    """Give the milliseconds until the first frame with 95 % of the change to the last one."""
    pictures = [(at, shrink(base64.b64decode(data))) for at, data in frames]
    if not pictures:
        return None
    last = pictures[-1][1]
    blank = np.full_like(last, 255)
    whole = np.abs(last - blank).sum()
    for at, picture in pictures:
        if np.abs(last - picture).sum() <= 0.05 * whole:
            return max(0.0, at - begun) * 1000
    return None


def ask_offline(browser: Browser, path: Path, limit: float) -> dict[str, Any]:
    """Open a page without a network."""
    visit = Visit(browser, limit)
    try:
        visit.open(path.as_uri())
        drawn = visit.settle(limit, 8)
    finally:
        visit.close()
    return {"drawn_offline": drawn, "requests": len(set(visit.asked))}


def find_longest_gap(page: Page, since: float) -> float:
    """Give the longest time between two frames since a moment."""
    gaps: list[float] = page.evaluate(
        "since => benchSeen.gaps.filter(one => one[0] > since).map(one => one[1])", since
    )
    return max(gaps, default=float("nan"))


def pan(page: Page) -> float:
    """Drag the map by its middle, there and back; give the longest time without a frame."""
    since = page.evaluate("performance.now()")
    x, y = SIZE[0] / 2, SIZE[1] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in (*range(1, 16), *range(15, -1, -1)):
        page.mouse.move(x + 12 * step, y + 4 * step)
    page.mouse.up()
    page.wait_for_timeout(1000)
    return find_longest_gap(page, since)


def click(visit: Visit, notches: int) -> float | None:
    """Zoom in, then click near the middle until a feature answers; give what the answer took."""
    page = visit.page
    x, y = SIZE[0] / 2, SIZE[1] / 2
    page.mouse.move(x, y)
    if page.evaluate("typeof jinanGeo === 'object'"):  # a city is wider than what is measured
        page.evaluate(NEAR)
    else:
        for _ in range(notches):
            page.mouse.wheel(0, -120)
            page.wait_for_timeout(700)
    visit.settle(min(15.0, visit.limit))
    picture = Image.open(io.BytesIO(page.screenshot(timeout=60_000))).convert("RGB")
    for step, (x, y) in enumerate(find_marks(np.asarray(picture, dtype=np.int16))):
        page.evaluate(HEARD)
        page.mouse.click(x, y)
        took: float | None = page.evaluate(ANSWERED, 5000 if step == 0 else 2000)
        if took is not None:
            return took
    return None


def find_marks(picture: np.ndarray) -> list[tuple[int, int]]:
    """Give places apart, in turns of another and of the commonest colour, from the middle out.

    Which of the two is the ground and which are features, a picture does not say. A place is five
    pixels by five: no thin line. Pixels from the left and from the top.
    """
    height, width = picture.shape[:2]
    left, top = width // 3, height // 4
    middle = picture[top : height - top, left : width - left] // 16
    codes = middle @ np.array([256, 16, 1])
    common = codes == np.bincount(codes.ravel()).argmax()
    found = [find_inner(one, (width // 2 - left, height // 2 - top)) for one in (~common, common)]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*found))
    return [(x + left, y + top) for x, y in filter(None, turns)]


def find_inner(mask: np.ndarray, middle: tuple[int, int]) -> list[tuple[int, int]]:
    """Give up to three places apart where a mask holds for five pixels by five."""
    inner = np.lib.stride_tricks.sliding_window_view(mask, (5, 5)).all(axis=(2, 3))
    ys, xs = np.nonzero(inner)
    places = np.column_stack((xs + 2, ys + 2))
    found: list[tuple[int, int]] = []
    while len(places) and len(found) < TRIES:
        x, y = places[np.abs(places - middle).sum(axis=1).argmin()]
        found.append((int(x), int(y)))
        places = places[np.abs(places - (x, y)).max(axis=1) > APART]
    return found


def ask_online(
    browser: Browser, address: str, limit: float, picture: Path
) -> Iterator[dict[str, Any]]:
    """Open a page whose other hosts answer at once, and use it; tell each thing once it is seen."""
    visit = Visit(browser, limit)
    visit.open(address)
    rested = visit.settle(limit)
    drawn = rested or visit.draws()  # what plays by itself draws, and never rests
    visit.session.send("Page.stopScreencast")
    page = visit.page
    page.screenshot(path=picture)
    yield {
        "drawn": drawn,
        "rested": rested,
        "said": visit.said[:3],
        "first_paint_ms": page.evaluate(PAINT),
    }
    if rested:
        begun = page.evaluate("performance.timeOrigin") / 1000
        shown = [frame for frame in visit.frames if frame[0] >= begun]
        busy, tasks = page.evaluate("[benchSeen.busy, benchSeen.tasks]")
        metrics = visit.session.send("Performance.getMetrics")["metrics"]
        used = next(one["value"] for one in metrics if one["name"] == "TaskDuration")
        whole = find_whole(shown, begun) or 0
        yield {
            "whole_ms": whole or None,
            "interactive_ms": max(busy, whole),
            "main_cpu_ms": used * 1000,
            "after_whole_ms": sum(
                min(took, at + took - whole) for at, took in tasks if at + took > whole
            ),
            "longest_block_ms": max((took for _, took in tasks), default=0),
        }
    if drawn:
        yield {"pan_ms": pan(page)}
        if page.evaluate("typeof jinanGeo === 'object'"):
            yield {"search_ms": page.evaluate(SEARCH)}
        yield {"click_ms": click(visit, 3)}
    visit.close()


def unlock(path: Path) -> Path:
    """Copy a page whose programs carry hashes: the same programs come from another package."""
    with path.open("rb") as file:
        head = file.read(50_000)
    copy = path.with_suffix(".unlocked.html")
    if b" integrity=" not in head:
        return path
    copy.write_bytes(re.sub(rb' integrity="[^"]*"', b"", path.read_bytes()))
    return copy


def main(path: Path, out: Path, assets: Assets, limit: float) -> None:
    """Open a page twice, and write what was seen after each part, so that a crash loses little."""
    name = next((found for one in NAMES if (found := shutil.which(one))), None)
    if name is None:
        sys.exit("no browser found: apt-get install chromium chromium-headless-shell")
    found: dict[str, Any] = {}
    with sync_playwright() as playwright:
        here = f"127.0.0.1:{serve(replace(assets, page=unlock(path)))}"
        hosts = {"offline": "~NOTFOUND", "online": here, "served": here}
        for ask, host in hosts.items():
            if ask == "served" and (found.get("drawn") or path == unlock(path)):
                continue  # only what does not work from disk
            rule = f"--host-resolver-rules=MAP * {host}"
            browser = playwright.chromium.launch(executable_path=name, args=[*FLAGS, rule])
            address = PAGE if ask == "served" else unlock(path).as_uri()
            try:
                if ask == "offline":
                    found |= ask_offline(browser, path, limit)
                    continue
                found["from_disk"] = ask != "served"
                for seen in ask_online(browser, address, limit, out.with_suffix(".png")):
                    found |= seen
                    out.write_text(json.dumps(found), encoding="utf-8")
            except Exception as error:  # noqa: BLE001 - what a page ends with is what is told
                found[f"{ask}_error"] = str(error).splitlines()[0][:200]
            finally:
                out.write_text(json.dumps(found), encoding="utf-8")
                browser.close()


if __name__ == "__main__":
    page, result, folder, seconds, *bundle = sys.argv[1:]
    held = Assets(Path(folder), Path(bundle[0]) if bundle else None)
    main(Path(page).resolve(), Path(result), held, float(seconds))
