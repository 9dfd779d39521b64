"""Which tests run where: a skip is a failure in CI, and the long proofs run only where they are
asked for.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import pytest

@pytest.fixture
def server():
    pytest.skip("none here")

def test_plain(): pass

def test_skipped(server): pass

@pytest.mark.fuzz
def test_long(): pass
"""


def outcome(folder: Path, *arguments: str, ci: str = "") -> dict[str, int]:
    """Run these tests with our plugin, and give what pytest's closing line counts."""
    (folder / "test_these.py").write_text(TESTS, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = fuzz\n  deep\n  database\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.tools.needs", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *arguments, str(folder)],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), "CI": ci}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    closing = done.stdout.splitlines()[-1]
    return {word: int(count) for count, word in re.findall(r"(\d+) ([a-z]+)", closing)}


@pytest.mark.parametrize(
    ("arguments", "ci", "counts"),
    [
        ((), "", {"passed": 1, "skipped": 1, "deselected": 1}),
        ((), "true", {"passed": 1, "error": 1, "deselected": 1}),
        (("-m", "not database"), "true", {"passed": 1, "deselected": 2}),
        (("-m", "fuzz"), "", {"passed": 1, "deselected": 2}),
    ],
)
@pytest.mark.slow
def test_what_runs_where(
    tmp_path: Path, arguments: tuple[str, ...], ci: str, counts: dict[str, int]
) -> None:
    assert outcome(tmp_path, *arguments, ci=ci) == counts
