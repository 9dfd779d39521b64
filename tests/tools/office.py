"""LibreOffice for the tests of workbooks: what a district's own program makes of a file."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Office"]

INSTALL = (
    "no LibreOffice found: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui "
    "fonts-noto-cjk"
)


class Office:
    """The program, with one profile of its own, so that runs be apart."""

    def __init__(self, program: str, profile: Path) -> None:
        self.command = [
            program,
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless",
        ]

    def convert(self, path: Path, to: str, out: Path) -> Path:
        """Open a file and save it as ``to`` (pdf, xlsx, ods ...) in ``out``."""
        (made,) = self.convert_all([path], to, out)
        return made

    def convert_all(self, paths: Sequence[Path], to: str, out: Path) -> list[Path]:
        """Convert files of different names by one start of the program, which takes longest."""
        command = [*self.command, "--convert-to", to, "--outdir", str(out), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        made = [out / f"{path.stem}.{to.split(':', maxsplit=1)[0]}" for path in paths]
        assert len({*made}) == len(paths)
        assert all(path.is_file() for path in made)
        return made


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice of this machine; without it skip. Who uses it is marked ``office``."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip(INSTALL)
    return Office(found, tmp_path_factory.mktemp("office"))
