"""How long the packs of all districts and the city take, against the build of the city page alone.

    python benchmarks/packs.py [rounds]

Both run as a person runs them, one after the other, each in a process of its own; medians and their ratio are printed.
A pack is a sealed page, a workbook, a form and a brief as docx and PDF with its map.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Time both in turn."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times: dict[str, list[float]] = {"city page": [], "packs": []}
    with tempfile.TemporaryDirectory() as out:
        for _ in range(rounds):
            for name, verb in (("city page", ["build", "--map", "city"]), ("packs", ["pack"])):
                command = [sys.executable, "-m", "jinan_geo", *verb, "--workspace", str(ROOT), "--out", f"{out}/{name}"]
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                times[name].append(time.perf_counter() - start)
        count = len(list(Path(out, "packs").iterdir()))
    city, packs = (statistics.median(times[name]) for name in times)
    print(f"city page: {city:.1f} s")
    print(f"{count} packs: {packs:.1f} s, ratio {packs / city:.2f}")


if __name__ == "__main__":
    main()
