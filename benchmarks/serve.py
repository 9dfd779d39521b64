"""From the edit of a progress row to the new page, against a build of that change, in turn.

    python benchmarks/serve.py [rounds]

The peer is ``jinan-geo build`` of the same change in a process of its own, as a person would run it
by hand. Seconds are of the wall clock; each figure is the median. The aim is a ratio of at most 1:
the page is there no later than the build alone would take.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rebuild import CITIES, ROOT, copy_city

if TYPE_CHECKING:
    from collections.abc import Iterator

AIM = 1.0
PORT = 8791
PAGE = "city.html"


def start(root: Path) -> subprocess.Popen[str]:
    """Serve a workspace, and wait until it says where."""
    words = [sys.executable, "-m", "jinan_geo", "serve", str(root), "--port", str(PORT)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None  # noqa: S101 - it is asked for
    for line in process.stdout:
        if f":{PORT}/" in line:
            break
    return process


def tags() -> Iterator[str]:
    """The hashes of the page as the server tells of them."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    connection.request("GET", f"/-/events?page={PAGE}")
    answer = connection.getresponse()
    while line := answer.readline():
        if line.startswith(b"data: "):
            yield str(json.loads(line[len(b"data: ") :])["tag"])


def edited(root: Path) -> Iterator[None]:
    """Say another percentage of the last record, again and again."""
    ledger = next(
        one
        for one in sorted((root / "layers").glob("*/progress.csv"))
        if len(one.read_text(encoding="utf-8").splitlines()) > 1
    )
    text = ledger.read_text(encoding="utf-8").rstrip("\n")
    head, *_, last = text.splitlines()
    at = head.split(",").index("done_pct")
    for percent in range(1, 100):
        cells = last.split(",")
        cells[at] = str(percent)
        ledger.write_text(f"{text}\n{','.join(cells)}\n", encoding="utf-8")
        yield


def measure(root: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of an edit to the page, and of a build by hand of such an edit."""
    edits = edited(root)
    served = []
    process = start(root)
    found = tags()
    before = next(found)
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        next(edits)
        before = next(tag for tag in found if tag != before)
        served.append(time.perf_counter() - begun)
        time.sleep(2)  # the other pages of that build
    process.terminate()
    process.wait()
    built = []
    for _ in range(rounds):
        next(edits)
        begun = time.perf_counter()
        words = [sys.executable, "-m", "jinan_geo", "build", "--workspace", str(root)]
        subprocess.run(words, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        built.append(time.perf_counter() - begun)
    return served[1:], built


def main(rounds: int) -> None:
    """Print a line for each city."""
    for name, city in CITIES.items():
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch) / "city"
            copy_city(city, root)
            served, built = (statistics.median(one) for one in measure(root, rounds))
        print(
            f"{name:12} edit to page {served:5.2f} s   build {built:5.2f} s   "
            f"{served / built:4.2f} times   aim {AIM}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
