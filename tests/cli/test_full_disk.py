"""A disk that takes no more: exit 3 with the file's name, the old file stays, nothing half is left.

The limit is the system's own for the length of a file, so that no disk has to be filled.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.tiny_city import write_city

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 1024
ENVIRONMENT = 3
# The verb and the file that it cannot write, below the folder for outputs.
VERBS = {
    "map": (["map", "CITY/layers/sites/features.geojson", "--out", "OUT/a.html"], "a.html"),
    "xlsx": (["export", "xlsx", "--workspace", "CITY", "--out", "OUT/a.xlsx"], "a.xlsx"),
    "gpkg": (["export", "gpkg", "--workspace", "CITY", "--out", "OUT/a.gpkg"], "a.gpkg"),
    "parquet": (
        ["export", "parquet", "--workspace", "CITY", "--out", "OUT"],
        "districts.parquet",
    ),
    "geojson": (["export", "geojson", "--workspace", "CITY", "--out", "OUT"], "sites.geojson"),
    "docx": (["actions", "--workspace", "CITY", "--out", "OUT/a.docx"], "a.docx"),
    "check": (["check", "--workspace", "CITY", "--out", "OUT"], "issues.xlsx"),
    "pack": (
        ["pack", "--workspace", "CITY", "--district", "370102", "--out", "OUT"],
        "370102_历下区/map.html",
    ),
    "template": (
        [
            "ledger",
            "template",
            "--district",
            "370102",
            "--workspace",
            "CITY",
            "--out",
            "OUT/a.xlsx",
        ],
        "a.xlsx",
    ),
}


def _hold() -> None:
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, hard))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.slow
@pytest.mark.first_whole(5)
def test_a_full_disk_leaves_the_old_file_and_nothing_half(verb: str, tmp_path: Path) -> None:
    city, out = write_city(tmp_path / "city"), tmp_path / "out"
    arguments, name = VERBS[verb]
    old = out / name
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    said = [one.replace("CITY", str(city)).replace("OUT", str(out)) for one in arguments]
    made = subprocess.run(
        [sys.executable, "-m", "jinan_geo", *said, "--lang", "en"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}, cwd=tmp_path,
        capture_output=True, text=True, check=False, timeout=300,
        preexec_fn=_hold,
    )  # fmt: skip
    assert made.returncode == ENVIRONMENT, made.stderr
    assert "cannot be written" in made.stderr
    assert old.parent.name in made.stderr
    assert old.read_bytes() == b"old"
    assert [path.name for path in tmp_path.rglob("*.part")] == []
