"""What the program imports before it knows what is asked, and for a build that does nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.tools.tiny_city import write_city
from tests.tools.verbs import ROOT, run

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {"folium", "geopandas", "numpy", "pandas", "pydantic", "pypinyin", "shapely"}


def imported(*arguments: object) -> set[str]:
    """The heavy libraries that a run of the program imports."""
    code = (
        "import sys\nfrom jinan_geo.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return HEAVY & set(done.stderr.split())


@pytest.mark.slow
def test_help_imports_nothing_heavy() -> None:
    assert imported("--help") == set()


@pytest.mark.slow
def test_a_build_with_nothing_to_do_imports_nothing_heavy(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    run("build", "--workspace", root)
    assert imported("build", "--workspace", root) == set()
    found = imported("build", "--workspace", root, "--as-of", "2025-01-31")
    assert "pandas" in found
    assert "folium" not in found  # what it writes of the maps was kept
