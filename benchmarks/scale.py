"""What one sealed page of very many polygons costs: to build, to open, to ask.

    python benchmarks/scale.py [tiling|points|months] [dense] [features...]

Polygons of eight corners with twelve attributes, apart from one another unless ``tiling`` (four
corners, each shared with its neighbours) or ``points`` is said, as GeoParquet, through
``jinan-geo map`` and through ``jinan-geo build`` as a layer of a workspace. Two peers run in turn
with them: importing geopandas and folium, which no tool of this kind can avoid, and writing the
same features as GeoJSON, which is less than half of what folium does. Seconds are of the processor,
which a busy machine delays least. In a browser, where there is one: milliseconds from the start of
the navigation until the page answers, its longest block, the first search, a change of colours and
a redraw, and the same of a bare page with Leaflet alone.

Of a million a third lies outside the city, of 10,000 none, and each of these is a warning. With
``dense`` any number covers the ground of 100,000, so that growth is told of like features.

With ``months`` the features are projects in layers of 5,000 with 24 monthly reports each, on the
city's page and its districts'; instead of a browser, one ledger gets one more row and is built
again. A third peer, ``bare_months.py``, reads, judges and packs the same and does no more.

Of three numbers of features and more the growth is printed: what each further feature costs, beside
what it cost one step before. One is linear.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from dated import write_layers
from page_speed import BARE, BROWSERS, FLAGS, FRAMES, LEAFLET
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
AIMS = {1_000_000: (20, 41.0), 100_000: (None, 4.4)}  # CPU seconds, megabytes
BARE_MONTHS = Path(__file__).with_name("bare_months.py")
DATED = "months"
DATED_AIM = (100_000, 44)  # projects; CPU seconds, where the goal of 25 s was set on faster ones
KINDS = ("parcels", "tiling", "points", DATED)
CORNERS = 8
GROUND = re.compile(r"(?m)^\[ground\]\n(?:.+\n)*")
MADE_UP = re.compile(r"(?m)^evidence = .*\n")  # made-up projects rest on no evidence
CELL = (0.0009, 0.00075)  # degrees, about 80 m
DENSE = 100_000  # features whose ground any number covers, where that is said
DISTRICTS = "历下区 市中区 槐荫区 天桥区 历城区 长清区 章丘区 济阳区 莱芜区 钢城区 平阴县 商河县"
USES = "居住用地 商业服务业 工业用地 公共管理与公共服务 道路与交通设施 绿地与广场 物流仓储 公用设施"
STATES = "未开工 在建 竣工 停工"
GEOJSON = "import geopandas, sys; geopandas.read_parquet(sys.argv[1]).to_file(sys.argv[2])"
LAYER = """
role = "context"
name = { zh = "地块", en = "Parcels" }
geometry = ["point", "polygon"]
source = { zh = "测速用", en = "for timing" }
accuracy = "schematic"
features = "features.parquet"

[columns]
name_zh = "name"
"""
FIELD = '\n[fields.{id}]\nname = {{ zh = "{id}" }}\ntype = "{type}"\n'
FIELDS = {
    "district_name": "text", "landuse": "text", "status": "text", "percent": "integer",
    "area": "number", "far": "number", "height": "number", "start": "text", "owner": "text",
    "updated": "text",
}  # fmt: skip
OPEN = f"""async () => {{
  await jinanGeo.ready;
  await {FRAMES};
  const whole = performance.now();
  const blocks = window.longBlocks.map(one => one.duration);
  return [whole, Math.max(0, ...blocks)];
}}"""
WATCH = """window.longBlocks = [];
new PerformanceObserver(list => window.longBlocks.push(...list.getEntries()))
  .observe({type: 'longtask', buffered: true});"""
TIMED = f"""async ([state]) => {{
  const start = performance.now();
  jinanGeo.set(state);
  await {FRAMES};
  return performance.now() - start;
}}"""
CHANGES = {
    "first search": {"query": "7号"},
    "search in pinyin": {"query": "dikuai99"},
    "no search": {"query": ""},
    "recolour": {"colorBy": "f_c4"},
    "redraw": {"map": {"zoom": 13, "lat": 36.65, "lon": 117.0}},
}


@dataclass(frozen=True)
class Cost:
    """Processor seconds and the most megabytes of one whole process."""

    cpu: float
    peak: float


def draw(
    kind: str, x: np.ndarray, y: np.ndarray, cell: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw a shape of a kind at each place of a grid."""
    if kind == "points":
        return shapely.points(x, y)
    if kind == "tiling":
        west, south = (np.round(at - size / 2, 9) for at, size in zip((x, y), cell, strict=True))
        return shapely.box(west, south, np.round(x + cell[0] / 2, 9), np.round(y + cell[1] / 2, 9))
    angle = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    radius = rng.uniform(0.36, 0.5, (len(x), CORNERS))
    corners = np.stack(
        [
            x[:, None] + radius * np.cos(angle) * cell[0],
            y[:, None] + radius * np.sin(angle) * cell[1],
        ],
        axis=-1,
    )
    return shapely.polygons(corners)


