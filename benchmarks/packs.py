"""How long the packs of the twelve districts take, and these with the city's.

Against the build of the city page alone.

    python benchmarks/packs.py [rounds]

All run as a person runs them, one after the other, each in a process of its own; medians and their
ratio are printed. A pack is a sealed page, a workbook, a form and a brief as docx and PDF with its
map.
"""

from __future__ import annotations

import json
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
    districts = json.loads((ROOT / "layers/districts/features.geojson").read_text(encoding="utf-8"))
    codes = [one["properties"]["id"] for one in districts["features"]]
    verbs = {
        "city page": ["build", "--map", "city"],
        f"packs of {len(codes)} districts": [
            "pack",
            *(word for code in codes for word in ("--district", code)),
        ],
        "packs of all, and the city's": ["pack"],
    }
    times: dict[str, list[float]] = {name: [] for name in verbs}
    with tempfile.TemporaryDirectory() as out:
        for _ in range(rounds):
            for name, verb in verbs.items():
                command = [
                    sys.executable,
                    "-m",
                    "jinan_geo",
                    *verb,
                    "--workspace",
                    str(ROOT / "examples" / "sample-city"),
                    "--out",
                    f"{out}/{name}",
                ]
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                times[name].append(time.perf_counter() - start)
    city = statistics.median(times["city page"])
    for name, each in times.items():
        print(
            f"{name:30} {statistics.median(each):5.1f} s, ratio "
            f"{statistics.median(each) / city:.2f}"
        )


if __name__ == "__main__":
    main()
