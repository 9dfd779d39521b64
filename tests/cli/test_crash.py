"""Faults of crash, power, disk and several at once.

The ledger is always whole, old or new, and nothing is lost.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from jinan_geo.errors import EnvironmentFault, LockedError
from jinan_geo.ledger import read_ledger
from jinan_geo.ledger.lock import hold_lock
from jinan_geo.manifest.workspace import Workspace
from tests.tools.importer import ROOT, importer, record
from tests.tools.tiny_city import FILES, write_city
from tests.tools.verbs import run

if TYPE_CHECKING:
    from collections.abc import Iterator

LEDGER = "layers/sites/progress.csv"
JOURNAL = "layers/sites/progress.journal.jsonl"


def remarks(root: Path) -> list[str]:
    """The files that the ledger has records of, in the order of recording."""
    workspace = Workspace.open(root)
    found, issues, _ = read_ledger(workspace.layer("sites"), workspace.stages)
    assert issues == []
    return list(found.loc[found["import_no"].notna(), "remark"])


def strays(root: Path) -> list[str]:
    return [path.name for path in root.rglob("*.part")]


@pytest.mark.slow
@pytest.mark.parametrize("count", [14, 40])
@pytest.mark.first_whole(1)
def test_x1_killed_at_any_instant_the_ledger_is_old_or_new_and_the_next_import_heals_it(
    tmp_path: Path, count: int
) -> None:
    root = write_city(tmp_path / "city")
    ledger, seen = root / LEDGER, []
    with importer(root) as process:
        assert process.order({"file": "first.xlsx"}) == [0]
        assert process.order({"file": "second.xlsx", "report": str(tmp_path / "lines")}) == [0]
        lines = int((tmp_path / "lines").read_text(encoding="utf-8"))
        instants = random.Random(7).sample(range(1, lines + 1), count)  # noqa: S311 - nothing secret
        for at in instants:
            file, old = f"{at}.xlsx", ledger.read_bytes()
            assert process.order({"file": file, "kill_at": at}) == [-signal.SIGKILL]
            left = ledger.read_bytes()
            is_new = left != old
            seen.append(is_new)
            assert remarks(root)[-1] == (
                file if is_new else remarks(root)[-1]
            )  # also a build reads it as it is
            assert process.order({"file": file}) == [0]
            assert ledger.read_bytes().startswith(old)
            assert not is_new or ledger.read_bytes() == left
            assert remarks(root).count(file) == 1
            assert strays(root) == []
    assert len(remarks(root)) == count + 2
    assert set(seen) == {True, False}
    for _ in range(count + 2):
        assert run("ledger", "undo", "--layer", "sites", "--workspace", root).code == 0
    assert ledger.read_text(encoding="utf-8") == FILES[LEDGER]


CALLS = re.compile(
    r'(openat|fsync|rename)\((?:AT_FDCWD, )?(?:"([^"]*)"|(\d+))(?:, "([^"]*)")?.*= (\d+)'
)
WRITES = """
import sys
from pathlib import Path
from jinan_geo.cli.main import main
from tests.tools.importer import record
root = sys.argv[1]
record(Path(root), "a.xlsx")
for verb in (["build", "--map", "city"], ["export", "geojson"], ["export", "xlsx"]):
    try:
        main([*verb, "--workspace", root])
    except SystemExit as done:
        assert done.code == 0
