"""Us and our peers on the same features, cell by cell, into a table that grows.

    make bench-report                                  # everything that is not measured yet
    python benchmarks/report.py --peers VENV [--only folium,map] [--kinds parcels] [--limit 10000]
        [--prototype FOLDER] [--again | --browser-only]

A cell is a tool, a kind of features and a number of them. Each is measured in a process of its own
(processor seconds of the build, the most memory, bytes of the page) and its page in a browser of
its own (``opening.py``), and is put into ``report/measured.csv`` at once: an interruption loses
one cell, and the next run goes on. ``import geopandas, folium`` is timed before each build, so that
the ratio is of the same minute. A tool that fails, or takes more than ``--minutes`` or 8 GB, has a
row that says so. ``plots.py`` makes the picture and tables of docs/bench-report.md.

``--browser-only`` opens what is built already: what the build took stays as it was measured, with
its ``day``; what the browser took has its own, ``opened``. ``busy`` is how many processors others
used in the second before a page was opened and in the second after.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import itertools
import json
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import assets
import geopandas as gpd
import numpy as np
import pandas as pd
import psutil
from scale import make, write_workspace

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).parent
TABLE = HERE / "report" / "measured.csv"
COUNTS = (1_000, 10_000, 100_000, 1_000_000)
KINDS = ("parcels", "tiling", "points", "dated")
OURS = ("map", "build")
PEERS = ("explore", "folium", "lonboard", "pydeck", "kepler.gl", "prototype")
# In turns, so that a busy minute meets us and a peer alike.
TURNS = ("explore", "map", "folium", "build", "lonboard", "pydeck", "kepler.gl", "prototype")
GIGABYTES = 8.0
LIMITS = dict(zip(COUNTS, (40.0, 40.0, 60.0, 100.0), strict=True))  # seconds for a page to draw
STOPS = dict(zip(COUNTS, (75.0, 75.0, 120.0, 210.0), strict=True))  # seconds for all it is asked
MONTHS = ("2025-07-31", "2025-08-31", "2025-09-30")
COLUMNS = (
    "tool", "kind", "count", "day", "import_cpu_s", "build_cpu_s", "peak_mb", "page_bytes",
    "opened", "busy", "drawn_offline", "requests", "drawn", "first_paint_ms", "whole_ms",
    "interactive_ms", "after_whole_ms", "main_cpu_ms", "longest_block_ms", "pan_ms",
    "click_ms", "search_ms", "note",
)  # fmt: skip
BUILT = COLUMNS[: COLUMNS.index("page_bytes")]  # what a build alone takes
Cell = tuple[str, str, int]  # tool, kind, number
UNOPENED = "not opened in a browser"
DATED = """
role = "projects"
theme = "urban"
name = { zh = "地块", en = "Parcels" }
geometry = ["polygon"]
source = { zh = "测速用", en = "for timing" }
accuracy = "schematic"
sample = true
features = "features.parquet"

[columns]
name_zh = "name"
"""


@dataclass
class Run:
    """What a process took, and what it ended with."""

    cpu: float = 0.0
    peak: float = 0.0
    failed: str = ""


@dataclass
class Bench:
    """Where things are, and what has been measured."""

    peers: Path
    cache: Path
    prototype: Path | None
    seconds: float  # at most, of a build
    opened: bool  # whether pages are opened in a browser
    assets: assets.Assets

    @property
    def python(self) -> str:
        """The Python of the peers."""
        return str(self.peers / "bin" / "python")


def run(command: list[str], seconds: float = 60.0) -> Run:
    """Run a process with all that it starts, within the limits; give what it took."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        whole = psutil.Popen(command, cwd=ROOT, stdout=said, stderr=said, start_new_session=True)
        found = Run()
        while whole.status() != psutil.STATUS_ZOMBIE:
            used = sum_memory(whole)
            found.peak = max(found.peak, used)
            if used > GIGABYTES * 1e3:
                found.failed = f"stopped at {GIGABYTES:.0f} GB"
            elif time.monotonic() - began > seconds:
                found.failed = f"stopped after {seconds:.0f} s"
            if found.failed:
                stop(whole)
                break
            time.sleep(0.05)
        _, code, used_up = os.wait4(whole.pid, 0)
        found.cpu = used_up.ru_utime + used_up.ru_stime
        found.peak = max(found.peak, used_up.ru_maxrss / 1e3)
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").strip().splitlines()
    if os.waitstatus_to_exitcode(code) and not found.failed:
        found.failed = (lines or ["ended without a word"])[-1][:200]
    return found


def stop(whole: psutil.Process) -> None:
    """End a process with all that it started; a browser has a group of its own."""
    for one in (*list_children(whole), whole):
        with contextlib.suppress(psutil.Error):
            one.kill()


