"""How long the whole workspace takes to build, against two peers in the same run, in turn.

    python benchmarks/build_time.py [rounds]

Peers: importing geopandas and folium, which no tool of this kind can avoid; and
``straightforward.py``, which makes the same number of pages from the same layers. Page sizes are
compared too: the peer's pages need scripts and styles from other hosts, whose sizes (measured once,
see ``CDN_BYTES``) are added to each of its pages.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CITY = ROOT / "examples" / "sample-city"
# What a folium 0.20 page loads from other hosts before it shows anything, as the files stand in
# their npm packages: leaflet 1.9.3 (146,715 + 14,657), jquery 3.7.1 (87,533), bootstrap 5.2.2
# (80,496 + 194,901), fontawesome-free 6.2.0 (101,784). Awesome-markers, Glyphicons, web fonts and
# map tiles come on top, uncounted.
CDN_BYTES = 626_086


def run(command: list[str]) -> float:
    """Wall seconds of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def pages(folder: Path) -> list[Path]:
    """The pages that both make: all but the index."""
    return [path for path in sorted(folder.rglob("*.html")) if path.name != "index.html"]


def main(rounds: int) -> None:
    """Time the three in turn, print medians and ratios."""
    with tempfile.TemporaryDirectory() as scratch:
        ours, theirs = Path(scratch) / "ours", Path(scratch) / "theirs"
        commands = {
            "import": [sys.executable, "-c", "import geopandas, folium"],
            "jinan-geo build": [
                sys.executable,
                "-m",
                "jinan_geo",
                "build",
                "--workspace",
                str(CITY),
                "--out",
                str(ours),
            ],
            "straightforward.py": [
                sys.executable,
                str(ROOT / "benchmarks" / "straightforward.py"),
                str(theirs),
            ],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for at in range(rounds + 1):
            for name, command in commands.items():
                seconds = run(command)
                if at:  # the first round warms the disk
                    times[name].append(seconds)
        median = {name: statistics.median(values) for name, values in times.items()}
        for name, values in times.items():
            print(
                f"{name:20} median {median[name]:6.2f} s   min {min(values):6.2f}   max "
                f"{max(values):6.2f}"
            )
        print(f"build / import: {median['jinan-geo build'] / median['import']:.2f}")
        print(
            "build / straightforward: "
            f"{median['jinan-geo build'] / median['straightforward.py']:.2f}"
        )
        our_size = [path.stat().st_size for path in pages(ours)]
        their_size = [path.stat().st_size + CDN_BYTES for path in pages(theirs)]
        print(f"pages: {len(our_size)} and {len(their_size)}")
        ratio = sum(their_size) / sum(our_size)
        print(
            f"bytes: {sum(our_size):,} and {sum(their_size):,} (with its linked files), "
            f"{ratio:.1f} times"
        )
        city = (
            (ours / "city.html").stat().st_size,
            (theirs / "city.html").stat().st_size + CDN_BYTES,
        )
        print(f"city page: {city[0]:,} and {city[1]:,}, {city[1] / city[0]:.1f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
