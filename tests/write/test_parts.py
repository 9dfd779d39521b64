"""What killed runs left is swept by the next that writes there.

What lives, and what is not ours, stays.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from jinan_geo.write import parts
from jinan_geo.write.files import write_made, write_text
from jinan_geo.write.parts import part_file, part_folder, sweep
from tests.tools.verbs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

KILLED = """
import os, signal, sys
from pathlib import Path
from jinan_geo.write.parts import part_file, part_folder
folder = Path(sys.argv[1])
with part_file(folder / "a.html") as (handle, _), part_folder(folder / "b.gpkg") as inner:
    os.write(handle, b"half")
    (inner / "made.gpkg").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def leave_strays(folder: Path) -> list[str]:
    subprocess.run([sys.executable, "-c", KILLED, str(folder)], cwd=ROOT, check=False, timeout=60)
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".part")


def test_what_a_killed_run_left_is_swept_at_once(tmp_path: Path) -> None:
    assert len(leave_strays(tmp_path)) == 2
    write_text(tmp_path / "other.txt", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["other.txt"]
    assert len(leave_strays(tmp_path)) == 2
    write_made(tmp_path / "made.txt", lambda path: path.write_text("x") and None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made.txt", "other.txt"]


def test_what_lives_or_is_not_ours_stays(tmp_path: Path) -> None:
    strange = [".download.part", "x.part", ".x.12345678-7-abc.party", "a.part"]
    for name in strange:
        (tmp_path / name).write_text("x", encoding="utf-8")
    with part_file(tmp_path / "a") as (handle, file), part_folder(tmp_path / "b") as folder:
        for path in (file, folder):  # old, and still held
            os.utime(path, (0, 0))
        sweep(tmp_path)
        assert file.exists()
        assert folder.exists()
        os.close(handle)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(strange)


@pytest.mark.parametrize(
    ("host", "process", "age", "locks", "swept"),
    [
        ("here", "dead", 0.0, True, True),
        ("here", "alive", 0.0, True, False),  # not locked yet
        ("here", "alive", 60.0, True, True),  # its number came again
        ("there", "dead", 0.0, True, False),
        ("there", "dead", 60.0, True, True),
        ("here", "dead", 0.0, False, True),
        ("here", "alive", 1e6, False, False),
        ("there", "dead", 60.0, False, False),
        ("there", "dead", 1e6, False, True),
    ],
)
def test_who_owns_it_and_how_old_it_is(  # noqa: PLR0913 - the cases of one rule
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, process: str, *,
    age: float, locks: bool, swept: bool,
) -> None:  # fmt: skip
    if not locks:
        monkeypatch.setattr(parts, "fcntl", None)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    number = dead.pid if process == "dead" else os.getppid()
    machine = parts.HOST if host == "here" else "00000000"
    stray = tmp_path / f".a.html.{machine}-{number}-xyz.part"
    stray.write_text("half", encoding="utf-8")
    os.utime(stray, (time.time() - age,) * 2)
    sweep(tmp_path)
    assert stray.exists() is not swept


def test_a_name_that_is_not_unicode_is_written_too(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("名".encode("gbk") + b".bin")
    write_made(path, lambda made: made.write_bytes(b"whole") and None)
    assert path.read_bytes() == b"whole"
