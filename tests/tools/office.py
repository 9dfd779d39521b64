"""LibreOffice for the tests of workbooks: what a district's own program makes of a file."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["convert", "find_office"]

INSTALL = "no LibreOffice found: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui fonts-noto-cjk"


def find_office() -> str:
    """Give the program's path; without one skip, or fail where CI promised one."""
    found = shutil.which("soffice")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(INSTALL)
    if found is None:
        pytest.skip(INSTALL)
    return found


def convert(path: Path, to: str, out: Path) -> Path:
    """Open a file and save it as ``to`` (pdf, xlsx, ods ...) in ``out``; a profile of its own lets runs be apart."""
    profile = (out / "profile").resolve().as_uri()
    command = [find_office(), f"-env:UserInstallation={profile}", "--headless", "--convert-to", to]
    subprocess.run(
        [*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=180
    )
    made = out / f"{path.stem}.{to.split(':', maxsplit=1)[0]}"
    assert made.is_file()
    return made