"""


@pytest.mark.slow
def test_x2_every_file_is_on_the_disk_before_its_name_and_its_name_before_the_next(
    tmp_path: Path,
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("no strace found: apt-get install strace")
    root = write_city(tmp_path / "city")
    trace = tmp_path / "trace"
    tracing = [
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=openat,fsync,rename",
        "-e",
        "signal=none",
        "-o",
        str(trace),
    ]
    done = subprocess.run(
        [*tracing, sys.executable, "-c", WRITES, str(root)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False, timeout=300,
    )  # fmt: skip
    if "ptrace" in done.stderr:
        pytest.skip(f"this machine does not let strace trace: {done.stderr[:200]}")
    assert done.returncode == 0, done.stderr
    opened: dict[str, str] = {}
    steps: list[tuple[str, str]] = []
    for name, path, number, target, result in CALLS.findall(
        trace.read_text(encoding="utf-8", errors="replace")
    ):
        if name == "openat":
            opened[result] = path
        elif name == "fsync":
            steps.append(("fsync", opened[number]))
        else:
            steps.append(("rename", f"{path} {target}"))
    # What is kept for the next build is believed only as far as its digest goes.
    renamed = [
        at
        for at, (name, paths) in enumerate(steps)
        if name == "rename" and str(root) in paths and "/.jinan-geo/cache/" not in paths
    ]
    targets = []
    for at in renamed:
        temporary, target = steps[at][1].split(" ")
        assert ("fsync", temporary) in steps[:at]
        assert steps[at + 1] == ("fsync", str(Path(target).parent))
        targets.append(Path(target).name)
    assert targets[:3] == ["progress.journal.jsonl", "progress.csv", "progress.journal.jsonl"]
    assert {"city.html", "sites.geojson"} <= set(targets)
    assert any(target.endswith(".xlsx") for target in targets)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """A real disk of this size at ``folder``."""
    folder.mkdir()
    size = f"size={kilobytes}k"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)],  # noqa: S607 - wherever it is
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"only root may mount a small disk here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)  # noqa: S607 - as above


def fault_of(root: Path, file: str) -> EnvironmentFault | None:
    try:
        record(root, file)
    except EnvironmentFault as fault:
        return fault
    return None


def test_x3_on_a_full_disk_the_ledger_stays_as_it_is_whatever_is_still_free(tmp_path: Path) -> None:
    root = tmp_path / "disk"
    with small_disk(root, 1024):
        write_city(root)
        record(root, "first.xlsx")
        old = [(root / name).read_bytes() for name in (LEDGER, JOURNAL)]
        ballast, refused = root / "ballast", 0
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"x" * 4096)
        size = ballast.stat().st_size // 4096 * 4096
        for free in range(0, 20 * 4096, 4096):
            os.truncate(ballast, size - free)
            fault = fault_of(root, "second.xlsx")
            if fault is None:
                break
            refused += 1
            assert fault.exit_code == 3
            assert "No space left on device" in str(fault)
            assert [(root / name).read_bytes() for name in (LEDGER, JOURNAL)] == old
            assert strays(root) == []
        assert refused >= 3
        assert remarks(root) == ["first.xlsx", "second.xlsx"]


@pytest.mark.parametrize("kilobytes", [40, 120, 220, 300, 380, 460])
@pytest.mark.slow
def test_x3_on_a_full_disk_an_export_is_whole_or_the_older_one(
    tmp_path: Path, kilobytes: int
) -> None:
    root = write_city(tmp_path / "city")
    disk = tmp_path / "disk"
    with small_disk(disk, kilobytes):
        for form in ("gpkg", "parquet", "xlsx"):
            old = disk / f"old.{form}"
            old.write_bytes(b"old")
            options = ["--layer", "sites", "--workspace", root, "--out", old, "--lang", "en"]
            ran = run("export", form, *options)
            assert (ran.code, old.read_bytes() == b"old") in {(0, False), (3, True)}, ran.text
            assert ran.code == 0 or "No space left on device" in ran.text
            if form == "gpkg" and ran.code == 0:
                with closing(sqlite3.connect(old)) as base:
                    assert base.execute("pragma integrity_check").fetchall() == [("ok",)]
            old.unlink()
            assert list(disk.iterdir()) == []


@pytest.mark.slow
def test_x3_where_files_may_not_grow_the_ledger_stays_as_it_is_at_every_size(
    tmp_path: Path,
) -> None:
    root = write_city(tmp_path)
    with importer(root) as process:
        assert process.order({"file": "first.xlsx"}) == [0]
        old = [(root / name).read_bytes() for name in (LEDGER, JOURNAL)]
        sizes = [*range(60, len(old[1]), 300), len(old[1])]
        for largest in sizes:
            assert process.order({"file": "second.xlsx", "largest": largest}) == [3]
            assert [(root / name).read_bytes() for name in (LEDGER, JOURNAL)] == old
            assert strays(root) == []
        assert process.order({"file": "second.xlsx"}) == [0]
    assert len(sizes) > 5
    assert remarks(root) == ["first.xlsx", "second.xlsx"]


def test_x4_on_a_disk_that_may_only_be_read_the_path_is_named(tmp_path: Path) -> None:
    root = tmp_path / "disk"
    with small_disk(root, 1024):
        write_city(root)
        record(root, "a.xlsx")
        old = [(root / name).read_bytes() for name in (LEDGER, JOURNAL)]
        subprocess.run(["mount", "-o", "remount,ro", str(root)], check=True)  # noqa: S607 - as above
        for verb in ("undo", "accept", "restore"):
            ran = run("ledger", verb, "--layer", "sites", "--workspace", root, "--lang", "en")
            assert (ran.code, "Read-only file system" in ran.text) == (3, True)
        fault = fault_of(root, "b.xlsx")
        assert re.search(r"layers/\S+: cannot be written \(Read-only file system\)", str(fault))
        assert [(root / name).read_bytes() for name in (LEDGER, JOURNAL)] == old
        assert remarks(root) == ["a.xlsx"]
        assert run("ledger", "log", "--workspace", root).code == 0


@pytest.mark.parametrize("name", [LEDGER, JOURNAL])
def test_x4_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path, name: str) -> None:
    root = write_city(tmp_path)
    (root / name).unlink(missing_ok=True)
    (root / name).mkdir()
    with pytest.raises(
        EnvironmentFault, match=rf"{Path(name).name}: cannot be read \(Is a directory\)"
    ):
        record(root, "a.xlsx")
    assert run("ledger", "log", "--workspace", root).code == 3


@pytest.mark.slow
def test_x5_eight_importers_at_once_lose_nothing_and_record_nothing_twice(tmp_path: Path) -> None:
    root = write_city(tmp_path)
    with importer(root) as process:
        assert process.order(*[{"file": f"{at}.xlsx"} for at in range(8)]) == [0] * 8
        assert sorted(remarks(root)) == [f"{at}.xlsx" for at in range(8)]
        assert process.order(*[{"file": "same.xlsx"} for _ in range(8)]) == [0] * 8
    assert remarks(root)[8:] == ["same.xlsx"]
    numbers = [
        entry["number"]
        for entry in json.loads(run("ledger", "log", "--workspace", root, "--json").text)["layers"][
            "sites"
        ]
    ]
    assert numbers == list(range(10))


@pytest.mark.slow
def test_x6_the_lock_of_a_dead_owner_is_free_and_that_of_a_living_one_is_named(
    tmp_path: Path,
) -> None:
    root = write_city(tmp_path)
    lock = root / "layers/.sites.progress.csv.lock"
    with importer(root) as process:
        killed = [-signal.SIGKILL]
        instants = range(1, 100)  # until the first at which the lock was held
        tries = (process.order({"file": "a.xlsx", "kill_at": instant}) for instant in instants)
        assert any(ended == killed and lock.exists() for ended in tries)
        assert process.order({"file": "b.xlsx", "wait": 5}) == [0]
    assert "b.xlsx" in remarks(root)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with hold_lock(lock, "x"):
            held.set()
            done.wait(60)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(60)
    before = (root / LEDGER).read_bytes()
    with pytest.raises(
        LockedError, match=rf"progress.csv: in use by process {os.getpid()} on "
    ) as refused:
        record(root, "c.xlsx", wait=0.1)
    done.set()
    other.join()
    assert refused.value.exit_code == 4
    assert (root / LEDGER).read_bytes() == before