def sum_memory(whole: psutil.Process) -> float:
    """Megabytes in memory of a process and all that it started."""
    total = 0.0
    for one in (whole, *list_children(whole)):
        try:
            total += one.memory_info().rss / 1e6
        except psutil.Error:
            continue
    return total


def list_children(whole: psutil.Process) -> list[psutil.Process]:
    """List what a process started; nothing where it has just ended."""
    try:
        children: list[psutil.Process] = whole.children(recursive=True)
    except psutil.Error:
        return []
    return children


def write_features(bench: Bench, kind: str, count: int) -> Path:
    """Write the features of a cell once; of kind dated a row a feature and month."""
    path = bench.cache / f"{kind}-{count}.parquet"
    if path.exists():
        return path
    frame = make(count, "parcels" if kind == "dated" else kind)
    if kind == "dated":
        months = [add_month(frame, at, month) for at, month in enumerate(MONTHS, 1)]
        frame = gpd.GeoDataFrame(pd.concat(months, ignore_index=True), crs=frame.crs)
    frame.to_parquet(path)
    return path


def add_month(frame: gpd.GeoDataFrame, at: int, month: str) -> gpd.GeoDataFrame:
    """Say what each feature had reached in a month, in percent."""
    done = np.minimum(100, frame["percent"] * at // len(MONTHS))
    return frame.assign(as_of=month, done_pct=done)


def write_city(bench: Bench, kind: str, features: Path) -> Path:
    """Write the workspace of a cell."""
    home = bench.cache / "city"
    shutil.rmtree(home, ignore_errors=True)
    if kind != "dated":
        write_workspace(home, features)
        return home
    frame = gpd.read_parquet(features)
    once = frame.drop_duplicates("id")[["id", "name", "start", "geometry"]]
    once = once.rename(columns={"start": "planned_start"}).assign(planned_finish="2026-12-31")
    plain = bench.cache / "once.parquet"
    once.to_parquet(plain)
    write_workspace(home, plain)
    folder = home / "layers" / "parcels"
    (folder / "layer.toml").write_text(DATED, encoding="utf-8")
    frame[["id", "as_of", "done_pct"]].to_csv(folder / "progress.csv", index=False)
    return home


def build(bench: Bench, tool: str, kind: str, count: int) -> tuple[Run, Path]:
    """Make the page of a cell."""
    features = write_features(bench, kind, count)
    page = bench.cache / "page.html"
    page.unlink(missing_ok=True)
    if tool == "map":
        ours = [sys.executable, "-m", "jinan_geo", "map", str(features), "--out", str(page)]
        return run(ours, bench.seconds), page
    if tool == "build":
        home = write_city(bench, kind, features)
        ours = [sys.executable, "-m", "jinan_geo", "build", "--workspace", str(home)]
        return run(ours, bench.seconds), home / "maps" / "city.html"
    peer = [bench.python, str(HERE / "makers.py"), tool, str(features), str(page)]
    rest = [str(bench.prototype)] if tool == "prototype" else []
    return run([*peer, *rest], bench.seconds), page


def look(bench: Bench, page: Path, count: int) -> dict[str, Any]:
    """Open a page in a browser; give what was seen, or why nothing was."""
    result = bench.cache / "opened.json"
    result.unlink(missing_ok=True)
    seconds = LIMITS[count]
    command = [sys.executable, str(HERE / "opening.py"), str(page), str(result)]
    command += [str(bench.assets.folder), str(seconds)]
    before = count_busy()
    ended = run(command, STOPS[count])
    busy = (before + count_busy()) / 2
    found: dict[str, Any] = json.loads(result.read_text("utf-8")) if result.exists() else {}
    notes = [ended.failed and f"browser: {ended.failed}"]
    notes += [found.pop(f"{one}_error", "") for one in ("offline", "online")]
    said = found.pop("said", [])
    if not found.pop("rested", True) and found["drawn"]:
        notes += [f"draws, and did not come to rest in {seconds:.0f} s"]
    if not found.pop("from_disk", True):
        notes += ["draws nothing from disk: timed from a server"]
    if found.get("drawn") and said:
        notes += [f"it said: {said[0]}"]
    if found.get("drawn") is False:
        notes += [f"drew nothing in {seconds:.0f} s" + (f": {said[0]}" if said else "")]
    found["note"] = "; ".join(note for note in notes if note)
    return found | {"opened": time.strftime("%Y-%m-%d"), "busy": busy}


def count_busy() -> float:
    """Give how many processors are used, in a second in which nothing is measured."""
    share: float = psutil.cpu_percent(interval=1.0)
    return share / 100 * (psutil.cpu_count() or 1)


def reopen(bench: Bench, held: dict[str, str]) -> dict[str, Any]:
    """Open the page of a cell that was built before, beside what its build took then."""
    tool, kind, count = held["tool"], held["kind"], int(held["count"])
    row: dict[str, Any] = {name: held[name] for name in BUILT}
    made, page = build(bench, tool, kind, count)
    if made.failed or not page.exists():
        return held | {"note": f"build: {made.failed or 'no page'}"}
    seen = look(bench, page, count)
    if held["drawn"] and "drawn" not in seen:
        return held  # stopped before it saw what had been seen
    return row | {"page_bytes": page.stat().st_size} | seen


def measure(bench: Bench, tool: str, kind: str, count: int) -> dict[str, Any]:
    """Measure a cell."""
    row: dict[str, Any] = {"tool": tool, "kind": kind, "count": count}
    row["day"] = time.strftime("%Y-%m-%d")
    row["import_cpu_s"] = run([sys.executable, "-c", "import geopandas, folium"]).cpu
    made, page = build(bench, tool, kind, count)
    row |= {"build_cpu_s": made.cpu, "peak_mb": made.peak}
    if made.failed or not page.exists():
        return row | {"note": f"build: {made.failed or 'no page'}"}
    row["page_bytes"] = page.stat().st_size
    return row | (look(bench, page, count) if bench.opened else {"note": UNOPENED})


def keep(table: Path, row: dict[str, Any]) -> None:
    """Put a cell into the table, in the place of what was measured of it before."""
    rows = read_rows(table)
    rows[name_cell(row)] = {name: str(shorten(row.get(name))) for name in COLUMNS}
    new = table.with_suffix(".new")
    with new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows.values())
    new.replace(table)


