"""How fast the city page answers and opens, in headless Chromium.

Its peer is a bare page that only loads Leaflet.

    python benchmarks/page_speed.py [rounds [earlier-city.html]]

Answers: from the change of state to the second animation frame after it, when the change is on the
screen. Opening: from the start of the navigation to the first frame with something to use. The bare
page has Leaflet, its style and an empty map, and nothing else; it is usable when that map is drawn.
The city page is first usable when its commitments with their numbers, its lights and the map of its
districts stand as plain markup (`jg-still`): they can be read and scrolled, and what is clicked
takes effect as soon as the program is there. Its program answers at once from `jg-usable` on; it is
whole when all panels, lists and layers are drawn. The two are opened in turn; medians and ratios
are printed.

With the same city's page as an earlier program built it, each kind of change is made in both in
turn, and the processor time of their renderers is compared: it says what a change costs on a busy
machine too. Opening is compared as well.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
LEAFLET = ROOT / "jinan_geo" / "web" / "node_modules" / "leaflet" / "dist"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]
REPEAT = 40
BARE = (
    "<!DOCTYPE html><html><head><meta "
    "charset='utf-8'><style>{style}\nhtml,body,#map{{height:100%;margin:0}}</style>"
    "</head><body><div id='map'></div><script>{program}</script><script>"
    "L.map('map').setView([36.67, 117.02], 9);"
    "window.jinanGeo = {{ready: new Promise(done => requestAnimationFrame(() => setTimeout(() => {{"
    "performance.mark('jg-usable'); done()}})))}};</script></body></html>"
)
FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
ANSWER = f"""async ([states]) => {{
  const times = [];
  for (const state of states) {{
    const start = performance.now();
    jinanGeo.set(state);
    await {FRAMES};
    times.push(performance.now() - start);
    await new Promise(done => setTimeout(done, 60));
  }}
  return times;
}}"""
OPEN = f"""async () => {{
  await jinanGeo.ready;
  await {FRAMES};
  const at = name => (performance.getEntriesByName(name)[0] || {{startTime: NaN}}).startTime;
  return [at("jg-still"), at("jg-usable"), performance.now()];
}}"""
SELECT = {
    "selection": {"layer": "parking_sites", "id": "parking-sample-001"},
}
CHANGES: dict[str, list[dict[str, object]]] = {
    "filter": [{"filters": {"light": ["red"]}}, {"filters": {}}],
    "edition": [{"edition": at} for at in range(9, -1, -1)],
    "selection": [SELECT, {"selection": None}],
    "sort": [{"sort": {"by": "name", "down": False}}, {"sort": {"by": "worst", "down": False}}],
}


def time_answers(page: Page) -> None:
    """Print the median time of each kind of change."""
    frame = statistics.median(page.evaluate(ANSWER, [[{}] * REPEAT]))
    print(f"{'nothing (two frames)':22} median {frame:6.1f} ms")
    for name, states in CHANGES.items():
        wanted = (states * REPEAT)[:REPEAT]
        try:
            times = page.evaluate(ANSWER, [wanted])
        except Exception as error:  # noqa: BLE001 - an older page may not know a kind of change
            print(f"{name:22} not measured: {str(error).splitlines()[0]}")
            continue
        print(f"{name:22} median {statistics.median(times):6.1f} ms   max {max(times):6.1f} ms")


class Renderer:
    """An open page, and the milliseconds of processor that its changes took."""

    def __init__(self, browser: Browser, path: Path) -> None:
        """Open the page and wait until it is whole."""
        context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
        self.page = context.new_page()
        self.page.goto(path.as_uri())
        self.page.evaluate("jinanGeo.ready")
        self.session = context.new_cdp_session(self.page)
        self.session.send("Performance.enable")

    def spent(self) -> float:
        """Give the milliseconds of processor that all threads of the renderer took so far."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(one["value"] for one in metrics if one["name"] == "ProcessTime")

    def change(self, state: dict[str, object]) -> float:
        """Make a change; give what it took."""
        before = self.spent()
        self.page.evaluate(ANSWER, [[state]])
        return self.spent() - before


def compare_answers(browser: Browser, path: Path, earlier: Path) -> None:
    """Print what each kind of change takes in both pages, made in turn, and the ratio."""
    pages = [Renderer(browser, path), Renderer(browser, earlier)]
    for name, states in CHANGES.items():
        for state in states:  # the first time of each warms it
            for page in pages:
                page.change(state)
        took = [0.0, 0.0]
        for at in range(REPEAT):
            for one in (0, 1) if at % 2 else (1, 0):
                took[one] += pages[one].change(states[at % len(states)])
        ours, theirs = (total / REPEAT for total in took)
        print(f"{name:22} CPU {ours:6.1f} ms, earlier {theirs:6.1f} ms, ratio {ours / theirs:.2f}")
    for page in pages:
        page.page.context.close()


def time_opening(browser: Browser, path: Path) -> list[float]:
    """Milliseconds from the start of the navigation until a page can be read, answers, is whole."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    times: list[float] = page.evaluate(OPEN)
    context.close()
    return times


def main(rounds: int, earlier: Path | None = None) -> None:
    """Measure and print."""
    city = ROOT / "examples" / "sample-city" / "maps" / "city.html"
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None or not city.exists():
        sys.exit("needs a browser (apt-get install chromium) and the maps (make maps)")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        bare = Path(scratch) / "bare.html"
        style = (LEAFLET / "leaflet.css").read_text(encoding="utf-8")
        program = (LEAFLET / "leaflet.js").read_text(encoding="utf-8")
        bare.write_text(BARE.format(style=style, program=program), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(city.as_uri())
        page.evaluate("jinanGeo.ready")
        time_answers(page)
        page.close()
        opened = {"city": city, "bare": bare}
        if earlier:
            compare_answers(browser, city, earlier)
            opened["earlier"] = earlier
        times: dict[str, list[list[float]]] = {name: [] for name in opened}
        for at in range(rounds + 1):
            for name, path in opened.items():
                took = time_opening(browser, path)
                if at:  # the first round warms the browser
                    times[name].append(took)
        browser.close()
    bare_ms = statistics.median(marks[1] for marks in times["bare"])
    print(f"bare page with Leaflet: first usable {bare_ms:.0f} ms")
    for name, at in (("first usable", 0), ("program answers", 1), ("whole", 2)):
        ours = statistics.median(marks[at] for marks in times["city"])
        line = f"city page: {name} {ours:.0f} ms, ratio {ours / bare_ms:.2f}"
        if earlier:
            theirs = statistics.median(marks[at] for marks in times["earlier"])
            line += f"; earlier {theirs:.0f} ms, ratio {ours / theirs:.2f}"
        print(line)


if __name__ == "__main__":
    rounds, *earlier = sys.argv[1:] or ["10"]
    main(int(rounds), *(Path(one).resolve() for one in earlier[:1]))
