"""Workers of Dask: the same as one process, and what is wrong with them in words.

Whatever starts Dask is a long proof, run in a process of its own: beside a browser that the same
process drives, its loop once never started.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from jinan_geo.check.engine import ALONE, Engine
from jinan_geo.cli.main import main
from jinan_geo.errors import EnvironmentFault, InputError, UsageError
from jinan_geo.manifest.workspace import Workspace
from jinan_geo.pipeline import build_workspace
from jinan_geo.read.workers import LOCAL, hire_workers
from jinan_geo.words import current_language, say, speaking
from tests.tools.odd_plots import SHAPES, write_plots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from jinan_geo.read.workers import Workers

NOBODY = "tcp://127.0.0.1:9"


def tell_language(part: int) -> tuple[int, str]:
    return part, current_language()


def refuse(part: int) -> None:
    raise InputError(say("read.errors.nested", name=str(part)))


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """One in this process, with two workers that are threads of it."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=LOCAL
    ) as cluster:
        yield cluster.scheduler_address


@pytest.mark.deep
def test_parts_come_in_order_and_in_the_language_of_who_asks(scheduler: str) -> None:
    with hire_workers(scheduler, 1) as workers, speaking("zh"):
        found = [*workers.run(tell_language, range(9))]
    assert found == [(at, "zh") for at in range(9)]


@pytest.mark.deep
def test_what_the_work_says_is_said(scheduler: str) -> None:
    with hire_workers(scheduler, 1) as workers, pytest.raises(InputError, match="archive in an"):
        [*workers.run(refuse, range(3))]


@pytest.mark.deep
def test_workers_of_another_program_are_refused(
    scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(["theirs", "theirs too", *["ours"] * 9])
    monkeypatch.setattr("jinan_geo.read.workers._own_code", lambda: next(codes))
    with pytest.raises(EnvironmentFault, match="another version"), hire_workers(scheduler, 1):
        pass


@pytest.mark.deep
def test_an_address_is_named_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jinan_geo.read.workers.PATIENCE", 0.1)
    with pytest.raises(EnvironmentFault, match=r"9'?: no scheduler"), hire_workers(NOBODY, 1):
        pass
    with pytest.raises(UsageError, match="no address"), hire_workers("here://there", 1):
        pass


@pytest.mark.deep
def test_a_scheduler_without_workers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jinan_geo.read.workers.ENOUGH", 0.1)
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=LOCAL) as cluster,
        pytest.raises(EnvironmentFault, match="has no workers"),
        hire_workers(cluster.scheduler_address, 1),
    ):
        pass


def test_without_dask_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EnvironmentFault, match=r"jinan-geo\[dask\]"), hire_workers(None, 1):
        pass


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--jobs", "2"], "add --engine dask"),
        (["--scheduler", NOBODY], "add --engine dask"),
        (["--engine", "dask", "--jobs", "2", "--scheduler", NOBODY], "leave one of the two out"),
    ],
)
def test_options_that_contradict_are_refused(options: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["build", "--lang", "en", *options])
    assert result.exit_code == UsageError.exit_code
    assert said in result.stderr


class Losing(Engine):
    """Workers of which one is killed while its parts are under way; ``lost`` are those killed."""

    def __init__(self, workers: Workers) -> None:
        self.workers, self.rows = workers, workers.rows
        self.lost: list[int] = []

    def run(self, work: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
        """Do the work; of each kind of it one worker falls ill at the third part."""
        return self.workers.run(work, self.killing(parts))

    def killing(self, parts: Iterable[Any]) -> Iterator[Any]:
        for at, part in enumerate(parts):
            yield part
            if at == 2:
                self.lost.append(min(self.workers.client.run(os.getpid).values()))
                os.kill(self.lost[-1], signal.SIGKILL)


def pages_of(root: Path, out: Path, engine: Engine = ALONE) -> dict[str, bytes]:
    build_workspace(Workspace.open(root), out, engine=engine)
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


@pytest.mark.deep
def test_any_number_of_workers_writes_the_bytes_of_one_process(tmp_path: Path) -> None:
    root = write_plots(tmp_path / "city", 4)
    whole = pages_of(root, tmp_path / "0")
    for jobs in (1, 2, 4):
        with hire_workers(None, jobs, rows=len(SHAPES) + 1) as workers:
            assert len(workers.client.nthreads()) == jobs
            assert pages_of(root, tmp_path / str(jobs), workers) == whole


@pytest.mark.deep
def test_a_worker_killed_in_the_middle_changes_only_time(tmp_path: Path) -> None:
    root = write_plots(tmp_path / "city", 4)
    whole = pages_of(root, tmp_path / "0")
    with hire_workers(None, 2, rows=7) as workers:
        losing = Losing(workers)
        assert pages_of(root, tmp_path / "2", losing) == whole
        assert len(losing.lost) >= 2


class Leaving(Engine):
    """Workers whose scheduler is killed while their parts are under way."""

    def __init__(self, workers: Workers, scheduler: subprocess.Popen[bytes]) -> None:
        self.workers, self.rows, self.scheduler = workers, workers.rows, scheduler

    def run(self, work: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
        """Do the work; at the third part of the first kind the scheduler is gone."""
        return self.workers.run(work, self.leaving(parts))

    def leaving(self, parts: Iterable[Any]) -> Iterator[Any]:
        for at, part in enumerate(parts):
            if at == 2:
                self.scheduler.kill()
                self.scheduler.wait()
            yield part


@contextmanager
def other_machine(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler and a worker that are processes of their own, as on other machines."""
    said = folder / "scheduler.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_"]
    at = ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(said)]
    calls = [
        [*dask[:2], f"{dask[2]}scheduler", *at, "--dashboard-address", LOCAL],
        [*dask[:2], f"{dask[2]}worker", "--scheduler-file", str(said), "--nthreads", "1"],
    ]
    started: list[subprocess.Popen[bytes]] = []
    try:
        for call in calls:
            started.append(subprocess.Popen(call, cwd=folder, stderr=subprocess.DEVNULL))
            while not said.exists():
                assert started[0].poll() is None
                time.sleep(0.1)
        yield json.loads(said.read_text(encoding="utf-8"))["address"], started[0]
    finally:
        for process in started:
            process.kill()
            process.wait()


@pytest.mark.deep
def test_a_scheduler_killed_in_the_middle_is_told_in_words(tmp_path: Path) -> None:
    root = write_plots(tmp_path / "city", 4)
    with (
        other_machine(tmp_path) as (address, scheduler),
        pytest.raises(EnvironmentFault, match=r"scheduler .*") as told,
        hire_workers(address, 1, rows=7) as workers,
    ):
        pages_of(root, tmp_path / "out", Leaving(workers, scheduler))
    assert told.value.exit_code == 3
    assert not [*(tmp_path / "out").rglob("*.html")]