def name_cell(row: dict[str, Any]) -> Cell:
    """Name the cell of a row."""
    return row["tool"], row["kind"], int(row["count"])


def read_rows(table: Path) -> dict[Cell, dict[str, str]]:
    """Read the newest row of each cell."""
    if not table.exists():
        return {}
    with table.open(encoding="utf-8", newline="") as file:
        return {name_cell(row): row for row in csv.DictReader(file)}


def shorten(value: object) -> object:
    """Round a number to what it can mean."""
    if isinstance(value, float):
        return round(value, 1 if value > 10 else 2)  # noqa: PLR2004 - milliseconds, or seconds
    return "" if value is None else value


def is_offered(bench: Bench, tool: str, kind: str) -> bool:
    """Tell whether a tool takes a kind of features.

    ``map`` takes no ledger, and the prototype is measured where its folder is given.
    """
    if tool == "map":
        return kind != "dated"
    return tool != "prototype" or bench.prototype is not None


def read_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True, help="environment of the peers")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "bench-report")
    parser.add_argument("--prototype", type=Path, help="folder of columnar.py and colmap.js")
    parser.add_argument("--only", default=",".join(TURNS), help="tools, with commas")
    parser.add_argument("--kinds", default=",".join(KINDS), help="kinds, with commas")
    parser.add_argument("--from", dest="least", type=int, default=0)
    parser.add_argument("--limit", type=int, default=COUNTS[-1], help="the most features")
    parser.add_argument("--table", type=Path, default=TABLE, help="what is held, and added to")
    parser.add_argument("--minutes", type=float, default=10, help="at most, of a build")
    parser.add_argument("--builds", action="store_true", help="open no page in a browser")
    parser.add_argument(
        "--browser-only", action="store_true", help="open what is built, once more; time no build"
    )
    parser.add_argument("--again", action="store_true", help="measure what is held once more")
    return parser.parse_args()


def measure_wanted(bench: Bench, asked: argparse.Namespace, cell: Cell) -> dict[str, Any] | None:
    """Measure a cell if it is asked for and not measured yet; give its row."""
    held = read_rows(asked.table)
    if asked.browser_only:
        before = held.get(cell)
        return reopen(bench, before) if before and before["page_bytes"] else None
    done = cell in held and (asked.builds or held[cell]["note"] != UNOPENED)
    return measure(bench, *cell) if asked.again or not done else None


def main() -> None:
    """Measure what is not measured yet."""
    asked = read_arguments()
    asked.cache.mkdir(parents=True, exist_ok=True)
    bundle = next(asked.peers.glob("lib/*/site-packages/pydeck/nbextension/static/index.js"), None)
    fetched = assets.fetch(asked.cache / "assets", bundle)
    seconds = asked.minutes * 60
    bench = Bench(asked.peers, asked.cache, asked.prototype, seconds, not asked.builds, fetched)
    counts = [count for count in COUNTS if asked.least <= count <= asked.limit]
    tools = [tool for tool in TURNS if tool in asked.only.split(",")]
    for count, kind, tool in itertools.product(counts, asked.kinds.split(","), tools):
        if not is_offered(bench, tool, kind):
            continue
        row = measure_wanted(bench, asked, (tool, kind, count))
        if row is None:
            continue
        keep(asked.table, row)
        told = {name: shorten(value) for name, value in row.items() if value is not None}
        print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
