"""What a build costs after nothing or one record changed, against a peer in the same run, in turn.

    python benchmarks/rebuild.py [rounds]

The peer is ``import geopandas, folium``, which no tool of this kind can avoid. Seconds are of the
processor, which a busy machine delays least; each figure is the median, and its ratio to the peer.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CITIES = {"Jinan": ROOT, "sample city": ROOT / "examples" / "sample-city"}
PARTS = ("workspace.toml", "targets.toml", "evidence.csv", "layers", "maps", "samples")
AIMS = {"nothing changed": 1.0, "one record": 2.5}


def cost(*command: str) -> float:
    """Processor seconds of one whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {name: value for name, value in os.environ.items() if "BYTECODE" not in name}
    whole = [sys.executable, *command]
    subprocess.run(whole, check=False, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def copy_city(city: Path, root: Path) -> None:
    """Copy what a workspace keeps, without its pages."""
    root.mkdir()
    for part in PARTS:
        if (city / part).is_dir():
            shutil.copytree(city / part, root / part, ignore=shutil.ignore_patterns("*.html"))
        elif (city / part).exists():
            shutil.copy(city / part, root / part)


def measure(root: Path) -> dict[str, float]:
    """One round: the peer, a cold build, nothing changed, one record said again."""
    build = ("-m", "jinan_geo", "build", "--workspace", str(root))
    ledgers = sorted((root / "layers").glob("*/progress.csv"))
    ledger = next(one for one in ledgers if one.read_text(encoding="utf-8").count("\n") > 1)
    text = ledger.read_text(encoding="utf-8")
    shutil.rmtree(root / ".jinan-geo", ignore_errors=True)
    found = {
        "import": cost("-c", "import geopandas, folium"),
        "cold": cost(*build),
        "nothing changed": cost(*build),
    }
    ledger.write_text(f"{text.rstrip()}\n{text.rstrip().splitlines()[-1]}\n", encoding="utf-8")
    found["one record"] = cost(*build)
    ledger.write_text(text, encoding="utf-8")
    return found


def main(rounds: int) -> None:
    """Print a line for each city and kind of build."""
    for name, city in CITIES.items():
        with tempfile.TemporaryDirectory() as scratch:
            root = Path(scratch) / "city"
            copy_city(city, root)
            measure(root)  # warms the disk and compiles
            found = [measure(root) for _ in range(rounds)]
        peer = statistics.median(one["import"] for one in found)
        for kind in found[0]:
            seconds = statistics.median(one[kind] for one in found)
            aim = f"   aim {AIMS[kind]}" if kind in AIMS else ""
            print(f"{name:12} {kind:16} {seconds:6.2f} s CPU   {seconds / peer:5.2f} times{aim}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
