"""Workers of Dask: the same as one process, and what is wrong with them in words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from jinan_geo.cli.main import main
from jinan_geo.errors import EnvironmentFault, InputError, UsageError
from jinan_geo.read.workers import LOCAL, hire_workers
from jinan_geo.words import current_language, say, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def test_parts_come_in_order_and_in_the_language_of_who_asks(scheduler: str) -> None:
    with hire_workers(scheduler, 1) as workers, speaking("zh"):
        found = [*workers.run(tell_language, range(9))]
    assert found == [(at, "zh") for at in range(9)]


def test_what_the_work_says_is_said(scheduler: str) -> None:
    with hire_workers(scheduler, 1) as workers, pytest.raises(InputError, match="archive in an"):
        [*workers.run(refuse, range(3))]


def test_workers_of_another_program_are_refused(
    scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(["theirs", "theirs too", *["ours"] * 9])
    monkeypatch.setattr("jinan_geo.read.workers._own_code", lambda: next(codes))
    with pytest.raises(EnvironmentFault, match="another version"), hire_workers(scheduler, 1):
        pass


def test_an_address_is_named_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jinan_geo.read.workers.PATIENCE", 0.1)
    with pytest.raises(EnvironmentFault, match=r"9'?: no scheduler"), hire_workers(NOBODY, 1):
        pass
    with pytest.raises(UsageError, match="no address"), hire_workers("here://there", 1):
        pass


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
