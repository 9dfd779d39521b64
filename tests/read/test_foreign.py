"""Files of published packages go through every verb that takes a file.

There is no traceback, and nothing is lost in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.foreign_files import SDISTS, TARBALLS, fetch_package, files_to_read
from tests.tools.promises import faults_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nowhere").mkdir()
    monkeypatch.chdir(tmp_path / "nowhere")


@pytest.mark.fuzz
@pytest.mark.parametrize("package", [*SDISTS, *TARBALLS])
def test_files_of_a_package_are_read_whole_or_named(tmp_path: Path, package: str) -> None:
    wrong = []
    seen = 0
    for path in files_to_read(fetch_package(package, tmp_path)):
        seen += 1
        wrong += [f"{path.relative_to(tmp_path)}: {fault}" for fault in faults_of(path, tmp_path)]
    if not seen:
        pytest.skip(f"{package} ships no data file")
    assert not wrong, "\n".join(wrong)
