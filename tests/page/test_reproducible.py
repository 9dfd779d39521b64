"""Done when, line 3: two builds of the real workspace are byte-identical, in another time zone and
locale too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.tools.browser import SAMPLE_CITY

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_builds_agree_to_the_byte(sample_pages: Path, tmp_path: Path) -> None:
    elsewhere = {
        **os.environ,
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONHASHSEED": "12345",
    }
    command = [
        sys.executable,
        "-m",
        "jinan_geo",
        "build",
        "--workspace",
        str(SAMPLE_CITY),
        "--out",
        str(tmp_path),
    ]
    subprocess.run(command, check=True, capture_output=True, env=elsewhere)
    first = {
        path.relative_to(sample_pages): path.read_bytes() for path in sample_pages.rglob("*.html")
    }
    second = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.html")}
    assert len(first) == 17
    assert first == second
