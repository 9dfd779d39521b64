"""Same input, same bytes: whatever the time zone, the language or the seed of hashing."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.tools.tiny_city import write_city

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {
    "east": {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"},
    "west": {
        "TZ": "America/St_Johns",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "4711",
        "PYTHONUTF8": "1",
    },
}


@pytest.mark.slow
def test_two_builds_far_apart_are_byte_identical(tmp_path: Path) -> None:
    root = write_city(tmp_path / "workspace")
    running = {}
    for name, environment in PLACES.items():
        command = [
            sys.executable,
            "-m",
            "jinan_geo",
            "build",
            "--workspace",
            str(root),
            "--out",
            str(tmp_path / name),
        ]
        running[name] = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
        )
    assert [process.wait(timeout=60) for process in running.values()] == [0, 0]
    east, west = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        }
        for name in PLACES
    )
    assert len(east) == 8
    assert east == west