def make(count: int, kind: str = "parcels", *, dense: bool = False) -> gpd.GeoDataFrame:
    """Draw so many shapes on a grid, each with twelve attributes."""
    rng = np.random.default_rng(count)
    side = int(np.ceil(np.sqrt(count)))
    at = np.arange(count)
    size = np.multiply(CELL, np.sqrt(DENSE / count) if dense else 1)
    x, y = (
        117.0 + (at % side - side / 2) * size[0],
        36.65 + (at // side - side / 2) * size[1],
    )
    shapes = draw(kind, x, y, size, rng)
    days = np.datetime64("2021-01-01") + rng.integers(0, 1500, count)
    cells = {
        "id": [f"JN{one:07d}" for one in at],
        "name": [f"地块{one}号" for one in at],
        "district_name": np.array(DISTRICTS.split())[rng.integers(0, 12, count)],
        "landuse": np.array(USES.split())[rng.integers(0, 8, count)],
        "status": np.array(STATES.split())[rng.integers(0, 4, count)],
        "percent": rng.integers(0, 101, count),
        "area": rng.uniform(2000, 6000, count).round(1),
        "far": rng.uniform(0.5, 6, count).round(2),
        "height": rng.uniform(6, 180, count).round(1),
        "start": pd.Series(days).dt.strftime("%Y-%m-%d"),
        "owner": [f"济南建设集团第{one % 97}公司" for one in at],
        "updated": pd.Series(days + 700).dt.strftime("%Y-%m-%d"),
    }
    return gpd.GeoDataFrame(cells, geometry=shapes, crs="EPSG:4326")


def run(*command: str) -> Cost:
    """Run one whole process."""
    whole = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, code, used = os.wait4(whole.pid, 0)
    if os.waitstatus_to_exitcode(code):  # 1 says that a layer was left out: nothing was timed
        sys.exit(f"{command} ended with {os.waitstatus_to_exitcode(code)}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3)


def write_workspace(root: Path, parcels: Path) -> None:
    """Write this repository's districts, and one large layer on one page."""
    write_districts(root, (ROOT / "workspace.toml").read_text("utf-8"))
    folder = root / "layers" / "parcels"
    folder.mkdir()
    shutil.copyfile(parcels, folder / "features.parquet")
    fields = "".join(FIELD.format(id=name, type=kind) for name, kind in FIELDS.items())
    (folder / "layer.toml").write_text(LAYER + fields, encoding="utf-8")


def write_districts(root: Path, manifest: str) -> None:
    """Write this repository's districts on one page, in a workspace without a ground."""
    (root / "layers").mkdir(parents=True)
    (root / "maps").mkdir()
    shutil.copytree(ROOT / "layers" / "districts", root / "layers" / "districts")
    (root / "workspace.toml").write_text(GROUND.sub("", manifest), encoding="utf-8")
    shutil.copyfile(ROOT / "maps" / "city.toml", root / "maps" / "city.toml")
    (root / "targets.toml").write_text('source = { zh = "无" }\ntargets = []\n', encoding="utf-8")


def say(name: str, cost: Cost, peer: Cost, page: Path | None, aim: float | None) -> None:
    """Print a line."""
    size = "" if page is None else f"   page {page.stat().st_size / 1e6:6.2f} MB"
    told = f" (aim {aim})" if aim and page else ""
    print(
        f"  {name:24} {cost.cpu:7.1f} s CPU {cost.cpu / peer.cpu:6.1f} times the import   peak "
        f"{cost.peak:6,.0f} MB{size}{told}",
        flush=True,
    )


def ask(page: Path, bare: Path) -> None:
    """Open a page in a browser and ask it."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        for name, path in (("bare page", bare), ("the page", page)):
            view = browser.new_page(viewport={"width": 1440, "height": 900})
            view.set_default_timeout(600_000)
            view.add_init_script(WATCH)
            view.goto(path.as_uri(), timeout=600_000)
            whole, longest = view.evaluate(OPEN)
            print(
                f"  {name:24} whole {whole:7.0f} ms   longest block {longest:6.0f} ms", flush=True
            )
            for change, state in CHANGES.items() if path == page else ():
                print(f"  {change:24} {view.evaluate(TIMED, [state]):7.0f} ms", flush=True)
            view.close()
        browser.close()


def say_growth(found: list[tuple[int, Cost, int]]) -> None:
    """Print what a further feature costs, beside what it cost one step before."""
    rows = [(count, cost.cpu, cost.peak, size) for count, cost, size in found]
    steps = np.diff(np.array(rows, dtype=float), axis=0)
    each = steps[:, 1:] / steps[:, :1]
    for (count, *_), before, after in zip(rows[2:], each, each[1:], strict=False):
        cpu, peak, size = after / before
        print(f"to {count:,}: a feature more costs {cpu:.2f} times the CPU, {peak:.2f} times the")
        print(f"  memory and {size:.2f} times the bytes that it cost before (linear: 1)")


def main_dated(counts: list[int]) -> None:
    """Print what each number of projects with 24 months costs."""
    grown: list[tuple[int, Cost, int]] = []
    for count in counts:
        print(f"{count:,} projects with 24 months")
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch) / "city"
            write_districts(root, MADE_UP.sub("", (ROOT / "workspace.toml").read_text("utf-8")))
            write_layers(root, ROOT, count)
            build = ("-m", "jinan_geo", "build", "--workspace", str(root))
            page = root / "maps" / "city.html"
            peer = run("-c", "import geopandas, folium")
            say("import", peer, peer, None, None)
            least = Path(scratch) / "bare.html"
            say("bare columns", run(str(BARE_MONTHS), str(root), str(least)), peer, least, None)
            built = run(*build)
            say("build", built, peer, page, None)
            ledger = root / "layers" / "projects_01" / "progress.csv"
            with ledger.open("a", encoding="utf-8") as file:
                file.write(ledger.read_text("utf-8").splitlines()[-1] + "\n")
            say("build, one record more", run(*build), peer, None, None)
            grown.append((count, built, page.stat().st_size))
            if count == DATED_AIM[0]:
                print(f"  aim {DATED_AIM[1]} s CPU, 1,200 MB")
    say_growth(grown)


def main(kind: str, counts: list[int], *, dense: bool) -> None:
    """Print what each number of features costs."""
    grown: list[tuple[int, Cost, int]] = []
    for count in counts:
        print(f"{count:,} {kind} with 12 attributes")
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch)
            parcels, mapped, bare = root / "a.parquet", root / "map.html", root / "bare.html"
            make(count, kind, dense=dense).to_parquet(parcels)
            style, program = (
                (LEAFLET / f"leaflet.{one}").read_text("utf-8") for one in ("css", "js")
            )
            bare.write_text(BARE.format(style=style, program=program), encoding="utf-8")
            write_workspace(root / "city", parcels)
            peer = run("-c", "import geopandas, folium")
            cpu, size = AIMS.get(count, (None, None))
            say("import", peer, peer, None, None)
            say(
                "as GeoJSON",
                run("-c", GEOJSON, str(parcels), str(root / "a.geojson")),
                peer,
                None,
                None,
            )
            verb = ("-m", "jinan_geo")
            say("map", run(*verb, "map", str(parcels), "--out", str(mapped)), peer, mapped, size)
            built = run(*verb, "build", "--workspace", str(root / "city"))
            page = root / "city" / "maps" / "city.html"
            say("build", built, peer, page, size)
            grown.append((count, built, page.stat().st_size))
            if cpu:
                print(f"  aim {cpu} s CPU")
            ask(mapped, bare)
    say_growth(grown)


if __name__ == "__main__":
    asked = sys.argv[1:]
    drawn = next((one for one in asked if one in KINDS), KINDS[0])
    many = [int(one) for one in asked if one.isdigit()] or [10_000, 100_000]
    main_dated(many) if drawn == DATED else main(drawn, many, dense="dense" in asked)
